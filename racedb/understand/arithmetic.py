"""What columns say together: where the numbers contradict a field, the field is another one."""

from collections.abc import Sequence
from statistics import median

import polars as pl

from racedb.table import Column
from racedb.units import durations, whole

_TEXT = {"text": pl.String}
SHORTEST_LAP_S = 15.0
"""No lap of a car takes less; a total of less for each lap is none."""


def corrected(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """
    Correct fields that the values of two columns contradict.

    A total that is shorter than its laps can be is the best lap: of a practice or a qualifying.
    Where only those behind are too short, they have gaps below the winner's total.
    """
    place = {column.field: n for n, column in enumerate(columns) if column.field}
    if not {"total", "laps"} <= set(place) or "best_lap" in place:
        return tuple(columns)
    total = _seconds([_cell(row, place["total"]) for row in rows])
    laps = _counts([_cell(row, place["laps"]) for row in rows])
    timed = [(count, time) for time, count in zip(total, laps, strict=True) if time and count]
    if not timed:
        return tuple(columns)
    # Where the others have gaps, the median is of gaps; only the winner's time is a total.
    most_laps, longest = max(timed)
    usual = median(time / count for count, time in timed)
    if max(usual, longest / most_laps) >= SHORTEST_LAP_S:
        return tuple(columns)
    n = place["total"]
    better = columns[n]._replace(
        field="best_lap", why="too short for the laps: the best of them", runner_up="total"
    )
    return (*columns[:n], better, *columns[n + 1 :])


def _cell(row: Sequence[str], n: int) -> str:
    return row[n] if n < len(row) else ""


def _seconds(cells: Sequence[str]) -> list[float | None]:
    micros = pl.DataFrame({"text": cells}, _TEXT).select(durations(pl.col("text")))["text"]
    return [None if value is None else value / 1_000_000 for value in micros]


def _counts(cells: Sequence[str]) -> list[int | None]:
    return pl.DataFrame({"text": cells}, _TEXT).select(whole(pl.col("text")))["text"].to_list()
