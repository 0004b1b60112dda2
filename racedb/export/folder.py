"""A folder of Parquet, CSV or JSON with a data dictionary; it appears only when it is complete."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import polars as pl
from sqlalchemy import URL

from racedb import leftovers, render
from racedb.db.readonly import Result
from racedb.errors import RaceDBError
from racedb.export import frames
from racedb.models import SCHEMA
from racedb.models.catalog import unit
from racedb.models.views import VIEWS

FORMATS = ("parquet", "csv", "json")
_PARTITIONED_BY = ("series", "season")
_ORDER = {
    "classification": (*_PARTITIONED_BY, "session_id", "row_order", "entry_id"),
    "lap_times": (*_PARTITIONED_BY, "session_id", "entry_id", "lap_number"),
    "stints": ("session_id", "entry_id", "stint"),
    "lap_weather": ("session_id", "entry_id", "lap_number"),
    "race_control": ("session_id", "number"),
    "crews": ("entry_id", "seat", "driver_id"),
    "session_crews": ("session_id", "entry_id", "seat", "driver_id"),
    "round_standings": (*_PARTITIONED_BY, "round", "event_id", "championship_order", "row_order"),
    "standings": (*_PARTITIONED_BY, "championship_order", "row_order"),
    "standings_differences": (
        "season_id",
        "championship",
        "round",
        "competitor_id",
        "printed_name",
        "line",
    ),
    "points_scored": (*_PARTITIONED_BY, "championship_code", "session_id", "car_number", "name"),
}
"""Sort keys; NULLs of series and season come first or last, in either case together."""
_EXTENSIONS = {"csv": "csv", "json": "ndjson"}


def write(
    url: URL, path: Path, format_: str, rows: int = frames.BATCH_ROWS, *, raw: bool = False
) -> dict[str, int]:
    """
    Write all views and tables, and a data dictionary, into a new folder.

    Parquet: a folder for each view, partitioned by series and season if it has them, as DuckDB,
    Spark and polars read it; tables are in tables/. CSV and JSON (one object per line): one file
    each.

    Returns:
        The number of rows of each view and table.

    Raises:
        RaceDBError: the name is taken, the folder cannot be created, or the disk is full.
    """
    write_one: _Writer = _write_parquet
    if format_ != "parquet":
        write_one = partial(_write_text, extension=_EXTENSIONS[format_], raw=raw)
    written: dict[str, int] = {}
    with frames.reading(url) as connection, new_folder(path) as folder:
        for view in VIEWS:
            found = frames.of_view(connection, view, _ORDER[view.name], rows)
            types = frames.view_schema(view)
            written[view.name] = write_one(folder, view.name, types, found)
        (folder / "tables").mkdir()
        for table in SCHEMA.sorted_tables:
            found = frames.of_table(connection, table, rows)
            name = f"tables/{table.name}"
            written[name] = write_one(folder, name, frames.schema(table), found)
        entries = Result(Entry._fields, dictionary())
        render.write(entries, "csv", folder / "dictionary.csv")
    return written


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """
    Create a hidden folder beside *path* that is renamed to it at the end.

    Raises:
        RaceDBError: the name is taken, or the folder cannot be written.
    """
    leftovers.remove(path.parent)
    beside = leftovers.hidden(path)
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            message = f"{path}: exists already; name another folder, or remove it"
            raise RaceDBError(message)
        beside.mkdir()
        yield beside
        beside.replace(path)
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror}; name another folder"
        raise RaceDBError(message) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


_Writer = Callable[[Path, str, pl.Schema, Iterator[pl.DataFrame]], int]
"""Writes the frames of a view or table into a folder; returns the number of rows."""


def _write_parquet(folder: Path, name: str, types: pl.Schema, found: Iterator[pl.DataFrame]) -> int:
    """Write a file for each batch, so that the rows need not fit into memory together."""
    keys = [key for key in _PARTITIONED_BY if key in types and not name.startswith("tables/")]
    metadata = _metadata(name.removeprefix("tables/"))
    numbers, rows = count(), 0
    for frame in found:
        rows += frame.height
        parts = frame.partition_by(keys, as_dict=True, maintain_order=True) if keys else {(): frame}
        for values, part in parts.items():
            inside = folder.joinpath(name, *map(_partition, keys, values))
            inside.mkdir(parents=True, exist_ok=True)
            file = inside / f"{next(numbers)}.parquet"
            part.drop(keys).write_parquet(file, metadata=metadata)
    if not rows:
        (folder / name).mkdir()
        empty = pl.DataFrame(schema=types)
        empty.write_parquet(folder / name / "0.parquet", metadata=metadata)
    return rows


def _partition(key: str, value: object) -> str:
    """Return the name of a folder in the style of Hive, which all readers understand."""
    return f"{key}={'__HIVE_DEFAULT_PARTITION__' if value is None else quote(str(value), safe=' ')}"


def _metadata(table: str) -> dict[str, str]:
    """Return units and meanings, for users who get the file without the dictionary."""
    columns = {
        it.column: {"unit": it.unit, "meaning": it.meaning}
        for it in dictionary()
        if it.table == table
    }
    return {"racedb": json.dumps(columns, ensure_ascii=False)}


def _write_text(
    folder: Path,
    name: str,
    types: pl.Schema,
    found: Iterator[pl.DataFrame],
    *,
    extension: str,
    raw: bool,
) -> int:
    rows = (row for frame in found for row in frame.with_columns(_iso(types)).iter_rows())
    path = folder / f"{name}.{extension}"
    return render.write(Result(tuple(types), rows), extension, path, raw=raw).rows


def _iso(types: pl.Schema) -> list[pl.Expr]:
    """Return expressions that write dates and times as ISO text."""
    return [
        pl.col(name).dt.to_string("iso:strict" if isinstance(dtype, pl.Datetime) else "%Y-%m-%d")
        for name, dtype in types.items()
        if dtype.is_temporal()
    ]


class Entry(NamedTuple):
    """A column in the data dictionary."""

    table: str
    column: str
    type: str
    unit: str
    nullable: str
    key: str
    """primary, or the table to which it refers."""
    meaning: str


def dictionary() -> Iterator[Entry]:
    """Yield all columns, with type, unit and meaning: those of the views, then of the tables."""
    for view in VIEWS:
        types = frames.view_schema(view)
        for name, meaning in view.columns:
            yield Entry(view.name, name, _type_name(types[name]), unit(name), "", "", meaning)
    for table in SCHEMA.sorted_tables:
        types = frames.schema(table)
        for column in table.columns:
            refers = "".join(f"refers to {key.column.table.name}" for key in column.foreign_keys)
            yield Entry(
                table.name,
                column.name,
                _type_name(types[column.name]),
                unit(column.name),
                "yes" if column.nullable else "no",
                refers or ("primary" if column.primary_key else ""),
                column.comment or "number of the row",
            )


def _type_name(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Datetime):
        return "moment in UTC"
    names = {pl.Int64(): "whole number", pl.Float64(): "number", pl.String(): "text"}
    return names.get(dtype, str(dtype).lower())
