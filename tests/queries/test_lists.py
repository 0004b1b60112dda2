"""The lists of what a database holds, and names that are found in it."""

import pytest

from racedb.db.readonly import Reader
from racedb.errors import UsageError
from racedb.queries import lists, lookup
from tests.queries.cup import ask, loaded_url, reader

__all__ = ["loaded_url", "reader"]


def test_every_kind_is_counted(reader: Reader) -> None:
    assert ask(reader, "contents") == [
        ("series", 2), ("seasons", 2), ("events", 2), ("sessions", 3), ("drivers", 2),
        ("teams", 1), ("manufacturers", 2), ("cars", 3), ("circuits", 1), ("classes", 2),
        ("results", 6), ("laps", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (
            "series",
            {},
            [
                ("GT Cup", "2024", "2024", 1, 2, "gt-cup"),
                ("Tin Tops", "2024-25", "2024-25", 1, 1, "tin-tops"),
            ],
        ),
        ("seasons", {"series": "tin"}, [("Tin Tops", "2024-25", 1, "2024-04-06", "2024-04-06")]),
        (
            "events",
            {},
            [
                ("GT Cup", "2024", 1, "Autumn Race", "2023-10-05", None, 1, 2, "2023-autumn-race"),
                ("GT Cup", "2024", 2, "Spring Race", "2024-04-06", None, 2, 3, "2024-spring-race"),
            ],
        ),
        (
            "events",
            {"series": "tin-tops"},
            [
                (
                    "Tin Tops", "2024-25", 1, "Spring Race", "2024-04-06", None, 2, 3,
                    "2024-spring-race",
                )
            ],
        ),
        (
            "sessions",
            {"event": "spring"},
            [
                ("2024", "Spring Race", "Race", "R", "race", "2024-04-07 12:30:00.000000", "final", None, 2, 0),
                ("2024", "Spring Race", "Qualifying", "Q", "qualifying", None, "final", None, 3, 0),
            ],
        ),
        (
            "drivers",
            {},
            [
                ("Bo Li", None, None, 1, "2024-04-06", "2024-04-06", "bo-li"),
                ("Äda Örn", None, None, 2, "2023-10-05", "2024-04-06", "ada-orn"),
            ],
        ),
        (
            "drivers",
            {"class": "am", "event": "autumn"},
            [("Äda Örn", None, None, 1, "2023-10-05", "2023-10-05", "ada-orn")],
        ),
        (
            "teams",
            {},
            [("Écurie Été", None, 2, 3, "2023-10-05", "2024-04-06", "ecurie-ete")],
        ),
        ("manufacturers", {}, [("Alfa", None, 1, 2, 2, "alfa"), ("Beta", None, 1, 1, 1, "beta")]),
        (
            "cars",
            {"season": "2024-25"},
            [
                ("Alfa", "Alfa One", 1, 1, "2024-04-06", "2024-04-06", "alfa-one"),
                ("Beta", "Beta Two", 1, 1, "2024-04-06", "2024-04-06", "beta-two"),
                (None, "Special", 1, 1, "2024-04-06", "2024-04-06", "special"),
            ],
        ),
        (
            "circuits",
            {},
            [("Ring", None, "long", 5000, 0, "ring"), ("Ring", None, "short", 2500, 0, "ring")],
        ),
        ("classes", {}, [("GT Cup", "AM", None, 2, 2), ("GT Cup", "PRO", None, 1, 1)]),
    ],
)  # fmt: skip
def test_a_list_has_a_row_for_each_of_its_kind(
    kind: str, given: dict[str, str], expected: list[tuple[object, ...]], reader: Reader
) -> None:
    assert ask(reader, f"list-{kind}", **given) == expected


def test_every_list_is_tested() -> None:
    (marks,) = test_a_list_has_a_row_for_each_of_its_kind.pytestmark
    assert {it[0] for it in marks.args[1]} == set(lists())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orn", [("driver", "Äda Örn", "ada-orn")]),
        (
            "spring race",
            [("event", "Spring Race", "2024-spring-race")],
        ),
        ("alfa", [("manufacturer", "Alfa", "alfa"), ("car", "Alfa One", "alfa-one")]),
        ("r", [("session", "Race", "Race")]),
        ("qual", [("session", "Qualifying", "Qualifying")]),
        ("AM", [("class", "AM", "AM")]),
    ],
)  # fmt: skip
def test_a_name_is_found_whatever_it_names(
    text: str, expected: list[tuple[str, str, str]], reader: Reader
) -> None:
    found = lookup.find(reader, text)
    assert [row for row in found if row in expected] == expected
    assert found[0][0] == expected[0][0] or text in ("r", "AM")


def test_a_name_that_nothing_has_names_what_is_similar(reader: Reader) -> None:
    with pytest.raises(UsageError, match="nothing is named 'ada oern'; similar: driver ada-orn"):
        lookup.find(reader, "ada oern")
    with pytest.raises(UsageError, match="nothing is named 'xq orn'"):
        lookup.find(reader, "xq orn")
    with pytest.raises(UsageError, match=r"^nothing is named 'zzz'$"):
        lookup.find(reader, "zzz")
