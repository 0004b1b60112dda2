"""
Documents of known schemas: their records to tables, their times to text, and what is left out.

An object notes which of its keys a reader asks for. All objects at one place of a document share
these notes, so that a key that is asked for in one of them is left out of none.
"""

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

import polars as pl

from racedb.errors import ReadError
from racedb.fields import MAX_CREW
from racedb.readers import json_text
from racedb.readers.reading import Source
from racedb.table import FORMAT_SAYS, NOT_TAKEN, Column, Ledger, Table
from racedb.units.text import NOTHINGS

NO_TIME_MS = 900_000_000
"""Ten days and more stand for 'no time': 999999999, 2147483647, 4294967295."""

_SAMPLES = 3

Record = Mapping[str, Any]


_MOST_LAPS, _MOST_MINUTES = 2_000, 3_000
"""No race was planned over more."""


def table(
    kind: str,
    records: Sequence[Record],
    context: Mapping[str, Any],
    columns: Sequence[Column] = (),
) -> Table:
    """
    Make a table of records; `line` is the number of the record, from 1, unless a record has one.

    Args:
        kind: results, laps, pit_stops or entries.
        records: values by canonical field; None and '' are empty cells, all others are written.
        context: what holds for all of them; what is not known is left out.
        columns: what the keys of the file were taken for, for `load --explain`.
    """
    fields = list(dict.fromkeys(key for record in records for key in record if key != "line"))
    data: dict[str, Any] = {
        name: pl.Series([cell_text(record.get(name)) for record in records], dtype=pl.String)
        for name in fields
    }
    lines = [record.get("line", number) for number, record in enumerate(records, start=1)]
    frame = pl.DataFrame({"line": pl.Series(lines, dtype=pl.Int64), **data})
    return table_of_frame(kind, frame, context, columns)


def table_of_frame(
    kind: str, frame: pl.DataFrame, context: Mapping[str, Any], columns: Sequence[Column] = ()
) -> Table:
    """Make a table of a frame of text under canonical names, and `line`; see `table`."""
    return Table(
        kind=kind,
        batches=[frame],
        columns=tuple(columns) or tuple(
            Column(name, name, FORMAT_SAYS, samples=_samples(frame[name]))
            for name in frame.columns if name != "line"
        ),
        heading=str(context.get("session") or ""),
        context={name: str(value) for name, value in context.items() if value},
        is_exact=True,
    )  # fmt: skip


def session_tables(
    context: Mapping[str, Any], results: Sequence[Record] = (), laps: Sequence[Record] = ()
) -> list[Table]:
    """Make the tables of a session: of its results and of its laps, as far as there are some."""
    kinds = {"results": results, "laps": laps}
    return [table(kind, records, context) for kind, records in kinds.items() if records]


def planned(laps: Any = None, minutes: Any = None) -> dict[str, str]:
    """
    State the distance and the duration that a session was to have, by the keys of a manifest.

    Programs write 0, -1 or the greatest number that they know where there is no limit.

    >>> planned("20", 0), planned("2147483647", 90), planned(None, "x")
    ({'scheduled_laps': '20'}, {'scheduled_time': '1:30:00'}, {})
    """
    stated = {}
    if 0 < (count := _count(laps)) <= _MOST_LAPS:
        stated["scheduled_laps"] = str(count)
    if 0 < (count := _count(minutes)) <= _MOST_MINUTES:
        stated["scheduled_time"] = f"{count // 60}:{count % 60:02}:00"
    return stated


def _count(value: Any) -> int:
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isdecimal() else 0


def _samples(values: pl.Series) -> tuple[str, ...]:
    return tuple(values.drop_nulls().head(3))


