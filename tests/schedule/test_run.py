"""One run: new files are loaded, refused ones are set aside, a person is notified."""

import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import pytest
import sqlalchemy as sa

from racedb import config, readers
from racedb.db.engine import current, read, write
from racedb.db.url import database_url
from racedb.errors import RaceDBError, TimeLimitError, TryAgainError
from racedb.schedule import notify, runs, sources
from racedb.schedule import run as running
from racedb.schedule.lock import exclusive
from racedb.schedule.plan import schedules
from racedb.timeouts import time_limit
from tests import forks
from tests.ingest.test_recipes import CLUB, SHEET
from tests.readers.test_related_csv import COUSIN
from tests.refusals import CONTEXT, GOOD, change, without_privileges
from tests.web import answer, drips

BAD = "Pos,No,Driver,Team,Best lap\n1,,,,1:15.000\n"
pytestmark = pytest.mark.usefixtures("in_this_process")

COUNTS = ("loaded", "same", "failed", "set_aside", "waiting")


def counts(line):
    return {name: line[name] for name in COUNTS if line[name]}


def rows(url, table=runs.RUNS):
    with current(database_url(url)) as connection:
        return connection.execute(sa.select(table).order_by(*table.primary_key)).all()


def test_what_is_new_is_loaded_and_then_it_is_the_same(configure, put, run_once, db_url, run):
    run("db", "upgrade", "--db", db_url)
    configure()
    put()

    code, line, said = run_once()

    assert (code, counts(line), said) == (0, {"loaded": 1}, "")
    assert line["outcome"] == "done"
    assert line["files"] == [
        {"source": "inbox/a.csv", "state": "applied", "import_id": 1, "message": None}
    ]
    code, line, said = run_once()
    assert (code, counts(line), line["files"]) == (0, {"same": 1}, [])
    first, second = rows(db_url)
    assert (first.id, first.schedule, first.outcome, first.loaded) == (1, "club", "done", 1)
    assert (second.id, second.same, second.pid) == (2, 1, os.getpid())
    assert first.started_at <= first.finished_at <= second.started_at


def test_a_first_run_makes_the_database(configure, put, run, sqlite_url):
    configure()
    put()

    assert run("schedule", "run", "club", "--db", sqlite_url).exit_code == 0
    assert "Ann Berg" in run("query", "classification", "event=Summer", "--db", sqlite_url).stdout


def test_a_refused_file_is_set_aside_until_it_changes(configure, put, migrated_url, run):
    configure()
    put("a.csv", BAD)
    put("b.csv")

    def once():
        ran = run("schedule", "run", "club", "--db", migrated_url)
        return ran.exit_code, json.loads(ran.stdout), ran.stderr

    code, line, said = once()
    assert (code, line["outcome"], counts(line)) == (1, "failed", {"loaded": 1, "failed": 1})
    assert said.startswith("racedb: inbox/a.csv:2: ")
    assert line["message"] == said.removeprefix("racedb: ").rstrip()

    code, line, said = once()
    assert (code, line["outcome"], said) == (0, "done", "")
    assert counts(line) == {"same": 1, "set_aside": 1}
    assert line["message"].startswith("1 file stays set aside: inbox/a.csv: inbox/a.csv:2: ")
    assert line["message"] in run("schedule", "status", "--db", migrated_url).stdout
    listed = run("schedule", "failures", "--db", migrated_url, "--format", "json")
    (failure,) = json.loads(listed.stdout)
    assert (failure["schedule"], failure["file"]) == ("club", "inbox/a.csv")
    assert failure["why"].startswith("inbox/a.csv:2: ")

    put("a.csv", BAD.replace("1:15", "1:16"))
    code, line, said = once()
    assert (code, counts(line)) == (1, {"same": 1, "failed": 1})

    put("a.csv", GOOD.replace("Ann Berg", "Cy Ek").replace(",7,", ",77,"))
    code, line, said = once()
    assert (code, counts(line)) == (0, {"loaded": 1, "same": 1})
    assert rows(migrated_url, runs.SET_ASIDE) == []


@pytest.mark.sqlite_only
def test_other_settings_are_another_try(configure, put, migrated_url, run):
    configure()
    put("a.csv", GOOD + "3,9,Cy Ek,Gamma,1:59.0,x\n")
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 1
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 0

    configure("max_rejects = 1")
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 5
    assert ran.stderr == "racedb: inbox/a.csv: 1 row rejected\n"
    assert json.loads(ran.stdout)["outcome"] == "look"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("folder", ["inbox", "recipes"])
def test_a_recipe_is_another_try(folder, configure, put, migrated_url, run, here):
    configure()
    settings = here / "racedb.toml"
    if folder == "recipes":
        settings.write_text(f'recipes = "recipes"\n{settings.read_text()}')
    else:
        put("manifest.toml", '[[load]]\npath = "a.csv"\nrecipe = "club.toml"\n')
    put("a.csv", SHEET)
    put("club.toml", f'{CLUB.partition("[columns]")[0]}[columns]\nRg = "laps"\n', folder=folder)
    (here / "inbox" / "old.toml").mkdir(parents=True)  # is no file of settings
    codes = [run("schedule", "run", "club", "--db", migrated_url).exit_code for _ in range(2)]
    assert codes == [1, 0]

    put("club.toml", CLUB, folder=folder)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"loaded": 1}


