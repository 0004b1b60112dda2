"""
Results as they were before and after an import, whatever happened since.

What is stored now is rolled back through the revisions of later imports, and then through those of
the import itself. So an old import is compared in the same way as on the day when it was loaded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection
from sqlalchemy.orm import InstrumentedAttribute

from racedb.db.rows import in_chunks
from racedb.history.revisions import ImportRevisions, Revision
from racedb.models import Result

ResultKey = tuple[int, int]
"""Session and entry."""
Results = Mapping[ResultKey, Mapping[str, Any]]

_TOGETHER = 500
"""Sessions whose results are in memory at the same time."""
_PLACES = ("position", "class_position")


class Sides(NamedTuple):
    """Results before and after an import: those it touched, and all where others may have won."""

    before: Results
    after: Results

    @property
    def keys(self) -> AbstractSet[ResultKey]:
        """Session and entry of the results on either side."""
        return self.before.keys() | self.after.keys()


def roll_back(connection: Connection, revisions: ImportRevisions) -> Iterator[Sides]:
    """Return the results of the sessions that existed before an import, some sessions at a time."""
    existed = revisions.session_ids.difference(revisions.made.get("sessions", ()))
    if not existed:  # a first load of a big file: nothing to compare, and no query over its results
        return
    later = _by_session(one for one in revisions.later if one.table == "results")
    own = _by_session(revisions.of("results"))
    brought = sa.select(Result.session_id).where(Result.import_id == revisions.import_id)
    ids = sorted({*later, *own, *connection.scalars(brought.distinct())} & existed)
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        yield _sides(connection, some, _of(later, some), _of(own, some), revisions.import_id)


_BySession = Mapping[int, Sequence[Revision]]


def _by_session(revisions: Iterable[Revision]) -> _BySession:
    out: dict[int, list[Revision]] = {}
    for one in revisions:
        out.setdefault(one.key["session_id"], []).append(one)
    return out


def _of(revisions: _BySession, session_ids: Iterable[int]) -> list[Revision]:
    return [one for number in session_ids for one in revisions.get(number, ())]


def _sides(
    connection: Connection,
    session_ids: Sequence[int],
    later: Sequence[Revision],
    own: Sequence[Revision],
    import_id: int,
) -> Sides:
    stored = _touched(connection, session_ids, [*later, *own], import_id)
    sides = _before_and_after(stored, later, own, import_id)
    # A car that the import did not touch may win instead: then all results of the session count.
    if moved := _with_other_places(sides):
        stored |= _read(connection, Result.session_id, moved)
        sides = _before_and_after(stored, later, own, import_id)
    return sides


def _touched(
    connection: Connection, session_ids: Sequence[int], revisions: Sequence[Revision], first: int
) -> dict[ResultKey, Mapping[str, Any]]:
    """Read the results that revisions are about, or that came with the import *first* or later."""
    stored = _read(connection, Result.session_id, session_ids, Result.import_id >= first)
    missing = {(one.key["session_id"], one.key["entry_id"]) for one in revisions} - stored.keys()
    others = _read(connection, Result.entry_id, {entry for _, entry in missing})
    return stored | {key: row for key, row in others.items() if key in missing}


def _read(
    connection: Connection,
    column: InstrumentedAttribute[int],
    ids: Iterable[int],
    *where: ColumnElement[bool],
) -> dict[ResultKey, Mapping[str, Any]]:
    """Read results as they are now, by their session or entry."""
    statement = sa.select(Result).where(*where)
    return {
        (row["session_id"], row["entry_id"]): dict(row)
        for some in in_chunks(ids)
        for row in connection.execute(statement.where(column.in_(some))).mappings()
    }


def _before_and_after(
    stored: Results, later: Sequence[Revision], own: Sequence[Revision], import_id: int
) -> Sides:
    after = _rolled_back(stored, later, import_id)
    return Sides(_rolled_back(after, own, import_id - 1), after)


def _rolled_back(results: Results, revisions: Iterable[Revision], last: int) -> Results:
    """Roll revisions back, the latest first, and leave out what imports after *last* made."""
    out = dict(results)
    # A removed row has all columns that there were then in its revision. One that somebody deleted
    # by hand has only what was corrected: nobody knows where it came from, and it stays out.
    unknown = {**dict.fromkeys(Result.__table__.c.keys()), "import_id": last + 1}
    for one in revisions:
        key = (one.key["session_id"], one.key["entry_id"])
        out[key] = {**out.get(key, unknown), **one.key, **(one.old or {})}
    return {key: row for key, row in out.items() if row["import_id"] <= last}


def _with_other_places(sides: Sides) -> set[int]:
    """Return the sessions in which another car may have won."""
    return {
        key[0]
        for key in sides.keys
        if _places(sides.before.get(key)) != _places(sides.after.get(key))
    }


def _places(row: Mapping[str, Any] | None) -> list[Any] | None:
    return None if row is None else [row[name] for name in _PLACES]
