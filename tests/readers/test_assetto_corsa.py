"""Assetto Corsa: servers write one session, the game writes several; neither numbers cars."""

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.assetto_corsa import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

GUID = "00000000-0000-0000-0000-000000000000"


def driven(name, car, time, **more):
    return {"DriverName": name, "DriverGuid": "g", "CarId": car, "LapTime": time} | more


SERVER = {
    "TrackName": "ks_red_bull_ring",
    "TrackConfig": "layout_national",
    "Type": "RACE",
    "Date": "2019-03-02T21:49:00Z",
    "Cars": [{"CarId": 0, "Driver": {"Name": "Ann Berg", "Team": "Alpha"}, "Model": "lola_t70"}],
    "Result": [
        {"DriverName": "Ann Berg", "CarId": 0, "CarModel": "lola_t70", "BestLap": 58_250,
         "TotalTime": 117_500, "GridPosition": 2, "ClassID": GUID},
        {"DriverName": "Bo Dahl", "CarId": 1, "CarModel": "", "BestLap": 999_999_999,
         "TotalTime": 0, "GridPosition": 0, "NumLaps": 5, "Disqualified": True, "ClassID": "GT3"},
        {"DriverName": "", "CarId": 2},
    ],
    "Laps": [
        driven("Ann Berg", 0, 59_250, Sectors=[20_000, 20_000, 19_250, 1], Cuts=2),
        driven("Al Left", 1, 61_000, Sectors=None),
        driven("Ann Berg", 0, 58_250, Cuts=0),
        driven("Cy Ek", 9, -1, Cuts=1),
    ],
}  # fmt: skip
CLIENT = {
    "track": "spa",
    "number_of_sessions": 2,
    "players": [
        {"name": "Ann Berg", "car": "lola_t70"},
        {"name": "Bo Dahl", "car": ""},
        {"name": "", "car": "empty"},
    ],
    "sessions": [
        {"name": "Qualify", "type": 2, "laps": [], "lapstotal": [0],
         "bestLaps": [{"car": 0, "time": -1}, {"car": 1, "time": 99_000}, {"car": "x"}]},
        {"name": "Quick Race", "type": 3, "lapstotal": [2, 1], "raceResult": [-1, 0, 2, 1],
         "bestLaps": [{"car": 0, "time": 95_703, "lap": 0}],
         "laps": [
            {"lap": 0, "car": 0, "sectors": [30_000, 30_000, 35_703], "time": 95_703, "cuts": 0},
            {"lap": 1, "car": 0, "sectors": [], "time": -1, "cuts": 1},
            {"lap": 0, "car": 7, "time": 90_000},
            {"car": 1, "time": 2_147_483_647},
         ]},
    ],
}  # fmt: skip


def test_a_server_classifies_names_in_slots(tmp_path):
    results, _ = read(tmp_path, SERVER, FORMAT).tables

    assert results.context == {
        "session": "Race", "circuit": "ks red bull ring", "layout": "layout_national",
        "date": "2019-03-02",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(results)] == [
        {
            "line": 1, "position": "1", "driver_1": "Ann Berg", "team": "Alpha", "car": "lola t70",
            "laps": "2", "total": "117.500", "best_lap": "58.250", "grid": "2",
        },
        {
            "line": 2, "position": "2", "driver_1": "Bo Dahl", "class": "GT3", "laps": "5",
            "status": "DSQ",
        },
    ]  # fmt: skip


def test_the_laps_of_a_slot_belong_to_who_is_classified_in_it(tmp_path):
    _, laps = read(tmp_path, SERVER, FORMAT).tables

    assert [without_nothing(row) for row in rows(laps)] == [
        {
            "line": 1, "car_of": "Ann Berg", "driver": "Ann Berg", "lap": "59.250",
            "s1": "20.000", "s2": "20.000", "s3": "19.250", "deleted_reason": "2 cuts",
            "lap_number": "1",
        },
        {"line": 2, "car_of": "Bo Dahl", "driver": "Al Left", "lap": "61.000", "lap_number": "1"},
        {"line": 3, "car_of": "Ann Berg", "driver": "Ann Berg", "lap": "58.250", "lap_number": "2"},
        {
            "line": 4, "car_of": "Cy Ek", "driver": "Cy Ek", "deleted_reason": "1 cut",
            "lap_number": "1",
        },
    ]  # fmt: skip


