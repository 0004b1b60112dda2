"""Assetto Corsa Evo: keys of two numbers, standings in order, drivers known by their laps."""

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.assetto_corsa_evo import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing


def key(number):
    return {"a": str(number), "b": "7"}


def lap(car, driver, time, split):
    return {
        "car_key": key(car),
        "driver_key": key(driver),
        "time": time,
        "split": split,
        "flags": 2,
    }


RACE = {
    "season_guid": "x", "session_type": "Race", "track_name": "Old Ring", "track_layout_name": "GP",
    "car_standings": [
        {"car_id": key(11), "starting_position": 1}, {"car_id": key(12), "starting_position": 0},
        {"car_id": key(13), "starting_position": 2},
    ],
    "time_standings": [200_500, 201_000, 0, 9],
    "drivers": [
        {"guid": key(1), "first_name": "Ann", "last_name": "Berg", "nickname": "ab"},
        {"guid": key(2), "first_name": "", "last_name": None, "nickname": "Bo"},
        {"guid": key(3), "first_name": "Cy", "last_name": "Ek"},
    ],
    "cars": [{"car_id": key(11), "model_displayname": "Lola T70 GT3", "race_number": 7}],
    "laps": [
        lap(11, 1, 101_250, [50_250, 51_000]), lap(12, 2, 100_500, []), lap(11, 3, 99_250, [1, 2, 3, 4]),
        lap(12, 9, 0, None),
    ],
}  # fmt: skip


def test_a_race_has_its_crews_its_times_and_its_grid(tmp_path):
    results, laps = read(tmp_path, RACE, FORMAT).tables

    assert results.context == {"session": "Race", "circuit": "Old Ring", "layout": "GP"}
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 1, "position": "1", "car_number": "7", "driver_1": "Ann Berg", "driver_2": "Cy Ek",
         "car": "Lola T70 GT3", "laps": "2", "best_lap": "99.250", "total": "200.500", "grid": "2"},
        {"line": 2, "position": "2", "driver_1": "Bo", "laps": "2", "best_lap": "100.500",
         "total": "201.000", "grid": "1"},
    ]  # fmt: skip
    assert [without_nothing(row) for row in rows(laps)] == [
        {"line": 1, "car_number": "7", "driver": "Ann Berg", "lap": "101.250", "s1": "50.250",
         "s2": "51.000", "lap_number": "1"},
        {"line": 2, "driver": "Bo", "lap": "100.500", "lap_number": "1"},
        {"line": 3, "car_number": "7", "driver": "Cy Ek", "lap": "99.250", "s1": "0.001",
         "s2": "0.002", "s3": "0.003", "lap_number": "2"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "session"),
    [("Qualify", "Qualifying"), ("Warmup", "Warm-up"), ("Practice", "Practice")],
)
def test_other_sessions_have_no_total_and_no_grid(tmp_path, kind, session):
    results, _ = read(tmp_path, RACE | {"session_type": kind}, FORMAT).tables

    assert results.context["session"] == session
    assert {"total", "grid"} & set(rows(results)[0]) == set()


def test_a_session_without_laps_is_refused(tmp_path):
    source = source_of(tmp_path, RACE | {"laps": []})

    with pytest.raises(ReadError, match="holds no lap and no result of anybody"):
        FORMAT.read(source, Options())


def test_other_json_is_not_claimed(tmp_path):
    assert FORMAT.claims(source_of(tmp_path, {"session_type": "Race"})) == 0
