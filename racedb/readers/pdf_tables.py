"""
Words with their places on pages to tables: lines, header, columns by position, blocks of laps.

A column is where no line of a table has a letter beside it. Three kinds of sheets have several
small tables side by side: they become one table with a row a lap.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from racedb.outcomes import outcomes
from racedb.readers.documents import Grid
from racedb.reference.classes import class_family
from racedb.understand.columns import is_known
from racedb.understand.header import Row
from racedb.understand.vocabulary import fields, is_doubtful, key, numbered

Place = tuple[float, float]
"""Where something begins and ends, from the left, in points."""
_SAME_CELL = 0.32
"""Words nearer to each other than this share of their size are of one cell."""
_SAME_LINE = 0.4
"""Words whose middles differ by less than this share of their size are in one line."""
_BORDER = 1.0
"""Points that must be empty between two columns."""
_FAR = 3.0
"""A line that is so many times further down than usual is below the table."""
_WHOLE_ROW = 0.6
"""A row below a heading has so many of the cells that rows usually have, or is none."""
_PIT = re.compile(r"(?i)p|pit|in pit|box|b")
_PLACE = re.compile(r"\d{1,3}\.?")
_DAYTIME = re.compile(r"\d{1,2}:\d{2}:\d{2}")
_WHO = re.compile(r"(?:\d{1,3}(?:st|nd|rd|th|\.)\s+)?#?(\d{1,4}[A-Za-z]?)\s+([^\W\d_].*)")


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
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All of it, with two blanks between its pieces."""
        return "  ".join(piece.text for piece in self.pieces)


class _Table(NamedTuple):
    header: Line
    above: Sequence[Line]
    """Lines between the table before and the header."""
    body: Sequence[Line]


def lines_of_page(words: Sequence[Sequence[float | str]], first: int) -> list[Line]:
    """
    Put words into lines.

    Args:
        words: [x0, x1, top, bottom, size, text] each.
        first: number of the first line.
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
    return [Line(first + n, line[0][0], _pieces(line)) for n, line in enumerate(found)]


def _pieces(line: Iterable[tuple[float, float, float, float, str]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for _, x0, x1, size, text in sorted(line, key=lambda word: word[1]):
        if pieces and x0 - pieces[-1].x1 <= _SAME_CELL * size:
            before = pieces.pop()
            pieces.append(Piece(before.x0, max(x1, before.x1), f"{before.text} {text}"))
        else:
            pieces.append(Piece(x0, x1, text))
    return tuple(pieces)


def grids(pages: Sequence[Sequence[Line]], heading: str) -> list[Grid]:
    """Find the tables of a document; those with the same header on several pages are one."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for page in pages:
        for table in _tables(page):
            rows = _rows(table)
            names = tuple(rows[0][1])
            found[names] = [*found[names], *rows[1:]] if names in found else rows
    return [Grid(heading, rows) for rows in found.values() if len(rows) > 1]


def titles(pages: Sequence[Sequence[Line]]) -> list[str]:
    """
    List the lines that are above the tables, and those of pages without a table.

    Those of pages with a table come first.
    """
    above = [_above(page) for page in pages]
    plain = [lines for lines, page in zip(above, pages, strict=True) if len(lines) == len(page)]
    headed = [lines for lines, page in zip(above, pages, strict=True) if len(lines) < len(page)]
    return [line.text for lines in (*headed, *plain) for line in lines]


def _above(page: Sequence[Line]) -> Sequence[Line]:
    first = next((n for n, line in enumerate(page) if _is_header(line)), len(page))
    return page[:first]


# ---- tables of a page ----------------------------------------------------------------------------


def _tables(page: Sequence[Line]) -> Iterator[_Table]:
    headers = [n for n, line in enumerate(page) if _is_header(line)]
    ends = [*headers[1:], len(page)]
    before = 0
    for place, end in zip(headers, ends[: len(headers)], strict=True):
        yield _Table(page[place], page[before:place], page[place + 1 : end])
        before = place + 1


def _is_header(line: Line) -> bool:
    texts = [piece.text for piece in line.pieces]
    known = sum(is_known(text) or numbered("lap", text) is not None for text in texts)
    return known >= 2 and (known >= 0.5 * len(texts) if known >= 3 else known == len(texts))


def _rows(table: _Table) -> list[Row]:
    """Give the header and the rows of a table, of whichever kind it is."""
    names = [piece.text for piece in table.header.pieces]
    size = _period(names)
    if numbered("lap", names[0]) is not None:
        return _history(table, size)
    if _is_of_laps(names[:size]) and (rows := _laps_of_cars(table, size)):
        return rows
    return _plain(table)


