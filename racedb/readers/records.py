"""Records with canonical keys to tables, and the times of simulators to text."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from racedb.readers.reading import Column, Table

NO_TIME_MS = 900_000_000
"""Ten days and more stand for 'no time': 999999999, 2147483647, 4294967295."""

Record = Mapping[str, Any]


def table(
    kind: str,
    records: Sequence[Record],
    context: Mapping[str, str | None],
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
        name: pl.Series([_text(record.get(name)) for record in records], dtype=pl.String)
        for name in fields
    }
    lines = [record.get("line", number) for number, record in enumerate(records, start=1)]
    frame = pl.DataFrame({"line": pl.Series(lines, dtype=pl.Int64), **data})
    return Table(
        kind=kind,
        batches=[frame],
        columns=tuple(columns) or tuple(
            Column(source=name, field=name, why="the format says so", samples=_samples(data[name]))
            for name in fields
        ),
        heading=context.get("session") or "",
        context={name: value for name, value in context.items() if value},
    )  # fmt: skip


def _samples(values: pl.Series) -> tuple[str, ...]:
    return tuple(values.drop_nulls().head(3))


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip() or None


def seconds(milliseconds: Any) -> str | None:
    """Write milliseconds as seconds; None for what stands for 'no time'."""
    if not isinstance(milliseconds, int) or not 0 < milliseconds < NO_TIME_MS:
        return None
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}"


def seconds_10000(ticks: Any) -> str | None:
    """Write ten-thousandths of a second as seconds; None for 'no time'."""
    if not isinstance(ticks, int) or ticks <= 0:
        return None
    return f"{ticks // 10_000}.{ticks % 10_000:04d}"


def from_one(position: Any) -> int | None:
    """Count from 1 what counts from 0; None for a negative one."""
    return position + 1 if isinstance(position, int) and position >= 0 else None


def numbered(laps: Sequence[Record], by: str) -> list[dict[str, Any]]:
    """Number the laps of each car in the order of the file."""
    count: dict[Any, int] = {}
    out = []
    for lap in laps:
        count[lap[by]] = count.get(lap[by], 0) + 1
        out.append({**lap, "lap_number": count[lap[by]]})
    return out
