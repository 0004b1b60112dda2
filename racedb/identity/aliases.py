"""
Names and the rows that they stand for: the table `aliases`, for every kind of name.

A name is found by its folded key and never by likeness. A key without a scope holds everywhere;
with one it is a publisher's key (scope 'ref'), or holds only in a team, a season or a series
(racedb.identity.namesakes).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, NewRows, Snapshot
from racedb.errors import LoadError, NotFoundError, did_you_mean
from racedb.names import best_spelling
from racedb.text_keys import fold, free_slug, slug

TABLE_OF_KIND = {
    "driver": "drivers", "team": "teams", "manufacturer": "manufacturers", "car": "cars",
    "circuit": "circuits", "series": "series", "class": "classes", "event": "events",
}  # fmt: skip
"""Kind of name -> the table of what it names. All but those of WITHIN have a slug and aliases."""
REFERENCE = "ref"
"""Scope of a publisher's own key ('max_verstappen'), which is not a name."""
_ALIASES, _CLASSES, _EVENTS, _ROUNDS = (
    TABLES[name].c for name in ("aliases", "classes", "events", "rounds")
)
_SIMILAR = 3
"""Names that a message proposes."""
WITHIN: Mapping[str, sa.Select[Any]] = {
    "class": sa.select(
        _CLASSES.id, _CLASSES.code.label("name"), _CLASSES.series_id.label("within"),
        _CLASSES.code.label("slug"),
    ),
    "event": sa.select(
        _EVENTS.id, _EVENTS.name, _ROUNDS.season_id.label("within"), _EVENTS.slug,
        _EVENTS.starts_on, _EVENTS.ends_on, _EVENTS.circuit_id,
        sa.func.min(_ROUNDS.number).label("number"),
    )
    .join(TABLES["rounds"], _ROUNDS.event_id == _EVENTS.id)
    .group_by(_EVENTS.id, _ROUNDS.season_id),
}  # fmt: skip
"""Kinds of names that each series or season (`within`) has once; events also with days, circuit and
number of the round. What is decided about them holds in all series and seasons."""


class NameIndex:
    """The names of one kind during a load: those of the database, and those that it adds."""

    def __init__(self, connection: Connection, rows: NewRows, kind: str) -> None:
        """
        Read the aliases and the slugs of the kind.

        Args:
            connection: inside the transaction of the load.
            rows: takes the new rows and their aliases.
            kind: one of TABLE_OF_KIND.
        """
        self.kind, self._rows = kind, rows
        self.new_names: dict[int, str] = {}
        """The rows that this load has added: id -> name."""
        self.new_keys: dict[str, list[int]] = {}
        """The names that this load has added, of new rows and of known ones: key -> ids."""
        self.scoped: dict[str, dict[str, int]] = {}
        """Keys that mean something else in a team, season or series: key -> scope -> id."""
        self._ids: dict[str | None, dict[str, list[int]]] = {None: {}}
        """By scope and key."""
        named = TABLES[TABLE_OF_KIND[kind]]
        statement = sa.select(_ALIASES.scope, _ALIASES.key, _ALIASES.target_id, _ALIASES.decided_by)
        statement = statement.where(_ALIASES.kind == kind).order_by(_ALIASES.id)
        found = bulk.fetch(connection, statement)
        for scope, key, target in found.select("scope", "key", "target_id").iter_rows():
            self._remember(scope, key, target)
        decided = found.filter(pl.col("decided_by") != "load").select("target_id", "key")
        self._decided = set(decided.iter_rows())
        """Names that a person gave: a load changes no spelling of them."""
        columns = bulk.fetch(connection, sa.select(named.c.id, named.c.slug, named.c.name))
        self._slugs = set(columns["slug"])
        self._names: dict[int, str] = dict(columns.select("id", "name").iter_rows())
        self.changes: dict[int, dict[str, Any]] = {}
        """Columns of rows to update at the end of the import: id -> values."""

    def find(self, key: str, scope: str | None = None) -> list[int]:
        """Return the ids of a folded key, several where it is ambiguous."""
        return self._ids.get(scope, {}).get(key, [])

    def name_of(self, target: int) -> str:
        """Return the name of a row."""
        return self._names[target]

    def spell(self, target: int, name: str, **more: Any) -> None:
        """
        Give a row another spelling of its name, if that is the better one.

        Args:
            target: the row.
            name: as a file spells it.
            more: columns that follow from this name.
        """
        before = self._names[target]
        is_decided = (target, fold(before)) in self._decided
        best = best_spelling(before, name, of_person=self.kind == "driver")
        if best == name != before and not is_decided:
            self.rename(target, name, **more)

    def rename(self, target: int, name: str, **more: Any) -> None:
        """Give a row another name, and the slug that follows from it."""
        values = {"name": name, **more}
        if slug(name) != slug(self._names[target]):
            values["slug"] = self._take_slug(name)
        self._names[target] = name
        self.changes.setdefault(target, {}).update(values)

    def write_changes(self, connection: Connection, snapshot: Snapshot) -> set[int]:
        """
        Update the rows of which this import has learned something.

        Args:
            connection: inside the transaction of the load, all new rows written.
            snapshot: remembers rows of a table as they are before they change.

        Returns:
            the rows that have another name now.
        """
        changes, self.changes = self.changes, {}
        table = TABLES[TABLE_OF_KIND[self.kind]]
        snapshot(table.name, changes)
        for number, values in changes.items():
            connection.execute(sa.update(table).where(table.c.id == number).values(values))
        return {number for number, values in changes.items() if "name" in values}

    def ids_by_key(self) -> Mapping[str, list[int]]:
        """Return all keys that hold everywhere, with their ids."""
        return self._ids[None]

    def add(self, key: str, name: str, values: Mapping[str, Any]) -> int:
        """Add a row of this kind with a slug of its own and its first alias; returns its id."""
        row = {"slug": self._take_slug(name), "name": name, **values}
        target = self._rows.add(TABLE_OF_KIND[self.kind], row)
        self.new_names[target] = self._names[target] = name
        self.add_alias(key, name, target)
        return target

    def _take_slug(self, name: str) -> str:
        free = free_slug(slug(name) or self.kind, self._slugs)
        self._slugs.add(free)
        return free

    def add_alias(
        self, key: str, text: str, target: int, scope: str | None = None, author: str = "load"
    ) -> None:
        """Add a key of a row."""
        self._remember(scope, key, target)
        if scope is None and author == "load":
            self.new_keys.setdefault(key, []).append(target)
        self._rows.add("aliases", alias_row(self.kind, key, text, target, scope, author))

    def _remember(self, scope: str | None, key: str, target: int) -> None:
        known = self._ids.setdefault(scope, {}).setdefault(key, [])
        if target not in known:  # a merge of namesakes leaves the name twice
            known.append(target)
        if scope is not None and scope != REFERENCE:
            self.scoped.setdefault(key, {})[scope] = target


