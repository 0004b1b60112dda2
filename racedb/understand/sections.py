"""Laps below the name of their car: `7 - Ann Berg`, then a row for each lap, then the next car."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from racedb.reference.session_words import session_kind
from racedb.text_keys import fold
from racedb.understand.header import Row, find_header, one_line
from racedb.understand.titles import split_session
from racedb.understand.vocabulary import fields, is_known, key

_WHO = {"car_number", "driver", "driver_1", "drivers", "team", "driver_ref"}
_LAPS = {"lap_number", "laps"}
_HEADER = ("No", "Driver")
_MOST_CELLS = 3
"""A row that names a car has so many filled cells at most."""
_NUMBER = r"#?(?P<number>\d{1,4}[A-Za-z]?)"
_NAME = r"(?P<name>[^\W\d_][^\d|:]*[^\W\d_.])\.?"
_OWNERS = tuple(
    re.compile(pattern)
    for pattern in (
        # 7 - Ann Berg, Car 7: Ann Berg
        rf"(?:[^\W\d_]+\.?:? )??{_NUMBER}(?: ?[-–|:.,] ?| ){_NAME}",
        rf"{_NAME} ?[-–|,]? ?[(\[]?#?(?P<number>\d{{1,4}}[A-Za-z]?)[)\]]?",  # Ann Berg (#7), Car 7
        r"#(?P<number>\d{1,4}[A-Za-z]?)(?P<name>)",
    )
)


class _Owner(NamedTuple):
    number: str
    name: str


def with_owners(rows: Sequence[Row]) -> Sequence[Row]:
    """
    Add the number and the driver of a car to each of its laps, where a row above them names both.

    The header of the laps stands above the first car, or below each. Other tables stay as they are.
    """
    header = find_header(rows)
    meant = {field for name in header.names for field in fields(key(name))[:1]}
    first = next((n for n, (_, cells) in enumerate(rows) if _owner(cells)), len(rows))
    if not meant & _LAPS or meant & _WHO or first > header.first:
        return rows
    place = header.first - 1
    names = [one_line(cell) for cell in rows[place][1]]
    above = (row for n, row in enumerate(rows[:first]) if n != place)
    made: list[Row] = [*above, (rows[place][0], [*_HEADER, *rows[place][1]])]
    owners: list[_Owner] = []
    for line, cells in rows[first:]:
        if owner := _owner(cells):
            owners.append(owner)
        elif [one_line(cell) for cell in cells] != names:
            made.append((line, [*owners[-1], *cells]))
    return made if len(owners) > 1 else rows


def _owner(cells: Sequence[str]) -> _Owner | None:
    """Read a row that only names a car and its driver."""
    filled = [one_line(cell) for cell in cells if cell.strip()]
    if not 0 < len(filled) <= _MOST_CELLS or cells[0].strip() != filled[0]:
        return None
    text = " ".join(filled)
    for pattern in _OWNERS:
        if found := pattern.fullmatch(text):
            name = found["name"].strip()
            of_car = fields(key(name))[:1] in (("car_number",), ("car",))
            is_session = split_session(text) or session_kind(fold(text))
            is_word = " " not in name or is_known(name)  # Split 1
            if is_session or (name and is_word and not of_car):
                return None
            return _Owner(found["number"], "" if of_car else name)
    return None
