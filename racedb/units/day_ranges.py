"""
The days of an event as calendars print them: '14-16 March', 'Mar 1 - Mar 3', '29.02.-02.03.2025'.

Calendars leave the year to the title, so that of the season completes them.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from racedb.reference import words

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_TO = re.compile(r"\s*[-–—−/&+]\s*|\s+(?:to|and|bis|und|au|a|al|et|till|tot|do)\s+")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?\b(?!\s*[^\W\d_])")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_MONTHS, _YEAR_DIGITS, _MOST_SIDES = 12, 4, 2
_LAST_CENTURY = 70
"""Years of two digits from here on are of the 20th century."""
_SECOND_HALF = 7
"""The first month of a season of two years that is surely in the first of them."""


class DayRange(NamedTuple):
    """The first and the last day of an event."""

    first: date
    last: date


class _Side(NamedTuple):
    """What one side of a range states."""

    day: int
    month: int | None
    year: int | None


def day_range(text: str, years: Sequence[int] = ()) -> DayRange | None:
    """
    Read the days of an event; None where the text has none, or one that does not exist.

    Args:
        text: as printed.
        years: those of the season, one or two, for days without a year.

    >>> day_range("Mar 29 - Apr 2", [2025]).last, day_range("14.-16.03.2025").first
    (datetime.date(2025, 4, 2), datetime.date(2025, 3, 14))
    """
    plain = _SLASHED.sub(_with_points, _ISO.sub(r"\3.\2.\1", _IN_BRACKETS.sub(" ", text)))
    parts = [part for part in _TO.split(plain.lower().strip()) if part.strip(" .,")]
    sides = [side for side in map(_side, parts) if side]
    if len(sides) != len(parts) or not 1 <= len(sides) <= _MOST_SIDES:
        return None
    first, last = sides[0], sides[-1]
    month = last.month or first.month
    year = last.year or first.year or (month and _year_of(month, years))
    if not month or not year:
        return None
    first_month = first.month or month
    first_year = first.year or (year - 1 if first_month > month else year)
    try:
        found = DayRange(date(first_year, first_month, first.day), date(year, month, last.day))
    except ValueError:
        return None
    return found if found.first <= found.last else None


def season_years(label: str) -> tuple[int, ...]:
    """
    Return the years of a season; () where its label names none.

    >>> season_years("2025"), season_years("2018-19"), season_years("Winter")
    ((2025,), (2018, 2019), ())
    """
    found = re.fullmatch(r"(\d{4})(?:[-/](?:\d\d)?(\d\d))?", label.strip())
    if found is None:
        return ()
    first = int(found[1])
    return (first, first + 1) if found[2] else (first,)


def _with_points(found: re.Match[str]) -> str:
    """Write 14/03/2025 with points; where the second number is no month, it is the day."""
    one, two, year = found.groups()
    day, month = (two, one) if int(two) > _MONTHS else (one, two)
    return f"{day}.{month}.{year or ''}"


def _side(text: str) -> _Side | None:
    """Read a day with its month and year, as far as they are stated: '16 March 2025', '14.'."""
    numbers: list[int] = []
    month = year = None
    for token in _TOKEN.findall(text):
        if len(token) == _YEAR_DIGITS and token.isdecimal():
            year = int(token)
        elif token.isdecimal():
            numbers.append(int(token))
        else:
            month = words.month_words().get(token, month)
    if month is None and len(numbers) > 1:
        month = numbers.pop(1)
    if year is None and len(numbers) > 1:
        short = numbers.pop(1)
        year = short + (1900 if short >= _LAST_CENTURY else 2000)
    return _Side(numbers[0], month, year) if len(numbers) == 1 else None


def _year_of(month: int, years: Sequence[int]) -> int | None:
    """Return the year of a month; a season of two years begins in the second half of the first."""
    if not years:
        return None
    return years[0] if month >= _SECOND_HALF else years[-1]
