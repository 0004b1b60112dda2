"""
A printed name to a person: surnames in capitals, surname first, suffixes, particles.

A name in mixed case is left as it is: 'VeeKay' and 'von der Heydte' are right already. Any text is
a person, at worst one with a name only.
"""

import re
from typing import NamedTuple

from racedb.text_keys import fold

_SUFFIXES = {
    "jr": "Jr.", "junior": "Jr.", "sr": "Sr.", "senior": "Sr.",
    "ii": "II", "iii": "III", "iv": "IV",
}  # fmt: skip

# Particles of surnames as they are written inside a name. Dutch, German, French, Spanish and
# Portuguese ones are lower; Italian ones are capitals (Di Resta), but for the 'de' that all share.
_PARTICLES = {
    fold(word): word
    for word in (
        "af", "al", "bin", "d", "da", "das", "de", "del", "den", "der", "do", "dos", "du", "e",
        "el", "la", "le", "op", "'t", "te", "ten", "ter", "van", "vom", "von", "y", "zu", "zum",
        "zur",
        "Dal", "Dalla", "Dall", "Della", "Dello", "Degli", "Dei", "Di", "Lo", "Saint", "St",
    )
}  # fmt: skip
_ARTICLES = {"la", "le", "el"}  # lower only behind another particle: de la Rosa, but La Rosa
_GIVEN_TOO = {"al", "bin", "d", "e", "el", "saint", "st", "te", "y"}
"""Particles that are names or initials where a name begins with them: Al Unser, E. de Doncker."""
_SHORT_NAMES = {
    "al", "an", "bo", "bu", "cy", "di", "do", "ed", "gu", "he", "ho", "hu", "jo", "ko", "le", "li",
    "lu", "ma", "mo", "ni", "su", "ty", "vi", "wu", "xi", "xu", "ya", "ye", "yi", "yu",
}  # fmt: skip
"""Given names of two letters; any other two capitals before a surname are initials (AJ, JP)."""

_DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?")
_QUOTES = '"“”„«»'


class Person(NamedTuple):
    """A name, written well, and its parts; a part that cannot be told is None."""

    name: str
    given_name: str | None = None
    family_name: str | None = None
    suffix: str | None = None
    """Jr., Sr., II, III or IV; it is part of the name too."""


def person(printed: str) -> Person:
    """
    Write a printed name well.

    Words all in capitals or all in lower case get the case of names; 'Surname, Given' and capitals
    first ('JANI Neel') are turned round; a pseudonym in quotes loses them and has no parts.

    >>> person("Neel JANI")
    Person(name='Neel Jani', given_name='Neel', family_name='Jani', suffix=None)
    >>> person("wallace , jr").name
    'Wallace Jr.'
    """
    text = " ".join(printed.split())
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES:
        return Person(_written_words(text[1:-1].split(), shout=text.isupper()))
    given, family, suffix = _parts(text)
    shout = not any(_is_mixed(word) for word in (*given, *family))
    first = _written_words(given, shout=shout)
    # A particle in front of everything is a surname's own: VAN DER ZANDE is van der Zande.
    last = _written_words(family, shout=shout, is_family=True)
    if family and len(family) == 1 and not given:
        last = _capital(last) if last.islower() else last
    name = " ".join(part for part in (first, last, suffix) if part) or text
    return Person(name, first or None, last or None, suffix)


def _parts(text: str) -> tuple[list[str], list[str], str | None]:
    """Take given names, family names and the suffix apart."""
    pieces = [piece.split() for piece in text.split(",") if piece.strip()]
    suffix = None
    if len(pieces) > 1 and len(pieces[-1]) == 1:
        suffix = _SUFFIXES.get(fold(pieces[-1][0]))
        pieces = pieces[:-1] if suffix else pieces
    if len(pieces) == 2:
        family, given = pieces
        return given, *_without_suffix(family, suffix)
    words, suffix = _without_suffix([word for piece in pieces for word in piece], suffix)
    loud = [_is_loud(word) for word in words]
    if all(loud) or not any(loud) or len(words) == 1:
        start = _family_start(words)
    elif loud[-1]:  # Neel JANI, Renger VAN DER ZANDE
        start = max(at for at, is_loud in enumerate(loud) if not is_loud) + 1
    elif loud[0]:  # JANI Neel
        start = loud.index(False)
        return words[start:], words[:start], suffix
    else:
        start = _family_start(words)
    return words[:start], words[start:], suffix


