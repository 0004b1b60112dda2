"""One value as text for eyes: lap times, and nothing that could move a terminal's cursor."""

import unicodedata
from itertools import accumulate

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US


def lap_time(us: int) -> str:
    """
    Print a duration the way timing sheets do.

    Args:
        us: microseconds; less than 0 for a gap ahead.

    >>> lap_time(138_030_000)
    '2:18.030'
    >>> lap_time(59_123_400)                 # IndyCar times to a ten-thousandth
    '59.1234'
    >>> lap_time(4_319_123_000)
    '1:11:59.123'
    """
    sign, us = ("-", -us) if us < 0 else ("", us)
    whole, fraction = divmod(us, SECOND_US)
    digits = f"{fraction:06}"
    # Three decimals, four where the source has them, six only for what no sheet prints.
    decimals = (
        digits[:3] if fraction % 1_000 == 0 else digits[:4] if fraction % 100 == 0 else digits
    )
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds:02}.{decimals}"
    if minutes:
        return f"{sign}{minutes}:{seconds:02}.{decimals}"
    return f"{sign}{seconds}.{decimals}"


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
