"""
Delimited text: comma, semicolon, tab, pipe or '#', with or without a header.

A small file is read as a whole, whatever the widths of its rows; a bigger one in blocks, by its
columns. A row with one cell too many or too few is a reject, never padded or dropped in silence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import polars as pl

from racedb.csv_injection import unescape_formula
from racedb.errors import ReadError, UsageError
from racedb.readers import row_blocks
from racedb.readers.dialect import Dialect, escape_of, separator_of
from racedb.readers.documents import (
    misread,
    not_understood,
    refuse_other,
    refuse_wide,
    table_of_rows,
    without_end,
)
from racedb.readers.encoding import encoding_of, known, utf8_mojibake
from racedb.readers.reading import GENERIC, Finding, Format, Options, Reading, Source
from racedb.readers.recipe import SEARCHED, with_recipe
from racedb.readers.row_frames import Body
from racedb.readers.text_lines import raw_lines
from racedb.table import Column, Ledger, Reject, Table
from racedb.understand import columns as headers
from racedb.understand.header import Row, find_header
from racedb.understand.second_look import SecondLook
from racedb.understand.tables import ChoiceError, is_wide

SMALL_BYTES = 512 << 10
"""A file up to this size is read by its rows, whatever they are; a bigger one by columns."""
_SAMPLE = 200
_PLACES, _PIECE = 8, 16 << 10
"""Rows of a big file are looked at in so many places, so many bytes of each."""


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
    body = Body(source, encoding, dialect, columns, width, skip, rejects, findings, Ledger(), look)
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
    for line, _, block in row_blocks.in_blocks(source, encoding, dialect):
        text += block
        decoded = block.decode()
        for at, cells in row_blocks.by_csv(decoded, line, dialect, name):
            row_blocks.refuse_unclosed(f"{name}:{at}", cells, decoded, dialect)
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
    text = next(iter(row_blocks.in_blocks(source, encoding, dialect)))[-1].decode()
    return list(islice(row_blocks.by_csv(text, 1, dialect, str(source.path)), _SAMPLE + 1))


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
    if len(source.data) > row_blocks.BLOCK_BYTES:
        what = "laps or sessions in columns"
        message = (
            f"{source.path}: has {what} and more than {row_blocks.BLOCK_BYTES:,} bytes, the most"
        )
        raise ReadError(f"{message}; save it with a row for each lap")


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