def test_who_comes_back_in_another_slot_goes_on_counting(tmp_path):
    laps = [driven("Ann Berg", 0, 59_000), driven("Ann Berg", 5, 58_000)]

    tables = read(tmp_path, SERVER | {"Laps": laps}, FORMAT).tables

    assert [row["lap_number"] for row in rows(tables[1])] == ["1", "2"]
    assert rows(tables[0])[0]["laps"] == "2"


def test_laps_of_an_earlier_player_of_the_slot_do_not_count_for_the_next(tmp_path):
    laps = [driven("Al Left", 0, 50_000), driven("Ann Berg", 0, 58_250)]

    results, _ = read(tmp_path, SERVER | {"Laps": laps}, FORMAT).tables

    assert (rows(results)[0]["driver_1"], rows(results)[0]["laps"]) == ("Ann Berg", "1")


def test_who_stands_in_two_slots_has_one_result(tmp_path):
    again = {"DriverName": "Ann Berg", "CarId": 3, "BestLap": 999_999_999, "TotalTime": 0}
    other = {"DriverName": "Di Falk", "CarId": 4, "BestLap": 0, "TotalTime": 60_000}
    first, second, _ = SERVER["Result"]

    results, _ = read(
        tmp_path, SERVER | {"Result": [again, first, second, other, again]}, FORMAT
    ).tables

    assert [(row["position"], row["driver_1"]) for row in rows(results)] == [
        ("1", "Ann Berg"), ("2", "Bo Dahl"), ("3", "Di Falk"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "day"),
    [("2019_3_2_14_41_PRACTICE.json", "2019-03-02"), ("2019_13_2_14_41_RACE.json", None),
     ("race.json", None)],
)  # fmt: skip
def test_the_day_may_be_in_the_name_of_the_file(tmp_path, name, day):
    results, _ = read(tmp_path, SERVER | {"Date": None}, FORMAT, name=name).tables

    assert results.context.get("date") == day


@pytest.mark.parametrize(
    ("more", "total"),
    [({"HasPenalty": True, "PenaltyTime": 5_000_000_000}, "122.500"),
     ({"HasPenalty": False, "PenaltyTime": 5_000_000_000}, "117.500"),
     ({"HasPenalty": True, "PenaltyTime": 0}, "117.500"),
     ({"HasPenalty": True, "PenaltyTime": 5_000_000_000, "TotalTime": 0}, None)],
)  # fmt: skip
def test_a_penalty_of_a_server_manager_is_in_the_total(tmp_path, more, total):
    result = SERVER["Result"][0] | more

    results, _ = read(tmp_path, SERVER | {"Result": [result]}, FORMAT).tables

    assert rows(results)[0]["total"] == total


def test_the_time_of_a_race_is_not_its_best_lap(tmp_path):
    laps = [{"car": 0, "lap": 0, "time": 95_703}, {"car": 0, "lap": 1, "time": 94_000}]
    race = CLIENT["sessions"][1] | {"laps": laps, "bestLaps": [{"car": 0, "time": 189_703}]}

    results, _ = read(tmp_path, CLIENT | {"sessions": [race]}, FORMAT).tables

    assert [(row["total"], row["best_lap"]) for row in rows(results)] == [
        ("189.703", "94.000"), (None, None),
    ]  # fmt: skip


def test_a_manager_that_sorts_keys_has_the_track_far_behind(tmp_path):
    cars = [{"CarId": n, "Model": "lola_t70" * 10} for n in range(1_000)]
    document = {"Cars": cars} | {key: SERVER[key] for key in ("Result", "Type", "TrackName")}

    (results,) = read(tmp_path, document, FORMAT).tables

    assert results.context == {"session": "Race", "circuit": "ks red bull ring"}
    assert rows(results)[0]["laps"] is None


