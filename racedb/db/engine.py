"""
Connections that may write.

SQLite: one writer at a time by BEGIN IMMEDIATE, foreign keys on, the default rollback journal, so
that a database stays one file that people can copy. PostgreSQL: writers wait for each other at an
advisory lock, for all loads share the names. Locks end with the transaction, and with its process.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, event, exc

from racedb.db.url import shown
from racedb.errors import LoadError, RaceDBError, TryAgainError, UsageError, VersionError

WAIT_S = 5
"""How long a writer waits for another one before it gives up with exit code 3."""
LOCK = 0x7261636564620001
"""The advisory lock of all that write: 'racedb' and 1."""
VERSION_TABLE = "alembic_version"


def engine(url: URL) -> Engine:
    """
    Make an engine whose transactions are what they say.

    The driver of SQLite begins transactions by itself, late and not for DDL: that is switched off.
    """
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, connect_args={"application_name": "racedb"})
    made = sa.create_engine(url, connect_args={"timeout": WAIT_S})

    @event.listens_for(made, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def exists(url: URL) -> bool:
    """Say whether a SQLite file is there; a server's database always counts as there."""
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


@contextmanager
def write(url: URL, *, create: bool = False) -> Iterator[Connection]:
    """
    Open one transaction that commits at the end, or leaves nothing behind.

    Args:
        url: the database.
        create: make a SQLite file that is missing, with the newest schema; it goes again when the
            transaction fails.

    Raises:
        TryAgainError: somebody else is writing, or the server does not answer.
        VersionError: the schema is not the newest one.
        RaceDBError: no such database, no permission, disk full ...
    """
    made = create and not exists(url)
    if made:
        from racedb.db.migrate import create as create_schema

        create_schema(url)
    elif not exists(url):
        message = f"{shown(url)} is not there; 'racedb load' or 'racedb db create' makes a database"
        raise UsageError(message)
    opened = engine(url)
    try:
        with opened.connect() as connection, connection.begin():
            lock(connection)
            require_current(connection, url)
            yield connection
    except BaseException as error:
        if made:
            remove(url)
        if isinstance(error, exc.DBAPIError | sqlite3.Error):
            raise translated(error, url) from error
        raise
    finally:
        opened.dispose()


def lock(connection: Connection) -> None:
    """Wait for other writers of a PostgreSQL database; SQLite has waited at BEGIN."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.set_config("lock_timeout", f"{WAIT_S}s", True)))  # noqa: FBT003
        connection.execute(sa.select(sa.func.set_config("timezone", "UTC", True)))  # noqa: FBT003
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def require_current(connection: Connection, url: URL) -> None:
    """
    Refuse a database whose schema this program was not written for.

    Raises:
        LoadError: it holds other tables, and none of racedb.
        VersionError: it is empty, older or newer.
    """
    from racedb.db.migrate import head

    found, newest = version(connection), head()
    if found == newest:
        return
    if found is None and foreign(connection):
        message = (
            f"{shown(url)}: is not a racedb database: it holds other tables; name another --db"
        )
        raise LoadError(message)
    if found is None or found < newest:
        message = f"{shown(url)}: the database needs an upgrade: run 'racedb db upgrade' first"
        raise VersionError(message)
    message = f"{shown(url)}: the database is newer than this racedb ({found}): upgrade racedb"
    raise VersionError(message)


def foreign(connection: Connection) -> bool:
    """Say whether there are tables of somebody else; an emptied schema leaves its version table."""
    return bool(set(sa.inspect(connection).get_table_names()) - {VERSION_TABLE})


def version(connection: Connection) -> str | None:
    """Give the revision of the schema; None where there is none."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    table = sa.table(VERSION_TABLE, sa.column("version_num", sa.Text))
    return connection.execute(sa.select(table.c.version_num)).scalar()


def remove(url: URL) -> None:
    """Remove a SQLite file that this program has just made, with its journal."""
    path = Path(url.database or "")
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)


def translated(error: Exception, url: URL) -> RaceDBError:
    """Say in one line what a database means by an error, and with which exit code."""
    origin = getattr(error, "orig", None) or error
    text = " ".join(str(origin).split())
    where = shown(url)
    if isinstance(origin, sqlite3.Error):
        for part, kind, message in _SQLITE:
            if part in text:
                return kind(f"{where}: {message}")
        return RaceDBError(f"{where}: {text}")
    state = getattr(origin, "sqlstate", None) or ""
    for beginning, kind, message in _POSTGRES:
        if state.startswith(beginning):
            return kind(f"{where}: {message}" + (f" ({text})" if "{}" in message else ""))
    if not state and isinstance(error, exc.OperationalError):
        return TryAgainError(f"{where}: cannot connect: {text}")
    return RaceDBError(f"{where}: {text}")


_SQLITE: tuple[tuple[str, type[RaceDBError], str], ...] = (
    ("database is locked", TryAgainError, "somebody else is writing; try again"),
    ("not a database", RaceDBError, "is not a SQLite database"),
    ("malformed", RaceDBError, "is damaged; restore a backup ('racedb db check' tells more)"),
    ("readonly database", RaceDBError, "cannot be written: no permission"),
    ("unable to open", RaceDBError, "cannot be opened: no such folder, or no permission"),
    ("disk is full", RaceDBError, "the disk is full; nothing was kept"),
    ("disk I/O error", RaceDBError, "the disk fails; nothing was kept"),
)
_POSTGRES: tuple[tuple[str, type[RaceDBError], str], ...] = (
    ("55P03", TryAgainError, "somebody else is writing; try again"),
    ("57P0", TryAgainError, "the server is shutting down; try again"),
    ("53300", TryAgainError, "the server has no free connection; try again"),
    ("08", TryAgainError, "cannot connect; try again"),
    ("40", TryAgainError, "another transaction was in the way; try again"),
    ("53100", RaceDBError, "the disk of the server is full; nothing was kept"),
    ("42501", RaceDBError, "this role may not write here"),
    ("25006", RaceDBError, "the database can only be read"),
    ("28", UsageError, "the server refuses this user or password"),
    ("3D000", UsageError, "there is no such database on the server"),
)
