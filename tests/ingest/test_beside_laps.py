"""What a table of laps states besides its laps: places, pit stops, out-laps."""

import pytest

from racedb.readers import delimited, row_blocks
from tests.ingest.samples import RACE

pytestmark = pytest.mark.sqlite_only

HEADER = "NUMBER;LAP_NUMBER;LAP_TIME;CROSSING_FINISH_LINE_IN_PIT;DRIVER_NAME;PIT_TIME\n"


def stops(ask):
    """Return the pit stops of all cars, as tuples."""
    rows = ask(
        "SELECT e.car_number, p.number, p.lap_number, p.lane_us, p.line FROM pit_stops p "
        "JOIN entries e ON e.id = p.entry_id ORDER BY e.car_number, p.number"
    )
    return [tuple(row.values()) for row in rows]


def test_a_time_in_the_pit_lane_beside_a_lap_is_a_stop(load, ask, sheet):
    text = HEADER + (
        "7;1;1:50.0;;Ann Berg;\n7;2;1:55.0;B;Ann Berg;\n7;3;2:50.0;;Bo Dahl;0:01:02.500\n"
        "7;4;1:50.5;B;Bo Dahl;\n7;5;2:50.5;B;Bo Dahl;59.5\n7;6;2:40.5;;Bo Dahl;58.5\n8;1;1:51.0;;Cy Ek;0\n"
    )

    (report,) = load(sheet(text), *RACE)

    assert stops(ask) == [
        *(("7", 1, 2, 62_500_000, 4), ("7", 2, 4, 59_500_000, 6), ("7", 3, 5, 58_500_000, 7)),
    ]
    assert (report["read"], report["new"]) == (7, 7)
    assert report["cells"]["columns"]["pit_stops.lane_us"] == 4
    assert report["left_out"] == []


def test_a_pit_time_may_be_beside_the_lap_that_ends_in_the_pits(load, ask, sheet):
    text = (
        HEADER + "7;1;1:50.0;B;Ann Berg;41.5\n7;2;1:55.0;B;Ann Berg;42.5\n7;3;1:50.0;;Ann Berg;\n"
    )

    load(sheet(text), *RACE)

    assert stops(ask) == [("7", 1, 1, 41_500_000, 2), ("7", 2, 2, 42_500_000, 3)]


def test_stops_go_on_counting_in_the_next_batch_of_a_file(load, ask, sheet, monkeypatch):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)
    laps = "".join(
        f"7;{lap};1:50.0;{'B' if lap % 3 == 0 else ''};Ann Berg;{'40.5' if lap % 3 == 1 else ''}\n"
        for lap in range(1, 11)
    )

    load(sheet(HEADER + laps), *RACE)

    assert [stop[1:3] for stop in stops(ask)] == [(1, 1), (2, 3), (3, 6), (4, 9)]
    out = ask("SELECT lap_number FROM lap_times WHERE pit_out ORDER BY 1")
    assert [lap["lap_number"] for lap in out] == [4, 7, 10]


def test_the_lap_after_an_in_lap_is_an_out_lap(load, ask, sheet):
    text = (
        HEADER
        + "7;1;1:50.0;B;Ann Berg;\n7;2;1:55.0;;Ann Berg;\n7;4;1:50.0;;Ann Berg;\n8;2;1:51.0;;Cy Ek;\n"
    )

    load(sheet(text), *RACE)

    rows = ask("SELECT car_number, lap_number, pit_out FROM lap_times ORDER BY 1, 2")
    assert [tuple(row.values()) for row in rows] == [
        ("7", 1, False), ("7", 2, True), ("7", 4, False), ("8", 2, False),
    ]  # fmt: skip


