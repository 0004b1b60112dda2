"""The facts about a database, such as its size and rows, and its damage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import URL, Connection

from racedb import leftovers
from racedb.db.engine import read
from racedb.db.revisions import newest
from racedb.db.schema import drift
from racedb.db.url import shown
from racedb.db.version import version


class Problem(NamedTuple):
    """A kind of damage, and a sentence about it."""

    check: str
    message: str


def problems(url: URL) -> list[Problem]:
    """
    List the damage of a database, and how its schema differs from the models.

    Raises:
        RaceDBError: it cannot be opened at all.
    """
    with read(url) as connection:
        found = _damage(connection)
    if not found and (difference := drift(url)):
        found.append(Problem("schema", difference))
    return found


def _damage(connection: Connection) -> list[Problem]:
    found = []
    if connection.dialect.name == "sqlite":
        for (message,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if message != "ok":
                found.append(Problem("integrity", message))
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            found.append(Problem("reference", f"row {row} of {table} refers to no row of {parent}"))
    revision = version(connection)
    if revision != newest():
        message = f"revision {revision or 'none'}, the program works with {newest()}"
        found.append(Problem("version", message))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts about a database."""

    database: str
    """Path or URL, without its password."""
    engine: str
    """'sqlite 3.40.1'"""
    revision: str | None
    """Of its schema; None: it is not one of racedb."""
    size_bytes: int
    last_import: int | None
    """The last import that was applied; None: there is none."""
    last_import_at: datetime | None
    """When it finished, UTC."""
    rows: Mapping[str, int]
    """The number of rows of each table."""
    leftovers: Sequence[str] = ()
    """Hidden files beside it that a killed process has left; the next copy removes them."""

    def listed(self) -> list[tuple[str, str | int | None]]:
        """Return names and values, those of the tables last."""
        at = self.last_import_at
        return [
            ("database", self.database),
            ("engine", self.engine),
            ("revision", self.revision),
            ("size_bytes", self.size_bytes),
            ("last_import", self.last_import),
            ("last_import_at", f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None),
            *self.rows.items(),
            *(("leftover", name) for name in self.leftovers),
        ]


def facts(url: URL) -> Facts:
    """
    Return the facts about a database, also one of an older or newer version.

    Raises:
        VersionError: it was made before the first release.
        RaceDBError: it cannot be opened, or is damaged.
    """
    with read(url) as connection:
        revision = version(connection)
        rows = {}
        for name in sorted(sa.inspect(connection).get_table_names()):
            count = sa.select(sa.func.count()).select_from(sa.table(name))
            rows[name] = connection.execute(count).scalar_one()
        ours = revision and "imports" in rows
        number, at = _last_import(connection) if ours else (None, None)
        return Facts(
            database=shown(url),
            engine=f"{connection.dialect.name} {_release(connection)}",
            revision=revision,
            size_bytes=_size(connection, url),
            last_import=number,
            last_import_at=at,
            rows=rows,
            leftovers=_leftovers(url),
        )


def _last_import(connection: Connection) -> tuple[int | None, datetime | None]:
    imports = sa.table(
        "imports", sa.column("id"), sa.column("state"), sa.column("finished_at", sa.DateTime)
    )
    found = connection.execute(
        sa.select(imports.c.id, imports.c.finished_at)
        .where(imports.c.state == "applied")
        .order_by(imports.c.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None, None
    at: datetime = found.finished_at
    # SQLite stores UTC without the zone; a server returns moments in its own zone.
    return found.id, at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _leftovers(url: URL) -> list[str]:
    if url.get_backend_name() != "sqlite":
        return []
    return [str(path) for path in leftovers.find(Path(url.database or "").parent)]


def _release(connection: Connection) -> str:
    return ".".join(str(part) for part in connection.dialect.server_version_info or ())


def _size(connection: Connection, url: URL) -> int:
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "").stat().st_size
    size = sa.func.pg_database_size(sa.func.current_database())
    return int(connection.execute(sa.select(size)).scalar_one())
