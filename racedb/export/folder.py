"""A folder of files that is there whole or not at all."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import quote

import polars as pl
from sqlalchemy import URL

from racedb import render
from racedb.db.readonly import Result
from racedb.errors import RaceDBError
from racedb.export import dictionary, frames
from racedb.models import SCHEMA
from racedb.models.views import VIEWS

FORMATS = ("parquet", "csv", "json")
_PARTITIONED_BY = ("series", "season")
_ORDER = {
    "classification": (*_PARTITIONED_BY, "session_id", "row_order", "entry_id"),
    "lap_times": (*_PARTITIONED_BY, "session_id", "entry_id", "lap_number"),
    "stints": ("session_id", "entry_id", "stint"),
    "crews": ("entry_id", "seat", "driver_id"),
}
"""NULLs of series and season come first or last; either way they stand together."""
_EXTENSIONS = {"csv": "csv", "json": "ndjson"}


def write(
    url: URL, path: Path, format_: str, rows: int = frames.BATCH_ROWS, *, raw: bool = False
) -> dict[str, int]:
    """
    Write all views and tables, and a data dictionary, into a new folder.

    Parquet: views as folders, those with a series and a season partitioned by them, as DuckDB,
    Spark and polars read it; tables under tables/. CSV and JSON (one object a line): a file each.

    Returns:
        The rows of each view and table.

    Raises:
        RaceDBError: there is something of that name, the folder cannot be made, the disk is full.
    """
    write_one = _parquet if format_ == "parquet" else partial(_text, raw=raw)
    written: dict[str, int] = {}
    with frames.reading(url) as connection, new_folder(path) as folder:
        for view in VIEWS:
            found = frames.of_view(connection, view, _ORDER[view.name], rows)
            types = frames.view_schema(view)
            written[view.name] = write_one(folder, view.name, types, found, format_)
        (folder / "tables").mkdir()
        for table in SCHEMA.sorted_tables:
            found = frames.of_table(connection, table, rows)
            name = f"tables/{table.name}"
            written[name] = write_one(folder, name, frames.schema(table), found, format_)
        lines = Result(dictionary.Entry._fields, iter(dictionary.entries()))
        render.write(lines, "csv", folder / "dictionary.csv")
    return written


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """
    Give a hidden folder beside *path* that takes its name at the end.

    Raises:
        RaceDBError: there is something of that name, or it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            message = f"{path}: is there already; name another folder, or take it away"
            raise RaceDBError(message)
        beside.mkdir()
        yield beside
        beside.replace(path)
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror}; name another folder"
        raise RaceDBError(message) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _parquet(
    folder: Path, name: str, types: pl.Schema, found: Iterator[pl.DataFrame], _format: str
) -> int:
    """Write frames as files of one batch each; they need not fit into memory together."""
    keys = [key for key in _PARTITIONED_BY if key in types and not name.startswith("tables/")]
    said = _metadata(name.removeprefix("tables/"))
    numbers, rows = count(), 0
    for frame in found:
        rows += frame.height
        parts = frame.partition_by(keys, as_dict=True, maintain_order=True) if keys else {(): frame}
        for values, part in parts.items():
            inside = folder.joinpath(name, *map(_partition, keys, values))
            inside.mkdir(parents=True, exist_ok=True)
            part.drop(keys).write_parquet(inside / f"{next(numbers)}.parquet", metadata=said)
    if not rows:
        (folder / name).mkdir()
        empty = pl.DataFrame(schema=types)
        empty.write_parquet(folder / name / "0.parquet", metadata=said)
    return rows


def _partition(key: str, value: object) -> str:
    """Name a folder as Hive does, which is what all readers understand."""
    return f"{key}={'__HIVE_DEFAULT_PARTITION__' if value is None else quote(str(value), safe=' ')}"


def _metadata(table: str) -> dict[str, str]:
    """Say units and meanings in the file itself, for those who get it without the dictionary."""
    columns = {
        it.column: {"unit": it.unit, "meaning": it.meaning}
        for it in dictionary.entries()
        if it.table == table
    }
    return {"racedb": json.dumps(columns, ensure_ascii=False)}


def _text(
    folder: Path,
    name: str,
    types: pl.Schema,
    found: Iterator[pl.DataFrame],
    format_: str,
    *,
    raw: bool,
) -> int:
    rows = (row for frame in found for row in frame.with_columns(_iso(types)).iter_rows())
    extension = _EXTENSIONS[format_]
    path = folder / f"{name}.{extension}"
    return render.write(Result(tuple(types), rows), extension, path, raw=raw).rows


def _iso(types: pl.Schema) -> list[pl.Expr]:
    """Write dates and moments as ISO text."""
    return [
        pl.col(name).dt.to_string("iso:strict" if isinstance(dtype, pl.Datetime) else "%Y-%m-%d")
        for name, dtype in types.items()
        if dtype.is_temporal()
    ]
