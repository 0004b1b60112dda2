"""
Results from laps, where no classification is known (design, ruling 10).

Such a result has the status unknown and no position. It names the line of the car's first lap or
stop, which tells it from a classified result. A classification replaces it.
"""

from collections.abc import Collection

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in, in_chunks
from racedb.ingest.transaction import KEY, Transaction
from racedb.summaries import laps as stored_laps


def comes_from_laps() -> sa.ColumnElement[bool]:
    """
    Return the condition that a row of results names the import and line of a lap or stop.

    A row of a file may state a result and laps: where it has no count of laps, or more than laps
    tell, that is no result which follows from them.
    """
    results, laps, stops = TABLES["results"], TABLES["laps"], TABLES["pit_stops"]
    of_lap, of_stop = (
        sa.exists().where(
            facts.c.session_id == results.c.session_id,
            facts.c.entry_id == results.c.entry_id,
            facts.c.import_id == results.c.import_id,
            facts.c.line == results.c.line,
        )
        for facts in (laps, stops)
    )
    has_more = sa.or_(
        results.c.points.is_not(None),
        results.c.grid_position.is_not(None),
        results.c.best_lap_us.is_not(None) & results.c.best_lap_number.is_(None),
    )
    return ~has_more & sa.or_(results.c.laps.is_not(None) & of_lap, of_stop)


def find_derived(connection: Connection, session_ids: Collection[int]) -> pl.DataFrame:
    """Return the keys of results that follow from laps and stops alone."""
    results = TABLES["results"]
    statement = sa.select(results.c.session_id, results.c.entry_id).where(
        results.c.status == "unknown", results.c.position.is_(None), comes_from_laps()
    )
    return fetch_in(connection, statement, results.c.session_id, session_ids).cast(pl.Int64)


def remember_derived(tx: Transaction, session_ids: Collection[int]) -> None:
    """
    Read which results of sessions follow from laps, before this load changes those laps.

    Afterwards their lines need not be those of any lap.
    """
    unread = [number for number in session_ids if not tx.sessions[number].derived_read]
    for session, entry in find_derived(tx.connection, unread).iter_rows():
        tx.sessions[session].derived |= {entry}
    for number in unread:
        tx.sessions[number].derived_read = True


def ensure_results(
    connection: Connection,
    facts: pl.DataFrame,
    import_id: int,
    races: Collection[int],
    *,
    with_old: Collection[int],
) -> pl.DataFrame:
    """
    Add the results that laps or stops need to refer to.

    Args:
        connection: inside the transaction of the load.
        facts: laps with their running order, or session_id, entry_id, line of pit stops.
        import_id: the import that brings them.
        races: ids of the sessions that are races.
        with_old: ids of sessions that may have results already; the others are not read.

    Returns:
        the keys of the results that were added.
    """
    results = TABLES["results"]
    statement = sa.select(results.c.session_id, results.c.entry_id)
    there = fetch_in(connection, statement, results.c.session_id, with_old)
    missing = facts.join(there.cast(pl.Int64), on=KEY, how="anti", maintain_order="left")
    if missing.is_empty():
        return missing.select(KEY)
    if "lap_us" in facts.columns:
        made = _of_laps(missing.with_columns(pl.lit(import_id, pl.Int64).alias("import_id")), races)
    else:
        made = (
            missing.group_by(KEY, maintain_order=True)
            .agg(pl.lit(import_id, pl.Int64).alias("import_id"), pl.col("line").first())
            .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row_order"))
        )
    bulk.insert(connection, results, made.with_columns(pl.lit("unknown").alias("status")))
    return made.select(KEY)


def derive_results(tx: Transaction) -> None:
    """
    Compute the derived results of the sessions whose laps changed, from all laps that are stored.

    Those of laps that came in one batch are right already. Where no laps came nothing may change:
    undo would not find it.
    """
    changed = [
        number
        for number, state in tx.sessions.items()
        if state.laps_in_parts or (state.lost_derived and state.has_new_laps)
    ]
    found = [tx.derived_results(changed), find_derived(tx.connection, changed)]
    keys = pl.concat(found).unique(maintain_order=True)
    if not keys.is_empty():
        derive(tx.connection, keys)
        tx.note_changed_results(keys["session_id"])


def derive(connection: Connection, keys: pl.DataFrame) -> None:
    """Compute derived results, of which the keys are given, from the laps that are stored."""
    for chunk in in_chunks(keys["session_id"].unique()):
        for _, laps in stored_laps.read(connection, chunk):
            mine = laps.join(keys, on=KEY, how="semi", maintain_order="left")
            results = _of_laps(mine, stored_laps.races_in(mine))
            bulk.update(connection, TABLES["results"], results, KEY)


_NUMBERS = 10_000_000
"""More than the laps of any race: time and number of a lap make one number to compare by."""
_TEN_DAYS_US = 10 * 86_400_000_000


def _of_laps(laps: pl.DataFrame, races: Collection[int]) -> pl.DataFrame:
    """
    Derive results from laps in the order of their key.

    laps is their count, total_us the last elapsed time, best_lap_us the fastest lap that counts:
    neither a deleted one nor the first of a race, which is timed from the grid.
    """
    is_opening = (pl.col("number") == 1) & pl.col("session_id").is_in(sorted(races))
    counts = (pl.col("lap_us") < _TEN_DAYS_US) & pl.col("deleted_reason").is_null() & ~is_opening
    best = pl.when(counts).then(pl.col("lap_us") * _NUMBERS + pl.col("number"))
    return (
        laps.group_by(KEY, maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("laps"),
            pl.col("elapsed_us").max().alias("total_us"),
            pl.col("import_id", "line").first(),
            best.min().alias("best"),
            pl.col("driver_id").get(best.arg_min(), null_on_oob=True).alias("best_lap_driver_id"),
        )
        .with_columns(
            (pl.col("best") // _NUMBERS).alias("best_lap_us"),
            (pl.col("best") % _NUMBERS).alias("best_lap_number"),
        )
        .sort(
            "session_id", "laps", "total_us", "entry_id",
            descending=[False, True, False, False], nulls_last=True,
        )
        .with_columns((pl.int_range(pl.len()).over("session_id") + 1).alias("row_order"))
        .drop("best")
    )  # fmt: skip
