"""
Whatever happens to a command, the database is the old or the new one, and the same again finishes.

The short form is part of every test run; `make faults` goes through every statement, every page of
a full disk and hundreds of moments, and docs/reliability.md has its figures.
"""

import json
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from racedb.db.engine import read
from racedb.db.inspect import problems
from racedb.db.url import database_url
from tests.conftest import migrated
from tests.faults import dies
from tests.faults.conftest import (
    FIRST,
    FULL,
    OTHER_RACE,
    RACE,
    SECOND,
    can_mount,
    copies,
    survived,
    write_files,
)
from tests.faults.dies import Fault

KILLED = -9
STEPS = 10_000 if FULL else 3
"""Steps of a command, at most, that something happens before: the first and the last are always among them."""
MOMENTS = 40 if FULL else 1
"""Of each command on each database."""
PAGE = 4096

COMMANDS = {  # what is done before, and the command
    "load": ([["load", "1.csv", *RACE]], ["load", "2.csv", *RACE]),
    "first bulk": ([], ["bulk", "load", "1.csv", *RACE]),
    "bulk": ([["load", "1.csv", *RACE]], ["bulk", "load", "2.csv", *RACE]),
    "undo": ([["load", "1.csv", *RACE], ["load", "2.csv", *RACE]], ["imports", "undo", "2"]),
    "merge": (
        [["load", "1.csv", *RACE], ["load", "2.csv", *OTHER_RACE]],
        ["review", "accept", "1"],
    ),
    "correct": (
        [["load", "1.csv", *RACE]],
        ["correct", "results", "laps=12", "--car", "7", "--session", "Race",
         "--event", "Summer Race", "--reason", "a test"],
    ),
    "penalize": (
        [["load", "1.csv", *RACE]],
        ["penalize", "2024-summer-race", "Race", "7", "--places", "1", "--reason", "a test"],
    ),
    "assign": (
        [["load", "1.csv", *RACE]], ["points", "assign", "f1-2010", "club-cup", "2024"],
    ),
    "downgrade": ([["load", "1.csv", *RACE]], ["db", "downgrade", "base"]),
    "upgrade": ([["db", "downgrade", "base"]], ["db", "upgrade"]),
    "schedule": ([["load", "1.csv", *RACE]], ["schedule", "run", "club"]),
}  # fmt: skip
SQLITE, POSTGRES = ([(command, it) for command in COMMANDS] for it in ("sqlite", "postgresql"))
VARIES = ("id", "pid", "row_key", "old", "new", "candidates", "context", "sha256")
"""Columns that differ from run to run, as do moments and references."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A command, copies of the database that it is for, and what it does when it is left alone."""

    words: list[str]
    copy: Callable[[], str]
    folder: Path
    before: dict[str, list[str]]
    after: dict[str, list[str]]
    statements: int
    commits: int
    took_s: float


@pytest.fixture(scope="module", params=SQLITE + POSTGRES, ids="-".join)
def trial(request, tmp_path_factory):
    """Prepare a database, and run the command on a copy of it."""
    name, kind = request.param
    prepare, words = COMMANDS[name]
    folder = tmp_path_factory.mktemp("trial")
    files = write_files(folder)
    (files / "racedb.toml").write_text(
        '[[schedules]]\nname = "club"\nwhen = "1h"\nsources = ["../due/2.csv"]\n'
        'context = { series = "Club Cup", season = 2024, event = "Summer Race", session = "Race" }'
    )
    put(folder / "due" / "2.csv", SECOND)
    server = request.getfixturevalue("postgres_server") if kind == "postgresql" else None
    with migrated(request, kind, folder) as url, copies(url, server) as copy:
        for it in prepare:
            assert dies.run([*it, "--db", url], Fault(), files).code in (0, 5)
        done = copy()
        began = time.monotonic()
        ended = dies.run([*words, "--db", done], Fault(), files)
        took_s = time.monotonic() - began
        assert ended.code in (0, 5), ended.said
        before, after = (without_runs(state(it)) for it in (url, done))
        assert before != after
        statements, commits = dies.steps(files)
        yield Trial(words=words, copy=copy, folder=files, before=before, after=after,
                    statements=statements, commits=commits, took_s=took_s)  # fmt: skip


