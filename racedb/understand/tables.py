"""
Raw tables to tables of canonical columns, and which of several is meant.

For tables that fit into memory: pages, sheets, markdown, small files. Rows may be looped over here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from racedb.errors import ReadError
from racedb.readers.reading import Column, Options, Reject, Table
from racedb.text_keys import fold
from racedb.understand.columns import recognise
from racedb.understand.frames import frame
from racedb.understand.header import Header, Row, find_header
from racedb.understand.kinds import is_results
from racedb.understand.rows import data_of, of_width, spans, width_of
from racedb.understand.vocabulary import is_known, is_unit
from racedb.understand.wide import cars_in_columns, laps_in_columns

_SAMPLE = 200


class Found(NamedTuple):
    """A table that is understood, with what was left out of it."""

    table: Table
    rejects: list[Reject]
    notes: Sequence[Row]
    """Rows that are no data: remarks, titles."""
    laps: Table | None = None
    """Laps that stand in columns of their own beside the results."""

    @property
    def tables(self) -> list[Table]:
        """List what is to be stored: the table, the laps, or both."""
        only = self.laps is not None and self.table.kind == "entries"
        return [one for one in (None if only else self.table, self.laps) if one]


def table_from_grid(
    rows: Sequence[Row],
    *,
    heading: str,
    options: Options,
    context: Mapping[str, str] | None = None,
) -> Found | None:
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
    if body and header.names and _are_units(body[0][1]):
        body = body[1:]
    width = width_of(header, body)
    names = list(header.names)[:width]
    body, rejects, remarks = of_width(body, names, width)
    if not body:
        return None
    sample = [cells for _, cells in body[:_SAMPLE] if not spans(cells)]
    kind, columns = recognise(names, sample, options.columns)
    if not any(column.field or is_known(column.source) for column in columns):
        return None
    data = data_of(body, Header(names, header.first), columns)
    if not data.rows:
        return None
    if not any(column.field == "drivers" for column in columns):
        columns = tuple(_crew_column(column, n, data.rows) for n, column in enumerate(columns))
    cells = [cells for _, cells in data.rows]
    if data.classes:
        columns = (*columns, _GROUP)
        cells = [[*row, group] for row, group in zip(cells, data.classes, strict=True)]
    if not options.columns and (laps := cars_in_columns(columns, data.rows)):
        return Found(laps._replace(heading=heading), rejects, [*remarks, *data.notes])
    table = Table(
        kind=kind,
        batches=[frame(cells, [line for line, _ in data.rows], columns)],
        columns=columns,
        heading=heading,
        context=dict(context or {}),
    )
    laps = None if options.columns else laps_in_columns(columns, data.rows)
    return Found(table, rejects, [*remarks, *data.notes], laps)


_GROUP = Column(source="headings between the rows", field="class", why="headings", confidence=0.8)


def _are_units(cells: Sequence[str]) -> bool:
    """Recognise a row below the header that only names units: km/h, s, h:mm:ss."""
    filled = [cell.strip(" ()[]") for cell in cells if cell.strip()]
    return len(filled) > 1 and all(map(is_unit, filled))


def _crew_column(column: Column, n: int, data: Sequence[Row]) -> Column:
    """A column of one driver that a continued row was joined to is a column of crews."""
    joined = column.field in ("driver", "driver_1") and any("\n" in cells[n] for _, cells in data)
    return column._replace(field="drivers", why="continued rows") if joined else column


def choose(path: object, tables: Sequence[Table], options: Options) -> Table:
    """
    Take the table that is meant: the only one with results, or the one that --table names.

    Raises:
        ReadError: there is none, or there are several.
    """
    if options.table:
        return _asked(path, tables, options.table)
    found = [table for table in tables if is_results(table.columns)]
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
    results = [table for table in found if is_results(table.columns)]
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
