"""One value as text for eyes: lap times, and nothing that could move a terminal's cursor."""

import unicodedata
from itertools import accumulate

from racedb.format_time import lap_time

__all__ = ["cut", "lap_time", "shown", "width"]


def shown(column: str, value: object) -> str:
    """
    Print a value for eyes: `_us` columns as lap times, NULL as nothing.

    Line breaks become blanks; other control characters become visible marks.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and column.endswith("_us"):
        return lap_time(value)
    text = str(value)
    if text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    # Format characters (Cf) turn the direction of writing; Cc moves the cursor.
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char)[0] == "C" else char


def width(text: str) -> int:
    """
    Count the places that a text takes on a terminal.

    >>> width("Müller"), width("周冠宇")
    (6, 6)
    """
    return len(text) if text.isascii() else sum(map(_places, text))


def cut(text: str, places: int) -> str:
    """
    Shorten a text to a number of places, with an ellipsis where something is missing.

    >>> cut("Vitaphone Racing Team", 10)
    'Vitaphone…'
    """
    if width(text) <= places:
        return text
    kept = sum(used < places for used in accumulate(map(_places, text)))
    return text[:kept].rstrip() + "…"


def _places(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
