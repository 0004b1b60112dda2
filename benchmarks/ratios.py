"""What is held against what, and how much it may be, as data."""

import statistics
from collections.abc import Iterable
from typing import Literal, NamedTuple

from benchmarks.process import Run

Key = Literal["wall_s", "cpu_s", "peak_mb", "others"]
Runs = dict[str, list[Run]]
"""All runs of each process."""
MEMORY_MB = 400
"""The most that any load may take, at any size."""


class Ratio(NamedTuple):
    """One line of the table."""

    what: str
    of: str
    to: str
    limit: float
    guarded: bool = False
    """`make guard` watches it: it is quick, and steady enough at the smallest size."""


def _loads(database: str, limit: float, *, guarded: bool) -> list[Ratio]:
    where = f"into {database}"
    return [
        Ratio(f"results {where} / the limit", f"results {where}", f"limit of results {where}",
              limit, guarded=guarded),
        Ratio(f"laps {where} / the limit", f"laps {where}", f"limit of laps {where}", limit,
              guarded=guarded),
        Ratio(f"as many results again {where} / into an empty one", f"more results {where}",
              f"results {where}", 1.6, guarded=guarded),
        Ratio(f"a corrected file {where} / its first load", f"corrected results {where}",
              f"results {where}", 1.0),
        Ratio(f"1,000 results {where} / into an empty one", f"added {where}, full",
              f"added {where}, empty", 1.5),
    ]  # fmt: skip


RATIOS = (
    *_loads("SQLite", 1.2, guarded=True),
    *_loads("PostgreSQL", 1.3, guarded=False),
    Ratio("a few results / a plain ORM loader", "few results", "few by a plain ORM", 0.02,
          guarded=True),
    Ratio("results into SQLite / dlt's flat load, dict rows", "results into SQLite",
          "dlt, dict rows", 0.15),
    Ratio("results into SQLite / dlt's flat load, Arrow rows", "results into SQLite",
          "dlt, Arrow rows", 0.5),
    Ratio("the same file again / reading and hashing it", "the same file again", "hashing it", 1.5),
    Ratio("the seed / import sqlalchemy", "seed", "import sqlalchemy", 2.0,
          guarded=True),
    Ratio("racedb --help / import typer", "racedb --help", "import typer", 1.3, guarded=True),
    Ratio("a query of the seed / import sqlalchemy", "query of the seed", "import sqlalchemy", 1.3,
          guarded=True),
)  # fmt: skip


def median(runs: Iterable[Run], key: Key) -> float:
    """Give the median of all runs of a process."""
    return statistics.median(float(run[key]) for run in runs)


def of(runs: Runs, key: Key = "wall_s") -> dict[Ratio, float]:
    """Give the ratios whose processes were measured."""
    return {
        it: median(runs[it.of], key) / median(runs[it.to], key)
        for it in RATIOS
        if it.of in runs and it.to in runs
    }
