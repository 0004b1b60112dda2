"""
What loads keep beside each lap: whether it shows pace, and the running order of a race.

A lap is clean that shows pace: timed, under green, neither in- nor out-lap, not deleted, not the
opening lap of a race; behind a lap that is missing nothing is known of an out-lap.

A car runs in the place that is printed, or else in the order in which the cars ended the lap; where
a car has laps without a session time it is the sum of its lap times, as long as none is missing.
"""

from collections.abc import Collection

import polars as pl

CAR = ["session_id", "entry_id"]
LAP = {
    **dict.fromkeys((*CAR, "driver_id", "number", "lap_us", "elapsed_us", "s1_us", "s2_us",
                     "s3_us", "position"), pl.Int64),
    "pit_in": pl.Boolean, "pit_out": pl.Boolean, "flag": pl.String, "deleted_reason": pl.String,
}  # fmt: skip
"""What is read of laps."""
BESIDE = {"clean": pl.Boolean, "running_position": pl.Int64, "behind_leader_us": pl.Int64}
"""What is kept beside them."""


def run(laps: pl.DataFrame, races: Collection[int]) -> pl.DataFrame:
    """
    Say of each lap what is kept beside it.

    Args:
        laps: all laps of some sessions, with columns of the table laps; one that is missing is NULL
            everywhere. Other columns stay.
        races: ids of the sessions that are races.

    Returns:
        the laps in the order of their key, with the columns of BESIDE. Those of the running order
        are NULL where it is not known, and in sessions that are no races.
    """
    missing = [pl.lit(None, kind).alias(it) for it, kind in LAP.items() if it not in laps.columns]
    laps = laps.with_columns(missing)
    if not laps.select(pl.struct(*CAR, "number")).to_series().is_sorted():
        laps = laps.sort(*CAR, "number", maintain_order=True)
    in_race = pl.col("session_id").is_in(sorted(races))
    laps = laps.with_columns(in_race.alias("in race"), _at_us(laps).alias("at"))
    together = ["session_id", "number"]
    at_us, in_race = pl.col("at"), pl.col("in race")
    # The cars are in order, too: of two at the same moment the first one is in front.
    place = pl.coalesce("position", at_us.rank("ordinal").over(together).cast(pl.Int64))
    return laps.with_columns(
        _is_clean(in_race).alias("clean"),
        pl.when(in_race).then(place).alias("running_position"),
        pl.when(in_race).then(at_us - at_us.min().over(together)).alias("behind_leader_us"),
    ).drop("in race", "at")


def follows() -> pl.Expr:
    """Say which laps are of the same car as the row before."""
    return pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in CAR)


def _at_us(laps: pl.DataFrame) -> pl.Expr:
    """Give when each lap ended; the laps of a car are in order."""
    at_us, lap_us = pl.col("elapsed_us"), pl.col("lap_us")
    if not laps["elapsed_us"].null_count():
        return at_us
    none_missing = lap_us.is_not_null().cum_sum().over(CAR) == pl.col("number")
    return at_us.fill_null(pl.when(none_missing).then(lap_us.cum_sum().over(CAR)))


def _is_clean(in_race: pl.Expr) -> pl.Expr:
    """Say which laps show pace; the laps of a car are in order."""
    number, no_flag = pl.col("number"), pl.col("flag").is_null()
    after_in_lap = follows() & (number == number.shift() + 1) & pl.col("pit_in").shift()
    in_pits = pl.any_horizontal("pit_in", "pit_out", after_in_lap).fill_null(value=False)
    counts = pl.col("lap_us").is_not_null() & pl.col("deleted_reason").is_null()
    is_opening = (number == 1) & in_race
    return counts & (no_flag | (pl.col("flag") == "green")) & ~in_pits & ~is_opening
