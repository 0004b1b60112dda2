"""The data dictionary: every column with its type, its unit and what it means."""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from racedb.export.frames import schema, view_schema
from racedb.models import SCHEMA
from racedb.models.views import VIEWS

_UNITS = {"_us": "microseconds", "_kph": "km/h", "_m": "metres", "_s": "seconds", "_bytes": "bytes"}


class Entry(NamedTuple):
    """One column."""

    table: str
    column: str
    type: str
    unit: str
    nullable: str
    key: str
    """primary, or the table that it refers to."""
    meaning: str


def entries() -> Iterator[Entry]:
    """Give all columns of the views, then of the tables."""
    for view in VIEWS:
        types = view_schema(view)
        for name, meaning in view.columns:
            yield Entry(view.name, name, _name(types[name]), unit(name), "", "", meaning)
    for table in SCHEMA.sorted_tables:
        types = schema(table)
        for column in table.columns:
            refers = "".join(f"refers to {key.column.table.name}" for key in column.foreign_keys)
            yield Entry(
                table.name,
                column.name,
                _name(types[column.name]),
                unit(column.name),
                "yes" if column.nullable else "no",
                refers or ("primary" if column.primary_key else ""),
                column.comment or "number of the row",
            )


def unit(column: str) -> str:
    """
    Give the unit that the name of a column carries.

    >>> unit("best_lap_us"), unit("length_m"), unit("laps")
    ('microseconds', 'metres', '')
    """
    return next((name for suffix, name in _UNITS.items() if column.endswith(suffix)), "")


def _name(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Datetime):
        return "moment in UTC"
    names = {pl.Int64(): "whole number", pl.Float64(): "number", pl.String(): "text"}
    return names.get(dtype, str(dtype).lower())
