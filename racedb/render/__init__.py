"""
Answers as text and files: one function for each format, and the one way to write them.

A table is for eyes: durations as lap times, widths that fit. All other formats are for programs:
integers stay integers, NULL is empty or null. Rows are written as they come, or wait in a temporary
file: a million of them need no more memory than a thousand.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from racedb.errors import UsageError
from racedb.render.output import destination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from racedb.db.readonly import Result, Value

TABLE_ROWS = 1_000
"""Rows that a table has when nobody says how many: more are for programs, not for eyes."""

Writer = Callable[["Result", IO[bytes]], None]


@dataclass(slots=True)
class Written:
    """What became of an answer."""

    rows: int = 0
    limit: int | None = None
    """The number of rows at which it was cut; None: it is whole."""


def write(
    result: "Result",
    format_: str,
    output: Path | None = None,
    limit: int | None = None,
    *,
    raw: bool = False,
) -> Written:
    """
    Write an answer to stdout, or to a file that appears only when it is complete.

    Args:
        result: the answer; its rows are used up.
        format_: one of FORMATS; with 'table' the extension of *output* decides where it is one.
        output: the file; None: stdout.
        limit: rows at most, 0: all; None: TABLE_ROWS in a table, all in other formats.
        raw: CSV and TSV without the apostrophe before what a spreadsheet would run.

    Raises:
        UsageError: two columns have one name, and the format needs names; or a terminal would get
            what is no text.
        RaceDBError: the file cannot be written, or the database fails on the way.
    """
    if output and format_ == "table":
        format_ = format_of(output) or "table"
    if limit is None:
        limit = TABLE_ROWS if format_ == "table" else 0
    if format_ in BINARY and not output and sys.stdout.isatty():
        message = f"{format_} is not for a terminal: name a file with -o FILE.{format_}"
        raise UsageError(message)
    if format_ in _NAMED:
        different_names(result.columns)
    written = Written()
    counted = type(result)(result.columns, _counted(result.rows, limit, written))
    with destination(output) as stream:
        _writer(format_, raw=raw)(counted, stream)
    return written


def format_of(path: Path) -> str | None:
    """Give the format that the extension of a file says; None: it says none."""
    return _EXTENSIONS.get(path.suffix.lower())


def _counted(
    rows: "Iterator[tuple[Value, ...]]", limit: int, written: Written
) -> "Iterator[tuple[Value, ...]]":
    """Pass on up to *limit* rows and count them; look for one more, to tell a cut from an end."""
    for row in islice(rows, limit or None):
        written.rows += 1
        yield row
    if limit and next(rows, None) is not None:
        written.limit = limit


def different_names(columns: tuple[str, ...]) -> None:
    """Refuse columns of one name, for those who find a column by its name."""
    for name in columns:
        if columns.count(name) > 1:
            message = f"two columns are named {name!r}: give one another name with AS"
            raise UsageError(message)


def _writer(format_: str, *, raw: bool = False) -> Writer:
    """Import what one format needs, and no more: a table must not wait for polars."""
    match format_:
        case "table":
            from racedb.render.table import table as writer
        case "markdown":
            from racedb.render.table import markdown as writer
        case "csv":
            from racedb.render.delimited import comma_separated

            return partial(comma_separated, raw=raw)
        case "tsv":
            from racedb.render.delimited import tab_separated

            return partial(tab_separated, raw=raw)
        case "json":
            from racedb.render.json_rows import array as writer
        case "ndjson":
            from racedb.render.json_rows import lines as writer
        case "xlsx":
            from racedb.render.spreadsheet import xlsx as writer
        case _:
            from racedb.render.parquet import parquet as writer
    return writer


FORMATS = ("table", "csv", "tsv", "json", "ndjson", "markdown", "xlsx", "parquet")
BINARY = frozenset({"xlsx", "parquet"})
_NAMED = frozenset({"json", "ndjson", "parquet"})
_EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".md": "markdown",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
