"""
`make bench [SIZE=small]`: the table of docs/performance.md, in Markdown on stdout.

Loads and starts are whole processes by wall time, all of them in each round, so that a busy minute
of the machine disturbs all; ratios are of medians. Queries run in this process (questions.py).
"""

import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import generate, questions
from benchmarks.databases import PostgreSQL, SQLite, databases
from benchmarks.process import FailedError, Run, measure
from benchmarks.questions import Answers

PYTHON, RACEDB = sys.executable, str(Path(sys.executable).with_name("racedb"))
SEEDS = str(Path(__file__).parent.parent / "seeds")
ABOUT_LAPS = ("--series", "Bench", "--season", "2024", "--session", "Race")
"""What a file of laps does not say of itself."""
LOADED = (0, 5)
"""Exit codes of a load: 5 means that there are names to look at."""
LOAD_LIMITS = {
    ("results", "SQLite"): 1.4, ("results", "PostgreSQL"): 3.0,
    ("laps", "SQLite"): 1.2, ("laps", "PostgreSQL"): 2.4,
}  # fmt: skip
"""A load may take so many times the limit."""
START_LIMITS = (
    ("the seed", "import sqlalchemy", 3.0),
    ("racedb --help", "import typer", 2.0),
    ("a query of the seed", "import sqlalchemy", 1.5),
)
MEMORY_MB, ONE_MS, DUCKDB_TIMES = 450, 100, 3
MANY_ROWS = 1_000_000
"""An answer of so many rows takes as long as Python needs to fetch them."""

Runs = dict[str, list[Run]]


class Size(NamedTuple):
    """Rows of the generated files, and rounds."""

    results: int
    laps: int
    rounds: int


SIZES = {
    "tiny": Size(1_000, 2_000, 1),
    "small": Size(10_000, 100_000, 5),
    "medium": Size(200_000, 2_000_000, 3),
    "full": Size(1_000_000, 10_000_000, 3),
}


class Line(NamedTuple):
    """One line of the table."""

    what: str
    figures: str
    value: float
    limit: float

    def __str__(self) -> str:
        """Write it in Markdown."""
        holds = "yes" if self.value <= self.limit else "no"
        return f"| {self.what} | {self.figures} | {self.value:.3g} | {self.limit:g} | {holds} |"


def measure_loads(kinds: Iterable[SQLite | PostgreSQL], folder: Path, size: Size) -> Runs:
    """Load results and laps into new databases, and write the same rows by the limit."""
    files = {"results": folder / "results.csv", "laps": folder / "laps.csv"}
    generate.results(files["results"], size.results)
    generate.laps(files["laps"], size.laps)
    runs: Runs = defaultdict(list)
    for number in range(size.rounds):
        for (name, path), kind in ((it, kind) for it in files.items() for kind in kinds):
            where = f"{name} into {kind.name}"
            _progress(number, size, where)
            kind.clear(tables=True)
            runs[where].append(measure(load_command(path, kind.url), folder / "log", LOADED))
            if number == 0:
                kind.keep(name)
            kind.clear(tables=False)
            runs[f"limit of {where}"].append(measure(kind.limit(name), folder / "log"))
    return runs


def measure_starts(folder: Path, rounds: int) -> Runs:
    """Start programs that have little to do."""
    runs: Runs = defaultdict(list)
    for _ in range(rounds):
        database = SQLite(folder)
        database.clear(tables=True)
        runs["the seed"].append(
            measure([RACEDB, "load", SEEDS, "--db", database.url], folder / "log", LOADED)
        )
        for name, words in {
            "import sqlalchemy": [PYTHON, "-c", "import sqlalchemy"],
            "racedb --help": [RACEDB, "--help"],
            "import typer": [PYTHON, "-c", "import typer"],
            "a query of the seed":
                [RACEDB, "query", "best-lap-per-manufacturer", "--db", database.url],
        }.items():  # fmt: skip
            runs[name].append(measure(words, folder / "log"))
    return runs


