"""From a number on the screen back to the line of the file, on both databases."""

import json

import pytest

from tests.checks.race import RACE, laps, planted, results
from tests.refusals import change, one_line

RESULT = ("result", "--event", "2024-summer-race", "--session", "R")


@pytest.fixture
def load(run, migrated_url, file):
    """Load a text; return the path of its file."""

    def loaded(text, name="race.csv", *options):
        path = file(text, name)
        ran = run("load", path, "--db", migrated_url, *RACE, *options)
        assert ran.exit_code == 0, ran.stderr
        return path

    return loaded


@pytest.fixture
def explain(run, migrated_url):
    """Explain something; return the values of the JSON."""

    def explained(*words):
        ran = run("explain", *words, "--db", migrated_url, "--format", "json")
        assert ran.exit_code == 0, ran.stderr
        return json.loads(ran.stdout)

    return explained


def test_a_result_leads_to_the_line_of_its_file(load, explain):
    path = load(results())

    said = explain(*RESULT, "--car", "8")

    assert (said["what"], said["where"]) == ("result", "2024-summer-race, R, car 8")
    assert said["values"]["best_lap_us"] == 121_000_000
    (origin,) = said["origins"]
    assert origin["file"] == str(path)
    assert (origin["line"], origin["raw"]) == (3, results().splitlines()[2])
    assert origin["why_not"] is None
    assert (origin["import_id"], origin["reader"]) == (1, "delimited")
    assert len(origin["sha256"]) == 64
    assert origin["loaded_at"].endswith("+00:00")
    assert said["changes"] == said["corrections"] == []
    assert [(one["kind"], one["printed"], one["decided_by"]) for one in said["names"]] == [
        ("driver", "Driver B", "load"),
        ("team", "Team 1", "load"),
    ]


def test_a_lap_leads_to_its_line_and_its_driver(load, explain):
    load(laps())

    said = explain("lap", "--event", "summer race", "--session", "race", "--car", "8", "--lap", "3")

    assert said["where"] == "2024-summer-race, R, car 8, lap 3"
    assert said["values"] | {"lap_us": 121_010_000, "driver": "Driver B"} == said["values"]
    assert said["origins"][0]["raw"] == laps().splitlines()[8]
    assert said["names"][0]["name"] == "Driver B"


def test_cells_that_could_not_be_read_are_shown(run, migrated_url, file):
    text = "Pos,No,Driver,Best lap\n1,7,Ann Berg,1:58.25O\n2,8,Bo Dahl,1:59.000\n"
    run("load", file(text), "--db", migrated_url, *RACE)
    words = ("--db", migrated_url, *RESULT[1:])

    noted = run("explain", "result", *words, "--car", "7")
    clean = run("explain", "result", *words, "--car", "8")
    as_json = run("explain", "result", *words, "--car", "7", "--format", "json")

    message = "best_lap: '1:58.25O' is not a time like 1:23.456"
    assert f"cells that could not be read:\n  {message}\nwhat changed since" in noted.stdout
    assert "could not be read" not in clean.stdout
    assert json.loads(as_json.stdout)["notes"] == [
        {"field": "best_lap", "code": "not-a-duration", "message": message, "raw": "1:58.25O"}
    ]


@pytest.mark.sqlite_only
def test_only_the_driver_of_a_lap_is_named(load, explain):
    load(results().replace("Driver B", "Driver B / Eva Funk"))
    load(planted(laps(), 9, ("DRIVER_NAME", "Eva FUNK")), "laps.csv")

    said = explain("lap", *RESULT[1:], "--car", "8", "--lap", "3")

    assert [one["name"] for one in said["names"]] == ["Eva Funk", "Team 1"]


