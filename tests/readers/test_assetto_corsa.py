"""Assetto Corsa: files of servers, whose cars are slots, and of the game, which counts from 0."""

import pytest

from racedb.errors import ReadError
from tests.readers.read import reading, tables

SERVER = {
    "TrackName": "ks_monza66",
    "TrackConfig": "junior",
    "Type": "RACE",
    "Date": "2024-05-04T18:00:00Z",
    "Cars": [{"CarId": 0, "Driver": {"Name": "Ann Berg", "Team": "Alpha"}}, {"CarId": 1, "Driver": None}],
    "Result": [
        {
            "CarId": 0, "DriverName": "Ann Berg", "CarModel": "ks_lotus_49", "TotalTime": 240500,
            "BestLap": 119000, "GridPosition": 3, "ClassID": "gt", "Disqualified": True,
        },
        {"CarId": 1, "DriverName": "Bo Dahl", "CarModel": "", "TotalTime": 0, "BestLap": 999999999, "NumLaps": 5, "ClassID": "00000000-0000"},
        {"CarId": 2, "DriverName": ""},
    ],
    "Laps": [
        {"CarId": 0, "DriverName": "Cy Ek", "LapTime": 121500, "Sectors": [40000, 41000, 40500], "Cuts": 2},
        {"CarId": 0, "DriverName": "Ann Berg", "LapTime": 119000, "Sectors": None},
        {"CarId": 7, "DriverName": "Di Falk", "LapTime": 119001},
    ],
}  # fmt: skip
GAME = {
    "track": "ks_spa",
    "number_of_sessions": 2,
    "players": [{"name": "Ann Berg", "car": "ks_lotus_49"}, {"name": "Bo Dahl", "car": ""}, {"name": ""}],
    "sessions": [
        {
            "type": 3, "raceResult": [1, 0, 2, 9], "lapstotal": [2, 3],
            "bestLaps": [{"car": 1, "time": 119000}],
            "laps": [
                {"car": 1, "lap": 0, "time": 121000, "sectors": [40000, 41000, 40000]},
                {"car": 9, "lap": 0, "time": 1},
            ],
        },
        {"type": 9, "name": "Hot", "bestLaps": [{"car": 1, "time": 120000}, {"car": 0, "time": 119500}]},
        {"type": 1},
    ],
}  # fmt: skip


def test_a_server_gives_results_and_the_laps_of_who_sat_in_the_slot(tmp_path):
    found = reading(tmp_path / "r.json", SERVER)
    assert found.reader == "assetto-corsa"
    context = {
        "session": "Race", "circuit": "ks monza66", "layout": "junior", "date": "2024-05-04",
    }  # fmt: skip
    assert tables(found) == [
        (
            "results",
            context,
            [
                {
                    "line": 1, "position": "1", "driver_1": "Ann Berg", "team": "Alpha",
                    "car": "ks lotus 49", "class": "gt", "laps": "2", "total": "240.500",
                    "best_lap": "119.000", "grid": "3", "status": "DSQ",
                },
                {"line": 2, "position": "2", "driver_1": "Bo Dahl", "laps": "5"},
            ],
        ),
        (
            "laps",
            context,
            [
                {
                    "line": 1, "car_of": "Ann Berg", "driver": "Cy Ek", "lap": "121.500",
                    "s1": "40.000", "s2": "41.000", "s3": "40.500", "deleted_reason": "2 cuts",
                    "lap_number": "1",
                },
                {
                    "line": 2, "car_of": "Ann Berg", "driver": "Ann Berg", "lap": "119.000",
                    "lap_number": "2",
                },
                {
                    "line": 3, "car_of": "Di Falk", "driver": "Di Falk", "lap": "119.001",
                    "lap_number": "1",
                },
            ],
        ),
    ]  # fmt: skip


def test_a_session_may_have_results_alone(tmp_path):
    alone = SERVER | {"Laps": [], "TrackConfig": "", "Type": "weird"}
    ((kind, context, _),) = tables(reading(tmp_path / "r.json", alone))
    assert (kind, context["session"], "layout" in context) == ("results", "Weird", False)


def test_the_game_counts_from_zero(tmp_path):
    found = tables(reading(tmp_path / "r.json", GAME))
    assert found == [
        (
            "results",
            {"session": "Race", "circuit": "ks spa"},
            [
                {"line": 1, "position": "1", "driver_1": "Bo Dahl", "laps": "3", "best_lap": "119.000"},
                {"line": 2, "position": "2", "driver_1": "Ann Berg", "car": "ks lotus 49", "laps": "2"},
            ],
        ),
        (
            "laps",
            {"session": "Race", "circuit": "ks spa"},
            [
                {
                    "line": 1, "driver": "Bo Dahl", "lap_number": "1", "lap": "121.000",
                    "s1": "40.000", "s2": "41.000", "s3": "40.000",
                }
            ],
        ),
        (
            "results",
            {"session": "Hot", "circuit": "ks spa"},
            [
                {"line": 1, "position": "1", "driver_1": "Ann Berg", "car": "ks lotus 49", "best_lap": "119.500"},
                {"line": 2, "position": "2", "driver_1": "Bo Dahl", "best_lap": "120.000"},
            ],
        ),
    ]  # fmt: skip


def test_a_file_of_nobody_is_refused(tmp_path):
    with pytest.raises(ReadError, match="holds no lap and no result of anybody"):
        reading(tmp_path / "r.json", {"TrackName": "x", "Cars": []})
