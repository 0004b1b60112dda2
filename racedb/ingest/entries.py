"""
Rows to entries: which car of the event a row is about (design, rulings 3 and 4).

Nearly every row is matched by event and car number, for whole columns at a time. The ambiguous ones
are matched one by one (racedb.ingest.entry_matching): rows without a number, and numbers that
several cars of an event carry.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, NewRows, fetch_in
from racedb.history.journal import Conflict
from racedb.ingest.crews import (
    event_crews,
    named_crews,
    place_of_session,
    session_places,
    write_crews,
)
from racedb.ingest.derive import comes_from_laps
from racedb.ingest.entry_matching import VARIANTS, match_ambiguous
from racedb.ingest.transaction import Transaction
from racedb.summaries.crew_text import crew_texts

ATTRIBUTES = ("entrant_name", "team_id", "class_id", "tyre_manufacturer_id", "reserve")
"""Facts of an entry besides its car."""

_KNOWN = {
    "entry_id": pl.Int64, "event_id": pl.Int64, "car_number": pl.String, "variant": pl.Int64,
    "entrant_name": pl.String, "team_id": pl.Int64, "class_id": pl.Int64,
    "tyre_manufacturer_id": pl.Int64, "reserve": pl.Boolean,
    "car_id": pl.Int64, "is_bare": pl.Boolean,
}  # fmt: skip


class Assigned(NamedTuple):
    """Which entry each row is about."""

    rows: pl.DataFrame
    """row, entry_id"""
    cars: pl.DataFrame
    """entry_id, car_id, class_id: the car and class that the rows state for each entry."""
    crew: pl.DataFrame
    """row, session_id, entry_id, driver_id: whom results name, in the order of their seats."""
    repeated: Sequence[int]
    """Rows that repeat the car and crew of another row of the session."""


def find_entries(tx: Transaction, kind: str, cars: pl.DataFrame, crew: pl.DataFrame) -> Assigned:
    """
    Find or add the entries of rows, and write what the rows state of them.

    Args:
        tx: the transaction of the load.
        kind: what the rows are: results and lists of entries name whole crews; laps and stops name
            one driver each, and many rows are about one entry.
        cars: row, session_id, event_id, car_number, ATTRIBUTES, car_id, is_bare (only the maker of
            the car is known); of results also position, laps, total_us.
        crew: row, seat, driver_id, name, printed_name, rating.
    """
    connection, rows = tx.connection, tx.rows
    listed = kind in ("results", "entries")
    known = _read_known(connection, tx.known_events(cars["event_id"].unique()))
    is_ambiguous = _are_ambiguous(cars, known, listed=listed)
    assigned, new = _by_number(rows, cars.filter(~is_ambiguous), known)
    repeated: Sequence[int] = ()
    variants = pl.DataFrame(schema=VARIANTS)
    if is_ambiguous.any():
        some = cars.filter(is_ambiguous)
        matched = match_ambiguous(connection, rows, some, crew, known, listed=listed)
        assigned = pl.concat([assigned, matched.rows])
        new = pl.concat([new, matched.new])
        repeated, variants = matched.repeated, matched.variants
    rows_of = cars.join(assigned, on="row")
    stated = _stated(rows_of, session_places(tx, cars["session_id"]))
    named = named_crews(tx, kind, cars, assigned, crew)
    new_crews = event_crews(named, new["entry_id"])
    _insert(connection, rows, new, stated, new_crews)
    _complete(tx, kind, known, stated.join(variants, on="entry_id", how="left"))
    if not listed:
        tx.journal.conflicts += _further_values(rows_of, stated)
    write_crews(tx, named, new_crews)
    its_car = stated.select("entry_id", "car_id", "class_id")
    return Assigned(assigned, its_car, named.crew, repeated)


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
    # A row with a number may be the car that an earlier file listed without one.
    nameless = known.filter(pl.col("car_number").is_null())["event_id"].unique()
    several = (
        known.filter(pl.col("variant") > 1)
        .select("event_id", "car_number", several=pl.lit(value=True))
        .unique()
    )
    # Classes with races of their own may have the same numbers.
    key = ["event_id", "car_number"]
    stated = [it.select(*key, "class_id").drop_nulls().unique() for it in (cars, known)]
    classes = pl.concat(stated).unique().group_by(key).len().filter(pl.col("len") > 1)
    several = pl.concat([several, classes.select(*key, several=pl.lit(value=True))]).unique()
    # A car has many laps, but a list has it once: a number there twice may be two cars.
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
    # In the order of the file: two loads of it give the same ids.
    wanted = plain.select(key).unique(maintain_order=True)
    missing = wanted.join(old, on=key, how="anti", maintain_order="left")
    ids = rows.take_ids("entries", missing.height)
    new = missing.with_columns(
        pl.Series("entry_id", ids, pl.Int64), pl.lit(1, pl.Int64).alias("variant")
    )
    every = pl.concat([old, new.select(old.columns)])
    assigned = plain.select("row", *key).join(every, on=key, how="left").select("row", "entry_id")
    return assigned, new.select("entry_id", *key, "variant")


def _stated(rows: pl.DataFrame, places: Mapping[int, str]) -> pl.DataFrame:
    """
    Return what the rows state of each entry: the first value that is not NULL.

    Of several sessions the first counts in the order of `session_places`, which is in `place`.
    """
    columns = ["entry_id", "car_number", *ATTRIBUTES, "car_id", "is_bare", "place"]
    rows = rows.with_columns(pl.col("session_id").replace_strict(places).alias("place"))
    if rows["entry_id"].is_unique().all():
        no_model = pl.col("car_id").is_null() | pl.col("is_bare")
        return rows.select(columns).with_columns(no_model.alias("is_bare"))
    first = [pl.col(name).drop_nulls().first().alias(name) for name in ("car_number", *ATTRIBUTES)]
    cars = pl.col("car_id").filter(~pl.col("is_bare")).drop_nulls()
    bare = pl.col("car_id").filter(pl.col("is_bare")).drop_nulls()
    rows = rows.sort("place", maintain_order=True)
    return rows.group_by("entry_id", maintain_order=True).agg(
        *first,
        pl.coalesce(cars.first(), bare.first()).alias("car_id"),
        (cars.len() == 0).alias("is_bare"),
        pl.col("place").first(),
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
    texts = crew_texts(crews)
    frame = frame.join(texts, on="entry_id", how="left", maintain_order="left")
    rows.made["entries"] += frame.height
    bulk.insert(connection, TABLES["entries"], frame.rename({"entry_id": "id"}))


def _complete(tx: Transaction, kind: str, known: pl.DataFrame, stated: pl.DataFrame) -> None:
    """
    Fill what was not known of entries, and replace what a classification says otherwise.

    It replaces the words of laps, of lists of entries and of an earlier, not more final list of the
    same session, but not those of a session that comes before it in the order of `session_places`.
    A car model replaces a car known by its maker only, whatever the rows are.
    """
    both = known.join(stated, on="entry_id", suffix=" new").with_columns(
        pl.lit(value=False).alias("replaces")
    )
    if both.is_empty():
        return
    columns = ["car_number", "variant", *ATTRIBUTES, "car_id"]
    differs = [pl.col(name) != pl.col(f"{name} new") for name in columns[2:]]
    odd = both.filter(pl.any_horizontal(differs)) if kind == "results" else both.clear()
    if not odd.is_empty():
        replaced = _replaceable(tx, odd)
        both = both.with_columns(pl.col("entry_id").is_in(replaced.implode()).alias("replaces"))
    after = both.select("entry_id", *(_better(name) for name in columns))
    changed = after.filter(
        pl.any_horizontal(after[name].ne_missing(both[name]) for name in columns)
    )
    tx.journal.conflicts += _conflicts(tx, both, after)
    if not changed.is_empty():
        tx.journal.snapshot("entries", changed["entry_id"])
        bulk.update(tx.connection, TABLES["entries"], changed.rename({"entry_id": "id"}), ["id"])


def _better(name: str) -> pl.Expr:
    """Return which value an entry has afterwards: the stored or the new one, if it has both."""
    old, new = pl.col(name), pl.col(f"{name} new")
    replaces = pl.col("replaces")
    if name == "car_number":  # the entry was found by it
        replaces = pl.lit(value=False)
    if name == "variant":  # another car of the event has the number
        replaces = pl.lit(value=True)
    if name == "car_id":
        had_model, is_model = ~pl.col("is_bare"), ~pl.col("is_bare new")
        replaces = pl.when(had_model == is_model).then(replaces).otherwise(is_model)
    better = pl.when(replaces).then(pl.coalesce(new, old)).otherwise(pl.coalesce(old, new))
    return better.alias(name)


def _replaceable(tx: Transaction, odd: pl.DataFrame) -> pl.Series:
    """Return the entries that no classification has named which says more than the rows at hand."""
    results, sessions = TABLES["results"].c, TABLES["sessions"].c
    statement = (
        sa.select(results.entry_id, results.session_id, sessions.kind, sessions.code)
        .join_from(TABLES["results"], TABLES["sessions"], sessions.id == results.session_id)
        .where(~comes_from_laps())
    )
    listed = fetch_in(tx.connection, statement, results.entry_id, odd["entry_id"])
    listed = listed.with_columns(
        pl.col("entry_id", "session_id").cast(pl.Int64), place_of_session().alias("listed as")
    ).join(odd, on="entry_id")
    is_more = (pl.col("listed as") < pl.col("place")) | pl.col("session_id").is_in(
        sorted(tx.outranked)
    )
    more = listed.filter(is_more)["entry_id"]
    return odd.filter(~pl.col("entry_id").is_in(more.implode()))["entry_id"]


def _further_values(rows: pl.DataFrame, stated: pl.DataFrame) -> list[Conflict]:
    """Find the laps that state something of a car which other laps of it in the file do not."""
    out = []
    for name in (*ATTRIBUTES, "car_id"):
        values = rows.select("entry_id", pl.col(name).alias("value")).drop_nulls().unique()
        both = values.join(stated.select("entry_id", name), on="entry_id")
        others = both.filter(pl.col("value") != pl.col(name)).sort("entry_id", "value")
        out += [
            Conflict(entry, name, first, value)
            for entry, value, first in others.select("entry_id", "value", name).iter_rows()
        ]
    return out


def _conflicts(tx: Transaction, both: pl.DataFrame, after: pl.DataFrame) -> list[Conflict]:
    """Find what the rows state otherwise than it was stored."""
    out = []
    for name in (*ATTRIBUTES, "car_id"):
        of_column = both.select(
            "entry_id", pl.col(name).alias("old"), pl.col(f"{name} new").alias("new"),
            "is_bare", "is_bare new", after[name].alias("after"),
        )  # fmt: skip
        differs = of_column.filter(pl.col("old") != pl.col("new"))
        if name == "car_id":  # a car known only by its maker contradicts no model of his
            makers = tx.makers_of({*differs["old"], *differs["new"]})
            old, new = (
                differs[it].replace_strict(makers, return_dtype=pl.Int64) for it in ("old", "new")
            )
            alike = differs["is_bare new"] == differs["is_bare"]
            differs = differs.filter(alike | (old != new))
        is_replaced = (pl.col("new") == pl.col("after")).alias("is_replaced")
        found = differs.select("entry_id", "old", "new", is_replaced)
        out += [
            Conflict(entry, name, stored, stated, is_replaced=replaced)
            for entry, stored, stated, replaced in found.iter_rows()
        ]
    return out
