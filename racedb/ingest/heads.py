"""
Laps and stops by whose they are: names are looked up once for all that say the same of their car.

A batch of laps has some ten thousand rows and some hundred cars and drivers.
"""

from collections.abc import Collection

import polars as pl

_AT = ("row", "line")


def split_heads(frame: pl.DataFrame, stated: Collection[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Part what rows say of session, car and driver from what they say of a lap.

    Args:
        frame: row, line, text that says whose a lap is, the *stated* columns.
        stated: columns of the lap itself.

    Returns:
        the first row of all that say the same, without the stated columns; and row, line, the
        stated columns of every row with the `head` that says the rest: a row of the first frame.
    """
    whose = [name for name in frame.columns if name not in _AT and name not in stated]
    # Files give the laps of a driver one after the other: only where another comes is looked at.
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in whose)
    runs = frame.select((other | (pl.int_range(pl.len()) == 0)).alias("begins"))["begins"]
    begun = frame.filter(runs).select(*_AT, *whose)
    heads = begun.unique(whose, keep="first", maintain_order=True)
    head = heads.select(*whose, head="row")
    of_run = begun.join(head, on=whose, how="left", nulls_equal=True, maintain_order="left")
    at = runs.cast(pl.UInt32).cum_sum() - 1
    rows = frame.select(*_AT, *(name for name in frame.columns if name in stated))
    return heads, rows.with_columns(of_run["head"].gather(at))
