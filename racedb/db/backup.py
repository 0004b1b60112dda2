"""
Backups of a SQLite database: consistent also during a load, and verified page by page.

PostgreSQL has pg_dump for this.
"""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from racedb.db import readonly
from racedb.db.engine import create_atomically
from racedb.errors import RaceDBError, UsageError


def backup(url: URL, target: Path) -> int:
    """
    Copy a database into a new file.

    It has only what was committed. The copy is written beside the target, read from end to end, and
    renamed: a file of that name is a good backup.

    Args:
        url: the database.
        target: a file that does not exist yet.

    Returns:
        The size of the copy in bytes.

    Raises:
        UsageError: it is PostgreSQL, or the target exists.
        TryAgainError: a load is committing right now.
        RaceDBError: it is not a racedb database, is damaged, or the copy cannot be written.
    """
    if url.get_backend_name() != "sqlite":
        message = (
            "a backup of PostgreSQL is made by pg_dump; `racedb export races.sqlite` copies the"
            " rows into a file"
        )
        raise UsageError(message)
    source = Path(url.database or "")
    _require_racedb(source)
    return _copy(source, target)


def set_aside(url: URL, revision: str) -> Path | None:
    """
    Copy a database beside itself before its schema changes: `x.sqlite.0001_initial-20261124T06...`.

    Args:
        url: the database.
        revision: of its schema.

    Returns:
        The copy; None on PostgreSQL, which has pg_dump.

    Raises:
        RaceDBError: it is damaged, or the disk is full; the schema is as it was.
    """
    if url.get_backend_name() != "sqlite":
        return None
    source = Path(url.database or "")
    name = f"{source.name}.{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    target = source.with_name(name)
    _copy(source, target)
    return target


def restore(source: Path, url: URL) -> int:
    """
    Copy a backup into a new database.

    Raises:
        UsageError: the database exists, or is to be on PostgreSQL.
        RaceDBError: the backup is not a racedb database, or is damaged.
    """
    if url.get_backend_name() != "sqlite":
        message = "a backup is an SQLite file; `racedb export` takes it into PostgreSQL"
        raise UsageError(message)
    _require_racedb(source)
    return _copy(source, Path(url.database or ""))


def _require_racedb(path: Path) -> None:
    with readonly.connect(str(path)):
        pass  # opening it checks that it is a racedb database of this version


def _copy(source: Path, target: Path) -> int:
    if target.exists():
        message = f"{target}: is there already; name another file, or move it away first"
        raise UsageError(message)
    try:
        with create_atomically(URL.create("sqlite", database=str(target))) as new:
            path = Path(new.database or "")
            with (
                closing(
                    sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
                ) as whole,
                closing(sqlite3.connect(path)) as copy,
            ):
                whole.backup(copy)  # in one go: in steps, each write to the source would restart it
                _verify(copy, source)
            with path.open("rb") as file:
                os.fsync(file.fileno())
    except sqlite3.Error as error:
        message = f"{target}: cannot be copied from {source}: {error}"
        raise RaceDBError(message) from None
    return target.stat().st_size


def _verify(copy: sqlite3.Connection, source: Path) -> None:
    """Read every page of the copy: unnoticed damage would spread to every later backup."""
    (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        why = " ".join(str(said).split())
        message = f"{source}: is damaged ({why}); nothing was copied, restore an older backup"
        raise RaceDBError(message)
