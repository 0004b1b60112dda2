"""
Whatever happens to a command, the database is the old or the new one, and the same again finishes.

The short form is part of every test run; `make faults` goes through every statement, every page of
a full disk and hundreds of moments, and docs/reliability.md tells its figures.
"""

import json
import os
import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from racedb.db.engine import connect, engine
from racedb.db.inspect import problems
from racedb.db.url import database_url
from tests.faults import dies
from tests.faults.conftest import FIRST, FULL, OTHER_RACE, RACE, can_mount, survived
from tests.faults.dies import Fault

KILLED = -9
STEPS = None if FULL else 4
"""Statements of a command at which it is killed; None: at each."""
MOMENTS = 40 if FULL else 2
"""Of each of six commands on two databases."""
PAGE = 4096

COMMANDS = {
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
    "downgrade": ([["load", "1.csv", *RACE]], ["db", "downgrade", "0001"]),
    "upgrade": (
        [["load", "1.csv", *RACE], ["db", "downgrade", "0001"]], ["db", "upgrade"],
    ),
    "schedule": ([["load", "1.csv", *RACE]], ["schedule", "run", "club"]),
}  # fmt: skip


@pytest.fixture(params=sorted(COMMANDS))
def command(request, files, database, monkeypatch):
    """Give a command, and copies of the database that it is for."""
    monkeypatch.chdir(files)
    (files / "racedb.toml").write_text(
        '[[schedules]]\nname = "club"\nwhen = "1h"\nsources = ["../due/2.csv"]\n'
        'context = { series = "Club Cup", season = 2024, event = "Summer Race", session = "Race" }'
    )
    (files.parent / "due").mkdir()
    due = files.parent / "due" / "2.csv"
    due.write_text(Path("2.csv").read_text())
    os.utime(due, (time.time() - 60, time.time() - 60))
    before, words = COMMANDS[request.param]
    return words, database(before)


def state(url):
    """Give all rows, without what differs from run to run: moments, processes, numbers given out."""
    opened_ = engine(database_url(url), reading=True)
    with connect(opened_) as connection:
        found = sa.MetaData()
        found.reflect(connection)
        rows = {}
        for name, table in sorted(found.tables.items()):
            kept = [
                it for it in table.columns
                if not (it.name == "id" or it.name.endswith(("_id", "_at")) or it.name == "pid")
                and it.name not in ("row_key", "old", "new", "candidates", "context", "sha256")
            ]  # fmt: skip
            rows[name] = sorted(map(repr, connection.execute(sa.select(*kept)))) if kept else []
    return rows


def without_runs(rows):
    """Leave out runs: one that was killed is remembered."""
    return {name: said for name, said in rows.items() if name not in ("runs", "set_aside")}


def sound(url):
    found = [it for it in problems(database_url(url)) if it.check != "version"]
    assert found == []


def survives(words, copy, faults, folder):
    """Let each fault happen to a database of its own; what is left is old, or new."""
    url = copy()
    before = without_runs(state(url))
    done = dies.run([*words, "--db", url], Fault(), folder)
    assert done.code in (0, 5), done.said
    after = without_runs(state(url))
    assert after != before
    seen = []
    for fault in faults(*dies.steps(folder)):
        url = copy()
        ended = dies.run([*words, "--db", url], fault, folder)
        sound(url)
        left = without_runs(state(url))
        assert left in (before, after), (fault, ended)
        if ended.code in (0, 5):
            assert left == after, (fault, ended)
        elif ended.code != KILLED:
            assert "Traceback" not in ended.said
            assert "unexpected" not in ended.said, (fault, ended)
            # Both end with a question of their own: who loses the server there has done its work.
            assert left == before or words[0] in ("schedule", "db"), (fault, ended)
        if left == before:
            again = dies.run([*words, "--db", url], Fault(), folder)
            assert again.code in (0, 5), (fault, again)
            assert without_runs(state(url)) == after, fault
        survived[f"{fault.kind}: {'old' if left == before else 'new'}"] += 1
        seen.append((ended.code, left == after))
    return seen


def some(count):
    """Choose steps, the first and the last of them always."""
    if STEPS is None or count <= STEPS:
        return range(1, count + 1)
    return sorted({1 + round(it * (count - 1) / (STEPS - 1)) for it in range(STEPS)})


def test_killed_before_a_statement(command, tmp_path):
    words, copy = command
    seen = survives(
        words, copy, lambda statements, _: [Fault("kill", it) for it in some(statements)], tmp_path
    )

    assert {code for code, _ in seen} == {KILLED}


def test_killed_around_a_commit(command, tmp_path):
    words, copy = command
    seen = survives(
        words, copy, lambda _, commits: [Fault("commit", it) for it in range(2 * commits)], tmp_path
    )

    assert {code for code, _ in seen} == {KILLED}
    assert {new for _, new in seen} == {False, True}


def test_killed_at_any_moment(command, tmp_path):
    words, copy = command
    dice = random.Random(str(words))
    url = copy()
    before = without_runs(state(url))
    began = time.monotonic()
    assert dies.run([*words, "--db", url], Fault(), tmp_path).code in (0, 5)
    took_s = time.monotonic() - began
    after = without_runs(state(url))
    for _ in range(MOMENTS):
        url = copy()
        child, _output = dies.start([*words, "--db", url], Fault(), tmp_path)
        time.sleep(dice.uniform(0, took_s))
        child.kill()
        child.join()
        sound(url)
        left = without_runs(state(url))
        assert left in (before, after)
        if left == before:
            again = dies.run([*words, "--db", url], Fault(), tmp_path)
            assert again.code in (0, 5), again
            assert without_runs(state(url)) == after
        survived[f"moment: {'old' if left == before else 'new'}"] += 1


