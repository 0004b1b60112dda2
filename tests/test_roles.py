"""The role that can only read."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from racedb.db.url import database_url
from racedb.errors import TryAgainError
from racedb.schedule.lock import exclusive

NAMES = ["analyst", 'an "odd" role; DROP TABLE results', "100%"]


@pytest.fixture
def filled(postgres_url: str, run: Any) -> str:
    assert run("db", "upgrade", "--db", postgres_url).exit_code == 0
    assert run("load", "seeds", "--db", postgres_url).exit_code == 0
    return postgres_url


@pytest.fixture(params=NAMES)
def role(request: pytest.FixtureRequest, filled: str) -> Iterator[str]:
    """Return the name of a role that is dropped after the test."""
    yield request.param
    with psycopg.connect(filled, autocommit=True) as connection:
        if connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", [request.param]
        ).fetchone():
            for statement in ("DROP OWNED BY {}", "DROP ROLE {}"):
                connection.execute(sql.SQL(statement).format(sql.Identifier(request.param)))


def _as(url: str, role: str) -> str:
    parts = make_url(url)
    host = quote(str(parts.query.get("host") or parts.host))
    port = f"&port={parts.port}" if parts.port else ""
    return f"postgresql:///{parts.database}?host={host}{port}&user={quote(role)}"


def test_the_role_reads_and_cannot_do_anything_else(filled: str, role: str, run: Any) -> None:
    ran = run("db", "grant-reader", role, "--db", filled)
    again = run("db", "grant-reader", role, "--db", filled)

    assert ran.exit_code == 0, ran.stderr
    assert "can read, and nothing else; set its password in psql" in ran.stderr
    assert (again.exit_code, "password" in again.stderr) == (0, False)
    asked = run("sql", "SELECT count(*) AS n FROM classification", "--db", _as(filled, role))
    assert asked.exit_code == 0, asked.stderr
    with psycopg.connect(_as(filled, role), autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        for statement in (
            "DELETE FROM laps", "CREATE TABLE x (a int)", "CREATE TEMP TABLE x (a int)",
            "SELECT pg_read_file('/etc/passwd')", "SELECT nextval('drivers_id_seq')",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_tables_to_come_can_be_read_too(filled: str, role: str, run: Any) -> None:
    run("db", "grant-reader", role, "--db", filled)
    with psycopg.connect(filled, autocommit=True) as connection:
        connection.execute("CREATE TABLE made_later (a int)")

    with psycopg.connect(_as(filled, role)) as connection:
        assert connection.execute("SELECT * FROM made_later").fetchall() == []


def test_a_role_that_may_end_the_work_of_others_is_refused(
    filled: str, role: str, run: Any
) -> None:
    with psycopg.connect(filled, autocommit=True) as connection:
        who = sql.Identifier(role)
        connection.execute(sql.SQL("CREATE ROLE {} IN ROLE pg_signal_backend").format(who))

    ran = run("db", "grant-reader", role, "--db", filled)

    assert ran.exit_code == 1
    assert "can do more than read: name a different one" in ran.stderr


def test_a_role_that_can_do_more_is_refused(filled: str, run: Any) -> None:
    ran = run("db", "grant-reader", make_url(filled).username, "--db", filled)

    assert ran.exit_code == 1
    assert "can do more than read: name a different one" in ran.stderr


@pytest.fixture
def owned(postgres_url: str, run: Any) -> Iterator[tuple[str, str]]:
    """Return a database, and its URL as its owner, who is no superuser."""
    name = f"owner_{make_url(postgres_url).database}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(str(make_url(postgres_url).database)), sql.Identifier(name)
            )
        )
    url = _as(postgres_url, name)
    assert run("db", "upgrade", "--db", url).exit_code == 0
    yield postgres_url, url
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for role in (name, f"reader_{name}"):
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
                for statement in (
                    "REASSIGN OWNED BY {} TO CURRENT_USER", "DROP OWNED BY {}", "DROP ROLE {}",
                ):  # fmt: skip
                    connection.execute(sql.SQL(statement).format(sql.Identifier(role)))


def _reader(url: str) -> str:
    return f"reader_owner_{make_url(url).database}"


def test_the_owner_of_the_database_grants_to_a_role_that_is_there(
    owned: tuple[str, str], run: Any
) -> None:
    superuser, owner = owned
    role = _reader(superuser)

    missing = run("db", "grant-reader", role, "--db", owner)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    done = run("db", "grant-reader", role, "--db", owner)

    assert missing.exit_code == 1
    assert missing.stderr.endswith(
        "permission denied to create role; this needs a role with CREATEROLE, or let somebody run:"
        f" CREATE ROLE {role} LOGIN NOINHERIT\n"
    )
    assert done.exit_code == 0, done.stderr
    asked = run("sql", "SELECT count(*) FROM laps", "--db", _as(superuser, role))
    assert asked.exit_code == 0, asked.stderr


def test_tables_to_come_are_those_of_their_owner(owned: tuple[str, str], run: Any) -> None:
    superuser, owner = owned
    assert run("db", "grant-reader", _reader(superuser), "--db", superuser).exit_code == 0
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE made_later (a int)")

    with psycopg.connect(_as(superuser, _reader(superuser))) as connection:
        assert connection.execute("SELECT * FROM made_later").fetchall() == []


@pytest.mark.parametrize(
    ("taken", "says"),
    [
        ("ALTER DATABASE {database} OWNER TO CURRENT_USER", "this needs the owner of the database"),
        ("ALTER SCHEMA public OWNER TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO PUBLIC", "this needs the owner of the schema"),
        ("ALTER TABLE laps OWNER TO CURRENT_USER", "this needs the owner of the tables (owner_{database})"),
    ],
)  # fmt: skip
def test_a_right_that_is_missing_is_named(
    taken: str, says: str, owned: tuple[str, str], run: Any
) -> None:
    superuser, owner = owned
    database = str(make_url(superuser).database)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {_reader(superuser)} LOGIN")
        connection.execute(taken.format(database=database))

    ran = run("db", "grant-reader", _reader(superuser), "--db", owner)

    assert ran.exit_code == 1
    assert says.format(database=database) in ran.stderr


def test_a_reader_cannot_hold_the_lock_of_a_load_or_of_a_schedule(
    filled: str, role: str, run: Any
) -> None:
    run("db", "grant-reader", role, "--db", filled)
    program = "racedb schedule club on a host"
    with psycopg.connect(_as(filled, role), application_name=program) as reader:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("LOCK TABLE alembic_version IN SHARE UPDATE EXCLUSIVE MODE")
        reader.rollback()
        reader.execute("LOCK TABLE alembic_version, results, laps IN ACCESS SHARE MODE")
        reader.execute("SELECT pg_advisory_lock(8241978080191709185)")

        ran = run("imports", "undo", "1", "--db", filled)
        with exclusive(database_url(filled), "club"):
            pass

    assert ran.exit_code == 0, ran.stderr
    with (
        psycopg.connect(filled, application_name=program),
        pytest.raises(TryAgainError, match=r"a host, process \d+.*: schedule 'club' is running"),
        exclusive(database_url(filled), "club"),
    ):
        pass


@pytest.mark.parametrize("name", ["", "x" * 64])
def test_what_is_no_name_is_refused(name: str, filled: str, run: Any) -> None:
    ran = run("db", "grant-reader", name, "--db", filled)

    assert ran.exit_code == 2
    assert "is not a valid name of a role" in ran.stderr


def test_sqlite_has_no_roles(sqlite_url: str, run: Any) -> None:
    ran = run("db", "grant-reader", "analyst", "--db", sqlite_url)

    assert ran.exit_code == 2
    assert "SQLite has no roles" in ran.stderr
