"""What the errors of a database mean, in one line and with an exit code; and who holds a lock."""

import os
import re
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import URL, Connection, exc

from racedb.db.url import shown
from racedb.errors import RaceDBError, TimeLimitError, TryAgainError

_BUSY = "SQLITE_BUSY"
# By the beginning of SQLite's name of an error, or of an SQLSTATE of PostgreSQL.
_MEANINGS: tuple[tuple[str, type[RaceDBError], str], ...] = (
    (_BUSY, TryAgainError, "somebody else is writing; try again"),
    ("SQLITE_NOTADB", RaceDBError, "is not a SQLite database"),
    ("SQLITE_CORRUPT", RaceDBError, "is damaged; restore a backup ('racedb db check' tells more)"),
    ("SQLITE_READONLY", RaceDBError, "cannot be written: no permission"),
    ("SQLITE_CANTOPEN", RaceDBError, "cannot be opened: no such folder, or no permission"),
    ("SQLITE_FULL", RaceDBError, "the disk is full; nothing was stored"),
    ("SQLITE_IOERR", RaceDBError, "the disk fails; nothing was stored"),
    ("08", TryAgainError, "the connection broke; try again"),
    ("25006", RaceDBError, "the database can only be read"),
    ("40", TryAgainError, "another transaction was in the way; try again"),
    ("42501", RaceDBError, "this role may not write here"),
    ("53100", RaceDBError, "the disk of the server is full; nothing was stored"),
    ("53300", TryAgainError, "the server has no free connection; try again"),
    ("55P03", TryAgainError, "somebody else is writing; try again"),
    ("57014", TimeLimitError, "a statement took too long and was stopped; nothing was stored"),
    ("57P0", TryAgainError, "the server is shutting down; try again"),
)
_LOCKS = Path("/proc/locks")
# The byte of a file that SQLite's writer locks, by SQLite's file format.
_RESERVED = 0x40000001
_LOCK = re.compile(r"POSIX +ADVISORY +WRITE (\d+) (\w+):(\w+):(\d+) (\d+) (\d+)")


def translate(error: Exception, url: URL) -> RaceDBError:
    """Return the error of racedb that a database's error means; an unknown one keeps its text."""
    # SQLAlchemy wraps the errors of the drivers; bulk writes raise them bare.
    origin = getattr(error, "orig", None) or error
    code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None) or ""
    text = " ".join(str(origin).split())
    kind, message = _meaning(code) or (RaceDBError, text)
    if not code and isinstance(error, exc.OperationalError):  # psycopg, before it is connected
        kind, message = TryAgainError, f"cannot connect: {text}"
    if code.startswith(_BUSY):  # a lock of PostgreSQL names its owner itself (engine.lock)
        message = lock_owner(Path(url.database or "")) + message
    return kind(f"{shown(url)}: {message}")


def _meaning(code: str) -> tuple[type[RaceDBError], str] | None:
    known = ((kind, message) for start, kind, message in _MEANINGS if code.startswith(start))
    return next(known, None)


def lock_owner(path: Path) -> str:
    """Name who writes to a SQLite file, to begin a message; '' where the system cannot say."""
    try:
        locks, file = _LOCKS.read_text(encoding="ascii"), path.stat()
    except OSError:  # another system than Linux, or the file has just gone
        return ""
    this = (os.major(file.st_dev), os.minor(file.st_dev), file.st_ino)
    return "".join(
        f"{_program(pid)}, process {pid}: "
        for pid, major, minor, inode, first, last in _LOCK.findall(locks)
        if (int(major, 16), int(minor, 16), int(inode)) == this
        and int(first) <= _RESERVED <= int(last)
    )


def _program(pid: str) -> str:
    try:
        return Path("/proc", pid, "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # it has just ended
        return "a program"


def writer(connection: Connection) -> str:
    """Name who writes to a PostgreSQL database, to begin a message; '' if nobody does any more."""
    return _owners(connection, "writer.sql")


def runner(connection: Connection, program: str) -> str:
    """Name the other session that runs a schedule, to begin a message; '' if there is none."""
    return _owners(connection, "runner.sql", program=program)


def _owners(connection: Connection, name: str, **values: str) -> str:
    query = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return "".join(_described(*row) for row in connection.execute(sa.text(query), values))


def _described(pid: int, program: str, start: datetime | None) -> str:
    since = f" since {start:%Y-%m-%d %H:%M:%S} UTC" if start else ""
    return f"{program or 'a program'}, process {pid}{since}: "
