"""
Records of any JSON document: what their keys are, and what stands around them.

The keys are recognised like headers; nested objects are flattened (team.name). What the objects
around an array say - season, round, name, venue, date, and who a lap is of - becomes the context
of its records.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from racedb.readers.reading import Column, Options, Table
from racedb.understand.columns import recognise
from racedb.understand.frames import frame
from racedb.understand.kinds import kind_of
from racedb.understand.records_by_key import unfolded
from racedb.understand.vocabulary import fact_of_driver, fields, mark
from racedb.understand.vocabulary import key as header_key

MAX_DEPTH = 12
PARTS = 3
"""Parts of a qualifying, Q1 to Q3."""
SMALLEST = 0.1
"""An array with fewer records than this part of the biggest one is notes, not results."""
_EVENTS = {"rounds", "races", "events", "meetings", "calendar", "results"}
_SESSIONS = {"sessions", "classifications"}
_CONTEXT = ("series", "season", "round", "event", "session", "date", "circuit")
_COMPETITOR = {"position", "car_number"}
_WHO = {"car_number", "driver", "drivers", "class", "team", "car", "manufacturer"}
"""What a competitor's record says of the records in it: of his laps."""
_NOTHING = re.compile(r"[0:.\-\s]*:[0:.\-\s]*")
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>")


@dataclass(slots=True)
class _Found:
    """All records under one path, whatever the index of the arrays on the way."""

    records: list[dict[str, str]] = field(default_factory=list)


def tables_of(document: Any, options: Options) -> list[Table]:
    """Make a table of the records under each path of a document; small arrays are left out."""
    found: dict[str, _Found] = {}
    for path, record in _records(unfolded(document), "", {}, ""):
        found.setdefault(path, _Found()).records.append(record)
    most = max((len(group.records) for group in found.values()), default=0)
    return [
        made
        for path, group in found.items()
        if len(group.records) >= SMALLEST * most and (made := _table(path, group.records, options))
    ]


def _records(
    node: Any, path: str, context: Mapping[str, str], name: str, depth: int = 0
) -> Iterator[tuple[str, dict[str, str]]]:
    """Walk the document; give every object of an array with its path and context."""
    if depth > MAX_DEPTH:
        return
    if isinstance(node, list):
        for item in node:
            if isinstance(item, Mapping):
                flat = dict(_flat(item))
                yield path, {**context, **flat}
                inner = {**context, **_said(flat, name, context)}
                yield from _inside(item, path, inner, depth)
    elif isinstance(node, Mapping):
        said = {**context, **_said(dict(_flat(node)), name, context)}
        yield from _inside(node, path, said, depth)


def _inside(
    node: Mapping[str, Any], path: str, context: Mapping[str, str], depth: int
) -> Iterator[tuple[str, dict[str, str]]]:
    for key, value in node.items():
        if isinstance(value, list | dict):
            yield from _records(value, f"{path}.{key}".strip("."), context, key, depth + 1)


def _flat(node: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Give the plain values of an object, those of objects in it under dotted names."""
    for key, value in node.items():
        if isinstance(value, Mapping) and before.count(".") < 3:
            yield from _flat(value, f"{before}{key}.")
        elif isinstance(value, list) and (names := _names(key, value)):
            yield before + key, "\n".join(names)
        elif isinstance(value, list) and _are_times(key, value):
            for number, one in enumerate(value, start=1):
                yield f"{before}{key}.q{number}", _text(one)
        elif isinstance(value, list) and value and all(isinstance(it, str) for it in value):
            yield before + key, "\n".join(value)
        elif not isinstance(value, list | dict):
            yield before + key, _text(value)


def _names(key: str, value: Sequence[Any]) -> list[str]:
    """Give the names of a list of people, who may have a name or the two parts of one."""
    if not set(fields(header_key(key))) & {"drivers", "driver"}:
        return []
    names = []
    for one in [one for one in value if isinstance(one, Mapping)]:
        said = {field: _text(one[k]) for k in one for field in _part_of_name(k)}
        parts = [said[part] for part in ("given_1", "family_1") if said.get(part)]
        names.append(said.get("driver") or " ".join(parts))
    return [name for name in names if name]


def _part_of_name(key: str) -> Sequence[str]:
    fact = fact_of_driver(header_key(key))
    return (f"{fact}_1",) if fact else fields(header_key(key))


def _are_times(key: str, value: Sequence[Any]) -> bool:
    """Recognise the three parts of a qualifying: "duration": [90.1, 89.2, None]."""
    numbers = [one for one in value if one is not None]
    return (
        len(value) == PARTS
        and bool(numbers)
        and bool(set(fields(header_key(key))) & {"total", "lane", "lap", "best_lap"})
        and all(isinstance(one, int | float | str) and not isinstance(one, bool) for one in numbers)
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = _MARKUP.sub("", str(value)).strip()
    return "" if _NOTHING.fullmatch(text) else text


def _said(flat: Mapping[str, str], name: str, context: Mapping[str, str]) -> dict[str, str]:
    """Take out of an object what holds for everything below it."""
    keys = list(flat)
    _, columns = recognise(keys, [list(flat.values())])
    said = {
        f"={column.field}": flat[key]
        for key, column in zip(keys, columns, strict=True)
        if column.field in _CONTEXT and flat[key]
    }
    if any(column.field in _COMPETITOR for column in columns):
        # His name is no event; who he is holds for the laps in him.
        who = {
            f"={column.field}": flat[key]
            for key, column in zip(keys, columns, strict=True)
            if column.field in _WHO and flat[key]
        }
        return said | who
    label = next((flat[key] for key in ("name", "title") if flat.get(key)), "")
    number = flat.get("race", "")
    if name == "races" and "=event" in context and (label or number.isdecimal()):
        said.setdefault("=session", label or f"Race {number}")  # one of several of a round
    elif label and (name.lower() in _EVENTS or not name):
        said.setdefault("=event", label)
    elif label and name.lower() in _SESSIONS:
        said.setdefault("=session", label)
    return said


def _table(path: str, records: Sequence[Mapping[str, str]], options: Options) -> Table | None:
    keys = list(dict.fromkeys(key for record in records for key in record))
    own = [key for key in keys if not key.startswith("=")]
    rows = [[record.get(key, "") for key in own] for record in records]
    _, columns = recognise(own, rows[:200], options.columns)
    if not any(column.field for column in columns):
        return None
    taken = {column.field for column in columns}
    around = [key for key in keys if key.startswith("=") and key[1:] not in taken]
    columns = (
        *columns,
        *(
            Column(source=f"around: {key[1:]}", field=key[1:], why="around the array")
            for key in around
        ),
    )
    rows = [
        [*row, *(record.get(key, "") for key in around)]
        for row, record in zip(rows, records, strict=True)
    ]
    if "status" not in taken and (fates := [key for key in own if mark(header_key(key))]):
        columns = (*columns, Column(source=" / ".join(fates), field="status", why="marks"))
        rows = [
            [*row, next((str(mark(header_key(k))) for k in fates if record.get(k) == "yes"), "")]
            for row, record in zip(rows, records, strict=True)
        ]
    frames = [frame(rows, list(range(1, len(rows) + 1)), columns)]
    return Table(kind=kind_of(columns), batches=frames, columns=columns, heading=path)
