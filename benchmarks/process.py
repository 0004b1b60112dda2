"""One whole process: its time, its processor time, its memory."""

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """What one run of a process took."""

    wall_s: float
    cpu_s: float
    """User and system; of a load into PostgreSQL only the client's part."""
    peak_mb: float
    """The most memory that was resident at a time, likewise."""


class FailedError(Exception):
    """A process ended with an exit code that means no success."""


def measure(words: Sequence[str], log: Path, exits: Iterable[int] = (0,)) -> Run:
    """
    Run a process to its end.

    Args:
        words: the program, by its path, and its arguments.
        log: the file that its stderr goes to; stdout is dropped.
        exits: exit codes that mean success.

    Raises:
        FailedError: it ended with a different exit code; the message has its last line of stderr.
    """
    with Path(os.devnull).open("wb") as nowhere, log.open("wb") as stderr:
        streams = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1),
                   (os.POSIX_SPAWN_DUP2, stderr.fileno(), 2)]  # fmt: skip
        start = time.perf_counter()
        # wait4 has the resources of this one child; subprocess would add its own start-up.
        child = os.posix_spawn(words[0], words, os.environ, file_actions=streams)
        _, status, used = os.wait4(child, 0)
        wall_s = time.perf_counter() - start
    if (code := os.waitstatus_to_exitcode(status)) not in exits:
        last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        message = f"exit code {code} of: {' '.join(words)}: {last}"
        raise FailedError(message)
    return Run(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
