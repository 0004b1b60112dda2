"""The values that a person may correct: which columns they are in, and how they are written."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.errors import LoadError, NotFoundError, UsageError, did_you_mean
from racedb.fields import OF_SESSION, stored
from racedb.format_time import lap_time
from racedb.identity.aliases import TABLE_OF_KIND, find_by_slug_or_name
from racedb.models import Class, Round, Season
from racedb.models.base import is_derived
from racedb.outcomes import outcomes
from racedb.units.cells import CELL_TYPES

_IDENTITY = {
    "event_id", "car_number", "variant", "row_order", "import_id", "line", "before_penalties",
}  # fmt: skip
"""What identifies a row besides its primary key, or its origin: a file would not find it again."""
_IDENTITY_OF_SESSION = {"time_utc", "elapsed_us", "import_id", "line"}
"""The same of weather and messages, which are known by their moment."""
_KINDS = {table: kind for kind, table in TABLE_OF_KIND.items()} | {"classes": "class"}


def find_column(table: str, text: str) -> str:
    """
    Find the column that a person means: `team` is team_id.

    Raises:
        UsageError: there is none, or it cannot be corrected.
    """
    known = _correctable(table)
    if text in known.values():
        return text
    columns = TABLES[table].c
    if text in columns and is_derived(columns[text]):
        raise UsageError(f"{text} cannot be corrected: it is computed from other facts")
    if text in columns:
        raise UsageError(
            f"{text} cannot be corrected: it identifies the row, or where it came from"
        )
    if text not in known:
        raise UsageError(f"{table} has no column {text!r}; {did_you_mean(text, known)}")
    return known[text]


def _correctable(table: str) -> Mapping[str, str]:
    """Return the columns of a table that may be corrected, by what people call them."""
    identity = _IDENTITY_OF_SESSION if table in OF_SESSION else _IDENTITY
    return {
        column.name.removesuffix("_id") if _kind(column) else column.name: column.name
        for column in TABLES[table].c
        if not column.primary_key and column.name not in identity and not is_derived(column)
    }


def _kind(column: sa.Column[Any]) -> str | None:
    """Return the kind of name that stands for the ids in a column."""
    targets = [key.column.table.name for key in column.foreign_keys]
    return _KINDS.get(targets[0]) if targets else None


def parse_value(
    connection: Connection, table: str, name: str, text: str | None, event_id: int
) -> Any:
    """
    Read a value from text as a file would write it; no text is NULL.

    Raises:
        UsageError: the column cannot have such a value.
        NotFoundError: a name is not known.
    """
    column = TABLES[table].c[name]
    text = (text or "").strip()
    if not text:
        if not column.nullable:
            raise UsageError(f"{name} must have a value")
        return None
    kind = _kind(column)
    if kind == "class":
        return _find_class(connection, text, event_id)
    if kind:
        return find_by_slug_or_name(connection, kind, text)
    if name == "status":
        return _find_status(text)
    return _parse_cell(table, name, text)


def _parse_cell(table: str, name: str, text: str) -> Any:
    """Read text by the parser that cells of this column have in files."""
    field = stored(table).get(name)
    cell = CELL_TYPES.get(field.type) if field else None
    if cell is None:
        return text
    # The parsers are expressions over whole columns; here the column has one cell.
    value = pl.select(cell.parse(pl.lit(text))).item()
    if value is None:
        raise UsageError(f"{name}: {text!r} is not {cell.expected}")
    return value


def _find_status(text: str) -> str:
    """Return a status as it is stored, also for a word that stands for it: DSQ, disqualified."""
    if text == "unknown":
        return text
    # not_started is a status as stored, and 'not started' a word in a file: both are accepted.
    meanings = outcomes([text.replace("_", " "), text])
    found = {one.status for one in meanings.values()} - {"unknown"}
    if len(found) != 1:
        raise UsageError(
            f"status: {text!r} is not an outcome such as finished, retired or disqualified"
        )
    return found.pop()


def _find_class(connection: Connection, code: str, event_id: int) -> int:
    """Find a class of one of the championships that an event counts for."""
    statement = (
        sa.select(Class.id, Class.code)
        .join(Season, Season.series_id == Class.series_id)
        .join(Season.rounds)
        .where(Round.event_id == event_id)
        .order_by(Class.id)
    )
    known = {row.code: int(row.id) for row in connection.execute(statement)}
    if code not in known:
        advice = did_you_mean(code, known) if known else "its series has no classes"
        raise NotFoundError(f"no class is named {code!r}; {advice}")
    return known[code]


def format_value(connection: Connection, table: str, name: str, value: Any) -> str | None:
    """Write a stored value as text that `parse_value` reads back; None is NULL."""
    if value is None:
        return None
    kind = _kind(TABLES[table].c[name])
    if kind:
        return _format_id(connection, kind, value)
    if name.endswith("_us"):
        return lap_time(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _format_id(connection: Connection, kind: str, number: int) -> str:
    """
    Write an id as a name, which outlives the row: a merged row leaves its aliases to the other.

    Where the name alone stands for another row or for several, it is the slug.
    """
    if kind == "class":
        return str(connection.scalar(sa.select(Class.code).where(Class.id == number)))
    table = TABLES[TABLE_OF_KIND[kind]].c
    row = connection.execute(sa.select(table.name, table.slug).where(table.id == number)).one()
    try:
        is_its_name = find_by_slug_or_name(connection, kind, row.name) == number
    except LoadError:
        is_its_name = False
    return str(row.name if is_its_name else row.slug)