def load_both(kind: SQLite | PostgreSQL, folder: Path) -> str:
    """Load the laps into the database that holds the results; return its URL."""
    kind.copy("results")
    measure(load_command(folder / "laps.csv", kind.url), folder / "log", LOADED)
    return kind.keep("both")


def load_command(path: Path, url: str) -> list[str]:
    """Return the command that loads a generated file."""
    about = ABOUT_LAPS if path.stem == "laps" else ()
    return [RACEDB, "load", str(path), "--db", url, *about]


def _progress(number: int, size: Size, what: str) -> None:
    print(f"{number + 1}/{size.rounds} {what}", file=sys.stderr)


def lines_of_processes(runs: Runs) -> Iterator[Line]:
    """Compare loads with the limit, starts with an import, and find the highest peak."""
    for (name, kind), limit in LOAD_LIMITS.items():
        where = f"{name} into {kind}"
        yield _ratio(runs, where, f"limit of {where}", limit)
    for what, to, limit in START_LIMITS:
        yield _ratio(runs, what, to, limit)
    peak = max(run.peak_mb for what, them in runs.items() if " into " in what for run in them)
    yield Line("peak memory of a load, MB", "", peak, MEMORY_MB)


def _ratio(runs: Runs, what: str, to: str, limit: float) -> Line:
    ours, theirs = (statistics.median(it.wall_s for it in runs[name]) for name in (what, to))
    short = "the limit" if to.startswith("limit") else to
    return Line(f"{what} / {short}", f"{ours:.3g} / {theirs:.3g} s", ours / theirs, limit)


def lines_about_one(kind: str, answers: Answers) -> Iterator[Line]:
    """Compare queries about one driver, team or event with their limit."""
    for name, it in answers.items():
        yield Line(f"{name} {it.about}, {kind}, ms", f"{it.rows:,} rows", it.ms, ONE_MS)


def lines_about_everything(kind: str, ours: Answers, duckdb: Answers) -> Iterator[Line]:
    """Compare queries over everything with DuckDB, but for those that find nothing or very much."""
    for name, theirs in duckdb.items():
        it = ours[name]
        if 0 < it.rows < MANY_ROWS and theirs.rows:
            figures = f"{it.ms:g} / {theirs.ms:g} ms"
            yield Line(f"{name}, {kind} / DuckDB", figures, it.ms / theirs.ms, DUCKDB_TIMES)


def worst(lines: Iterable[Line]) -> list[Line]:
    """Choose the lines that do not hold, or else the one that is nearest to its limit."""
    ordered = sorted(lines, key=lambda it: -it.value / it.limit)
    return [it for it in ordered if it.value > it.limit] or ordered[:1]


def main(name: str = "small") -> None:
    """Measure, and print the table."""
    size = SIZES[name]
    print(f"{size.results:,} results, {size.laps:,} laps, medians of {size.rounds}\n")
    print("| what | figures | measured | at most | holds |\n|---|---:|---:|---:|---|", flush=True)
    # Not in /tmp, which is memory on some machines: the disk is part of what is measured.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made, databases(Path(made)) as kinds:
        folder = Path(made)
        runs = measure_loads(kinds, folder, size) | measure_starts(folder, max(5, size.rounds))
        print(*lines_of_processes(runs), sep="\n", flush=True)
        urls = {kind.name: load_both(kind, folder) for kind in kinds}
        for kind, url in urls.items():
            lines = worst(lines_about_one(kind, questions.ask_about_one(url)))
            print(*lines, sep="\n", flush=True)
        parquet = folder / "parquet"
        words = [RACEDB, "export", str(parquet), "--db", urls["SQLite"]]
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603
        duckdb = questions.ask_duckdb(parquet, urls["SQLite"])
        for kind, url in urls.items():
            answers = questions.ask_about_everything(url)
            lines = worst(lines_about_everything(kind, answers, duckdb))
            print(*lines, sep="\n", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except FailedError as error:
        raise SystemExit(f"benchmark: {error}") from None
