"""
A command of racedb in a process that something happens to.

What happens is arranged inside that process, for only there a step has a number; racedb itself knows
nothing of it. Processes are forked from one that has imported everything, so that hundreds are cheap.
"""

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from racedb.cli import main
from racedb.db import bulk
from racedb.ingest import plan

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "tests.faults.dies", "racedb.ingest.pipeline", "racedb.history.undo", "racedb.db.schema",
        "racedb.schedule.run", "racedb.render.report", "racedb.readers.delimited",
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """How a process ended: -9 is SIGKILL."""

    code: int
    said: str


@dataclass(frozen=True)
class Fault:
    """
    What happens, and when.

    nothing: the numbers of statements, writes of many rows too, and commits are written down; kill: SIGKILL before a
    statement; commit: SIGKILL around a commit, 0 before the first, 1 behind it ...; drop: the server
    ends the connection before a statement; full: no file may grow beyond so many bytes; disk: the
    disk of the database has so many bytes left, for its journal and temporary files too.
    """

    kind: str = "nothing"
    at: int = 0


def run(arguments: Sequence[object], fault: Fault, folder: Path) -> Ended:
    """Run a command line in a folder, to its end."""
    full = (
        filled(Path(str(arguments[-1])).parent, fault.at) if fault.kind == "disk" else nullcontext()
    )
    with full:
        child, output = start(arguments, fault, folder)
        child.join(120)
    assert child.exitcode is not None
    return Ended(child.exitcode, output.read_text(encoding="utf-8"))


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """Leave so many bytes on a disk."""
    ballast, room = disk / "ballast", os.statvfs(disk)
    ballast.touch()
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, room.f_bavail * room.f_frsize - left))
    yield
    ballast.unlink()


def start(arguments: Sequence[object], fault: Fault, folder: Path) -> tuple[Any, Path]:
    """Start a command line in a folder."""
    output = folder / "output"
    child = _FORKS.Process(target=_child, args=([str(it) for it in arguments], fault, output))
    child.start()
    return child, output


def steps(folder: Path) -> tuple[int, int]:
    """Give how many statements and commits the last command had that nothing happened to."""
    statements, commits = (folder / "output.steps").read_text().split()
    return int(statements), int(commits)


def _child(arguments: Sequence[str], fault: Fault, output: Path) -> NoReturn:
    os.chdir(output.parent)
    os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(1, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    counts = {"statement": 0, "commit": 0}
    _listen(fault, counts)
    if fault.kind == "disk":
        os.environ["SQLITE_TMPDIR"] = str(Path(arguments[-1]).parent)
    if fault.kind == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault.at, fault.at))
    if arguments[0] == "bulk":  # the way of big files, with a small one
        plan._BIG_BYTES = 0  # noqa: SLF001
        arguments = arguments[1:]
    try:
        main(arguments)
    finally:
        if fault.kind == "nothing":
            steps = f"{counts['statement']} {counts['commit']}"
            output.with_name("output.steps").write_text(steps)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _listen(fault: Fault, counts: dict[str, int]) -> None:
    def step(connection: sa.Connection) -> None:
        counts["statement"] += 1
        if counts["statement"] == fault.at and fault.kind == "kill":
            _die()
        if counts["statement"] == fault.at and fault.kind == "drop":
            _drop(connection)

    sa.event.listen(sa.Engine, "before_cursor_execute", lambda it, *_: step(it))
    _before_writes(step)
    commit: Callable[..., None] = DefaultDialect.do_commit

    def around(dialect: DefaultDialect, connection: Any) -> None:
        for moment in (2 * counts["commit"], 2 * counts["commit"] + 1):
            if fault == Fault("commit", moment):
                _die()
            if moment % 2 == 0:
                commit(dialect, connection)
        counts["commit"] += 1

    DefaultDialect.do_commit = around  # type: ignore[method-assign]


def _before_writes(step: Callable[[sa.Connection], None]) -> None:
    """Count writes of many rows: no statements of SQLAlchemy's, and perhaps of another thread."""
    write = bulk.submit

    def written(connection: sa.Connection, rows: Callable[[], None]) -> None:
        def later() -> None:
            step(connection)
            rows()

        write(connection, later)

    bulk.submit = written


def _drop(connection: sa.Connection) -> None:
    mine: Any = connection.connection.driver_connection
    with psycopg.connect(
        connection.engine.url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [mine.info.backend_pid])
