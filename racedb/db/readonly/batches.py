"""Rows by how much memory they take: a thousand rows may be a kilobyte or a gigabyte."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from racedb.db.readonly import Value

BATCH_BYTES = 1 << 18
_CELL_BYTES = 48
"""Roughly what Python needs for a cell beside its characters."""
_R = TypeVar("_R", bound=tuple[Value, ...])


def by_size(
    rows: Iterable[_R], most_rows: int, most_bytes: int = BATCH_BYTES
) -> Iterator[list[_R]]:
    """Yield the rows in lists that end after so many rows, or when they have so many bytes."""
    batch: list[_R] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += size_bytes(row)
        if size >= most_bytes or len(batch) == most_rows:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def size_bytes(row: tuple[Value, ...]) -> int:
    """Return about how much memory a row takes, in bytes."""
    return _CELL_BYTES * len(row) + sum(len(cell) for cell in row if isinstance(cell, str))
