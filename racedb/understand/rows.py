"""Which rows of a table are data: widths, continued rows, class headings, and what is no row."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from racedb.counted import counted
from racedb.outcomes import outcomes
from racedb.reference.classes import class_family
from racedb.reference.session_words import session_kind
from racedb.table import Column, Ledger, Reject
from racedb.text_keys import fold
from racedb.understand import vocabulary
from racedb.understand.axes import counted_as
from racedb.understand.header import Header, Row, one_line
from racedb.understand.vocabulary import is_known
from racedb.units.text import filled_cells

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
    headers: list[Row]
    """Headers that are repeated."""
    outcomes: list[str]
    """The heading above each row that states what became of the cars below it; '' for none."""


def width_of(header: Header, body: Sequence[Row]) -> int:
    """Find how wide a table is: as its header, unless most rows have filled cells beyond it."""
    widths = [_filled_width(cells) for _, cells in body]
    common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    named = len(header.names)
    if not named:
        return max((len(cells) for _, cells in body), default=0)
    wider = sum(width > named for width in widths)
    return common if common > named and wider > len(widths) * 0.6 else named


def _filled_width(cells: Sequence[str]) -> int:
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1].strip()), 0)


def of_width(
    rows: Sequence[Row], names: Sequence[str], width: int
) -> tuple[list[Row], list[Reject], list[Row]]:
    """
    Sort rows by their width.

    Empty cells beyond the last column do not count. A row may end early where the last columns are
    empty in many rows, are seats of a crew or have no header. One cell of text is a remark, or says
    what became of the cars below it.

    Returns:
        rows of the table's width, rejects, and remarks.
    """
    good: list[Row] = []
    rejects: list[Reject] = []
    remarks: list[Row] = []
    optional = _optional_columns(rows, names, width)
    for line, cells in rows:
        trimmed = _without_empty_end(cells, width)
        missing = range(len(trimmed), width)
        if len(trimmed) == width:
            good.append((line, trimmed))
        elif missing and optional.issuperset(missing):
            good.append((line, [*trimmed, *[""] * len(missing)]))
        elif len(trimmed) <= 1 < width and _is_remark(trimmed):
            text = "".join(trimmed).strip()
            (good if _is_outcome(text) else remarks).append((line, [text, *[""] * (width - 1)]))
        else:
            rejects.append(ragged(line, len(trimmed), width))
    return good, rejects, remarks


def _without_empty_end(cells: Sequence[str], width: int) -> list[str]:
    """Remove empty cells beyond the last column: spreadsheets write separators for them."""
    trimmed = list(cells)
    while len(trimmed) > width and not trimmed[-1].strip():
        trimmed.pop()
    return trimmed


def _optional_columns(rows: Sequence[Row], names: Sequence[str], width: int) -> set[int]:
    """Find the columns that a row may leave out at its end."""
    short = sum(len(cells) < width for _, cells in rows)
    # Some programs end each row after its last filled cell: then any column may be left out.
    if short >= LEAST_SHORT and short > SHORT * len(rows):
        often = set(range(1, width))
    else:
        often = _often_left_out(rows, width)
    return often | {n for n in range(width) if _may_be_left_out(names, n)}


def _often_left_out(rows: Sequence[Row], width: int) -> set[int]:
    """Find the last columns that several rows leave out, and many leave out or empty."""
    found = set()
    for n in reversed(range(1, width)):
        without = sum(n >= len(cells) or not cells[n].strip() for _, cells in rows)
        left_out = sum(n >= len(cells) for _, cells in rows)
        if left_out < 2 or without < SPARSE * len(rows):
            break
        found.add(n)
    return found


def _may_be_left_out(names: Sequence[str], n: int) -> bool:
    """
    Return whether a column has no header, or is the seat of a driver, or a lap.

    Small crews end early, and so do the laps of a car that retired, and the places of a lap.
    """
    if not names or n >= len(names) or not names[n]:
        return bool(names)
    counts = counted_as(names[n])
    return (counts is not None and counts[1] > 0) or vocabulary.is_seat(names[n])


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
        message=f"{counted(many, 'cells')} {what}: {cells} where the table has {width}",
    )


def set_aside(line: int, cells: Sequence[str], width: int, ledger: Ledger) -> Reject:
    """Report a row of the wrong width, and count its cells."""
    ledger.not_data += filled_cells([(line, cells)])
    return ragged(line, len(cells), width)


def spans(cells: Sequence[str]) -> bool:
    """Recognise a row that is one text across the table: a footnote, a section, a source."""
    first = ""
    for cell in cells:
        text = cell.strip()
        if first and text and text != first:
            return False
        first = first or text
    return len(cells) > 2


class _Places(NamedTuple):
    """The columns that show whether a row is a result or continues the one above it."""

    people: list[int]
    """Columns of drivers' names."""
    result: list[int]
    """Columns that only the first row of a result fills: position, number, team ..."""
    unknown: set[int]
    """Columns that are not understood; a continued row may fill them."""
    position: int | None
    who: list[int]
    """Columns of numbers and names that rows with a place fill."""


