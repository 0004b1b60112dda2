"""
Which known names a new name resembles, and why: questions for a person, never answers.

What counts is what goes wrong in practice: initials, short forms, further names, names turned
round, other spellings, blanks, and slips of one letter. Two given names that merely look alike
(Mario and Marco) are two people's and no question.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from racedb.reference.given_names import given_name_forms
from racedb.text_keys import fold

MIN_WORD = 3
"""Shorter words are initials, or too many names share them."""
MIN_SLIP = 5
"""One letter too many, too few or swapped is a slip only in words of at least so many letters."""

_DIMINUTIVE = re.compile(r"(?:(.)\1?)(?:ie|inho|ino|ito|i|y)$")

_Words = tuple[str, ...]

_SAME_SURNAME = 40
_LETTER_OFF = "surname a letter off"
_EQUAL = (29, "given name equal")
_ALIKE_GIVEN = (29, "given name spelled alike")
_INITIAL = (30, "initial fits")
_SHORT_FORM = (28, "short form of the given name")
_OTHER_FORM = (-5, "another form of the given name")
"""Few are one person's: it takes something else in common to ask."""


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


class Likeness(NamedTuple):
    """How much two names are alike."""

    points: int
    """0 to 70; what else is known of the two people may add more"""
    reasons: tuple[str, ...]
    """in words"""


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
    a, b = read_name(fold(one)), read_name(fold(other))
    if min(len(a.words), len(b.words)) < 2:  # a surname alone says too little
        return None
    found = _compare(a, b)
    if found is None or a.suffix == b.suffix:
        return found
    if a.suffix and b.suffix:
        return None
    reason = f"only one is {a.suffix or b.suffix}"
    return Likeness(found.points - 15, (*found.reasons, reason))


def is_same_in_a_seat(one: str, other: str) -> bool:
    """
    Return whether two names of one seat are one person's.

    They are where the surname is the same, and the given names are, or one of them is an initial or
    a short form of the other. Umlauts may be written out.

    >>> is_same_in_a_seat("R. Thomas", "Dick Thomas"), is_same_in_a_seat("Ann Berg", "Bo Berg")
    (True, False)
    """
    a, b = read_name(fold(one)), read_name(fold(other))
    if min(len(a.words), len(b.words)) < 2 or a.suffix != b.suffix:
        return False
    (*given_a, family_a), (*given_b, family_b) = a.words, b.words
    given = _compare_given_names(tuple(given_a), tuple(given_b))
    is_listed = given in {_EQUAL, _INITIAL} or _compare_forms(given_a[0], given_b[0]) == _SHORT_FORM
    is_spelled = _without_umlauts(*given_a) == _without_umlauts(*given_b)
    same_family = _without_umlauts(family_a) == _without_umlauts(family_b)
    return same_family and (is_listed or is_spelled)


def have_one_surname(one: str, other: str) -> bool:
    """
    Return whether two names of a given name and a surname have the same surname, as it sounds.

    >>> have_one_surname("Ann Berg", "Bo Bergh"), have_one_surname("Berg", "Ann Berg")
    (True, False)
    """
    a, b = read_name(fold(one)).words, read_name(fold(other)).words
    return min(len(a), len(b)) > 1 and (
        sound(a[-1]) == sound(b[-1]) or _without_umlauts(a[-1]) == _without_umlauts(b[-1])
    )


def _without_umlauts(*words: str) -> str:
    """Return folded words with ae, oe and ue as ä, ö and ü are folded."""
    return re.sub("(?<=[aou])e", "", " ".join(words))


def _compare(a: Name, b: Name) -> Likeness | None:
    if a.words == b.words:
        return Likeness(70, ("same name",))
    if found := _of_same_surname(a.words, b.words):
        return found
    if a.letters == b.letters:
        return Likeness(66, ("blanks differ",))
    return _of_same_words(a.words, b.words)


def _of_same_surname(a: _Words, b: _Words) -> Likeness | None:
    surname = _compare_surnames(a[-1], b[-1])
    given = surname and _compare_given_names(a[:-1], b[:-1])
    if not surname or not given:
        return None
    (points, how), (more, which) = surname, given
    # Two slips in one name are too many, and so is a slip beside a mere initial.
    if how == _LETTER_OFF and given not in {_EQUAL, _ALIKE_GIVEN, _SHORT_FORM}:
        return None
    reasons = (how, which) if points == _SAME_SURNAME else (which, how)
    return Likeness(points + more, reasons)


