"""Which picture suits an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from racedb.errors import UsageError

LAPS = "laps"
"""A lap chart: positions by lap, a line for each car."""
GAPS = "gaps"
"""Gaps by lap, a line for each car, the leader on top."""
BOX = "box"
"""How lap times are spread: a box for each driver."""
STINTS = "stints"
"""A bar from the first to the last lap of each stint, a row for each car."""
BEST = "best"
"""One time for each name: a dot on an axis that does not begin at zero."""
BARS = "bars"
"""One number for each name, as bars from zero."""
TIMELINE = "timeline"
"""Dots in time, a row for each name: wins."""
KINDS = (LAPS, GAPS, BOX, STINTS, BEST, BARS, TIMELINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A kind of picture, and the columns that it is made of."""

    kind: str
    x: str
    y: str
    colour: str | None = None


_NAMES = ("driver", "drivers", "manufacturer", "team", "car_number", "class", "car", "name")
_NUMBERS = ("wins", "points", "starts", "laps", "count")
_COLOURS = ("class", "manufacturer", "team", "driver")


def guess(columns: Sequence[str]) -> Picture | None:
    """
    Tell from the names of the columns which picture suits; None: none does.

    >>> guess(["car_number", "lap_number", "position"]).kind
    'laps'
    """
    # The first name of the answer is what its rows are about.
    name = _first(_NAMES.__contains__, columns)
    colour = _first(lambda it: it in columns and it != name, _COLOURS)
    line = _first(columns.__contains__, ("driver", "car_number"))
    time = _first(lambda it: it.endswith("_us"), columns)
    number = _first(columns.__contains__, _NUMBERS)
    driver = _first(columns.__contains__, ("driver",))
    known = (
        (LAPS, "lap_number", "position", line, line),
        (GAPS, "lap_number", "gap_us", line, line),
        (STINTS, "first_lap", "car_number", driver, _first(columns.__contains__, ("last_lap",))),
        (BOX, "lap_us", name, colour, name),
        (BEST, time, name, colour, name),
        (BARS, number, name, colour, name),
    )
    for kind, x, y, shade, needed in known:
        if x in columns and y in columns and needed:
            return Picture(kind=kind, x=str(x), y=str(y), colour=shade)
    return None


def named(text: str) -> Picture:
    """
    Read a picture as a query's header names it.

    >>> named("laps x=lap_number y=position colour=car_number").y
    'position'

    Raises:
        UsageError: it does not say a known kind, or not what goes to the axes.
    """
    kind, *words = text.split() or [""]
    parts = {key: column for key, _, column in (word.partition("=") for word in words)}
    is_whole = {"x", "y"} <= parts.keys() <= {"x", "y", "colour"} and all(parts.values())
    if kind not in KINDS or not is_whole:
        message = f"chart: {text!r} is not KIND x=COLUMN y=COLUMN colour=COLUMN; kinds are "
        raise UsageError(message + ", ".join(KINDS))
    return Picture(kind=kind, x=parts["x"], y=parts["y"], colour=parts.get("colour"))


def _first(fits: Callable[[str], bool], names: Sequence[str]) -> str | None:
    return next(filter(fits, names), None)
