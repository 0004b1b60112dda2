"""Assetto Corsa Competizione: times in milliseconds, cars by id, UTF-16 without a mark."""

import copy
import json

import pytest

from racedb.errors import ReadError
from racedb.readers import identify
from racedb.readers.reading import Options
from racedb.readers.simulators.acc import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

ANN = {"firstName": "Ann", "lastName": " Berg ", "shortName": "BER", "playerId": "S1"}
BO = {"firstName": "", "lastName": "", "shortName": "DAH", "playerId": "S2"}
CY = {"firstName": "", "lastName": None, "shortName": "", "playerId": "S3"}
CARS = {
    1001: {
        "carId": 1001,
        "raceNumber": 7,
        "carModel": 57,
        "teamName": "Alpha",
        "drivers": [ANN, BO],
    },
    1002: {"carId": 1002, "raceNumber": 8, "carModel": 9999, "teamName": "", "drivers": [CY]},
}
TIMES = {"lapCount": 2, "totalTime": 240_007, "bestLap": 118_250}
NO_TIMES = {"lapCount": 0, "totalTime": 0, "bestLap": 2_147_483_647}
RACE = {
    "sessionType": "R",
    "trackName": "brands_hatch",
    "sessionResult": {
        "leaderBoardLines": [
            {"car": CARS[1001], "timing": TIMES},
            {"car": CARS[1002], "timing": NO_TIMES},
        ]
    },
    "laps": [
        {"carId": 1001, "driverIndex": 0, "laptime": 121_757, "isValidForBest": False,
         "splits": [40_000, 40_000, 41_757]},
        {"carId": 1002, "driverIndex": 0, "laptime": -1, "isValidForBest": True, "splits": [0]},
        {"carId": 1001, "driverIndex": 1, "laptime": 118_250, "isValidForBest": True, "splits": []},
    ],
}  # fmt: skip


def race(**changes):
    return {**copy.deepcopy(RACE), **changes}


def test_cars_have_their_model_their_crew_and_their_times(tmp_path):
    results, _ = read(tmp_path, RACE, FORMAT).tables

    first, second = rows(results)
    assert results.context == {"session": "Race", "circuit": "brands hatch"}
    assert first == {
        "line": 1, "position": "1", "car_number": "7", "driver_1": "Ann Berg", "driver_2": "DAH",
        "team": "Alpha", "car": "KTM X-Bow GT4", "class": "GT4", "laps": "2", "total": "240.007",
        "best_lap": "118.250", "status": None,
    }  # fmt: skip
    assert without_nothing(second) == {
        "line": 2, "position": "2", "car_number": "8", "driver_1": "S3", "car": "ACC car 9999",
        "laps": "0",
    }  # fmt: skip


