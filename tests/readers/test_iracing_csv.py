"""The CSV that iRacing exports: tables about the session above, gaps with a minus, teams."""

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.iracing_csv import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

ABOUT = (
    '"Start Time","Track","Series","Hosted Session Name"\n'
    '"2020.12.02 11:25 PM GMT","Old Ring","Hosted iRacing","Ann\'s ""Cup"""\n\n'
    '"League Name","League ID"\n"Alpha League","11"\n\n'
)
HEADER = (
    '"Fin Pos","Car ID","Car","Car Class ID","Car Class","Team ID","Cust ID","Name","Start Pos","Car #",'
    '"Out ID","Out","Interval","Laps Led","Fastest Lap Time","Fast Lap#","Laps Comp","Inc","League Points"\n'
)
RACE = ABOUT + HEADER + (
    '"1","57","Lola","0","GT","7","7","Ann Berg","6","03","0","Running","-00.000","17","1:32.100","21","60","4","50"\n'
    '"2","57","Lola","0","GT","8","8","Bo Dahl","15","56","0","Running","-15.549","0","32.200","11","60","0","40"\n'
    '"3","57","Lola","0","GT","9","9","Cy Ek","1","9","1","Disconnected","-1 L","0","","","59","0","35"\n'
    '"4","57","Lola","0","GT","10","10","Di Falk","2","10","1","Disconnected","-2L","0","","","58","0","0"\n'
)  # fmt: skip


def test_an_export_has_its_context_and_its_results(tmp_path):
    found = read(tmp_path, RACE, FORMAT, name="eventresult.csv")

    (results,) = found.tables
    assert (found.findings, found.rejects) == ([], [])
    assert results.context == {
        "series": "Alpha League", "event": 'Ann\'s "Cup"', "circuit": "Old Ring",
        "date": "2020-12-02",
    }  # fmt: skip
    first, *others = [without_nothing(row) for row in rows(results)]
    assert first == {
        "line": 8, "position": "1", "car": "Lola", "class": "GT", "driver_1": "Ann Berg",
        "grid": "6", "car_number": "03", "status": "Running", "gap": "+00.000",
        "best_lap": "1:32.100", "best_lap_number": "21", "laps": "60", "points": "50",
        "driver_ref_1": "iracing 7",
    }  # fmt: skip
    assert [(row["driver_1"], row["gap"], row["status"]) for row in others] == [
        ("Bo Dahl", "+15.549", "Running"), ("Cy Ek", "+1 laps", "Disconnected"),
        ("Di Falk", "+2 laps", "Disconnected"),
    ]  # fmt: skip
    assert [column.source for column in results.columns if column.field is None] == [
        "Car ID", "Car Class ID", "Out ID", "Laps Led", "Inc",
    ]  # fmt: skip
    assert found.raw_lines({8})[8].startswith('"1","57"')


def test_a_team_has_its_drivers_below_it(tmp_path):
    text = (
        '"Start Time","Track","Series"\n"2026-03-22T04:30:00Z","Old Ring","Endurance"\n'
        '"Fin Pos","Car ID","Car","Team ID","Cust ID","Name","Interval","Laps Comp","Pts"\n'
        '"1","9","Lola","-5","-5","Team Alpha","-","90","7"\n'
        '"1","9","Lola","-5","71","Ann Berg","-","50","3"\n"1","9","Lola","-5","72","Bo Dahl","-","40","3"\n'
        '"2","9","Lola","8","8","Cy Ek","-4L","86","2"\n'
    )

    (results,) = read(tmp_path, text, FORMAT).tables

    assert results.context == {
        "series": "Endurance", "event": "Old Ring", "circuit": "Old Ring", "date": "2026-03-22",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 4, "position": "1", "car": "Lola", "driver_1": "Ann Berg", "laps": "90",
         "team": "Team Alpha", "driver_2": "Bo Dahl", "points": "7",
         "driver_ref_1": "iracing 71", "driver_ref_2": "iracing 72"},
        {"line": 7, "position": "2", "car": "Lola", "driver_1": "Cy Ek", "laps": "86",
         "gap": "+4 laps", "points": "2",
         "driver_ref_1": "iracing 8"},
    ]  # fmt: skip


def test_the_older_header_and_a_short_row(tmp_path):
    text = '"Fin Pos","Car ID","Car","Driver"\n"1","9","Lola","Ann Berg"\n"2","9","Lola"'

    found = read(tmp_path, text, FORMAT)

    (results,) = found.tables
    assert [row["driver_1"] for row in rows(results)] == ["Ann Berg"]
    (reject,) = found.rejects
    assert (reject.line, reject.code, reject.message) == (
        3, "missing-cell", "3 cells where the table has 4",
    )  # fmt: skip
    assert [finding.code for finding in found.findings] == ["cut-off"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER, ": holds no lap and no result of anybody"),
        (RACE[:-2], ":11: is no line of a csv file: unexpected end of data"),
    ],
)
def test_what_has_no_results_is_refused(tmp_path, text, says):
    source = source_of(tmp_path, text, "x.csv")

    with pytest.raises(ReadError) as caught:
        FORMAT.read(source, Options())

    assert str(caught.value) == f"{source.path}{says}"


def test_other_tables_are_not_claimed(tmp_path):
    assert FORMAT.claims(source_of(tmp_path, "Fin Pos,Car\n1,Lola\n", "x.csv")) == 0
