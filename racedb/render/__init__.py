"""
Results as text and files: one function for each format, and one way to write them all.

A table is for people: durations as lap times, widths that fit. All other formats are for programs:
integers stay integers, NULL is empty or null. Rows are streamed or wait in a temporary file, so
that a million of them need no more memory than a thousand.
"""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING, cast

from racedb import leftovers
from racedb.errors import RaceDBError, UsageError
from racedb.safe_text import escape

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from racedb.db.readonly import Result, Value

TABLE_ROWS = 1_000
"""Default limit of a table; more rows are for programs, not for people."""

FORMATS = ("table", "csv", "tsv", "json", "ndjson", "markdown", "xlsx", "parquet")
BINARY = frozenset({"xlsx", "parquet"})
_NAMED = frozenset({"json", "ndjson", "parquet"})
"""Formats in which a column is found by its name."""
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

Writer = Callable[["Result", IO[bytes]], None]


@dataclass(slots=True)
class Written:
    """How much of a result was written."""

    rows: int = 0
    limit: int | None = None
    """The limit that cut the result off; None: it is complete."""


def write(
    result: "Result",
    format_: str,
    output: Path | None = None,
    limit: int | None = None,
    *,
    raw: bool = False,
    times: str = "us",
    spare: Sequence[str] = (),
) -> Written:
    """
    Write a result to stdout, or to a file that appears only when it is complete.

    Args:
        result: the result; its rows are consumed.
        format_: one of FORMATS; for 'table' the extension of *output*, if known, takes precedence.
        output: the file; None: stdout.
        limit: maximum number of rows, 0: all; None: TABLE_ROWS in a table, else all.
        raw: CSV and TSV without the apostrophe that keeps spreadsheets from running formulas.
        times: durations as us, text or seconds (racedb.render.times); a table has lap times.
        spare: columns that a table on a narrow terminal leaves out first.

    Raises:
        UsageError: two columns have the same name in a format that needs names, or a binary format
            would go to a terminal.
        RaceDBError: the file cannot be written, or the database fails while rows are read.
    """
    if output and format_ == "table":
        format_ = format_of(output) or "table"
    if limit is None:
        limit = TABLE_ROWS if format_ == "table" else 0
    if format_ in BINARY and not output and sys.stdout.isatty():
        message = f"{format_} is not for a terminal; name a file with -o FILE.{format_}"
        raise UsageError(message)
    if times != "us" and format_ not in ("table", "markdown"):
        from racedb.render.times import with_times

        result = with_times(result, times, of_spreadsheet=format_ == "xlsx")
    if format_ in _NAMED:
        require_distinct(result.columns)
    written = Written()
    counted = type(result)(result.columns, _counted(result.rows, limit, written))
    with destination(output, paged=format_ == "table" and 0 < limit <= TABLE_ROWS) as stream:
        _writer(format_, raw=raw, spare=spare)(counted, stream)
    return written


def format_of(path: Path) -> str | None:
    """Return the format that belongs to the extension of a file; None: it belongs to none."""
    return _EXTENSIONS.get(path.suffix.lower())


def require_distinct(columns: tuple[str, ...]) -> None:
    """
    Refuse columns with the same name, for formats in which a column is found by its name.

    Raises:
        UsageError: two columns have the same name.
    """
    for name in columns:
        if columns.count(name) > 1:
            message = f"two columns are named {name!r}; rename one of them with AS"
            raise UsageError(message)


@contextmanager
def destination(path: Path | None, *, paged: bool = False) -> Iterator[IO[bytes]]:
    """
    Open stdout, or a temporary file beside *path* that is renamed to it at the end.

    On a terminal what is *paged* goes through the user's pager (PAGER) if it is longer than a page.

    When anything fails, an older file with that name stays as it was. A link is followed.

    Raises:
        RaceDBError: the folder is missing or not writable, or the disk is full.
    """
    if path is None:
        sys.stdout.flush()
        if not sys.stdout.isatty():
            yield sys.stdout.buffer
            return
        pages = io.BytesIO()
        yield pages if paged else cast("IO[bytes]", _Visible())
        _show(pages.getvalue())
        return
    real = path.resolve()
    leftovers.remove(real.parent)
    beside = leftovers.hidden(real)
    try:
        if real.exists() and not real.is_file():
            # /dev/null or a named pipe cannot be replaced.
            with real.open("wb") as file:
                yield file
            return
        with beside.open("xb") as file:
            yield file
        beside.replace(real)
    except OSError as error:
        message = f"{path}: cannot be written: {(error.strerror or str(error)).lower()}"
        raise RaceDBError(message) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


class _Visible(io.BufferedIOBase):
    """Standard output on a terminal, which must not be moved by what is in the rows."""

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        sys.stdout.buffer.write(_visible(bytes(data)).encode())
        return len(bytes(data))

    def flush(self) -> None:
        sys.stdout.buffer.flush()


def _visible(data: bytes) -> str:
    return escape(data.decode("utf-8", "backslashreplace"), keep="\n\t")


def _show(pages: bytes) -> None:
    """Print a text on a terminal, through the user's pager if it is longer than the screen."""
    text = _visible(pages)
    if sys.stdin.isatty() and text.count("\n") >= get_terminal_size().lines:
        import pydoc

        pydoc.pager(text)
    else:
        sys.stdout.buffer.write(text.encode())


def _counted(
    rows: "Iterator[tuple[Value, ...]]", limit: int, written: Written
) -> "Iterator[tuple[Value, ...]]":
    """Pass on up to *limit* rows and count them; peek at one more, to tell a cut from the end."""
    for row in islice(rows, min(limit, sys.maxsize) or None):
        written.rows += 1
        yield row
    if limit and next(rows, None) is not None:
        written.limit = limit


def _writer(format_: str, *, raw: bool = False, spare: Sequence[str] = ()) -> Writer:
    """Import only what one format needs: a table must not wait for polars."""
    match format_:
        case "table":
            from racedb.render.table import table

            return partial(table, spare=spare)
        case "markdown":
            from racedb.render.table import markdown as writer
        case "csv" | "tsv":
            from racedb.render.text import delimited

            return partial(delimited, delimiter="," if format_ == "csv" else "\t", raw=raw)
        case "json":
            from racedb.render.text import json_array as writer
        case "ndjson":
            from racedb.render.text import json_lines as writer
        case "xlsx":
            from racedb.render.spreadsheet import xlsx as writer
        case _:
            from racedb.render.parquet import parquet as writer
    return writer
