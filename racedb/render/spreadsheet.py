"""
A spreadsheet (xlsx), written row by row.

Cells have types, so a text needs no apostrophe to stay a text: `=1+1` and `+12.451` are both stored
character by character, and neither is computed, even after somebody has edited the cell.
"""

import math
from datetime import timedelta
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from racedb.csv_injection import FORMULA
from racedb.db.readonly.batches import by_size
from racedb.errors import UsageError
from racedb.render.cells import width

if TYPE_CHECKING:
    from racedb.db.readonly import Result, Value

ROWS = 1_048_575
"""Rows that a sheet holds below its heading; further rows go to another sheet."""
COLUMNS = 16_384
CELL_CHARS = 32_767
"""Maximum length of a cell."""
_EXACT = 10**15
"""Spreadsheets store 15 digits of a number; a longer one is written as text."""
_MEASURED = 200
"""Rows from which the widths of the columns are computed."""
_WIDEST = 60
_TIME_FORMAT = "[h]:mm:ss.000"
"""Hours do not begin again after a day; spreadsheets show no more than three decimals."""


def xlsx(result: "Result", stream: IO[bytes], *, rows_of_a_sheet: int = ROWS) -> None:
    """
    Write as many sheets as the rows need, each with a heading that stays in view.

    Raises:
        UsageError: there are more columns than a sheet has.
    """
    if len(result.columns) > COLUMNS:
        message = f"{len(result.columns):,} columns are too many for xlsx ({COLUMNS:,}); use csv"
        raise UsageError(message)
    book = Workbook(write_only=True)
    first = next(by_size(result.rows, _MEASURED), [])
    widths = [
        min(_WIDEST, 2 + max(width(str(cell)) for cell in column if cell is not None))
        for column in zip(result.columns, *first, strict=True)
    ]
    rows = chain(first, result.rows)
    sheet = _sheet(book, result.columns, widths)
    for number, row in enumerate(rows):
        if number and number % rows_of_a_sheet == 0:
            sheet = _sheet(book, result.columns, widths)
        sheet.append([_cell(sheet, value) for value in row])
    book.save(stream)


def _sheet(book: Any, columns: tuple[str, ...], widths: list[int]) -> Any:
    sheet = book.create_sheet(f"rows {len(book.worksheets) + 1}")
    sheet.freeze_panes = "A2"
    for number, characters in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = characters
    heading = [_text(sheet, name) for name in columns]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    return sheet


def _cell(sheet: Any, value: "Value | timedelta") -> Any:
    """Return a value for openpyxl, or a cell that is marked as a text or formatted as a time."""
    if isinstance(value, timedelta):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _TIME_FORMAT
        return cell
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and abs(value) >= _EXACT:
        return str(value)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
    if len(text) > CELL_CHARS:
        text = text[: CELL_CHARS - 1] + "…"
    # A text such as '#N/A' would become an error.
    return _text(sheet, text) if FORMULA.match(text) or text.startswith("#") else text


def _text(sheet: Any, text: str) -> Any:
    """Return a cell that every program takes for a text."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