@pytest.mark.sqlite_only
def test_unreadable_cells_are_for_a_person_unless_strict_refuses_them(
    configure, put, migrated_url, run
):
    configure()
    put("a.csv", GOOD + "3,9,Cy Ek,Gamma,12x\n")
    ran = run("schedule", "run", "club", "--db", migrated_url)
    assert (ran.exit_code, ran.stderr) == (5, "racedb: inbox/a.csv: 1 cell unreadable\n")

    configure("strict = true")
    put("a.csv", GOOD + "3,9,Cy Ek,Gamma,13x\n")
    ran = run("schedule", "run", "club", "--db", migrated_url)
    assert ran.exit_code == 1
    assert "a.csv:4: best_lap: '13x' is not a time like 1:23.456" in ran.stderr


def test_a_refused_file_that_goes_away_is_forgotten(configure, put, migrated_url, run):
    configure()
    bad = put("a.csv", BAD)
    run("schedule", "run", "club", "--db", migrated_url)
    assert len(rows(migrated_url, runs.SET_ASIDE)) == 1
    bad.unlink()

    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 0

    assert rows(migrated_url, runs.SET_ASIDE) == []


@pytest.mark.sqlite_only
def test_the_first_of_several_reasons_is_the_message(configure, put, migrated_url, run):
    configure()
    put("a.csv", BAD)
    put("b.csv", "nothing to read")

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"failed": 2}
    assert ran.stderr.startswith("racedb: inbox/a.csv:2: ")


@pytest.mark.sqlite_only
def test_names_to_decide_are_for_a_person(configure, put, migrated_url, run):
    configure('context = { series = "Club Cup", season = 2024, session = "Race" }')
    put("a.csv")
    put("b.csv", GOOD.replace("Ann Berg", "Ann Bergg"))
    put(
        "manifest.toml",
        '[[load]]\npath="a.csv"\nevent="Summer Race"\n[[load]]\npath="b.csv"\nevent="Winter Race"\n',
    )

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert (ran.exit_code, ran.stderr) == (5, "racedb: inbox/b.csv: 1 name to review\n")


@pytest.mark.sqlite_only
def test_a_guessed_code_page_is_for_a_person(configure, put, migrated_url, run):
    configure('context = { series = "Club Cup", season = 2024, event = "Summer Race" }')
    path = put("a.csv")
    written = path.stat().st_mtime
    path.write_bytes("Session,Pos,No,Driver,Laps\nRace,1,7,Doğan Berg,9\n".encode("cp1254"))
    os.utime(path, (written, written))

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 5
    assert "inbox/a.csv: line 2: read as cp1252, 'Doðan'; in cp1254 it is 'Doğan'" in ran.stderr


@pytest.mark.sqlite_only
def test_a_file_that_is_still_written_is_left(configure, put, migrated_url, run):
    configure()
    put("a.csv", age_s=0)
    put("b.csv.part")
    put(".c.csv")

    ran = run("schedule", "run", "club", "--db", migrated_url)

    line = json.loads(ran.stdout)
    why = "inbox/a.csv: changed less than 10 s ago, so it may not be complete"
    assert (ran.exit_code, counts(line), ran.stderr) == (0, {"waiting": 1}, "")
    assert line["files"] == [
        {"source": "inbox/a.csv", "state": "waiting", "import_id": None, "message": why}
    ]
    assert line["message"] == f"1 file waits for the next run: {why}"
    status = run("schedule", "status", "--db", migrated_url, "--format", "json")
    assert json.loads(status.stdout)[0]["why"] == line["message"]


@pytest.mark.sqlite_only
def test_a_file_that_waits_does_not_hide_another_reason(configure, put, migrated_url, run):
    configure()
    put("a.csv", BAD)
    put("b.csv", age_s=0)
    put("c.csv", age_s=0)

    ran = run("schedule", "run", "club", "--db", migrated_url, "--log", "json")

    first, second = json.loads(ran.stdout)["message"].split("; 2 files wait for the next run: ")
    assert first.startswith("inbox/a.csv:2: ")
    assert second == "inbox/b.csv: changed less than 10 s ago, so it may not be complete"
    said = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [it["event"] for it in said if it["level"] == "info"] == ["waiting", "waiting"]


@pytest.fixture
def talk(run, migrated_url, monkeypatch):
    """Run the schedule on a terminal; return the exit code and the lines that people see."""

    def ran(*words):
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        done = run("schedule", "run", "club", "--db", migrated_url, *words)
        assert (done.stdout == "") is not bool(words)
        return done.exit_code, done.stderr.splitlines()

    return ran


