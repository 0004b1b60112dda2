"""
Drivers whom a list names by three letters (VER), and another one of the same event in full.

The code is of the one driver of the event whose surname begins with it, or whose initial and
surname do (MSC). It means him in this list only: other seasons have other drivers of the code. A
list is one of codes if all its names are: LEE among longer ones is a surname.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

import polars as pl
import sqlalchemy as sa

from racedb.db.rows import TABLES, fetch_in
from racedb.identity.drivers import PrintedDriver
from racedb.identity.registry import Registry
from racedb.text_keys import fold

_CODE = re.compile("[A-Z]{3}")
_Pair = tuple[str, int]
_Key = TypeVar("_Key")


def find_by_code(
    registry: Registry, crew: pl.DataFrame, frame: pl.DataFrame, known_events: Collection[int]
) -> pl.DataFrame:
    """
    Find the drivers of known events whom either the rows or the stored crews name by a code.

    Args:
        registry: of the load, earlier rows written; drivers called by a code take their names.
        crew: row, printed_name, scoped_id (who is found already), and more.
        frame: row, event_id, and more.
        known_events: those with entries before this batch.

    Returns:
        crew, with scoped_id also of those.
    """
    is_open = pl.col("printed_name").is_not_null() & pl.col("scoped_id").is_null()
    of_known = pl.col("event_id").is_in(list(known_events))
    places = frame.filter(of_known).select("row", "event_id")
    named = crew.filter(is_open).join(places, on="row").select("event_id", "printed_name").unique()
    if named.is_empty():
        return crew
    stored = _read_drivers(registry, named["event_id"])
    found = [
        (event, text, driver)
        for (event,), texts in named.partition_by("event_id", as_dict=True).items()
        for text, driver in _pair(registry, texts["printed_name"].to_list(), stored.get(event, {}))
    ]
    if not found:
        return crew
    schema = {"event_id": pl.Int64, "printed_name": pl.String, "coded_id": pl.Int64}
    ids = places.join(pl.DataFrame(found, schema=schema, orient="row"), on="event_id")
    ids = ids.select("row", "printed_name", "coded_id")
    crew = crew.join(ids, on=["row", "printed_name"], how="left", maintain_order="left")
    return crew.with_columns(pl.coalesce("scoped_id", "coded_id").alias("scoped_id")).drop(
        "coded_id"
    )


def _read_drivers(registry: Registry, event_ids: pl.Series) -> dict[int, dict[int, str]]:
    """Return the drivers of events, each with the name, or the code by which a list named him."""
    entries, seats, drivers = (TABLES[name].c for name in ("entries", "entry_drivers", "drivers"))
    statement = (
        sa.select(entries.event_id, drivers.id, drivers.name, seats.printed_name)
        .join(TABLES["entry_drivers"], seats.entry_id == entries.id)
        .join(TABLES["drivers"], drivers.id == seats.driver_id)
        .distinct()
    )
    found: dict[int, dict[int, str]] = {}
    rows = fetch_in(registry.connection, statement, entries.event_id, event_ids)
    for event, driver, name, printed in rows.iter_rows():
        is_coded = _CODE.fullmatch(printed) and fold(printed) == fold(name)
        found.setdefault(event, {})[driver] = printed if is_coded else name
    return found


def _pair(registry: Registry, texts: list[str], stored: Mapping[int, str]) -> list[_Pair]:
    """Return the names of a list with the drivers whom they mean."""
    drivers = registry.drivers
    if all(map(_CODE.fullmatch, texts)):
        full = {driver: name for driver, name in stored.items() if not _CODE.fullmatch(name)}
        return _alone((code, it) for code in texts for it in _meant(code, full))
    if not stored or not all(map(_CODE.fullmatch, stored.values())):
        return []
    new = {text: text for text in texts if not drivers.known_as(PrintedDriver(text))}
    pairs = _alone((text, it) for it, code in stored.items() for text in _meant(code, new))
    for text, driver in pairs:
        drivers.add_name(driver, text)
    return pairs


def _meant(code: str, names: Mapping[_Key, str]) -> list[_Key]:
    """Return who may be meant by a code: by the surname, or else by the first word."""
    letters = code.lower()
    by_surname, by_first = [], []
    for key, name in names.items():
        first, *others = fold(name).split()
        surname = "".join(others)
        starts = (*others, surname, f"{first[:1]}{others[-1] if others else ''}")
        if any(word.startswith(letters) for word in starts):
            by_surname.append(key)
        elif first.startswith(letters):
            by_first.append(key)
    return by_surname or by_first


def _alone(pairs: Iterable[_Pair]) -> list[_Pair]:
    """Keep the pairs of which both are in no other one."""
    every = list(pairs)
    texts, drivers = [text for text, _ in every], [driver for _, driver in every]
    return [
        (text, driver)
        for text, driver in every
        if texts.count(text) == 1 and drivers.count(driver) == 1
    ]
