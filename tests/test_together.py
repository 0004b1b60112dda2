"""Many at once: loads, questions, an upgrade, schedulers on two machines. Nothing is lost or doubled."""

import json
import os
import time

import pytest

from tests import forks
from tests.refusals import CONTEXT, HEADER

SESSIONS = ("FP1", "FP2", "Qualifying", "Race")


def rows(session):
    start = SESSIONS.index(session)
    return HEADER + "".join(
        f"{n},{n},Driver {n},Team {n % 7},1:{30 + start}.{n:03}\n" for n in range(1, 41)
    )


def facts(run, url):
    """Return what a reader of the database sees, without the numbers that rows happened to get."""
    asked = run(
        "sql", "SELECT session, car_number, drivers, team, position, best_lap_us"
        " FROM classification ORDER BY 1, 5", "--as-owner", "--limit", "0", "--format", "json",
        "--db", url,
    )  # fmt: skip
    names = run("sql", "SELECT count(*) AS n FROM drivers", "--as-owner", "--format", "json",
                "--db", url)  # fmt: skip
    assert asked.exit_code == names.exit_code == 0
    return json.loads(asked.stdout), json.loads(names.stdout)


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for session in SESSIONS:
        (folder / f"{session}.csv").write_text(rows(session))
    return folder


def test_loads_questions_and_an_upgrade_at_once(files, migrated_url, run, sqlite_url):
    """Two of each session, and of one the same file twice: each waits, or leaves with 3 and a name."""
    words = [
        ("load", files / f"{session}.csv", "--db", migrated_url, *CONTEXT, "--session", session)
        for session in (*SESSIONS, *SESSIONS)
    ]
    others = [
        ("query", "classification", "event=Summer", "--db", migrated_url, "--format", "json"),
        ("db", "upgrade", "--db", migrated_url),
        ("db", "check", "--db", migrated_url),
    ]
    loads = [forks.start(it, files) for it in words]
    asked = [forks.start(it, files) for it in others]

    for load, again in zip(loads, words, strict=True):
        code, _, err = load.end()
        assert code in (0, 3), err
        if code == 3:
            assert "somebody else is writing; try again" in err
            assert "process" in err, "it names who holds the lock"
            assert run(*again).exit_code == 0
    query, upgrade, check = (it.end() for it in asked)
    assert query[0] in (0, 2, 3), query  # 2: there is no such event yet
    assert upgrade[0] in (0, 3), upgrade
    assert check[0] in (0, 3, 5), check  # 5: findings of the files that are loaded

    for session in SESSIONS:
        ran = run(
            "load", files / f"{session}.csv", "--db", sqlite_url, *CONTEXT, "--session", session
        )
        assert ran.exit_code == 0, ran.stderr
    assert facts(run, migrated_url) == facts(run, sqlite_url)
    assert run("db", "check", "--db", migrated_url).exit_code in (0, 5)


def test_schedulers_of_two_machines_on_one_database(files, migrated_url, run, tmp_path):
    """Each has its own copy of the files; a run waits for nobody, and the other's rows are the same."""
    past = time.time() - 60
    machines = [tmp_path / "one", tmp_path / "two"]
    for machine in machines:
        (machine / "inbox").mkdir(parents=True)
        (machine / "racedb.toml").write_text(
            '[[schedules]]\nname = "club"\nwhen = "1h"\nsources = ["inbox"]\n'
            'context = { series = "Club Cup", season = 2024, event = "Summer Race" }\n'
        )
        (machine / "inbox" / "manifest.toml").write_text(
            "".join(f'[[load]]\npath = "{it}.csv"\nsession = "{it}"\n' for it in SESSIONS)
        )
        for session in SESSIONS:
            (machine / "inbox" / f"{session}.csv").write_text(rows(session))
            os.utime(machine / "inbox" / f"{session}.csv", (past, past))
    words = ("schedule", "run", "club", "--db", migrated_url)

    for _ in range(3):
        children = [forks.start(words, it) for it in (*machines, *machines)]
        for code, out, err in (it.end() for it in children):
            assert code in (0, 3), err
            said = json.loads(out)
            assert said["failed"] == 0
            if code == 3:
                assert "schedule 'club' is running already" in said["message"]
    seen, names = facts(run, migrated_url)

    assert len(seen) == len({(it["session"], it["car_number"]) for it in seen}) == 160
    assert names == [{"n": 40}]
    loaded = run("sql", "SELECT sum(loaded) AS n FROM runs", "--as-owner", "--format", "json",
                 "--db", migrated_url)  # fmt: skip
    assert json.loads(loaded.stdout) == [{"n": 4}]
