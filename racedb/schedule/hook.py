"""Who is told when a person is needed: a program of the user's own, or an address on the web."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from racedb import __version__

TIME_LIMIT_S = 60.0
WEB = ("https://", "http://")
WAITS_S = (0.5, 1.0, 2.0)
"""Between tries to post; a message that comes twice does less harm than one that does not come."""


def tell(command: Sequence[str], folder: Path, said: str) -> str | None:
    """
    Tell somebody; give what went wrong, None when nothing did.

    Args:
        command: the program and its arguments, taken as they are: there is no shell; it gets the
            text on its standard input. Or a URL alone, that the text is posted to.
        folder: where the program runs.
        said: the text, JSON.
    """
    if command[0].startswith(WEB):
        return _post(command[0], said)
    try:
        done = subprocess.run(  # noqa: S603  the owner of racedb.toml names it
            command, input=said, text=True, encoding="utf-8", cwd=folder, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIME_LIMIT_S,
            errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{command[0]} took longer than {TIME_LIMIT_S:.0f} s"
    except OSError as error:
        return f"{command[0]}: {(error.strerror or str(error)).lower()}"
    if done.returncode:
        last = " ".join(done.stderr.split())[-200:]
        return f"{command[0]} ended with {done.returncode}: {last or 'it said nothing'}"
    return None


def _post(url: str, said: str) -> str | None:
    """Post to an address, four times at most; give what went wrong the last time."""
    trouble = _posted(url, said)
    for wait_s in WAITS_S:
        if trouble is None:
            break
        time.sleep(wait_s)
        trouble = _posted(url, said)
    return trouble


def _posted(url: str, said: str) -> str | None:
    """Post once. Only the host is ever named: what stands behind it is often a secret."""
    host = urlsplit(url).hostname
    headers = {"Content-Type": "application/json", "User-Agent": f"racedb/{__version__}"}
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request(
                "POST", url, body=said.encode(), headers=headers, retries=False, redirect=False,
                timeout=urllib3.Timeout(total=TIME_LIMIT_S / 6),
            )  # fmt: skip
    except HTTPError as error:
        return f"{host} cannot be reached: {type(error).__name__}"
    return None if answer.status < 300 else f"{host} answers {answer.status}"
