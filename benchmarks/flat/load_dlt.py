"""
dlt's flat load of a CSV file into a SQLite file: `load_dlt.py rows|arrow FILE.csv TO.sqlite`.

rows: dictionaries, as most of its sources yield them, with buffers that hold many. arrow: tables of
its quick path, which knows no rows. One commit; its state lies in a folder that goes away.
"""

import csv
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import dlt

BATCH = 50_000


def rows(path: str) -> Iterator[Any]:
    """Yield dictionaries, many at a time."""
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
        reader = csv.DictReader(file)
        batch = []
        for row in reader:
            batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
        yield batch


def arrow(path: str) -> Iterator[Any]:
    """Yield Arrow tables."""
    from pyarrow import csv as arrow_csv

    yield from arrow_csv.open_csv(path, arrow_csv.ReadOptions(block_size=16 << 20))


def main(how: str, source: str, target: str) -> None:
    """Load a file."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "flat",
            pipelines_dir=folder,
            destination=dlt.destinations.sqlalchemy(f"sqlite:///{target}"),
            dataset_name="main",
        )
        data = dlt.resource({"rows": rows, "arrow": arrow}[how](source), name="results")
        pipeline.run(data, loader_file_format="parquet" if how == "arrow" else None)


if __name__ == "__main__":
    main(*sys.argv[1:])