@pytest.mark.sqlite_only
def test_on_a_terminal_a_run_talks_to_people(configure, put, talk):
    configure("max_rejects = 1")
    put()
    put("b.csv", "nothing to read")
    put("c.csv", age_s=0)

    code, (loaded, refused, waits, reason, done) = talk()

    assert code == 1
    assert loaded == "inbox/a.csv: loaded as import 1: 2 rows new, 0 changed, 0 same"
    assert refused.startswith("inbox/b.csv: no reader knows this file")
    assert waits == "inbox/c.csv: changed less than 10 s ago, so it may not be complete"
    assert reason == f"racedb: {refused}; 1 file waits for the next run: {waits}"
    assert done == "club: 1 loaded, 1 refused, 1 waiting for the next run"

    put("a.csv", GOOD + "3,9,Cy Ek,Gamma,1:59.0,x\n")
    code, (loaded, _, reason, done) = talk()

    assert code == 5
    assert loaded == (
        "inbox/a.csv: loaded as import 2: 0 rows new, 0 changed, 2 same; 1 row rejected"
    )
    assert reason.startswith("racedb: inbox/a.csv: 1 row rejected; 1 file waits")
    assert done == "club: 1 loaded, 1 still set aside, 1 waiting for the next run"


@pytest.mark.sqlite_only
def test_on_a_terminal_json_is_there_on_request(configure, put, talk):
    configure()
    put()
    put("b.csv", "nothing to read")
    assert talk("--log", "json")[0] == 1

    code, (same, aside, done) = talk()

    assert (code, same) == (0, "inbox/a.csv: already loaded as import 1")
    assert aside.startswith("racedb: 1 file stays set aside: inbox/b.csv: ")
    assert done == "club: 1 loaded before, 1 still set aside"


@pytest.mark.sqlite_only
def test_a_moment_ahead_does_not_keep_a_file_waiting(configure, put, migrated_url, run):
    """The clock was set back since the file was written."""
    configure()
    put("a.csv", age_s=-86_400)

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"loaded": 1}


@pytest.mark.sqlite_only
def test_sources_are_files_folders_patterns_manifests_and_dumps(
    configure, put, migrated_url, run, here
):
    configure(sources='["one.csv", "inbox", "more/*.csv", "told", "empty", "none/*.csv"]')
    put("one.csv", folder=".")
    put("two.csv", GOOD.replace(",7,", ",17,").replace(",8,", ",18,"))
    put("three.csv", GOOD.replace(",7,", ",27,").replace(",8,", ",28,"), folder="more")
    put("four.csv", GOOD.replace(",7,", ",37,").replace(",8,", ",38,"), folder="told")
    put("unsaid.csv", BAD, folder="told")
    put("manifest.toml", '[[load]]\npath = "four.csv"\nsession = "Race"\n', folder="told")
    (here / "empty").mkdir()

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 0, ran.stderr
    assert [it["source"] for it in json.loads(ran.stdout)["files"]] == [
        "one.csv", "inbox/two.csv", "more/three.csv", "told/four.csv",
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_a_manifest_of_files_below_is_one_source(configure, put, here, run, migrated_url):
    configure()
    put("manifest.toml", '[[load]]\npath = "deep/*.csv"\n')
    put("x.csv", folder="inbox/deep")

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert json.loads(ran.stdout)["files"][0]["source"] == "inbox/deep/x.csv"


@pytest.mark.sqlite_only
def test_a_dump_that_is_refused_is_set_aside_as_one(configure, put, migrated_url, run):
    configure("context = {}\nstrict = true")
    for name, text in COUSIN.items():
        put(name, text.replace("1:58.245", "12x"))

    ran = run("schedule", "run", "club", "--db", migrated_url)

    line = json.loads(ran.stdout)
    assert (ran.exit_code, line["failed"], len(line["files"])) == (1, 1, 1)
    assert "lap_times.csv:2: lap: '12x'" in line["message"]
    (aside,) = rows(migrated_url, runs.SET_ASIDE)
    assert aside.uri == "inbox"
    again = run("schedule", "run", "club", "--db", migrated_url)
    assert counts(json.loads(again.stdout)) == {"set_aside": 1}


@pytest.mark.sqlite_only
def test_a_file_that_is_named_and_missing_is_reported_once(configure, migrated_url, run):
    configure(sources='["none.csv"]')

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 1
    assert ran.stderr == "racedb: none.csv: cannot be read: no such file or directory\n"
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 0


@pytest.mark.sqlite_only
def test_a_wrong_manifest_is_reported_each_time_and_keeps_no_other_source_from_loading(
    configure, put, migrated_url, run
):
    configure(sources='["inbox", "more"]')
    put("b.csv", BAD)
    put(folder="more")
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 1
    put("manifest.toml", "[[load]]\npath = 1\n")
    put("c.csv", GOOD.replace(",7,", ",77,"), folder="more")

    for seen in ({"loaded": 1, "same": 1}, {"same": 2}):
        ran = run("schedule", "run", "club", "--db", migrated_url)
        assert (ran.exit_code, counts(json.loads(ran.stdout))) == (2, seen)
        assert "inbox/manifest.toml: [[load]] 1: needs a path" in ran.stderr
    assert [it.uri for it in rows(migrated_url, runs.SET_ASIDE)] == ["inbox/b.csv"]


@pytest.mark.sqlite_only
def test_a_folder_that_cannot_be_listed_fails_the_run(
    configure, put, migrated_url, run, monkeypatch
):
    configure()

    def closed(_):
        raise PermissionError(13, "Permission denied", "inbox")

    monkeypatch.setattr(sources, "_paths_in", closed)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert (ran.exit_code, ran.stderr) == (
        1, "racedb: inbox: permission denied\n",
    )  # fmt: skip


@pytest.mark.sqlite_only
def test_a_reader_that_breaks_does_not_keep_the_others_from_loading(
    configure, put, migrated_url, run, monkeypatch
):
    configure()
    put("a.csv", "broken")
    put("b.csv")
    identify = readers.identify

    def breaks(source, reader, **more):
        if source.path.name == "a.csv":
            raise ZeroDivisionError
        return identify(source, reader, **more)

    monkeypatch.setattr(readers, "identify", breaks)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 1
    assert counts(json.loads(ran.stdout)) == {"loaded": 1, "failed": 1}
    assert ran.stderr.startswith("racedb: inbox/a.csv: unexpected ZeroDivisionError")


@pytest.mark.sqlite_only
def test_a_file_that_is_too_big_is_set_aside(configure, put, migrated_url, run):
    configure("max_mib = 1")
    put("a.csv", "x" * (3 << 20))
    put("b.csv")

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"loaded": 1, "failed": 1}
    assert ran.stderr == "racedb: inbox/a.csv: has 3 MiB; max_mib = 1 allows less\n"


