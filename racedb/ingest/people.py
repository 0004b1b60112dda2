"""What the database knows of drivers beside their names: who can be whom, and who cannot."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

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
    numbers: set[tuple[int, str]] = field(default_factory=set)
    """(season, car number)"""
    years: set[int] = field(default_factory=set)


def careers(connection: Connection, driver_ids: Iterable[int]) -> dict[int, Career]:
    """Read where drivers were seen: their cars, teams, sessions and seasons."""
    wanted = sorted(set(driver_ids))
    drivers, seats, entries = TABLES["drivers"], TABLES["entry_drivers"], TABLES["entries"]
    results, rounds, events = TABLES["results"], TABLES["rounds"], TABLES["events"]
    columns = (drivers.c.id, drivers.c.name, drivers.c.slug, drivers.c.born_on, drivers.c.country)
    found = fetch_in(connection, sa.select(*columns), drivers.c.id, wanted)
    out = {row[0]: Career(*row[1:]) for row in found.iter_rows()}
    cars = (
        sa.select(
            seats.c.driver_id, entries.c.id, entries.c.car_number, entries.c.team_id,
            events.c.starts_on, rounds.c.season_id,
        )
        .join(entries, entries.c.id == seats.c.entry_id)
        .join(events, events.c.id == entries.c.event_id)
        .outerjoin(rounds, rounds.c.event_id == events.c.id)
    )  # fmt: skip
    frame = fetch_in(connection, cars, seats.c.driver_id, wanted)
    for driver, entry, number, team, starts_on, season in frame.iter_rows():
        career = out[driver]
        career.entries.add(entry)
        career.teams |= {team} - {None}
        career.seasons |= {season} - {None}
        career.years |= {starts_on.year} if starts_on else set()
        career.numbers |= {(season, number)} if number and season else set()
    seen = (
        sa.select(seats.c.driver_id, results.c.session_id)
        .join(seats, seats.c.entry_id == results.c.entry_id)
    )  # fmt: skip
    for driver, session in fetch_in(connection, seen, seats.c.driver_id, wanted).iter_rows():
        out[driver].sessions.add(session)
    return out


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
