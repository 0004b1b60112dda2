"""Project CARS and Automobilista 2: meetings with stages, lists of Lua, numbers that change hands."""

import json

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.project_cars import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing


def lap(name, number, time, place, **more):
    of = {"Lap": number, "LapTime": time, "RacePosition": place, "CountThisLapTimes": 1, **more}
    return {"event_name": "Lap", "name": name, "participantid": 1, "attributes": of}


def state(new, before, pid=1, **more):
    of = {"NewState": new, "PreviousState": before}
    return {"event_name": "State", "name": "", "participantid": pid, "attributes": of, **more}


def result(name, place, laps, total, best, state="Finished", **more):
    of = {
        "RacePosition": place,
        "Lap": laps,
        "TotalTime": total,
        "FastestLapTime": best,
        "State": state,
    }
    return {"name": name, "participantid": place, "attributes": {**of, **more}}


SECTORS = {"Sector1Time": 30_098, "Sector2Time": 23_846, "Sector3Time": 33_867}
MEETING = {
    "members": {
        "77": {"name": "Ann Berg", "participantid": 1, "setup": {"VehicleId": -11_335_215}},
        "78": {"name": "Zoe", "participantid": -1, "setup": {"VehicleId": 5}},
    },
    "participants": {"4": {"Name": "Di Falk", "VehicleId": 8}},
    "setup": {"TrackId": 521_933_422},
    "stages": {
        "race1": {
            "start_time": 1_446_150_000,
            "events": [
                state("EnteringPits", "Racing"),
                lap("Ann Berg", 0, 87_811, 2, **SECTORS),
                lap("Ann Berg", 1, 86_000, 1, CountThisLapTimes=0),
                lap("Bo Dahl", 0, 90_000, 1),
                lap("Bo Dahl", 0, 91_000, 3),
                lap("Cy Ek", 0, 95_000, 1),
                state("Retired", "Racing", pid=99),
            ],
            "results": [
                result("Ann Berg", 1, 2, 173_811, 87_811),
                result("", 4, 1, 0, 0, "Retired", VehicleId=9),
                result("Eve", 5, 1, 99_000, 98_000, "Odd"),
                {"attributes": {}},
            ],
        },
        "practice1": {
            "start_time": 1_446_146_926,
            "events": {"3": lap("Bo Dahl", 4, 88_000, 1), "1": lap("Ann Berg", 0, 87_000, 1, CountThisLapTimes=0)},
            "results": {},
        },
    },
}  # fmt: skip
FILE = {"next_history_index": 3, "stats": {"history": [MEETING], "server": {"name": "A // B"}}}
TEXT = f"// Persistent data for addon 'sms_stats'\n\n{json.dumps(FILE)}\n\n// EOF //\n"


def test_a_race_has_the_printed_results_and_who_is_missing_there(tmp_path):
    *_, results, _ = read(tmp_path, TEXT, FORMAT).tables

    assert results.context == {
        "session": "Race", "circuit": "track 521933422", "date": "2015-10-29",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 1, "position": "1", "driver_1": "Ann Berg", "laps": "2", "total": "173.811",
         "best_lap": "87.811", "status": "Finished", "car": "car -11335215"},
        {"line": 2, "position": "4", "driver_1": "Di Falk", "laps": "1", "status": "DNF", "car": "car 8"},
        {"line": 3, "position": "5", "driver_1": "Eve", "laps": "1", "total": "99.000", "best_lap": "98.000"},
        {"line": 4, "position": "3", "driver_1": "Bo Dahl", "laps": "2", "best_lap": "90.000"},
        {"line": 5, "driver_1": "Cy Ek", "laps": "1", "best_lap": "95.000"},
    ]  # fmt: skip


def test_laps_count_on_when_a_driver_comes_back(tmp_path):
    *_, laps = read(tmp_path, TEXT, FORMAT).tables

    first, second, *others = [without_nothing(row) for row in rows(laps)]
    assert first == {
        "line": 2, "driver": "Ann Berg", "lap_number": "1", "lap": "87.811", "s1": "30.098",
        "s2": "23.846", "s3": "33.867", "position": "2", "pit_in": "yes",
    }  # fmt: skip
    assert second == {
        "line": 3, "driver": "Ann Berg", "lap_number": "2", "lap": "86.000", "position": "1",
        "pit_in": "no", "deleted_reason": "not valid",
    }  # fmt: skip
    assert [(row["driver"], row["lap_number"]) for row in others] == [
        ("Bo Dahl", "1"), ("Bo Dahl", "2"), ("Cy Ek", "1"),
    ]  # fmt: skip


def test_a_practice_is_classified_by_best_laps(tmp_path):
    results, laps, *_ = read(tmp_path, TEXT, FORMAT).tables

    assert results.context["session"] == "Practice"
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 1, "position": "1", "driver_1": "Bo Dahl", "laps": "1", "best_lap": "88.000"},
        {"line": 2, "driver_1": "Ann Berg", "laps": "1", "car": "car -11335215"},
    ]  # fmt: skip
    assert [row["lap_number"] for row in rows(laps)] == ["5", "1"]


def test_stages_of_several_meetings_have_names_of_their_own(tmp_path):
    results = [result("Ann Berg", 1, 2, 173_811, 87_811)]
    stages = {
        "qualifying1": {"results": results, "start_time": "x"}, "practice2": {"results": results},
        "warmup": {"results": results, "start_time": 10**20}, "race1": {"events": {}, "results": {}},
        "race2": {"events": [lap("Ann Berg", 0, 87_000, 1), lap("Bo", 0, 0, 2), lap("Bo", 1, 1, 2)]},
    }  # fmt: skip
    file = {"stats": {"history": [{"stages": stages}, {"stages": stages}, {}]}}

    tables = read(tmp_path, file, FORMAT).tables

    assert [table.context["session"] for table in tables if table.kind == "results"] == [
        "Qualifying", "Practice 2", "Race 2", "Warm-up",
        "Qualifying 2", "Practice 3", "Race 3", "Warm-up 2",
    ]  # fmt: skip
    assert tables[0].context == {"session": "Qualifying"}
    race = next(table for table in tables if table.context["session"] == "Race 2")
    assert [without_nothing(row) for row in rows(race)] == [
        {"line": 1, "driver_1": "Bo", "laps": "2", "best_lap": "0.001"},
        {"line": 2, "driver_1": "Ann Berg", "laps": "1", "best_lap": "87.000"},
    ]  # fmt: skip


@pytest.mark.parametrize("stats", [{"history": []}, {"history": [{"stages": {"race1": {}}}, 1]}])
def test_a_file_without_anybody_is_refused(tmp_path, stats):
    source = source_of(tmp_path, {"stats": stats})

    with pytest.raises(ReadError, match="holds no lap and no result of anybody"):
        FORMAT.read(source, Options())


@pytest.mark.parametrize("document", [[], {"stats": {"history": {}}}, {"stats": 1}])
def test_other_json_is_not_claimed(tmp_path, document):
    assert FORMAT.claims(source_of(tmp_path, document)) == 0
