"""
`racedb imports undo`: what an import changed becomes as it was, and what it made goes.

It is refused when something later was built on it: rows that it made or changed were changed again,
found the same, or are referred to. All of it is one transaction; a refusal is found on the way and
rolls everything back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb.db.engine import write
from racedb.errors import RaceDBError
from racedb.ingest.journal import WHOLE
from racedb.ingest.revisions import Revision, Told, require_applied, since, told
from racedb.ingest.rows import TABLES
from racedb.models import Base
from racedb.models.base import UTCDateTime

if TYPE_CHECKING:
    from sqlalchemy import URL

_FACTS = ("laps", "pit_stops", "results")
"""Tables that know their import, children before parents."""
_MEANT = {
    "entry_id": "entries", "session_id": "sessions", "driver_id": "drivers", "event_id": "events",
    "season_id": "seasons",
}  # fmt: skip
"""Which table the parts of natural keys refer to."""
_LOOSE = ("aliases", "reviews")
_ALIASES_OF = {
    "drivers": "driver", "teams": "team", "manufacturers": "manufacturer", "cars": "car",
    "circuits": "circuit", "series": "series",
}  # fmt: skip


@dataclass(slots=True)
class Undone:
    """What an undo did, in rows."""

    import_id: int
    restored: int = 0
    removed: int = 0


@dataclass(slots=True)
class _Builders:
    """Who built on the import, and the first reason found for each."""

    imports: dict[int, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def add(self, import_id: int, why: str) -> None:
        self.imports.setdefault(import_id, why)


def undo(url: "URL", import_id: int) -> Undone:
    """
    Take an import back.

    Raises:
        RaceDBError: there is no such import, it brought nothing, or something was built on it.
    """
    with write(url) as connection:
        require_applied(connection, import_id)
        revisions = since(connection, import_id)
        mine = told(one for one in revisions if one.import_id == import_id)
        builders = _Builders()
        _find_changed(revisions, import_id, mine, builders)
        _find_relying(connection, revisions, import_id, mine, builders)
        _refuse(connection, import_id, builders)
        _find_edited(connection, mine, builders)
        _refuse(connection, import_id, builders)
        done = Undone(import_id)
        _restore(connection, mine, done)
        _remove(connection, import_id, mine, builders, revisions, done)
        imports, table = TABLES["imports"], TABLES["revisions"]
        connection.execute(sa.delete(table).where(table.c.import_id == import_id))
        connection.execute(
            sa.update(imports).where(imports.c.id == import_id).values(state="undone")
        )
    return done


# ---- who built on it -----------------------------------------------------------------------------


def _find_changed(
    revisions: list[Revision], import_id: int, mine: Told, builders: _Builders
) -> None:
    """Find later imports that changed rows that this one made or changed."""
    keys = {_key(one) for one in mine.rows}
    for one in revisions:
        if one.import_id == import_id or isinstance(one.key.get("id"), list):
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


def _find_relying(
    connection: Connection,
    revisions: list[Revision],
    import_id: int,
    mine: Told,
    builders: _Builders,
) -> None:
    """
    Find later imports that use what this one says, without having changed it.

    They found rows the same in a session of this import, or brought facts of an entry whose team,
    car or crew this import told.
    """
    about: dict[int, set[int]] = {}
    for one in revisions:
        if one.import_id != import_id and one.table == "sessions":
            number = one.key["id"]
            about.setdefault(one.import_id, set()).update(
                range(number[0], number[1] + 1) if isinstance(number, list) else [number]
            )
    imports = TABLES["imports"]
    found = connection.execute(
        sa.select(imports.c.id, imports.c.rows_same).where(imports.c.id > import_id)
    )
    for number, same in found:
        if same and mine.about & about.get(number, set()):
            builders.add(number, "found the same in its sessions")
    entries = {one.key["id"] for one in mine.rows if one.table == "entries"}
    entries |= {one.key["entry_id"] for one in mine.rows if one.table == "entry_drivers"}
    for name in _FACTS:
        facts = TABLES[name]
        statement = (
            sa.select(facts.c.import_id, facts.c.entry_id)
            .where(facts.c.import_id > import_id)
            .distinct()
        )
        for number, entry in connection.execute(statement) if entries else ():
            if entry in entries:
                builders.add(number, "uses entries that it changed")


def _find_edited(connection: Connection, mine: Told, builders: _Builders) -> None:
    """Find rows that are no longer what the import made of them, though no import changed them."""
    for one in mine.rows:
        row = _stored(connection, one)
        now = None if row is None else {name: row[name] for name in one.new or ()}
        if now != (None if one.new is None else _typed(TABLES[one.table], one.new)):
            key = ", ".join(f"{name} {value}" for name, value in one.key.items())
            builders.others.add(f"{one.table} ({key}) was changed since, and by no import")
            return


def _stored(connection: Connection, one: Revision) -> Mapping[str, Any] | None:
    table = TABLES[one.table]
    statement = sa.select(table).where(*(table.c[name] == one.key[name] for name in one.key))
    row = connection.execute(statement).mappings().first()
    return None if row is None else dict(row)


def _refuse(connection: Connection, import_id: int, builders: _Builders) -> None:
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


# ---- back to what was there ----------------------------------------------------------------------


def _restore(connection: Connection, mine: Told, done: Undone) -> None:
    """Give changed rows their old values, and bring back what was taken away."""
    by_table: dict[str, list[Revision]] = {}
    for one in mine.rows:
        by_table.setdefault(one.table, []).append(one)
    for name in WHOLE:  # seats change places: all of them go first
        there = [one for one in by_table.get(name, ()) if one.new is not None]
        _delete(connection, TABLES[name], [one.key for one in there])
        done.removed += sum(one.old is None for one in there)
    for table in Base.metadata.sorted_tables:
        rows = by_table.get(table.name, [])
        back = [
            {**one.key, **_typed(table, one.old)}
            for one in rows
            if one.old is not None and (one.new is None or table.name in WHOLE)
        ]
        if back:
            connection.execute(sa.insert(table), back)
        changed = [one for one in rows if one.old is not None and one.new is not None]
        if table.name not in WHOLE:
            _update(connection, table, changed)
        done.restored += sum(one.old is not None for one in rows)


def _typed(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Make dates and moments of their texts again."""
    out = dict(values)
    for name, value in values.items():
        kind = _TIMES.get(type(table.c[name].type))
        if kind and value is not None:
            out[name] = kind.fromisoformat(value)
    return out


