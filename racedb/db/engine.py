"""
Connections that may write.

SQLite: one writer at a time by BEGIN IMMEDIATE, foreign keys on, the default rollback journal, so
that a database stays one file that people can copy. PostgreSQL: writers wait for each other at an
advisory lock, for all loads share the names. Locks end with the transaction, and with its process.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, event, exc

from racedb.db import references
from racedb.db.errors import advisory_lock_owner, translate
from racedb.db.url import shown
from racedb.db.version import create_schema, require_current
from racedb.db.write_behind import background_writer
from racedb.errors import TryAgainError, UsageError

WAIT_S = 5
"""How long a writer waits for another one before it gives up with exit code 3."""
_BULK_CACHE_KB = 8_192
"""Pages that SQLite keeps during a big load: with its own 2,000 it writes those of indexes again
and again; twice as many are no faster."""
_TOOK_TOO_LONG = "55P03"
_LOOK_FOR_CLIENT = sa.text(
    "SELECT set_config(name, '1s', true) FROM pg_settings"
    " WHERE name = 'client_connection_check_interval' AND version() LIKE '%linux%'"
)
"""A server in the middle of a long statement shall see that nobody waits for it any more: the lock
goes with its owner. Since PostgreSQL 14, where the system can tell."""
LOCK = 0x7261636564620001
"""The advisory lock of all that write: 'racedb' and 1."""


def engine(
    url: URL, *, reading: bool = False, wait_s: float = WAIT_S, in_bulk: bool = False
) -> Engine:
    """
    Make an engine whose transactions are what they say.

    The driver of SQLite begins transactions by itself, late and not for DDL: that is switched off.

    Args:
        url: the database.
        reading: do not wait for writers, nor keep them out; see one state of the database.
        wait_s: how long to wait for the lock of a SQLite file.
        in_bulk: many rows are coming: SQLite checks no references (racedb.db.references), and
            keeps more pages, for rows go to all places of the indexes that are there.
    """
    if url.get_backend_name() != "sqlite":
        made = sa.create_engine(url, connect_args={"application_name": "racedb"})
        # All queries of a reader see one state: a load that commits between two of them would look
        # like damage to `racedb db check`. A writer has the lock and sees what was committed.
        return made.execution_options(isolation_level="REPEATABLE READ") if reading else made
    made = sa.create_engine(url, connect_args={"timeout": wait_s})
    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"

    @event.listens_for(made, "connect")
    def _connect(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        if in_bulk:
            references.put_off(connection, record.info)
            connection.execute(f"PRAGMA cache_size = -{_BULK_CACHE_KB}")
        else:
            connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


def exists(url: URL) -> bool:
    """Say whether a SQLite file is there; a server's database always counts as there."""
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


@contextmanager
def read(url: URL) -> Iterator[Connection]:
    """
    Open a connection for questions about the database itself; what it holds may be anything.

    Raises:
        UsageError: there is no such file.
        RaceDBError: it cannot be opened, or is damaged.
    """
    if not exists(url):
        raise missing(url)
    with translate_errors(url), connect(engine(url, reading=True)) as connection:
        yield connection


@contextmanager
def current(url: URL) -> Iterator[Connection]:
    """
    Open a connection that reads a database of the newest schema.

    Raises:
        UsageError: there is no such file.
        VersionError: the schema is not the newest one.
        RaceDBError: it cannot be opened, or is damaged.
    """
    with read(url) as connection:
        require_current(connection, url)
        yield connection


@contextmanager
def write(
    url: URL,
    *,
    create: bool = False,
    wait_s: float = WAIT_S,
    in_bulk: bool = False,
    dry_run: bool = False,
) -> Iterator[Connection]:
    """
    Open one transaction that commits at the end, or leaves nothing behind.

    Args:
        url: the database.
        create: make a SQLite file that is missing, with the newest schema.
        wait_s: how long to wait for another writer.
        in_bulk: many rows are coming: a thread inserts them behind the work, and SQLite checks
            their references at the end, not row by row.
        dry_run: roll back at the end, and make no file.

    Raises:
        TryAgainError: somebody else is writing, or the server does not answer.
        VersionError: the schema is not the newest one.
        RaceDBError: no such database, no permission, disk full ...
    """
    if not create and not exists(url):
        raise missing(url)
    with (
        translate_errors(url),
        create_atomically(url, discard=dry_run) as file,
        connect(engine(file, wait_s=wait_s, in_bulk=in_bulk)) as connection,
        connection.begin() as transaction,
    ):
        lock(connection, url, wait_s)
        if file is url:
            require_current(connection, url)
        else:
            create_schema(connection)
        with background_writer(connection) if in_bulk else nullcontext():
            yield connection
        if in_bulk and connection.dialect.name == "sqlite":
            references.require(connection)
        if dry_run:
            transaction.rollback()


