"""RaceRoom: several sessions of a server, cars without numbers, sectors that run up."""

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.raceroom import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

ANN = {
    "FullName": "Ann Berg", "Username": "berg", "Car": "Lola T70", "Position": 1,
    "PositionInClass": 1, "StartPosition": 3, "BestLapTime": 98_876, "TotalTime": 200_001,
    "FinishStatus": "Finished",
    "RaceSessionLaps": [
        {"Time": 101_125, "SectorTimes": [30_000, 60_000, 101_125], "Position": 2,
         "PitStopOccured": True, "Valid": True},
        {"Time": -1, "SectorTimes": [30_000, -1, 99_000], "Position": 1,
         "PitStopOccured": False, "Valid": False},
    ],
}  # fmt: skip
BO = {
    "FullName": "", "Username": "dahl", "Car": "Lada Vesta", "Position": 0, "StartPosition": None,
    "BestLapTime": 0, "TotalTime": -1, "FinishStatus": "DidNotFinish", "RaceSessionLaps": None,
}  # fmt: skip
LOG = {
    "Server": "Club", "StartTime": 1_607_101_107, "Time": 1_607_107_684,
    "Experience": "RaceRoom Experience", "Track": "Portimao Circuit", "TrackLayout": "Club",
    "Sessions": [{"Type": "Race2", "Players": [ANN, {"FullName": "", "Username": ""}, BO]}],
}  # fmt: skip


def test_players_are_classified_and_named_by_whatever_they_have(tmp_path):
    results, _ = read(tmp_path, LOG, FORMAT).tables

    assert results.context == {
        "session": "Race 2", "circuit": "Portimao Circuit", "layout": "Club", "date": "2020-12-04",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(results)] == [
        {
            "line": 1, "position": "1", "class_position": "1", "driver_1": "Ann Berg",
            "car": "Lola T70", "laps": "2", "total": "200.001", "best_lap": "98.876", "grid": "3",
            "status": "Finished",
        },
        {"line": 2, "position": "2", "driver_1": "dahl", "car": "Lada Vesta", "status": "DNF"},
    ]  # fmt: skip


def test_sectors_are_taken_apart_and_invalid_laps_have_a_reason(tmp_path):
    _, laps = read(tmp_path, LOG, FORMAT).tables

    assert [without_nothing(row) for row in rows(laps)] == [
        {
            "line": 1, "driver": "Ann Berg", "lap_number": "1", "lap": "101.125", "s1": "30.000",
            "s2": "30.000", "s3": "41.125", "position": "2", "pit_in": "yes",
        },
        {
            "line": 2, "driver": "Ann Berg", "lap_number": "2", "s1": "30.000", "position": "1",
            "pit_in": "no", "deleted_reason": "not valid",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "session"),
    [("Qualify", "Qualifying"), ("Warmup", "Warm-up"), ("Practice", "Practice"), ("Race", "Race"),
     (None, "Session"), ("Race 2 b", "Race 2 b")],
)  # fmt: skip
def test_sessions_have_plain_names(tmp_path, kind, session):
    document = LOG | {"Sessions": [{"Type": kind, "Players": [BO]}]}

    (results,) = read(tmp_path, document, FORMAT).tables

    assert results.context["session"] == session


@pytest.mark.parametrize(
    ("stamp", "day"),
    [("/Date(1459003463775)/", "2016-03-26"), ("/Date(1589028832901+0000)/", "2020-05-09"),
     (1_607_101_107, "2020-12-04"), (None, None), ("soon", None),
     ("/Date(999999999999999)/", None), (-1, None)],
)  # fmt: skip
def test_the_day_is_seconds_or_milliseconds_since_1970(tmp_path, stamp, day):
    document = LOG | {"StartTime": stamp, "Time": None}

    results, *_ = read(tmp_path, document, FORMAT).tables

    assert results.context.get("date") == day


@pytest.mark.parametrize(
    ("said", "status"),
    [("Disqualified", "DSQ"), ("DidNotStart", "DNS"), ("None", None), (None, None)],
)
def test_what_became_of_a_car_is_a_word(tmp_path, said, status):
    document = LOG | {"Sessions": [{"Type": "Race", "Players": [BO | {"FinishStatus": said}]}]}

    (results,) = read(tmp_path, document, FORMAT).tables

    assert rows(results)[0]["status"] == status


@pytest.mark.parametrize("document", [LOG | {"Sessions": [{"Type": "Race"}]}, ["x"]])
def test_a_file_without_anybody_is_refused(tmp_path, document):
    with pytest.raises(ReadError, match=r"result\.json: holds no lap and no result of anybody"):
        FORMAT.read(source_of(tmp_path, document), Options())