def _compare_surnames(a: str, b: str) -> tuple[int, str] | None:
    if a == b:
        return _SAME_SURNAME, "surname equal"
    if sound(a) == sound(b):
        return 29, "surname spelled alike"
    if min(len(a), len(b)) >= MIN_SLIP - 1 and _is_letter_off(a, b):
        return 25, _LETTER_OFF
    return None


def _of_same_words(a: _Words, b: _Words) -> Likeness | None:
    if sorted(a) == sorted(b) or "".join(a) in {b[-1] + "".join(b[:-1]), "".join(b[1:]) + b[0]}:
        return Likeness(65, ("names turned round",))
    if set(a) < set(b) or set(b) < set(a):
        return Likeness(60, ("further names",))
    return None


def _compare_given_names(a: _Words, b: _Words) -> tuple[int, str] | None:
    """Return points and how one can stand for the other; None: they are two people's."""
    if a == b:
        return _EQUAL
    if a[0] == b[0] and _middle_names_fit(a[1:], b[1:]):
        return 20, "further given names"
    whole = _compare_given_name("".join(a), "".join(b))  # Ho Pin, Hoping
    if whole or a[0] == b[0] or not _middle_names_fit(a[1:], b[1:]):
        return whole
    return _compare_given_name(a[0], b[0])


def _middle_names_fit(a: _Words, b: _Words) -> bool:
    """Return whether they can be the same: one has none, or they are nearly equal."""
    pairs = zip(a, b, strict=False)
    return all(x == y or _compare_given_name(x, y) or _is_vowel_off(x, y) for x, y in pairs)


def _compare_given_name(a: str, b: str) -> tuple[int, str] | None:
    short, long = sorted((a, b), key=len)
    if len(short) <= 2 and not set(short[1:]) & set("aeiou"):
        return _INITIAL if short[0] in initials_of(long) else None
    if sound(a) == sound(b):
        return _ALIKE_GIVEN
    form = _compare_forms(a, b)
    if form == _SHORT_FORM or _is_short_form(short, long):
        return _SHORT_FORM
    return _compare_letters(a, b) or form


def _compare_letters(a: str, b: str) -> tuple[int, str] | None:
    short = min(len(a), len(b))
    # A letter too many or two swapped are a slip, and so is a vowel; else it is another name.
    if short >= MIN_SLIP and (_is_slip(a, b) or _is_slip(sound(a), sound(b))):
        return 24, "given name a letter off"
    if short > MIN_SLIP and _is_vowel_off(a, b):
        return 22, "given name a vowel off"
    return None


@cache
def initials_of(word: str) -> frozenset[str]:
    """Return the letters that a given name may be shortened to: Dick is R. as well."""
    return frozenset({word[0], *(fold(name)[0] for name in given_name_forms().get(word, ()))})


def _compare_forms(a: str, b: str) -> tuple[int, str] | None:
    """Compare by the list of given names: Bob is Robert, Juan is not quite Giovanni."""
    forms = given_name_forms()
    of_a, of_b = forms.get(a, {}), forms.get(b, {})
    kinds = [{of_a[name], of_b[name]} for name in of_a.keys() & of_b.keys()]
    if any("short" in kind for kind in kinds):
        return _SHORT_FORM
    return _OTHER_FORM if kinds else None


def _is_short_form(short: str, long: str) -> bool:
    """Return whether one begins the other: Tom, Thomas; also as a diminutive: Maxi, Maximilian."""
    stem = _DIMINUTIVE.sub(r"\1", short)
    begins = len(short) <= len(long) - 2 and long.startswith(short)
    return min(len(short), len(stem)) >= MIN_WORD and (
        begins or (stem not in {short, long} and long.startswith(stem))
    )


def _is_slip(a: str, b: str) -> bool:
    return (len(a) != len(b) or sorted(a) == sorted(b)) and OSA.distance(a, b) == 1


def _is_vowel_off(a: str, b: str) -> bool:
    """Return whether a vowel differs, but not the last one: Felipe, Filipe; not Mario, Maria."""
    differing = [at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) != len(b) or len(a) < MIN_SLIP - 1 or len(differing) != 1:
        return False
    (at,) = differing
    return at < len(a) - 1 and {a[at], b[at]} <= set("aeiou")


def _is_letter_off(a: str, b: str) -> bool:
    """Return whether two surnames differ by a letter, or by one in another place."""
    if OSA.distance(a, b, score_cutoff=1) <= 1 or OSA.distance(sound(a), sound(b)) <= 1:
        return True
    return len(a) > MIN_SLIP and sorted(a) == sorted(b) and OSA.distance(a, b) == 2


# ---- words, and how they sound: what all usual spellings have in common --------------------------


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
