"""Tyres of laps, weather and messages of race control: from their files to their views."""

import json

import pytest

from tests.ingest.samples import EVENT, RACE

START = ("--starts-at", "2024-06-01T12:00:00Z")
LAPS = (
    "Car,Driver,Lap,Lap Time,Elapsed,Compound,TyreLife\n"
    "7,Ann Berg,1,1:40.5,1:40.5,SOFT,4.0\n7,Ann Berg,2,1:40.0,3:20.5,SOFT,5.0\n"
    "7,Ann Berg,3,1:45.0,5:05.5,HARD,1.0\n8,Bo Dahl,1,1:41.0,1:41.0,,\n"
)
SESSION_TIME = (
    ",Time,AirTemp,Humidity,Pressure,Rainfall,TrackTemp,WindDirection,WindSpeed\n"
    "0,0 days 00:02:00.500000,18.5,55.0,1017.2,False,30.1,120,1.5\n"
    "1,0 days 00:05:00,18.0,61.5,1017.1,True,24.0,130,2.0\n"
)
IMPERIAL = (
    "TIME_UTC_SECONDS;TIME_UTC_STR;AIR_TEMP;TRACK_TEMP;HUMIDITY;PRESSURE;WIND_SPEED;WIND_DIRECTION;RAIN;\n"
    "1717243200;01-Jun-24 12:00:00;77;95;50;29.92;10;90;0;\n"
    "1717243320;01-Jun-24 12:02:00;77.9;96.8;49;29.92;10;92;1;\n"
)
KEYS = {"meeting_key": 1, "session_key": 2}
MESSAGES = [
    {"date": "2024-06-01T14:01:00+02:00", "lap_number": 1, "category": "Flag", "flag": "GREEN", "scope": "Track",
     "sector": None, "driver_number": None, "message": "GREEN LIGHT", **KEYS},
    {"date": "2024-06-01T12:01:30.250000+00:00", "lap_number": 2, "category": "Flag", "flag": "BLUE", "scope": "Driver",
     "sector": None, "driver_number": 8, "message": "WAVED BLUE FLAG FOR CAR 8", **KEYS},
    {"date": "2024-06-01T12:02:00", "lap_number": 2, "category": "Other", "flag": None, "scope": None,
     "sector": None, "driver_number": 99, "message": "CAR 99 NOTED", **KEYS},
]  # fmt: skip


def rows(ask, what):
    return [tuple(row.values()) for row in ask(f"SELECT {what}")]


def test_laps_have_tyres_and_the_weather_at_their_end(load, ask, query, sheet):
    load(sheet(LAPS), *RACE)
    (report,) = load(sheet(SESSION_TIME, "weather.csv"), *RACE)

    assert (report["read"], report["new"], report["notes"]) == (2, 2, [])
    assert rows(
        ask,
        "car_number, lap_number, compound, tyre_age_laps, air_c, track_c, humidity_pct, "
        "pressure_mbar, wind_kph, wind_deg, rain FROM lap_weather ORDER BY car_number, lap_number",
    ) == [
        ("7", 2, "SOFT", 5, 18.5, 30.1, 55, 1017.2, 5.4, 120, False),
        ("7", 3, "HARD", 1, 18, 24, 61.5, 1017.1, 7.2, 130, True),
    ]
    assert rows(ask, "stint, first_lap, last_lap, compound FROM stints WHERE car_number = '7'") == [
        (1, 1, 2, "SOFT"), (2, 3, 3, "HARD"),
    ]  # fmt: skip
    shown = query("stints", "cars=7")
    assert [(it["compound"], it["tyre_age_laps"]) for it in shown] == [("SOFT", 5), ("HARD", 1)]
    assert [it["elapsed_us"] for it in query("weather")] == [120_500_000, 300_000_000]


def test_messages_name_the_car_that_they_are_about(load, ask, query, sheet):
    load(sheet(LAPS), *RACE, *START)
    load(sheet(json.dumps(MESSAGES), "race_control.json"), *RACE)

    assert rows(
        ask,
        "number, time_utc, elapsed_us, lap_number, category, flag, scope, car_number, message "
        "FROM race_control ORDER BY number",
    ) == [
        (1, "2024-06-01T12:01:00.000Z", 60_000_000, 1, "Flag", "GREEN", "Track", None, "GREEN LIGHT"),
        (2, "2024-06-01T12:01:30.250Z", 90_250_000, 2, "Flag", "BLUE", "Driver", "8", "WAVED BLUE FLAG FOR CAR 8"),
        (3, "2024-06-01T12:02:00.000Z", 120_000_000, 2, "Other", None, None, "99", "CAR 99 NOTED"),
    ]  # fmt: skip
    (entry,) = rows(ask, "id FROM entries WHERE car_number = '8'")
    assert rows(ask, "entry_id FROM race_control ORDER BY number") == [(None,), entry, (None,)]
    assert [it["drivers"] for it in query("race-control")] == [None, "Bo Dahl", None]
    assert [it["flag"] for it in query("race-control", "cars=8")] == ["BLUE"]


