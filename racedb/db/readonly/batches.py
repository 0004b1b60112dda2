"""Rows by how much memory they take: a thousand rows may be a kilobyte or a gigabyte."""

from collections.abc import Callable, Iterable, Iterator
from sys import getsizeof

from racedb.db.readonly import Value

BATCH_BYTES = 1 << 18
Row = tuple[Value, ...]


def by_size(
    rows: Iterable[Row],
    most_rows: int,
    most_bytes: int = BATCH_BYTES,
    check: Callable[[Row, int], None] = lambda _row, _bytes: None,
) -> Iterator[list[Row]]:
    """
    Yield the rows in lists that end after so many rows, or when they have so many bytes.

    Args:
        rows: the rows.
        most_rows: the most rows of a list.
        most_bytes: the size at which a list is full.
        check: is called with each row and its size in bytes; may raise.
    """
    batch: list[Row] = []
    size = 0
    for row in rows:
        bytes_ = sum(map(getsizeof, row))
        check(row, bytes_)
        batch.append(row)
        size += bytes_
        if size >= most_bytes or len(batch) == most_rows:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
