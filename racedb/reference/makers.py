"""Makers of cars, engines and tyres: found by the longest known name, never by the first word."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from racedb.reference.tables import rows, several
from racedb.text_keys import fold


class Maker(NamedTuple):
    """A maker; what it makes is said by the column that refers to it."""

    name: str
    country: str | None
    """ISO 3166 alpha-2, of its origin."""


def maker_named(text: str) -> Maker | None:
    """
    Give the maker of exactly this name, in any known writing.

    >>> maker_named("Mercedes-AMG").name, maker_named("Mercedes-Benz").name
    ('Mercedes-Benz', 'Mercedes-Benz')
    """
    return _makers().get(fold(text))


def maker_of(car: str) -> Maker | None:
    """
    Give the maker of a car: the longest known name at its start, on whole words.

    Of a chassis and engine pair it is the first, the maker of the chassis.

    >>> maker_of("BMW Alpina B6 GT3").name, maker_of("Corvette C6.R").name
    ('Alpina', 'Chevrolet')
    >>> maker_of("Lola-Judd").name
    'Lola'
    """
    makers = _makers()
    words = fold(car).split()
    for size in range(min(len(words), _longest()), 0, -1):
        if maker := makers.get(" ".join(words[:size])):
            return maker
    return None


def tyre_maker(text: str) -> str | None:
    """
    Give the name of a tyre maker by its name or its letter on an entry list, None when neither.

    >>> tyre_maker("M"), tyre_maker("MICHELIN")
    ('Michelin', 'Michelin')
    """
    key = fold(text)
    if key in _tyre_letters():
        return _tyre_letters()[key]
    known = maker_named(text)
    return known.name if known else None


def are_compounds(texts: Iterable[str]) -> bool:
    """
    Return whether all tyres of a list are compounds, which no maker is known by.

    A letter that could be either is a maker where it is the only one.

    >>> are_compounds(["M", "H"]), are_compounds(["M"]), are_compounds(["M", "P"])
    (True, False, False)
    """
    keys = {fold(text) for text in texts}
    is_one_maker = len(keys) == 1 and keys <= _tyre_letters().keys()
    return keys <= _compounds() and not is_one_maker


@cache
def _compounds() -> frozenset[str]:
    return frozenset(fold(row["text"]) for row in rows("tyre_compounds"))


@cache
def _makers() -> Mapping[str, Maker]:
    makers: dict[str, Maker] = {}
    table = [(row, Maker(row["name"], row["country"] or None)) for row in rows("manufacturers")]
    for row, maker in table:
        makers[fold(row["name"])] = maker
    for row, maker in table:
        for text in several(row["also"]):
            makers.setdefault(fold(text), maker)
    return makers


@cache
def _tyre_letters() -> Mapping[str, str]:
    return {fold(row["letters"]): row["maker"] for row in rows("tyre_letters")}


@cache
def _longest() -> int:
    return max(key.count(" ") for key in _makers()) + 1
