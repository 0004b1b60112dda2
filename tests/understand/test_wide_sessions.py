"""Tables with columns of sessions and of stages: each becomes the results of a session."""

import pytest

from racedb.table import CELLS
from racedb.understand.tables import table_from_grid


def sessions(text, given=None):
    """Read a table; give session and rows of each of its tables, without empty cells."""
    rows = [[cell.strip() for cell in line.split(",")] for line in text.strip().split("\n")]
    found = table_from_grid(list(enumerate(rows, start=1)), heading="", given=given)
    return [
        (table.context.get("session"), [
            {k: v for k, v in row.items() if v is not None and k not in ("line", CELLS)}
            for frame in table.batches
            for row in frame.to_dicts()
        ])
        for table in found.tables
    ]  # fmt: skip


def test_columns_that_only_name_a_session_hold_places_or_times():
    found = sessions("""
        No,Driver,FP1,Qualifying,Race,Points
        7,Ann Berg,1,1:30.5,1,25
        8,Bo Dahl,,1:30.9,DNF,0
    """)

    assert found == [
        ("FP1", [{"car_number": "7", "driver": "Ann Berg", "position": "1"}]),
        ("Qualifying", [
            {"car_number": "7", "driver": "Ann Berg", "best_lap": "1:30.5"},
            {"car_number": "8", "driver": "Bo Dahl", "best_lap": "1:30.9"},
        ]),
        ("Race", [
            {"car_number": "7", "driver": "Ann Berg", "position": "1", "points": "25"},
            {"car_number": "8", "driver": "Bo Dahl", "position": "DNF", "points": "0"},
        ]),
    ]  # fmt: skip


def test_columns_may_say_what_they_hold_of_a_session():
    found = sessions("""
        No,Driver,fp1_pos,fp1_time,Pos Race 2,Time Race 2,Mood
        7,Ann Berg,1,1:31.5,1,20:01.5,x
        8,Bo Dahl,2,1:32.5,2,20:02.5,y
    """)

    assert [(name, rows[0]) for name, rows in found] == [
        ("FP1", {"car_number": "7", "driver": "Ann Berg", "position": "1", "best_lap": "1:31.5"}),
        ("Race 2", {"car_number": "7", "driver": "Ann Berg", "position": "1", "total": "20:01.5"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Pos,No,Driver,Laps,Practice,Qualifying\n1,7,Ann Berg,20,1:31.5,1:30.5\n2,8,Bo Dahl,20,1:31.6,1:30.6",
        "Pos,No,Driver,Laps,Q1,Q2\n1,7,Ann Berg,20,1:31.5,1:30.5\n2,8,Bo Dahl,20,1:31.6,1:30.6",
        "Pos,Driver,Race No,Qualifying,Laps\n1,Ann Berg,7,1:31.5,20\n2,Bo Dahl,8,1:31.6,20",
        "FP1,Race,Laps,Time\n1,1,20,20:01.5\n2,2,20,20:01.6",
        "No,Driver,FP1 notes,Race notes,Laps\n7,Ann Berg,a,b,20\n8,Bo Dahl,c,d,20",
        "No,Driver,FP1,Race,Laps\n7,Ann Berg,wet,dry,20\n8,Bo Dahl,wet,dry,20",
        "No,Driver,FP1 laps,Race laps,Best\n7,Ann Berg,soft,b,1:31.5\n8,Bo Dahl,hard,d,1:31.6",
        "Pos,No,SS1,SS2,Laps\n1,7,good,bad,20\n2,8,bad,good,20",
        "No,Driver,P1,R,T,Laps\n7,Ann Berg,1,1,1,20\n8,Bo Dahl,2,2,2,20",
        "Pos,No,SS1,Laps\n1,7,5:12.3,20\n2,8,5:12.4,20",
        "SS1,SS2,Laps,Time\n5:12.3,5:12.3,20,20:01.5\n5:12.3,5:12.3,20,20:01.6",
    ],
)  # fmt: skip
def test_a_table_of_results_is_no_list_of_sessions(text):
    assert [name for name, _ in sessions(text)] == [None]


def test_stages_of_a_rally_are_sessions_beside_its_result():
    found = sessions("""
        Pos,No,Crew,SS1,WP 2,Total
        1,7,Ann Berg / Bo Dahl,5:12.3,6:12.3,11:24.6
        2,8,Cy Ek / Di Falk,5:15.3,DNF,
    """)

    assert [(name, len(rows)) for name, rows in found] == [(None, 2), ("SS1", 2), ("WP 2", 2)]
    assert found[1][1][0] == {
        "car_number": "7", "drivers": "Ann Berg / Bo Dahl", "total": "5:12.3",
    }  # fmt: skip


def test_a_list_of_nothing_but_stages_has_only_these():
    found = sessions("No,Driver,SS1,SS2\n7,Ann Berg,5:12.3,6:12.3\n8,Bo Dahl,5:15.3,6:13.3")

    assert [name for name, _ in found] == ["SS1", "SS2"]


def test_who_names_all_columns_has_the_last_word():
    text = "No,Driver,FP1,Race\n7,Ann Berg,1,1\n8,Bo Dahl,2,2"

    found = sessions(text, ("car_number", "driver", "-", "position"))

    assert found == [(None, [
        {"car_number": "7", "driver": "Ann Berg", "position": "1"},
        {"car_number": "8", "driver": "Bo Dahl", "position": "2"},
    ])]  # fmt: skip


def test_columns_of_circuits_have_the_best_laps_of_events():
    text = """
        Driver,Spa,Monza,Points
        Ann Berg,2:18.1,1:48.3,9
        Bo Dahl,,1:47.9,7
    """
    rows = [[cell.strip() for cell in line.split(",")] for line in text.strip().split("\n")]

    found = table_from_grid(list(enumerate(rows, start=1)), heading="")

    spa, monza = found.tables
    assert (spa.context, monza.context) == (
        {"event": "Spa", "circuit": "Spa"}, {"event": "Monza", "circuit": "Monza"},
    )  # fmt: skip
    assert [row["best_lap"] for row in spa.batches[0].to_dicts()] == ["2:18.1"]
    assert monza.batches[0]["driver"].to_list() == ["Ann Berg", "Bo Dahl"]
    assert [(column.source, column.field) for column in spa.columns] == [
        ("Driver", "driver"), ("Spa", "best_lap"), ("Points", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Driver,Spa\nAnn Berg,2:18.1\nBo Dahl,2:19.1", "Driver,Spa,Monza\nAnn Berg,9,7\nBo Dahl,8,9",
     "Spa,Monza\n2:18.1,1:48.3\n2:19.1,1:48.4"],
)  # fmt: skip
def test_other_columns_that_name_circuits_are_no_events(text):
    rows = [line.split(",") for line in text.split("\n")]

    found = table_from_grid(list(enumerate(rows, start=1)), heading="")

    assert all("event" not in table.context for table in found.tables)
