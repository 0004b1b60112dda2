"""
A calendar: its rows become the events and rounds of a season, before anything happens there.

What only calendars say of an event may change with the next one: its days, its number, its state.
An event that took place is completed, and what contradicts it is reported.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from racedb import reference
from racedb.fields import CONTEXT
from racedb.ingest.batches import Batch
from racedb.ingest.context import Wanted, wanted_event
from racedb.ingest.meetings import SAME_MEETING_DAYS, Event
from racedb.ingest.transaction import Transaction
from racedb.ingest.written import Written
from racedb.readers.reading import Finding
from racedb.table import Reject
from racedb.units.day_ranges import season_years

_NEEDS = ("series", "season", "event")
_TO_THE_TOWN = re.compile(r"\s*[,\n(].*", re.DOTALL)
_MONTHS_BEFORE, _MONTHS_AFTER = 1, 2
"""A season may begin or end so many months outside its years."""


class Row(NamedTuple):
    """A row of a calendar."""

    line: int
    wanted: Wanted
    circuit: str | None
    country: str | None
    state: str


@dataclass(slots=True)
class Calendar(Written):
    """What became of the rows of a calendar."""

    seasons: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Series and label of those that rows are about, by id."""
    events: dict[int, Row] = field(default_factory=dict)
    """The row of each event, by its id."""


def write_calendar(
    tx: Transaction, source: str, given: Mapping[str, str], batch: Batch, repeat: Sequence[str]
) -> Written:
    """
    Write the rows of a calendar.

    Args:
        tx: the transaction of the load.
        source: name of the file, for errors.
        given: what the manifest and the command line state.
        batch: the rows.
        repeat: options of the command line, for a message that proposes another one.

    Raises:
        UsageError: the series, the season or the event of a row is missing.
    """
    out = Calendar()
    numbers: dict[tuple[str, str, int], Row] = {}
    for cells in batch.rows.frame.iter_rows(named=True):
        row = _row(source, cells, given, repeat)
        key = (row.wanted.series, row.wanted.season, row.wanted.round or 0)
        if problem := _problem(row, numbers.get(key) if row.wanted.round else None):
            out.rejects.append(problem)
            continue
        numbers.setdefault(key, row)
        _write_round(tx, row, out)
    tx.scored_seasons.update(out.seasons)
    out.findings += _dropped(tx, out)
    out.titles = _titles(out)
    return out