def test_what_changed_since_and_what_was_corrected(load, explain, run, migrated_url):
    load(results())
    load(planted(results(), 3, ("Laps", "4")))
    words = (*RESULT[1:], "--car", "8", "laps=3", "--reason", "photo", "--by", "Ann")
    run("correct", "results", *words, "--db", migrated_url)

    said = explain(*RESULT, "--car", "8")

    assert [
        (one["import_id"], one["column"], one["old"], one["new"]) for one in said["changes"]
    ] == [(2, "laps", 5, 4), (2, "laps", 4, 3)]
    (one,) = said["corrections"]
    assert one.pop("made_at")
    assert one == {
        "id": 1, "column": "laps", "file_says": "4", "is": "3", "reason": "photo",
        "author": "Ann",
    }  # fmt: skip
    assert explain(*RESULT, "--car", "7")["changes"] == []
    assert explain(*RESULT, "--car", "7")["corrections"] == []


def test_corrections_of_the_entry_are_listed_with_its_results(load, explain, run, migrated_url):
    load(results())
    words = ("--event", "2024-summer-race", "--car", "8", "team=Team 3", "--reason", "list")
    run("correct", "entries", *words, "--db", migrated_url)

    said = explain(*RESULT, "--car", "8")

    assert [one["column"] for one in said["corrections"]] == ["team_id"]


@pytest.mark.sqlite_only
def test_the_line_is_not_shown_once_the_file_has_changed(load, explain):
    path = load(results())
    path.write_text(results() + "\n", encoding="utf-8")

    (origin,) = explain(*RESULT, "--car", "8")["origins"]
    assert (origin["raw"], origin["why_not"]) == (None, "the file has changed since")

    path.unlink()
    (origin,) = explain(*RESULT, "--car", "8")["origins"]
    assert (origin["raw"], origin["why_not"]) == (None, "the file no longer exists")


@pytest.mark.sqlite_only
def test_a_file_that_is_empty_now_says_so(load, explain):
    path = load(results())
    path.write_text("", encoding="utf-8")

    (origin,) = explain(*RESULT, "--car", "8")["origins"]

    assert (origin["raw"], origin["why_not"]) == (None, f"{path}: the file is empty")


@pytest.mark.sqlite_only
def test_the_line_is_read_as_it_was_when_it_was_loaded(load, explain):
    load("1;7;Ann Bérg;Alpha;10\n2;8;Bo Dahl;Beta;9\n", "race.csv", "--columns",
         "position,car_number,drivers,team,laps", "--reader", "delimited")  # fmt: skip

    (origin,) = explain(*RESULT, "--car", "7")["origins"]

    assert origin["raw"] == "1;7;Ann Bérg;Alpha;10"


@pytest.mark.sqlite_only
def test_a_format_without_lines_says_so(load, explain):
    rows = [{"Pos": 1, "No": "7", "Driver": "Ann Berg", "Team": "Alpha", "Laps": 10}]
    load(json.dumps({"rows": rows}), "race.json")

    (origin,) = explain(*RESULT, "--car", "7")["origins"]

    assert (origin["raw"], origin["why_not"]) == (None, "its format has no lines to show")


@pytest.mark.sqlite_only
def test_a_result_of_a_dump_leads_to_the_line_of_its_table(explain, run, migrated_url, tmp_path):
    tables = {
        "circuits": "circuitId,circuitRef,name,location,country\n1,spa,Spa,Spa,Belgium\n",
        "constructors": "constructorId,constructorRef,name,nationality\n6,alpha,Alpha,Italian\n",
        "drivers": "driverId,driverRef,number,code,forename,surname,dob,nationality\n"
        "1,berg,7,BER,Ann,Berg,1990-01-02,Belgian\n",
        "races": "raceId,year,round,circuitId,name,date,time\n"
        "1,2024,1,1,Belgian Grand Prix,2024-07-28,13:00:00\n",
        "status": "statusId,status\n1,Finished\n",
        "results": "resultId,raceId,driverId,constructorId,number,grid,position,positionText,"
        "positionOrder,points,laps,time,milliseconds,fastestLap,rank,fastestLapTime,"
        "fastestLapSpeed,statusId\n"
        "1,1,1,6,7,1,1,1,1,25,44,1:20:00.000,4800000,40,1,1:47.000,235.1,1\n",
    }
    for name, text in tables.items():
        (tmp_path / "dump").mkdir(exist_ok=True)
        (tmp_path / "dump" / f"{name}.csv").write_text(text, encoding="utf-8")
    ran = run("load", tmp_path / "dump", "--db", migrated_url)
    assert ran.exit_code == 0, ran.stderr

    words = ("--event", "2024-belgian-grand-prix", "--session", "R", "--car", "7")
    (origin,) = explain("result", *words)["origins"]

    assert origin["raw"] == tables["results"].splitlines()[1]
    assert origin["file"].endswith("results.csv")