def test_a_file_that_takes_too_long_is_set_aside_and_the_others_load(
    configure, put, migrated_url, run, monkeypatch
):
    configure('time_limit = "1h"')
    put("a.csv", "slow")
    put("b.csv")
    identify = readers.identify

    def hangs(source, reader, **more):
        if source.path.name == "a.csv":
            signal.raise_signal(signal.SIGALRM)  # the hour is over
        return identify(source, reader, **more)

    monkeypatch.setattr(readers, "identify", hangs)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"loaded": 1, "failed": 1}
    assert ran.stderr == "racedb: inbox/a.csv: takes longer than 3600 s; time_limit allows more\n"
    assert counts(json.loads(run("schedule", "run", "club", "--db", migrated_url).stdout)) == {
        "same": 1, "set_aside": 1,
    }  # fmt: skip


def test_a_thread_has_no_limit_of_time():
    done = []

    def work():
        with time_limit(0.01, "work"):
            time.sleep(0.05)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("module", "name", "outcomes"), [(sources, "find", ["failed"]), (runs, "begin", [])]
)
def test_an_unforeseen_error_is_reported_and_not_raised(
    module, name, outcomes, configure, put, migrated_url, run, monkeypatch
):
    configure()

    def breaks(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(module, name, breaks)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert (ran.exit_code, json.loads(ran.stdout)["outcome"]) == (1, "failed")
    assert ran.stderr == "racedb: unexpected ZeroDivisionError:; please report it\n"
    assert [row.outcome for row in rows(migrated_url)] == outcomes


@pytest.mark.sqlite_only
def test_a_database_that_is_lost_is_for_later(configure, migrated_url, run, monkeypatch):
    configure()

    def lost(*_):
        message = "the connection broke; try again"
        raise TryAgainError(message)

    monkeypatch.setattr(runs, "read_set_aside", lost)

    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 3
    assert [row.outcome for row in rows(migrated_url)] == ["later"]


@pytest.mark.sqlite_only
def test_a_run_that_is_interrupted_is_over(configure, put, migrated_url, run, monkeypatch):
    configure()
    put()

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "load", interrupted)
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 130

    (row,) = rows(migrated_url)
    assert (row.outcome, row.message) == ("broken", "it was interrupted")


@pytest.mark.sqlite_only
def test_what_is_wrong_with_one_source_keeps_no_other_from_loading(
    configure, put, migrated_url, run, monkeypatch
):
    configure()
    put("a.csv")
    put("b.csv", GOOD.replace(",7,", ",77,"))
    looks = sources.is_being_written

    def vanished(path):
        if path.name == "a.csv":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return looks(path)

    monkeypatch.setattr(sources, "is_being_written", vanished)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.stderr == "racedb: inbox/a.csv: no such file or directory\n"
    assert counts(json.loads(ran.stdout)) == {"loaded": 1}


def test_a_name_that_is_not_utf_8_is_stored(configure, put, migrated_url, run, here):
    configure()
    put("a.csv").rename(here / "inbox" / "caf\udce9.csv")
    put("b\x1b[31m.csv", BAD)

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"loaded": 1, "failed": 1}
    assert ran.stderr.startswith(r"racedb: inbox/b\x1b[31m.csv:2: ")
    shown = run("query", "provenance", "car_number=7", "--db", migrated_url, "--format", "csv")
    assert r"inbox/caf\xe9.csv" in shown.stdout
    assert [it.uri for it in rows(migrated_url, runs.SET_ASIDE)] == ["inbox/b\x1b[31m.csv"]


