"""
Plain text whose columns are parted by blanks: lists, tables in mails, fixed width.

Two blanks part columns; a single one does where it is at the same place in all lines, or where the
words of the header tell the columns. A letter is a place on a page: the text is laid out like a
sheet of a PDF file.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from racedb.readers import pandoc
from racedb.readers.documents import Grid, not_data, reading, without_end
from racedb.readers.pdf_layout import Line, Piece, columns_of, lines_of_page
from racedb.readers.pdf_tables import is_header, sheet, titles
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.text_lines import lines_of, unquoted
from racedb.readers.title_lines import add_context
from racedb.understand.header import Row
from racedb.understand.vocabulary import fields, is_known, is_listed, key

MAX_BYTES = 2 << 20
"""Each word of a list has a place, which costs some microseconds and hundreds of bytes."""
_HEIGHT, _SIZE = 12.0, 4.0
"""Points of a line and of a letter, which is one wide: one blank parts words of the same cell."""
_SEARCHED = 20_000
"""So many first letters are looked at for a header."""
_CELLS = 3
"""A header, and a row at least, have so many cells."""
_SEPARATORS = "|\t,;#"
_RULER = re.compile(r"[\s=_~*+.-]*")
_HEADER_LINES = 10
"""The header of columns that single blanks part is one of so many first lines."""
_LONGEST = 5
"""Words of one phrase at most."""
_LONGEST_HEADER = 24
_WAYS = 30
"""So many ways to cut a header are compared, the shortest ones."""
_MOST = 0.8
"""So many of the lines below such a header are rows."""
_SEPARATED = re.compile(r"[,;|\t]")
_NAMES = {"driver", "drivers", "driver_1", "team", "car"}
"""Fields whose values may have several words."""


def _claims(source: Source) -> int:
    head = source.head[:_SEARCHED]
    if head.lstrip()[:1] in ("<", "{", "[") or pandoc.FORMAT.claims(source):
        return 0
    lines = unquoted(lines_of(head)) if head else []
    return SPECIFIC if _has_places(lines, _laid_out(lines)) or _spaced_rows(lines) else 0


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a list", options.encoding, MAX_BYTES, "save it as csv")
    written = unquoted(lines_of(text))
    lines = _laid_out(written)
    if _has_places(written, lines):
        tables, left = sheet([lines], "")
    else:
        rows = _spaced_rows(written)
        known = {number for number, _ in rows}
        tables, left = [Grid("", rows)], [line for line in lines if line.number not in known]
    found = reading(source, FORMAT.name, text, encoding, tables, options)
    add_context(found, titles([lines]))
    found.findings += not_data((line.number, line.text) for line in left)
    found.findings += without_end(source)
    return found


def _has_places(lines: Sequence[str], laid_out: Sequence[Line]) -> bool:
    """Say whether there are a header and rows whose cells have their places."""
    wide = [line for line in laid_out if len(line.pieces) >= _CELLS]
    return len(wide) > 1 and any(
        is_header(line) and not _is_separated(lines[line.number - 1], len(line.pieces))
        for line in wide
    )


def _is_separated(line: str, cells: int) -> bool:
    """Say whether a line has as many of one separator as its cells need: no blanks part those."""
    return any(line.count(separator) >= cells - 1 for separator in _SEPARATORS)


# ---- columns by the places of their words --------------------------------------------------------


def _laid_out(lines: list[str]) -> list[Line]:
    """Put each word where it is; a line is as far below the one before as in the text."""
    words: list[tuple[float | str, ...]] = []
    numbers: list[int] = []
    blocks: list[int] = []
    block = 0
    for number, line in enumerate(lines, start=1):
        plain = line.expandtabs()
        block += not plain.strip()
        if _RULER.fullmatch(plain):
            continue
        numbers.append(number)
        blocks.append(block)
        top = number * _HEIGHT
        words += [
            (float(word.start()), float(word.end()), top, top + _SIZE, _SIZE, word[0])
            for word in re.finditer(r"\S+", plain)
        ]
    found = lines_of_page(words, 1, 0)
    numbered = (line._replace(number=n) for line, n in zip(found, numbers, strict=True))
    parts = groupby(zip(blocks, numbered, strict=True), key=itemgetter(0))
    return [line for _, part in parts for line in _cut_by_blanks([line for _, line in part])]


def _cut_by_blanks(block: list[Line]) -> list[Line]:
    """
    Cut lines at the single blanks that are below each other in all of them.

    Only where the first line is then a header of three columns and more, and was none before.
    """
    known = sum(is_known(word.text) for word in block[0].words)
    if known < _CELLS or len(block) < _CELLS or any(map(_is_wide_header, block)):
        return block
    # A letter less, for the next column may begin after a single blank.
    words = [line._replace(pieces=tuple(map(_narrow, line.words))) for line in block]
    header = words[0].pieces
    # A gap below no header is one between words: as many names are long enough.
    begins = [x0 for x0, x1 in columns_of(words) if any(x0 <= it.x0 < x1 for it in header)]
    cut = [line._replace(pieces=_joined(line.words, begins)) for line in block]
    return cut if _is_wide_header(cut[0]) and all(map(_is_one, cut[0].pieces)) else block


def _is_wide_header(line: Line) -> bool:
    return len(line.pieces) >= _CELLS and is_header(line)


def _is_one(piece: Piece) -> bool:
    """Say whether words of a header name one column: 'Best lap', and not 'No Driver'."""
    known = [word for word in piece.text.split() if is_known(word)]
    return len(known) < 2 or is_listed(key(piece.text))


def _narrow(word: Piece) -> Piece:
    return word._replace(x1=word.x1 - 1)


def _joined(words: Iterable[Piece], begins: Sequence[float]) -> tuple[Piece, ...]:
    """Join the words of each column."""
    groups = groupby(words, key=lambda word: bisect_right(begins, word.x0))
    cells = [list(group) for _, group in groups]
    return tuple(
        Piece(cell[0].x0, cell[-1].x1, " ".join(word.text for word in cell)) for cell in cells
    )


# ---- columns by the words of their header --------------------------------------------------------


class _Layout(NamedTuple):
    """What the words of a row are."""

    names: Sequence[str]
    wide: int
    """Index of the column that may have several words."""


def _spaced_rows(lines: Sequence[str]) -> list[Row]:
    """Cut the lines of a text into cells, the header first; [] where they have no such columns."""
    filled = [(number, line.split()) for number, line in enumerate(lines, start=1) if line.strip()]
    for place, (number, words) in enumerate(filled[:_HEADER_LINES]):
        if not _CELLS <= len(words) <= _LONGEST_HEADER or _SEPARATED.search(lines[number - 1]):
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
        if len(names) >= _CELLS and len(wide) == 1:
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


FORMAT = Format(
    name="plain-text",
    summary="text with columns parted by blanks: lists, fixed width, tables in mails",
    claims=_claims,
    read=_read,
    suffixes=(".txt",),
    has_columns=True,
)
