"""Tables that are no results, by their headers: telemetry, calendars, standings, weather."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from racedb.reference.tables import rows, several
from racedb.understand.vocabulary import key

_LEAST = 2
"""So many headers name a table that is no results anyway."""
_SHARE = 0.4
"""So large a share of its headers names a table that may be one of results."""


class _Kind(NamedTuple):
    """A kind of tables that racedb does not store."""

    what: str
    instead: str
    sure: int
    """So many words leave no doubt; 0: no number of them does."""
    words: frozenset[str]


def described(headers: Iterable[str]) -> str:
    """
    Say what a table without results is, and what to load instead; '' where nobody knows.

    >>> described(["date", "rpm", "throttle"])
    'it looks like telemetry: load the laps that were made of it'
    """
    keys = {key(header) for header in headers}
    found = {kind: len(keys & kind.words) for kind in _kinds()}
    most = max(found, key=found.__getitem__)
    if found[most] < _LEAST:
        return ""
    return f"it looks like {most.what}: {most.instead}"


def refusal(headers: Sequence[str]) -> str:
    """
    Say what a table is that may be taken for results and is none; '' where that is not sure.

    >>> refusal(["driver_number", "rpm", "speed", "n_gear", "throttle", "brake"])
    'is telemetry: load the laps that were made of it'
    """
    keys = {key(header) for header in headers if header.strip()}
    for kind in _kinds():
        listed = len(keys & kind.words)
        if kind.sure and listed >= kind.sure and listed >= _SHARE * len(keys):
            return f"is {kind.what}: {kind.instead}"
    return ""


@cache
def _kinds() -> Sequence[_Kind]:
    return tuple(map(_kind, rows("other_tables")))


def _kind(row: Mapping[str, str]) -> _Kind:
    words = frozenset(several(row["words"]))
    return _Kind(row["what"], row["instead"], int(row["sure"] or 0), words)
