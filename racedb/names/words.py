"""Names of some, of which one may be printed with more words, or fewer."""

from collections.abc import Mapping


def only_alike(key: str, known: Mapping[str, int], fewest_words: int) -> int | None:
    """
    Return the only one whose name has all words of another name, or no others.

    Args:
        key: the folded name.
        known: ids by folded name.
        fewest_words: both names have as many at least: a surname alone is nobody's name.

    >>> season = {"juan fangio": 1, "nino farina": 2, "prince bira": 3}
    >>> only_alike("juan manuel fangio", season, 2), only_alike("farina", season, 2)
    (1, None)
    """
    words = set(key.split())
    alike = set()
    for other, number in known.items():
        its = set(other.split())
        if (words <= its or its <= words) and min(len(words), len(its)) >= fewest_words:
            alike.add(number)
    return alike.pop() if len(alike) == 1 else None
