"""
The CSV files of a dump as frames of text, how they refer to each other, what they say together.

`x_id` in a file points to the file whose rows it tells apart: the one that begins with it, or the
one that is named after x and has an `id`. A race may be identified by year and round instead.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from racedb.errors import ReadError
from racedb.readers.dumps.words import KNOWN_PATHS, OWN_COLUMNS, SAME_THING, singular, snake
from racedb.readers.encoding import decode
from racedb.readers.reading import Finding, Options, Source
from racedb.table import Reject
from racedb.understand.rows import ragged

SUFFIXES = (".csv", ".tsv", ".txt")
LINE = "line"
_SEPARATORS = ",;\t|"
_NULLS = ("", "\\N", "NULL", "null", "None", "nan", "NaN")
_DEEPEST = 4
"""A lap points to a race, a race to its circuit, a circuit to its country."""
_ROUND_KEYS = (("year", "round"), ("season", "round"))
_FORMULA_1 = re.compile(r"(?i)formula[ _-]?(?:1|one)(?![0-9a-z])|(?<![0-9a-z])f1db")


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
        """Return whether these columns identify each row of the file."""
        if not set(columns) <= set(self.frame.columns) or self.frame.is_empty():
            return False
        keys = self.frame.select(columns)
        return not keys.null_count().sum_horizontal().item() and not keys.is_duplicated().any()

    def findings(self) -> list[Finding]:
        """Report ragged rows of a lookup in one sentence."""
        if not self.ragged:
            return []
        first, path = self.ragged[0], self.source.path
        message = f"{path}:{first.line}: {first.message}; rows like it: {len(self.ragged)}"
        return [Finding(code="ragged-lookup", line=first.line, message=message)]


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a file that point to a row of another one."""

    thing: str
    """What it points to: driver, race, circuit ..."""
    columns: tuple[str, ...]
    to: File
    key: tuple[str, ...]
    """Columns of the other file that hold the same values."""


@dataclass(frozen=True, slots=True)
class Dump:
    """The files of a folder."""

    files: Sequence[File]

    def references(self, file: File) -> list[Reference]:
        """Find what a file points to, one reference for each thing."""
        found: dict[str, Reference] = {}
        for column in file.frame.columns:
            if not column.endswith("_id") or _is_own(file, column):
                continue
            if (owner := self._owner(column)) and owner[0] is not file:
                thing = SAME_THING.get(column[:-3], column[:-3])
                found.setdefault(thing, Reference(thing, (column,), owner[0], (owner[1],)))
        for key in _ROUND_KEYS:
            if "race" not in found and set(key) <= set(file.frame.columns):
                race = next((f for f in self.files if f is not file and _lists_races(f, key)), None)
                if race:
                    found["race"] = Reference("race", key, race, key)
        return list(found.values())

    def _owner(self, column: str) -> tuple[File, str] | None:
        """Find the file that a column points to, and its key column."""
        thing = column.removesuffix("_id")
        by_key = [
            (file, column)
            for file in self.files
            if file.frame.columns[1] == column
            and (file.has_unique((column,)) or _is_named(file, thing))
        ]
        by_name = [
            (file, "id")
            for file in self.files
            if "id" in file.frame.columns and _is_named(file, thing)
        ]
        return min(by_key + by_name, key=lambda one: _distance(one[0], thing), default=None)

    def joined(self, file: File, rows: pl.DataFrame, depth: int = 0) -> pl.DataFrame:
        """Join to the rows of a file the columns of what they point to, as `thing.column`."""
        for reference in self.references(file) if depth < _DEEPEST else ():
            things = self.joined(reference.to, reference.to.frame.drop(LINE), depth + 1)
            things = things.unique(reference.key, keep="first", maintain_order=True)
            paths: dict[str, str] = {}
            for name in things.columns:
                path = name if "." in name else f"{reference.thing}.{name}"
                if path in KNOWN_PATHS and path not in rows.columns:
                    paths.setdefault(path, name)  # files may point to each other in a circle
            keys = [f"key {n}" for n, _ in enumerate(reference.key)]
            things = things.select(
                *(pl.col(name).alias(key) for name, key in zip(reference.key, keys, strict=True)),
                *(pl.col(name).alias(path) for path, name in paths.items()),
            )
            rows = rows.join(
                things, left_on=reference.columns, right_on=keys, how="left", maintain_order="left"
            )
        return rows

    def known(self, file: File, rejects: list[Reject], findings: list[Finding]) -> pl.DataFrame:
        """
        Return the rows of a file of facts that can be stored.

        A ragged row and one of an unknown race are added to *rejects*; one that points to nothing
        in another file is stored, and reported in *findings*.
        """
        rejects += file.ragged
        ragged = [reject.line for reject in file.ragged]
        rows = file.frame.filter(~pl.col(LINE).is_in(ragged))
        for reference in self.references(file):
            there = reference.to.frame.select(reference.key).unique()
            lost = rows.drop_nulls(reference.columns).join(
                there, left_on=reference.columns, right_on=reference.key, how="anti"
            )
            if lost.is_empty():
                continue
            column = reference.columns[-1]
            field = file.headers[column]
            where = reference.to.source.name
            if reference.thing != "race":
                line, value = lost.row(0, named=True)[LINE], lost[column][0]
                message = f"{field}: {value!r} is not in {where}; rows like it: {lost.height}"
                findings.append(Finding(code="dangling-reference", line=line, message=message))
                continue
            rejects += [
                Reject(
                    line=line,
                    field=None,
                    code="dangling-reference",
                    message=f"{field}: {value!r} is not in {where}",
                )
                for line, value in lost.select(LINE, column).iter_rows()
            ]
            rows = rows.join(lost.select(LINE), on=LINE, how="anti", maintain_order="left")
        return rows

    @property
    def series(self) -> str | None:
        """
        Name the championship: Formula 1 where the files say so, else None.

        Ergast's dump is known by its `constructorRef`, the others by their links and names.
        """
        for file in self.files:
            links = (file.frame[name].drop_nulls().head(3)
                     for name in ("url", "wiki") if name in file.frame.columns)  # fmt: skip
            hints = [file.source.name, *chain.from_iterable(links)]
            if "constructor_ref" in file.frame.columns or any(map(_FORMULA_1.search, hints)):
                return "Formula 1"
        return None


