"""Rows by their ids: reading those of many ids, and new rows that get theirs before they are in."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, SQLColumnExpression, Table, bindparam, update

from racedb.db import bulk
from racedb.models import SCHEMA

TABLES: Mapping[str, Table] = SCHEMA.tables

# Ids in one statement at most; SQLite takes 32,766 parameters.
_IN_CHUNK = 5_000
# So many consecutive ids are worth a statement of their own.
_RANGE = 500
# Ids reserved in advance at most.
_BLOCK = 50_000

Snapshot = Callable[[str, Iterable[int]], None]
"""Remembers rows of a table, by their ids, before they are changed."""


def fetch_in(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    column: SQLColumnExpression[Any],
    ids: Iterable[int],
) -> pl.DataFrame:
    """Read the rows whose *column* is one of *ids*; the frame has types even without rows."""
    wanted = set(ids)
    # The ids of one load are mostly consecutive: a range needs two parameters, a list one for each.
    ranges = [(first, last) for first, last in id_ranges(wanted) if last - first >= _RANGE]
    within = statement.where(column.between(bindparam("first"), bindparam("last")))
    found = [
        bulk.fetch(connection, within, {"first": first, "last": last}) for first, last in ranges
    ]
    for first, last in ranges:
        wanted.difference_update(range(first, last + 1))
    # An expanding parameter: a list written into the statement would stay in memory with it.
    listed = statement.where(column.in_(bindparam("ids", expanding=True)))
    found += [bulk.fetch(connection, listed, {"ids": some}) for some in in_chunks(wanted)]
    return pl.concat(found) if found else bulk.empty_frame(statement)


def in_chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield sorted ids, as many at a time as fit into one statement."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _IN_CHUNK):
        yield wanted[start : start + _IN_CHUNK]


def id_ranges(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """
    Join consecutive ids to ranges: first and last of each.

    >>> list(id_ranges({7, 3, 4, 5}))
    [(3, 5), (7, 7)]
    """
    first = last = None
    for number in sorted(ids):
        if first is None or last is None:
            first = number
        elif number != last + 1:
            yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last


class NewRows:
    """
    The rows that a transaction adds: each gets its id at once, `flush` inserts them together.

    Later rows refer to earlier ones before any of them is in the database, and a batch of a
    thousand new drivers is one statement.
    """

    def __init__(self, connection: Connection) -> None:
        """Start without rows."""
        self.connection = connection
        self.locked: frozenset[str] = frozenset()
        """Tables that no other session can insert into before this transaction ends."""
        self.made: Counter[str] = Counter()
        """How many rows each table got, for the report."""
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self._by_id: dict[tuple[str, int], dict[str, Any]] = {}
        """The waiting rows that have an id."""
        self._free: defaultdict[str, deque[int]] = defaultdict(deque)
        self._last_ids: dict[str, int] = {}
        """The highest id of each table that is used or reserved, as far as it is known."""
        self._snapshot: Snapshot = lambda _table, _ids: None

    def begin(self, last_ids: Mapping[str, int], snapshot: Snapshot) -> None:
        """
        Begin an import.

        Args:
            last_ids: the highest id of each table before it.
            snapshot: called before stored rows are changed.
        """
        self._snapshot = snapshot
        for table, last in last_ids.items():
            self._last_ids[table] = max(last, self._last_ids.get(table, 0))

    def snapshot(self, table: str, ids: Iterable[int]) -> None:
        """Remember stored rows as they are; call it before you change them."""
        self._snapshot(table, ids)

    def may_hold(self, table: str) -> bool:
        """Return whether a table can have rows: a new database is not searched for names."""
        return self._last_ids.get(table, 1) > 0

    def ask(self, table: str, statement: Select[Any]) -> Iterable[Sequence[Any]]:
        """Read rows of a table, unless it cannot have any."""
        return self.connection.execute(statement) if self.may_hold(table) else ()

    def take_ids(self, table: str, count: int) -> list[int]:
        """Reserve ids of a table, more of them at a time the more it gets."""
        free = self._free[table]
        if missing := max(0, count - len(free)):
            more = max(missing, min(self.made[table], _BLOCK))
            free += bulk.new_ids(
                self.connection,
                TABLES[table],
                more,
                given=self._last_ids.get(table),
                is_locked=table in self.locked,
            )
            self._last_ids[table] = free[-1]
        return [free.popleft() for _ in range(count)]

    def take_id(self, table: str) -> int:
        """Reserve one id of a table."""
        free = self._free[table]
        return free.popleft() if free else self.take_ids(table, 1)[0]

    def add(self, table: str, row: dict[str, Any]) -> int:
        """Add a row, to be inserted by `flush`; return its id."""
        number = self.take_id(table)
        self.made[table] += 1
        row = {"id": number, **row}
        self._waiting.setdefault(table, []).append(row)
        self._by_id[table, number] = row
        return number

    def amend(self, table: str, number: int, values: Mapping[str, Any]) -> None:
        """Change a row, whether it still waits or is in the database already."""
        if waiting := self._by_id.get((table, number)):
            waiting.update(values)
            return
        self.flush()  # the values may refer to rows that wait
        self.snapshot(table, [number])
        stored = TABLES[table]
        self.connection.execute(update(stored).where(stored.c.id == number).values(values))

    def flush(self) -> None:
        """Insert everything that waits, parents before children."""
        waiting, self._waiting, self._by_id = self._waiting, {}, {}
        for table in SCHEMA.sorted_tables:
            if rows := waiting.get(table.name):
                frame = pl.DataFrame(rows, infer_schema_length=None)
                bulk.insert(self.connection, table, frame)
