"""One run of a schedule at a time, on all machines that share the database."""

import os
import socket
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import URL, exc

from racedb.db.engine import connect, engine, translate_errors
from racedb.db.errors import advisory_lock_owner, lock_owner
from racedb.db.url import shown
from racedb.errors import RaceDBError, TryAgainError

_LOCKS = 0x7261637300000000
"""The upper half of the keys of advisory locks, 'racs'; the hash of the name is the lower."""


@contextmanager
def exclusive(url: URL, name: str) -> Iterator[None]:
    """
    Keep out a second run of a schedule until this one, or its process, ends.

    PostgreSQL: an advisory lock of the session. SQLite: SQLite's own lock on a small file beside
    the database, so that the database itself stays free for loads and other sessions.

    Raises:
        TryAgainError: it is running already; the message names the process.
        RaceDBError: the database cannot be reached.
    """
    with translate_errors(url):
        lock = _advisory_lock if url.get_backend_name() != "sqlite" else _file_lock
        with lock(url, name):
            yield


@contextmanager
def _advisory_lock(url: URL, name: str) -> Iterator[None]:
    key = _LOCKS | zlib.crc32(name.encode())
    # The lock belongs to the session, so no transaction need stay open.
    made = engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with connect(made) as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar():
            raise _running(url, name, advisory_lock_owner(connection, key))
        program = f"racedb schedule {name} on {socket.gethostname()}"
        connection.execute(sa.select(sa.func.set_config("application_name", program, sa.false())))
        yield
        # A server needs a moment to notice a closed connection; the next run may start at once.
        with suppress(exc.DBAPIError):  # the connection is gone, and the lock with it
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))


@contextmanager
def _file_lock(url: URL, name: str) -> Iterator[None]:
    database = Path(url.database or "")
    file = database.with_name(f".{database.name}.{name}.lock")
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise  # the disk is full ...
            raise _running(url, name, lock_owner(file)) from None
        # SQLite also opens a file that it must not write to, and then locks nothing.
        if not os.access(file, os.W_OK, effective_ids=True):
            message = f"{file}: cannot be written: no permission"
            raise RaceDBError(message)
        yield


def _running(url: URL, name: str, who: str) -> TryAgainError:
    return TryAgainError(f"{shown(url)}: {who}schedule {name!r} is running already")
