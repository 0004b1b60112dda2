"""Feeds that analysts save, and that the general engine reads: what their fields are taken for."""

import pytest

from racedb.errors import ReadError
from tests.readers.read import reading, rows, tables

KEYS = {"meeting_key": 1229, "session_key": 9472}
RESULT = {
    "position": 2, "driver_number": 7, "number_of_laps": 57, "points": 18, "dnf": False, "dns": False,
    "dsq": False, "duration": 5424.487, "gap_to_leader": 11.987, **KEYS,
}  # fmt: skip
ANN = RESULT | {"position": 1, "driver_number": 1, "duration": 5412.5, "gap_to_leader": 0}
OPENF1 = {
    "race": ([ANN, RESULT], {"position": "2", "car_number": "7", "laps": "57", "points": "18",
                             "total": "5424.487", "gap": "11.987"}),
    "a lap down": (
        [ANN, RESULT | {"duration": None, "gap_to_leader": "+1 LAP"}],
        {"position": "2", "car_number": "7", "laps": "57", "points": "18", "gap": "+1 LAP"},
    ),
    "out": (
        [ANN, RESULT | {"position": None, "dnf": True, "duration": None, "gap_to_leader": None, "points": 0}],
        {"car_number": "7", "laps": "57", "points": "0", "status": "DNF"},
    ),
    "practice": (
        [ANN | {"duration": 92.5, "number_of_laps": 20},
         RESULT | {"duration": 92.75, "gap_to_leader": 0.25, "number_of_laps": 21}],
        {"position": "2", "car_number": "7", "laps": "21", "points": "18", "best_lap": "92.75", "gap": "0.25"},
    ),
    "qualifying": (
        [ANN | {"duration": [92.5, 91.5, 90.5], "gap_to_leader": [0, 0, 0]},
         RESULT | {"duration": [92.75, 91.75, None], "gap_to_leader": [0.25, 0.25, None]}],
        {"position": "2", "car_number": "7", "laps": "57", "points": "18", "q1": "92.75", "q2": "91.75"},
    ),
    "grid": (
        [{"position": n, "driver_number": n, "lap_duration": 90.5 + n, **KEYS} for n in (1, 2)],
        {"position": "2", "car_number": "2", "best_lap": "92.5"},
    ),
    "laps": (
        [{"date_start": f"2024-03-02T15:0{lap}:00.123000+00:00", "driver_number": 7, "lap_number": lap,
          "duration_sector_1": 26.900000000000002, "duration_sector_2": 38.6, "duration_sector_3": 26.1,
          "i1_speed": 307, "is_pit_out_lap": lap == 1, "lap_duration": 91.6, "segments_sector_1": [2049, 2051],
          "st_speed": 298, **KEYS} for lap in (1, 2)],
        {"car_number": "7", "lap_number": "2", "lap": "91.6", "s1": "26.9", "s2": "38.6", "s3": "26.1",
         "pit_out": "no", "top_kph": "298", "started_utc": "2024-03-02T15:02:00.123000+00:00"},
    ),
    "stops": (
        [{"date": f"2024-03-02T15:2{lap}:00+00:00", "driver_number": 7, "lap_number": lap, "pit_duration": 24.5,
          **KEYS} for lap in (12, 30)],
        {"date": "2024-03-02T15:230:00+00:00", "car_number": "7", "lap_number": "30", "lane": "24.5", "stop": "2"},
    ),
    "stops of now": (
        [{"date": f"2024-03-02T15:2{lap}:00+00:00", "driver_number": lap, "lap_number": lap, "lane_duration": 24.5,
          "stop_duration": 2.3, "pit_duration": 24.5, **KEYS} for lap in (1, 3)],
        {"date": "2024-03-02T15:23:00+00:00", "car_number": "3", "lap_number": "3", "lane": "24.5",
         "stationary": "2.3", "stop": "1"},
    ),
    "drivers": (
        [{"broadcast_name": "B DAHL", "country_code": "NOR", "driver_number": n, "first_name": "Bo",
          "full_name": f"Bo DAHL{n}", "headshot_url": "https://x.org/a.png", "last_name": f"Dahl{n}",
          "name_acronym": "DAH", "team_colour": "3671C6", "team_name": "Beta", **KEYS} for n in (7, 8)],
        {"country_1": "NOR", "car_number": "8", "driver": "Bo DAHL8", "team": "Beta"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OPENF1)
def test_openf1(tmp_path, name):
    document, expected = OPENF1[name]

    assert rows(reading(tmp_path / "a.json", document))[1] == {"line": 2, **expected}


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"brake": 0, "date": "x", "driver_number": 1, "drs": 8, "n_gear": 8, "rpm": 11_141, "speed": 315, "throttle": 99},
         "holds telemetry: load the laps that were made of it"),
        ({"date": "x", "driver_number": 1, "x": 567, "y": 3195, "z": 187}, "holds telemetry: load the laps that were made of it"),
        ({"date": "2024-03-02T15:10:00+00:00", "driver_number": 1, "position": 3},
         "holds the places of cars over time: load the results of the session"),
    ],
)  # fmt: skip
def test_what_is_no_result_is_named_with_what_to_load_instead(tmp_path, record, what):
    with pytest.raises(ReadError) as error:
        reading(tmp_path / "a.json", [record | KEYS] * 4)
    assert str(error.value) == f"{tmp_path / 'a.json'}: {what}"


