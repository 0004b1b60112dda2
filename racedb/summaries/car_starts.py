"""
How the starts of each car in races ended, which loads keep in car_starts.

It is what the query reliability counts over everything: of a thousand sessions together, whose ids
follow each other, so that a change looks at few results and a question at few sums.
"""

from collections.abc import Iterable, Iterator

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.outcomes import NOT_STARTED
from racedb.summaries.portions import THOUSAND, ranges

_KEY = ["thousand", "car_id", "cause"]
_SUMS = ["starts", "finished", "retired"]
_FIRST = ["session_id", "entry_id"]

# The models are a floor above: here it is enough to know what the columns are called.
_STARTS = sa.table(
    "car_starts",
    *(sa.column(name, sa.BigInteger) for name in ("thousand", "car_id")),
    sa.column("cause", sa.Text),
    *(sa.column(name, sa.BigInteger) for name in (*_SUMS, *_FIRST)),
)
_RESULTS = sa.table(
    "results",
    *(sa.column(name, sa.BigInteger) for name in _FIRST),
    *(sa.column(name, sa.Text) for name in ("status", "status_detail")),
    sa.column("classified", sa.Boolean),
)
_ENTRIES = sa.table("entries", *(sa.column(name, sa.BigInteger) for name in ("id", "car_id")))
_SESSIONS = sa.table("sessions", sa.column("id", sa.BigInteger), sa.column("kind", sa.Text))
_CARS = sa.table("cars", sa.column("id", sa.BigInteger), sa.column("name", sa.Text))


def summed(results: pl.DataFrame) -> pl.DataFrame:
    """
    Sum up how the starts of cars ended.

    Args:
        results: session_id, entry_id, car_id, status, status_detail, classified; of races alone.
    """
    status, classified = pl.col("status"), pl.col("classified").fill_null(value=False)
    retired = status == "retired"
    return (
        results.filter(~status.is_in(NOT_STARTED) & pl.col("car_id").is_not_null())
        .group_by(
            (pl.col("session_id") // THOUSAND).alias("thousand"),
            "car_id",
            pl.when(retired).then("status_detail").fill_null("").alias("cause"),
        )
        .agg(
            pl.len().cast(pl.Int64).alias("starts"),
            ((status == "finished") | classified).sum().cast(pl.Int64).alias("finished"),
            (retired & ~classified).sum().cast(pl.Int64).alias("retired"),
            pl.col(_FIRST).min(),
        )
        .sort(_KEY)
    )


def add(connection: Connection, starts: pl.DataFrame) -> None:
    """Keep what `summed` gave of results that were not counted before."""
    now = set(starts["thousand"])
    of_these = _STARTS.c.thousand.in_(now)
    before = bulk.fetch(connection, sa.select(_STARTS).where(of_these))
    if not before.is_empty():
        connection.execute(sa.delete(_STARTS).where(of_these))
    both = pl.concat([before, starts.select(before.columns)])
    sums = both.group_by(_KEY).agg(pl.col(_SUMS).sum(), pl.col(_FIRST).min())
    bulk.insert(connection, _STARTS, sums.sort(_KEY))


def keep(connection: Connection, session_ids: Iterable[int]) -> set[int]:
    """Keep the sums right after results of some sessions may have changed; give the thousands."""
    changed = {number // THOUSAND for number in session_ids}
    for number in sorted(changed):
        connection.execute(sa.delete(_STARTS).where(_STARTS.c.thousand == number))
        starts = summed(_stored(connection, number * THOUSAND, (number + 1) * THOUSAND - 1))
        bulk.insert(connection, _STARTS, starts)
    return changed


def keep_all(connection: Connection) -> None:
    """Find all sums anew."""
    connection.execute(sa.delete(_STARTS))
    for first, last in ranges(connection, _RESULTS.c.session_id, _STARTS.c.thousand * THOUSAND):
        bulk.insert(connection, _STARTS, summed(_stored(connection, first, last)))


def wrong(connection: Connection) -> Iterator[str]:
    """Name the cars whose sums are not what their results say."""
    ids: set[int] = set()
    for first, last in ranges(connection, _RESULTS.c.session_id, _STARTS.c.thousand * THOUSAND):
        now = summed(_stored(connection, first, last))
        mine = sa.select(_STARTS).where(_STARTS.c.thousand == first // THOUSAND)
        ids |= set(bulk.unlike(bulk.fetch(connection, mine), now)["car_id"])
    names = sa.select(_CARS.c.name).where(_CARS.c.id.in_(sorted(ids))).order_by(_CARS.c.id)
    yield from connection.scalars(names)


def _stored(connection: Connection, first: int, last: int) -> pl.DataFrame:
    """Read the results of races among sessions whose ids follow each other."""
    return bulk.fetch(
        connection,
        sa.select(*_RESULTS.c, _ENTRIES.c.car_id)
        .join(_ENTRIES, _ENTRIES.c.id == _RESULTS.c.entry_id)
        .join(_SESSIONS, _SESSIONS.c.id == _RESULTS.c.session_id)
        .where(_RESULTS.c.session_id.between(first, last), _SESSIONS.c.kind == "race"),
    )
