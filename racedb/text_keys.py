"""
The key of a name, and the slug made of it: what makes two writings one name (design, ruling 17).

It stands below everything else, because reference data, names and words are all compared by it.
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

    Dots, apostrophes and quotes vanish, hyphens become blanks, blanks are squeezed, and initials
    stand together, so that every usual way to print one name gives one key.

    >>> fold("Jean-Éric  VERGNE"), fold("Darryl O'Young"), fold("Søren Strauß")
    ('jean eric vergne', 'darryl oyoung', 'soren strauss')
    >>> fold("J. P. Montoya") == fold("J.P. Montoya") == fold("JP MONTOYA")
    True
    """
    # Most names are ASCII already, and folding is half of what small loads do with names.
    ascii_ = text if text.isascii() else anyascii(normalize("NFKC", text).casefold())
    plain = ascii_.lower()
    if plain.isalnum():
        return plain  # one word: most words of the reference data
    blank = _APART.sub(" ", _DROPPED.sub("", plain)).strip()
    return _INITIALS.sub(r"\1", blank)


def slug(text: str) -> str:
    """
    Make a public key: lower-case ASCII letters and digits with single hyphens, at most 64 long.

    A text without any letter or digit gives ''.

    >>> slug("24 Hours of Spa-Francorchamps"), slug("Phoenix Racing / Audi")
    ('24-hours-of-spa-francorchamps', 'phoenix-racing-audi')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:MAX_SLUG].rstrip("-")


def free_slug(wanted: str, taken: Container[str]) -> str:
    """
    Give a slug that nobody has: the wished one, or that with a number.

    >>> free_slug("jan-berg", {"jan-berg", "jan-berg-2"})
    'jan-berg-3'
    """
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted[: MAX_SLUG - 1 - len(str(number))]}-{number}"
    return found
