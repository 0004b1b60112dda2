"""
Rows of cells to tables: where the header is, which rows are data, which table is meant.

For small grids: web tables, sheets, markdown. Rows may be looped over here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from racedb.errors import ReadError
from racedb.outcomes import outcomes
from racedb.readers import columns as headers
from racedb.readers.frames import frame
from racedb.readers.reading import Column, Options, Reject, Table
from racedb.text_keys import fold

Row = tuple[int, Sequence[str]]
"""Line (or record, or row) and the cells as they stand."""
_SEARCHED = 15
"""The header is looked for in so many first rows."""
_SAMPLE = 200


class Header(NamedTuple):
    """Where the data begin, and what the columns are."""

    names: Sequence[str]
    """Empty when the table has no header."""
    first: int
    """Index of the first row of data."""


def find_header(rows: Sequence[Row]) -> Header:
    """
    Find the row whose cells are header words; rows above it are a title.

    A header of two rows, the second of which only completes the first, counts as one.
    """
    best, known = -1, 0
    for n, (_, cells) in enumerate(rows[:_SEARCHED]):
        count = sum(headers.is_known(cell) for cell in cells if cell.strip())
        if count > known:
            best, known = n, count
    filled = sum(bool(cell.strip()) for cell in rows[best][1]) if best >= 0 else 0
    if known < 2 and not (known == 1 and filled <= 2):
        return Header((), 0)
    names, first = [_one_line(cell) for cell in rows[best][1]], best + 1
    if first < len(rows) and _completes(names, rows[first][1]):
        below = [_one_line(cell) for cell in rows[first][1]]
        names, first = [own or above for own, above in zip(below, names, strict=True)], first + 1
    return Header(names, first)


def _completes(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Say whether a row is the second of a header: what is not empty in it are header words."""
    below = [_one_line(cell) for cell in cells]
    filled = [cell for cell in below if cell]
    return (
        len(below) == len(names)
        and below != list(names)
        and len(filled) >= 2
        and all(headers.is_known(cell) or cell in names for cell in filled)
    )


def _one_line(cell: str) -> str:
    return " ".join(cell.replace("\\n", " ").split())


def table_from_grid(
    rows: Sequence[Row],
    *,
    heading: str,
    options: Options,
    context: Mapping[str, str] | None = None,
) -> tuple[Table, list[Reject]] | None:
    """
    Make a table of a grid; None when nothing in it is understood.

    Rows that repeat the header, sum up or only explain are left out; a row that only names another
    driver belongs to the one above it. A row of another width is a reject.
    """
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        return None
    header = find_header(rows)
    body = rows[header.first :]
    width = len(header.names) or max((len(cells) for _, cells in body), default=0)
    body, rejects = _of_width(body, width)
    if not body:
        return None
    sample = [cells for _, cells in body[:_SAMPLE] if not _spans(cells)]
    kind, columns = headers.recognise(header.names, sample, options.columns)
    if not any(column.field for column in columns):
        return None
    data = _data(body, header, columns)
    if not data:
        return None
    if not any(column.field == "drivers" for column in columns):
        columns = tuple(_crew_column(column, n, data) for n, column in enumerate(columns))
    frames = [frame([cells for _, cells in data], [line for line, _ in data], columns)]
    table = Table(
        kind=kind, batches=frames, columns=columns, heading=heading, context=dict(context or {})
    )
    return table, rejects


def _crew_column(column: Column, n: int, data: Sequence[Row]) -> Column:
    """A column of one driver that a continued row was joined to is a column of crews."""
    joined = column.field in ("driver", "driver_1") and any("\n" in cells[n] for _, cells in data)
    return column._replace(field="drivers", why="continued rows") if joined else column


def _of_width(rows: Sequence[Row], width: int) -> tuple[list[Row], list[Reject]]:
    """Sort out rows with a cell too many or too few; empty cells at the end do not count."""
    good: list[Row] = []
    rejects = []
    for line, cells in rows:
        trimmed = list(cells)
        while len(trimmed) > width and not trimmed[-1].strip():
            trimmed.pop()
        if len(trimmed) == width:
            good.append((line, trimmed))
        else:
            rejects.append(ragged(line, len(trimmed), width))
    return good, rejects


def ragged(line: int, cells: int, width: int) -> Reject:
    """Tell a row of the wrong width."""
    code, what = ("extra-cell", "too many") if cells > width else ("missing-cell", "too few")
    many = abs(cells - width)
    return Reject(
        line=line,
        field=None,
        code=code,
        message=f"{many} cell{'s' if many > 1 else ''} {what}: {cells} where the table has {width}",
    )


