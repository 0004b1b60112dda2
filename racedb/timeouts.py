"""How long something may take: a file that hangs would be a schedule that stands still."""

import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from racedb.errors import TimeLimitError, UsageError

_DURATION = re.compile(r"(\d+) ?(s|min|h|d)")
_SOON_S = 0.01
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}


def duration_s(text: str) -> int:
    """
    Read '90s', '10min', '2h' or '1d' as seconds.

    Raises:
        UsageError: it is something else.
    """
    found = _DURATION.fullmatch(text)
    if not found or not int(found[1]):
        message = f"{text!r} is not a duration like '10min', '2h' or '1d'"
        raise UsageError(message)
    return int(found[1]) * _SECONDS[found[2]]


class _TimeIsUpError(BaseException):
    """
    Comes out of the middle of anything; never leaves this module.

    A BaseException, so that no reader takes it for a damaged file, and no database driver for a
    statement that failed and a connection that goes on.
    """


@contextmanager
def time_limit(limit_s: float | None, what: str) -> Iterator[None]:
    """
    End what takes too long, in the middle of whatever it does; transactions roll back on the way.

    It works by a signal, and so only in the main thread of a process; elsewhere there is no limit,
    and none when *limit_s* is None.

    Raises:
        TimeLimitError: it took too long.
    """
    if limit_s is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise _TimeIsUpError

    def ignored(event: "sys.UnraisableHookArgs") -> None:
        if event.exc_type is _TimeIsUpError:  # Python lets nothing out of the end of an object
            signal.setitimer(signal.ITIMER_REAL, _SOON_S)
        else:
            hook(event)

    before, hook = signal.signal(signal.SIGALRM, stop), sys.unraisablehook
    sys.unraisablehook = ignored
    try:
        signal.setitimer(signal.ITIMER_REAL, limit_s)
        yield
    except _TimeIsUpError:
        message = f"{what}: takes longer than {limit_s:g} s; time_limit allows more"
        raise TimeLimitError(message) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = hook
