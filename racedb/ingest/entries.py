"""
Rows to entries: which car of the event a row is about (design, rulings 3 and 4).

Nearly every row is matched by event and car number, for whole columns at a time. The ambiguous ones
are matched one by one (racedb.ingest.entry_matching): rows without a number, and numbers that
several cars of an event carry.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, NewRows, fetch_in
from racedb.history.journal import Conflict, Journal
from racedb.ingest.crews import crew_texts, crews_by_entry, write_crews
from racedb.ingest.entry_matching import match_ambiguous
from racedb.ingest.transaction import Transaction

ATTRIBUTES = ("entrant_name", "team_id", "class_id", "tyre_manufacturer_id")
"""Facts of an entry besides its car; a later file fills what was NULL and overwrites nothing."""

_KNOWN = {
    "entry_id": pl.Int64, "event_id": pl.Int64, "car_number": pl.String, "variant": pl.Int64,
    "entrant_name": pl.String, "team_id": pl.Int64, "class_id": pl.Int64,
    "tyre_manufacturer_id": pl.Int64, "car_id": pl.Int64, "is_bare": pl.Boolean,
}  # fmt: skip


class Assigned(NamedTuple):
    """Which entry each row is about."""

    rows: pl.DataFrame
    """row, entry_id"""
    cars: pl.DataFrame
    """entry_id, car_id, class_id: the car and class that the rows state for each entry."""
    repeated: Sequence[int]
    """Rows that repeat the car and crew of another row of the session."""


def find_entries(
    tx: Transaction, cars: pl.DataFrame, crew: pl.DataFrame, *, listed: bool
) -> Assigned:
    """
    Find or add the entries of rows, and write what the rows state of them.

    Args:
        tx: the transaction of the load.
        cars: row, session_id, event_id, car_number, ATTRIBUTES, car_id, is_bare (only the maker of
            the car is known); of results also position, laps, total_us.
        crew: row, seat, driver_id, name, printed_name, rating.
        listed: the rows are a classification or a list of entries, which name the whole crew; laps
            name one driver each, and many rows are about one entry.
    """
    connection, rows = tx.connection, tx.rows
    known = _read_known(connection, tx.known_events(cars["event_id"].unique()))
    is_ambiguous = _are_ambiguous(cars, known, listed=listed)
    assigned, new = _by_number(rows, cars.filter(~is_ambiguous), known)
    repeated: Sequence[int] = ()
    if is_ambiguous.any():
        some = cars.filter(is_ambiguous)
        matched = match_ambiguous(connection, rows, some, crew, known, listed=listed)
        assigned = pl.concat([assigned, matched.rows])
        new = pl.concat([new, matched.new])
        repeated = matched.repeated
    stated = _stated(cars.join(assigned, on="row"))
    crews = crews_by_entry(assigned, crew, listed=listed)
    _insert(connection, rows, new, stated, crews)
    _complete(connection, tx.journal, known, stated)
    write_crews(connection, tx.journal, crews, new["entry_id"], listed=listed)
    return Assigned(assigned, stated.select("entry_id", "car_id", "class_id"), repeated)


def _read_known(connection: Connection, event_ids: set[int]) -> pl.DataFrame:
    """Read the entries of the events."""
    entries, cars, makers = TABLES["entries"], TABLES["cars"], TABLES["manufacturers"]
    statement = (
        sa.select(
            entries.c.id.label("entry_id"),
            *(entries.c[name] for name in _KNOWN if name in entries.c),
            sa.func.coalesce(cars.c.name == makers.c.name, sa.false()).label("is_bare"),
        )
        .outerjoin(cars, cars.c.id == entries.c.car_id)
        .outerjoin(makers, makers.c.id == cars.c.manufacturer_id)
    )
    found = fetch_in(connection, statement, entries.c.event_id, event_ids)
    return found.select(pl.col(name).cast(dtype) for name, dtype in _KNOWN.items()).sort("entry_id")


def _are_ambiguous(cars: pl.DataFrame, known: pl.DataFrame, *, listed: bool) -> pl.Series:
    """Return which rows a car number does not identify."""
    nameless = known.filter(pl.col("car_number").is_null())["event_id"].unique()
    several = (
        known.filter(pl.col("variant") > 1)
        .select("event_id", "car_number", several=pl.lit(value=True))
        .unique()
    )
    twice = pl.len().over("session_id", "car_number") > 1 if listed else pl.lit(value=False)
    return cars.join(
        several, on=["event_id", "car_number"], how="left", maintain_order="left"
    ).select(
        (
            pl.col("car_number").is_null()
            | pl.col("several").fill_null(value=False)
            | pl.col("event_id").is_in(nameless.implode())
            | twice
        ).alias("ambiguous")
    )["ambiguous"]


def _by_number(
    rows: NewRows, plain: pl.DataFrame, known: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Match by event and car number; an unknown number becomes a new entry."""
    key = ["event_id", "car_number"]
    old = known.filter(pl.col("variant") == 1).select(*key, "entry_id")
    missing = plain.select(key).unique(maintain_order=True).join(old, on=key, how="anti")
    missing = missing.sort(key) if missing.is_empty() else missing
    ids = rows.take_ids("entries", missing.height)
    new = missing.with_columns(
        pl.Series("entry_id", ids, pl.Int64), pl.lit(1, pl.Int64).alias("variant")
    )
    every = pl.concat([old, new.select(old.columns)])
    assigned = plain.select("row", *key).join(every, on=key, how="left").select("row", "entry_id")
    return assigned, new.select("entry_id", *key, "variant")


