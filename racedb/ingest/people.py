"""What the database knows of drivers beside their names: who can be whom, and who cannot."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.ingest.rows import TABLES, fetch_in
from racedb.names.similar import Likeness

_ERA_YEARS = 25
"""Further apart than this, two seasons are rarely one career."""


@dataclass(slots=True)
class Career:
    """Where a driver was seen."""

    name: str
    slug: str
    born_on: date | None
    country: str | None
    entries: set[int] = field(default_factory=set)
    sessions: set[int] = field(default_factory=set)
    teams: set[int] = field(default_factory=set)
    seasons: set[int] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    """season and car number"""
    years: set[int] = field(default_factory=set)


def careers(connection: Connection, driver_ids: Iterable[int]) -> dict[int, Career]:
    """Read where drivers were seen: their cars, teams, sessions and seasons."""
    wanted = sorted(set(driver_ids))
    drivers = TABLES["drivers"]
    columns = (drivers.c.id, drivers.c.name, drivers.c.slug, drivers.c.born_on, drivers.c.country)
    found = fetch_in(connection, sa.select(*columns), drivers.c.id, wanted)
    out = {row[0]: Career(*row[1:]) for row in found.iter_rows()}
    for driver, *seen in _seen(connection, wanted).iter_rows():
        career = out[driver]
        career.entries, career.sessions, career.teams, *rest = map(set, seen)
        career.seasons, career.numbers, career.years = rest
    return out


_PLACES = ("entry_id", "session_id", "team_id", "season_id", "number", "year")


def _seen(connection: Connection, driver_ids: list[int]) -> pl.DataFrame:
    """Give driver_id and the lists of _PLACES, each place once."""
    seats, entries, results = TABLES["entry_drivers"], TABLES["entries"], TABLES["results"]
    rounds, events = TABLES["rounds"], TABLES["events"]
    cars = (
        sa.select(
            seats.c.driver_id, seats.c.entry_id, entries.c.event_id, entries.c.car_number,
            entries.c.team_id, results.c.session_id,
        )
        .join(entries, entries.c.id == seats.c.entry_id)
        .outerjoin(results, results.c.entry_id == entries.c.id)
    )  # fmt: skip
    seen = fetch_in(connection, cars, seats.c.driver_id, driver_ids)
    days = sa.select(
        events.c.id.label("event_id"), events.c.starts_on, rounds.c.season_id
    ).outerjoin(rounds, rounds.c.event_id == events.c.id)
    when = fetch_in(connection, days, events.c.id, seen["event_id"].unique())
    return (
        seen.join(when, on="event_id", how="left")
        .with_columns(
            pl.col("starts_on").dt.year().alias("year"),
            pl.concat_str("season_id", pl.lit("#"), "car_number").alias("number"),
        )
        .group_by("driver_id")
        .agg(pl.col(name).drop_nulls().unique() for name in _PLACES)
    )


def two_places(one: Career, other: Career) -> str | None:
    """Say where two drivers were at the same time, which makes them two; None: nowhere."""
    if one.entries & other.entries:
        return "they sat in the same car"
    if one.sessions & other.sessions:
        return "they drove two cars of one session"
    return None


def are_two(one: Career, other: Career) -> str | None:
    """Say why two drivers are certainly two people; None: they may be one."""
    if one.born_on and other.born_on and one.born_on != other.born_on:
        return "they were born on different days"
    return two_places(one, other)


def rated(names: Likeness, one: Career, other: Career) -> Likeness:
    """Add to the likeness of two names what speaks for and against one person: 0 to 100."""
    for_it = [
        (10, "same team", one.teams & other.teams),
        (8, "same car number", one.numbers & other.numbers),
        (7, "same series and season", one.seasons & other.seasons),
        (5, "never in two places at once", one.years & other.years),
    ]
    points, reasons = names.points, list(names.reasons)
    for more, reason, holds in for_it:
        if holds:
            points += more
            reasons.append(reason)
    if one.country and other.country and one.country != other.country:
        points -= 10
        reasons.append("another country")
    if one.years and other.years:
        apart = max(min(one.years) - max(other.years), min(other.years) - max(one.years))
        if apart > _ERA_YEARS:
            points -= 20
            reasons.append(f"{apart} years apart")
    return Likeness(max(points, 0), tuple(reasons))