def _distance(file: File, thing: str) -> tuple[bool, int, int]:
    """Rank files that may list a thing: those named after it, then those that point to little."""
    ids = sum(name.endswith("_id") for name in file.frame.columns)
    return not file.name.endswith(thing), ids, len(file.name)


def _is_own(file: File, column: str) -> bool:
    """Return whether a column numbers the rows of its file: result_id of sprint_results."""
    is_first = file.frame.columns[1] == column
    return is_first and _is_named(file, column.removesuffix("_id")) and file.has_unique((column,))


def _is_named(file: File, thing: str) -> bool:
    """Return whether a file has the name of a thing: f1db_country for nationality_country."""
    last = file.name.rpartition("_")[2]
    return file.name.endswith(thing) or thing.endswith(f"_{last}")


def _lists_races(file: File, key: tuple[str, ...]) -> bool:
    return "driver_id" not in file.frame.columns and file.has_unique(key)


# ---- the files as frames of text -----------------------------------------------------------------


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
    cells, rejects = _cells(text, str(_separator(source)), str(source.path))
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


def _cells(text: str, separator: str, name: str) -> tuple[pl.DataFrame, list[Reject]]:
    """Read a file by columns where each line is a row of the same width, which is much faster."""
    lines = pl.Series(text.rstrip("\r\n").split("\n"))
    outside = lines.str.replace_all(r'"[^"]*"', "")
    widths = outside.str.count_matches(separator, literal=True).cast(pl.Int64) + 1
    is_even = widths[1:].n_unique() == 1 and widths[1] <= widths[0]
    # A quote that is left over opens a cell of several lines.
    if is_even and not outside.str.contains('"', literal=True).any():
        cells = _by_columns(text, separator, widths[0])
        if _lacks_nothing(cells, widths[0], widths[1]):
            return cells, []
    return _by_rows(text, separator, name)


def _lacks_nothing(cells: pl.DataFrame, header: int, width: int) -> bool:
    """Return whether rows lack no column that is read; their last ones may be missing."""
    surplus = cells.row(0)[1 + width : 1 + header]
    return not any(snake(name or "") in OWN_COLUMNS for name in surplus)


def _clean(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.when(~text.is_in(_NULLS)).then(text)


def _by_columns(text: str, separator: str, width: int) -> pl.DataFrame:
    """Read a file in which each line is a row of the same width, the header perhaps a wider one."""
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
