"""Work for a child process: it imports this module and no more, which makes it quick."""

import os
import signal
import sys
import time
from pathlib import Path

from racedb.errors import UsageError


def count(most):
    yield from range(most)


def refuse(why):
    yield "before"
    raise UsageError(why)


def miss(path):
    yield Path(path).read_text()


def break_down():
    yield 1 / 0


def need(mib):
    yield len(b"x" * (mib << 20))


def sleep_after(text):
    yield text
    time.sleep(600)


def pid_and_sleep():
    yield os.getpid()
    time.sleep(600)


def kill_itself():
    yield "before"
    os.kill(os.getpid(), signal.SIGKILL)


def leave():
    yield "before"
    sys.exit(3)


def environment():
    yield sys.argv, os.getppid()
