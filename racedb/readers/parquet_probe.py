"""
The process that meets a Parquet file first: polars ends the whole process on some damaged ones.

    python -m racedb.readers.parquet_probe FILE ROWS

Exit code 0: a load can read it, or refuses it for more than ROWS rows; 1: it is damaged, one line
says how; else it died.
"""

import sys

import polars as pl


def main(path: str, most_rows: int) -> int:
    """Read a file from end to end, keep nothing."""
    found = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    try:
        if found.select(pl.len()).collect().item() <= most_rows:
            for _ in found.collect_batches():
                pass
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        sys.stdout.write(" ".join(str(error).split()) + "\n")  # for who started this
        return 1
    return 0


if __name__ == "__main__":  # pragma: no cover - a process of its own
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
