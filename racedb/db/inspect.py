"""What a database is like: its size, its rows, and what is wrong with it."""

from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import URL, Connection

from racedb.db.engine import read
from racedb.db.migrate import drift, head
from racedb.db.url import shown
from racedb.db.version import version


class Problem(NamedTuple):
    """Something that is wrong with a database."""

    check: str
    message: str


def problems(url: URL) -> list[Problem]:
    """
    Look for damage.

    Raises:
        RaceDBError: the database cannot be opened at all.
    """
    with read(url) as connection:
        found = _damage(connection)
    if not found and (difference := drift(url)):
        found.append(Problem("schema", difference))
    return found


def _damage(connection: Connection) -> list[Problem]:
    found = []
    if connection.dialect.name == "sqlite":
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if said != "ok":
                found.append(Problem("integrity", said))
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            found.append(Problem("reference", f"row {row} of {table} refers to no row of {parent}"))
    revision = version(connection)
    if revision != head():
        message = f"revision {revision or 'none'}, the program works with {head()}"
        found.append(Problem("version", message))
    return found


def facts(url: URL) -> list[tuple[str, str | int | None]]:
    """Give what and value: where it is, its revision, its size in bytes, the rows of each table."""
    with read(url) as connection:
        rows: list[tuple[str, str | int | None]] = [
            ("database", shown(url)),
            ("engine", f"{connection.dialect.name} {_release(connection)}"),
            ("revision", version(connection)),
            ("size_bytes", _size(connection, url)),
        ]
        for name in sorted(sa.inspect(connection).get_table_names()):
            count = sa.select(sa.func.count()).select_from(sa.table(name))
            rows.append((name, connection.execute(count).scalar_one()))
        return rows


def _release(connection: Connection) -> str:
    return ".".join(str(part) for part in connection.dialect.server_version_info or ())


def _size(connection: Connection, url: URL) -> int:
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "").stat().st_size
    size = sa.func.pg_database_size(sa.func.current_database())
    return int(connection.execute(sa.select(size)).scalar_one())
