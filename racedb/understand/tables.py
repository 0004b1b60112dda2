"""
Raw tables to tables of canonical columns, and which of several is meant.

For tables that fit into memory: pages, sheets, markdown, small files. Rows may be looped over here.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from racedb.errors import ReadError, UsageError
from racedb.fields import OF_SEASON, OF_SESSION
from racedb.table import Column, Ledger, Table
from racedb.text_keys import fold
from racedb.understand import other_tables
from racedb.understand.columns import recognise
from racedb.understand.found import Found, as_sessions, of_a_season
from racedb.understand.frames import frame, with_stops
from racedb.understand.given import Given
from racedb.understand.groups import MERGED, of_grid, says_grid, with_headings, with_merged_cells
from racedb.understand.header import Header, Row, find_header, stacked
from racedb.understand.lap_charts import chart_in_columns
from racedb.understand.ledgers import with_ledgers
from racedb.understand.rows import data_of, of_width, spans, width_of
from racedb.understand.sections import with_owners
from racedb.understand.titles import Title, about
from racedb.understand.vocabulary import is_known, is_unit
from racedb.understand.wide import (
    LAP_COLUMN,
    SESSION_COLUMN,
    circuits_in_columns,
    sessions_in_columns,
    stages_in_columns,
)
from racedb.understand.wide_laps import (
    cars_in_columns,
    columns_of_laps,
    laps_in_columns,
    with_best_of_runs,
)

_SAMPLE = 200
"""So many first rows show what a column is."""
_NAMED, _LONGEST = 12, 60
"""So many tables of a page, and letters of their headings, are in a message."""


class ChoiceError(ReadError):
    """No table of a file can be taken: there is none of results, or there are several."""

    def __init__(self, message: str, tables: Sequence[Table]) -> None:
        """Take the message, and the tables that the file has."""
        super().__init__(message)
        self.tables = tables


class NoSuchTableError(UsageError):
    """The file has no table of the name or number of --table, or several."""

    def __init__(self, message: str, tables: Sequence[Table]) -> None:
        """Take the message, and the tables that the file has."""
        super().__init__(message)
        self.tables = tables


def table_from_grid(
    rows: Sequence[Row],
    *,
    heading: str,
    given: Given | None = None,
    number: int = 1,
    header: int | None = None,
    file: str = "",
) -> Found | None:
    """
    Make a table of a grid; None when all of it is blank.

    Rows that repeat the header, sum up or only explain are left out; a row that only names another
    driver belongs to the one above it. A row of another width is a reject. Fields that a person
    *gave* to the columns are not recognised again, unless they do not fit: then the error is kept
    with the table, which may not be the one that is meant. *file* is the name of the file.
    """
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        return None
    if header is None and not given:
        rows = [row for row in stacked(rows) if any(cell.strip() for cell in row[1])]
        rows = list(with_owners(rows))
    try:
        found = _table(rows, heading, given, header, file)
    except (UsageError, ReadError) as error:
        found = _table(rows, heading, None, header, file)._replace(error=error)
    return found._replace(
        table=found.table._replace(number=number),
        laps=found.laps and found.laps._replace(number=number),
        parts=[part._replace(number=number) for part in found.parts],
    )


def _table(
    rows: Sequence[Row], heading: str, given: Given | None, line: int | None, file: str
) -> Found:
    header, body = _header_and_body(rows, line)
    width = width_of(header, body)
    names = list(header.names)[:width]
    every = body
    body, rejects, remarks = of_width(every, names, width)
    without_titles = [cells for _, cells in body if not spans(cells)]
    titles = [*_titles(heading, rows[: header.first - 1 if names else 0])]
    texts = [*(title.text for title in titles), file]
    kind, columns = recognise(names, without_titles[:_SAMPLE], given, without_titles, texts)
    if not given and any(says_grid(title.text) for title in titles):
        columns = of_grid(columns)
    said = about(titles)
    table = Table(
        kind=kind,
        batches=(),
        columns=columns,
        heading=heading,
        context=said.context,
        sources=said.sources,
        header=tuple(names),
        header_line=rows[header.first - 1][0] if names else 0,
    )
    data = data_of(body, names, columns, _title_above(rows, header))
    notes = [*remarks, *data.notes]
    # A person who names all columns has the last word on what they are.
    is_told = given is not None and not isinstance(given, Mapping)
    try:
        chart = chart_in_columns(columns, data.rows) if data.rows and not is_told else []
    except ReadError as error:
        return Found(table, rejects, notes, error=error)
    if not data.rows or not (chart or _are_understood(columns)):
        return Found(table, rejects, notes)
    columns = _with_crews(columns, data.rows)
    columns, rows = with_headings(columns, data)
    columns = with_merged_cells(columns, rows)
    if not is_told and (instead := chart or _instead(columns, rows)):
        first, *others = (_in_place_of(table, one) for one in instead)
        found = Found(first, rejects, notes, parts=others)
    else:
        ledger = Ledger()
        frames = [_frame_of(kind, rows, columns, ledger)]
        table = table._replace(batches=frames, columns=columns, ledger=ledger)
        found = Found(table, rejects, notes)
        found = found if is_told else _with_laps_and_stages(found, rows)
    return with_ledgers(found, every, body, data)


def is_wide(columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    """Say whether some rows of a table have laps, sessions or stages in columns of their own."""
    try:
        chart = chart_in_columns(columns, rows)
    except ReadError:  # it is one, whichever way it is to be read
        return True
    return bool(
        chart
        or _instead(columns, rows)
        or laps_in_columns(columns, rows)
        or stages_in_columns(columns, rows)
    )


def _instead(columns: Sequence[Column], rows: Sequence[Row]) -> Sequence[Table]:
    """Return the tables that a wide one is made of: laps of its cars, its sessions or events."""
    laps = cars_in_columns(columns, rows)
    if laps:
        return [laps]
    return sessions_in_columns(columns, rows) or circuits_in_columns(columns, rows)


def _with_laps_and_stages(found: Found, rows: Sequence[Row]) -> Found:
    """Add the laps and the stages that have columns of their own beside the results."""
    columns = found.table.columns
    laps = laps_in_columns(columns, rows)
    of_laps = columns_of_laps(columns) if laps else set()
    columns = tuple(
        it._replace(why=LAP_COLUMN) if n in of_laps else it for n, it in enumerate(columns)
    )
    stages = stages_in_columns(columns, rows)
    of_stages = {one.columns[-1].source for one in stages}
    columns = tuple(
        it._replace(why=SESSION_COLUMN) if it.source in of_stages else it for it in columns
    )
    table = found.table._replace(columns=columns)
    return found._replace(
        table=with_best_of_runs(table, laps) if laps else table,
        laps=laps and _in_place_of(table, laps),
        parts=[_in_place_of(table, one) for one in stages],
    )


def _titles(heading: str, above: Sequence[Row]) -> Iterator[Title]:
    """List the heading of a table, and the lines above its header."""
    if heading:
        yield Title(f"the heading {heading[:_LONGEST]!r}", heading)
    for line, cells in above:
        text = " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())
        yield Title(f"line {line}, {text[:_LONGEST]!r}", text)


def _title_above(rows: Sequence[Row], header: Header) -> str:
    """Return the text that stands alone in the row above the header; '' for none."""
    place = header.first - 2
    above = [cell.strip() for cell in rows[place][1] if cell.strip()] if place >= 0 else []
    return above[0] if len(set(above)) == 1 else ""


def _in_place_of(table: Table, made: Table) -> Table:
    """Say where laps or sessions are from."""
    return made._replace(
        heading=table.heading, header=table.header, header_line=table.header_line,
        context={**table.context, **made.context}, sources=table.sources,
    )  # fmt: skip


def _header_and_body(rows: Sequence[Row], line: int | None = None) -> tuple[Header, Sequence[Row]]:
    """Split rows into the header and the rows after it, without a row of units."""
    header = find_header(rows, line)
    body = rows[header.first :]
    if body and header.names and _are_units(body[0][1]):
        body = body[1:]
    return header, body


def _are_units(cells: Sequence[str]) -> bool:
    """Recognise a row below the header that only names units: km/h, s, h:mm:ss."""
    filled = [cell.strip(" ()[]") for cell in cells if cell.strip()]
    return len(filled) > 1 and all(map(is_unit, filled))


def _are_understood(columns: Sequence[Column]) -> bool:
    return any(column.field or is_known(column.source) for column in columns)


def _frame_of(
    kind: str, rows: Sequence[Row], columns: Sequence[Column], ledger: Ledger
) -> pl.DataFrame:
    made = frame([cells for _, cells in rows], [line for line, _ in rows], columns, ledger)
    merged = [str(it.field) for it in columns if it.why == MERGED]
    made = made.with_columns(pl.col(merged).forward_fill())
    return with_stops(made) if kind == "pit_stops" else made


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


def choose(
    path: object, found: Sequence[Found], *, wanted: str | None, given: Given | None
) -> Found:
    """
    Choose the table to load: the only one with results, or the *wanted* one of --table.

    Where a person *gave* the fields of the columns, it is one that has such columns.

    Raises:
        ChoiceError: there is none, or there are several.
        NoSuchTableError: --table names none, or several.
        UsageError: the columns of the only one are others than --columns names.
        ReadError: they are others than the recipe names.
    """
    chosen = _wanted(path, found, wanted) if wanted else _only(path, found, given)
    return fitting(path, chosen)


def fitting(path: object, found: Found) -> Found:
    """
    Return a table if the columns that a person gave are its own.

    Raises:
        UsageError: --columns names others.
        ReadError: the recipe does.
    """
    if found.error:
        raise type(found.error)(f"{path}: {found.error}")
    return found


def _only(path: object, found: Sequence[Found], given: Given | None) -> Found:
    """Return the only table of results, else the only list of entries."""
    tables = [one.table for one in found]
    possible = [one for one in found if one.is_understood and not one.error]
    possible = possible or [one for one in found if one.is_understood or one.error]
    others = [other_tables.refusal(one.table) for one in possible]
    if not given and others and all(others):
        raise ChoiceError(f"{path}: {others[0]}", tables)
    results = [one for one in possible if one.has_results]
    if given:
        results = results or possible
    if len(results) == 1:
        return results[0]
    if len(results) > 1 and (sessions := as_sessions(results)):
        return sessions
    if len(results) > 1:
        listed = _list([one.table for one in results])
        message = f"{path}: has {len(results)} tables of results; --table says which: {listed}"
        raise ChoiceError(message, tables)
    if of_season := of_a_season(possible):
        return of_season
    kinds = ("pit_stops", *OF_SESSION, *OF_SEASON, "penalties")
    besides = [one for one in possible if one.table.kind in kinds]
    if len(besides) == 1:
        return besides[0]
    # A page without results may still have the entries of a race that has not been run.
    entries = [one for one in possible if _is_entry_list(one.table)]
    if len(entries) == 1:
        return entries[0]
    what = f"it has {_list([one.table for one in possible])}"
    if not possible:
        what = "no column of a table is understood"
    advice = () if besides else (other_tables.described(table.header) for table in tables)
    other = "--table says which" if besides else "--columns names the columns"
    hint = next(filter(None, advice), other)
    raise ChoiceError(f"{path}: there is no table of results in it; {what}; {hint}", tables)


def _is_entry_list(table: Table) -> bool:
    has = {column.field for column in table.columns}
    people = {"driver", "drivers", "driver_1"}
    return "car_number" in has and bool(has & people)


def _wanted(path: object, found: Sequence[Found], wanted: str) -> Found:
    """Find the table of a number from 1, or of a heading or a part of one."""
    fitting = _numbered(found, wanted) if wanted.isdecimal() else _with_heading(found, wanted)
    if len(fitting) == 1:
        return fitting[0]
    tables = [one.table for one in found]
    problem = f"{len(fitting)} tables have it" if fitting else "no table has it"
    message = f"{path}: --table {wanted!r}: {problem}; the file has {_list(tables) or 'none'}"
    raise NoSuchTableError(message, tables)


def _numbered(found: Sequence[Found], number: str) -> Sequence[Found]:
    return [one for one in found if one.table.number == int(number)]


def _with_heading(found: Sequence[Found], heading: str) -> Sequence[Found]:
    """List the tables of a heading; a whole heading goes before a part, results before others."""
    wanted = fold(heading)
    exact = [one for one in found if fold(one.table.heading) == wanted]
    named = exact or [one for one in found if wanted in fold(one.table.heading)]
    return [one for one in named if one.has_results] or named


def _list(tables: Sequence[Table]) -> str:
    """List tables by number and heading, the first ones of many."""
    named = ", ".join(f"{one.number} {one.heading[:_LONGEST]!r}" for one in tables[:_NAMED])
    left = len(tables) - _NAMED
    return f"{named} and {left:,} more" if left > 0 else named
