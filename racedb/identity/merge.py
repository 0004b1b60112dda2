"""
Two drivers into one, and back again.

A merge moves whole cars: the entries of one driver become the other's. That is possible because
the two never share a car, and it is what makes it possible to take the merge back. It is written
down as an import of its own with a revision, so that provenance can tell who decided it.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import __version__
from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError
from racedb.history.revisions import DECISION
from racedb.identity import scopes
from racedb.identity.driver_rows import (
    alias,
    driver_named,
    entries_of,
    move,
    new_driver,
    plain,
    printed_as,
    put_back,
    slug_for,
)
from racedb.identity.similarity import compare_drivers
from racedb.names import fold, person, slug
from racedb.summaries import crew_text


def merge(connection: Connection, gone: str, kept: str, author: str, review_id: int) -> str:
    """Make one driver of two names, as far as they are known."""
    gone_id, kept_id = driver_named(connection, gone), driver_named(connection, kept)
    if gone_id is None and kept_id is None:
        return f"{gone} will be {kept} from the first load on"
    if gone_id == kept_id:
        return f"{gone} is {kept} already"
    number = _import(connection, review_id, gone, kept, author)
    match gone_id, kept_id:
        case None, int(known):
            alias(connection, gone, known, author)
        case int(known), None:
            _rename(connection, number, known, kept, author)
        case int(one), int(other):  # pragma: no branch - there is no fourth case
            _refuse_two(connection, one, other)
            return f"{gone} is {kept}: {_merge(connection, number, one, other, author)}"
    return f"{gone} is {kept}"


def _refuse_two(connection: Connection, one: int, other: int) -> None:
    """
    Refuse to merge who cannot be one person.

    Raises:
        LoadError: says why.
    """
    two = compare_drivers(connection, [(one, other)])[one, other]
    why = two.why_two
    if not why and set(entries_of(connection, one)) & set(entries_of(connection, other)):
        why = "they sat in the same car"
    if why:
        names = f"{two.one.name!r} and {two.other.name!r}"
        raise LoadError(f"{names} are two people: {why}; nothing was merged")


def _merge(connection: Connection, number: int, gone: int, kept: int, author: str) -> str:
    """Give everything of one driver to another one; says how many entries that are."""
    drivers, aliases = TABLES["drivers"], TABLES["aliases"]
    entries = entries_of(connection, gone)
    old = connection.execute(sa.select(drivers).where(drivers.c.id == gone)).mappings().one()
    now = connection.execute(sa.select(drivers).where(drivers.c.id == kept)).mappings().one()
    of_gone = (aliases.c.kind == "driver") & (aliases.c.target_id == gone)
    names = list(connection.execute(sa.select(aliases.c.id).where(of_gone)).scalars())
    move(connection, entries, gone, kept)
    connection.execute(sa.update(aliases).where(of_gone).values(target_id=kept, decided_by=author))
    learned = {
        name: old[name] for name in ("born_on", "country") if now[name] is None and old[name]
    }
    if learned:
        connection.execute(sa.update(drivers).where(drivers.c.id == kept).values(learned))
    connection.execute(sa.delete(drivers).where(drivers.c.id == gone))
    _revise(
        connection, number, gone,
        {**plain(old), "entries": entries, "aliases": names},
        {"merged_into": kept, "learned": sorted(learned)},
    )  # fmt: skip
    return _moved(entries)


def _moved(entries: list[int]) -> str:
    return f"{len(entries):,} {'entry' if len(entries) == 1 else 'entries'} moved"


def unmerge(connection: Connection, review_id: int, name: str) -> None:
    """Put a merged driver back: his cars, and those that later loads brought under his name."""
    imports, revisions = TABLES["imports"], TABLES["revisions"]
    number = _import_of(connection, review_id)
    connection.execute(sa.update(imports).where(imports.c.id == number).values(state="undone"))
    found = connection.execute(
        sa.select(revisions).where(revisions.c.import_id == number)
    ).one_or_none()
    if found is None:
        _part(connection, name)
    elif "entries" in found.old:
        _unmerge(connection, found, name)
    else:
        _unname(connection, found.row_key["id"], found.old, found.new["name"])


def add_scoped_alias(connection: Connection, name: str, other: str, scope: str, author: str) -> str:
    """
    Let a name stand for another driver in a scope; his cars there become the other's.

    The other driver is made where he is not known. Says what was done.
    """
    target = driver_named(connection, other)
    if target is None:
        target = new_driver(connection, other)
    one = driver_named(connection, name)
    if one == target:
        raise LoadError(f"{name!r} stands for {other!r} everywhere already")
    alias(connection, name, target, author, scope)
    entries = _printed_in(connection, one, name, scope)
    if set(entries) & set(entries_of(connection, target)):
        raise LoadError(f"{name!r} and {other!r} are two people: they sat in the same car")
    move(connection, entries, one, target)
    return f"{name} is {other} in {scope}: {_moved(entries)}"


def remove_scoped_alias(connection: Connection, name: str, scope: str) -> None:
    """Let a name stand in a scope for whom it stands everywhere, and give him his cars back."""
    aliases = TABLES["aliases"]
    limited = (
        (aliases.c.kind == "driver") & (aliases.c.key == fold(name)) & (aliases.c.scope == scope)
    )
    target = connection.execute(sa.select(aliases.c.target_id).where(limited)).scalars().first()
    connection.execute(sa.delete(aliases).where(limited))
    entries = _printed_in(connection, target, name, scope)
    if entries:
        one = driver_named(connection, name) or new_driver(connection, name)
        move(connection, entries, target, one)


def _printed_in(connection: Connection, driver: int | None, name: str, scope: str) -> list[int]:
    """Give the entries of a scope in which a driver is printed under a name."""
    found = printed_as(connection, driver, {fold(name)}, set())
    places = scopes.of_entries(connection, found)
    return [entry for entry in found if scope in places[entry]]


def _part(connection: Connection, name: str) -> None:
    """Take a name from a driver who was never another one; its cars get a driver of that name."""
    kept = driver_named(connection, name)
    if kept is None:  # no load has brought it yet
        return
    aliases = TABLES["aliases"]
    connection.execute(
        sa.delete(aliases).where(aliases.c.kind == "driver", aliases.c.key == fold(name))
    )
    entries = printed_as(connection, kept, {fold(name)}, set())
    if entries:
        driver = new_driver(connection, name)
        move(connection, entries, kept, driver)


def _unname(connection: Connection, driver: int, old: dict[str, Any], name: str) -> None:
    """Write a driver as he was written before, and forget the other name."""
    drivers, aliases = TABLES["drivers"], TABLES["aliases"]
    connection.execute(sa.update(drivers).where(drivers.c.id == driver).values(old))
    crew_text.keep_of(connection, [driver])
    connection.execute(
        sa.delete(aliases).where(
            aliases.c.kind == "driver",
            aliases.c.target_id == driver,
            aliases.c.key == fold(name),
        )
    )


def _unmerge(connection: Connection, revision: sa.Row[Any], name: str) -> None:
    """Make a merged driver again, and give him back what he had."""
    drivers, aliases = TABLES["drivers"], TABLES["aliases"]
    old, new = dict(revision.old), revision.new
    entries, names = old.pop("entries"), old.pop("aliases")
    gone = put_back(connection, revision.row_key["id"], old)
    connection.execute(
        sa.update(aliases).where(aliases.c.id.in_(names)).values(target_id=gone, decided_by="load")
    )
    kept = new["merged_into"]
    later = printed_as(connection, kept, {fold(old["name"]), fold(name)}, set(entries))
    move(connection, [*entries, *later], kept, gone)
    if new["learned"]:
        connection.execute(
            sa.update(drivers).where(drivers.c.id == kept).values(dict.fromkeys(new["learned"]))
        )


def _rename(connection: Connection, number: int, driver: int, name: str, author: str) -> None:
    """Write a driver's name otherwise, and know him by it."""
    drivers, who = TABLES["drivers"], person(name)
    old = connection.execute(sa.select(drivers).where(drivers.c.id == driver)).mappings().one()
    new = {
        "name": who.name, "given_name": who.given_name, "family_name": who.family_name,
        "suffix": who.suffix, "slug": slug_for(connection, slug(who.name)),
    }  # fmt: skip
    connection.execute(sa.update(drivers).where(drivers.c.id == driver).values(new))
    crew_text.keep_of(connection, [driver])
    alias(connection, name, driver, author)
    _revise(connection, number, driver, {it: old[it] for it in new}, new)


