"""Values that a person may set right: which columns there are, and how their text is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import units
from racedb.db.rows import KEPT, TABLES
from racedb.errors import LoadError, UsageError, did_you_mean
from racedb.format_time import lap_time
from racedb.identity.aliases import find_by_slug_or_name
from racedb.outcomes import outcomes

_FIXED = {"session_id", "entry_id", "import_id", "line", "row_order", "number", "id", "event_id",
          "variant", "car_number", "tyre_manufacturer_id"}  # fmt: skip
"""Keys and origins: they say which row it is, and a file would no longer find it."""
_NAMED = {
    "team_id": "team", "car_id": "car", "driver_id": "driver", "best_lap_driver_id": "driver",
    "class_id": "class",
}  # fmt: skip
"""Columns that hold an id, and the kind of name that stands for it."""

TABLES_TO_CORRECT = ("results", "laps", "entries")


@dataclass(frozen=True, slots=True)
class _Type:
    expected: str
    parse: Callable[[pl.Expr], pl.Expr]


_DURATION = _Type("a time such as 1:23.456", units.durations)
_WHOLE = _Type("a whole number", units.whole)
_DECIMAL = _Type("a number", units.decimals)
_YES = _Type("yes or no", units.yes)
_FLAG = _Type("a flag: green, yellow, fcy, sc, vsc, code60, red, chequered", units.flags)


def columns(table: str) -> Mapping[str, str]:
    """Give the columns of a table that may be corrected, by the names that people use."""
    return {
        name.removesuffix("_id") if name in _NAMED else name: name
        for name in TABLES[table].c.keys()  # noqa: SIM118  a collection of columns, not a dict
        if name not in _FIXED and name not in KEPT.get(table, ())
    }


def column(table: str, name: str) -> str:
    """
    Find the column that a person means.

    Raises:
        UsageError: there is none, or it cannot be corrected.
    """
    known = columns(table)
    if name in known.values():
        return name
    if name not in known:
        if name in _FIXED:
            raise UsageError(
                f"{name} cannot be corrected: it says which row it is, or where it came from"
            )
        if name in KEPT.get(table, ()):
            message = f"{name} cannot be corrected: it follows from other facts"
            raise UsageError(message)
        raise UsageError(f"{table} has no column {name!r}; {did_you_mean(name, known)}")
    return known[name]


def parse(connection: Connection, table: str, name: str, text: str | None, event_id: int) -> Any:
    """
    Read the text of a value by the parser of its column; nothing is NULL.

    Raises:
        UsageError: it is none.
        LoadError: a name that is not known.
    """
    stored = TABLES[table].c[name]
    if text is None or not text.strip():
        if not stored.nullable:
            raise UsageError(f"{name} must have a value")
        return None
    text = text.strip()
    if name in _NAMED:
        kind = _NAMED[name]
        if kind == "class":
            return _class(connection, text, event_id)
        return find_by_slug_or_name(connection, kind, text)
    if name == "status":
        return _status(text)
    type_ = _type(stored)
    if type_ is None:
        return text
    value = pl.select(type_.parse(pl.lit(text))).item()
    if value is None:
        raise UsageError(f"{name}: {text!r} is not {type_.expected}")
    return value


def _type(stored: sa.Column[Any]) -> _Type | None:
    if stored.name.endswith("_us"):
        return _DURATION
    if stored.name == "flag":
        return _FLAG
    kinds: tuple[tuple[type, _Type], ...] = (
        (sa.Boolean, _YES), (sa.Integer, _WHOLE), (sa.Float, _DECIMAL),
    )  # fmt: skip
    return next((type_ for kind, type_ in kinds if isinstance(stored.type, kind)), None)


def _status(text: str) -> str:
    """Take a status as it is stored, or any word for it: DSQ is disqualified."""
    if text == "unknown":
        return text
    stored = outcomes([text.replace("_", " "), text])
    found = {one.status for one in stored.values()} - {"unknown"}
    if len(found) != 1:
        raise UsageError(
            f"status: {text!r} is no word for an outcome such as finished, retired, disqualified"
        )
    return found.pop()


def _class(connection: Connection, code: str, event_id: int) -> int:
    """Find a class of one of the championships that an event counts for."""
    classes, rounds, seasons = TABLES["classes"], TABLES["rounds"], TABLES["seasons"]
    statement = (
        sa.select(classes.c.id, classes.c.code)
        .join(seasons, seasons.c.series_id == classes.c.series_id)
        .join(rounds, rounds.c.season_id == seasons.c.id)
        .where(rounds.c.event_id == event_id)
        .order_by(classes.c.id)
    )
    known = {row.code: int(row.id) for row in connection.execute(statement)}
    if code not in known:
        advice = did_you_mean(code, known) if known else "its series has none"
        raise LoadError(f"no class is named {code!r}; {advice}")
    return known[code]


def text_of(connection: Connection, name: str, value: Any) -> str | None:
    """Write a stored value as the text that `parse` reads back."""
    if value is None:
        return None
    if name in _NAMED:
        return _name(connection, _NAMED[name], value)
    if name.endswith("_us"):
        return lap_time(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _name(connection: Connection, kind: str, number: int) -> str:
    """
    Write an id as a name, which outlives the row: merged rows leave their aliases behind.

    Where the name alone stands for another row too, or for none, it is the slug.
    """
    table = TABLES["classes" if kind == "class" else f"{kind}s"]
    row = connection.execute(sa.select(table).where(table.c.id == number)).one()
    if kind == "class":
        return str(row.code)
    try:
        alone = find_by_slug_or_name(connection, kind, row.name) == number
    except LoadError:
        alone = False
    return str(row.name if alone else row.slug)
