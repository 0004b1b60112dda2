"""What a printed word says became of a car (design, ruling 9): 'Ret (engine)', '+1 Lap', 'NC'."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from racedb.reference import words as field_words
from racedb.reference.tables import rows
from racedb.text_keys import fold

_HEAD_AND_REST = re.compile(r"([^(:,;/–—-]+?)\s*(?:[(:,;/–—]|(?<=[\s\w]{2})-)\s*(.+?)\s*\)?")


class Outcome(NamedTuple):
    """What became of a car."""

    status: str
    """One of the statuses of results (design, section 3)."""
    classified: bool | None = None
    """Whether the word alone says that the car is classified; a retired one may be or not: None."""
    detail: str | None = None
    """The cause as printed; of an unknown status the word itself."""


NOT_STARTED = ("not_started", "withdrawn", "not_qualified", "not_prequalified")
"""Statuses of cars that did not start; the part started.sql of the queries says more."""


class _Meaning(NamedTuple):
    status: str
    classified: bool | None


def outcomes(words: Iterable[str]) -> Mapping[str, Outcome]:
    """
    Say what each distinct word means; every word gets an answer, at worst status unknown.

    >>> outcomes(["Ret (engine)", "+26 Laps"])["Ret (engine)"]
    Outcome(status='retired', classified=None, detail='engine')
    """
    return {word: _outcome(" ".join(word.split())) for word in words}


def _outcome(word: str) -> Outcome:
    """
    Try the word as a whole, as laps behind, as a known cause, then as a head with a detail.

    What is known comes before what is guessed, so that 'Fatal accident' is not cut in two.
    """
    key = fold(word)
    if known := _meanings().get(key):
        return Outcome(*known)
    if re.fullmatch(field_words.lap_gap_pattern(), word.lower()):
        return Outcome("finished", classified=True)
    causes = _causes()
    if cause := causes.get(key) or next(
        (status for cause, status in causes.items() if key.startswith(f"{cause} ")), None
    ):
        return Outcome(cause, None if cause == "retired" else False, word)
    if split := _head_and_rest(word):
        meaning, rest = split
        return Outcome(*meaning, rest)
    # A longer phrase that has a cause in it is one: 'Front hub broken', 'Driveshaft/clutch'.
    if any(part in causes for part in re.findall(r"\w{3,}", key)):
        return Outcome("retired", None, word)
    return Outcome("unknown", None, word or None)


def _head_and_rest(word: str) -> tuple[_Meaning, str] | None:
    """Part 'DNF - Gearbox', 'Retired: clutch', 'DNF Gearbox' into the meaning and the rest."""
    found = _HEAD_AND_REST.fullmatch(word)
    if found and (meaning := _meanings().get(fold(found[1]))):
        return meaning, found[2]
    parts = word.split()
    for size in range(min(len(parts) - 1, 4), 0, -1):
        head = fold(" ".join(parts[:size]))
        # A single letter in front of words is no code: 'D pillar', 'E motor'.
        if len(head) > 1 and (meaning := _meanings().get(head)):
            return meaning, " ".join(parts[size:])
    return None


@cache
def _meanings() -> Mapping[str, _Meaning]:
    says = {"yes": True, "no": False, "": None}
    return {
        fold(row["word"]): _Meaning(row["status"], says[row["classified"]])
        for row in rows("status_words")
    }


@cache
def _causes() -> Mapping[str, str]:
    """Map each cause to its status, which is retired but for a few."""
    return {fold(row["cause"]): row["status"] for row in rows("causes")}
