"""Notify a person: run a program of the user's own, or post to a web address."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from racedb import __version__
from racedb.child import results
from racedb.errors import RaceDBError, TimeLimitError

TIME_LIMIT_S = 60.0
POST_S = 10.0
"""How long one try to post may take."""
WEB = ("https://", "http://")
WAITS_S = (0.5, 1.0, 2.0)
"""Pauses between tries to post; a message that arrives twice is better than one that is lost."""


def notify(command: Sequence[str], folder: Path, text: str) -> str | None:
    """
    Send a text, and return what went wrong; None: nothing did.

    Args:
        command: a program and its arguments, run without a shell; it gets the text on its standard
            input. Or a single URL, to which the text is posted.
        folder: the working folder of the program.
        text: JSON.
    """
    if command[0].startswith(WEB):
        return _post(command[0], text)
    try:
        done = subprocess.run(  # noqa: S603  the owner of racedb.toml names it
            command, input=text, text=True, encoding="utf-8", cwd=folder, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIME_LIMIT_S,
            errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{command[0]} took longer than {TIME_LIMIT_S:.0f} s"
    except OSError as error:
        return f"{command[0]}: {(error.strerror or str(error)).lower()}"
    if done.returncode:
        last = " ".join(done.stderr.split())[-200:]
        return f"{command[0]} exited with {done.returncode}: {last or 'no message'}"
    return None


def _post(url: str, text: str) -> str | None:
    """Post to an address, up to four times; return what went wrong the last time."""
    trouble = _post_once(url, text)
    for wait_s in WAITS_S:
        if trouble is None:
            break
        time.sleep(wait_s)
        trouble = _post_once(url, text)
    return trouble


def _post_once(url: str, text: str) -> str | None:
    """Post once, in a child. Messages name the host only: the rest is often a secret."""
    host = urlsplit(url).hostname
    too_late = f"{host} took longer than {POST_S:.0f} s"
    try:
        with closing(results(send, (url, text), POST_S, too_late)) as found:
            trouble: str | None = next(found)
    except TimeLimitError as error:
        return str(error)
    except (RaceDBError, RuntimeError):  # an answer that is no HTTP breaks more than one library
        return f"{host} answers in a way that cannot be understood"
    return trouble and f"{host} {trouble}"


def send(url: str, text: str) -> Iterator[str | None]:
    """Post a text and yield what went wrong; it runs in the child."""
    headers = {"Content-Type": "application/json", "User-Agent": f"racedb/{__version__}"}
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request(
                "POST", url, body=text.encode(), headers=headers, retries=False, redirect=False,
                preload_content=False, timeout=urllib3.Timeout(total=POST_S),
            )  # fmt: skip
    except HTTPError as error:
        yield f"cannot be reached: {type(error).__name__}"
    else:
        yield None if answer.status < 300 else f"answers {answer.status}"
