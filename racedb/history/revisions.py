"""Revisions read back: what an import changed, removed and made, and what came after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb.db.rows import TABLES
from racedb.errors import NotFoundError, RaceDBError
from racedb.identity.moves import DECISION
from racedb.models import SCHEMA
from racedb.models.base import UTCDateTime

MOVE = "move"
"""The value of imports.reader for sessions that a person moved (racedb.ingest.move)."""
RowKey = tuple[Any, ...]
"""A table and the parts of a primary key: what identifies a row of any table."""


class Revision(NamedTuple):
    """A row that an import changed, removed (no new values) or made (no old values)."""

    import_id: int
    table: str
    key: Mapping[str, Any]
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None

    @property
    def ids(self) -> range | None:
        """The ids of new rows, where the revision stands for a range of them."""
        ids = self.key.get("ids")
        return range(ids[0], ids[1] + 1) if ids else None

    @property
    def changes_a_row(self) -> bool:
        """Whether it is about one row; else about new rows, or a session that did not change."""
        return "ids" not in self.key and bool(self.old or self.new)

    @property
    def row(self) -> RowKey:
        """What identifies the row."""
        return row_key(self.table, self.key)


def row_key(table: str, key: Mapping[str, Any]) -> RowKey:
    """Return what identifies a row by its table and primary key."""
    return table, *sorted(key.items())


@dataclass(frozen=True, slots=True)
class ImportRevisions:
    """The revisions of one import, and those of all later imports."""

    import_id: int
    all: tuple[Revision, ...]
    """Of the import and of later ones, the latest first, as they are stored."""
    rows: tuple[Revision, ...]
    """Rows that the import changed or removed, in that order, one revision for each row."""
    made: Mapping[str, range]
    """Ids of the rows that the import made, by table."""
    session_ids: frozenset[int]
    """Sessions that its file is about."""

    @property
    def later(self) -> Iterator[Revision]:
        """The revisions of later imports, the latest first."""
        return (one for one in self.all if one.import_id != self.import_id)

    @property
    def made_tables(self) -> list[Table]:
        """The tables of which the import made rows with ids, children before parents."""
        return [table for table in reversed(SCHEMA.sorted_tables) if table.name in self.made]

    def of(self, *tables: str) -> Iterator[Revision]:
        """Return the rows of some tables that the import changed or removed."""
        return (one for one in self.rows if one.table in tables)


def import_revisions(connection: Connection, import_id: int) -> ImportRevisions:
    """Read the revisions of an import and of all later ones."""
    stored = _revisions_since(connection, import_id)
    rows: dict[RowKey, Revision] = {}
    made: dict[str, range] = {}
    about: set[int] = set()
    for one in stored:
        if one.import_id != import_id:
            continue
        if one.ids:
            made[one.table] = one.ids
        elif one.table == "sessions":
            about.add(one.key["id"])
        if one.changes_a_row:
            # Taken out and put in again, so that the order is that of the first changes.
            rows[one.row] = _combined(one, rows.pop(one.row, None))
    return ImportRevisions(
        import_id,
        tuple(stored),
        tuple(reversed(rows.values())),
        made,
        frozenset(about.union(made.get("sessions", ()))),
    )


def _combined(earlier: Revision, later: Revision | None) -> Revision:
    """Make two changes of one row one: a correction that is replayed changes it a second time."""
    if later is None:
        return earlier
    old = None if earlier.old is None else {**(later.old or {}), **earlier.old}
    new = None if later.new is None else {**(earlier.new or {}), **later.new}
    return earlier._replace(old=old, new=new)


def _revisions_since(connection: Connection, import_id: int) -> list[Revision]:
    """
    Read the revisions of an import and of all later ones, the latest first.

    Imports that are undone are left out: answers to reviews keep their revisions when they are
    reopened, but nothing rests on them any more.
    """
    stored, imports = TABLES["revisions"].c, TABLES["imports"]
    statement = (
        sa.select(stored.import_id, stored.table_name, stored.row_key, stored.old, stored.new)
        .join(imports, imports.c.id == stored.import_id)
        .where(stored.import_id >= import_id, imports.c.state != "undone")
        .order_by(stored.import_id.desc(), stored.id.desc())
    )
    return [Revision(*row) for row in connection.execute(statement)]


def require_applied(connection: Connection, import_id: int) -> None:
    """
    Make sure that an import exists and is in force.

    Raises:
        NotFoundError: it does not exist.
        RaceDBError: nothing of it is stored.
    """
    imports = TABLES["imports"].c
    statement = sa.select(imports.state, imports.reader).where(imports.id == import_id)
    found = connection.execute(statement).one_or_none()
    if found is None:
        raise NotFoundError(f"there is no import {import_id}; 'racedb imports list' shows all")
    state, reader = found
    # A decision has revisions like an import, but reopening its review restores more than rows.
    if reader == DECISION:
        raise RaceDBError(
            f"import {import_id} is the answer to a review; 'racedb review' shows and reopens it"
        )
    if reader == MOVE:
        raise RaceDBError(f"import {import_id} moved sessions; 'racedb move' moves them back")
    if state == "undone":
        raise RaceDBError(f"import {import_id} is already undone")
    if state != "applied":
        raise RaceDBError(f"import {import_id} was {state}: nothing of it was stored")


def typed(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the database takes them: dates and moments are text in revisions."""
    return {name: _typed_value(table.c[name], value) for name, value in values.items()}


def _typed_value(column: sa.Column[Any], value: Any) -> Any:
    kind = _TIMES.get(type(column.type))
    return kind.fromisoformat(value) if kind and value is not None else value


_TIMES: dict[type, type[date]] = {UTCDateTime: datetime, sa.Date: date}
