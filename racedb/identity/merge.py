"""
Two drivers into one, and back again.

A merge moves whole cars: the entries of one driver become the other's. That is possible because the
two never share a car, and it is what makes it possible to take the merge back. Each merge is an
import of its own with a revision: so provenance tells who decided it, and `unmerge` what was there.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import __version__
from racedb.db.rows import NewRows
from racedb.errors import LoadError
from racedb.identity.aliases import add_alias, find_by_name
from racedb.identity.drivers import DRIVER
from racedb.identity.scopes import scopes_of_entries
from racedb.identity.similarity import compare_drivers
from racedb.models import SCHEMA, Alias, Driver, EntryDriver, Import, Lap, Revision, Source
from racedb.names import parse_person, person_key
from racedb.summaries.crew_text import entries_of
from racedb.summaries.registry import CREWS, LAPS, refresh
from racedb.text_keys import fold, free_slug, slug

DECISION = "review"
"""The value of imports.reader for a decision that a person made."""
_DRIVER_COLUMNS = {
    "entry_drivers": "driver_id", "drives": "driver_id", "laps": "driver_id",
    "results": "best_lap_driver_id",
}  # fmt: skip
"""Every column that names a driver of an entry."""
_ENTRIES_AT_A_TIME = 1_000
"""SQLite takes 32,766 parameters, and PostgreSQL plans long lists badly."""


def merge(connection: Connection, name: str, same_as: str, author: str, review_id: int) -> str:
    """
    Make one driver of two names, as far as they are known.

    Args:
        connection: inside a transaction.
        name: the name that stays an alias.
        same_as: the name that the driver has.
        author: who decided it.
        review_id: the review that is answered by it.

    Returns:
        what was done, in words.

    Raises:
        LoadError: the two are certainly two people; one of the names has several drivers.
    """
    duplicate = find_by_name(connection, DRIVER, name)
    target = find_by_name(connection, DRIVER, same_as)
    if duplicate is None:
        if target is None:
            return f"{name} will be stored as {same_as} once a file names either of them"
        _add_import(connection, review_id, name, same_as, author)
        add_alias(connection, DRIVER, name, target, author)
        return f"{name} is now {same_as}"
    if target is None:
        import_id = _add_import(connection, review_id, name, same_as, author)
        _rename(connection, import_id, duplicate, same_as, author)
        return f"{name} is now {same_as}"
    if duplicate == target:
        return f"{name} and {same_as} are one driver already"
    _require_one_person(connection, duplicate, target)
    import_id = _add_import(connection, review_id, name, same_as, author)
    entries = _merge_drivers(connection, import_id, duplicate, target, author)
    return f"{name} is now {same_as} ({_count(entries)} moved)"


def _require_one_person(connection: Connection, one: int, other: int) -> None:
    """
    Make sure that two drivers may be one person.

    Raises:
        LoadError: says why they are two.
    """
    compared = compare_drivers(connection, [(one, other)])[one, other]
    conflict = compared.conflict
    if not conflict and set(_entries_of(connection, one)) & set(_entries_of(connection, other)):
        conflict = "they shared a car"
    if conflict:
        names = f"{compared.one.name!r} and {compared.other.name!r}"
        raise LoadError(f"{names} are two people: {conflict}; nothing was merged")


def _merge_drivers(
    connection: Connection, import_id: int, duplicate: int, target: int, author: str
) -> list[int]:
    """Move everything of one driver to the other; returns the entries."""
    before, now = _read_driver(connection, duplicate), _read_driver(connection, target)
    entries = _entries_of(connection, duplicate)
    of_duplicate = (Alias.kind == DRIVER) & (Alias.target_id == duplicate)
    alias_ids = list(connection.execute(sa.select(Alias.id).where(of_duplicate)).scalars())
    _move_entries(connection, entries, duplicate, target)
    connection.execute(
        sa.update(Alias).where(of_duplicate).values(target_id=target, decided_by=author)
    )
    learned = {
        column: before[column]
        for column in ("born_on", "country")
        if before[column] and now[column] is None
    }
    if learned:
        connection.execute(sa.update(Driver).where(Driver.id == target).values(learned))
    connection.execute(sa.delete(Driver).where(Driver.id == duplicate))
    _add_revision(
        connection, import_id, duplicate,
        {**_as_json(before), "entries": entries, "aliases": alias_ids},
        {"merged_into": target, "learned": sorted(learned)},
    )  # fmt: skip
    return entries


def _rename(connection: Connection, import_id: int, driver: int, name: str, author: str) -> None:
    """Change the name of a driver, who stays known by the one before."""
    who = parse_person(name)
    before = _read_driver(connection, driver)
    values = who._asdict() | {"slug": _free_slug(connection, slug(who.name))}
    connection.execute(sa.update(Driver).where(Driver.id == driver).values(values))
    refresh(connection, CREWS, entries_of(connection, [driver]))
    add_alias(connection, DRIVER, name, driver, author)
    old = {column: before[column] for column in values}
    _add_revision(connection, import_id, driver, old, values)


# ---- taking a merge back -------------------------------------------------------------------------


def unmerge(connection: Connection, name: str, review_id: int) -> None:
    """
    Take a merge back: a driver gets his cars again, and those that later loads found by his name.

    Args:
        connection: inside a transaction.
        name: the name that was made an alias.
        review_id: the review whose answer is taken back.
    """
    import_id = _import_of(connection, review_id)
    connection.execute(sa.update(Import).where(Import.id == import_id).values(state="undone"))
    statement = sa.select(Revision).where(Revision.import_id == import_id)
    revision = connection.execute(statement).one_or_none()
    if revision is None:  # one of the two names was not known then
        _split_off(connection, name)
    elif "merged_into" in revision.new:
        _restore_driver(connection, revision, name)
    else:
        _restore_name(connection, revision)


def _split_off(connection: Connection, name: str) -> None:
    """Take a name from its driver; the entries that print it get a driver of that name."""
    driver = find_by_name(connection, DRIVER, name)
    if driver is None:  # no file has named it yet
        return
    connection.execute(sa.delete(Alias).where(Alias.kind == DRIVER, Alias.key == fold(name)))
    if entries := _entries_printed(connection, driver, [name]):
        _move_entries(connection, entries, driver, _add_driver(connection, name))


def _restore_driver(connection: Connection, revision: sa.Row[Any], name: str) -> None:
    """Add a merged driver again, with everything that was moved."""
    row, target, learned = dict(revision.old), revision.new["merged_into"], revision.new["learned"]
    entries, alias_ids = row.pop("entries"), row.pop("aliases")
    driver = _insert_driver(connection, row, revision.row_key["id"])
    connection.execute(
        sa.update(Alias).where(Alias.id.in_(alias_ids)).values(target_id=driver, decided_by="load")
    )
    later = set(_entries_printed(connection, target, [row["name"], name])) - set(entries)
    _move_entries(connection, [*entries, *sorted(later)], target, driver)
    if learned:
        connection.execute(
            sa.update(Driver).where(Driver.id == target).values(dict.fromkeys(learned))
        )


def _restore_name(connection: Connection, revision: sa.Row[Any]) -> None:
    """Restore the earlier name of a driver, and delete the other one."""
    driver = revision.row_key["id"]
    connection.execute(sa.update(Driver).where(Driver.id == driver).values(revision.old))
    refresh(connection, CREWS, entries_of(connection, [driver]))
    connection.execute(
        sa.delete(Alias).where(
            Alias.kind == DRIVER,
            Alias.target_id == driver,
            Alias.key == fold(revision.new["name"]),
        )
    )


# ---- names that are another driver's in a scope only ---------------------------------------------


def add_scoped_alias(connection: Connection, name: str, other: str, scope: str, author: str) -> str:
    """
    Let a name mean another driver in a scope; his entries there become the other's.

    The other driver is added where he is not known.

    Returns:
        what was done, in words.

    Raises:
        LoadError: the name means the other driver everywhere, or they shared a car.
    """
    target = find_by_name(connection, DRIVER, other)
    if target is None:
        target = _add_driver(connection, other)
    driver = find_by_name(connection, DRIVER, name)
    if driver == target:
        raise LoadError(f"{name!r} means {other!r} everywhere already")
    add_alias(connection, DRIVER, name, target, author, scope)
    entries = _entries_printed(connection, driver, [name], scope)
    if set(entries) & set(_entries_of(connection, target)):
        raise LoadError(f"{name!r} and {other!r} are two people: they shared a car")
    _move_entries(connection, entries, driver, target)
    return f"{name} is now {other} in {scope} ({_count(entries)} moved)"


def remove_scoped_alias(connection: Connection, name: str, scope: str) -> None:
    """Let a name mean in a scope whom it means everywhere, who gets his entries back."""
    in_scope = (Alias.kind == DRIVER) & (Alias.key == fold(name)) & (Alias.scope == scope)
    target = connection.execute(sa.select(Alias.target_id).where(in_scope)).scalars().first()
    connection.execute(sa.delete(Alias).where(in_scope))
    if entries := _entries_printed(connection, target, [name], scope):
        driver = find_by_name(connection, DRIVER, name) or _add_driver(connection, name)
        _move_entries(connection, entries, target, driver)


# ---- entries -------------------------------------------------------------------------------------


def _entries_of(connection: Connection, driver: int) -> list[int]:
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


def _entries_printed(
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


def _move_entries(
    connection: Connection, entries: list[int], before: int | None, after: int
) -> None:
    """Move what one driver did in some entries to another one; nobody (None) did nothing."""
    for start in range(0, len(entries), _ENTRIES_AT_A_TIME):
        some = entries[start : start + _ENTRIES_AT_A_TIME]
        for name, column in _DRIVER_COLUMNS.items():
            table = SCHEMA.tables[name]
            theirs = (table.c.entry_id.in_(some)) & (table.c[column] == before)
            connection.execute(sa.update(table).where(theirs).values({column: after}))
        moved = (Lap.entry_id.in_(some)) & (Lap.driver_id == after)
        sessions = connection.scalars(sa.select(Lap.session_id).where(moved).distinct())
        refresh(connection, LAPS, sessions)
    refresh(connection, CREWS, entries)


def _count(entries: list[int]) -> str:
    return f"{len(entries):,} {'entry' if len(entries) == 1 else 'entries'}"


# ---- drivers -------------------------------------------------------------------------------------


def _read_driver(connection: Connection, driver: int) -> sa.RowMapping:
    statement = sa.select(Driver).where(Driver.id == driver)
    return connection.execute(statement).mappings().one()


def _add_driver(connection: Connection, name: str) -> int:
    who = parse_person(name)
    driver = _insert_driver(connection, who._asdict() | {"slug": slug(who.name)})
    add_alias(connection, DRIVER, who.name, driver, "load")
    return driver


def _insert_driver(
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
    slugs = sa.select(Driver.slug)
    return free_slug(wanted, set(connection.execute(slugs).scalars()))


def _as_json(driver: sa.RowMapping) -> dict[str, Any]:
    """Make a row of drivers a value of JSON; its id is the key of the revision."""
    row = {column: driver[column] for column in driver if column != "id"}
    return row | {"born_on": row["born_on"] and row["born_on"].isoformat()}


# ---- merges as imports ---------------------------------------------------------------------------


def _add_import(
    connection: Connection, review_id: int, name: str, same_as: str, author: str
) -> int:
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


def _import_of(connection: Connection, review_id: int) -> int | None:
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


def _add_revision(
    connection: Connection,
    import_id: int,
    driver: int,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> None:
    revision = {
        "id": NewRows(connection).take_id("revisions"), "import_id": import_id,
        "table_name": "drivers", "row_key": {"id": driver}, "old": dict(old), "new": dict(new),
    }  # fmt: skip
    connection.execute(sa.insert(Revision).values(revision))
