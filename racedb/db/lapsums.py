"""
What the laps of each driver of a car come to in a session, which loads keep in lap_sums.

What counts is what queries about single laps say, too (racedb/queries/parts: laps_driven.sql and
places_by_lap.sql); tests hold the two against each other. A lap is clean that shows pace: under
green, neither in- nor out-lap, not deleted, not the opening lap of a race; behind a lap that is
missing nothing is known of an out-lap. A lap is led by the car whose printed place is the first, or
else by the one that ended it first; where a car has laps without a session time it is the sum of
its lap times, as long as none is missing.
"""

from collections.abc import Collection, Iterable, Iterator

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk

_ROWS = 250_000
"""Stored laps that are read at a time, but never less than a session: bounds the memory."""
_IN = 1_000
"""Sessions that one statement asks for."""
_CAR = ["session_id", "entry_id"]
_WHO = [*_CAR, "driver_id"]
_SECTORS = ("s1_us", "s2_us", "s3_us")
_LAP = {
    **dict.fromkeys((*_WHO, "number", "lap_us", "elapsed_us", *_SECTORS, "position"), pl.Int64),
    "pit_in": pl.Boolean, "pit_out": pl.Boolean, "flag": pl.String, "deleted_reason": pl.String,
}  # fmt: skip
_TYPES = {pl.Int64: sa.BigInteger, pl.Boolean: sa.Boolean, pl.String: sa.Text}

# The models are a floor above: here it is enough to know what the columns are called.
_LAPS = sa.table("laps", *(sa.column(name, _TYPES[kind]) for name, kind in _LAP.items()))
_SUMS = sa.table(
    "lap_sums",
    *(
        sa.column(name, sa.BigInteger)
        for name in (*_WHO, "laps", "pit_ins", "laps_led", "first_led", "last_led", "best_lap_us",
                     "clean_laps", "best_clean_us", "mean_us", "median_us", *_SECTORS)
    ),
)  # fmt: skip
_SESSIONS = sa.table("sessions", *(sa.column(name) for name in ("id", "event_id", "kind", "name")))
_EVENTS = sa.table("events", sa.column("id"), sa.column("name"))


def summed(laps: pl.DataFrame, races: Collection[int]) -> pl.DataFrame:
    """
    Sum up laps.

    Args:
        laps: all laps of some sessions, with the columns of the table laps; one that is missing is
            NULL everywhere.
        races: ids of the sessions that are races.

    Returns:
        the columns of lap_sums, in the order of the key.
    """
    laps = laps.select(
        pl.col(name) if name in laps.columns else pl.lit(None, kind).alias(name)
        for name, kind in _LAP.items()
    )
    if not laps.select(pl.struct(*_CAR, "number")).to_series().is_sorted():
        laps = laps.sort(*_CAR, "number")
    in_race = pl.col("session_id").is_in(sorted(races))
    counts = pl.col("deleted_reason").is_null()
    clean = pl.when(counts & _is_clean(in_race)).then(pl.col("lap_us"))
    return (
        laps.with_columns(clean_us=clean)
        .group_by(_WHO)
        .agg(
            pl.len().cast(pl.Int64).alias("laps"),
            pl.col("pit_in").sum().cast(pl.Int64).alias("pit_ins"),
            pl.col("lap_us").filter(counts).min().alias("best_lap_us"),
            pl.col("clean_us").min().alias("best_clean_us"),
            pl.col("clean_us").count().cast(pl.Int64).alias("clean_laps"),
            pl.col("clean_us").drop_nulls().sort().head((pl.col("clean_us").count() + 1) // 2),
            *(pl.col(name).filter(counts).min() for name in _SECTORS),
        )
        .with_columns(_pace())
        .join(_led(laps.filter(in_race)), on=_WHO, how="left", nulls_equal=True)
        .with_columns(pl.col("driver_id", "laps_led").fill_null(0))
        .select(column.name for column in _SUMS.c)
        .sort(_WHO)
    )


def _is_clean(in_race: pl.Expr) -> pl.Expr:
    """Say which laps show pace; the laps of a car are in order."""
    number, no_flag = pl.col("number"), pl.col("flag").is_null()
    follows = pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in _CAR)
    follows &= number == number.shift() + 1
    in_pits = pl.any_horizontal("pit_in", "pit_out", follows & pl.col("pit_in").shift())
    is_opening = (number == 1) & in_race
    return (no_flag | (pl.col("flag") == "green")) & ~in_pits.fill_null(value=False) & ~is_opening


