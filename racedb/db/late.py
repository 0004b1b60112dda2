"""
What belongs to a table as a whole, done behind its rows: indexes, references, statistics.

An index that is built once costs half of one that every row goes into, and PostgreSQL checks a
reference of all rows together in a tenth of the time (docs/performance.md). All of it happens in
the transaction of the load: nobody sees a table without its indexes.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, ForeignKeyConstraint, Index, Table
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint

from racedb.db import bulk
from racedb.errors import RaceDBError

Parts = list[Index | ForeignKeyConstraint]


def put_off(connection: Connection, tables: Iterable[Table]) -> Parts:
    """
    Take the indexes and, on PostgreSQL, the references of empty tables away.

    Keys stay: loads find rows by them. A role that does not own the tables leaves all in place.

    Returns:
        what `make_up` has to bring back.
    """
    put: Parts = []
    for table in tables:
        if not _is_empty(connection, table) or not _is_ours(connection, table):
            continue
        put += sorted(table.indexes, key=lambda index: str(index.name))
        if connection.dialect.name == "postgresql":
            put += sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
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


def _is_empty(connection: Connection, table: Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is None


def _is_ours(connection: Connection, table: Table) -> bool:
    if connection.dialect.name != "postgresql":
        return True
    owner = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:name)"
    return bool(connection.execute(sa.text(owner), {"name": table.name}).scalar())
