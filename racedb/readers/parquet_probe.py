"""What a child does with a Parquet file first: polars ends the whole process on some of them."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

_BYTES_OF_A_CHAR = 4
MOST_CELLS, CELLS_OF_A_BYTE = 10_000_000, 100
"""So many cells are read of any file; of more, each byte of the file may make so many."""


def is_bomb(path: str | Path, columns: int, rows: int) -> bool:
    """Say whether a file has far more cells than bytes: a few may repeat a value for ever."""
    cells = columns * rows
    return cells > MOST_CELLS and cells > Path(path).stat().st_size * CELLS_OF_A_BYTE


def problems(path: str, most_rows: int, most_chars: int) -> Iterator[str]:
    """
    Read a file from end to end and keep nothing; yield what is wrong with it, if anything is.

    One that a load refuses for its size (more than *most_rows* rows) is not read.
    """
    found = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    try:
        rows = found.select(pl.len()).collect().item()
        if rows <= most_rows and not is_bomb(path, len(found.collect_schema()), rows):
            biggest = max(map(_biggest_cell, found.collect_batches()), default=0)
            if biggest > most_chars * _BYTES_OF_A_CHAR:
                yield f"a cell of {biggest:,} bytes; {most_chars:,} letters are the most"
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        yield damaged(str(error))


def damaged(reason: str) -> str:
    """Write that a file is damaged, with the beginning of what polars says."""
    return f"is a damaged parquet file: {' '.join(reason.split())[:120]}"


def _biggest_cell(batch: pl.DataFrame) -> int:
    """Return the bytes of the longest text of a batch; the texts of a list are one cell."""
    lists = [
        name
        for name, kind in batch.schema.items()
        if isinstance(kind, pl.List) and isinstance(kind.inner, pl.String)
    ]
    sizes = batch.select(
        pl.col(pl.String).str.len_bytes().max(),
        pl.col(pl.Binary).bin.size().max(),
        pl.col(lists).list.eval(pl.element().str.len_bytes()).list.sum().max(),
    )
    return max((size or 0 for row in sizes.iter_rows() for size in row), default=0)
