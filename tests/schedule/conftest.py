"""A folder with a racedb.toml, and files that nobody is writing to."""

import json
import os
import time

import pytest

from tests.refusals import GOOD


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in a folder with an inbox."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inbox").mkdir()
    return tmp_path


@pytest.fixture
def configure(here):
    """Write a racedb.toml of one schedule, with settings besides."""

    def write(*lines, when="Mon 06:00", sources='["inbox"]', name="club"):
        context = '{ series = "Club Cup", season = 2024, event = "Summer Race", session = "Race" }'
        text = f'[[schedules]]\nname = "{name}"\nwhen = "{when}"\nsources = {sources}\n'
        if not any(line.startswith("context") for line in lines):
            text += f"context = {context}\n"
        (here / "racedb.toml").write_text(text + "\n".join(lines) + "\n")

    return write


@pytest.fixture
def put(here):
    """Write a file as if it were done a minute ago."""

    def write(name="a.csv", text=GOOD, age_s=60, folder="inbox"):
        path = here / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        moment = time.time() - age_s
        os.utime(path, (moment, moment))
        return path

    return write


@pytest.fixture
def run_once(run, db_url):
    """Run the schedule; return the exit code, its line of JSON, and its messages."""

    def ran(name="club"):
        done = run("schedule", "run", name, "--db", db_url)
        (line,) = done.stdout.splitlines() or [done.stderr]
        return done.exit_code, json.loads(line), done.stderr

    return ran
