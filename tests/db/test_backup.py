"""`racedb db backup` and `restore`: a whole copy, or none."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from racedb.db import backup, schema
from racedb.db.revisions import newest
from racedb.db.url import database_url
from racedb.errors import RaceDBError
from tests.refusals import contents, one_line, without_privileges


@pytest.fixture
def base(run, tmp_path, monkeypatch):
    """Return a database with the seed in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    run("load", Path(__file__).parents[2] / "seeds", "--db", "races.sqlite")
    return tmp_path / "races.sqlite"


def test_a_backup_has_every_row_and_comes_back(base, run):
    ran = run("db", "backup", "copy.sqlite", "--db", base)

    assert ran.exit_code == 0
    size = Path("copy.sqlite").stat().st_size
    assert ran.stderr == f"copy.sqlite: {size:,} bytes, verified\n"
    assert contents("copy.sqlite") == contents(str(base))
    back = run("db", "restore", "copy.sqlite", "--db", "back.sqlite")
    assert (back.exit_code, back.stderr) == (0, "back.sqlite: restored from copy.sqlite\n")
    assert contents("back.sqlite") == contents(str(base))
    assert sorted(it.name for it in Path().iterdir()) == [
        "back.sqlite", "copy.sqlite", "races.sqlite",
    ]  # fmt: skip


def test_nothing_is_overwritten(base, run):
    Path("copy.sqlite").write_text("mine")

    ran = run("db", "backup", "copy.sqlite", "--db", base)

    assert ran.exit_code == 2
    assert one_line(ran).startswith("copy.sqlite: is there already; name another file")
    assert Path("copy.sqlite").read_text() == "mine"
    assert run("db", "restore", base, "--db", base).exit_code == 2


def test_a_load_that_goes_on_is_not_in_the_backup(base, run):
    before = contents(str(base))
    with closing(sqlite3.connect(base, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM results")

        ran = run("db", "backup", "copy.sqlite", "--db", base)

        writer.execute("ROLLBACK")
    assert ran.exit_code == 0, ran.stderr
    assert contents("copy.sqlite") == before


def test_loads_that_end_meanwhile_are_in_it_whole_or_not_at_all(base, run):
    stop = threading.Event()

    def write():
        with closing(sqlite3.connect(base, isolation_level=None, timeout=20)) as writer:
            for number in range(50):
                writer.execute("UPDATE results SET row_order = row_order + 1000")
                if stop.wait(0.002) or number > 40:
                    return

    thread = threading.Thread(target=write)
    thread.start()
    ran = run("db", "backup", "copy.sqlite", "--db", base)
    stop.set()
    thread.join()

    assert ran.exit_code == 0, ran.stderr
    with closing(sqlite3.connect("copy.sqlite")) as copy:
        orders = [order for (order,) in copy.execute("SELECT row_order FROM results")]
    assert len({order // 1000 for order in orders}) == 1
    assert len(orders) == 39


def test_a_locked_database_is_exit_3(base, run, monkeypatch):
    monkeypatch.setattr("racedb.db.readonly.WAIT_S", 0.1)
    monkeypatch.setattr("racedb.db.readonly.sqlite.WAIT_S", 0.1)
    with closing(sqlite3.connect(base, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        ran = run("db", "backup", "copy.sqlite", "--db", base)
        writer.execute("ROLLBACK")

    assert ran.exit_code == 3
    assert one_line(ran).endswith("is locked by a load; try again")
    assert not Path("copy.sqlite").exists()


def test_a_damaged_database_is_found_and_not_copied(base, run):
    with closing(sqlite3.connect(base)) as damaged:
        damaged.execute("PRAGMA writable_schema = ON")
        damaged.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
            " WHERE name = 'drivers') WHERE name = 'teams'"
        )
        damaged.commit()

    ran = run("db", "backup", "copy.sqlite", "--db", base)

    assert ran.exit_code == 1
    assert "damaged" in one_line(ran)
    assert sorted(it.name for it in Path().iterdir()) == ["races.sqlite"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("backup", "x.sqlite", "--db", "none.sqlite"), 2, "none.sqlite is not there"),
        (("backup", "no/x.sqlite", "--db", "races.sqlite"), 1, "no/x.sqlite: cannot be "),
        (("restore", "none.sqlite", "--db", "new.sqlite"), 2, "none.sqlite is not there"),
        (("restore", "text.txt", "--db", "new.sqlite"), 1, "text.txt is not a database"),
        (("backup", "x.sqlite", "--db", "postgresql://host/x"), 2, "is made by pg_dump"),
        (("restore", "races.sqlite", "--db", "postgresql://host/x"), 2, "`racedb export` takes it"),
    ],
)
def test_what_cannot_be_done_is_one_line(base, run, words, code, says):
    Path("text.txt").write_text("no database " * 100)

    ran = run("db", *words)

    assert ran.exit_code == code
    assert says in one_line(ran)
    assert not Path("x.sqlite").exists()


def test_a_folder_without_permission_is_named(base):
    folder = Path("closed")
    folder.mkdir(mode=0o500)

    with without_privileges(), pytest.raises(RaceDBError, match="cannot be"):
        backup.backup(database_url(str(base)), folder / "copy.sqlite")


def beside(path):
    return sorted(it.name for it in path.parent.glob(f"{path.name}.0*"))


def test_a_database_is_copied_before_its_schema_changes(run, base):
    before = contents(str(base))
    down = run("db", "downgrade", "base", "--db", base)
    (first,) = beside(base)
    assert first.startswith(f"races.sqlite.{newest()}-20")
    assert down.stderr.startswith(f"{base.with_name(first)}: the database before the change\n")

    up = run("db", "upgrade", "--db", base)

    assert up.exit_code == 0
    assert beside(base) == [first]
    restored = base.with_name("again.sqlite")
    assert run("db", "restore", base.with_name(first), "--db", restored).exit_code == 0
    assert contents(str(restored)) == before
    assert all(not rows for rows in contents(str(base)).values())


def test_a_schema_does_not_change_where_no_copy_can_be_made(run, base, monkeypatch):
    def full(*_):
        message = "the disk is full"
        raise RaceDBError(message)

    monkeypatch.setattr(backup, "_copy", full)

    assert run("db", "downgrade", "base", "--db", base).exit_code == 1
    monkeypatch.undo()
    assert run("db", "upgrade", "--db", base).stderr.endswith(
        f"nothing to do, revision {newest()}\n"
    )


@pytest.mark.parametrize("is_empty", [False, True])
def test_a_change_that_fails_leaves_no_copy(is_empty, run, base, monkeypatch):
    database = base.with_name("empty.sqlite") if is_empty else base

    def fails(*_):
        message = "the disk is full"
        raise RaceDBError(message)

    monkeypatch.setattr(schema, "downgrade", fails)

    ran = run("db", "downgrade", "base", "--db", database)

    assert (ran.exit_code, one_line(ran)) == (1, "the disk is full")
    assert beside(database) == []


def test_a_server_has_its_own_backups(run, postgres_url):
    run("db", "create", "--db", postgres_url)

    ran = run("db", "downgrade", "base", "--db", postgres_url)

    assert ran.stderr.endswith(f": from {newest()} to empty\n")
    assert len(ran.stderr.splitlines()) == 1
