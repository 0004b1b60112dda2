"""Tables for people: aligned text that fits the terminal, and markdown."""

import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from shutil import get_terminal_size
from tempfile import SpooledTemporaryFile
from textwrap import wrap
from typing import IO, TYPE_CHECKING

from racedb.db.readonly.batches import by_size
from racedb.render.cells import shorten, shown, width
from racedb.render.places import with_year

if TYPE_CHECKING:
    from racedb.db.readonly import Result, Value

_GAP = "  "
_BATCH = 1_000
_IN_MEMORY = 8_000_000
"""Bytes of cells; a longer table waits in a temporary file while its columns are measured."""
_MARKDOWN = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": r"\|", "\\": r"\\", "[": r"\[", "`": r"\`"}
)
"""Characters that begin HTML, links and code, or end a cell."""
_NARROWEST = 12
"""Minimum width of a shortened column of text; below it, columns are left out."""
_PLACES = ("season", "series", "event", "session", "circuit", "layout")
"""Columns that say what a table is about, in the order in which people name them."""
_PROSE = ("meaning", "what holds", "message", "explanation", "reason", "source")
"""Columns of sentences: they are wrapped, and not shortened."""
_NARROWEST_PROSE = 28
_COMFORTABLE = 24
"""A column of text that is as wide as this has lost little that matters."""
_FEW = 3
"""In so many rows numbers may be the same by chance: they stay in the table if they have room."""
_WHERE = (*_PLACES, "round")
"""Columns of numbers that are no counts: they are above the table if they are all the same."""
_KEPT = ("event", "slug")
"""Columns that are left out last: they tell where a row is from, and how queries call it."""


@dataclass(slots=True)
class _Column:
    """What is known of a column once all rows were seen."""

    at: int
    heading: list[str]
    """Its lines: one, or on a terminal two where that makes the column narrower."""
    cells: int = 0
    """Width of the widest cell."""
    has_numbers: bool = False
    has_others: bool = False
    texts: set[str] = field(default_factory=set)
    """Different texts of its cells, as many as were seen until there were two."""

    @property
    def name(self) -> str:
        return "_".join(self.heading)

    @property
    def width(self) -> int:
        return max(self.cells, *map(width, self.heading))

    @property
    def narrowest(self) -> int:
        """How narrow it may become."""
        return min(self.width, _NARROWEST_PROSE if self.name in _PROSE else _NARROWEST)

    @property
    def comfortable(self) -> int:
        """How wide it should be."""
        if self.right:
            return self.width
        return (
            self.narrowest
            if self.name in _PROSE
            else max(self.narrowest, min(self.width * 2 // 3, _COMFORTABLE))
        )

    @property
    def right(self) -> bool:
        """Whether it holds at least one number and nothing else."""
        return self.has_numbers and not self.has_others


def table(result: "Result", stream: IO[bytes], spare: Sequence[str] = ()) -> None:
    """
    Write aligned columns, numbers to the right, durations as times under headings without `_us`.

    Into a pipe or a file all columns are written in full. On a terminal, columns that are the same
    in all rows become a line above the table, empty ones are named there; wide texts are shortened
    in the middle, and columns that still have no room are named below. A single row that does not
    fit becomes a block of lines, and without rows there is no table.

    Args:
        result: the rows.
        stream: where they go.
        spare: columns that a narrow terminal leaves out first, in this order.
    """
    room = _room()
    has_years = room is not None and {"season", "event"} <= {*result.columns}
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        columns, rows = _measured(_with_years(result) if has_years else result, spool)
        with_year = columns.pop() if has_years else None
        if room is None:
            _write(columns, [it.width for it in columns], spool, stream)
        elif not rows:
            return
        elif rows == 1 and _line_width([it.width for it in columns]) > room:
            _block(columns, next(_cells(spool)), room, stream)
        else:
            _fitted(columns, rows, with_year, room, spare, spool, stream)


def markdown(result: "Result", stream: IO[bytes]) -> None:
    """Write a pipe table; what markdown or HTML would take for its own is escaped."""
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        columns, _ = _measured(result, spool)
        head = [[column.name for column in columns]]
        rule = [["---:" if column.right else "---" for column in columns]]
        for line in chain(head, rule, _cells(spool)):
            cells = " | ".join(cell.translate(_MARKDOWN) for cell in line)
            stream.write(f"| {cells} |\n".encode())


def _with_years(result: "Result") -> "Result":
    """Add a column of the events with their seasons, '2009 24 Hours of Spa'."""
    season, event = result.columns.index("season"), result.columns.index("event")
    rows = ((*row, with_year(row[season], row[event])) for row in result.rows)
    return type(result)((*result.columns, "event"), rows)


def _measured(result: "Result", spool: IO[bytes]) -> tuple[list[_Column], int]:
    """Write the texts of all cells to *spool*; return the columns, and how many rows there are."""
    # A statement of SQL may name its columns as it likes.
    columns = [
        _Column(at, [shown("", name.removesuffix("_us"))]) for at, name in enumerate(result.columns)
    ]
    count = 0
    for rows in by_size(result.rows, _BATCH):
        cells = [_texts(result.columns, row) for row in rows]
        pickle.dump(cells, spool)
        count += len(rows)
        for column, values, texts in zip(
            columns, zip(*rows, strict=True), zip(*cells, strict=True), strict=True
        ):
            column.cells = max(column.cells, *map(width, texts))
            if len(column.texts) < 2:
                column.texts.update(texts)
            numbers = [isinstance(it, int | float) for it in values if it is not None]
            column.has_numbers = column.has_numbers or any(numbers)
            column.has_others = column.has_others or not all(numbers)
    return columns, count


def _cells(spool: IO[bytes]) -> Iterator[list[str]]:
    """Read the texts back, row by row."""
    end = spool.tell()
    spool.seek(0)
    while spool.tell() < end:
        yield from pickle.load(spool)  # noqa: S301  this process has just written it


def _texts(columns: Sequence[str], row: "Sequence[Value]") -> list[str]:
    return [shown(column, value) for column, value in zip(columns, row, strict=True)]


def _room() -> int | None:
    """Return the width of the terminal; None if there is none and COLUMNS is not set."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return get_terminal_size().columns
    return None


def _fitted(
    columns: list[_Column],
    rows: int,
    with_year: _Column | None,
    room: int,
    spare: Sequence[str],
    spool: IO[bytes],
    stream: IO[bytes],
) -> None:
    """
    Write a table that is no wider than the terminal, with a line above and one below.

    If it does not fit with season and event, these are one column, *with_year*.
    """
    for column in columns:
        column.heading = _two_lines(column.heading[0], column.cells)
    varying = [it for it in columns if rows == 1 or len(it.texts) > 1] or columns
    if rows <= _FEW or len(varying) == 1:
        counted = [it for it in columns if it in varying or (it.right and it.name not in _WHERE)]
        if _line_width([it.width for it in counted]) <= room:
            varying = counted
    _caption([it for it in columns if it not in varying], room, stream)
    names = {it.name for it in varying}
    is_wide = _line_width([it.width for it in varying]) > room
    if with_year is not None and is_wide and {"season", "event"} <= names:
        varying = [with_year if it.name == "event" else it for it in varying if it.name != "season"]
    chosen, widths = _narrowed(varying, room, spare)
    _write(chosen, widths, spool, stream)
    if left_out := [it.name for it in varying if it not in chosen]:
        _paragraph(f"no room for {', '.join(left_out)}; --format csv has all", room, stream)


def _caption(same: list[_Column], room: int, stream: IO[bytes]) -> None:
    """Write what all rows have in common: '2023 IMSA, Road America, Race; status finished'."""
    texts = {it.name: text for it in same for text in it.texts}
    where = [texts.pop(name) for name in _PLACES if texts.get(name)]
    empty = [name for name, text in texts.items() if not text]
    parts = [f"{name} {text}" for name, text in texts.items() if text]
    if where:
        parts.insert(0, ", ".join(where))
    if empty:
        parts.append(f"no {', '.join(empty)}")
    if parts:
        _paragraph("; ".join(parts), room, stream)


def _paragraph(text: str, room: int, stream: IO[bytes]) -> None:
    stream.write(("\n".join(wrap(text, room)) + "\n").encode())


def _two_lines(heading: str, cells: int) -> list[str]:
    """Divide a heading that is wider than its cells at the '_' that makes it the narrowest."""
    words = heading.split("_")
    lines = [
        ["_".join(words[:at]), "_".join(words[at:])] for at in range(1, len(words)) if all(words)
    ]
    narrowest = min(lines, key=lambda two: max(map(width, two)), default=[heading])
    return narrowest if width(heading) > cells else [heading]


def _narrowed(
    columns: list[_Column], room: int, spare: Sequence[str]
) -> tuple[list[_Column], list[int]]:
    """
    Return the columns that have room, and their widths.

    *spare* are left out before others become uncomfortable to read. Then the widest column
    of text is shortened by one until a row fits; the first column last: it tells what the row is
    about. Where no text is left to shorten, the last column is left out, those of _KEPT and _PROSE
    after all others.
    """
    chosen = [*columns]
    for name in spare:
        if _line_width([it.comfortable for it in chosen]) > room:
            chosen = [it for it in chosen if it.name != name or it is columns[0]]
    while len(chosen) > 1:
        widths = [it.width for it in chosen]
        text = [at for at, it in enumerate(chosen) if not it.right]
        for _ in range(_line_width(widths) - room):
            wide = [at for at in text if widths[at] > chosen[at].narrowest]
            if not wide:
                break
            widths[max(wide, key=lambda at: (at > 0, widths[at]))] -= 1
        if _line_width(widths) <= room:
            return chosen, widths
        kept = (*_KEPT, *_PROSE)
        del chosen[max(range(1, len(chosen)), key=lambda at: (chosen[at].name not in kept, at))]
    return chosen, [min(chosen[0].width, room)]


def _line_width(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _write(columns: list[_Column], widths: list[int], spool: IO[bytes], stream: IO[bytes]) -> None:
    """Write the heading, a rule and the rows of some columns."""
    right = [it.right for it in columns]
    lines = max(len(it.heading) for it in columns)
    headings = [[""] * (lines - len(it.heading)) + it.heading for it in columns]
    for head in zip(*headings, strict=True):
        _line(head, widths, right, stream)
    _line(["─" * it for it in widths], widths, right, stream)
    prose = [at for at, it in enumerate(columns) if it.name in _PROSE and widths[at] < it.width]
    for row in _cells(spool):
        cells = [[row[it.at]] for it in columns]
        for at in prose:
            cells[at] = wrap(cells[at][0], widths[at])
        for line in zip_longest(*cells, fillvalue=""):
            _line(line, widths, right, stream)


def _line(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], stream: IO[bytes]
) -> None:
    parts = []
    for cell, columns, number in zip(cells, widths, right, strict=True):
        text = shorten(cell, columns)
        blanks = " " * (columns - width(text))
        parts.append(blanks + text if number else text + blanks)
    stream.write(f"{_GAP.join(parts).rstrip()}\n".encode())


def _block(columns: list[_Column], row: Sequence[str], room: int, stream: IO[bytes]) -> None:
    """Write a row as lines of 'column  value'; what is not known is left out."""
    names = max(width(it.name) for it in columns)
    for column in columns:
        if cell := row[column.at]:
            value = shorten(cell, max(room - names - len(_GAP), _NARROWEST))
            stream.write(f"{column.name:{names}}{_GAP}{value}".rstrip().encode() + b"\n")
