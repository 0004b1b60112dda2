"""
What depends on an import, so that the import cannot be undone.

Later imports do that changed its rows, found identical rows in its sessions, or refer to rows that
it made. People do who corrected or edited its rows, or answered a review that it opened.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb.db.rows import TABLES, in_chunks
from racedb.errors import RaceDBError
from racedb.history.corrections import find_place, read_corrections
from racedb.history.revisions import ImportRevisions, Revision, RowKey, row_key, typed
from racedb.identity.aliases import TABLE_OF_KIND
from racedb.models import Alias, Import, Result, Review, Source

_FACTS = ("laps", "pit_stops", "results")
"""Tables whose rows name their import."""
_PARENTS = {
    "entry_id": "entries", "session_id": "sessions", "event_id": "events", "season_id": "seasons",
}  # fmt: skip
"""The tables whose rows own others, by the column of a primary key that refers to them."""
_KIND_OF_ALIAS = {table: kind for kind, table in TABLE_OF_KIND.items()}
"""Tables that aliases refer to, without a foreign key."""

Reasons = Iterator[tuple[int, str]]
"""Later imports, and why each depends on the import."""


@dataclass(slots=True)
class Dependents:
    """What depends on an import."""

    imports: dict[int, str] = field(default_factory=dict)
    """Later imports, and the first reason that was found for each."""
    people: set[str] = field(default_factory=set)
    """What people decided or changed."""

    def __bool__(self) -> bool:
        return bool(self.imports or self.people)


def find_dependents(connection: Connection, revisions: ImportRevisions) -> Dependents:
    """Find what was built on the rows of an import, as long as they are all there."""
    found = Dependents()
    for import_id, reason in chain(
        _changed_its_rows(revisions),
        _removed_what_it_replaced(revisions),
        _found_the_same(connection, revisions),
        _used_its_entries(connection, revisions),
    ):
        found.imports.setdefault(import_id, reason)
    # A later import changes rows as an edit does: what people did shows only without one.
    if not found:
        found.people.update(_corrections_since(connection, revisions))
    if not found:
        found.people.update(_edits_by_hand(connection, revisions))
    return found


def find_references(connection: Connection, revisions: ImportRevisions) -> Dependents:
    """Find what still refers to rows that an import made, once its own laps and seats are gone."""
    found = Dependents()
    for import_id, reason in _added_to_its_results(connection, revisions.import_id):
        found.imports.setdefault(import_id, reason)
    for table in revisions.made_tables:
        for owner, child in _owners_of_children(connection, table, revisions):
            if owner is None:
                found.people.add(f"{child} added by hand refer to {table.name} that it made")
            elif owner != revisions.import_id:
                found.imports.setdefault(owner, f"uses {table.name} that it made")
    found.people.update(_answers(connection, revisions))
    return found


def refuse_if_any(connection: Connection, import_id: int, found: Dependents) -> None:
    """
    Refuse to undo an import that something depends on.

    Raises:
        RaceDBError: names all that does, and what to undo first.
    """
    if not found:
        return
    statement = (
        sa.select(Import.id, Source.uri)
        .join(Import.source)
        .where(Import.id.in_(found.imports))
        .order_by(Import.id.desc())
    )
    later = connection.execute(statement).all()
    reasons = [f"import {n} ({PurePath(uri).name}) {found.imports[n]}" for n, uri in later]
    listed = ", ".join([*reasons, *sorted(found.people)])
    first = f"; undo {', '.join(str(n) for n, _ in later)} first" if later else ""
    raise RaceDBError(f"import {import_id} cannot be undone: {listed}{first}")


# ---- later imports -------------------------------------------------------------------------------


def _changed_its_rows(revisions: ImportRevisions) -> Reasons:
    """Find later imports that changed rows that the import changed or made."""
    changed = {one.row for one in revisions.rows}
    for one in revisions.later:
        if one.changes_a_row and (
            one.row in changed
            or (one.old or {}).get("import_id") == revisions.import_id
            or _is_within(revisions.made, one)
        ):
            yield one.import_id, "changed its rows"


def _removed_what_it_replaced(revisions: ImportRevisions) -> Reasons:
    """Find later merges into another row of one to which the old values of its rows refer."""
    removed = {
        (one.table, one.key["id"]): one.import_id
        for one in revisions.later
        if "merged_into" in (one.new or {})
    }
    before = [one for one in revisions.rows if one.old is not None] if removed else []
    for one in before:
        values = {**one.key, **(one.old or {})}
        for key in TABLES[one.table].foreign_keys:
            place = (key.column.table.name, values.get(key.parent.name))
            if place in removed:
                yield removed[place], f"merged {key.column.table.name} that it replaced"


def _is_within(made: Mapping[str, range], one: Revision) -> bool:
    """Return whether a changed row is one of those made, or belongs to one."""
    parents = {"id": one.table, "driver_id": "drivers", **_PARENTS}
    return any(
        number in made.get(parents.get(column, ""), ()) for column, number in one.key.items()
    )


def _found_the_same(connection: Connection, revisions: ImportRevisions) -> Reasons:
    """Find later imports that found rows the same in a session that the import is about."""
    about: dict[int, set[int]] = {}
    for one in revisions.later:
        if one.table == "sessions":
            about.setdefault(one.import_id, set()).update(one.ids or [one.key["id"]])
    # Such an import left no trace in the rows themselves: only its count and its sessions show that
    # it would now have to bring what the undo removes.
    statement = sa.select(Import.id).where(Import.id > revisions.import_id, Import.rows_same > 0)
    for number in connection.scalars(statement):
        if revisions.session_ids & about.get(number, set()):
            yield number, "found identical rows in its sessions"


def _used_its_entries(connection: Connection, revisions: ImportRevisions) -> Reasons:
    """Find later imports with facts of entries whose team, car or crew the import changed."""
    entries = {one.key["id"] for one in revisions.of("entries")}
    entries |= {one.key["entry_id"] for one in revisions.of("entry_drivers")}
    for name in _FACTS if entries else ():
        facts = TABLES[name].c
        statement = sa.select(facts.import_id, facts.entry_id).distinct()
        later = statement.where(facts.import_id > revisions.import_id)
        for number, entry in connection.execute(later):
            if entry in entries:
                yield number, "uses entries that it changed"


def _added_to_its_results(connection: Connection, import_id: int) -> Reasons:
    """Find later imports that brought laps or stops of results that the import made."""
    for name in ("laps", "pit_stops"):
        facts = TABLES[name].c
        same_car = (Result.session_id == facts.session_id, Result.entry_id == facts.entry_id)
        statement = (
            sa.select(facts.import_id)
            .join(Result, sa.and_(*same_car))
            .where(Result.import_id == import_id, facts.import_id != import_id)
            .distinct()
        )
        for number in connection.scalars(statement):
            yield number, f"added {name.replace('_', ' ')} to its results"


def _owners_of_children(
    connection: Connection, parent: Table, revisions: ImportRevisions
) -> Iterator[tuple[int | None, str]]:
    """Return whose rows refer to rows that the import made: the import (None: no one) and table."""
    ids = revisions.made[parent.name]
    made = [one for one in revisions.all if one.old is None]
    for child, column in _references_to(parent):
        refers: list[sa.ColumnElement[bool]] = [column.between(ids[0], ids[-1])]
        if "import_id" in child.c:  # facts name their import; of other rows revisions must tell
            statement = sa.select(child.c.import_id).where(*refers).distinct()
            yield from ((number, child.name) for number in connection.scalars(statement))
            continue
        if child.name == Alias.__tablename__:
            refers.append(child.c.kind == _KIND_OF_ALIAS[parent.name])
        keys = sa.select(*child.primary_key.columns).where(*refers)
        for key in connection.execute(keys).mappings():
            yield _owner(child.name, dict(key), made), child.name


def _references_to(parent: Table) -> Iterator[tuple[Table, sa.Column[Any]]]:
    for child in TABLES.values():
        for column in child.c:
            if any(key.column.table is parent for key in column.foreign_keys):
                yield child, column
    if parent.name in _KIND_OF_ALIAS:
        aliases = TABLES[Alias.__tablename__]
        yield aliases, aliases.c.target_id


def _owner(table: str, key: Mapping[str, Any], made: Sequence[Revision]) -> int | None:
    """
    Find the import that made a row of a table without import_id.

    A seat of a new entry has no revision: it came with the entry. The latest of those that made the
    row, or what it belongs to, is its owner.
    """
    # Drivers are no parents: a seat refers to one, and belongs to its entry all the same.
    parents = {"id": table, **_PARENTS}
    belongs = {parents[column]: number for column, number in key.items() if column in parents}
    return max(
        (
            one.import_id
            for one in made
            if (one.table, one.key) == (table, key) or belongs.get(one.table) in (one.ids or ())
        ),
        default=None,
    )


# ---- people --------------------------------------------------------------------------------------


def _corrections_since(connection: Connection, revisions: ImportRevisions) -> Iterator[str]:
    """Find corrections of rows of the import that were made after it."""
    loaded_at = connection.execute(
        sa.select(Import.finished_at).where(Import.id == revisions.import_id)
    ).scalar_one()
    rows = {one.row for one in revisions.rows}
    for one in read_corrections(connection):
        place = find_place(connection, one)
        is_later = loaded_at is not None and one.made_at > loaded_at
        if place and is_later and row_key(one.table, place.key(one.table)) in rows:
            yield f"correction {one.id} was made since ('racedb corrections remove {one.id}')"


def _edits_by_hand(connection: Connection, revisions: ImportRevisions) -> Iterator[str]:
    """Find a row that is not what the import made of it, though no later import changed it."""
    for name in dict.fromkeys(one.table for one in revisions.rows):
        rows = list(revisions.of(name))
        stored = _read(connection, TABLES[name], rows)
        for one in rows:
            if not _is_as_left(one, stored.get(one.row)):
                key = ", ".join(f"{column} {value}" for column, value in one.key.items())
                yield f"a row of {name} ({key}) was edited by hand"
                return


def _is_as_left(one: Revision, row: Mapping[str, Any] | None) -> bool:
    """Return whether a row is what a revision made of it."""
    if one.new is None or row is None:
        return one.new is None and row is None
    return all(row[column] == value for column, value in typed(TABLES[one.table], one.new).items())


def _read(
    connection: Connection, table: Table, revisions: Sequence[Revision]
) -> Mapping[RowKey, Mapping[str, Any]]:
    """Read revised rows of one table as they are now."""
    first = table.primary_key.columns[0]
    keys = table.primary_key.columns.keys()
    return {
        row_key(table.name, {name: row[name] for name in keys}): dict(row)
        for ids in in_chunks(one.key[first.name] for one in revisions)
        for row in connection.execute(sa.select(table).where(first.in_(ids))).mappings()
    }


def _answers(connection: Connection, revisions: ImportRevisions) -> Iterator[str]:
    """Find answered reviews that the import opened: an answer is never lost."""
    ids = revisions.made.get("reviews")
    if ids:
        statement = sa.select(Review.id).where(Review.id.between(ids[0], ids[-1]))
        for number in connection.scalars(statement.where(Review.state != "open")):
            yield f"review {number} was answered ('racedb review reopen {number}')"
