"""What a killed process has left is found and removed; what somebody is writing is not."""

import os
import subprocess
import sys
import time

import pytest

from racedb import leftovers
from racedb.leftovers import find, hidden, is_running, remove


@pytest.fixture
def nobody():
    """Return the number of a process that is gone."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.fixture
def left(tmp_path, nobody):
    """Write what a process that is gone has left: a file, its journal, and a folder."""
    file = tmp_path / f".x.sqlite.{os.uname().nodename}.{nobody}.0123abcd.new"
    journal, folder = file.with_name(f"{file.name}-journal"), file.with_name(f".y{file.name}")
    file.write_text("half")
    journal.write_text("half")
    folder.mkdir()
    (folder / "part").write_text("half")
    return sorted([file, journal, folder])


def test_what_a_process_that_is_gone_has_left_is_removed(left, tmp_path):
    mine, other = hidden(tmp_path / "mine.csv"), tmp_path / ".hidden.new"
    for path in (mine, other):
        path.write_text("mine")

    assert find(tmp_path) == left
    remove(tmp_path)

    assert sorted(tmp_path.iterdir()) == sorted([mine, other])


def test_of_another_machine_a_day_must_have_passed(tmp_path, nobody):
    file = tmp_path / f".x.csv.elsewhere.{nobody}.0123abcd.new"
    file.write_text("half")
    assert find(tmp_path) == []

    day = time.time() - 2 * 86_400
    os.utime(file, (day, day))

    assert find(tmp_path) == [file]


def test_a_folder_that_is_not_there_has_none(tmp_path):
    assert find(tmp_path / "none") == []


def test_what_may_not_be_removed_stays(left, tmp_path, monkeypatch):
    def closed(_):
        raise PermissionError

    monkeypatch.setattr(leftovers.Path, "unlink", closed)
    remove(tmp_path)

    assert [it.name for it in find(tmp_path)] == [it.name for it in left if it.is_file()]


def test_a_process_of_somebody_else_is_running(monkeypatch, nobody):
    assert not is_running(nobody)
    assert is_running(os.getpid())

    def denied(*_):
        raise PermissionError

    monkeypatch.setattr(os, "kill", denied)
    assert is_running(nobody)


def test_a_name_is_not_too_long(tmp_path):
    hidden(tmp_path / f"{'x' * 240}.sqlite").write_text("")


@pytest.mark.parametrize("words", [("export", "new.sqlite"), ("db", "backup", "new.sqlite"),
                                   ("sql", "SELECT 1 AS a", "-o", "a.csv")])  # fmt: skip
def test_the_next_command_removes_it(words, left, run, seeded_sqlite, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    ran = run(*words, "--db", seeded_sqlite)

    assert ran.exit_code == 0, ran.stderr
    assert not any(it.exists() for it in left)


def test_info_lists_it(run, tmp_path, nobody):
    url = tmp_path / "x.sqlite"
    run("db", "create", "--db", url)
    file = tmp_path / f".x.sqlite.{os.uname().nodename}.{nobody}.0123abcd.new"
    file.write_text("half")

    ran = run("db", "info", "--db", url, "--format", "csv")

    assert f"leftover,{file}\n" in ran.stdout
