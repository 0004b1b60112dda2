"""One run of a schedule at a time, on all machines that share the database."""

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import URL, Connection, exc

from racedb.db.engine import engine, lock, translate_errors
from racedb.db.errors import lock_owner, runner
from racedb.db.url import shown
from racedb.errors import RaceDBError, TryAgainError
from racedb.schedule import runs


@contextmanager
def exclusive(url: URL, name: str) -> Iterator[None]:
    """
    Keep out a second run of a schedule until this one, or its process, ends.

    PostgreSQL: a session that is named like the schedule, because a role that only reads could take
    an advisory lock. SQLite: SQLite's own lock on a small file beside the database, so that the
    database itself stays free for loads and other sessions.

    Raises:
        TryAgainError: it is running already; the message names the process.
        RaceDBError: the database cannot be reached.
    """
    with translate_errors(url):
        hold = _named_session if url.get_backend_name() != "sqlite" else _file_lock
        with hold(url, name):
            yield


@contextmanager
def _named_session(url: URL, name: str) -> Iterator[None]:
    """Hold a session that is named like a schedule; of a long name the first 43 letters count."""
    program = f"racedb schedule {name} on "
    with engine(url).connect() as connection:
        with connection.begin():
            lock(connection, url, runs.WAIT_S, table="runs")  # look and choose the name at once
            if other := runner(connection, program):
                raise _running(url, name, other)
            _name_session(connection, program + socket.gethostname())
        yield
        # A server needs a moment to notice a closed connection; the next run may start at once.
        with suppress(exc.DBAPIError), connection.begin():  # the connection may be gone
            _name_session(connection, "racedb")


def _name_session(connection: Connection, name: str) -> None:
    connection.execute(sa.select(sa.func.set_config("application_name", name, sa.false())))


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
