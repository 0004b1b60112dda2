"""NASCAR's feeds: 0 is not known, gaps below 0 are laps, marks beside names."""

import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import identify
from racedb.readers.feeds.nascar import FORMAT
from tests.readers.read import opened, reading, tables

STOP = {
    "vehicle_number": "7", "driver_name": "* Ann Berg #", "vehicle_manufacturer": "Chv",
    "leader_lap": 40, "lap_count": 40, "pit_in_race_time": 1500.25, "pit_out_race_time": 1540.5,
    "total_duration": 40.25, "pit_stop_duration": 0.0, "pit_stop_type": "OTHER",
}  # fmt: skip
RACED = {
    "finishing_position": 1, "starting_position": 3, "car_number": "7", "driver_fullname": "Ann Berg(i)",
    "driver_id": 4000, "team_name": "Alpha Motorsports", "car_make": "Chevrolet", "car_model": "Camaro",
    "points_earned": 60, "laps_completed": 500, "finishing_status": "Running", "disqualified": False,
}  # fmt: skip
OUT = RACED | {
    "finishing_position": 0, "starting_position": 0, "car_number": "8", "driver_fullname": "Bo Dahl",
    "car_model": "", "points_earned": 0, "laps_completed": 499, "disqualified": True,
}  # fmt: skip
RACE = {
    "race_id": 5550, "series_id": 1, "race_season": 2025, "race_name": "Test 500",
    "track_name": "Old Oval", "race_date": "2025-04-13T15:00:00", "total_race_time": "2:38:43",
    "results": [RACED, OUT], "pit_reports": [STOP, STOP | {"lap_count": 90}], "race_leaders": [{"start_lap": 1}],
}  # fmt: skip
TIMED = {
    "car_number": "7", "manufacturer": "Frd", "driver_name": "Ann Berg (P)", "finishing_position": 1,
    "best_lap_time": 14.981, "best_lap_speed": 128.082, "best_lap_number": 2, "laps_completed": 32,
}  # fmt: skip


def run(kind, *results, name="Shakedown"):
    return {
        "run_type": kind,
        "run_name": name,
        "run_date": "2025-04-12T14:00:00",
        "results": [*results],
    }


WEEKEND = {
    "weekend_race": [RACE],
    "weekend_runs": [
        run(1, TIMED), run(1, TIMED | {"best_lap_time": 0, "disqualified": True}), run(2, TIMED), run(9, TIMED),
        run(3),
    ],
}  # fmt: skip
CONTEXT = {
    "series": "NASCAR Cup Series",
    "season": "2025",
    "event": "Test 500",
    "circuit": "Old Oval",
}


def car(number, place, delta, **more):
    return {
        "vehicle_number": number, "running_position": place, "vehicle_manufacturer": "Tyt", "delta": delta,
        "driver": {"full_name": "Ann Berg"}, "laps_completed": 200, "best_lap": 12, "best_lap_time": 31.9,
        "starting_position": 5, **more,
    }  # fmt: skip


LIVE = {
    "lap_number": 200, "laps_to_go": 0, "run_name": "Test 500", "run_type": 3, "series_id": 2,
    "track_name": "Old Oval", "track_length": 2.5, "time_of_day_os": "2024-02-18T17:00:00-05:00",
    "vehicles": [car("7", 1, 0), car("8", 2, 0.512), car("9", 3, -2, best_lap_time=0)],
}  # fmt: skip


def test_a_weekend_has_its_race_its_stops_and_its_other_sessions(tmp_path):
    source = opened(tmp_path / "weekend-feed.json", WEEKEND)
    found = reading(tmp_path / "weekend-feed.json", WEEKEND)
    race, stops, first, second, qualifying, other = tables(found)
    day = {"date": "2025-04-12"}

    assert identify(source, None) is FORMAT
    assert race == (
        "results", CONTEXT | {"date": "2025-04-13", "session": "Race"},
        [
            {"line": 1, "position": "1", "car_number": "7", "driver_1": "Ann Berg", "team": "Alpha Motorsports",
             "manufacturer": "Chevrolet", "car": "Chevrolet Camaro", "grid": "3", "laps": "500",
             "total": "2:38:43", "status": "Running", "points": "60"},
            {"line": 2, "car_number": "8", "driver_1": "Bo Dahl", "team": "Alpha Motorsports",
             "manufacturer": "Chevrolet", "laps": "499", "status": "Disqualified", "points": "0"},
        ],
    )  # fmt: skip
    assert stops[:2] == ("pit_stops", CONTEXT | {"date": "2025-04-13", "session": "Race"})
    assert [(row["stop"], row["lap_number"]) for row in stops[2]] == [("1", "40"), ("2", "90")]
    assert [one[1] for one in (first, second, qualifying, other)] == [
        CONTEXT | day | {"session": name}
        for name in ("Practice 1", "Practice 2", "Qualifying", "Shakedown")
    ]
    assert first[2] == [
        {"line": 1, "position": "1", "car_number": "7", "driver_1": "Ann Berg", "manufacturer": "Ford",
         "laps": "32", "best_lap": "14.981", "best_lap_number": "2", "speed_mph": "128.082"},
    ]  # fmt: skip
    assert (second[2][0].get("best_lap"), second[2][0]["status"]) == (None, "Disqualified")


