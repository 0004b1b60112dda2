"""Rows as typed frames, in batches, so that memory does not grow with the number of rows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import URL, Connection, Select, Table

from racedb.db.engine import engine, exists, missing, translate_errors
from racedb.db.version import require_current
from racedb.models import SCHEMA
from racedb.models.base import UTCDateTime
from racedb.models.views import View

BATCH_ROWS = 50_000
_TYPES: tuple[tuple[Any, pl.DataType], ...] = (
    (sa.Boolean, pl.Boolean()),
    (sa.Integer, pl.Int64()),
    (sa.Float, pl.Float64()),
    (sa.Date, pl.Date()),
    (UTCDateTime, pl.Datetime("us", "UTC")),
)
_OF_VIEWS: Mapping[str, pl.DataType] = {
    "best_lap_s": pl.Float64(),
    "lap_s": pl.Float64(),
    "driver_count": pl.Int64(),
    "stint": pl.Int64(),
    "first_lap": pl.Int64(),
    "last_lap": pl.Int64(),
    "mean_clean_us": pl.Int64(),
    "measured_us": pl.Int64(),
    "seat": pl.Int64(),
    "is_final": pl.Boolean(),
    "printed_position": pl.Int64(),
    "printed_points": pl.Float64(),
}
"""Types of columns of views that no table has."""


@contextmanager
def reading(url: URL) -> Iterator[Connection]:
    """
    Open a snapshot of a database: what other sessions load meanwhile is not seen.

    Raises:
        UsageError: there is no such file.
        VersionError: the schema is not the newest one.
        RaceDBError: the database cannot be opened, or is damaged.
    """
    if not exists(url):
        raise missing(url)
    with (
        translate_errors(url),
        engine(url, reading=True).connect() as connection,
        connection.begin(),
    ):
        require_current(connection, url)
        yield connection


def of_table(
    connection: Connection, table: Table, rows: int = BATCH_ROWS
) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table in the order of its key; JSON as text."""
    columns = [
        sa.cast(column, sa.Text).label(column.name) if isinstance(column.type, sa.JSON) else column
        for column in table.columns
    ]
    query = sa.select(*columns).order_by(*table.primary_key.columns)
    yield from _frames(connection, query, schema(table), rows)


def of_view(
    connection: Connection, view: View, order: tuple[str, ...], rows: int = BATCH_ROWS
) -> Iterator[pl.DataFrame]:
    """Yield the rows of a view, sorted by some of its columns."""
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name, _ in view.columns]
    query = sa.select(*columns).select_from(sa.table(view.name)).order_by(*map(sa.text, order))
    yield from _frames(connection, query, view_schema(view), rows)


def schema(table: Table) -> pl.Schema:
    """Return the types of the columns of a table."""
    return pl.Schema({column.name: _dtype(column.type) for column in table.columns})


def view_schema(view: View) -> pl.Schema:
    """Return the types of the columns of a view: those of columns of tables with the same name."""
    known = dict(_OF_VIEWS)
    for table in SCHEMA.sorted_tables:
        known |= {column.name: _dtype(column.type) for column in table.columns}
    return pl.Schema({name: known.get(name, pl.String()) for name, _ in view.columns})


def _frames(
    connection: Connection, query: Select[Any], types: pl.Schema, rows: int
) -> Iterator[pl.DataFrame]:
    found = connection.execution_options(yield_per=rows).execute(query)
    for batch in found.partitions():
        data = [tuple(row) for row in batch]
        frame = pl.DataFrame(data, schema=list(types), orient="row", infer_schema_length=None)
        yield frame.cast(types)


def _dtype(type_: sa.types.TypeEngine[Any]) -> pl.DataType:
    return next((dtype for kind, dtype in _TYPES if isinstance(type_, kind)), pl.String())
