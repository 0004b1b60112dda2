"""The name of a session to its code and kind (design, ruling 7)."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from racedb.errors import UsageError
from racedb.reference.session_words import plain_sessions, session_kind
from racedb.text_keys import fold


class Named(NamedTuple):
    """A session by name."""

    code: str
    name: str
    kind: str
    part_of: str | None


UNSAID = "other"
"""The kind of a session whose name says nothing: it is a race only where its rows show one."""
_STAGE = "RS"
"""The code of the stages of a race, as NASCAR has them; those of a rally are named Stage 1."""
_COUNTS = (
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
)  # fmt: skip
_NUMBERS = {word: str(number) for words in _COUNTS for number, word in enumerate(words, start=1)}
_ORDINAL = re.compile(r"(\d+)(st|nd|rd|th|e|er|eme|a|o)?")


def named_session(name: str, known: Mapping[str, str]) -> Named:
    """
    Return the code and the kind of a session.

    A plain name has a standard code: Race R, Race 2 R2, Free Practice 1 FP1, Q2 is a part of Q, and
    Race Stage 1 of R.
    Any other name becomes its initials, made unique among the sessions of the event.

    Args:
        name: as printed.
        known: code -> key (`session_key`) of the sessions of the event.
    """
    name = " ".join(name.split())
    key = session_key(name)
    if plain := _plain(key):
        return plain._replace(name=name)
    kind = session_kind(key) or UNSAID
    for code, other in known.items():
        if other == key:
            return Named(code, name, kind, None)
    stem = "".join(word[0] for word in re.findall(r"[a-z]+|\d+", fold(name))).upper() or "S"
    # Initials may be a standard code by chance: a 'Rookie' session must not become the race, R.
    code, number = stem, 1
    while code in known or (number == 1 and _plain(fold(stem))):
        number += 1
        code = f"{stem}-{number}"
    return Named(code, name, kind, None)


def fitting(session: str, names: Collection[str]) -> list[str]:
    """Return the names that mean a session: the same name, else those with the same code."""
    code = named_session(session, {}).code
    same = [name for name in names if fold(name) == fold(session)]
    return same or [name for name in names if named_session(name, {}).code == code]


def not_one_of(source: object, session: str, names: Collection[str]) -> UsageError:
    """Return the error of a file of which another session is wanted than it has."""
    listed = ", ".join(names)
    return UsageError(
        f"{source}: has the sessions {listed}; --session {session!r} is not one of them"
    )


def session_key(name: str) -> str:
    """
    Return the key of a name: the same for 'Race 2', '2nd Race', 'Race Two' and 'Race 2 of 3'.

    >>> session_key("2nd Race"), session_key("Race II"), session_key("24 Hours")
    ('race 2', 'race 2', '24 hours')
    """
    key = re.sub(r" of \d+$|\b(no|nr) (?=\d+$)|[#()]", "", fold(name)).strip()
    first, _, rest = key.partition(" ")
    if rest in plain_sessions() and (number := _number(first)):
        return f"{rest} {number}"
    rest, _, last = key.rpartition(" ")
    if rest in plain_sessions() and last in _NUMBERS:
        return f"{rest} {_NUMBERS[last]}"
    return key


def _number(word: str) -> str | None:
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal[1] if ordinal else _NUMBERS.get(word)


@lru_cache
def _plain(key: str) -> Named | None:
    """Return the code of a plain name, which is the same in every event; None: it is not plain."""
    words = key.rstrip("0123456789")
    number, words = key[len(words) :], words.rstrip()
    plain = plain_sessions().get(words)
    if plain is None or (words == "ss" and number):  # SS4 is a special stage of a rally
        return None
    code, kind = plain
    if code == _STAGE:
        return Named(code + number, key, kind, "R")
    if kind != "qualifying" or not number:
        return Named(code + number, key, kind, None)
    # Q2 is a part of the knock-out; 'Qualifying 2' is the second qualifying of the meeting.
    if words.upper() == code:
        return Named(code + number, key, kind, code)
    return Named(f"{code}UALI{number}", key, kind, None)


def is_numbered_race(code: str) -> bool:
    """Return whether a code is that of one of several races: R1, R2."""
    return code.startswith("R") and code[1:].isdecimal()
