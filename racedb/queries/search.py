"""Which canned queries a question is about: 'who won', 'fastest lap', 'dnf'."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from racedb.text_keys import slug

if TYPE_CHECKING:
    from racedb.queries import Query

_MOST = 3
_EMPTY = """
    a an and are at by did do does for from get has have how i in is it list many me my of on or s
    show than that the there to was were what which who with
"""
"""Words that say nothing of what is asked for."""
_NAME, _TITLE = 0.9, 0.25
"""What a word of the name and of the title counts; one of `also` counts 1."""


def about(question: str, known: "Sequence[Query]") -> "list[Query]":
    """
    Return the queries that are most likely meant, the likeliest first.

    A word counts the more, the fewer queries it is about; words that no query has, such as names of
    drivers and events, do not matter.
    """
    words = _words(question)
    weights = {query.name: _weights(query) for query in known}
    queries = Counter(word for it in weights.values() for word in it)
    scores = {
        name: sum(weight / queries[word] for word, weight in it.items() if word in words)
        for name, it in weights.items()
    }
    found = [query for query in known if scores[query.name]]
    return sorted(found, key=lambda it: (-scores[it.name], len(it.name), it.name))[:_MOST]


def _weights(query: "Query") -> dict[str, float]:
    """Return what each word of a query counts."""
    texts = ((query.title, _TITLE), (query.name, _NAME), (query.also, 1.0))
    return {word: weight for text, weight in texts for word in _words(text)}


def _words(text: str) -> set[str]:
    """
    Return the words of a text, in the singular.

    >>> sorted(_words("Who won the races?"))
    ['race', 'won']
    """
    words = set(slug(text).split("-")) - {"", *_EMPTY.split()}
    return {it if it.endswith("ss") else it.removesuffix("s") for it in words}