@pytest.mark.sqlite_only
def test_a_file_is_the_same_under_another_working_folder(
    configure, put, migrated_url, run, here, monkeypatch
):
    configure()
    put("a.csv", BAD)
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 1

    monkeypatch.chdir("/")
    monkeypatch.setenv("RACEDB_CONFIG", str(here / "racedb.toml"))
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"set_aside": 1}
    assert [it.uri for it in rows(migrated_url, runs.SET_ASIDE)] == ["inbox/a.csv"]


@pytest.mark.sqlite_only
def test_a_file_beside_the_folder_has_its_whole_path(configure, put, migrated_url, run, here):
    inner = here / "inner"
    inner.mkdir()
    configure(sources=f'["{here}/inbox"]')
    (here / "racedb.toml").rename(inner / "racedb.toml")
    put("a.csv", BAD)
    put("b.csv", BAD)

    with config_of(inner):
        for _ in range(2):
            ran = run("schedule", "run", "club", "--db", migrated_url)

    assert json.loads(ran.stdout)["message"].startswith("2 files stay set aside: /")


@contextmanager
def config_of(folder):
    os.environ["RACEDB_CONFIG"] = str(folder / "racedb.toml")
    yield
    del os.environ["RACEDB_CONFIG"]


def test_the_history_of_runs(configure, put, migrated_url, run):
    configure()
    put()
    configure_other = ("schedule", "history", "nothing", "--db", migrated_url)
    for _ in range(2):
        run("schedule", "run", "club", "--db", migrated_url)

    ran = run("schedule", "history", "club", "--db", migrated_url, "--format", "json")

    listed = json.loads(ran.stdout)
    assert [(it["run"], it["outcome"], it["loaded"], it["same"]) for it in listed] == [
        (2, "done", 0, 1), (1, "done", 1, 0),
    ]  # fmt: skip
    assert all(it["took_s"] >= 0 and it["host"] == socket.gethostname() for it in listed)
    assert (
        run("schedule", "history", "--db", migrated_url, "--limit", "1").stdout.count("club") == 1
    )
    assert run(*configure_other).stderr == "racedb: no rows\n"


def test_a_run_that_was_killed_here_is_shown_as_broken(configure, migrated_url, run):
    configure()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    runs.begin(database_url(migrated_url), "club")

    def outcome():
        shown = run("schedule", "status", "--db", migrated_url, "--format", "json")
        return json.loads(shown.stdout)[0]["outcome"]

    assert outcome() == "running"
    change(migrated_url, f"UPDATE runs SET pid = {ended.pid}")
    assert outcome() == "broken"
    change(migrated_url, "UPDATE runs SET host = 'elsewhere'")
    assert outcome() == "running"


@pytest.mark.sqlite_only
def test_a_file_that_cannot_be_noted_ends_the_run(configure, put, migrated_url, run, monkeypatch):
    configure()
    put()
    runs.begin(database_url(migrated_url), "club")  # and is never finished

    def taken(*_):
        message = "somebody else is writing"
        raise TryAgainError(message)

    monkeypatch.setattr(runs, "note_file", taken)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert (ran.exit_code, counts(json.loads(ran.stdout))) == (3, {})
    assert [row.outcome for row in rows(migrated_url)] == ["broken", "later"]


@pytest.mark.sqlite_only
def test_it_runs_only_if_it_is_due(configure, put, migrated_url, run, here):
    configure(when="0 0 1 1 *")  # a moment that hardly comes while the test runs
    put()
    words = ("schedule", "run", "club", "--if-due", "--db", migrated_url)

    assert run(*words).stdout == ""
    years_ago = time.time() - 2 * 366 * 86_400
    os.utime(here / "racedb.toml", (years_ago, years_ago))
    assert counts(json.loads(run(*words).stdout)) == {"loaded": 1}
    assert run(*words).stdout == ""


def test_a_full_disk_is_no_fault_of_the_file(configure, put, migrated_url, run, monkeypatch):
    configure()
    put("a.csv", BAD)
    run("schedule", "run", "club", "--db", migrated_url)
    put("b.csv")
    put("c.csv", GOOD.replace(",7,", ",77,"))

    def full(*_args, **_more):
        message = "the disk is full; nothing was stored"
        raise RaceDBError(message)

    with monkeypatch.context() as patched:
        patched.setattr(running, "load", full)
        ran = run("schedule", "run", "club", "--db", migrated_url)

    assert (ran.exit_code, ran.stderr) == (1, "racedb: the disk is full; nothing was stored\n")
    (aside,) = rows(migrated_url, runs.SET_ASIDE)
    assert aside.uri == "inbox/a.csv"
    ran = run("schedule", "run", "club", "--db", migrated_url)
    assert counts(json.loads(ran.stdout)) == {"loaded": 2, "set_aside": 1}


def test_a_database_that_is_taken_is_for_later(configure, put, migrated_url, run, monkeypatch):
    configure("on_failure = ['sh', '-c', 'cat > told.json']")
    put("a.csv", BAD)
    put("b.csv")
    monkeypatch.setattr(runs, "WAIT_S", 0.2)

    with write(database_url(migrated_url)):
        ran = run("schedule", "run", "club", "--db", migrated_url)

    line = json.loads(ran.stdout)
    assert (ran.exit_code, line["outcome"], line["run"]) == (3, "later", None)
    assert "somebody else is writing" in ran.stderr
    assert rows(migrated_url) == []