def test_a_newer_file_of_weather_replaces_the_older_one_until_it_is_undone(
    load, ask, run, base, sheet
):
    load(sheet(SESSION_TIME, "weather.csv"), *RACE)
    before = ask("SELECT * FROM weather ORDER BY number")
    shorter = SESSION_TIME.replace("18.5", "18.25").rsplit("1,0 days", 1)[0]

    (report,) = load(sheet(shorter, "again.csv"), *RACE)

    assert (report["new"], report["changed"], report["same"]) == (0, 1, 0)
    assert rows(ask, "number, air_c, import_id, line FROM weather") == [(1, 18.25, 2, 2)]
    said = run("imports", "diff", "2", "--db", base).stdout
    assert (
        "  row 1: air °C 18.5 -> 18.25\n  row 2: elapsed 5:00.000 -> none, air °C 18 -> none"
        in said
    )
    assert "new weather" not in said
    (again,) = load(sheet(SESSION_TIME, "weather.csv"), *RACE)
    assert (again["state"], again["new"], again["changed"]) == ("applied", 1, 1)
    assert run("imports", "undo", "3", "--db", base).exit_code == 0
    assert run("imports", "undo", "2", "--db", base).exit_code == 0
    assert ask("SELECT * FROM weather ORDER BY number") == before
    assert run("imports", "undo", "1", "--db", base).exit_code == 0
    assert ask("SELECT * FROM weather") == []


def weather(load, ask, sheet, text, name="weather.csv", *options):
    """Load weather; return the report and what is stored."""
    (report,) = load(sheet(text, name), *RACE, *options)
    return report, rows(
        ask,
        "time_utc, elapsed_us, air_c, track_c, humidity_pct, pressure_mbar, wind_kph, wind_deg, rain FROM weather",
    )


@pytest.mark.sqlite_only
def test_imperial_units_show_by_their_values(load, ask, sheet):
    _, found = weather(load, ask, sheet, IMPERIAL, "26_Weather_Race.CSV", *START)

    assert found == [
        ("2024-06-01T12:00:00.000Z", 0, 25, 35, 50, 1013.2, 16.09, 90, False),
        ("2024-06-01T12:02:00.000Z", 120_000_000, 25.5, 36, 49, 1013.2, 16.09, 92, True),
    ]