def test_a_race_has_its_stages(tmp_path):
    stages = [
        {"stage_number": 1, "results": [{"driver_fullname": "* Bo Dahl", "car_number": "8",
                                         "finishing_position": 1, "stage_points": 10}]},
        {"stage_number": 2, "results": []},
    ]  # fmt: skip
    feed = {"weekend_race": [RACE | {"stage_results": stages, "pit_reports": []}]}

    _, stage = tables(reading(tmp_path / "a.json", feed))
    assert stage == (
        "results", CONTEXT | {"date": "2025-04-13", "session": "Race Stage 1"},
        [{"line": 1, "position": "1", "car_number": "8", "driver_1": "Bo Dahl", "points": "10"}],
    )  # fmt: skip


def test_one_table_of_a_weekend_may_be_chosen(tmp_path):
    found = reading(tmp_path / "a.json", WEEKEND, table="weekend_race.results")

    assert [(table.kind, len(rows)) for table, (*_, rows) in zip(found.tables, tables(found), strict=True)] == [
        ("results", 2),
    ]  # fmt: skip


def test_the_order_of_now_has_gaps_in_time_or_laps(tmp_path):
    found = reading(tmp_path / "live-feed.json", LIVE)
    ((kind, context, rows),) = tables(found)

    assert (kind, found.findings) == ("results", [])
    assert context == {
        "series": "NASCAR Xfinity Series", "event": "Test 500", "session": "Race",
        "circuit": "Old Oval", "length_m": "4023.4", "date": "2024-02-18",
    }  # fmt: skip
    assert rows[1] == {
        "line": 2, "position": "2", "car_number": "8", "driver_1": "Ann Berg", "manufacturer": "Toyota",
        "grid": "5", "laps": "200", "gap": "0.512", "best_lap": "31.9", "best_lap_number": "12",
    }  # fmt: skip
    assert [row.get("gap") for row in rows] == [None, "0.512", "+2 laps"]
    assert "best_lap" not in rows[2]


def test_a_race_that_is_still_on_is_doubtful_and_a_practice_has_no_gaps(tmp_path):
    on = reading(tmp_path / "a.json", LIVE | {"lap_number": 120, "laps_to_go": 80})
    practice = reading(
        tmp_path / "b.json", LIVE | {"run_type": 1, "track_length": 0, "time_of_day_os": None}
    )

    assert [(it.message, it.is_doubt) for it in on.findings] == [
        ("the race is not over: lap 120, 80 laps to go", True),
    ]  # fmt: skip
    ((_, context, rows),) = tables(practice)
    assert context == {
        "series": "NASCAR Xfinity Series",
        "session": "Practice",
        "circuit": "Old Oval",
    }
    assert not {"gap", "grid"} & {*rows[1]}


def test_the_stops_of_a_race_are_counted_for_each_car(tmp_path):
    found = reading(tmp_path / "a.json", [STOP, STOP | {"vehicle_number": "8"}, STOP])
    ((kind, _, rows),) = tables(found)

    assert kind == "pit_stops"
    assert rows[0] == {
        "line": 1, "car_number": "7", "driver": "Ann Berg", "manufacturer": "Chevrolet", "stop": "1",
        "lap_number": "40", "elapsed": "1500.25", "lane": "40.25",
    }  # fmt: skip
    assert [(row["car_number"], row["stop"]) for row in rows] == [
        ("7", "1"),
        ("8", "1"),
        ("7", "2"),
    ]


@pytest.mark.parametrize("feed", [{"weekend_race": []}, {"vehicles": []}, []])
def test_a_feed_without_anybody_is_refused(tmp_path, feed):
    with pytest.raises((ReadError, UsageError), match="holds no lap and no result of anybody"):
        reading(tmp_path / "a.json", feed, reader="nascar")


def test_a_weekend_whose_race_is_not_run_has_its_practice(tmp_path):
    feed = {
        "weekend_race": [RACE | {"results": [], "pit_reports": []}],
        "weekend_runs": [run(1, TIMED)],
    }

    assert [(kind, context["session"]) for kind, context, _ in tables(reading(tmp_path / "a.json", feed))] == [
        ("results", "Practice"),
    ]  # fmt: skip
