"""Documents with tables in them to a Reading: the one table that is meant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from racedb.counted import counted
from racedb.errors import ReadError
from racedb.readers.encoding import mojibake
from racedb.readers.reading import Finding, Options, Reading, Source
from racedb.readers.recipe import SEARCHED, with_recipe
from racedb.readers.text_lines import ends_in_a_line, raw_lines
from racedb.table import Table
from racedb.understand import other_tables
from racedb.understand.found import Found
from racedb.understand.header import Row, beside, find_header, parts
from racedb.understand.joined import joined_rows
from racedb.understand.second_look import SecondLook
from racedb.understand.tables import ChoiceError, choose, fitting, table_from_grid

if TYPE_CHECKING:
    import polars as pl

MOST_TABLES = 500
"""Tables of a page: each is understood by itself, and takes a millisecond or two."""
_SHOWN = 20
"""So many lines that are left out are named."""


class Grid(NamedTuple):
    """A table of a document as it is printed: its heading, its rows with their lines."""

    heading: str
    rows: Sequence[Row]


class _Read(NamedTuple):
    """A table, and where it comes from."""

    grid: Grid
    found: Found


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
        UsageError: the columns that were given are not those of the table.
    """
    every: list[Grid] = []
    cells = 0
    for grid in grids:
        _refuse_big(source, grid)
        cells += sum(len(row) for _, row in grid.rows)
        require_room(source, cells)
        every += _parts_of(grid, options)
        if len(every) > MOST_TABLES:
            message = f"{source.path}: has more than {counted(MOST_TABLES, 'tables')}, the most"
            raise ReadError(message)
    joined, alone = joined_rows(every)
    every = [grid._replace(rows=rows) for grid, rows in zip(every, joined, strict=True)]
    options = with_recipe(options, (row for grid in every for row in grid.rows[:SEARCHED]))
    read = _all_tables(source, every, options)
    chosen = choose(
        source.path, [one.found for one in read], wanted=options.table, given=options.columns
    )
    line = mojibake(text)
    numbers = {table.number for table in chosen.tables}
    taken = [one for one in read if one.found.table.number in numbers]
    return Reading(
        source=source,
        reader=reader,
        encoding=encoding,
        tables=chosen.tables,
        rejects=list(chosen.rejects),
        findings=[*([] if line is None else [misread(line)]), *without_partner(alone)],
        raw_lines=raw_lines(source, encoding) if encoding else _cells(taken),
        recipe=options.recipe,
        others=[one.found.table for one in read if one not in taken],
    )


def table_of_rows(source: Source, rows: list[Row], options: Options) -> Reading:
    """
    Read the one table of a text; report further ones below it, and lines that are no rows.

    Raises:
        ReadError: nothing is understood, or there are too many columns.
        UsageError: the columns that were given are not those of the table.
    """
    refuse_wide(source, rows)
    options = with_recipe(options, rows[:SEARCHED])
    read = _all_tables(source, _parts_of(Grid("", rows), options), options)
    if options.table:
        every = [one.found for one in read]
        found = choose(source.path, every, wanted=options.table, given=options.columns)
    else:
        found = _longest(source, rows, read)
        if not options.columns:
            refuse_other(source, found.table)
    findings = [_left_out(line, cells) for line, cells in found.notes]
    others = [one for one in read if one.found is not found]
    findings += [_other_table(one.grid.rows) for one in others]
    return Reading(
        source=source,
        reader="",
        tables=found.tables,
        rejects=list(found.rejects),
        findings=findings,
        recipe=options.recipe,
        others=[one.found.table for one in others],
    )


def _longest(source: Source, rows: Sequence[Row], read: Sequence[_Read]) -> Found:
    """
    Take the longest table of results; a legend or a summary beside them may be longer.

    Raises:
        ChoiceError: nothing is understood.
        UsageError: the columns that were given are not those of the table.
    """
    known = [one for one in read if one.found.error or _has_fields(one.found)]
    if not known:
        raise ChoiceError(_nothing_in(source, rows), [one.found.table for one in read])
    known = [one for one in known if not one.found.error] or known
    results = [one for one in known if one.found.has_results] or known
    return fitting(source.path, max(results, key=lambda one: len(one.grid.rows)).found)


def _has_fields(found: Found) -> bool:
    return found.is_understood and any(column.field for column in found.table.columns)


def _parts_of(grid: Grid, options: Options) -> list[Grid]:
    """Cut a grid where another table begins below a header, or beside a blank column."""
    if options.header is not None:  # who says where the header is means one table below it
        return [grid]
    return [Grid(grid.heading, one) for part in parts(grid.rows) for one in beside(part)]


