"""
Rows that are written behind the work: a thread inserts them while the next ones are made.

A connection does one thing at a time. Every other statement on it waits until the rows that were
given before are in, so that nobody sees a difference; work that asks nothing goes on meanwhile.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread
from typing import Any

from sqlalchemy import Connection, event

_WAITING = 4
"""Writes that wait at most, besides the one that goes on: bounds the memory."""
_BEHIND = "racedb_behind"

Write = Callable[[], None]


@contextmanager
def background_writer(connection: Connection) -> Iterator[None]:
    """
    Let a thread write what `write` is given for this connection; all of it is there at the end.

    Raises:
        Exception: what a write raised; at the next statement, or here.
    """
    info = connection.info  # a connection that is lost gives it no more
    writer = info[_BEHIND] = _Writer()

    def wait(*_: Any) -> None:
        writer.wait()

    event.listen(connection, "before_cursor_execute", wait)
    try:
        yield
        writer.wait()
    finally:
        event.remove(connection, "before_cursor_execute", wait)
        del info[_BEHIND]
        writer.stop()


def submit(connection: Connection, rows: Write) -> None:
    """Write rows: soon, if there is a thread for this connection, else at once."""
    writer: _Writer | None = connection.info.get(_BEHIND)
    if writer is None:
        rows()
    else:
        writer.put(rows)


def flush(connection: Connection) -> None:
    """Wait for what `write` was given, as every other statement does."""
    if writer := connection.info.get(_BEHIND):
        writer.wait()


class _Writer:
    """A thread that does one write after the other, until one fails."""

    def __init__(self) -> None:
        self._waiting: Queue[Write | None] = Queue(_WAITING)
        self._error: BaseException | None = None
        self._stopped = False
        self._thread = Thread(target=self._work, name="racedb-write", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (rows := self._waiting.get()) is not None:
            if self._error is None and not self._stopped:
                try:
                    rows()
                except BaseException as error:  # noqa: BLE001  `wait` raises it
                    self._error = error
            del rows  # else they would stay until the next ones come
            self._waiting.task_done()

    def put(self, rows: Write) -> None:
        self._raise()
        self._waiting.put(rows)

    def wait(self) -> None:
        self._waiting.join()
        self._raise()

    def stop(self) -> None:
        """End the thread; what still waits then, after an error, is left out."""
        self._stopped = True
        self._waiting.put(None)
        self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error
