"""Time limits: a file that hangs must not stop a schedule."""

import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from racedb.errors import TimeLimitError, UsageError

_DURATION = re.compile(r"(\d+) ?(s|min|h|d)")
_RETRY_S = 0.01
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}


def duration_s(text: str) -> int:
    """
    Parse '90s', '10min', '2h' or '1d' as seconds.

    Raises:
        UsageError: the text is not a duration.
    """
    found = _DURATION.fullmatch(text)
    if not found or not int(found[1]):
        message = f"{text!r} is not a duration like '10min', '2h' or '1d'"
        raise UsageError(message)
    return int(found[1]) * _SECONDS[found[2]]


class _TimeIsUpError(BaseException):
    """
    Raised in the middle of anything; never leaves this module.

    A BaseException, so that no reader takes it for a damaged file, and no database driver for a
    failed statement on a connection that can go on.
    """


@contextmanager
def time_limit(limit_s: float | None, what: str) -> Iterator[None]:
    """
    Stop a block that takes longer than *limit_s*; its transactions roll back.

    It works by a signal, so only in the main thread of a process. In other threads there is no
    limit, nor if *limit_s* is None.

    Raises:
        TimeLimitError: the block took too long; the message begins with *what*.
    """
    if limit_s is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise _TimeIsUpError

    def retry(event: "sys.UnraisableHookArgs") -> None:
        # Python swallows exceptions in a destructor, so the signal has to come once more.
        if event.exc_type is _TimeIsUpError:
            signal.setitimer(signal.ITIMER_REAL, _RETRY_S)
        else:
            hook(event)

    before, hook = signal.signal(signal.SIGALRM, stop), sys.unraisablehook
    sys.unraisablehook = retry
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
