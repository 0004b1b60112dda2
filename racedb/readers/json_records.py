"""
JSON that nobody has described: arrays of records, at the top or nested under rounds and races.

The keys are recognised like headers; nested objects are flattened (team.name). What the objects
around an array say - season, round, name, venue, date - becomes the context of its records. `line`
is the number of the record. One record a line (NDJSON) is read the same way.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from racedb.errors import ReadError
from racedb.readers.columns import kind_of, recognise
from racedb.readers.frames import frame
from racedb.readers.grid import choose
from racedb.readers.json_season import unfolded
from racedb.readers.json_text import load
from racedb.readers.reading import GENERIC, Column, Format, Options, Reading, Source, Table
from racedb.understand.vocabulary import key as header_key
from racedb.understand.vocabulary import mark

MAX_DEPTH = 12
SMALLEST = 0.1
"""An array with fewer records than this part of the biggest one is notes, not results."""
_EVENTS = {"rounds", "races", "events", "meetings", "calendar", "results"}
_SESSIONS = {"sessions", "classifications"}
_CONTEXT = ("series", "season", "round", "event", "session", "date", "circuit")
_COMPETITOR = {"position", "car_number"}
_NOTHING = re.compile(r"[0:.\-\s]*:[0:.\-\s]*")
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>")


@dataclass(slots=True)
class _Found:
    """All records under one path, whatever the index of the arrays on the way."""

    records: list[dict[str, str]] = field(default_factory=list)


def _claims(source: Source) -> int:
    begins = re.match(
        r"\s*(//[^\n]*\n\s*)*[{\[]\s*[\"{\[\]}\d-]", source.head.removeprefix("\ufeff")
    )
    return GENERIC if begins else 0


def _read(source: Source, options: Options) -> Reading:
    document, encoding = _document(source)
    found: dict[str, _Found] = {}
    for path, record in _records(unfolded(document), "", {}, ""):
        found.setdefault(path, _Found()).records.append(record)
    most = max((len(group.records) for group in found.values()), default=0)
    tables = [
        made
        for path, group in found.items()
        if len(group.records) >= SMALLEST * most and (made := _table(path, group.records, options))
    ]
    table = choose(source.path, tables, options)
    return Reading(source=source, reader=FORMAT.name, encoding=encoding, tables=[table])


def _document(source: Source) -> tuple[Any, str]:
    lines = [line for line in source.head.splitlines()[:2] if line.strip()]
    if len(lines) == 2 and all(line.startswith("{") and line.endswith("}") for line in lines):
        rows = []
        for number, raw in enumerate(source.data[:].splitlines(), start=1):
            if not raw.strip():
                continue
            try:
                rows.append(json.loads(raw, parse_float=str))
            except (ValueError, RecursionError) as error:
                message = f"{source.path}:{number}: is not a json record: {error}"
                raise ReadError(message) from None
        return rows, "utf-8"
    return load(source)


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
        elif isinstance(value, list) and value and all(isinstance(it, str) for it in value):
            yield before + key, "\n".join(value)
        elif not isinstance(value, list | dict):
            yield before + key, _text(value)


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
        return said  # his name is no event
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


FORMAT = Format(
    name="json-records",
    summary="any JSON with arrays of records; one record a line (NDJSON)",
    claims=_claims,
    read=_read,
    suffixes=(".json", ".ndjson", ".jsonl"),
)
