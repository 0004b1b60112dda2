"""Parquet, through polars."""

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from racedb.db.readonly import Result


def parquet(result: "Result", stream: IO[bytes]) -> None:
    """
    Write a parquet file; the types of the columns are those of all their values.

    A column that mixes numbers and text, which SQLite allows, becomes text.
    """
    import polars as pl

    frame = pl.DataFrame(
        list(result.rows), schema=list(result.columns), orient="row", infer_schema_length=None
    )
    frame.write_parquet(stream)
