"""
Which of many known names new ones resemble: names of people, and of teams, cars, circuits ...

Names are not compared each with each: only pairs that have something in common (a block) are looked
at closely.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import combinations

import polars as pl
from rapidfuzz.distance import OSA

from racedb.names.similar import (
    MIN_SLIP,
    Likeness,
    compare_names,
    initials_of,
    read_name,
    sound,
    spellings,
)
from racedb.reference.tables import rows

_MOST_WORDS = 5
"""Of a longer name the first ones of the alphabet count."""
_FEW = 50
"""As many new names are compared with those known names only that have a word in common."""
_LONG = 8
"""A letter off is a slip only in names of things of at least so many letters."""
_MANY = 100
"""A word that more names of things have is no reason to compare them."""
_FURTHER_WORDS = Likeness(35, ("further words",))
"""Cadillac Racing and Cadillac Chip Ganassi Racing: it takes something else in common to ask."""

_Pair = tuple[str, str]


def find_similar(new: Sequence[str], known: Sequence[str]) -> dict[_Pair, Likeness]:
    """
    Find the known names of people that new ones resemble.

    Args:
        new: folded names.
        known: folded names, which may have the new ones among them.

    Returns:
        (new, known) -> likeness, never a name and itself. Two new names are one pair.
    """
    return compare_pairs(likely_pairs(new, known), compare_names)


def likely_pairs(new: Sequence[str], known: Sequence[str]) -> set[_Pair]:
    """Find the few pairs of a new and a known name that are worth a closer look."""
    if len(new) <= _FEW:
        known = _with_a_word_of(new, known)
    # A surname alone says too little.
    ours, theirs = ([it for it in keys if len(read_name(it).words) > 1] for keys in (new, known))
    blocks = (_letters, _two_words, _given_names, _surnames)
    return {pair for block in blocks for pair in in_common(ours, theirs, block)}


def in_common(
    new: Iterable[str], known: Iterable[str], blocks: Callable[[str], Iterable[Hashable]]
) -> Iterator[_Pair]:
    """Yield the pairs of a new and a known name that have a block in common, perhaps repeatedly."""
    by_block: defaultdict[Hashable, list[str]] = defaultdict(list)
    for one in new:
        for block in blocks(one):
            by_block[block].append(one)
    for other in known:
        for block in blocks(other):
            for one in by_block.get(block, ()):
                if one != other:
                    yield one, other


def compare_pairs(
    pairs: set[_Pair], compare: Callable[[str, str], Likeness | None]
) -> dict[_Pair, Likeness]:
    """Compare the two names of each pair, two new ones once; leave out those that are not alike."""
    return {
        (one, other): like
        for one, other in sorted(pairs)
        if one < other or (other, one) not in pairs
        if (like := compare(one, other))
    }


def without_a_letter(word: str) -> Iterator[str]:
    """Yield a word, and what is left of it without one letter: a slip leaves the same rest."""
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


# ---- what names of people that resemble one another have in common -------------------------------


def _letters(key: str) -> Iterator[Hashable]:
    """Yield all letters as they sound, also with the last word first."""
    *words, last = read_name(key).words
    yield read_name(key).letters
    yield sound(last) + "".join(map(sound, words))


def _two_words(key: str) -> Iterable[Hashable]:
    words = sorted(map(sound, read_name(key).words))
    return combinations(words[:_MOST_WORDS], 2)


def _given_names(key: str) -> Iterator[Hashable]:
    """Yield the surname as it sounds with each initial, and with the given name but for a slip."""
    given, *_, family = read_name(key).words
    family = sound(family)
    yield from ((family, initial) for initial in initials_of(given))
    if len(given) >= MIN_SLIP:
        yield from ((family, rest) for rest in without_a_letter(given))


def _surnames(key: str) -> Iterator[Hashable]:
    """Yield the given name as it sounds with the surname but for a slip."""
    given, *_, family = read_name(key).words
    given = sound(given)
    if len(family) >= MIN_SLIP - 1:
        yield from ((given, rest) for rest in without_a_letter(family))


def _with_a_word_of(new: Sequence[str], known: Sequence[str]) -> list[str]:
    """Keep the names that have a word of the new ones, as it sounds: all that can resemble them."""
    words = {sound(word) for key in new for word in read_name(key).words if len(word) > 1}
    if not words:
        return []
    written = "|".join(map(spellings, sorted(words)))
    # One long text is searched faster than many short ones.
    text = pl.Series(["\n".join(known)])
    lines: list[str] = text.str.extract_all(rf"(?m)^.*\b(?:{written})\b.*$")[0].to_list()
    return lines


# ---- names of teams, cars, circuits ... ---------------------------------------------------------


def find_similar_things(
    new: Sequence[str], known: Sequence[str], *, whole: bool
) -> dict[tuple[str, str], Likeness]:
    """
    Find the known names of things that new ones resemble.

    They are written with and without blanks, with and without words that say nothing (Racing,
    Circuit), and with slips. Numbers tell them apart: Porsche 962 and Porsche 956.

    Args:
        new: folded names.
        known: folded names, which may have the new ones among them.
        whole: every word counts: those of a car do.

    Returns:
        (new, known) -> likeness, never a name and itself. Two new names are one pair.

    >>> list(find_similar_things(["alpha tauri"], ["alphatauri", "alpine"], whole=False))
    [('alpha tauri', 'alphatauri')]
    """
    pairs = set(in_common(new, known, partial(_blocks, whole=whole)))
    if not whole:
        pairs.update(_with_further_words(new, known))
    return compare_pairs(pairs, partial(compare_things, whole=whole))


def compare_things(one: str, other: str, *, whole: bool) -> Likeness | None:
    """Compare two folded names; None: nobody needs to be asked."""
    a, b = _written_as_one(one), _written_as_one(other)
    if a == b:
        return Likeness(70, ("blanks or marks differ",))
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return None
    fewer, more = sorted((_telling(one), _telling(other)), key=len)
    if not whole and fewer and fewer == more:
        return Likeness(60, ("same telling words",))
    if min(len(a), len(b)) >= _LONG and OSA.distance(a, b, score_cutoff=1) == 1:
        return Likeness(55, ("a letter off",))
    return _FURTHER_WORDS if not whole and fewer and fewer < more else None


def _blocks(key: str, *, whole: bool) -> Iterator[str]:
    """Yield what names that resemble one another have in common."""
    letters = _written_as_one(key)
    yield letters
    if not whole and (words := _telling(key)):
        yield " ".join(sorted(words))
    if len(letters) >= _LONG:
        yield from without_a_letter(letters)


def _with_further_words(new: Sequence[str], known: Sequence[str]) -> Iterator[_Pair]:
    """
    Yield the pairs of which one name has all telling words of the other, and more.

    They are looked up by the rarest of these words: a word that very many have would make pairs of
    all of them, and says little.
    """
    telling = {key: _telling(key) for key in (*new, *known)}
    having: defaultdict[str, list[str]] = defaultdict(list)
    for key, words in telling.items():
        for word in words:
            having[word].append(key)
    ours, theirs = set(new), set(known)
    for key, words in telling.items():
        rarest = min((having[word] for word in words), key=len, default=[])
        for other in rarest if len(rarest) <= _MANY else ():
            if words < telling[other]:
                if key in ours and other in theirs:
                    yield key, other
                if other in ours and key in theirs:
                    yield other, key


def _written_as_one(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key)


def _telling(key: str) -> frozenset[str]:
    """Return the words of a name that tell it from others."""
    return frozenset(re.findall(r"[a-z0-9]+", key)) - _filler_words()


@cache
def _filler_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("filler_words"))
