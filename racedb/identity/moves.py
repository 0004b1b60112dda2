"""
What merges and splits of drivers are made of: their entries, their rows, and decisions as imports.

A decision is an import of its own with a revision: so provenance tells who decided it, and it can
be taken back.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import __version__
from racedb.db.rows import NewRows
from racedb.identity.aliases import add_alias
from racedb.identity.drivers import DRIVER
from racedb.identity.namesakes import scopes_of_entries
from racedb.models import SCHEMA, Driver, EntryDriver, Import, Lap, Revision, Source
from racedb.names import parse_person, person_key
from racedb.summaries.makers import sessions_of
from racedb.summaries.registry import CREWS, LAPS, refresh, refresh_championships
from racedb.text_keys import fold, free_slug, slug

DECISION = "review"
"""The value of imports.reader for a decision that a person made."""
_DRIVER_COLUMNS = {
    "entry_drivers": "driver_id", "drives": "driver_id", "laps": "driver_id",
    "results": "best_lap_driver_id", "penalties": "driver_id",
}  # fmt: skip
"""Every column that names a driver of an entry."""
_WHOLE = ("entry_drivers", "penalties")
"""Tables of which a step has more than the key: a seat comes back, a penalty is of an entry."""
_ENTRIES_AT_A_TIME = 1_000
"""SQLite takes 32,766 parameters, and PostgreSQL plans long lists badly."""


# ---- entries -------------------------------------------------------------------------------------


def entries_of(connection: Connection, driver: int) -> list[int]:
    """Return all entries that name a driver in any table."""
    found = sa.union(
        *(
            sa.select(SCHEMA.tables[table].c.entry_id).where(
                SCHEMA.tables[table].c[column] == driver
            )
            for table, column in _DRIVER_COLUMNS.items()
        )
    )
    return sorted(connection.execute(found).scalars())


def entries_printed(
    connection: Connection, driver: int | None, names: Iterable[str], scope: str | None = None
) -> list[int]:
    """Return the entries (None: of every scope) that print a driver under one of the names."""
    keys = {fold(name) for name in names}
    statement = sa.select(EntryDriver.entry_id, EntryDriver.printed_name)
    found = [
        entry
        for entry, printed in connection.execute(statement.where(EntryDriver.driver_id == driver))
        if person_key(printed) in keys
    ]
    if scope is None:
        return found
    scopes = scopes_of_entries(connection, found)
    return [entry for entry in found if scope in scopes[entry]]


def move_entries(
    connection: Connection, entries: list[int], before: int | None, after: int
) -> None:
    """Move what one driver did in some entries to another one; nobody (None) did nothing."""
    for start in range(0, len(entries), _ENTRIES_AT_A_TIME):
        some = entries[start : start + _ENTRIES_AT_A_TIME]
        for name, column in _DRIVER_COLUMNS.items():
            table = SCHEMA.tables[name]
            theirs = (table.c.entry_id.in_(some)) & (table.c[column] == before)
            connection.execute(sa.update(table).where(theirs).values({column: after}))
        _refresh_entries(connection, some, after)


def join_seats(
    connection: Connection, entries: Collection[int], one: int, other: int
) -> list[dict[str, Any]]:
    """
    Give what one driver did in the cars of another to that one, each fact once.

    Args:
        connection: inside a transaction.
        entries: those that name both.
        one: whose rows go or become the other's.
        other: who has them then.

    Returns:
        table, row (its key; all of a seat) and dropped (the other has a seat there): `part_seats`
        takes it back.
    """
    steps = []
    for name, column in _DRIVER_COLUMNS.items():
        table = SCHEMA.tables[name]
        of_one = table.c.entry_id.in_(sorted(entries)) & (table.c[column] == one)
        columns = table.c if name in _WHOLE else table.primary_key.columns
        for row in connection.execute(sa.select(*columns).where(of_one)).mappings().all():
            seat = (table.c.entry_id == row["entry_id"]) & (table.c[column] == one)
            twin = sa.select(table.c.entry_id).where(
                table.c.entry_id == row["entry_id"], table.c[column] == other
            )
            # No list names both: only the crew of the event can have the other already.
            dropped = name == "entry_drivers" and connection.execute(twin).first() is not None
            if dropped:
                connection.execute(sa.delete(table).where(seat))
            steps.append({"table": name, "row": dict(row), "dropped": dropped})
        connection.execute(sa.update(table).where(of_one).values({column: other}))
    _refresh_entries(connection, sorted(entries), other)
    return steps


def part_seats(
    connection: Connection, steps: Sequence[Mapping[str, Any]], one: int, other: int
) -> None:
    """Take back what `join_seats` did: *one* has his rows again."""
    for step in steps:
        row, column = step["row"], _DRIVER_COLUMNS[step["table"]]
        table = SCHEMA.tables[step["table"]]
        if step["dropped"]:
            # His seat in the crew of the event may be another's by now.
            seats = sa.select(EntryDriver.seat).where(EntryDriver.entry_id == row["entry_id"])
            taken = set(connection.scalars(seats))
            seat = max(taken) + 1 if row["seat"] in taken else row["seat"]
            connection.execute(sa.insert(table).values({**row, column: one, "seat": seat}))
        else:
            key = [it for it in table.primary_key.columns if it.name not in {column, "seat"}]
            there = sa.and_(*(it == row[it.name] for it in key))
            moved = there & (table.c[column] == other)
            connection.execute(sa.update(table).where(moved).values({column: one}))
    _refresh_entries(connection, sorted({step["row"]["entry_id"] for step in steps}), one)


def _refresh_entries(connection: Connection, entries: list[int], driver: int) -> None:
    """Refresh what follows from who drove: the sums of laps, and the texts of crews."""
    driven = (Lap.entry_id.in_(entries)) & (Lap.driver_id == driver)
    refresh(
        connection, LAPS, connection.scalars(sa.select(Lap.session_id).where(driven).distinct())
    )
    refresh(connection, CREWS, entries)
    refresh_championships(connection, sessions_of(connection, entries))


def count_entries(entries: list[int]) -> str:
    """Write how many entries there are."""
    return f"{len(entries):,} {'entry' if len(entries) == 1 else 'entries'}"


# ---- drivers -------------------------------------------------------------------------------------


def read_driver(connection: Connection, driver: int) -> sa.RowMapping:
    """Read the row of a driver."""
    statement = sa.select(Driver).where(Driver.id == driver)
    return connection.execute(statement).mappings().one()


def add_driver(connection: Connection, name: str) -> int:
    """Add a driver of a name, who is found by it; returns the id."""
    who = parse_person(name)
    driver = insert_driver(connection, who._asdict() | {"slug": slug(who.name)})
    add_alias(connection, DRIVER, who.name, driver, "load")
    return driver


def insert_driver(
    connection: Connection, row: Mapping[str, Any], wanted_id: int | None = None
) -> int:
    """Insert a driver, under another id and slug where somebody else has them by now."""
    is_free = wanted_id is not None and (
        connection.execute(sa.select(Driver.id).where(Driver.id == wanted_id)).scalar() is None
    )
    number = wanted_id if is_free else NewRows(connection).take_id("drivers")
    values = {**row, "id": number, "slug": _free_slug(connection, row["slug"])}
    if born_on := row.get("born_on"):
        values["born_on"] = date.fromisoformat(born_on)
    connection.execute(sa.insert(Driver).values(values))
    return int(values["id"])


def _free_slug(connection: Connection, wanted: str) -> str:
    """Return a slug that no driver has: the wanted one, or that with a number."""
    slugs = sa.select(Driver.slug)
    return free_slug(wanted, set(connection.execute(slugs).scalars()))


def as_json(driver: sa.RowMapping) -> dict[str, Any]:
    """Make a row of drivers a value of JSON; its id is the key of the revision."""
    row = {column: driver[column] for column in driver if column != "id"}
    return row | {"born_on": row["born_on"] and row["born_on"].isoformat()}


# ---- merges as imports ---------------------------------------------------------------------------


def add_import(connection: Connection, review_id: int, name: str, same_as: str, author: str) -> int:
    """Write a decision down as a source and an import."""
    rows, now = NewRows(connection), datetime.now(UTC)
    source_id, import_id = rows.take_id("sources"), rows.take_id("imports")
    # A source is known by its bytes: the time makes a decision that is made again another one.
    text = f"{author} at {now:%Y-%m-%d %H:%M:%S.%f} UTC: {name} is {same_as}\n".encode()
    source = {
        "id": source_id, "uri": f"review:{review_id}", "sha256": hashlib.sha256(text).hexdigest(),
        "size_bytes": len(text), "publisher": author, "retrieved_at": now,
    }  # fmt: skip
    counts = ("rows_read", "rows_new", "rows_changed", "rows_same", "rows_rejected")
    decision = {
        "id": import_id, "source_id": source_id, "state": "applied", "reader": DECISION,
        "options": {"review": review_id, "name": name, "same_as": same_as, "decided_by": author},
        "racedb_version": __version__, "started_at": now, "finished_at": now,
        **dict.fromkeys(counts, 0),
    }  # fmt: skip
    connection.execute(sa.insert(Source).values(source))
    connection.execute(sa.insert(Import).values(decision))
    return import_id


def import_of(connection: Connection, review_id: int) -> int | None:
    """Return the import that carried out the answer to a review; None: nothing was known then."""
    statement = (
        sa.select(Import.id)
        .join(Source, Source.id == Import.source_id)
        .where(
            Import.reader == DECISION,
            Import.state == "applied",
            Source.uri == f"review:{review_id}",
        )
    )
    return connection.execute(statement.order_by(Import.id.desc())).scalars().first()


def add_revision(
    connection: Connection,
    import_id: int,
    number: int,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    table: str = "drivers",
) -> None:
    """Write down what a decision changed of a row."""
    revision = {
        "id": NewRows(connection).take_id("revisions"), "import_id": import_id,
        "table_name": table, "row_key": {"id": number}, "old": dict(old), "new": dict(new),
    }  # fmt: skip
    connection.execute(sa.insert(Revision).values(revision))
