"""
`make guard`: has racedb become much slower? Small loads against an import, in one run.

It compares processor time, because others use the machine as well, and the best of several runs,
because they can only make it worse. The limits are twice what is usual: noise does not reach them.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks import generate
from benchmarks.databases import SQLite
from benchmarks.process import measure
from benchmarks.run import LOADED, Runs, load_command, measure_starts

ROUNDS, RESULTS, LAPS = 3, 3_000, 30_000
BASE = "import sqlalchemy"
LIMITS = {
    "the seed": 6.0,
    "3,000 results": 9.0,
    "30,000 laps": 9.0,
    "racedb --help": 0.8,
    "a query of the seed": 1.0,
}
"""So many times the processor time of `import sqlalchemy`."""


def measured() -> dict[str, float]:
    """Measure what has a limit, on SQLite; the best run of each against the best import."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        runs = measure_starts(folder, ROUNDS) | _loads(folder)
    best_s = {name: min(run.cpu_s for run in them) for name, them in runs.items()}
    return {name: best_s[name] / best_s[BASE] for name in LIMITS}


def _loads(folder: Path) -> Runs:
    results, laps, database = folder / "results.csv", folder / "laps.csv", SQLite(folder)
    generate.results(results, RESULTS)
    generate.laps(laps, LAPS)
    runs: Runs = {}
    for _ in range(ROUNDS):
        for name, path in (("3,000 results", results), ("30,000 laps", laps)):
            database.clear(tables=True)
            run = measure(load_command(path, database.url), folder / "log", LOADED)
            runs.setdefault(name, []).append(run)
    return runs


def slower(found: Mapping[str, float]) -> list[str]:
    """Describe each ratio that exceeds its limit, in one line."""
    return [
        f"{name}: {found[name]:.3g} times {BASE}, at most {limit:g}"
        for name, limit in LIMITS.items()
        if found[name] > limit
    ]


def main() -> int:
    """Measure, print, and return the exit code."""
    found = measured()
    for name, value in found.items():
        print(f"{name}: {value:.3g} times {BASE}, at most {LIMITS[name]:g}")
    worse = slower(found)
    for line in worse:
        print(f"slower: {line}")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