def _row(
    source: str, cells: Mapping[str, Any], given: Mapping[str, str], repeat: Sequence[str]
) -> Row:
    context = {name: cells.get(name) for name in CONTEXT}
    wanted = wanted_event(source, context, given, repeat, _NEEDS)
    first, last = _day(cells["starts_on"]), _day(cells["ends_on"])
    return Row(
        cells["line"], wanted._replace(starts_on=first, ends_on=last),
        _venue(context["circuit"]), cells.get("country"), cells["event_state"],
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _venue(text: str | None) -> str | None:
    """Return a venue without its town: 'Albert Park Circuit, Melbourne'."""
    if text is None or reference.circuit_named(text):
        return text
    return _TO_THE_TOWN.sub("", text).strip() or text


def _problem(row: Row, other: Row | None) -> Reject | None:
    """Return why a row cannot be stored; None: it can."""
    wanted = row.wanted
    if other and other.wanted.name != wanted.name:
        message = (
            f"round {wanted.round} is there twice: {wanted.name!r}, and {other.wanted.name!r} "
            f"in line {other.line}"
        )
        return Reject(row.line, "round", "duplicate-row", message)
    years = season_years(wanted.season)
    if not years or wanted.starts_on is None:
        return None
    first, last = years[0] * 12 - _MONTHS_BEFORE, years[-1] * 12 + 12 + _MONTHS_AFTER
    if first <= wanted.starts_on.year * 12 + wanted.starts_on.month <= last:
        return None
    message = f"{wanted.name}: {wanted.starts_on} is outside the season {wanted.season}"
    return Reject(row.line, "date", "outside-season", message)


def _titles(out: Calendar) -> list[str]:
    """Return what the calendar is, for the report: 'Formula 1 2025, calendar of 24 rounds'."""
    found = []
    for series, season in out.seasons.values():
        rows = [it for it in out.events.values() if it.wanted[:2] == (series, season)]
        off = sum(row.state != "scheduled" for row in rows)
        beside = f", and {off} called off" if off else ""
        count = len(rows) - off
        found.append(f"{series} {season}, calendar of {count} round{'s' * (count != 1)}{beside}")
    return found


# ---- one round -----------------------------------------------------------------------------------


def _write_round(tx: Transaction, row: Row, out: Calendar) -> None:
    events, registry, wanted = tx.calendar.events, tx.registry, row.wanted
    wanted = wanted._replace(name=registry.called("event", wanted.name))
    series_id = registry.find_or_add_series(wanted.series)
    season_id = events.season(series_id, wanted.season)
    out.seasons[season_id] = (wanted.series, wanted.season)
    circuit_id = registry.find_or_add_circuit(row.circuit, row.country) if row.circuit else None
    event = _find(tx, season_id, wanted, circuit_id, out)
    is_new = event is None
    if event is None:
        event = events.add(series_id, season_id, wanted, row.state)
    elif event.id in out.events:
        first = out.events[event.id].line
        message = f"line {row.line}: {wanted.name} is the event of line {first}, and one round"
        out.findings.append(Finding("same-event", message, row.line))
        out.count(["same"])
        return
    out.events[event.id] = row
    before = _stored(event, season_id)
    if event.name != wanted.name:
        events.name(event, season_id, wanted.name, is_stated=True)
    if tx.calendar.is_held(event):
        out.findings += _complete(tx, event, season_id, wanted, circuit_id, row)
    else:
        _plan(tx, event, season_id, wanted, circuit_id, row.state)
    is_changed = before != _stored(event, season_id)
    out.count(["new" if is_new else "changed" if is_changed else "same"])


def _stored(event: Event, season_id: int) -> tuple[object, ...]:
    number = event.number_in(season_id)
    return event.name, event.starts_on, event.ends_on, event.circuit_id, event.state, number


def _find(
    tx: Transaction, season_id: int, wanted: Wanted, circuit_id: int | None, out: Calendar
) -> Event | None:
    """Find the event of a row: by its name, its number, or its days and its circuit."""
    events = tx.calendar.events

    def is_free(event: Event) -> bool:
        """Return whether no row of the file is the event, or one of the same days."""
        row = out.events.get(event.id)
        return row is None or _are_near(row.wanted.starts_on, wanted.starts_on)

    named = [event for event in events.named(season_id, wanted.name) if is_free(event)]
    if named:
        return min(
            named,
            key=lambda it: (
                it.number_in(season_id) != wanted.round, it.distance(wanted.starts_on), it.id,
            ),
        )  # fmt: skip
    numbered = events.numbered(season_id, wanted.round)
    if numbered and numbered.id not in out.events and _may_be(numbered, wanted, circuit_id):
        return numbered
    there = [
        event
        for event in events.of_season(season_id)
        if circuit_id is not None and event.circuit_id == circuit_id
        if event.id not in out.events
        if _are_near(event.starts_on, wanted.starts_on)
        or (event.starts_on is None and tx.calendar.is_held(event))
    ]
    return there[0] if len(there) == 1 else None


def _are_near(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) <= SAME_MEETING_DAYS


def _may_be(event: Event, wanted: Wanted, circuit_id: int | None) -> bool:
    """Return whether the event of a number may be the one of another name."""
    if circuit_id and event.circuit_id and circuit_id != event.circuit_id:
        return False
    days = (event.starts_on, wanted.starts_on)
    return None in days or _are_near(*days)


def _plan(
    tx: Transaction,
    event: Event,
    season_id: int,
    wanted: Wanted,
    circuit_id: int | None,
    state: str,
) -> None:
    """Store what the calendar says: the newest one is right."""
    said = {
        "starts_on": wanted.starts_on, "ends_on": wanted.ends_on, "circuit_id": circuit_id,
        "state": state,
    }  # fmt: skip
    _learn(tx, event, {name: value for name, value in said.items() if value is not None})
    holder = tx.calendar.events.numbered(season_id, wanted.round)
    if holder in (None, event) or (holder and holder.is_planned):
        tx.calendar.events.set_round(event, wanted, None, [])


def _complete(
    tx: Transaction,
    event: Event,
    season_id: int,
    wanted: Wanted,
    circuit_id: int | None,
    row: Row,
) -> Iterator[Finding]:
    """Store what was not known of an event that took place; report what contradicts it."""
    learned: dict[str, Any] = {}
    first, last = wanted.starts_on, wanted.ends_on
    if first and last and (event.starts_on is None or event.ends_on is None):
        learned |= {"starts_on": first, "ends_on": last}
    elif first and last and event.starts_on and event.ends_on:
        if first <= event.ends_on and last >= event.starts_on:
            days = {"starts_on": min(first, event.starts_on), "ends_on": max(last, event.ends_on)}
            learned |= days
        else:
            yield _contradiction(row, event, f"was on {event.starts_on}", f"on {first}")
    if circuit_id and event.circuit_id is None:
        learned["circuit_id"] = circuit_id
    elif circuit_id and circuit_id != event.circuit_id:
        yield _contradiction(row, event, "was at another circuit", f"at {row.circuit}")
    number = event.number_in(season_id)
    if number and wanted.round and number != wanted.round:
        yield _contradiction(row, event, f"was round {number}", f"round {wanted.round}")
    elif number is None:
        tx.calendar.events.set_round(event, wanted, None, [])
    if row.state != "scheduled":
        yield _contradiction(row, event, "has results", row.state)
    _learn(tx, event, learned)


def _contradiction(row: Row, event: Event, stored: str, said: str) -> Finding:
    message = f"line {row.line}: {event.meeting} {stored}; the calendar says {said}: left out"
    return Finding("calendar", message, row.line, is_doubt=True)


def _learn(tx: Transaction, event: Event, values: Mapping[str, Any]) -> None:
    changed = {name: value for name, value in values.items() if getattr(event, name) != value}
    for name, value in changed.items():
        setattr(event, name, value)
    if changed:
        tx.rows.amend("events", event.id, changed)


def _dropped(tx: Transaction, out: Calendar) -> Iterator[Finding]:
    """Report the events of an earlier calendar that this one no longer has."""
    for season_id, (series, season) in out.seasons.items():
        planned = (it for it in tx.calendar.events.of_season(season_id) if it.is_planned)
        gone = [event.name for event in planned if event.id not in out.events]
        if gone:
            listed = ", ".join(gone)
            message = f"an earlier calendar of {series} {season} also has: {listed}"
            yield Finding("calendar", message)
