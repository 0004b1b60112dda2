"""Small tables of many kinds, one fault each: what every column is taken for, and the rows."""

import pytest

from racedb.understand.columns import recognise
from racedb.understand.tables import table_from_grid
from tests.readers.read import without_nothing


def fields(text):
    """Read a header and rows written as lines of cells between commas."""
    header, *rows = [
        [cell.strip() for cell in line.split(",")] for line in text.strip().split("\n")
    ]
    _, columns = recognise(header, rows)
    return [column.field for column in columns]


def found(text, columns=None):
    """Read a whole table; give what was found."""
    rows = [[cell.strip() for cell in line.split(",")] for line in text.strip().split("\n")]
    return table_from_grid(list(enumerate(rows, start=1)), heading="", given=columns)


def rows_of(table):
    (frame,) = table.batches
    return [without_nothing(row) for row in frame.to_dicts()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the values overrule the word
        ("Pos,Driver,Avg\n1,Ann Berg,1:58.2\n2,Bo Dahl,1:58.9", ["position", "driver", None]),
        ("Pos,Driver,Laps\n1,Ann Berg,1:58.2\n2,Bo Dahl,1:58.9", ["position", "driver", None]),
        ("Pos,Driver,Speed\n1,Ann Berg,87.49 mph\n2,Bo Dahl,80.1 mph", ["position", "driver", "speed_mph"]),
        ("Pos,Driver,Tyre\n1,Ann Berg,/img/tyres/a.png\n2,Bo Dahl,/img/tyres/b.png", ["position", "driver", None]),
        ("Pos,Driver,Constructor\n1,Ann Berg,Lola\n2,Bo Dahl,Cooper", ["position", "driver", "team"]),
        ("Pos,Driver,Constructor\n1,Ann Berg,Lola-Climax\n2,Bo Dahl,Cooper-Climax", ["position", "driver", "car"]),
        ("Pos,Driver,Entrant,Constructor\n1,Ann Berg,Alpha,Lola\n2,Bo Dahl,Beta,Cooper", ["position", "driver", "entrant", "car"]),
        # names in two columns, and both names beside them
        ("FAHRER1_NAME,FAHRER1_VORNAME,Runden\nBerg,Ann,9", ["family_1", "given_1", "laps"]),
        ("Name,Vorname,Runden\nBerg,Ann,9", ["family_1", "given_1", "laps"]),
        ("Driver,First name,Last name,Pos\nAnn Berg,Ann,Berg,1", ["driver", None, None, "position"]),
        ("Driver,First name,Last name,Pos\nBERG,Ann,Berg,1", [None, "given_1", "family_1", "position"]),
        ("Pos,Driver,Driver,Laps\n1,Ann Berg,Bo Dahl,9", ["position", "driver_1", "driver_2", "laps"]),
        # what stands beside a column
        ("Pos,Car,Best lap,Best lap time\n1,7,150,31.1\n2,8,12,31.4", ["position", "car_number", "best_lap_number", "best_lap"]),
        ("Pos,Driver,Laps,Qual Time,Best Lap\n1,Ann Berg,9,1:40.1,1:41.2", ["position", "driver", "laps", None, "best_lap"]),
        ("Grid,Driver,Qual,Rank,Laps,Time\n5,Ann Berg,132.040,8,138,2:46:55.97\n1,Bo Dahl,131.1,2,138,+ 1 lap\n2,Cy Ek,130.2,1,138,+ 1 lap",
         ["grid", "driver", None, None, "laps", "total"]),
        ("Place,Class,No,Driver,Best\n1T,A,3,Ann Berg,61.2\n2,A,4,Bo Dahl,62.2\n1T,B,5,Cy Ek,63.3", ["class_position", "class", "car_number", "driver", "best_lap"]),
        ("#,Car No,Driver,Best\n1,33,Ann Berg,61.2\n2,14,Bo Dahl,62.2\n3,78,Cy Ek,63.3", ["position", "car_number", "driver", "best_lap"]),
        ("Pos,Laps,Elapsed\n1,20,40:01.5\n2,20,40:02.5", ["position", "laps", "total"]),
        ("Pos,Driver,Lap duration\n1,Ann Berg,91.1\n2,Bo Dahl,91.2", ["position", "driver", "best_lap"]),
        # numbers that contradict: 24 laps are not done in 77 seconds
        ("Pos,No,Laps,Duration\n1,7,24,77.565\n2,8,26,77.727", ["position", "car_number", "laps", "best_lap"]),
        ("Driver,Car No,Lap Time\nAnn Berg,7,1:30.1\nBo Dahl,8,1:31.2", ["driver", "car_number", "best_lap"]),
        ("Pos,Driver,Lap\n1,Ann Berg,1:30.1\n2,Bo Dahl,1:31.2", ["position", "driver", "best_lap"]),
        # no header, or a blank one
        ("u1,u2\nx,y", [None, None]),
        (",Pos,Driver,Laps\n0,1,Ann Berg,9\n1,2,Bo Dahl,9", [None, "position", "driver", "laps"]),
        (",Driver,Team,,Grid\n1,Ann Berg,Alpha,268,4\n2,Bo Dahl,Beta,268,5\n3,Cy Ek,Beta,267,1", ["position", "driver", "team", "laps", "grid"]),
        ("Pos,,Driver,Laps\n1,48,Ann Berg,20\n2,4,Bo Dahl,20\n3,42,Cy Ek,19", ["position", "car_number", "driver", "laps"]),
        ("Pos,,Driver,Laps\n1,7,Ann Berg,20\n2,7,Bo Dahl,20\n3,8,Cy Ek,19", ["position", None, "driver", "laps"]),
        # a seat and a compound of a lap file
        ("STNR,FAHRER1_NAME,RUNDE,RUNDENZEIT,DRIVERID,TYRES\n7,Berg,1,1:58.2,1,S\n7,Berg,2,1:58.9,2,S",
         ["car_number", "driver_1", "lap_number", "lap", "seat", None]),
        ("No,Lap,Lap time,Tyres,Tyre age\n7,1,1:58.2,Soft,1\n7,2,1:58.9,Hard,1", ["car_number", "lap_number", "lap", "compound", "tyre_age"]),
        ("No,Lap,Lap time,Tyres\n7,1,1:58.2,Michelin\n7,2,1:58.9,Michelin", ["car_number", "lap_number", "lap", "tyres"]),
        # all headers of race control; results with a flag are none
        ("Time,Category,Message,Flag,Scope,RacingNumber,Lap,Status\n2024-03-02 15:00:00,Flag,BLUE FLAG,BLUE,Driver,7,3,x",
         ["time_utc", "category", "message", "flag_shown", "scope", "car_number", "lap_number", "-"]),
        ("Pos,Time,Category,Message,Flag,Scope\n1,1:20:01.5,GT,x,GF,y\n2,1:20:02.5,GT,x,GF,y",
         ["position", "total", "class", None, "flag", None]),
    ],
)  # fmt: skip
def test_what_columns_are_taken_for(text, expected):
    assert fields(text) == expected


