"""Headers and first cells that count: laps, places, or numbers that do not say of what."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from racedb.text_keys import fold
from racedb.understand import vocabulary

LAP, PLACE = "lap", "place"
_LEAST, _LEAST_NAMED = 3, 2
"""So many columns at least count something; so many where they say what."""
_NUMBER = re.compile(r"\d{1,4}")
_SHORT = re.compile(r"([lp]) ?(\d{1,3})|(\d{1,3}) ?(?:st|nd|rd|th)")
_CAR = re.compile(r"#?\d{1,4}[A-Za-z]?")


class Axis(NamedTuple):
    """What some cells count."""

    what: str | None
    """LAP or PLACE; None: they do not say."""
    numbers: Sequence[int]
    """Lap 0 is the grid."""


def axis(cells: Sequence[str]) -> Axis | None:
    """
    Read cells that count on by one: 1, 2, 3; Lap 1, Lap 2; P1, P2; Grid, 1, 2.

    >>> axis(["Grid", "1", "2"]), axis(["1st", "2nd", "3rd"]), axis(["1", "3"])
    (Axis(what='lap', numbers=[0, 1, 2]), Axis(what='place', numbers=[1, 2, 3]), None)
    """
    found = [counted_as(cell) for cell in cells]
    named = {one[0] for one in found if one} - {None}
    numbers = [one[1] for one in found if one]
    if not numbers or len(numbers) < len(cells) or len(named) > 1:
        return None
    counts_on = numbers == [*range(numbers[0], numbers[0] + len(numbers))]
    return Axis(next(iter(named), None), numbers) if counts_on else None


def meant_by(header: str) -> str | None:
    """Say what the cells below a header count, or those beside it: laps, places; None: neither."""
    field = next(iter(vocabulary.fields(vocabulary.key(header))), None)
    return {"lap_number": LAP, "laps": LAP, "position": PLACE}.get(str(field))


def heads_numbers(cells: Sequence[str]) -> bool:
    """
    Recognise a header of numbers: Lap, 7, 8, 12 or Pos, 1, 2, 3 or the last three alone.

    Behind a word for laps the numbers may be those of the cars; else they count on from 1.
    """
    first, *others = (cell.strip() for cell in cells or [""])
    while others and not others[-1]:
        others.pop()
    if len(others) < _LEAST_NAMED or any(map(str.isalpha, others[1:])):
        return False
    is_many, counts = len(others) >= _LEAST, axis(others)
    if is_many and meant_by(first) == LAP and len(set(others)) == len(others):
        return counts is not None or all(map(_CAR.fullmatch, others))
    words = vocabulary.key(first).split()
    is_said = any(vocabulary.means(what, word) for word in words for what in ("lap", "position"))
    if counts is None or not (is_said or not first or vocabulary.is_known(first)):
        return False
    return counts.numbers[0] <= 1 and bool(is_many or counts.what)


def counted_as(cell: str) -> tuple[str | None, int] | None:
    """Read one cell that counts: what, and its number; None: it does not."""
    if _NUMBER.fullmatch(text := cell.strip()):
        return None, int(text)
    if (lap := vocabulary.numbered("lap", text)) is not None:
        return LAP, lap
    if (place := vocabulary.numbered("position", text)) is not None:
        return PLACE, place
    if vocabulary.fields(vocabulary.key(text))[:1] == ("grid",):
        return LAP, 0
    if not (found := _SHORT.fullmatch(fold(text))):
        return None
    return LAP if found[1] == "l" else PLACE, int(found[2] or found[3])