def _all_tables(source: Source, grids: Iterable[Grid], options: Options) -> list[_Read]:
    """Read the tables of a file, and number them in their order."""
    read = [
        (
            grid,
            table_from_grid(
                grid.rows,
                heading=grid.heading,
                given=options.columns,
                number=number,
                header=options.header,
                file=source.path.stem,
            ),
        )
        for number, grid in enumerate(grids, start=1)
    ]
    return [_Read(grid, found) for grid, found in read if found]


def refuse_wide(source: Source, rows: Iterable[Row]) -> None:
    """
    Look at how many cells rows have, before anybody looks at a cell.

    Raises:
        ReadError: one has more than a table may have columns.
    """
    for line, cells in rows:
        require_width(source, line, len(cells))


def require_width(source: Source, line: int, width: int) -> None:
    """
    Refuse a row that is too wide.

    Raises:
        ReadError: it has more cells than a table may have columns.
    """
    if width > (most := source.limits.columns):
        message = f"{source.path}:{line}: has {counted(width, 'columns')}; {most:,} are the most"
        raise ReadError(message)


def require_room(source: Source, cells: int) -> None:
    """
    Refuse a page with too many cells.

    Raises:
        ReadError: its tables have more cells than they may have together.
    """
    if cells > (most := source.limits.page_cells):
        message = f"{source.path}: has more than {most:,} cells, the most; save it as csv"
        raise ReadError(message)


def _other_table(rows: Sequence[Row]) -> Finding:
    first, last = rows[0][0], rows[-1][0]
    message = f"lines {first} to {last}: another table, which is left out"
    return Finding("other-table", message, first)


def _nothing_in(source: Source, rows: Sequence[Row]) -> str:
    """Say why a text has no table: nothing below a header that is known, or no such header."""
    filled = [row for row in rows if any(cell.strip() for cell in row[1])]
    header = find_header(filled)
    if header.names and header.first == len(filled):
        return f"{source.path}: there is no row of results in it"
    line, names = rows[0] if rows else (1, [])
    return not_understood(f"{source.path}:{line}", names)


def not_understood(where: str, headers: Sequence[str]) -> str:
    """Say that no column is understood, and what the table may be."""
    advice = other_tables.described(headers) or "--columns names them"
    return f"{where}: no column is understood; {advice}"


def refuse_other(source: Source, table: Table) -> None:
    """
    Refuse a table of which some columns may be those of results, and which is something else.

    Raises:
        ReadError: it is; with what it is, and what to load instead.
    """
    if said := other_tables.refusal(table):
        raise ReadError(f"{source.path}: {said}")


def _left_out(line: int, cells: Sequence[str]) -> Finding:
    text = " ".join(cell.strip() for cell in cells if cell.strip())[:60]
    return Finding("not-data", f"line {line}: left out, it is no row of the table: {text!r}", line)


def _refuse_big(source: Source, grid: Grid) -> None:
    """
    Look at the size of a table before it is read.

    Raises:
        ReadError: it has too many columns, or a cell that is too big.
    """
    refuse_wide(source, grid.rows)
    limit = source.limits.cell_chars
    for line, cells in grid.rows:
        if (most := max(map(len, cells), default=0)) > limit:
            message = f"{source.path}:{line}: a cell of {most:,} characters; {limit:,} are the most"
            raise ReadError(message)


def _cells(taken: Sequence[_Read]) -> Callable[[set[int]], Mapping[int, str]]:
    """Return the cells of rows as their text, because a sheet has no lines."""
    return lambda wanted: {
        line: " | ".join(cells) for one in taken for line, cells in one.grid.rows if line in wanted
    }


def without_partner(said: Iterable[str]) -> list[Finding]:
    """Report ids that lead nowhere: what they stand for is not stored."""
    return [Finding("dangling-reference", one, is_doubt=True) for one in said]


def changed(look: SecondLook, block: "pl.DataFrame") -> list[Finding]:
    """Report columns whose cells are not what those of the first rows were."""
    return [Finding("changed-column", message, at, is_doubt=True) for at, message in look.at(block)]


def not_data(lines: Iterable[tuple[int, str]]) -> list[Finding]:
    """Name the first lines that are in no table, for somebody to look at."""
    filled = ((number, text) for number, text in lines if text.strip())
    return [_left_out(number, [text]) for number, text in islice(filled, _SHOWN)]


def without_end(source: Source) -> list[Finding]:
    """Report a text whose last line has no end."""
    return [] if ends_in_a_line(source.data) else [cut_off("the last line has no end")]


def cut_off(what: str) -> Finding:
    """Report a file that may be incomplete: rows are missing, or its last value is too short."""
    return Finding(code="cut-off", message=f"{what}: is this the whole file?")


def misread(line: int) -> Finding:
    """Report letters that were decoded wrongly before the file was saved."""
    message = f"line {line}: letters look as if they had been decoded wrongly before (MÃ¼ller)"
    return Finding(code="mojibake", line=line, message=message)