def _pace() -> Iterator[pl.Expr]:
    """Give mean and median of the clean laps that count, whose times are in order."""
    times = pl.col("clean_us")
    count, total = times.list.len().cast(pl.Int64), times.list.sum()
    lower, upper = (times.list.get(at, null_on_oob=True) for at in ((count - 1) // 2, count // 2))
    some = pl.when(count > 0)
    yield some.then((total * 2 + count) // (count * 2)).alias("mean_us")
    yield some.then((lower + upper) // 2).alias("median_us")


def _led(laps: pl.DataFrame) -> pl.DataFrame:
    """Count the laps of races that each driver of a car led; the laps of a car are in order."""
    at_us = pl.col("elapsed_us")
    if laps["elapsed_us"].null_count():
        lap_us = pl.col("lap_us")
        none_missing = lap_us.is_not_null().cum_sum().over(_CAR) == pl.col("number")
        at_us = at_us.fill_null(pl.when(none_missing).then(lap_us.cum_sum().over(_CAR)))
    ended = laps.select(*_WHO, "number", "position", at_us=at_us)
    first = ended.filter(pl.col("at_us") == pl.col("at_us").min().over("session_id", "number"))
    # The cars are in order, too: of two at the same moment the first one leads.
    first = first.unique(["session_id", "number"], keep="first", maintain_order=True)
    led = pl.concat(
        [first.filter(pl.col("position").is_null()), ended.filter(pl.col("position") == 1)]
    )
    return led.group_by(_WHO).agg(
        pl.len().cast(pl.Int64).alias("laps_led"),
        pl.col("number").min().alias("first_led"),
        pl.col("number").max().alias("last_led"),
    )


def add(connection: Connection, laps: pl.DataFrame, races: Collection[int]) -> None:
    """Keep the sums of sessions that had no laps before; `summed` says what to give."""
    bulk.insert(connection, _SUMS, summed(laps, races))


def keep(connection: Connection, session_ids: Iterable[int]) -> None:
    """Keep the sums right after laps of some sessions may have changed."""
    ids = sorted(set(session_ids))
    for start in range(0, len(ids), _IN):
        some = ids[start : start + _IN]
        connection.execute(sa.delete(_SUMS).where(_SUMS.c.session_id.in_(some)))
        for _, laps, races in _stored(connection, _LAPS.c.session_id.in_(some)):
            add(connection, laps, races)


def keep_all(connection: Connection) -> None:
    """Find the sums anew, over all laps."""
    connection.execute(sa.delete(_SUMS))
    for _, laps, races in _stored(connection):
        add(connection, laps, races)


def wrong(connection: Connection) -> Iterator[str]:
    """Name the sessions whose sums are not what their laps say: 'EVENT, SESSION'."""
    with_laps = sa.exists().where(_LAPS.c.session_id == _SUMS.c.session_id)
    statement = sa.select(_SUMS.c.session_id).distinct().where(~with_laps)
    ids = set(connection.scalars(statement))
    for some, laps, races in _stored(connection):
        kept = bulk.fetch(connection, sa.select(_SUMS).where(_SUMS.c.session_id.in_(some)))
        now = summed(laps, races)
        for one, other in ((kept, now), (now, kept)):
            alone = one.join(other, on=one.columns, how="anti", nulls_equal=True)
            ids |= set(alone["session_id"])
    yield from _titles(connection, sorted(ids))


def _titles(connection: Connection, session_ids: list[int]) -> Iterator[str]:
    titles = sa.select(_SESSIONS.c.id, _EVENTS.c.name, _SESSIONS.c.name).join(
        _SESSIONS, _SESSIONS.c.event_id == _EVENTS.c.id
    )
    for start in range(0, len(session_ids), _IN):
        some = session_ids[start : start + _IN]
        rows = connection.execute(titles.where(_SESSIONS.c.id.in_(some)))
        known = {number: f"{event}, {session}" for number, event, session in rows}
        yield from (known.get(number, f"session {number}") for number in some)


def _stored(
    connection: Connection, *where: sa.ColumnElement[bool]
) -> Iterator[tuple[list[int], pl.DataFrame, set[int]]]:
    """Give the stored laps some sessions at a time: their ids, the laps, and which are races."""
    session = _LAPS.c.session_id
    counted = sa.select(session, sa.func.count()).where(*where).group_by(session).order_by(session)
    for some in _together([(one, laps) for one, laps in connection.execute(counted)]):
        laps = bulk.fetch(connection, sa.select(_LAPS).where(session.in_(some)))
        is_race = sa.and_(_SESSIONS.c.kind == "race", _SESSIONS.c.id.in_(some))
        yield some, laps, set(connection.scalars(sa.select(_SESSIONS.c.id).where(is_race)))


def _together(counted: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Put sessions together until they have enough laps."""
    some: list[int] = []
    rows = 0
    for session, laps in counted:
        if some and (rows + laps > _ROWS or len(some) == _IN):
            yield some
            some, rows = [], 0
        some.append(session)
        rows += laps
    if some:
        yield some
