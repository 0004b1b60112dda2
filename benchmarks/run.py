"""
`make bench [SIZE=small]`: whole processes, interleaved; one table on stdout, the runs as JSON.

Every run is written down when it ends: a benchmark that was broken off goes on where it was.
"""

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import generate

ROOT = Path(__file__).parent.parent


class Size(NamedTuple):
    """How many rows the files have."""

    results: int
    laps: int
    orm: int
    runs: int = 5


SIZES = {
    "guard": Size(3_000, 30_000, 300, runs=3),
    "small": Size(20_000, 150_000, 1_000),
    "full": Size(1_000_000, 10_000_000, 20_000),
}


class Case(NamedTuple):
    """One process that is measured, and what is done before it without being measured."""

    command: list[str]
    prepare: Callable[[], object] = lambda: None
    exits: tuple[int, ...] = (0, 5)
    """5: names to review; the file is loaded."""


class Ratio(NamedTuple):
    """What is held against what, and how much it may be."""

    what: str
    of: str
    to: str
    limit: float


RATIOS = (
    Ratio("results into SQLite / the limit", "results", "results limit", 1.2),
    Ratio("laps into SQLite / the limit", "laps", "laps limit", 1.2),
    Ratio("a few results / a plain ORM loader", "few", "few orm", 0.02),
    Ratio("as many results again / into an empty database", "results more", "results", 1.6),
    Ratio("the same file again / reading and hashing it", "again", "hash", 1.5),
    Ratio("the seed / import sqlalchemy", "seed", "import sqlalchemy", 2.0),
    Ratio("racedb --help / import typer", "help", "import typer", 1.3),
    Ratio("a query of the seed / import sqlalchemy", "query", "import sqlalchemy", 1.3),
)
MEMORY_MB = 400


