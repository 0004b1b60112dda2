"""Parquet, through polars."""

from typing import IO, TYPE_CHECKING

from racedb.errors import RaceDBError

if TYPE_CHECKING:
    from racedb.db.readonly import Result


def parquet(result: "Result", stream: IO[bytes]) -> None:
    """
    Write a parquet file; the types of the columns are those of the values.

    Raises:
        RaceDBError: a column mixes numbers and text, which SQLite allows and parquet does not.
    """
    import polars as pl

    rows = list(result.rows)
    try:
        frame = pl.DataFrame(
            rows, schema=list(result.columns), orient="row", infer_schema_length=None, strict=True
        )
    except (TypeError, pl.exceptions.PolarsError) as error:
        said = str(error).splitlines()[0]
        message = f"parquet wants one type in a column: {said}; use CAST in the statement"
        raise RaceDBError(message) from None
    frame.write_parquet(stream)