@pytest.mark.sqlite_only
def test_weather_without_a_time_is_rejected_and_one_of_a_moment_needs_no_start(load, ask, sheet):
    record = {"air_temperature": 27.8, "humidity": 58, "pressure": 1018.7, "rainfall": 0, "track_temperature": 52.5,
              "wind_direction": 136, "wind_speed": 2.5, **KEYS}  # fmt: skip
    records = [record | {"date": "2024-06-01T12:00:00.5+00:00"}, record | {"date": None}]

    (report,) = load(
        sheet(json.dumps(records), "weather.json"), *RACE, "--max-rejects", "1", exit_code=5
    )

    assert [it["message"] for it in report["rejects"]] == ["weather without a time"]
    assert rows(ask, "time_utc, elapsed_us, wind_kph FROM weather") == [
        ("2024-06-01T12:00:00.500Z", None, 9.0),
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_a_table_may_name_the_sessions_of_its_weather(load, ask, sheet):
    text = "Session,Time,AirTemp,TrackTemp,Humidity\nRace,1:00.0,20,30,50\nQualifying,1:00.0,21,31,51\n"

    load(sheet(text, "weather.csv"), *EVENT)

    assert rows(
        ask,
        "s.name, w.number, w.air_c FROM weather w JOIN sessions s ON s.id = w.session_id ORDER BY 1",
    ) == [("Qualifying", 1, 21), ("Race", 1, 20)]


@pytest.mark.sqlite_only
def test_laps_and_results_with_columns_of_the_weather_stay_what_they_are(load, sheet):
    laps = "Car,Driver,Lap,Lap Time,AirTemp,TrackTemp,Humidity,Rainfall\n7,Ann Berg,1,1:40.5,20,30,50,False\n"

    (report,) = load(sheet(laps), *RACE)

    assert report["cells"]["columns"]["laps.lap_us"] == 1


@pytest.mark.sqlite_only
def test_a_stint_is_said_of_all_its_laps(load, ask, sheet):
    stint = {"driver_number": 7, "compound": "SOFT", **KEYS}
    stints = [
        stint | {"stint_number": 1, "lap_start": 1, "lap_end": 2, "tyre_age_at_start": 3},
        stint | {"stint_number": 2, "lap_start": 3, "lap_end": 3, "tyre_age_at_start": 0, "compound": "HARD"},
        stint | {"stint_number": 3, "lap_start": 4, "lap_end": None, "tyre_age_at_start": 0},
        stint | {"driver_number": 8, "stint_number": 1, "lap_start": 1, "lap_end": 10**9, "tyre_age_at_start": None},
    ]  # fmt: skip
    load(
        sheet("Car,Driver,Lap,Lap Time\n7,Ann Berg,1,1:40.5\n7,Ann Berg,2,1:40.0\n", "laps.csv"),
        *RACE,
    )

    (report,) = load(
        sheet(json.dumps(stints), "stints.json"), *RACE, "--max-rejects", "2", exit_code=5
    )

    assert rows(
        ask, "car_number, driver, lap_number, lap_us, compound, tyre_age_laps FROM lap_times ORDER BY 1, 3"
    ) == [
        ("7", "Ann Berg", 1, 100_500_000, "SOFT", 4), ("7", "Ann Berg", 2, 100_000_000, "SOFT", 5),
        ("7", None, 3, None, "HARD", 1),
    ]  # fmt: skip
    assert (report["read"], report["new"], report["changed"], report["rejected"]) == (5, 1, 2, 2)
    assert [(it["line"], it["message"]) for it in report["rejects"]] == [
        (3, "a lap without a number"), (4, "a lap without a number"),
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_stints_need_no_age_of_their_tyres(load, ask, sheet):
    text = "DriverNumber,StintNumber,LapStart,LapEnd,Compound\n7,1,1,2,SOFT\n"

    load(sheet(text), *RACE)

    assert rows(ask, "lap_number, compound, tyre_age_laps FROM lap_times ORDER BY 1") == [
        (1, "SOFT", None), (2, "SOFT", None),
    ]  # fmt: skip


def test_laps_and_weather_that_state_moments_need_no_start_of_the_session(load, ask, sheet):
    lap = {"driver_number": 7, "is_pit_out_lap": False, "st_speed": 298, **KEYS}
    laps = [
        lap | {"lap_number": 1, "date_start": None, "lap_duration": 91.6},
        lap | {"lap_number": 2, "date_start": "2024-06-01T12:01:40.123000+00:00", "lap_duration": 91.5},
        lap | {"lap_number": 3, "date_start": "2024-06-01T14:03:11.623000+02:00", "lap_duration": None},
        lap | {"lap_number": 4, "date_start": "2024-06-01T12:04:45.001000+00:00", "lap_duration": 95.25},
    ]  # fmt: skip
    sample = {"humidity": 58, "pressure": 1018.7, "rainfall": 0, "track_temperature": 52.5,
              "wind_direction": 136, "wind_speed": 2.5, **KEYS}  # fmt: skip
    samples = [
        sample
        | {"date": f"2024-06-01T12:0{minute}:11.000000+00:00", "air_temperature": 20 + minute}
        for minute in range(1, 8)
    ]

    (report,) = load(sheet(json.dumps(laps), "laps.json"), *RACE)
    load(sheet(json.dumps(samples), "weather.json"), *RACE)

    assert report["notes"] == []
    assert rows(ask, "number, time_utc, elapsed_us FROM laps ORDER BY number") == [
        (1, None, None), (2, "2024-06-01T12:03:11.623Z", None), (3, None, None),
        (4, "2024-06-01T12:06:20.251Z", None),
    ]  # fmt: skip
    assert rows(ask, "lap_number, air_c, time_utc, measured_utc FROM lap_weather ORDER BY 1") == [
        (2, 23, "2024-06-01T12:03:11.623Z", "2024-06-01T12:03:11.000Z"),
        (4, 26, "2024-06-01T12:06:20.251Z", "2024-06-01T12:06:11.000Z"),
    ]