class Place:
    """The folder of one size: its files, databases that hold them, and one that is always new."""

    def __init__(self, size: Size, folder: Path) -> None:
        self.folder = folder
        self.racedb = str(Path(sys.executable).with_name("racedb"))
        self.fresh, self.seed = folder / "fresh.sqlite", folder / "seed.sqlite"
        self.files: dict[str, Callable[[Path], None]] = {
            "results": lambda path: generate.results(path, size.results),
            "more": lambda path: generate.results(path, size.results, seed=2),
            "laps": lambda path: generate.laps(path, size.laps),
            "few": lambda path: generate.results(path, size.orm),
        }

    def file(self, name: str) -> str:
        """Give a file, made when it is first asked for."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            half = path.with_suffix(".part")
            self.files[name](half)
            half.replace(path)
        return str(path)

    def load(self, name: str) -> list[str]:
        """Give the command that loads a file into the new database."""
        about = ["--series", "Bench", "--season", "2024", "--session", "Race"]
        given = about if name == "laps" else []
        return [self.racedb, "load", self.file(name), "--db", str(self.fresh), *given]

    def empty(self) -> None:
        """Take the new database away."""
        for one in self.folder.glob("fresh.sqlite*"):
            one.unlink()

    def loaded(self, name: str) -> Path:
        """Give a database that holds a file; there is no new one then."""
        kept = self.folder / f"{name}.sqlite"
        self.empty()
        if not kept.exists():
            measured(Case(self.load(name)))
            self.fresh.replace(kept)
        return kept

    def filled(self) -> None:
        """Let the new database hold the results already."""
        shutil.copy(self.loaded("results"), self.fresh)

    def seeded(self) -> None:
        """Make a database of the seeds."""
        if not self.seed.exists():
            measured(Case([self.racedb, "load", str(ROOT / "seeds"), "--db", str(self.seed)]))


def cases(at: Place) -> dict[str, Case]:
    """Give all that is measured, in the order in which it runs."""
    python, fresh = sys.executable, str(at.fresh)
    hashing = "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"
    asked = [at.racedb, "query", "best-lap-per-manufacturer", "--db", str(at.seed)]

    def limit(name: str) -> Case:
        kept = str(at.folder / f"{name}.sqlite")
        return Case([python, "-m", "benchmarks.limit", kept, fresh], lambda: at.loaded(name))

    return {
        "results": Case(at.load("results"), at.empty),
        "results limit": limit("results"),
        "results more": Case(at.load("more"), at.filled),
        "again": Case(at.load("results"), at.filled),
        "hash": Case([python, "-c", hashing, at.file("results")]),
        "laps": Case(at.load("laps"), at.empty),
        "laps limit": limit("laps"),
        "few": Case(at.load("few"), at.empty),
        "few orm": Case([python, "-m", "benchmarks.orm", at.file("few"), fresh], at.empty),
        "seed": Case([at.racedb, "load", str(ROOT / "seeds"), "--db", fresh], at.empty),
        "query": Case(asked, at.seeded),
        "import sqlalchemy": Case([python, "-c", "import sqlalchemy"]),
        "help": Case([at.racedb, "--help"]),
        "import typer": Case([python, "-c", "import typer"]),
    }


def measured(case: Case) -> dict[str, float]:
    """Run a process to its end; give wall and processor seconds and its peak memory in MB."""
    case.prepare()
    with Path(os.devnull).open("wb") as nowhere:
        start = time.perf_counter()
        child = os.posix_spawn(
            case.command[0], case.command, os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, nowhere.fileno(), n) for n in (1, 2)],
        )  # fmt: skip
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - start
    if (code := os.waitstatus_to_exitcode(status)) not in case.exits:
        raise SystemExit(f"benchmark: exit code {code} of: {' '.join(case.command)}")
    return {
        "wall_s": wall, "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024
    }  # fmt: skip


Runs = dict[str, list[dict[str, float]]]


def median(runs: Runs, name: str, key: str) -> float:
    """Give the median of all runs of a process."""
    return statistics.median(run[key] for run in runs[name])


def ratios(runs: Runs, key: str = "wall_s") -> dict[Ratio, float]:
    """Give what is held against what."""
    return {it: median(runs, it.of, key) / median(runs, it.to, key) for it in RATIOS}


def report(runs: Runs) -> str:
    """Write the medians and the ratios as two tables in Markdown."""
    lines = ["| process | wall s | cpu s | peak MB |", "|---|---:|---:|---:|"]
    lines += [
        f"| {name} | {median(runs, name, 'wall_s'):.3f} | {median(runs, name, 'cpu_s'):.3f}"
        f" | {median(runs, name, 'peak_mb'):.0f} |"
        for name in runs
    ]
    lines += ["", "| ratio of medians | measured | at most | reached |", "|---|---:|---:|---|"]
    for ratio, value in ratios(runs).items():
        reached = "yes" if value <= ratio.limit else "no"
        lines.append(f"| {ratio.what} | {value:.3g} | {ratio.limit:g} | {reached} |")
    ours = ("results", "results more", "again", "laps", "few", "seed")
    peak = max(run["peak_mb"] for name in ours for run in runs[name])
    reached = "yes" if peak <= MEMORY_MB else "no"
    lines.append(f"| peak memory of any load, MB | {peak:.0f} | {MEMORY_MB} | {reached} |")
    return "\n".join(lines)


def measure(name: str, folder: Path) -> Runs:
    """Run what is not measured yet, and give all runs."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "runs.json"
    runs: Runs = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    size = SIZES[name]
    every = cases(Place(size, folder))
    for number in range(size.runs):
        for what, case in every.items():
            if len(runs.setdefault(what, [])) > number:
                continue
            print(f"{number + 1}/{size.runs} {what}", file=sys.stderr)
            runs[what].append(measured(case))
            kept.write_text(json.dumps(runs, indent=1), encoding="utf-8")
    return runs


def main(name: str = "small", target: str = "") -> None:
    """Measure, and print the tables."""
    print(report(measure(name, Path(target or ROOT / ".bench" / name))))


if __name__ == "__main__":
    main(*sys.argv[1:])