def _places(columns: Sequence[Column], body: Sequence[Row]) -> _Places:
    place = {column.field: n for n, column in enumerate(columns) if column.field}
    people = [place[f] for f in ("drivers", "driver", "driver_1") if f in place]
    position = place.get("position", place.get("class_position"))
    placed = [row for _, row in body if position is not None and row[position][:1].isdigit()]
    who = [place[f] for f in ("car_number", "team") if f in place] + people
    return _Places(
        people=people,
        result=[
            place[f] for f in ("position", "car_number", "laps", "team", "total") if f in place
        ],
        unknown={n for n, column in enumerate(columns) if column.field is None},
        position=position,
        who=[n for n in who if placed and all(row[n].strip() for row in placed)],
    )


def data_of(
    body: Sequence[Row], names: Sequence[str], columns: Sequence[Column], title: str = ""
) -> Data:
    """
    Leave out what is no row of the table; join continued rows; read headings of classes.

    A row that only names another driver belongs to the one above it. Headings of classes are
    alone in their rows, the first of them above the first result, or above the header: the title.
    """
    places = _places(columns, body)
    header = [fold(name) for name in names]
    headings = _class_headings(body, columns, title)
    # Below a title in the first row, a lone name is more likely the next title than a driver.
    is_titled = bool(body) and spans(body[0][1])
    data = Data([], [], [], [], [])
    has_status = any(column.field == "status" for column in columns)
    group, outcome = title if title in headings else "", ""
    for line, cells in body:
        if _repeats(header, cells):
            data.headers.append((line, cells))
        elif spans(cells) and _first_text(cells) in headings:
            group = _first_text(cells)
        elif spans(cells) and data.rows and not has_status and _is_outcome(_first_text(cells)):
            outcome = _first_text(cells)
        elif not is_titled and (driver := _another_driver(cells, data.rows, places)):
            _add_driver(data.rows, places.people[0], driver)
        elif _sums_up(cells, places) or (
            spans(cells) and not _is_lone_result(cells, places, data.rows, body)
        ):
            data.notes.append((line, cells))
        else:
            data.rows.append((line, cells))
            data.classes.append(group)
            data.outcomes.append(outcome)
    return data if headings else data._replace(classes=[])


def _repeats(header: Sequence[str], cells: Sequence[str]) -> bool:
    """Recognise the header of a next page."""
    # Most rows differ in their first cell: the others need not be folded.
    return (
        bool(header)
        and len(cells) == len(header)
        and all(fold(one_line(cell)) == name for cell, name in zip(cells, header, strict=True))
    )


def _first_text(cells: Sequence[str]) -> str:
    return next(cell.strip() for cell in cells if cell.strip())


def _filled(cells: Sequence[str]) -> list[int]:
    return [n for n, cell in enumerate(cells) if cell.strip()]


def _add_driver(rows: list[Row], place: int, name: str) -> None:
    """Add a driver to the crew of the last row."""
    line, cells = rows[-1]
    crew = list(cells)
    crew[place] = f"{crew[place]}\n{name}"
    rows[-1] = (line, crew)


def _is_lone_result(
    cells: Sequence[str], places: _Places, before: Sequence[Row], body: Sequence[Row]
) -> bool:
    """Return whether a row of a single name is a result: the first one, no heading of others."""
    filled = _filled(cells)
    if before or len(filled) != 1 or filled[0] not in places.people:
        return False
    return sum(spans(cells) for _, cells in body) == 1