def test_places_of_the_result_beside_every_lap_are_no_places_of_laps(load, ask, sheet):
    text = (
        "driver_name,car_number,lap_number,running_position,lap_time,finish_position,starting_position\n"
        "Ann Berg,7,1,1,61.5,2,1\nBo Dahl,8,1,2,62.5,1,2\nCy Ek,7,2,1,61.0,2,1\nBo Dahl,8,2,2,61.2,1,2\n"
    )

    load(sheet(text), *RACE)

    laps = ask("SELECT car_number, lap_number, position FROM lap_times ORDER BY 1, 2")
    assert [lap["position"] for lap in laps] == [1, 1, 2, 2]
    assert ask(
        "SELECT car_number, position, grid_position, drivers, laps FROM classification ORDER BY 1"
    ) == [
        {"car_number": "7", "position": 2, "grid_position": 1, "drivers": "Ann Berg / Cy Ek", "laps": 2},
        {"car_number": "8", "position": 1, "grid_position": 2, "drivers": "Bo Dahl", "laps": 2},
    ]  # fmt: skip


def test_places_beside_laps_need_no_names(load, ask, sheet):
    text = "No,Lap,Lap time,Finish\n7,1,61.5,2\n8,1,62.5,1\n7,2,61.1,2\n8,2,61.9,1\n"

    load(sheet(text), *RACE)

    places = ask("SELECT car_number, position FROM classification ORDER BY car_number")
    assert [tuple(row.values()) for row in places] == [("7", 2), ("8", 1)]


LAPS = (
    "driver_name,car_number,lap_number,lap_time,finish_position,starting_position\n"
    "Ann Berg,7,1,61.5,2,1\nCy Ek,7,2,61.0,2,1\nBo Dahl,8,1,62.5,1,2\nBo Dahl,8,2,61.2,1,2\n"
)


def test_places_beside_laps_are_no_list_of_the_session(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Time\n1,8,Bo Dahl,2,2:03.7\n2,7,Ann Berg,2,+1.0\nDNS,9,Ed Gil,0,\n"
    load(sheet(text), *RACE)
    order = "SELECT car_number, row_order, gap_us, grid_position FROM classification ORDER BY 2"

    (report,) = load(sheet(LAPS, "laps.csv"), *RACE, "--replace-session")

    assert [report[name] for name in ("read", "new", "changed", "same")] == [4, 4, 0, 0]
    assert report["gone"] == []
    assert [tuple(row.values()) for row in ask(order)] == [
        ("8", 1, None, 2), ("7", 2, 1_000_000, 1), ("9", 3, None, None),
    ]  # fmt: skip


def test_laps_of_nobody_have_no_place(load, ask, sheet):
    load(sheet("Lap,Lap time,Finish\n1,61.5,2\n2,61.0,2\n"), *RACE)

    assert ask("SELECT position, laps FROM classification") == [{"position": None, "laps": 2}]


def test_a_place_beside_laps_may_be_of_a_driver(load, ask, sheet):
    text = "Driver,Lap,Lap time,Finish\nAnn Berg,1,61.5,\nAnn Berg,2,61.0,2\nBo Dahl,1,61.0,1\n"

    load(sheet(text), *RACE)

    places = ask("SELECT drivers, position FROM classification ORDER BY 1")
    assert [tuple(row.values()) for row in places] == [("Ann Berg", 2), ("Bo Dahl", 1)]


def test_marks_of_deleted_laps_are_reasons_only_where_they_are_true(load, ask, sheet):
    text = (
        "No,Driver,Lap,Lap time,Deleted,Deleted reason\n7,Ann Berg,1,1:44.5,False,\n"
        "7,Ann Berg,2,1:40.5,True,TRACK LIMITS\n7,Ann Berg,3,1:40.6,True,\n"
    )

    load(sheet(text), *RACE)

    reasons = ask("SELECT deleted_reason FROM lap_times ORDER BY lap_number")
    assert [row["deleted_reason"] for row in reasons] == [None, "TRACK LIMITS", "deleted"]


def test_laps_that_are_not_valid_say_so(load, ask, sheet):
    text = "No,Driver,Lap,Lap time,Valid\n7,Ann Berg,1,1:44.5,yes\n7,Ann Berg,2,1:40.5,no\n7,Ann Berg,3,1:40.0,\n"

    load(sheet(text), *RACE)

    reasons = ask("SELECT deleted_reason FROM lap_times ORDER BY lap_number")
    assert [row["deleted_reason"] for row in reasons] == [None, "invalid", None]
