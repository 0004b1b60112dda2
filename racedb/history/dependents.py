"""
Who built on an import: later imports, and people, that an undo would take the ground from.

A later import built on it when it changed rows that the import made or changed, found some of them
the same, or brought rows that refer to them. A person did with a decision, an answer or an edit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb.db.rows import TABLES, in_chunks
from racedb.errors import RaceDBError
from racedb.history.corrections import corrections, place_of
from racedb.history.revisions import Revision, Told, typed

_FACTS = ("laps", "pit_stops", "results")
"""Tables that know their import, children before parents."""
_MEANT = {
    "entry_id": "entries", "session_id": "sessions", "driver_id": "drivers", "event_id": "events",
    "season_id": "seasons",
}  # fmt: skip
"""Which table the parts of natural keys refer to."""
_ALIASES_OF = {
    "drivers": "driver", "teams": "team", "manufacturers": "manufacturer", "cars": "car",
    "circuits": "circuit", "series": "series",
}  # fmt: skip


@dataclass(slots=True)
class Dependents:
    """Who built on the import, and the first reason found for each."""

    imports: dict[int, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def add(self, import_id: int, why: str) -> None:
        """Remember an import that built on it."""
        self.imports.setdefault(import_id, why)


def find_changed(
    revisions: list[Revision], import_id: int, mine: Told, builders: Dependents
) -> None:
    """Find later imports that changed rows that this one made or changed."""
    keys = {_key(one) for one in mine.rows}
    for one in revisions:
        if one.import_id == import_id or "ids" in one.key:
            continue
        if not (one.old or one.new):
            continue  # only about a session; what it found the same there is asked below
        from_mine = bool(one.old) and one.old.get("import_id") == import_id  # type: ignore[union-attr]
        if from_mine or _key(one) in keys or _is_made(one, mine.made):
            builders.add(one.import_id, "changed its rows")


def _key(one: Revision) -> tuple[Any, ...]:
    return one.table, *sorted(one.key.items())


def _is_made(one: Revision, made: Mapping[str, range]) -> bool:
    """Say whether a changed row is one of those made, or belongs to one."""
    return any(
        number in made.get(one.table if name == "id" else _MEANT.get(name, ""), ())
        for name, number in one.key.items()
    )


def find_relying(
    connection: Connection,
    revisions: list[Revision],
    import_id: int,
    mine: Told,
    builders: Dependents,
) -> None:
    """
    Find later imports that use what this one says, without having changed it.

    They found rows the same in a session of this import, or brought facts of an entry whose team,
    car or crew this import told.
    """
    about: dict[int, set[int]] = {}
    for one in revisions:
        if one.import_id != import_id and one.table == "sessions":
            first, last = one.key.get("ids") or (one.key["id"], one.key["id"])
            about.setdefault(one.import_id, set()).update(range(first, last + 1))
    imports = TABLES["imports"]
    found = connection.execute(
        sa.select(imports.c.id, imports.c.rows_same).where(imports.c.id > import_id)
    )
    for number, same in found:
        if same and mine.about & about.get(number, set()):
            builders.add(number, "found the same in its sessions")
    entries = {one.key["id"] for one in mine.rows if one.table == "entries"}
    entries |= {one.key["entry_id"] for one in mine.rows if one.table == "entry_drivers"}
    for name in _FACTS if entries else ():
        facts = TABLES[name]
        statement = (
            sa.select(facts.c.import_id, facts.c.entry_id)
            .where(facts.c.import_id > import_id)
            .distinct()
        )
        for number, entry in connection.execute(statement):
            if entry in entries:
                builders.add(number, "uses entries that it changed")


def find_corrections(
    connection: Connection, import_id: int, mine: Told, builders: Dependents
) -> None:
    """Find rows of the import that a person has corrected since: the correction needs them."""
    imports = TABLES["imports"]
    finished = sa.select(imports.c.finished_at).where(imports.c.id == import_id)
    loaded = connection.execute(finished).scalar_one()
    keys = {_key(one) for one in mine.rows}
    for one in corrections(connection):
        place = place_of(connection, one)
        if (
            one.made_at > loaded
            and place
            and (one.table, *sorted(place.key(one.table).items())) in keys
        ):
            builders.others.add(
                f"correction {one.id} was made since ('racedb corrections remove {one.id}')"
            )


def find_edited(connection: Connection, mine: Told, builders: Dependents) -> None:
    """Find rows that are no longer what the import made of them, though no import changed them."""
    for name in dict.fromkeys(one.table for one in mine.rows):
        some = [one for one in mine.rows if one.table == name]
        stored = _stored(connection, TABLES[name], some)
        for one in some:
            row = stored.get(tuple(one.key.values()))
            now = None if row is None else {column: row[column] for column in one.new or ()}
            if now != (None if one.new is None else typed(TABLES[name], one.new)):
                key = ", ".join(f"{part} {value}" for part, value in one.key.items())
                builders.others.add(f"{name} ({key}) was changed since, and by no import")
                return


def _stored(
    connection: Connection, table: Table, revisions: list[Revision]
) -> dict[tuple[Any, ...], sa.RowMapping]:
    """Read revised rows as they are now, by their keys in the order of the revisions'."""
    names = list(revisions[0].key)
    first = next(iter(table.primary_key.columns))
    return {
        tuple(row[name] for name in names): row
        for ids in in_chunks(one.key[first.name] for one in revisions)
        for row in connection.execute(sa.select(table).where(first.in_(ids))).mappings()
    }