CALENDAR = "Venue,City,Country,URL\nSakhir,Sakhir,Bahrain,x\nJeddah,Jeddah,Saudi Arabia,y\n"
LOG = "driver_number,rpm,gear,throttle\n7,9000,3,99\n7,9100,3,98\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lat,lon,rpm,gear\n1.5,2.5,9000,3\n1.6,2.6,9100,3\n",
         ":1: no column is understood; it looks like telemetry: load the laps that were made of it"),
        (LOG, ": holds telemetry: load the laps that were made of it"),
        (CALENDAR, ": names no cars and no drivers; it looks like a calendar: --columns round,event,date,circuit names its columns"),
        ("Race,Winner,Second,Third,Fastest Lap\nSpa,Ann Berg,Bo Dahl,Cy Ek,Ann Berg\n",
         ": holds the winners of races: load the results of the races"),
        (LOG + "7,9200,4,97\n" * 50_000, ": holds telemetry: load the laps that were made of it"),
        (CALENDAR.replace(",", " | "), ": names no cars and no drivers; it looks like a calendar: --columns round,event,date,circuit names its columns"),
    ],
    ids=["log", "log of a car", "calendar", "winners", "long log", "calendar with bars"],
)  # fmt: skip
def test_tables_that_are_no_results_are_named(tmp_path, text, says):
    with pytest.raises(ReadError) as error:
        reading(tmp_path / "a.csv", text)
    assert str(error.value) == f"{tmp_path / 'a.csv'}{says}"


RIDER = {
    "position": 2, "rider": {"id": "x", "full_name": "Bo Dahl", "country": {"iso": "NO", "name": "Norway"},
                             "legacy_id": 8273, "number": 33},
    "team": {"id": "t", "name": "Beta Racing", "season": {"year": 2024}}, "constructor": {"id": "c", "name": "KTM"},
    "average_speed": 169.1, "gap": {"first": "1.329", "lap": "0"}, "total_laps": 21, "time": "39:36.198",
    "points": 20, "status": "INSTND",
}  # fmt: skip
MOTOGP = {
    "classification": [RIDER | {"position": 1, "time": "39:34.869"}, RIDER],
    "records": [{"type": "bestLap", "rider": {"full_name": "Bo Dahl"}, "bestLap": {"number": 3, "time": "1:52.657"}}],
    "file": "https://x.org/a.pdf",
}  # fmt: skip


def test_motogp(tmp_path):
    found = reading(tmp_path / "a.json", MOTOGP)

    assert rows(found)[1] == {
        "line": 2, "position": "2", "driver": "Bo Dahl", "country_1": "NO", "car_number": "33", "season": "2024",
        "team": "Beta Racing", "car": "KTM", "gap": "1.329", "laps": "21", "total": "39:36.198", "points": "20",
        "status": "INSTND",
    }  # fmt: skip
    assert [finding.message for finding in found.findings] == [
        "records 'records': another table of 1 row, which is left out"
    ]


def test_laps_in_the_record_of_a_car_are_read_with_its_result(tmp_path):
    cars = [
        {"Number": str(n), "FullName": f"Ann Berg{n}", "RunningPos": n, "tags": [{"name": "x"}],
         "Laps": [{"Lap": lap, "LapTime": 20.5 + lap, "RunningPos": n} for lap in range(1, 31)]}
        for n in (1, 2)
    ]  # fmt: skip
    results, laps = tables(
        reading(tmp_path / "a.json", {"laps": cars, "flags": [{"LapsCompleted": 0}]})
    )

    assert (results[0], results[2][1]) == (
        "results", {"line": 2, "car_number": "2", "driver": "Ann Berg2", "position": "2"},
    )  # fmt: skip
    assert (laps[0], len(laps[2]), laps[2][-1]) == (
        "laps", 60,
        {"line": 60, "lap_number": "30", "lap": "50.5", "position": "2", "car_number": "2", "driver": "Ann Berg2"},
    )  # fmt: skip