# ---- outside of a load ---------------------------------------------------------------------------


def ids_of_keys(connection: Connection, kind: str, keys: Iterable[str]) -> dict[str, list[int]]:
    """Return the ids of each folded key that holds everywhere; unknown keys are left out."""
    statement = sa.select(_ALIASES.key, _ALIASES.target_id).where(
        _ALIASES.kind == kind, _ALIASES.key.in_(sorted(set(keys))), _ALIASES.scope.is_(None)
    )
    found: dict[str, list[int]] = {}
    for key, target in connection.execute(statement.distinct()):
        found.setdefault(key, []).append(target)
    return found


def find_by_name(connection: Connection, kind: str, name: str) -> int | None:
    """
    Find the one row that a name stands for everywhere, or a slug; None: it is not known.

    Raises:
        LoadError: several rows have this name.
    """
    key = fold(name)
    found = ids_of_keys(connection, kind, [key]).get(key, [])
    if len(found) == 1:
        return found[0]
    named = TABLES[TABLE_OF_KIND[kind]].c
    by_slug = connection.scalar(sa.select(named.id).where(named.slug == name))
    if by_slug is None and found:
        raise LoadError(
            f"{len(found)} known {kind}s are named {name!r}; use a slug, one of "
            f"{_slugs_of(connection, kind, found)}"
        )
    return by_slug


def _slugs_of(connection: Connection, kind: str, ids: Iterable[int]) -> str:
    named = TABLES[TABLE_OF_KIND[kind]].c
    slugs = sa.select(named.slug).where(named.id.in_(list(ids))).order_by(named.slug)
    return ", ".join(connection.scalars(slugs))


def find_by_slug_or_name(connection: Connection, kind: str, text: str) -> int:
    """
    Find a row by its slug, or by a name that holds everywhere.

    Raises:
        NotFoundError: there is none, or there are several.
    """
    named = TABLES[TABLE_OF_KIND[kind]]
    by_slug = connection.execute(sa.select(named.c.id).where(named.c.slug == text)).scalar()
    if by_slug is not None:
        return int(by_slug)
    key = fold(text)
    found = ids_of_keys(connection, kind, [key]).get(key, [])
    if not found:
        advice = _similar(text, connection.scalars(sa.select(named.c.name)).all())
        raise NotFoundError(f"no {kind} is named {text!r}; {advice}")
    if len(found) > 1:
        listed = _slugs_of(connection, kind, found)
        raise NotFoundError(f"several {kind}s are named {text!r}; use a slug, one of {listed}")
    return found[0]


def _similar(text: str, names: Sequence[str]) -> str:
    """Name what somebody may have meant: a name that is nearly this one, or has it as a part."""
    hint = did_you_mean(text, names)
    longer = [name for name in names if fold(text) in fold(name)]
    if hint.startswith("did") or not longer:
        return hint if hint.startswith("did") else "it must be loaded first"
    return f"similar: {', '.join(longer[:_SIMILAR])}"


def add_alias(
    connection: Connection,
    kind: str,
    name: str,
    target: int,
    author: str,
    scope: str | None = None,
) -> None:
    """Add a name of a row, everywhere or in a scope."""
    rows = NewRows(connection)
    rows.add("aliases", alias_row(kind, fold(name), name, target, scope, author))
    rows.flush()


def named_by_people(rows: NewRows, kind: str) -> set[int]:
    """Return the rows whose names people gave: a load changes no spelling of them."""
    of_people = (_ALIASES.kind == kind) & (_ALIASES.decided_by != "load")
    found = rows.ask("aliases", sa.select(_ALIASES.target_id).where(of_people))
    return {target for (target,) in found}


def alias_row(
    kind: str, key: str, text: str, target: int, scope: str | None = None, author: str = "load"
) -> dict[str, Any]:
    """Return a new row of `aliases`."""
    return {
        "kind": kind, "key": key, "text": text, "target_id": target, "scope": scope,
        "decided_by": author, "decided_at": datetime.now(UTC),
    }  # fmt: skip
