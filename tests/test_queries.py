"""Canned queries give the same rows in the same order on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from racedb import queries
from racedb.db import readonly
from racedb.db.engine import write
from racedb.db.readonly import Reader, Value
from racedb.db.url import database_url
from racedb.errors import UsageError
from racedb.models import Base
from racedb.queries.docs import page

# Two events of a made-up cup; the first one counts for a second series too. Car 9 is of an unknown
# maker, entry 5 has no number and no result. 5,000 m in 100 s are 180 km/h.
ROWS: dict[str, list[dict[str, Any]]] = {
    "manufacturers": [
        {"id": 1, "slug": "alfa", "name": "Alfa"},
        {"id": 2, "slug": "beta", "name": "Beta"},
    ],
    "cars": [
        {"id": 1, "slug": "alfa-one", "name": "Alfa One", "manufacturer_id": 1},
        {"id": 2, "slug": "beta-two", "name": "Beta Two", "manufacturer_id": 2},
        {"id": 3, "slug": "special", "name": "Special", "manufacturer_id": None},
    ],
    "teams": [{"id": 1, "slug": "ecurie-ete", "name": "Écurie Été"}],
    "drivers": [
        {"id": 1, "slug": "ada-orn", "name": "Äda Örn"},
        {"id": 2, "slug": "bo-li", "name": "Bo Li"},
    ],
    "circuits": [{"id": 1, "slug": "ring", "name": "Ring"}],
    "layouts": [
        {"id": 1, "circuit_id": 1, "name": "long", "length_m": 5000},
        {"id": 2, "circuit_id": 1, "name": "short", "length_m": 2500},
    ],
    "series": [
        {"id": 1, "slug": "gt-cup", "name": "GT Cup"},
        {"id": 2, "slug": "tin-tops", "name": "Tin Tops"},
    ],
    "seasons": [
        {"id": 1, "series_id": 1, "label": "2024"},
        {"id": 2, "series_id": 2, "label": "2024-25"},
    ],
    "classes": [
        {"id": 1, "series_id": 1, "code": "PRO"},
        {"id": 2, "series_id": 1, "code": "AM"},
    ],
    "events": [
        {
            "id": 1, "slug": "2024-spring-race", "name": "Spring Race", "layout_id": 1,
            "starts_on": date(2024, 4, 6),
        },
        {
            "id": 2, "slug": "2023-autumn-race", "name": "Autumn Race",
            "starts_on": date(2023, 10, 5),
        },
    ],
    "rounds": [
        {"season_id": 1, "event_id": 1, "number": 2},
        {"season_id": 2, "event_id": 1, "number": 1},
        {"season_id": 1, "event_id": 2, "number": 1},
    ],
    "sessions": [
        {"id": 1, "event_id": 1, "code": "Q", "name": "Qualifying", "kind": "qualifying"},
        {
            "id": 2, "event_id": 1, "code": "R", "name": "Race", "kind": "race", "layout_id": 2,
            "starts_at": datetime(2024, 4, 7, 12, 30, tzinfo=UTC),
        },
        {"id": 3, "event_id": 2, "code": "Q", "name": "Qualifying", "kind": "qualifying"},
    ],
    "entries": [
        {"id": 1, "event_id": 1, "car_number": "007", "team_id": 1, "car_id": 1, "class_id": 1},
        {"id": 2, "event_id": 1, "car_number": "7", "team_id": None, "car_id": 2, "class_id": 2},
        {"id": 3, "event_id": 1, "car_number": "9", "team_id": None, "car_id": 3, "class_id": None},
        {"id": 4, "event_id": 2, "car_number": "8", "team_id": 1, "car_id": 1, "class_id": 2},
        {
            "id": 5, "event_id": 2, "car_number": None, "team_id": 1, "car_id": None,
            "class_id": None,
        },
    ],
    "entry_drivers": [
        {"entry_id": 1, "seat": 1, "driver_id": 2, "printed_name": "Bo LI"},
        {"entry_id": 1, "seat": 2, "driver_id": 1, "printed_name": "Äda ÖRN"},
        {"entry_id": 2, "seat": 1, "driver_id": 1, "printed_name": "A. Örn"},
        {"entry_id": 4, "seat": 1, "driver_id": 1, "printed_name": "Äda Örn"},
        {"entry_id": 5, "seat": 1, "driver_id": 1, "printed_name": "Äda Örn"},
    ],
    "sources": [
        {
            "id": 1, "uri": "q.csv", "sha256": "a" * 64, "size_bytes": 10,
            "retrieved_at": datetime(2024, 4, 8, tzinfo=UTC),
        }
    ],
    "imports": [
        {
            "id": number, "source_id": 1, "state": state, "reader": "delimited", "options": {},
            "racedb_version": "0.1.0", "started_at": datetime(2024, 4, 8, 9, tzinfo=UTC),
            "rows_read": 7, "rows_new": 6, "rows_changed": 0, "rows_same": 0, "rows_rejected": 1,
        }
        for number, state in ((1, "applied"), (2, "refused"))
    ],
    "rejects": [
        {
            "import_id": 2, "number": 1, "line": 4, "field": "best_lap", "code": "not-a-duration",
            "message": "best_lap: '1:3O' is not a duration", "raw": "3;9;1:3O",
        }
    ],
    "results": [
        # 5,000 m by speed and lap; the same time as car 7, further up in the list
        {"session_id": 1, "entry_id": 1, "row_order": 1, "position": 1, "status": "finished",
         "best_lap_us": 100_000_000, "speed_kph": 180.0},
        # 4,990 m: the speed is of another lap
        {"session_id": 1, "entry_id": 2, "row_order": 2, "position": 2, "status": "finished",
         "best_lap_us": 100_000_000, "speed_kph": 179.64},
        {"session_id": 1, "entry_id": 3, "row_order": 3, "status": "no_time"},
        # 2,500 m: the layout of the session is not that of the event
        {"session_id": 2, "entry_id": 1, "row_order": 1, "position": 1, "status": "finished",
         "best_lap_us": 50_000_000, "speed_kph": 180.0, "laps": 12, "total_us": 612_345_000},
        {"session_id": 2, "entry_id": 3, "row_order": 2, "status": "retired",
         "status_detail": "Gearbox", "best_lap_us": 49_000_000},
        # no length is known: the only value, 3,000.5 m, is the expected one, rounded up
        {"session_id": 3, "entry_id": 4, "row_order": 1, "position": 1, "status": "finished",
         "best_lap_us": 60_010_000, "speed_kph": 180.0},
    ],
}  # fmt: skip
DEFAULTS: dict[str, dict[str, Any]] = {
    "sessions": {"layout_id": None, "starts_at": None, "state": "final"},
    "events": {"layout_id": None},
    "entries": {"variant": 1},
    "results": {
        "position": None, "best_lap_us": None, "speed_kph": None, "laps": None, "total_us": None,
        "status_detail": None, "import_id": 1,
    },
}  # fmt: skip


@pytest.fixture
def loaded_url(migrated_url: str) -> str:
    """Give a database of each kind with the rows above."""
    with write(database_url(migrated_url)) as connection:
        for name, rows in ROWS.items():
            table = Base.metadata.tables[name]
            filled = [{**DEFAULTS.get(name, {}), **row} for row in rows]
            if name == "results":
                filled = [{**row, "line": at} for at, row in enumerate(filled, start=2)]
            connection.execute(table.insert(), filled)
    return migrated_url


@pytest.fixture
def reader(loaded_url: str) -> Iterator[Reader]:
    """Open the same for reading."""
    with readonly.connect(loaded_url) as opened:
        yield opened


def ask(reader: Reader, name: str, columns: str = "", **given: str) -> list[tuple[Value, ...]]:
    """Give the rows of a query, or only the named columns of them."""
    result = queries.run(reader, queries.load(name), given)
    wanted = [result.columns.index(column) for column in columns.split() or result.columns]
    return [tuple(row[at] for at in wanted) for row in result.rows]


def test_the_best_lap_of_each_maker_is_the_row_where_it_was_set(reader: Reader) -> None:
    result = queries.run(reader, queries.load("best-lap-per-manufacturer"), {})

    assert result.columns == (
        "manufacturer", "best_lap_us", "car_number", "car", "drivers", "team", "event", "session",
    )  # fmt: skip
    assert list(result.rows) == [
        (
            "Alfa", 50_000_000, "007", "Alfa One", "Bo Li / Äda Örn", "Écurie Été", "Spring Race",
            "Race",
        ),
        ("Beta", 100_000_000, "7", "Beta Two", "Äda Örn", None, "Spring Race", "Qualifying"),
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
        ({"series": "gt-cup", "season": "2024-25"}, []),
        ({"class": "am"}, [("Alfa", "8"), ("Beta", "7")]),
        ({"event": "nowhere"}, []),
        ({"event": "x' OR 1 = 1 --"}, []),
    ],
)
def test_parameters_narrow_the_answer(
    given: dict[str, str], expected: list[tuple[str, str]], reader: Reader
) -> None:
    rows = ask(reader, "best-lap-per-manufacturer", "manufacturer car_number", **given)

    assert rows == expected


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


@pytest.mark.parametrize("name", ["Äda Örn", "ada-orn", "äda örn", "ÄDA ÖRN"])
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
            "Spring Race", "Qualifying", "7", "q.csv", 3, "a" * 64, 1, "delimited",
            "2024-04-08 09:00:00.000000",
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
    given = {
        it.name: "1" if it.type == "int" else "Bo Li" for it in query.parameters if it.required
    }

    rows = list(queries.run(reader, query, given).rows)

    assert query.title
    assert query.topic
    assert all(it.help for it in query.parameters)
    assert "ORDER BY" in query.sql.split("FROM")[-1]
    assert {type(value) for row in rows for value in row} <= {int, float, str, bool, type(None)}


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("driver-entries", {}, "needs driver=... (text: the driver, by name or slug)"),
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


def test_a_header_gives_title_topic_prose_and_typed_parameters() -> None:
    query = queries.parse(
        "x", "-- Title\n-- topic: tests\n--\n-- One\n-- two.\n--\n-- :a int\n\nSELECT 1\n"
    )

    assert (query.title, query.topic, query.description) == ("Title", "tests", "One two.")
    (parameter,) = query.parameters
    assert (parameter.name, parameter.type, parameter.required) == ("a", "int", True)


def test_the_page_of_queries_is_fresh() -> None:
    committed = Path(__file__).parent.parent / "docs" / "queries.md"

    assert committed.read_text("utf-8") == page(), (
        "run: python -m racedb.queries.docs > docs/queries.md"
    )
