"""
Records of any JSON document: what their keys are, and what the objects around them say.

The keys are recognised like headers; nested objects are flattened (team.name). What the objects
around an array say - season, round, name, venue, date, and who a lap is of - becomes the context
of its records.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from racedb.errors import ReadError, UsageError
from racedb.fields import OF_SEASON
from racedb.table import Column, Ledger, Table
from racedb.understand.columns import recognise
from racedb.understand.found import Found
from racedb.understand.frames import frame, with_stops
from racedb.understand.given import Given
from racedb.understand.kinds import is_results, kind_of
from racedb.understand.records_by_key import MAX_DEPTH, unfolded
from racedb.understand.vocabulary import fact_of_driver, fields, mark
from racedb.understand.vocabulary import key as header_key

MAX_HOLDERS = 30_000
"""What an object says of the records in it takes a quarter of a millisecond to find out."""
MAX_CELLS = 5_000_000
"""Records of many keys, most of which are in few of them, make a table of empty cells."""
LONGEST = 32_768
"""A text that is longer than a cell may be is cut off, and then refused."""
MAX_KEYS = 1_024
"""As many as a table may have columns: an object of more is a list that is written as an object."""
PARTS = 3
"""Parts of a qualifying, Q1 to Q3."""
SMALLEST = 0.1
"""An array with fewer records than this part of the biggest one is notes, not results."""
_EVENTS = {"rounds", "races", "events", "meetings", "calendar", "results"}
_SESSIONS = {"sessions", "classifications", "stages", "heats"}
_NUMBERS_OF_PARTS = ("stage_number", "heat_number")
"""Keys of the number of a stage or a heat that has no name."""
_CONTEXT = ("series", "season", "round", "event", "session", "date", "circuit")
_COMPETITOR = {"position", "car_number"}
_WHO = {"car_number", "driver", "drivers", "class", "team", "car", "manufacturer"}
"""What a competitor's record says of the records in it, which are laps."""
_SAMPLE = 200
"""Columns are recognised by so many first records."""
_NOTHING = re.compile(r"[0:.\-\s]*:[0:.\-\s]*")
_NOISE = re.compile(r"-?\d{1,9}\.\d{10,20}")
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>")


_Record = Mapping[str, str]
"""Values by key; those that objects around the record say have keys with an equals sign."""


def tables_of(path: object, document: Any, given: Given | None) -> list[Found]:
    """
    Make a table of the records under each path of a document; small arrays are left out.

    Raises:
        ReadError: the records of a path have too many different keys.
    """
    if (many := _holders(document)) > MAX_HOLDERS:
        message = f"{path}: has {many:,} objects with records in them; {MAX_HOLDERS:,} are the most"
        raise ReadError(message)
    found: dict[str, list[_Record]] = {}
    for where, record in _records(unfolded(document), "", {}, ""):
        found.setdefault(where, []).append(record)
    for where, records in found.items():
        if (many := len({key for record in records for key in record})) > MAX_KEYS:
            message = f"{path}: records {where!r} have {many:,} keys; {MAX_KEYS:,} are the most"
            raise ReadError(message)
        if (cells := many * len(records)) > MAX_CELLS:
            message = f"{path}: records {where!r} make {cells:,} cells; {MAX_CELLS:,} are the most"
            raise ReadError(message)
    most = max(map(len, found.values()), default=0)
    big = {where for where, records in found.items() if len(records) >= SMALLEST * most}
    # Few cars may have many laps: what is said of the cars is no note.
    around = {where for where in found if any(is_below(one, where) for one in big)}
    made = [
        (
            where in big and not _are_sessions(where, found),
            _found(where, records, given, Path(str(path)).stem),
        )
        for where, records in found.items()
        if where in big | around
    ]
    kept = [one for is_big, one in made if is_big or is_results(one.table.columns)]
    return [
        one._replace(table=one.table._replace(number=number))
        for number, one in enumerate(kept, start=1)
    ]


def _are_sessions(where: str, others: Iterable[str]) -> bool:
    """Say whether the records of a path are sessions with results in them: 1, Col Alpha, 12 km."""
    is_named = where.rpartition(".")[2].lower() in _SESSIONS
    return is_named and any(is_below(other, where) for other in others)


