"""RaceRoom: sessions of players without car numbers."""

import pytest

from tests.readers.read import reading, tables

FILE = {
    "Server": "x", "Track": "Zolder", "TrackLayout": "GP", "StartTime": "/Date(1459003463775)/",
    "Experience": "RaceRoom Experience",
    "Sessions": [
        {
            "Type": "Race1",
            "Players": [
                {
                    "FullName": "Ann Berg", "Car": "Lola", "Position": 1, "PositionInClass": 1,
                    "StartPosition": 2, "FinishStatus": "Finished", "TotalTime": 240500,
                    "BestLapTime": 119000,
                    "RaceSessionLaps": [
                        {"Time": 121500, "SectorTimes": [40000, 81000, 121500], "Position": 2, "Valid": False},
                        {"Time": 119000, "SectorTimes": [40000, -1], "PitStopOccured": True},
                    ],
                },
                {"Username": "bo", "Position": -1, "FinishStatus": "DidNotFinish", "TotalTime": -1},
                {"FullName": "", "Username": None},
            ],
        },
        {"Type": "Qualify", "Players": [{"FullName": "Ann Berg", "BestLapTime": 118000}]},
        {"Type": None, "Players": None},
    ],
}  # fmt: skip


def test_sessions_give_results_and_laps(tmp_path):
    found = reading(tmp_path / "r.json", FILE)
    assert found.reader == "raceroom"
    shared = {"circuit": "Zolder", "layout": "GP", "date": "2016-03-26"}
    assert tables(found) == [
        (
            "results",
            {"session": "Race 1", **shared},
            [
                {
                    "line": 1, "position": "1", "class_position": "1", "driver_1": "Ann Berg",
                    "car": "Lola", "laps": "2", "total": "240.500", "best_lap": "119.000",
                    "grid": "2", "status": "Finished",
                },
                {"line": 2, "position": "2", "driver_1": "bo", "status": "DNF"},
            ],
        ),
        (
            "laps",
            {"session": "Race 1", **shared},
            [
                {
                    "line": 1, "driver": "Ann Berg", "lap_number": "1", "lap": "121.500",
                    "s1": "40.000", "s2": "41.000", "s3": "40.500", "position": "2",
                    "pit_in": "no", "deleted_reason": "not valid",
                },
                {
                    "line": 2, "driver": "Ann Berg", "lap_number": "2", "lap": "119.000",
                    "s1": "40.000", "pit_in": "yes",
                },
            ],
        ),
        (
            "results",
            {"session": "Qualifying", **shared},
            [{"line": 1, "position": "1", "driver_1": "Ann Berg", "best_lap": "118.000"}],
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "session"), [("Warmup", "Warm-up"), ("R-2", "R-2")])
def test_odd_sessions_and_no_date(tmp_path, kind, session):
    one = FILE["Sessions"][1] | {"Type": kind}
    found = reading(tmp_path / "r.json", FILE | {"Sessions": [one], "StartTime": None})
    ((_, context, _),) = tables(found)
    assert (context["session"], "date" in context) == (session, False)
