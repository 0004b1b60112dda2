"""
Drivers of one name: who of them drove, as far as season, series, team and age say.

A name that stands for several people refuses no file. The row goes to the one whom it fits best, or
to a new driver if it fits nobody, and a question remembers who else it may have been.

A name may also mean somebody else in a scope: `team:SLUG`, `season:SERIES/LABEL` or `series:SLUG`.
The narrowest one that fits decides; where none fits, a name means whom it means everywhere.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows, fetch_in
from racedb.errors import UsageError, did_you_mean
from racedb.identity.drivers import DRIVER, Choice, DriverRegistry, PrintedDriver
from racedb.identity.reviews import add_review, all_reviews, candidate_of
from racedb.identity.similarity import LONG_CAREER_YEARS, read_seats
from racedb.models import Entry, Round, Season, Series, Team

AGES = (14, 80)
"""The youngest and the oldest at whom hardly anybody races."""

_POINTS = {
    "car": (8, "drove this car"),
    "team": (4, "same team"),
    "season": (3, "same season"),
    "series": (2, "same series"),
    "near": (1, "about that time"),
    "far": (-8, "years apart"),
    "age": (-10, "not of that age"),
}
"""What a place and a driver may have in common -> points for him, and the reason in words."""


class Place(NamedTuple):
    """Where a name is printed."""

    event: int | None
    """NULL of standings of a season without any."""
    car_number: str | None
    team: int | None
    series: frozenset[int]
    seasons: frozenset[int]
    year: int | None


def choose(
    connection: Connection, drivers: DriverRegistry, crew: pl.DataFrame, places: pl.DataFrame
) -> pl.Series:
    """
    Choose a driver for each seat with a name that several drivers have.

    Args:
        connection: inside the transaction of the load, all rows before this batch written.
        drivers: of the load; takes new drivers.
        crew: row, printed_name, ref, born, country.
        places: row, event_id, car_number, team_id.

    Returns:
        driver_id of each seat.
    """
    printed = [
        PrintedDriver(*one) for one in crew.select("printed_name", "ref", "born", "country").rows()
    ]
    candidates = {one: drivers.namesakes(one) for one in printed}
    seats = read_seats(connection, {driver for some in candidates.values() for driver in some})
    careers = dict(seats.partition_by("driver_id", as_dict=True).items())
    where = _read_places(connection, crew.join(places, on="row", how="left", maintain_order="left"))
    chosen: dict[tuple[PrintedDriver, Place], Choice] = {}
    for one, place in dict.fromkeys(zip(printed, where, strict=True)):
        fits = {
            driver: _rate(place, careers.get((driver,), seats.clear()), drivers.born_on(driver))
            for driver in candidates[one]
        }
        best = min(fits, key=lambda driver: (-fits[driver][0], driver))
        who = best if fits[best][0] >= 0 else drivers.add_namesake(one)
        others = {driver: fit for driver, fit in fits.items() if driver != who}
        second = max(points for points, _ in others.values())
        lead = fits[who][0] - second if who in fits else 0
        chosen[one, place] = Choice(who, place.event, others, lead)
    drivers.choices += chosen.values()
    ids = [chosen[one, place].driver for one, place in zip(printed, where, strict=True)]
    return pl.Series("driver_id", ids, pl.Int64)


def _read_places(connection: Connection, crew: pl.DataFrame) -> list[Place]:
    rounds, seasons, events = TABLES["rounds"].c, TABLES["seasons"].c, TABLES["events"].c
    statement = (
        sa.select(
            events.id.label("event_id"), rounds.season_id, seasons.series_id,
            sa.cast(sa.extract("year", events.starts_on), sa.Integer).label("year"),
        )
        .outerjoin(TABLES["rounds"], rounds.event_id == events.id)
        .outerjoin(TABLES["seasons"], seasons.id == rounds.season_id)
    )  # fmt: skip
    found = fetch_in(connection, statement, events.id, crew["event_id"])
    of_event = found.group_by("event_id").agg(
        pl.col("season_id", "series_id").drop_nulls(), pl.col("year").first()
    )
    placed = crew.join(of_event, on="event_id", how="left", maintain_order="left")
    columns = ("event_id", "car_number", "team_id", "series_id", "season_id", "year")
    return [
        Place(event, number, team, frozenset(series or ()), frozenset(seasons or ()), year)
        for event, number, team, series, seasons, year in placed.select(columns).iter_rows()
    ]


def _rate(place: Place, seats: pl.DataFrame, born_on: date | None) -> tuple[int, str]:
    """Return the points for a driver whose seats are known, and the reasons."""
    has = {
        "car": (place.event, place.car_number) in seats.select("event_id", "car_number").rows(),
        "team": place.team is not None and place.team in seats["team_id"],
        "season": bool(place.seasons & set(seats["season_id"])),
        "series": bool(place.series & set(seats["series_id"])),
    }
    if place.year is not None:
        apart = [abs(year - place.year) for year in seats["year"].drop_nulls()]
        has["near"] = min(apart, default=LONG_CAREER_YEARS) <= 10
        has["far"] = min(apart, default=0) > LONG_CAREER_YEARS
        has["age"] = born_on is not None and not is_of_age(place.year - born_on.year)
    found = [_POINTS[what] for what, is_so in has.items() if is_so]
    return sum(points for points, _ in found), ", ".join(reason for _, reason in found)


def is_of_age(years: int) -> bool:
    """Return whether somebody of so many years may well race."""
    return AGES[0] <= years <= AGES[1]


# ---- careers that are too long -------------------------------------------------------------------


class OddCareer(NamedTuple):
    """A driver who may be two people of one name."""

    driver: int
    first: int | None
    """Years in which it was perhaps somebody else; None: before all others."""
    last: int | None
    """None: ever since."""
    reason: str


def find_odd_careers(connection: Connection, driver_ids: Iterable[int]) -> list[OddCareer]:
    """Find drivers who paused for more than a career, or were no age to race."""
    events, drivers = TABLES["events"].c, TABLES["drivers"].c
    born = fetch_in(connection, sa.select(drivers.id, drivers.born_on), drivers.id, driver_ids)
    born_on = dict(born.drop_nulls().iter_rows())
    year = sa.cast(sa.extract("year", sa.func.min(events.starts_on)), sa.Integer)
    latest = sa.cast(sa.extract("year", sa.func.max(events.starts_on)), sa.Integer)
    first, last = connection.execute(sa.select(year, latest)).one()
    if not born_on and (last or 0) - (first or 0) <= LONG_CAREER_YEARS:
        return []
    driven = _read_years(connection, born["id"])
    years = driven.group_by("driver_id").agg(pl.col("year").sort()).sort("driver_id")
    return [
        odd
        for driver, driven in years.iter_rows()
        if (odd := _odd_career(driver, driven, born_on.get(driver)))
    ]


def _read_years(connection: Connection, driver_ids: Iterable[int]) -> pl.DataFrame:
    """Read in which years (`year`) drivers (`driver_id`) drove, each once."""
    seats, entries, events = (TABLES[name] for name in ("entry_drivers", "entries", "events"))
    year = sa.cast(sa.extract("year", events.c.starts_on), sa.Integer).label("year")
    statement = (
        sa.select(seats.c.driver_id, year)
        .join(entries, entries.c.id == seats.c.entry_id)
        .join(events, events.c.id == entries.c.event_id)
        .where(events.c.starts_on.is_not(None))
        .distinct()
    )
    return fetch_in(connection, statement, seats.c.driver_id, driver_ids)


def _odd_career(driver: int, years: list[int], born_on: date | None) -> OddCareer | None:
    for before, after in pairwise(years):
        if after - before > LONG_CAREER_YEARS:
            return OddCareer(driver, after, None, f"drove in {before} and not again until {after}")
    if born_on is None:
        return None
    youngest, oldest = (born_on.year + age for age in AGES)
    if years[0] < youngest:
        age = years[0] - born_on.year
        return OddCareer(driver, None, youngest - 1, f"{age} years old in {years[0]}")
    if years[-1] > oldest:
        age = years[-1] - born_on.year
        return OddCareer(driver, oldest + 1, None, f"{age} years old in {years[-1]}")
    return None


# ---- questions -----------------------------------------------------------------------------------


def ask(connection: Connection, rows: NewRows, drivers: DriverRegistry) -> int:
    """
    Open reviews of names that stand, or may stand, for several people.

    Args:
        connection: inside the transaction of the load, everything stored.
        rows: takes the reviews.
        drivers: of the load.

    Returns:
        how many names are in question.
    """
    careers = find_odd_careers(connection, drivers.met)
    choices = [it for it in drivers.choices if it.is_doubtful and it.event is not None]
    if not (careers or choices or drivers.same_names):
        return 0
    ids = {it for pair in drivers.same_names for it in pair} | {it.driver for it in careers}
    ids |= {number for it in choices for number in (it.driver, *it.others)}
    columns = TABLES["drivers"].c
    statement = sa.select(columns.id, columns.slug, columns.name)
    known = {row[0]: row[1:] for row in fetch_in(connection, statement, columns.id, ids).rows()}

    def named(driver: int, score: int, reason: str) -> dict[str, Any]:
        slug, name = known[driver]
        return {**candidate_of(name), "slug": slug, "score": score, "reasons": [reason]}

    found: list[tuple[int, dict[str, Any], list[dict[str, Any]]]] = [
        (new, {"ask": "same"}, [named(old, 55, "birthdays nearly the same")])
        for new, old in drivers.same_names
    ]
    found += [
        (it.driver, {"ask": "place", "event": _slug_of_event(connection, it.event)}, [
            named(other, 50 + points, reason or "same name")
            for other, (points, reason) in it.others.items()
        ])
        for it in choices
    ]  # fmt: skip
    found += [
        (
            it.driver,
            {"ask": "split", "years": [it.first, it.last]},
            [named(it.driver, 45, it.reason)],
        )
        for it in careers
    ]
    asked = [review.context for review in all_reviews(connection, DRIVER)]
    new = [
        (known[driver][1], context | {"slug": known[driver][0]}, candidates)
        for driver, context, candidates in found
        if context | {"slug": known[driver][0]} not in asked
    ]
    for name, context, candidates in new:
        add_review(rows, DRIVER, name, context, candidates)
    rows.flush()
    return len(new)


def _slug_of_event(connection: Connection, event: int | None) -> str:
    events = TABLES["events"].c
    return str(connection.scalar(sa.select(events.slug).where(events.id == event)))


# ---- scopes: where a name means another driver ---------------------------------------------------

_SCOPES = ("team", "season", "series")
"""The narrowest first."""


def require_scope(connection: Connection, scope: str) -> None:
    """
    Make sure that a scope names something in the database.

    Raises:
        UsageError: it is not written as a scope, or there is no such team, season or series.
    """
    kind, _, what = scope.partition(":")
    if kind not in _SCOPES or not what:
        raise UsageError(
            f"scope {scope!r} is not written team:SLUG, season:SERIES/LABEL or series:SLUG"
        )
    known = {slug for (slug,) in connection.execute(_known_of(kind))}
    if what not in known:
        raise UsageError(f"scope {scope!r}: there is no such {kind}; {did_you_mean(what, known)}")


def _known_of(kind: str) -> sa.Select[Any]:
    if kind == "season":
        return sa.select(Series.slug + "/" + Season.label).join(
            Season, Season.series_id == Series.id
        )
    return sa.select(Team.slug if kind == "team" else Series.slug)


def scopes_of_entries(connection: Connection, entry_ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the scopes that each entry lies in."""
    statement = sa.select(Entry.id, Entry.event_id, Team.slug).outerjoin(
        Team, Team.id == Entry.team_id
    )
    found = fetch_in(connection, statement, Entry.id, entry_ids)
    events = _scopes_of_events(connection, found["event_id"])
    return {
        entry: events.get(event, set()) | ({f"team:{team}"} if team else set())
        for entry, event, team in found.iter_rows()
    }


