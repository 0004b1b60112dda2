"""What the facts say about two drivers of similar names: who may be one person, and who cannot."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in
from racedb.names.similar import Likeness

LONG_CAREER_YEARS = 25
"""Two careers further apart than this are rarely one person's."""
_RARE_BEARERS, _COMMON_BEARERS, _MANY_DRIVERS = 3, 20, 500
"""A surname of so few drivers is rare, one of so many common, in a database of many."""
_NAMES_AT_A_TIME = 5_000
"""SQLite takes 32,766 parameters."""
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
    family_name: str | None


class Comparison(NamedTuple):
    """Two drivers, and where both were seen."""

    one: KnownDriver
    other: KnownDriver
    shared: frozenset[str]
    """What they have in common: entry, session, team, number, season, year."""
    bearers: int | None
    """How many drivers have the surname, the more common one of the two. None: there are too few
    drivers to say how common a surname is."""
    years_apart: int | None
    """Years between the end of one career and the start of the other, negative where they overlap.
    None: the year of at least one of them is not known."""

    @property
    def conflict(self) -> str | None:
        """Why they are certainly two people; None: they may be one."""
        one, other = self.one.born_on, self.other.born_on
        if one and other and one != other and not is_near_day(one, other):
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
        if self.bearers is not None and self.bearers <= _RARE_BEARERS:
            points += 5
            reasons.append("rare surname")
        elif self.bearers is not None and self.bearers >= _COMMON_BEARERS:
            points -= 10
            reasons.append("common surname")
        if self.one.born_on and self.other.born_on and self.one.born_on != self.other.born_on:
            points -= 15
            reasons.append("another birthday")
        countries = (self.one.country, self.other.country)
        if all(countries) and countries[0] != countries[1]:
            points -= 10
            reasons.append("another country")
        if self.years_apart is not None and self.years_apart > LONG_CAREER_YEARS:
            points -= 20
            reasons.append(f"{self.years_apart} years apart")
        return Likeness(max(points, 0), tuple(reasons))


def is_near_day(one: date, other: date) -> bool:
    """
    Return whether two birthdays may be one that is written wrongly.

    They are a day or a year apart, day and month are swapped, or only the year is known of one.

    >>> is_near_day(date(1990, 5, 6), date(1990, 6, 5))
    True
    """
    if one.year == other.year:
        is_swapped = (one.month, one.day) == (other.day, other.month)
        is_year_alone = date(one.year, 1, 1) in {one, other}
        return is_swapped or is_year_alone or abs((one - other).days) <= 1
    same_day = (one.month, one.day) == (other.month, other.day)
    return abs((one - other).days) == 1 or (same_day and abs(one.year - other.year) == 1)


def compare_drivers(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, Comparison]:
    """Look up where both drivers of each pair were seen: cars, sessions, teams and seasons."""
    ids = sorted({driver for pair in pairs for driver in pair})
    drivers = _read_drivers(connection, ids)
    seats = read_seats(connection, ids)
    years = _career_years(seats)
    bearers = _count_bearers(connection, drivers.values())
    shared: defaultdict[Pair, set[str]] = defaultdict(set)
    for what, pair in _find_shared(connection, list(pairs), seats):
        shared[pair].add(what)
    return {
        (one, other): Comparison(
            drivers[one], drivers[other], frozenset(shared[one, other]),
            None if bearers is None
            else max(bearers[drivers[it].family_name] for it in (one, other)),
            _years_apart(years.get(one), years.get(other)),
        )
        for one, other in pairs
    }  # fmt: skip


def _read_drivers(connection: Connection, ids: list[int]) -> dict[int, KnownDriver]:
    drivers = TABLES["drivers"].c
    columns = (drivers[name] for name in KnownDriver._fields)
    found = fetch_in(connection, sa.select(*columns), drivers.id, ids)
    return {row[0]: KnownDriver(*row) for row in found.iter_rows()}


def _count_bearers(
    connection: Connection, drivers: Iterable[KnownDriver]
) -> Counter[str | None] | None:
    """Count the drivers of each surname; None: there are too few to say how common one is."""
    names = TABLES["drivers"].c.family_name
    if (connection.scalar(sa.select(sa.func.count(names))) or 0) < _MANY_DRIVERS:
        return None
    wanted = sorted({it.family_name for it in drivers if it.family_name})
    found: Counter[str | None] = Counter()
    for start in range(0, len(wanted), _NAMES_AT_A_TIME):
        some = wanted[start : start + _NAMES_AT_A_TIME]
        counted = sa.select(names, sa.func.count()).where(names.in_(some)).group_by(names)
        for name, count in connection.execute(counted):
            found[name] = count
    return found


def read_seats(connection: Connection, driver_ids: Iterable[int]) -> pl.DataFrame:
    """
    Read the seats of drivers.

    Returns:
        driver_id, entry_id, event_id, car_number, team_id, season_id, series_id and year; a row for
        each season of the event, whose season and series are NULL where it has none.
    """
    seats, entries = TABLES["entry_drivers"], TABLES["entries"]
    events, rounds, seasons = TABLES["events"], TABLES["rounds"], TABLES["seasons"]
    statement = (
        sa.select(
            seats.c.driver_id, seats.c.entry_id, entries.c.event_id, entries.c.car_number,
            entries.c.team_id, rounds.c.season_id, seasons.c.series_id,
            sa.cast(sa.extract("year", events.c.starts_on), sa.Integer).label("year"),
        )
        .join(entries, entries.c.id == seats.c.entry_id)
        .join(events, events.c.id == entries.c.event_id)
        .outerjoin(rounds, rounds.c.event_id == events.c.id)
        .outerjoin(seasons, seasons.c.id == rounds.c.season_id)
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
            "entry": _named_together(connection, met.filter(shared_car)),
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


def _named_together(connection: Connection, met: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs whom one source names in one car: a list of a session, of entries, or laps."""
    if met.is_empty():
        return met
    drives, seats = TABLES["drives"].c, TABLES["entry_drivers"].c
    results, laps = TABLES["results"].c, TABLES["laps"].c
    of_lap = (results.session_id == laps.session_id) & (results.entry_id == laps.entry_id)
    in_laps = sa.select(laps.entry_id, laps.driver_id, laps.session_id, laps.import_id)
    sources = (
        (sa.select(seats.entry_id, seats.driver_id).where(seats.entered), seats.entry_id),
        (sa.select(drives.entry_id, drives.driver_id, drives.session_id), drives.entry_id),
        (in_laps.join(TABLES["results"], of_lap).distinct(), results.entry_id),
    )
    together = [met.clear()]
    for statement, column in sources:
        named = fetch_in(connection, statement, column, met["entry_id"]).drop_nulls()
        same = [it for it in named.columns if it != "driver_id"]
        both = met.join(named, left_on=["entry_id", "one"], right_on=["entry_id", "driver_id"])
        found = both.join(named, left_on=[*same, "other"], right_on=[*same, "driver_id"])
        together.append(found.select(met.columns))
    return pl.concat(together)


def _in_one_session(connection: Connection, met: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs whose two cars have results in the same session, which one file named both."""
    if met.is_empty():
        return met
    results = TABLES["results"].c
    statement = sa.select(results.entry_id, results.session_id, results.import_id)
    cars = pl.concat([met["entry_id"], met["entry_id other"]]).unique()
    driven = fetch_in(connection, statement, results.entry_id, cars)
    other = driven.rename({"entry_id": "entry_id other"})
    return met.join(driven, on="entry_id").join(
        other, on=["entry_id other", "session_id", "import_id"]
    )
