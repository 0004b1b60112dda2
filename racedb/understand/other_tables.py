"""Tables that racedb does not store, by their headers: telemetry, calendars, standings."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from racedb.fields import OF_SEASON
from racedb.reference.tables import rows, several
from racedb.table import Column, Table
from racedb.understand.vocabulary import is_of_season, key, numbered

_LEAST = 2
"""So many headers name a table that is no results anyway."""
_SHARE = 0.4
"""So large a share of its headers names a table that may be one of results."""


_WHO = ("car", "driver", "given", "family", "team", "entrant", "manufacturer")
"""How fields begin that say who takes part."""


class _Kind(NamedTuple):
    """A kind of tables that racedb does not store."""

    what: str
    instead: str
    sure: int
    """So many words leave no doubt; 0: no number of them does."""
    needs: str
    """A word that such a table always has; '' where there is none."""
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


def refusal(table: Table) -> str:
    """Say what a table is that may be taken for results and is none; '' where that is not sure."""
    if table.kind in OF_SEASON:
        return ""
    keys = {key(header) for header in table.header if header.strip()}
    for one in _kinds():
        listed = len(keys & one.words)
        is_sure = one.sure and listed >= max(one.sure, _SHARE * len(keys))
        if is_sure and one.needs in {*keys, ""}:
            return f"holds {one.what}: {one.instead}"
    if _is_of_season(table):
        return "holds standings of a season: load the results that they add up"
    # The laps of a single car may name nobody.
    nobody = not any((column.field or "").startswith(_WHO) for column in table.columns)
    what = described(table.header) if nobody and table.kind in ("results", "entries") else ""
    return f"names no cars and no drivers; {what}" if what else ""


def _is_of_season(table: Table) -> bool:
    """Recognise standings: columns of rounds that are left out, and only places and points."""
    rounds = sum(it.field is None and _is_round(it) for it in table.columns)
    has = {it.field for it in table.columns}
    return rounds >= _LEAST and not has & _OF_RACE


def _is_round(column: Column) -> bool:
    if is_of_season(key(column.source)):
        return True
    is_numbered = numbered("run", column.source) is not None
    return is_numbered and bool(column.samples) and all(map(str.isdecimal, column.samples))


_OF_RACE = {"laps", "total", "gap", "best_lap", "grid", "status", "q1", "lap_number", "speed_kph"}


@cache
def _kinds() -> Sequence[_Kind]:
    return tuple(map(_kind, rows("other_tables")))


def _kind(row: Mapping[str, str]) -> _Kind:
    words = frozenset(several(row["words"]))
    return _Kind(row["what"], row["instead"], int(row["sure"] or 0), row["needs"], words)
