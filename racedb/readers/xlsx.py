"""
Spreadsheets, by openpyxl in read-only mode.

Faster engines allocate the whole rectangle between two far-apart cells and abort the process; this
one streams rows. A file that inflates beyond the limit is refused before a cell is read: what its
directory declares may be a lie, so the bytes are counted. So is one that declares entities, which
may inflate, too. `line` is the row of the sheet.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from racedb.errors import ReadError
from racedb.readers.documents import MOST_TABLES, Grid, reading, require_room
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.understand.header import Row

MAX_GAP = 10_000
"""A cell so many rows below the others is a stray one; it is reported, not lost."""
MAX_CELLS = 600_000
"""Cells of a sheet, or texts that sheets share: each takes 15 microseconds until it is read."""
MAX_TEXT = 1 << 20
"""Bytes of a part without a tag: a cell has 32,767 letters at most."""
MAX_TAGS = 200_000
"""Tags of a part that the library holds as a whole, or those of another one that are open."""
_HELD = ("[Content_Types].xml", "xl/styles.xml", "xl/workbook.xml", ".rels")
_CELLS = (b"<c ", b"<c>", b"<si>", b":c ", b":c>", b":si>", b"<table:table-cell")
_SHEET = b"sheetId"
"""The attribute that each sheet of a book must have: to open one costs half a millisecond."""
_BLOCK = 1 << 16
_SEARCHED = 200


def _claims(source: Source) -> int:
    if source.data[:4] != b"PK\x03\x04":
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(source.data[:])) as book:
            return SPECIFIC if "xl/workbook.xml" in book.namelist() else 0
    except Exception:  # noqa: BLE001  zipfile raises whatever a wrong number leads to
        return SPECIFIC if source.suffix == ".xlsx" else 0


def _read(source: Source, options: Options) -> Reading:
    import openpyxl

    with opened(source) as data:
        # Links hold the cells of other books, which nobody asks for.
        book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
        grids = list(_grids(source, book.worksheets))
    return reading(source, FORMAT.name, "", "", grids, options)


@contextmanager
def opened(source: Source) -> Iterator[io.BytesIO]:
    """
    Yield the bytes of a spreadsheet.

    Raises:
        ReadError: it inflates to too much, or whoever reads them stumbles over what is damaged.
    """
    data = source.data[:]
    try:
        _refuse_bombs(source, data)
        yield io.BytesIO(data)
    except ReadError:
        raise
    except Exception as error:  # noqa: BLE001  zipfile and parsers of XML raise whatever they want
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        message = f"{source.path}: is a damaged spreadsheet: {reason}"
        raise ReadError(message) from None


def _refuse_bombs(source: Source, data: bytes) -> None:
    """
    Count what the parts of the file really inflate to.

    Raises:
        ReadError: too much. Damaged parts raise whatever they make zipfile do.
    """
    most, ratio = source.limits.inflated_mib << 20, source.limits.inflated_ratio
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        declared = sum(part.file_size for part in book.infolist())
        if declared > most:
            raise ReadError(_bomb(source, declared))
        total = 0
        for part in book.infolist():
            before = total
            counted = _Counted(part.filename)
            with book.open(part) as stream:
                while block := stream.read(_BLOCK):
                    total += len(block)
                    size = total - before
                    wide = size > 1 << 20 and size > ratio * max(part.compress_size, 1)
                    if wide or total > most:
                        raise ReadError(_bomb(source, total))
                    if said := counted.add(block):
                        message = f"{source.path}: {part.filename}: {said}; save the sheet as csv"
                        raise ReadError(message)


class _Counted:
    """What a part of a file has, counted while it is inflated."""

    def __init__(self, name: str) -> None:
        self.is_xml = name.endswith((".xml", ".rels"))
        self.is_held = name.endswith(_HELD)
        self.tags = 0
        self.cells = 0
        self.sheets = 0
        self.run = 0
        self.has_entities = False
        self._prolog: expat.XMLParserType | None = expat.ParserCreate()
        self._prolog.StartDoctypeDeclHandler = self._declare
        self._prolog.StartElementHandler = self._begin

    def _declare(self, *_: object) -> None:
        self.has_entities, self._prolog = True, None

    def _begin(self, *_: object) -> None:
        self._prolog = None

    def add(self, block: bytes) -> str:
        """Count the tags of a block; return what is too much, or not allowed, or ''."""
        if self._prolog is not None:
            try:
                self._prolog.Parse(block)
            except expat.ExpatError:  # a picture, or damaged
                self._prolog = None
            if self.has_entities:
                return "declares entities, which no results need"
        self.cells += sum(block.count(tag) for tag in _CELLS)
        self.sheets += block.count(_SHEET)
        if self.sheets > MOST_TABLES:
            return f"more than {MOST_TABLES:,} sheets"
        if self.is_xml and self._count_tags(block) > MAX_TAGS:
            return f"more than {MAX_TAGS:,} tags"
        first, last = block.find(b"<"), block.rfind(b"<")
        longest = self.run + (len(block) if first < 0 else first)
        self.run = longest if first < 0 else len(block) - last
        if longest > MAX_TEXT:
            return f"a cell of more than {MAX_TEXT:,} bytes"
        return f"more than {MAX_CELLS:,} cells or texts" if self.cells > MAX_CELLS else ""

    def _count_tags(self, block: bytes) -> int:
        """Count the tags that are open; all of them in a part that the library holds as a whole."""
        self.tags += block.count(b"<") - block.count(b"</")
        if not self.is_held:
            self.tags -= block.count(b"</") + block.count(b"/>")
        return self.tags


def _bomb(source: Source, size: int) -> str:
    return (
        f"{source.path}: inflates to {size:,} bytes or more, beyond "
        f"{source.limits.inflated_ratio} times its size or {source.limits.inflated_mib:,} MiB; "
        "save the sheet as csv"
    )


def _grids(source: Source, sheets: Iterable[Any]) -> Iterator[Grid]:
    """
    Yield the cells of each sheet; several may name the same part of the file.

    Raises:
        ReadError: they have too many, or one is too far away from the others.
    """
    cells = 0
    for sheet in sheets:
        rows = even(list(_rows(source, sheet)))
        cells += sum(len(row) for _, row in rows)
        require_room(source, cells)
        yield Grid(sheet.title, rows)


def _rows(source: Source, sheet: Any) -> Iterator[Row]:
    """
    Yield the rows of a sheet as text; rows and columns of nothing at the end are left out.

    Raises:
        ReadError: a cell is too far away from the others to belong to the table.
    """
    from openpyxl.utils import get_column_letter

    sheet.reset_dimensions()  # what a sheet says of its size may be wrong, and would cut it
    last = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_shown(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if len(texts) > source.limits.columns or (last and number - last > MAX_GAP):
            place = f"{get_column_letter(len(texts))}{number}"
            message = (
                f"{source.path}: sheet {sheet.title!r}: cell {place} stands too far from the "
                "others; empty it, or save the sheet as csv"
            )
            raise ReadError(message)
        if number > (most := source.limits.rows):
            message = f"{source.path}: sheet {sheet.title!r} has over {most:,} rows; save it as csv"
            raise ReadError(message)
        last = number
        yield number, texts


def even(rows: list[Row]) -> list[Row]:
    """Make all rows as wide as the header region: a sheet does not say where a row ends."""
    width = max((len(cells) for _, cells in rows[:_SEARCHED]), default=0)
    return [(line, [*cells, *[""] * (width - len(cells))]) for line, cells in rows]


def _shown(cell: Any) -> str:
    """Write a cell as it is shown: a 7 with the format 000 is the car 007."""
    value = cell.value
    written = value if isinstance(value, str) else text(value)
    if type(value) is int:
        zeros = re.fullmatch(r"0{2,9}", cell.number_format or "")
        return written.zfill(len(zeros[0])) if zeros else written
    return written


def text(value: Any) -> str:  # noqa: PLR0911  one answer a type
    """
    Write a cell as it would be printed.

    Numbers lose the '.0' that a sheet gives them. A time of day is what Excel makes of a duration:
    2:18.03 stays 2:18.030000; above a day it keeps its hours.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(round(value, 9)).removesuffix(".0")
    if isinstance(value, time):
        since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        return clock(since + timedelta(microseconds=value.microsecond))
    if isinstance(value, timedelta):
        return clock(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _moment(value: datetime) -> str:
    """Write a day with its time of day, or a duration of a day and more, which Excel dates 1900."""
    if value.year <= 1900:
        # Excel counts its first day as 1 until a 29th of February that never was.
        first = datetime(1899, 12, 31 if value < datetime(1900, 3, 1) else 30)  # noqa: DTZ001
        return clock(value - first)
    has_time = value.hour or value.minute or value.second
    return value.isoformat(sep=" ") if has_time else value.date().isoformat()


def clock(since: timedelta) -> str:
    """Write a duration as h:mm:ss.ffffff, without hours that are none."""
    seconds, micros = divmod(since // timedelta(microseconds=1), 1_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    rest = f"{second:02d}" + (f".{micros:06d}" if micros else "")
    return f"{hours}:{minute:02d}:{rest}" if hours else f"{minute}:{rest}"


FORMAT = Format(
    name="xlsx",
    summary="spreadsheets; every sheet is a table",
    claims=_claims,
    read=_read,
    suffixes=(".xlsx",),
    line="row",
    has_columns=True,
)
