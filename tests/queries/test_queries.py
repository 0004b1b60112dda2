"""Canned queries give the same rows in the same order on both databases."""

from pathlib import Path

import pytest

from racedb import queries
from racedb.db.readonly import Reader
from racedb.errors import UsageError
from racedb.queries import examples
from racedb.queries.docs import page
from tests.queries.cup import ask, loaded_url, reader

__all__ = ["loaded_url", "reader"]


def test_the_best_lap_of_each_maker_is_the_row_where_it_was_set(reader: Reader) -> None:
    result = queries.run(reader, queries.load("best-lap-per-manufacturer"), {})

    assert result.columns == (
        "manufacturer", "best_lap_us", "car_number", "car", "drivers", "team", "event", "session",
        "season",
    )  # fmt: skip
    assert list(result.rows) == [
        (
            "Alfa", 50_000_000, "007", "Alfa One", "Bo Li / Äda Örn", "Écurie Été", "Spring Race",
            "Race", "2024",
        ),
        ("Beta", 100_000_000, "7", "Beta Two", "Äda Örn", None, "Spring Race", "Qualifying", "2024"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"session": "qualifying"}, [("Alfa", "8"), ("Beta", "7")]),
        ({"session": "R"}, [("Alfa", "007")]),
        ({"event": "SPRING race", "session": "Q"}, [("Alfa", "007"), ("Beta", "7")]),
        ({"event": "2023-autumn-race"}, [("Alfa", "8")]),
        ({"season": "2024-25"}, [("Alfa", "007"), ("Beta", "7")]),
        ({"series": "tin tops", "session": "Q"}, [("Alfa", "007"), ("Beta", "7")]),
        ({"season": "2020s", "session": "Q"}, [("Alfa", "8"), ("Beta", "7")]),
        ({"event": "autumn, spring", "session": "race,Q"}, [("Alfa", "007"), ("Beta", "7")]),
        ({"class": "am"}, [("Alfa", "8"), ("Beta", "7")]),
        ({"class": "PRO, am", "event": "autumn"}, [("Alfa", "8")]),
        ({"event": "autumn"}, [("Alfa", "8")]),
        ({"event": "2", "season": "2024"}, [("Alfa", "007"), ("Beta", "7")]),
    ],
)
def test_parameters_narrow_the_answer(
    given: dict[str, str], expected: list[tuple[str, str]], reader: Reader
) -> None:
    rows = ask(reader, "best-lap-per-manufacturer", "manufacturer car_number", **given)

    assert rows == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"series": "gt-cup", "season": "2024-25"},
            "no season of gt-cup matches '2024-25'; similar: 2024",
        ),
        ({"session": "x' OR 1 = 1 --"}, 'no session matches "x\' OR 1 = 1 --"; there are 2: '),
        (
            {"event": "autumn", "session": "Race"},
            "no session of 2023-autumn-race matches 'Race'; there is 1: Qualifying",
        ),
        ({"class": "GT3"}, "no class matches 'GT3'; there are 2: PRO, AM"),
    ],
)
def test_a_value_that_fits_nothing_names_what_there_is(
    given: dict[str, str], message: str, reader: Reader
) -> None:
    with pytest.raises(UsageError) as refused:
        ask(reader, "best-lap-per-manufacturer", **given)

    assert str(refused.value).startswith(message)


def test_the_best_lap_of_each_class_is_the_row_where_it_was_set(reader: Reader) -> None:
    rows = ask(reader, "best-lap-per-class", "series class best_lap_us car_number event session")

    assert rows == [
        ("GT Cup", "PRO", 50_000_000, "007", "Spring Race", "Race"),
        ("GT Cup", "AM", 60_010_000, "8", "Autumn Race", "Qualifying"),
    ]


def test_a_classification_comes_session_by_session_as_printed(reader: Reader) -> None:
    rows = ask(reader, "classification", "season event session position car_number status total_us")

    assert rows == [
        ("2024", "Autumn Race", "Qualifying", 1, "8", "finished", None),
        ("2024", "Spring Race", "Race", 1, "007", "finished", 612_345_000),
        ("2024", "Spring Race", "Race", None, "9", "retired", None),
        ("2024", "Spring Race", "Qualifying", 1, "007", "finished", None),
        ("2024", "Spring Race", "Qualifying", 2, "7", "finished", None),
        ("2024", "Spring Race", "Qualifying", None, "9", "no_time", None),
    ]


def test_cars_without_a_time_are_listed(reader: Reader) -> None:
    rows = ask(reader, "no-time", "event session car_number car drivers")

    assert rows == [("Spring Race", "Qualifying", "9", "Special", None)]


@pytest.mark.parametrize("name", ["Äda Örn", "ada-orn", "äda örn", "ÄDA ÖRN", "orn", "ad"])
def test_the_entries_of_a_driver_come_with_their_results(name: str, reader: Reader) -> None:
    rows = ask(
        reader, "driver-entries", "event starts_on session car_number drivers status", driver=name
    )

    assert rows == [
        ("Autumn Race", "2023-10-05", "Qualifying", "8", "Äda Örn", "finished"),
        ("Autumn Race", "2023-10-05", None, None, "Äda Örn", None),
        ("Spring Race", "2024-04-06", "Race", "007", "Bo Li / Äda Örn", "finished"),
        ("Spring Race", "2024-04-06", "Qualifying", "007", "Bo Li / Äda Örn", "finished"),
        ("Spring Race", "2024-04-06", "Qualifying", "7", "Äda Örn", "finished"),
    ]


