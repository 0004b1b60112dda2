"""
Which names of teams, cars, circuits and series resemble one another, and why.

They are written with and without blanks, with and without words that say nothing (Racing, Circuit),
and with slips. Numbers tell them apart: Porsche 962 and Porsche 956, Team 31 and Team 32.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial

from rapidfuzz.distance import OSA

from racedb.names.pairs import compare_pairs, in_common, without_a_letter
from racedb.names.similar import Likeness
from racedb.reference.tables import rows

_MIN_SLIP = 8
"""A letter off is a slip only in names of at least so many letters."""


def find_similar_things(
    new: Sequence[str], known: Sequence[str], *, whole: bool
) -> dict[tuple[str, str], Likeness]:
    """
    Find the known names that new ones resemble.

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
    return compare_pairs(pairs, partial(compare_things, whole=whole))


def compare_things(one: str, other: str, *, whole: bool) -> Likeness | None:
    """Compare two folded names; None: nobody needs to be asked."""
    a, b = _letters(one), _letters(other)
    if a == b:
        return Likeness(70, ("blanks or marks differ",))
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return None
    if not whole and _telling(one) and _telling(one) == _telling(other):
        return Likeness(60, ("same telling words",))
    if min(len(a), len(b)) >= _MIN_SLIP and OSA.distance(a, b, score_cutoff=1) == 1:
        return Likeness(55, ("a letter off",))
    return None


def _blocks(key: str, *, whole: bool) -> Iterator[str]:
    """Yield what names that resemble one another have in common."""
    letters = _letters(key)
    yield letters
    if not whole:
        yield " ".join(sorted(_telling(key)))
    if len(letters) >= _MIN_SLIP:
        yield from without_a_letter(letters)


def _letters(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key)


def _telling(key: str) -> frozenset[str]:
    """Return the words of a name that tell it from others."""
    return frozenset(re.findall(r"[a-z0-9]+", key)) - _filler_words()


@cache
def _filler_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("filler_words"))