def _period(names: Sequence[str]) -> int:
    """Say after how many headers they begin anew: 2 of LAP TIME LAP TIME."""
    plain = [re.sub(r"\d+", "", name).strip() for name in names]
    return next(
        size
        for size in range(1, len(plain) + 1)
        if size == len(plain)
        or (size > 1 and all(plain[n] == plain[n % size] for n in range(len(plain))))
    )


# ---- columns by position -------------------------------------------------------------------------


def _columns(lines: Sequence[Line]) -> list[Place]:
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


def _cells(line: Line, columns: Sequence[Place]) -> list[str]:
    cells = [""] * len(columns)
    for piece in line.pieces:
        n = min(range(len(columns)), key=lambda n: _distance(piece, columns[n]))
        cells[n] = f"{cells[n]} {piece.text}".strip()
    return cells


def _distance(piece: Piece, column: Place) -> float:
    """How far a piece is from a column; less than 0 where they overlap."""
    return max(piece.x0, column[0]) - min(piece.x1, column[1])


# ---- a row a car ---------------------------------------------------------------------------------


def _plain(table: _Table) -> list[Row]:
    body = _above_gap(table)
    lines = [line for line in body if not _ends(line)]
    first = next((n for n, line in enumerate(body) if _ends(line)), len(body))
    full = [line for line in body[:first] if len(line.pieces) >= 3]
    if not full:
        return [(table.header.number, _named(_cells(table.header, _columns([table.header]))))]
    columns = _columns([table.header, *full])
    usual = median(sum(map(bool, _cells(line, columns))) for line in full)
    rows: list[Row] = [(table.header.number, _named(_cells(table.header, columns)))]
    heading = ""
    for n, line in enumerate(body):
        cells = _cells(line, columns)
        if len(line.pieces) == 1 and _is_outcome(line.text):
            heading = line.text
        elif line in lines and (n < first or sum(map(bool, cells)) >= _WHOLE_ROW * usual):
            rows.append((line.number, _with_outcome(cells, heading)))
    return _with_places(_joined(rows, {line.number: line.y for line in body}, usual))


def _above_gap(table: _Table) -> list[Line]:
    """Take the lines of a table: to where a gap is much wider than usual."""
    steps = [
        below.y - above.y for above, below in zip(table.body, table.body[1:], strict=False)
    ][:12]
    usual = median(steps) if steps else 0.0
    found: list[Line] = []
    before = table.header.y
    for line in table.body:
        if found and line.y - before > _FAR * usual:
            break
        found.append(line)
        before = line.y
    return found


def _ends(line: Line) -> bool:
    """Say whether a line heads something else than more cars: FASTEST LAP, * PENALTIES."""
    text = line.text
    if len(line.pieces) > 1 or not re.search(r"[^\W\d_]{3}", text):
        return False
    return not _is_outcome(text) and not class_family(text) and text.upper() == text


def _is_outcome(text: str) -> bool:
    return outcomes([text])[text].status != "unknown"


def _with_outcome(cells: list[str], heading: str) -> list[str]:
    """Write the outcome above a row without a position into it, unless it has one itself."""
    if not heading or cells[0] or any(cell and _is_outcome(cell) for cell in cells[1:]):
        return cells
    return [heading, *cells[1:]]


def _named(names: Sequence[str]) -> list[str]:
    """Tell equal headers apart: LAPS after Q1 is of Q1."""
    found, group = [], ""
    for name in names:
        again = names.count(name) > 1 and bool(name)
        group = name if is_known(name) and not again else group
        found.append(f"{name} {group}" if again else name)
    return found


def _with_places(rows: list[Row]) -> list[Row]:
    """Name a first column of places, which often has no header."""
    (line, names), *body = rows
    first = [cells[0] for _, cells in body if cells[0]]
    placed = sum(bool(_PLACE.fullmatch(cell)) for cell in first)
    if names[0] or not first or placed < _WHOLE_ROW * len(first):
        return rows
    return [(line, ["POS", *names[1:]]), *body]


def _joined(rows: list[Row], places: dict[int, float], usual: float) -> list[Row]:
    """
    Join lines that continue a cell of the row nearest to them: drivers of a crew, a long name.

    They have a cell or two, and none in the first column.
    """
    whole = [
        row for row in rows[1:] if row[1][0] or sum(map(bool, row[1])) >= _WHOLE_ROW * usual
    ]
    parts = {line: [] for line, _ in whole}
    for line, cells in rows[1:]:
        owner = min(whole, key=lambda row: abs(places[row[0]] - places[line]))
        parts[owner[0]].append(cells)
    several = [
        sum(len([1 for cells in parts[line] if cells[n]]) > 1 for line, _ in whole)
        for n in range(len(rows[0][1]))
    ]
    glue = ["\n" if count > len(whole) / 2 else " " for count in several]
    return [
        rows[0],
        *(
            (line, [glue[n].join(c[n] for c in parts[line] if c[n]) for n in range(len(glue))])
            for line, _ in whole
        ),
    ]