def test_the_connection_is_dropped_before_a_statement(command, tmp_path, migrated_url):
    if "://" not in migrated_url:
        return  # a file has no connection
    words, copy = command
    # The first ones set limits and wait for the lock; one broke there once in another way.
    first = range(2, 9) if words[0] == "load" else ()
    seen = survives(
        words,
        copy,
        lambda statements, _: [Fault("drop", it) for it in sorted({*first, *some(statements)})],
        tmp_path,
    )

    assert {code for code, _ in seen} <= {0, 3, 5}
    assert 3 in {code for code, _ in seen}


def test_the_disk_is_full(command, tmp_path, migrated_url):
    if "://" in migrated_url:
        return  # the disk of a server is not ours to fill
    words, copy = command
    size = Path(copy()).stat().st_size
    # A first page of the journal, some in the middle, and the pages by which the file grows.
    limits = range(512, size + 8 * PAGE, PAGE if FULL else size // 3)
    seen = survives(words, copy, lambda *_: [Fault("full", it) for it in limits], tmp_path)

    assert 1 in {code for code, _ in seen}


@pytest.mark.skipif(not can_mount(), reason="disks cannot be made; test_the_disk_is_full runs")
@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)  # a server's disk is not ours
def test_a_small_disk_is_full(command, disk, tmp_path):
    words, copy = command

    def on_disk():
        for it in disk.iterdir():
            it.unlink()
        return str(shutil.move(copy(), disk / "full.sqlite"))

    size = Path(on_disk()).stat().st_size
    room = range(0, 3 * size, PAGE if FULL else size)
    seen = survives(words, on_disk, lambda *_: [Fault("disk", it) for it in room], tmp_path)

    assert {1} < {code for code, _ in seen} <= {0, 1, 5}


def test_what_is_written_on_a_full_disk_is_the_old_file(files, run, disk, sqlite_url):
    bad = files / "bad.csv"
    bad.write_text(FIRST + "5,12,Fay Holm,Zeta,12x\n" * 2_000)
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


@pytest.mark.parametrize("at", ["statement", "commit"])
@pytest.mark.parametrize("revision", ["base", "0001"])
def test_an_upgrade_is_killed(at, revision, database, tmp_path, files, monkeypatch, migrated_url):
    monkeypatch.chdir(files)
    copy = database([["load", "1.csv", *RACE], ["db", "downgrade", revision]])
    words = ["db", "upgrade"]

    seen = survives(
        words,
        copy,
        lambda statements, commits: (
            [Fault("kill", it) for it in some(statements)]
            if at == "statement"
            else [Fault("commit", it) for it in range(2 * commits)]
        ),
        tmp_path,
    )

    assert {code for code, _ in seen} == {KILLED}


def test_a_killed_backup_leaves_no_half_file(files, run, tmp_path, sqlite_url, monkeypatch):
    monkeypatch.chdir(files)
    run("load", "1.csv", "--db", sqlite_url, *RACE)
    dice = random.Random(7)
    for number in range(MOMENTS):
        target = tmp_path / f"backup-{number}.sqlite"
        child, _ = dies.start(["db", "backup", target, "--db", sqlite_url], Fault(), tmp_path)
        time.sleep(dice.uniform(0, 0.3))
        child.kill()
        child.join()
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


def test_a_week_of_runs_in_which_everything_happens(
    database, beside_a_schedule, tmp_path, migrated_url, run
):
    """Files come, change, are spoilt and mended; runs are killed, cut off, starved."""
    dice = random.Random(2026)
    copy = database([])
    url = copy()
    sqlite = "://" not in migrated_url
    due, wanted = tmp_path / "due", {}
    kinds = ["kill", "commit", "nothing", "full" if sqlite else "drop"]
    for number in range(7 * 24 if FULL else 12):
        name = dice.choice(["FP1", "Q", "Race"])
        lap_s = round(dice.uniform(90, 110), 3)
        good = number % 3 != 0
        text = f"Pos,No,Driver,Team,Best lap\n1,7,Ann Berg,Alpha,{lap_s if good else '12x'}\n"
        (due / f"{name}.csv").write_text(text)
        os.utime(due / f"{name}.csv", (time.time() - 60, time.time() - 60))
        if good:
            wanted[name] = round(lap_s * 1_000_000)
        kind = dice.choice(kinds)
        most = {"full": 400_000, "commit": 12}.get(kind, 300)
        at = dice.randrange(1, most)
        ended = dies.run(["schedule", "run", "club", "--db", url], Fault(kind, at), tmp_path)
        assert "Traceback" not in ended.said
        assert "unexpected" not in ended.said
        survived[f"week, {kind}: exit {ended.code}"] += 1
    for name, lap_us in wanted.items():
        text = f"Pos,No,Driver,Team,Best lap\n1,7,Ann Berg,Alpha,{lap_us / 1_000_000:.3f}\n"
        (due / f"{name}.csv").write_text(text)
        os.utime(due / f"{name}.csv", (time.time() - 60, time.time() - 60))
    last = dies.run(["schedule", "run", "club", "--db", url], Fault(), tmp_path)

    assert last.code == 0, last.said
    sound(url)
    asked = run("query", "classification", "event=Summer", "--db", url, "--format", "json")
    assert {it["session"]: it["best_lap_us"] for it in json.loads(asked.stdout)} == wanted
    assert run("schedule", "failures", "--db", url).stderr == "racedb: no rows\n"


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
