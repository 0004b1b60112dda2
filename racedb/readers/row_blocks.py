"""
A file of delimited text in blocks of whole rows, and the rows of a block.

A block ends at a line end outside of quotes; the csv module knows where a cell spans lines.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from racedb.errors import ReadError
from racedb.readers.dialect import Dialect, last_row_end
from racedb.readers.encoding import wrong_at
from racedb.readers.reading import Source
from racedb.readers.text_lines import blocks
from racedb.understand.header import Row

BLOCK_BYTES = 4 << 20
"""So much of a file is in memory at a time, in some copies."""
MAX_CELL, MAX_ROW = 1 << 20, 4 << 20

csv.field_size_limit(MAX_CELL)


def in_blocks(source: Source, encoding: str, dialect: Dialect) -> Iterator[tuple[int, int, bytes]]:
    """
    Cut the file into blocks of whole rows, in UTF-8.

    A block ends at a line end outside of quotes.

    Returns:
        the number of its first line, how many line ends are in it, and the block.

    Raises:
        ReadError: wrong bytes, a NUL byte, or a row without an end: a quote that never closes.
    """
    rest, line = b"", 1
    for piece, is_last in _utf8(source, encoding):
        text = rest + piece
        if (at := text.find(b"\0")) >= 0:
            where = line + text.count(b"\n", 0, at)
            message = "holds a NUL byte; it is not a text file, or it is damaged"
            raise ReadError(f"{source.path}:{where}: {message}")
        end = len(text) if is_last else last_row_end(text, dialect)
        rows, rest = text[:end], text[end:]
        if len(rest) > MAX_ROW:
            where = line + rows.count(b"\n")
            message = f"a row of more than {MAX_ROW:,} bytes; a quote may not be closed"
            raise ReadError(f"{source.path}:{where}: {message}")
        if (wrong := wrong_at(rows)) is not None:
            raise _wrong(source, encoding, line + rows.count(b"\n", 0, wrong))
        if rows or is_last:
            ends = rows.count(b"\n")
            yield line, ends, rows
            line += ends


def _utf8(source: Source, encoding: str) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in pieces of UTF-8, converted where necessary; True with the last one."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    for start, raw in blocks(source.data, BLOCK_BYTES):
        is_last, text = start + BLOCK_BYTES >= len(source.data), raw
        if encoding not in ("utf-8", "utf-8-sig"):
            try:
                text = decoder.decode(raw, is_last).encode()
            except UnicodeError as error:
                before = raw[: getattr(error, "start", 0)]
                raise _wrong(source, encoding, line + before.count(b"\n")) from None
            line += text.count(b"\n")
        if b"\r" in text and b"\n" not in text:  # line ends of an old Macintosh
            text = text.replace(b"\r", b"\n")
        yield text.removeprefix(codecs.BOM_UTF8) if start == 0 else text, is_last


def _wrong(source: Source, encoding: str, line: int) -> ReadError:
    message = f"is not valid {encoding}; --encoding names another"
    return ReadError(f"{source.path}:{line}: {message}")


def by_csv(text: str, line: int, dialect: Dialect, name: str) -> Iterator[Row]:
    """Cut a block into rows by the csv module; each has the line that it begins in."""
    lines = io.StringIO(text, newline="")
    reader = dialect.rows(iter(lines))
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"{name}:{line + before}: {error}; a quote may not be closed"
            raise ReadError(message) from None
        if cells:
            yield line + before, cells
        before = reader.line_num


def refuse_unclosed(where: str, cells: Sequence[str], text: str, dialect: Dialect) -> None:
    """Refuse a quote that swallowed the rest of a block; a closed cell may have several lines."""
    if cells[-1].count("\n") > 1 and text.count('"') % 2 and not dialect.escape:
        message = f"{where}: a quote opens here and is never closed"
        raise ReadError(message)
