"""
History for people: what changed, 'car 8: 2nd -> disqualified', and where a value comes from.

Changes come from `racedb.history.diff`, explanations from `racedb.history.explain`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from racedb import render
from racedb.counted import counted
from racedb.errors import UsageError
from racedb.fields import OF_SESSION, stored
from racedb.format_time import lap_time
from racedb.history.diff import Change, Value
from racedb.render.cells import shown
from racedb.safe_text import escape

if TYPE_CHECKING:
    from racedb.db.readonly import Result

_OUTCOME = ("position", "status")
_STATED = {
    column.name.removesuffix("_id"): column
    for table in ("results", "laps", "pit_stops", *OF_SESSION)
    for column in stored(table).values()
}
"""The columns that files state, by the field of their changes: types and labels are theirs."""
_LABELS = {name: column.label for name, column in _STATED.items()} | {
    "entrant_name": "entrant", "car_number": "number", "starts_on": "begins", "ends_on": "ends",
    "born_on": "born", "model": "car",
}  # fmt: skip
_OF_STOPS = stored("pit_stops").keys() - stored("laps").keys()
COLUMNS = ("session", "car", "lap", "what", "field", "old", "new")
_NOTHING = "none"


def sentences(changes: Iterable[Change]) -> Iterator[str]:
    """Yield one line for each car and its laps, under a heading for each session."""
    sessions: dict[str, dict[_Place, list[Change]]] = {}
    for one in changes:
        sessions.setdefault(one.session, {}).setdefault(_place(one), []).append(one)
    for session, groups in sessions.items():
        yield session
        lines = [(place, ", ".join(_phrases(some))) for place, some in groups.items()]
        yield from (f"  {_who(first, last)}{said}" for first, last, said in _runs(lines))


class _Place(NamedTuple):
    """What a line is about."""

    car: str | None
    noun: str
    number: int | None
    """Of the lap, the stop or the row; None: the car or the session."""


def _place(one: Change) -> _Place:
    noun = "stop" if one.field in _OF_STOPS else "lap"
    return _Place(one.car, noun if one.car else "row", one.lap)


def _runs(lines: Sequence[tuple[_Place, str]]) -> list[tuple[_Place, _Place, str]]:
    """Put laps after the cars and in order; where laps in a row say the same, they are one."""
    cars = {car: n for n, car in enumerate(dict.fromkeys(place.car for place, _ in lines), 1)}

    def order(line: tuple[_Place, str]) -> tuple[int, str, int]:
        car, noun, number = line[0]
        return (cars[car], noun, number) if number else (0, "", 0)

    runs: list[tuple[_Place, _Place, str]] = []
    for place, said in sorted(lines, key=order):
        first, last, before = runs[-1] if runs else (place, place, "")
        if last.number and said == before and place == last._replace(number=last.number + 1):
            runs[-1] = first, place, said
        else:
            runs.append((place, place, said))
    return runs


def _who(first: _Place, last: _Place) -> str:
    """
    Name what a line is about.

    >>> _who(_Place("7", "lap", 3), _Place("7", "lap", 17)), _who(*[_Place(None, "row", 2)] * 2)
    ('car 7, laps 3 to 17: ', 'row 2: ')
    """
    who = [f"car {first.car}".replace("car entry", "entry")] if first.car else []
    if first != last:
        who.append(f"{first.noun}s {first.number} to {last.number}")
    elif first.number:
        who.append(f"{first.noun} {first.number}")
    return f"{', '.join(who)}: " if who else ""


def _phrases(changes: Sequence[Change]) -> Iterator[str]:
    """Yield what changed for one car, the outcome first and wins last."""
    outcome: dict[str | None, Change] = {
        change.field: change for change in changes if change.field in _OUTCOME
    }
    whole = next((change for change in changes if change.field is None), None)
    if whole is not None:
        yield _whole_phrase(whole, outcome)
    elif outcome:
        yield f"{_outcome(outcome, new=False)} -> {_outcome(outcome, new=True)}"
    yield from (_phrase(change) for change in changes if _has_phrase(change, outcome))
    for change in changes:
        if change.field in ("win", "class_win"):
            yield f"{change.field.replace('_', ' ')} goes to car {change.new}"


def _whole_phrase(whole: Change, outcome: dict[str | None, Change]) -> str:
    """Write that a whole car or lap is new or gone, or is in one of two databases only."""
    if whole.what == "only stored":
        return whole.what
    if whole.what == "gone":
        return f"gone, was {_outcome(outcome, new=False)}"
    return f"{whole.what}, {_outcome(outcome, new=True)}"


def _has_phrase(change: Change, outcome: dict[str | None, Change]) -> bool:
    """Return whether a change needs its own phrase: a new outcome implies what it takes away."""
    if "status" in outcome and (
        change.field == "classified" or (change.field == "class_position" and change.new is None)
    ):
        return False
    return change.field not in (None, *_OUTCOME, "win", "class_win")


def _phrase(change: Change) -> str:
    name = change.field or ""
    if change.field == "classified":
        return "classified" if change.new else "not classified"
    if change.what in ("new", "only in file"):
        noun = name if change.new != 1 else name.removesuffix("s")
        count = f"{change.new:,}"
        return f"{count} new {noun}" if change.what == "new" else f"{count} {noun} {change.what}"
    if change.field == "driver" and None in (change.old, change.new):
        return f"without {change.old}" if change.new is None else f"with {change.new}"
    label = _LABELS.get(name, name.replace("_", " "))
    return f"{label} {text(name, change.old)} -> {text(name, change.new)}"


def _outcome(outcome: dict[str | None, Change], *, new: bool) -> str:
    """Return the outcome before or after: 2nd; disqualified; 17th, retired."""
    position, status = (
        (outcome[name].new if new else outcome[name].old) if name in outcome else None
        for name in _OUTCOME
    )
    parts = [text("position", position)] if position is not None else []
    if status is not None and (status not in ("finished", "unknown") or not parts):
        parts.append("no result" if status == "unknown" else str(status).replace("_", " "))
    return ", ".join(parts) or "not classified"


def text(name: str, value: Value) -> str:
    """
    Write one value for people: 2nd, 1:58.250, none.

    >>> text("position", 22), text("best_lap_us", 118_250_000), text("points", None)
    ('22nd', '1:58.250', 'none')
    """
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    type_ = _STATED[name].type if name in _STATED else ""
    if type_ == "position" and isinstance(value, int):
        return ordinal(value)
    if type_ == "gap" and isinstance(value, int):
        return f"{'' if value < 0 else '+'}{lap_time(value)}"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e5 else str(value)
    return shown(name, value)


def ordinal(number: int) -> str:
    """
    Write a position.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 112)]
    ['1st', '2nd', '3rd', '11th', '12th', '13th', '21st', '112th']
    """
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def rows(
    changes: Iterable[Change], columns: tuple[str, ...] = COLUMNS, *, for_people: bool = False
) -> "Result":
    """
    Return the changes as rows.

    Args:
        changes: what to show.
        columns: the names of the columns.
        for_people: times as lap times; else as they are stored.
    """
    from racedb.db.readonly import Result

    def values(change: Change) -> Iterator[Value]:
        for column in COLUMNS:
            value = getattr(change, column)
            is_value = for_people and column in ("old", "new") and value is not None
            yield text(change.field or "", value) if is_value else value

    return Result(columns, (tuple(values(change)) for change in changes))


def write(
    changes: Sequence[Change],
    format_: str,
    columns: tuple[str, ...] = COLUMNS,
    output: Path | None = None,
) -> None:
    """
    Print changes as sentences or as rows; without any, people get nothing on stdout.

    Args:
        changes: what to print.
        format_: text, table, csv ...; with text and table the extension of *output* decides.
        columns: the names of the columns.
        output: the file; None: stdout.

    Raises:
        UsageError: the extension is that of a format with one type per column.
        RaceDBError: the file cannot be written.
    """
    if output and format_ in ("text", "table"):
        format_ = render.format_of(output) or format_
    if format_ in render.BINARY:
        message = f"{output}: changes cannot be written as {format_}; use .csv or .json"
        raise UsageError(message)
    for_people = format_ in ("text", "table", "markdown")
    if format_ == "text":
        with render.destination(output) as stream:
            stream.writelines(f"{escape(line)}\n".encode() for line in sentences(changes))
    elif changes or output or not for_people:
        render.write(rows(changes, columns, for_people=for_people), format_, output, limit=0)


def explanation(explained: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of an explanation: values, origins, changes, decisions, names."""
    yield f"{explained['what']}: {explained['where']}"
    for name, value in explained["values"].items():
        yield f"  {name}: {shown(name, value)}"
    yield "where it comes from:"
    for origin in explained["origins"]:
        yield from _origin(origin)
    if not explained["origins"]:
        yield "  no result names this driver"
    if explained["notes"]:
        yield "cells that could not be read:"
    for note in explained["notes"]:
        yield f"  {note['message']}"
    yield "what changed since:" if explained["changes"] else "what changed since: nothing"
    for one in explained["changes"]:
        old, new = (_or_nothing(one["column"], one[side]) for side in ("old", "new"))
        yield f"  {one['column']}: {old} -> {new} (import {one['import_id']}, {one['loaded_at']})"
    if explained["corrections"]:
        yield "corrections:"
        yield from map(_correction, explained["corrections"])
    if explained["penalties"]:
        yield "penalties:"
        yield from map(_penalty, explained["penalties"])
    yield "names:" if explained["names"] else "names: none"
    yield from map(_name, explained["names"])


