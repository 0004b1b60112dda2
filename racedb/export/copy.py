"""One database into another: SQLite from PostgreSQL and back, every row of every table."""

import sqlalchemy as sa
from sqlalchemy import URL, Connection

from racedb.db import bulk, schema
from racedb.db.engine import exists, write
from racedb.db.url import shown
from racedb.errors import LoadError
from racedb.export import frames
from racedb.models import SCHEMA


def copy(source: URL, target: URL, rows: int = frames.BATCH_ROWS) -> dict[str, int]:
    """
    Copy all rows into an empty database, which appears whole or stays as it was.

    Ids, moments and JSON are the same on both sides; new rows get ids behind the copied ones.

    Returns:
        The rows of each table.

    Raises:
        LoadError: the target is there already, or holds rows.
        RaceDBError: one of them cannot be opened, read or written.
    """
    if target.get_backend_name() == "sqlite":
        if exists(target):
            message = f"{shown(target)}: is there already; name another file, or take it away"
            raise LoadError(message)
    elif schema.current(target) is None:
        schema.upgrade(target)
    copied: dict[str, int] = {}
    with frames.reading(source) as old, write(target, create=True) as new:
        _require_empty(new, target)
        if new.dialect.name == "sqlite":
            # A session may be a part of one with a higher id; all is checked at the commit.
            new.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in SCHEMA.sorted_tables:
            copied[table.name] = 0
            for frame in frames.of_table(old, table, rows):
                bulk.insert(new, table, frame)
                copied[table.name] += frame.height
            _count_on(new, table)
    return copied


def _require_empty(connection: Connection, url: URL) -> None:
    for table in SCHEMA.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            message = f"{shown(url)}: holds rows already ({table.name}); name an empty database"
            raise LoadError(message)


def _count_on(connection: Connection, table: sa.Table) -> None:
    """Let PostgreSQL count on behind the copied ids; SQLite looks for the last one itself."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        counter = sa.func.pg_get_serial_sequence(table.name, "id")
        last = sa.select(sa.func.max(table.c.id)).scalar_subquery()
        at = sa.func.coalesce(last, 1)
        following = sa.func.setval(sa.cast(counter, sa.Text), at, last.is_not(None))
        connection.execute(sa.select(following))
