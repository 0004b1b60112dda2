"""Tables of weather, race control, stints and penalties: known by all their headers at once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from racedb.fields import CONTEXT
from racedb.reference.tables import rows, several
from racedb.understand import vocabulary
from racedb.understand.kinds import NO_HEADER

_LEAST = 4
"""So many headers of a schema leave no doubt."""
_OF_CARS = ("class", "team", "entrant", "manufacturer", "car", "drivers")
"""Fields that a list of decisions may have beside the car and the driver."""
_Found = tuple[str | None, str, float]


class _Schema(NamedTuple):
    """The headers of one kind of files."""

    fields: Mapping[str, str]
    """Fields by folded header."""
    needs: frozenset[str]
    """Fields that such a table always has."""
    who: frozenset[str]
    """Fields one of which it needs, by their own headers; empty: four headers are enough."""
    weak: frozenset[str]
    """Headers that may be those of other tables."""


def recognised(headers: Sequence[str]) -> list[_Found] | None:
    """
    Return field, why and how sure that is, of each column of such a table; None: it is none.

    >>> [it[0] for it in recognised(["Time", "AirTemp", "Rainfall", "TrackTemp", "Session"])]
    ['elapsed', 'air_c', 'rain', 'track_c', 'session']
    >>> [it[0] for it in recognised(["Startnummer", "Team", "Strafe", "Grund"])]
    ['car_number', 'team', 'penalty', 'offence']
    """
    keys = [vocabulary.key(header) for header in headers]
    # Most tables have no header of a schema, or one: they need no further look.
    listed = {n: one.fields.keys() & keys for n, one in enumerate(_schemas())}
    for n in sorted(filter(listed.get, listed), key=lambda n: -len(listed[n])):
        schema = _schemas()[n]
        if (schema.who or len(listed[n]) >= _LEAST) and (found := _match(schema, keys)):
            return found
    return None


def _match(schema: _Schema, keys: Sequence[str]) -> list[_Found] | None:
    others = {key: vocabulary.fields(key)[:1] for key in keys if key not in schema.fields}
    fields = [schema.fields.get(key) or next(iter(others[key]), None) for key in keys]
    allowed = {*CONTEXT, *schema.who, *(_OF_CARS if schema.who else ())}
    is_other = any(field not in allowed for one in others.values() for field in one)
    if is_other or not schema.needs <= set(fields) or (schema.who and not schema.who & set(fields)):
        return None
    strong = (schema.fields.keys() & keys) - schema.weak
    if schema.weak & set(keys) and len(strong) < 2:
        return None
    return [
        (field, "header", 1.0) if field else (None, NO_HEADER, 0.0)
        for field in (_without_twins(schema, keys, fields) if schema.who else fields)
    ]


def _without_twins(
    schema: _Schema, keys: Sequence[str], fields: Sequence[str | None]
) -> list[str | None]:
    """Leave one column to each field: that of the header which the schema lists first."""
    order = [*schema.fields, *keys]
    first = {field: key for key, field in sorted(
        zip(keys, fields, strict=True), key=lambda it: order.index(it[0]), reverse=True
    )}  # fmt: skip
    return [field if first[field] == key else None for key, field in zip(keys, fields, strict=True)]


@cache
def _schemas() -> Sequence[_Schema]:
    table = rows("session_tables")
    names = dict.fromkeys(row["schema"] for row in table)
    return [_schema([row for row in table if row["schema"] == name]) for name in names]


def _schema(table: Sequence[Mapping[str, str]]) -> _Schema:
    fields = {header: row["field"] for row in table for header in several(row["headers"])}

    def of(need: str) -> frozenset[str]:
        return frozenset(row["field"] for row in table if row["need"] == need)

    weak = of("weak")
    return _Schema(
        fields, of("yes"), of("who"), frozenset(it for it, name in fields.items() if name in weak)
    )
