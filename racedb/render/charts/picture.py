"""Kinds of charts, and which one suits a result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from racedb.errors import UsageError

LAPS = "laps"
"""A lap chart: positions by lap, one line per car."""
GAPS = "gaps"
"""Gaps by lap, one line per car, the leader on top."""
BOX = "box"
"""The spread of lap times: one box per driver."""
STINTS = "stints"
"""A bar from the first to the last lap of each stint, one row per car."""
BEST = "best"
"""One time per name: a dot on an axis that does not begin at zero."""
BARS = "bars"
"""One number per name: a bar from zero."""
TIMELINE = "timeline"
"""Dots in time, one row per name, such as wins."""
KINDS = (LAPS, GAPS, BOX, STINTS, BEST, BARS, TIMELINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A kind of chart, and the columns that it draws."""

    kind: str
    x: str
    y: str
    colour: str | None = None


_NAMES = ("driver", "drivers", "manufacturer", "team", "car_number", "class", "car", "name")
_NUMBERS = ("wins", "points", "starts", "laps", "count")
_COLOURS = ("class", "manufacturer", "team", "driver")


def guess(columns: Sequence[str]) -> Picture | None:
    """
    Choose a picture by the names of the columns; None: none suits.

    >>> guess(["car_number", "lap_number", "position"]).kind
    'laps'
    """
    # The first column with a name tells what the rows are about.
    name = _first(_NAMES.__contains__, columns)
    colour = _first(lambda it: it in columns and it != name, _COLOURS)
    line = _first(columns.__contains__, ("driver", "car_number"))
    time = _first(lambda it: it.endswith("_us"), columns)
    number = _first(columns.__contains__, _NUMBERS)
    driver = _first(columns.__contains__, ("driver",))
    # Kind, x, y, colour, and the column without which the kind does not suit.
    kinds = (
        (LAPS, "lap_number", "position", line, line),
        (GAPS, "lap_number", "gap_us", line, line),
        (STINTS, "first_lap", "car_number", driver, _first(columns.__contains__, ("last_lap",))),
        (BOX, "lap_us", name, colour, name),
        (BEST, time, name, colour, name),
        (BARS, number, name, colour, name),
    )
    for kind, x, y, shade, needed in kinds:
        if x in columns and y in columns and needed:
            return Picture(kind=kind, x=str(x), y=str(y), colour=shade)
    return None


def named(text: str) -> Picture:
    """
    Parse the picture in the header of a query.

    >>> named("laps x=lap_number y=position colour=car_number").y
    'position'

    Raises:
        UsageError: the kind is unknown, or an axis has no column.
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
