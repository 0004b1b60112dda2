"""
What the empty cells of a newer file mean: nothing, so that what is stored stays.

A stored value goes only because another cell of the row says so: of two columns that one cell
fills, of a time that is another one now, of a place that a car has lost.
"""

from collections.abc import Iterator, Sequence

import polars as pl

_ONE_CELL = (("gap_us", "gap_laps"), ("grid_position", "grid_note"))
"""Columns that one cell fills: '+1 lap' says that there is no gap in seconds."""
_FOLLOWS = {
    "total_us": ("gap_us", "gap_laps"),
    **dict.fromkeys(("gap_us", "gap_laps"), ("total_us",)),
    **dict.fromkeys(("best_lap_number", "best_lap_driver_id", "speed_kph"), ("best_lap_us",)),
    **dict.fromkeys(("s1_us", "s2_us", "s3_us"), ("lap_us",)),
}
"""Columns about the same time as others: once those change, the value of these is not known."""
OF_PLACE = ("position", "class_position", "points")
"""Columns of results that a car has no longer once it has lost its place."""
OUTCOME = ("status", "status_detail", "classified")
_NO_PLACE = (
    "disqualified", "excluded", "not_qualified", "not_prequalified", "not_started", "withdrawn",
)  # fmt: skip
"""Outcomes with which a car has no place among those that finished."""
INFERRED = "is_inferred"
"""A column of results: no word of the row states its outcome, it follows from place and times."""


def keep_stored(both: pl.DataFrame, stated: Sequence[str]) -> pl.DataFrame:
    """
    Leave the values as they are stored for which the file has an empty cell.

    Args:
        both: rows of a file; beside each value NAME the stored one as `NAME old`, NULL where the
            row is new; of results INFERRED.
        stated: value columns that the file has.
    """
    if set(OUTCOME) <= set(stated):
        both = _keep_outcome(both, stated)
    return both.with_columns(
        _kept(name, stated) for name in stated if name not in ("row_order", *OUTCOME)
    )


def _kept(name: str, stated: Sequence[str]) -> pl.Expr:
    value = pl.col(name)
    goes = pl.any_horizontal(pl.lit(value=False), *_reasons_to_go(name, stated))
    stays = value.is_null() & ~goes.fill_null(value=False)
    return pl.when(stays).then(pl.col(f"{name} old")).otherwise(value).alias(name)


def _reasons_to_go(name: str, stated: Sequence[str]) -> Iterator[pl.Expr]:
    """Yield what says that the stored value of an empty cell does not hold any more."""
    for group in _ONE_CELL:
        if name in group:
            yield from (pl.col(it).is_not_null() for it in group if it != name and it in stated)
    yield from (_changes(it) for it in _FOLLOWS.get(name, ()) if it in stated)
    if "position" in stated and name in ("gap_us", "gap_laps"):
        yield pl.col("position") == 1  # the leader has no gap
    if {"position", "gap_us"} <= set(stated) and name == "total_us":
        yield _changes("position") & pl.col("gap_us").is_not_null()  # no longer the leader
    if name in OF_PLACE and "status" in stated:
        yield _loses_its_place()


def _changes(name: str) -> pl.Expr:
    """Return whether two values are known, and different; NULL where one is not known."""
    return pl.col(name) != pl.col(f"{name} old")


def _loses_its_place() -> pl.Expr:
    """Return whether a word of the file, and none before, says that a car is not classified."""
    is_out = ~pl.col("classified") & ~pl.col(INFERRED)
    return is_out & (_changes("status") | pl.col("classified old").fill_null(value=True))


def _keep_outcome(both: pl.DataFrame, stated: Sequence[str]) -> pl.DataFrame:
    """
    Leave the outcome as it is stored where no word of the file states another.

    A car that was out is in again if it has a place before one that finished, or one in its class.
    Else it is the last of a list that numbers all cars, and has no place.
    """
    old = pl.col("status old")
    is_known = (old != "unknown") | pl.col("status_detail old").is_not_null()
    silent = pl.col(INFERRED) & is_known.fill_null(value=False)
    was_out = old.is_in(_NO_PLACE)
    silent &= ~(was_out & _has_place(stated, was_out)).fill_null(value=False)
    same = pl.col("status") == old
    places = [name for name in ("position", "class_position") if name in stated]
    return both.with_columns(
        pl.when(silent).then(old).otherwise(pl.col("status")).alias("status"),
        *(
            pl.when(silent | (same & pl.col(name).is_null()))
            .then(pl.col(f"{name} old"))
            .otherwise(pl.col(name))
            .alias(name)
            for name in ("status_detail", "classified")
        ),
        *(
            pl.when((silent & was_out).fill_null(value=False))
            .then(pl.col(f"{name} old"))
            .otherwise(pl.col(name))
            .alias(name)
            for name in places
        ),
    )


def _has_place(stated: Sequence[str], was_out: pl.Expr) -> pl.Expr:
    """Return whether a row states a place among the cars that finished."""
    last = pl.col("position").filter(~was_out).max().over("session_id")
    signs = [pl.col("position") < last] if "position" in stated else []
    if "class_position" in stated:
        signs.append(pl.col("class_position").is_not_null())
    return pl.any_horizontal(pl.lit(value=False), *signs)
