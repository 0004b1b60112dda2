"""
Command lines in processes that are forked from one that has imported everything.

A process of its own costs a second of imports; a forked one a tenth of that. `run_process` of
conftest starts a real one, for tests of the start itself.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

from racedb.cli import main

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.preloaded"])
_numbers = count(1)

Around = Callable[..., AbstractContextManager[None]]
"""A context manager of a module, in which the command line runs."""


class Ended(NamedTuple):
    """How a process ended: -9 is SIGKILL."""

    code: int | None
    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """All that it wrote."""
        return self.stdout + self.stderr


@dataclass(frozen=True)
class Child:
    """A process that runs a command line, and the files that it writes to."""

    process: ForkServerProcess
    stdout: Path
    stderr: Path

    def end(self, timeout_s: float = 240) -> Ended:
        """Wait for its end."""
        self.process.join(timeout_s)
        texts = (it.read_text(encoding="utf-8") for it in (self.stdout, self.stderr))
        return Ended(self.process.exitcode, *texts)

    def kill(self) -> Ended:
        """End it by SIGKILL."""
        self.process.kill()
        return self.end()


def start(
    words: Sequence[object],
    folder: Path,
    around: Around = nullcontext,
    *arguments: object,
) -> Child:
    """
    Start a command line in a folder.

    Args:
        words: the arguments of racedb.
        folder: where it works.
        around: what the command line runs in, made in the process.
        *arguments: of *around*.
    """
    number = next(_numbers)
    stdout, stderr = folder / f".{number}.stdout", folder / f".{number}.stderr"
    for path in (stdout, stderr):
        path.touch()  # it may be killed before it writes
    texts = [str(it) for it in words]
    process = _FORKS.Process(target=_run, args=(texts, stdout, stderr, around, arguments))
    process.start()
    return Child(process, stdout, stderr)


def run(
    words: Sequence[object],
    folder: Path,
    around: Around = nullcontext,
    *arguments: object,
) -> Ended:
    """Run a command line in a folder to its end."""
    return start(words, folder, around, *arguments).end()


def _run(
    words: Sequence[str], stdout: Path, stderr: Path, around: Around, arguments: Sequence[object]
) -> None:
    assert "tests.preloaded" in sys.modules  # the server of forks ignores what it cannot import
    os.chdir(stdout.parent)
    for number, path in ((1, stdout), (2, stderr)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    with around(*arguments):
        main(words)
