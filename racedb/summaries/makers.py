"""The fastest lap of each maker and class in each session, which is the table session_bests."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in, in_chunks

BESTS = TABLES["session_bests"]
_OF = ["session_id", "manufacturer_id", "class_id"]
_BETTER = ["best_lap_us", "row_order", "entry_id"]
"""Of equal laps the one further up in the list counts."""


def session_bests(results: pl.DataFrame) -> pl.DataFrame:
    """
    Find the fastest lap of each maker and class in each session.

    Args:
        results: all results of some sessions: session_id, entry_id, row_order, best_lap_us,
            class_id, manufacturer_id.

    Returns:
        rows of the table session_bests.
    """
    timed = results.drop_nulls(["best_lap_us", "manufacturer_id"])
    fastest = timed.sort(*_OF, *_BETTER).unique(_OF, keep="first")
    return fastest.select(column.name for column in BESTS.columns).sort("session_id", "entry_id")


def makers_of(connection: Connection, car_ids: Iterable[int]) -> dict[int, int | None]:
    """Return the manufacturer_id of cars; None: it is not known."""
    cars = TABLES["cars"]
    statement = sa.select(cars.c.id, cars.c.manufacturer_id)
    return dict(fetch_in(connection, statement, cars.c.id, car_ids).rows())


def add_makers(results: pl.DataFrame, makers: Mapping[int, int | None]) -> pl.DataFrame:
    """Add manufacturer_id to results with car_id; they need not have a best_lap_us."""
    if "best_lap_us" not in results.columns:
        results = results.with_columns(best_lap_us=pl.lit(None, pl.Int64))
    maker = pl.col("car_id").replace_strict(makers, default=None, return_dtype=pl.Int64)
    return results.with_columns(maker.alias("manufacturer_id"))


def read(
    connection: Connection, session_ids: Iterable[int]
) -> Iterator[tuple[list[int], pl.DataFrame]]:
    """Read the results of sessions with a time and a car, some sessions at a time."""
    results, entries, cars = TABLES["results"], TABLES["entries"], TABLES["cars"]
    statement = (
        sa.select(
            results.c.session_id, results.c.entry_id, results.c.row_order, results.c.best_lap_us,
            entries.c.class_id, cars.c.manufacturer_id,
        )
        .join(entries, entries.c.id == results.c.entry_id)
        .join(cars, cars.c.id == entries.c.car_id)
        .where(results.c.best_lap_us.is_not(None))
    )  # fmt: skip
    for some in in_chunks(session_ids):
        yield some, fetch_in(connection, statement, results.c.session_id, some)


def sessions_of(connection: Connection, entry_ids: Iterable[int]) -> list[int]:
    """Return the sessions in which entries have a result: their car and class count there."""
    results = TABLES["results"]
    statement = sa.select(results.c.session_id)
    found = fetch_in(connection, statement, results.c.entry_id, entry_ids)
    return found["session_id"].unique().to_list()
