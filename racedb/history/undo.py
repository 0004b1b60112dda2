"""
`racedb imports undo`: changed rows become what they were before an import, and new rows go.

It is refused when something depends on the import (racedb.history.dependents). Everything happens
in one transaction, so that a refusal halfway leaves nothing changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb import models
from racedb.db.engine import write
from racedb.db.rows import TABLES, in_chunks
from racedb.fields import OF_SESSION
from racedb.history.dependents import find_dependents, find_references, refuse_if_any
from racedb.history.journal import REPLACED_WHOLE
from racedb.history.revisions import (
    ImportRevisions,
    Revision,
    import_revisions,
    require_applied,
    typed,
)
from racedb.summaries.crew_text import entries_of
from racedb.summaries.makers import sessions_of
from racedb.summaries.registry import CHAMPIONSHIPS, CREWS, LAPS, RESULTS, refresh
from racedb.summaries.scored_seasons import seasons_of, with_championships

if TYPE_CHECKING:
    from sqlalchemy import URL


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did, in rows."""

    import_id: int
    restored: int
    removed: int


def undo(url: "URL", import_id: int) -> Undone:
    """
    Undo an import.

    Raises:
        RaceDBError: the import does not exist, stored nothing, or something depends on it.
    """
    with write(url) as connection:
        require_applied(connection, import_id)
        revisions = import_revisions(connection, import_id)
        refuse_if_any(connection, import_id, find_dependents(connection, revisions))
        seasons = _seasons(connection, revisions)
        _restore(connection, revisions)
        removed = _remove_facts(connection, revisions)
        refuse_if_any(connection, import_id, find_references(connection, revisions))
        removed += _remove_rows(connection, revisions)
        _mark_undone(connection, import_id)
        _refresh_summaries(connection, revisions)
        refresh(connection, CHAMPIONSHIPS, seasons | _seasons(connection, revisions))
    return Undone(
        import_id,
        restored=sum(one.old is not None for one in revisions.rows),
        removed=removed + sum(one.old is None for one in revisions.rows),
    )


def _seasons(connection: Connection, revisions: ImportRevisions) -> set[int]:
    """Return the seasons with championships whose results or rounds an import changed."""
    cars = [one.key["id"] for one in revisions.of("entries")]
    found = seasons_of(connection, {*revisions.session_ids, *sessions_of(connection, cars)})
    rounds = TABLES["rounds"].c
    of_calendar = sa.select(rounds.season_id).where(
        rounds.id.in_(sa.bindparam("ids", expanding=True))
    )
    changed = {one.key["id"] for one in revisions.of("rounds")}
    for ids in in_chunks(changed.union(revisions.made.get("rounds", ()))):
        found |= with_championships(connection, connection.scalars(of_calendar, {"ids": ids}))
    return found


def _mark_undone(connection: Connection, import_id: int) -> None:
    connection.execute(sa.delete(models.Revision).where(models.Revision.import_id == import_id))
    its_row = sa.update(models.Import).where(models.Import.id == import_id)
    connection.execute(its_row.values(state="undone"))


def _refresh_summaries(connection: Connection, revisions: ImportRevisions) -> None:
    sessions = revisions.session_ids
    refresh(connection, LAPS, sessions)
    cars = [one.key["id"] for one in revisions.of("entries")]
    refresh(connection, RESULTS, {*sessions, *sessions_of(connection, cars)})
    named = [one.key["id"] for one in revisions.of("drivers")]
    changed = [one.key["entry_id"] for one in revisions.of("entry_drivers")]
    # Drives and laps say who drove, and results come back without the text of a crew.
    there = sa.select(models.Result.entry_id).distinct()
    there = there.where(models.Result.session_id.in_(sa.bindparam("ids", expanding=True)))
    for ids in in_chunks(sessions):
        changed += connection.scalars(there, {"ids": ids})
    refresh(connection, CREWS, {*changed, *entries_of(connection, named)})


# ---- what was changed or removed comes back ------------------------------------------------------


def _restore(connection: Connection, revisions: ImportRevisions) -> None:
    """Restore the old values of changed rows, and insert removed rows again, parents first."""
    # Seats trade places under a unique key: all new ones go before the first old one comes back.
    for name in REPLACED_WHOLE:
        there = [one.key for one in revisions.of(name) if one.new is not None]
        _delete(connection, TABLES[name], there)
    for table in models.SCHEMA.sorted_tables:
        _restore_table(connection, table, list(revisions.of(table.name)))


def _restore_table(connection: Connection, table: Table, revisions: Sequence[Revision]) -> None:
    with_old = [one for one in revisions if one.old is not None]
    changed = [one for one in with_old if one.new is not None]
    if table.name in REPLACED_WHOLE:
        _insert(connection, table, with_old)
        return
    _insert(connection, table, [one for one in with_old if one.new is None])
    _update(connection, table, changed)


def _insert(connection: Connection, table: Table, removed: Sequence[Revision]) -> None:
    if removed:
        rows = [{**one.key, **typed(table, one.old or {})} for one in removed]
        connection.execute(sa.insert(table), rows)


def _update(connection: Connection, table: Table, changed: Sequence[Revision]) -> None:
    """Set old values; rows that changed in the same columns share a statement."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in changed:
        old = typed(table, one.old or {})
        values = {f"old_{name}": value for name, value in old.items()}
        groups.setdefault(tuple(old), []).append({**values, **_key_values(one.key)})
    for columns, rows in groups.items():
        statement = sa.update(table).where(*_is_row(table, changed[0].key))
        connection.execute(
            statement.values({name: sa.bindparam(f"old_{name}") for name in columns}), rows
        )


def _delete(connection: Connection, table: Table, keys: Sequence[Mapping[str, Any]]) -> None:
    if keys:
        statement = sa.delete(table).where(*_is_row(table, keys[0]))
        connection.execute(statement, [_key_values(key) for key in keys])


def _is_row(table: Table, key: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"key_{name}") for name in key]


def _key_values(key: Mapping[str, Any]) -> dict[str, Any]:
    return {f"key_{name}": value for name, value in key.items()}


# ---- what was made goes --------------------------------------------------------------------------


def _remove_facts(connection: Connection, revisions: ImportRevisions) -> int:
    """Delete the drives, laps, weather ... that the import made, and what its new rows own."""
    its_result = sa.exists().where(
        models.Result.session_id == models.Drive.session_id,
        models.Result.entry_id == models.Drive.entry_id,
        models.Result.import_id == revisions.import_id,
    )
    # Drives have no import of their own: they came with the result.
    count = _count(connection, sa.delete(models.Drive).where(its_result))
    for name in ("laps", "pit_stops", *OF_SESSION):
        count += _count(connection, _made_by(TABLES[name], revisions.import_id))
    if ids := revisions.made.get("entries"):
        count += _count(connection, _within(TABLES["entry_drivers"], "entry_id", ids))
    return count


def _remove_rows(connection: Connection, revisions: ImportRevisions) -> int:
    """Delete the results that the import made, and its rows with ids, children before parents."""
    count = _count(connection, _made_by(TABLES["results"], revisions.import_id))
    for table in revisions.made_tables:
        count += _count(connection, _within(table, "id", revisions.made[table.name]))
    return count


def _made_by(facts: Table, import_id: int) -> sa.Delete:
    return sa.delete(facts).where(facts.c.import_id == import_id)


def _within(table: Table, column: str, ids: range) -> sa.Delete:
    return sa.delete(table).where(table.c[column].between(ids[0], ids[-1]))


def _count(connection: Connection, statement: sa.Delete) -> int:
    """Delete rows; return how many there were."""
    return connection.execute(statement).rowcount