def cell_text(value: Any) -> str | None:
    """Write a value of JSON as a cell; None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip() or None


def seconds(milliseconds: Any) -> str | None:
    """Write milliseconds as seconds; None for what stands for 'no time'."""
    whole = _whole(milliseconds)
    return f"{whole // 1000}.{whole % 1000:03d}" if 0 < whole < NO_TIME_MS else None


def seconds_10000(ticks: Any) -> str | None:
    """Write ten-thousandths of a second as seconds; None for 'no time'."""
    whole = _whole(ticks)
    return f"{whole // 10_000}.{whole % 10_000:04d}" if 0 < whole < NO_TIME_MS * 10 else None


def _whole(number: Any) -> int:
    """Return a number of units; some tools write 83520.0; 0 for anything else."""
    if isinstance(number, int):
        return number if not isinstance(number, bool) else 0
    try:
        # A decimal of JSON is text here; 1e999 is none that may be multiplied out.
        value = Decimal(number) if isinstance(number, str) and len(number) < 30 else Decimal(0)
    except InvalidOperation:
        return 0
    return round(value) if value.is_finite() and 0 < value < NO_TIME_MS * 10 else 0


def from_one(position: Any) -> int | None:
    """Count from 1 what counts from 0; None for a negative one."""
    known = isinstance(position, int) and not isinstance(position, bool) and position >= 0
    return position + 1 if known else None


def seats(crew: Iterable[Any], field: str = "driver") -> dict[str, Any]:
    """Give each name or key of a crew its seat, as far as a car has seats."""
    return {f"{field}_{seat}": name for seat, name in enumerate(islice(crew, MAX_CREW), start=1)}


def session_name(code: str, words: Mapping[str, str]) -> str:
    """Name the session of a code such as R2 or Qualify1; *words* has its letters, small."""
    letters = code.rstrip("0123456789")
    number = code[len(letters) :]
    return f"{words.get(letters.strip().lower(), letters.strip())} {number}".strip()


def day_of(stamp: int) -> str | None:
    """Return the day of seconds since 1970, in UTC; None for none."""
    try:
        return datetime.fromtimestamp(stamp, UTC).date().isoformat() if stamp > 0 else None
    except (ValueError, OverflowError, OSError):  # after the year 9999
        return None


def numbered(laps: Sequence[Record], by: str) -> list[dict[str, Any]]:
    """Number the laps of each car in the order of the file."""
    count: dict[Any, int] = {}
    out = []
    for lap in laps:
        count[lap[by]] = count.get(lap[by], 0) + 1
        out.append({**lap, "lap_number": count[lap[by]]})
    return out


def found(source: Source, tables: Sequence[Table], document: Any = None) -> list[Table]:
    """
    Return the tables of a file, the first with what is left out of its *document*.

    Raises:
        ReadError: there is no table.
    """
    if not tables:
        message = f"{source.path}: holds no lap and no result of anybody"
        raise ReadError(message)
    return with_left_out(tables, _left_out(document, ""))


# ---- what is left out ----------------------------------------------------------------------------


def load(source: Source) -> tuple[Any, str]:
    """
    Return a JSON document whose objects note what is asked for, and its encoding.

    Raises:
        ReadError: it is no JSON, cut off, too big or too deep; with the line.
    """
    document, encoding = json_text.load(source)
    try:
        return noted(document), encoding
    except RecursionError:
        message = f"{source.path}: nests too deep to be results"
        raise ReadError(message) from None


class Noted(Mapping[str, Any]):
    """An object that notes which of its keys are asked for."""

    __slots__ = ("asked", "inside")

    def __init__(self, inside: Mapping[str, Any], asked: set[str]) -> None:
        """Take what is inside, and the set to which the keys are added."""
        self.inside, self.asked = inside, asked

    def __getitem__(self, key: str) -> Any:
        """Return a value, and note that somebody asked for it."""
        self.asked.add(key)
        return self.inside[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self.inside)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self.inside)

    def __repr__(self) -> str:
        """Write it like any other object: a cell may hold one where a text is expected."""
        return repr(self.inside)

    def values(self) -> ValuesView[Any]:
        """Return the values; to look through them asks for none."""
        return self.inside.values()

    def items(self) -> ItemsView[str, Any]:
        """Return keys and values; to look through them asks for none."""
        return self.inside.items()


def noted(document: Any) -> Any:
    """Return a document whose objects note which of their keys are asked for."""
    asked: dict[str, set[str]] = {}

    def _noted(node: Any, path: str) -> Any:
        if isinstance(node, Mapping):
            inside = {key: _noted(value, f"{path}.{_name(key)}") for key, value in node.items()}
            return Noted(inside, asked.setdefault(path, set()))
        return [_noted(one, path) for one in node] if isinstance(node, list) else node

    return _noted(document, "")


def _name(key: str) -> str:
    """Return the name of a key: objects whose keys are their numbers are alike."""
    return "*" if key.isdecimal() else key


def with_left_out(tables: Sequence[Table], cells: Iterable[tuple[str, str]]) -> list[Table]:
    """List with the first table the cells that are left out, by the names of their columns."""
    left_out: dict[str, list[str]] = {}
    for name, text in cells:
        left_out.setdefault(name, []).append(text)
    first, *others = tables
    known = {column.source for column in first.columns}
    columns = (
        Column(name, None, NOT_TAKEN, tuple(texts[:_SAMPLES]))
        for name, texts in left_out.items()
        if name not in known
    )
    ledger = first.ledger or Ledger()
    ledger.left_out |= {name: len(texts) for name, texts in left_out.items()}
    return [first._replace(columns=(*first.columns, *columns), ledger=ledger), *others]


def _left_out(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of each filled cell below keys that nobody asked for."""
    if isinstance(node, list):
        for one in node:
            yield from _left_out(one, path)
    elif isinstance(node, Noted):
        for key, value in node.inside.items():
            below = f"{path}.{_name(key)}".lstrip(".")
            if key in node.asked or _is_opened(value):
                yield from _left_out(value, below)
            else:
                yield from ((below, text) for text in _texts(value))


def _is_opened(node: Any) -> bool:
    """Return whether somebody asked for a key of an object, or of the first one of a list."""
    one = node[0] if isinstance(node, list) and node else node
    return isinstance(one, Noted) and bool(one.asked)


def _texts(node: Any) -> Iterator[str]:
    """Yield the filled cells of a value, of whatever kind."""
    inside = node.inside.values() if isinstance(node, Noted) else node
    if isinstance(node, Noted | list):
        for one in inside:
            yield from _texts(one)
    elif (text := cell_text(node)) and text not in NOTHINGS:
        yield text
