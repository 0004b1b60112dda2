"""How long one file may take: a run that hangs would be a schedule that stands still."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from racedb.errors import TimeLimitError


@contextmanager
def at_most(limit_s: float, what: str) -> Iterator[None]:
    """
    End what takes too long, in the middle of whatever it does; transactions roll back on the way.

    It works by a signal, and so only in the main thread of a process; elsewhere there is no limit.

    Raises:
        TimeLimitError: it took too long.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        message = f"{what}: takes longer than {limit_s:g} s; time_limit allows more"
        raise TimeLimitError(message)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
