"""One value as text for people: lap times, and nothing that could move the cursor of a terminal."""

import re
import unicodedata
from itertools import accumulate
from math import isfinite

from racedb.format_time import lap_time
from racedb.safe_text import escape

_DURATION = re.compile(r"_us(, *[\d.]+)?\)*$")
"""Names of columns of microseconds: best_lap_us, and avg(best_lap_us) as SQLite names it, too."""
_COMPUTED = re.compile(r"^(mean|median|avg|average|percentile)(?![a-z])")
"""Names of columns of means: nobody timed these to the microsecond."""
_POINTS = re.compile(r"points|^total$|^bonus$")
"""Names of columns of points: points, gap_points; total is their sum in several queries."""


def shown(column: str, value: object) -> str:
    """
    Return a value as text for people.

    `_us` columns are lap times, means of them have three decimals, points have no useless zeros,
    NULL is an empty text. Line breaks become blanks; other control characters are escaped.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(column, value)
    text = str(value)
    if text.isprintable():
        return text
    return escape("".join(" " if char.isspace() else char for char in text))


def _number(column: str, value: float) -> str:
    if _DURATION.search(column) and isfinite(value):
        step = 1_000 if _COMPUTED.match(column) else 1
        return lap_time(round(value / step) * step)
    if isinstance(value, float) and _POINTS.search(column):
        return f"{value:.8g}"
    return str(value)


def width(text: str) -> int:
    """
    Return the number of terminal columns that a text takes.

    >>> width("Müller"), width("周冠宇")
    (6, 6)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int) -> str:
    """
    Shorten a text to a number of terminal columns; an ellipsis marks what is missing.

    >>> cut("Vitaphone Racing Team", 10)
    'Vitaphone…'
    """
    if width(text) <= columns:
        return text
    length = sum(used < columns for used in accumulate(map(_columns, text)))
    return text[:length].rstrip() + "…"


def shorten(text: str, columns: int) -> str:
    """
    Shorten a text in the middle: names differ at both ends.

    >>> shorten("Vitaphone Racing Team DHL", 16)
    'Vitaphon…eam DHL'
    """
    if width(text) <= columns:
        return text
    end = cut(text[::-1], columns // 2)[:-1][::-1]
    return cut(text, columns - width(end)) + end


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