def _without_suffix(words: list[str], suffix: str | None) -> tuple[list[str], str | None]:
    """Take a suffix off the end; 'Junior' in full is a name where it stands without a comma."""
    if not suffix and len(words) > 1 and fold(words[-1]) not in ("junior", "senior"):
        suffix = _SUFFIXES.get(fold(words[-1]))
        return (words[:-1], suffix) if suffix else (words, None)
    return words, suffix


def _family_start(words: list[str]) -> int:
    """Find where the surname begins: the last word and the particles in front of it."""
    start = max(len(words) - 1, 0)
    while start > 0 and fold(words[start - 1]) in _PARTICLES:
        if start == 1 and fold(words[0]) in _GIVEN_TOO:
            break
        start -= 1
    return start


def _is_loud(word: str) -> bool:
    """Say whether a word shouts like a surname in capitals: JANI, McNISH, O'WARD; not A. or JP."""
    if word[1:].islower():  # as most words of names are
        return False
    capitals = re.sub(r"^(?:Mc|Mac|De|Di|La|Le|Van|von|d|l)(?=['’]?[^\W\d_]{2})", "", word)
    letters = [letter for letter in capitals if letter.isalpha()]
    if _DOTTED.fullmatch(word) or not all(map(str.isupper, letters)):
        return False
    return len(letters) > 2 or fold(word) in _PARTICLES


def _is_mixed(word: str) -> bool:
    return not word.isupper() and not word.islower() and not _is_loud(word)


def _written_words(words: list[str], *, shout: bool, is_family: bool = False) -> str:
    """
    Write the words of a name.

    Args:
        words: of the given or of the family name.
        shout: no word of the whole name is in mixed case, so that lower case means nothing either.
        is_family: its particles are written as particles.
    """
    written: list[str] = []
    for at, word in enumerate(words):
        before = fold(words[at - 1]) if at else ""
        particle = _PARTICLES.get(fold(word)) if is_family and at < len(words) - 1 else None
        if particle and (word.isupper() or shout):
            alone = fold(word) in _ARTICLES and before not in _PARTICLES
            written.append(_capital(particle) if alone else particle)
        elif word.islower() and not shout:
            written.append(word)
        else:
            written.append(_written(word, may_be_initials=not is_family, shout=shout))
    return " ".join(written)


def _written(word: str, *, may_be_initials: bool, shout: bool) -> str:
    """Give one word the case of a name, if it has none."""
    if _DOTTED.fullmatch(word):
        return word.upper()
    if may_be_initials and word.isupper() and _are_initials(word, shout=shout):
        return word
    if word.isupper() or word.islower():
        return "-".join(_capital(part) for part in word.split("-"))
    if _is_loud(word):  # McNISH, DeFRANCESCO, d'AMBROSIO
        tail = re.search(r"[^\W\d_]{2,}$", word)
        start = next((at for at in range(1, len(word)) if word[at:].isupper()), 0)
        return word[:start] + _capital(word[start:]) if tail and start else word
    return word


def _are_initials(word: str, *, shout: bool) -> bool:
    """Say whether capitals in front of a surname are initials: AJ, JP, JJ; not AL in AL HOLBERT."""
    short = len(word) <= 2 and not (shout and word.lower() in _SHORT_NAMES)
    return short or (len(word) == 3 and not set(fold(word)) & set("aeiouy"))


def _capital(word: str) -> str:
    """Write one word with a capital; also behind O', D', L' and Mc."""
    lower = word.lower()
    mark = re.match(r"(mc|[a-z]['’])(?=[^\W\d_]{2})", lower)
    start = mark.end() if mark else 0
    head = lower[:1].upper() + lower[1:start]
    return (
        head + lower[start : start + 1].upper() + lower[start + 1 :]
        if start
        else _upper_first(lower)
    )


def _upper_first(lower: str) -> str:
    """Raise the first letter, behind a bracket or quote too."""
    at = next((at for at, letter in enumerate(lower) if letter.isalpha()), 0)
    return lower[:at] + lower[at : at + 1].upper() + lower[at + 1 :]
