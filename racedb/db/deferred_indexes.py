"""
Indexes, keys and references of tables: dropped before a big load, rebuilt after its rows.

An index that is built once costs half of one that every row goes into, and PostgreSQL checks the
references of all rows together in a tenth of the time. All of it happens in the transaction of the
load: nobody ever sees a table without its indexes.
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
    exc,
)
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint
from sqlalchemy.sql import visitors

from racedb.db import bulk

Key = PrimaryKeyConstraint | UniqueConstraint
Part = Index | ForeignKeyConstraint | Key
_P = TypeVar("_P", bound=Part)


class Deferred:
    """
    Parts of tables that were dropped and wait to be rebuilt.

    Keys are rebuilt earlier if a statement uses their table: it would search for its rows without
    them.
    """

    def __init__(self, connection: Connection, parts: Iterable[Part]) -> None:
        """Drop *parts*, which are in the order to rebuild them: keys, indexes, references."""
        self._connection, self.parts = connection, list(parts)
        self.tables = frozenset(str(part.table) for part in self.parts)
        """Names of the tables that lost something: no other session can insert into them."""
        for part in reversed(self.parts):
            if isinstance(part, Index):
                part.drop(connection)
            else:
                connection.execute(DropConstraint(part))
        if self.parts:
            event.listen(connection, "before_execute", self._rebuild_used_keys)

    def rebuild(self) -> bool:
        """Rebuild everything, in the background writer if there is one; False: nothing to do."""
        if self.tables:
            event.remove(self._connection, "before_execute", self._rebuild_used_keys)
        return self._rebuild(self.parts)

    def _rebuild_used_keys(self, _: Connection, statement: Any, *__: Any) -> None:
        used = _tables(statement)
        self._rebuild([it for it in self.parts if isinstance(it, Key) and it.table in used])

    def _rebuild(self, parts: Sequence[Part]) -> bool:
        statements = [
            CreateIndex(it)
            if isinstance(it, Index)
            else AddConstraint(it, isolate_from_table=False)
            for it in parts
        ]
        self.parts = [part for part in self.parts if part not in parts]
        bulk.submit_ddl(self._connection, statements)
        return bool(statements)


def drop_for_bulk(
    connection: Connection, tables: Collection[Table], *, up_to_bytes: int = 0
) -> Deferred:
    """
    Drop the indexes and, on PostgreSQL, the keys and references of tables that many rows go into.

    PostgreSQL locks both tables of a reference against readers until the end of the load: by
    default nothing is dropped if one of the tables holds rows that somebody may want to read. A
    role that does not own a table leaves it as it is.

    Args:
        connection: inside the transaction of the load.
        tables: those that get the rows.
        up_to_bytes: on PostgreSQL, drop those of every table that holds no more than this; 0: only
            if all tables are empty.

    Returns:
        What has to be rebuilt.
    """
    if connection.dialect.name != "postgresql":
        return Deferred(connection, _indexes(it for it in tables if _is_empty(connection, it)))
    some = _droppable(connection, tables, up_to_bytes)
    return Deferred(connection, [*_unused_keys(some), *_indexes(some), *_references(some)])


def analyze(connection: Connection, tables: Iterable[Table]) -> None:
    """Refresh PostgreSQL's statistics of tables, so that it does not plan for small ones."""
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.format_table
        for table in tables:
            connection.exec_driver_sql(f"ANALYZE {quote(table)}")


def _droppable(connection: Connection, tables: Collection[Table], up_to_bytes: int) -> list[Table]:
    small = [table for table in tables if _is_small(connection, table, up_to_bytes)]
    owned = [table for table in small if _is_owner(connection, table)]
    # Without a size it is all or nothing: the locks of one table keep readers from all of them.
    if not up_to_bytes and (len(small) < len(tables) or not _lock(connection, owned)):
        return []
    return owned


def _lock(connection: Connection, tables: Collection[Table]) -> bool:
    """
    Lock tables, and those that they refer to, as it takes to drop their parts.

    Returns:
        False: somebody is reading one of them, and no reader shall keep a load from its end.
    """
    referred = (key.referred_table for it in tables for key in it.foreign_key_constraints)
    quote = connection.dialect.identifier_preparer.format_table
    names = sorted({quote(table) for table in (*tables, *referred)})
    try:
        with connection.begin_nested():
            for name in names:
                connection.exec_driver_sql(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE NOWAIT")
    except exc.OperationalError:  # a server that is gone will say so to the next statement
        return False
    return True


def _unused_keys(tables: Collection[Table]) -> list[Key]:
    """Return the keys of tables that no table outside of them refers to."""
    unused = (table for table in tables if not _is_referred_to(table, tables))
    return [key for table in unused for key in _keys(table)]


def _keys(table: Table) -> list[Key]:
    return _by_name(it for it in table.constraints if isinstance(it, Key))


def _indexes(tables: Iterable[Table]) -> list[Index]:
    return [index for table in tables for index in _by_name(table.indexes)]


def _references(tables: Iterable[Table]) -> list[ForeignKeyConstraint]:
    return [it for table in tables for it in _by_name(table.foreign_key_constraints)]


def _is_referred_to(table: Table, inside: Collection[Table]) -> bool:
    """Return whether tables other than those *inside* refer to this one: they need its keys."""
    return any(
        reference.referred_table is table
        for other in table.metadata.tables.values()
        if other not in inside
        for reference in other.foreign_key_constraints
    )


def _tables(statement: Any) -> set[Any]:
    """Return the tables that a statement uses; a textual statement names none."""
    parts = list(visitors.iterate(statement))
    return {*parts, *(getattr(part, "table", None) for part in parts)}


def _by_name(parts: Iterable[_P]) -> list[_P]:
    # SQLAlchemy has them in sets: without an order, loads of the same file would differ.
    return sorted(parts, key=lambda part: str(part.name))


def _is_empty(connection: Connection, table: Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is None


def _is_small(connection: Connection, table: Table, bytes_: int) -> bool:
    """Return whether a table of PostgreSQL is empty, or has at most so many bytes."""
    size = sa.text("SELECT pg_table_size(to_regclass(:name)) <= :bytes")
    small = connection.execute(size, {"name": table.name, "bytes": bytes_}).scalar()
    return bool(small) or _is_empty(connection, table)


def _is_owner(connection: Connection, table: Table) -> bool:
    owner = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:name)"
    return bool(connection.execute(sa.text(owner), {"name": table.name}).scalar())
