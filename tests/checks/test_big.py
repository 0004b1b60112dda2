"""A big load checks sessions while it goes on, and finds what a small one finds at its end."""

import json

import pytest
import sqlalchemy as sa

from racedb.db import engine as engines
from racedb.db.rows import TABLES
from racedb.db.url import database_url
from racedb.db.write_behind import background_writer
from racedb.ingest import plan
from racedb.ingest.calendar import Session
from racedb.ingest.findings import Checks
from racedb.readers import delimited, row_blocks

HEAD = "Season,Date,Event,Session,Pos,No,Driver,Laps,Status"
# Two cars are second; the events are not in the order of their years.
YEARS = (2021, 2019, 2020)
EVENT = [
    "{0},{0}-06-01,Summer Race,Race,1,7,Ann Berg,30,Finished",
    "{0},{0}-06-01,Summer Race,Race,2,8,Bo Dahl,30,Finished",
    "{0},{0}-06-01,Summer Race,Race,2,9,Cy Ek,29,Finished",
]
TEXT = "\n".join([HEAD, *(line.format(year) for year in YEARS for line in EVENT)]) + "\n"


@pytest.fixture
def big(monkeypatch):
    """Take every file for a big one, of many small blocks."""
    monkeypatch.setattr(plan, "_BIG_BYTES", 0)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 200)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)


@pytest.fixture
def findings(run, file):
    """Load the text; gives what was found, in order."""

    def load(url):
        ran = run("load", file(TEXT), "--db", url, "--format", "json", "--series", "Cup")
        assert ran.exit_code == 0, ran.stderr
        (report,) = json.loads(ran.stdout)["files"]
        return report["findings"]

    return load


@pytest.mark.usefixtures("big")
def test_a_big_load_finds_what_a_small_one_finds(findings, migrated_url, tmp_path, monkeypatch):
    found = findings(migrated_url)
    monkeypatch.undo()

    assert [one["message"].partition(":")[0] for one in found] == [
        "Summer Race 2019, Race", "Summer Race 2020, Race", "Summer Race 2021, Race",
    ]  # fmt: skip
    assert {one["code"] for one in found} == {"position-twice"}
    assert found == findings(str(tmp_path / "small.sqlite"))


@pytest.mark.usefixtures("big")
def test_what_a_correction_may_change_is_checked_at_the_end(findings, held, run):
    where = ("--event", "2024-summer-race", "--session", "Warm-up", "--car", "7")
    why = ("--reason", "a typing mistake", "--db", held)
    ran = run("correct", "results", *where, *why, "best_lap_us=1:59.5")
    assert ran.exit_code == 0, ran.stderr

    assert len(findings(held)) == len(YEARS)


def test_an_event_that_changes_later_is_checked_again(findings, sqlite_url):
    findings(sqlite_url)
    results = TABLES["results"]
    with engines.write(database_url(sqlite_url)) as connection, background_writer(connection):
        numbers = connection.scalars(sa.select(TABLES["sessions"].c.id)).all()
        first, second, _ = sessions = [_session(number) for number in numbers]
        checks = Checks(connection)
        checks.add_batch(sessions, at_once=True)
        connection.execute(sa.update(results).values(position=None))

        checks.recheck({second.event_id})
        checks.add_batch([first], at_once=True)  # it was met before: more of it may come again
        found = checks.findings({session.id: session for session in sessions})

    assert [one.message.partition(":")[0] for one in found] == [sessions[2].title]


def _session(number):
    return Session(
        id=number, event_id=number, series_id=1, kind="race", code="R", name="Race",
        meeting=f"Meeting {number}", is_new=True,
    )  # fmt: skip
