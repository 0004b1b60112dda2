"""What the values of columns say against their headers, and cells that hold two fields."""

import pytest

from racedb.table import Column
from racedb.understand.columns import recognise
from racedb.understand.frames import frame


def fields(header, *rows):
    _, columns = recognise(header.split(","), [row.split(",") for row in rows])
    return [column.field for column in columns]


def column(field, *cells, unit=""):
    """Read one column of cells; return the fields that come of it."""
    columns = [Column(source="x", field=field, why="", unit=unit)]
    made = frame([[cell] for cell in cells], list(range(2, len(cells) + 2)), columns)
    return made.drop("line").to_dict(as_series=False)


@pytest.mark.parametrize("header", ["Qual", "Time", "Best lap"])
def test_times_that_fall_from_place_to_place_are_speeds(header):
    rows = ("1,A B,134.343", "2,C D,132.79", "3,E F,132.69", "4,G H,131.86")

    assert fields(f"Pos,Driver,{header}", *rows)[2] is None
    assert fields(f"Grid,Driver,{header}", rows[2], rows[0], rows[3], rows[1])[2] is None
    assert fields(f"Driver,{header}", *(row[2:] for row in rows))[1] is None


@pytest.mark.parametrize(
    "rows",
    [
        ("1,A B,134.343", "2,C D,132.79", "3,E F,132.69"),
        ("1,A B,131.86", "2,C D,132.69", "3,E F,132.79", "4,G H,134.343"),
        ("1,A B,134.343", "2,C D,132.79", "3,E F,132.69", "4,G H,134.4"),
        ("4,A B,134.343", "3,C D,132.79", "2,E F,132.69", "1,G H,131.86"),
        ("1,A B,2:14.3", "2,C D,2:12.7", "3,E F,2:12.6", "4,G H,2:11.8"),
        ("1,A B,34.343", "2,C D,32.79", "3,E F,32.69", "4,G H,31.86"),
    ],
)
def test_other_times_are_no_speeds(rows):
    assert fields("Pos,Driver,Best lap", *rows)[2] == "best_lap"


def test_places_without_a_header_may_end_with_words():
    rows = ("1,8,A B,60,1:30:00.0", "2,9,C D,60,+3.5", "3 †,1,E F,59,+1 lap", "Ret,4,G H,9,Engine")

    assert fields(",No,Driver,,Time", *rows) == [
        "position",
        "car_number",
        "driver",
        "laps",
        "total",
    ]


def test_times_without_places_are_of_laps():
    row = "San Isidro,Ford Focus,2022-03-21 17:58:54,02:38.521,162.0"

    assert fields("Track,Car,Date,Time,Topspeed", row) == [
        *("circuit", "car", "date", "best_lap", "top_kph"),
    ]
    assert "total" in fields("Pos,Track,Car,Time", f"1,{row}")


def test_a_place_of_the_result_beside_laps_is_no_place_of_the_lap():
    rows = ("7,1,61.5,1,2", "8,1,62.5,2,1")

    assert fields("No,Lap,Lap time,Running position,Finish position", *rows)[3:] == [
        *("position", "finish"),
    ]
    assert fields("No,Lap,Lap time,Position,Finish", *rows)[3:] == ["position", "finish"]
    assert fields("Finish,No,Driver,Laps", "1,7,A B,9", "2,8,C D,9")[0] == "position"


def test_a_duration_is_of_the_lap_where_no_other_time_is():
    assert fields("No,Lap,Duration", "7,1,61.5", "7,2,61.7") == ["car_number", "lap_number", "lap"]
    assert fields("No,Lap,Lap time,Pit time", "7,1,61.5,", "7,2,61.7,25.5")[2:] == ["lap", "lane"]


@pytest.mark.parametrize(
    ("header", "values", "field"),
    [
        ("Deleted", ("False", "True"), "deleted"),
        ("Deleted", ("", "TRACK LIMITS"), "deleted_reason"),
        ("Valid", ("yes", "no"), "valid"),
        ("Invalid", ("0", "1"), "deleted"),
    ],
)
def test_marks_of_laps_that_do_not_count_are_no_reasons(header, values, field):
    rows = [f"7,{lap},1:44.5,{value}" for lap, value in enumerate(values, start=1)]

    assert fields(f"No,Lap,Lap time,{header}", *rows)[3] == field


@pytest.mark.parametrize(
    ("cell", "number", "name"),
    [
        *(("7 Ann Berg", "7", "Ann Berg"), ("#7 Ann Berg", "7", "Ann Berg")),
        *(("038 – A. Berg", "038", "A. Berg"), ("[12A] Ann Berg", "12A", "Ann Berg")),
        *(("7: Ann Berg", "7", "Ann Berg"), ("Ann Berg #7", "7", "Ann Berg")),
        *(("Ann Berg (#7)", "7", "Ann Berg"), ("No. 7 Ann Berg", "7", "Ann Berg")),
    ],
)
def test_the_number_beside_a_driver_is_of_the_car(cell, number, name):
    assert column("driver", cell) == {"driver": [name], "car_number": [number]}
    assert column("drivers", cell) == {"drivers": [name], "car_number": [number]}


