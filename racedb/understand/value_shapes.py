"""What the values of a column look like: the share of each shape, by patterns that are data."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from racedb.outcomes import outcomes
from racedb.reference.makers import maker_of
from racedb.reference.words import lap_gap_pattern
from racedb.units.text import FOOTNOTE, NOTHING

_MOST = 0.7
"""So many of the values must look so; the others may be words for 'none'."""


_ONES = str.maketrans("23456789", "11111111")
"""Digits but 0 are alike: a mask has the shape of its cell, and columns have few masks."""
_BY_DIGITS = {"whole", "dotted"}
"""Shapes of cells whose digits say more."""
_NUMBER = re.compile(r"(\d{1,9})(?:\.0*|T|st|nd|rd|th)?")
_MARK = re.compile(rf"(?<=\w)(?:{FOOTNOTE}|\s?\([A-Z]\)$)")
"""What stands after a value and says nothing of its shape."""
_CODE = 3
"""A status may be so short: DNF."""


class Shapes(NamedTuple):
    """The shapes of a column's values."""

    filled: int
    """Values that are not empty: dashes and 'n/a' are."""
    shares: Mapping[frozenset[str], float]
    """All shapes that a value has -> share of the values that have these, 0 to 1."""
    is_ordered: bool
    """
    They count 1, 2, 3 in the order of the rows; several times, where there are several lists. Words
    for an outcome may stand between and below them.
    """
    restarts: bool
    """It counts from 1 several times, in the order of the rows."""
    is_index: bool
    """They count on from 0."""
    is_falling: bool
    """No whole number is greater than the one above it."""
    is_sorted: bool
    """Its whole numbers grow from row to row, but for one or two."""
    is_constant: bool
    """All values are the same."""
    repeats: bool
    """A value is there more than once."""

    def are(self, *names: str, share: float = _MOST) -> bool:
        """Return whether most values have the shape."""
        return any(self.share(name) >= share for name in names)

    def share(self, *names: str) -> float:
        """Return the share of the values that have one of the shapes."""
        return sum(share for shapes, share in self.shares.items() if not shapes.isdisjoint(names))


@cache
def evidence() -> Mapping[str, Any]:
    """Read evidence.toml: shapes, types, weights and what neighbours say."""
    text = Path(__file__).with_name("evidence.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class _Cell(NamedTuple):
    """What is to know of the text of a cell."""

    text: str
    """Without the mark after it; '' for one that says nothing."""
    shapes: frozenset[str]
    number: int | None
    """Of whole numbers and places: 1, 2., 3.0, 1T."""


def shapes_of(values: Sequence[str]) -> Shapes:
    """Look at the values of a column, in the order of the rows."""
    looked_at = {value: _cell(value.strip()) for value in set(values)}
    cells = [cell for value in values if (cell := looked_at[value]).text]
    counted = Counter(cell.shapes for cell in cells)
    distinct = {cell.text: cell for cell in looked_at.values() if cell.text}
    numbers = [cell.number for cell in cells if cell.number is not None]
    steps = list(pairwise(numbers))
    again = [after for before, after in steps if after <= before]
    return Shapes(
        filled=len(cells),
        shares={shapes: many / len(cells) for shapes, many in counted.items()},
        is_ordered=_counts(numbers) and all(map(_is_number_or_outcome, distinct.values())),
        restarts=numbers.count(1) > 1 and bool(again) and again.count(1) >= _MOST * len(again),
        is_index=numbers[:2] == [0, 1],
        is_falling=all(after <= before for before, after in steps),
        is_sorted=sum(after < before for before, after in steps) <= max(1, len(numbers) * 0.1),
        is_constant=len(distinct) == 1,
        repeats=len(distinct) < len(cells),
    )


def _is_number_or_outcome(cell: _Cell) -> bool:
    return cell.number is not None or "status" in cell.shapes


def _counts(numbers: Sequence[int]) -> bool:
    """Return whether numbers count 1, 2, 3, once or several times."""
    if numbers[:2] != [1, 2]:
        return False
    return all(after in (before + 1, 1) for before, after in pairwise(numbers))


def _cell(text: str) -> _Cell:
    """Look at a cell: of most, one digit says as much as another."""
    plain, is_number, shapes = _look_at_mask(text.translate(_ONES))
    if plain is None:
        return _cell(_MARK.sub("", text))
    if not plain:
        return _Cell("", shapes, None)
    if not shapes.isdisjoint(_BY_DIGITS):
        shapes |= {name for name, fits in _patterns("digits") if fits(text)}
    number = _NUMBER.fullmatch(text) if is_number else None
    return _Cell(text, shapes, int(number[1]) if number else None)


@lru_cache(maxsize=1 << 14)
def _look_at_mask(mask: str) -> tuple[str | None, bool, frozenset[str]]:
    """Return the mask, '' if it says nothing, None before a mark; and what shapes it has."""
    if not mask or _nothing().match(mask):
        return "", False, frozenset()
    if _MARK.search(mask):
        return None, False, frozenset()
    return mask, bool(_NUMBER.fullmatch(mask)), _shapes(mask)


def _shapes(cell: str) -> frozenset[str]:
    found = [name for name, fits in _patterns("shapes") if fits(cell)]
    if "gap" not in found and _laps_behind().match(cell.lower()):
        found.append("gap")
    if "words" in found or len(cell) <= _CODE:
        if "clock" not in found and outcomes([cell])[cell].status != "unknown":
            found.append("status")
        elif "words" in found and "clock" not in found:
            found.append("name")
            if maker_of(cell):
                found.append("maker")
    return frozenset(found)


@cache
def _laps_behind() -> re.Pattern[str]:
    return re.compile(lap_gap_pattern())


@cache
def _nothing() -> re.Pattern[str]:
    return re.compile(NOTHING)


@cache
def _patterns(table: str) -> Sequence[tuple[str, Callable[[str], object]]]:
    shapes: Mapping[str, str] = evidence()[table]
    return [
        (name, re.compile(pattern.replace(r"\p{L}", r"[^\W\d_]")).search)
        for name, pattern in shapes.items()
    ]