def test_a_table_without_a_header_is_recognised_by_its_values():
    rows = [
        ["1", "7", "Ann Berg", "3", "Running", "x!"],
        ["2", "8", "Bo Dahl", "1", "Engine", "?"],
        ["3", "9", "Cid Falk", "2", "Accident", "-"],
    ]
    _, columns = recognise([], rows)
    assert [column.field for column in columns] == [
        "position", "car_number", "driver", None, "status", None,
    ]  # fmt: skip


def test_how_sure_a_column_is_and_what_came_next():
    _, columns = recognise(["Pos", "Time"], [["1", "40:01.5"], ["2", "40:02.5"]])
    sure, doubtful = columns
    assert (sure.confidence, sure.runner_up) == (1.0, None)
    assert doubtful.field == "total"
    assert doubtful.runner_up == "lap"
    _, (_, car) = recognise(["Pos", "Constructor"], [["1", "Lola"], ["2", "Cooper"]])
    assert (car.field, car.runner_up, car.copy) == ("team", "car", "manufacturer")
    _, (place, _) = recognise([], [["1.", "x"], ["2.", "y"]])
    assert (place.field, place.confidence) == ("position", 0.6)


def test_values_that_contradict_a_header_are_named():
    _, (_, speed) = recognise(["Pos", "Speed"], [["1", "1:58.2"], ["2", "1:58.9"]])
    assert (speed.field, speed.why) == (None, "its values contradict the header")


# ---- rows ----------------------------------------------------------------------------------------


