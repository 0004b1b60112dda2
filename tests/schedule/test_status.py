"""The status of schedules, and the runner in the foreground."""

import json
import logging
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from racedb.cli import main
from racedb.config import load as config
from racedb.db.url import database_url
from racedb.schedule import runs
from racedb.schedule.plan import schedules
from racedb.schedule.runs import LastRun
from racedb.schedule.status import statuses
from tests.refusals import change, one_line

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def standing(now, ended_at, written_at=MONDAY - timedelta(days=30)):
    last = {}
    if ended_at:
        last["club"] = LastRun(
            started_at=ended_at, outcome="done", message=None, ended_at=ended_at, set_aside=0
        )
    (found,) = statuses(schedules(config()), last, written_at, now)
    return found


@pytest.mark.parametrize(
    ("after_due", "overdue"),
    [(timedelta(minutes=59), False), (timedelta(minutes=61), True)],
)
def test_it_is_overdue_after_its_grace(after_due, overdue, configure):
    configure()
    found = standing(MONDAY + after_due, MONDAY - timedelta(days=7))

    assert (found.missed, found.overdue) == (MONDAY, overdue)
    assert found.next_due == MONDAY + timedelta(days=7)


def test_a_run_in_time_is_not_overdue(configure):
    configure()
    found = standing(MONDAY + timedelta(days=6), MONDAY + timedelta(seconds=1))

    assert (found.missed, found.overdue) == (None, False)


def test_a_new_schedule_counts_from_when_it_was_written(configure):
    configure()

    assert standing(MONDAY + timedelta(hours=2), None, MONDAY - timedelta(days=1)).overdue
    assert not standing(MONDAY + timedelta(hours=2), None, MONDAY + timedelta(hours=1)).overdue


def test_a_clock_that_was_set_back_hides_nothing(configure):
    """A last run in the future would else keep a schedule quiet until then."""
    configure()
    found = standing(MONDAY, MONDAY + timedelta(days=3650))

    assert found.next_due == MONDAY + timedelta(days=7)
    assert found.missed is None
    assert standing(MONDAY + timedelta(days=8), MONDAY + timedelta(days=6)).overdue


def status(run, url):
    ran = run("schedule", "status", "--db", url, "--format", "json")
    return ran.exit_code, json.loads(ran.stdout or "[]")


def test_status_of_what_never_ran(configure, run, sqlite_url):
    configure()

    code, (row,) = status(run, sqlite_url)

    assert code == 0
    assert (row["schedule"], row["when"], row["outcome"]) == ("club", "Mon 06:00", "never ran")
    assert (row["last_run"], row["overdue"], row["set_aside"]) == (None, False, 0)


def test_status_without_a_file(run, here, sqlite_url):
    assert status(run, sqlite_url) == (0, [])


def test_status_after_runs(configure, put, run, migrated_url):
    configure(when="1h")
    put("a.csv", "nothing to read")
    run("schedule", "run", "club", "--db", migrated_url)

    code, (row,) = status(run, migrated_url)
    assert (code, row["outcome"], row["set_aside"]) == (0, "failed", 1)
    assert "no reader knows this file" in row["why"]

    change(migrated_url, "UPDATE runs SET started_at = '2026-01-01 00:00:00+00:00'")
    code, (row,) = status(run, migrated_url)
    assert (code, row["last_run"], row["overdue"]) == (1, "2026-01-01T00:00:00Z", True)


@pytest.mark.sqlite_only
def test_metrics_are_for_prometheus(configure, put, run, migrated_url, here):
    configure()
    run("schedule", "status", "--db", migrated_url, "--metrics", "m.prom")
    assert 'racedb_schedule_overdue{schedule="club"} 0\n' in Path("m.prom").read_text()
    put("a.csv", "nothing to read")
    run("schedule", "run", "club", "--db", migrated_url)
    change(migrated_url, "UPDATE runs SET started_at = '2026-01-01 00:00:00+00:00'")

    run("schedule", "status", "--db", migrated_url, "--metrics", "m.prom")

    text = Path("m.prom").read_text()
    lines = text.splitlines()
    assert lines[:3] == [
        "# HELP racedb_schedule_overdue 1: the schedule is later than its grace allows; 0: it is not.",
        "# TYPE racedb_schedule_overdue gauge",
        'racedb_schedule_overdue{schedule="club"} 1',
    ]
    assert lines[-5:] == [
        "# HELP racedb_schedule_set_aside_files Files that were refused and have not changed since.",
        "# TYPE racedb_schedule_set_aside_files gauge",
        "# UNIT racedb_schedule_set_aside_files files",
        'racedb_schedule_set_aside_files{schedule="club"} 1',
        "# EOF",
    ]
    families = {it.name: it for it in text_string_to_metric_families(text)}
    began = families["racedb_schedule_last_run_timestamp_seconds"]
    assert (began.unit, began.type) == ("seconds", "gauge")
    (sample,) = began.samples
    assert (sample.labels, sample.value) == (
        {"schedule": "club", "outcome": "failed"}, 1767225600.0,
    )  # fmt: skip
    assert len(families) == 4