@pytest.mark.parametrize(
    ("kind", "session"),
    [("QUALIFY", "Qualifying"), ("PRACTICE", "Practice"), ("BOOK", "Booking"), (None, "Race"),
     ("DRIFT", "Drift")],
)  # fmt: skip
def test_a_server_names_its_session(tmp_path, kind, session):
    results, *_ = read(tmp_path, SERVER | {"Type": kind}, FORMAT).tables

    assert results.context["session"] == session


def test_laps_alone_are_a_file_too(tmp_path):
    (laps,) = read(tmp_path, SERVER | {"Result": None, "Cars": None}, FORMAT).tables

    assert [row["car_of"] for row in rows(laps)] == ["Ann Berg", "Al Left", "Ann Berg", "Cy Ek"]


def test_the_game_orders_a_race_by_its_result_and_all_else_by_best_laps(tmp_path):
    qualifying, race, _ = read(tmp_path, CLIENT, FORMAT).tables

    assert qualifying.context == {"session": "Qualifying", "circuit": "spa"}
    assert [without_nothing(row) for row in rows(qualifying)] == [
        {"line": 1, "position": "1", "driver_1": "Bo Dahl", "best_lap": "99.000"},
        {"line": 2, "position": "2", "driver_1": "Ann Berg", "car": "lola t70", "laps": "0"},
    ]
    assert [without_nothing(row) for row in rows(race)] == [
        {
            "line": 1, "position": "1", "driver_1": "Ann Berg", "car": "lola t70", "laps": "2",
            "best_lap": "95.703",
        },
        {"line": 2, "position": "2", "driver_1": "Bo Dahl", "laps": "1"},
    ]  # fmt: skip


def test_laps_of_the_game_count_from_one_and_cuts_delete_them(tmp_path):
    *_, laps = read(tmp_path, CLIENT, FORMAT).tables

    assert [without_nothing(row) for row in rows(laps)] == [
        {
            "line": 1, "driver": "Ann Berg", "lap_number": "1", "lap": "95.703", "s1": "30.000",
            "s2": "30.000", "s3": "35.703",
        },
        {"line": 2, "driver": "Ann Berg", "lap_number": "2", "deleted_reason": "1 cut"},
        {"line": 3, "driver": "Bo Dahl", "lap_number": "1"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "session"),
    [(1, "P", "Practice"), (4, "H", "Hotlap"), (5, "T", "Time attack"), (6, "D", "Drift"),
     (9, "Club Heat", "Club Heat"), (None, None, "Session")],
)  # fmt: skip
def test_the_game_numbers_its_sessions(tmp_path, kind, name, session):
    one = {"type": kind, "name": name, "raceResult": [0]}

    (results,) = read(tmp_path, CLIENT | {"sessions": [one]}, FORMAT).tables

    assert results.context["session"] == session


@pytest.mark.parametrize("document", [CLIENT | {"sessions": [{"type": 1}]}, {}, [1]])
def test_a_file_without_anybody_is_refused(tmp_path, document):
    with pytest.raises(ReadError, match=r"result\.json: holds no lap and no result of anybody"):
        FORMAT.read(source_of(tmp_path, document), Options())


def test_the_game_states_laps_or_minutes_of_a_session(tmp_path):
    sessions = [
        CLIENT["sessions"][1] | limits
        for limits in ({"lapsCount": 5, "duration": 0}, {"lapsCount": 0, "duration": 20})
    ]

    found = read(tmp_path, CLIENT | {"sessions": sessions}, FORMAT).tables

    stated = [{k: v for k, v in it.context.items() if k.startswith("scheduled")} for it in found]
    assert stated[0] == {"scheduled_laps": "5"}
    assert stated[-1] == {"scheduled_time": "0:20:00"}
