"""Durations for other programs: as text, as seconds, or as cells of time of a spreadsheet."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from racedb.db.readonly import Result
from racedb.format_time import SECOND_US, lap_time

if TYPE_CHECKING:
    from racedb.db.readonly import Value

_ENDS = {"text": "", "seconds": "_s"}
"""What takes the place of `_us` at the end of a column's name."""


def with_times(result: Result, times: str, *, of_spreadsheet: bool = False) -> Result:
    """
    Write the durations of a result, microseconds under names that end with `_us`, in another way.

    Args:
        result: the result; its rows are consumed.
        times: text (1:58.250, under best_lap) or seconds (118.25, under best_lap_s).
        of_spreadsheet: text becomes cells of time, with which a spreadsheet computes.

    A column whose new name the result has already stays as it is.
    """
    write: Callable[[int], object] = lap_time
    if times == "seconds":
        write = _seconds
    elif of_spreadsheet:
        write = _cell
    names = list(result.columns)
    changed = []
    for at, name in enumerate(result.columns):
        new = name.removesuffix("_us") + _ENDS[times]
        if name.endswith("_us") and new not in names:
            names[at] = new
            changed.append(at)

    def row(values: "tuple[Value, ...]") -> "tuple[Value, ...]":
        out: list[object] = list(values)
        for at in changed:
            if isinstance(value := values[at], int):
                out[at] = write(value)
        return tuple(out)  # type: ignore[arg-type]  # a timedelta is for the spreadsheet alone

    return Result(tuple(names), map(row, result.rows))


def _seconds(us: int) -> float:
    return us / SECOND_US


def _cell(us: int) -> timedelta:
    return timedelta(microseconds=us)