def test_rows_may_end_where_they_are_empty():
    made = found(
        "Pos,No,Driver,Best,Run 1,Run 2\n1,7,Ann Berg,61.2,61.2\n2,8,Bo Dahl,62.2\n"
        "3,9,Cy Ek,63.1\n4,10,Di Falk,64.1,64.1,65"
    )
    assert made.rejects == []
    assert [row["driver"] for row in rows_of(made.table)] == [
        "Ann Berg",
        "Bo Dahl",
        "Cy Ek",
        "Di Falk",
    ]


def test_a_last_column_without_a_header_is_no_extra_cell():
    made = found("Pos,No,Driver\n1,7,Ann Berg,x\n2,8,Bo Dahl,y\n3,9,Cy Ek,z")
    assert made.rejects == []
    assert len(rows_of(made.table)) == 3


def test_a_line_of_text_below_the_table_is_a_note():
    made = found("Pos,No,Driver,Laps\n1,12,Rolf Ahn,50\n2,34,Ira Bole,50\nStewards: A. Person")
    assert len(rows_of(made.table)) == 2
    assert [line for line, _ in made.notes] == [4]


def test_headings_between_the_rows_are_classes():
    made = found(
        "Place,No,Driver,Best\n,,A STREET,\n1,7,Ann Berg,61.2\n2,8,Bo Dahl,62.2\n,,B STREET,\n1,9,Cy Ek,63.1"
    )
    assert [(row["driver"], row["class"]) for row in rows_of(made.table)] == [
        ("Ann Berg", "A STREET"), ("Bo Dahl", "A STREET"), ("Cy Ek", "B STREET"),
    ]  # fmt: skip


def test_a_heading_in_capitals_is_no_driver():
    made = found("Place,No,Driver,Best\n1,7,Ann Berg,61.2\n,,B STREET,\n1,9,Cy Ek,63.1")
    assert [row["driver"] for row in rows_of(made.table)] == ["Ann Berg", "Cy Ek"]
    assert [line for line, _ in made.notes] == [3]


def test_a_header_that_is_not_known_is_no_row():
    made = found("alpha,beta,gamma\nA,Ann Berg,61.5\nA,Bo Dahl,62.5")
    assert not made.is_understood


def test_a_row_of_units_below_the_header_is_no_result():
    made = found("Pos,No,Best lap,Speed\n,,(m:ss),[km/h]\n1,7,1:58.2,180.1\n2,8,1:59.2,179.1")
    assert [row["car_number"] for row in rows_of(made.table)] == ["7", "8"]


# ---- wide tables ---------------------------------------------------------------------------------


def test_a_column_per_car():
    made = found("Lap,K01,K02\n1,81.83,75.87\n2,76.07,\n3,75.9,74.1")
    assert made.table.kind == "laps"
    assert [(r["car_number"], r["lap_number"], r["lap"]) for r in rows_of(made.table)] == [
        ("K01", "1", "81.83"), ("K01", "2", "76.07"), ("K01", "3", "75.9"),
        ("K02", "1", "75.87"), ("K02", "3", "74.1"),
    ]  # fmt: skip


def test_a_column_per_driver():
    made = found("Runde,Ann Berg,Bo Dahl\n1,1:21.8,1:15.8\n2,1:16.1,1:15.2")
    assert [row["driver"] for row in rows_of(made.table)] == ["Ann Berg"] * 2 + ["Bo Dahl"] * 2


@pytest.mark.parametrize(
    "text",
    ["Lap,K01,K02\n1,a,b\n2,c,d", "Lap,K01\n1,81.8\n2,82.1", "Lap,alpha,beta\n1,1:21.8,1:15.8\n2,1:16.1,1:15.2"],
)  # fmt: skip
def test_what_is_no_table_of_cars(text):
    made = found(text)
    assert made.table.kind != "laps" or "car_number" not in rows_of(made.table)[0]


def test_a_column_per_lap_beside_results():
    made = found("Pos,No,Driver,Lap 1,Lap 2\n1,7,Ann Berg,1:58.2,1:57.1\n2,8,Bo Dahl,1:59.2,")
    results, laps = made.tables
    assert (results.kind, laps.kind) == ("results", "laps")
    assert [(r["car_number"], r["lap_number"], r["lap"]) for r in rows_of(laps)] == [
        ("7", "1", "1:58.2"), ("7", "2", "1:57.1"), ("8", "1", "1:59.2"),
    ]  # fmt: skip


