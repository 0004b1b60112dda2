"""Text results of GTR 2, RACE 07, F1 Challenge and RaceRoom: slots, laps from 0, the rest of a file."""

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.gmotor import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

HEADER = "//[[gMa1.000f (c)2004    ]] [[            ]]\n[Header]\nGame=RACE 07\nTimeString=2013/02/12 22:06:19\n\n"
MONZA = "[Race]\nScene=GameData\\Locations\\Old_Ring\\Short.TRK\nTrack Length=3645.5\n\n"
ANN = (
    "[Slot019]\nDriver=Ann  Berg\nVehicleNumber=07\nVehicle=Clio Cup\nTeam=Alpha\nQualTime=2:14.387\nLaps=2\n"
    "Lap=(0, -1.000, 2:27.888)\nLap=(1, 147.888, 2:22.652)\nLap=(2, 1.0, -:--.---)\nLap=odd\n"
    "BestLap=2:22.652\nRaceTime=0:04:50.540\n\n"
)
BO = "[Slot001]\nDriver=Bo Dahl\nVehicle=Clio Cup\nLaps=1\nRaceTime=DNF\nReason=6\n\n"
CY = "[Slot002]\nDriver=Cy Ek\nVehicle=Seat Leon\nLaps=2\nLap=(0, -1.000, 2:20.001)\nRaceTime=0:04:49.000\n\n"
DI = "[Slot003]\nDriver=Di Falk\nVehicle=Seat Leon\nLaps=1\nRaceTime=0:02:40.000\n\n"
NOBODY = "[Slot004]\nDriver=\nVehicle=Seat Leon\n\n"
RACE = HEADER + MONZA + ANN + BO + CY + DI + NOBODY + "[END]\n"
F1C = (
    "[Header]\r\nGame=F1 Challenge 99-02\r\n\r\n[Slot000]\r\nDriver=Ann Berg\r\nVehicle=2007 Ferrari\r\n"
    "QualPlace=2\r\nQualTime=-:--.---\r\nRacePlace=2\r\nRaceLaps=7\r\nRaceBestLap=1:15.645\r\n"
    "RaceTime=0:09:41.649\r\n\r\n[Slot002]\r\nDriver=Bo Dahl\r\nVehicle=2007 McLaren\r\nRacePlace=1\r\n"
    "RaceLaps=7\r\nRaceBestLap=-:--.---\r\nRaceTime=DQ\r\n"
)


def test_a_race_is_classified_by_laps_and_time(tmp_path):
    found = read(tmp_path, RACE, FORMAT, name="Cup_2013_02_12_22_06_19_Race2.txt")

    results, laps = found.tables
    assert (found.findings, found.encoding) == ([], "utf-8")
    assert results.context == laps.context == {
        "session": "Race 2", "circuit": "Old Ring", "length_m": "3645.5", "date": "2013-02-12",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 31, "position": "1", "driver_1": "Cy Ek", "car": "Seat Leon", "laps": "2",
         "total": "0:04:49.000", "best_lap": "2:20.001"},
        {"line": 10, "position": "2", "car_number": "07", "driver_1": "Ann Berg", "team": "Alpha",
         "car": "Clio Cup", "laps": "2", "total": "0:04:50.540", "best_lap": "2:22.652"},
        {"line": 38, "position": "3", "driver_1": "Di Falk", "car": "Seat Leon", "laps": "1",
         "total": "0:02:40.000"},
        {"line": 24, "driver_1": "Bo Dahl", "car": "Clio Cup", "laps": "1", "status": "DNF",
         "reason": "reason 6"},
    ]  # fmt: skip
    assert [without_nothing(row) for row in rows(laps)] == [
        {"line": 17, "car_number": "07", "driver": "Ann Berg", "lap_number": "1", "lap": "2:27.888"},
        {"line": 18, "car_number": "07", "driver": "Ann Berg", "lap_number": "2", "lap": "2:22.652"},
        {"line": 19, "car_number": "07", "driver": "Ann Berg", "lap_number": "3"},
        {"line": 35, "driver": "Cy Ek", "lap_number": "1", "lap": "2:20.001"},
    ]  # fmt: skip
    assert found.raw_lines({10}) == {10: "[Slot019]"}


