"""CSV files of a dump as frames of text: every line a row, every row with its line."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from racedb.errors import ReadError
from racedb.readers.encoding import decode
from racedb.readers.grid import ragged
from racedb.readers.reading import Finding, Options, Reject, Source
from racedb.readers.related_words import OWN_COLUMNS, singular, snake

SUFFIXES = (".csv", ".tsv", ".txt")
LINE = "line"
_SEPARATORS = ",;\t|"
_NULLS = ("", "\\N", "NULL", "null", "None", "nan", "NaN")


@dataclass(frozen=True, slots=True)
class File:
    """One file of a dump."""

    source: Source
    name: str
    """Its name without extension, in one way of writing: race_result."""
    headers: Mapping[str, str]
    """Column of the frame -> header as printed."""
    frame: pl.DataFrame
    """String columns by their `snake` names, and line."""
    encoding: str
    ragged: list[Reject] = field(default_factory=list)
    """
    Rows of the wrong width. One that ends early is in the frame all the same: in a lookup what it
    says is good, and the last columns are not known (Ergast's races of 2025).
    """

    def has_unique(self, columns: Sequence[str]) -> bool:
        """Say whether these columns tell every row of the file from all others."""
        if not set(columns) <= set(self.frame.columns) or self.frame.is_empty():
            return False
        keys = self.frame.select(columns)
        return not keys.null_count().sum_horizontal().item() and not keys.is_duplicated().any()

    def findings(self) -> list[Finding]:
        """Tell of ragged rows of a lookup in one sentence."""
        if not self.ragged:
            return []
        first, path = self.ragged[0], self.source.path
        message = f"{path}:{first.line}: {first.message}; rows like it: {len(self.ragged)}"
        return [Finding(code="ragged-lookup", line=first.line, message=message)]


def read_files(files: Mapping[str, Source], options: Options) -> list[File]:
    """
    Read the tables among the files of a folder, in the order of their names.

    Raises:
        ReadError: a file that is no text, or has a quote that never closes.
    """
    return [
        _read(source, options)
        for _, source in sorted(files.items())
        if source.suffix in SUFFIXES and _separator(source)
    ]


def _separator(source: Source) -> str | None:
    """Find what parts the names of the header; a text without any is no table."""
    header = source.head.lstrip("\ufeff").split("\n", 1)[0]
    best = max(_SEPARATORS, key=header.count)
    return best if best in header else None


def _read(source: Source, options: Options) -> File:
    text, encoding = decode(source.data[:], options.encoding, str(source.path))
    separator = str(_separator(source))
    lines = pl.Series(text.rstrip("\r\n").split("\n"))
    outside = lines.str.replace_all(r'"[^"]*"', "")
    widths = outside.str.count_matches(separator, literal=True).cast(pl.Int64) + 1
    rejects: list[Reject] = []
    even = widths[1:].n_unique() == 1 and widths[1] <= widths[0]
    if even and not outside.str.contains('"', literal=True).any():
        cells = _by_columns(text, separator, widths[0])
        if not _lacks_nothing(cells, widths[0], widths[1]):
            cells, rejects = _by_rows(text, separator, str(source.path))
    else:
        cells, rejects = _by_rows(text, separator, str(source.path))
    if cells.is_empty():
        message = f"{source.path}: has no header"
        raise ReadError(message)
    printed = [(cell or "").strip() for cell in cells.row(0)[1:]]
    names = [snake(name) for name in printed]
    named = {
        name: f"c{n}"
        for n, name in enumerate(names)
        if name not in ("", LINE) and name not in names[:n]
    }
    frame = cells.slice(1).select(LINE, *(_clean(c).alias(name) for name, c in named.items()))
    headers = {name: printed[int(column[1:])] for name, column in named.items()}
    name = singular(snake(source.path.stem))
    return File(source, name, headers, frame, encoding, rejects)


def _lacks_nothing(cells: pl.DataFrame, header: int, width: int) -> bool:
    """Say whether rows are as wide as their header, or end before columns that nobody asks for."""
    surplus = cells.row(0)[1 + width : 1 + header]
    return not any(snake(name or "") in OWN_COLUMNS for name in surplus)


def _clean(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.when(~text.is_in(_NULLS)).then(text)


def _by_columns(text: str, separator: str, width: int) -> pl.DataFrame:
    """Read a file whose lines all are rows of the same width, but for the header."""
    names = [f"c{n}" for n in range(width)]
    found = pl.read_csv(
        io.BytesIO(text.encode()), separator=separator, has_header=False, new_columns=names,
        infer_schema=False,
    )  # fmt: skip
    return found.select((pl.int_range(pl.len(), dtype=pl.Int64) + 1).alias(LINE), *names)


def _by_rows(text: str, separator: str, name: str) -> tuple[pl.DataFrame, list[Reject]]:
    """Read a file with cells of several lines, blank lines, or rows of the wrong width."""
    rejects: list[Reject] = []
    rows: list[tuple[int | str, ...]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    width, before = 0, 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            width = width or len(cells)
            if len(cells) != width:
                rejects.append(ragged(line, len(cells), width))
            if len(cells) <= width:
                rows.append((line, *cells, *[""] * (width - len(cells))))
    except csv.Error as error:
        message = f"{name}:{before + 1}: {error}; a quote may not be closed"
        raise ReadError(message) from None
    schema = {LINE: pl.Int64} | dict.fromkeys((f"c{n}" for n in range(width)), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row"), rejects