def test_laps_are_numbered_by_car_and_invalid_ones_have_a_reason(tmp_path):
    _, laps = read(tmp_path, RACE, FORMAT).tables

    first, none, second = rows(laps)
    assert laps.kind == "laps"
    assert first == {
        "line": 1, "car_number": "7", "driver": "Ann Berg", "seat": "1", "lap": "121.757",
        "s1": "40.000", "s2": "40.000", "s3": "41.757", "deleted_reason": "not valid",
        "lap_number": "1",
    }  # fmt: skip
    assert without_nothing(none) == {
        "line": 2, "car_number": "8", "driver": "S3", "seat": "1", "lap_number": "1",
    }  # fmt: skip
    assert (second["driver"], second["seat"], second["lap_number"]) == ("DAH", "2", "2")
    assert (second["lap"], second["deleted_reason"]) == ("118.250", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16"])
def test_the_encoding_of_a_server_is_found(tmp_path, encoding):
    document = race(trackName="nürburgring")
    content = json.dumps(document, ensure_ascii=False).encode(encoding)

    found = read(tmp_path, content, FORMAT)

    assert found.encoding == encoding
    assert found.tables[0].context["circuit"] == "nürburgring"


@pytest.mark.parametrize(
    ("code", "session"),
    [("R", "Race"), ("R2", "Race 2"), ("Q", "Qualifying"), ("Q1", "Qualifying 1"),
     ("FP", "Practice"), ("FP3", "Practice 3"), ("P", "Practice"), ("W", "Warm-up"), ("X", "X"),
     ("X2", "X 2")],
)  # fmt: skip
def test_sessions_have_plain_names(tmp_path, code, session):
    results, _ = read(tmp_path, race(sessionType=code), FORMAT).tables

    assert results.context["session"] == session


def test_a_car_of_no_model_and_a_line_without_a_car(tmp_path):
    nameless = {key: value for key, value in CARS[1001].items() if key != "carModel"}
    lines = [{"timing": TIMES}, {"car": nameless}]

    (results,) = read(
        tmp_path, race(sessionResult={"leaderBoardLines": lines}, laps=None), FORMAT
    ).tables

    (row,) = rows(results)
    assert (row["position"], row["car"], row["laps"], row["total"]) == ("2", None, None, None)


def test_laps_of_cars_that_are_not_on_the_leaderboard_are_told(tmp_path):
    laps = [
        {"carId": 1009, "laptime": 120_000},
        {"carId": 1001, "driverIndex": 7, "laptime": 119_000},
        {"carId": 1009, "laptime": 121_000},
        {"carId": 1010, "laptime": 121_000},
    ]

    found = read(tmp_path, race(laps=laps), FORMAT)

    (row,) = rows(found.tables[1])
    assert (row["line"], row["car_number"], row["driver"], row["seat"]) == (2, "7", None, None)
    (finding,) = found.findings
    assert (finding.code, finding.line) == ("unknown-car", 1)
    assert finding.message == (
        "laps of cars that are not on the leaderboard are left out: 3, of carId 1009, 1010"
    )


def test_the_file_of_the_game_has_other_names(tmp_path):
    laps = [{"carId": 1001, "driverId": 1, "lapTime": 118_250, "splits": []}]
    board = RACE["sessionResult"]
    file = {"laps": laps, "sessionDef": {"sessionType": 10}, "snapShot": board}

    results, times = read(tmp_path, file, FORMAT).tables

    assert results.context == {"session": "Race"}
    assert [row["driver_1"] for row in rows(results)] == ["Ann Berg", "S3"]
    assert [(row["driver"], row["lap"]) for row in rows(times)] == [("DAH", "118.250")]


@pytest.mark.parametrize("code", [0, "9"])
def test_sessions_have_numbers(tmp_path, code):
    results, _ = read(tmp_path, race(sessionType=code), FORMAT).tables

    assert results.context["session"] == {0: "Practice", "9": "Superpole"}[code]


@pytest.mark.parametrize(
    ("name", "day"),
    [("210217_031243_R.json", "2021-02-17"), ("211317_031243_Q2.json", None), ("R.json", None)],
)
def test_the_day_is_in_the_name_of_the_file(tmp_path, name, day):
    results, _ = read(tmp_path, RACE, FORMAT, name=name).tables

    assert results.context.get("date") == day


def test_a_disqualification_is_a_status(tmp_path):
    penalties = [{"carId": 1001, "penalty": "DriveThrough"}]
    after = [{"carId": 1002, "penalty": "Disqualified"}]

    results, _ = read(tmp_path, race(penalties=penalties, post_race_penalties=after), FORMAT).tables

    assert [row["status"] for row in rows(results)] == [None, "DSQ"]


def test_sorted_keys_put_the_session_after_the_laps(tmp_path):
    laps = RACE["laps"] * 1_000

    results, _ = read(tmp_path, dict(sorted(race(laps=laps).items())), FORMAT).tables

    assert results.context == {"session": "Race", "circuit": "brands hatch"}


@pytest.mark.parametrize(
    "document",
    [
        {"sessionType": "R", "trackName": "spa"},
        {"sessionType": "R", "trackName": "spa", "sessionResult": [], "laps": [{"carId": 1}]},
        ["sessionType", {"trackName": 1}],
    ],
)
def test_a_file_without_anybody_is_refused(tmp_path, document):
    with pytest.raises(ReadError, match=r"result\.json: holds no lap and no result of anybody"):
        FORMAT.read(source_of(tmp_path, document), Options())


def test_another_document_is_not_claimed(tmp_path):
    assert FORMAT.claims(source_of(tmp_path, {"sessionType": "R"})) == 0
    assert identify(source_of(tmp_path, RACE), "acc") is FORMAT
