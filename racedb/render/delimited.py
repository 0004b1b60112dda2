"""CSV and TSV that a spreadsheet can open without running anything."""

import csv
import io
import re
from functools import partial
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from racedb.db.readonly import Result, Value

# What a spreadsheet takes for a formula (OWASP), also after blanks. A gap such as +12.451 or
# -1:02.3 is a number and stays as it is.
FORMULA = re.compile(r"\s*[=+\-@\t\r\0]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,:]*")


def safe(value: "Value") -> "Value":
    """
    Put an apostrophe before a text that a spreadsheet would take for a formula.

    >>> safe("=1+1"), safe("+12.451"), safe("+1 Lap"), safe(-3)
    ("'=1+1", '+12.451', "'+1 Lap", -3)
    """
    if not isinstance(value, str) or not FORMULA.match(value) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def _delimited(result: "Result", stream: IO[bytes], *, delimiter: str) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(map(safe, result.columns))
        for row in result.rows:
            writer.writerow(
                str(cell).lower() if isinstance(cell, bool) else safe(cell) for cell in row
            )
    finally:
        text.detach()


comma_separated = partial(_delimited, delimiter=",")
tab_separated = partial(_delimited, delimiter="\t")