def put(path, text):
    """Write a file as if it had been finished a minute ago."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (time.time() - 60, time.time() - 60))


def state(url):
    """Read all rows of a database that is intact, without what differs from run to run."""
    rows = {}
    with read(database_url(url)) as connection:
        if "://" not in url:
            ask = connection.exec_driver_sql
            assert ask("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert ask("PRAGMA foreign_key_check").all() == []
        for table in sorted(sa.inspect(connection).get_table_names()):
            found = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
            stays = [
                it for it, name in enumerate(found.keys())
                if name not in VARIES and not name.endswith(("_id", "_at"))
            ]  # fmt: skip
            rows[table] = sorted(repr([row[it] for it in stays]) for row in found)
    return rows


def without_runs(rows):
    """Leave out runs: one that was killed is remembered."""
    return {name: said for name, said in rows.items() if name not in ("runs", "set_aside")}


def sound(url):
    """Find nothing wrong with a database, but perhaps its revision."""
    found = [it for it in problems(database_url(url)) if it.check != "version"]
    assert found == []


def survives(trial, faults, copy=None):
    """
    Let each fault happen to a copy; return how each ended and whether the database is the new one.

    The short form looks closely at one database of each end: at that of the last fault.
    """
    ends = []
    for fault in reversed(faults):
        url = (copy or trial.copy)()
        ended = dies.run([*trial.words, "--db", url], fault, trial.folder)
        is_new = old_or_new(trial, url, fault)
        if ended.code in (0, 5):
            assert is_new, (fault, ended)
        elif ended.code != KILLED:
            assert "Traceback" not in ended.said
            assert "unexpected" not in ended.said, (fault, ended)
            # Both end with a query of their own: whoever loses the server there has done its work.
            assert not is_new or trial.words[0] in ("schedule", "db"), (fault, ended)
        if FULL or (ended.code, is_new) not in ends:
            goes_on(trial, url, fault, is_new)
        ends.append((ended.code, is_new))
    return ends


def old_or_new(trial, url, fault):
    """Find the old database or the new one; return whether it is the new one."""
    left = without_runs(state(url))
    is_new = left == trial.after
    assert is_new or left == trial.before, fault
    survived[f"{fault.kind}: {'new' if is_new else 'old'}"] += 1
    return is_new


def goes_on(trial, url, fault, is_new):
    """Find nothing wrong with a database, and make an old one the new one by the same command."""
    sound(url)
    if is_new:
        return
    again = dies.run([*trial.words, "--db", url], Fault(), trial.folder)
    assert again.code in (0, 5), (fault, again)
    assert without_runs(state(url)) == trial.after, fault


def some(count):
    """Choose of 0 to count - 1: the first and the last always."""
    if count <= STEPS:
        return list(range(count))
    return sorted({round(it * (count - 1) / (STEPS - 1)) for it in range(STEPS)})


def test_killed_before_a_statement(trial):
    seen = survives(trial, [Fault("kill", 1 + it) for it in some(trial.statements)])

    assert {code for code, _ in seen} == {KILLED}


def test_killed_around_a_commit(trial):
    seen = survives(trial, [Fault("commit", it) for it in some(2 * trial.commits)])

    assert {code for code, _ in seen} == {KILLED}
    assert {is_new for _, is_new in seen} == {False, True}


@pytest.mark.parametrize(
    "trial",
    [it for it in SQLITE + POSTGRES if FULL or it[0] in ("load", "undo", "schedule")],
    indirect=True,
    ids="-".join,
)
def test_killed_at_any_moment(trial):
    dice = random.Random(str(trial.words))
    for _ in range(MOMENTS):
        url = trial.copy()
        child = dies.start([*trial.words, "--db", url], Fault(), trial.folder)
        time.sleep(dice.uniform(0, trial.took_s))
        child.kill()
        goes_on(trial, url, Fault("moment"), old_or_new(trial, url, Fault("moment")))


@pytest.mark.parametrize("trial", POSTGRES, indirect=True, ids="-".join)  # a file has no connection
def test_the_connection_is_dropped_before_a_statement(trial):
    # The first statements of a load set limits and wait for the lock: one broke there in its own way.
    first = range(1, 8) if FULL or trial.words[0] == "load" else ()
    steps = sorted({*first, *some(trial.statements)})

    seen = survives(trial, [Fault("drop", 1 + it) for it in steps])

    assert {3} <= {code for code, _ in seen} <= {0, 3, 5}


@pytest.mark.parametrize(
    "trial", SQLITE, indirect=True, ids="-".join
)  # a server's disk is not ours
def test_the_disk_is_full(trial):
    size = Path(trial.copy()).stat().st_size
    # A first page of the journal, some in the middle, and the pages by which the file grows.
    limits = range(512, size + 8 * PAGE, PAGE if FULL else size // 2)

    seen = survives(trial, [Fault("full", it) for it in limits])

    assert 1 in {code for code, _ in seen}


@pytest.mark.skipif(not can_mount(), reason="disks cannot be made; test_the_disk_is_full runs")
@pytest.mark.parametrize("trial", SQLITE, indirect=True, ids="-".join)
def test_a_small_disk_is_full(trial, disk):
    def on_disk():
        for it in disk.iterdir():
            it.unlink()
        return str(shutil.move(trial.copy(), disk / "full.sqlite"))

    size = Path(on_disk()).stat().st_size
    room = range(0, 4 * size + 1, PAGE if FULL else 2 * size)

    seen = survives(trial, [Fault("disk", it) for it in room], on_disk)

    assert {1} < {code for code, _ in seen} <= {0, 1, 5}


def test_what_is_written_on_a_full_disk_is_the_old_file(files, run, disk, sqlite_url):
    bad = files / "bad.csv"
    bad.write_text(FIRST + "5,,,,1:59.0\n" * 2_000)
    out, rejects, metrics = (disk / it for it in ("out.csv", "rejects.csv", "m.prom"))
    for file in (out, rejects, metrics):
        file.write_text("old")
    run("load", files / "1.csv", "--db", sqlite_url, *RACE)
    before = state(sqlite_url)
    with dies.filled(disk, 0):
        asked = run("query", "classification", "event=Summer", "--db", sqlite_url, "-o", out)
        told = run("db", "info", "--db", sqlite_url, "--metrics", metrics)
        loaded = run("load", bad, "--db", sqlite_url, *RACE, "--rejects", rejects)

    assert [it.exit_code for it in (asked, told, loaded)] == [1, 1, 1]
    assert all("no space left on device" in it.stderr.lower() for it in (asked, told))
    assert {it.name: it.read_text() for it in disk.iterdir()} == dict.fromkeys(
        ("out.csv", "rejects.csv", "m.prom"), "old"
    )
    assert without_runs(state(sqlite_url))["results"] == before["results"]


def test_a_killed_backup_leaves_no_half_file(files, run, tmp_path, sqlite_url):
    run("load", files / "1.csv", "--db", sqlite_url, *RACE)
    dice = random.Random(7)
    for number in range(2 * MOMENTS):
        target = tmp_path / f"backup-{number}.sqlite"
        child = dies.start(["db", "backup", target, "--db", sqlite_url], Fault(), tmp_path)
        time.sleep(dice.uniform(0, 0.3))
        child.kill()
        if target.exists():
            with closing(sqlite3.connect(target)) as copy:
                assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert copy.execute("SELECT count(*) FROM results").fetchone() == (4,)
        survived[f"backup: {'whole' if target.exists() else 'none'}"] += 1


def test_a_page_that_is_spoilt_is_found_and_never_half_read(files, run, tmp_path, sqlite_url):
    run("load", files / "1.csv", "--db", sqlite_url, *RACE)
    whole = Path(sqlite_url).read_bytes()
    good = run("query", "classification", "event=Summer", "--db", sqlite_url, "--format", "json")
    dice = random.Random(11)
    pages = range(len(whole) // PAGE)
    for page in pages if FULL else dice.sample(pages, 12):
        spoilt = bytearray(whole)
        spoilt[page * PAGE : (page + 1) * PAGE] = dice.randbytes(PAGE)
        Path(sqlite_url).write_bytes(spoilt)
        checked = run("db", "check", "--db", sqlite_url)
        asked = run("query", "classification", "event=Summer", "--db", sqlite_url,
                    "--format", "json")  # fmt: skip
        assert checked.exit_code == 1, page
        assert "unexpected" not in checked.stderr + asked.stderr
        # A page that the answer does not need leaves it right; one that it needs, refused.
        assert asked.exit_code == 1 or json.loads(asked.stdout) == json.loads(good.stdout)
        survived["spoilt page: found"] += 1


def test_a_week_of_runs_in_which_everything_happens(beside_a_schedule, tmp_path, migrated_url, run):
    """Files come, change, are spoilt and fixed; runs are killed, cut off, starved."""
    dice = random.Random(2026)
    sqlite = "://" not in migrated_url
    due, wanted = tmp_path / "due", {}
    kinds = ["kill", "commit", "nothing", "full" if sqlite else "drop"]
    for number in range(7 * 24 if FULL else 9):
        name = dice.choice(["FP1", "Q", "Race"])
        lap_s = round(dice.uniform(90, 110), 3)
        good = number % 3 != 0
        put(due / f"{name}.csv", LINE.format(lap_s) if good else NOBODY)
        if good:
            wanted[name] = round(lap_s * 1_000_000)
        kind = dice.choice(kinds)
        most = {"full": 400_000, "commit": 12}.get(kind, 300)
        fault = Fault(kind, dice.randrange(1, most))
        ended = dies.run(["schedule", "run", "club", "--db", migrated_url], fault, tmp_path)
        assert "Traceback" not in ended.said
        assert "unexpected" not in ended.said
        survived[f"week, {kind}: exit {ended.code}"] += 1
    for name, lap_us in wanted.items():
        put(due / f"{name}.csv", LINE.format(f"{lap_us / 1_000_000:.3f}"))
    last = dies.run(["schedule", "run", "club", "--db", migrated_url], Fault(), tmp_path)

    assert last.code == 0, last.said
    sound(migrated_url)
    asked = run("query", "classification", "event=Summer", "--db", migrated_url, "--format", "json")
    assert {it["session"]: it["best_lap_us"] for it in json.loads(asked.stdout)} == wanted
    failures = run("schedule", "failures", "--db", migrated_url)
    assert failures.stderr == "racedb: no rows\n"


LINE = "Pos,No,Driver,Team,Best lap\n1,7,Ann Berg,Alpha,{}\n"
NOBODY = "Pos,No,Driver,Team,Best lap\n1,,,,1:59.0\n"


@pytest.fixture
def beside_a_schedule(tmp_path, monkeypatch):
    """Work beside a racedb.toml whose schedule looks into a folder with a manifest."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "racedb.toml").write_text(
        '[[schedules]]\nname = "club"\nwhen = "1h"\nsources = ["due/*.csv"]\n'
        'context = { series = "Club Cup", season = 2024, event = "Summer Race" }\n'
    )
    (tmp_path / "due").mkdir()
    (tmp_path / "due" / "manifest.toml").write_text(
        "".join(
            f'[[load]]\npath = "{name}.csv"\nsession = "{name}"\n' for name in ("FP1", "Q", "Race")
        )
    )
