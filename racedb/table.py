"""What readers yield and `racedb.understand` makes of cells: tables, their columns and rejects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl


FORMAT_SAYS = "the format says so"
"""Why a column is what it is where the schema is known."""
NOT_TAKEN = "the reader of this format does not take it"
"""Why a column is left out where the schema is known."""


class Column(NamedTuple):
    """One column of the source, and what it was taken for."""

    source: str
    """The header as printed; 'column 3' where there is none."""
    field: str | None
    """The canonical field, '-' when skipped on purpose, None when not understood."""
    why: str
    """Why: 'header', '--columns', 'values are durations' ..."""
    samples: tuple[str, ...] = ()
    """Up to three values as they are in the file."""
    confidence: float = 1.0
    """How sure that is, from 0 to 1; 1 where somebody or a known schema says so."""
    unit: str = ""
    """Of its numbers, where it is not that of the field: ms, h.m.s; '' else."""
    copy: str = ""
    """A second field that the same cells fill: a constructor is the team and the maker."""
    runner_up: str | None = None
    """The field that came next; None: no other was thinkable."""
    is_misread: bool = False
    """It is left out because most of its cells are no values of the field that its header names."""


CELLS = "cells"
"""Column of the text of a table with a ledger: how many raw cells of the row have a field."""


@dataclass(slots=True)
class Ledger:
    """
    Where the filled cells of a raw table went, below its header; grows while its rows are read.

    A cell that says nothing ('-', 'n/a') is not counted.
    """

    taken: int = 0
    """Cells of columns that are understood, in rows of the table."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Cells of the other columns, by header."""
    not_data: int = 0
    """Cells of rows that are no rows of the table: remarks, titles, rows of another width."""
    beside: int = 0
    """Cells that are stored with other rows: headings of classes, further drivers of a crew."""


class Table(NamedTuple):
    """One table of a file: rows of one kind, all from one place of the file."""

    kind: str
    """results, laps, pit_stops, entries, weather ... (racedb.fields.KINDS)."""
    batches: Iterable["pl.DataFrame"]
    """Frames of text under canonical names, plus line; read once, in the order of the file."""
    columns: tuple[Column, ...] = ()
    heading: str = ""
    """The title of the table, '' when it has none."""
    context: Mapping[str, str] = MappingProxyType({})
    """What the file states for every row: series, season, event, session, date, circuit ..."""
    sources: Mapping[str, str] = MappingProxyType({})
    """Which title says what is in the context: 'the heading, ...'; others are the file's own."""
    number: int = 1
    """Which table of the file it is, from 1: what --table takes."""
    header: tuple[str, ...] = ()
    """The names of the columns of the file, before laps or sessions in columns became rows."""
    header_line: int = 0
    """The line of the header, the last one of several; 0: it has none."""
    has_own_session: bool = False
    """Its session is its own: --session is about the other tables of the file."""
    is_exact: bool = False
    """A known schema says what each cell is; else a total may turn out to be a gap."""
    ledger: Ledger | None = None
    """Counts of its cells; None: a known schema, of which only what is passed on is counted."""


class Reject(NamedTuple):
    """A row that cannot be stored, or a cell of such a row."""

    line: int
    field: str | None
    """Canonical field of the bad cell; None when the row as a whole is bad."""
    code: str
    """extra-cell, missing-cell, not-a-duration, not-a-number, duplicate-row ... (ingest docs)."""
    message: str
    """Names the field and the value."""
    raw: str | None = None
    """The original line, filled in by the import when the reader can give it again."""


class Note(NamedTuple):
    """A cell of a stored row that cannot be read: its value is NULL."""

    line: int
    field: str
    """Canonical field of the cell."""
    code: str
    """not-a-duration, not-a-number ..."""
    message: str
    """Names the field and the value."""
    raw: str
    """The text of the cell."""
