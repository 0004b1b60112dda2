"""
What belongs to a table as a whole, done behind its rows: indexes, references, statistics.

An index that is built once costs half of one that every row goes into, and PostgreSQL checks a
reference of all rows together in a tenth of the time (docs/performance.md). All of it happens in
the transaction of the load: nobody sees a table without its indexes.
"""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, ForeignKeyConstraint, Index, Table
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint

from racedb.db import bulk
from racedb.errors import RaceDBError

Part = Index | ForeignKeyConstraint
Parts = list[Part]


def put_off(connection: Connection, tables: Collection[Table], *, up_to_bytes: int = 0) -> Parts:
    """
    Take the indexes and, on PostgreSQL, the references of tables away.

    Keys stay: loads find rows by them. PostgreSQL locks both tables of a reference that is taken
    away against readers, up to the end of the load: unless that is wanted, all stays where one of
    the tables holds rows that somebody may want to read. A role that does not own a table leaves it
    as it is.

    Args:
        connection: inside the transaction of the load.
        tables: those that get the rows.
        up_to_bytes: on PostgreSQL also of tables that hold no more than this; 0: of empty ones, if
            they are all empty.

    Returns:
        what `make_up` has to bring back.
    """
    if connection.dialect.name == "postgresql":
        some = [table for table in tables if _holds(connection, table, up_to_bytes)]
        if not up_to_bytes and len(some) < len(tables):
            some = []
        some = [table for table in some if _is_ours(connection, table)]
        references = [_by_name(table.foreign_key_constraints) for table in some]
    else:
        some = [table for table in tables if _is_empty(connection, table)]
        references = []
    put: Parts = [part for table in some for part in _by_name(table.indexes)]
    put += [part for parts in references for part in parts]
    for part in put:
        if isinstance(part, Index):
            part.drop(connection)
        else:
            connection.execute(DropConstraint(part))
    return put


def make_up(connection: Connection, put: Parts) -> None:
    """Bring back what was put off, behind the work if the connection has a thread for it."""
    for part in put:
        bulk.define(
            connection, CreateIndex(part) if isinstance(part, Index) else AddConstraint(part)
        )


def look_at(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL look at big tables before it is asked; else it plans for small ones."""
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.format_table
        for table in tables:
            connection.exec_driver_sql(f"ANALYZE {quote(table)}")


def require_references(connection: Connection) -> None:
    """
    Make sure that every row refers to rows that are there, where SQLite was told not to.

    Raises:
        RaceDBError: one does not; that is a mistake of racedb, and nothing is kept.
    """
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        table, row, parent = broken[:3]
        message = f"row {row} of {table} refers to a row of {parent} that is not there"
        raise RaceDBError(f"{message}; nothing was kept; please report it")


def _by_name(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: str(part.name))


def _is_empty(connection: Connection, table: Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is None


def _holds(connection: Connection, table: Table, bytes_: int) -> bool:
    """Say whether a table of PostgreSQL is empty, or holds at most so many bytes."""
    size = "SELECT pg_table_size(to_regclass(:name)) <= :bytes"
    asked = {"name": table.name, "bytes": bytes_}
    return bool(connection.execute(sa.text(size), asked).scalar()) or _is_empty(connection, table)


def _is_ours(connection: Connection, table: Table) -> bool:
    owner = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:name)"
    return bool(connection.execute(sa.text(owner), {"name": table.name}).scalar())
