"""Calendars: tables of the rounds to come, known by all their headers and not one by one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from racedb.reference.tables import rows, several
from racedb.understand import vocabulary
from racedb.understand.kinds import NO_HEADER
from racedb.units.day_ranges import day_range

KIND = "calendar"
_FIELDS_SURE = 2
_MOST = 0.6
"""So many of the cells of a column must be what its field is."""
_SHARED = ("series", "season")
_NOT_BESIDE = {
    "car_number", "car", "drivers", "driver", "driver_1", "driver_ref", "team", "entrant",
    "manufacturer", "position", "class_position", "points", "total", "gap", "best_lap", "q1",
    "grid", "lap", "lap_number", "elapsed", "s1", "session", "speed_kph", "interval", "seat",
}  # fmt: skip
"""Fields of results and of who takes part: a table with one of them is no calendar."""
_ANY_YEAR = (2024,)
_ROUND = re.compile(r"\D{0,8}\d{1,2}\D?")

Found = tuple[str | None, str, float]
"""Field, why and how sure that is."""


def recognised(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> list[Found] | None:
    """
    Return field, why and how sure that is, of each column of a calendar; None: it is none.

    Args:
        headers: the header cells.
        cells: some cells of each column, without the empty ones.

    >>> [it[0] for it in recognised(["Rd", "Race", "Track"], [["1"], ["Spa Cup"], ["Spa"]])]
    ['round', 'event', 'circuit']
    """
    keys = [vocabulary.key(header) for header in headers]
    sure = {field for key in keys for field in _words("sure").get(key, ())}
    if len(sure) < _FIELDS_SURE or not any(map(_is_time_or_number, sure)) or _is_other(keys):
        return None
    chosen: dict[str, int] = {}
    for role in ("sure", "weak"):
        for n, key in enumerate(keys):
            fields = [it for it in _words(role).get(key, ()) if it not in chosen]
            fits = (it for it in fields if n not in chosen.values() and _fits(it, cells[n]))
            if field := next(fits, None):
                chosen[field] = n
    for n, key in enumerate(keys):
        field = next(iter(vocabulary.fields(key)), None)
        if field in _SHARED and n not in chosen.values():
            chosen.setdefault(str(field), n)
    if not chosen.keys() & {"event", "circuit"} and "country" in chosen:
        chosen["event"] = chosen.pop("country")
    known = len(chosen) + sum(key in _words("beside") for key in keys)
    if not is_calendar(chosen.keys()) or 2 * known < len(list(filter(None, keys))):
        return None
    of_column = {n: field for field, n in chosen.items()}
    return [
        (of_column[n], "header", 1.0) if n in of_column else (None, NO_HEADER, 0.0)
        for n in range(len(keys))
    ]


def is_calendar(fields: Iterable[str | None]) -> bool:
    """Return whether a table with these fields alone names events, and numbers or dates them."""
    has = {str(field) for field in fields if field not in (None, "-")}
    is_own = has <= {"round", "event", "circuit", "country", "date", *_OWN, *_SHARED}
    return is_own and bool(has & {"event", "circuit"}) and any(map(_is_time_or_number, has))


_OWN = ("starts_on", "ends_on", "event_state")


def _is_time_or_number(field: str) -> bool:
    return field in ("round", "date", "starts_on")


def state_in(text: str) -> str | None:
    """
    Return what a cell says became of an event: cancelled, postponed, scheduled; None: nothing.

    >>> state_in("Emilia Romagna (cancelled)"), state_in("16 March")
    ('cancelled', None)
    """
    folded = f" {vocabulary.key(text)} "
    return next((it for word, (it,) in _words("state").items() if f" {word} " in folded), None)


def is_nobody(text: str) -> bool:
    """
    Return whether a name stands for nothing: TBA, to be confirmed.

    >>> is_nobody("T.B.A."), is_nobody("Tba Racing")
    (True, False)
    """
    return vocabulary.key(text) in _words("nobody")


def is_reserve(text: str) -> bool:
    """
    Return whether a class or a mark on a list of entries says that a car is a reserve.

    >>> is_reserve("Reserve list"), is_reserve("LMP2")
    (True, False)
    """
    return vocabulary.key(text) in _words("reserve")


def _is_other(keys: Sequence[str]) -> bool:
    """Return whether a header is of a result, a session or of who takes part."""
    own = {key for role in ("sure", "weak", "beside") for key in _words(role)}
    words = {word for key in keys if key not in own for word in key.split()}
    first = {field for key in keys if key not in own for field in vocabulary.fields(key)[:1]}
    return bool(words & _words("other").keys() or first & _NOT_BESIDE)


def _fits(field: str, cells: Sequence[str]) -> bool:
    """Return whether the cells of a column may be of a field; an empty column is of any."""
    said = [it for it in cells if not (is_nobody(it) or state_in(it) or not it.strip(" -–—"))]
    if field == "round":
        fitting = sum(bool(_ROUND.fullmatch(cell)) for cell in said)
    elif field in ("date", "starts_on", "ends_on"):
        fitting = sum(day_range(cell, _ANY_YEAR) is not None for cell in said)
    elif field == "event_state":
        return True
    else:
        fitting = sum(any(map(str.isalpha, cell)) for cell in said)
    return fitting >= _MOST * len(said)


@cache
def _words(role: str) -> Mapping[str, tuple[str, ...]]:
    """Map the words of a role to the fields, or states, that they mean."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("calendar_words"):
        for word in several(row["words"]) if row["role"] == role else ():
            found[word] = (*found.get(word, ()), row["field"])
    return found
