"""
`make bench [SIZE=small]`: whole processes, interleaved; tables on stdout, the runs as JSON.

Every run is written down when it ends: a benchmark that was broken off goes on where it was.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.cases import CASES, Case
from benchmarks.competitors import LOADERS
from benchmarks.databases import PostgreSQL, SQLite
from benchmarks.place import Databases, Place
from benchmarks.process import FailedError
from benchmarks.ratios import Runs
from benchmarks.report import report
from benchmarks.server import server
from benchmarks.sizes import SIZES, Size

ROOT = Path(__file__).parent.parent


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


def measure(
    at: Place, size: Size, cases: Sequence[Case], kept: Path
) -> tuple[Runs, dict[str, str]]:
    """
    Run what is not measured yet, one round of all cases after another.

    Returns:
        All runs of each case, and why cases are left out.
    """
    runs: Runs = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    left_out = {case.name: why for case in cases if (why := at.missing(case))}
    for number in range(size.runs):
        for case in cases:
            often = size.seldom if case.seldom else size.runs
            done = len(runs.get(case.name, ()))
            if case.name in left_out or done > number or number >= often:
                continue
            print(f"{number + 1}/{often} {case.name}", file=sys.stderr)
            try:
                run = at.run(case)
            except FailedError as error:
                if not case.is_other:
                    raise
                left_out[case.name] = str(error)
                continue
            runs.setdefault(case.name, []).append(run)
            kept.write_text(json.dumps(runs, indent=1), encoding="utf-8")
    return runs, left_out


def main(name: str = "small", target: str = "") -> None:
    """Measure, and print the tables."""
    folder, size = Path(target or ROOT / ".bench" / name), SIZES[name]
    folder.mkdir(parents=True, exist_ok=True)
    with databases(folder) as here:
        runs, left_out = measure(
            Place(folder, size, here), size, (*CASES, *LOADERS), folder / "runs.json"
        )
    print(report(runs, left_out))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except FailedError as error:
        raise SystemExit(f"benchmark: {error}") from None