def test_a_database_that_is_taken_in_the_middle_ends_the_run(
    configure, put, migrated_url, run, monkeypatch
):
    configure()
    put("a.csv")
    put("b.csv", GOOD.replace(",7,", ",77,"))
    monkeypatch.setattr(runs, "WAIT_S", 0.2)
    load = running.load

    def taken(*args):
        with write(database_url(migrated_url)):
            return load(*args)

    with monkeypatch.context() as patched:
        patched.setattr(running, "load", taken)
        ran = run("schedule", "run", "club", "--db", migrated_url)

    line = json.loads(ran.stdout)
    assert (ran.exit_code, line["outcome"], len(line["files"])) == (3, "later", 1)
    (row,) = rows(migrated_url)
    assert (row.outcome, row.loaded) == ("later", 0)
    assert rows(migrated_url, runs.SET_ASIDE) == []


def test_two_runs_of_a_schedule_exclude_each_other(configure, put, migrated_url, run):
    configure()
    put()

    with (
        exclusive(database_url(migrated_url), "club"),
        exclusive(database_url(migrated_url), "other"),
    ):
        ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 3
    assert "process " in ran.stderr
    assert ran.stderr.endswith(": schedule 'club' is running already\n")
    assert json.loads(ran.stdout)["outcome"] == "later"
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 0


def test_a_lock_in_a_folder_that_is_not_there(configure, run, here):
    configure()

    ran = run("schedule", "run", "club", "--db", here / "none" / "x.sqlite")

    assert ran.exit_code == 1
    assert "cannot be opened: no such folder, or no permission" in ran.stderr


def test_a_lock_that_may_not_be_written(configure, run, here):
    configure()
    with closing(sqlite3.connect(here / ".x.sqlite.club.lock")) as made:
        made.execute("CREATE TABLE t (x)")
    (here / ".x.sqlite.club.lock").chmod(0o400)

    with without_privileges():
        ran = run("schedule", "run", "club", "--db", here / "x.sqlite")

    assert ran.exit_code == 1
    assert "cannot be written: no permission" in ran.stderr


def test_a_lock_file_that_is_something_else(configure, run, here):
    configure()
    (here / ".x.sqlite.club.lock").write_text("no database" * 100)

    ran = run("schedule", "run", "club", "--db", here / "x.sqlite")

    assert ran.exit_code == 1
    assert "is not a SQLite database" in ran.stderr


def test_a_killed_run_leaves_no_lock_and_is_reported(configure, put, migrated_url, run, here):
    configure()
    put()
    holding = (
        "import sys, time\n"
        "from racedb.db.url import database_url\n"
        "from racedb.schedule import runs\n"
        "from racedb.schedule.lock import exclusive\n"
        "url = database_url(sys.argv[1])\n"
        "with exclusive(url, 'club'):\n"
        "    runs.begin(url, 'club')\n"
        "    print('on', flush=True)\n"
        "    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", holding, migrated_url], stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"on\n"
    assert run("schedule", "run", "club", "--db", migrated_url).exit_code == 3
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    for _ in range(50):  # a server takes a moment to see that nobody is there any more
        ran = run("schedule", "run", "club", "--db", migrated_url)
        if ran.exit_code != 3:
            break
        time.sleep(0.1)

    line = json.loads(ran.stdout)
    assert (ran.exit_code, line["broken"], counts(line)) == (0, 1, {"loaded": 1})
    assert [row.outcome for row in rows(migrated_url)] == ["broken", "done"]


@pytest.mark.sqlite_only
def test_the_named_program_is_run_when_a_person_is_needed(configure, put, migrated_url, run, here):
    configure("on_failure = ['sh', '-c', 'cat >> told.json; echo >> told.json']")
    put("a.csv", BAD)

    first = run("schedule", "run", "club", "--db", migrated_url)
    run("schedule", "run", "club", "--db", migrated_url)

    (told,) = (here / "told.json").read_text().splitlines()
    assert json.loads(told) == json.loads(first.stdout)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("['no-such-program']", "no-such-program: no such file or directory"),
        ("['sh', '-c', 'echo no mail today >&2; exit 7']", "sh exited with 7: no mail today"),
        ("['false']", "false exited with 1: no message"),
        ("['sleep', '60']", "sleep took longer than 0 s"),
    ],
)
@pytest.mark.sqlite_only
def test_a_failed_notification_is_reported(
    command, says, configure, put, migrated_url, run, monkeypatch
):
    monkeypatch.setattr(notify, "TIME_LIMIT_S", 0.3)
    configure(f"on_failure = {command}")
    put("a.csv", BAD)

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 1
    assert ran.stderr.endswith(f"; nobody was notified: {says}\n")


@pytest.mark.sqlite_only
def test_a_webhook_gets_the_line_of_json_and_is_tried_again(
    configure, put, server, migrated_url, run
):
    server.answers = [answer(503), answer(204)]
    configure(f"on_failure = ['{server.url}/secret']")
    put("a.csv", BAD)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert ran.exit_code == 1
    assert "nobody was notified" not in ran.stderr
    assert [json.loads(it) for it in server.posted] == [json.loads(ran.stdout)] * 2
    assert server.asked[0]["content-type"] == "application/json"


