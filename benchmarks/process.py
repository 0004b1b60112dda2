"""One whole process: its time, its processor time, its memory."""

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypedDict


class Run(TypedDict):
    """What one run of a process took."""

    wall_s: float
    cpu_s: float
    """User and system; of a load into PostgreSQL the client's part only."""
    peak_mb: float
    """The most memory that was resident at a time, likewise."""
    others: float
    """Load average of the machine when it began: 0 is quiet."""


class FailedError(Exception):
    """A process ended with an exit code that means no success."""


def measured(
    words: list[str],
    said: Path,
    exits: Iterable[int] = (0,),
    variables: Mapping[str, str] | None = None,
) -> Run:
    """
    Run a process to its end.

    Args:
        words: the program, by its path, and its arguments.
        said: where its stderr goes; stdout goes nowhere.
        exits: codes that mean success.
        variables: of its environment, beside ours.

    Raises:
        FailedError: another exit code, with the last line that it said.
    """
    others = os.getloadavg()[0]
    environment = {**os.environ, **(variables or {})}
    with Path(os.devnull).open("wb") as nowhere, said.open("wb") as talk:
        streams = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1),
                   (os.POSIX_SPAWN_DUP2, talk.fileno(), 2)]  # fmt: skip
        start = time.perf_counter()
        child = os.posix_spawn(words[0], words, environment, file_actions=streams)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - start
    if (code := os.waitstatus_to_exitcode(status)) not in exits:
        last = said.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        message = f"exit code {code} of: {' '.join(words)}: {last}"
        raise FailedError(message)
    return {
        "wall_s": wall,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
        "others": others,
    }
