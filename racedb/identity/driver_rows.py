"""
The rows of one driver: found by a name, made, moved to another one.

What a decision of a person does with them is in racedb.identity.merge.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError
from racedb.names import fold, free_slug, person, slug, unmarked
from racedb.summaries import crew_text, lap_sums

_MOVED = {
    "entry_drivers": "driver_id", "drives": "driver_id", "laps": "driver_id",
    "results": "best_lap_driver_id",
}  # fmt: skip
"""Every column that names a driver of an entry."""


def driver_named(connection: Connection, name: str) -> int | None:
    """Give the one driver whom a name stands for everywhere; None: nobody yet."""
    aliases = TABLES["aliases"]
    statement = sa.select(aliases.c.target_id).where(
        aliases.c.kind == "driver", aliases.c.key == fold(name), aliases.c.scope.is_(None)
    )
    found = connection.execute(statement.distinct()).scalars().all()
    if len(found) > 1:
        raise LoadError(f"driver {name!r} stands for {len(found)} known drivers")
    return found[0] if found else None


def new_driver(connection: Connection, name: str) -> int:
    """Make a driver who is known by a name."""
    who = person(name)
    row = {
        "name": who.name, "given_name": who.given_name, "family_name": who.family_name,
        "suffix": who.suffix, "slug": slug(who.name),
    }  # fmt: skip
    driver = put_back(connection, NewRows(connection).take_id("drivers"), row)
    alias(connection, who.name, driver, "load")
    return driver


def put_back(connection: Connection, number: int, row: dict[str, Any]) -> int:
    """Insert a driver again; under another id and slug where somebody else has them by now."""
    drivers = TABLES["drivers"]
    row["slug"] = slug_for(connection, row["slug"])
    is_taken = connection.execute(sa.select(drivers.c.id).where(drivers.c.id == number)).scalar()
    rows = NewRows(connection)
    row["id"] = rows.take_id("drivers") if is_taken else number
    connection.execute(sa.insert(drivers).values(_typed(row)))
    return int(row["id"])


def slug_for(connection: Connection, wanted: str) -> str:
    """Give a slug that no driver has: the wished one, or that with a number."""
    return free_slug(wanted, set(connection.execute(sa.select(TABLES["drivers"].c.slug)).scalars()))


def alias(
    connection: Connection, name: str, target: int, author: str, scope: str | None = None
) -> None:
    """Let a name stand for a driver, everywhere or in a scope."""
    rows = NewRows(connection)
    row = {
        "kind": "driver", "key": fold(name), "text": name, "target_id": target, "scope": scope,
        "decided_by": author, "decided_at": datetime.now(UTC),
    }  # fmt: skip
    rows.add("aliases", row)
    rows.flush()


def entries_of(connection: Connection, driver: int) -> list[int]:
    """Give all entries in which a driver is named, in whatever table."""
    found = sa.union(
        *(
            sa.select(TABLES[table].c.entry_id).where(TABLES[table].c[column] == driver)
            for table, column in _MOVED.items()
        )
    )
    return sorted(connection.execute(found).scalars())


def printed_as(
    connection: Connection, driver: int | None, keys: set[str], without: set[int]
) -> list[int]:
    """Give the entries of a driver in which he is printed under one of some folded names."""
    seats = TABLES["entry_drivers"]
    statement = sa.select(seats.c.entry_id, seats.c.printed_name)
    return [
        entry
        for entry, printed in connection.execute(statement.where(seats.c.driver_id == driver))
        if entry not in without and fold(person(unmarked(printed)).name) in keys
    ]


def move(connection: Connection, entries: list[int], before: int | None, after: int) -> None:
    """Give what one driver did in some entries to another one; nobody (None) has none."""
    for table, column in _MOVED.items():
        facts = TABLES[table]
        for start in range(0, len(entries), 1_000):
            connection.execute(
                sa.update(facts)
                .where(
                    facts.c.entry_id.in_(entries[start : start + 1_000]),
                    facts.c[column] == before,
                )
                .values({column: after})
            )
    crew_text.keep(connection, entries)
    laps = TABLES["laps"]
    moved = sa.select(laps.c.session_id).where(laps.c.driver_id == after).distinct()
    for start in range(0, len(entries), 1_000):
        of_these = laps.c.entry_id.in_(entries[start : start + 1_000])
        lap_sums.keep(connection, connection.scalars(moved.where(of_these)))


def plain(row: sa.RowMapping) -> dict[str, Any]:
    """Write a row as JSON can hold it, without its id."""
    return {
        name: value.isoformat() if name == "born_on" and value else value
        for name, value in row.items()
        if name != "id"
    }


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row of `_plain` its types back."""
    born = row.get("born_on")
    return {**row, "born_on": datetime.fromisoformat(born).date()} if born else dict(row)
