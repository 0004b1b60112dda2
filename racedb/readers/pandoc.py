"""
Tables as Pandoc writes them: grid tables, and simple or multiline ones between rulers of dashes.

Cells may have several lines. A grid table may have a header (ruler of '='), and cells that span
columns; their text goes to the first of these.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from racedb.readers.documents import Grid, reading, require_room, require_width, without_end
from racedb.readers.pipe import MAX_BYTES, plain
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.text_lines import lines_of
from racedb.understand.header import Row

_GRID = re.compile(r"^\+(?:[-=:]+\+)+\s*$")
_RULER = re.compile(r"^\s*-{2,}(?:\s+-{2,})*\s*$")
_COLUMNS = re.compile(r"^\s*-{2,}(?:\s+-{2,})+\s*$")
_ATX = re.compile(r"^#{1,6}\s+(.*?)\s*#*(?:\s*\{[^}]*\})?$")
_SETEXT = re.compile(r"^(?:={3,}|-{3,})\s*$")


def _claims(source: Source) -> int:
    lines = source.head.splitlines()
    if re.match(r"\s*(<|[{\[]\s*[\"{\[])", source.head):
        return 0
    rulers = sum(bool(_GRID.match(line)) for line in lines)
    columns = sum(bool(_COLUMNS.match(line)) for line in lines)
    return SPECIFIC if rulers >= 2 or columns >= 1 else 0


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a text", options.encoding, MAX_BYTES, "save it as csv")
    lines = lines_of(text)
    for number, line in enumerate(lines, start=1):  # before a cell is cut
        require_width(source, number, max(line.count("+") - 1, line.count(" --") + 1))
    found = reading(source, FORMAT.name, text, encoding, _grids(source, lines), options)
    found.findings += without_end(source)
    return found


def _grids(source: Source, lines: Sequence[str]) -> Iterator[Grid]:
    """
    Find the tables of a document, each with the heading before it.

    Raises:
        ReadError: a table has too many lines for its columns.
    """
    heading, n = "", 0
    while n < len(lines):
        line = lines[n]
        if found := _ATX.match(line):
            heading = plain(found.group(1))
        elif _is_setext(lines, n):
            heading = plain(lines[n])
            n += 1
        elif _GRID.match(line):
            end = n
            while end < len(lines) and lines[end].startswith(("+", "|")):
                end += 1
            yield Grid(heading, _grid_rows(source, lines[n:end], n + 1))
            n = end - 1
        elif _COLUMNS.match(line) or (_RULER.match(line) and _ahead(lines, n)):
            end, rows = _ruled(source, lines, n)
            if rows:
                yield Grid(heading, rows)
            n = end
        elif _stands_alone(lines, n):
            heading = plain(line)
        n += 1


def _stands_alone(lines: Sequence[str], n: int) -> bool:
    """Take a short line between blank ones for a heading that has lost its mark."""
    around = [*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2]]
    text = lines[n].strip()
    return (
        bool(text)
        and len(text) <= 80
        and text[-1] not in ".:;|"
        and not any(map(str.strip, around))
    )


def _is_setext(lines: Sequence[str], n: int) -> bool:
    return (
        bool(lines[n].strip())
        and n + 1 < len(lines)
        and bool(_SETEXT.match(lines[n + 1]))
        and (n == 0 or not lines[n - 1].strip())
        and not _COLUMNS.match(lines[n + 1])
        and " " * 3 not in lines[n].strip()
    )


def _ahead(lines: Sequence[str], n: int) -> bool:
    """Return whether a ruler opens a multiline table: a ruler of columns follows its header."""
    return any(_COLUMNS.match(line) for line in lines[n + 1 : n + 12])


# ---- grid tables ---------------------------------------------------------------------------------


def _grid_rows(source: Source, lines: Sequence[str], first: int) -> list[Row]:
    """Cut a grid table; a cell that spans columns is in the first, the others are empty."""
    rulers = [line for line in lines if _GRID.match(line)]
    count = max(len(rulers), len(lines) - len(rulers))
    require_room(source, count * (max(line.count("+") for line in rulers) - 1))
    edges = sorted({mark.start() for line in set(rulers) for mark in re.finditer(r"\+", line)})
    rows: list[Row] = []
    cells: list[list[str]] = [[] for _ in edges[:-1]]
    at = first
    # A table that lacks its last ruler ends where its lines end.
    for number, line in enumerate([*lines, "+"], start=first):
        if _ends_a_row(line):
            if any(any(part) for part in cells):
                rows.append((at, [plain("\n".join(part)) for part in cells]))
            cells, at = [[] for _ in edges[:-1]], number + 1
        else:
            for place, text in _pieces(line, edges):
                cells[place].append(text)
    return rows


def _ends_a_row(line: str) -> bool:
    """Return whether a line of a grid is a ruler, alone or with marks of alignment."""
    return line.startswith("+") and set(line.strip()) <= set("+-=:")


def _pieces(line: str, edges: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Cut one line where an edge of the grid is drawn; wide characters may shift it a little."""
    bars = [n for n, c in enumerate(line) if c == "|"]
    if len(bars) == len(edges):
        for place in range(len(edges) - 1):
            yield place, line[bars[place] + 1 : bars[place + 1]].strip()
        return
    drawn = [n for n, edge in enumerate(edges) if edge < len(line) and line[edge] in "|+"]
    for left, right in pairwise(drawn):
        yield left, line[edges[left] + 1 : edges[right]].strip()


