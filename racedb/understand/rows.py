"""Which rows of a table are data: widths, continued rows, class headings, and what is no row."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from racedb.outcomes import outcomes
from racedb.readers.reading import Column, Reject
from racedb.reference.classes import class_family
from racedb.text_keys import fold
from racedb.understand import vocabulary
from racedb.understand.header import Header, Row, one_line
from racedb.understand.vocabulary import is_known

SPARSE = 0.2
"""A last column that so many rows leave empty or out may be left out by others."""
SHORT, LEAST_SHORT = 0.15, 3
"""Where so many rows end early, and three at least, it is the way in which the file is written."""
_LONGEST_HEADING = 40


class Data(NamedTuple):
    """The rows of a table, sorted."""

    rows: list[Row]
    classes: list[str]
    """The class heading above each row; empty when the table has no such headings."""
    notes: list[Row]
    """Rows that are no data: remarks, titles, headings; not repeated headers."""


def width_of(header: Header, body: Sequence[Row]) -> int:
    """Say how wide a table is: as its header, unless most rows have filled cells beyond it."""
    widths = [_filled_width(cells) for _, cells in body]
    common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    named = len(header.names)
    if not named:
        return max((len(cells) for _, cells in body), default=0)
    wider = sum(width > named for width in widths)
    return common if common > named and wider > len(widths) * 0.6 else named


def _filled_width(cells: Sequence[str]) -> int:
    return max((n + 1 for n, cell in enumerate(cells) if cell.strip()), default=0)


def of_width(
    rows: Sequence[Row], names: Sequence[str], width: int
) -> tuple[list[Row], list[Reject], list[Row]]:
    """
    Sort rows by their width.

    Empty cells beyond the last column do not count. A row may end early where the last columns are
    empty in many rows, are seats of a crew or have no header. One cell of text is a remark.

    Returns:
        rows of the table's width, rejects, and remarks.
    """
    good: list[Row] = []
    rejects: list[Reject] = []
    remarks: list[Row] = []
    lacking = _often_lacking(rows, width)
    short = sum(len(cells) < width for _, cells in rows)
    # The file ends rows where they are empty.
    if short >= LEAST_SHORT and short > SHORT * len(rows):
        lacking = set(range(1, width))
    for line, cells in rows:
        trimmed = list(cells)
        while len(trimmed) > width and not trimmed[-1].strip():
            trimmed.pop()
        missing = range(len(trimmed), width)
        if len(trimmed) == width:
            good.append((line, trimmed))
        elif missing and all(n in lacking or _may_lack(names, n) for n in missing):
            good.append((line, [*trimmed, *[""] * len(missing)]))
        elif len(trimmed) <= 1 < width and _is_remark(trimmed):
            remarks.append((line, trimmed))
        else:
            rejects.append(ragged(line, len(trimmed), width))
    return good, rejects, remarks


def _often_lacking(rows: Sequence[Row], width: int) -> set[int]:
    """Find the last columns that several rows leave out, and many leave out or empty."""
    found = set()
    for n in reversed(range(1, width)):
        without = sum(n >= len(cells) or not cells[n].strip() for _, cells in rows)
        left_out = sum(n >= len(cells) for _, cells in rows)
        if left_out < 2 or without < SPARSE * len(rows):
            break
        found.add(n)
    return found


def _may_lack(names: Sequence[str], n: int) -> bool:
    return bool(names) and (n >= len(names) or not names[n] or vocabulary.is_seat(names[n]))


def _is_remark(cells: Sequence[str]) -> bool:
    text = "".join(cells).strip()
    return bool(re.search(r"[^\W\d_]{3}", text)) and not re.match(r"[+-]?\d", text)


def ragged(line: int, cells: int, width: int) -> Reject:
    """Report a row of the wrong width."""
    code, what = ("extra-cell", "too many") if cells > width else ("missing-cell", "too few")
    many = abs(cells - width)
    return Reject(
        line=line,
        field=None,
        code=code,
        message=f"{many} cell{'s' if many > 1 else ''} {what}: {cells} where the table has {width}",
    )


def spans(cells: Sequence[str]) -> bool:
    """Recognise a row that is one text across the table: a footnote, a section, a source."""
    filled = {cell.strip() for cell in cells if cell.strip()}
    return len(filled) <= 1 and len(cells) > 2


def data_of(body: Sequence[Row], header: Header, columns: Sequence[Column]) -> Data:
    """
    Leave out what is no row of the table; join continued rows; read headings of classes.

    A row that only names another driver belongs to the one above it. Headings of classes stand
    alone in their rows, the first of them above the first result.
    """
    names = [fold(name) for name in header.names]
    place = {column.field: n for n, column in enumerate(columns) if column.field}
    people = [place[f] for f in ("drivers", "driver", "driver_1") if f in place]
    keys = [place[f] for f in ("position", "car_number", "laps", "team", "total") if f in place]
    lone = {*people, *(n for n, column in enumerate(columns) if column.field is None)}
    headings = _class_headings(body, place)
    data = Data([], [], [])
    group = ""
    headed = bool(body) and spans(body[0][1])  # headings follow
    for line, cells in body:
        filled = [n for n, cell in enumerate(cells) if cell.strip()]
        if names and [fold(one_line(cell)) for cell in cells] == names:
            continue
        if spans(cells) and cells[filled[0]].strip() in headings:
            group = cells[filled[0]].strip()
            continue
        mate = None if headed else _mate(cells, filled, people, lone, keys)
        if data.rows and mate and not _shouts(mate, data.rows, people):
            above = list(data.rows[-1][1])
            above[people[0]] = f"{above[people[0]]}\n{mate}"
            data.rows[-1] = (data.rows[-1][0], above)
        elif spans(cells) and not _is_lone_result(filled, people, data.rows, body):
            data.notes.append((line, cells))
        else:
            data.rows.append((line, cells))
            data.classes.append(group)
    return data if headings else data._replace(classes=[])


def _is_lone_result(
    filled: Sequence[int], people: Sequence[int], before: Sequence[Row], body: Sequence[Row]
) -> bool:
    """Say whether a row of a single name is a result: the first one, and no heading of others."""
    if before or len(filled) != 1 or filled[0] not in people:
        return False
    return sum(spans(cells) for _, cells in body) == 1


def _mate(
    cells: Sequence[str], filled: Sequence[int], people: Sequence[int], lone: set[int],
    keys: Sequence[int],
) -> str | None:  # fmt: skip
    """
    Give the name of another driver of the row above; None when the row is no continued one.

    Converters that do not know row spans put him into the first column.
    """
    if not people or not filled:
        return None
    alone = set(filled) <= lone and people[0] in filled
    if alone and not any(cells[n].strip() for n in keys):
        return cells[people[0]]
    return cells[filled[0]] if len(filled) == 1 and _is_person(cells[filled[0]]) else None


def _shouts(name: str, rows: Sequence[Row], people: Sequence[int]) -> bool:
    """Say whether a name is in capitals where the names above are not, or is a known class."""
    above = [cells[people[0]] for _, cells in rows[-20:]]
    return bool(class_family(name)) or (name.isupper() and not any(map(str.isupper, above)))


def _class_headings(body: Sequence[Row], place: dict[str, int]) -> set[str]:
    """Find the headings of classes: two and more, the first of them in the first row."""
    if "class" in place or not body or not spans(body[0][1]):
        return set()
    texts = [
        next(cell.strip() for cell in cells if cell.strip()) for _, cells in body if spans(cells)
    ]
    found = {
        text for text in texts
        if len(text) <= _LONGEST_HEADING and not re.search(r"[:.]\s", text)
        and outcomes([text])[text].status == "unknown"
    }  # fmt: skip
    return found if len(found) > 1 and texts[0] in found else set()


def _is_person(cell: str) -> bool:
    """
    Recognise a second driver alone in his row, also in the wrong column.

    Section titles are no names: they are words of the header or of an outcome.
    """
    words = cell.split()
    named = 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words)
    letters = all(char.isalpha() or char in " .'-’" for char in cell.strip())
    if not (named and letters) or is_known(cell):
        return False
    return outcomes([cell])[cell].status == "unknown"
