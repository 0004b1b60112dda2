"""Cells that contradict the field of their column: it is another one, or none."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

import polars as pl

from racedb.fields import FIELDS, cell_type
from racedb.table import Column
from racedb.understand.arithmetic import (
    SHORTEST_LAP_S,
    by_arithmetic,
    cells_below,
    counts_of,
    seconds_of,
)
from racedb.understand.frames import frame
from racedb.understand.kinds import kind_of
from racedb.units.cells import CELL_TYPES, is_nothing

LEAST_SPEED, MOST_SPEED = 60.0, 420.0
"""Average speeds of a lap in miles or kilometres an hour; laps take as many seconds, too."""
_ORDERS = ("position", "grid")
FEW = 4
"""Fewer values fall by chance."""
FEW_BAD, MOST_BAD = 3, 0.5
"""So many cells, and more than half of a column, that cannot be read prove another field."""


def misread(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Mapping[str, str]:
    """Find the fields that most cells are not, and why: '4 of 4 cells are not a whole number'."""
    if len(rows) < FEW_BAD:
        return {}
    kind = kind_of(columns)
    known = [n for n, column in enumerate(columns) if column.field]
    cells = [[row[n] if n < len(row) else "" for n in known] for row in rows]
    text = frame(cells, range(len(cells)), [columns[n] for n in known])
    found: dict[str, str] = {}
    for name in text.columns:
        if name not in FIELDS or (type_ := cell_type(kind, name)) not in CELL_TYPES:
            continue
        it = CELL_TYPES[type_]
        read = text.select(value=it.parse(pl.col(name)), filled=~it.is_empty(pl.col(name)))
        bad = int((is_nothing(read["value"]) & read["filled"]).sum())
        filled = int(read["filled"].sum())
        if bad >= FEW_BAD and bad > filled * MOST_BAD:
            found[name] = f"{bad:,} of {filled:,} cells are not {it.expected}"
    return found


# ---- numbers of two columns ----------------------------------------------------------------------


def corrected(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Correct fields that the values of two columns contradict."""
    columns = _without_speeds(_best_lap_for_total(columns, rows), rows)
    return by_arithmetic(columns, rows)


def _without_speeds(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """
    Leave out times that are speeds: they fall from place to place, at the end or on the grid.

    Times grow. Whether the speeds are of a qualifying or of a race, and in which unit, is not said.
    """
    place = {column.field: n for n, column in enumerate(columns) if column.field}
    timed = {place[name] for name in ("best_lap", "total") if name in place}
    if not timed:
        return tuple(columns)
    orders = [counts_of(cells_below(rows, place[f])) for f in _ORDERS if f in place]
    orders = orders or [list(range(1, len(rows) + 1))]
    why = "it falls from place to place: a speed, whose unit is not named"
    return tuple(
        column._replace(field=None, why=why, confidence=0.0, runner_up=column.field)
        if n in timed and _are_speeds(cells_below(rows, n), orders)
        else column
        for n, column in enumerate(columns)
    )


def _are_speeds(cells: Sequence[str], orders: Sequence[Sequence[int | None]]) -> bool:
    speeds = [_speed(cell) for cell in cells]
    return any(_fall(speeds, order) for order in orders)


def _speed(cell: str) -> float | None:
    """Read a number that may be a speed; None for a time with a colon, and for anything else."""
    found = re.fullmatch(r"(\d{2,3})[.,](\d{1,4})", cell.strip())
    value = float(f"{found[1]}.{found[2]}") if found else 0.0
    return value if LEAST_SPEED <= value <= MOST_SPEED else None


def _fall(speeds: Sequence[float | None], order: Sequence[int | None]) -> bool:
    """Say whether the speeds fall from place to place, as times would grow."""
    ranked = sorted(
        (place, speed) for place, speed in zip(order, speeds, strict=True) if place and speed
    )
    falling = [speed for _, speed in ranked]
    return (
        len(falling) >= max(FEW, len(speeds) // 2)
        and falling[0] > falling[-1]
        and all(after <= before for before, after in pairwise(falling))
    )


def _best_lap_for_total(
    columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> tuple[Column, ...]:
    """
    Read a total that is too short for its laps as the best lap.

    A total that is shorter than its laps can be is the best lap: of a practice or a qualifying.
    Where only those behind are too short, they have gaps below the winner's total.
    """
    place = {column.field: n for n, column in enumerate(columns) if column.field}
    if not {"total", "laps"} <= set(place) or "best_lap" in place:
        return tuple(columns)
    total = seconds_of(cells_below(rows, place["total"]))
    laps = counts_of(cells_below(rows, place["laps"]))
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
