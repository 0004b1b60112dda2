"""
`make bench [SIZE=small]`: whole processes, interleaved; tables on stdout, all figures as JSON.

Every run is written down when it ends: a benchmark that was broken off goes on where it was.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import CalledProcessError

from benchmarks import chart, competitors, curve, questions, ratios
from benchmarks.cases import CASES
from benchmarks.databases import PostgreSQL, SQLite
from benchmarks.files import Files
from benchmarks.place import Databases, Place
from benchmarks.process import FailedError
from benchmarks.questions import Answers
from benchmarks.ratios import Runs
from benchmarks.report import report
from benchmarks.rounds import measure
from benchmarks.server import server
from benchmarks.sizes import SIZES, Size

ROOT = Path(__file__).parent.parent
FULL = ("results", "laps")
"""Files of the database that questions are asked of."""


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    """Give SQLite, and PostgreSQL if this machine can run it."""
    with ExitStack() as stack:
        here: dict[str, SQLite | PostgreSQL] = {"SQLite": SQLite(folder)}
        try:
            url, programs = stack.enter_context(server())
        except RuntimeError as error:
            print(f"benchmark: {error}", file=sys.stderr)
        else:
            here["PostgreSQL"] = PostgreSQL(url, programs, folder)
        yield here


def answers(at: Place, patience_s: float, kept: Path) -> dict[str, Answers]:
    """Ask each kind of database, and DuckDB, what was not asked yet; gives all answers."""
    found = questions.read(kept) if kept.exists() else {}

    def keep(kind: str, given: Answers) -> None:
        found[kind] = given
        kept.write_text(json.dumps(found, indent=1), encoding="utf-8")

    for kind in at.kinds:
        if kind not in found:
            print(f"questions to {kind}", file=sys.stderr)
            keep(kind, questions.ask(at.held(kind, FULL), patience_s))
    if "DuckDB" not in found and not competitors.missing("duckdb"):
        print("questions to DuckDB", file=sys.stderr)
        of = at.held("SQLite", FULL)
        python = competitors.bin_of("duckdb") / "python"
        try:
            keep("DuckDB", questions.ask_duckdb(python, at.exported(of), of, patience_s))
        except CalledProcessError as error:
            print(f"no answers of DuckDB: {error.stderr.strip()[-200:]}", file=sys.stderr)
    return found


def draw(name: str, size: Size, runs: Runs, path: Path) -> None:
    """Draw the chart, if it can be drawn here."""
    title = f"racedb, SIZE={name}: {size.results:,} results, {size.laps:,} laps"
    try:
        chart.draw(ratios.of(runs), curve.points(runs, size.laps), title, path)
    except ImportError as error:
        print(f"no chart: {error}; pip install 'racedb[charts]'", file=sys.stderr)
    else:
        print(f"chart: {path}", file=sys.stderr)


def main(name: str = "small", target: str = "") -> None:
    """Measure, print the tables, draw the chart."""
    folder, size = Path(target or ROOT / ".bench" / name), SIZES[name]
    folder.mkdir(parents=True, exist_ok=True)
    with databases(folder) as here:
        at = Place(folder, Files(folder, size), here)
        runs, left_out = measure(at, size, (*CASES, *competitors.LOADERS), folder / "runs.json")
        asked = answers(at, size.patience_s, folder / "answers.json")
    print(report(size, runs, asked, left_out))
    draw(name, size, runs, folder / "chart.svg")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except FailedError as error:
        raise SystemExit(f"benchmark: {error}") from None
