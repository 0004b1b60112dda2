"""What the numbers of several columns prove: the time of a race, its laps and its best laps."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

import polars as pl

from racedb.table import Column
from racedb.understand.value_shapes import shapes_of
from racedb.units import durations, whole

_TEXT = {"text": pl.String}
FEWEST = 3
"""Fewer rows agree by chance."""
_MANY, SHORTEST_LAP_S = 5, 15.0
"""The time of a race is so many of its laps at least, and none of them is shorter: a gap may be."""
LONGEST_LAP_S = 1_200.0
_SLOWEST = 1.6
"""The average lap of a race takes so many times as long as the best one at most."""
_ROUNDED = 0.999
CONFIDENCE = 0.8


def by_arithmetic(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, has_header: bool = True
) -> tuple[Column, ...]:
    """
    Find columns whose headers say nothing, or the wrong thing, by the numbers beside them.

    A best lap that takes as long as many laps of another column is the total; whole numbers by
    which totals are parted into laps a little slower than the best one are the laps; and 1, 2, 3
    down a table in the order of its totals are the places.
    """
    columns = _total_for_best_lap(columns, rows, has_header=has_header)
    if not has_header:
        columns = _long_time(columns, rows)
    return tuple(_places_in_order(_laps_of_totals(columns, rows), rows))


def _long_time(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Sequence[Column]:
    """Read the only time of a table without a header as the total, where no lap takes so long."""
    place = _places(columns)
    if "best_lap" not in place or "total" in place:
        return columns
    times = [it for it in seconds_of(cells_below(rows, place["best_lap"])) if it]
    if not times or median(times) < LONGEST_LAP_S:
        return columns
    return _as(columns, place["best_lap"], "total", "longer than a lap")


def _total_for_best_lap(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, has_header: bool
) -> Sequence[Column]:
    """
    Read a best lap as the total, where an unknown column beside it has times of single laps.

    Without a header these are the best laps; a header that nobody knows may mean the last ones.
    """
    place = _places(columns)
    if "best_lap" not in place or "total" in place:
        return columns
    longest = seconds_of(cells_below(rows, place["best_lap"]))
    for n, column in enumerate(columns):
        cells = cells_below(rows, n)
        if column.field or not shapes_of(cells).are("clock"):
            continue
        shorter = seconds_of(cells)
        both = [(a, b) for a, b in zip(longest, shorter, strict=True) if a and b]
        are_laps = all(lap >= SHORTEST_LAP_S for _, lap in both)
        if len(both) >= FEWEST and are_laps and median(a / b for a, b in both) >= _MANY:
            why = "so long as many laps"
            found = _as(columns, place["best_lap"], "total", why)
            return found if has_header else _as(found, n, "best_lap", "the shorter of two times")
    return columns


def _laps_of_totals(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Sequence[Column]:
    """Read whole numbers as the laps, where total / laps is a little slower than the best lap."""
    place = _places(columns)
    if not {"total", "best_lap"} <= set(place) or "laps" in place:
        return columns
    total = seconds_of(cells_below(rows, place["total"]))
    best = seconds_of(cells_below(rows, place["best_lap"]))
    for n, column in enumerate(columns):
        if column.field not in (None, "best_lap_number", "lap_number"):
            continue
        counts = counts_of(cells_below(rows, n))
        found = [
            count > 1 and lap * _ROUNDED <= time / count <= lap * _SLOWEST
            for time, lap, count in zip(total, best, counts, strict=True)
            if time and lap and count
        ]
        if len(found) >= FEWEST and all(found):
            return _as(columns, n, "laps", "the total has so many laps")
    return columns


def _places_in_order(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Sequence[Column]:
    """Read an unknown first column of 1, 2, 3 as the places, where totals grow down the rows."""
    place = _places(columns)
    has_place = {"position", "class_position", "grid"} & set(place)
    if has_place or "total" not in place or not columns or columns[0].field:
        return columns
    if not shapes_of(cells_below(rows, 0)).is_ordered:
        return columns
    total = seconds_of(cells_below(rows, place["total"]))
    laps = counts_of(cells_below(rows, place["laps"])) if "laps" in place else [None] * len(total)
    order = [(-(count or 0), time) for count, time in zip(laps, total, strict=True) if time]
    is_in_order = all(before <= after for before, after in pairwise(order))
    if len(order) < FEWEST or not is_in_order:
        return columns
    return _as(columns, 0, "position", "1, 2, 3 in the order of the totals")


def _as(columns: Sequence[Column], n: int, field: str, why: str) -> Sequence[Column]:
    found = columns[n]._replace(
        field=field, why=why, runner_up=columns[n].field, confidence=CONFIDENCE
    )
    return (*columns[:n], found, *columns[n + 1 :])


def _places(columns: Sequence[Column]) -> Mapping[str, int]:
    return {column.field: n for n, column in enumerate(columns) if column.field}


def cells_below(rows: Sequence[Sequence[str]], n: int) -> list[str]:
    """List the cells of a column; rows may end before it."""
    return [row[n] if n < len(row) else "" for row in rows]


def seconds_of(cells: Sequence[str]) -> list[float | None]:
    """Read times in seconds; None for what is none."""
    micros = pl.DataFrame({"text": cells}, _TEXT).select(durations(pl.col("text")))["text"]
    return [None if value is None else value / 1_000_000 for value in micros]


def counts_of(cells: Sequence[str]) -> list[int | None]:
    """Read whole numbers; None for what is none."""
    return pl.DataFrame({"text": cells}, _TEXT).select(whole(pl.col("text")))["text"].to_list()
