"""
Run the shared scores where they lie beside the repository; say so where they do not.

The answers must be whole on both databases. The other files hold what racedb does not read yet:
of them as many checks must be right as once were, and no more cases may be silently wrong.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import postgres, warm

SHARED = Path(__file__).parent.parent.parent / "shared"
SCORE = SHARED / "tools" / "score.py"
DISPUTED = {
    ("wikipedia table: 2008 Rally New Zealand, csv", "it is in the rejects"): (
        "a row whose time cannot be read is stored, and its cell is in the notes: "
        "rejects are rows that were not stored"
    ),
    ("wikipedia table: 1998 Pepsi 400, html", "sums of laps, grid_position, points"): (
        "the place 39† is 39: the 43 places of the grid add up to 946, and a mark is kept beside it"
    ),
}
"""Expected values that the contract of today contradicts, by case and check, with the reason."""


class Floor(NamedTuple):
    """What was reached once and must not be lost."""

    right: int
    """Checks that are right at least."""
    silent: int
    """Cases at most that end with 0 although something is wrong."""


FLOORS = {"wild.json": Floor(right=679, silent=0), "cases.json": Floor(right=188, silent=0)}
"""By the file of the cases, on SQLite; raise them with every change that reaches more."""


def score(racedb: list[str], environment: dict[str, str], *arguments: str) -> dict:
    """Run one score; return its report."""
    command = [sys.executable, str(SCORE), "--racedb", shlex.join(racedb), "--jobs", "2", "--json"]
    ran = subprocess.run(
        [*command, *arguments], check=False, env=environment, stdout=subprocess.PIPE
    )
    return json.loads(ran.stdout)


def whole(found: dict) -> bool:
    """Print what fails; return whether nothing does that nobody disputes."""
    undisputed = 0
    for case in found["report"]:
        for failed in case["failed"]:
            reason = DISPUTED.get((case["name"], failed["what"]))
            undisputed += reason is None
            print(f"  {'FAIL' if reason is None else 'disputed'} {case['name']}: {failed['what']}")
            print(f"       {reason or failed['why']}")
    print(f"  {_sums(found)}, {undisputed} undisputed failures", flush=True)
    return not undisputed


def above(found: dict, floor: Floor) -> bool:
    """Print the cases that are silently wrong; return whether the floor is kept."""
    silent = [case["name"] for case in found["report"] if case["fate"] == "silent"]
    kept = found["checks"][0] >= floor.right and len(silent) <= floor.silent
    for name in silent:
        print(f"  silent {name}")
    print(f"  {_sums(found)}; the floor ({floor.right} right, {floor.silent} silent) is "
          f"{'kept' if kept else 'NOT KEPT'}", flush=True)  # fmt: skip
    return kept


def _sums(found: dict) -> str:
    fates = ", ".join(f"{count} {name}" for name, count in found["fates"].items())
    return f"{found['checks'][0]}/{found['checks'][1]} checks; cases: {fates}"


def main() -> int:
    """Exit 1 when a check of the answers fails on either database, or a floor is not kept."""
    if not SCORE.exists():
        print("score: the shared answers are not there, nothing was scored")
        return 0
    arguments, began, good = sys.argv[1:], time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder, warm.server(Path(folder)) as racedb:
        print("answers on sqlite", flush=True)
        good.append(whole(score(racedb, dict(os.environ), *arguments)))
        print("answers on postgresql", flush=True)
        with postgres.server() as url:
            path = f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}"
            environment = os.environ | {"PATH": path}
            good.append(whole(score(racedb, environment, "--db-url", url, *arguments)))
        for name, floor in FLOORS.items() if not arguments else ():
            print(f"{name} on sqlite", flush=True)
            good.append(above(score(racedb, dict(os.environ), str(SHARED / name)), floor))
    print(f"score: {'passed' if all(good) else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
