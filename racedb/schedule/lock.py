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
"""Where the advisory locks of schedules begin: 'racs'; the hash of the name follows."""


@contextmanager
def alone(url: URL, name: str) -> Iterator[None]:
    """
    Keep a second run of a schedule out until the end of this one, or of its process.

    PostgreSQL: an advisory lock of a session. SQLite: the lock of a small file beside the
    database, by SQLite itself; the database stays free for the loads and for everybody else.

    Raises:
        TryAgainError: it is running already; names who runs it.
        RaceDBError: the database cannot be reached.
    """
    with translate_errors(url):
        lock = _of_server if url.get_backend_name() != "sqlite" else _of_file
        with lock(url, name):
            yield


@contextmanager
def _of_server(url: URL, name: str) -> Iterator[None]:
    key = _LOCKS | zlib.crc32(name.encode())
    # The lock belongs to the session: no transaction stays open behind it.
    made = engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with connect(made) as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar():
            raise _running(url, name, advisory_lock_owner(connection, key))
        program = f"racedb schedule {name} on {socket.gethostname()}"
        connection.execute(sa.select(sa.func.set_config("application_name", program, sa.false())))
        yield
        # A server takes a moment to see that a connection has ended; the next run may come at once.
        with suppress(exc.DBAPIError):  # it is gone, and the lock with it
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))


@contextmanager
def _of_file(url: URL, name: str) -> Iterator[None]:
    database = Path(url.database or "")
    file = database.with_name(f".{database.name}.{name}.lock")
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise  # the disk is full ...
            raise _running(url, name, lock_owner(file)) from None
        # SQLite opens a file that it may not write to, and then locks nothing.
        if not os.access(file, os.W_OK, effective_ids=True):
            message = f"{file}: cannot be written: no permission"
            raise RaceDBError(message)
        yield


def _running(url: URL, name: str, who: str) -> TryAgainError:
    return TryAgainError(f"{shown(url)}: {who}schedule {name!r} is running already")