def test_a_driver_is_explained_by_his_names_and_the_files_that_name_him(load, explain):
    first = load(results().replace("Driver B", "Eva FUNK"))
    second = load(results().replace("Driver B", "Eva Funk"), "sprint.csv", "--session", "Sprint")
    load(results(), "next.csv", "--season", "2025")

    said = explain("driver", "eva funk")

    assert (said["what"], said["where"]) == ("driver", "eva-funk")
    assert said["values"]["name"] == "Eva Funk"
    assert [(one["file"], one["results"]) for one in said["origins"]] == [
        (str(first), 1),
        (str(second), 1),
    ]
    (name,) = said["names"]
    assert (name["key"], name["decided_by"], name["scope"]) == ("eva funk", "load", None)


def test_what_changed_of_a_driver_is_listed(load, explain, migrated_url):
    load(results())
    change(
        migrated_url,
        "INSERT INTO revisions (import_id, table_name, row_key, old, new) "
        "VALUES (1, 'drivers', '{\"id\"\\: 2}', '{\"name\"\\: \"D. B\"}', NULL)",
    )

    (one,) = explain("driver", "driver-b")["changes"]

    assert (one["column"], one["old"], one["new"]) == ("name", "D. B", None)


@pytest.mark.sqlite_only
def test_the_report_is_for_people(load, run, migrated_url):
    path = load(results())
    load(planted(results(), 3, ("Laps", "4")))
    for value in ("laps=3", "points=2", "class_position="):
        words = (*RESULT[1:], "--car", "8", value, "--reason", "photo", "--by", "Ann")
        run("correct", "results", *words, "--db", migrated_url)

    lines = run("explain", *RESULT, "--car", "8", "--db", migrated_url).stdout.splitlines()

    assert lines[0] == "result: 2024-summer-race, R, car 8"
    assert "  best_lap_us: 2:01.000" in lines
    assert f"  file: {path}" in lines
    assert "  line 3: 2,2,8,GT1,Driver B,Team 1,4,10:05.100,+5.000,2:01.000,178.512,Finished" in (
        lines
    )
    assert any(line.startswith("  laps: 5 -> 4 (import 2, 20") for line in lines)
    assert any(line.startswith("  points: nothing -> 2 (import 2, ") for line in lines)
    said = [line.split(" (Ann")[0] for line in lines if "(Ann" in line]
    assert said == [
        "  1: laps is 3, the file says 4: photo",
        "  2: points is 2.0, the file says nothing: photo",
        "  3: class_position is empty, the file says 2: photo",
    ]
    assert any(
        line.startswith("  driver 'Driver B' is Driver B: decided by load, 20") for line in lines
    )


@pytest.mark.sqlite_only
def test_the_report_of_a_driver_is_for_people(load, run, migrated_url):
    path = load(results())
    load(results(), "sprint.csv", "--session", "Sprint")
    change(migrated_url, "UPDATE aliases SET scope = 'Club Cup' WHERE key = 'driver b'")

    out = run("explain", "driver", "driver-b", "--db", migrated_url).stdout

    assert f"  {path}: as 'Driver B' in 1 result (import 1)" in out
    assert "what changed since: nothing" in out
    assert ", only in Club Cup" in out


