"""Documents with tables in them to a Reading: the one table that is meant."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from racedb.errors import ReadError
from racedb.readers.encoding import mojibake
from racedb.readers.grid import Row, choose, table_from_grid
from racedb.readers.reading import Finding, Options, Reading, Reject, Source, Table
from racedb.readers.text_lines import raw_lines


class Grid(NamedTuple):
    """A table of a document as it stands: its heading, its rows with their lines."""

    heading: str
    rows: list[Row]


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
    read: list[tuple[Grid, Table, list[Reject]]] = [
        (grid, *found)
        for grid in grids
        if _fits(source, grid)
        and (found := table_from_grid(grid.rows, heading=grid.heading, options=options))
    ]
    if not read:
        message = f"{source.path}: no column of a table is understood; --columns names them"
        raise ReadError(message)
    table = choose(source.path, [one for _, one, _ in read], options)
    grid, _, rejects = next(each for each in read if each[1] is table)
    line = mojibake(text)
    return Reading(
        source=source,
        reader=reader,
        encoding=encoding,
        tables=[table],
        rejects=rejects,
        findings=[] if line is None else [misread(line)],
        raw_lines=raw_lines(source, encoding) if encoding else _cells(grid),
    )


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
    """Give the cells of rows again, where there are no lines: in a sheet."""
    return lambda wanted: {line: " | ".join(cells) for line, cells in grid.rows if line in wanted}


def cut_off(what: str) -> Finding:
    """Tell of a file that may have been longer: rows are missing, its last value is too short."""
    return Finding(code="cut-off", message=f"{what}: is this the whole file?")


def misread(line: int) -> Finding:
    """Tell of letters that were decoded wrongly before the file was saved."""
    message = f"line {line}: letters look as if they had been decoded wrongly before (MÃ¼ller)"
    return Finding(code="mojibake", line=line, message=message)
