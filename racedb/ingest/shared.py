"""Shared drives: cars of which a classification has a row for each driver."""

import polars as pl

KEY = ["session_id", "entry_id"]


def join_drives(
    frame: pl.DataFrame, crew: pl.DataFrame, stated: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Join the rows of a shared drive into one result, and give a row of `drives` for each driver.

    The points of the drivers add up to those of the car.
    """
    if not frame.select(KEY).is_duplicated().any():
        whole = frame.with_columns(pl.lit(1, pl.Int64).alias("weight"))
        return whole, crew.select("driver_id").clear()
    several = frame.filter(pl.struct(KEY).is_duplicated())
    columns = [name for name in ("laps", "best_lap_us", "points") if name in stated]
    drives = several.join(crew, on="row").select(*KEY, "driver_id", *columns)
    points = pl.when(pl.col("points").is_not_null().any()).then(pl.col("points").sum())
    whole = frame.group_by(KEY, maintain_order=True).agg(
        pl.exclude("points").first(),
        *([points.alias("points")] if "points" in frame.columns else []),
        pl.len().cast(pl.Int64).alias("weight"),
    )
    return whole, drives.unique([*KEY, "driver_id"], keep="first", maintain_order=True)