@contextmanager
def connect(made: Engine) -> Iterator[Connection]:
    """Connect, and leave no connection open behind."""
    try:
        with made.connect() as connection:
            yield connection
    finally:
        made.dispose()


@contextmanager
def translate_errors(url: URL) -> Iterator[None]:
    """Turn the errors of a database into ours."""
    try:
        yield
    except Exception as error:
        # Rows go past SQLAlchemy: psycopg, which only servers need, tells its errors by a state.
        if isinstance(error, exc.DBAPIError | sqlite3.Error) or hasattr(error, "sqlstate"):
            raise translate(error, url) from error
        raise


@contextmanager
def create_atomically(url: URL, *, discard: bool = False) -> Iterator[URL]:
    """
    Give the URL to write to: another one where a SQLite file is missing.

    The new file takes its name at the end, or goes without having been seen: nobody else can have
    written into it. A process that is killed leaves a hidden file, which is in nobody's way.
    """
    if exists(url):
        yield url
        return
    path = Path(url.database or "")
    # Process numbers come again, in containers at every start: what one left must not be taken up.
    new = path.with_name(f".{path.name}.{os.getpid()}.{token_hex(4)}.new")
    try:
        yield url.set(database=str(new))
        if not discard:
            _take_name(new, path)
    finally:
        new.unlink(missing_ok=True)
        new.with_name(f"{new.name}-journal").unlink(missing_ok=True)


def _take_name(new: Path, path: Path) -> None:
    """Give a file its name, but never another one's."""
    try:
        try:
            path.hardlink_to(new)
        except FileExistsError:
            raise
        except OSError:  # no links here (exFAT): for a moment others see an empty file
            path.touch(exist_ok=False)
            new.replace(path)
    except FileExistsError:
        message = f"{path}: somebody else has made it meanwhile; try again"
        raise TryAgainError(message) from None


def missing(url: URL) -> UsageError:
    """Say that there is no such file, and what makes one."""
    return UsageError(
        f"{shown(url)} is not there; 'racedb load' or 'racedb db create' makes a database"
    )


def lock(connection: Connection, url: URL, wait_s: float = WAIT_S) -> None:
    """
    Wait for other writers of a PostgreSQL database; SQLite has waited at BEGIN.

    Raises:
        TryAgainError: they take too long; names who it is.
    """
    if connection.dialect.name != "postgresql":
        return
    for name, value in (("lock_timeout", f"{int(wait_s * 1000)}ms"), ("timezone", "UTC")):
        connection.execute(sa.select(sa.func.set_config(name, value, sa.true())))
    connection.execute(_LOOK_FOR_CLIENT)
    try:
        with connection.begin_nested():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    except exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _TOOK_TOO_LONG:
            raise  # the server is going, and nobody on it can be asked
        owner = advisory_lock_owner(connection, LOCK)
        message = f"{shown(url)}: {owner}somebody else is writing; try again"
        raise TryAgainError(message) from error


def is_sole_connection(connection: Connection) -> bool:
    """Say whether nobody else is connected to the database; a file does not know who reads it."""
    if connection.dialect.name != "postgresql":
        return True
    here = sa.table(
        "pg_stat_activity",
        *(sa.column(name) for name in ("pid", "datname", "backend_type")),
    )
    # What another role's process is for may be hidden: then somebody may be there.
    kind = sa.func.coalesce(here.c.backend_type, "client backend")
    others = sa.select(sa.func.count()).where(
        here.c.datname == sa.func.current_database(),
        here.c.pid != sa.func.pg_backend_pid(),
        kind == "client backend",
    )
    return not connection.scalar(others)
