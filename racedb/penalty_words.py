"""What the words of a penalty say: '5 second time penalty', '+10s', '3 grid places', 'DSQ'."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from racedb.errors import UsageError
from racedb.format_time import SECOND_US, lap_time
from racedb.reference.tables import rows, several
from racedb.text_keys import fold

UNKNOWN = "other"
"""The kind of a penalty whose words nobody knows: its text is stored as it is printed."""
_PARTS = re.compile(r"[;\n]|(?<!\d),|,(?!\d)|(?<=\S)\s*\+\s*|\band\b|\bund\b|(?<=\w) / ")
_ONE_PENALTY = (("stop and", "stop n"), ("s and g", "s n g"), ("black and", "black n"))
"""Words with an 'and' that parts nothing."""
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "eur": "EUR", "euro": "EUR", "euros": "EUR",
               "usd": "USD", "gbp": "GBP", "chf": "CHF", "aud": "AUD", "jpy": "JPY"}  # fmt: skip
_MONEY = re.compile(
    r"(?P<before>[€$£]|\b(?:eur|usd|gbp|chf|aud|jpy)\b)?\s*"
    r"(?P<number>\d[\d,.' ]*\d|\d)\s*(?P<after>[€$£]|\b(?:euros?|eur|usd|gbp|chf|aud|jpy)\b)?"
)
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")
_SECONDS = {"second": 1, "minute": 60}
_LEAST, _MOST = 1e-6, 1_000_000
"""Fewer or more seconds, laps or points are a slip."""
_COUNTED = {"place": "places", "lap": "laps", "point": "points"}
"""The amount that a number with a unit is."""


class Penalty(NamedTuple):
    """One penalty: its kind, and how much of it."""

    kind: str
    """One of racedb.models.penalties.KINDS."""
    time_us: int | None = None
    """seconds: added to the time; stop_go: to be stood still; deleted_time: the deleted time."""
    places: int | None = None
    laps: int | None = None
    points: float | None = None
    fine: float | None = None
    fine_currency: str | None = None


_NAMES = {
    "disqualification": "disqualified", "drive_through": "drive-through", "stop_go": "stop-go",
    "pit_lane": "start from the pit lane", "back_of_grid": "back of the grid",
    "deleted_time": "lap time deleted", "deleted_times": "all lap times deleted",
    "no_action": "no further action",
}  # fmt: skip


def title(one: Penalty) -> str:
    """
    Write a penalty as people call it.

    >>> title(Penalty("seconds", time_us=5_000_000)), title(Penalty("grid_places", places=3))
    ('5 seconds', '3 grid places')
    >>> title(Penalty("fine", fine=5000.0, fine_currency="EUR")), title(Penalty("reprimand"))
    ('fine of 5,000 EUR', 'reprimand')
    """
    name = _NAMES.get(one.kind, one.kind.replace("_", " "))
    if one.kind == "deleted_time":
        return f"lap time of {lap_time(one.time_us)} deleted" if one.time_us else name
    if one.kind == "fine":
        return f"fine of {one.fine:,.10g} {one.fine_currency or ''}".strip() if one.fine else name
    if one.time_us is not None:
        seconds = _counted(one.time_us / SECOND_US, "seconds")
        return seconds if one.kind == "seconds" else f"{name} of {seconds}"
    amount = next((it for it in (one.places, one.laps, one.points) if it is not None), None)
    return name if amount is None else _counted(amount, name)


def _counted(amount: float, noun: str) -> str:
    return f"{amount:g} {noun.removesuffix('s') if amount == 1 else noun}"


def entered(kind: str, amount: float | str) -> Penalty:
    """
    Make a penalty of what a person enters; True is a kind without an amount.

    >>> entered("seconds", 5.0).time_us, entered("deleted_time", "1:23.456").time_us
    (5000000, 83456000)

    Raises:
        UsageError: the amount is none.
    """
    if isinstance(amount, str):
        return _entered_text(kind, amount)
    if amount is True:
        return Penalty(kind)
    if not _LEAST <= amount <= _MOST:
        expected = "above 0" if amount < _LEAST else f"between 0 and {_MOST:,}"
        raise UsageError(f"{kind.replace('_', ' ')}: {amount:g} is not {expected}")
    match kind:
        case "seconds":
            return Penalty(kind, time_us=round(amount * SECOND_US))
        case "laps":
            return Penalty(kind, laps=int(amount))
        case "places" | "grid_places":
            return Penalty(kind, places=int(amount))
        case _:
            return Penalty(kind, points=amount)


def _entered_text(kind: str, text: str) -> Penalty:
    if text.strip().casefold() == "all":
        return Penalty("deleted_times")
    word = "fine" if kind == "fine" else "deleted"
    found = _read_part(f"{text.strip().casefold()} {word}")
    if found and found != Penalty(kind):
        return found
    expected = "an amount such as 5000 EUR" if kind == "fine" else "a lap time such as 1:23.456"
    raise UsageError(f"{kind.replace('_', ' ')}: {text!r} is not {expected}")


def read_penalties(text: str) -> list[Penalty]:
    """
    Return the penalties that a text names; one of kind `other` where it names none.

    >>> [title(it) for it in read_penalties("5 second time penalty, 2 penalty points")]
    ['5 seconds', '2 licence points']
    >>> [title(it) for it in read_penalties("25 seconds in lieu of a drive-through")]
    ['25 seconds']
    >>> [it.kind for it in read_penalties("see decision")]
    ['other']
    """
    found = [one for part in _parts(text) if (one := _read_part(part))]
    return list(dict.fromkeys(found)) or [Penalty(UNKNOWN)]


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a text, without what is no penalty."""
    plain = " ".join(text.casefold().replace("-", " ").replace("&", " and ").split())
    for words, joined in _ONE_PENALTY:
        plain = plain.replace(words, joined)
    for words in _words("after"):
        plain = _cut(plain, words)[1] or plain
    for words in _words("before"):
        plain = _cut(plain, words)[0]
    yield from _PARTS.split(plain)


