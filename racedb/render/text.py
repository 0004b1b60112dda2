"""CSV, TSV and JSON, written row by row."""

import csv
import io
import json
import math
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from racedb.csv_injection import escape_formula

if TYPE_CHECKING:
    from racedb.db.readonly import Result, Value


def delimited(
    result: "Result", stream: IO[bytes], *, delimiter: str = ",", raw: bool = False
) -> None:
    """Write CSV; unless *raw*, a spreadsheet can open it without running any formula."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
    cell = (lambda value: value) if raw else escape_formula
    try:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(map(cell, result.columns))
        for row in result.rows:
            writer.writerow(
                str(value).lower() if isinstance(value, bool) else cell(value) for value in row
            )
    finally:
        text.detach()


def json_array(result: "Result", stream: IO[bytes]) -> None:
    """Write `[{...}, {...}]`, one object per line."""
    separator = b"["
    for line in _objects(result):
        stream.write(separator + b"\n" + line)
        separator = b","
    stream.write(b"[]\n" if separator == b"[" else b"\n]\n")


def json_lines(result: "Result", stream: IO[bytes]) -> None:
    """Write one object per line."""
    for line in _objects(result):
        stream.write(line + b"\n")


def _objects(result: "Result") -> Iterator[bytes]:
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    for row in result.rows:
        yield encode(dict(zip(result.columns, map(_finite, row), strict=True))).encode()


def _finite(value: "Value") -> "Value":
    """Replace infinity and NaN, which JSON does not have, by null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
