"""
How much of a file racedb takes: `[limits]` of racedb.toml, and what holds where it says nothing.

docs/adr/0005 tells why these numbers. What protects a parser from itself (how deep JSON nests, how
far cells are apart in a sheet) is no limit of this kind and is in its reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from racedb.counted import counted
from racedb.errors import ReadError

if TYPE_CHECKING:
    import polars as pl

    from racedb.readers.reading import Reading, Source


class Limits(NamedTuple):
    """The most that a file may have; beyond it the file is refused, and nothing of it is kept."""

    file_mib: int | None = None
    """Its size; None: whatever a person asks for. A schedule takes 64 when nothing is said."""
    document_mib: int = 64
    """Size of what has to be in memory as a whole: JSON, XML, a web page."""
    rows: int = 50_000_000
    """Rows of one table."""
    columns: int = 1_024
    """Columns of one table."""
    cell_chars: int = 32_767
    """Characters of one cell: what a spreadsheet's cell can hold."""
    page_cells: int = 600_000
    """Cells of a table of a page, after those that span rows and columns are repeated."""
    inflated_mib: int = 256
    """What the parts of a spreadsheet inflate to, together."""
    inflated_ratio: int = 100
    """How many times its packed size a part above 1 MiB inflates to."""
    time_limit_s: int | None = None
    """How long one file may take; None: as long as it needs. A schedule takes an hour."""


DEFAULT = Limits()
"""What holds where nobody says otherwise."""


def bounded(reading: "Reading") -> "Reading":
    """
    Hold a reading to the limits of its file.

    Raises:
        ReadError: a table has too many columns; while its batches are read: too many rows, or a
            cell that is too big.
    """
    most = reading.source.limits.columns
    for table in reading.tables:
        if len(table.columns) > most:
            columns = counted(len(table.columns), "columns")
            raise ReadError(f"{reading.source.path}: has {columns}; {most:,} are the most")
    tables = [
        table._replace(batches=_counted(reading.source, table.batches)) for table in reading.tables
    ]
    return replace(reading, tables=tables)


def _counted(source: "Source", batches: Iterable["pl.DataFrame"]) -> Iterator["pl.DataFrame"]:
    """Yield the batches of a table, counted as they come."""
    limits, rows = source.limits, 0
    for frame in batches:
        rows += frame.height
        if rows > limits.rows:
            message = f"{source.path}: has more than {counted(limits.rows, 'rows')}, the most"
            raise ReadError(message)
        _refuse_big_cells(source, frame)
        yield frame


def _refuse_big_cells(source: "Source", frame: "pl.DataFrame") -> None:
    """Look at the bytes first: they are known without a look at the letters, and never fewer."""
    import polars as pl

    most = source.limits.cell_chars
    beyond = pl.any_horizontal(pl.col(pl.String).str.len_bytes() > most)
    for line, *sizes in (
        frame.filter(beyond).select("line", pl.col(pl.String).str.len_chars()).iter_rows()
    ):
        size = max(filter(None, sizes))
        if size > most:
            message = f"{source.path}:{line}: a cell of {size:,} characters; {most:,} are the most"
            raise ReadError(message)
