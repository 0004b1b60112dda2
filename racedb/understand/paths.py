"""What names a value: a whole header, or the names at the end of a path such as car.carNumber."""

from collections.abc import Sequence

from racedb.fields import FIELDS
from racedb.understand import vocabulary

TIMES = ("duration", "gap", "total")
"""Types of fields that are times."""
_ONLY_VALUES = {"name", "value", "text", "display", "iso"}
"""Last names of a path that say nothing of what they are the name or the value of."""


def key_and_unit(name: str) -> tuple[str, str]:
    """Split a header that is not listed as a whole: 'Time (ms)' is 'time' and 'ms'."""
    key = vocabulary.key(name)
    key, unit = (key, "") if vocabulary.fields(key) else vocabulary.unit(key)
    if "." in name and not vocabulary.fields(key):
        part = next(filter(_says_something, map(vocabulary.key, _parts_of_path(name))), key)
        key = key if _is_of_another(name, part) else part
    return key, unit


def _says_something(key: str) -> bool:
    return bool(vocabulary.fields(key) or vocabulary.fact_of_driver(key))


def _is_of_another(name: str, key: str) -> bool:
    """Say whether a value is of something else: owner.name, codriver.firstName, gap.lap."""
    parent = name.split(".")[-2]
    parts = {*vocabulary.fields(key), vocabulary.fact_of_driver(key)}
    if parts & {"driver", vocabulary.GIVEN, vocabulary.FAMILY}:
        return not vocabulary.is_person(parent)
    is_time = _is_time(vocabulary.fields(vocabulary.key(parent)))
    return is_time and not _is_time(vocabulary.fields(key))


def _is_time(fields: Sequence[str]) -> bool:
    known = FIELDS.get(next(iter(fields), ""))
    return known is not None and known.type in TIMES


def _parts_of_path(name: str) -> Sequence[str]:
    """
    List what may name a value at the end of a path, where the whole says nothing.

    Of car.carNumber the last name says enough, of constructor.name and lap.value the one before.
    """
    *before, last = name.split(".")
    parent = ".".join(before[-2:])
    if last.lower() not in _ONLY_VALUES:
        return f"{before[-1]}.{last}", last
    return (parent, before[-1]) if len(before) > 1 else (parent, last)
