"""Tables of weather, race control and stints: known by all their headers, not one by one."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from racedb.fields import CONTEXT
from racedb.reference.tables import rows, several
from racedb.understand import vocabulary
from racedb.understand.kinds import NO_HEADER

_LEAST = 4
"""So many headers of a schema leave no doubt."""


class _Schema(NamedTuple):
    """The headers of one kind of files."""

    fields: Mapping[str, str]
    """Fields by folded header."""
    needs: frozenset[str]
    """Fields that such a table always has."""


def recognised(headers: Sequence[str]) -> list[tuple[str | None, str, float]] | None:
    """
    Return field, why and how sure that is, of each column of such a table; None: it is none.

    >>> [it[0] for it in recognised(["Time", "AirTemp", "Rainfall", "TrackTemp", "Session"])]
    ['elapsed', 'air_c', 'rain', 'track_c', 'session']
    """
    keys = [vocabulary.key(header) for header in headers]
    schema = max(_schemas(), key=lambda one: len(one.fields.keys() & keys))
    if len(schema.fields.keys() & keys) < _LEAST:
        return None
    others = {key: vocabulary.fields(key)[:1] for key in keys if key not in schema.fields}
    fields = [schema.fields.get(key) or next(iter(others[key]), None) for key in keys]
    is_other = any(field not in CONTEXT for one in others.values() for field in one)
    if is_other or not schema.needs <= set(fields):
        return None
    return [(it, "header", 1.0) if it else (None, NO_HEADER, 0.0) for it in fields]


@cache
def _schemas() -> Sequence[_Schema]:
    table = rows("session_tables")
    names = dict.fromkeys(row["schema"] for row in table)
    return [_schema([row for row in table if row["schema"] == name]) for name in names]


def _schema(table: Sequence[Mapping[str, str]]) -> _Schema:
    fields = {header: row["field"] for row in table for header in several(row["headers"])}
    return _Schema(fields, frozenset(row["field"] for row in table if row["need"]))
