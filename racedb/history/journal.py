"""
What one import changes of the rows that were there before it, and which rows it makes.

The journal takes snapshots of rows before they may change, compares them at the end of the import
and writes the differences into `revisions`, where diff and undo find them:

- a changed row with the values that differ, a removed row with all its values;
- the new rows of a table with ids as one range, because an import numbers them consecutively;
- a session that was there before and that the file is about, even if nothing of it changed: it
  shows later whether another import relied on it.

New results, laps and pit stops need no revision: they name their import themselves.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, in_chunks
from racedb.models.base import is_derived

_NOT_JOURNALED = {"imports", "sources", "revisions"}
WITH_IDS = tuple(
    name for name, table in TABLES.items() if "id" in table.c and name not in _NOT_JOURNALED
)
"""Tables whose new rows are recorded as a range of ids."""
REPLACED_WHOLE = ("entry_drivers", "drives")
"""Tables whose keys trade places and that nothing refers to: their revisions have whole rows."""
_ORIGIN = {"import_id", "line"}

Row = tuple[Any, ...]


class _Group(NamedTuple):
    """Rows that are read together: all of one entry, or all of one session."""

    column: str
    parent: str


_GROUPED = {
    "entry_drivers": _Group("entry_id", "entries"),
    "drives": _Group("session_id", "sessions"),
    "results": _Group("session_id", "sessions"),
}
"""Tables that are snapshotted by the ids of what their rows belong to."""


class Conflict(NamedTuple):
    """A value of an entry that a file states differently."""

    entry_id: int
    column: str
    stored: int | str | None
    stated: int | str | None
    """Of a driver NULL on one side: who is named, or is not, by the file."""
    is_replaced: bool = False
    """The value of the file is stored now; else that of an earlier file stays."""


class Journal:
    """Snapshots of the rows that one import may change; lives as long as the import."""

    def __init__(self, connection: Connection, import_id: int) -> None:
        """
        Remember the last id of every table before the import.

        Args:
            connection: inside the transaction of the import.
            import_id: its number.
        """
        self.connection, self.import_id = connection, import_id
        self.conflicts: list[Conflict] = []
        """What the file states differently of entries."""
        self.recorded: set[tuple[int, ...]] = set()
        """Session and entry of the results whose revisions are written already."""
        self.last_ids = _last_ids(connection)
        self._snapshotted: dict[str, set[int]] = {}
        self._before: dict[str, dict[Row, Row]] = {}

    def existed_before(self, table: str, number: int) -> bool:
        """Return whether a row existed before this import."""
        return number <= self.last_ids[table]

    def snapshot(self, table: str, ids: Iterable[int]) -> None:
        """
        Remember rows as they are, before they may change; only the first snapshot counts.

        Args:
            table: one with an id, or entry_drivers, drives or results.
            ids: of the rows; of entry_drivers their entries, of drives and results their sessions.
        """
        parent = _GROUPED[table].parent if table in _GROUPED else table
        done = self._snapshotted.setdefault(table, set())
        new = {number for number in ids if self.existed_before(parent, number)} - done
        done |= new
        self._before.setdefault(table, {}).update(self._read(table, new))

    def snapshotted(self, table: str) -> AbstractSet[int]:
        """Return the ids that `snapshot` got of a table: the journal writes their changes."""
        return self._snapshotted.get(table, set())

    def finish(self, session_ids: Iterable[int]) -> None:
        """
        Write the revisions of the import.

        Args:
            session_ids: the sessions that the file is about.
        """
        about = {number for number in session_ids if self.existed_before("sessions", number)}
        self.snapshot("sessions", about)
        changed = [one for name in self._before for one in self._revisions(name, about)]
        self._write([*changed, *self._new_rows(WITH_IDS)])

    def record_late(self, table: str) -> None:
        """Write the revisions of a table that changed after `finish`: reviews, corrections."""
        changed = self._revisions(table) if table in self._before else ()
        self._write([*changed, *self._new_rows([table])])

    def _write(self, revisions: Sequence[Mapping[str, Any]]) -> None:
        write_revisions(self.connection, self.import_id, revisions)

    def _read(self, table: str, ids: set[int]) -> dict[Row, Row]:
        """Read rows as they are now, by their primary keys."""
        source, columns = TABLES[table], _columns(table)
        by = source.c[_GROUPED[table].column if table in _GROUPED else "id"]
        places = [columns.index(key) for key in source.primary_key.columns]
        return {
            tuple(row[place] for place in places): tuple(row)
            for chunk in in_chunks(ids)
            for row in self.connection.execute(sa.select(*columns).where(by.in_(chunk)))
        }

    def _revisions(
        self, table: str, about: AbstractSet[int] = frozenset()
    ) -> Iterator[dict[str, Any]]:
        """Compare the snapshots of a table with what its rows are now."""
        before, after = self._before[table], self._read(table, self._snapshotted[table])
        names = TABLES[table].primary_key.columns.keys()
        for key in dict.fromkeys([*before, *after]):
            old, new = before.get(key), after.get(key)
            is_relied_on = table == "sessions" and key[0] in about
            if is_relied_on or _is_worth_a_revision(table, old, new):
                sides = _sides(table, old, new)
                yield revision(table, dict(zip(names, key, strict=True)), *sides)

    def _new_rows(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """Return a revision for each table that got rows, with the range of their ids."""
        each = (
            f"SELECT '{name}', min(id), max(id), count(*) FROM {name} "
            f"WHERE id > {self.last_ids[name]}"
            for name in names
        )
        return [
            revision(name, {"ids": [first, last]}, None, {"rows": count})
            for name, first, last, count in _execute_all(self.connection, each)
            if count
        ]


def revision(
    table: str,
    key: Mapping[str, Any],
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return one row of revisions, without its import."""
    return {
        "table_name": table,
        "row_key": _json(key),
        "old": None if old is None else _json(old),
        "new": None if new is None else _json(new),
    }