# ---- decisions as imports ------------------------------------------------------------------------


def _import(connection: Connection, review_id: int, gone: str, kept: str, author: str) -> int:
    """Write a decision down as a source and an import, so that provenance can name it."""
    sources, imports = TABLES["sources"], TABLES["imports"]
    rows, now = NewRows(connection), datetime.now(UTC)
    text = f"{author} at {now:%Y-%m-%d %H:%M:%S.%f} UTC: {gone} is {kept}\n".encode()
    source = rows.take_id("sources")
    number = rows.take_id("imports")
    values = {
        "id": source, "uri": f"review:{review_id}", "sha256": hashlib.sha256(text).hexdigest(),
        "size_bytes": len(text), "publisher": author, "retrieved_at": now,
    }  # fmt: skip
    connection.execute(sa.insert(sources).values(values))
    values = {
        "id": number, "source_id": source, "state": "applied", "reader": DECISION,
        "options": {"review": review_id, "name": gone, "same_as": kept, "decided_by": author},
        "racedb_version": __version__, "started_at": now, "finished_at": now,
        "rows_read": 0, "rows_new": 0, "rows_changed": 0, "rows_same": 0, "rows_rejected": 0,
    }  # fmt: skip
    connection.execute(sa.insert(imports).values(values))
    return number


def _import_of(connection: Connection, review_id: int) -> int | None:
    """Give the import that carried a review's answer out."""
    imports, sources = TABLES["imports"], TABLES["sources"]
    statement = (
        sa.select(imports.c.id)
        .join(sources, sources.c.id == imports.c.source_id)
        .where(
            imports.c.reader == DECISION,
            imports.c.state == "applied",
            sources.c.uri == f"review:{review_id}",
        )
    )
    return connection.execute(statement.order_by(imports.c.id.desc())).scalars().first()


def _revise(
    connection: Connection, number: int, driver: int, old: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    revisions = TABLES["revisions"]
    connection.execute(
        sa.insert(revisions).values(
            id=NewRows(connection).take_id("revisions"), import_id=number, table_name="drivers",
            row_key={"id": driver}, old=dict(old), new=dict(new),
        )
    )  # fmt: skip
