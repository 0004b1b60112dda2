"""
`make attacks`: hostile statements and servers, and what they cost: seconds, and megabytes of memory.

Each has a limit of two seconds; the memory is that of racedb and its child together.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.refusals import GOOD, RACE
from tests.test_fetch import CHUNKED, drips
from tests.test_isolated import HARD, LONG, REPLACE, TALL
from tests.web import web

LIMIT_S = 2
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
STATEMENTS = {
    "instr of megabytes": HARD,
    "replace of megabytes": REPLACE,
    "endless rows of a megabyte": TALL,
    "1,900 columns of a megabyte": "SELECT " + ", ".join([LONG] * 1_900),
    "an endless recursion": ENDLESS,
    "sorting gigabytes": f"SELECT count(*) FROM ({TALL} LIMIT 20000) ORDER BY x",
}
ANSWERS = {
    "a header without an end": drips(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "an extension of a chunk without an end": drips(CHUNKED, b"5;", b"x"),
    "100 Continue without an end": drips(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a byte from time to time": drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x", every_s=0.9),
    "silence": drips(b"", every_s=60),
}


def measured(words: list[str], folder: Path) -> str:
    """Run racedb, and say how long it took, how much memory it needed, and how it ended."""
    began = time.monotonic()
    command = [sys.executable, "-m", "racedb", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=folder, **quiet) as running:
        peaks: dict[str, int] = {}
        while running.poll() is None and time.monotonic() - began < 60:
            peaks |= {pid: peak_mb(pid) for pid in (str(running.pid), *children(running.pid))}
            time.sleep(0.02)
        running.kill()
        _, said = running.communicate()
    took_s = time.monotonic() - began
    return f"{took_s:5.1f} s {sum(peaks.values()):5} MB  exit {running.returncode}  {said.strip()[:90]}"


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
            [sys.executable, "-m", "racedb", "load", "race.csv", *RACE], cwd=folder, check=True
        )
        for name, statement in STATEMENTS.items():
            words = ["sql", statement, "--timeout", str(LIMIT_S), "--format", "csv"]
            print(f"{name:40} {measured(words, folder)}", flush=True)
        (folder / "racedb.toml").write_text(
            f'[[schedules]]\nname = "web"\nwhen = "1h"\nsources = ["{server.url}/race.csv"]\n'
            f'private_addresses = true\ntime_limit = "{LIMIT_S}s"\n'
        )
        for name, answer in ANSWERS.items():
            server.answers = [answer]
            print(f"{name:40} {measured(['schedule', 'run', 'web'], folder)}", flush=True)
        os._exit(0)  # the server still drips


if __name__ == "__main__":
    main()
