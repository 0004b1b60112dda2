"""
Plain text whose columns are parted by single blanks, as logs print them.

The header says which columns there are: its words are cut into phrases that are known. A row has
one word for each of them, and more only in the one column of names.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from racedb.understand.header import Row
from racedb.understand.vocabulary import fields, is_known, key

_SEARCHED = 10
"""The header is one of so many first lines."""
_LONGEST = 5
"""Words of one phrase at most."""
_COLUMNS = 3
_LONGEST_HEADER = 24
_WAYS = 30
"""So many ways to cut a header are compared, the shortest ones."""
_MOST = 0.8
"""So many of the lines below the header are rows."""
_SEPARATED = re.compile(r"[,;|\t]")
_NAMES = {"driver", "drivers", "driver_1", "team", "car"}


class _Layout(NamedTuple):
    """What the words of a row are."""

    names: Sequence[str]
    wide: int
    """Index of the column that may have several words."""


def rows_of(lines: Sequence[str]) -> list[Row]:
    """Cut the lines of a text into cells, the header first; [] where they have no such columns."""
    filled = [(number, line.split()) for number, line in enumerate(lines, start=1) if line.strip()]
    for place, (number, words) in enumerate(filled[:_SEARCHED]):
        if not _COLUMNS <= len(words) <= _LONGEST_HEADER or _SEPARATED.search(lines[number - 1]):
            continue
        for layout in _layouts(words):
            rows = [(n, _cells(row, layout)) for n, row in filled[place + 1 :]]
            good = [(n, cells) for n, cells in rows if cells and _has_values(cells, layout)]
            if len(good) > 1 and len(good) >= _MOST * len(rows):
                return [(number, layout.names), *good]
    return []


def _layouts(words: Sequence[str]) -> Iterator[_Layout]:
    """Yield what a header may mean, fewest columns first, where one of them is of names."""
    if sum(map(_is_of_names, words)) > 1:  # nobody knows where one name ends
        return
    for names in _phrases(words):
        wide = [n for n, name in enumerate(names) if _is_of_names(name)]
        if len(names) >= _COLUMNS and len(wide) == 1:
            yield _Layout(names, wide[0])


def _is_of_names(header: str) -> bool:
    return bool(_NAMES & set(fields(key(header))[:1]))


def _phrases(words: Sequence[str]) -> list[list[str]]:
    """List ways to cut words into known phrases, the fewest first."""
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(words) + 1):
        sizes = range(1, min(end, _LONGEST) + 1)
        phrases = ((size, " ".join(words[end - size : end])) for size in sizes)
        found = [
            [*before, phrase]
            for size, phrase in phrases
            if is_known(phrase) and _has_no_word_twice(phrase)
            for before in ways[end - size]
        ]
        ways.append(sorted(found, key=len)[:_WAYS])
    return ways[-1]


def _has_no_word_twice(phrase: str) -> bool:
    words = phrase.split()
    return len(set(words)) == len(words)


def _cells(words: Sequence[str], layout: _Layout) -> list[str]:
    """Give each column its word, and the names what is left; [] for too few words."""
    after = len(layout.names) - layout.wide - 1
    end = len(words) - after
    if end <= layout.wide:
        return []
    name = " ".join(words[layout.wide : end])
    return [*words[: layout.wide], name, *words[end:]]


def _has_values(cells: Sequence[str], layout: _Layout) -> bool:
    """Say whether all cells but the name have a digit, and the name a letter."""
    name = cells[layout.wide]
    others = (cell for n, cell in enumerate(cells) if n != layout.wide)
    return bool(re.search(r"[^\W\d_]", name)) and all(re.search(r"\d", cell) for cell in others)