def test_indycar(tmp_path):
    cars = [
        {"rank": str(n), "overallRank": str(n), "startPosition": "4", "no": f"{n}0", "DriverID": "100", "firstName": "Bo",
         "lastName": f"Dahl{n}", "Team": "Beta", "engine": "Honda", "laps": "85", "status": "Active", "bestLapTime": "1:08.41",
         "bestLap": "40", "gap": "1.5000", "diff": f"{n}.5000", "pitStops": "3", "totalTime": f"1:45:1{n}.1230"}
        for n in (1, 2)
    ]  # fmt: skip
    beat = {
        "SessionType": "R",
        "eventName": "Test Grand Prix",
        "trackName": "Old Streets",
        "Series": "INDYCAR",
    }

    assert rows(reading(tmp_path / "a.json", {"timing_results": {"heartbeat": beat, "Item": cars}}))[1] == {
        "line": 2, "position": "2", "grid": "4", "car_number": "20", "driver_ref": "100", "driver_1": "Bo Dahl2",
        "team": "Beta", "engine": "Honda", "laps": "85", "status": "Active", "best_lap": "1:08.41",
        "best_lap_number": "40", "interval": "1.5000", "gap": "2.5000", "total": "1:45:12.1230", "session": "R",
        "event": "Test Grand Prix", "circuit": "Old Streets", "series": "INDYCAR",
    }  # fmt: skip


def test_entries_of_a_rally_and_names_of_others(tmp_path):
    entry = {
        "entryId": 54_000, "identifier": "8", "vehicleModel": "i20 N Rally1", "status": "Entry",
        "driver": {"firstName": "Bo", "lastName": "Dahl", "fullName": "Bo DAHL", "code": "DAH"},
        "codriver": {"firstName": "Di", "lastName": "Falk", "fullName": "Di FALK"},
        "manager": {"firstName": "Eve", "name": "Gunn"}, "manufacturer": {"name": "Hyundai"},
        "entrant": {"name": "Beta Motorsport"}, "eventClasses": [{"name": "RC1"}],
    }  # fmt: skip
    ((kind, _, found),) = tables(reading(tmp_path / "a.json", [entry, entry | {"identifier": "9"}]))

    assert (kind, found[1]) == (
        "entries",
        {"line": 2, "car_number": "9", "car": "i20 N Rally1", "status": "Entry", "driver_1": "Bo DAHL",
         "driver_2": "Di FALK", "manufacturer": "Hyundai", "entrant": "Beta Motorsport"},
    )  # fmt: skip


def test_stages_of_a_rally_are_sessions(tmp_path):
    result = {
        "pos": 1,
        "number": 8,
        "driver": "Bo Dahl",
        "codriver": "Di Falk",
        "time": "9:10.5",
        "diff": "+0.5",
    }
    document = {
        "rally": "Test Rally",
        "year": 2023,
        "stages": [
            {"number": n, "name": f"SS{n}", "distance": 9.5, "results": [result]} for n in (1, 2)
        ],
    }

    assert rows(reading(tmp_path / "a.json", document))[1] == {
        "line": 2, "position": "1", "car_number": "8", "driver_1": "Bo Dahl", "driver_2": "Di Falk",
        "total": "9:10.5", "gap": "+0.5", "event": "Test Rally", "season": "2023", "session": "SS2",
    }  # fmt: skip


def test_the_time_of_a_stage_is_its_total_beside_the_time_of_the_rally(tmp_path):
    text = "entry_number,driver,codriver,stage_time,overall_time\n" + "".join(
        f"{n},Bo Dahl{n},Di Falk,9:1{n}.5,19:1{n}.5\n" for n in (1, 2)
    )

    assert rows(reading(tmp_path / "a.csv", text))[1] == {
        "line": 3, "car_number": "2", "driver_1": "Bo Dahl2", "driver_2": "Di Falk", "total": "9:12.5",
    }  # fmt: skip


def test_speedhive(tmp_path):
    text = (
        "Pos,PIC,No.,Class,Name,Laps,Total Tm,Diff,Gap,Best Tm,In Lap,Best Speed\n"
        "1,1,7,GT,Ann Berg,20,38:10.123,,,1:52.100,5,128.40\n"
        "2,1,12,TC,Bo Dahl,20,38:12.500,2.377,2.377,1:52.900,7,127.50\n"
        "3,2,8,GT,Cy Ek,19,38:40.000,1 Lap,1 Lap,1:53.400,3,126.90\n"
    )
    assert rows(reading(tmp_path / "a.csv", text))[1] == {
        "line": 3, "position": "2", "class_position": "1", "car_number": "12", "class": "TC", "driver": "Bo Dahl",
        "laps": "20", "total": "38:12.500", "gap": "2.377", "interval": "2.377", "best_lap": "1:52.900",
        "best_lap_number": "7",
    }  # fmt: skip
    found = [
        {"position": n, "startNumber": str(n), "competitorName": f"Bo Dahl{n}", "resultClass": "GT", "lapCount": 20,
         "totalTime": {"value": "00:38:10.1230000"}, "bestLapTime": {"value": "00:01:52.1000000"}}
        for n in (1, 2)
    ]  # fmt: skip
    assert rows(reading(tmp_path / "a.json", {"rows": found}))[1] == {
        "line": 2, "position": "2", "car_number": "2", "driver": "Bo Dahl2", "class": "GT", "laps": "20",
        "total": "00:38:10.1230000", "best_lap": "00:01:52.1000000",
    }  # fmt: skip