def test_a_column_per_lap_alone_is_laps_only():
    made = found("No,Driver,Lap 1,Lap 2\n7,Ann Berg,1:58.2,1:57.1\n8,Bo Dahl,1:59.2,1:58.1")
    assert [table.kind for table in made.tables] == ["laps"]


# ---- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pos,Driver,Car\n1,Ann Berg,#4 Lola T70", {"car_number": "4", "car": "Lola T70"}),
        ("Pos,Car No,Driver\n1,#17,Ann Berg", {"car_number": "17"}),
        ("Pos,Car No,Driver\n1,12.0,Ann Berg", {"car_number": "12"}),
        ("Pos,Driver,Best lap\n1,Ann Berg,1:30.0 (Lap 44)", {"best_lap": "1:30.0", "best_lap_number": "44"}),
        ("Pos,Driver,Best lap,On lap\n1,Ann Berg,1:30.0 (Lap 44),44", {"best_lap": "1:30.0", "best_lap_number": "44"}),
        ("Pos,Driver,Best lap\n1,Ann Berg,125483\n2,Bo Dahl,x", {"best_lap": "125.483"}),
        ("Pos,Driver,Laptime ms\n1,Ann Berg,9483\n2,Bo Dahl,9500", {"best_lap": "9.483"}),
        ("Pos,Driver,Speed\n1,Ann Berg,87.49 mph", {"speed_mph": "87.49"}),
        ("Leg,Pos,Driver,Time\n1,1,Ann Berg,25:48.4", {"session": "Leg 1"}),
        ("Pos,Driver,Time\n1,Ann Berg,53.47.32\n2,Bo Dahl,62.02.17", {"total": "53:47:32"}),
        ("No,Lap,Lap time,Pit in\n7,1,1:58.2,0 days 01:04:49.856000", {"pit_in": "yes"}),
    ],
)  # fmt: skip
def test_what_is_printed_around_a_value_goes(text, expected):
    first = rows_of(found(text).table)[0]
    assert {field: first.get(field) for field in expected} == expected


def test_the_seat_says_who_of_the_crew_drove():
    made = found(
        "STNR,FAHRER1_NAME,FAHRER1_VORNAME,FAHRER2_NAME,FAHRER2_VORNAME,RUNDE,RUNDENZEIT,DRIVERID\n"
        "7,Berg,Ann,Dahl,Bo,1,1:58.2,1\n7,Berg,Ann,Dahl,Bo,2,1:57.2,2"
    )
    assert [row["driver"] for row in rows_of(made.table)] == ["Ann Berg", "Bo Dahl"]


def test_a_constructor_is_the_team_and_the_maker():
    made = found("Pos,Driver,Constructor\n1,Ann Berg,Lola\n2,Bo Dahl,Cooper")
    assert [(r["team"], r["manufacturer"]) for r in rows_of(made.table)] == [
        ("Lola", "Lola"), ("Cooper", "Cooper"),
    ]  # fmt: skip


def test_a_lap_that_stands_for_none_and_lap_0():
    made = found("No,Lap,Lap time\n7,0,\n7,1,9999.999\n7,2,1:58.2\n7,3,-1")
    assert [(row["lap_number"], row.get("lap")) for row in rows_of(made.table)] == [
        ("1", None), ("2", "1:58.2"), ("3", None),
    ]  # fmt: skip


def test_laps_in_columns_below_headings_of_classes():
    made = found(
        "No,Driver,Lap 1,Lap 2\nTouring,,,\n7,Ann Berg,1:31.2,1:30.1\n"
        "Formula Ford,,,\n8,Bo Dahl,1:33.2,1:32.1"
    )
    ann = {"line": 3, "car_number": "7", "driver": "Ann Berg", "class": "Touring"}
    bo = {"line": 5, "car_number": "8", "driver": "Bo Dahl", "class": "Formula Ford"}
    assert rows_of(made.laps) == [
        ann | {"lap_number": "1", "lap": "1:31.2"}, ann | {"lap_number": "2", "lap": "1:30.1"},
        bo | {"lap_number": "1", "lap": "1:33.2"}, bo | {"lap_number": "2", "lap": "1:32.1"},
    ]  # fmt: skip
