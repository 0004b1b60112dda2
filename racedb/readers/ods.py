"""
Spreadsheets of LibreOffice and others as OpenDocument, read as a stream of XML.

A cell may say that it is there a million times: such cells are counted before they are made. `line`
is the row of the sheet.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import iterparse

from racedb.errors import ReadError
from racedb.readers.documents import Grid, reading
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.xlsx import MAX_GAP, clock, even, opened
from racedb.understand.header import Row

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,](\d{1,6})\d*)?S")


def _claims(source: Source) -> int:
    # A file of this kind begins with its type, which is not packed.
    return SPECIFIC if _MIMETYPE in source.data[:120] and source.data[:2] == b"PK" else 0


def _read(source: Source, options: Options) -> Reading:
    with opened(source) as data, zipfile.ZipFile(data) as book:
        grids = list(_grids(source, io.BytesIO(book.read("content.xml"))))
    return reading(source, FORMAT.name, "", "", grids, options)


def _grids(source: Source, content: io.BytesIO) -> Iterator[Grid]:
    """
    Yield the sheets of a file.

    Raises:
        ReadError: a cell is too far away from the others, or there are too many.
    """
    rows: list[Row] = []
    name, number, cells = "", 0, 0
    for event, element in iterparse(content, ("start", "end")):  # noqa: S314  `opened` refuses entities
        if element.tag == f"{_TABLE}table":
            if event == "start":
                name, rows, number = element.get(f"{_TABLE}name", ""), [], 0
            else:
                yield Grid(name, even(rows))
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            again = _repeated(element, "rows")
            texts = _row(source, element)
            cells += len(texts) * again
            gap = number - rows[-1][0] if rows else 0
            if texts and (cells > source.limits.page_cells or gap > MAX_GAP):
                message = (
                    f"{source.path}: sheet {name!r}: row {number + 1} is too far from the others, "
                    "or there are too many cells; save the sheet as csv"
                )
                raise ReadError(message)
            rows += [(number + n, texts) for n in range(1, again + 1 if texts else 0)]
            number += again
            element.clear()


def _row(source: Source, element: Any) -> list[str]:
    """
    Return the cells of a row as text, without empty ones at its end.

    Raises:
        ReadError: there are too many.
    """
    texts: list[str] = []
    empty = 0
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        again, text = _repeated(cell, "columns"), _shown(cell)
        if not text:
            empty += again
            continue
        if len(texts) + empty + again > source.limits.columns:
            most = source.limits.columns
            message = f"{source.path}: has more than {most:,} columns, the most"
            raise ReadError(message)
        texts += [""] * empty + [text] * again
        empty = 0
    return texts


def _repeated(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _shown(cell: Any) -> str:
    """Write a cell: dates, times and numbers by their value, a number of digits as it is shown."""
    shown = "\n".join("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p")).strip()
    value = cell.get(f"{_OFFICE}value")
    if day := cell.get(f"{_OFFICE}date-value"):
        return str(day).removesuffix("T00:00:00").replace("T", " ")
    if found := _TIME.fullmatch(cell.get(f"{_OFFICE}time-value", "")):
        hours, minutes, seconds, rest = found.groups(default="0")
        since = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
        return clock(since + timedelta(microseconds=int(rest.ljust(6, "0"))))
    return shown if value is None or shown.isdecimal() else str(value).removesuffix(".0")


FORMAT = Format(
    name="ods",
    summary="spreadsheets of LibreOffice (OpenDocument); every sheet is a table",
    claims=_claims,
    read=_read,
    suffixes=(".ods",),
    line="row",
    has_columns=True,
)
