"""
How much of a file racedb takes: `[limits]` of racedb.toml, and what holds where it says nothing.

docs/adr/0005 tells why these numbers. What protects a parser from itself (how deep JSON nests, how
far cells stand apart in a sheet) is no limit of this kind and stands in its reader.
"""

from typing import NamedTuple


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
    page_cells: int = 500_000
    """Cells of a table of a page, after those that span rows and columns are repeated."""
    inflated_mib: int = 256
    """What the parts of a spreadsheet inflate to, together."""
    inflated_ratio: int = 100
    """How many times its packed size a part above 1 MiB inflates to."""
    time_limit_s: int | None = None
    """How long one file may take; None: as long as it needs. A schedule takes an hour."""


DEFAULT = Limits()
"""What holds where nobody says otherwise."""
