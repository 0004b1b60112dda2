"""Whatever is wrong with a database, or stops a load: one clear line, and all is as before."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from racedb.db import engine as engines
from racedb.db import readonly
from racedb.db.url import database_url
from racedb.errors import RaceDBError
from tests.refusals import (
    CONTEXT,
    GOOD,
    HEADER,
    RACE,
    change,
    contents,
    one_line,
    tables,
    without_privileges,
)


def test_a_database_that_may_not_be_written_stays_as_it_is(run, tmp_path):
    database, race = tmp_path / "held.sqlite", tmp_path / "race.csv"
    race.write_text(GOOD, encoding="utf-8")
    run("load", race, "--db", database, *RACE)
    race.write_text(GOOD.replace("Ann", "Eva"), encoding="utf-8")
    database.chmod(0o444)
    before = database.read_bytes()

    with without_privileges():
        ran = run("load", race, "--db", database, *RACE)

    assert ran.exit_code == 1
    assert one_line(ran) == f"{database}: cannot be written: no permission"
    assert database.read_bytes() == before


def test_a_role_that_may_not_write_leaves_the_database_as_it_is(
    run, postgres_server, postgres_url, file
):
    run("db", "upgrade", "--db", postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE onlooker LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
    before = contents(postgres_url)
    try:
        onlooker = database_url(postgres_url).set(username="onlooker").render_as_string()
        ran = run("load", file(), "--db", onlooker, *RACE)
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY onlooker")
            connection.execute("DROP ROLE onlooker")

    assert ran.exit_code == 1
    assert one_line(ran).endswith("this role may not write here")
    assert contents(postgres_url) == before


def test_a_full_disk_keeps_nothing(run, sqlite_url, file):
    run("load", file(), "--db", sqlite_url, *RACE)
    before = Path(sqlite_url).read_bytes()
    rows = "".join(f"{n},{n},Driver {n},Team {n},1:58.250\n" for n in range(1, 2_000))

    def fill(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {len(before) // 4096}")

    sa.event.listen(sa.Engine, "connect", fill)
    try:
        ran = run("load", file(HEADER + rows), "--db", sqlite_url, *CONTEXT, "--session", "FP1")
    finally:
        sa.event.remove(sa.Engine, "connect", fill)

    assert ran.exit_code == 1
    assert one_line(ran) == f"{sqlite_url}: the disk is full; nothing was stored"
    assert Path(sqlite_url).read_bytes() == before


def test_a_folder_that_is_not_there_is_named_as_it_was_given(run, file, tmp_path):
    database = tmp_path / "no folder" / "race.sqlite"

    ran = run("load", file(), "--db", database, *RACE)

    assert ran.exit_code == 1
    assert one_line(ran) == f"{database}: cannot be opened: no such folder, or no permission"


READING = [("query", "no-time"), ("sql", "SELECT 1", "--as-owner"), ("imports", "list")]


@pytest.mark.parametrize("words", [("load",), *READING, ("db", "upgrade")])
def test_a_database_newer_than_the_program_is_left_alone(run, held, file, words):
    change(held, "UPDATE alembic_version SET version_num = '9999_later'")
    before = contents(held)
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", held)

    assert ran.exit_code == 6
    assert "newer than this racedb (9999_later): upgrade racedb" in one_line(ran)
    assert contents(held) == before


@pytest.mark.parametrize(
    "words",
    [("load",), *READING, ("db", "upgrade"), ("db", "downgrade", "base"), ("db", "check"),
     ("db", "info")],
)  # fmt: skip
def test_a_database_from_before_the_first_release_is_refused(run, held, file, words):
    change(held, "UPDATE alembic_version SET version_num = '0007'")
    before = contents(held)
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", held)

    assert ran.exit_code == 6
    assert one_line(ran).endswith(
        "was made before the first release of racedb: load the files again"
    )
    assert contents(held) == before


@pytest.mark.parametrize("words", [("load",), *READING, ("db", "upgrade")])
def test_a_database_of_others_is_left_alone(run, db_url, file, words):
    change(db_url, "CREATE TABLE invoices (id INTEGER)")
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", db_url)

    assert ran.exit_code == 1
    assert "is not a racedb database: it holds other tables" in one_line(ran)
    assert tables(db_url) == ["invoices"]


@pytest.mark.parametrize("words", [("load",), *READING])
def test_an_empty_database_wants_its_schema(run, db_url, file, words):
    if not db_url.startswith("postgresql"):
        Path(db_url).touch()
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", db_url)

    assert ran.exit_code == 6
    assert one_line(ran).endswith("needs an upgrade: run 'racedb db upgrade' first")


@pytest.mark.parametrize("words", [("load",), *READING, ("db", "upgrade"), ("db", "check")])
def test_a_file_that_is_no_database_stays_as_it_is(run, file, words):
    other = file(b"no database at all\n" * 100, "other.sqlite")
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", other)

    assert ran.exit_code == 1
    said = one_line(ran)
    assert said.startswith(str(other))
    assert "is not a" in said
    assert other.read_bytes() == b"no database at all\n" * 100


@pytest.mark.parametrize("words", [*READING, ("db", "info"), ("db", "check")])
def test_a_question_makes_no_database(run, sqlite_url, words):
    ran = run(*words, "--db", sqlite_url)

    assert ran.exit_code == 2
    assert one_line(ran).startswith(f"{sqlite_url} is not there")
    assert not Path(sqlite_url).exists()


@pytest.mark.parametrize(
    ("url", "exit_code", "says"),
    [
        ("mysql://me:secret@there/db", 2, "'mysql' is not a database that racedb runs on"),
        ("postgresql://me:secret@127.0.0.1:1/db", 3, "cannot connect"),
        ("postgresql:///db?host=/nowhere", 3, "cannot connect"),
    ],
)
def test_a_database_that_cannot_be_reached_keeps_its_password(run, file, url, exit_code, says):
    ran = run("load", file(), "--db", url, *RACE)

    said = one_line(ran)
    assert ran.exit_code == exit_code
    assert says in said
    assert "secret" not in said


def test_somebody_else_who_writes_is_told_apart_from_failure(run, held, file, monkeypatch):
    monkeypatch.setattr(engines, "WAIT_S", 0.2)
    before = contents(held)

    with engines.write(database_url(held)):
        ran = run("load", file(), "--db", held, *RACE)

    assert ran.exit_code == 3
    assert one_line(ran).endswith("somebody else is writing; try again")
    assert contents(held) == before


@pytest.mark.parametrize(
    ("number", "exit_code", "says"),
    [
        (signal.SIGINT, 130, "racedb: interrupted, nothing was stored\n"),
        (signal.SIGTERM, 143, "racedb: terminated, nothing was stored\n"),
        (signal.SIGKILL, -9, ""),
    ],
)
def test_a_load_that_is_stopped_midway_keeps_nothing(
    run, sqlite_url, file, number, exit_code, says
):
    run("load", file(), "--db", sqlite_url, *RACE)
    before = contents(sqlite_url)
    rows = "".join(f"{n},{n},Driver {n},Team {n},1:58.250\n" for n in range(1, 30_000))
    words = ("load", file(HEADER + rows), "--db", sqlite_url, *CONTEXT, "--session", "FP1")
    journal = Path(f"{sqlite_url}-journal")

    loading = subprocess.Popen(
        [sys.executable, "-m", "racedb", *map(str, words)], stderr=subprocess.PIPE, text=True
    )
    while not journal.exists() and loading.poll() is None:
        time.sleep(0.002)
    loading.send_signal(number)
    _, said = loading.communicate()

    assert (loading.returncode, said) == (exit_code, says)
    assert contents(sqlite_url) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "words",
    [
        "points check", "points assigned", "points assign f1-2010 club 2024", "penalties list",
        "penalties undo 1", "penalize a b 7 --places 1", "review list", "review export",
        "corrections list", "imports list", "query standings", "list", "find x",
    ],
)  # fmt: skip
def test_every_command_names_a_database_that_it_cannot_use(run, held, words):
    with engines.write(database_url(held)) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999_future'"))

    ran = run(*words.split(), "--db", held)

    assert ran.exit_code == 6
    assert "the database is newer than this racedb (9999_future)" in one_line(ran)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyboardInterrupt(), "racedb: interrupted, stored before: 2 files\n"),
        (
            RaceDBError("x: the disk is full"),
            "racedb: x: the disk is full; stored before: 2 files",
        ),
    ],
)
def test_what_was_stored_before_a_stop_is_reported(
    run, sqlite_url, tmp_path, monkeypatch, error, said
):
    for name in ("FP1", "FP2", "FP3"):
        (tmp_path / f"{name}.csv").write_text(HEADER + f"1,7,Ann {name},Alpha,1:58.250\n")
    files = sorted(tmp_path.glob("*.csv"))
    run("db", "create", "--db", sqlite_url)

    def third_is_stopped(path, *_):
        if path.name == "FP3.csv":
            raise type(error)(*error.args)

    monkeypatch.setattr(
        "racedb.ingest.load.find_loaded", lambda job, *_: third_is_stopped(job.path)
    )
    ran = run("load", *files, "--db", sqlite_url, *CONTEXT)

    assert said in ran.stderr
    assert "FP1.csv: delimited" in ran.stderr
    assert "FP2.csv: delimited" in ran.stderr
    listed = run("imports", "list", "--db", sqlite_url, "--format", "csv").stdout.splitlines()
    assert [line.split(",")[0] for line in listed] == ["id", "2", "1"]
    again = run("load", *files, "--db", sqlite_url, *CONTEXT, "--dry-run")
    assert "stored before" not in again.stderr


def test_a_database_that_is_replaced_during_a_query_is_the_old_one_to_its_end(tmp_path, run, file):
    old, new = tmp_path / "x.sqlite", tmp_path / "new.sqlite"
    rows = "".join(f"{n},{n},Driver {n},Team {n},1:58.250\n" for n in range(1, 3_000))
    run("load", file(HEADER + rows), "--db", old, *RACE)
    run("load", file(), "--db", new, *RACE)

    with readonly.connect(str(old)) as reader:
        found = reader.query("SELECT car_number FROM classification", {}).rows
        first = next(found)
        new.replace(old)
        others = list(found)

    assert len({first, *others}) == 2_999
    asked = run("sql", "SELECT count(*) AS n FROM classification", "--db", old, "--format", "csv")
    assert asked.stdout == "n\n2\n"


def test_a_load_that_waits_for_another_can_be_interrupted(postgres_url, run, file):
    run("db", "upgrade", "--db", postgres_url)
    before = contents(postgres_url)
    words = ("load", file(), "--db", postgres_url, *RACE)
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted"

    with engines.write(database_url(postgres_url)) as holder:
        loading = subprocess.Popen(
            [sys.executable, "-m", "racedb", *map(str, words)], stderr=subprocess.PIPE, text=True
        )
        while not holder.execute(sa.text(waiting)).all() and loading.poll() is None:
            time.sleep(0.01)
        loading.send_signal(signal.SIGINT)
        _, said = loading.communicate()

    assert (loading.returncode, said) == (130, "racedb: interrupted, nothing was stored\n")
    assert contents(postgres_url) == before
