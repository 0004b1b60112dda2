"""
A printed name to a person: surnames in capitals, surname first, suffixes, particles.

A name in mixed case stays as it is: 'VeeKay' and 'von der Heydte' are right already. Every text is
a person, at worst one without parts.
"""

import re
from typing import NamedTuple

from racedb.names.cells import strip_marks
from racedb.text_keys import fold

_SUFFIXES = {
    "jr": "Jr.", "junior": "Jr.", "sr": "Sr.", "senior": "Sr.",
    "ii": "II", "iii": "III", "iv": "IV",
}  # fmt: skip

# Particles of surnames as they are written inside a name. Dutch, German, French, Spanish and
# Portuguese ones are in lower case, Italian ones have a capital (Di Resta) except the shared 'de'.
_PARTICLES = {
    fold(word): word
    for word in (
        "af", "al", "bin", "d", "da", "das", "de", "del", "den", "der", "do", "dos", "du", "e",
        "el", "la", "le", "op", "'t", "te", "ten", "ter", "van", "vom", "von", "y", "zu", "zum",
        "zur",
        "Dal", "Dalla", "Dall", "Della", "Dello", "Degli", "Dei", "Di", "Lo", "Saint", "St",
    )
}  # fmt: skip
_ARTICLES = {"la", "le", "el"}
"""Lower case only after another particle: de la Rosa, but La Rosa."""
_ALSO_GIVEN_NAMES = {"al", "bin", "d", "e", "el", "saint", "st", "te", "y"}
"""Particles that are given names or initials at the start of a name: Al Unser, E. de Doncker."""
_SHORT_NAMES = {
    "al", "an", "bo", "bu", "cy", "di", "do", "ed", "gu", "he", "ho", "hu", "jo", "ko", "le", "li",
    "lu", "ma", "mo", "ni", "su", "ty", "vi", "wu", "xi", "xu", "ya", "ye", "yi", "yu",
}  # fmt: skip
"""Given names of two letters; other pairs of capitals before a surname are initials (AJ, JP)."""

_DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?")
_QUOTES = '"“”„«»'


class Person(NamedTuple):
    """A name in its usual spelling, and its parts; None: not there, or not clear."""

    name: str
    given_name: str | None = None
    family_name: str | None = None
    suffix: str | None = None
    """Jr., Sr., II, III or IV; it is part of the name too."""


class _Parts(NamedTuple):
    given: list[str]
    family: list[str]
    suffix: str | None


def parse_person(printed: str) -> Person:
    """
    Parse a printed name.

    Words all in capitals or all in lower case get the case of names; 'Surname, Given' and capitals
    first ('JANI Neel') are turned round; a pseudonym in quotes loses them and has no parts.

    >>> parse_person("Neel JANI")
    Person(name='Neel Jani', given_name='Neel', family_name='Jani', suffix=None)
    >>> parse_person("wallace , jr").name
    'Wallace Jr.'
    """
    text = " ".join(printed.split())
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES:
        return Person(_write_words(text[1:-1].split(), has_case=not text.isupper()))
    parts = _split_parts(text)
    has_case = any(_is_mixed_case(word) for word in (*parts.given, *parts.family))
    given = _write_words(parts.given, has_case=has_case)
    # A particle at the start of everything belongs to the surname: VAN DER ZANDE.
    family = _write_words(parts.family, has_case=has_case, is_family=True)
    if family.islower() and len(parts.family) == 1 and not parts.given:
        family = _capitalise(family)
    name = " ".join(part for part in (given, family, parts.suffix) if part) or text
    return Person(name, given or None, family or None, parts.suffix)


def person_key(printed: str) -> str:
    """
    Return the folded name of a driver as printed, marks stripped: what drivers are found by.

    >>> person_key("JANI Neel (R)")
    'neel jani'
    """
    return fold(parse_person(strip_marks(printed)).name)


def is_particle(word: str) -> bool:
    """Return whether a word inside a name is a particle of the surname: van, de."""
    return fold(word) in _PARTICLES


# ---- splitting -----------------------------------------------------------------------------------


def _split_parts(text: str) -> _Parts:
    """Split a name into given names, family names and the suffix."""
    pieces = [piece.split() for piece in text.split(",") if piece.strip()]
    suffix = None
    if len(pieces) > 1 and len(pieces[-1]) == 1:  # Foyt, A.J., Jr.
        suffix = _SUFFIXES.get(fold(pieces[-1][0]))
        pieces = pieces[:-1] if suffix else pieces
    if len(pieces) == 2:
        family, suffix = _split_suffix(pieces[0], suffix)
        return _Parts(pieces[1], family, suffix)
    words, suffix = _split_suffix([word for piece in pieces for word in piece], suffix)
    given, family = _split_words(words)
    return _Parts(given, family, suffix)


