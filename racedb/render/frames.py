"""
Answers as data frames of polars and pandas.

A column without values, or of SQLite's 0 and 1, has the type of the column of the schema with its
name: a season without points has the same types as one with points, on both databases.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from racedb.errors import RaceDBError
from racedb.models import SCHEMA
from racedb.render import require_distinct
from racedb.render.parquet import common_type

if TYPE_CHECKING:
    import pandas as pd

    from racedb.db.readonly import Value

    Rows = Sequence[tuple[Value, ...]]

_PANDAS = {pl.Int64(): "Int64", pl.Float64(): "Float64", pl.Boolean(): "boolean"}


def to_polars(columns: tuple[str, ...], rows: "Rows", *, durations: bool = False) -> pl.DataFrame:
    """
    Return rows as a frame of polars.

    Args:
        columns: their names.
        rows: all rows.
        durations: columns of microseconds become durations, under names without `_us`.

    Raises:
        UsageError: two columns have the same name.
    """
    require_distinct(columns)
    found = pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None)
    found = found.cast({name: _type(name, found[name]) for name in columns})
    return found.select(
        pl.col(name).cast(pl.Duration("us")).alias(name.removesuffix("_us"))
        if durations and name.endswith("_us")
        else name
        for name in columns
    )


def to_pandas(columns: tuple[str, ...], rows: "Rows", *, durations: bool = False) -> "pd.DataFrame":
    """
    Return rows as a frame of pandas, whose types have a place for what is missing.

    Args:
        columns: their names.
        rows: all rows.
        durations: columns of microseconds become timedeltas, under names without `_us`.

    Raises:
        RaceDBError: pandas, which is optional, is not installed.
        UsageError: two columns have the same name.
    """
    typed = to_polars(columns, rows)
    try:
        import pandas as pd
    except ImportError:
        message = "to_pandas() needs pandas: pip install pandas"
        raise RaceDBError(message) from None
    types = {name: _PANDAS.get(it, "string") for name, it in typed.schema.items()}
    found = pd.DataFrame(typed.rows(), columns=list(columns), dtype=object).astype(types)
    if not durations:
        return found
    times = [name for name in columns if name.endswith("_us")]
    found = found.assign(**{name: pd.to_timedelta(found[name], unit="us") for name in times})
    return found.rename(columns={name: name.removesuffix("_us") for name in times})


def _type(name: str, values: pl.Series) -> pl.DataType:
    """Return the type of a column by its values, or of the schema if they do not tell it."""
    known, by_values = _types().get(name), common_type(name, {values.dtype})
    is_empty = values.null_count() == len(values)
    if known == pl.Boolean() and by_values == pl.Int64():
        return known if values.drop_nulls().is_in([0, 1]).all() else by_values
    return known if known is not None and is_empty else by_values


@cache
def _types() -> dict[str, pl.DataType]:
    """Return the types of the columns of all tables: a name has the same one in each of them."""
    types: dict[type, pl.DataType] = {int: pl.Int64(), float: pl.Float64(), bool: pl.Boolean()}
    columns = [column for table in SCHEMA.tables.values() for column in table.columns]
    return {it.name: types.get(it.type.python_type, pl.String()) for it in columns}