@pytest.mark.parametrize(("status", "says"), [(404, "answers 404"), (302, "answers 302")])
def test_a_webhook_that_refuses_is_reported(
    status, says, configure, put, server, sqlite_url, run, monkeypatch
):
    monkeypatch.setattr(notify, "WAITS_S", (0.01,))
    server.answers = [answer(status, Location="https://example.org")]
    configure(f"on_failure = ['{server.url}/secret']")
    put("a.csv", BAD)
    ran = run("schedule", "run", "club", "--db", sqlite_url)

    assert ran.stderr.endswith(f"; nobody was notified: 127.0.0.1 {says}\n")
    assert "secret" not in ran.stderr


def test_a_webhook_that_is_away_is_reported(configure, put, sqlite_url, run, monkeypatch):
    monkeypatch.setattr(notify, "WAITS_S", (0.01,))
    configure("on_failure = ['http://127.0.0.1:9/secret']")
    put("a.csv", BAD)

    ran = run("schedule", "run", "club", "--db", sqlite_url)

    assert ran.stderr.endswith(
        "; nobody was notified: 127.0.0.1 cannot be reached: NewConnectionError\n"
    )
    assert "secret" not in ran.stderr


def test_a_webhook_that_drips_is_left_alone(
    configure, put, server, sqlite_url, run, monkeypatch, in_child
):
    monkeypatch.setattr(notify, "WAITS_S", ())
    monkeypatch.setattr(notify, "POST_S", 1.0)
    server.answers = [drips(b"HTTP/1.1 200 OK\r\nX: ", b"x")]
    configure(f"on_failure = ['{server.url}/secret']")
    put("a.csv", BAD)
    ran = run("schedule", "run", "club", "--db", sqlite_url)

    assert ran.stderr.endswith("; nobody was notified: 127.0.0.1 took longer than 1 s\n")


def test_a_webhook_that_breaks_what_reads_it_is_reported(
    configure, put, sqlite_url, run, monkeypatch
):
    def breaks(*_):
        message = "ValueError: http://127.0.0.1/secret"
        raise RuntimeError(message)
        yield

    monkeypatch.setattr(notify, "WAITS_S", ())
    monkeypatch.setattr(notify, "results", breaks)
    configure("on_failure = ['http://127.0.0.1/secret']")
    put("a.csv", BAD)
    ran = run("schedule", "run", "club", "--db", sqlite_url)

    assert ran.stderr.endswith("127.0.0.1 answers in a way that cannot be understood\n")
    assert "secret" not in ran.stderr


@pytest.mark.parametrize(
    "said", ["['https://']", "['https://[::1']", "['https://example.org', '--now']"]
)
def test_a_webhook_is_one_url(said, configure, run, here):
    configure(f"on_failure = {said}")

    ran = run("config", "validate")

    assert ran.exit_code == 2
    assert "on_failure is neither a program with its arguments nor one URL alone" in ran.stderr
    assert "example" not in ran.stderr


def test_an_old_schema_fails_the_run_and_is_reported(configure, put, held, run, here):
    configure("on_failure = ['sh', '-c', 'cat > told.json']")
    change(held, "UPDATE alembic_version SET version_num = '0000_older'")

    ran = run("schedule", "run", "club", "--db", held)

    assert ran.exit_code == 6
    assert json.loads((here / "told.json").read_text())["run"] is None


def test_runs_stay_out_of_undo(configure, put, migrated_url, run):
    configure()
    put()
    run("schedule", "run", "club", "--db", migrated_url)

    assert run("imports", "undo", "1", "--db", migrated_url).exit_code == 0
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"loaded": 1}


def test_the_lock_of_a_load_is_not_the_lock_of_a_run(configure, held, run):
    with read(database_url(held)), exclusive(database_url(held), "club"):
        assert run("load", "none.csv", "--db", held, *CONTEXT).exit_code == 1


@pytest.mark.sqlite_only
def test_a_log_has_a_line_for_each_file_and_its_import(configure, put, run, migrated_url):
    configure()
    put("a.csv", BAD)
    put("b.csv")

    ran = run("schedule", "run", "club", "--db", migrated_url, "--log", "json")

    said = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [it["event"] for it in said] == ["refused", "reject", "loaded", "run"]
    assert {it["schedule"] for it in said} == {"club"}
    assert {it["run"] for it in said} == {1}
    (done,) = json.loads(ran.stdout)["files"][1:]
    assert (said[2]["source"], said[2]["import_id"]) == (done["source"], done["import_id"])
    assert {key: said[3][key] for key in ("level", "outcome", "exit_code", "message")} == {
        "level": "error", "outcome": "failed", "exit_code": 1,
        "message": json.loads(ran.stdout)["message"],
    }  # fmt: skip