def write_revisions(
    connection: Connection, import_id: int, revisions: Sequence[Mapping[str, Any]]
) -> None:
    """Insert what `revision` returned."""
    if revisions:
        texts = dict.fromkeys(("table_name", "row_key", "old", "new"), pl.String)
        frame = pl.DataFrame(revisions, schema=texts)
        bulk.insert(
            connection,
            TABLES["revisions"],
            frame.with_columns(pl.lit(import_id, pl.Int64).alias("import_id")),
        )


def _json(values: Mapping[str, Any]) -> str:
    """Write values as JSON; dates and moments in ISO 8601."""
    return json.dumps(values, ensure_ascii=False, default=date.isoformat)


@cache
def _columns(table: str) -> Sequence[sa.Column[Any]]:
    """Return the columns whose changes are recorded: all but those that follow from others."""
    return [column for column in TABLES[table].c if not is_derived(column)]


def _is_worth_a_revision(table: str, old: Row | None, new: Row | None) -> bool:
    is_new_result = table == "results" and old is None  # it names its import itself
    return old != new and not is_new_result


def _sides(
    table: str, old: Row | None, new: Row | None
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """Return the values of a row before and after: those that differ, or all of a whole row."""
    if old is None or new is None or table in REPLACED_WHOLE:
        return _values(table, old), _values(table, new)
    columns = [
        (column.name, was, now)
        for column, was, now in zip(_columns(table), old, new, strict=True)
        if was != now or column.name in _ORIGIN  # undo must know where a row came from
    ]
    return {name: was for name, was, _ in columns}, {name: now for name, _, now in columns}


def _values(table: str, row: Row | None) -> Mapping[str, Any] | None:
    """Return the values of a row by column, without its key."""
    if row is None:
        return None
    pairs = zip(_columns(table), row, strict=True)
    return {column.name: value for column, value in pairs if not column.primary_key}


def _last_ids(connection: Connection) -> dict[str, int]:
    """Return the last id of every table, 0 of an empty one."""
    each = (f"SELECT '{name}', coalesce(max(id), 0) FROM {name}" for name in WITH_IDS)
    return {str(name): int(last) for name, last in _execute_all(connection, each)}


def _execute_all(connection: Connection, selects: Iterable[str]) -> Iterable[Sequence[Any]]:
    """Execute selects as one statement; as text, which needs no compilation in every process."""
    return connection.execute(sa.text(" UNION ALL ".join(selects))).all()
