"""What a child does with a Parquet file first: polars ends the whole process on some of them."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

MOST_CELLS, CELLS_OF_A_BYTE = 10_000_000, 100
"""So many cells are read of any file; of more, each byte of the file may make so many."""


def is_bomb(path: str | Path, columns: int, rows: int) -> bool:
    """Say whether a file has far more cells than bytes: a few may repeat a value for ever."""
    cells = columns * rows
    return cells > MOST_CELLS and cells > Path(path).stat().st_size * CELLS_OF_A_BYTE


def damages(path: str, most_rows: int) -> Iterator[str]:
    """
    Read a file from end to end and keep nothing; yield how it is damaged, if it is.

    One that a load refuses for its size (more than *most_rows* rows) is not read.
    """
    found = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    try:
        rows = found.select(pl.len()).collect().item()
        if rows <= most_rows and not is_bomb(path, len(found.collect_schema()), rows):
            for _ in found.collect_batches():
                pass
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        yield str(error)