def test_metrics_that_cannot_be_written(configure, run, sqlite_url):
    configure()

    ran = run("schedule", "status", "--db", sqlite_url, "--metrics", "none/m.prom")

    assert one_line(ran) == "none/m.prom: cannot be written: no such file or directory"


@pytest.mark.sqlite_only
def test_a_run_that_was_put_off_does_not_count(configure, put, run, migrated_url):
    configure(when="1h")
    run("schedule", "run", "club", "--db", migrated_url)
    change(migrated_url, "UPDATE runs SET started_at = '2026-01-01 00:00:00+00:00'")
    number, *_ = runs.begin(database_url(migrated_url), "club")
    runs.finish(database_url(migrated_url), number, {"outcome": "later"}, {}, ())

    code, (row,) = status(run, migrated_url)

    assert (code, row["outcome"], row["overdue"]) == (1, "later", True)


def _ends_when(done):
    """Send SIGTERM to this process once something has happened, or after half a minute."""

    def wait():
        end = time.monotonic() + 30
        while time.monotonic() < end and not done():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait).start()


def test_the_runner_catches_up_at_once_and_ends_on_sigterm(configure, put, run, migrated_url, here):
    configure(when="1min")
    put()
    os.utime(here / "racedb.toml", (time.time() - 600, time.time() - 600))
    _ends_when(lambda: [it.outcome for it in runs.last_runs(database_url(migrated_url)).values()]
               == ["done"])  # fmt: skip

    ran = run("schedule", "start", "--db", migrated_url)

    assert ran.exit_code == 143
    assert ran.stderr.startswith("racedb: club is due now\n")
    assert runs.last_runs(database_url(migrated_url))["club"].message is None


def test_the_runner_ends_its_runs_with_itself(configure, put, run, migrated_url, here):
    configure("on_failure = ['sh', '-c', 'touch begun; sleep 60']", when="1min")
    put("a.csv", "nothing to read")
    os.utime(here / "racedb.toml", (time.time() - 600, time.time() - 600))
    _ends_when(Path("begun").exists)
    began = time.monotonic()

    ran = run("schedule", "start", "--db", migrated_url)

    assert ran.exit_code == 143
    assert time.monotonic() - began < 45


def test_the_runner_waits_for_what_is_not_due(configure, run, sqlite_url, here):
    configure(when="Mon 06:00")
    ended = time.monotonic() + 1
    _ends_when(lambda: time.monotonic() > ended)

    ran = run("schedule", "start", "--db", sqlite_url)

    assert ran.exit_code == 143
    assert "racedb: club is due 20" in ran.stderr
    assert ran.stderr.endswith("racedb: terminated, the runner is stopped\n")
    assert not Path(sqlite_url).exists()


@pytest.mark.parametrize(
    ("words", "works", "says"),
    [
        (["start"], "racedb.schedule.start.start", "the runner is stopped"),
        (
            ["run", "club"],
            "racedb.schedule.run.run",
            "nothing was stored of the file that it was loading",
        ),
    ],
)
def test_ctrl_c_says_what_is_left(words, works, says, configure, run, sqlite_url, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    configure()
    monkeypatch.setattr(works, interrupted)
    ran = run("schedule", *words, "--db", sqlite_url)

    assert ran.exit_code == 130
    assert ran.stderr.endswith(f"racedb: interrupted, {says}\n")


def test_the_runner_reports_a_run_that_was_killed(configure, put, sqlite_url, here, capfd):
    configure("on_failure = ['sh', '-c', 'kill -9 $PPID']", when="1min")
    put("a.csv", "nothing to read")
    os.utime(here / "racedb.toml", (time.time() - 600, time.time() - 600))
    talk = []
    _ends_when(lambda: talk.append(capfd.readouterr().err) or "signal 9" in "".join(talk))

    with pytest.raises(SystemExit):
        main(["schedule", "start", "--db", sqlite_url, "--log", "json"])

    said = [json.loads(line) for line in "".join(talk).splitlines()]
    assert [it["event"] for it in said] == ["due", "refused", "killed"]
    assert said[2]["message"] == "the run of club was ended by signal 9; the next one reports why"
    assert said[2]["schedule"] == "club"


def test_the_runner_passes_on_what_the_scheduler_warns_of(configure, run, sqlite_url):
    configure(when="Mon 06:00")
    ended = time.monotonic() + 1
    _ends_when(
        lambda: (
            logging.getLogger("apscheduler.scheduler").warning("was missed by 0:01")
            or time.monotonic() > ended
        )
    )

    ran = run("schedule", "start", "--db", sqlite_url)

    assert "racedb: was missed by 0:01\n" in ran.stderr