def _cut(text: str, words: str) -> tuple[str, str]:
    """Return what is before words and after them."""
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _read_part(part: str) -> Penalty | None:
    # A number and its unit are two words: '10s', '5sec'.
    spaced = re.sub(r"(?<=\d)(?=[^\W\d])", " ", part)
    key = f" {re.sub(r'[^a-z0-9]+', ' ', fold(spaced))} "
    for meaning in _meanings():
        if any(f" {words} " in key for words in meaning.words):
            return _amount(meaning, spaced)
    if _has_currency(spaced):
        return _amount(_Meaning("fine", "money", ()), spaced)
    # A bare time is one that is added: '+10', '+0:05', '5.000'.
    if re.fullmatch(r"\s*(?:\+\s*[\d:.]+|[\d:]*\d[:.]\d+)\s*", spaced):
        return _amount(_Meaning("seconds", "second", ()), spaced.replace("+", ""))
    return None


class _Meaning(NamedTuple):
    kind: str
    unit: str
    words: Sequence[str]


def _amount(meaning: _Meaning, text: str) -> Penalty:
    """Make a penalty of a kind, with the number beside its words; 0 is none."""
    one, unit = Penalty(meaning.kind), meaning.unit
    if unit == "money":
        return _with_fine(one, text)
    found = _CLOCK.search(text)
    if not found or not unit:
        return one
    number = float(found[3])
    if unit in _COUNTED:
        whole: Any = (number if unit == "point" else int(number)) or None
        return one._replace(**{_COUNTED[unit]: whole})
    if unit == "time" and not found[2]:  # 'lap 12 deleted' names the lap
        return one
    hours, minutes = int(found[1] or 0), int(found[2] or 0)
    seconds = (hours * 60 + minutes) * 60 + number * _SECONDS.get(unit, 1)
    return one._replace(time_us=round(seconds * SECOND_US) or None)


def _with_fine(one: Penalty, text: str) -> Penalty:
    found = max(
        _MONEY.finditer(text), key=lambda it: bool(it["before"] or it["after"]), default=None
    )
    if not found:
        return one
    currency = found["before"] or found["after"]
    return one._replace(
        fine=_money(found["number"]) or None, fine_currency=currency and _CURRENCIES[currency]
    )


def _money(text: str) -> float:
    """
    Read an amount of money with separators of thousands.

    >>> _money("5,000"), _money("1.500"), _money("250.50")
    (5000.0, 1500.0, 250.5)
    """
    whole, _, cents = re.sub(r"[.,](?=\d{1,2}$)", "#", text).partition("#")
    digits = re.sub(r"\D", "", whole)
    return float(f"{digits}.{cents or 0}")


def _has_currency(text: str) -> bool:
    return any(it["before"] or it["after"] for it in _MONEY.finditer(text))


def _words(kind: str) -> Iterator[str]:
    return (words for meaning in _table() if meaning.kind == kind for words in meaning.words)


@cache
def _meanings() -> Sequence[_Meaning]:
    """Return the kinds of penalties with their words, those that come first first."""
    return [meaning for meaning in _table() if meaning.kind not in ("before", "after")]


@cache
def _table() -> Sequence[_Meaning]:
    return [_Meaning(it["kind"], it["unit"], several(it["words"])) for it in rows("penalty_words")]
