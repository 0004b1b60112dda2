"""Copy every row of every table into another database, SQLite or PostgreSQL."""

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
    Copy all rows into an empty database, in one transaction.

    Ids, times and JSON are the same in both databases; new rows get ids after the copied ones.

    Returns:
        The number of rows of each table.

    Raises:
        LoadError: the target is a SQLite file that exists, or has rows.
        RaceDBError: one of the databases cannot be opened, read or written.
    """
    _prepare(target)
    copied: dict[str, int] = {}
    with frames.reading(source) as old, write(target, create=True) as new:
        _require_empty(new, target)
        if new.dialect.name == "sqlite":
            # A session may belong to one with a higher id; the commit checks all references.
            new.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in SCHEMA.sorted_tables:
            copied[table.name] = 0
            for frame in frames.of_table(old, table, rows):
                bulk.insert(new, table, frame)
                copied[table.name] += frame.height
            _continue_ids(new, table)
    return copied


def _prepare(target: URL) -> None:
    """Refuse a SQLite file that exists; give an empty PostgreSQL database its schema."""
    if target.get_backend_name() == "sqlite":
        if exists(target):
            message = f"{shown(target)}: exists already; name another file, or remove it"
            raise LoadError(message)
    elif schema.current(target) is None:
        schema.upgrade(target)


def _require_empty(connection: Connection, url: URL) -> None:
    for table in SCHEMA.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            message = f"{shown(url)}: has rows already ({table.name}); name an empty database"
            raise LoadError(message)


def _continue_ids(connection: Connection, table: sa.Table) -> None:
    """Let PostgreSQL continue after the copied ids; SQLite looks for the last one by itself."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        last = sa.select(sa.func.max(table.c.id)).scalar_subquery()
        at = sa.func.coalesce(last, 1)
        following = sa.func.setval(sa.cast(sequence, sa.Text), at, last.is_not(None))
        connection.execute(sa.select(following))
