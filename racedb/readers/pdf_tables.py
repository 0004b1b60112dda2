"""
Words with their places on pages to tables: lines, header, columns by position, blocks of laps.

A column is where no line of a table has a letter beside it. Three kinds of sheets have several
small tables side by side: they become one table with a row a lap.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from racedb.outcomes import outcomes
from racedb.readers.documents import Grid
from racedb.readers.pdf_layout import (
    Line,
    Place,
    cells_of,
    columns_below,
    fits,
    nearest_rows,
    within,
)
from racedb.reference.classes import class_family
from racedb.understand.header import Row
from racedb.understand.vocabulary import fields, is_doubtful, is_known, key, numbered

Owner = tuple[str, str]
"""Number and name of a car."""
_FAR = 3.0
"""A line that is so many times further down than usual is below the table."""
_FEWEST = 3
"""A row above all headings has so many cells at least."""
_NEAR = 2.0
"""Points that a name may begin further left than the block below it."""
_WHOLE_ROW = 0.6
"""A row below a heading has so many of the cells that rows usually have, or is none."""
_PIT = re.compile(r"(?i)p|pit|in pit|box|b")
_PLACE = re.compile(r"\d{1,3}\.?")
_DAYTIME = re.compile(r"\d{1,2}:\d{2}:\d{2}")
_WHO = re.compile(r"(?:\d{1,3}(?:st|nd|rd|th|\.)\s+)?#?(\d{1,4}[A-Za-z]?)\s+([^\W\d_].*)")


class Sheet(NamedTuple):
    """What a document has."""

    grids: list[Grid]
    left: list[Line]
    """Lines below a header that are in no table: remarks, the fastest lap once more."""


class _Found(NamedTuple):
    rows: list[Row]
    """The header first."""
    left: list[Line]
    owner: Owner | None = None
    """Whose laps the last ones were: they may go on on the next page."""


class _Table(NamedTuple):
    header: Line
    above: Sequence[Line]
    """Lines between the table before and the header."""
    body: Sequence[Line]


def sheet(pages: Sequence[Sequence[Line]], heading: str) -> Sheet:
    """Find the tables of a document; those with the same header on several pages are one."""
    plain: dict[str, list[_Table]] = {}
    laps: dict[tuple[str, ...], list[Row]] = {}
    left: list[Line] = []
    owner: Owner | None = None
    done: dict[str, int] = {}
    for table in (table for page in pages for table in _tables(page)):
        found = _laps(table, owner, done)
        if found is None:
            plain.setdefault(table.header.text, []).append(table)
            continue
        owner = found.owner
        laps.setdefault(tuple(found.rows[0][1]), found.rows[:1]).extend(found.rows[1:])
        left += found.left
    rows = [*laps.values()]
    for tables in plain.values():
        found = _cars(tables)
        rows.append(found.rows)
        left += found.left
    left.sort(key=lambda line: line.number)
    return Sheet([Grid(heading, each) for each in rows if len(each) > 1], left)


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
    first = next((n for n, line in enumerate(page) if is_header(line)), len(page))
    return page[:first]


# ---- tables of a page ----------------------------------------------------------------------------


def _tables(page: Sequence[Line]) -> Iterator[_Table]:
    headers = [n for n, line in enumerate(page) if is_header(line)]
    ends = [*headers[1:], len(page)]
    before = 0
    for place, end in zip(headers, ends[: len(headers)], strict=True):
        yield _Table(page[place], page[before:place], page[place + 1 : end])
        before = place + 1


def is_header(line: Line) -> bool:
    """Return whether a line is the header of a table: most of its words are known."""
    texts = [piece.text for piece in line.pieces]
    known = sum(is_known(text) or numbered("lap", text) is not None for text in texts)
    return known >= 2 and (known >= 0.4 * len(texts) if known >= 3 else known == len(texts))


def _laps(table: _Table, owner: Owner | None, done: dict[str, int]) -> _Found | None:
    """Read a table of laps; None: it is a table of something else."""
    names = [piece.text for piece in table.header.pieces]
    size = _period(names)
    if numbered("lap", names[0]) is not None:
        return _history(table, size, done)
    found = _laps_of_cars(table, size, owner) if _is_of_laps(names[:size]) else None
    return found if found and len(found.rows) > 1 else None


def _period(names: Sequence[str]) -> int:
    """Return after how many headers they repeat: 2 of LAP TIME LAP TIME."""
    plain = [re.sub(r"\d+", "", name).strip() for name in names]
    return next(
        size
        for size in range(1, len(plain) + 1)
        if size == len(plain)
        or (size > 1 and all(plain[n] == plain[n % size] for n in range(len(plain))))
    )


# ---- a row a car ---------------------------------------------------------------------------------


def _cars(tables: Sequence[_Table]) -> _Found:
    """Read a table that may continue on further pages."""
    parts = [_above_gap(table) for table in tables]
    body = [line for part in parts for line in part]
    left = [
        line for table, part in zip(tables, parts, strict=True) for line in table.body[len(part) :]
    ]
    end = next((n for n, line in enumerate(body) if _ends(line)), len(body))
    full = [line for line in body[:end] if len(line.pieces) >= 3]
    names, columns = columns_below(tables[0].header, full)
    header: Row = (names.number, _named(cells_of(names, columns)))
    if not full:
        return _Found([header], [*body, *left])
    usual = median(_filled(cells_of(line, columns)) for line in full)
    rows, loose, remarks = _sort_lines(body, end, columns, _WHOLE_ROW * usual)
    rows, strangers = _join_crews(rows, loose, body, columns)
    return _Found(_with_places([header, *rows]), [*left, *remarks, *strangers])


def _sort_lines(
    body: Sequence[Line], end: int, columns: Sequence[Place], whole: float
) -> tuple[list[Row], list[Line], list[Line]]:
    """
    Sort the lines of a table into rows, lines that may be a part of a row, and remarks.

    Args:
        body: the lines below the header.
        end: index of the first line that heads something else.
        columns: of the table.
        whole: a row below that line has so many filled cells at least.
    """
    rows: list[Row] = []
    loose: list[Line] = []
    remarks: list[Line] = []
    outcome = ""
    for n, line in enumerate(body):
        cells = cells_of(line, columns)
        is_lone = len(line.pieces) == 1
        # A car that retired early has few cells, and so has a remark below PENALTIES.
        enough = whole if n > end else min(whole, _FEWEST)
        if is_lone and _is_outcome(line.text):
            outcome = line.text
        elif _filled(cells) >= enough or (is_lone and class_family(line.text)):
            rows.append((line.number, _with_outcome(cells, outcome)))
        elif n < end and fits(line, columns):
            loose.append(line)
        else:
            remarks.append(line)
    return rows, loose, remarks


def _join_crews(
    rows: Sequence[Row], loose: Sequence[Line], body: Sequence[Line], columns: Sequence[Place]
) -> tuple[list[Row], list[Line]]:
    """Join drivers on lines of their own to the row of their car; return the other lines too."""
    places = {line.number: line.y for line in body}
    # A row of one cell is the heading of a class: nobody drives that.
    owners = nearest_rows(loose, [(n, places[n]) for n, cells in rows if _filled(cells) > 1])
    parts = [(line.number, cells_of(line, columns)) for line in loose if line.number in owners]
    return _joined(rows, parts, owners), [line for line in loose if line.number not in owners]


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def _above_gap(table: _Table) -> list[Line]:
    """Take the lines of a table: to where a gap is much wider than usual."""
    steps = [below.y - above.y for above, below in pairwise(table.body[:13])]
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
    """Return whether a line is the heading of something else: FASTEST LAP, * PENALTIES."""
    text = line.text
    if len(line.pieces) > 1 or not re.search(r"[^\W\d_]{3}", text):
        return False
    return not _is_outcome(text) and not class_family(text) and text.upper() == text


def _is_outcome(text: str) -> bool:
    return outcomes([text])[text].status != "unknown"


def _with_outcome(cells: list[str], heading: str) -> list[str]:
    """Write the outcome above a row without a position into it, unless it has one itself."""
    has_one = any(cell and not cell[0].isdecimal() and _is_outcome(cell) for cell in cells)
    return cells if not heading or cells[0] or has_one else [heading, *cells[1:]]


def _named(names: Sequence[str]) -> list[str]:
    """Make equal headers differ: LAPS after Q1 becomes LAPS Q1."""
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
    placed = any(_PLACE.fullmatch(cell) for cell in first)
    if names[0] or not placed or not all(_PLACE.fullmatch(c) or _is_outcome(c) for c in first):
        return rows
    return [(line, ["POS", *names[1:]]), *body]


def _joined(rows: Sequence[Row], parts: Sequence[Row], owners: Mapping[int, int]) -> list[Row]:
    """Join parts to their rows: by line breaks in a column where most rows have some."""
    lines = {line: [(line, cells)] for line, cells in rows}
    for line, cells in parts:
        lines[owners[line]].append((line, cells))
    whole = {line: [cells for _, cells in sorted(each)] for line, each in lines.items()}
    width = range(len(rows[0][1]))
    many = [
        sum(len(_of_column(cells, n)) > 1 for cells in whole.values()) > len(rows) / 2
        for n in width
    ]
    return [
        (line, [("\n" if many[n] else " ").join(_of_column(cells, n)) for n in width])
        for line, cells in whole.items()
    ]


def _of_column(rows: Sequence[Sequence[str]], n: int) -> list[str]:
    return [cells[n] for cells in rows if cells[n]]


# ---- a row a lap ---------------------------------------------------------------------------------


def _history(table: _Table, size: int, done: dict[str, int]) -> _Found:
    """
    Read a history chart: a block for each lap, LAP 1 GAP TIME, with a row for each car.

    A block is a lap of the leader: a car that was lapped is a lap behind the number above it, so
    the laps of each car are counted.

    Args:
        table: of one page.
        size: so many columns each block has.
        done: the last lap of each car on the pages before; changed.
    """
    names = [piece.text for piece in table.header.pieces]
    header = ["LAP", "POS", "NO", *_of_lap(names[1:size]), "IN PIT"]
    found = _Found([(table.header.number, header)], [])
    for block, lines in _strips(table, size):
        lap = numbered("lap", block.pieces[0].text) or 0
        place = 0
        for line in lines:
            *cells, pit = _lap_cells(block, line)
            if re.fullmatch(r"\d{1,4}[A-Za-z]?", cells[0]) and any(cells[1:]):
                place += 1
                done[cells[0]] = done.get(cells[0], lap - 1) + 1
                found.rows.append((line.number, [str(done[cells[0]]), str(place), *cells, pit]))
            else:
                found.left.append(line)
    return found


def _of_lap(names: Sequence[str]) -> list[str]:
    """Name the time of a lap and the speed beside it, for those who do not see the sheet."""
    found = ["LAP TIME" if is_doubtful("time", key(name)) else name for name in names]
    return ["TOP SPEED" if key(name) == "speed" else name for name in found]


def _is_of_laps(names: Sequence[str]) -> bool:
    """Return whether headers are of laps of a car named above them: LAP TIME, NO TIME."""
    meant = [fields(key(name)) for name in names]
    has = {field for some in meant for field in some}
    timed = bool(has & {"lap", "s1", "total"})
    return timed and ("lap_number" in has or len(names) == 2) and "position" not in has


def _laps_of_cars(table: _Table, size: int, owner: Owner | None) -> _Found:
    """Read laps in blocks: LAP TIME under 1 Max VERSTAPPEN; no row where nobody is named."""
    names = [piece.text for piece in table.header.pieces][:size]
    who = "TEAM" if any("driver" in fields(key(name))[:1] for name in names) else "DRIVER"
    header = ["NO", who, "LAP", *_of_lap(names[1:]), "TIME OF DAY", "IN PIT", "DELETED"]
    found = _Found([(table.header.number, header)], [])
    for block, lines in _strips(table, size):
        place = (block.pieces[0].x0 - _NEAR, block.pieces[-1].x1)
        above = [_owner(within(line, place)) for line in table.above]
        owner = next(filter(None, reversed(above)), owner)
        for line in lines:
            if named := _owner(line):
                owner = named
            elif owner and (cells := _lap_of_car(block, line)):
                found.rows.append((line.number, [*owner, *cells]))
            else:
                found.left.append(line)
    return found._replace(owner=owner)


def _lap_of_car(block: Line, line: Line) -> list[str]:
    """Read the cells of a lap, the time of day among them; an empty list: the line is none."""
    *cells, pit = _lap_cells(block, line)
    if not cells[0].isdecimal() or not any(cells[1:]):
        return []
    # The first lap often has the time of day at the start in place of a lap time.
    clock = next((cell for cell in cells[1:] if _DAYTIME.fullmatch(cell)), "")
    star = "*" if any(cell.endswith("*") for cell in cells) else ""
    plain = ["" if cell == clock else cell.rstrip(" *") for cell in cells]
    return [*plain, clock, pit, star]


def _owner(line: Line) -> Owner | None:
    """Read number and name above a block of laps."""
    found = _WHO.fullmatch(line.text)
    if not found or ":" in found[2]:
        return None
    return found[1], re.split(r"\s{2,}", found[2])[0]


def _strips(table: _Table, size: int) -> Iterator[tuple[Line, list[Line]]]:
    """Cut a table of blocks side by side: the header and the lines of each block."""
    pieces = table.header.pieces
    begins = range(0, len(pieces), size)
    borders = [(pieces[n - 1].x1 + pieces[n].x0) / 2 for n in begins if n]
    edges = [0.0, *borders, float("inf")]
    for n, strip in zip(begins, pairwise(edges), strict=True):
        yield (
            table.header._replace(pieces=pieces[n : n + size]),
            [part for line in table.body if (part := within(line, strip)).pieces],
        )


def _lap_cells(header: Line, line: Line) -> list[str]:
    """Return the cells of a line of a block, and last P where it has a mark of a pit stop."""
    columns = [(piece.x0, piece.x1) for piece in header.pieces]
    words = [
        piece._replace(text=" ".join(w for w in piece.text.split() if not _PIT.fullmatch(w)))
        for piece in line.pieces
    ]
    pit = "P" if any(a != b for a, b in zip(words, line.pieces, strict=True)) else ""
    return [*cells_of(line._replace(pieces=tuple(words)), columns), pit]
