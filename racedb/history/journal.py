"""
What one import does to rows that were there before it, and which rows it makes: for undo and diff.

Facts know their import, so made results, laps and stops need no word here. All else becomes rows of
`revisions`: a changed row with the values that differ, a removed one whole, and the made rows of a
table with ids as one range of them, for an import makes them one behind the other. A session that
was there and that the file is about gets a revision even if nothing of it changed: later it tells
whether another import relied on it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import KEPT, TABLES, in_chunks

_NOT_MADE_BY_LOADS = {"imports", "sources", "revisions"}
WITH_IDS = tuple(
    name for name, table in TABLES.items() if "id" in table.c and name not in _NOT_MADE_BY_LOADS
)
"""Tables whose new rows are told by a range of ids."""
REPLACED_WHOLE = ("entry_drivers", "drives")
"""Rows that nothing refers to and whose keys trade places: they are revised whole."""
_GROUPED = {
    "entry_drivers": ("entry_id", "entries"),
    "drives": ("session_id", "sessions"),
    "results": ("session_id", "sessions"),
}
"""Tables whose rows are looked at together, by the column of what they belong to."""

Row = tuple[Any, ...]


class Journal:
    """The rows that one import may change, as they were; lives as long as the import."""

    def __init__(self, connection: Connection, import_id: int, *, compares: bool = False) -> None:
        """
        Note how far the ids of every table go before the import.

        Args:
            connection: inside the transaction of the import.
            import_id: its number.
            compares: what the file says of crews is held against what is stored, at the end.
        """
        self.connection, self.import_id, self.compares = connection, import_id, compares
        self.conflicts: list[tuple[int, str, int | str, int | str]] = []
        """What the file says otherwise of an entry and a load does not change: entry, column,
        stored, said."""
        self.crews: list[pl.DataFrame] = []
        """entry_id and driver_id: whom the file's classifications name for an entry; only of an
        import that compares."""
        self.names_crews = False
        """A classification or a list of entries of this import has named crews."""
        self.changed: set[tuple[int, ...]] = set()
        """Session and entry of the results whose change is written already."""
        self.last_ids = _last_ids(connection)
        self._snapshotted: dict[str, set[int]] = {}
        self._before: dict[str, dict[Row, Row]] = {}

    def existed_before(self, table: str, number: int) -> bool:
        """Say whether a row was there before this import."""
        return number <= self.last_ids[table]

    def snapshot(self, table: str, ids: Iterable[int]) -> None:
        """
        Remember rows as they are, before they may be changed; only the first time counts.

        Args:
            table: one with an id, or of the crews and facts of _GROUPED.
            ids: of the rows; of grouped ones those of their entries or sessions.
        """
        _, parent = _GROUPED.get(table, ("id", table))
        asked = self._snapshotted.setdefault(table, set())
        new = {number for number in ids if self.existed_before(parent, number)} - asked
        asked |= new
        self._before.setdefault(table, {}).update(self._read(table, new))

    def snapshotted(self, table: str) -> AbstractSet[int]:
        """Give the ids of which rows are remembered: their changes are written at the end."""
        return self._snapshotted.get(table, set())

    def finish(self, session_ids: Iterable[int]) -> None:
        """
        Write the revisions.

        Args:
            session_ids: the sessions that the file is about.
        """
        about = {number for number in session_ids if self.existed_before("sessions", number)}
        self.snapshot("sessions", about)
        revisions = [revision for name in self._before for revision in self._revised(name, about)]
        revisions += self._made(WITH_IDS)
        write_revisions(self.connection, self.import_id, revisions)

    def record_late(self, table: str) -> None:
        """Write down what became of a table behind `finish`: questions, corrections made again."""
        revisions = [*self._revised(table, set())] if table in self._before else []
        write_revisions(self.connection, self.import_id, [*revisions, *self._made([table])])

    def _read(self, table: str, ids: set[int]) -> dict[Row, Row]:
        source, columns = TABLES[table], _columns(table)
        column = source.c[_GROUPED.get(table, ("id",))[0]]
        names = [it.name for it in columns]
        places = [names.index(key.name) for key in source.primary_key.columns]
        return {
            tuple(row[place] for place in places): tuple(row)
            for chunk in in_chunks(ids)
            for row in self.connection.execute(sa.select(*columns).where(column.in_(chunk)))
        }

    def _revised(self, table: str, about: set[int]) -> Iterable[dict[str, Any]]:
        before, after = self._before[table], self._read(table, self._snapshotted[table])
        names = [column.name for column in _columns(table)]
        keys = TABLES[table].primary_key.columns.keys()
        for key in dict.fromkeys([*before, *after]):
            old, new = before.get(key), after.get(key)
            touched = table == "sessions" and key[0] in about
            # A result that was not there tells its import by itself.
            if (old == new and not touched) or (old is None and table == "results"):
                continue
            values = [
                {name: value for name, value in zip(names, row, strict=True) if name not in keys}
                if row
                else None
                for row in (old, new)
            ]
            if old and new and table not in REPLACED_WHOLE:
                values = _differing(values)
            yield revision(table, dict(zip(keys, key, strict=True)), *values)

    def _made(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """Give the ranges of new rows of tables that have some; asked in one statement."""
        found = self.connection.execute(
            sa.text(
                " UNION ALL ".join(
                    f"SELECT '{name}', min(id), max(id), count(*) FROM {name} "
                    f"WHERE id > {self.last_ids[name]}"
                    for name in names
                )
            )
        )
        return [
            revision(name, {"ids": [first, last]}, None, {"rows": count})
            for name, first, last, count in found
            if count
        ]


def _columns(table: str) -> list[sa.Column[Any]]:
    """Give the columns of which changes are told."""
    return [column for column in TABLES[table].c if column.name not in KEPT.get(table, ())]


def revision(
    table: str,
    key: Mapping[str, Any],
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Give one row of revisions, without its import."""
    return {
        "table_name": table,
        "row_key": as_json(key),
        "old": None if old is None else as_json(old),
        "new": None if new is None else as_json(new),
    }


def write_revisions(
    connection: Connection, import_id: int, revisions: Sequence[Mapping[str, Any]]
) -> None:
    """Insert what `revision` gave."""
    if revisions:
        texts = dict.fromkeys(("table_name", "row_key", "old", "new"), pl.String)
        frame = pl.DataFrame(revisions, schema=texts)
        bulk.insert(
            connection,
            TABLES["revisions"],
            frame.with_columns(pl.lit(import_id, pl.Int64).alias("import_id")),
        )


def as_json(values: Mapping[str, Any]) -> str:
    """Write values as JSON; dates and moments in ISO 8601."""
    return json.dumps(values, ensure_ascii=False, default=date.isoformat)


def _differing(values: Sequence[Mapping[str, Any] | None]) -> list[dict[str, Any] | None]:
    """Keep what differs of two rows, and always where they come from."""
    old, new = (side or {} for side in values)
    names = [n for n in old if old[n] != new[n] or n in {"import_id", "line"}]
    return [{name: side[name] for name in names} for side in (old, new)]


def _last_ids(connection: Connection) -> dict[str, int]:
    """Give the last id of every table, in one statement."""
    each = (f"SELECT '{name}', coalesce(max(id), 0) FROM {name}" for name in WITH_IDS)
    found = connection.execute(sa.text(" UNION ALL ".join(each)))
    return {str(name): int(last) for name, last in found}
