"""A PostgreSQL role that can read a racedb database, and nothing else."""

from importlib import resources

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import URL, Connection

from racedb.db.engine import write
from racedb.db.url import shown
from racedb.errors import RaceDBError, UsageError


def grant_reader(url: URL, role: str) -> bool:
    """
    Let a role read all tables and views, also future ones; create it if it is missing.

    Returns:
        Whether it was created; a new role has no password.

    Raises:
        UsageError: the database is SQLite, which has no roles; or the name is not valid.
        RaceDBError: the role can do more than read, or we are not allowed to grant.
    """
    if url.get_backend_name() != "postgresql":
        message = (
            f"{shown(url)}: SQLite has no roles: whoever can read the file can read all of it;"
            " chmod a-w takes the right to write away"
        )
        raise UsageError(message)
    if not role or "\0" in role or len(role.encode()) > 63:
        message = f"{role!r} is not a valid name of a role: 1 to 63 bytes"
        raise UsageError(message)
    with write(url) as connection:
        made = _powers(connection, role, url) is None
        if made:
            _run(connection, "CREATE ROLE {role} LOGIN NOINHERIT", role)
        text = resources.files("racedb.db").joinpath("grant_reader.sql").read_text("utf-8")
        _run(connection, text, role)
    return made


def _powers(connection: Connection, role: str, url: URL) -> bool | None:
    """Return whether a role can do more than read; None: there is no such role."""
    question = resources.files("racedb.db").joinpath("powers.sql").read_text("utf-8")
    powerful = connection.execute(sa.text(question), {"role": role}).scalar()
    if powerful:
        message = f"{shown(url)}: the role {role!r} can do more than read: name a different one"
        raise RaceDBError(message)
    return None if powerful is None else bool(powerful)


def _run(connection: Connection, text: str, role: str) -> None:
    database, schema = connection.execute(
        sa.select(sa.func.current_database(), sa.func.current_schema())
    ).one()
    statement = sql.SQL(text).format(
        role=sql.Identifier(role),
        database=sql.Identifier(database),
        schema=sql.Identifier(schema),
    )
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()
