"""What was measured, as tables in Markdown."""

import os
import platform
import sqlite3
import statistics
from collections.abc import Iterator, Mapping

from benchmarks import answered, curve, ratios
from benchmarks.cases import CASES
from benchmarks.competitors import LOADERS
from benchmarks.markdown import reached, table
from benchmarks.questions import Answers
from benchmarks.ratios import MEMORY_MB, Runs, median
from benchmarks.sizes import Size

_FLAT = (
    "None of these loaders normalises names, checks values or keeps provenance: they write the "
    "file into one flat table, as it is. racedb's time is that of the whole load of the same file."
)


def report(
    size: Size, runs: Runs, asked: Mapping[str, Answers], left_out: Mapping[str, str]
) -> str:
    """
    Write all tables.

    Args:
        size: how much was measured.
        runs: all runs of each process.
        asked: answers by the kind of database.
        left_out: why a process was not measured.
    """
    parts = [
        _machine(size, runs),
        _ratios(runs),
        _curve(runs, size.laps),
        answered.about_one(asked),
        answered.about_everything(asked),
        _flat(runs),
        _processes(runs),
        *(f"Left out: {it}." for it in _grouped(left_out)),
    ]
    return "\n\n".join(part for part in parts if part)


def _machine(size: Size, runs: Runs) -> str:
    """Say what was measured where, and how busy others kept the machine."""
    others = [run["others"] for them in runs.values() for run in them] or [0.0]
    return (
        f"{size.results:,} results, {size.laps:,} laps, {size.few:,} results by the ORM; "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; load average when processes began: "
        f"{statistics.median(others):.1f} ({min(others):.1f} to {max(others):.1f})."
    )


def _processes(runs: Runs) -> str:
    return table(
        ("process", "runs", "wall s", "CPU s", "peak MB"),
        (
            (
                name,
                str(len(them)),
                f"{median(them, 'wall_s'):.3f}",
                f"{median(them, 'cpu_s'):.3f}",
                f"{median(them, 'peak_mb'):.0f}",
            )
            for name, them in runs.items()
        ),
    )


def _curve(runs: Runs, laps: int) -> str:
    """Show what a million laps cost in files of all sizes."""
    return table(
        ("laps of the file", "wall s", "s for a million", "CPU s for a million",
         "times the smallest", "at most", "reached", "peak MB"),
        (
            (f"{it.laps:,}", f"{it.wall_s:.2f}", f"{it.s_per_million:.2f}",
             f"{it.cpu_s_per_million:.2f}", f"{it.times:.3g}", f"{curve.MOST:g}",
             reached(it.times, curve.MOST), f"{it.peak_mb:.0f}")
            for it in curve.points(runs, laps)
        ),
    )  # fmt: skip


def _flat(runs: Runs) -> str:
    """Hold what others take for a flat table against what a whole load takes."""
    rows = []
    for it in LOADERS:
        ours = runs.get(f"results into {it.database}")
        if ours and it.name in runs:
            theirs, load = median(runs[it.name], "wall_s"), median(ours, "wall_s")
            peak = f"{median(runs[it.name], 'peak_mb'):.0f}"
            bare = runs.get(f"limit of results into {it.database}")
            least = f"{median(bare, 'wall_s') / theirs:.3g}" if bare else ""
            rows.append(
                (it.name, it.database, f"{theirs:.3f}", f"{load / theirs:.3g}", least, peak, "no",
                 "no", "no")
            )  # fmt: skip
    head = ("flat loader", "against racedb into", "wall s", "racedb / it", "the limit / it",
            "peak MB", "normalises", "checks", "provenance")  # fmt: skip
    return f"{table(head, rows)}\n\n{_FLAT}" if rows else ""


def _ratios(runs: Runs) -> str:
    # Of a load into PostgreSQL the server does its part elsewhere.
    elsewhere = {it.name for it in CASES if it.database == "PostgreSQL"}
    cpu = {it: f"{value:.3g}" for it, value in ratios.of(runs, "cpu_s").items()
           if it.of not in elsewhere}  # fmt: skip
    rows = [
        (it.what, f"{value:.3g}", cpu.get(it, ""), f"{it.limit:g}", reached(value, it.limit))
        for it, value in ratios.of(runs).items()
    ]
    loads = [it.name for it in CASES if it.is_load and it.name in runs]
    peak = max((run["peak_mb"] for name in loads for run in runs[name]), default=0.0)
    rows.append(
        ("peak memory of any load, MB", f"{peak:.0f}", "", f"{MEMORY_MB}",
         reached(peak, MEMORY_MB))
    )  # fmt: skip
    return table(("ratio of medians", "wall", "CPU", "at most", "reached"), rows)


def _grouped(left_out: Mapping[str, str]) -> Iterator[str]:
    """Say each reason once."""
    for reason in dict.fromkeys(left_out.values()):
        names = ", ".join(name for name, why in left_out.items() if why == reason)
        yield f"{names} ({reason})"
