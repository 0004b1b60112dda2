"""Whether results show a race, where the name of their session says nothing ('Saturday')."""

from collections.abc import Collection, Iterable, Iterator

import polars as pl

from racedb.ingest.calendar import Session
from racedb.ingest.session_names import UNSAID
from racedb.readers.reading import Finding

_ENOUGH_SIGNS = 2
_ENOUGH_CARS = 5
"""Laps that never rise down the order are hardly a coincidence among so many cars."""
_LISTED = 5
_WHOLE = ("position", "total_us", "gap_us", "gap_laps", "laps", "best_lap_us", "grid_position")


def find_races(results: pl.DataFrame, session_ids: Collection[int]) -> set[int]:
    """
    Return the sessions whose results show a race.

    They do with at least two of: totals or gaps in the order of the positions, laps behind, a grid,
    points.

    Args:
        results: session_id and the columns that the file states.
        session_ids: the sessions to look at.
    """
    rows = results.filter(pl.col("session_id").is_in(sorted(session_ids)))
    missing = (name for name in (*_WHOLE, "points") if name not in rows.columns)
    rows = rows.with_columns(pl.lit(None, pl.Int64).alias(name) for name in missing)
    signs = (
        rows.filter(pl.col("position").is_not_null())
        .sort("session_id", "position", maintain_order=True)
        .group_by("session_id")
        .agg(
            _times_in_order(), _laps_behind(), _grid(), (pl.col("points") > 0).any().alias("points")
        )
    )
    is_race = pl.sum_horizontal(pl.exclude("session_id").cast(pl.Int8)) >= _ENOUGH_SIGNS
    return set(signs.filter(is_race)["session_id"])


def unsaid(sessions: Iterable[Session]) -> Iterator[Finding]:
    """Report the sessions that count nowhere, because nothing says what they are."""
    titles = [session.title for session in sessions if session.kind == UNSAID]
    if titles:
        more = f" and {len(titles) - _LISTED:,} more" if len(titles) > _LISTED else ""
        message = (
            f"{'; '.join(titles[:_LISTED])}{more}: neither the name nor the results say whether "
            "this was a race, so it counts nowhere (kind other); to make it one: "
            "racedb move EVENT SESSION --session Race"
        )
        yield Finding("session-kind", message, is_doubt=True)


def _times_in_order() -> pl.Expr:
    laps = pl.col("laps")
    totals = pl.col("total_us").filter((laps == laps.max()).fill_null(value=True)).drop_nulls()
    # The gap of a best lap to the fastest one is printed in practice, too.
    best_us = pl.col("best_lap_us")
    is_total = pl.col("gap_us").ne_missing(best_us - best_us.min())
    gaps = pl.col("gap_us").filter(is_total).drop_nulls()
    return (
        ((totals.len() > 1) & (totals.diff().min() >= 0))
        | ((gaps.len() > 0) & (gaps.diff().min() >= 0).fill_null(value=True))
    ).alias("times")


def _laps_behind() -> pl.Expr:
    laps = pl.col("laps").drop_nulls()
    falling = (laps.len() >= _ENOUGH_CARS) & (laps.diff().max() <= 0) & (laps.last() < laps.first())
    return ((pl.col("gap_laps") > 0).any() | falling).alias("behind")


def _grid() -> pl.Expr:
    return (pl.col("grid_position").count() > 1).alias("grid")
