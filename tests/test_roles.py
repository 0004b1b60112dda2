"""The role that can only read."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

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


def test_a_role_that_can_do_more_is_refused(filled: str, run: Any) -> None:
    ran = run("db", "grant-reader", make_url(filled).username, "--db", filled)

    assert ran.exit_code == 1
    assert "can do more than read: name a different one" in ran.stderr


@pytest.mark.parametrize("name", ["", "x" * 64])
def test_what_is_no_name_is_refused(name: str, filled: str, run: Any) -> None:
    ran = run("db", "grant-reader", name, "--db", filled)

    assert ran.exit_code == 2
    assert "is not a valid name of a role" in ran.stderr


def test_sqlite_has_no_roles(sqlite_url: str, run: Any) -> None:
    ran = run("db", "grant-reader", "analyst", "--db", sqlite_url)

    assert ran.exit_code == 2
    assert "SQLite has no roles" in ran.stderr
