"""
Delimited text: comma, semicolon, tab, pipe or '#', with or without a header.

The file is read in blocks. A block without quotes whose rows are all equally wide is cut by whole
columns (polars), one without quotes by its lines; one with quotes by the csv module, which knows
where a cell spans lines. All count the cells of every row: a row with one too many or too few is a
reject, never padded, never dropped in silence.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import polars as pl

from racedb.counted import counted
from racedb.csv_injection import unescape_formula
from racedb.errors import ReadError, UsageError
from racedb.readers.dialect import Dialect, escape_of, last_row_end, separator_of
from racedb.readers.documents import (
    changed,
    misread,
    not_understood,
    refuse_other,
    refuse_wide,
    table_of_rows,
    without_end,
)
from racedb.readers.encoding import encoding_of, known, utf8_mojibake, wrong_at
from racedb.readers.reading import GENERIC, Finding, Format, Options, Reading, Source
from racedb.readers.recipe import SEARCHED, with_recipe
from racedb.readers.text_lines import blocks, raw_lines
from racedb.table import Column, Ledger, Reject, Table
from racedb.understand import columns as headers
from racedb.understand.frames import frame, named
from racedb.understand.header import Row, find_header
from racedb.understand.rows import set_aside
from racedb.understand.second_look import SecondLook
from racedb.understand.tables import ChoiceError, is_wide
from racedb.understand.vocabulary import is_seat

SMALL_BYTES = 512 << 10
"""A file up to this size is read by its rows, whatever they are; a bigger one by columns."""
BLOCK_BYTES = 4 << 20
"""So much of a file is in memory at a time, in some copies."""
MAX_CELL, MAX_ROW = 1 << 20, 4 << 20
MOST_REJECTS = 100_000
"""A file with more rows of a wrong width was misunderstood; each of them costs memory."""
_SAMPLE = 200
_PLACES, _PIECE = 8, 16 << 10
"""Rows of a big file are looked at in so many places, so many bytes of each."""

csv.field_size_limit(MAX_CELL)


def _claims(source: Source) -> int:
    head = source.head
    if not head or head.lstrip()[:1] in ("<", "{", "["):
        return 0
    return GENERIC if separator_of(head) else 0


def _read(source: Source, options: Options) -> Reading:
    name = str(source.path)
    encoding = known(options.encoding) if options.encoding else encoding_of(source.data, name)
    separator = options.separator or separator_of(source.head)
    if separator is None:
        message = f"{name}: no separator cuts its lines into equally many cells"
        raise ReadError(message)
    dialect = Dialect(separator, escape_of(source.head))
    if len(source.data) <= SMALL_BYTES:
        return _as_grid(source, options, encoding, dialect)
    if options.table not in (None, "1"):
        message = f"--table {options.table!r}: {name} is big and has one table only"
        raise UsageError(message)
    first = _first_rows(source, encoding, dialect)
    refuse_wide(source, first)
    options = with_recipe(options, first[:SEARCHED])
    header = find_header(first, options.header)
    width = len(header.names) or _common_width(first)
    sample = [(line, cells[:width]) for line, cells in first[header.first :][:_SAMPLE]]
    names = [name.strip() for name in header.names]
    rows = [cells for _, cells in sample]
    spread = [*rows, *_rows_further_down(source, encoding, dialect, width)]
    kind, columns = headers.recognise(names, rows, options.columns, spread, [source.path.stem])
    if not options.columns and _is_wide(columns, sample, width):
        _refuse_big_and_wide(source)
        return _as_grid(source, options, encoding, dialect)
    skip = first[header.first - 1][0] if header.first else 0
    table = Table(kind=kind, batches=(), columns=columns, header=tuple(names), header_line=skip)
    if not any(column.field for column in columns):
        raise ChoiceError(not_understood(f"{name}:{first[0][0]}", names), [table])
    if not options.columns:
        refuse_other(source, table)
    rejects: list[Reject] = []
    findings: list[Finding] = []
    look = SecondLook(() if options.columns else columns)
    body = _Body(source, encoding, dialect, columns, width, skip, rejects, findings, Ledger(), look)
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=[table._replace(batches=body.frames(), ledger=body.ledger)],
        rejects=rejects,
        findings=findings,
        recipe=options.recipe,
        raw_lines=raw_lines(source, encoding),
    )


def _as_grid(source: Source, options: Options, encoding: str, dialect: Dialect) -> Reading:
    """Read a small file as a whole, so that its rows may differ in width."""
    name = str(source.path)
    rows: list[Row] = []
    text = b""
    for line, _, block in _blocks(source, encoding, dialect):
        text += block
        decoded = block.decode()
        for at, cells in _by_csv(decoded, line, dialect, name):
            _refuse_unclosed(f"{name}:{at}", cells, decoded, dialect)
            rows.append((at, cells))
    found = table_of_rows(source, rows, options)
    if b"'" in text:  # racedb writes one before what a spreadsheet would run
        plain = unescape_formula(pl.col(pl.String))
        found.tables = [
            table._replace(batches=[part.with_columns(plain) for part in table.batches])
            for table in found.tables
        ]
    if wrong := utf8_mojibake(text):
        found.findings.append(misread(wrong))
    found.findings += without_end(source)
    return replace(
        found, reader=FORMAT.name, encoding=encoding, raw_lines=raw_lines(source, encoding)
    )


def _common_width(rows: Sequence[Row]) -> int:
    widths = [len(cells) for _, cells in rows]
    return max(set(widths), key=widths.count)


def _first_rows(source: Source, encoding: str, dialect: Dialect) -> list[Row]:
    """Read the first rows with their lines, for the header and the shapes of values."""
    text = next(iter(_blocks(source, encoding, dialect)))[-1].decode()
    return list(islice(_by_csv(text, 1, dialect, str(source.path)), _SAMPLE + 1))


def _rows_further_down(
    source: Source, encoding: str, dialect: Dialect, width: int
) -> Iterator[list[str]]:
    """Yield some rows from all over a file, of the width of the table: what they are is unsure."""
    if encoding.startswith("utf-16"):  # a line end may begin anywhere
        return
    step = len(source.data) // (_PLACES + 1)
    for place in range(1, _PLACES + 1):
        piece = bytes(source.data[place * step : place * step + _PIECE])
        whole = piece.partition(b"\n")[2].rpartition(b"\n")[0]
        rows = dialect.rows(iter(whole.decode(encoding, "replace").splitlines()))
        yield from (row for row in rows if len(row) == width)


def _is_wide(columns: Sequence[Column], sample: Sequence[Row], width: int) -> bool:
    """Say whether the table has laps or sessions in columns: its rows must be read as a whole."""
    rows = [(line, [*cells, *[""] * (width - len(cells))]) for line, cells in sample]
    return is_wide(columns, rows)


def _refuse_big_and_wide(source: Source) -> None:
    """
    Refuse a wide table that is too big to be read as a whole.

    Raises:
        ReadError: it is.
    """
    if len(source.data) > BLOCK_BYTES:
        what = "laps or sessions in columns"
        message = f"{source.path}: has {what} and more than {BLOCK_BYTES:,} bytes, the most"
        raise ReadError(f"{message}; save it with a row for each lap")


def _blocks(source: Source, encoding: str, dialect: Dialect) -> Iterator[tuple[int, int, bytes]]:
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


def _by_csv(text: str, line: int, dialect: Dialect, name: str) -> Iterator[Row]:
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


def _refuse_unclosed(where: str, cells: Sequence[str], text: str, dialect: Dialect) -> None:
    """Refuse a quote that swallowed the rest of a block; a closed cell may have several lines."""
    if cells[-1].count("\n") > 1 and text.count('"') % 2 and not dialect.escape:
        message = f"{where}: a quote opens here and is never closed"
        raise ReadError(message)


class _Body(NamedTuple):
    """The rows below the header."""

    source: Source
    encoding: str
    dialect: Dialect
    columns: Sequence[Column]
    width: int
    skip: int
    """Line of the header; 0: there is none."""
    rejects: list[Reject]
    findings: list[Finding]
    ledger: Ledger
    look: SecondLook

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield a frame of text for every block."""
        for line, ends, text in _blocks(self.source, self.encoding, self.dialect):
            if not self.findings and (at := utf8_mojibake(text)):
                self.findings.append(misread(line + at - 1))
            if b'"' in text or self.dialect.escape:
                found = self._with_quotes(line, text.decode())
            else:
                cells = self._even(line, ends, text)
                found = self._plain(line, text.decode()) if cells is None else cells
            if b"'" in text:  # racedb writes one before what a spreadsheet would run
                found = found.with_columns(unescape_formula(pl.col(pl.String)))
            if not found.is_empty():
                self.findings.extend(changed(self.look, found))
                yield found
        self.findings.extend(without_end(self.source))

    def _with_quotes(self, line: int, text: str) -> pl.DataFrame:
        rows: list[list[str]] = []
        lines: list[int] = []
        for at, cells in _by_csv(text, line, self.dialect, str(self.source.path)):
            _refuse_unclosed(f"{self.source.path}:{at}", cells, text, self.dialect)
            if at <= self.skip or not any(cell.strip() for cell in cells):
                continue
            row = self._fitted(at, list(cells))
            if row is not None:
                rows.append(row)
                lines.append(at)
        return frame(rows, lines, self.columns, self.ledger)

    def _fitted(self, line: int, cells: list[str]) -> list[str] | None:
        """Drop empty cells after the last column; a row of another width is a reject."""
        while len(cells) > self.width and not cells[-1].strip():
            cells.pop()
        missing = self.width - len(cells)
        if missing > 0 and self._may_lack(missing):
            cells += [""] * missing
        if len(cells) == self.width:
            return cells
        if len(self.rejects) == MOST_REJECTS:
            message = (
                f"{self.source.path}:{line}: more than {counted(MOST_REJECTS, 'rows')} are no rows"
            )
            raise ReadError(f"{message} of the table, which has {counted(self.width, 'columns')}")
        self.rejects.append(set_aside(line, cells, self.width, self.ledger))
        return None

    def _may_lack(self, count: int) -> bool:
        """
        Return whether a row may end so many columns early.

        It may where the header has no name: 'A;B;' over 'a;b'; and in the last seats of a crew:
        Al Kamel's exports write fewer cells for a seat that is empty.
        """
        return all(
            column.source.startswith("column ") or is_seat(column.source)
            for column in self.columns[-count:]
        )

    def _even(self, line: int, ends: int, text: bytes) -> pl.DataFrame | None:
        """Cut a block without quotes whose rows are as wide as the header; None: not all are."""
        separator, height = self.dialect.separator, ends + (not text.endswith(b"\n"))
        lone_returns = b"\r" in text and text.count(b"\r") != text.count(b"\r\n")
        is_long = len(text) > 2 * BLOCK_BYTES  # a line of megabytes, which costs memory to copy
        separators = text.count(separator.encode())
        if separators != height * (self.width - 1) or lone_returns or is_long:
            return None
        names = [f"c{n}" for n in range(self.width)]
        try:  # a row that is wider is an error, so none is narrower: the separators add up
            cells = pl.read_csv(
                text, has_header=False, separator=separator, quote_char=None,
                schema=dict.fromkeys(names, pl.String),
            )  # fmt: skip
        except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
            return None
        if (cells.select(pl.col(names).str.len_bytes().max()).max_horizontal()[0] or 0) > MAX_CELL:
            return None
        cells = cells.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + line).alias("line"))
        cells = cells.slice(max(0, self.skip + 1 - line))
        may_be_blank = (pl.col("c0").is_null() | pl.col("c0").str.starts_with(" ")).alias("blank")
        if cells.select(may_be_blank)["blank"].any():
            filled = pl.any_horizontal(pl.col(names).str.strip_chars(" ") != "")
            cells = cells.filter(filled.fill_null(value=False))
        return named(cells, self.columns, spelled=b"\\" in text, ledger=self.ledger)

    def _plain(self, line: int, text: str) -> pl.DataFrame:
        """Cut a block without quotes by its lines."""
        separator = self.dialect.separator
        raw = self._filled_lines(line, text)
        self._refuse_long(raw)
        count = pl.col("text").str.count_matches(separator, literal=True) + 1
        is_even = count == self.width
        good = pl.concat([raw.filter(is_even), self._fitted_lines(raw.filter(~is_even))])
        if good.is_empty():
            return frame([], [], self.columns, self.ledger)
        names = [f"c{n}" for n in range(self.width)]
        cells = good.sort("line").select(
            "line",
            pl.col("text")
            .str.split_exact(separator, self.width - 1)
            .struct.rename_fields(names)
            .alias("cells"),
        )
        return named(cells.unnest("cells"), self.columns, ledger=self.ledger)

    def _filled_lines(self, line: int, text: str) -> pl.DataFrame:
        """Return the lines below the header that have a letter, as `text` and `line`."""
        raw = pl.DataFrame({"text": text.split("\n")}).with_columns(
            pl.col("text").str.strip_suffix("\r"),
            (pl.int_range(pl.len(), dtype=pl.Int64) + line).alias("line"),
        )
        filled = pl.col("text").str.strip_chars(f" {self.dialect.separator}") != ""
        return raw.filter((pl.col("line") > self.skip) & filled)

    def _refuse_long(self, raw: pl.DataFrame) -> None:
        """Refuse a cell that is too long, as the csv module does in blocks with quotes."""
        for text, line in raw.filter(pl.col("text").str.len_bytes() > MAX_CELL).iter_rows():
            most = max(map(len, text.split(self.dialect.separator)))
            if most > MAX_CELL:
                message = f"{self.source.path}:{line}: a cell of {most:,} characters; "
                raise ReadError(message + f"{MAX_CELL:,} are the most")

    def _fitted_lines(self, odd: pl.DataFrame) -> pl.DataFrame:
        """Return the lines of another width that can be made to fit; the others are rejects."""
        separator = self.dialect.separator
        rows = [(self._fitted(line, text.split(separator)), line) for text, line in odd.iter_rows()]
        fitted = [(separator.join(row), line) for row, line in rows if row is not None]
        return pl.DataFrame(fitted, schema=odd.schema, orient="row")


FORMAT = Format(
    name="delimited",
    summary=(
        "comma, semicolon, tab, pipe or `#`; quotes doubled, escaped or stray; Al "
        "Kamel's results and lap analysis"
    ),
    claims=_claims,
    read=_read,
    suffixes=(".csv", ".tsv", ".txt"),
    has_columns=True,
)
