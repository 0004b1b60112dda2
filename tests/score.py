"""Run the shared score on both databases where it lies beside the repository; say so where not."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import postgres

SCORE = Path(__file__).parent.parent.parent / "shared" / "tools" / "score.py"


def main() -> int:
    """Exit 1 when a check fails on either database."""
    if not SCORE.exists():
        print("score: the shared answers are not there, nothing was scored")
        return 0
    command = [sys.executable, str(SCORE), "--racedb", f"{sys.executable} -m racedb", "--jobs", "2"]
    print("score on sqlite", flush=True)
    failed = subprocess.run([*command, *sys.argv[1:]], check=False).returncode
    print("score on postgresql", flush=True)
    with postgres.server() as url:
        path = f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}"
        failed |= subprocess.run(
            [*command, "--db-url", url, *sys.argv[1:]], check=False, env=os.environ | {"PATH": path}
        ).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
