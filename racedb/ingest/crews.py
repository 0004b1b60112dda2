"""The seats of entries: who is in the crew of which car, in which order."""

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.ingest.rows import TABLES, fetch_in

_LAST = 1_000
"""Added to the seat of drivers that come behind the others."""


def read_crews(connection: Connection, entry_ids: list[int]) -> pl.DataFrame:
    """Read the crews of entries: entry_id, seat, driver_id, printed_name, rating."""
    seats = TABLES["entry_drivers"]
    columns = ("entry_id", "seat", "driver_id", "printed_name", "rating")
    statement = sa.select(*(seats.c[name] for name in columns))
    return fetch_in(connection, statement, seats.c.entry_id, entry_ids)


def write_crews(
    connection: Connection,
    assigned: pl.DataFrame,
    crew: pl.DataFrame,
    fresh: pl.Series,
    *,
    listed: bool,
) -> None:
    """
    Put drivers into their seats.

    The first classification of an entry gives the order of its crew; later ones and laps add the
    drivers that were missing behind it. Where only laps are known, the seats they print count.

    Args:
        connection: inside the transaction of the load.
        assigned: row, entry_id.
        crew: row, seat, driver_id, printed_name, rating.
        fresh: ids of entries that had no crew before.
        listed: the rows name whole crews in order.
    """
    said = (
        crew.join(assigned, on="row")
        .sort("entry_id", "row", "seat", maintain_order=True)
        .with_columns(
            (pl.int_range(pl.len()).over("entry_id") if listed else pl.col("seat")).alias("order")
        )
        .select("entry_id", "driver_id", "printed_name", "rating", pl.col("order").cast(pl.Int64))
    )
    touched = said["entry_id"].unique()
    old_ids = touched.filter(~touched.is_in(fresh.implode())).to_list()
    if not old_ids:
        _insert(connection, _seated(said))
        return
    old = read_crews(connection, old_ids)
    ordered = _with_listed_crew(connection, old_ids) if listed else set()
    first_list = ~pl.col("entry_id").is_in(sorted(ordered)) if listed else pl.lit(value=False)
    before = old.with_columns(
        (pl.col("seat") + pl.when(first_list).then(_LAST).otherwise(0))
        .cast(pl.Int64)
        .alias("order")
    )
    after_old = pl.col("entry_id").is_in(old_ids) & ~first_list
    now = said.with_columns(
        (pl.col("order") + pl.when(after_old).then(_LAST).otherwise(0)).alias("order")
    )
    if listed:  # the list spells names and grades best
        both = pl.concat([now.select(_SEAT), before.select(_SEAT)])
    else:
        both = pl.concat([before.select(_SEAT), now.select(_SEAT)])
    after = _seated(both)
    same = ["entry_id", "seat", "driver_id"]
    changed = after.join(old, on=same, how="anti", nulls_equal=True)["entry_id"].unique().implode()
    stale = old.filter(pl.col("entry_id").is_in(changed))
    bulk.delete(connection, TABLES["entry_drivers"], stale.select("entry_id", "seat"))
    _insert(connection, after.filter(pl.col("entry_id").is_in(changed)))


_SEAT = ["entry_id", "driver_id", "printed_name", "rating", "order"]


def _seated(crew: pl.DataFrame) -> pl.DataFrame:
    """Number the seats of every entry from 1, each driver once."""
    once = crew.group_by("entry_id", "driver_id", maintain_order=True).agg(
        pl.col("printed_name").first(),
        pl.col("rating").drop_nulls().first(),
        pl.col("order").min(),
    )
    return (
        once.sort("entry_id", "order", maintain_order=True)
        .with_columns((pl.int_range(pl.len(), dtype=pl.Int64).over("entry_id") + 1).alias("seat"))
        .select("entry_id", "seat", "driver_id", "rating", "printed_name")
    )


def _insert(connection: Connection, crew: pl.DataFrame) -> None:
    if not crew.is_empty():
        bulk.insert(connection, TABLES["entry_drivers"], crew)


def _with_listed_crew(connection: Connection, entry_ids: list[int]) -> set[int]:
    """Find the entries whose crew a classification has named: not only derived from laps."""
    results, laps = TABLES["results"], TABLES["laps"]
    same_line = sa.exists().where(
        laps.c.session_id == results.c.session_id,
        laps.c.entry_id == results.c.entry_id,
        laps.c.import_id == results.c.import_id,
        laps.c.line == results.c.line,
    )
    statement = sa.select(results.c.entry_id).where(~same_line)
    found = fetch_in(connection, statement, results.c.entry_id, entry_ids)
    return set(found["entry_id"])
