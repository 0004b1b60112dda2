"""
Write-behind: a thread inserts rows while the program prepares the next ones.

A connection does one thing at a time. Every other statement on it waits until all submitted writes
are done, so that it sees the same rows as without the thread.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread
from typing import Any

from sqlalchemy import Connection, event

# Submitted writes that may wait in the queue; bounds the memory.
_QUEUED = 4
_WRITER = "racedb_writer"

Write = Callable[[], None]


@contextmanager
def background_writer(connection: Connection) -> Iterator[None]:
    """
    Start a thread that does the submitted writes of this connection; all are done at the end.

    Raises:
        Exception: what a write raised; at the next statement, or at the end.
    """
    info = connection.info  # kept here: a lost connection no longer has it
    writer = info[_WRITER] = _Writer()

    def wait(*_: Any) -> None:
        writer.wait()

    event.listen(connection, "before_cursor_execute", wait)
    try:
        yield
        writer.wait()
    finally:
        event.remove(connection, "before_cursor_execute", wait)
        del info[_WRITER]
        writer.stop()


def submit(connection: Connection, write: Write) -> None:
    """Do a write: soon, if the connection has a background writer, else at once."""
    writer: _Writer | None = connection.info.get(_WRITER)
    if writer is None:
        write()
    else:
        writer.put(write)


def flush(connection: Connection) -> None:
    """Wait until all submitted writes are done."""
    if writer := connection.info.get(_WRITER):
        writer.wait()


class _Writer:
    """A thread that does one write after the other; after an error it discards the rest."""

    def __init__(self) -> None:
        self._queue: Queue[Write | None] = Queue(_QUEUED)
        self._error: BaseException | None = None
        self._stopped = False
        self._thread = Thread(target=self._work, name="racedb-write", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (write := self._queue.get()) is not None:
            if self._error is None and not self._stopped:
                try:
                    write()
                except BaseException as error:  # noqa: BLE001  `wait` raises it
                    self._error = error
            del write  # or its rows would stay in memory until the next write
            self._queue.task_done()

    def put(self, write: Write) -> None:
        self._raise()
        self._queue.put(write)

    def wait(self) -> None:
        self._queue.join()
        self._raise()

    def stop(self) -> None:
        """End the thread; after an error the writes in the queue are discarded."""
        self._stopped = True
        self._queue.put(None)
        self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error