# ---- a row a lap ---------------------------------------------------------------------------------


def _history(table: _Table, size: int) -> list[Row]:
    """Read a history chart: a block a lap, LAP 1 GAP TIME, whose rows are cars by their place."""
    names = [piece.text for piece in table.header.pieces]
    rows: list[Row] = [
        (table.header.number, ["LAP", "POS", "NO", *_of_lap(names[1:size]), "IN PIT"])
    ]
    for header, lines in _strips(table, size):
        lap = str(numbered("lap", header.pieces[0].text))
        place = 0
        for line, cells in _strip_rows(header, lines, size):
            if re.fullmatch(r"\d{1,4}[A-Za-z]?", cells[0]):
                place += 1
                rows.append((line.number, [lap, str(place), *_without_pit(cells)]))
    return rows


def _of_lap(names: Sequence[str]) -> list[str]:
    """Name the time of a lap so, for those who do not see the sheet."""
    return ["LAP TIME" if is_doubtful("time", key(name)) else name for name in names]


def _is_of_laps(names: Sequence[str]) -> bool:
    """Say whether headers are of laps of a car that is named above them."""
    meant = [fields(key(name)) for name in names]
    has = {field for some in meant for field in some}
    return "lap_number" in has and bool(has & {"lap", "s1", "total"}) and "car_number" not in has


def _laps_of_cars(table: _Table, size: int) -> list[Row]:
    """Read laps in blocks: LAP TIME under 1 Max VERSTAPPEN; no row where nobody is named."""
    names = [piece.text for piece in table.header.pieces][:size]
    who = "TEAM" if any("driver" in fields(key(name))[:1] for name in names) else "DRIVER"
    rows: list[Row] = [
        (table.header.number, ["NO", who, *_of_lap(names), "TIME OF DAY", "IN PIT"])
    ]
    owner: tuple[str, str] | None = None
    for header, lines in _strips(table, size):
        strip = (header.pieces[0].x0, header.pieces[-1].x1)
        for line in table.above:
            owner = _owner(_within(line, strip)) or owner
        for line, cells in _strip_rows(header, lines, size):
            if found := _owner(line):
                owner = found
            elif owner and cells[0].isdecimal() and any(cells[1:]):
                *rest, pit = _without_pit(cells)
                clock = next((c for c in rest[1:] if _DAYTIME.fullmatch(c)), "")
                plain = ["" if cell == clock else cell for cell in rest]
                rows.append((line.number, [*owner, *plain, clock, pit]))
    return rows if len(rows) > 1 else []


def _owner(line: Line) -> tuple[str, str] | None:
    """Read number and name above a block of laps."""
    found = _WHO.fullmatch(line.text)
    if not found or ":" in found[2]:
        return None
    return found[1], re.split(r"\s{2,}", found[2])[0]


def _without_pit(cells: Sequence[str]) -> list[str]:
    """Move a mark of a pit stop into a last cell of its own."""
    pit = ""
    plain = list(cells)
    for n, cell in enumerate(cells[1:], start=1):
        words = [word for word in cell.split() if not _PIT.fullmatch(word)]
        if len(words) < len(cell.split()):
            pit, plain[n] = "P", " ".join(words)
    return [*plain, pit]


def _strips(table: _Table, size: int) -> Iterator[tuple[Line, list[Line]]]:
    """Cut a table of blocks side by side: the header and the lines of each block."""
    pieces = table.header.pieces
    begins = range(0, len(pieces), size)
    borders = [(pieces[n - 1].x1 + pieces[n].x0) / 2 for n in begins if n]
    for n, strip in zip(begins, zip([0.0, *borders], [*borders, float("inf")], strict=True), strict=True):
        yield table.header._replace(pieces=pieces[n : n + size]), [
            part for line in table.body if (part := _within(line, strip)).pieces
        ]


def _within(line: Line, strip: Place) -> Line:
    inside = tuple(piece for piece in line.pieces if strip[0] <= piece.x0 < strip[1])
    return line._replace(pieces=inside)


def _strip_rows(
    header: Line, lines: Sequence[Line], size: int
) -> Iterator[tuple[Line, list[str]]]:
    """Give the lines of a block with their cells; a mark without a header goes to its left."""
    columns = [(piece.x0, piece.x1) for piece in header.pieces]
    for line in lines:
        yield line, _cells(line, columns)[:size]
