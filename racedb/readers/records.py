"""Records with canonical keys to tables, and the times of simulators to text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

import polars as pl

from racedb.errors import ReadError
from racedb.fields import MAX_CREW
from racedb.readers.reading import Source
from racedb.table import Column, Table

NO_TIME_MS = 900_000_000
"""Ten days and more stand for 'no time': 999999999, 2147483647, 4294967295."""

Record = Mapping[str, Any]


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
            Column(name, name, "the format says so", samples=_samples(frame[name]))
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


def seats(crew: Iterable[Any]) -> dict[str, Any]:
    """Give each name of a crew its seat, as far as a car has seats."""
    return {f"driver_{seat}": name for seat, name in enumerate(islice(crew, MAX_CREW), start=1)}


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


def found(source: Source, tables: list[Table]) -> list[Table]:
    """
    Return the tables of a file unless there are none.

    Raises:
        ReadError: there is none.
    """
    if not tables:
        message = f"{source.path}: holds no lap and no result of anybody"
        raise ReadError(message)
    return tables