def is_below(inner: str, outer: str) -> bool:
    """Say whether an array is inside the records of another one, by their paths."""
    return inner != outer and (not outer or inner.startswith(f"{outer}."))


# ---- records and what is around them -------------------------------------------------------------


def _records(
    node: Any, path: str, context: Mapping[str, str], name: str, depth: int = 0
) -> Iterator[tuple[str, _Record]]:
    """Walk the document; yield every object of an array with its path, and its context in it."""
    if depth > MAX_DEPTH:
        return
    if isinstance(node, list):
        for item in node:
            if isinstance(item, Mapping):
                flat = dict(_flat(item))
                yield path, {**context, **flat}
                if any(map(_holds_records, item.values())):
                    below = {**context, **_context_of(flat, name, context)}
                    yield from _inside(item, path, below, depth)
    elif isinstance(node, Mapping):
        below = {**context, **_context_of(dict(_flat(node)), name, context)}
        yield from _inside(node, path, below, depth)


def _holds_records(node: Any, depth: int = 0) -> bool:
    """Say whether there are records in a value: in a list, or in one of an object."""
    if isinstance(node, list):
        return any(isinstance(item, Mapping) for item in node)
    if not isinstance(node, Mapping) or depth > MAX_DEPTH:
        return False
    return any(_holds_records(value, depth + 1) for value in node.values())


def _holders(node: Any, depth: int = 0) -> int:
    """Count the objects that have records in them: what each says of these is found out."""
    if depth > MAX_DEPTH or not isinstance(node, list | Mapping):
        return 0
    inside = list(node.values()) if isinstance(node, Mapping) else node
    below = sum(_holders(item, depth + 1) for item in inside)
    return below + (isinstance(node, Mapping) and any(map(_holds_records, inside)))


def _inside(
    node: Mapping[str, Any], path: str, context: Mapping[str, str], depth: int
) -> Iterator[tuple[str, _Record]]:
    for key, value in node.items():
        if isinstance(value, list | dict):
            yield from _records(value, f"{path}.{key}".strip("."), context, key, depth + 1)


