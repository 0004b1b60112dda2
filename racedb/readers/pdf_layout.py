"""Words with their places on a page: lines of pieces, and columns where no line has a letter."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple

Place = tuple[float, float]
"""Where something begins and ends, from the left, in points."""
_SAME_CELL = 0.32
"""Words nearer to each other than this share of their size are of one cell."""
_SAME_LINE = 0.4
"""Words are in one line if their middles differ by less than this share of their size."""
_PART = 0.9
"""A part of a row is nearer to it than this share of the way to the next row."""
_BORDER = 1.0
"""Points that must be empty between two columns."""
_PAGE = 20_000.0
"""Points from the top of a page to that of the next one: none is so high by far."""


class Piece(NamedTuple):
    """Words of one cell, as far as a single line can tell."""

    x0: float
    x1: float
    text: str


class Line(NamedTuple):
    """A line of a page."""

    number: int
    """Counted through the document, from 1."""
    y: float
    """Its place from the top of the first page."""
    pieces: tuple[Piece, ...]
    words: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """All of it, with two blanks between its pieces."""
        return "  ".join(piece.text for piece in self.pieces)


def lines_of_page(words: Sequence[Sequence[float | str]], first: int, page: int) -> list[Line]:
    """
    Put words into lines.

    Args:
        words: [x0, x1, top, bottom, size, text] each.
        first: number of the first line.
        page: number of the page, from 0.
    """
    found: list[list[tuple[float, float, float, float, str]]] = []
    placed = sorted(
        ((float(top) + float(bottom)) / 2, float(x0), float(x1), float(size), str(text))
        for x0, x1, top, bottom, size, text in words
    )
    for word in placed:
        if found and word[0] - found[-1][0][0] <= _SAME_LINE * max(word[3], found[-1][0][3]):
            found[-1].append(word)
        else:
            found.append([word])
    return [
        Line(first + n, line[0][0] + page * _PAGE, _pieces(line, _SAME_CELL), _pieces(line, -1))
        for n, line in enumerate(found)
    ]


def _pieces(
    line: Iterable[tuple[float, float, float, float, str]], apart: float
) -> tuple[Piece, ...]:
    """Join words that are not further apart than a share of their size."""
    pieces: list[Piece] = []
    for _, x0, x1, size, text in sorted(line, key=lambda word: word[1]):
        if pieces and x0 - pieces[-1].x1 <= apart * size:
            before = pieces.pop()
            pieces.append(Piece(before.x0, max(x1, before.x1), f"{before.text} {text}"))
        else:
            pieces.append(Piece(x0, x1, text))
    return tuple(pieces)


def columns_below(header: Line, lines: Sequence[Line]) -> tuple[Line, list[Place]]:
    """
    Find the columns of lines below a header.

    Headers that are wider than their columns may touch each other: those are cut into their words.

    Returns:
        the header, and the columns: those of the lines, and of headers with nothing below.
    """
    found = columns_of(lines)
    pieces: list[Piece] = []
    for piece in header.pieces:
        below = sum(_distance(piece, column) < 0 for column in found)
        words = [word for word in header.words if piece.x0 <= word.x0 < piece.x1]
        pieces += words if below > 1 else [piece]
    lone = [
        (piece.x0, piece.x1)
        for piece in pieces
        if all(_distance(piece, column) >= 0 for column in found)
    ]
    return header._replace(pieces=tuple(pieces)), sorted([*found, *lone])


def columns_of(lines: Sequence[Line]) -> list[Place]:
    """
    Find the columns of lines: between two of them no line has a letter.

    One line in forty may reach over a border: a long name.
    """
    marks = sorted(
        (place, step)
        for line in lines
        for piece in line.pieces
        for place, step in ((piece.x0, 1), (piece.x1 + _BORDER, -1))
    )
    # A sweep from the left: `depth` lines have a letter at this place.
    most, depth = len(lines) // 40, 0
    found: list[Place] = []
    begin = 0.0
    for place, step in marks:
        if depth <= most < depth + step:
            begin = place
        elif depth + step <= most < depth:
            found.append((begin, place - _BORDER))
        depth += step
    return found


def cells_of(line: Line, columns: Sequence[Place]) -> list[str]:
    """Put the pieces of a line into the columns that are nearest to them."""
    cells = [""] * len(columns)
    for piece in line.pieces:
        n = min(range(len(columns)), key=lambda n: _distance(piece, columns[n]))
        cells[n] = f"{cells[n]} {piece.text}".strip()
    return cells


def _distance(piece: Piece, column: Place) -> float:
    """How far a piece is from a column; less than 0 where they overlap."""
    return max(piece.x0, column[0]) - min(piece.x1, column[1])


def fits(line: Line, columns: Sequence[Place]) -> bool:
    """Return whether each piece of a line is in one column, and not across several."""
    return all(
        sum(_distance(piece, column) < 0 for column in columns) == 1 for piece in line.pieces
    )


def within(line: Line, strip: Place) -> Line:
    """Return the part of a line that begins in a strip of the page."""
    inside = tuple(piece for piece in line.pieces if strip[0] <= piece.x0 < strip[1])
    return line._replace(pieces=inside)


def nearest_rows(parts: Sequence[Line], rows: Sequence[tuple[int, float]]) -> Mapping[int, int]:
    """
    Find the row that each line belongs to: drivers of a crew are around their car, or below it.

    Where the first of them is above the first car it is the nearest one, else the one above. A line
    as far from it as cars are from each other is a remark, and has none.

    Args:
        parts: lines that may belong to a row.
        rows: number and place of each.
    """
    usual = median([b[1] - a[1] for a, b in pairwise(rows) if b[1] - a[1] < _PAGE / 2] or [0.0])
    # Some sheets center the number of a car beside its crew, others print it on the first line.
    around = bool(parts) and parts[0].y < rows[0][1]
    found: dict[int, int] = {}
    for part in parts:
        above = bisect_right(rows, part.y, key=itemgetter(1))
        near = rows[max(0, above - 1) : above + around]
        number, y = min(near, key=lambda row: abs(row[1] - part.y))
        if abs(y - part.y) <= _PART * usual:
            found[part.number] = number
    return found
