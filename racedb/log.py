"""
What racedb says on stderr: lines for people, or an object of JSON a line for collectors of logs.

`--log json` or RACEDB_LOG=json asks for the second. Every object has `at` (UTC), `level` and
`message`, and what the line is about: `import_id`, `source`, `schedule`, `run` ...
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from racedb.errors import UsageError

Level = Literal["info", "warning", "error"]
VARIABLE = "RACEDB_LOG"
KINDS = ("text", "json")


@dataclass(slots=True)
class _How:
    """How this process talks: one stderr, one way, in all its threads."""

    json: bool = False


_how = _How()


def configure(words: Sequence[str]) -> None:
    """
    Find out how to talk, before anything else: also a wrong command line is talked about.

    Args:
        words: the command line; its --log goes before RACEDB_LOG.

    Raises:
        UsageError: RACEDB_LOG is something else.
    """
    _how.json = False
    wanted = os.environ.get(VARIABLE) or "text"
    if wanted not in KINDS:
        message = f"{VARIABLE}={wanted!r} is not one of {', '.join(KINDS)}"
        raise UsageError(message)
    for word, then in pairwise([*words, ""]):
        name, _, value = word.partition("=")
        if name == "--log":
            wanted = value or then
    _how.json = wanted == "json"


def is_json() -> bool:
    """Say whether lines are JSON."""
    return _how.json


def emit(message: str, level: Level = "info", /, **about: object) -> None:
    """
    Say one thing, whole at once: lines of several processes do not run into each other.

    Args:
        message: as people read it; 'racedb: ' in front of it is for them only.
        level: info; warning: a person may want to look; error: something was not done.
        about: what JSON says besides; None is left out.
    """
    if is_json():
        message = _as_json(message.removeprefix("racedb: ").strip(), level, about)
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def _as_json(message: str, level: Level, about: dict[str, object]) -> str:
    # Here, because a question that goes well says nothing and shall not wait for these.
    import json
    from datetime import UTC, datetime

    at = datetime.now(UTC).isoformat("T", "milliseconds").replace("+00:00", "Z")
    known = {name: value for name, value in about.items() if value is not None}
    return json.dumps({"at": at, "level": level, "message": message} | known, ensure_ascii=False)
