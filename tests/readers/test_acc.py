"""Assetto Corsa Competizione: server results, milliseconds, cars by carId."""

import json

import pytest

from tests.readers.read import reading, tables

FILE = {
    "sessionType": "R",
    "trackName": "spa_2020",
    "sessionResult": {
        "leaderBoardLines": [
            {
                "car": {
                    "carId": 1001, "raceNumber": 7, "carModel": 23, "teamName": "Alpha",
                    "drivers": [
                        {"firstName": "Ann", "lastName": "Berg"},
                        {"firstName": " ", "lastName": "", "shortName": "DAH"},
                        {"playerId": "S7"},
                    ],
                },
                "timing": {"lapCount": 2, "totalTime": 280123, "bestLap": 138030},
            },
            {"car": {"carId": 1002, "raceNumber": 8, "carModel": 999, "drivers": []}},
            {"car": {"carId": 1003, "drivers": [{"lastName": "Ek"}]}, "timing": {"bestLap": 2147483647}},
            {"car": None},
        ]
    },
    "laps": [
        {"carId": 1001, "driverIndex": 0, "laptime": 142093, "splits": [40000, 50000, 52093], "isValidForBest": False},
        {"carId": 1001, "driverIndex": 1, "laptime": 138030, "splits": []},
        {"carId": 1001, "driverIndex": 9, "laptime": 138031},
        {"carId": 4, "laptime": 1},
    ],
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16"])
def test_a_race_gives_results_and_laps(tmp_path, encoding):
    found = reading(tmp_path / "r.json", json.dumps(FILE).encode(encoding))
    assert (found.reader, found.encoding) == ("acc", encoding)
    context = {"session": "Race", "circuit": "spa 2020"}
    assert tables(found) == [
        (
            "results",
            context,
            [
                {
                    "line": 1, "position": "1", "car_number": "7", "driver_1": "Ann Berg",
                    "driver_2": "DAH", "driver_3": "S7", "team": "Alpha",
                    "car": "Porsche 991 II GT3 R", "class": "GT3", "laps": "2",
                    "total": "280.123", "best_lap": "138.030",
                },
                {"line": 2, "position": "2", "car_number": "8", "car": "ACC car 999"},
                {"line": 3, "position": "3", "driver_1": "Ek"},
            ],
        ),
        (
            "laps",
            context,
            [
                {
                    "line": 1, "car_number": "7", "driver": "Ann Berg", "seat": "1",
                    "lap": "142.093", "s1": "40.000", "s2": "50.000", "s3": "52.093",
                    "deleted_reason": "not valid", "lap_number": "1",
                },
                {
                    "line": 2, "car_number": "7", "driver": "DAH", "seat": "2", "lap": "138.030",
                    "lap_number": "2",
                },
                {"line": 3, "car_number": "7", "seat": "10", "lap": "138.031", "lap_number": "3"},
            ],
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name"),
    [("Q", "Qualifying"), ("FP2", "Practice 2"), ("W", "Warm-up"), ("X1", "X 1"), ("", "")],
)
def test_sessions_have_names(tmp_path, code, name):
    found = reading(tmp_path / "r.json", FILE | {"sessionType": code, "laps": None})
    ((_, context, _),) = tables(found)
    assert context.get("session", "") == name


def test_a_session_of_nobody_has_no_tables(tmp_path):
    empty = {"sessionType": "R", "trackName": "spa", "sessionResult": None}
    assert reading(tmp_path / "r.json", empty).tables == []
