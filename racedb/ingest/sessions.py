"""
The sessions of a batch of rows: each context is looked up once.

Where the name of a session says nothing ('Saturday'), its results may show that it was a race.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

import polars as pl

from racedb.fields import CONTEXT
from racedb.ingest.batches import Batch
from racedb.ingest.calendar import Session
from racedb.ingest.context import Context
from racedb.ingest.session_names import UNSAID, named_session
from racedb.ingest.transaction import Transaction
from racedb.readers.reading import Finding
from racedb.text_keys import fold
from racedb.understand.vocabulary import numbered

_ENOUGH_SIGNS = 2
_ENOUGH_CARS = 5
"""Laps that never rise down the order are hardly a coincidence among so many cars."""
_LISTED = 5
_SIGNS = (
    "position", "total_us", "gap_us", "gap_laps", "laps", "best_lap_us", "grid_position", "points",
)  # fmt: skip
"""Columns of results by which a race is told."""


def find_sessions(
    tx: Transaction, source: str, given: Mapping[str, str], batch: Batch, repeat: Sequence[str]
) -> pl.DataFrame:
    """
    Replace the context of rows by session_id, event_id and series_id.

    Args:
        tx: the transaction of the load.
        source: name of the file, for errors.
        given: what the manifest and the command line state.
        batch: the rows.
        repeat: options of the command line, for a message that proposes another one.

    Raises:
        UsageError: an event, its season or a session is missing, or cannot be told.
    """
    frame, crew = batch.rows.frame, batch.rows.crew
    contexts = frame.select(*CONTEXT).unique(maintain_order=True)
    tx.calendar.expect(contexts.select("series", "season").drop_nulls().unique().iter_rows())
    found = [
        (
            tx.calendar.entry_list
            if batch.kind == "entries" and not context["session"]
            else tx.calendar.session
        )(source, context | batch.planned, given, partial(_cars_of, frame, crew, context), repeat)
        for context in contexts.iter_rows(named=True)
    ]
    tx.meet(found)
    ids = contexts.with_columns(
        pl.Series("session_id", [session.id for session in found], pl.Int64),
        pl.Series("event_id", [session.event_id for session in found], pl.Int64),
        pl.Series("series_id", [session.series_id for session in found], pl.Int64),
    )
    key = list(CONTEXT)
    frame = frame.join(ids, on=key, how="left", nulls_equal=True, maintain_order="left").drop(key)
    if batch.kind == "results":
        _tell_races(tx, frame)
    return frame


def _cars_of(
    frame: pl.DataFrame, crew: pl.DataFrame | None, context: Context
) -> Mapping[str, set[str]]:
    """
    Return the cars of the rows of one context: the folded words of their drivers' names, by number.

    Args:
        frame: row, the whole context, car_number; of laps and stops the driver, too.
        crew: row and printed_name of results and entries.
        context: of the rows that are meant.
    """
    same = (pl.col(name).eq_missing(pl.lit(value)) for name, value in context.items())
    rows = frame.filter(pl.all_horizontal(same))
    if not {"car_number", "driver"}.difference(rows.columns) and crew is None:
        named = rows.select("car_number", "driver")
    elif "car_number" in rows.columns and crew is not None:
        named = rows.join(crew, on="row").select("car_number", "printed_name")
    else:
        return {}
    cars: dict[str, set[str]] = {}
    for number, name in named.drop_nulls().iter_rows():
        cars.setdefault(number, set()).update(fold(name).split())
    return cars


# ---- races by their results ----------------------------------------------------------------------


def _tell_races(tx: Transaction, results: pl.DataFrame) -> None:
    """Make races of sessions whose names say nothing, where results show a race."""
    numbers = results["session_id"].unique()
    doubtful = {n for n in numbers if tx.sessions[n].session.kind == UNSAID}
    for number in _find_races(results, doubtful) if doubtful else ():
        state = tx.sessions[number]
        state.session = tx.calendar.make_race(state.session)
        # The first lap of a race is not clean: what was summed up of its laps changes.
        state.laps_in_parts = state.may_have_rows


def _find_races(results: pl.DataFrame, session_ids: Collection[int]) -> set[int]:
    """
    Return the sessions whose results show a race.

    They do with at least two of: totals or gaps in the order of the positions, laps behind, a grid,
    points.

    Args:
        results: session_id and the columns that the file states.
        session_ids: the sessions to look at.
    """
    rows = results.filter(pl.col("session_id").is_in(sorted(session_ids)))
    missing = (name for name in _SIGNS if name not in rows.columns)
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


def unsaid(sessions: Iterable[Session]) -> Iterator[Finding]:
    """
    Report the sessions that count nowhere, because nothing says what they are.

    A stage or a leg of a rally, or a stage of a race, is known to be no race of its own.
    """
    titles = [
        session.title
        for session in sessions
        if session.kind == UNSAID
        and not (numbered("stage", session.name) or numbered("leg", session.name))
        and not named_session(session.name, {}).part_of
    ]
    if titles:
        more = f" and {len(titles) - _LISTED:,} more" if len(titles) > _LISTED else ""
        message = (
            f"{'; '.join(titles[:_LISTED])}{more}: neither the name nor the results say whether "
            "this was a race, so it counts nowhere (kind other); to make it one: "
            "racedb move EVENT SESSION --session Race"
        )
        yield Finding("session-kind", message, is_doubt=True)
