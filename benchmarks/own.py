"""
`make bench-file FILE=timing.csv`: a file of yours against its limit and the loaders of flat tables.

What the file does not say of itself stands in a manifest.toml beside it. The others read commas
only: a file with other separators is written anew for them, which is not measured.
"""

import csv
import sys
import tempfile
from pathlib import Path

from benchmarks import competitors
from benchmarks.cases import Case, load
from benchmarks.markdown import table
from benchmarks.place import Place
from benchmarks.process import FailedError
from benchmarks.ratios import Runs, median
from benchmarks.rounds import measure
from benchmarks.run import ROOT, databases
from benchmarks.sizes import Size

RUNS = 5
_OURS = "racedb into SQLite"


def cases(kinds: list[str]) -> list[Case]:
    """Give what is measured: a load and its limit on each kind of database, and flat loaders."""
    return [
        *(Case(f"racedb into {kind}", load("own"), kind) for kind in kinds),
        *(Case(f"limit of {kind}", (), kind, None, ("own",)) for kind in kinds),
        # psql's table has the columns of the generated results.
        *(it for it in competitors.LOADERS if it.database == "SQLite"),
    ]


def with_commas(path: Path, folder: Path) -> Path:
    """
    Give the file with commas between its cells: itself, or a copy.

    Raises:
        ValueError: there is no such file, or it is no text with separators.
    """
    if not path.is_file():
        message = f"{path}: is no file; FILE= names one"
        raise ValueError(message)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            dialect = csv.Sniffer().sniff(file.read(65_536), ",;\t|#")
            if dialect.delimiter == ",":
                return path
            file.seek(0)
            copy = folder / "commas.csv"
            with copy.open("w", encoding="utf-8", newline="") as written:
                csv.writer(written).writerows(csv.reader(file, dialect))
    except (csv.Error, UnicodeDecodeError) as error:
        message = f"{path}: is not read by loaders of flat tables: {error}"
        raise ValueError(message) from None
    return copy


def report(runs: Runs) -> str:
    """Show the medians, and racedb's time on SQLite as a part of each."""
    ours = median(runs[_OURS], "wall_s")
    return table(
        ("process", "wall s", "CPU s", "peak MB", f"{_OURS} / it"),
        (
            (
                name,
                f"{median(them, 'wall_s'):.3f}",
                f"{median(them, 'cpu_s'):.3f}",
                f"{median(them, 'peak_mb'):.0f}",
                f"{ours / median(them, 'wall_s'):.3g}",
            )
            for name, them in runs.items()
        ),
    )


def main(name: str, times: str = str(RUNS)) -> None:
    """Measure a file and print the table."""
    base, often = ROOT / ".bench", int(times)
    base.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base) as made, databases(Path(made)) as here:
        folder = Path(made)
        path = Path(name).resolve()
        at = Place(folder, {"own": str(path), "results": str(with_commas(path, folder))}, here)
        size = Size(0, 0, 0, runs=often, on_server=often, seldom=often)
        runs, left_out = measure(at, size, cases(at.kinds), folder / "runs.json")
    print(report(runs))
    for case, why in left_out.items():
        print(f"left out: {case} ({why})", file=sys.stderr)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (FailedError, ValueError) as error:
        raise SystemExit(f"benchmark: {error}") from None
