"""
`python -m tests.fuzz READER SECONDS`: fuzz one reader, or `all`, one after the other.

atheris (libFuzzer) is led by what the bytes reach in racedb. It goes on where it stopped: what it
found interesting is kept in .fuzz, with the number of runs. Without READER: the table of them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import TARGETS, seeds

FOLDER = Path(__file__).parents[2] / ".fuzz"
COUNTS = FOLDER / "runs.json"
_DONE = re.compile(r"^Done (\d+) runs|stat::number_of_executed_units: +(\d+)", re.MULTILINE)


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one reader in a process of its own; say whether it stood."""
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    command = [
        sys.executable, "-m", "tests.fuzz.child", name, str(corpus), f"-max_total_time={seconds}",
        f"-artifact_prefix={FOLDER / name}-", "-max_len=16384", "-timeout=60",
        "-rss_limit_mb=3000", "-print_final_stats=1",
    ]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    (FOLDER / f"{name}.log").write_text(done.stdout + done.stderr)
    runs = max((int(one or two) for one, two in _DONE.findall(done.stderr)), default=0)
    known = counts()
    so_far = known.get(name, {"runs": 0, "broke": 0})
    stood = done.returncode == 0
    known[name] = {"runs": so_far["runs"] + runs, "broke": so_far["broke"] + (not stood)}
    COUNTS.write_text(json.dumps(known, indent=1))
    print(
        f"{name}: {runs:,} runs{'' if stood else f', and it broke: .fuzz/{name}.log'}", flush=True
    )
    return stood


def counts() -> dict[str, dict[str, int]]:
    """Return the runs of each reader so far."""
    return json.loads(COUNTS.read_text()) if COUNTS.exists() else {}


def table() -> str:
    """Write the runs as a table, for docs/reliability.md."""
    known = counts()
    total = sum(it["runs"] for it in known.values())
    rows = [(name, f"{known.get(name, {'runs': 0})['runs']:,}") for name in TARGETS]
    return "".join(f"| {name} | {runs} |\n" for name, runs in [*rows, ("together", f"{total:,}")])


def main(words: list[str]) -> int:
    if not words:
        print(table(), end="")
        return 0
    name, seconds = words[0], int(words[1]) if len(words) > 1 else 60
    names = list(TARGETS) if name == "all" else [name]
    stood = [fuzz(one, seconds) for one in names]
    return 0 if all(stood) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
