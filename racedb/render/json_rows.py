"""JSON: an array of objects, or one object a line. Numbers are numbers, NULL is null."""

import json
import math
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from racedb.db.readonly import Result, Value


def array(result: "Result", stream: IO[bytes]) -> None:
    """Write `[{...}, {...}]`, one object a line, as rows come."""
    before = b"["
    for text in _objects(result):
        stream.write(before + b"\n" + text)
        before = b","
    stream.write(b"[]\n" if before == b"[" else b"\n]\n")


def lines(result: "Result", stream: IO[bytes]) -> None:
    """Write one object a line."""
    for text in _objects(result):
        stream.write(text + b"\n")


def _objects(result: "Result") -> Iterator[bytes]:
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    for row in result.rows:
        yield encode(dict(zip(result.columns, map(_finite, row), strict=True))).encode()


def _finite(value: "Value") -> "Value":
    """JSON has no infinity: what is no number is null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
