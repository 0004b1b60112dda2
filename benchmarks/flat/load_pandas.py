"""pandas' `to_sql` of a CSV file into a SQLite file: `load_pandas.py FILE.csv TO.sqlite`."""

import sqlite3
import sys

import pandas as pd

CHUNK = 100_000


def main(source: str, target: str) -> None:
    """Load a file: by sqlite3 itself, which is quicker than by SQLAlchemy; a piece at a time."""
    connection = sqlite3.connect(target)
    with connection:
        for frame in pd.read_csv(source, chunksize=CHUNK, low_memory=False):
            frame.to_sql("results", connection, if_exists="append", index=False)
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
