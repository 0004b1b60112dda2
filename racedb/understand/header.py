"""Where a table begins: its header of one row or two, or of words that nobody knows, or none."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from racedb.text_keys import fold
from racedb.understand import session_tables
from racedb.understand.axes import heads_numbers
from racedb.understand.titles import split_session
from racedb.understand.value_shapes import shapes_of
from racedb.understand.vocabulary import fields, is_known, key, numbered

Row = tuple[int, Sequence[str]]
"""The line (or record, or row) in the file, and its cells as they are there."""
_SEARCHED = 40
"""The header is looked for in so many first rows."""
_COMPARED = 20
"""So many rows below an unknown header show what it is not."""


class Header(NamedTuple):
    """Where the data begin, and what the columns are."""

    names: Sequence[str]
    """Empty when the table has no header."""
    first: int
    """Index of the first row of data."""


def signature(cells: Sequence[str]) -> str:
    """
    Return what is the same of a header in all files of a kind: its words in their order.

    Case, accents, dots, hyphens and blanks do not count, nor do empty cells at the end.

    >>> signature(["Pos.", "Fahrer", "Bestzeit", ""]) == signature(["POS", "Fahrer", "bestzeit"])
    True
    """
    return "|".join(fold(one_line(cell)) for cell in cells).rstrip("|")


def find_header(rows: Sequence[Row], line: int | None = None) -> Header:
    """
    Find the row whose cells are header words; rows above it are a title.

    A header of two rows, the second of which only completes the first, counts as one. A first row
    of words over columns of numbers is a header, too, if one that says nothing.

    Args:
        rows: the first rows, at least.
        line: the line of the header, where a person says it; 0: there is none.
    """
    if line is not None:
        above = sum(number < line for number, _ in rows)
        names = [one_line(cell) for _, cells in rows[above : above + 1] for cell in cells]
        return Header(names, above + 1) if line else Header((), 0)
    is_known_table = rows and session_tables.recognised(rows[0][1])
    place = 0 if is_known_table else _row_of_most_words(rows[:_SEARCHED])
    if place is None:
        return _unknown_header(rows)
    names, first = [one_line(cell) for cell in rows[place][1]], place + 1
    if first < len(rows) and _completes(names, rows[first][1]):
        below = [one_line(cell) for cell in rows[first][1]]
        names, first = [own or above for own, above in zip(below, names, strict=True)], first + 1
    elif first < len(rows) and (joined := _joined(names, rows[first][1])):
        names, first = joined, first + 1
    return Header(_below_groups(names, rows[place - 1][1]) if place else names, first)


def _below_groups(names: Sequence[str], above: Sequence[str]) -> Sequence[str]:
    """
    Add what stands above a header: sessions over groups of columns, headers of two rows' height.

    'Qualifying' over 'Pos' and 'Time' is above the first of them, or above each; it counts only
    where headers are repeated. 'Driver' over a blank cell is its header.
    """
    over = [*map(one_line, above), *[""] * len(names)][: len(names)]
    named = [own or (up if is_known(up) else "") for own, up in zip(names, over, strict=True)]
    groups = [up if own else "" for own, up in zip(names, over, strict=True)]
    said, own_names = set(filter(None, groups)), list(filter(None, names))
    is_repeated = len(set(own_names)) < len(own_names)
    if not is_repeated or len(said) < _LEAST_GROUPS or not all(map(_is_session, said)):
        return named
    group = ""
    for n, own in enumerate(names):
        group = groups[n] or group
        named[n] = f"{group} {own}".strip() if own else named[n]
    return named


_LEAST_GROUPS = 2


def _is_session(text: str) -> bool:
    found = split_session(text)
    return bool(found and not found[1]) or bool(numbered("heat", text))


_LEAST_BESIDE = 3
"""Tables of fewer columns are none that stand beside each other: Driver, Driver."""


def stacked(rows: Sequence[Row]) -> Sequence[Row]:
    """Put tables with the same header that stand side by side below each other."""
    header = find_header(rows)
    names = list(header.names)
    while names and not names[-1]:
        names.pop()
    for size in (n for n in range(_LEAST_BESIDE, len(names)) if names[n] == names[0]):
        places = range(0, len(names), size)
        first, *others = ([*filter(None, names[at : at + size])] for at in places)
        is_one = len(first) == len(set(first)) >= _LEAST_BESIDE
        if is_one and all(one == first for one in others):
            return [(line, cells[at : at + size]) for at in places for line, cells in rows]
    return rows


def beside(rows: Sequence[Row]) -> list[list[Row]]:
    """
    Part tables of people that stand beside each other, with a blank column between them.

    Those with the same header are one table, see `stacked`.
    """
    width = max((len(cells) for _, cells in rows), default=0)
    filled = [any(n < len(cells) and cells[n].strip() for _, cells in rows) for n in range(width)]
    if all(filled):
        return [list(rows)]
    begins = [0]
    for n in range(1, width):
        if filled[n] and not filled[n - 1]:
            sides = (_columns(rows, begins[-1], n), _columns(rows, n, width))
            begins += [n] if all(_has_people(find_header(side).names) for side in sides) else []
    if begins == [0]:
        return [list(rows)]
    blocks = [_columns(rows, at, end) for at, end in pairwise([*begins, width])]
    names = ["|".join(filter(None, find_header(block).names)) for block in blocks]
    return blocks if len(set(names)) == len(names) else [list(rows)]


def _columns(rows: Sequence[Row], first: int, end: int) -> list[Row]:
    """Take some columns of rows; rows that are blank there are left out."""
    parts = ((line, [*cells[first:end]]) for line, cells in rows)
    return [(line, cells) for line, cells in parts if any(cell.strip() for cell in cells)]


def _has_people(names: Sequence[str]) -> bool:
    return any(fields(key(name))[:1] in (("driver",), ("drivers",)) for name in names)


def _row_of_most_words(rows: Sequence[Row]) -> int | None:
    """
    Find the first row with the most header words; None when no row has enough of them.

    A single word is enough only in a row of two cells: "Driver" may be the title of a list.
    """
    most, place = 0, 0
    for n, (_, cells) in enumerate(rows):
        if (known := _known_words(cells, most)) > most:
            most, place = known, n
    if most == 0:
        return _row_of_numbers(rows)
    filled = sum(bool(cell.strip()) for cell in rows[place][1])
    return place if most >= 2 or filled <= 2 else _row_of_numbers(rows)


def _row_of_numbers(rows: Sequence[Row]) -> int | None:
    """Find the first header of numbers that only its first cell explains: Lap, 7, 8, 12."""
    return next((n for n, (_, cells) in enumerate(rows) if heads_numbers(cells)), None)


def parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """
    Cut rows where another table begins below: at a header of other words.

    A header that is repeated, as on every page of a list, begins nothing.
    """
    part: list[Row] = []
    names: set[str] = set()
    for line, cells in rows:
        is_below_blank = bool(part) and line - part[-1][0] > 1
        is_short = is_below_blank and bool(names) and _is_short_header(cells)
        if is_short or _is_header(cells):
            words = {one_line(cell) for cell in cells if cell.strip()}
            # A header with fewer of the same words, or with more, goes on with the same table.
            is_other = not words <= names
            if is_other and names and (is_short or (len(part) > 1 and not words >= names)):
                yield part
                part = []
            if is_other and (is_short or not names or len(part) != 1):
                names = words
        part.append((line, cells))
    if part:
        yield part


_MOST_OTHERS = 0.4
"""A header has at most so many cells that are no known words."""


def _is_header(cells: Sequence[str]) -> bool:
    """Return whether all cells are words and three of them, at least, are known ones."""
    others, most = 0, len(cells) * _MOST_OTHERS
    for cell in cells:  # most rows of a table have more, and need no further look
        others += cell[:1].isdigit()
        if others > most:
            return False
    filled = [cell for cell in cells if cell.strip()]
    least = max(3, len(filled) * (1 - _MOST_OTHERS))
    return sum(map(_may_be_word, filled)) >= least and _known_words(filled) >= least


def _is_short_header(cells: Sequence[str]) -> bool:
    """Return whether a row below a blank line is the header of a table of two columns or more."""
    filled = [cell for cell in cells if cell.strip()]
    is_text = not any(re.search(r"\d", cell) for cell in filled)
    return is_text and len(filled) > 1 and 2 * _known_words(cells) >= len(filled)


def _known_words(cells: Sequence[str], most: int = 0) -> int:
    """Count the header words among cells; 0 as soon as there cannot be more than *most*."""
    words = list(filter(_may_be_word, cells))
    may_miss = len(words) - most
    known = 0
    for word in words:
        if is_known(word):
            known += 1
        elif (may_miss := may_miss - 1) <= 0:
            return 0
    return known


def _may_be_word(cell: str) -> bool:
    """Say whether a cell may be a word: it does not begin with a digit, as most cells do."""
    return cell != "" and not cell[0].isdigit() and not cell.isspace()


def _unknown_header(rows: Sequence[Row]) -> Header:
    """
    Take a first row without a digit for a header where columns below it are numbers.

    So is a row without a gap that has a known word: Driver, Sponsor, Remark.
    """
    if len(rows) < 3:
        return Header((), 0)
    first = [one_line(cell) for cell in rows[0][1]]
    below = [cells for _, cells in rows[1 : 1 + _COMPARED]]
    is_named = all(first) and any(map(is_known, first))
    is_above_numbers = any(_is_above_numbers(n, first, below) for n in range(len(first)))
    is_header = _may_be_names(first) and (is_named or is_above_numbers)
    return Header(first, 1) if is_header else Header((), 0)


def _may_be_names(cells: Sequence[str]) -> bool:
    """Return whether two cells or more are filled, all of them different, and none is a number."""
    filled = [cell for cell in cells if cell]
    words = all(map(_MAY_BE_NAME.match, filled))
    return words and 2 <= len(filled) == len(set(filled))


_MAY_BE_NAME = re.compile(r"(?=.*[^\W\d])\D|\d{1,2}\.? ?[^\W\d]{3}")
"""A cell of a header: it has a letter, and begins with no number but that of a run: 1. jízda."""


def _is_above_numbers(n: int, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a cell of the header is a word and the column below it is of numbers."""
    if not header[n] or shapes_of([header[n]]).are("number", "clock", "status"):
        return False
    return shapes_of([row[n] for row in rows if n < len(row)]).are("number", "clock")


def _completes(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Return whether a row is the second of a header: what is not empty in it are header words."""
    below = [one_line(cell) for cell in cells]
    filled = [cell for cell in below if cell]
    return (
        len(below) == len(names)
        and below != list(names)
        and len(filled) >= 2
        and any(map(is_known, filled))
        and all(is_known(cell) or cell in names for cell in filled)
    )


def _joined(names: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Join the header with words that go on below it: 'Best' over 'Lap'; [] where they do not."""
    below = [one_line(cell) for cell in cells]
    if len(below) != len(names) or not any(below[1:]):  # a title may be alone in the first cell
        return []
    # A cell of two rows' height is in both of them.
    others = ["" if own == above else own for above, own in zip(names, below, strict=True)]
    joined = [f"{above} {own}".strip() for above, own in zip(names, others, strict=True)]
    goes_on = any(others) and all(
        above and is_known(both)
        for above, own, both in zip(names, others, joined, strict=True)
        if own
    )
    return joined if goes_on else []


def one_line(cell: str) -> str:
    """Write a cell in one line."""
    return " ".join(cell.replace("\\n", " ").split())
