"""
Results out of laps, where no classification is known (design, ruling 10).

Such a result has the status unknown and no position; it stands for the line of the car's first
lap, and that is how it is told from a classified one. A classification replaces it.
"""

from typing import Any

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
    for of_one in keys.partition_by("session_id"):
        told = bulk.fetch(connection, _told_by_laps(of_one["session_id"][0])).cast(pl.Int64)
        mine = told.join(of_one, on=_KEY, how="semi")
        if not mine.is_empty():
            ranked = mine.sort(
                "laps", "total_us", "entry_id", descending=[True, False, False], nulls_last=True
            ).with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row_order"))
            bulk.update(connection, TABLES["results"], ranked, _KEY)


def _told_by_laps(session_id: int) -> sa.Select[Any]:
    """Sum up the laps of each car; the database does it, for a session may have millions."""
    laps, sessions = TABLES["laps"], TABLES["sessions"]
    mine = laps.c.session_id == session_id
    totals = (
        sa.select(
            laps.c.entry_id,
            sa.func.count().label("laps"),
            sa.func.max(laps.c.elapsed_us).label("total_us"),
            sa.func.min(laps.c.number).label("first"),
        )
        .where(mine)
        .group_by(laps.c.entry_id)
        .subquery()
    )
    fastest = sa.func.row_number().over(
        partition_by=laps.c.entry_id, order_by=(laps.c.lap_us, laps.c.number)
    )
    clean = (
        sa.select(
            laps.c.entry_id, laps.c.lap_us, laps.c.number, laps.c.driver_id, fastest.label("place")
        )
        .join(sessions, sessions.c.id == laps.c.session_id)
        .where(
            mine,
            laps.c.lap_us.is_not(None),
            laps.c.deleted_reason.is_(None),
            sa.or_(laps.c.number != 1, sessions.c.kind != "race"),
        )
        .subquery()
    )
    return (
        sa.select(
            laps.c.session_id,
            laps.c.entry_id,
            totals.c.laps,
            totals.c.total_us,
            laps.c.import_id,
            laps.c.line,
            clean.c.lap_us.label("best_lap_us"),
            clean.c.number.label("best_lap_number"),
            clean.c.driver_id.label("best_lap_driver_id"),
        )
        .join(
            totals, sa.and_(totals.c.entry_id == laps.c.entry_id, totals.c.first == laps.c.number)
        )
        .outerjoin(clean, sa.and_(clean.c.entry_id == laps.c.entry_id, clean.c.place == 1))
        .where(mine)
    )