def _split_words(words: list[str]) -> tuple[list[str], list[str]]:
    """Split words into given and family names; capitals beside other words are a surname."""
    capitals = [_is_capitals(word) for word in words]
    is_initial = words and len(words[0]) == 1
    if len(words) > 1 and capitals[0] and not (capitals[-1] or is_initial):  # JANI Neel
        start = capitals.index(False)
        return words[start:], words[:start]
    if len(words) > 1 and capitals[-1] and not all(capitals):  # Neel JANI, Renger VAN DER ZANDE
        start = max(at for at, is_capital in enumerate(capitals) if not is_capital) + 1
        return words[:start], words[start:]
    start = _find_family(words)
    return words[:start], words[start:]


def _split_suffix(words: list[str], suffix: str | None) -> tuple[list[str], str | None]:
    """Cut a suffix off the end; 'Junior' in full is a name unless a comma is before it."""
    if suffix or len(words) < 2 or fold(words[-1]) in ("junior", "senior"):
        return words, suffix
    suffix = _SUFFIXES.get(fold(words[-1]))
    return (words[:-1], suffix) if suffix else (words, None)


def _find_family(words: list[str]) -> int:
    """Find where the surname begins: at the particles before the last word."""
    start = max(len(words) - 1, 0)
    has_case = not all(map(str.isupper, words))
    while start > 0 and _particle(words[start - 1], has_case=has_case):
        if start == 1 and fold(words[0]) in _ALSO_GIVEN_NAMES:
            break
        start -= 1
    return start


def _particle(word: str, *, has_case: bool) -> str | None:
    """Return a particle as it is written; None for an initial, and for any other word."""
    is_letter = len(word) == (2 if word.endswith(".") else 1) and word.isupper()
    is_initial = is_letter and (has_case or word.endswith("."))
    return None if is_initial else _PARTICLES.get(fold(word))


def _is_capitals(word: str) -> bool:
    """Return whether a word is a surname in capitals: JANI, McNISH, O'WARD; not A. or JP."""
    if word[1:].islower():  # as most words of names are
        return False
    capitals = re.sub(r"^(?:Mc|Mac|De|Di|La|Le|Van|von|d|l)(?=['’]?[^\W\d_]{2})", "", word)
    letters = [letter for letter in capitals if letter.isalpha()]
    if _DOTTED.fullmatch(word) or not all(map(str.isupper, letters)):
        return False
    return len(letters) > 2 or fold(word) in _PARTICLES


def _is_mixed_case(word: str) -> bool:
    return not word.isupper() and not word.islower() and not _is_capitals(word)


# ---- writing -------------------------------------------------------------------------------------


def _write_words(words: list[str], *, has_case: bool, is_family: bool = False) -> str:
    """
    Write the words of a name in its usual spelling.

    Args:
        words: of the given or of the family name.
        has_case: some word of the whole name is in mixed case: then lower case is meant.
        is_family: particles are written as such.
    """
    written: list[str] = []
    for at, word in enumerate(words):
        before = fold(words[at - 1]) if at else ""
        may_be_one = is_family and at < len(words) - 1
        particle = _particle(word, has_case=has_case) if may_be_one else None
        if particle and (word.isupper() or not has_case):
            is_first = fold(word) in _ARTICLES and before not in _PARTICLES
            written.append(_capitalise(particle) if is_first else particle)
        elif word.islower() and has_case:
            written.append(word)
        else:
            written.append(_write_word(word, can_be_initials=not is_family, has_case=has_case))
    return " ".join(written)


def _write_word(word: str, *, can_be_initials: bool, has_case: bool) -> str:
    """Write one word in the case of a name, unless it has that already."""
    if _DOTTED.fullmatch(word):
        return word.upper()
    if can_be_initials and word.isupper() and _are_initials(word, has_case=has_case):
        return word
    if word.isupper() or word.islower():
        return "-".join(_capitalise(part) for part in word.split("-"))
    if _is_capitals(word):  # McNISH, DeFRANCESCO, d'AMBROSIO
        tail = re.search(r"[^\W\d_]{2,}$", word)
        start = next((at for at in range(1, len(word)) if word[at:].isupper()), 0)
        return word[:start] + _capitalise(word[start:]) if tail and start else word
    return word


def _are_initials(word: str, *, has_case: bool) -> bool:
    """Return whether capitals before a surname are initials: AJ, JP, JJ; not AL in AL HOLBERT."""
    is_short = len(word) <= 2 and (has_case or word.lower() not in _SHORT_NAMES)
    return is_short or (len(word) == 3 and not set(fold(word)) & set("aeiouy"))


def _capitalise(word: str) -> str:
    """Write one word with a capital, and another one after O', D', L' and Mc."""
    lower = word.lower()
    prefix = re.match(r"(mc|[a-z]['’])(?=[^\W\d_]{2})", lower)
    if prefix:
        end = prefix.end()
        return lower[0].upper() + lower[1:end] + lower[end].upper() + lower[end + 1 :]
    # The first letter may be after a bracket or a quote.
    at = next((at for at, letter in enumerate(lower) if letter.isalpha()), 0)
    return lower[:at] + lower[at : at + 1].upper() + lower[at + 1 :]
