"""What a table of laps states besides its laps: the place in the result, and pit stops."""

from collections.abc import Collection, Sequence

import polars as pl

from racedb.fields import CONTEXT
from racedb.ingest.normalise import WHO
from racedb.table import CELLS

_OF_RESULT = {"finish": "position", "grid": "grid"}
"""Fields that a table of laps has of the result, and what the results call them."""
_KEY = ["session_id", "entry_id"]
_LONGEST, _MOST = 1_000, 1_000_000
"""Laps that a stint has at most, and all stints of a file."""
STOP = ("lane_us", "stationary_us")
"""Times of a pit stop that are beside a lap."""
SEEN = dict.fromkeys((*_KEY, "in_lap", "stops"), pl.Int64)
"""What is known of a car from earlier batches: its last lap, if it ended in the pits; its stops."""


def laps_of_stints(text: pl.DataFrame) -> pl.DataFrame:
    """
    Make rows of laps of rows of stints; other tables stay as they are.

    The cells of a stint are counted once. One without a first and a last lap keeps its row, which
    has no number of a lap.
    """
    if "last_lap" not in text.columns:
        return text
    names = ("first_lap", "last_lap")
    first, last = (pl.col(name).cast(pl.Float64, strict=False).cast(pl.Int64) for name in names)
    is_stint = (first > 0) & (last - first).is_between(0, _LONGEST)
    laps = pl.when(is_stint).then(last - first + 1)
    end = pl.when(laps.cum_sum() <= _MOST).then(last + 1)
    numbers = pl.int_ranges(first, end).alias("lap_number")
    rows = text.with_columns(numbers, first.alias("first")).drop(names).explode("lap_number")
    run = pl.col("lap_number") - pl.col("first") + 1
    if "tyre_age" in rows.columns:
        age = pl.col("tyre_age").cast(pl.Float64, strict=False) + run
        rows = rows.with_columns(age.cast(pl.Int64).cast(pl.String).alias("tyre_age"))
    counted = pl.when(run.fill_null(1) == 1).then(CELLS).otherwise(0).cast(pl.UInt32).alias(CELLS)
    return rows.with_columns(counted, pl.col("lap_number").cast(pl.String)).drop("first")


def cars_beside(laps: pl.DataFrame) -> pl.DataFrame | None:
    """
    Return a row for each car with the fields of the result; None where there are none.

    Args:
        laps: text with line, row and the whole context.
    """
    has = set(laps.columns)
    stated, car = [name for name in _OF_RESULT if name in has], _car(has)
    if not stated or not car:
        return None
    who = dict.fromkeys([*(name for name in WHO if name in has), *car])
    named = pl.any_horizontal(pl.col(name).str.strip_chars() != "" for name in car)
    return _one_of_each_car(laps.filter(named).select("row", "line", *CONTEXT, *who, *stated))


def results_beside(cars: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return a result for each car of what `cars_beside` found in the batches of a table."""
    results = _one_of_each_car(pl.concat(cars, how="diagonal"))
    return results.rename({old: new for old, new in _OF_RESULT.items() if old in results.columns})


def _car(columns: Collection[str]) -> list[str]:
    """Return what tells cars apart: who drove a lap says no more of a car that has a number."""
    if "car_number" in columns:
        return ["car_number"]
    return [name for name in ("driver", "drivers", "driver_ref") if name in columns]


def _one_of_each_car(rows: pl.DataFrame) -> pl.DataFrame:
    """Join the rows of each car: any of them may have the place."""
    stated = pl.col([name for name in _OF_RESULT if name in rows.columns])
    return rows.group_by([*CONTEXT, *_car(rows.columns)], maintain_order=True).agg(
        pl.exclude(_OF_RESULT).first(), stated.drop_nulls().first()
    )


def with_out_laps(laps: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """
    Mark the lap after an in-lap as one that begins in the pits.

    Args:
        laps: laps in the order of their key.
        earlier: what `seen` returned of earlier batches of the file.
    """
    number, entry = pl.col("number"), pl.col("entry_id")
    in_lap = pl.when(pl.col("pit_in").shift() & (entry == entry.shift())).then(number.shift())
    before: pl.Expr = in_lap
    if not earlier.is_empty():
        laps = laps.join(earlier, on=_KEY, how="left", maintain_order="left")
        before = pl.coalesce(in_lap, "in_lap")
    is_out_lap = (number == before + 1).fill_null(value=False)
    return laps.with_columns(pl.col("pit_out") | is_out_lap).drop("in_lap", "stops", strict=False)


def stops_of(laps: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """
    Number the pit stops of laps with a time in the pit lane or in the box.

    The time is beside the lap that the car began in the pits, or the one that it ended there.

    Args:
        laps: laps in the order of their key, with some of STOP.
        earlier: what `seen` returned of earlier batches of the file.
    """
    number, pit_in, pit_out = pl.col("number"), pl.col("pit_in"), pl.col("pit_out")
    stops = laps.filter(_is_stop(laps)).join(earlier, on=_KEY, how="left", maintain_order="left")
    stops = stops.with_columns(pl.col("pit_in", "pit_out").fill_null(value=False))
    # A lap may begin and end in the pits: the others tell how the file has it.
    only_in, only_out = stops.select((pit_in & ~pit_out).sum(), out=(pit_out & ~pit_in).sum()).row(
        0
    )
    began_there = pit_out & (number > 1) & pl.lit(only_out >= only_in)
    count = pl.int_range(1, pl.len() + 1).over(_KEY)
    return stops.select(
        "row", "line", *_KEY, *(name for name in STOP if name in laps.columns),
        pl.when(began_there).then(number - 1).otherwise(number).alias("lap_number"),
        (count + pl.col("stops").fill_null(0)).alias("number"),
    )  # fmt: skip


def seen(laps: pl.DataFrame) -> pl.DataFrame:
    """Return for each car its last lap, if that ended in the pits, and its stops (SEEN)."""
    return laps.group_by(_KEY).agg(
        pl.when(pl.col("pit_in").last()).then(pl.col("number").last()).alias("in_lap"),
        _is_stop(laps).sum().cast(pl.Int64).alias("stops"),
    )


def _is_stop(laps: pl.DataFrame) -> pl.Expr:
    times = [pl.col(name).is_not_null() for name in STOP if name in laps.columns]
    return pl.any_horizontal(pl.lit(value=False), *times)