def refuse_if_any(connection: Connection, import_id: int, builders: Dependents) -> None:
    """
    Say who built on the import, if anybody did.

    Raises:
        RaceDBError: somebody did.
    """
    builders.imports.pop(import_id, None)
    if not builders.imports and not builders.others:
        return
    imports, sources = TABLES["imports"], TABLES["sources"]
    found = connection.execute(
        sa.select(imports.c.id, sources.c.uri)
        .join(sources, sources.c.id == imports.c.source_id)
        .where(imports.c.id.in_(builders.imports))
    )
    names = {number: uri for number, uri in found}  # noqa: C416  a result is no mapping
    latest = sorted(builders.imports, reverse=True)
    said = [f"import {n} ({PurePath(names[n]).name}) {builders.imports[n]}" for n in latest]
    then = f"; undo {', '.join(map(str, latest))} first" if latest else ""
    reasons = ", ".join([*said, *sorted(builders.others)])
    raise RaceDBError(f"import {import_id} cannot be undone: {reasons}{then}")


def within(column: sa.Column[Any], numbers: range) -> sa.ColumnElement[bool]:
    """Say in SQL that an id is in a range of made ones."""
    return column.between(numbers[0], numbers[-1])


def refer_to_results(
    connection: Connection, facts: Table, import_id: int, builders: Dependents
) -> None:
    """Find later laps or stops of results that this import made."""
    results = TABLES["results"]
    statement = (
        sa.select(facts.c.import_id)
        .join(
            results,
            sa.and_(
                results.c.session_id == facts.c.session_id,
                results.c.entry_id == facts.c.entry_id,
            ),
        )
        .where(results.c.import_id == import_id, facts.c.import_id != import_id)
        .distinct()
    )
    for number in connection.execute(statement).scalars():
        builders.add(number, f"brought {facts.name.replace('_', ' ')} of its results")


def find_referring(
    connection: Connection,
    parent: Table,
    mine: Told,
    revisions: list[Revision],
    builders: Dependents,
) -> None:
    """Find rows that still refer to rows that this import made."""
    numbers = mine.made[parent.name]
    why = f"uses {parent.name} that it made"
    for child, column in _references(parent):
        if "import_id" in child.c:
            statement = sa.select(child.c.import_id).where(within(column, numbers)).distinct()
            for number in connection.execute(statement).scalars():
                builders.add(number, why)
            continue
        keys = list(child.primary_key.columns)
        where = [within(column, numbers)]
        if child is TABLES["aliases"]:
            where.append(child.c.kind == _ALIASES_OF[parent.name])
        for row in connection.execute(sa.select(*keys).where(*where)).mappings():
            owner = _maker(child.name, dict(row), revisions)
            if owner is None:
                builders.others.add(
                    f"{child.name} of no import refer to {parent.name} that it made"
                )
            else:
                builders.add(owner, why)


def find_answers(connection: Connection, mine: Told, builders: Dependents) -> None:
    """Find reviews of the import that a person has answered: an answer is never lost."""
    if "reviews" in mine.made:
        reviews = TABLES["reviews"]
        statement = sa.select(reviews.c.id).where(
            within(reviews.c.id, mine.made["reviews"]), reviews.c.state != "open"
        )
        for number in connection.execute(statement).scalars():
            builders.others.add(f"review {number} was answered ('racedb review reopen {number}')")


def _references(parent: Table) -> Iterator[tuple[Table, sa.Column[Any]]]:
    for child in TABLES.values():
        for column in child.c:
            if any(key.column.table is parent for key in column.foreign_keys):
                yield child, column
    if parent.name in _ALIASES_OF:
        yield TABLES["aliases"], TABLES["aliases"].c.target_id


def _maker(table: str, key: Mapping[str, Any], revisions: list[Revision]) -> int | None:
    """
    Find the import that made a row without an origin of its own.

    A seat of a new entry is told by the entry alone: it came with the latest of what it belongs to.
    """
    owners = [
        one.import_id
        for one in revisions
        if one.old is None and ((one.table, one.key) == (table, key) or _belongs(one, table, key))
    ]
    return max(owners, default=None)


def _belongs(made: Revision, table: str, key: Mapping[str, Any]) -> bool:
    """Say whether a row is in a range of made rows, or belongs to one that is."""
    ids = made.key.get("ids")
    if not ids:
        return False
    # Drivers make no seat: a seat refers to them, and belongs to its entry.
    meant = {"id": table, **_MEANT, "driver_id": ""}
    return any(meant.get(name) == made.table and ids[0] <= key[name] <= ids[1] for name in key)
