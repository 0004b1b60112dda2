"""
Parquet, through polars, in bounded memory.

The types of a SQLite result are not known before its last row. So batches of rows wait in a
temporary folder, and are written to the file once the types of all values are known.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING

import polars as pl

from racedb.db.readonly.batches import by_size

if TYPE_CHECKING:
    from racedb.db.readonly import Result

BATCH_ROWS = 50_000
BATCH_BYTES = 64 << 20
GROUP_ROWS = 250_000
"""Rows of a row group, which a reader holds in memory at once."""


def parquet(result: "Result", stream: IO[bytes]) -> None:
    """
    Write a parquet file; the types of the columns are those of all their values.

    A column that mixes numbers and text, which SQLite allows, becomes text.
    """
    with TemporaryDirectory(prefix="racedb-") as folder, TemporaryFile() as file:
        frame = spooled(result, Path(folder))
        frame.sink_parquet(file, row_group_size=GROUP_ROWS, engine="streaming")
        # Not directly to the stream: polars turns a closed pipe into a panic.
        file.seek(0)
        shutil.copyfileobj(file, stream)


def spooled(result: "Result", folder: Path, batch_rows: int = BATCH_ROWS) -> pl.LazyFrame:
    """Write the rows to files in *folder*, and return them as one frame, one type per column."""
    columns = list(result.columns)
    types: dict[str, set[pl.DataType]] = {name: set() for name in columns}
    parts = []
    for number, frame in enumerate(_batches(result, batch_rows)):
        for name, dtype in frame.schema.items():
            types[name].add(dtype)
        part = folder / f"{number}.arrow"
        frame.write_ipc(part)
        parts.append(pl.scan_ipc(part))
    schema = pl.Schema({name: common_type(name, found) for name, found in types.items()})
    if not parts:
        return pl.LazyFrame(schema=schema)
    return pl.concat([part.cast(schema) for part in parts])


def _batches(result: "Result", rows: int = BATCH_ROWS) -> Iterator[pl.DataFrame]:
    """Yield the rows as frames, each with the types of its own values."""
    columns = list(result.columns)
    for batch in by_size(result.rows, rows, BATCH_BYTES):
        yield pl.DataFrame(batch, schema=columns, orient="row", infer_schema_length=None)


def common_type(name: str, found: set[pl.DataType]) -> pl.DataType:
    """Return the type that holds all values; a column of NULLs only has its name to go by."""
    kinds = {dtype for dtype in found if dtype != pl.Null}
    if not kinds and name.endswith("_us"):
        return pl.Int64()
    if len(kinds) == 1 and kinds < {pl.Boolean(), pl.Int64(), pl.Float64()}:
        return kinds.pop()
    return pl.Float64() if kinds == {pl.Int64(), pl.Float64()} else pl.String()
