"""
Names and the rows that they stand for: the table `aliases`, for every kind of name.

A name is found by its folded key and never by likeness. A key without a scope holds everywhere;
with one it is a publisher's key (scope 'ref'), or holds only in a team, a season or a series
(racedb.identity.scopes).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError, did_you_mean
from racedb.text_keys import fold, free_slug, slug

TABLE_OF_KIND = {
    "driver": "drivers", "team": "teams", "manufacturer": "manufacturers", "car": "cars",
    "circuit": "circuits", "series": "series",
}  # fmt: skip
"""Kind of name -> the table of what it names; each has a slug, a name and aliases."""
REFERENCE = "ref"
"""Scope of a publisher's own key ('max_verstappen'), which is not a name."""
_ALIASES = TABLES["aliases"].c


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
        self.scoped: dict[str, dict[str, int]] = {}
        """Keys that mean something else in a team, season or series: key -> scope -> id."""
        self._ids: dict[tuple[str | None, str], list[int]] = {}
        named = TABLES[TABLE_OF_KIND[kind]]
        statement = sa.select(_ALIASES.scope, _ALIASES.key, _ALIASES.target_id)
        statement = statement.where(_ALIASES.kind == kind).order_by(_ALIASES.id)
        for scope, key, target in bulk.fetch(connection, statement).iter_rows():
            self._remember(scope, key, target)
        self._slugs = set(bulk.fetch(connection, sa.select(named.c.slug))["slug"])

    def find(self, key: str, scope: str | None = None) -> list[int]:
        """Return the ids of a folded key, several where it is ambiguous."""
        return self._ids.get((scope, key), [])

    def ids_by_key(self) -> dict[str, list[int]]:
        """Return all keys that hold everywhere, with their ids."""
        return {key: ids for (scope, key), ids in self._ids.items() if scope is None}

    def add(self, key: str, name: str, values: Mapping[str, Any]) -> int:
        """Add a row of this kind with a slug of its own and its first alias; returns its id."""
        free = free_slug(slug(name) or self.kind, self._slugs)
        self._slugs.add(free)
        row = {"slug": free, "name": name, **values}
        target = self._rows.add(TABLE_OF_KIND[self.kind], row)
        self.new_names[target] = name
        self.add_alias(key, name, target)
        return target

    def add_alias(
        self, key: str, text: str, target: int, scope: str | None = None, author: str = "load"
    ) -> None:
        """Add a key of a row."""
        self._remember(scope, key, target)
        self._rows.add("aliases", _alias_row(self.kind, key, text, target, scope, author))

    def _remember(self, scope: str | None, key: str, target: int) -> None:
        self._ids.setdefault((scope, key), []).append(target)
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
    Find the one row that a name stands for everywhere; None: the name is not known.

    Raises:
        LoadError: several rows have this name.
    """
    key = fold(name)
    found = ids_of_keys(connection, kind, [key]).get(key, [])
    if len(found) > 1:
        raise LoadError(f"{len(found)} known {kind}s are named {name!r}")
    return found[0] if found else None


def find_by_slug_or_name(connection: Connection, kind: str, text: str) -> int:
    """
    Find a row by its slug, or by a name that holds everywhere.

    Raises:
        LoadError: there is none, or there are several.
    """
    named = TABLES[TABLE_OF_KIND[kind]]
    by_slug = connection.execute(sa.select(named.c.id).where(named.c.slug == text)).scalar()
    if by_slug is not None:
        return int(by_slug)
    key = fold(text)
    found = ids_of_keys(connection, kind, [key]).get(key, [])
    if not found:
        hint = did_you_mean(text, connection.execute(sa.select(named.c.name)).scalars())
        advice = hint if hint.startswith("did") else "it must be loaded first"
        raise LoadError(f"no {kind} is named {text!r}; {advice}")
    if len(found) > 1:
        slugs = sa.select(named.c.slug).where(named.c.id.in_(found)).order_by(named.c.slug)
        listed = ", ".join(connection.execute(slugs).scalars())
        raise LoadError(f"several {kind}s are named {text!r}; use a slug, one of {listed}")
    return found[0]


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
    rows.add("aliases", _alias_row(kind, fold(name), name, target, scope, author))
    rows.flush()


def _alias_row(
    kind: str, key: str, text: str, target: int, scope: str | None, author: str
) -> dict[str, Any]:
    return {
        "kind": kind, "key": key, "text": text, "target_id": target, "scope": scope,
        "decided_by": author, "decided_at": datetime.now(UTC),
    }  # fmt: skip
