"""Which of two spellings of a name is the better one: a rule, and not the order of the files."""

from racedb.names.people import is_particle

_SHOUTED = 4
"""Words in capitals with more letters are shouted, and no abbreviations."""


def best_spelling(one: str, other: str, *, of_person: bool = False) -> str:
    """
    Return the better one of two spellings of one name; the order of the two does not matter.

    A person has a given name and a surname: hyphens between all words are those of a web address.
    A given name says more than an initial. Then count the words that are neither shouted nor in
    lower case, the letters, the accents, capitals (AF Corsa, not Af Corsa), and dots and hyphens.

    >>> best_spelling("Luis Perez", "Luis Pérez"), best_spelling("AF CORSA", "AF Corsa")
    ('Luis Pérez', 'AF Corsa')
    >>> best_spelling("D. Piper", "David Piper")
    'David Piper'
    >>> best_spelling("George-Russell", "George Russell", of_person=True)
    'George Russell'
    """
    if of_person and (" " in one) != (" " in other):
        return one if " " in one else other
    return max(one, other, key=_rank)


def _rank(name: str) -> tuple[int, int, int, int, int, int, str]:
    first, *others = name.split() or [name]
    words = [first, *(word for word in others if not is_particle(word))]
    letters = [letter for letter in name if letter.isalnum()]
    initials = sum(len(word.strip(".")) == 1 for word in words)
    return (
        -initials,
        -sum(map(_is_badly_cased, words)) - _is_shouted(words),
        len(letters),
        sum(not letter.isascii() for letter in letters),
        sum(letter.isupper() for word in words for letter in word),
        len(name) - len(letters),
        name,
    )


def _is_shouted(words: list[str]) -> bool:
    """Return whether all of a name is in capitals and not just an abbreviation: TEAM WRT."""
    return len(words) > 1 and all(map(str.isupper, words)) and max(map(len, words)) >= _SHOUTED


def _is_badly_cased(word: str) -> bool:
    return word.islower() or (word.isupper() and len(word) > _SHOUTED)
