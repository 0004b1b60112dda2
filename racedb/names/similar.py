"""
Which known names a new name resembles, and why: questions for a person, never answers.

What counts is what goes wrong in practice: initials, short forms, further names, names turned
round, other spellings and slips of one letter. Two given names that merely look alike (Mario and
Marco) are two people's and no question.
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
_MIN_WORD = 3
"""Shorter words are particles and initials: too many names share them."""
_MIN_SLIP = 5
"""One letter too many, too few or swapped is a slip only in words of at least so many letters."""

# Letters that languages and timing crews write for one another: Philipp = Filip, Karl = Carl.
_SPELLED_ALIKE = (
    (re.compile(r"ph"), "f"), (re.compile(r"th"), "t"), (re.compile(r"ck|qu|c(?=[^eiy]|$)|q"), "k"),
    (re.compile(r"y|j(?=[^aeiou]|$)"), "i"), (re.compile(r"z"), "s"), (re.compile(r"w"), "v"),
    (re.compile(r"([aou])e"), r"\1"), (re.compile(r"(.)\1"), r"\1"),
)  # fmt: skip

_Words = tuple[str, ...]


class Likeness(NamedTuple):
    """How much two names are alike."""

    points: int
    """0 to 70; what else is known of the two people may add more"""
    reasons: tuple[str, ...]
    """in words"""


class SimilarNames:
    """
    Known names, to find those that resemble a new one.

    A name is compared only with names that share a word with it (mostly the surname), and with
    those of the same given name whose surname is a letter or two off. So one name against 100,000
    takes less than 5 ms, where comparing all would take seconds.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        """
        Arrange the known names by their words.

        Args:
            keys: folded names.
        """
        self._by_word: defaultdict[str, list[str]] = defaultdict(list)
        self._by_given_name: dict[tuple[str, str], list[tuple[str, str]]] = {}
        """Given name and first letter of the surname -> surname and key."""
        for key in keys:
            words, _ = _split(key)
            for word in dict.fromkeys(words[1:]):
                if len(word) >= _MIN_WORD:
                    self._by_word[word].append(key)
            if len(words) > 1:
                block = self._by_given_name.setdefault((words[0], words[-1][0]), [])
                block.append((words[-1], key))

    def find(self, key: str) -> list[tuple[str, Likeness]]:
        """Return the known keys that a folded name resembles, the most similar first."""
        words, _ = _split(key)
        if len(words) < 2:
            return []
        candidates = {known for word in words for known in self._by_word.get(word, ())}
        candidates.update(self._with_near_surname(words))
        candidates.discard(key)
        found = [(known, like) for known in candidates if (like := compare_names(key, known))]
        return sorted(found, key=lambda pair: (-pair[1].points, pair[0]))

    def _with_near_surname(self, words: _Words) -> list[str]:
        same_given_name = self._by_given_name.get((words[0], words[-1][0]), [])
        surnames = [surname for surname, _ in same_given_name]
        # Two letters, because other spellings such as ck for k count too.
        near = process.extract(words[-1], surnames, scorer=OSA.distance, score_cutoff=2, limit=None)
        return [same_given_name[at][1] for _, _, at in near]


def compare_names(one: str, other: str) -> Likeness | None:
    """
    Compare two names.

    Args:
        one: a name or its folded key.
        other: the same; the order of the two does not matter.

    Returns:
        None where nobody needs to be asked: the names are certainly two people's.

    >>> compare_names("M. Schumacher", "Michael Schumacher").reasons
    ('surname equal', 'initial fits')
    >>> compare_names("Mario Andretti", "Marco Andretti") is None
    True
    """
    (a, suffix_a), (b, suffix_b) = _split(fold(one)), _split(fold(other))
    if min(len(a), len(b)) < 2:  # a surname alone says too little
        return None
    found = _compare_words(a, b)
    if found is None or suffix_a == suffix_b:
        return found
    if suffix_a and suffix_b:
        return None
    reason = f"only one is {suffix_a or suffix_b}"
    return Likeness(found.points - 15, (*found.reasons, reason))


@lru_cache(maxsize=65_536)  # a known name is compared with many new ones
def _split(key: str) -> tuple[_Words, str | None]:
    """Split a folded name into its words and its suffix."""
    words = tuple(key.split())
    if len(words) > 2 and words[-1] in _SUFFIXES:
        return words[:-1], words[-1]
    return words, None


def _compare_words(a: _Words, b: _Words) -> Likeness | None:
    if a == b:
        return Likeness(70, ("same name",))
    return _of_same_surname(a, b) or _of_same_words(a, b) or _of_same_given_name(a, b)


def _of_same_surname(a: _Words, b: _Words) -> Likeness | None:
    if a[-1] != b[-1]:
        return None
    if given := _compare_given_names(a[0], b[0]):
        points, reason = given
        return Likeness(40 + points, ("surname equal", reason))
    if a[0] == b[0] and _middle_names_fit(a[1:-1], b[1:-1]):
        return Likeness(60, ("surname equal", "further given names"))
    return None


def _of_same_words(a: _Words, b: _Words) -> Likeness | None:
    if sorted(a) == sorted(b):
        return Likeness(65, ("names turned round",))
    if set(a) < set(b) or set(b) < set(a):
        return Likeness(60, ("further names",))
    return None


def _of_same_given_name(a: _Words, b: _Words) -> Likeness | None:
    surnames = (a[-1], b[-1])
    if a[0] != b[0] or len(a[0]) < _MIN_WORD or min(map(len, surnames)) < _MIN_SLIP - 1:
        return None
    if surnames[0] == surnames[1]:  # then it is their middle names that differ
        return None
    if _respell(surnames[0]) == _respell(surnames[1]):
        return Likeness(58, ("given name equal", "surname a letter off"))
    if OSA.distance(*surnames, score_cutoff=1) <= 1:
        return Likeness(54, ("given name equal", "surname a letter off"))
    return None


def _compare_given_names(a: str, b: str) -> tuple[int, str] | None:
    """Return points and how one given name can stand for the other; None: they are two names."""
    short, long = sorted((a, b), key=len)
    if short == long:
        return None
    if len(short) <= 2 and not set(short[1:]) & set("aeiou"):
        return (30, "initial fits") if long[0] == short[0] else None
    respelled, other = sorted((_respell(a), _respell(b)), key=len)
    if respelled == other:
        return 29, "given name spelled alike"
    # Tom is short for Thomas; Mick, whose spelling had to change for it, is not for Michael.
    can_be_short = respelled == short and _MIN_WORD <= len(respelled) <= len(other) - 2
    if can_be_short and other.startswith(respelled):
        return 28, "short form of the given name"
    # A letter too many or two swapped are a slip; another letter is another name.
    is_slip = len(respelled) != len(other) or sorted(respelled) == sorted(other)
    if is_slip and len(respelled) >= _MIN_SLIP and OSA.distance(respelled, other) == 1:
        return 24, "given name a letter off"
    return None


def _middle_names_fit(a: _Words, b: _Words) -> bool:
    """Return whether they can be the same: one has none, or initials of the other's."""
    pairs = zip(a, b, strict=False)
    return all(one == other or _compare_given_names(one, other) for one, other in pairs)


@lru_cache(maxsize=65_536)  # names share their words
def _respell(word: str) -> str:
    """Write a word in the one of its usual spellings that stands for all."""
    for pattern, letters in _SPELLED_ALIKE:
        word = pattern.sub(letters, word)
    return word
