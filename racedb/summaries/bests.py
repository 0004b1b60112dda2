"""
The fastest lap of each maker, which loads keep in manufacturer_bests.

What counts is the definition of the query best-lap-per-manufacturer: of two equal laps the one of
the session that was loaded first, then the better place.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.summaries.portions import several


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, sa.BigInteger) for column in columns))


# The models are a floor above: here it is enough to know what the columns are called.
_BESTS = _table("manufacturer_bests", "manufacturer_id", "best_lap_us", "session_id", "entry_id")
_RESULTS = _table("results", "best_lap_us", "session_id", "row_order", "entry_id")
_SESSIONS = _table("sessions", "id", "event_id")
_ENTRIES = _table("entries", "id", "car_id")
_CARS = _table("cars", "id", "manufacturer_id")
_MAKERS = sa.table("manufacturers", sa.column("id"), sa.column("name"))
_TIMES = 10_000_000
"""More than a database has sessions: time and session of a lap make one number to compare by."""
_TEN_DAYS_US = 10 * 86_400_000_000
"""No lap takes longer, and the number stays below 2**63."""
_MANY = 5_000
"""Events whose results are not asked for one by one: all results are looked at once."""


class Best(NamedTuple):
    """The result with the fastest lap of a maker, in the order in which results are better."""

    best_lap_us: int
    session_id: int
    row_order: int
    entry_id: int


def fastest(results: pl.DataFrame) -> pl.DataFrame:
    """
    Give the best result of each car.

    Args:
        results: car_id and the columns of `Best`.
    """
    counts = pl.col("best_lap_us") < _TEN_DAYS_US
    timed = results.filter(counts & pl.col("car_id").is_not_null())
    return timed.sort(Best._fields).unique("car_id", keep="first").select("car_id", *Best._fields)


def keep(
    connection: Connection, event_ids: Collection[int], new: pl.DataFrame | None = None
) -> None:
    """
    Keep the bests right after the results or cars of some events may have changed.

    Args:
        connection: inside the transaction that changed them.
        event_ids: of these events; results of all others are as they were.
        new: what `fastest` gave of events that were not there before.
    """
    kept = _kept(connection)
    before = {maker: best for maker, (best, _) in kept.items()}
    if (not kept and event_ids) or len(event_ids) > _MANY:
        _write(connection, before, _fastest(connection))
        return
    told = _of_events(connection, event_ids) if event_ids else {}
    if new is not None:
        for maker, best in _of_makers(connection, new):
            told[maker] = min(best, told.get(maker, best))
    now = {maker: best for maker, (best, _) in kept.items() if best}
    doubtful = {
        maker
        for maker, (best, event) in kept.items()
        if best is None or (event in event_ids and _is_worse(told.get(maker), best))
    }
    now |= {maker: min(best, now.get(maker, best)) for maker, best in told.items()}
    for maker in doubtful:
        now.pop(maker, None)
    if doubtful:
        now |= _fastest(connection, _CARS.c.manufacturer_id.in_(sorted(doubtful)))
    _write(connection, before, now)


def keep_all(connection: Connection) -> None:
    """Find the bests anew, over all results."""
    clear(connection)
    _write(connection, {}, _fastest(connection))


def clear(connection: Connection) -> None:
    """Forget the bests; `keep_all` finds them again."""
    connection.execute(sa.delete(_BESTS))


def wrong(connection: Connection) -> Iterator[str]:
    """Give the names of the makers whose best is not what the results say."""
    kept = {maker: best for maker, (best, _) in _kept(connection).items()}
    now = _fastest(connection)
    ids = sorted(maker for maker in kept | now if kept.get(maker) != now.get(maker))
    yield from connection.scalars(
        sa.select(_MAKERS.c.name).where(_MAKERS.c.id.in_(ids)).order_by(_MAKERS.c.id)
    )


def _kept(connection: Connection) -> dict[int, tuple[Best | None, int | None]]:
    """Give the kept best of each maker and its event; no best: its result is not there any more."""
    bests, sessions = _BESTS, _SESSIONS
    results, entries, cars = _RESULTS, _ENTRIES, _CARS
    if connection.scalar(sa.select(sa.func.min(bests.c.manufacturer_id))) is None:
        return {}  # a first load: to compile the question below takes longer than all it writes
    statement = (
        sa.select(
            bests.c.manufacturer_id, sessions.c.event_id, cars.c.manufacturer_id.label("of_car"),
            bests.c.best_lap_us, bests.c.session_id, results.c.row_order, bests.c.entry_id,
        )
        .outerjoin(
            results,
            sa.and_(
                results.c.session_id == bests.c.session_id, results.c.entry_id == bests.c.entry_id
            ),
        )
        .outerjoin(sessions, sessions.c.id == results.c.session_id)
        .outerjoin(entries, entries.c.id == results.c.entry_id)
        .outerjoin(cars, cars.c.id == entries.c.car_id)
    )  # fmt: skip
    return {
        maker: (Best(*best) if of_car == maker else None, event)
        for maker, event, of_car, *best in connection.execute(statement)
    }


def _is_worse(now: Best | None, before: Best) -> bool:
    """Say whether the best of an event has become worse: then another event may have the best."""
    return now is None or now > before


def _of_makers(connection: Connection, new: pl.DataFrame) -> Iterator[tuple[int, Best]]:
    """Give the makers of cars with their results."""
    makers: dict[int, int] = {}
    for ids in several(new["car_id"]):
        theirs = sa.select(_CARS.c.id, _CARS.c.manufacturer_id).where(_CARS.c.id.in_(ids))
        makers |= {car: maker for car, maker in connection.execute(theirs) if maker is not None}
    for car, *best in new.iter_rows():
        if car in makers:
            yield makers[car], Best(*best)


def _of_events(connection: Connection, event_ids: Collection[int]) -> dict[int, Best]:
    """Give the bests of some events."""
    results, sessions = _RESULTS, _SESSIONS
    theirs = sa.select(sessions.c.id).where(sessions.c.event_id.in_(sorted(event_ids)))
    return _fastest(connection, results.c.session_id.in_(theirs))


def _fastest(connection: Connection, *where: sa.ColumnElement[bool]) -> dict[int, Best]:
    """Give the fastest result of each maker among some."""
    results, entries, cars = _RESULTS, _ENTRIES, _CARS
    maker = cars.c.manufacturer_id
    joined = results.join(entries, entries.c.id == results.c.entry_id).join(
        cars, cars.c.id == entries.c.car_id
    )
    both = sa.func.min(results.c.best_lap_us * _TIMES + results.c.session_id)
    counts = results.c.best_lap_us < _TEN_DAYS_US
    first = (
        sa.select(
            maker.label("maker"), (both // _TIMES).label("us"), (both % _TIMES).label("session")
        )
        .select_from(joined)
        .where(counts, maker.is_not(None), *where)
        .group_by(maker)
        .subquery()
    )
    rows = sa.select(first.c.maker, *(results.c[name] for name in Best._fields))
    rows = rows.select_from(
        first.join(
            joined,
            sa.and_(results.c.session_id == first.c.session, results.c.best_lap_us == first.c.us),
        )
    ).where(maker == first.c.maker)
    out: dict[int, Best] = {}
    for number, *row in connection.execute(rows):
        best = Best(*row)
        out[number] = min(best, out.get(number, best))
    return out


def _write(connection: Connection, before: dict[int, Best | None], now: dict[int, Best]) -> None:
    gone = sorted(maker for maker, best in before.items() if best is None or now.get(maker) != best)
    if gone:
        connection.execute(sa.delete(_BESTS).where(_BESTS.c.manufacturer_id.in_(gone)))
    rows = [
        {
            "manufacturer_id": maker,
            "best_lap_us": now[maker].best_lap_us,
            "session_id": now[maker].session_id,
            "entry_id": now[maker].entry_id,
        }
        for maker in sorted(now)
        if now[maker] != before.get(maker)
    ]
    if rows:
        connection.execute(sa.insert(_BESTS), rows)
