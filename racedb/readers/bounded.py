"""A reading that ends where a limit is passed, whichever reader gives it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from racedb.errors import ReadError
from racedb.readers.reading import Reading, Source


def bounded(reading: Reading) -> Reading:
    """
    Hold a reading to the limits of its file.

    Raises:
        ReadError: a table has too many columns; while its batches are read: too many rows, or a
            cell that is too big.
    """
    most = reading.source.limits.columns
    for table in reading.tables:
        if len(table.columns) > most:
            message = (
                f"{reading.source.path}: has {len(table.columns):,} columns; {most:,} are the most"
            )
            raise ReadError(message)
    tables = [
        table._replace(batches=_counted(reading.source, table.batches)) for table in reading.tables
    ]
    return replace(reading, tables=tables)


def _counted(source: Source, batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Give the batches of a table, counted as they come."""
    limits, rows = source.limits, 0
    for frame in batches:
        rows += frame.height
        if rows > limits.rows:
            message = f"{source.path}: has more than {limits.rows:,} rows, the most"
            raise ReadError(message)
        _refuse_big_cells(source, frame)
        yield frame


def _refuse_big_cells(source: Source, frame: pl.DataFrame) -> None:
    """Look at the bytes first: they are known without a look at the letters, and never fewer."""
    most = source.limits.cell_chars
    beyond = pl.any_horizontal(pl.col(pl.String).str.len_bytes() > most)
    for line, *sizes in (
        frame.filter(beyond).select("line", pl.col(pl.String).str.len_chars()).iter_rows()
    ):
        size = max(filter(None, sizes))
        if size > most:
            message = f"{source.path}:{line}: a cell of {size:,} characters; {most:,} are the most"
            raise ReadError(message)
