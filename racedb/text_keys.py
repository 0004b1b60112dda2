"""
The key of a name, by which two spellings are one name, and the slug that is made of it.

Reference data, names and words are all compared by their keys. Keys are stored, so a change of
`fold` or `slug` is a change of the database.
"""

import re
from collections.abc import Container
from functools import lru_cache
from unicodedata import normalize

from anyascii import anyascii

MAX_SLUG = 64

_DROPPED = re.compile(r"[.'\"`]")
_APART = re.compile(r"[\s\-]+")
_INITIALS = re.compile(r"\b([a-z]) (?=[a-z]\b)")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """
    Fold a name to its key: NFKC, casefold, transliterated to ASCII.

    Dots, apostrophes and quotes are removed, hyphens become blanks, runs of blanks one blank, and
    initials are joined, so that all usual spellings of a name have the same key.

    >>> fold("Jean-Éric  VERGNE"), fold("Darryl O'Young"), fold("Søren Strauß")
    ('jean eric vergne', 'darryl oyoung', 'soren strauss')
    >>> fold("J. P. Montoya") == fold("J.P. Montoya") == fold("JP MONTOYA")
    True
    """
    # Most names are ASCII already, and this function is half the cost of names in a small load.
    ascii_ = text if text.isascii() else anyascii(normalize("NFKC", text).casefold())
    plain = ascii_.lower()
    if plain.isalnum():
        return plain  # a single word, as most of the reference data are
    blank = _APART.sub(" ", _DROPPED.sub("", plain)).strip()
    return _INITIALS.sub(r"\1", blank)


def slug(text: str) -> str:
    """
    Return a public key: lower-case ASCII letters and digits with single hyphens, at most 64 long.

    A text without a letter or digit has the slug ''.

    >>> slug("24 Hours of Spa-Francorchamps"), slug("Phoenix Racing / Audi")
    ('24-hours-of-spa-francorchamps', 'phoenix-racing-audi')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:MAX_SLUG].rstrip("-")


def event_slug(year: str, name: str) -> str:
    """
    Return the slug of an event, before a number that makes it unique.

    >>> event_slug("2009", "24 Hours of Spa")
    '2009-24-hours-of-spa'
    """
    return f"{year}-{slug(name)}"[:60]


def free_slug(wanted: str, taken: Container[str]) -> str:
    """
    Return a slug that is not taken: the wanted one, or that with a number.

    >>> free_slug("jan-berg", {"jan-berg", "jan-berg-2"})
    'jan-berg-3'
    """
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted[: MAX_SLUG - 1 - len(str(number))]}-{number}"
    return found