def test_a_log_names_the_url_that_was_refused(configure, run, sqlite_url):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/race.csv"
        configure(sources=f'["{url}"]')
        ran = run("schedule", "run", "club", "--db", sqlite_url, "--log", "json")

    said = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(it["event"], it.get("source")) for it in said] == [("refused", url), ("run", None)]


@pytest.mark.sqlite_only
def test_the_limits_of_all_files_are_those_of_a_schedule(configure, put, run, migrated_url, here):
    configure()
    put()
    text = (here / "racedb.toml").read_text()

    def once(limit):
        (here / "racedb.toml").write_text(f"[limits]\n{limit}\n{text}")
        return run("schedule", "run", "club", "--db", migrated_url)

    assert once("rows = 1").stderr == "racedb: inbox/a.csv: has more than 1 row, the most\n"
    assert once("rows = 1").exit_code == 0, "set aside, and told"
    assert once("rows = 2").exit_code == 0
    assert rows(migrated_url, runs.SET_ASIDE) == []


def test_a_schedule_overrides_the_limits(configure, here):
    configure()
    text = (here / "racedb.toml").read_text()
    limits = '[limits]\nfile_mib = 7\ntime_limit = "2min"\n'

    def planned(*lines):
        (here / "racedb.toml").write_text("\n".join([*lines]))
        (one,) = schedules(config.load())
        return one.max_mib, one.limits.file_mib, one.time_limit_s

    assert planned(text) == (64, 64, 3_600)
    assert planned(limits, text) == (7, 7, 120)
    own = text.replace("when =", 'max_mib = 9\ntime_limit = "1min"\nwhen =')
    assert planned(limits, own) == (9, 9, 60)


class Slow:
    """Something whose end takes a while, and lets no exception out."""

    def __del__(self):
        time.sleep(0.3)


def test_a_limit_that_strikes_at_the_end_of_an_object_strikes_again(capfd):
    start = time.monotonic()

    def work():
        one = Slow()
        del one
        time.sleep(5)

    with pytest.raises(TimeLimitError), time_limit(0.1, "x"):
        work()

    assert time.monotonic() - start < 2
    assert capfd.readouterr().err == ""


def test_other_errors_in_a_destructor_are_reported_as_usual(monkeypatch):
    told = []
    monkeypatch.setattr("sys.unraisablehook", told.append)

    class Broken:
        def __del__(self):
            raise ValueError("broken")

    with time_limit(5, "x"):
        Broken()

    assert [event.exc_type for event in told] == [ValueError]


def test_a_time_limit_in_the_middle_of_a_statement_is_no_lost_server(postgres_url, run):
    """What the driver is at when the time is up is ended; it is not taken for a failure of it."""
    run("db", "upgrade", "--db", postgres_url)
    url = database_url(postgres_url)

    def sleep():
        with write(url) as connection:
            connection.execute(sa.text("SELECT pg_sleep(60)"))

    with pytest.raises(TimeLimitError, match=r"x: takes longer than 0\.3 s"), time_limit(0.3, "x"):
        sleep()
    with write(url) as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1


def test_a_full_disk_is_not_another_run(configure, put, run, here):
    """No file may have a byte: the lock cannot be taken, and a person is told why."""
    configure()
    put()
    database = here / "x.sqlite"
    run("db", "create", "--db", database)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        ran = run("schedule", "run", "club", "--db", database)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        signal.signal(signal.SIGXFSZ, before)

    assert ran.exit_code == 1
    assert "is running already" not in ran.stderr
    assert "nothing was stored" in ran.stderr


@contextmanager
def deadly_a():
    """End this process when it reads a.csv."""
    identify = readers.identify

    def dies(source, reader, **more):
        if source.path.name == "a.csv":
            os.kill(os.getpid(), signal.SIGKILL)
        return identify(source, reader, **more)

    readers.identify = dies
    yield


@pytest.mark.sqlite_only
def test_a_file_that_ends_the_process_keeps_no_other_from_loading(
    configure, put, migrated_url, run, here
):
    """As one does that needs more memory than there is: nobody is left to set it aside."""
    configure(when="1h")
    put("a.csv")
    put("b.csv", GOOD.replace("Ann Berg", "Cy Ek").replace(",7,", ",77,"))
    words = ("schedule", "run", "club", "--db", migrated_url)

    def deadly():
        return forks.run(words, here, deadly_a).code

    def results():
        asked = ("sql", "SELECT drivers FROM classification", "--as-owner", "--format", "json")
        return sorted(it["drivers"] for it in json.loads(run(*asked, "--db", migrated_url).stdout))

    assert [deadly(), deadly()] == [-9, -9]
    assert results() == []
    assert deadly() == -9
    assert results() == ["Bo Dahl", "Cy Ek"], "the deadly one came last"
    ran = run(*words)

    assert ran.exit_code == 0
    line = json.loads(ran.stdout)
    assert (line["broken"], counts(line)) == (1, {"loaded": 1, "same": 1})
    *broken, last = rows(migrated_url)
    assert [(it.outcome, it.message) for it in broken] == [
        ("broken", None), ("broken", "ended at inbox/a.csv"), ("broken", "ended at inbox/a.csv"),
    ]  # fmt: skip
    assert (last.outcome, last.message) == ("done", None)
