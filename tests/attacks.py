"""
`make attacks`: hostile statements and servers, and what they cost: seconds, and megabytes of memory.

Each has a limit of two seconds. The seconds are those beyond what a harmless statement or answer takes;
the memory is that of racedb and its child together.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.refusals import GOOD, RACE
from tests.test_isolated import HARD, LONG, REPLACE, TALL
from tests.web import CHUNKED, answer, drips, web

LIMIT_S = 2
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
STATEMENTS = {
    "instr of megabytes": HARD,
    "replace of megabytes": REPLACE,
    "endless rows of a megabyte": TALL,
    "1,900 columns of a megabyte": "SELECT " + ", ".join([LONG] * 1_900),
    "an endless recursion": ENDLESS,
    "sorting gigabytes": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)"
    " SELECT hex(zeroblob(100000)) || i AS x FROM n ORDER BY x DESC",
}
ANSWERS = {
    "a header without an end": drips(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "an extension of a chunk without an end": drips(CHUNKED, b"5;", b"x"),
    "100 Continue without an end": drips(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a byte from time to time": drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x", every_s=0.9),
    "silence": drips(b"", every_s=60),
}


def measured(words: list[str], folder: Path) -> tuple[float, str]:
    """Run racedb; return how long it took, and how much memory it needed and how it ended."""
    began = time.monotonic()
    command = [sys.executable, "-m", "racedb", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=folder, **quiet) as running:
        peaks: dict[str, int] = {}
        while running.poll() is None and time.monotonic() - began < 60:
            for pid in (str(running.pid), *children(running.pid)):
                peaks[pid] = max(peaks.get(pid, 0), peak_mb(pid))
            time.sleep(0.02)
        running.kill()
        _, said = running.communicate()
    took_s = time.monotonic() - began
    return took_s, f"{sum(peaks.values()):5} MB  exit {running.returncode}  {said.strip()[:80]}"


def show(name: str, found: tuple[float, str], usual_s: float) -> None:
    """Print a line about one attack."""
    took_s, how = found
    print(f"{name:40} {took_s - usual_s:5.1f} s {how}", flush=True)


def children(pid: int) -> list[str]:
    """Give the children of a process."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def peak_mb(pid: str) -> int:
    """Give the most memory that a process has had; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(it.split()[1]) // 1024 for it in lines if it.startswith("VmHWM:"))


def main() -> None:
    """Try all, and print a line for each."""
    with tempfile.TemporaryDirectory() as made, web() as server:
        folder = Path(made)
        (folder / "race.csv").write_text(GOOD)
        subprocess.run(
            [sys.executable, "-m", "racedb", "load", "race.csv", *RACE], cwd=folder, check=True,
            capture_output=True,
        )  # fmt: skip
        options = ["--timeout", str(LIMIT_S), "--format", "csv"]
        usual_s = min(measured(["sql", "SELECT 1", *options], folder)[0] for _ in range(3))
        for name, statement in STATEMENTS.items():
            show(name, measured(["sql", statement, *options], folder), usual_s)
        (folder / "racedb.toml").write_text(
            f'[[schedules]]\nname = "web"\nwhen = "1h"\nsources = ["{server.url}/race.csv"]\n'
            f'private_addresses = true\ntime_limit = "{LIMIT_S}s"\n'
        )
        server.answers = [answer(404)]
        run = ["schedule", "run", "web"]
        usual_s = min(measured(run, folder)[0] for _ in range(3))
        for name, give in ANSWERS.items():
            server.answers = [give]
            show(name, measured(run, folder), usual_s)
        os._exit(0)  # the server still drips


if __name__ == "__main__":
    main()
