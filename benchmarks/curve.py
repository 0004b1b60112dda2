"""How the cost of a load grows with its file: the same laps, and more of them, into SQLite."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from benchmarks.ratios import Runs, median

FILES: Mapping[str, tuple[str, Fraction]] = {
    "laps_1": ("a tenth of the laps", Fraction(1, 10)),
    "laps_3": ("three tenths of the laps", Fraction(3, 10)),
    "laps": ("laps into SQLite", Fraction(1)),
    "laps_30": ("three times the laps", Fraction(3)),
}
"""Files of laps: the process that loads each, and its share of Size.laps."""
MOST = 1.1
"""A lap of any file may cost so many times one of the smallest."""


class Point(NamedTuple):
    """The load of one file."""

    laps: int
    wall_s: float
    s_per_million: float
    cpu_s_per_million: float
    times: float
    """Seconds for a lap, against the smallest file: 1 is proportional."""
    peak_mb: float


def rows(laps: int, name: str) -> int:
    """Give the rows of one of FILES, where there are so many laps."""
    return int(laps * FILES[name][1])


def points(runs: Runs, laps: int) -> list[Point]:
    """Give the loads that were measured, the smallest first."""
    found: list[Point] = []
    for name, (process, _) in FILES.items():
        if process in runs:
            count, wall_s = rows(laps, name), median(runs[process], "wall_s")
            s_per_million = wall_s / count * 1_000_000
            found.append(
                Point(
                    count,
                    wall_s,
                    s_per_million,
                    median(runs[process], "cpu_s") / count * 1_000_000,
                    s_per_million / (found[0].s_per_million if found else s_per_million),
                    median(runs[process], "peak_mb"),
                )
            )
    return found
