"""
Two drivers into one, or one into two, and back again.

A merge moves whole cars: the entries of one driver become the other's. Where both are in one car,
because two sources spell its crew differently, each fact is the other's once.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.errors import LoadError
from racedb.identity.aliases import add_alias, find_by_name, find_by_slug_or_name
from racedb.identity.drivers import DRIVER
from racedb.identity.moves import (
    add_driver,
    add_import,
    add_revision,
    as_json,
    count_entries,
    entries_of,
    entries_printed,
    insert_driver,
    join_seats,
    move_entries,
    part_seats,
    read_driver,
)
from racedb.identity.similarity import compare_drivers
from racedb.models import Alias, Driver, Entry, Event
from racedb.text_keys import fold


def require_one_person(connection: Connection, one: int, other: int) -> None:
    """
    Make sure that two drivers may be one person.

    Raises:
        LoadError: says why they are two.
    """
    compared = compare_drivers(connection, [(one, other)])[one, other]
    if conflict := compared.conflict:
        names = f"{compared.one.name!r} and {compared.other.name!r}"
        raise LoadError(f"{names} are two people: {conflict}; nothing was merged")


def merge_drivers(
    connection: Connection, import_id: int, duplicate: int, target: int, author: str
) -> list[int]:
    """Move everything of one driver to the other; returns the entries."""
    before, now = read_driver(connection, duplicate), read_driver(connection, target)
    entries = entries_of(connection, duplicate)
    both = set(entries) & set(entries_of(connection, target))
    of_duplicate = (Alias.kind == DRIVER) & (Alias.target_id == duplicate)
    alias_ids = list(connection.execute(sa.select(Alias.id).where(of_duplicate)).scalars())
    doubled = join_seats(connection, both, duplicate, target)
    move_entries(connection, [it for it in entries if it not in both], duplicate, target)
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
    add_revision(
        connection, import_id, duplicate,
        {**as_json(before), "entries": entries, "aliases": alias_ids, "doubled": doubled},
        {"merged_into": target, "learned": sorted(learned)},
    )  # fmt: skip
    return entries


# ---- namesakes -----------------------------------------------------------------------------------


def move_in_event(
    connection: Connection, before: str, after: str, name: str, event: str, author: str, review: int
) -> str:
    """
    Move the cars of an event that print a name from one driver to another of that name.

    Args:
        connection: inside a transaction.
        before: slug of the driver for whom the name was taken.
        after: slug of the driver who it is.
        name: as printed.
        event: its slug.
        author: who decided it.
        review: the review that is answered by it.

    Returns:
        what was done, in words.
    """
    one, other = (find_by_slug_or_name(connection, DRIVER, it) for it in (before, after))
    there = sa.select(Entry.id).join(Event, Event.id == Entry.event_id).where(Event.slug == event)
    of_event = set(connection.scalars(there))
    entries = [it for it in entries_printed(connection, one, [name]) if it in of_event]
    _move_recorded(connection, review, author, (before, after), entries, one, other)
    return f"{name} is {after} at {event} ({count_entries(entries)} moved)"


def split_years(
    connection: Connection,
    driver: str,
    first: int | None,
    last: int | None,
    author: str,
    review: int,
) -> str:
    """
    Make two drivers of one: what he drove in some years becomes a new driver's of his name.

    Args:
        connection: inside a transaction.
        driver: his slug.
        first: the first of the years; None: all before *last*.
        last: the last of them; None: all since *first*.
        author: who decided it.
        review: the review that is answered by it.

    Returns:
        what was done, in words.
    """
    one = find_by_slug_or_name(connection, DRIVER, driver)
    year = sa.extract("year", Event.starts_on)
    within = [year >= first] if first is not None else [year <= last]
    statement = sa.select(Entry.id).join(Event, Event.id == Entry.event_id).where(*within)
    years = set(connection.scalars(statement))
    entries = [entry for entry in entries_of(connection, one) if entry in years]
    name = read_driver(connection, one)["name"]
    other = add_driver(connection, name)
    after = read_driver(connection, other)["slug"]
    _move_recorded(connection, review, author, (driver, after), entries, one, other, is_new=True)
    return f"{name} is two people: {driver} and {after} ({count_entries(entries)} moved)"


def _move_recorded(
    connection: Connection,
    review: int,
    author: str,
    slugs: tuple[str, str],
    entries: list[int],
    before: int,
    after: int,
    *,
    is_new: bool = False,
) -> None:
    """Move entries from one driver to another, and write a revision that takes it back."""
    import_id = add_import(connection, review, *slugs, author)
    move_entries(connection, entries, before, after)
    moved = {"moved_to": after, "entries": entries, "is_new": is_new}
    add_revision(connection, import_id, before, {}, moved)


# ---- taking a merge back -------------------------------------------------------------------------


def split_off(connection: Connection, name: str) -> None:
    """Take a name from its driver; the entries that print it get a driver of that name."""
    driver = find_by_name(connection, DRIVER, name)
    if driver is None:  # no file has named it yet
        return
    connection.execute(sa.delete(Alias).where(Alias.kind == DRIVER, Alias.key == fold(name)))
    if entries := entries_printed(connection, driver, [name]):
        move_entries(connection, entries, driver, add_driver(connection, name))


def restore_driver(connection: Connection, revision: sa.Row[Any], name: str) -> None:
    """Add a merged driver again, with everything that was moved."""
    row, target, learned = dict(revision.old), revision.new["merged_into"], revision.new["learned"]
    entries, alias_ids, doubled = (row.pop(name) for name in ("entries", "aliases", "doubled"))
    both = {step["row"]["entry_id"] for step in doubled}
    driver = insert_driver(connection, row, revision.row_key["id"])
    connection.execute(
        sa.update(Alias).where(Alias.id.in_(alias_ids)).values(target_id=driver, decided_by="load")
    )
    # Of two namesakes nothing says whose the cars are that came later.
    names = {row["name"], name} - {read_driver(connection, target)["name"]}
    later = set(entries_printed(connection, target, names)) - set(entries)
    moved = [*(it for it in entries if it not in both), *sorted(later)]
    move_entries(connection, moved, target, driver)
    part_seats(connection, doubled, driver, target)
    if learned:
        connection.execute(
            sa.update(Driver).where(Driver.id == target).values(dict.fromkeys(learned))
        )


def move_back(connection: Connection, revision: sa.Row[Any]) -> None:
    """Give entries back to the driver before; a driver who was added for them goes."""
    before, moved = revision.row_key["id"], revision.new
    entries = entries_of(connection, moved["moved_to"]) if moved["is_new"] else moved["entries"]
    move_entries(connection, entries, moved["moved_to"], before)
    if moved["is_new"]:
        of_new = (Alias.kind == DRIVER) & (Alias.target_id == moved["moved_to"])
        connection.execute(sa.delete(Alias).where(of_new))
        connection.execute(sa.delete(Driver).where(Driver.id == moved["moved_to"]))


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
        target = add_driver(connection, other)
    driver = find_by_name(connection, DRIVER, name)
    if driver == target:
        raise LoadError(f"{name!r} means {other!r} everywhere already")
    add_alias(connection, DRIVER, name, target, author, scope)
    entries = entries_printed(connection, driver, [name], scope)
    if set(entries) & set(entries_of(connection, target)):
        raise LoadError(f"{name!r} and {other!r} are two people: they shared a car")
    move_entries(connection, entries, driver, target)
    return f"{name} is now {other} in {scope} ({count_entries(entries)} moved)"


def remove_scoped_alias(connection: Connection, name: str, scope: str) -> None:
    """Let a name mean in a scope whom it means everywhere, who gets his entries back."""
    in_scope = (Alias.kind == DRIVER) & (Alias.key == fold(name)) & (Alias.scope == scope)
    target = connection.execute(sa.select(Alias.target_id).where(in_scope)).scalars().first()
    connection.execute(sa.delete(Alias).where(in_scope))
    if entries := entries_printed(connection, target, [name], scope):
        driver = find_by_name(connection, DRIVER, name) or add_driver(connection, name)
        move_entries(connection, entries, target, driver)