def _scopes_of_events(connection: Connection, event_ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the series and seasons that each event counts for."""
    statement = (
        sa.select(Round.event_id, Series.slug, Season.label)
        .join(Season, Season.id == Round.season_id)
        .join(Series, Series.id == Season.series_id)
    )
    scopes: dict[int, set[str]] = {}
    for event, slug, label in fetch_in(connection, statement, Round.event_id, event_ids).rows():
        scopes.setdefault(event, set()).update((f"series:{slug}", f"season:{slug}/{label}"))
    return scopes


def find_scoped(
    connection: Connection,
    crew: pl.DataFrame,
    places: pl.DataFrame,
    scoped: Mapping[str, Mapping[str, int]],
) -> pl.DataFrame:
    """
    Find whom names mean where they are printed.

    Args:
        connection: inside the transaction of the load, events and teams written.
        crew: row, key (the folded name).
        places: row, event_id, team_id.
        scoped: key -> scope -> driver.

    Returns:
        crew with scoped_id: a driver; NULL: the name means here whom it means everywhere.
    """
    asked = crew.filter(pl.col("key").is_in(list(scoped))).join(places, on="row")
    events = _scopes_of_events(connection, asked["event_id"])
    slugs = sa.select(Team.id, Team.slug)
    team_slugs = dict(fetch_in(connection, slugs, Team.id, asked["team_id"].drop_nulls()).rows())
    ids = []
    for key, event, team in asked.select("key", "event_id", "team_id").iter_rows():
        here = events.get(event, set()) | {f"team:{team_slugs.get(team)}"}
        ids.append(_narrowest(scoped[key], here))
    found = asked.select("row", "key", pl.Series("scoped_id", ids, pl.Int64))
    table = found.unique(["row", "key"])
    return crew.join(table, on=["row", "key"], how="left", maintain_order="left")


def _narrowest(ids: Mapping[str, int], scopes: set[str]) -> int | None:
    """Return whom a name means in a place that lies in some scopes."""
    fitting = [scope for scope in ids if scope in scopes]
    if not fitting:
        return None
    return ids[min(fitting, key=lambda scope: _SCOPES.index(scope.partition(":")[0]))]
