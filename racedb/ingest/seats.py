"""The crew of every row as one long frame: a row for each driver, in the order of the seats."""

import polars as pl

from racedb.fields import MAX_CREW
from racedb.names import split_crews

_FIELDS = ("printed_name", "ref", "rating", "country", "born")
CREW = {
    "row": pl.UInt32, "seat": pl.Int64, "printed_name": pl.String, "ref": pl.String,
    "rating": pl.String, "country": pl.String, "born": pl.Date,
}  # fmt: skip
"""Columns of a crew: row is the number of the row it belongs to, seat counts from 1."""


def seats(good: pl.DataFrame) -> pl.DataFrame:
    """Put the crew of every row into a long frame, in the order of the seats."""
    if "driver_ref" in good.columns and "driver_1" in good.columns:
        good = good.rename({"driver_ref": "driver_ref_1"})  # one driver, his name in parts
    parts = []
    if "drivers" in good.columns:
        listed = good.select("row", split_crews(pl.col("drivers")).alias("printed_name"))
        count = pl.col("printed_name").list.len().cast(pl.Int64)
        manned = listed.filter(count > 0).with_columns(pl.int_ranges(1, count + 1).alias("seat"))
        long = manned.explode("printed_name", "seat")
        parts.append(long.select(_columns(set(long.columns), None)))
    for seat in (None, *range(1, MAX_CREW + 1)):
        end = "" if seat is None else f"_{seat}"
        named = [name for name in (f"driver{end}", f"driver_ref{end}") if name in good.columns]
        if named:
            here = good.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in named))
            parts.append(here.select(_columns(set(good.columns), end, seat or 1)))
    if not parts:
        return pl.DataFrame(schema=CREW)
    if "drivers" in good.columns and len(parts) == 1:
        return parts[0]
    return (
        pl.concat(parts)
        .sort("row", "seat", maintain_order=True)
        .with_columns((pl.int_range(pl.len()).over("row") + 1).alias("seat"))
    )


def _columns(has: set[str], end: str | None, seat: int | None = None) -> list[pl.Expr]:
    """Name the columns of one seat; *end* is '_2' of driver_2, None for a crew in one cell."""
    if end is None:
        source = {"printed_name": "printed_name"}
    else:
        source = {
            "printed_name": f"driver{end}", "ref": f"driver_ref{end}", "rating": f"rating{end}",
            "country": f"country{end}", "born": f"v born{end}",
        }  # fmt: skip
    return [
        pl.col("row"),
        pl.col("seat").cast(pl.Int64) if seat is None else pl.lit(seat, pl.Int64).alias("seat"),
        *(
            (pl.col(source[name]) if source.get(name) in has else pl.lit(None, CREW[name])).alias(
                name
            )
            for name in _FIELDS
        ),
    ]