def test_a_session_in_which_nobody_finishes_is_a_qualifying(tmp_path):
    slow = "[Slot001]\nDriver=Bo\nLaps=3\nLap=(1,2.0,1:42.000)\nLap=(2,9,1:41.500)\nRaceTime=DNF\nReason=\n"
    fast = "[Slot002]\nDriver=Cy\nLaps=4\nBestLap=1:40.000\nRaceTime=0:00:00.000\n"
    none = "[Slot003]\nDriver=Di\nLaps=0\nRaceTime=DNF\n"

    results, laps = read(tmp_path, HEADER + none + slow + fast + "[END]", FORMAT).tables

    assert results.context == {"session": "Qualifying", "date": "2013-02-12"}
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 17, "position": "1", "driver_1": "Cy", "laps": "4", "best_lap": "1:40.000"},
        {"line": 10, "position": "2", "driver_1": "Bo", "laps": "3", "best_lap": "1:41.500"},
        {"line": 6, "driver_1": "Di", "laps": "0"},
    ]  # fmt: skip
    assert [row["lap_number"] for row in rows(laps)] == ["1", "2"]


def test_f1_challenge_prints_places_and_no_end(tmp_path):
    found = read(tmp_path, F1C, FORMAT)

    assert found.findings == []
    (results,) = found.tables
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 14, "position": "1", "driver_1": "Bo Dahl", "car": "2007 McLaren", "laps": "7",
         "status": "DSQ"},
        {"line": 4, "position": "2", "driver_1": "Ann Berg", "car": "2007 Ferrari", "laps": "7",
         "total": "0:09:41.649", "best_lap": "1:15.645", "grid": "2"},
    ]  # fmt: skip


def test_slots_that_repeat_and_what_follows_the_end(tmp_path):
    again = "[Slot001]\nDriver=Eve\nRaceTime=-2147483648:-2147483648:-3402823466.000\n"

    found = read(tmp_path, HEADER + BO + again + BO + again + "[END]\n" + ANN, FORMAT)

    (results,) = found.tables
    assert results.context["session"] == "Race"
    assert [row["driver_1"] for row in rows(results)] == ["Bo Dahl", "Eve"]
    (finding,) = found.findings
    assert (finding.code, finding.line) == ("after-the-end", 27)
    assert finding.message == "what follows [END] is the rest of an earlier file and is left out"


def test_an_empty_list_that_ends_above_the_cars(tmp_path):
    found = read(tmp_path, HEADER + "[END]\n" + DI + DI + "[END]\n", FORMAT)

    (results,) = found.tables
    assert [(row["line"], row["driver_1"]) for row in rows(results)] == [(13, "Di Falk")]
    (finding,) = found.findings
    assert (finding.code, finding.line, finding.message) == (
        "after-the-end", 7, "the cars follow [END]: they may be of an earlier session than the file says",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", [RACE[:-6], F1C[:-17], "[Slot001]\nLaps=1\nLap=(1,2,1:59.5)\nDriver="]
)
def test_a_file_without_its_end_is_told(tmp_path, text):
    source = source_of(tmp_path, text + "\nDriver=Ann\n[Slot9]\nDriver=Zoe", "x.txt")

    (finding,) = FORMAT.read(source, Options()).findings

    assert (finding.code, finding.message) == (
        "cut-off",
        "there is no [END]: is this the whole file?",
    )


def test_the_layout_is_known_without_the_circuit(tmp_path):
    scene = "[Race]\nScene=Grand Prix\n"

    (results,) = read(tmp_path, HEADER + scene + DI + "[END]", FORMAT, name="x_Warmup.txt").tables

    assert results.context == {"session": "Warm-up", "layout": "Grand Prix", "date": "2013-02-12"}


@pytest.mark.parametrize("cars", [NOBODY, ""])
def test_nobody_is_refused(tmp_path, cars):
    source = source_of(tmp_path, HEADER + cars + "[END]", "x.txt")

    with pytest.raises(ReadError) as caught:
        FORMAT.read(source, Options())

    assert str(caught.value) == f"{source.path}: holds no lap and no result of anybody"


@pytest.mark.parametrize(
    "text", ["[Slot001]\n", "[SlotMachine]\nDriver=Ann\n", "[Race]\nDriver=Ann\n"]
)
def test_other_texts_are_not_claimed(tmp_path, text):
    assert FORMAT.claims(source_of(tmp_path, text, "x.txt")) == 0
