"""What the values of a column look like: the share of each shape, by patterns that are data."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from racedb.outcomes import outcomes
from racedb.reference.makers import maker_of
from racedb.reference.words import lap_gap_pattern
from racedb.units.text import NOTHING

_MOST = 0.7
"""So many of the values must look so; the others may be words for 'none'."""


class Shapes(NamedTuple):
    """The shapes of a column's values."""

    filled: int
    """Values that are not empty: dashes and 'n/a' are."""
    shares: Mapping[frozenset[str], float]
    """All shapes that a value has -> share of the values that have these, 0 to 1."""
    is_ordered: bool
    """They count 1, 2, 3 in the order of the rows; several times, where there are several lists."""
    restarts: bool
    """It counts from 1 several times, in the order of the rows."""
    is_index: bool
    """They count on from 0."""
    is_falling: bool
    """No whole number is greater than the one above it."""
    is_sorted: bool
    """Its whole numbers grow from row to row, but for one or two."""
    repeats: bool
    """A value is there more than once."""

    def are(self, *names: str, share: float = _MOST) -> bool:
        """Say whether most values have the shape."""
        return any(self.share(name) >= share for name in names)

    def share(self, *names: str) -> float:
        """Give the share of the values that have one of the shapes."""
        return sum(share for shapes, share in self.shares.items() if not shapes.isdisjoint(names))


@cache
def evidence() -> Mapping[str, Any]:
    """Read evidence.toml: shapes, types, weights and what neighbours say."""
    text = Path(__file__).with_name("evidence.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def shapes_of(values: Sequence[str]) -> Shapes:
    """Look at the values of a column, in the order of the rows."""
    cells = [cell for value in values if not _is_nothing(cell := value.strip())]
    counted: dict[frozenset[str], int] = {}
    distinct = Counter(cells)
    for cell, many in distinct.items():
        shapes = frozenset(_shapes(cell))
        counted[shapes] = counted.get(shapes, 0) + many
    return Shapes(
        filled=len(cells),
        shares={shapes: many / len(cells) for shapes, many in counted.items()},
        is_ordered=_is_ordered(cells),
        restarts=_restarts(cells),
        is_index=cells[:2] == ["0", "1"],
        is_falling=_is_falling(cells),
        is_sorted=_is_sorted(cells),
        repeats=len(distinct) < len(cells),
    )


def _is_ordered(cells: Sequence[str]) -> bool:
    numbers = [cell.removesuffix(".0").rstrip(".") for cell in cells]
    if len(numbers) < 2 or numbers[0] != "1" or not all(map(str.isdecimal, numbers)):
        return False
    counted = [int(number[:9]) for number in numbers]
    return all(after in (before + 1, 1) for before, after in pairwise(counted)) and counted[1] > 1


def _restarts(cells: Sequence[str]) -> bool:
    numbers = [int(found[0]) for cell in cells if (found := re.match(r"\d{1,4}", cell))]
    again = [after for before, after in pairwise(numbers) if after <= before]
    return numbers.count(1) > 1 and bool(again) and again.count(1) >= _MOST * len(again)


def _is_falling(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 10]
    return all(after <= before for before, after in pairwise(numbers))


def _is_sorted(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 10]
    falls = sum(after < before for before, after in pairwise(numbers))
    return falls <= max(1, len(numbers) * 0.1)


def _is_nothing(cell: str) -> bool:
    return not cell or bool(_nothing().match(cell))


def _shapes(cell: str) -> list[str]:
    found = [name for name, fits in _patterns() if fits(cell)]
    if "gap" not in found and _laps_behind().match(cell.lower()):
        found.append("gap")
    if "words" in found or len(cell) <= 3:
        if "clock" not in found and outcomes([cell])[cell].status != "unknown":
            found.append("status")
        elif "words" in found and "clock" not in found:
            found.append("name")
            if maker_of(cell):
                found.append("maker")
    return found


@cache
def _laps_behind() -> re.Pattern[str]:
    return re.compile(lap_gap_pattern())


@cache
def _nothing() -> re.Pattern[str]:
    return re.compile(NOTHING)


@cache
def _patterns() -> Sequence[tuple[str, Callable[[str], object]]]:
    shapes: Mapping[str, str] = evidence()["shapes"]
    return [
        (name, re.compile(pattern.replace(r"\p{L}", r"[^\W\d_]")).search)
        for name, pattern in shapes.items()
    ]
