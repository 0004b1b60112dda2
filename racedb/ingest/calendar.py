"""
The calendar: which race meeting, and which session of it, the context of a row names.

What is not printed follows only from the rules of the design (6, 7 and 15): an event without a name
takes that of its circuit, a season without a label the year of its date, and an event outside any
series is a series of its own name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.errors import UsageError
from racedb.identity.registry import Registry
from racedb.ingest.context import Context, cannot_tell
from racedb.ingest.layouts import Layouts
from racedb.ingest.session_names import Named, named_session
from racedb.text_keys import fold, slug

_SAME_MEETING_DAYS = 10
"""Two days of one race meeting are never further apart."""
_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")


class Session(NamedTuple):
    """A session of the database, as far as a load needs it."""

    id: int
    event_id: int
    series_id: int
    kind: str
    code: str
    name: str
    meeting: str
    """'24 Hours of Spa 2009'."""
    is_new: bool
    """Added by this load: nothing was stored of it before."""

    @property
    def title(self) -> str:
        """The name that people read: '24 Hours of Spa 2009, Qualifying'."""
        return f"{self.meeting}, {self.name}"


class _Wanted(NamedTuple):
    """The event and the session that a context names."""

    series: str
    season: str
    name: str
    round: int | None
    starts_on: date | None
    ends_on: date | None
    session: str


@dataclass(slots=True)
class _Event:
    id: int
    series_id: int
    name: str
    year: str
    starts_on: date | None = None
    ends_on: date | None = None
    layout_id: int | None = None

    @property
    def meeting(self) -> str:
        return f"{self.name} {self.year}"

    def is_near(self, day: date | None) -> bool:
        """Return whether a day can belong to the event; an unknown day can."""
        known = [it for it in (self.starts_on, self.ends_on) if it]
        if day is None or not known:
            return True
        return any(abs((it - day).days) <= _SAME_MEETING_DAYS for it in known)


class Calendar:
    """The events and sessions of the database, and those that this load adds."""

    def __init__(self, connection: Connection, rows: NewRows, registry: Registry) -> None:
        """Read the seasons; events and sessions are read when a row is about their season."""
        self._connection, self._rows, self._registry = connection, rows, registry
        self._seasons: dict[tuple[int, str], int] = {}
        self._unread_seasons: set[int] = set()
        self._events_by_id: dict[int, _Event] = {}
        self._events: dict[tuple[int, str], list[_Event]] = {}
        """By season and folded name."""
        self._rounds: dict[tuple[int, int], _Event] = {}
        """By season and number of the round."""
        self._sessions: dict[tuple[int, str], Session] = {}
        """By event and code."""
        self._codes: dict[int, dict[str, str]] = {}
        """Code and folded name of the sessions of each event."""
        self._layouts = Layouts(rows, registry)
        self._slugs: set[str] = set()
        self._read_seasons()

    def expect(self, seasons: Iterable[tuple[str, str]]) -> None:
        """Read several seasons, given by series and label, in one query."""
        wanted = {(self._registry.find_series(series), label) for series, label in seasons}
        self._read_events(number for key, number in self._seasons.items() if key in wanted)

    def session(
        self,
        source: str,
        context: Context,
        given: Mapping[str, str],
        repeat: Sequence[str] = (),
    ) -> Session:
        """
        Find or add the session that a context names.

        Args:
            source: name of the file, for errors.
            context: of a row.
            given: what a manifest or the command line states; only they state starts_on, ends_on
                and state.
            repeat: options of the command line, for a message that proposes another one.

        Raises:
            UsageError: the event, its season or the session is missing.
        """
        wanted = self._wanted(source, context, given, repeat)
        event = self._event(wanted, context)
        named = named_session(wanted.session, self._codes.get(event.id, {}))
        session = self._sessions.get((event.id, named.code))
        if session is None:
            return self._add_session(event, named, given.get("state"))
        # A later file makes a provisional session final, or amends it.
        if given.get("state") and not session.is_new:
            self._rows.amend("sessions", session.id, {"state": given["state"]})
        return session

    def part(self, whole: Session, code: str) -> Session:
        """Find or add Q1, Q2 or Q3 of a qualifying session."""
        # Sprint qualifying has parts of its own: SQ1 and Q1 are sessions of one event.
        code = f"S{code}" if whole.code.startswith("S") else code
        session = self._sessions.get((whole.event_id, code))
        if session is None:
            event = self._events_by_id[whole.event_id]
            named = Named(code, f"{whole.name} {code[-1]}", "qualifying", whole.code)
            session = self._add_session(event, named, None)
        return session

    # ---- events ----------------------------------------------------------------------------------

    def _event(self, wanted: _Wanted, context: Context) -> _Event:
        series_id = self._registry.find_or_add_series(wanted.series)
        season_id = self._season(series_id, wanted.season)
        event = self._find_event(season_id, wanted) or self._add_event(series_id, season_id, wanted)
        self._complete(event, wanted, context)
        return event

    def _wanted(
        self, source: str, context: Context, given: Mapping[str, str], repeat: Sequence[str]
    ) -> _Wanted:
        """
        Complete what a context states of its event.

        Raises:
            UsageError: the event, its season or the session is missing; the message names all of
                them, and the series where it is not known either.
        """
        day = _day(source, "date", context.get("date"))
        starts_on = _day(source, "starts_on", given.get("starts_on")) or day
        number = _round(context.get("round"))
        name, season = context.get("event"), context.get("season")
        if not season:
            season = _year(starts_on, name)
        series = context.get("series")
        if not name and series and season and number:
            name = self._name_of_round(series, season, number)
        name = name or context.get("circuit")
        session = context.get("session")
        if not (season and name and session):
            known = {"series": series, "season": season, "event": name, "session": session}
            missing = [key for key, value in known.items() if not value]
            raise cannot_tell(source, missing, given, repeat)
        return _Wanted(
            series=series or name,
            season=season,
            name=name,
            round=number,
            starts_on=starts_on,
            ends_on=_day(source, "ends_on", given.get("ends_on")) or day,
            session=session,
        )

    def _name_of_round(self, series: str, season: str, number: int) -> str:
        """Return the name of a round of a series: a placeholder, if it is not known yet."""
        season_id = self._season(self._registry.find_or_add_series(series), season)
        known = self._rounds.get((season_id, number))
        return known.name if known else f"Round {number}"

    def _season(self, series_id: int, label: str) -> int:
        key = (series_id, label)
        if key not in self._seasons:
            self._seasons[key] = self._rows.add("seasons", {"series_id": series_id, "label": label})
        self._read_events([self._seasons[key]])
        return self._seasons[key]

    def _find_event(self, season_id: int, wanted: _Wanted) -> _Event | None:
        """Find an event of a season by name, unless its days are far from the wanted one."""
        for event in self._events.get((season_id, fold(wanted.name)), []):
            if event.is_near(wanted.starts_on):
                return event
        if not wanted.round:
            return None
        # A file that states only the number of a round has made 'Round 3'. The name comes with
        # another file, or was there before: both are the same event.
        known = self._rounds.get((season_id, wanted.round))
        placeholder = f"Round {wanted.round}"
        return known if known and placeholder in (known.name, wanted.name) else None

    def _add_event(self, series_id: int, season_id: int, wanted: _Wanted) -> _Event:
        year = str(wanted.starts_on.year) if wanted.starts_on else wanted.season[:4]
        address = self._free_slug(f"{year}-{slug(wanted.name)}"[:60])
        number = self._rows.add("events", {"slug": address, "name": wanted.name})
        event = _Event(number, series_id, wanted.name, year)
        row = {"season_id": season_id, "event_id": number, "number": wanted.round}
        self._rows.add("rounds", row, with_id=False)
        self._remember(season_id, wanted.round, event)
        return event

    def _free_slug(self, wanted: str) -> str:
        """Append a number to the slug of another series' event of the same name and year."""
        found, number = wanted, 1
        while found in self._slugs:
            number += 1
            found = f"{wanted}-{number}"
        self._slugs.add(found)
        return found

    def _complete(self, event: _Event, wanted: _Wanted, context: Context) -> None:
        """Store what was not known of an event: its days, its layout."""
        learned: dict[str, Any] = {}
        known = (event.starts_on, event.ends_on)
        days = [day for day in (*known, wanted.starts_on, wanted.ends_on) if day]
        if days and (min(days), max(days)) != known:
            event.starts_on, event.ends_on = min(days), max(days)
            learned |= {"starts_on": event.starts_on, "ends_on": event.ends_on}
        if context.get("circuit") and event.layout_id is None:
            event.layout_id = self._layouts.find_or_add(context, event.year, event.starts_on)
            learned["layout_id"] = event.layout_id
        if learned:
            self._rows.amend("events", event.id, learned)

    # ---- sessions --------------------------------------------------------------------------------

    def _add_session(self, event: _Event, named: Named, state: str | None) -> Session:
        whole = self._sessions.get((event.id, named.part_of)) if named.part_of else None
        row = {
            "event_id": event.id, "code": named.code, "name": named.name, "kind": named.kind,
            "part_of_id": whole.id if whole else None, "state": state or "final",
        }  # fmt: skip
        number = self._rows.add("sessions", row)
        return self._remember_session(event, number, named.kind, named.code, named.name, new=True)

    def _remember_session(
        self, event: _Event, number: int, kind: str, code: str, name: str, *, new: bool
    ) -> Session:
        """Remember a session, unless it is known: an event may count for several series."""
        session = Session(
            number, event.id, event.series_id, kind, code, name, event.meeting, is_new=new
        )
        self._codes.setdefault(event.id, {})[code] = fold(name)
        return self._sessions.setdefault((event.id, code), session)

    # ---- what is stored --------------------------------------------------------------------------

    def _read_seasons(self) -> None:
        """Read the seasons, and which slugs of events are in use."""
        read, seasons, events = self._rows.ask, TABLES["seasons"], TABLES["events"]
        columns = (seasons.c[name] for name in ("id", "series_id", "label"))
        for number, series, label in read("seasons", sa.select(*columns)):
            self._seasons[series, label] = number
            self._unread_seasons.add(number)
        self._slugs.update(str(name) for (name,) in read("events", sa.select(events.c.slug)))

    def _read_events(self, season_ids: Iterable[int]) -> None:
        """Read the events and sessions of seasons that were not read before."""
        wanted = sorted(self._unread_seasons.intersection(season_ids))
        if not wanted:
            return
        self._unread_seasons.difference_update(wanted)
        execute, rounds, sessions = self._connection.execute, TABLES["rounds"], TABLES["sessions"]
        for row in execute(_events_of(wanted)):
            if row.id not in self._events_by_id:
                self._events_by_id[row.id] = _Event(
                    row.id, row.series_id, row.name, row.slug[:4], row.starts_on, row.ends_on,
                    row.layout_id,
                )  # fmt: skip
            self._remember(row.season_id, row.number, self._events_by_id[row.id])
        columns = (sessions.c[name] for name in ("event_id", "id", "kind", "code", "name"))
        theirs = (
            sa.select(*columns)
            .join(rounds, rounds.c.event_id == sessions.c.event_id)
            .where(rounds.c.season_id.in_(wanted))
        )
        for event_id, *session in execute(theirs):
            self._remember_session(self._events_by_id[event_id], *session, new=False)

    def _remember(self, season_id: int, number: int | None, event: _Event) -> None:
        self._events_by_id[event.id] = event
        self._events.setdefault((season_id, fold(event.name)), []).append(event)
        if number:
            self._rounds[season_id, number] = event


def _events_of(season_ids: list[int]) -> sa.Select[Any]:
    """Select the events of seasons, each with the first of its series."""
    events, rounds, seasons = (TABLES[name] for name in ("events", "rounds", "seasons"))
    others = rounds.alias()
    series = (
        sa.select(sa.func.min(seasons.c.series_id))
        .join(others, others.c.season_id == seasons.c.id)
        .where(others.c.event_id == events.c.id)
        .scalar_subquery()
    )
    return (
        sa.select(
            events.c.id, events.c.slug, events.c.name, events.c.layout_id, events.c.starts_on,
            events.c.ends_on, rounds.c.season_id, rounds.c.number, series.label("series_id"),
        )
        .join(rounds, rounds.c.event_id == events.c.id)
        .where(rounds.c.season_id.in_(season_ids))
        .order_by(events.c.id)
    )  # fmt: skip


def _year(day: date | None, name: str | None) -> str | None:
    """Return the year of a day, else the one in the name of an event."""
    if day:
        return str(day.year)
    found = _YEAR.search(name or "")
    return found.group() if found else None


def _round(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _day(source: str, name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise UsageError(f"{source}: {name}: {text!r} is not a date like 2009-07-26") from None
