"""
What belongs to a table as a whole, done behind its rows: keys, indexes, references, statistics.

An index that is built once costs half of one that every row goes into, and PostgreSQL checks a
reference of all rows together in a tenth of the time (docs/performance.md). All of it happens in
the transaction of the load: nobody sees a table without its indexes.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    event,
)
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint
from sqlalchemy.sql import visitors

from racedb.db import bulk

Key = PrimaryKeyConstraint | UniqueConstraint
Part = Index | ForeignKeyConstraint | Key
_P = TypeVar("_P", bound=Part)


class Deferred:
    """
    Parts of tables that are made behind their rows.

    Keys come back before that if a statement is about their table: whoever looks for a row finds it
    by its key.
    """

    def __init__(self, connection: Connection, parts: Iterable[Part]) -> None:
        """Take *parts* away: keys, then indexes, then references, the order to make them in."""
        self._connection, self.parts = connection, list(parts)
        self.tables = frozenset(str(part.table) for part in self.parts)
        """Names of the tables that something was taken from: nobody else can insert into them."""
        for part in reversed(self.parts):
            if isinstance(part, Index):
                part.drop(connection)
            else:
                connection.execute(DropConstraint(part))
        if self.parts:
            event.listen(connection, "before_execute", self._bring_keys)

    def make_up(self) -> bool:
        """Bring all back, behind the work if the connection has a thread for it; False: none."""
        if self.tables:
            event.remove(self._connection, "before_execute", self._bring_keys)
        return self._make(self.parts)

    def _bring_keys(self, _: Connection, statement: Any, *__: Any) -> None:
        about = _tables(statement)
        self._make([it for it in self.parts if isinstance(it, Key) and it.table in about])

    def _make(self, parts: Sequence[Part]) -> bool:
        made = [
            CreateIndex(it)
            if isinstance(it, Index)
            else AddConstraint(it, isolate_from_table=False)
            for it in parts
        ]
        self.parts = [part for part in self.parts if part not in parts]
        bulk.define(self._connection, made)
        return bool(made)


def drop_for_bulk(
    connection: Connection, tables: Collection[Table], *, up_to_bytes: int = 0
) -> Deferred:
    """
    Take the indexes and, on PostgreSQL, the keys and references of tables away.

    PostgreSQL locks both tables of a reference that is taken away against readers, up to the end of
    the load: unless that is wanted, all stays where one of the tables holds rows that somebody may
    want to read. A role that does not own a table leaves it as it is.

    Args:
        connection: inside the transaction of the load.
        tables: those that get the rows.
        up_to_bytes: on PostgreSQL also of tables that hold no more than this; 0: of empty ones, if
            they are all empty.

    Returns:
        what has to be made up for.
    """
    if connection.dialect.name != "postgresql":
        some = [table for table in tables if _is_empty(connection, table)]
        return Deferred(connection, (part for table in some for part in _by_name(table.indexes)))
    some = [table for table in tables if _holds(connection, table, up_to_bytes)]
    if not up_to_bytes and len(some) < len(tables):
        some = []
    some = [table for table in some if _is_ours(connection, table)]
    keys = (it for table in some if not _is_referred_to(table, some) for it in _keys(table))
    indexes = (it for table in some for it in _by_name(table.indexes))
    references = (it for table in some for it in _by_name(table.foreign_key_constraints))
    return Deferred(connection, [*keys, *indexes, *references])


def _keys(table: Table) -> list[Key]:
    return _by_name(it for it in table.constraints if isinstance(it, Key))


def _is_referred_to(table: Table, inside: Collection[Table]) -> bool:
    """Say whether other tables refer to this one: they rely on its keys."""
    return any(
        reference.referred_table is table
        for other in table.metadata.tables.values()
        if other not in inside
        for reference in other.foreign_key_constraints
    )


def _tables(statement: Any) -> set[Any]:
    """Give the tables that a statement names; the text of one tells none."""
    parts = list(visitors.iterate(statement))
    return {*parts, *(getattr(part, "table", None) for part in parts)}


def analyze(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL look at big tables before it is asked; else it plans for small ones."""
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.format_table
        for table in tables:
            connection.exec_driver_sql(f"ANALYZE {quote(table)}")


def _by_name(parts: Iterable[_P]) -> list[_P]:
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
