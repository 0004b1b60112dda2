"""
Raw tables to tables of canonical columns, and which of several is meant.

For tables that fit into memory: pages, sheets, markdown, small files. Rows may be looped over here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from racedb.errors import ReadError
from racedb.table import Column, Reject, Table
from racedb.text_keys import fold
from racedb.understand.columns import recognise
from racedb.understand.frames import frame
from racedb.understand.header import Header, Row, find_header
from racedb.understand.kinds import is_results
from racedb.understand.rows import Data, data_of, of_width, spans, width_of
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
    """Laps that have columns of their own beside the results."""

    @property
    def tables(self) -> list[Table]:
        """List what is to be stored: the table, the laps, or both."""
        only = self.laps is not None and self.table.kind == "entries"
        return [one for one in (None if only else self.table, self.laps) if one]


def table_from_grid(
    rows: Sequence[Row],
    *,
    heading: str,
    given: Sequence[str] | None = None,
    context: Mapping[str, str] | None = None,
) -> Found | None:
    """
    Make a table of a grid; None when nothing in it is understood.

    Rows that repeat the header, sum up or only explain are left out; a row that only names another
    driver belongs to the one above it. A row of another width is a reject. Fields that a person
    *gave* to the columns are not recognised again.
    """
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        return None
    header, body = _header_and_body(rows)
    width = width_of(header, body)
    names = list(header.names)[:width]
    body, rejects, remarks = of_width(body, names, width)
    if not body:
        return None
    kind, columns = recognise(names, _sample(body), given)
    if not _are_understood(columns):
        return None
    data = data_of(body, names, columns)
    if not data.rows:
        return None
    columns = _with_crews(columns, data.rows)
    columns, rows = _with_classes(columns, data)
    notes = [*remarks, *data.notes]
    # A person who names the columns has the last word on what they are.
    if not given and (laps := cars_in_columns(columns, rows)):
        return Found(laps._replace(heading=heading), rejects, notes)
    table = Table(
        kind=kind,
        batches=[_frame_of(rows, columns)],
        columns=columns,
        heading=heading,
        context=dict(context or {}),
    )
    return Found(table, rejects, notes, None if given else laps_in_columns(columns, rows))


_GROUP = Column(source="headings between the rows", field="class", why="headings", confidence=0.8)


def _header_and_body(rows: Sequence[Row]) -> tuple[Header, Sequence[Row]]:
    """Split rows into the header and the rows after it, without a row of units."""
    header = find_header(rows)
    body = rows[header.first :]
    if body and header.names and _are_units(body[0][1]):
        body = body[1:]
    return header, body


def _are_units(cells: Sequence[str]) -> bool:
    """Recognise a row below the header that only names units: km/h, s, h:mm:ss."""
    filled = [cell.strip(" ()[]") for cell in cells if cell.strip()]
    return len(filled) > 1 and all(map(is_unit, filled))


def _sample(body: Sequence[Row]) -> list[Sequence[str]]:
    """Take the first rows to recognise columns by, without the titles between them."""
    return [cells for _, cells in body[:_SAMPLE] if not spans(cells)]


def _are_understood(columns: Sequence[Column]) -> bool:
    return any(column.field or is_known(column.source) for column in columns)


def _frame_of(rows: Sequence[Row], columns: Sequence[Column]) -> pl.DataFrame:
    return frame([cells for _, cells in rows], [line for line, _ in rows], columns)


def _with_crews(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Turn a column of one driver into a column of crews where continued rows were joined to it."""
    if any(column.field == "drivers" for column in columns):
        return tuple(columns)
    return tuple(
        column._replace(field="drivers", why="continued rows")
        if column.field in ("driver", "driver_1") and any("\n" in cells[n] for _, cells in rows)
        else column
        for n, column in enumerate(columns)
    )


def _with_classes(columns: Sequence[Column], data: Data) -> tuple[tuple[Column, ...], list[Row]]:
    """Add a column of classes to the rows where headings between them name the classes."""
    if not data.classes:
        return tuple(columns), data.rows
    rows: list[Row] = [
        (line, [*cells, name]) for (line, cells), name in zip(data.rows, data.classes, strict=True)
    ]
    return (*columns, _GROUP), rows


def choose(
    path: object, tables: Sequence[Table], *, wanted: str | None, given: Sequence[str] | None
) -> Table:
    """
    Choose the table to load: the only one with results, or the *wanted* one of --table.

    Where a person *gave* the fields of the columns, any table may be one of results.

    Raises:
        ReadError: there is none, or there are several.
    """
    if wanted:
        return _chosen_by_person(path, tables, wanted)
    found = [table for table in tables if is_results(table.columns)]
    if given:
        found = found or list(tables)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        listed = _list(tables, found)
        message = f"{path}: has {len(found)} tables of results; --table says which: {listed}"
        raise ReadError(message)
    # A page without results may still have the entries of a race that has not been run.
    entries = [table for table in tables if _is_entry_list(table)]
    if len(entries) == 1:
        return entries[0]
    others = f"; it has {_list(tables, tables)}" if tables else ""
    message = f"{path}: there is no table of results in it{others}; --columns names the columns"
    raise ReadError(message)


def _is_entry_list(table: Table) -> bool:
    has = {column.field for column in table.columns}
    people = {"driver", "drivers", "driver_1"}
    return table.kind == "entries" and "car_number" in has and bool(has & people)


def _chosen_by_person(path: object, tables: Sequence[Table], wanted: str) -> Table:
    """Find the table of a number from 1, or of a heading or a part of one."""
    if wanted.isdecimal():
        return _numbered(path, tables, wanted)
    found = _with_heading(tables, wanted)
    if len(found) == 1:
        return found[0]
    problem = "no table has this heading" if not found else f"{len(found)} tables have it"
    message = f"{path}: --table {wanted!r}: {problem}; there are {_list(tables, tables)}"
    raise ReadError(message)


def _numbered(path: object, tables: Sequence[Table], number: str) -> Table:
    if 1 <= int(number) <= len(tables):
        return tables[int(number) - 1]
    message = f"{path}: --table {number}: there are {len(tables)} tables: {_list(tables, tables)}"
    raise ReadError(message)


def _with_heading(tables: Sequence[Table], heading: str) -> Sequence[Table]:
    """List the tables of a heading; a whole heading goes before a part, results before others."""
    wanted = fold(heading)
    exact = [table for table in tables if fold(table.heading) == wanted]
    found = exact or [table for table in tables if wanted in fold(table.heading)]
    return [table for table in found if is_results(table.columns)] or found


def _list(every: Sequence[Table], some: Sequence[Table]) -> str:
    return ", ".join(
        f"{number} {table.heading!r}"
        for number, table in enumerate(every, start=1)
        if any(table is one for one in some)
    )
