"""
Tables as Pandoc writes them: grid tables, and simple or multiline ones between rulers of dashes.

Cells may have several lines. A grid table may have a header (ruler of '='), and cells that span
columns, which stand in the first of them.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from racedb.readers.documents import Grid, cut_off, reading
from racedb.readers.encoding import decode
from racedb.readers.markdown_text import plain
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.text_lines import ends_in_a_line, lines_of
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
    text, encoding = decode(source.data[:], options.encoding, str(source.path))
    found = reading(source, FORMAT.name, text, encoding, _grids(text), options)
    if not ends_in_a_line(source.data):
        found.findings.append(cut_off("the last line has no end"))
    return found


def _grids(text: str) -> Iterator[Grid]:
    """Find the tables of a document, each with the heading before it."""
    lines = lines_of(text)
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
            yield Grid(heading, _grid_rows(lines[n:end], n + 1))
            n = end - 1
        elif _COLUMNS.match(line) or (_RULER.match(line) and _ahead(lines, n)):
            end, rows = _ruled(lines, n)
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
    """Say whether a ruler opens a multiline table: a ruler of columns follows its header."""
    return any(_COLUMNS.match(line) for line in lines[n + 1 : n + 12])


# ---- grid tables ---------------------------------------------------------------------------------


def _grid_rows(lines: Sequence[str], first: int) -> list[Row]:
    """Cut a grid table; a cell that spans columns stands in the first, the others are empty."""
    edges = sorted(
        {n for line in lines if _GRID.match(line) for n, c in enumerate(line) if c == "+"}
    )
    rows: list[Row] = []
    cells: list[list[str]] | None = None
    at = first
    # A table that lacks its last ruler ends where its lines end.
    for number, line in enumerate([*lines, "+"], start=first):
        if line.startswith("+") and set(line.strip()) <= set("+-=:"):
            if cells is not None and any(any(part) for part in cells):
                rows.append((at, [plain("\n".join(part)) for part in cells]))
            cells, at = None, number + 1
            continue
        if cells is None:
            cells = [[] for _ in edges[:-1]]
        for place, text in _pieces(line, edges):
            cells[place].append(text)
    return rows


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


def _ruled(lines: Sequence[str], start: int) -> tuple[int, list[Row]]:
    """
    Cut a table between rulers; give the index of its last line and its rows.

    Multiline tables begin and end with a ruler of one piece, and a blank line ends a row. Simple
    ones have a header above the ruler of columns, or a ruler of columns on top and at the end.
    """
    multiline = not _COLUMNS.match(lines[start])
    ruler = next(n for n in range(start, len(lines)) if _COLUMNS.match(lines[n]))
    spans = [found.span() for found in re.finditer(r"-+", lines[ruler])]
    rows: list[Row] = []
    header_at = start + 1 if multiline else ruler - 1
    header = lines[header_at:ruler] if header_at < ruler and header_at >= 0 else []
    if any(line.strip() for line in header):
        rows.append((header_at + 1, _cut(header, spans)))
    body: list[str] = []
    n = first = ruler + 1
    while n < len(lines) and not _RULER.match(lines[n]):
        line = lines[n]
        if line.strip():
            if not body:
                first = n
            body.append(line)
        if body and (not line.strip() or not multiline):
            rows.append((first + 1, _cut(body, spans)))
            body = []
        if not line.strip() and not multiline:
            break
        n += 1
    if body:
        rows.append((first + 1, _cut(body, spans)))
    return n, rows


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
    summary="grid, simple and multiline tables of Pandoc's markdown",
    claims=_claims,
    read=_read,
    suffixes=(".md", ".markdown"),
)
