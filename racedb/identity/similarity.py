"""What the database knows of drivers beside their names: who can be whom, and who cannot."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in
from racedb.names.similar import Likeness

_ERA_YEARS = 25
"""Further apart than this, two seasons are rarely one career."""
_PAIRS = 500
"""Pairs that are compared at a time: bounds the memory."""

Pair = tuple[int, int]
"""The ids of two drivers."""


class Driver(NamedTuple):
    """What the database says of one driver."""

    id: int
    name: str
    slug: str
    born_on: date | None
    country: str | None


class Comparison(NamedTuple):
    """Two drivers, and where both were seen."""

    one: Driver
    other: Driver
    shared: frozenset[str]
    """What they have in common: entry or session, who are certainly two people then, or else team,
    number (of a season), season, year."""
    years_apart: int | None
    """Years between the end of one career and the beginning of the other, negative where they
    overlap; None: when one of them drove is not known, or they met and are two people anyway."""

    @property
    def why_two(self) -> str | None:
        """Say why they are certainly two people; None: they may be one."""
        born = (self.one.born_on, self.other.born_on)
        if all(born) and born[0] != born[1]:
            return "they were born on different days"
        if "entry" in self.shared:
            return "they sat in the same car"
        return "they drove two cars of one session" if "session" in self.shared else None

    def rated(self, names: Likeness) -> Likeness:
        """Add to the likeness of the names what speaks for and against one person: 0 to 100."""
        points, reasons = names.points, list(names.reasons)
        for more, reason, what in _FOR_IT:
            if what in self.shared:
                points += more
                reasons.append(reason)
        countries = (self.one.country, self.other.country)
        if all(countries) and countries[0] != countries[1]:
            points -= 10
            reasons.append("another country")
        if self.years_apart is not None and self.years_apart > _ERA_YEARS:
            points -= 20
            reasons.append(f"{self.years_apart} years apart")
        return Likeness(max(points, 0), tuple(reasons))


_FOR_IT = (
    (10, "same team", "team"),
    (8, "same car number", "number"),
    (7, "same series and season", "season"),
    (5, "never in two places at once", "year"),
)
_KEYS = {
    "team": ["team_id"],
    "number": ["season_id", "car_number"],
    "season": ["season_id"],
    "year": ["year"],
}
"""The columns in which two drivers agree who never met and have something in common."""


def compare_drivers(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, Comparison]:
    """Look where two drivers were seen, for many pairs: their cars, teams, sessions and seasons."""
    ids = _ids(pairs)
    table = TABLES["drivers"]
    columns = (table.c.id, table.c.name, table.c.slug, table.c.born_on, table.c.country)
    found = fetch_in(connection, sa.select(*columns), table.c.id, ids)
    drivers = {row[0]: Driver(*row) for row in found.iter_rows()}
    seats = _seats(connection, ids)
    shared: dict[Pair, set[str]] = {pair: set() for pair in pairs}
    for some in _portions(list(pairs)):
        for what, pair in _met(connection, some, seats):
            shared[pair].add(what)
    years: dict[int, tuple[int, int]] = {}
    if apart := [pair for pair in pairs if not shared[pair]]:
        dated = _dated(connection, seats.filter(pl.col("driver_id").is_in(_ids(apart))))
        years = _years(dated)
        for some in _portions(apart):
            for what, pair in _alike(some, dated):
                shared[pair].add(what)
    return {
        (one, other): Comparison(
            drivers[one], drivers[other], frozenset(shared[one, other]),
            _apart(years.get(one), years.get(other)),
        )
        for one, other in pairs
    }  # fmt: skip


def _ids(pairs: Iterable[Pair]) -> list[int]:
    return sorted({driver for pair in pairs for driver in pair})


def _portions(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    for start in range(0, len(pairs), _PAIRS):
        yield pairs[start : start + _PAIRS]


def _apart(one: tuple[int, int] | None, other: tuple[int, int] | None) -> int | None:
    return max(one[0] - other[1], other[0] - one[1]) if one and other else None


def _seats(connection: Connection, driver_ids: list[int]) -> pl.DataFrame:
    """Give driver_id, entry_id, event_id, car_number and team_id of each seat."""
    seats, entries = TABLES["entry_drivers"], TABLES["entries"]
    cars = sa.select(
        seats.c.driver_id, seats.c.entry_id, entries.c.event_id, entries.c.car_number,
        entries.c.team_id,
    ).join(entries, entries.c.id == seats.c.entry_id)  # fmt: skip
    return fetch_in(connection, cars, seats.c.driver_id, driver_ids)


def _dated(connection: Connection, seats: pl.DataFrame) -> pl.DataFrame:
    """Add season_id and year of their events to seats."""
    rounds, events = TABLES["rounds"], TABLES["events"]
    days = sa.select(
        events.c.id.label("event_id"), rounds.c.season_id,
        sa.cast(sa.extract("year", events.c.starts_on), sa.Integer).label("year"),
    ).outerjoin(rounds, rounds.c.event_id == events.c.id)  # fmt: skip
    when = fetch_in(connection, days, events.c.id, seats["event_id"].unique())
    return seats.join(when, on="event_id", how="left")


def _years(dated: pl.DataFrame) -> dict[int, tuple[int, int]]:
    """Give the first and the last year of each driver."""
    year = pl.col("year")
    careers = dated.drop_nulls("year").group_by("driver_id").agg(first=year.min(), last=year.max())
    return {driver: (first, last) for driver, first, last in careers.iter_rows()}


def _met(
    connection: Connection, pairs: Sequence[Pair], seats: pl.DataFrame
) -> Iterator[tuple[str, Pair]]:
    """Give the pairs who sat in one car (entry), or have results of two in one session."""
    frame, theirs = _framed(pairs, seats)
    met = _both(frame, theirs.select("driver_id", "event_id", "entry_id").unique(), ["event_id"])
    if met.is_empty():
        return
    is_one_car = pl.col("entry_id") == pl.col("entry_id other")
    for pair in _pairs(met.filter(is_one_car)):
        yield "entry", pair
    for pair in _of_one_session(connection, met.filter(~is_one_car)):
        yield "session", pair


def _alike(pairs: Sequence[Pair], dated: pl.DataFrame) -> Iterator[tuple[str, Pair]]:
    """Give what else two drivers have in common, of each pair."""
    frame, theirs = _framed(pairs, dated)
    for what, keys in _KEYS.items():
        places = theirs.select("driver_id", *keys).drop_nulls().unique()
        for pair in _pairs(_both(frame, places, keys)):
            yield what, pair


def _framed(pairs: Sequence[Pair], seats: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give pairs as a frame, and their seats."""
    frame = pl.DataFrame(pairs, schema={"one": pl.Int64, "other": pl.Int64}, orient="row")
    return frame, seats.filter(pl.col("driver_id").is_in(_ids(pairs)))


def _pairs(found: pl.DataFrame) -> Iterator[Pair]:
    yield from found.select("one", "other").unique().iter_rows()


def _both(pairs: pl.DataFrame, places: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Join the places of both drivers that agree in keys; other columns of one are `NAME other`."""
    mine = pairs.join(places, left_on="one", right_on="driver_id")
    return mine.join(
        places, left_on=["other", *keys], right_on=["driver_id", *keys], suffix=" other"
    )


def _of_one_session(connection: Connection, met: pl.DataFrame) -> Iterator[Pair]:
    """Give the pairs who have results of two cars in one session; few meet in one event."""
    results = TABLES["results"]
    cars = pl.concat([met["entry_id"], met["entry_id other"]]).unique()
    driven = fetch_in(
        connection, sa.select(results.c.entry_id, results.c.session_id), results.c.entry_id, cars
    )
    other = driven.rename({"entry_id": "entry_id other"})
    return _pairs(met.join(driven, on="entry_id").join(other, on=["entry_id other", "session_id"]))