_TIMES: dict[type, type[date]] = {UTCDateTime: datetime, sa.Date: date}


def _bound(table: Table, keys: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"key_{name}") for name in keys]


def _update(connection: Connection, table: Table, changed: list[Revision]) -> None:
    """Set old values; rows of which the same columns differ go together."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in changed:
        old = _typed(table, one.old or {})
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
    builders: _Builders,
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
        _refer_to_results(connection, facts, import_id, builders)
    for child, column, parent in (
        ("entry_drivers", "entry_id", "entries"),
        ("rounds", "event_id", "events"),
    ):
        if parent in mine.made:
            where = _within(TABLES[child].c[column], mine.made[parent])
            done.removed += _count(connection, sa.delete(TABLES[child]).where(where))
    # Nothing refers to names and questions, and they refer without foreign keys: they go first.
    order = [TABLES[name] for name in _LOOSE]
    order += [it for it in reversed(Base.metadata.sorted_tables) if it.name not in _LOOSE]
    order = [table for table in order if table.name in mine.made]
    for table in order:
        _find_referring(connection, table, mine, revisions, builders)
    _find_answers(connection, mine, builders)
    _refuse(connection, import_id, builders)
    done.removed += _count(connection, sa.delete(results).where(results.c.import_id == import_id))
    for table in order:
        where = _within(table.c.id, mine.made[table.name])
        done.removed += _count(connection, sa.delete(table).where(where))


def _count(connection: Connection, statement: sa.Delete) -> int:
    return connection.execute(statement).rowcount


def _within(column: sa.Column[Any], numbers: range) -> sa.ColumnElement[bool]:
    return column.between(numbers[0], numbers[-1])


def _refer_to_results(
    connection: Connection, facts: Table, import_id: int, builders: _Builders
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


def _find_referring(
    connection: Connection,
    parent: Table,
    mine: Told,
    revisions: list[Revision],
    builders: _Builders,
) -> None:
    """Find rows that still refer to rows that this import made."""
    numbers = mine.made[parent.name]
    why = f"uses {parent.name} that it made"
    for child, column in _references(parent):
        if "import_id" in child.c:
            statement = sa.select(child.c.import_id).where(_within(column, numbers)).distinct()
            for number in connection.execute(statement).scalars():
                builders.add(number, why)
            continue
        keys = list(child.primary_key.columns)
        where = [_within(column, numbers)]
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


def _find_answers(connection: Connection, mine: Told, builders: _Builders) -> None:
    """Find reviews of the import that a person has answered: an answer is never lost."""
    if "reviews" in mine.made:
        reviews = TABLES["reviews"]
        statement = sa.select(reviews.c.id).where(
            _within(reviews.c.id, mine.made["reviews"]), reviews.c.state != "open"
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
    ids = made.key.get("id")
    if not isinstance(ids, list):
        return False
    # Drivers make no seat: a seat refers to them, and belongs to its entry.
    meant = {"id": table, **_MEANT, "driver_id": ""}
    return any(meant.get(name) == made.table and ids[0] <= key[name] <= ids[1] for name in key)
