"""Tables for eyes: aligned text that fits the terminal, and markdown."""

import os
import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING

from racedb.render.cells import cut, shown, width

if TYPE_CHECKING:
    from racedb.db.readonly import Result, Value

_GAP = "  "
_NARROWEST = 6
"""A column of text is not made narrower than this; then rows are written one below the other."""


def table(result: "Result", stream: IO[bytes]) -> None:
    """
    Write aligned columns, numbers to the right.

    On a terminal the widest columns of text are shortened until a row fits; where that is not
    enough, each row becomes a block of lines. Into a pipe or a file nothing is shortened.
    """
    rows = list(result.rows)
    cells = [_texts(result.columns, row) for row in rows]
    right = _numeric(rows, len(result.columns))
    widths = [
        max(map(width, column)) for column in zip(result.columns, *cells, strict=True)
    ]  # fmt: skip
    room = _room()
    if room is not None:
        widths = _narrowed(widths, right, room)
        if sum(widths) + len(_GAP) * (len(widths) - 1) > room:
            _blocks(result.columns, cells, room, stream)
            return
    _line(result.columns, widths, right, stream)
    _line(["─" * places for places in widths], widths, right, stream)
    for row in cells:
        _line(row, widths, right, stream)


def markdown(result: "Result", stream: IO[bytes]) -> None:
    """Write a pipe table; a pipe inside a value is escaped."""
    rows = list(result.rows)
    right = _numeric(rows, len(result.columns))
    lines = [result.columns, ["---:" if it else "---" for it in right]]
    lines += [_texts(result.columns, row) for row in rows]
    for line in lines:
        cells = " | ".join(cell.replace("|", "\\|") for cell in line)
        stream.write(f"| {cells} |\n".encode())


def _texts(columns: Sequence[str], row: "Sequence[Value]") -> list[str]:
    return [shown(column, value) for column, value in zip(columns, row, strict=True)]


def _numeric(rows: "Sequence[Sequence[Value]]", count: int) -> list[bool]:
    """Tell the columns that hold numbers, and at least one."""
    right = []
    for at in range(count):
        values = [row[at] for row in rows if row[at] is not None]
        right.append(bool(values) and all(isinstance(value, int | float) for value in values))
    return right


def _room() -> int | None:
    """Give the width of the terminal; None where there is none and nobody says COLUMNS."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return get_terminal_size().columns
    return None


def _narrowed(widths: list[int], right: list[bool], room: int) -> list[int]:
    """
    Take places from the widest columns of text, one at a time, while a row does not fit.

    The first column says what the row is about: it is shortened last.
    """
    widths = list(widths)
    text = [at for at, number in enumerate(right) if not number]
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    for _ in range(over):
        wide = [at for at in text if widths[at] > _NARROWEST]
        if not wide:
            break
        widest = max(wide, key=lambda at: (at > 0, widths[at]))
        widths[widest] -= 1
    return widths


def _line(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], stream: IO[bytes]
) -> None:
    parts = []
    for cell, places, number in zip(cells, widths, right, strict=True):
        text = cut(cell, places)
        blanks = " " * (places - width(text))
        parts.append(blanks + text if number else text + blanks)
    stream.write(f"{_GAP.join(parts).rstrip()}\n".encode())


def _blocks(
    columns: Sequence[str], cells: Sequence[Sequence[str]], room: int, stream: IO[bytes]
) -> None:
    """Write each row as lines of 'column  value', with an empty line between two rows."""
    names = max(map(width, columns))
    for number, row in enumerate(cells):
        if number:
            stream.write(b"\n")
        for column, cell in zip(columns, row, strict=True):
            places = max(room - names - len(_GAP), _NARROWEST)
            line = f"{column:{names}}{_GAP}{cut(cell, places)}".rstrip()
            stream.write(f"{line}\n".encode())
