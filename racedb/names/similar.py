"""
Which known names a new name resembles, and why: questions for a person, never answers.

A name is compared only with those that share a word with it (the surname, or the given name when
the surname is a letter off), so that one name against 100,000 costs well under 5 ms. What counts
is what goes wrong in practice: initials, short forms, further names, names turned round, other
spellings and slips of one letter. Two given names that merely look alike (Mario and Marco) are
two people and no question.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from racedb.text_keys import fold

_SUFFIXES = {"jr", "junior", "sr", "senior", "ii", "iii", "iv"}
_SHORT_WORD = 3
"""Shorter words are particles and initials: nobody is looked up by them."""
_SLIP = 5
"""A letter too many, too few or turned round is a slip in words of at least so many letters."""

# Letters that languages and timing crews write for one another: Philipp = Filip, Karl = Carl.
_SPELLED_ALIKE = (
    (re.compile(r"ph"), "f"), (re.compile(r"th"), "t"), (re.compile(r"ck|qu|c(?=[^eiy]|$)|q"), "k"),
    (re.compile(r"y|j(?=[^aeiou]|$)"), "i"), (re.compile(r"z"), "s"), (re.compile(r"w"), "v"),
    (re.compile(r"([aou])e"), r"\1"), (re.compile(r"(.)\1"), r"\1"),
)  # fmt: skip


class Likeness(NamedTuple):
    """How much two names are alike: 0 to 70 points, and the reasons in words."""

    points: int
    reasons: tuple[str, ...]


class Words(NamedTuple):
    """The words of a folded name without its suffix, and the suffix."""

    all: tuple[str, ...]
    suffix: str | None


@lru_cache(maxsize=65_536)
def _words(key: str) -> Words:
    """Take a folded name apart."""
    words = tuple(key.split())
    if len(words) > 2 and words[-1] in _SUFFIXES:
        return Words(words[:-1], words[-1])
    return Words(words, None)


def likeness(one: str, other: str) -> Likeness | None:
    """
    Compare two names.

    Args:
        one: a name or its folded key.
        other: the same; the order of the two does not matter.

    Returns:
        None where nobody needs to be asked: the names are certainly two people's.

    >>> likeness("M. Schumacher", "Michael Schumacher").reasons
    ('surname equal', 'initial fits')
    >>> likeness("Mario Andretti", "Marco Andretti") is None
    True
    """
    a, b = _words(fold(one)), _words(fold(other))
    if len(a.all) < 2 or len(b.all) < 2:
        return None
    found = Likeness(70, ("same name",)) if a.all == b.all else _compared(a.all, b.all)
    if found is None:
        return None
    if a.suffix == b.suffix:
        return found
    if a.suffix and b.suffix:
        return None
    suffix = a.suffix or b.suffix
    return Likeness(found.points - 15, (*found.reasons, f"only one is {suffix}"))


def _compared(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness | None:
    if a[-1] == b[-1]:
        given = _given(a[0], b[0])
        if given:
            points, reason = given
            return Likeness(40 + points, ("surname equal", reason))
        if a[0] == b[0] and _fit(a[1:-1], b[1:-1]):
            return Likeness(60, ("surname equal", "further given names"))
    if sorted(a) == sorted(b):
        return Likeness(65, ("names turned round",))
    if set(a) < set(b) or set(b) < set(a):
        return Likeness(60, ("further names",))
    if a[0] == b[0] and a[-1] != b[-1] and len(a[0]) >= _SHORT_WORD:
        near = _near(a[-1], b[-1])
        if near and len(min(a[-1], b[-1], key=len)) >= _SLIP - 1:
            return Likeness(30 + near, ("given name equal", "surname a letter off"))
    return None


def _given(a: str, b: str) -> tuple[int, str] | None:
    """Say how one given name can stand for another; None when they are two names or the same."""
    short, long = sorted((a, b), key=len)
    if short == long:
        return None
    if len(short) <= 2 and not set(short[1:]) & set("aeiou"):
        return (30, "initial fits") if long[0] == short[0] else None
    was, (short, long) = short, sorted((_skeleton(a), _skeleton(b)), key=len)
    if short == long:
        return 29, "given name spelled alike"
    # Tom is short for Thomas; Mick, whose spelling had to change for it, is not for Michael.
    is_short = was == short and _SHORT_WORD <= len(short) <= len(long) - 2
    if is_short and long.startswith(short):
        return 28, "short form of the given name"
    # A letter too many or two turned round is a slip; another letter is another name.
    is_slip = len(short) != len(long) or sorted(short) == sorted(long)
    if is_slip and len(short) >= _SLIP and OSA.distance(short, long) == 1:
        return 24, "given name a letter off"
    return None


def _fit(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Say whether middle names can be the same: one has none, or initials of the other's."""
    pairs = list(zip(a, b, strict=False))
    return all(one == other or _given(one, other) for one, other in pairs)


def _near(a: str, b: str) -> int:
    """Give up to 30 points to surnames that are spelled alike or one slip apart, else 0."""
    if _skeleton(a) == _skeleton(b):
        return 28
    return 24 if OSA.distance(a, b, score_cutoff=1) <= 1 else 0


@lru_cache(maxsize=65_536)
def _skeleton(word: str) -> str:
    """Spell a word in one of the ways; words come again in name after name."""
    for pattern, letter in _SPELLED_ALIKE:
        word = pattern.sub(letter, word)
    return word


class Index:
    """Known names by their words, to be asked for those that resemble a new one."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        """Know some folded names."""
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._by_given: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
        """Given name and first letter of the surname -> surnames, and the names they are of."""
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        """Know one more folded name."""
        words = _words(key).all
        for word in dict.fromkeys(words[1:]):
            if len(word) >= _SHORT_WORD:
                self._by_word[word].append(key)
        if len(words) > 1:
            surnames, keys = self._by_given.setdefault((words[0], words[-1][0]), ([], []))
            surnames.append(words[-1])
            keys.append(key)

    def resembling(self, key: str) -> list[tuple[str, Likeness]]:
        """Give the known names that a folded name resembles, the likest first."""
        words = _words(key).all
        if len(words) < 2:
            return []
        blocked = {known for word in words for known in self._by_word.get(word, ())}
        surnames, same_given = self._by_given.get((words[0], words[-1][0]), ([], []))
        near = process.extract(
            words[-1], surnames, scorer=OSA.distance, score_cutoff=2, limit=None
        )  # two slips, for spellings like ck and k
        blocked.update(same_given[at] for _, _, at in near)
        blocked.discard(key)
        found = [(known, like) for known in blocked if (like := likeness(key, known))]
        return sorted(found, key=lambda pair: (-pair[1].points, pair[0]))
