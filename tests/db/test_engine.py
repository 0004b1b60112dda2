"""Who may write when: first loads that race, locks with the name of their owner, servers that refuse."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from racedb.db import bulk, errors, schema
from racedb.db import engine as engines
from racedb.db.engine import write
from racedb.db.revisions import newest
from racedb.db.url import database_url
from racedb.errors import RaceDBError, TimeLimitError, TryAgainError, UsageError
from tests import forks, postgres
from tests.refusals import CONTEXT, GOOD, RACE, change, contents, one_line

_HOLD = """
import sys
from racedb.db.engine import write
from racedb.db.engine import write
from racedb.db.url import database_url

with write(database_url(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(engines, "WAIT_S", 0.2)


@pytest.fixture
def writer(migrated_url):
    """Return a process that holds the lock of a database."""
    holding = subprocess.Popen(
        [sys.executable, "-c", _HOLD, migrated_url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holding.stdout.readline() == "held\n"
    yield holding
    holding.communicate()
    holding.stdout.close()


def drivers(url):
    return {row.split("'")[3] for row in contents(url)["drivers"]}


def left_beside(path):
    return sorted(found.name for found in Path(path).parent.iterdir() if found.is_file())


@pytest.mark.parametrize("_time", range(3))
def test_of_two_first_loads_none_is_lost(sqlite_url, file, run, _time):
    files = [file(GOOD, "a.csv"), file(GOOD.replace("Ann Berg", "Cy Ek"), "b.csv")]
    commands = [
        ("load", path, "--db", sqlite_url, *CONTEXT, "--session", name)
        for path, name in zip(files, ("Race", "Warm-up"), strict=True)
    ]

    loads = [forks.start(it, files[0].parent) for it in commands]
    ended = [load.end() for load in loads]
    for command, (code, *_) in zip(commands, ended, strict=True):
        if code == 3:
            assert run(*command).exit_code == 0

    codes = [code for code, *_ in ended]
    assert set(codes) <= {0, 3}, ended
    assert 0 in codes
    assert {"Ann Berg", "Bo Dahl", "Cy Ek"} <= drivers(sqlite_url)
    assert left_beside(sqlite_url) == ["test.sqlite"]


@pytest.fixture(params=["links", "no links"])
def disk(request, monkeypatch):
    """Work on a disk with and without hard links, such as exFAT."""
    if request.param == "no links":

        def refuse(self, target):
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("disk")
def test_a_new_file_gets_its_name(sqlite_url):
    schema.create(database_url(sqlite_url))

    assert schema.current(database_url(sqlite_url)) == newest()
    assert left_beside(sqlite_url) == ["test.sqlite"]


@pytest.mark.usefixtures("disk")
def test_a_file_that_appears_meanwhile_is_not_written_over(sqlite_url):
    url = database_url(sqlite_url)

    def load():
        with engines.write(url, create=True):
            schema.create(url)
            change(sqlite_url, "INSERT INTO series (slug, name) VALUES ('theirs', 'Theirs')")

    with pytest.raises(TryAgainError, match="somebody else has made it meanwhile; try again"):
        load()
    assert len(contents(sqlite_url)["series"]) == 1
    assert left_beside(sqlite_url) == ["test.sqlite"]


def test_what_a_killed_first_load_left_is_not_taken_up(sqlite_url):
    path = Path(sqlite_url)
    left = path.with_name(f".{path.name}.{os.getpid()}.new")
    left.write_bytes(b"half a database")

    schema.create(database_url(sqlite_url))

    assert schema.current(database_url(sqlite_url)) == newest()


def test_a_first_load_that_fails_leaves_no_file(sqlite_url):
    during = []

    def load():
        with engines.write(database_url(sqlite_url), create=True):
            during.extend(left_beside(sqlite_url))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load()
    assert during[0].startswith(f".test.sqlite.{os.uname().nodename}.{os.getpid()}.")
    assert left_beside(sqlite_url) == []


def test_a_lock_that_does_not_open_names_its_holder(run, migrated_url, writer, file, impatient):
    name = program(writer.pid)

    ran = run("load", file(), "--db", migrated_url, *RACE)
    writer.communicate()

    said = one_line(ran)
    assert ran.exit_code == 3
    assert said.endswith("somebody else is writing; try again")
    if migrated_url.startswith(
        "postgresql"
    ):  # the process is the server's, for pg_terminate_backend
        assert re.search(r": racedb, process \d+ since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: ", said)
    else:
        assert f": {name}, process {writer.pid}: " in said
    assert drivers(migrated_url) == set()


def program(pid):
    return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()


def test_a_lock_ends_with_its_process(run, migrated_url, writer, file):
    writer.kill()
    writer.wait()

    assert run("load", file(), "--db", migrated_url, *RACE).exit_code == 0


def test_a_writer_that_the_server_ends_while_it_waits_is_to_try_again(postgres_url):
    url = database_url(postgres_url)
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory'"

    def end():
        with engines.read(url) as other:
            for _ in range(1_200):
                if other.exec_driver_sql(ended).all():
                    break
                other.rollback()
                time.sleep(0.05)

    with engines.engine(url).connect() as holding, holding.begin():
        engines.lock(holding, url)
        ending = threading.Thread(target=end)
        ending.start()
        with (
            pytest.raises(TryAgainError, match="the server is shutting down; try again"),
            engines.write(url),
        ):
            pass
        ending.join()


def test_a_holder_that_nobody_knows_is_not_named(tmp_path, monkeypatch):
    held = tmp_path / "held.sqlite"
    held.touch()
    status = held.stat()
    where = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    locks = tmp_path / "locks"
    monkeypatch.setattr(errors, "_LOCKS", locks)

    missing = errors.lock_owner(held)
    # 2 ** 22 is beyond the numbers of processes: one that has just ended.
    locks.write_text(
        f"1: POSIX  ADVISORY  WRITE {2**22 + 1} {where} 1073741824 1073742335\n"
        f"2: POSIX  ADVISORY  READ {os.getpid()} {where} 1073741826 1073742335\n"
        f"4: POSIX  ADVISORY  WRITE {os.getpid()} 00:00:1 1073741824 1073742335\n"
        f"3: FLOCK  ADVISORY  WRITE {os.getpid()} {where} 0 EOF\n"
    )
    ended = errors.lock_owner(held)
    gone = errors.lock_owner(tmp_path / "gone.sqlite")

    assert (missing, gone) == ("", "")
    assert ended == f"a program, process {2**22 + 1}: "


def test_a_reader_of_a_server_sees_one_state_while_others_write(postgres_url):
    """Or `db check` would take a load that commits between two of its queries for damage."""
    schema.create(database_url(postgres_url))
    count = "SELECT count(*) FROM teams"

    with engines.read(database_url(postgres_url)) as connection:
        before = connection.exec_driver_sql(count).scalar()
        change(postgres_url, "INSERT INTO teams (id, slug, name) VALUES (1, 'alpha', 'Alpha')")
        meanwhile = connection.exec_driver_sql(count).scalar()
    with engines.read(database_url(postgres_url)) as connection:
        after = connection.exec_driver_sql(count).scalar()

    assert (before, meanwhile, after) == (0, 0, 1)


def test_a_question_waits_for_no_writer_and_keeps_none_out(migrated_url, impatient):
    url = database_url(migrated_url)

    with engines.write(url) as writing:
        writing.execute(sa.text("INSERT INTO series (slug, name) VALUES ('cup', 'Cup')"))
        with engines.read(url) as reading:
            seen = reading.execute(sa.text("SELECT count(*) FROM series")).scalar_one()
    with engines.read(url) as reading:
        before = reading.execute(sa.text("SELECT count(*) FROM series")).scalar_one()
        with engines.engine(url).connect() as writing, writing.begin() as transaction:
            engines.lock(writing, url)
            transaction.rollback()  # a commit to SQLite would wait for the reader

    assert (seen, before) == (0, 1)


def test_a_write_needs_a_file(sqlite_url):
    with pytest.raises(UsageError, match="is not there"), engines.write(database_url(sqlite_url)):
        pass
    assert not Path(sqlite_url).exists()


@pytest.mark.parametrize("words", [("load",), ("query", "imports"), ("db", "create")])
@pytest.mark.parametrize("url", [":memory:", "sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(run, file, url, words):
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", url)

    assert ran.exit_code == 2
    assert one_line(ran) == "--db: a database in memory is gone with the command; name a file"


@pytest.fixture(scope="module")
def strict_server():
    """Start a server that requires passwords."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(postgres.URL, raising=False)
        with postgres.server() as url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE ROLE guest LOGIN PASSWORD 'sesame'")
                rules = Path(connection.execute("SHOW hba_file").fetchone()[0])
                trust = rules.read_text(encoding="utf-8")
                rules.write_text(f"local all guest scram-sha-256\n{trust}", encoding="utf-8")
                connection.execute("SELECT pg_reload_conf()")
            yield url


@pytest.mark.parametrize(
    "words",
    [("load",), ("query", "imports"), ("sql", "SELECT 1"), ("db", "upgrade"), ("db", "info")],
)
@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"username": "guest", "password": "mellon"}, "password authentication failed for user"),
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"username": "nobody"}, 'role "nobody" does not exist'),
    ],
)
def test_a_server_that_lets_nobody_in_is_quoted(run, strict_server, file, other, says, words):
    url = make_url(strict_server).set(**other).render_as_string(hide_password=False)
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", url)

    said = one_line(ran)
    assert ran.exit_code == 3
    assert says in said
    assert "cannot connect" in said
    assert "mellon" not in said


@pytest.mark.parametrize(
    "words", [("load",), ("query", "imports"), ("db", "upgrade"), ("db", "info")]
)
def test_a_server_that_is_down_is_for_trying_again(run, file, words):
    words = (*words, file(), *RACE) if words == ("load",) else words

    ran = run(*words, "--db", "postgresql://me:secret@127.0.0.1:1/db")

    assert ran.exit_code == 3
    assert "cannot connect" in one_line(ran)
    assert "secret" not in ran.stderr


@pytest.mark.parametrize(
    ("state", "kind", "says"),
    [
        ("57P01", TryAgainError, "the server is shutting down; try again"),
        ("53300", TryAgainError, "the server has no free connection; try again"),
        ("40001", TryAgainError, "another transaction was in the way; try again"),
        ("53100", RaceDBError, "the disk of the server is full; nothing was stored"),
        ("22012", RaceDBError, "mine"),
    ],
)
def test_what_a_server_reports_is_said_in_our_words(postgres_url, state, kind, says):
    """The server itself raises what no test can make happen to it."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'mine' USING ERRCODE = '{state}'; END $$"

    with (
        pytest.raises(kind) as raised,
        engines.read(database_url(postgres_url)) as connection,
    ):
        connection.exec_driver_sql(raising)

    assert type(raised.value) is kind
    assert str(raised.value).split(": ", 1)[1].startswith(says)


class _Stopped(BaseException):
    """As SIGTERM and time limits are: nothing but their owner stops them."""


@pytest.mark.parametrize(
    ("ends", "kind", "words"),
    [
        ("cancel", TimeLimitError, "a statement took too long and was stopped"),
        ("terminate", TryAgainError, "the connection is lost"),
    ],
)
def test_an_error_of_a_write_without_sqlalchemy_is_translated(postgres_url, ends, kind, words):
    schema.upgrade(database_url(postgres_url))
    ended = f"SELECT pg_{ends}_backend(pg_backend_pid()), pg_sleep(5)"

    with (
        pytest.raises(kind, match=words),
        write(database_url(postgres_url), in_bulk=True) as connection,
    ):
        bulk.submit_queries(connection, [bulk.Query(sa.text(ended), {}, [])])


@pytest.mark.parametrize("ends", [_Stopped(), KeyboardInterrupt()])
def test_an_exception_in_the_middle_of_a_statement_is_raised_unchanged(
    postgres_url, run, caplog, ends
):
    run("db", "upgrade", "--db", postgres_url)
    url = database_url(postgres_url)

    def stop(*_):
        raise ends

    def sleep():
        with write(url) as connection:
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            connection.execute(sa.text("SELECT pg_sleep(60)"))

    before = signal.signal(signal.SIGALRM, stop)
    try:
        with pytest.raises(type(ends)) as caught:
            sleep()
    finally:
        signal.signal(signal.SIGALRM, before)

    assert caught.value is ends
    assert caplog.records == []
    with write(url) as connection:  # the lock is free
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1


def test_a_lock_ends_with_its_process_while_the_server_works(run, postgres_url):
    run("db", "upgrade", "--db", postgres_url)
    busy = (
        "import sys, sqlalchemy as sa\n"
        "from racedb.db.engine import write\n"
        "from racedb.db.url import database_url\n"
        "with write(database_url(sys.argv[1])) as connection:\n"
        "    print('held', flush=True)\n"
        "    connection.execute(sa.text('SELECT pg_sleep(60)'))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", busy, postgres_url], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline() == b"held\n"
        time.sleep(0.5)
        child.kill()

    with write(database_url(postgres_url)) as connection:  # it waits five seconds, not sixty
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1


def test_a_relative_path_is_of_the_working_folder_of_the_moment(tmp_path, monkeypatch):
    """A notebook may change its folder between two loads."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)

        with write(database_url("new.sqlite"), create=True):
            pass
        with write(database_url("new.sqlite")) as connection:
            assert connection.engine.url.database == str(tmp_path / name / "new.sqlite")
