"""
Results out of laps, where no classification is known (design, ruling 10).

Such a result has the status unknown and no position; it stands for the line of the car's first
lap, and that is how it is told from a classified one. A classification replaces it.
"""

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.ingest.rows import TABLES, fetch_in

_KEY = ["session_id", "entry_id"]


def derived(connection: Connection, session_ids: set[int]) -> pl.DataFrame:
    """Give session_id and entry_id of the results that only laps or stops tell of."""
    results = TABLES["results"]
    told = []
    for name in ("laps", "pit_stops"):
        facts = TABLES[name]
        told.append(
            sa.exists().where(
                facts.c.session_id == results.c.session_id,
                facts.c.entry_id == results.c.entry_id,
                facts.c.import_id == results.c.import_id,
                facts.c.line == results.c.line,
            )
        )
    statement = sa.select(results.c.session_id, results.c.entry_id).where(
        results.c.status == "unknown", results.c.position.is_(None), sa.or_(*told)
    )
    return fetch_in(connection, statement, results.c.session_id, session_ids).cast(pl.Int64)


def ensure_results(connection: Connection, facts: pl.DataFrame, import_id: int) -> pl.DataFrame:
    """
    Make the results that laps or stops need to refer to; give the keys of those made.

    Args:
        connection: inside the transaction of the load.
        facts: session_id, entry_id, line of laps or pit stops.
        import_id: the import that brings them.
    """
    wanted = facts.group_by(_KEY, maintain_order=True).agg(pl.col("line").first())
    results = TABLES["results"]
    statement = sa.select(results.c.session_id, results.c.entry_id)
    there = fetch_in(connection, statement, results.c.session_id, wanted["session_id"].unique())
    missing = wanted.join(there.cast(pl.Int64), on=_KEY, how="anti", maintain_order="left")
    if not missing.is_empty():
        frame = missing.with_columns(
            pl.lit("unknown").alias("status"),
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row_order"),
            pl.lit(import_id, pl.Int64).alias("import_id"),
        )
        bulk.insert(connection, results, frame)
    return missing.select(_KEY)


def derive(connection: Connection, keys: pl.DataFrame) -> None:
    """
    Compute derived results anew from the laps that are stored.

    laps is their count, total_us the last elapsed time, best_lap_us the fastest lap that counts:
    neither a deleted one nor the first of a race, which is timed from the grid.
    """
    laps, sessions = TABLES["laps"], TABLES["sessions"]
    opening = sa.and_(laps.c.number == 1, sessions.c.kind == "race")
    columns = (
        "session_id",
        "entry_id",
        "number",
        "driver_id",
        "lap_us",
        "elapsed_us",
        "import_id",
        "line",
    )
    statement = sa.select(
        *(laps.c[name] for name in columns),
        sa.case((sa.or_(opening, laps.c.deleted_reason.is_not(None)), 0), else_=1).label("counts"),
    ).join(sessions, sessions.c.id == laps.c.session_id)
    for sessions_of_one in keys.partition_by("session_id"):
        stored = fetch_in(
            connection, statement, laps.c.session_id, sessions_of_one["session_id"].unique()
        )
        mine = stored.cast(dict.fromkeys((*columns, "counts"), pl.Int64)).join(
            sessions_of_one, on=_KEY, how="semi"
        )
        if not mine.is_empty():
            bulk.update(connection, TABLES["results"], _results_of(mine), _KEY)


def _results_of(laps: pl.DataFrame) -> pl.DataFrame:
    clean = pl.col("lap_us").is_not_null() & (pl.col("counts") == 1)
    by_time = laps.sort("entry_id", "lap_us", "number", nulls_last=True)
    best = (
        by_time.filter(clean)
        .group_by(_KEY, maintain_order=True)
        .agg(
            pl.col("lap_us").first().alias("best_lap_us"),
            pl.col("number").first().alias("best_lap_number"),
            pl.col("driver_id").first().alias("best_lap_driver_id"),
        )
    )
    first = (
        laps.sort("number")
        .group_by(_KEY, maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("laps"),
            pl.col("elapsed_us").max().alias("total_us"),
            pl.col("import_id").first(),
            pl.col("line").first(),
        )
    )
    return (
        first.join(best, on=_KEY, how="left")
        .sort("laps", "total_us", "entry_id", descending=[True, False, False], nulls_last=True)
        .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row_order"))
    )
