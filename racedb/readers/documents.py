"""Documents with tables in them to a Reading: the one table that is meant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from racedb.errors import ReadError, UsageError
from racedb.readers.encoding import mojibake
from racedb.readers.reading import Finding, Options, Reading, Source
from racedb.readers.text_lines import raw_lines
from racedb.understand.header import Row, find_header, parts
from racedb.understand.kinds import is_results
from racedb.understand.tables import Found, choose, table_from_grid


class Grid(NamedTuple):
    """A table of a document as it is printed: its heading, its rows with their lines."""

    heading: str
    rows: list[Row]


class _Read(NamedTuple):
    """A table that is understood, and where it comes from."""

    grid: Grid
    found: Found
    error: UsageError | None
    """Why --columns does not fit it; the table is then read without."""


def reading(
    source: Source,
    reader: str,
    text: str,
    encoding: str,
    grids: Iterable[Grid],
    options: Options,
) -> Reading:
    """
    Take the table of results out of a document.

    Raises:
        ReadError: there is none, or there are several and nobody said which; or one is too big.
    """
    read = [
        one
        for grid in grids
        if _fits(source, grid)
        for part in parts(grid.rows)
        if (one := _read(Grid(grid.heading, part), options))
    ]
    if not read:
        message = f"{source.path}: no column of a table is understood; --columns names them"
        raise ReadError(message)
    table = choose(
        source.path, [one.found.table for one in read], wanted=options.table, given=options.columns
    )
    chosen = next(one for one in read if one.found.table is table)
    if chosen.error:
        raise chosen.error
    line = mojibake(text)
    return Reading(
        source=source,
        reader=reader,
        encoding=encoding,
        tables=chosen.found.tables,
        rejects=chosen.found.rejects,
        findings=[] if line is None else [misread(line)],
        raw_lines=raw_lines(source, encoding) if encoding else _cells(chosen.grid),
    )


def table_of_rows(source: Source, rows: list[Row], options: Options) -> Reading:
    """
    Read the one table of a text; report further ones below it, and lines that are no rows.

    Raises:
        ReadError: nothing is understood, or there are too many columns.
    """
    _refuse_wide(source, rows)
    read = _understood(rows, options)
    if not read:
        raise _nothing_in(source, rows)
    # A legend or a summary beside the results may be the longer table.
    results = [one for one in read if is_results(one.found.table.columns)] or read
    chosen = max(results, key=lambda one: len(one.grid.rows))
    if chosen.error:
        raise chosen.error
    found = chosen.found
    findings = [_left_out(line, cells) for line, cells in found.notes]
    findings += [_other_table(one.grid.rows) for one in read if one is not chosen]
    return Reading(
        source=source, reader="", tables=found.tables, rejects=found.rejects, findings=findings
    )


def _understood(rows: list[Row], options: Options) -> list[_Read]:
    """Read the tables of a text that have at least one known column."""
    read = (_read(Grid("", part), options) for part in parts(rows))
    return [one for one in read if one and any(c.field for c in one.found.table.columns)]


def _refuse_wide(source: Source, rows: Iterable[Row]) -> None:
    most = source.limits.columns
    for line, cells in rows:
        if len(cells) > most:
            message = f"{source.path}:{line}: has {len(cells):,} columns; {most:,} are the most"
            raise ReadError(message)


def _other_table(rows: Sequence[Row]) -> Finding:
    first, last = rows[0][0], rows[-1][0]
    message = f"lines {first} to {last}: another table, which is left out"
    return Finding("other-table", message, first)


def _nothing_in(source: Source, rows: Sequence[Row]) -> ReadError:
    """Return why a text has no table: nothing below a header that is known, or no such header."""
    filled = [row for row in rows if any(cell.strip() for cell in row[1])]
    header = find_header(filled)
    if header.names and header.first == len(filled):
        return ReadError(f"{source.path}: there is no row of results in it")
    line = rows[0][0] if rows else 1
    return ReadError(f"{source.path}:{line}: no column is understood; --columns names them")


def _left_out(line: int, cells: Sequence[str]) -> Finding:
    text = " ".join(cell.strip() for cell in cells if cell.strip())[:60]
    return Finding("not-data", f"line {line}: left out, it is no row of the table: {text!r}", line)


def _read(grid: Grid, options: Options) -> _Read | None:
    """Read one table; --columns need only fit the one that is meant."""
    error = None
    try:
        found = table_from_grid(grid.rows, heading=grid.heading, given=options.columns)
    except UsageError as wrong:
        error = wrong
        found = table_from_grid(grid.rows, heading=grid.heading)
        if found is None and options.table is None:
            raise
    return _Read(grid, found, error) if found else None


def _fits(source: Source, grid: Grid) -> bool:
    """
    Say that a table may be one of results.

    Raises:
        ReadError: it has too many columns, or a cell that is too big.
    """
    limits = source.limits
    for line, cells in grid.rows:
        if len(cells) > limits.columns:
            what = f"has {len(cells):,} columns; {limits.columns:,} are the most"
        elif (most := max(map(len, cells), default=0)) > limits.cell_chars:
            what = f"a cell of {most:,} characters; {limits.cell_chars:,} are the most"
        else:
            continue
        message = f"{source.path}:{line}: {what}"
        raise ReadError(message)
    return True


def _cells(grid: Grid) -> Callable[[set[int]], Mapping[int, str]]:
    """Return the cells of rows as their text, because a sheet has no lines."""
    return lambda wanted: {line: " | ".join(cells) for line, cells in grid.rows if line in wanted}


def cut_off(what: str) -> Finding:
    """Report a file that may be incomplete: rows are missing, or its last value is too short."""
    return Finding(code="cut-off", message=f"{what}: is this the whole file?")


def misread(line: int) -> Finding:
    """Report letters that were decoded wrongly before the file was saved."""
    message = f"line {line}: letters look as if they had been decoded wrongly before (MÃ¼ller)"
    return Finding(code="mojibake", line=line, message=message)
