"""Names of some, of which one may be printed with more words, or fewer."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

_Who = TypeVar("_Who", bound=Hashable)


def only_alike(key: str, known: Iterable[tuple[str, _Who]], fewest_words: int) -> _Who | None:
    """
    Return the only one whose name has all words of another name, or no others.

    Args:
        key: the folded name.
        known: folded names, and who has each.
        fewest_words: both names have as many at least: a surname alone is nobody's name.

    >>> season = [("juan fangio", 1), ("nino farina", 2), ("prince bira", 3)]
    >>> only_alike("juan manuel fangio", season, 2), only_alike("farina", season, 2)
    (1, None)
    """
    words = set(key.split())
    alike = set()
    for other, who in known:
        its = set(other.split())
        if (words <= its or its <= words) and min(len(words), len(its)) >= fewest_words:
            alike.add(who)
    return alike.pop() if len(alike) == 1 else None
