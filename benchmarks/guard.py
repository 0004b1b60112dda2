"""
`make guard`: has racedb become slower? The smallest benchmark's ratios against the committed ones.

`python -m benchmarks.guard commit` writes those, in the change that is meant to move them.
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import ratios
from benchmarks.cases import CASES
from benchmarks.databases import SQLite
from benchmarks.files import Files
from benchmarks.place import Place
from benchmarks.ratios import RATIOS
from benchmarks.rounds import measure
from benchmarks.sizes import SIZES

COMMITTED = Path(__file__).with_name("guard.json")
ROOM = 1.6
"""Machines are shared and noisy: a ratio may be so much above the committed one."""


def slower(measured: dict[str, float], committed: dict[str, float]) -> list[str]:
    """Say which ratios are above their room, in one line each."""
    return [
        f"{what}: {measured[what]:.3g}, committed {value:.3g}; at most {value * ROOM:.3g}"
        for what, value in committed.items()
        if measured[what] > value * ROOM
    ]


def watched() -> dict[str, float]:
    """Measure what is watched, on SQLite alone, and give its ratios."""
    them = [it for it in RATIOS if it.guarded]
    needed = {name for it in them for name in (it.of, it.to)}
    with tempfile.TemporaryDirectory() as name:
        folder, size = Path(name), SIZES["guard"]
        at = Place(folder, Files(folder, size), {"SQLite": SQLite(folder)})
        cases = [it for it in CASES if it.name in needed]
        runs, _ = measure(at, size, cases, folder / "runs.json")
    # Seconds of the processor: others use the machine as well.
    found = ratios.of(runs, "cpu_s")
    return {it.what: round(found[it], 3) for it in them}


def main(*words: str) -> int:
    """Measure, and compare or commit; give the exit code."""
    found = watched()
    if words == ("commit",):
        COMMITTED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return 0
    worse = slower(found, json.loads(COMMITTED.read_text(encoding="utf-8")))
    for line in worse:
        print(f"slower: {line}")
    if not worse:
        print(f"not slower: {len(found)} ratios within {ROOM} times the committed ones")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
