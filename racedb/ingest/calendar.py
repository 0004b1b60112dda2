"""
Contexts to sessions: which race meeting and which session of it a row belongs to.

What is not printed is made only by the rules of the design (6, 7 and 15): an event without a name
takes that of its circuit, a season without a label the year of its date, an event outside any
series is a series of its own name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db.rows import TABLES, NewRows
from racedb.errors import UsageError
from racedb.identity.registry import Registry
from racedb.ingest.context import missing
from racedb.ingest.session_names import Named, named_session
from racedb.text_keys import fold, slug

SAME_MEETING_DAYS = 10
"""Two days of one race meeting are never further apart."""


class Session(NamedTuple):
    """A session of the database, as far as a load must know it."""

    id: int
    event_id: int
    series_id: int
    kind: str
    code: str
    name: str
    meeting: str
    """'24 Hours of Spa 2009'."""
    length_m: float | None
    """Lap length of its layout, None when not known."""
    is_new: bool
    """Made by this load: nothing of it was there before."""

    @property
    def title(self) -> str:
        """Name the session for people: '24 Hours of Spa 2009, Qualifying'."""
        return f"{self.meeting}, {self.name}"


@dataclass(slots=True)
class _Event:
    id: int
    series_id: int
    name: str
    year: str
    starts_on: date | None
    ends_on: date | None
    layout_id: int | None


class Calendar:
    """The events and sessions of the database, and those that this load makes."""

    def __init__(self, connection: Connection, rows: NewRows, names: Registry) -> None:
        """Read the seasons; their events and sessions when a row is about one."""
        self._connection, self._rows, self._names = connection, rows, names
        self._seasons: dict[tuple[int, str], int] = {}
        self._not_read: set[int] = set()
        """Seasons whose events were not asked for yet."""
        self._by_id: dict[int, _Event] = {}
        self._events: dict[tuple[int, str], list[_Event]] = {}
        self._rounds: dict[tuple[int, int], _Event] = {}
        self._sessions: dict[tuple[int, str], Session] = {}
        self._codes: dict[int, dict[str, str]] = {}
        self._layouts: dict[int, list[Any]] = {}
        self._read()

    def expect(self, seasons: Iterable[tuple[str, str]]) -> None:
        """Read some seasons, told by series and label, together; by themselves others are too."""
        found = {(self._names.find_series(series), label) for series, label in seasons}
        self._know(number for key, number in self._seasons.items() if key in found)

    def session(
        self, source: str, context: Mapping[str, str | None], given: Mapping[str, str]
    ) -> Session:
        """
        Find or make the session that a row's context names.

        Args:
            source: name of the file, for the error.
            context: series, season, round, event, session, date, circuit, layout, length_m as text.
            given: what only a manifest or the command line knows: starts_on, ends_on, state.

        Raises:
            UsageError: the event, its season or the session cannot be known.
        """
        day = _day(source, "date", context.get("date"))
        event = self._event(source, context, given, day)
        if not context.get("session"):
            raise missing(source, "session", context)
        named = named_session(context["session"] or "", self._codes_of(event.id))
        key = (event.id, named.code)
        if key not in self._sessions:
            self._make_session(event, named, given.get("state"))
        elif given.get("state") and not self._sessions[key].is_new:
            self._rows.amend("sessions", self._sessions[key].id, {"state": given["state"]})
        return self._sessions[key]

    def part(self, whole: Session, code: str) -> Session:
        """Find or make Q1, Q2 or Q3 of a qualifying session."""
        prefix = "S" if whole.code.startswith("S") else ""
        key = (whole.event_id, prefix + code)
        if key not in self._sessions:
            name = f"{whole.name} {code[-1]}"
            row = {
                "event_id": whole.event_id, "code": key[1], "name": name, "kind": "qualifying",
                "part_of_id": whole.id, "state": "final",
            }  # fmt: skip
            number = self._rows.add("sessions", row)
            self._keep(
                Session(
                    number, whole.event_id, whole.series_id, "qualifying", key[1], name,
                    whole.meeting, whole.length_m, is_new=True,
                )
            )  # fmt: skip
        return self._sessions[key]

    # ---- events ----------------------------------------------------------------------------------

    def _event(
        self,
        source: str,
        context: Mapping[str, str | None],
        given: Mapping[str, str],
        day: date | None,
    ) -> _Event:
        starts = _day(source, "starts_on", given.get("starts_on")) or day
        ends = _day(source, "ends_on", given.get("ends_on")) or day
        name, season = context.get("event"), context.get("season")
        number = int(context["round"]) if (context.get("round") or "").isdecimal() else None  # type: ignore[arg-type]
        if not season and starts:
            season = str(starts.year)
        if not season and name and (year := re.search(r"\b(1[89]|20)\d\d\b", name)):
            season = year.group()
        if not name and context.get("series") and season and number:
            series_id = self._names.find_or_add_series(str(context["series"]))
            known = self._rounds.get((self._season(series_id, season), number))
            name = known.name if known else f"Round {number}"
        name = name or context.get("circuit")
        if not name:
            raise missing(source, "event", context)
        if not season:
            raise missing(source, "season", context)
        series_id = self._names.find_or_add_series(context.get("series") or name)
        season_id = self._season(series_id, season)
        found = self._find(season_id, name, number, starts)
        event = found or self._make_event(series_id, season_id, season, name, number, starts)
        self._complete(event, context, starts, ends)
        return event

    def _season(self, series_id: int, label: str) -> int:
        key = (series_id, label)
        if key not in self._seasons:
            self._seasons[key] = self._rows.add("seasons", {"series_id": series_id, "label": label})
        self._know([self._seasons[key]])
        return self._seasons[key]

    def _find(
        self, season_id: int, name: str, number: int | None, starts: date | None
    ) -> _Event | None:
        """Find an event of a season by name; another day far away is another event."""
        for event in self._events.get((season_id, fold(name)), []):
            near = [day for day in (event.starts_on, event.ends_on) if day and starts]
            if not near or any(abs((day - starts).days) <= SAME_MEETING_DAYS for day in near):  # type: ignore[operator]
                return event
        known = self._rounds.get((season_id, number)) if number else None
        placeholder = f"Round {number}"
        return known if known and placeholder in (known.name, name) else None

    def _make_event(
        self,
        series_id: int,
        season_id: int,
        season: str,
        name: str,
        number: int | None,
        starts: date | None,
    ) -> _Event:
        year = str(starts.year) if starts else season[:4]
        wanted = self._free_slug(f"{year}-{slug(name)}"[:60])
        event = _Event(0, series_id, name, year, None, None, None)
        event.id = self._rows.add("events", {"slug": wanted, "name": name})
        row = {"season_id": season_id, "event_id": event.id, "number": number}
        self._rows.add("rounds", row, with_id=False)
        self._remember(season_id, number, event)
        return event

    def _free_slug(self, wanted: str) -> str:
        """Another series' event of the same name and year gets a number behind it."""
        if wanted not in self._slugs:
            self._slugs.add(wanted)
            return wanted
        number = 2
        while f"{wanted}-{number}" in self._slugs:
            number += 1
        self._slugs.add(f"{wanted}-{number}")
        return f"{wanted}-{number}"

    def _complete(
        self,
        event: _Event,
        context: Mapping[str, str | None],
        starts: date | None,
        ends: date | None,
    ) -> None:
        """Write down what was not known of an event: its days, its layout."""
        learned: dict[str, Any] = {}
        days = [day for day in (event.starts_on, event.ends_on, starts, ends) if day]
        if days and (min(days), max(days)) != (event.starts_on, event.ends_on):
            event.starts_on, event.ends_on = min(days), max(days)
            learned |= {"starts_on": event.starts_on, "ends_on": event.ends_on}
        if context.get("circuit") and event.layout_id is None:
            event.layout_id = self._layout(str(context["circuit"]), context, event)
            learned["layout_id"] = event.layout_id
        if learned:
            self._rows.amend("events", event.id, learned)

    def _layout(self, circuit: str, context: Mapping[str, str | None], event: _Event) -> int | None:
        """
        Find or make the layout that was driven.

        With a length it is the layout of that length, else the only one known to be in use at that
        time; the circuit alone says no layout.
        """
        circuit_id = self._names.find_or_add_circuit(circuit)
        length = _metres(context.get("length_m"))
        name = context.get("layout")
        known = reference.layouts_of(circuit)
        if length is None and name is None:
            year = int(event.year) if event.year.isdecimal() else None
            fits = [one for one in known if year and one.in_use(event.starts_on, year)]
            if len(fits) != 1:
                return None
            name, length = fits[0].name, fits[0].length_m
        if length is None:
            length = next(
                (one.length_m for one in known if fold(one.name) == fold(name or "")), None
            )
        mine = self._layouts_of(circuit_id)
        for layout_id, title, length_m in mine:
            same_name = name is None or fold(title) == fold(name)
            if same_name and (length is None or length_m == length):
                return int(layout_id)
        if length is None:
            return None
        title = name or next((one.name for one in known if one.length_m == length), f"{length} m")
        row = {"circuit_id": circuit_id, "name": title, "length_m": length}
        shipped = next((one for one in known if one.name == title), None)
        if shipped and shipped.length_m == length:
            row |= {"valid_from": shipped.valid_from, "valid_to": shipped.valid_to}
        layout_id = self._rows.add("layouts", row)
        mine.append((layout_id, title, length))
        return layout_id

    # ---- sessions --------------------------------------------------------------------------------

    def _codes_of(self, event_id: int) -> dict[str, str]:
        """Give code -> folded name of the sessions of an event."""
        return self._codes.get(event_id, {})

    def _keep(self, session: Session) -> None:
        """Know a session; one that is known, of an event in several series, stays as it is."""
        self._sessions.setdefault((session.event_id, session.code), session)
        self._codes.setdefault(session.event_id, {})[session.code] = fold(session.name)

    def _make_session(self, event: _Event, named: Named, state: str | None) -> None:
        whole = self._sessions.get((event.id, named.part_of)) if named.part_of else None
        row = {
            "event_id": event.id, "code": named.code, "name": named.name, "kind": named.kind,
            "part_of_id": whole.id if whole else None, "state": state or "final",
        }  # fmt: skip
        number = self._rows.add("sessions", row)
        self._keep(
            Session(
                number, event.id, event.series_id, named.kind, named.code, named.name,
                f"{event.name} {event.year}", self._length(event.layout_id), is_new=True,
            )
        )  # fmt: skip

    def _length(self, layout_id: int | None) -> float | None:
        for layouts in self._layouts.values():
            for number, _, length in layouts:
                if number == layout_id:
                    return float(length)
        return None

    # ---- what is there ---------------------------------------------------------------------------

    def _read(self) -> None:
        """Read the seasons and layouts, and which slugs are taken."""
        t, ask = TABLES, self._rows.ask
        columns = (t["layouts"].c[c] for c in ("id", "circuit_id", "name", "length_m"))
        for number, circuit, name, length in ask("layouts", sa.select(*columns)):
            self._layouts.setdefault(circuit, []).append((number, name, length))
        columns = (t["seasons"].c[c] for c in ("id", "series_id", "label"))
        for number, series, label in ask("seasons", sa.select(*columns)):
            self._seasons[series, label] = number
            self._not_read.add(number)
        self._slugs = {str(name) for (name,) in ask("events", sa.select(t["events"].c.slug))}

    def _know(self, season_ids: Iterable[int]) -> None:
        """Read the events of seasons and their sessions, the first time they are asked for."""
        asked = sorted(self._not_read.intersection(season_ids))
        if not asked:
            return
        self._not_read.difference_update(asked)
        t, run = TABLES, self._connection.execute
        events, rounds, sessions = t["events"], t["rounds"], t["sessions"]
        others, seasons = rounds.alias(), t["seasons"]
        # An event that counts for several series is called one of the first of them.
        series = (
            sa.select(sa.func.min(seasons.c.series_id))
            .join(others, others.c.season_id == seasons.c.id)
            .where(others.c.event_id == events.c.id)
            .scalar_subquery()
        )
        of_season = rounds.c.season_id.in_(asked)
        found = run(
            sa.select(
                events.c.id, events.c.slug, events.c.name, events.c.layout_id, events.c.starts_on,
                events.c.ends_on, rounds.c.season_id, rounds.c.number, series.label("series_id"),
            )
            .join(rounds, rounds.c.event_id == events.c.id)
            .where(of_season)
            .order_by(events.c.id)
        )  # fmt: skip
        for row in found:
            if row.id not in self._by_id:
                self._by_id[row.id] = _Event(
                    row.id, row.series_id, row.name, row.slug[:4], row.starts_on, row.ends_on,
                    row.layout_id,
                )  # fmt: skip
            self._remember(row.season_id, row.number, self._by_id[row.id])
        columns = (sessions.c[c] for c in ("id", "event_id", "code", "name", "kind", "layout_id"))
        theirs = sa.select(*columns).join(rounds, rounds.c.event_id == sessions.c.event_id)
        for number, event_id, code, name, kind, layout in run(theirs.where(of_season)):
            event = self._by_id[event_id]
            self._keep(
                Session(
                    number, event_id, event.series_id, kind, code, name,
                    f"{event.name} {event.year}", self._length(layout or event.layout_id),
                    is_new=False,
                )
            )  # fmt: skip

    def _remember(self, season_id: int, number: int | None, event: _Event) -> None:
        self._events.setdefault((season_id, fold(event.name)), []).append(event)
        if number:
            self._rounds[season_id, number] = event

    def _layouts_of(self, circuit_id: int) -> list[Any]:
        return self._layouts.setdefault(circuit_id, [])


def _day(source: str, name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        message = f"{source}: {name}: {text!r} is not a date like 2009-07-26"
        raise UsageError(message) from None


def _metres(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return round(float(text.replace(",", ".")))
    except ValueError:
        raise UsageError(f"length_m: {text!r} is not a length in metres like 7004") from None