# ---- simple and multiline tables -----------------------------------------------------------------


def _ruled(source: Source, lines: Sequence[str], start: int) -> tuple[int, list[Row]]:
    """
    Cut a table between rulers; return the index of its last line and its rows.

    Multiline tables begin and end with a ruler of one piece, and a blank line ends a row. Simple
    ones have a header above the ruler of columns, or a ruler of columns on top and at the end.
    """
    is_multiline = not _COLUMNS.match(lines[start])
    ruler = next(n for n in range(start, len(lines)) if _COLUMNS.match(lines[n]))
    spans = [found.span() for found in re.finditer(r"-+", lines[ruler])]
    end = _end_of_body(lines, ruler + 1, is_multiline=is_multiline)
    require_room(source, (end - ruler - 1) * len(spans))
    header = range(start + 1 if is_multiline else max(0, ruler - 1), ruler)
    body = range(ruler + 1, end)
    rows: list[Sequence[int]] = [header] if any(lines[n].strip() for n in header) else []
    rows += _between_blanks(lines, body) if is_multiline else [[n] for n in body]
    return end, [(row[0] + 1, _cut([lines[n] for n in row], spans)) for row in rows]


def _end_of_body(lines: Sequence[str], first: int, *, is_multiline: bool) -> int:
    """Find the ruler below a table; a simple one without it ends at a blank line."""
    for n in range(first, len(lines)):
        if _RULER.match(lines[n]) or not (is_multiline or lines[n].strip()):
            return n
    return len(lines)


def _between_blanks(lines: Sequence[str], body: Sequence[int]) -> list[list[int]]:
    """Group the lines of a multiline table into rows; several blank lines are as good as one."""
    groups = groupby(body, key=lambda n: bool(lines[n].strip()))
    return [list(row) for has_text, row in groups if has_text]


def _cut(lines: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Cut lines at the columns; the last column reaches to the end of the line."""
    starts = [begin for begin, _ in spans]
    ends = [*starts[1:], None]
    return [
        plain("\n".join(line[begin:end].strip() for line in lines))
        for begin, end in zip(starts, ends, strict=True)
    ]


FORMAT = Format(
    name="pandoc",
    summary="grid, simple and multiline tables",
    claims=_claims,
    read=_read,
    suffixes=(".md", ".markdown"),
    has_columns=True,
)
