"""Circuits and the lengths of their layouts."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from racedb.reference.tables import rows, several
from racedb.text_keys import fold


class Circuit(NamedTuple):
    """A venue."""

    name: str
    country: str | None
    """ISO 3166 alpha-2."""
    time_zone: str | None
    """IANA name, such as Europe/Brussels."""


class Layout(NamedTuple):
    """A configuration of a circuit."""

    name: str
    length_m: int
    valid_from: date | None
    """First day of use; a year that is known alone is its first of January."""
    valid_to: date | None
    """Last day of use, None while it is in use; a year alone is its last of December."""
    words: Sequence[str] = ()
    """Folded words that mean this layout, of those in use at a time: 'bugatti', '24 hours'."""

    def in_use(self, day: date | None, year: int) -> bool:
        """Return whether it was in use on a day, or, where no day is known, some time in a year."""
        first, last = (day, day) if day else (date(year, 1, 1), date(year, 12, 31))
        return (self.valid_from or date.min) <= last and first <= (self.valid_to or date.max)


def circuit_named(text: str) -> Circuit | None:
    """
    Give the circuit of exactly this name, in any known writing.

    >>> circuit_named("Circuit de Spa-Francorchamps").name
    'Spa-Francorchamps'
    """
    return _circuits().get(fold(text))


def layouts_of(circuit: str) -> Sequence[Layout]:
    """Return the known layouts of a circuit, ordered by name; none for an unknown circuit."""
    known = circuit_named(circuit)
    return _layouts().get(known.name, ()) if known else ()


@cache
def _circuits() -> Mapping[str, Circuit]:
    circuits: dict[str, Circuit] = {}
    table = [
        (row, Circuit(row["name"], row["country"] or None, row["time_zone"] or None))
        for row in rows("circuits")
    ]
    for row, circuit in table:
        circuits[fold(row["name"])] = circuit
    for row, circuit in table:
        for text in several(row["also"]):
            circuits.setdefault(fold(text), circuit)
    return circuits


@cache
def _layouts() -> Mapping[str, Sequence[Layout]]:
    layouts: dict[str, list[Layout]] = {}
    for row in rows("layouts"):
        layouts.setdefault(row["circuit"], []).append(
            Layout(
                row["name"],
                int(row["length_m"]),
                _day(row["valid_from"], "-01-01"),
                _day(row["valid_to"], "-12-31"),
                tuple(map(fold, several(row["words"]))),
            )
        )
    return layouts


def _day(text: str, rest: str) -> date | None:
    """Read a day or a year; the year alone gets the rest of the day."""
    return date.fromisoformat(text if "-" in text else text + rest) if text else None
