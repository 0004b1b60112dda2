"""Tables for people: aligned text that fits the terminal, and markdown."""

import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from shutil import get_terminal_size
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from racedb.db.readonly.batches import by_size
from racedb.render.cells import cut, shown, width

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
_NARROWEST = 6
"""Minimum width of a shortened column of text; below it, each row becomes a block of lines."""


def table(result: "Result", stream: IO[bytes]) -> None:
    """
    Write aligned columns, numbers to the right.

    On a terminal the widest columns of text are shortened until a row fits; where that is not
    enough, each row becomes a block of lines. Into a pipe or a file nothing is shortened.
    """
    names = _names(result)
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        widths, right = _measured(result, spool)
        room = _room()
        if room is not None:
            widths = _narrowed(widths, right, room)
            if _line_width(widths) > room:
                _blocks(names, _cells(spool), room, stream)
                return
        _line(names, widths, right, stream)
        _line(["─" * columns for columns in widths], widths, right, stream)
        for row in _cells(spool):
            _line(row, widths, right, stream)


def markdown(result: "Result", stream: IO[bytes]) -> None:
    """Write a pipe table; what markdown or HTML would take for its own is escaped."""
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        _, right = _measured(result, spool)
        rule = [["---:" if it else "---" for it in right]]
        for line in chain([_names(result)], rule, _cells(spool)):
            cells = " | ".join(cell.translate(_MARKDOWN) for cell in line)
            stream.write(f"| {cells} |\n".encode())


def _names(result: "Result") -> list[str]:
    """Return the headings, which a statement of SQL may name as it likes."""
    return [shown("", name) for name in result.columns]


def _measured(result: "Result", spool: IO[bytes]) -> tuple[list[int], list[bool]]:
    """
    Write the texts of all cells to *spool*, which is a file when there are many rows.

    Returns:
        The width of each column, and whether it holds at least one number and nothing else.
    """
    widths = [width(name) for name in _names(result)]
    numbers: set[int] = set()
    others: set[int] = set()
    for rows in by_size(result.rows, _BATCH):
        cells = [_texts(result.columns, row) for row in rows]
        pickle.dump(cells, spool)
        for at, (values, texts) in enumerate(
            zip(zip(*rows, strict=True), zip(*cells, strict=True), strict=True)
        ):
            widths[at] = max(widths[at], *map(width, texts))
            for value in values:
                if value is not None:
                    (numbers if isinstance(value, int | float) else others).add(at)
    return widths, [at in numbers - others for at in range(len(widths))]


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


def _narrowed(widths: list[int], right: list[bool], room: int) -> list[int]:
    """
    Shorten the widest column of text by one until a row fits.

    The first column is shortened last: it tells what the row is about.
    """
    widths = list(widths)
    text = [at for at, number in enumerate(right) if not number]
    for _ in range(_line_width(widths) - room):
        wide = [at for at in text if widths[at] > _NARROWEST]
        if not wide:
            break
        widest = max(wide, key=lambda at: (at > 0, widths[at]))
        widths[widest] -= 1
    return widths


def _line_width(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _line(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], stream: IO[bytes]
) -> None:
    parts = []
    for cell, columns, number in zip(cells, widths, right, strict=True):
        text = cut(cell, columns)
        blanks = " " * (columns - width(text))
        parts.append(blanks + text if number else text + blanks)
    stream.write(f"{_GAP.join(parts).rstrip()}\n".encode())


def _blocks(
    columns: Sequence[str], cells: Iterable[Sequence[str]], room: int, stream: IO[bytes]
) -> None:
    """Write each row as lines of 'column  value', with an empty line between two rows."""
    names = max(map(width, columns))
    for number, row in enumerate(cells):
        if number:
            stream.write(b"\n")
        for column, cell in zip(columns, row, strict=True):
            value_width = max(room - names - len(_GAP), _NARROWEST)
            line = f"{column:{names}}{_GAP}{cut(cell, value_width)}".rstrip()
            stream.write(f"{line}\n".encode())