def _stated(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the rows state of each entry: the first value that is not NULL."""
    columns = ["entry_id", "car_number", *ATTRIBUTES, "car_id", "is_bare"]
    if rows["entry_id"].is_unique().all():
        no_model = pl.col("car_id").is_null() | pl.col("is_bare")
        return rows.select(columns).with_columns(no_model.alias("is_bare"))
    first = [pl.col(name).drop_nulls().first().alias(name) for name in ("car_number", *ATTRIBUTES)]
    cars = pl.col("car_id").filter(~pl.col("is_bare")).drop_nulls()
    bare = pl.col("car_id").filter(pl.col("is_bare")).drop_nulls()
    return rows.group_by("entry_id", maintain_order=True).agg(
        *first,
        pl.coalesce(cars.first(), bare.first()).alias("car_id"),
        (cars.len() == 0).alias("is_bare"),
    )


def _insert(
    connection: Connection,
    rows: NewRows,
    new: pl.DataFrame,
    stated: pl.DataFrame,
    crews: pl.DataFrame,
) -> None:
    if new.is_empty():
        return
    columns = ["entry_id", *ATTRIBUTES, "car_id"]
    frame = new.join(stated.select(columns), on="entry_id", how="left", maintain_order="left")
    texts = crew_texts(crews, new["entry_id"])
    frame = frame.join(texts, on="entry_id", how="left", maintain_order="left")
    rows.made["entries"] += frame.height
    bulk.insert(connection, TABLES["entries"], frame.rename({"entry_id": "id"}))


def _complete(
    connection: Connection, journal: Journal, known: pl.DataFrame, stated: pl.DataFrame
) -> None:
    """Fill what was not known of entries; a car model replaces a car known by its maker only."""
    both = known.join(stated, on="entry_id", suffix=" new")
    if both.is_empty():
        return
    values = [pl.coalesce(name, f"{name} new").alias(name) for name in ("car_number", *ATTRIBUTES)]
    better = pl.col("car_id").is_null() | (pl.col("is_bare") & ~pl.col("is_bare new"))
    values.append(
        pl.when(better & pl.col("car_id new").is_not_null())
        .then(pl.col("car_id new"))
        .otherwise(pl.col("car_id"))
        .alias("car_id")
    )
    columns = ["car_number", *ATTRIBUTES, "car_id"]
    after = both.select("entry_id", *values)
    before = both.select("entry_id", *columns)
    changed = after.filter(
        pl.any_horizontal(after[name].ne_missing(before[name]) for name in columns)
    )
    journal.conflicts += _conflicts(both, after)
    if not changed.is_empty():
        journal.snapshot("entries", changed["entry_id"])
        bulk.update(connection, TABLES["entries"], changed.rename({"entry_id": "id"}), ["id"])


def _conflicts(both: pl.DataFrame, after: pl.DataFrame) -> list[Conflict]:
    """Find what the rows state and what stays different."""
    out = []
    for name in (*ATTRIBUTES, "car_id"):
        stays = both.select("entry_id", f"{name} new", "is_bare new").with_columns(after[name])
        if name == "car_id":  # a car known only by its maker contradicts no model of it
            stays = stays.filter(~pl.col("is_bare new"))
        differs = stays.filter(pl.col(f"{name} new") != pl.col(name))
        out += [
            Conflict(entry, name, stored, stated)
            for entry, stored, stated in differs.select("entry_id", name, f"{name} new").iter_rows()
        ]
    return out
