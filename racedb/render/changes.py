"""What an import changed, as a person would say it: 'car 8: 2nd -> disqualified'."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from racedb.errors import UsageError
from racedb.history.diff import Change, Value
from racedb.render.cells import lap_time, shown

if TYPE_CHECKING:
    from pathlib import Path

    from racedb.db.readonly import Result

_OUTCOME = ("position", "status")
_LABELS = {
    "class_position": "class", "status_detail": "cause", "total_us": "time", "gap_us": "gap",
    "gap_laps": "laps down", "best_lap_us": "best lap", "best_lap_number": "best lap in lap",
    "best_lap_driver": "best lap by", "speed_kph": "km/h", "grid_position": "grid",
    "grid_note": "grid", "lap_us": "lap time", "elapsed_us": "elapsed", "s1_us": "sector 1",
    "s2_us": "sector 2", "s3_us": "sector 3", "top_kph": "top km/h", "lane_us": "in the pit lane",
    "stationary_us": "standing", "entrant_name": "entrant", "car_number": "number",
    "starts_on": "begins", "ends_on": "ends", "born_on": "born", "name": "name",
    "team": "team", "model": "car", "tyres": "tyres",
}  # fmt: skip
_ORDINALS = {"position", "class_position", "grid_position"}
_NOTHING = "none"


def sentences(changes: Iterable[Change]) -> Iterator[str]:
    """Write one line for each car and lap, under a heading for each session."""
    sessions: dict[str, dict[tuple[str | None, int | None], list[Change]]] = {}
    for one in changes:
        sessions.setdefault(one.session, {}).setdefault((one.car, one.lap), []).append(one)
    for session, groups in sessions.items():
        yield session
        for (car, lap), some in groups.items():
            who = [f"car {car}"] if car else []
            who += [f"lap {lap}"] if lap else []
            start = f"{', '.join(who)}: ".replace("car entry", "entry") if who else ""
            yield f"  {start}{', '.join(_said(some))}"


def _said(changes: Sequence[Change]) -> Iterator[str]:
    """Say what became of one car, the outcome first and wins last."""
    outcome: dict[str | None, Change] = {
        change.field: change for change in changes if change.field in _OUTCOME
    }
    whole = next((change for change in changes if change.field is None), None)
    if whole is not None and whole.what == "only stored":
        yield whole.what
    elif whole is not None and whole.what == "gone":
        yield f"gone, was {_side(outcome, new=False)}"
    elif whole is not None:
        yield f"{whole.what}, {_side(outcome, new=True)}"
    elif outcome:
        yield f"{_side(outcome, new=False)} -> {_side(outcome, new=True)}"
    yield from (_plain(change) for change in changes if _is_plain(change, outcome))
    for change in changes:
        if change.field in ("win", "class_win"):
            yield f"{change.field.replace('_', ' ')} goes to car {change.new}"


def _is_plain(change: Change, outcome: dict[str | None, Change]) -> bool:
    """Say whether a change is told by itself: a new outcome says by itself what it takes away."""
    if "status" in outcome and (
        change.field == "classified" or (change.field == "class_position" and change.new is None)
    ):
        return False
    return change.field not in (None, *_OUTCOME, "win", "class_win")


def _plain(change: Change) -> str:
    name = change.field or ""
    if change.field == "classified":
        return "classified" if change.new else "not classified"
    if change.what in ("new", "only in file"):
        things = name if change.new != 1 else name.removesuffix("s")
        many = f"{change.new:,}"
        return f"{many} new {things}" if change.what == "new" else f"{many} {things} {change.what}"
    if change.field == "driver":
        return f"without {change.old}" if change.new is None else f"with {change.new}"
    label = _LABELS.get(name, name.replace("_", " "))
    return f"{label} {said(name, change.old)} -> {said(name, change.new)}"


def _side(outcome: dict[str | None, Change], *, new: bool) -> str:
    """Say the outcome before or after: 2nd; disqualified; 17th, retired."""
    position, status = (
        (outcome[name].new if new else outcome[name].old) if name in outcome else None
        for name in _OUTCOME
    )
    parts = [said("position", position)] if position is not None else []
    if status is not None and (status not in ("finished", "unknown") or not parts):
        parts.append("no result" if status == "unknown" else str(status).replace("_", " "))
    return ", ".join(parts) or "not classified"


def said(name: str, value: Value) -> str:
    """
    Write one value for eyes: 2nd, 1:58.250, none.

    >>> said("position", 22), said("best_lap_us", 118_250_000), said("points", None)
    ('22nd', '1:58.250', 'none')
    """
    if value is None:
        return _NOTHING
    if name in _ORDINALS and isinstance(value, int):
        return ordinal(value)
    if name == "gap_us" and isinstance(value, int):
        return f"{'' if value < 0 else '+'}{lap_time(value)}"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e5 else str(value)
    return shown(name, value)


def ordinal(number: int) -> str:
    """
    Write a place.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 112)]
    ['1st', '2nd', '3rd', '11th', '12th', '13th', '21st', '112th']
    """
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


COLUMNS = ("session", "car", "lap", "what", "field", "old", "new")


def rows(
    changes: Iterable[Change], columns: tuple[str, ...] = COLUMNS, *, for_eyes: bool = False
) -> "Result":
    """
    Give the changes as rows.

    Args:
        changes: what to show.
        columns: what the columns are called.
        for_eyes: times as lap times; else as they are stored.
    """
    from racedb.db.readonly import Result

    def values(change: Change) -> Iterator[Value]:
        for column in COLUMNS:
            value = getattr(change, column)
            is_value = for_eyes and column in ("old", "new") and value is not None
            yield said(change.field or "", value) if is_value else value

    return Result(columns, (tuple(values(change)) for change in changes))


def write(
    changes: Sequence[Change],
    format_: str,
    columns: tuple[str, ...] = COLUMNS,
    output: "Path | None" = None,
) -> None:
    """
    Print changes as sentences or as rows; of none, nothing for eyes on stdout.

    Args:
        changes: what to print.
        format_: of DiffFormat; with text and table the extension of *output* decides.
        columns: what the columns are called.
        output: the file; None: stdout.

    Raises:
        UsageError: the extension is of a format that needs one type for each column.
        RaceDBError: the file cannot be written.
    """
    from racedb import render
    from racedb.render.output import destination

    if output and format_ in ("text", "table"):
        format_ = render.format_of(output) or format_
    if format_ in render.BINARY:
        message = f"{output}: changes are not written as {format_}; name a file.csv or .json"
        raise UsageError(message)
    eyes = format_ in ("text", "table", "markdown")
    if format_ == "text":
        with destination(output) as stream:
            stream.writelines(f"{line}\n".encode() for line in sentences(changes))
    elif changes or output or not eyes:
        render.write(rows(changes, columns, for_eyes=eyes), format_, output, limit=0)