def _origin(origin: Mapping[str, Any]) -> Iterator[str]:
    if "line" not in origin:
        count = origin["results"]
        yield (
            f"  {origin['file']}: as {origin['printed']!r} in "
            f"{counted(count, 'results')} (import {origin['import_id']})"
        )
        return
    yield f"  file: {origin['file']}"
    yield f"  line {origin['line']}: {shown('raw', origin['raw'] or origin['why_not'])}"
    yield f"  sha256: {origin['sha256']}"
    yield (
        f"  import {origin['import_id']}: {origin['loaded_at']}, reader {origin['reader']}, "
        f"racedb {origin['racedb_version']}"
    )


def _or_nothing(column: str, value: Any) -> str:
    return "nothing" if value is None else shown(column, value)


def _correction(one: Mapping[str, Any]) -> str:
    return (
        f"  {one['id']}: {one['column']} is {one['is'] or 'empty'}, the file says "
        f"{one['file_says'] or 'nothing'}: {one['reason']} ({one['author']}, {one['made_at']})"
    )


def _penalty(one: Mapping[str, Any]) -> str:
    why = ", ".join(
        filter(None, (one["reason"], one["document"] and f"document {one['document']}"))
    )
    said = f"  {one['id']}: {one['given']}" + (f" ({why})" if why else "")
    what = ", ".join(f"{name} {_or_nothing(name, it)}" for name, it in one["file_says"].items())
    says = f"; the file says {what}" if what else ""
    state = "applied" if one["applied"] else "not applied"
    return f"{said}, {state}{says} (import {one['import_id']})"


def _name(one: Mapping[str, Any]) -> str:
    scope = f", only in {one['scope']}" if one.get("scope") else ""
    meaning = f" is {one['name']}" if "name" in one else ""
    who = f"decided by {one['decided_by']}, {one['decided_at']}"
    return f"  {one['kind']} {one['printed']!r}{meaning}: {who}{scope}"