def test_a_car_and_a_team_may_begin_with_a_number_of_their_own():
    assert column("car", "911 GT3 R", "600 LT") == {"car": ["911 GT3 R", "600 LT"]}
    assert column("team", "8 Star", "23 Events") == {"team": ["8 Star", "23 Events"]}
    assert column("driver", "Ann Berg", "7 Bo Dahl") == {"driver": ["Ann Berg", "7 Bo Dahl"]}


def test_marks_are_no_part_of_a_car_number():
    assert column("car_number", "12 †", "#7*", "8.0") == {"car_number": ["12", "7", "8"]}


def test_codes_of_the_track_are_the_worst_flag():
    found = column("flag", "1", "24", "671", "5", "2.0", "3", "SC", unit="track status")

    assert found == {"flag": ["green", "sc", "vsc", "red", "yellow", None, "SC"]}


def test_a_column_of_the_pits_may_say_in_and_out():
    assert column("pit_in", "IN", "", "OUT", "12:03.4") == {
        "pit_in": ["IN", None, None, "yes"],
        "pit_out": [None, None, "yes", None],
    }
    assert column("pit_in", "IN", "B") == {"pit_in": ["IN", "B"]}


def test_marks_and_dashes_say_nothing_of_a_column():
    rows = ("1,48 (W),A B,4 [1]", "2,42*,C D,4", "3,4#,E F,—", "Ret,7,G H,—")

    assert fields("Pos,No,Driver,Laps", *rows) == ["position", "car_number", "driver", "laps"]
    assert column("car_number", "48 (W)", "42*", "4#", "7 [a]") == {
        "car_number": ["48", "42", "4", "7"],
    }


def test_milliseconds_of_a_best_lap_are_no_numbers_of_laps():
    rows = ("1,7,10,918250,90125", "2,8,10,921500,90500")

    assert fields("pos,no,laps,total_time_ms,best_lap_ms", *rows)[3:] == ["total", "best_lap"]


def test_a_time_beside_the_time_of_the_lap_is_of_the_session_unless_it_may_be_of_the_day():
    assert fields("No,Lap,Lap time,Time", "7,1,1:31.5,1:31.5", "7,2,1:31.7,3:03.2")[3] == "elapsed"
    assert fields("No,Lap,Lap time,Time", "7,1,1:31.5,14:01:31", "7,2,1:31.7,14:03:03")[3] is None


def test_a_lap_of_every_car_is_the_best_one_unless_it_is_the_same_for_all():
    best = fields("Driver,Car No,Lap Time,Lap", "A B,7,1:01.5,12", "C D,8,1:02.5,9")
    first = fields("Driver,Car No,Lap Time,Lap", "A B,7,1:01.5,1", "C D,8,1:02.5,1")

    assert best == ["driver", "car_number", "best_lap", "best_lap_number"]
    assert first == ["driver", "car_number", "lap", "lap_number"]


def test_laps_of_several_cars_may_have_the_place_of_the_car():
    rows = ("7,A B,1,52.341,1", "7,A B,2,51.9,1", "9,C D,1,53.0,2", "9,C D,2,52.1,2")

    assert fields("Kart,Pilote,Tour,Temps,Position", *rows) == [
        *("car_number", "driver", "lap_number", "lap", "position"),
    ]
    rows = ("7,A B,12,1,2025-06-01", "8,C D,11,2,2025-06-01", "7,A B,14,1,2025-07-01")
    assert fields("No,Driver,Lap,Pos,Date", *rows)[2] == "laps"


def test_short_family_names_are_names():
    rows = ("1,Berg,Ann", "2,Dahl,Bo", "3,Ek,Cy")

    assert fields("Pos,Name,Vorname", *rows) == ["position", "family_1", "given_1"]


def test_outcomes_below_an_unknown_header_are_the_status():
    rows = ("1,A B,50,Running", "2,C D,49,Running", "3,E F,31,Engine", "4,G H,0,Did not start")

    assert fields("Pos,Driver,Laps,Zebra", *rows)[3] == "status"
    assert fields("Pos,Driver,Status,Zebra", *rows)[3] is None
    assert fields("Pos,Driver,Laps,Zebra", "1,A B,50,D", "2,C D,49,R", "3,E F,31,W")[3] is None


def test_first_and_last_are_parts_of_a_name():
    rows = ("1,7,Ann,Berg,61.2", "2,8,Bo,Dahl,62.1")

    assert fields("Pos,Num,First,Last,Best", *rows)[2:4] == ["given_1", "family_1"]


def test_a_column_of_the_status_of_the_track_has_codes():
    cells = [["7", "1", "1:31.5", "1"], ["7", "2", "1:33.1", "24"], ["7", "3", "1:31.9", "1"]]
    _, columns = recognise(["No", "Lap", "LapTime", "TrackStatus"], cells)

    assert (columns[3].field, columns[3].unit) == ("flag", "track status")
