"""
`make guard`: has racedb become slower? The smallest benchmark's ratios against the committed ones.

`python -m benchmarks.guard commit` writes those, in the change that is meant to move them.
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.run import measure, ratios

COMMITTED = Path(__file__).with_name("guard.json")
ROOM = 1.6
"""Machines are shared and noisy: a ratio may be so much above the committed one."""
NOISE = ("the same file again / reading and hashing it",)
"""Held against a few milliseconds at this size."""


def slower(measured: dict[str, float], committed: dict[str, float]) -> list[str]:
    """Say which ratios are above their room, in one line each."""
    return [
        f"{what}: {measured[what]:.3g}, committed {value:.3g}; at most {value * ROOM:.3g}"
        for what, value in committed.items()
        if measured[what] > value * ROOM
    ]


def main(*words: str) -> int:
    """Measure, and compare or commit; give the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        runs = measure("guard", Path(folder))
    # Seconds of the processor: others use the machine as well.
    every = ratios(runs, "cpu_s").items()
    found = {it.what: round(value, 3) for it, value in every if it.what not in NOISE}
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
