"""Messages on stderr as JSON: one object per line, each with what it is about."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from racedb import log
from tests.refusals import CONTEXT, GOOD, one_line

RACE = (*CONTEXT, "--session", "Race")
TWO = "Pos,No,Driver,Team,Best lap\n1,7,Ann Berg,Alpha,1:58.250\n2,8,Bo Dahl,Beta,1:59.0,x\n"


def lines(ran):
    """Return the objects without their times, which are UTC and recent."""
    found = [json.loads(line) for line in ran.stderr.splitlines()]
    for one in found:
        at = datetime.fromisoformat(one.pop("at"))
        assert at.tzinfo == UTC
        assert datetime.now(UTC) - at < timedelta(minutes=1)
    return found


def test_a_load_logs_each_file_with_its_import(run, migrated_url, file):
    ran = run("load", file(), file(TWO, "two.csv"), "--db", migrated_url, *RACE,
              "--max-rejects", "1", "--log", "json")  # fmt: skip
    again = run("load", file(), "--db", migrated_url, *RACE, "--log=json")

    first, second, reject = lines(ran)
    assert ran.exit_code == 5
    assert ran.stdout == ""
    assert first == {
        "level": "info", "message": "2 rows read: 2 new, 0 changed, 0 same, 0 rejected",
        "event": "loaded", "reader": "delimited", "read": 2, "new": 2, "changed": 0, "same": 0,
        "rejected": 0, "reviews": 0, "source": str(file()), "import_id": 1,
    }  # fmt: skip
    assert (second["level"], second["rejected"], second["import_id"]) == ("warning", 1, 2)
    assert (reject["event"], reject["line"], reject["code"]) == ("reject", 3, "extra-cell")
    assert (reject["source"], reject["import_id"]) == (str(file(TWO, "two.csv")), 2)
    (same,) = lines(again)
    assert (same["event"], same["import_id"]) == ("same", 1)


def test_unreadable_cells_are_logged_as_notes(run, sqlite_url, file):
    path = file(GOOD.replace("1:59.000", "12x"))

    ran = run("load", path, "--db", sqlite_url, *RACE, "--log", "json")

    loaded, note = lines(ran)
    assert (loaded["level"], loaded["rejected"], loaded["notes"]) == ("warning", 0, 1)
    assert note == {
        "level": "warning", "message": "best_lap: '12x' is not a time like 1:23.456",
        "event": "note", "line": 3, "field": "best_lap", "code": "not-a-duration",
        "source": str(path), "import_id": 1,
    }  # fmt: skip


def test_findings_have_their_import_too(run, sqlite_url, file):
    path = file(GOOD.replace("Ann Berg", "Jörg MÃ¼ller"))

    ran = run("load", path, "--db", sqlite_url, *RACE, "--log", "json")

    finding = next(it for it in lines(ran) if it["event"] == "finding")
    assert (finding["code"], finding["line"], finding["import_id"]) == ("mojibake", 2, 1)


@pytest.mark.sqlite_only
def test_a_refused_file_and_a_dry_run_are_logged(run, migrated_url, file):
    refused = run("load", file(TWO), "--db", migrated_url, *RACE, "--log", "json")
    dry = run("load", file(), "--db", migrated_url, *RACE, "--log", "json", "--dry-run")

    said, reject = lines(refused)
    assert (said["event"], said["level"], said["exit_code"]) == ("refused", "error", 1)
    assert said["message"].startswith(f"{file()}:3: ")
    assert said["import_id"] == reject["import_id"] is not None, "a refused import is remembered"
    (one,) = lines(dry)
    assert (one["event"], one["dry_run"]) == ("loaded", True)


def test_the_report_and_the_log_do_not_mix(run, sqlite_url, file):
    ran = run("load", file(), "--db", sqlite_url, *RACE, "--log", "json", "--format", "json")

    assert json.loads(ran.stdout)["files"][0]["import_id"] == 1
    assert [it["event"] for it in lines(ran)] == ["loaded"]


def test_errors_of_every_command_are_json_if_the_environment_demands_it(run, monkeypatch, tmp_path):
    monkeypatch.setenv("RACEDB_LOG", "json")

    no_database = run("query", "classification", "--db", tmp_path / "none.sqlite")
    no_option = run("load", "--xyz")
    for_people = run("load", "--xyz", "--log", "text")

    (said,) = lines(no_database)
    assert (said["level"], said["exit_code"]) == ("error", 2)
    assert said["message"].startswith(f"{tmp_path / 'none.sqlite'} is not there")
    assert lines(no_option) == [
        {"level": "error", "message": "no such option: --xyz", "exit_code": 2}
    ]
    assert for_people.stderr == "racedb: no such option: --xyz\n"


@pytest.mark.sqlite_only
def test_a_message_about_an_import_names_it(run, migrated_url, file, monkeypatch):
    run("load", file(), "--db", migrated_url, *RACE)
    monkeypatch.setenv("RACEDB_LOG", "json")

    ran = run("imports", "undo", "1", "--db", migrated_url)

    (said,) = lines(ran)
    assert said["import_id"] == 1
    assert said["message"].startswith("import 1 is undone: ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("version", "--log", "json"), "no such option: --log"),
        (("load", "a", "--log", "xml"), "--log"),
    ],
)
def test_a_wrong_log_is_a_usage_error(run, words, says):
    ran = run(*words)

    assert ran.exit_code == 2
    assert says in ran.stderr


def test_an_environment_that_is_wrong_is_refused(run, monkeypatch):
    monkeypatch.setenv("RACEDB_LOG", "xml")

    ran = run("version")

    assert ran.exit_code == 2
    assert one_line(ran) == "RACEDB_LOG='xml' is not one of text, json"
    assert not log.is_json()
