"""The views: one row per fact, in words, alike on both databases."""

import pytest
import sqlalchemy as sa

from racedb.db.engine import read, write
from racedb.db.url import database_url
from racedb.summaries import registry
from tests.db.rows import put, put_race


def rows(url, statement):
    with read(database_url(url)) as connection:
        return [dict(row) for row in connection.execute(sa.text(statement)).mappings()]


@pytest.fixture
def race_url(migrated_url):
    """Return a database with a small race in it."""
    with write(database_url(migrated_url)) as connection:
        put_race(connection)
        registry.rebuild(connection)
    return migrated_url


def test_a_classification_shows_names_crew_and_seconds(race_url):
    first, second = rows(race_url, "SELECT * FROM classification ORDER BY row_order")

    assert {name: value for name, value in first.items() if value is not None} == {
        "series": "Club Cup",
        "season": "2024",
        "event": "Summer Race",
        "session": "Race",
        "session_kind": "race",
        "row_order": 1,
        "position": 1,
        "car_number": "07",
        "class": "GT3",
        "team": "Alpha",
        "entrant": "Alpha Racing",
        "manufacturer": "Audi",
        "car": "Audi R8",
        "drivers": "Bo Dahl / Ann Berg",
        "driver_count": 2,
        "status": "finished",
        "classified": True,
        "laps": 8,
        "best_lap_us": 118_250_000,
        "best_lap_s": 118.25,
        "points": 12.5,
        "session_id": 1,
        "entry_id": 1,
        "import_id": 1,
        "line": 2,
    }
    assert {name: value for name, value in second.items() if value is not None} == {
        "series": "Club Cup",
        "season": "2024",
        "event": "Summer Race",
        "session": "Race",
        "session_kind": "race",
        "row_order": 2,
        "driver_count": 0,
        "status": "not_started",
        "session_id": 1,
        "entry_id": 2,
        "import_id": 1,
        "line": 3,
    }


def test_an_event_without_a_round_shows_without_a_series(race_url):
    with write(database_url(race_url)) as connection:
        connection.execute(sa.text("DELETE FROM rounds"))

    found = rows(race_url, "SELECT series, season, event FROM classification ORDER BY row_order")

    assert found == [{"series": None, "season": None, "event": "Summer Race"}] * 2


def test_the_season_shown_is_one_of_the_series_shown(race_url):
    found = rows(race_url, "SELECT DISTINCT series, season FROM classification")

    assert found == [{"series": "Club Cup", "season": "2024"}]


def lap(number, lap_us, driver=1, **more):
    return {
        "session_id": 1, "entry_id": 1, "number": number, "driver_id": driver, "lap_us": lap_us,
        "pit_in": False, "pit_out": False, "import_id": 1, "line": number + 1, **more,
    }  # fmt: skip


def test_a_lap_time_shows_its_driver_and_seconds(race_url):
    with write(database_url(race_url)) as connection:
        put(connection, "laps", lap(1, 118_250_000, top_kph=251.5, pit_in=True, flag="green"))

    (found,) = rows(race_url, "SELECT * FROM lap_times")

    assert {name: value for name, value in found.items() if value is not None} == {
        "series": "Club Cup",
        "season": "2024",
        "event": "Summer Race",
        "session": "Race",
        "session_kind": "race",
        "car_number": "07",
        "class": "GT3",
        "team": "Alpha",
        "manufacturer": "Audi",
        "car": "Audi R8",
        "driver": "Ann Berg",
        "lap_number": 1,
        "lap_us": 118_250_000,
        "lap_s": 118.25,
        "top_kph": 251.5,
        "pit_in": True,
        "pit_out": False,
        "flag": "green",
        "session_id": 1,
        "entry_id": 1,
        "driver_id": 1,
        "import_id": 1,
        "line": 2,
    }


def test_a_stint_begins_after_an_in_lap_or_with_another_driver_or_compound(race_url):
    laps = [
        lap(1, 130_000_000),  # the first lap of a race is no clean one
        lap(2, 120_000_000, flag="green", clean=True),
        lap(3, 121_000_001, clean=True),
        lap(4, 150_000_000, pit_in=True),
        lap(5, 160_000_000, driver=2, pit_out=True),
        lap(6, 119_000_000, driver=2, deleted_reason="track limits"),
        lap(7, None, driver=2),
        lap(8, 140_000_000, driver=2, flag="fcy"),
        lap(9, 125_000_000, clean=True),  # a change of driver without an in-lap
        lap(10, 155_000_000, pit_in=True),
        lap(11, 170_000_000),  # the out-lap of a file without a mark for it
        lap(12, 126_000_000, clean=True),
        lap(13, 127_000_000, driver=None, clean=True, compound="SOFT"),
        lap(14, 128_000_000, driver=None, clean=True, compound="HARD"),
        lap(15, 129_000_000, driver=None),
    ]
    with write(database_url(race_url)) as connection:
        put(connection, "laps", *laps)

    found = rows(race_url, "SELECT * FROM stints WHERE session_id = 1 ORDER BY entry_id, stint")

    assert [tuple(row.values())[3:] for row in found] == [
        (1, "Ann Berg", 1, 4, 4, 120_000_000, 120_500_001, None),
        (2, "Bo Dahl", 5, 8, 4, 119_000_000, None, None),
        (3, "Ann Berg", 9, 10, 2, 125_000_000, 125_000_000, None),
        (4, "Ann Berg", 11, 12, 2, 126_000_000, 126_000_000, None),
        (5, None, 13, 13, 1, 127_000_000, 127_000_000, "SOFT"),
        (6, None, 14, 15, 2, 128_000_000, 128_000_000, "HARD"),
    ]
    assert {(row["session_id"], row["entry_id"], row["car_number"]) for row in found} == {
        (1, 1, "07")
    }


def test_a_crew_shows_what_was_printed(race_url):
    found = rows(race_url, "SELECT * FROM crews ORDER BY entry_id, seat")

    assert [tuple(row.values()) for row in found] == [
        ("Summer Race", 1, "07", 1, "Bo Dahl", "B. Dahl", "Gold", 2),
        ("Summer Race", 1, "07", 2, "Ann Berg", "Ann BERG", None, 1),
    ]


@pytest.mark.parametrize("view", ["classification", "lap_times", "stints"])
def test_one_session_is_found_by_its_key_and_not_by_reading_all(sqlite_template, view):
    with read(database_url(str(sqlite_template))) as connection:
        question = f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE session_id = 5"
        plan = [row.detail for row in connection.execute(sa.text(question))]

    table = "r" if view == "classification" else "l"
    assert [step for step in plan if step.startswith(f"SEARCH {table} USING INDEX")]
    assert not [step for step in plan if step.startswith(f"SCAN {table} ")]