def _flat(node: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the plain values of an object, those of objects in it under dotted names."""
    for key, value in node.items():
        if isinstance(value, Mapping) and before.count(".") < 3:
            yield from _flat(value, f"{before}{key}.")
        elif isinstance(value, list):
            yield from _flat_list(key, value, before)
        elif not isinstance(value, Mapping):
            yield before + key, _text(value)


def _flat_list(key: str, value: Sequence[Any], before: str) -> Iterator[tuple[str, str]]:
    """Yield what a list says of its object: its drivers, its times, its texts; else nothing."""
    if names := _names(key, value):
        yield before + key, "\n".join(names)
    elif _are_times(key, value):
        for number, one in enumerate(value, start=1):
            yield f"{before}{key}.q{number}", _text(one)
    elif value and all(isinstance(one, str) for one in value):
        yield before + key, "\n".join(value)


def _names(key: str, value: Sequence[Any]) -> list[str]:
    """List the names in a list of people, who may have a name or the two parts of one."""
    if not set(fields(header_key(key))) & {"drivers", "driver"}:
        return []
    names = [_name(person) for person in value if isinstance(person, Mapping)]
    return [name for name in names if name]


def _name(person: Mapping[str, Any]) -> str:
    known = {field: _text(person[key]) for key in person for field in _part_of_name(key)}
    parts = [known[part] for part in ("given_1", "family_1") if known.get(part)]
    return known.get("driver") or " ".join(parts)


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
    text = _MARKUP.sub("", str(value)[:LONGEST]).strip()
    if _NOISE.fullmatch(text):  # what is left of 0.1 + 0.2
        text = f"{float(text):.9f}".rstrip("0")
    return "" if _NOTHING.fullmatch(text) else text


def _context_of(flat: Mapping[str, str], name: str, around: Mapping[str, str]) -> dict[str, str]:
    """
    Find what an object says of everything below it.

    Args:
        flat: the plain values of the object.
        name: the key of the object, or of the array that it is in.
        around: the context that the objects around it make.
    """
    _, columns = recognise(list(flat), [list(flat.values())])
    known = list(zip(columns, flat.values(), strict=True))
    context = _values_of(_CONTEXT, known)
    is_session = name.lower() in _SESSIONS  # which may have a number
    if not is_session and any(column.field in _COMPETITOR for column in columns):
        # The name of a competitor is no event; who it is holds for the laps below.
        return context | _values_of(_WHO, known)
    if label := _label(flat, name, around):
        context.setdefault(*label)
    return context


def _values_of(wanted: Collection[str], known: Iterable[tuple[Column, str]]) -> dict[str, str]:
    """Take the values of the wanted fields, as context: =event, =car_number."""
    return {
        f"={column.field}": value for column, value in known if column.field in wanted and value
    }


def _label(flat: Mapping[str, str], name: str, around: Mapping[str, str]) -> tuple[str, str] | None:
    """Find what the name or the title of an object is: an event, a session, or nothing."""
    label = flat.get("name") or flat.get("title") or ""
    number = flat.get("race", "")
    # Races inside an event are sessions of it; some have a number and no name.
    if name == "races" and "=event" in around and (label or number.isdecimal()):
        return "=session", label or f"Race {number}"
    if label and (name.lower() in _EVENTS or not name):
        return "=event", label
    if name.lower() not in _SESSIONS:
        return None
    if not label and (number := next(filter(None, map(flat.get, _NUMBERS_OF_PARTS)), "")):
        label = f"{name[:1].upper()}{name[1:].removesuffix('s')} {number}"
    return ("=session", label) if label else None


# ---- tables of records ---------------------------------------------------------------------------


def _found(path: str, records: Sequence[_Record], given: Given | None, file: str) -> Found:
    """Make a table of records; fields that a person *gave* need only fit the one that is meant."""
    try:
        return Found(_table(path, records, given, file))
    except (UsageError, ReadError) as error:
        return Found(_table(path, records, None, file), error=error)


def _table(path: str, records: Sequence[_Record], given: Given | None, file: str) -> Table:
    """Make a table of records; without batches when none of their keys is understood."""
    keys = list(dict.fromkeys(key for record in records for key in record))
    own = [key for key in keys if not key.startswith("=")]
    rows = _cells(records, own)
    kind, columns = recognise(own, rows[:_SAMPLE], given, rows, [path, file])
    table = Table(kind=kind, batches=(), columns=columns, heading=path, header=tuple(own))
    fields_of_records = {column.field for column in columns}
    if fields_of_records <= {None}:
        return table
    around = [key for key in keys if key.startswith("=") and key[1:] not in fields_of_records]
    columns = (*columns, *map(_column_around, around))
    rows = _beside(rows, _cells(records, around))
    if "status" not in fields_of_records and (marks := _marks(own)):
        columns = (
            *columns,
            Column(source=f"marks {' / '.join(marks)}", field="status", why="marks"),
        )
        rows = _beside(rows, [[_outcome(record, marks)] for record in records])
    kind = kind if kind in OF_SEASON else kind_of(columns)
    ledger = Ledger()
    made = frame(rows, list(range(1, len(rows) + 1)), columns, ledger)
    batches = [with_stops(made) if kind == "pit_stops" else made]
    return table._replace(kind=kind, batches=batches, columns=columns, ledger=ledger)


def _cells(records: Sequence[_Record], keys: Sequence[str]) -> list[list[str]]:
    return [[record.get(key, "") for key in keys] for record in records]


def _beside(left: Sequence[list[str]], right: Sequence[list[str]]) -> list[list[str]]:
    return [[*row, *more] for row, more in zip(left, right, strict=True)]


def _column_around(key: str) -> Column:
    return Column(source=f"around: {key[1:]}", field=key[1:], why="around the array")


def _marks(keys: Sequence[str]) -> dict[str, str]:
    """Find the keys that mark an outcome with yes or no ("dnf": true), with the outcome."""
    return {key: outcome for key in keys if (outcome := mark(header_key(key)))}


def _outcome(record: _Record, marks: Mapping[str, str]) -> str:
    """Return the first outcome that a record marks with yes; '' for none."""
    return next((outcome for key, outcome in marks.items() if record.get(key) == "yes"), "")
