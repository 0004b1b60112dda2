"""
`racedb imports undo`: what an import changed becomes as it was, and what it made goes.

It is refused when something later was built on it: rows that it made or changed were changed again,
found the same, or are referred to. All of it is one transaction; a refusal is found on the way and
rolls everything back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb.db.engine import write
from racedb.db.rows import TABLES
from racedb.history.dependents import (
    Dependents,
    find_answers,
    find_changed,
    find_corrections,
    find_edited,
    find_referring,
    find_relying,
    refer_to_results,
    refuse_if_any,
    within,
)
from racedb.history.journal import REPLACED_WHOLE
from racedb.history.revisions import Revision, Told, import_revisions, require_applied, since, typed
from racedb.models import SCHEMA
from racedb.summaries import bests, crew_text, lap_sums
from racedb.summaries.from_rows import keep_results

if TYPE_CHECKING:
    from sqlalchemy import URL

_LOOSE = ("aliases", "reviews")
"""They refer to rows without foreign keys, and nothing refers to them."""


@dataclass(slots=True)
class Undone:
    """What an undo did, in rows."""

    import_id: int
    restored: int = 0
    removed: int = 0


def undo(url: "URL", import_id: int) -> Undone:
    """
    Take an import back.

    Raises:
        RaceDBError: there is no such import, it brought nothing, or something was built on it.
    """
    with write(url) as connection:
        require_applied(connection, import_id)
        revisions = since(connection, import_id)
        mine = import_revisions(one for one in revisions if one.import_id == import_id)
        builders = Dependents()
        find_changed(revisions, import_id, mine, builders)
        find_relying(connection, revisions, import_id, mine, builders)
        refuse_if_any(connection, import_id, builders)
        find_corrections(connection, import_id, mine, builders)
        refuse_if_any(connection, import_id, builders)
        find_edited(connection, mine, builders)
        refuse_if_any(connection, import_id, builders)
        done = Undone(import_id)
        bests.clear(connection)
        _restore(connection, mine, done)
        _remove(connection, import_id, mine, builders, revisions, done)
        imports, table = TABLES["imports"], TABLES["revisions"]
        connection.execute(sa.delete(table).where(table.c.import_id == import_id))
        connection.execute(
            sa.update(imports).where(imports.c.id == import_id).values(state="undone")
        )
        bests.keep_all(connection)
        lap_sums.keep(connection, mine.about)
        cars = [one.key["id"] for one in mine.rows if one.table == "entries"]
        keep_results(connection, mine.about, cars)
        seats = [one.key["entry_id"] for one in mine.rows if one.table == "entry_drivers"]
        crew_text.keep(connection, seats)
        named = [one.key["id"] for one in mine.rows if one.table == "drivers"]
        crew_text.keep_of(connection, named)
    return done


# ---- back to what was there ----------------------------------------------------------------------


def _restore(connection: Connection, mine: Told, done: Undone) -> None:
    """Give changed rows their old values, and bring back what was taken away."""
    by_table: dict[str, list[Revision]] = {}
    for one in mine.rows:
        by_table.setdefault(one.table, []).append(one)
    for name in REPLACED_WHOLE:  # seats change places: all of them go first
        there = [one for one in by_table.get(name, ()) if one.new is not None]
        _delete(connection, TABLES[name], [one.key for one in there])
        done.removed += sum(one.old is None for one in there)
    for table in SCHEMA.sorted_tables:
        rows = by_table.get(table.name, [])
        back = [
            {**one.key, **typed(table, one.old)}
            for one in rows
            if one.old is not None and (one.new is None or table.name in REPLACED_WHOLE)
        ]
        if back:
            connection.execute(sa.insert(table), back)
        changed = [one for one in rows if one.old is not None and one.new is not None]
        if table.name not in REPLACED_WHOLE:
            _update(connection, table, changed)
        done.restored += sum(one.old is not None for one in rows)


def _bound(table: Table, keys: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"key_{name}") for name in keys]


def _update(connection: Connection, table: Table, changed: list[Revision]) -> None:
    """Set old values; rows of which the same columns differ go together."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in changed:
        old = typed(table, one.old or {})
        row = {f"old_{name}": value for name, value in old.items()}
        row |= {f"key_{name}": value for name, value in one.key.items()}
        groups.setdefault(tuple(old), []).append(row)
    for names, rows in groups.items():
        statement = (
            sa.update(table)
            .where(*_bound(table, changed[0].key))
            .values({name: sa.bindparam(f"old_{name}") for name in names})
        )
        connection.execute(statement, rows)


def _delete(connection: Connection, table: Table, keys: list[Mapping[str, Any]]) -> None:
    if keys:
        statement = sa.delete(table).where(*_bound(table, keys[0]))
        connection.execute(
            statement, [{f"key_{name}": value for name, value in key.items()} for key in keys]
        )


# ---- what it made goes ---------------------------------------------------------------------------


def _remove(
    connection: Connection,
    import_id: int,
    mine: Told,
    builders: Dependents,
    revisions: list[Revision],
    done: Undone,
) -> None:
    """Delete what the import made, children before parents; stop if others refer to any of it."""
    results, drives = TABLES["results"], TABLES["drives"]
    made = sa.exists().where(
        results.c.session_id == drives.c.session_id,
        results.c.entry_id == drives.c.entry_id,
        results.c.import_id == import_id,
    )
    done.removed += _count(connection, sa.delete(drives).where(made))
    for name in ("laps", "pit_stops"):
        facts = TABLES[name]
        done.removed += _count(connection, sa.delete(facts).where(facts.c.import_id == import_id))
        refer_to_results(connection, facts, import_id, builders)
    for child, column, parent in (
        ("entry_drivers", "entry_id", "entries"),
        ("rounds", "event_id", "events"),
    ):
        if parent in mine.made:
            where = within(TABLES[child].c[column], mine.made[parent])
            done.removed += _count(connection, sa.delete(TABLES[child]).where(where))
    # Nothing refers to names and questions, and they refer without foreign keys: they go first.
    order = [TABLES[name] for name in _LOOSE]
    order += [it for it in reversed(SCHEMA.sorted_tables) if it.name not in _LOOSE]
    order = [table for table in order if table.name in mine.made]
    for table in order:
        find_referring(connection, table, mine, revisions, builders)
    find_answers(connection, mine, builders)
    refuse_if_any(connection, import_id, builders)
    done.removed += _count(connection, sa.delete(results).where(results.c.import_id == import_id))
    for table in order:
        where = within(table.c.id, mine.made[table.name])
        done.removed += _count(connection, sa.delete(table).where(where))


def _count(connection: Connection, statement: sa.Delete) -> int:
    return connection.execute(statement).rowcount
