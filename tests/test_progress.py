"""The bar of a long load: on a terminal, on stderr, and nowhere else."""

import os
import pty
import sys

import pytest

from racedb.ingest.load import load
from racedb.ingest.plan import Settings
from racedb.render import progress
from tests.refusals import CONTEXT, HEADER, RACE


@pytest.fixture
def terminal(monkeypatch):
    """Run something with a terminal as stderr; return all that it showed there."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def showing(does):
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "w", encoding="utf-8") as stderr, monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", stderr)
            does()
            print("end", file=stderr)
        said = b""
        while not said.endswith(b"end\r\n"):
            said += os.read(ours, 65_536)
        os.close(ours)
        return said.decode()

    return showing


def test_a_long_load_shows_how_far_it_is(terminal, monkeypatch, run, file, sqlite_url):
    monkeypatch.setattr(progress, "AFTER_S", 0.0)
    path = file(name="[red]race.csv")

    said = terminal(lambda: run("load", path, "--db", sqlite_url, *RACE))

    assert "[red]race.csv: 2 rows" in said
    assert "━" in said
    bar, report = said.rsplit("\x1b[2K", 1)  # the bar goes before the report comes
    assert "0%" in bar
    assert report.splitlines()[0] == f"{path}: delimited, utf-8"


def test_a_name_cannot_move_the_cursor(terminal, monkeypatch):
    monkeypatch.setattr(progress, "AFTER_S", 0.0)

    def load():
        with progress.bar() as told:
            told(0.5, "a\x1b[31mb")

    said = terminal(load)

    assert r"a\x1b[31mb" in said
    assert "50%" in said


def test_a_short_load_shows_no_bar(terminal, run, file, sqlite_url):
    assert "━" not in terminal(lambda: run("load", file(), "--db", sqlite_url, *RACE))


def test_a_pipe_gets_no_bar(monkeypatch, run, file, sqlite_url):
    monkeypatch.setattr(progress, "AFTER_S", 0.0)

    ran = run("load", file(), "--db", sqlite_url, *RACE)

    assert "━" not in ran.stderr
    assert ran.stderr.startswith(str(file()))


def test_a_load_reports_its_progress(file, sqlite_url):
    paths = [file(HEADER + f"1,{n},Driver {n},Team,1:58.250\n", f"{n}.csv") for n in (1, 2)]
    context = dict(
        zip([word.removeprefix("--") for word in CONTEXT[::2]], CONTEXT[1::2], strict=True)
    )
    heard = []

    load(
        paths,
        sqlite_url,
        context | {"session": "Race"},
        Settings(),
        lambda *words: heard.append(words),
    )

    assert heard == [(0.0, "1.csv"), (0.0, "1.csv: 1 row"), (0.5, "2.csv"), (0.5, "2.csv: 1 row")]
