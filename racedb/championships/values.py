"""The values in the TOML of a points system; each function raises ValueError with what is wrong."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from racedb.championships.system import Scale

Parse = Callable[[Any], Any]

MAX_PLACES = 200
_MOST = 1_000_000
"""No place of any series was worth as many points."""


def words(value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is not a text in quotes")
    return value


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false")  # noqa: TRY004  a message, not a type
    return value


def number(least: int) -> Parse:
    """Return what reads a whole number from *least* on."""

    def parse_number(value: Any) -> int:
        if type(value) is not int or not least <= value <= _MOST:
            message = f"is not a whole number from {least}"
            raise ValueError(message)
        return value

    return parse_number


def fraction(value: Any) -> Fraction:
    """Read 4.5, 9 or '9/2'."""
    try:
        found = Fraction(str(value)) if type(value) in {int, float, str} else None
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None or abs(found) > _MOST:
        raise ValueError("is not a number such as 4.5 or '1/7'")
    return found


def points(value: Any) -> Fraction:
    """Read points, which are not negative."""
    if (found := fraction(value)) < 0:
        raise ValueError("is negative; an adjustment can take points away")
    return found


def share(value: Any) -> Fraction:
    """Read a share, from 0 to 1."""
    if not 0 <= (found := fraction(value)) <= 1:
        raise ValueError("is not a share from 0 to 1")
    return found


def scale(value: Any) -> Scale:
    """
    Read points by position: a list from the first, or a table whose keys are positions.

    A list of 40 places is easier to read as {1 = 40, 2 = 35, "3-5" = 30}.
    """
    if isinstance(value, dict):
        value = _spread(value)
    if not isinstance(value, list) or not value or len(value) > MAX_PLACES:
        message = f"is not a list of the points of 1 to {MAX_PLACES} places"
        raise ValueError(message)
    found = [points(it) for it in value]
    for place, (ahead, behind) in enumerate(pairwise(found), start=1):
        if behind > ahead:
            message = f"gives place {place + 1} more than place {place}"
            raise ValueError(message)
    return tuple(found)


def _spread(table: Mapping[str, Any]) -> list[Any]:
    """Turn {1 = 40, "2-4" = 30} into a list."""
    places: dict[int, Any] = {}
    for key, its_points in table.items():
        of_key = _places(key)
        if not of_key:
            message = f"has {key!r}, which is no place such as 4 or '4-10'"
            raise ValueError(message)
        twice = [it for it in of_key if it in places]
        if twice:
            message = f"says twice what place {twice[0]} is worth"
            raise ValueError(message)
        places |= dict.fromkeys(of_key, its_points)
    missing = [it for it in range(1, max(places, default=1) + 1) if it not in places]
    if missing:
        message = f"has a hole: nothing is said of place {missing[0]}"
        raise ValueError(message)
    return [places[it] for it in sorted(places)]


def _places(key: str) -> range:
    """Read 4, or 4-10, as far as there are places; empty: it is neither."""
    first, _, last = key.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()) or int(first) == 0:
        return range(0)
    return range(int(first), min(int(last or first), MAX_PLACES) + 1)


def scales(value: Any) -> Mapping[str, Scale]:
    """Read the scale of each kind of session."""
    if not isinstance(value, dict) or not value:
        raise ValueError("is not a table such as {race = [25, 18, 15]}")
    found = {}
    for session, places in value.items():
        try:
            found[session] = scale(places)
        except ValueError as error:
            message = f"of {session}: {error}"
            raise ValueError(message) from None
    return found


def choice(*allowed: str) -> Parse:
    """Return what reads one of some words."""

    def parse_choice(value: Any) -> str:
        if value not in allowed:
            message = f"is not one of {', '.join(allowed)}"
            raise ValueError(message)
        return str(value)

    return parse_choice


def listed(parse_one: Parse) -> Parse:
    """Return what reads a list."""

    def parse_list(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("is not a list")  # noqa: TRY004  a message, not a type
        return tuple(parse_one(it) for it in value)

    return parse_list


def names(value: Any) -> tuple[str, ...]:
    """Read a name, or a list of names."""
    return (words(value),) if isinstance(value, str) else listed(words)(value)


def round_number(value: str) -> int:
    """Read the number of a round from a key."""
    if not value.isdecimal() or not 1 <= (found := int(value)) <= _MOST:
        message = f"has {value!r}, which is no number of a round"
        raise ValueError(message)
    return found


def keyed(parse_key: Parse, parse_value: Parse) -> Parse:
    """Return what reads a table whose keys and values are of one kind."""

    def parse_table(value: Any) -> Mapping[Any, Any]:
        if not isinstance(value, dict):
            raise ValueError("is not a table")  # noqa: TRY004  a message, not a type
        return {parse_key(key): parse_value(it) for key, it in value.items()}

    return parse_table


def tables(name: str, read: Callable[[Mapping[str, Any], str], Any]) -> Parse:
    """Read [[name]] tables, which messages number."""

    def parse_tables(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not all(isinstance(it, dict) for it in value):
            message = f"is not a list of tables; begin each with [[{name}]]"
            raise ValueError(message)
        return tuple(read(it, f"{name} {at}") for at, it in enumerate(value, start=1))

    return parse_tables
