"""
Connections that may write.

SQLite: one writer at a time by BEGIN IMMEDIATE, foreign keys on, the default rollback journal, so
that a database stays one file that people can copy. PostgreSQL: writers wait for each other,
because all loads share the names, at a lock on the table of the revision that a role which only
reads cannot take. A lock ends with its transaction or process.
"""

import sqlite3
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, event, exc

from racedb import leftovers
from racedb.db.errors import translate, writer
from racedb.db.url import shown
from racedb.db.version import create_schema, require_current
from racedb.db.write_behind import background_writer
from racedb.errors import RaceDBError, TryAgainError, UsageError

WAIT_S = 5
"""How long a writer waits for another one before it gives up with exit code 3."""
# SQLite's cache during a big load. Its default of 2 MB writes pages of indexes again and again;
# twice as much is no faster.
_BULK_CACHE_KB = 8_192
_TOOK_TOO_LONG = "55P03"
# Makes a server notice, also during a long statement, that its client is gone: the lock ends with
# its owner. Since PostgreSQL 14, where the system reports lost connections.
_CHECK_CLIENT = sa.text(
    "SELECT set_config(name, '1s', true) FROM pg_settings"
    " WHERE name = 'client_connection_check_interval' AND version() LIKE '%linux%'"
)
_LOCK = "LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE"
"""A lock that readers do not notice, and that needs the right to write."""
_WRITERS = "alembic_version"
"""The table that every writer locks."""
_LOCK_OF_NOTHING = "SELECT pg_advisory_xact_lock(8241978080191709185)"
"""The lock of those who make the tables of an empty database."""
_WRITTEN = "racedb_written"
_WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
_REFERENCES = """
SELECT tables.name, refers."table"
FROM sqlite_master AS tables
JOIN pragma_foreign_key_list(tables.name) AS refers
WHERE tables.type = 'table'
"""


def engine(
    url: URL, *, reading: bool = False, wait_s: float | None = None, in_bulk: bool = False
) -> Engine:
    """
    Make an engine that begins transactions itself, and closes each connection after its use.

    Python's driver of SQLite would begin them late, and not for DDL. An engine keeps the statements
    that it has compiled: with one for all, a folder of many small files loads a fifth faster.

    Args:
        url: the database.
        reading: neither wait for writers nor keep them out, and see one state of the database.
        wait_s: how long to wait for the lock of a SQLite file; None: WAIT_S.
        in_bulk: many rows are coming: SQLite checks references at the end, and gets a bigger cache,
            because new rows go to all places of the indexes.
    """
    if url.get_backend_name() == "sqlite":  # the working folder may have changed since
        url = url.set(database=str(Path(url.database or "").absolute()))
    return _engine(url, reading=reading, wait_s=wait_s, in_bulk=in_bulk)


