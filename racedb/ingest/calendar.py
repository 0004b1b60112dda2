"""The calendar: which session of which race meeting the context of a row names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db.rows import TABLES, NewRows, in_chunks
from racedb.errors import UsageError
from racedb.identity.registry import Registry
from racedb.ingest.context import Context, wanted_event
from racedb.ingest.events import Events, Field
from racedb.ingest.meetings import Event
from racedb.ingest.session_names import Named, is_numbered_race, named_session, session_key
from racedb.units.durations import duration_us

_RANKS = ("provisional", "final", "amended")
"""States of a classification, the more final ones last."""
_NOT_HELD = ("scheduled", "cancelled")
_COLUMNS: Mapping[str, str] = {
    "state": "state", "starts_at": "starts_at", "time_zone": "starts_at",
    "scheduled_laps": "scheduled_laps", "scheduled_us": "scheduled_time",
    "classified_lap": "classified_lap", "part_of_id": "part_of", "layout_id": "layout",
}  # fmt: skip
"""Columns of sessions, and the key that a manifest or the command line states each with."""


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


class Calendar:
    """The events and sessions of the database, and those that this load adds."""

    def __init__(self, connection: Connection, rows: NewRows, registry: Registry) -> None:
        """Read the seasons; events and sessions are read when a row is about their season."""
        self._connection, self._rows = connection, rows
        self.events = Events(rows, registry)
        """The events of the seasons, with their rounds."""
        self._sessions: dict[tuple[int, str], Session] = {}
        """By event and code."""
        self._codes: dict[int, dict[str, str]] = {}
        """Code and key of the name of the sessions of each event."""
        self.outranked: set[int] = set()
        """Sessions with a classification that is more final than the file at hand."""
        self._facts: dict[int, dict[str, Any]] = {}
        """What is stored of sessions beside their names: start, state, the whole of a part ..."""

    def expect(self, seasons: Iterable[tuple[str, str]]) -> None:
        """Read several seasons, given by series and label, in one query."""
        self.events.expect(seasons)
        self._read_sessions()

    def session(
        self,
        source: str,
        context: Context,
        given: Mapping[str, str],
        cars: Field,
        repeat: Sequence[str] = (),
    ) -> Session:
        """
        Find or add the session that a context names.

        Args:
            source: name of the file, for errors.
            context: of a row.
            given: what a manifest or the command line states; only they state starts_on, state,
                part_of ...
            cars: returns the cars of the rows.
            repeat: options of the command line, for a message that proposes another one.

        Raises:
            UsageError: the event, its season or the session is missing, or cannot be told.
        """
        wanted = wanted_event(source, context, given, repeat)
        event = self.events.find_or_add(wanted, context, cars)
        self._read_sessions()
        # The whole comes first: of rows that are inserted together each refers to an earlier one.
        whole = self._find_or_add(event, given["part_of"]) if given.get("part_of") else None
        session = self._find_or_add(event, wanted.session)
        if whole == session:
            raise UsageError(f"part_of: {session.name!r} cannot be a part of itself")
        races = [one.id for code, one in self._of(event) if is_numbered_race(code)]
        self.events.set_round(event, wanted, session.id if wanted.numbers_races else None, races)
        facts = {
            **_stated_facts(context, given),
            "layout_id": self.events.layout_of(event, context),
            "part_of_id": whole and whole.id,
        }
        if self._is_outranked(session, given.get("state")):
            facts.pop("state")
        if given.get("state") not in _NOT_HELD:
            self.events.take_place(event)
        self._learn(session, facts, given)
        return session

    def entry_list(
        self,
        source: str,
        context: Context,
        given: Mapping[str, str],
        cars: Field,
        repeat: Sequence[str] = (),
    ) -> Session:
        """
        Find or add the event of a list of entries, and return what stands for a session of it.

        It is no row of the database: of an event to come no session is known. See `session`.
        """
        wanted = wanted_event(source, context, given, repeat, ("season", "event"))
        event = self.events.find_or_add(wanted, context, cars)
        self._read_sessions()
        self.events.set_round(event, wanted, None, [])
        return Session(
            -event.id, event.id, event.series_id, "race", "R", "entry list", event.meeting,
            is_new=False,
        )  # fmt: skip

    def is_held(self, event: Event) -> bool:
        """Return whether an event took place: one of its sessions did, or is under way."""
        self._read_sessions()
        states = (self._facts[session.id]["state"] for _, session in self._of(event))
        return any(state not in _NOT_HELD for state in states)

    def part(self, whole: Session, code: str) -> Session:
        """Find or add Q1, Q2 or Q3 of a qualifying session."""
        # Each qualifying has parts of its own: Q1, SQ1 and QUALI2-Q1 are sessions of one event.
        own = {"Q": code, "SQ": f"S{code}"}.get(whole.code, f"{whole.code}-{code}")
        session = self._sessions.get((whole.event_id, own))
        if session is None:
            named = Named(own, f"{whole.name} {code[-1]}", "qualifying", whole.code)
            session = self._add_session(self.events.by_id[whole.event_id], named)
        return session

    def make_race(self, session: Session) -> Session:
        """Return a session of no known kind as the race that its results show."""
        self._rows.amend("sessions", session.id, {"kind": "race"})
        race = session._replace(kind="race")
        self._sessions[race.event_id, race.code] = race
        return race

    # ---- sessions --------------------------------------------------------------------------------

    def _of(self, event: Event) -> list[tuple[str, Session]]:
        """Return the sessions of an event, by code."""
        codes = self._codes.get(event.id, {})
        return [(code, self._sessions[event.id, code]) for code in codes]

    def _find_or_add(self, event: Event, name: str) -> Session:
        named = named_session(name, self._codes.get(event.id, {}))
        return self._sessions.get((event.id, named.code)) or self._add_session(event, named)

    def _add_session(self, event: Event, named: Named) -> Session:
        whole = self._sessions.get((event.id, named.part_of)) if named.part_of else None
        row = {
            "event_id": event.id, "code": named.code, "name": named.name, "kind": named.kind,
            "part_of_id": whole.id if whole else None, "state": "final",
        }  # fmt: skip
        number = self._rows.add("sessions", row)
        session = self._remember(event, number, named.kind, named.code, named.name, new=True)
        self._facts[number] = {"part_of_id": row["part_of_id"], "state": "final"}
        for code, other in self._of(event):  # Q1 may have come before Q
            part = named_session(other.name, {})
            if (part.code, part.part_of) == (code, named.code):
                self._rows.flush()
                self._learn(other, {"part_of_id": number}, {})
        return session

    def _learn(self, session: Session, facts: Mapping[str, Any], given: Mapping[str, str]) -> None:
        """
        Store what was not known of a session; what is given takes precedence over what is stored.

        A later file makes a provisional session final, or amends it.
        """
        stored = self._facts[session.id]
        learned = {
            column: value
            for column, value in facts.items()
            if value is not None
            and stored.get(column) != value
            and (stored.get(column) is None or given.get(_COLUMNS[column]))
        }
        if learned:
            stored |= learned
            self._rows.amend("sessions", session.id, learned)

    def _is_outranked(self, session: Session, state: str | None) -> bool:
        """Return whether a list with this state comes after a more final one of the session."""
        results = TABLES["results"].c
        if session.is_new or self._facts[session.id]["state"] not in _more_final(state):
            return session.id in self.outranked
        is_listed = sa.exists().where(
            results.session_id == session.id,
            sa.or_(results.position.is_not(None), results.status != "unknown"),
        )
        if self._connection.scalar(sa.select(is_listed)):
            self.outranked.add(session.id)
        return session.id in self.outranked

    def _remember(
        self, event: Event, number: int, kind: str, code: str, name: str, *, new: bool
    ) -> Session:
        """Remember a session, unless it is known: an event may count for several series."""
        session = Session(
            number, event.id, event.series_id, kind, code, name, event.meeting, is_new=new
        )
        self._codes.setdefault(event.id, {})[code] = session_key(name)
        return self._sessions.setdefault((event.id, code), session)

    # ---- what is stored --------------------------------------------------------------------------

    def _read_sessions(self) -> None:
        """Read the sessions of the events that were read since the last time."""
        if not self.events.unread:
            return
        sessions = TABLES["sessions"]
        names = ("event_id", "id", "kind", "code", "name", *_COLUMNS)
        columns = (sessions.c[name] for name in names)
        for ids in in_chunks(self.events.unread):
            statement = sa.select(*columns).where(sessions.c.event_id.in_(ids))
            for event_id, number, kind, code, name, *facts in self._connection.execute(statement):
                self._remember(self.events.by_id[event_id], number, kind, code, name, new=False)
                self._facts[number] = dict(zip(_COLUMNS, facts, strict=True))
        self.events.unread.clear()


def _more_final(state: str | None) -> tuple[str, ...]:
    """
    Return the states of a classification that a list with this one does not replace.

    >>> _more_final("provisional"), _more_final("cancelled")
    (('final', 'amended'), ())
    """
    return _RANKS[_RANKS.index(state) + 1 :] if state in _RANKS else ()


# ---- what is stated of a session beside its name -------------------------------------------------


def _stated_facts(context: Context, given: Mapping[str, str]) -> Mapping[str, Any]:
    """
    Return what is stated of a session, by column.

    Raises:
        UsageError: a number, a time or the start is none.
    """
    facts: dict[str, Any] = {}
    if given.get("state"):
        facts["state"] = given["state"]
    if start := context.get("starts_at"):
        facts |= _start(start, context.get("circuit"))
    if given.get("classified_lap"):
        facts["classified_lap"] = _laps("classified_lap", given["classified_lap"])
    if laps := given.get("scheduled_laps") or context.get("scheduled_laps"):
        facts["scheduled_laps"] = _laps("scheduled_laps", laps)
    if time := given.get("scheduled_time") or context.get("scheduled_time"):
        facts["scheduled_us"] = _time(time)
    return facts


def _start(text: str, circuit: str | None) -> Mapping[str, Any]:
    """Read a moment; without a zone it is the time at the circuit."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"starts_at: {text!r} is not a start like 2025-11-23T06:00:00Z") from None
    zone = str(moment.tzinfo) if moment.tzinfo else _zone_of(circuit)
    if zone is None:
        raise UsageError(
            f"starts_at: {text!r} has no zone, and that of the circuit is not known; "
            "write 2025-11-23T14:00+01:00"
        )
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return {"starts_at": moment.astimezone(UTC), "time_zone": zone}


def _zone_of(circuit: str | None) -> str | None:
    known = reference.circuit_named(circuit) if circuit else None
    return known.time_zone if known else None


def _laps(key: str, text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise UsageError(f"{key}: {text!r} is not a number of laps")
    return int(text)


def _time(text: str) -> int:
    value = duration_us(text)
    if not value:
        raise UsageError(f"scheduled_time: {text!r} is not a time like 6:00:00")
    return value
