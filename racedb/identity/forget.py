"""
A person is taken out of the database on request: the name goes everywhere, the results stay.

The name is looked for as it was ever printed, in every text that is stored: names and keys, lines
that were rejected, notes, decisions, and what imports changed. It cannot be taken back.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table

from racedb.db.rows import TABLES
from racedb.identity.aliases import add_alias, find_by_slug_or_name
from racedb.identity.drivers import DRIVER
from racedb.models import Alias, Driver, EntryDriver, Revision
from racedb.names import parse_person
from racedb.summaries import crew_text
from racedb.summaries.registry import CREWS, refresh
from racedb.text_keys import fold, slug

_WITHOUT_NAMES = {"laps", "pit_stops", "drivers"}
"""Tables that name nobody in texts, and the one whose row is replaced as a whole."""


def forget(connection: Connection, driver: str) -> tuple[str, dict[str, int]]:
    """
    Replace the name and the keys of a driver everywhere.

    Args:
        connection: inside a transaction.
        driver: slug or name.

    Returns:
        the name that he has now, and how many values of which table were replaced.

    Raises:
        LoadError: there is no such driver, or there are several.
    """
    number = find_by_slug_or_name(connection, DRIVER, driver)
    called = f"Forgotten {number}"
    texts = _texts_of(connection, number)
    changed = {"drivers": 1, "aliases": _replace_keys(connection, number, called)}
    printed = sa.update(EntryDriver).where(EntryDriver.driver_id == number)
    changed["entry_drivers"] = connection.execute(printed.values(printed_name=called)).rowcount
    nothing = dict.fromkeys(("given_name", "family_name", "suffix", "born_on", "country"))
    values = {"name": called, "slug": slug(called), **nothing}
    connection.execute(sa.update(Driver).where(Driver.id == number).values(values))
    changed["revisions"] = _replace_history(connection, number, values)
    pattern = _pattern(texts)
    for name, table in TABLES.items():
        if name not in _WITHOUT_NAMES:
            count = sum(_replace_texts(connection, table, pattern, _needles(texts), called))
            changed[name] = changed.get(name, 0) + count
    refresh(connection, CREWS, crew_text.entries_of(connection, [number]))
    return called, {name: count for name, count in changed.items() if count}


def _texts_of(connection: Connection, driver: int) -> list[str]:
    """Return every way in which he is named, but for those that others share: they stay theirs."""
    named = sa.select(Driver.name, Driver.slug).where(Driver.id == driver)
    texts = {text for row in connection.execute(named) for text in row}
    of_him = (Alias.kind == DRIVER) & (Alias.target_id == driver)
    texts |= set(connection.scalars(sa.select(Alias.text).where(of_him)))
    printed = sa.select(EntryDriver.printed_name).where(EntryDriver.driver_id == driver)
    texts |= set(connection.scalars(printed))
    of_others = (Alias.kind == DRIVER) & (Alias.target_id != driver)
    keys = {fold(text) for text in texts}
    shared = set(
        connection.scalars(sa.select(Alias.key).where(of_others, Alias.key.in_(sorted(keys))))
    )
    return sorted(text for text in texts if fold(text) not in shared)


def _replace_keys(connection: Connection, driver: int, called: str) -> int:
    of_him = (Alias.kind == DRIVER) & (Alias.target_id == driver)
    count = connection.execute(sa.delete(Alias).where(of_him)).rowcount
    add_alias(connection, DRIVER, called, driver, "load")
    return count


def _replace_history(connection: Connection, driver: int, values: dict[str, Any]) -> int:
    """Replace the columns of his row in what imports and merges changed."""
    revisions = connection.execute(
        sa.select(Revision.id, Revision.row_key, Revision.old, Revision.new).where(
            Revision.table_name == "drivers"
        )
    ).all()
    count = 0
    for number, row_key, old, new in revisions:
        if driver in {row_key.get("id"), (new or {}).get("merged_into")}:
            after = {
                name: row and {key: values.get(key, value) for key, value in row.items()}
                for name, row in (("old", old), ("new", new))
            }
            connection.execute(sa.update(Revision).where(Revision.id == number).values(after))
            count += 1
    return count


# ---- texts ---------------------------------------------------------------------------------------


def _pattern(texts: Iterable[str]) -> re.Pattern[str]:
    """
    Match every way of writing some names: in any case, given or family name first.

    A name of one word is matched only where it stands alone: in 'Lars Berg' it is another one's.
    """
    ways = set()
    for text in texts:
        who = parse_person(text)
        parts = [part.split() for part in (who.given_name, who.family_name) if part]
        ways |= {tuple(text.split()), tuple(re.split(r"[-_ ]+", text)), tuple(fold(text).split())}
        ways |= {tuple(word for part in order for word in part) for order in (parts, parts[::-1])}
    written = [
        r"[\W_]+".join(map(re.escape, way))
        if len(way) > 1
        else rf"(?<!\w ){re.escape(way[0])}(?! \w)"
        for way in sorted(ways, key=lambda way: (-len(way), way))
        if way
    ]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(written)})(?![^\W_])", re.IGNORECASE)


def _needles(texts: Iterable[str]) -> set[str]:
    """Return a part of each name that is in all its spellings, to look for in the database."""
    runs = (re.findall(r"[a-z]+", text.lower()) for text in texts)
    return {max(found, key=len) for found in runs if found}


def _replace_texts(
    connection: Connection, table: Table, pattern: re.Pattern[str], needles: set[str], called: str
) -> Iterator[int]:
    """Replace the names in the columns of texts; yields 1 for each value."""
    keys = list(table.primary_key.columns)
    for column in table.c:
        if not isinstance(column.type, (sa.Text, sa.JSON)) or not needles:
            continue
        stored = sa.func.lower(sa.cast(column, sa.Text))
        has_name = sa.or_(*(stored.contains(needle, autoescape=True) for needle in needles))
        if table is TABLES["aliases"]:  # those of other drivers are theirs
            has_name &= table.c.kind != DRIVER
        rows = connection.execute(sa.select(column, *keys).where(has_name)).all()
        for value, *key in rows:
            after = _without(value, column, pattern, called)
            if after != value:
                is_it = sa.and_(*(one == it for one, it in zip(keys, key, strict=True)))
                connection.execute(sa.update(table).where(is_it).values({column: after}))
                yield 1


def _without(value: Any, column: Column[Any], pattern: re.Pattern[str], called: str) -> Any:
    """Return a text or a JSON value without the name."""

    def other(found: re.Match[str]) -> str:
        text = found[0]
        if not text.islower():
            return called
        return slug(called) if re.search("[-_]", text) else fold(called)

    if isinstance(column.type, sa.JSON):
        return json.loads(pattern.sub(other, json.dumps(value, ensure_ascii=False)))
    return pattern.sub(other, value)
