"""
Which of many known names new ones resemble.

Names are not compared each with each: pairs are found by what they have in common, whole columns at
a time, and only those few are looked at closely.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product

import polars as pl

from racedb.names.similar import MIN_SLIP, Likeness, compare_names
from racedb.names.sounds import MIN_WORD, arrange, read_name, sound, spellings
from racedb.reference.given_names import given_name_forms

_MOST_WORDS = 5
"""Of a longer name the first ones of the alphabet count."""
_FEW = 50
"""As many new names are compared with those known names only that have a word in common."""
_AT_ONCE = 2_000
"""As few pairs are all looked at closely: that takes less than finding the likely ones."""


def find_similar(new: Sequence[str], known: Sequence[str]) -> dict[tuple[str, str], Likeness]:
    """
    Find the known names that new ones resemble.

    Args:
        new: folded names.
        known: folded names, which may have the new ones among them.

    Returns:
        (new, known) -> likeness, never a name and itself. Two new names are one pair.
    """
    if len(new) <= _FEW:
        known = _with_a_word_of(new, known)
    found: dict[tuple[str, str], Likeness] = {}
    for one, other in sorted(_pairs(new, known)):
        if one != other and (other, one) not in found and (like := compare_names(one, other)):
            found[one, other] = like
    return found


def _pairs(new: Sequence[str], known: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Return the pairs that are worth a closer look."""
    if len(new) * len(known) <= _AT_ONCE:
        return product(new, known)
    ours, theirs = (arrange(pl.Series(it, dtype=pl.String)) for it in (new, known))
    return pl.concat(_blocks(ours, theirs)).unique().iter_rows()


def _with_a_word_of(new: Sequence[str], known: Sequence[str]) -> list[str]:
    """Keep the names that have a word of the new ones, as it sounds: all that can resemble them."""
    words = {sound(word) for key in new for word in read_name(key).words if len(word) > 1}
    if not words:
        return []
    written = "|".join(map(spellings, sorted(words)))
    names = pl.Series(known, dtype=pl.String)
    return names.filter(names.str.contains(rf"\b(?:{written})\b")).to_list()


def _blocks(ours: pl.DataFrame, theirs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield pairs that may resemble one another (key, key other) by what they have in common."""
    yield _pair(ours, theirs, "letters")
    yield _pair(ours, _turned(theirs), "letters")
    yield _pair(_turned(ours), theirs, "letters")
    yield _pair(ours, theirs, "family sound", "start")
    yield _pair(_with_forms(ours), _with_forms(theirs), "family sound", "form")
    is_initial = pl.col("given").str.len_bytes() < MIN_WORD
    for one, other in ((is_initial, pl.lit(value=True)), (~is_initial, is_initial)):
        ours_, theirs_ = _with_initials(ours.filter(one)), _with_initials(theirs.filter(other))
        yield _pair(ours_, theirs_, "family sound", "initial")
    for same, off in (("family sound", "given"), ("given sound", "family")):
        near = theirs.join(ours, on=same, how="semi")
        yield _pair(_without_a_letter(ours, off), _without_a_letter(near, off), same, "rest")
    yield _pair(_with_two_words(ours), _with_two_words(theirs), "two")


def _pair(ours: pl.DataFrame, theirs: pl.DataFrame, *common: str) -> pl.DataFrame:
    theirs = theirs.select("key", *common)
    return ours.join(theirs, on=list(common), suffix=" other").select("key", "key other").unique()


def _turned(names: pl.DataFrame) -> pl.DataFrame:
    """Write the letters of the last word first."""
    words = pl.col("words")
    rest = words.list.head(words.list.len() - 1).list.join("")
    return names.with_columns((words.list.last() + rest).alias("letters"))


def _with_forms(names: pl.DataFrame) -> pl.DataFrame:
    """Add form: each given name that the first word may stand for."""
    return names.join(_forms(), on="given")


def _with_initials(names: pl.DataFrame) -> pl.DataFrame:
    """Add initial: each letter that stands for the first word."""
    own = names.select("key", "family sound", initial=pl.col("given").str.slice(0, 1))
    others = _with_forms(names).select(
        "key", "family sound", initial=pl.col("form").str.slice(0, 1).str.to_lowercase()
    )
    return pl.concat([own, others])


@lru_cache(maxsize=1)
def _forms() -> pl.DataFrame:
    forms = [(word, name) for word, names in given_name_forms().items() for name in names]
    return pl.DataFrame(forms, schema=["given", "form"], orient="row")


def _without_a_letter(names: pl.DataFrame, column: str) -> pl.DataFrame:
    """Add rest: a word, and what is left of it without one letter. A slip leaves the same rest."""
    word, size = pl.col(column), pl.col(column).str.len_bytes()
    names = names.filter(size >= MIN_SLIP - 1)
    longest = names.select(size.max()).item() or 0
    rests = [word, *(word.str.slice(0, at) + word.str.slice(at + 1) for at in range(longest))]
    frames = [
        names.filter(size >= at).with_columns(rest.alias("rest")) for at, rest in enumerate(rests)
    ]
    return pl.concat(frames)


def _with_two_words(names: pl.DataFrame) -> pl.DataFrame:
    """Add two: each pair of words, in the order of the alphabet."""
    words = pl.col("words").list.sort()
    pairs = [(at, after) for after in range(1, _MOST_WORDS) for at in range(after)]
    frames = [
        names.filter(pl.col("words").list.len() > after).with_columns(
            (words.list.get(at) + " " + words.list.get(after)).alias("two")
        )
        for at, after in pairs
    ]
    return pl.concat(frames)
