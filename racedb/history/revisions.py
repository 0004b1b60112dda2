"""Revisions as they are read again, to tell what an import changed and to take it back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb.db.rows import TABLES
from racedb.errors import RaceDBError
from racedb.identity.merge import DECISION
from racedb.models.base import UTCDateTime


class Revision(NamedTuple):
    """A row that an import changed, took away (no new) or made (no old)."""

    import_id: int
    table: str
    key: Mapping[str, Any]
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


class Told(NamedTuple):
    """What the revisions of one import tell."""

    rows: tuple[Revision, ...]
    """In the order in which they were written."""
    made: Mapping[str, range]
    """Ids of the rows that it made, by table."""
    about: frozenset[int]
    """Sessions that its file is about."""


def import_revisions(revisions: Iterable[Revision]) -> Told:
    """Sort the revisions of one import, given the latest first."""
    rows: dict[tuple[Any, ...], Revision] = {}
    made: dict[str, range] = {}
    about: set[int] = set()
    for one in revisions:
        if ids := one.key.get("ids"):
            made[one.table] = range(ids[0], ids[1] + 1)
            continue
        if one.table == "sessions":
            about.add(one.key["id"])
        if one.old or one.new:  # else a session of which nothing itself changed
            key = (one.table, *sorted(one.key.items()))
            rows[key] = _one(one, rows.pop(key, None))
    return Told(
        tuple(reversed(rows.values())), made, frozenset(about) | frozenset(made.get("sessions", ()))
    )


def _one(earlier: Revision, later: Revision | None) -> Revision:
    """Tell two changes of one row as one: a correction made again changes it a second time."""
    if later is None:
        return earlier
    old = None if earlier.old is None else {**(later.old or {}), **earlier.old}
    new = None if later.new is None else {**(earlier.new or {}), **later.new}
    return Revision(earlier.import_id, earlier.table, earlier.key, old, new)


def since(connection: Connection, import_id: int) -> list[Revision]:
    """
    Read the revisions of an import and of all later ones, the latest first.

    Answers that were taken back are left out: their revisions stay, but nothing rests on them.
    """
    table, imports = TABLES["revisions"], TABLES["imports"]
    columns = ("import_id", "table_name", "row_key", "old", "new")
    statement = (
        sa.select(*(table.c[name] for name in columns))
        .join(imports, imports.c.id == table.c.import_id)
        .where(table.c.import_id >= import_id, imports.c.state != "undone")
        .order_by(table.c.import_id.desc(), table.c.id.desc())
    )
    return [Revision(*row) for row in connection.execute(statement)]


def require_applied(connection: Connection, import_id: int) -> None:
    """
    Make sure that an import is there and in force.

    Raises:
        RaceDBError: there is none, or nothing of it is stored.
    """
    imports = TABLES["imports"]
    found = connection.execute(
        sa.select(imports.c.state, imports.c.reader).where(imports.c.id == import_id)
    ).one_or_none()
    if found is None:
        raise RaceDBError(f"import {import_id} is not there; 'racedb imports list' shows all")
    state, reader = found
    if reader == DECISION:
        raise RaceDBError(
            f"import {import_id} is the answer to a review; 'racedb review' shows and reopens it"
        )
    if state == "undone":
        raise RaceDBError(f"import {import_id} is undone already: nothing of it is left")
    if state != "applied":
        raise RaceDBError(f"import {import_id} was {state}: nothing of it was stored")


def typed(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Make dates and moments of their texts again."""
    out = dict(values)
    for name, value in values.items():
        kind = _TIMES.get(type(table.c[name].type))
        if kind and value is not None:
            out[name] = kind.fromisoformat(value)
    return out


_TIMES: dict[type, type[date]] = {UTCDateTime: datetime, sa.Date: date}