def _sums_up(cells: Sequence[str], places: _Places) -> bool:
    """
    Recognise a row that is about other rows: 'Total entries', 'Fastest lap', 'Subtotal GT'.

    Where the place would be, it has a word that is no outcome; and that is a word of headers, or
    the row does not name its car and driver as the others do. Or only such a word is the name.
    """
    if places.people and not any(cells[n].strip() for n in places.people):
        first = vocabulary.key(_first_text(cells)).partition(" ")[0]
        if vocabulary.is_doubtful("sum of rows", first):
            return True
    if places.position is None:
        return False
    label = cells[places.position].strip()
    if label[:1].isdigit():
        return False
    names = [cells[n].strip() for n in places.who]
    if not label:
        said = list(filter(None, names))
        return len(names) > 1 and len(said) == 1 and is_known(said[0])
    if not re.search(r"[^\W\d_]{3}", label) or _is_outcome(label):
        return False
    return is_known(label) or not all(names)


def _another_driver(cells: Sequence[str], above: Sequence[Row], places: _Places) -> str | None:
    """Return the name in a row that only names another driver of the row above it, or None."""
    if not above or not places.people:
        return None
    name = _lone_name(cells, places)
    return name if name and not _is_title_beside(name, above, places.people[0]) else None


def _lone_name(cells: Sequence[str], places: _Places) -> str | None:
    """Return the name in a row that has nothing else; None when it has more, or no name."""
    name = places.people[0]
    # Nearly every row has a result: only the others are worth a look at all their cells.
    if places.result and not any(cells[n].strip() for n in places.result):
        filled = set(_filled(cells))
        if name in filled and filled <= {*places.people, *places.unknown}:
            return cells[name]
    # Converters that do not know row spans put the name into the first column.
    two = list(islice((cell for cell in cells if cell.strip()), 2))
    return two[0] if len(two) == 1 and _is_person(two[0]) else None


def _is_title_beside(name: str, rows: Sequence[Row], place: int) -> bool:
    """Return whether a name is in capitals where the names above are not, or is a known class."""
    above = [cells[place] for _, cells in rows[-20:]]
    return bool(class_family(name)) or (name.isupper() and not any(map(str.isupper, above)))


def _class_headings(body: Sequence[Row], columns: Sequence[Column], title: str) -> set[str]:
    """
    Find the headings of classes: two and more, the first of them in the first row.

    A title above the header is one of them where the others are like it: Class A, Class B.
    """
    has_classes = any(column.field == "class" for column in columns)
    if has_classes or not body:
        return set()
    texts = [_first_text(cells) for _, cells in body if spans(cells)]
    if not spans(body[0][1]):
        texts = [title, *(text for text in texts if _are_alike(title, text))]
    found = set(filter(_may_name_class, texts))
    return found if len(found) > 1 and texts[0] in found else set()


def _are_alike(title: str, text: str) -> bool:
    """Say whether two headings begin with the same word, or are both of sessions."""
    one, other = fold(title), fold(text)
    same = bool(one) and one.partition(" ")[0] == other.partition(" ")[0]
    return same or bool(session_kind(one) and session_kind(other))


def _may_name_class(text: str) -> bool:
    """Return whether a text may name a class: no sentence, and not 'Not classified'."""
    is_sentence = len(text) > _LONGEST_HEADING or re.search(r"[:.]\s", text)
    return not is_sentence and not _is_outcome(text)


def _is_outcome(text: str) -> bool:
    """Return whether a heading says what became of the cars below it: 'Not classified'."""
    first, _, rest = fold(text).partition(" ")
    if rest and vocabulary.means("class", first):  # 'Class B' is no word for a finisher
        return False
    return outcomes([text])[text].status != "unknown"


def _is_person(cell: str) -> bool:
    """
    Recognise a second driver alone in a row, also in the wrong column.

    Section titles are no names: they are words of the header or of an outcome.
    """
    words = cell.split()
    named = 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words)
    letters = all(char.isalpha() or char in " .'-’" for char in cell.strip())
    if not (named and letters) or is_known(cell):
        return False
    return outcomes([cell])[cell].status == "unknown"
