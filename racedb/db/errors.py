"""What the errors of a database mean, in one line and with an exit code."""

from sqlalchemy import URL, exc

from racedb.db import lock_owner
from racedb.db.url import shown
from racedb.errors import RaceDBError, TimeLimitError, TryAgainError

_MEANINGS: tuple[tuple[str, type[RaceDBError], str], ...] = (
    ("SQLITE_BUSY", TryAgainError, "{holder}somebody else is writing; try again"),
    ("SQLITE_NOTADB", RaceDBError, "is not a SQLite database"),
    ("SQLITE_CORRUPT", RaceDBError, "is damaged; restore a backup ('racedb db check' tells more)"),
    ("SQLITE_READONLY", RaceDBError, "cannot be written: no permission"),
    ("SQLITE_CANTOPEN", RaceDBError, "cannot be opened: no such folder, or no permission"),
    ("SQLITE_FULL", RaceDBError, "the disk is full; nothing was kept"),
    ("SQLITE_IOERR", RaceDBError, "the disk fails; nothing was kept"),
    ("08", TryAgainError, "the connection broke; try again"),
    ("25006", RaceDBError, "the database can only be read"),
    ("40", TryAgainError, "another transaction was in the way; try again"),
    ("42501", RaceDBError, "this role may not write here"),
    ("53100", RaceDBError, "the disk of the server is full; nothing was kept"),
    ("53300", TryAgainError, "the server has no free connection; try again"),
    ("55P03", TryAgainError, "somebody else is writing; try again"),
    ("57014", TimeLimitError, "a statement took too long and was stopped; nothing was kept"),
    ("57P0", TryAgainError, "the server is shutting down; try again"),
)
"""Beginning of SQLite's name of an error, or of an SQLSTATE of PostgreSQL."""


def translate(error: Exception, url: URL) -> RaceDBError:
    """Say what a database means by an error; what is not known here is shown as it is."""
    origin = getattr(error, "orig", None) or error
    code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    text = " ".join(str(origin).split())
    for beginning, kind, message in _MEANINGS:
        if code and code.startswith(beginning):
            # Looked up late: the system is asked for the holder when there is one.
            who = lock_owner.lock_owner(url.database or "") if "{holder}" in message else ""
            return kind(f"{shown(url)}: {message.format(holder=who)}")
    if not code and isinstance(error, exc.OperationalError):  # psycopg, before it is connected
        return TryAgainError(f"{shown(url)}: cannot connect: {text}")
    return RaceDBError(f"{shown(url)}: {text}")