@lru_cache(maxsize=8)
def _engine(url: URL, *, reading: bool, wait_s: float | None, in_bulk: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        named = {"application_name": "racedb"}
        made = sa.create_engine(url, connect_args=named, poolclass=sa.NullPool)
        # All queries of a reader see one state: a load that commits between two of them would look
        # like damage to `racedb db check`. A writer has the lock and sees what was committed.
        return made.execution_options(isolation_level="REPEATABLE READ") if reading else made
    waits = {"timeout": WAIT_S if wait_s is None else wait_s}
    made = sa.create_engine(url, connect_args=waits, poolclass=sa.NullPool)
    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"

    @event.listens_for(made, "connect")
    def _connect(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        if in_bulk:
            _defer_references(connection, record.info)
            connection.execute(f"PRAGMA cache_size = -{_BULK_CACHE_KB}")
        else:
            connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


def exists(url: URL) -> bool:
    """Return whether a SQLite file exists; a database of a server always counts as existing."""
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


@contextmanager
def read(url: URL) -> Iterator[Connection]:
    """
    Open a connection that reads, also a database of another version or of another program.

    Raises:
        UsageError: there is no such file.
        RaceDBError: it cannot be opened, or is damaged.
    """
    if not exists(url):
        raise missing(url)
    with translate_errors(url), engine(url, reading=True).connect() as connection:
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
    wait_s: float | None = None,
    in_bulk: bool = False,
    dry_run: bool = False,
) -> Iterator[Connection]:
    """
    Open one transaction that commits at the end, or leaves no trace.

    Args:
        url: the database.
        create: make a missing SQLite file, with the newest schema.
        wait_s: how long to wait for another writer; None: WAIT_S.
        in_bulk: many rows are coming: a thread inserts them while the program prepares the next
            ones, and SQLite checks their references at the end, not row by row.
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
        engine(file, wait_s=wait_s, in_bulk=in_bulk).connect() as connection,
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
            _require_references(connection)
        if dry_run:
            transaction.rollback()


@contextmanager
def translate_errors(url: URL) -> Iterator[None]:
    """Turn the errors of a database into those of racedb."""
    try:
        yield
    except Exception as error:
        # Bulk writes use the drivers directly. psycopg, imported for servers only, has an SQLSTATE.
        if isinstance(error, exc.DBAPIError | sqlite3.Error) or hasattr(error, "sqlstate"):
            raise translate(error, url) from error
        raise


@contextmanager
def create_atomically(url: URL, *, discard: bool = False) -> Iterator[URL]:
    """
    Yield the URL to write to. A new SQLite file gets a temporary name and is renamed on success.

    Nobody else can write into it before that. A process that is killed leaves a hidden file, which
    the next one removes.
    """
    if exists(url):
        yield url
        return
    path = Path(url.database or "")
    leftovers.remove(path.parent)
    new = leftovers.hidden(path)
    try:
        yield url.set(database=str(new))
        if not discard:
            _rename(new, path)
    finally:
        new.unlink(missing_ok=True)
        new.with_name(f"{new.name}-journal").unlink(missing_ok=True)


def _rename(new: Path, path: Path) -> None:
    """Rename a file, but never replace one that was made meanwhile."""
    try:
        try:
            path.hardlink_to(new)
        except FileExistsError:
            raise
        except OSError:  # exFAT has no links: for a moment others see an empty file
            path.touch(exist_ok=False)
            new.replace(path)
    except FileExistsError:
        message = f"{path}: somebody else has made it meanwhile; try again"
        raise TryAgainError(message) from None


def missing(url: URL) -> UsageError:
    """Return the error for a file that does not exist, with the commands that make one."""
    return UsageError(
        f"{shown(url)} is not there; 'racedb load' or 'racedb db create' makes a database"
    )


def lock(
    connection: Connection, url: URL, wait_s: float | None = None, table: str = _WRITERS
) -> None:
    """
    Wait for other writers of a PostgreSQL database; SQLite has waited at BEGIN.

    Args:
        connection: inside the transaction, at whose end the lock ends.
        url: the database.
        wait_s: how long to wait; None: WAIT_S.
        table: the one to lock, if there are tables.

    Raises:
        TryAgainError: they take too long; the message names the writer.
    """
    if connection.dialect.name != "postgresql":
        return
    wait_ms = int((WAIT_S if wait_s is None else wait_s) * 1_000)
    for name, value in (("lock_timeout", f"{wait_ms}ms"), ("timezone", "UTC")):
        connection.execute(sa.select(sa.func.set_config(name, value, sa.true())))
    connection.execute(_CHECK_CLIENT)
    try:
        with connection.begin_nested():
            has_tables = connection.scalar(sa.select(sa.func.to_regclass(table)))
            connection.execute(sa.text(_LOCK.format(table) if has_tables else _LOCK_OF_NOTHING))
    except exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _TOOK_TOO_LONG:
            raise  # the server is shutting down and answers no query about the owner
        message = f"{shown(url)}: {writer(connection)}somebody else is writing; try again"
        raise TryAgainError(message) from error


def is_sole_connection(connection: Connection) -> bool:
    """Return whether nobody else is connected to a server's database; of a file always True."""
    if connection.dialect.name != "postgresql":
        return True
    here = sa.table(
        "pg_stat_activity",
        *(sa.column(name) for name in ("pid", "datname", "backend_type")),
    )
    # The kind of another role's process may be hidden: count it as somebody.
    kind = sa.func.coalesce(here.c.backend_type, "client backend")
    others = sa.select(sa.func.count()).where(
        here.c.datname == sa.func.current_database(),
        here.c.pid != sa.func.pg_backend_pid(),
        kind == "client backend",
    )
    return not connection.scalar(others)


def _defer_references(connection: sqlite3.Connection, info: MutableMapping[Any, Any]) -> None:
    """
    Stop checking references, and note in *info* which tables are written to.

    To check all tables at the end would take three seconds for ten million laps, also if no lap is
    new. SQLite reports the tables that a statement writes to when it prepares it.
    """
    written: set[tuple[bool, str | None]] = set()

    def note(action: int, table: str | None, *_: str | None) -> int:
        if action in _WRITES:
            written.add((action == sqlite3.SQLITE_DELETE, table))
        return sqlite3.SQLITE_OK

    info[_WRITTEN] = written
    connection.set_authorizer(note)
    connection.execute("PRAGMA foreign_keys = OFF")


def _require_references(connection: Connection) -> None:
    """
    Check the references of tables that were written to, or that refer to a row that was deleted.

    Raises:
        RaceDBError: a row refers to nothing; that is a bug of racedb, and nothing is stored.
    """
    written = connection.info[_WRITTEN]
    found = connection.exec_driver_sql(_REFERENCES).all()
    doubtful = {
        table for table, parent in found if (False, table) in written or (True, parent) in written
    }
    for table in sorted(doubtful):
        broken = connection.exec_driver_sql(f'PRAGMA foreign_key_check("{table}")').first()
        if broken is not None:
            _, row, parent, *_ = broken
            message = f"row {row} of {table} refers to a row of {parent} that is not there"
            raise RaceDBError(f"{message}; nothing was stored; please report it")
