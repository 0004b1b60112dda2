"""
A command of racedb in a process that something happens to.

What happens is arranged inside that process, for only there a step has a number; racedb itself knows
nothing of it.
"""

import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from racedb.db import bulk
from racedb.ingest import plan
from tests import forks
from tests.forks import Child, Ended


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


def run(words: Sequence[object], fault: Fault, folder: Path) -> Ended:
    """Run a command line in a folder, to its end; its last word is the database."""
    disk = Path(str(words[-1])).parent
    with filled(disk, fault.at) if fault.kind == "disk" else nullcontext():
        return start(words, fault, folder).end()


def start(words: Sequence[object], fault: Fault, folder: Path) -> Child:
    """Start a command line; "bulk" before it makes it take the way of big files."""
    in_bulk = words[0] == "bulk"
    return forks.start(words[in_bulk:], folder, _arranged, fault, in_bulk, words[-1])


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """Leave so many bytes on a disk."""
    ballast, room = disk / "ballast", os.statvfs(disk)
    ballast.touch()
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, room.f_bavail * room.f_frsize - left))
    yield
    ballast.unlink()


def steps(folder: Path) -> tuple[int, int]:
    """Read how many statements and commits the last command had that nothing happened to."""
    statements, commits = (folder / ".steps").read_text().split()
    return int(statements), int(commits)


@contextmanager
def _arranged(fault: Fault, in_bulk: bool, database: object) -> Iterator[None]:
    counts = {"statement": 0, "commit": 0}
    _listen(fault, counts)
    if fault.kind == "disk":
        os.environ["SQLITE_TMPDIR"] = str(Path(str(database)).parent)
    if fault.kind == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault.at, fault.at))
    if in_bulk:
        plan._BIG_BYTES = 0  # noqa: SLF001
    try:
        yield
    finally:
        if fault.kind == "nothing":
            Path(".steps").write_text(f"{counts['statement']} {counts['commit']}")


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