@pytest.mark.sqlite_only
def test_a_driver_whom_no_result_names(load, run, migrated_url):
    load(results())
    change(migrated_url, "DELETE FROM entry_drivers WHERE driver_id = 2")
    change(migrated_url, "DELETE FROM aliases WHERE target_id = 2 AND kind = 'driver'")

    out = run("explain", "driver", "driver-b", "--db", migrated_url).stdout

    assert "no result names this driver" in out
    assert out.endswith("names: none\n")


@pytest.mark.sqlite_only
def test_a_name_whose_alias_is_gone_is_decided_by_nobody(load, explain, migrated_url):
    load("Pos,No,Driver,Laps\n1,7,Ann Berg,10\n")
    change(migrated_url, "DELETE FROM aliases WHERE kind = 'driver'")

    (one,) = explain(*RESULT, "--car", "7")["names"]

    assert (one["decided_by"], one["decided_at"]) == (None, None)


@pytest.mark.parametrize(
    ("words", "exit_code", "message"),
    [
        ((*RESULT, "--car", "88"), 2, "2024-summer-race: car 88 is not entered"),
        (("result", "--event", "x", "--session", "R", "--car", "8"), 2, "no event is named 'x'; "),
        ((*RESULT,), 2, "use either --car or --driver"),
        (("result", "--event", "x", "--car", "8"), 2, "results need --session"),
        (("lap", *RESULT[1:], "--car", "8"), 2, "laps need --lap"),
        (("lap", *RESULT[1:], "--car", "8", "--lap", "1"), 2,
         "2024-summer-race, R, car 8: there is no row for lap 1 in laps"),
        (("driver", "Zoe"), 2, "no driver is named 'Zoe'; it must be loaded first"),
        (("driver", "ver"), 2, "no driver is named 'ver'; similar: Driver A, Driver B"),
    ],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_what_does_not_exist_is_refused(load, run, migrated_url, words, exit_code, message):
    load(results())

    ran = run("explain", *words, "--db", migrated_url)

    assert ran.exit_code == exit_code
    assert one_line(ran).startswith(message)


def test_weather_and_messages_lead_to_their_lines(load, explain, run, migrated_url):
    here = ("--event", "2024-summer-race", "--session", "R")
    load("Time,AirTemp,Humidity,Pressure,TrackTemp\n0:02:00.5,18.5,55,1017.2,30.1\n", "weather.csv")
    load(
        "Time,Lap,Category,Flag,Scope,RacingNumber,Message\n"
        "2024-06-01 14:01:00,2,Flag,BLUE,Driver,8,BLUE FLAG FOR CAR 8\n",
        "messages.csv",
    )
    reason = ("--reason", "seen on TV", "--db", migrated_url)
    assert run("correct", "weather", *here, "--at", "2:00.5", "air_c=19", *reason).exit_code == 0

    weather, message = (
        explain("weather", *here, "--at", "2:00.5"),
        explain("message", *here, "--row", "1"),
    )

    assert (weather["what"], weather["where"]) == ("weather", "2024-summer-race, R, 2:00.500")
    assert (weather["values"]["air_c"], weather["values"]["humidity_pct"]) == (19, 55)
    assert [it["raw"] for it in weather["origins"]] == ["0:02:00.5,18.5,55,1017.2,30.1"]
    assert [(it["column"], it["file_says"], it["is"]) for it in weather["corrections"]] == [
        ("air_c", "18.5", "19.0")
    ]
    assert [(it["column"], it["old"], it["new"]) for it in weather["changes"]] == [
        ("air_c", 18.5, 19)
    ]
    assert (message["what"], message["values"]["flag"]) == ("message", "BLUE")
    assert [it["line"] for it in message["origins"]] == [2]
    assert message["corrections"] == message["names"] == []
