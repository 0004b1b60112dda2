"""The words of a folded name, and how they sound: what all usual spellings have in common."""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

MIN_WORD = 3
"""Shorter words are initials, or too many names share them."""

_NO_LETTERS = r"[^a-z0-9 ]"
_TITLES = r"^(?:baron|conte|count|dr|graf|lady|lord|miss|mr|mrs|ms|prince|princess|prinz|sir) "
_PARTICLES = (
    r" (?:af|al|bin|d|da|dal|dalla|das|de|degli|dei|del|della|dello|den|der|di|do|dos|du|e|el|la|le"
    r"|lo|op|saint|st|t|te|ten|ter|v|van|vd|vom|von|y|zu|zum|zur)\b"
)
_SUFFIX = r"^(\S+ .+) (jr|junior|sr|senior|ii|iii|iv)$"

_ALIKE = {
    "ph": "f", "th": "t", "ck": "k", "cqu": "k", "qu": "k", "q": "k", "ch": "k", "kh": "k",
    "sch": "sh", "ce": "se", "ci": "si", "cy": "si", "cc": "k", "c": "k", "y": "i", "j": "i",
    "ij": "i", "z": "s", "zz": "s", "sz": "s", "w": "v", "ae": "a", "oe": "o", "ue": "u", "x": "ks",
    "gh": "g", "hn": "n", "hm": "m", "hr": "r", "hl": "l", "dt": "t", " mac": " mk", " mc": " mk",
    **{letter * 2: letter for letter in "abdefghiklmnoprstuvw"},
}  # fmt: skip
"""Letters that languages and timing crews write for one another: Philipp = Filip, Karl = Carl."""
_ALIKE_LETTERS = sorted(_ALIKE, key=lambda letters: (-len(letters), letters))
_ALIKE_PATTERN = re.compile("|".join(_ALIKE_LETTERS))


class Name(NamedTuple):
    """A folded name, split."""

    words: tuple[str, ...]
    """Without titles, particles and the suffix: nobody writes them the same everywhere."""
    suffix: str | None
    letters: str
    """Of all its words, without blanks, as they sound."""


@lru_cache(maxsize=65_536)  # a known name is compared with many new ones
def read_name(key: str) -> Name:
    """Split a folded name into its words and its suffix."""
    bare = re.sub(_TITLES, "", re.sub(_NO_LETTERS, "", key))
    with_suffix = re.match(_SUFFIX, bare)
    bare, suffix = with_suffix.groups() if with_suffix else (bare, None)
    return Name(tuple(re.sub(_PARTICLES, "", bare).split()), suffix, sound(bare).replace(" ", ""))


@lru_cache(maxsize=65_536)  # names share their words
def sound(text: str) -> str:
    """Write words in the one of their usual spellings that stands for all."""
    return _ALIKE_PATTERN.sub(lambda found: _ALIKE[found[0]], f" {text}")[1:]


@lru_cache(maxsize=4_096)
def spellings(sounding: str) -> str:
    """Return a pattern of all ways to write a word that sounds so; polars reads it, too."""
    raws: defaultdict[str, list[str]] = defaultdict(list)
    for raw, value in _ALIKE.items():
        raws[value.strip()].append(raw.strip())

    def ways(found: re.Match[str]) -> str:
        letters = "".join(f"(?:{'|'.join([*raws[it], it])})" for it in found[0])
        whole = raws[found[0]] if len(found[0]) > 1 else []
        return f"(?:{'|'.join([*whole, letters])})"

    values = sorted((value for value in raws if len(value) > 1), key=len, reverse=True)
    return re.sub(f"{'|'.join(values)}|.", ways, sounding)
