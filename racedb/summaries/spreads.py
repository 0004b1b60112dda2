"""
How far apart the best laps of each session are, which loads keep in field_spreads.

It is what the query field-spread gives; a session in which nobody has a time has none.
"""

from collections.abc import Iterable, Iterator

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.summaries.portions import ranges, several, titles

_TENTH = 9
"""Place of the tenth car in a list that begins with 0."""

# The models are a floor above: here it is enough to know what the columns are called.
_SPREADS = sa.table(
    "field_spreads",
    *(
        sa.column(name, sa.BigInteger)
        for name in ("session_id", "cars", "cars_timed", "first_us", "tenth_us", "last_us",
                     "cars_outside_107")
    ),
)  # fmt: skip
_RESULTS = sa.table(
    "results", *(sa.column(name, sa.BigInteger) for name in ("session_id", "best_lap_us"))
)


def summed(results: pl.DataFrame) -> pl.DataFrame:
    """Give the spreads of whole sessions, of which the session_id and best_lap_us are given."""
    best_us = pl.col("best_lap_us")
    first_us = best_us.min()
    return (
        results.group_by("session_id")
        .agg(
            pl.len().cast(pl.Int64).alias("cars"),
            best_us.count().cast(pl.Int64).alias("cars_timed"),
            first_us.alias("first_us"),
            best_us.drop_nulls().sort().get(_TENTH, null_on_oob=True).alias("tenth_us"),
            best_us.max().alias("last_us"),
            (best_us * 100 > first_us * 107).sum().cast(pl.Int64).alias("cars_outside_107"),
        )
        .filter(pl.col("cars_timed") > 0)
        .select(column.name for column in _SPREADS.c)
        .sort("session_id")
    )


def add(connection: Connection, results: pl.DataFrame) -> None:
    """Keep the spreads of sessions that had none before; `summed` says what to give."""
    bulk.insert(connection, _SPREADS, summed(results))


def replace(connection: Connection, results: pl.DataFrame) -> None:
    """Keep the spreads of sessions that may have had others; `summed` says what to give."""
    for ids in several(results["session_id"]):
        connection.execute(sa.delete(_SPREADS).where(_SPREADS.c.session_id.in_(ids)))
    add(connection, results)


def keep(connection: Connection, session_ids: Iterable[int]) -> None:
    """Keep the spreads right after results of some sessions may have changed."""
    for ids in several(session_ids):
        connection.execute(sa.delete(_SPREADS).where(_SPREADS.c.session_id.in_(ids)))
        add(connection, _stored(connection, _RESULTS.c.session_id.in_(ids)))


def keep_all(connection: Connection) -> None:
    """Find all spreads anew."""
    connection.execute(sa.delete(_SPREADS))
    for first, last in ranges(connection, _RESULTS.c.session_id, _SPREADS.c.session_id):
        add(connection, _stored(connection, _RESULTS.c.session_id.between(first, last)))


def wrong(connection: Connection) -> Iterator[str]:
    """Name the sessions whose spread is not what their results say: 'EVENT, SESSION'."""
    ids: set[int] = set()
    for first, last in ranges(connection, _RESULTS.c.session_id, _SPREADS.c.session_id):
        now = summed(_stored(connection, _RESULTS.c.session_id.between(first, last)))
        mine = sa.select(_SPREADS).where(_SPREADS.c.session_id.between(first, last))
        ids |= set(bulk.unlike(bulk.fetch(connection, mine), now)["session_id"])
    yield from titles(connection, ids)


def _stored(connection: Connection, where: sa.ColumnElement[bool]) -> pl.DataFrame:
    return bulk.fetch(connection, sa.select(_RESULTS).where(where))
