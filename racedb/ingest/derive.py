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
from racedb.ingest.rows import TABLES, fetch_in, in_chunks

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


def ensure_results(
    connection: Connection, facts: pl.DataFrame, import_id: int, *, with_old: set[int]
) -> pl.DataFrame:
    """
    Make the results that laps or stops need to refer to; give the keys of those made.

    Args:
        connection: inside the transaction of the load.
        facts: session_id, entry_id, line of laps or pit stops.
        import_id: the import that brings them.
        with_old: ids of sessions that may have results already; the others are not asked.
    """
    wanted = facts.group_by(_KEY, maintain_order=True).agg(pl.col("line").first())
    results = TABLES["results"]
    statement = sa.select(results.c.session_id, results.c.entry_id)
    there = fetch_in(connection, statement, results.c.session_id, with_old)
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
    statement = _derived()
    for chunk in in_chunks(keys["session_id"].unique()):
        told = bulk.fetch(connection, statement, {"sessions": chunk}).cast(pl.Int64)
        ranked = (
            told.join(keys, on=_KEY, how="semi")
            .sort(
                "session_id", "laps", "total_us", "entry_id",
                descending=[False, True, False, False], nulls_last=True,
            )
            .with_columns((pl.int_range(pl.len()).over("session_id") + 1).alias("row_order"))
        )  # fmt: skip
        if not ranked.is_empty():
            bulk.update(connection, TABLES["results"], ranked, _KEY)


_NUMBERS = 10_000_000
"""More than the laps of any race: time and number of a lap make one number to compare by."""
_TEN_DAYS_US = 10 * 86_400_000_000


def _derived() -> sa.Select[Any]:
    """Ask what the laps of each car make of its result."""
    sums, sessions = _sums(), TABLES["sessions"]
    is_later = sa.or_(
        sessions.c.kind == "race", sums.c.opening.is_(None), sums.c.later < sums.c.opening
    )
    best = sa.case((is_later, sums.c.later), else_=sums.c.opening)
    return sa.select(
        *(sums.c[name] for name in (*_KEY, "laps", "total_us")),
        _of_lap("import_id", sums, sums.c.first),
        _of_lap("line", sums, sums.c.first),
        (best // _NUMBERS).label("best_lap_us"),
        (best % _NUMBERS).label("best_lap_number"),
        _of_lap("driver_id", sums, best % _NUMBERS).label("best_lap_driver_id"),
    ).join(sessions, sessions.c.id == sums.c.session_id)


def _sums() -> sa.Subquery:
    """
    Sum up the laps of each car; the database does it, for a session may have millions.

    Nothing is joined to the laps: so PostgreSQL sums up parts of them side by side.
    """
    laps = TABLES["laps"]
    counts = sa.and_(laps.c.lap_us < _TEN_DAYS_US, laps.c.deleted_reason.is_(None))
    lap, is_opening = laps.c.lap_us * _NUMBERS + laps.c.number, laps.c.number == 1
    return (
        sa.select(
            laps.c.session_id,
            laps.c.entry_id,
            sa.func.count().label("laps"),
            sa.func.max(laps.c.elapsed_us).label("total_us"),
            sa.func.min(laps.c.number).label("first"),
            sa.func.min(sa.case((sa.and_(counts, ~is_opening), lap))).label("later"),
            sa.func.min(sa.case((sa.and_(counts, is_opening), lap))).label("opening"),
        )
        .where(laps.c.session_id.in_(sa.bindparam("sessions", expanding=True)))
        .group_by(laps.c.session_id, laps.c.entry_id)
        .subquery()
    )


def _of_lap(
    name: str, sums: sa.Subquery, number: sa.ColumnElement[Any]
) -> sa.ScalarSelect[Any] | sa.Label[Any]:
    """Look a value of one lap up: of few, whatever PostgreSQL thinks."""
    laps = TABLES["laps"].alias()
    return (
        sa.select(laps.c[name])
        .where(
            laps.c.session_id == sums.c.session_id,
            laps.c.entry_id == sums.c.entry_id,
            laps.c.number == number,
        )
        .scalar_subquery()
        .label(name)
    )