def _spans(cells: Sequence[str]) -> bool:
    """Recognise a row that is one text across the table: a footnote, a section, a source."""
    filled = {cell.strip() for cell in cells if cell.strip()}
    return len(filled) <= 1 and len(cells) > 2


def _data(body: Sequence[Row], header: Header, columns: Sequence[Column]) -> list[Row]:
    """Leave out what is no row of the table; join continued rows."""
    names = [fold(name) for name in header.names]
    place = {column.field: n for n, column in enumerate(columns) if column.field}
    people = [place[f] for f in ("drivers", "driver", "driver_1") if f in place]
    keys = [place[f] for f in ("position", "car_number", "laps", "team", "total") if f in place]
    data: list[Row] = []
    for line, cells in body:
        filled = [n for n, cell in enumerate(cells) if cell.strip()]
        if names and [fold(_one_line(cell)) for cell in cells] == names:
            continue
        alone = bool(people) and filled and set(filled) <= {*people, *_lone(columns)}
        continued = alone and people[0] in filled and not any(cells[n].strip() for n in keys)
        lost = bool(people) and len(filled) == 1 and _is_person(cells[filled[0]])
        if data and (continued or lost):
            name = cells[people[0]] if continued else cells[filled[0]]
            above = list(data[-1][1])
            above[people[0]] = f"{above[people[0]]}\n{name}"
            data[-1] = (data[-1][0], above)
            continue
        if _spans(cells) and not (len(filled) == 1 and filled[0] in people and not data):
            continue
        data.append((line, cells))
    return data


def _is_person(cell: str) -> bool:
    """
    Recognise a second driver alone in his row, also in the wrong column.

    Converters that do not know row spans put him into the first one. Section titles are no names:
    they are words of the header or of an outcome.
    """
    words = cell.split()
    named = 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words)
    letters = all(char.isalpha() or char in " .'-’" for char in cell.strip())
    if not (named and letters) or headers.is_known(cell):
        return False
    return outcomes([cell])[cell].status == "unknown"


def _lone(columns: Sequence[Column]) -> list[int]:
    """Columns that a continued row may fill besides the driver: his country and the like."""
    return [n for n, column in enumerate(columns) if column.field is None]


def choose(path: object, tables: Sequence[Table], options: Options) -> Table:
    """
    Take the table that is meant: the only one with results, or the one that --table names.

    Raises:
        ReadError: there is none, or there are several.
    """
    if options.table:
        return _asked(path, tables, options.table)
    found = [table for table in tables if headers.is_results(table.columns)]
    if options.columns:
        found = found or list(tables)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        listed = _list(tables, found)
        message = f"{path}: has {len(found)} tables of results; --table says which: {listed}"
        raise ReadError(message)
    entries = [table for table in tables if table.kind == "entries" and _is_entry_list(table)]
    if len(entries) == 1:
        return entries[0]
    told = f"; it has {_list(tables, tables)}" if tables else ""
    message = f"{path}: there is no table of results in it{told}; --columns names the columns"
    raise ReadError(message)


def _is_entry_list(table: Table) -> bool:
    has = {column.field for column in table.columns}
    return "car_number" in has and bool(has & {"driver", "drivers", "driver_1"})


def _asked(path: object, tables: Sequence[Table], asked: str) -> Table:
    if asked.isdecimal():
        if 1 <= int(asked) <= len(tables):
            return tables[int(asked) - 1]
        message = (
            f"{path}: --table {asked}: there are {len(tables)} tables: {_list(tables, tables)}"
        )
        raise ReadError(message)
    wanted = fold(asked)
    exact = [table for table in tables if fold(table.heading) == wanted]
    found = exact or [table for table in tables if wanted in fold(table.heading)]
    results = [table for table in found if headers.is_results(table.columns)]
    found = results or found
    if len(found) == 1:
        return found[0]
    said = "no table has this heading" if not found else f"{len(found)} tables have it"
    message = f"{path}: --table {asked!r}: {said}; there are {_list(tables, tables)}"
    raise ReadError(message)


def _list(every: Sequence[Table], some: Sequence[Table]) -> str:
    return ", ".join(
        f"{number} {table.heading!r}"
        for number, table in enumerate(every, start=1)
        if any(table is one for one in some)
    )
