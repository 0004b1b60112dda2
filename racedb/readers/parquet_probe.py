"""
The process that meets a Parquet file first: polars ends the whole process on some damaged ones.

    python -m racedb.readers.parquet_probe FILE ROWS

Exit code 0: a load can read it, or refuses it for its size (more than ROWS rows); 1: it is damaged,
one line says how; else it died.
"""

import sys
from pathlib import Path

import polars as pl

MOST_CELLS, CELLS_OF_A_BYTE = 10_000_000, 100
"""So many cells are read of any file; of more, each byte of the file may make so many."""


def is_bomb(path: str | Path, columns: int, rows: int) -> bool:
    """Say whether a file has far more cells than bytes: a few may repeat a value for ever."""
    cells = columns * rows
    return cells > MOST_CELLS and cells > Path(path).stat().st_size * CELLS_OF_A_BYTE


def main(path: str, most_rows: int) -> int:
    """Read a file from end to end, keep nothing."""
    found = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    try:
        rows = found.select(pl.len()).collect().item()
        if rows <= most_rows and not is_bomb(path, len(found.collect_schema()), rows):
            for _ in found.collect_batches():
                pass
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        sys.stdout.write(" ".join(str(error).split()) + "\n")  # for who started this
        return 1
    return 0


if __name__ == "__main__":  # pragma: no cover - a process of its own
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
