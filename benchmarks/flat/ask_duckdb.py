"""Canned queries asked of DuckDB over Parquet: all that is needed comes as JSON on stdin."""

import json
import statistics
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

BATCH = 10_000


def main(asked: dict[str, Any]) -> dict[str, tuple[float | None, int, str]]:
    """Give the median milliseconds of each query, its rows and what it was about."""
    connection = duckdb.connect()
    for folder in sorted(Path(asked["tables"]).iterdir()):
        files = str(folder / "*.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW \"{folder.name}\" AS FROM read_parquet('{files}')")
    for view in asked["views"]:
        connection.execute(view)
    answers = {}
    for it in asked["questions"]:
        try:
            ms, rows = timed(connection, it, asked["times"], asked["patience_s"])
        except duckdb.Error as error:
            answers[it["name"]] = None, 0, str(error).splitlines()[0]
        else:
            answers[it["name"]] = ms, rows, it["said"]
    return answers


def timed(
    connection: duckdb.DuckDBPyConnection, it: dict[str, Any], times: int, patience_s: float
) -> tuple[float, int]:
    """Ask one query several times; every row comes to Python."""
    took: list[float] = []
    rows = 0
    while len(took) < times and sum(took) <= patience_s:
        start = perf_counter()
        found = connection.execute(it["sql"], it["values"])
        rows = 0
        while batch := found.fetchmany(BATCH):
            rows += len(batch)
        took.append(perf_counter() - start)
    return round(statistics.median(took) * 1000, 2), rows


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin)), sys.stdout)
