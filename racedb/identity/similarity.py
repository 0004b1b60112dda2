"""What the facts say about two drivers of similar names: who may be one person, and who cannot."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in
from racedb.names.similar import Likeness

_LONG_CAREER_YEARS = 25
"""Two careers further apart than this are rarely one person's."""
_PAIRS_AT_A_TIME = 500
"""Each pair is joined with all places of both drivers: this bounds the memory."""

_POINTS = {
    "team": (10, "same team"),
    "number": (8, "same car number"),
    "season": (7, "same series and season"),
    "year": (5, "never in two places at once"),
}
"""What two drivers may have in common -> points for one person, and the reason in words."""
_COLUMNS = {
    "team": ["team_id"],
    "number": ["season_id", "car_number"],
    "season": ["season_id"],
    "year": ["year"],
}
"""The columns in which two drivers agree who have that in common."""

Pair = tuple[int, int]
"""The ids of two drivers."""


class KnownDriver(NamedTuple):
    """A driver in the database."""

    id: int
    name: str
    slug: str
    born_on: date | None
    country: str | None


class Comparison(NamedTuple):
    """Two drivers, and where both were seen."""

    one: KnownDriver
    other: KnownDriver
    shared: frozenset[str]
    """What they have in common: entry, session, team, number, season, year."""
    years_apart: int | None
    """Years between the end of one career and the start of the other, negative where they overlap.
    None: the year of at least one of them is not known."""

    @property
    def conflict(self) -> str | None:
        """Why they are certainly two people; None: they may be one."""
        born = (self.one.born_on, self.other.born_on)
        if all(born) and born[0] != born[1]:
            return "they were born on different days"
        if "entry" in self.shared:
            return "they shared a car"
        return "they drove two cars in one session" if "session" in self.shared else None

    def rate(self, names: Likeness) -> Likeness:
        """Add to the likeness of the names what the facts say for and against one person."""
        points, reasons = names.points, list(names.reasons)
        for what, (more, reason) in _POINTS.items():
            if what in self.shared:
                points += more
                reasons.append(reason)
        countries = (self.one.country, self.other.country)
        if all(countries) and countries[0] != countries[1]:
            points -= 10
            reasons.append("another country")
        if self.years_apart is not None and self.years_apart > _LONG_CAREER_YEARS:
            points -= 20
            reasons.append(f"{self.years_apart} years apart")
        return Likeness(max(points, 0), tuple(reasons))


def compare_drivers(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, Comparison]:
    """Look up where both drivers of each pair were seen: cars, sessions, teams and seasons."""
    ids = sorted({driver for pair in pairs for driver in pair})
    drivers = _read_drivers(connection, ids)
    seats = _read_seats(connection, ids)
    years = _career_years(seats)
    shared: defaultdict[Pair, set[str]] = defaultdict(set)
    for what, pair in _find_shared(connection, list(pairs), seats):
        shared[pair].add(what)
    return {
        (one, other): Comparison(
            drivers[one], drivers[other], frozenset(shared[one, other]),
            _years_apart(years.get(one), years.get(other)),
        )
        for one, other in pairs
    }  # fmt: skip


def _read_drivers(connection: Connection, ids: list[int]) -> dict[int, KnownDriver]:
    drivers = TABLES["drivers"].c
    columns = (drivers.id, drivers.name, drivers.slug, drivers.born_on, drivers.country)
    found = fetch_in(connection, sa.select(*columns), drivers.id, ids)
    return {row[0]: KnownDriver(*row) for row in found.iter_rows()}


def _read_seats(connection: Connection, driver_ids: list[int]) -> pl.DataFrame:
    """
    Read the seats of drivers.

    Returns:
        driver_id, entry_id, event_id, car_number, team_id, season_id and year; a row for each
        season of the event, season_id is NULL where it has none.
    """
    seats, entries = TABLES["entry_drivers"], TABLES["entries"]
    events, rounds = TABLES["events"], TABLES["rounds"]
    statement = (
        sa.select(
            seats.c.driver_id, seats.c.entry_id, entries.c.event_id, entries.c.car_number,
            entries.c.team_id, rounds.c.season_id,
            sa.cast(sa.extract("year", events.c.starts_on), sa.Integer).label("year"),
        )
        .join(entries, entries.c.id == seats.c.entry_id)
        .join(events, events.c.id == entries.c.event_id)
        .outerjoin(rounds, rounds.c.event_id == events.c.id)
    )  # fmt: skip
    return fetch_in(connection, statement, seats.c.driver_id, driver_ids)


def _career_years(seats: pl.DataFrame) -> dict[int, tuple[int, int]]:
    """Return the first and the last year of each driver."""
    year = pl.col("year")
    careers = seats.drop_nulls("year").group_by("driver_id").agg(first=year.min(), last=year.max())
    return {driver: (first, last) for driver, first, last in careers.iter_rows()}


def _years_apart(one: tuple[int, int] | None, other: tuple[int, int] | None) -> int | None:
    return max(one[0] - other[1], other[0] - one[1]) if one and other else None


def _find_shared(
    connection: Connection, pairs: Sequence[Pair], seats: pl.DataFrame
) -> Iterator[tuple[str, Pair]]:
    """Yield each thing that a pair has in common."""
    for start in range(0, len(pairs), _PAIRS_AT_A_TIME):
        some = pairs[start : start + _PAIRS_AT_A_TIME]
        frame = pl.DataFrame(some, schema={"one": pl.Int64, "other": pl.Int64}, orient="row")
        ids = pl.concat([frame["one"], frame["other"]])
        theirs = seats.filter(pl.col("driver_id").is_in(ids.implode()))
        met = _join_both(frame, theirs, ["event_id"], "entry_id")
        shared_car = pl.col("entry_id") == pl.col("entry_id other")
        found = {
            "entry": met.filter(shared_car),
            "session": _in_one_session(connection, met.filter(~shared_car)),
        }
        for what, columns in _COLUMNS.items():
            found[what] = _join_both(frame, theirs, columns)
        for what, both in found.items():
            for pair in both.select("one", "other").unique().iter_rows():
                yield what, pair


def _join_both(
    pairs: pl.DataFrame, seats: pl.DataFrame, agree_in: list[str], *more: str
) -> pl.DataFrame:
    """Join the places of both drivers that agree in some columns; *more* are also `NAME other`."""
    places = seats.select("driver_id", *agree_in, *more).drop_nulls().unique()
    of_one = pairs.join(places, left_on="one", right_on="driver_id")
    right = ["driver_id", *agree_in]
    return of_one.join(places, left_on=["other", *agree_in], right_on=right, suffix=" other")


def _in_one_session(connection: Connection, met: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs whose two cars have results in the same session."""
    if met.is_empty():
        return met
    results = TABLES["results"].c
    statement = sa.select(results.entry_id, results.session_id)
    cars = pl.concat([met["entry_id"], met["entry_id other"]]).unique()
    driven = fetch_in(connection, statement, results.entry_id, cars)
    other = driven.rename({"entry_id": "entry_id other"})
    return met.join(driven, on="entry_id").join(other, on=["entry_id other", "session_id"])
