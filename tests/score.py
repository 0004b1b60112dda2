"""Run the shared score on both databases where it lies beside the repository; say so where not."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import postgres

SCORE = Path(__file__).parent.parent.parent / "shared" / "tools" / "score.py"
DISPUTED = {
    ("wikipedia table: 2008 Rally New Zealand, csv", "it is in the rejects"): (
        "a row whose time cannot be read is stored, and its cell is in the notes: "
        "rejects are rows that were not stored"
    ),
}
"""Expected values that the contract of today contradicts, by case and check, with the reason."""


def score(arguments: list[str], environment: dict[str, str]) -> int:
    """Print what fails; return how many checks fail that nobody disputes."""
    command = [sys.executable, str(SCORE), "--racedb", f"{sys.executable} -m racedb", "--jobs", "2"]
    ran = subprocess.run(
        [*command, "--json", *arguments], check=False, env=environment, stdout=subprocess.PIPE
    )
    found = json.loads(ran.stdout)
    undisputed = 0
    for case in found["report"]:
        for failed in case["failed"]:
            reason = DISPUTED.get((case["name"], failed["what"]))
            undisputed += reason is None
            print(f"  {'FAIL' if reason is None else 'disputed'} {case['name']}: {failed['what']}")
            print(f"       {reason or failed['why']}")
    good, total = found["checks"]
    print(f"score: {good}/{total} checks, {undisputed} undisputed failures", flush=True)
    return undisputed


def main() -> int:
    """Exit 1 when a check fails on either database."""
    if not SCORE.exists():
        print("score: the shared answers are not there, nothing was scored")
        return 0
    print("score on sqlite", flush=True)
    failed = score(sys.argv[1:], dict(os.environ))
    print("score on postgresql", flush=True)
    with postgres.server() as url:
        path = f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}"
        failed += score(["--db-url", url, *sys.argv[1:]], os.environ | {"PATH": path})
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
