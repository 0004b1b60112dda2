"""A race meeting as a load knows it: its days, its circuit, its rounds."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.ingest.context import Wanted
from racedb.text_keys import fold

SAME_MEETING_DAYS = 10
"""Two days of one race meeting are never further apart."""
_SAME_FIELD = 0.8
"""An event of another series is the same one only if so many of the cars are."""
_BEFORE_RACE_DAYS, _AFTER_RACE_DAYS = 3, 1
"""A calendar may name the day of the race only: sessions are so many days before or after it."""


@dataclass(slots=True)
class Event:
    """A race meeting of the database, as far as a load needs it."""

    id: int
    series_id: int
    name: str
    year: str
    starts_on: date | None = None
    ends_on: date | None = None
    circuit_id: int | None = None
    layout_id: int | None = None
    state: str | None = None
    """Of one that only a calendar names: scheduled, postponed, cancelled."""
    rounds: dict[tuple[int, int | None], tuple[int, int | None]] = field(default_factory=dict)
    """Id and number of its rounds, by season and session (None: all of them)."""

    @property
    def meeting(self) -> str:
        """'24 Hours of Spa 2009'."""
        return f"{self.name} {self.year}"

    @property
    def is_planned(self) -> bool:
        """Whether only a calendar names it: then its days and its number may change."""
        return self.state is not None

    def is_near(self, day: date | None) -> bool:
        """Return whether a day can belong to the event; an unknown day can."""
        known = [it for it in (self.starts_on, self.ends_on) if it]
        if day is None or not known or self.is_planned:
            return True
        return any(abs((it - day).days) <= SAME_MEETING_DAYS for it in known)

    def is_on(self, day: date) -> bool:
        """Return whether a day is one of those of a planned event, or just beside them."""
        if not self.is_planned or self.starts_on is None or self.ends_on is None:
            return False
        before, after = (self.starts_on - day).days, (day - self.ends_on).days
        return before <= _BEFORE_RACE_DAYS and after <= _AFTER_RACE_DAYS

    def distance(self, day: date | None) -> int:
        """Return how many days the event is away; one without a day comes last."""
        if day is None or self.starts_on is None:
            return SAME_MEETING_DAYS + 1
        return abs((self.starts_on - day).days)

    def may_be(self, season_id: int, wanted: Wanted) -> bool:
        """Return whether the event can be the round that a context names."""
        mine = {n for (season, _), (_, n) in self.rounds.items() if season == season_id and n}
        if not mine or wanted.round is None or wanted.round in mine or self.is_planned:
            return True
        return wanted.numbers_races and bool(mine & {wanted.round - 1, wanted.round + 1})

    def continues(self, season_id: int, wanted: Wanted) -> bool:
        """Return whether the round of a context is the one after a round of the event."""
        number = self.number_in(season_id)
        return number is not None and wanted.round is not None and number + 1 == wanted.round

    def number_in(self, season_id: int) -> int | None:
        """Return the first number of its rounds in a season."""
        numbers = [n for (season, _), (_, n) in self.rounds.items() if season == season_id and n]
        return min(numbers, default=None)

    @property
    def round_or_day(self) -> str:
        """What tells it from others of its name."""
        numbers = [n for _, n in self.rounds.values() if n]
        return f"round {min(numbers)}" if numbers else str(self.starts_on or "no round")


def has_field(connection: Connection, event_id: int, cars: Mapping[str, AbstractSet[str]]) -> bool:
    """Return whether the cars of some rows are those of an event, with their drivers."""
    entries, seats, drivers = (TABLES[n].c for n in ("entries", "entry_drivers", "drivers"))
    statement = (
        sa.select(entries.car_number, drivers.name)
        .join_from(TABLES["entries"], TABLES["entry_drivers"], seats.entry_id == entries.id)
        .join(TABLES["drivers"], drivers.id == seats.driver_id)
        .where(entries.event_id == event_id, entries.car_number.is_not(None))
    )
    same = {
        number
        for number, name in connection.execute(statement)
        if set(fold(name).split()[-1:]) & cars.get(number, frozenset())
    }
    return bool(cars) and len(same) >= _SAME_FIELD * len(cars)


def with_rounds() -> sa.Select[Any]:
    """Select events with their rounds, each with the first of its series."""
    events, rounds, seasons = (TABLES[name] for name in ("events", "rounds", "seasons"))
    others = rounds.alias()
    series = (
        sa.select(sa.func.min(seasons.c.series_id))
        .join(others, others.c.season_id == seasons.c.id)
        .where(others.c.event_id == events.c.id)
        .scalar_subquery()
    )
    names = ("id", "slug", "name", "circuit_id", "layout_id", "starts_on", "ends_on", "state")
    return (
        sa.select(
            *(events.c[name] for name in names), rounds.c.id.label("round_id"), rounds.c.season_id,
            rounds.c.session_id, rounds.c.number, series.label("series_id"),
        )
        .join(rounds, rounds.c.event_id == events.c.id)
        .order_by(events.c.id, rounds.c.id)
    )  # fmt: skip