def test_the_entries_of_a_team_come_with_their_results(reader: Reader) -> None:
    rows = ask(reader, "team-entries", "team event session car_number class", team="écurie été")

    assert rows == [
        ("Écurie Été", "Autumn Race", "Qualifying", "8", "AM"),
        ("Écurie Été", "Autumn Race", None, None, None),
        ("Écurie Été", "Spring Race", "Race", "007", "PRO"),
        ("Écurie Été", "Spring Race", "Qualifying", "007", "PRO"),
    ]


def test_speed_and_lap_that_do_not_belong_together_are_shown(reader: Reader) -> None:
    columns = "car_number best_lap_us speed_kph implied_m length_m off_by_m"

    rows = ask(reader, "speed-check", columns)

    assert rows == [("7", 100_000_000, 179.64, 4_990, 5_000, -10)]


def test_the_length_is_of_the_session_or_the_event_or_the_most_common_one(reader: Reader) -> None:
    columns = "session car_number implied_m length_m off_by_m"

    rows = ask(reader, "speed-check", columns, only="all")

    assert rows == [
        ("Qualifying", "8", 3_001, 3_001, 0),
        ("Race", "007", 2_500, 2_500, 0),
        ("Qualifying", "007", 5_000, 5_000, 0),
        ("Qualifying", "7", 4_990, 5_000, -10),
    ]


def test_every_result_can_be_traced_to_its_line(reader: Reader) -> None:
    rows = ask(reader, "provenance", session="Q", event="Spring Race", car_number="7")

    assert rows == [
        (
            "2024", "Spring Race", "Qualifying", "7", "q.csv", 3, "a" * 64, 1, "delimited",
            "2024-04-08 09:00:00.000000", 0,
        )
    ]  # fmt: skip


def test_imports_are_listed_the_newest_first(reader: Reader) -> None:
    rows = ask(reader, "imports", "id state uri rows_read rows_rejected")

    assert rows == [(2, "refused", "q.csv", 7, 1), (1, "applied", "q.csv", 7, 1)]


def test_one_import_is_shown_in_full(reader: Reader) -> None:
    rows = ask(reader, "import", "id options sha256 size_bytes racedb_version", id="1")

    assert rows == [(1, "{}", "a" * 64, 10, "0.1.0")]


def test_rejects_come_with_their_lines(reader: Reader) -> None:
    rows = ask(reader, "rejects", id="2")

    assert rows == [
        (4, "best_lap", "not-a-duration", "best_lap: '1:3O' is not a duration", "3;9;1:3O")
    ]


@pytest.mark.parametrize("name", queries.names())
def test_every_query_has_a_header_an_order_and_values_of_plain_types(
    name: str, reader: Reader
) -> None:
    query = queries.load(name)
    given = examples.example_values(reader, query)
    assert given is not None

    rows = list(queries.run(reader, query, given).rows)

    assert query.title
    assert query.topic
    assert all(it.help for it in query.parameters)
    assert "ORDER BY" in query.sql.split("FROM")[-1]
    assert {type(value) for row in rows for value in row} <= {int, float, str, bool, type(None)}


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("driver-entries", {}, "needs driver=... (the driver); there are "),
        ("classification", {"sesion": "Q"}, "no parameter 'sesion'; did you mean 'session'?"),
        ("imports", {"x": "1"}, "no parameter 'x'; it takes none"),
        ("rejects", {"id": "one"}, "id='one' is not a whole number"),
        ("rejects", {"id": "9" * 30}, "is not a whole number"),
        ("speed-check", {"only": "some"}, "only='some' is not one of differ, all"),
    ],
)
def test_wrong_parameters_are_named(
    name: str, given: dict[str, str], message: str, reader: Reader
) -> None:
    with pytest.raises(UsageError) as refused:
        queries.run(reader, queries.load(name), given)

    assert message in str(refused.value)


def test_an_unknown_query_is_corrected() -> None:
    with pytest.raises(UsageError, match="no query is named 'clasification'; did you mean 'classi"):
        queries.load("clasification")


def test_a_query_is_not_read_from_elsewhere() -> None:
    with pytest.raises(UsageError, match="no query is named"):
        queries.load("../../pyproject")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", queries.names())
def test_every_event_has_its_season(name: str, reader: Reader) -> None:
    query = queries.load(name)
    columns = queries.run(reader, query, examples.example_values(reader, query) or {}).columns

    assert "event" not in columns or "season" in columns


def test_the_page_of_queries_is_fresh() -> None:
    committed = Path(__file__).parents[2] / "docs" / "queries.md"

    assert committed.read_text("utf-8") == page(), (
        "run: python -m racedb.queries.docs > docs/queries.md"
    )
