"""
Messages on stderr: lines for people, or one JSON object per line for log collectors.

`--log json` or RACEDB_LOG=json selects JSON. Every object has `at` (UTC), `level` and `message`,
and what the line is about: `import_id`, `source`, `schedule`, `run` ...
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from racedb.errors import UsageError
from racedb.safe_text import escape, escape_json, mask

Level = Literal["info", "warning", "error"]
VARIABLE = "RACEDB_LOG"
FORMATS = ("text", "json")
_BEGIN, _END = 1_500, 400
"""Letters of a message that are shown if it has more of them: it may quote a whole statement."""


@dataclass(slots=True)
class _Settings:
    """How this process writes to its one stderr, in all its threads."""

    json: bool = False


_settings = _Settings()


def configure(words: Sequence[str]) -> None:
    """
    Choose the format, before the command line is parsed: its errors are logged in that format too.

    Args:
        words: the command line; --log takes precedence over RACEDB_LOG.

    Raises:
        UsageError: RACEDB_LOG is neither text nor json.
    """
    _settings.json = False
    wanted = os.environ.get(VARIABLE) or "text"
    if wanted not in FORMATS:
        message = f"{VARIABLE}={wanted!r} is not one of {', '.join(FORMATS)}"
        raise UsageError(message)
    for word, then in pairwise([*words, ""]):
        name, _, value = word.partition("=")
        if name == "--log":
            wanted = value or then
    _settings.json = wanted == "json"


def is_json() -> bool:
    """Return whether messages are JSON."""
    return _settings.json


def emit(message: str, level: Level = "info", /, **about: object) -> None:
    """
    Write one message in one piece, so that lines of several processes do not mix.

    Args:
        message: as people read it; the JSON has no 'racedb: ' in front.
        level: info; warning: a person may want to look; error: something was not done.
        about: further keys of the JSON; None is omitted.

    Names of files and answers of servers are part of messages: what is not printable is escaped,
    values in the query of a URL are hidden, and the middle of a very long message is left out.
    """
    message = mask(message)
    if len(message) > _BEGIN + _END:
        message = f"{message[:_BEGIN]} ... {message[-_END:]}"
    if is_json():
        line = _as_json(message.removeprefix("racedb: ").strip(), level, about)
    else:
        line = escape(message)
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _as_json(message: str, level: Level, about: dict[str, object]) -> str:
    import json  # a query without messages does not need it
    from datetime import UTC, datetime

    at = datetime.now(UTC).isoformat("T", "milliseconds").replace("+00:00", "Z")
    known = {name: value for name, value in about.items() if value is not None}
    record = {"at": at, "level": level, "message": message} | known
    return escape_json(json.dumps(record, ensure_ascii=False))
