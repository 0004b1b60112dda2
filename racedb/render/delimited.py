"""CSV and TSV that a spreadsheet can open without running anything."""

import csv
import io
from functools import partial
from typing import IO, TYPE_CHECKING

from racedb.csv_injection import escape_formula

if TYPE_CHECKING:
    from racedb.db.readonly import Result


def _delimited(result: "Result", stream: IO[bytes], *, delimiter: str, raw: bool = False) -> None:
    """Write rows; *raw* leaves texts that a spreadsheet would run as they are."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
    written = (lambda value: value) if raw else escape_formula
    try:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(map(written, result.columns))
        for row in result.rows:
            writer.writerow(
                str(cell).lower() if isinstance(cell, bool) else written(cell) for cell in row
            )
    finally:
        text.detach()


comma_separated = partial(_delimited, delimiter=",")
tab_separated = partial(_delimited, delimiter="\t")
