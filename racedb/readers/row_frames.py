"""
Rows of delimited text below a header, as a frame of text for every block.

A block without quotes whose rows are all equally wide is cut by whole columns (polars), one without
quotes by its lines; one with quotes by the csv module. All count the cells of every row.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from racedb.counted import counted
from racedb.csv_injection import unescape_formula
from racedb.errors import ReadError
from racedb.readers import row_blocks
from racedb.readers.dialect import Dialect
from racedb.readers.documents import changed, misread, without_end
from racedb.readers.encoding import utf8_mojibake
from racedb.readers.reading import Finding, Source
from racedb.readers.row_blocks import MAX_CELL
from racedb.table import Column, Ledger, Reject
from racedb.understand.frames import frame, named
from racedb.understand.rows import set_aside
from racedb.understand.second_look import SecondLook
from racedb.understand.vocabulary import is_seat

MOST_REJECTS = 100_000
"""A file with more rows of a wrong width was misunderstood; each of them costs memory."""


class Body(NamedTuple):
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
        for line, ends, text in row_blocks.in_blocks(self.source, self.encoding, self.dialect):
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
        for at, cells in row_blocks.by_csv(text, line, self.dialect, str(self.source.path)):
            row_blocks.refuse_unclosed(f"{self.source.path}:{at}", cells, text, self.dialect)
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
        # A line of megabytes costs memory to copy.
        is_long = len(text) > 2 * row_blocks.BLOCK_BYTES
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
