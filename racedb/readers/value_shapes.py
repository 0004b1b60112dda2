"""What the values of a column look like, for columns without a header or with a doubtful one."""

import re
from collections.abc import Sequence

from racedb.readers.reading import Column
from racedb.reference.makers import maker_of

_NUMBER = re.compile(r"^\d{1,4}[A-Za-z]?$")
_ORDINAL = re.compile(r"(?i)^(\d+(st|nd|rd|th|er|e|ª|º|\.)|nc|dnf|dns|dsq|ret|wd)$")
_DURATION = re.compile(r"^\d{0,3}[:'h]?\d{1,2}[:.'m]\d{2}(?:[.,:]\d{1,6})?$|^\d{1,3}[.,]\d{3,4}$")
_SPEED = re.compile(r"^\d{2,3}[.,]\d{1,4}$")
_CREW = re.compile(r" / |\s*\n\s*|\||;| & |\w/\w")
_WORD = re.compile(r"[^\W\d_]{2,}")
MOST = 0.7
"""So many of the values must look so; the others may be words for 'none'."""


def _most(values: Sequence[str], pattern: re.Pattern[str]) -> bool:
    fits = sum(bool(pattern.search(value.strip())) for value in values)
    return bool(values) and fits >= MOST * len(values)


def are_numbers(values: Sequence[str]) -> bool:
    """Look like car numbers or counts."""
    return _most(values, _NUMBER)


def are_durations(values: Sequence[str]) -> bool:
    """Look like lap times."""
    return _most(values, _DURATION)


def hold_times(values: Sequence[str]) -> bool:
    """Hold the time of a whole race, at least once."""
    return any(re.match(r"^\d{1,2}:\d{2}:\d{2}\.\d+$", value.strip()) for value in values)


def are_crews(values: Sequence[str]) -> bool:
    """Several names stand in many of the cells."""
    many = sum(bool(_CREW.search(value.strip())) for value in values)
    return bool(values) and many >= 0.3 * len(values)


def are_names(values: Sequence[str]) -> bool:
    """Look like words."""
    return bool(values) and sum(
        bool(re.search(r"[^\W\d_]{3,}", value)) for value in values
    ) > MOST * len(values)


def propose(values: Sequence[Sequence[str]]) -> list[Column]:
    """
    Say what the columns of a table without a header are, and why.

    Args:
        values: the cells of each column that are not empty.
    """
    taken: set[str] = set()
    columns = []
    for n, cells in enumerate(values):
        field, why = next(
            ((field, why) for field, why, fits in _PROPOSALS if field not in taken and fits(cells)),
            (None, "its values look like nothing known"),
        )
        if field:
            taken.add(field)
        columns.append(
            Column(source=f"column {n + 1}", field=field, why=why, samples=tuple(cells[:3]))
        )
    return columns


def _are_cars(values: Sequence[str]) -> bool:
    return bool(values) and sum(maker_of(value) is not None for value in values) >= MOST * len(
        values
    )


_PROPOSALS = (
    ("position", "values are ordinals", lambda cells: _most(cells, _ORDINAL)),
    ("car_number", "values are numbers", are_numbers),
    ("drivers", "values are crews", lambda cells: are_crews(cells) and are_names(cells)),
    ("best_lap", "values are durations", are_durations),
    ("speed_kph", "values are speeds", lambda cells: _most(cells, _SPEED)),
    ("car", "values begin with known makers", _are_cars),
    ("team", "values are names", are_names),
    ("driver", "values are names", are_names),
)
