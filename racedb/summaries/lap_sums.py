"""
What laps come to, which loads keep.

lap_sums has it of each driver of a car in a session, lap_leaders of all cars of a race that ended
the same lap. What is kept beside each lap (racedb.summaries.running_order) says which laps are
clean, and who leads.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.summaries.portions import THOUSAND, several, titles
from racedb.summaries.running_order import BESIDE, CAR, LAP, follows, run

_ROWS = 250_000
"""Stored laps that are read at a time, but never less than a session: bounds the memory."""
_WHO = [*CAR, "driver_id"]
_KEY = [*CAR, "number"]
_TOGETHER = ["session_id", "number"]
_SECTORS = ("s1_us", "s2_us", "s3_us")
ROUNDING_US = 2_000
"""Sums of times are off by no more: printed times are rounded. So say the checks, too."""
_TYPES = {pl.Int64: sa.BigInteger, pl.Boolean: sa.Boolean, pl.String: sa.Text}

# The models are a floor above: here it is enough to know what the columns are called.
_LAPS = sa.table(
    "laps",
    *(sa.column(it, _TYPES[kind]) for it, kind in (LAP | BESIDE).items()),
    *(sa.column(it, sa.BigInteger) for it in ("import_id", "line")),
)
_SUMS = sa.table(
    "lap_sums",
    *(
        sa.column(name, sa.BigInteger)
        for name in (*_WHO, "laps", "pit_ins", "laps_led", "first_led", "last_led", "best_lap_us",
                     "clean_laps", "best_clean_us", "mean_us", "median_us", *_SECTORS,
                     "odd_laps")
    ),
)  # fmt: skip
_LEADERS = sa.table(
    "lap_leaders",
    *(sa.column(name, sa.BigInteger) for name in (*_TOGETHER, "leader_entry_id")),
    sa.column("new_leader", sa.Boolean),
    *(
        sa.column(name, sa.BigInteger)
        for name in ("cars_up", "places_gained", "most_by_entry_id", "most_places")
    ),
)
_SESSIONS = sa.table("sessions", sa.column("id"), sa.column("kind"))


class Sums(NamedTuple):
    """What laps come to, as the columns of the tables that keep it."""

    drivers: pl.DataFrame
    leaders: pl.DataFrame

    def tables(self) -> Iterator[tuple[sa.TableClause, pl.DataFrame]]:
        """Give each table with its rows."""
        yield from zip((_SUMS, _LEADERS), self, strict=True)


def summed(laps: pl.DataFrame) -> Sums:
    """
    Sum up laps.

    Args:
        laps: all laps of some sessions, as `run` gives them.
    """
    return Sums(_by_driver(laps), _by_lap(laps))


def _by_driver(laps: pl.DataFrame) -> pl.DataFrame:
    counts = pl.col("deleted_reason").is_null()
    clean_us = pl.col("clean_us")
    led = pl.when(pl.col("running_position") == 1).then(pl.col("number"))
    return (
        laps.select(
            *LAP, clean_us=pl.when(pl.col("clean")).then(pl.col("lap_us")), led=led, odd=_is_odd()
        )
        .group_by(_WHO)
        .agg(
            pl.len().cast(pl.Int64).alias("laps"),
            pl.col("pit_in").sum().cast(pl.Int64).alias("pit_ins"),
            pl.col("led").count().cast(pl.Int64).alias("laps_led"),
            pl.col("led").min().alias("first_led"),
            pl.col("led").max().alias("last_led"),
            pl.col("lap_us").filter(counts).min().alias("best_lap_us"),
            clean_us.min().alias("best_clean_us"),
            clean_us.count().cast(pl.Int64).alias("clean_laps"),
            clean_us.drop_nulls().sort().head((clean_us.count() + 1) // 2),
            *(pl.col(name).filter(counts).min() for name in _SECTORS),
            pl.col("odd").sum().cast(pl.Int64).replace(0, None).alias("odd_laps"),
        )
        .with_columns(_pace())
        .with_columns(pl.col("driver_id").fill_null(0))
        .select(column.name for column in _SUMS.c)
        .sort(_WHO)
    )


def _is_odd() -> pl.Expr:
    """Say which laps the checks sector-sum and elapsed may find; the laps of a car are in order."""
    lap_us, elapsed_us, number = pl.col("lap_us"), pl.col("elapsed_us"), pl.col("number")
    sectors_us = pl.sum_horizontal(_SECTORS, ignore_nulls=False)
    grown_us = pl.when(follows() & (number == number.shift() + 1)).then(elapsed_us.diff())
    return pl.any_horizontal(
        ((it - lap_us).abs() > ROUNDING_US).fill_null(value=False) for it in (sectors_us, grown_us)
    )


def _pace() -> Iterator[pl.Expr]:
    """Give mean and median of the clean laps that count, whose times are in order."""
    times = pl.col("clean_us")
    count, total = times.list.len().cast(pl.Int64), times.list.sum()
    lower, upper = (times.list.get(at, null_on_oob=True) for at in ((count - 1) // 2, count // 2))
    some = pl.when(count > 0)
    yield some.then((total * 2 + count) // (count * 2)).alias("mean_us")
    yield some.then((lower + upper) // 2).alias("median_us")


def _by_lap(laps: pl.DataFrame) -> pl.DataFrame:
    """Look at the cars of a race that end the same lap; the laps of a car are in order."""
    place, leads = pl.col("running_position"), pl.col("running_position") == 1
    gained = pl.when(follows()).then(place.shift() - place)
    known = laps.filter(place.is_not_null()).select(
        *_KEY, place, gained=gained, up=pl.when(gained > 0).then(gained)
    )
    # Who gained most, of several the one in front: all in one number.
    most = (pl.col("up") * 100_000 - place).arg_max()
    return (
        known.group_by(_TOGETHER)
        .agg(
            pl.when(leads).then(pl.col("entry_id")).min().alias("leader_entry_id"),
            (pl.when(leads).then(pl.col("gained")).min() > 0).alias("new_leader"),
            pl.col("up").count().cast(pl.Int64).alias("cars_up"),
            pl.col("up").sum().alias("places_gained"),
            pl.col("entry_id").get(most, null_on_oob=True).alias("most_by_entry_id"),
            pl.col("up").max().alias("most_places"),
        )
        .with_columns(pl.col("new_leader").fill_null(value=False))
        .select(column.name for column in _LEADERS.c)
        .sort(_TOGETHER)
    )


def add(connection: Connection, laps: pl.DataFrame) -> None:
    """Keep what laps come to of sessions that had none before; `summed` says what to give."""
    for table, rows in summed(laps).tables():
        bulk.insert(connection, table, rows)


def keep(connection: Connection, session_ids: Iterable[int]) -> None:
    """Keep all right after laps of some sessions may have changed."""
    for some in several(session_ids):
        for table in (_SUMS, _LEADERS):
            connection.execute(sa.delete(table).where(table.c.session_id.in_(some)))
        for _, laps, races in stored(connection, some):
            _keep(connection, laps, races)


def keep_all(connection: Connection) -> None:
    """Find all of it anew, over all laps."""
    for table in (_SUMS, _LEADERS):
        connection.execute(sa.delete(table))
    for _, laps, races in stored(connection):
        _keep(connection, laps, races)


def _keep(connection: Connection, laps: pl.DataFrame, races: Collection[int]) -> None:
    now = run(laps, races)
    other = now.filter(_differ(laps, now)).select(*_KEY, *BESIDE)
    if not other.is_empty():
        bulk.update(connection, _LAPS, other, _KEY)
    add(connection, now)


def _differ(laps: pl.DataFrame, now: pl.DataFrame) -> pl.Series:
    """Say beside which laps something else is stored; both are in the order of the key."""
    pairs = ((laps[name], now[name]) for name in BESIDE)
    return pl.select(pl.any_horizontal(one.ne_missing(other) for one, other in pairs)).to_series()


def wrong(connection: Connection) -> Iterator[str]:
    """Name the sessions of which what is kept is not what their laps say: 'EVENT, SESSION'."""
    ids: set[int] = set()
    for table in (_SUMS, _LEADERS):
        with_laps = sa.exists().where(_LAPS.c.session_id == table.c.session_id)
        ids |= set(connection.scalars(sa.select(table.c.session_id).distinct().where(~with_laps)))
    for some, laps, races in stored(connection):
        now = run(laps, races)
        ids |= set(now.filter(_differ(laps, now))["session_id"])
        for table, rows in summed(now).tables():
            kept = bulk.fetch(connection, sa.select(table).where(table.c.session_id.in_(some)))
            ids |= set(bulk.unlike(kept, rows)["session_id"])
    yield from titles(connection, ids)


def stored(
    connection: Connection, session_ids: Collection[int] | None = None
) -> Iterator[tuple[list[int], pl.DataFrame, set[int]]]:
    """
    Give the stored laps of some sessions, or of all, some at a time.

    Returns:
        the ids of some sessions; their laps, with the columns of LAP, BESIDE and their origin, in
        the order of the key; which of the sessions are races.
    """
    session = _LAPS.c.session_id
    counted = sa.select(session, sa.func.count()).group_by(session).order_by(session)
    if session_ids is not None:
        counted = counted.where(session.in_(session_ids))
    for some in _together([(one, laps) for one, laps in connection.execute(counted)]):
        mine = sa.select(_LAPS).where(session.in_(some))
        laps = bulk.fetch(connection, mine.order_by(*(_LAPS.c[name] for name in _KEY)))
        is_race = sa.and_(_SESSIONS.c.kind == "race", _SESSIONS.c.id.in_(some))
        yield some, laps, set(connection.scalars(sa.select(_SESSIONS.c.id).where(is_race)))


def _together(counted: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Put sessions together until they have enough laps."""
    some: list[int] = []
    rows = 0
    for session, laps in counted:
        if some and (rows + laps > _ROWS or len(some) == THOUSAND):
            yield some
            some, rows = [], 0
        some.append(session)
        rows += laps
    if some:
        yield some
