"""New rows of reference tables: they get their ids at once, and are inserted together."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlalchemy import Column, Connection, Select, Table, bindparam

from racedb.checks import runs
from racedb.db import bulk
from racedb.models import SCHEMA
from racedb.models.base import derived_columns

if TYPE_CHECKING:
    from racedb.history.journal import Journal

TABLES: Mapping[str, Table] = SCHEMA.tables
KEPT: Mapping[str, Collection[str]] = {
    name: derived for name, table in TABLES.items() if (derived := derived_columns(table))
}
"""Columns that follow from other facts: no revision names them, and nobody corrects them."""

_IN_CHUNK = 5_000
"""Ids that one statement asks for at most; SQLite takes 32,766 parameters."""
_RANGE = 500
"""Ids that follow each other are worth a statement of their own."""
_BLOCK = 50_000
"""Ids that are taken in advance at most."""


def fetch_in(
    connection: Connection,
    statement: Select[Any],
    column: Column[Any],
    ids: Iterable[int],
) -> pl.DataFrame:
    """Read the rows whose *column* is one of *ids*; typed also when there are none."""
    wanted = set(ids)
    # Ids that a load gave follow each other: a range is told by two of them, a list by each.
    ranges = [(first, last) for first, last in runs(wanted) if last - first >= _RANGE]
    within = statement.where(column.between(bindparam("first"), bindparam("last")))
    found = [
        bulk.fetch(connection, within, {"first": first, "last": last}) for first, last in ranges
    ]
    for first, last in ranges:
        wanted.difference_update(range(first, last + 1))
    # A list in the statement itself would stay until Python looks for cycles.
    asked = statement.where(column.in_(bindparam("ids", expanding=True)))
    found += [bulk.fetch(connection, asked, {"ids": some}) for some in in_chunks(wanted)]
    return pl.concat(found) if found else bulk.nothing(statement)


def in_chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Give ids in order, so many at a time as one statement may ask for."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _IN_CHUNK):
        yield wanted[start : start + _IN_CHUNK]


class NewRows:
    """Rows that this load has made up to now; `flush` inserts what is waiting."""

    journal: "Journal"
    """The rows that were there, as they were before the import that is going on."""

    def __init__(self, connection: Connection) -> None:
        """Start with nothing waiting."""
        self.connection = connection
        self.locked: frozenset[str] = frozenset()
        """Tables that nobody else can insert into before this load ends."""
        self.made: Counter[str] = Counter()
        """How many rows each table got, for the report."""
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self._by_id: dict[tuple[str, int], dict[str, Any]] = {}
        """Those of the waiting rows that have an id."""
        self._free: defaultdict[str, deque[int]] = defaultdict(deque)
        self._given: dict[str, int] = {}
        """The last id of each table that is taken or free."""

    def begin(self, journal: "Journal") -> None:
        """Begin with an import, whose journal has asked for the last ids already."""
        self.journal = journal
        for table, last in journal.last_ids.items():
            self._given[table] = max(last, self._given.get(table, 0))

    def may_hold(self, table: str) -> bool:
        """Say whether there can be rows to ask for: some were there before the load, or it has."""
        return self._given.get(table, 1) > 0

    def ask(self, table: str, statement: Select[Any]) -> Iterable[Sequence[Any]]:
        """Read rows of a table; one that cannot hold any is not asked."""
        return self.connection.execute(statement) if self.may_hold(table) else ()

    def take_ids(self, table: str, count: int) -> list[int]:
        """Give the next free ids of a table; blocks grow, so that few statements ask for many."""
        free = self._free[table]
        if missing := max(0, count - len(free)):
            more = max(missing, min(self.made[table], _BLOCK))
            given = self._given.get(table)
            free += bulk.new_ids(
                self.connection, TABLES[table], more, given=given, is_locked=table in self.locked
            )
            self._given[table] = free[-1]
        return [free.popleft() for _ in range(count)]

    def take_id(self, table: str) -> int:
        """Give the next free id of a table."""
        free = self._free[table]
        return free.popleft() if free else self.take_ids(table, 1)[0]

    def add(self, table: str, row: dict[str, Any], *, with_id: bool = True) -> int:
        """Let a row wait for `flush`; gives its id (0 for a table without one)."""
        number = self.take_id(table) if with_id else 0
        self.made[table] += 1
        row = {"id": number, **row} if with_id else row
        self._waiting.setdefault(table, []).append(row)
        if with_id:
            self._by_id[table, number] = row
        return number

    def amend(self, table: str, number: int, values: Mapping[str, Any]) -> bool:
        """Change a row that still waits; False: it is in the database, change it there."""
        row = self._by_id.get((table, number))
        if row is not None:
            row.update(values)
        return row is not None

    def flush(self) -> None:
        """Insert everything that waits, parents before children."""
        waiting, self._waiting, self._by_id = self._waiting, {}, {}
        for table in SCHEMA.sorted_tables:
            if rows := waiting.get(table.name):
                frame = pl.DataFrame(rows, infer_schema_length=None)
                bulk.insert(self.connection, table, frame)
