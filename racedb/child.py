"""
Work in a process of its own, which can be ended at any moment and may use only so much memory.

For what strangers decide about: a statement of SQL, an answer of a server. Nothing inside a process
can end one long instruction of a database, or a library that waits for the next byte, in time
(docs/adr/0011). The child is a new Python and not a fork, because the caller may have threads. What
it is to do, and what it found, goes through pipes: a command line can be read by all users.
"""

import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, cast

from racedb.errors import RaceDBError, TimeLimitError

MEMORY_MIB = 448
"""The most memory that a child can ask for; libraries and other files that it maps do not count."""
FILE_MIB = 1024
"""The most that a child can write into one file, such as a temporary file of SQLite."""
GRACE_S = 0.5
"""How much longer than its limit a child may take to notice by itself that its time is up."""
_PROGRAM = "from racedb.child import serve; serve()"


def results(
    function: Callable[..., Iterable[Any]],
    arguments: tuple[Any, ...],
    limit_s: float | None,
    too_late: str,
) -> Generator[Any, None, None]:
    """
    Yield what a function yields in a child; to close the iterator ends the child.

    Args:
        function: one of a module, so that the child can import it.
        arguments: its arguments; they, and what it yields, can be pickled.
        limit_s: seconds for all of it, the time between two results included; None: no limit.
        too_late: the message when the time is up.

    Raises:
        TimeLimitError: the time is up.
        RaceDBError: what the function raised; or the child needed too much memory, or was killed.
        OSError: what the function raised.
    """
    with _started() as process, _ended_after(process, limit_s) as is_late:
        sending, receiving = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        with suppress(BrokenPipeError):  # it has ended already; reading reports that
            sending.write(pickle.dumps((function, arguments)))
            sending.flush()
        while True:
            try:
                found = pickle.load(receiving)  # noqa: S301  our own child has just written it
            except (EOFError, pickle.UnpicklingError):
                if is_late.is_set():
                    raise TimeLimitError(too_late) from None
                message = f"the process that did the work was ended ({_how(process.wait())})"
                raise RaceDBError(message) from None
            if found is None:
                return
            if isinstance(found, Exception):
                raise found
            yield from found


@contextmanager
def _started() -> Iterator["subprocess.Popen[bytes]"]:
    """Start a child; kill it at the end of the block, in which it has said all that it has to."""
    paths = os.pathsep.join(sys.path)
    process = subprocess.Popen(  # noqa: S603  this Python
        [sys.executable, "-P", "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,  # Ctrl-C is for the parent, which ends the child
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def _ended_after(
    process: "subprocess.Popen[bytes]", limit_s: float | None
) -> Iterator[threading.Event]:
    """Kill a child when its time is up, and set the event that is yielded."""
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer((limit_s or 0) + GRACE_S, end)
    if limit_s is not None:
        timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()


def _how(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def serve() -> None:  # pragma: no cover - in the child, whose lines coverage does not count
    """Do the work of a child."""
    for kind, most_mib in ((resource.RLIMIT_DATA, MEMORY_MIB), (resource.RLIMIT_FSIZE, FILE_MIB)):
        with suppress(ValueError):  # an administrator allows even less
            resource.setrlimit(kind, (most_mib << 20, resource.getrlimit(kind)[1]))
    function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301  our parent has written it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    send(function, arguments, sys.stdout.buffer)


def _end_with_parent() -> None:  # pragma: no cover - in the child
    """Wait for the end of standard input, which the parent leaves open as long as it lives."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def send(
    function: Callable[..., Iterable[Any]], arguments: tuple[Any, ...], stream: IO[bytes]
) -> None:
    """Write what a function yields, then None, or else the error that it raised."""
    found: Exception | None = None
    try:
        for one in function(*arguments):
            pickle.dump((one,), stream)
            stream.flush()
    except (RaceDBError, OSError) as error:
        found = error
    except MemoryError:
        found = RaceDBError(f"needs more than {MEMORY_MIB} MiB of memory, which is the limit")
    except Exception as error:  # noqa: BLE001  it is the parent that reports it
        found = RuntimeError(f"{type(error).__name__}: {error}")
    pickle.dump(found, stream)
    stream.flush()
