"""
A format described by a recipe: a TOML file instead of a program (docs/recipes.md).

It says where the records are, which column or JSON path is which canonical field, which constants
hold, how a combined cell is split and what separates the drivers of a crew. Patterns are run by
polars: its regular expressions take linear time; nothing of a recipe is ever executed.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from racedb.errors import ReadError, UsageError, did_you_mean
from racedb.fields import FIELDS, KINDS
from racedb.readers.dialect import Dialect
from racedb.readers.encoding import decode
from racedb.readers.json_text import load
from racedb.readers.reading import Options, Reading, Source
from racedb.readers.text_lines import raw_lines
from racedb.table import Column, Reject, Table
from racedb.understand.frames import named
from racedb.understand.header import Row
from racedb.understand.kinds import kind_of
from racedb.understand.rows import ragged

MAX_PATTERN = 500
_KEYS = {
    "name": str, "kind": str, "separator": str, "encoding": str, "header": int, "records": str,
    "columns": dict, "constants": dict, "split": list, "crew": str,
}  # fmt: skip
_SPLIT_KEYS = {"column", "pattern"}


@dataclass(frozen=True, slots=True)
class _Rows:
    """Cells as text: c0, c1 ... and line; what each column is called in the file."""

    cells: pl.DataFrame
    headers: Sequence[str]
    encoding: str
    rejects: list[Reject]


def read(source: Source, options: Options) -> Reading:
    """
    Read a file as a recipe says.

    Raises:
        UsageError: the recipe is wrong; the message names its key.
        ReadError: the file is not what the recipe describes.
    """
    recipe = checked(options.recipe or {})
    rows = _json(source, recipe) if "records" in recipe else _text(source, recipe, options)
    columns = _columns(source, recipe, rows)
    frame = _split(recipe, rows, named(_crews(recipe, rows.cells, columns), columns))
    if frame.width < 2:
        message = (
            f"{source.path}: no column of the recipe is in the file; it has {_list(rows.headers)}"
        )
        raise ReadError(message)
    listed = (*columns, *(_made(name) for name in frame.columns if name not in _fields(columns)))
    table = Table(
        kind=recipe.get("kind") or kind_of(listed),
        batches=[frame],
        columns=columns,
        context={key: str(value) for key, value in recipe.get("constants", {}).items()},
    )
    return Reading(
        source=source,
        reader=f"recipe {recipe['name']}" if "name" in recipe else "recipe",
        encoding=rows.encoding,
        tables=[table],
        rejects=rows.rejects,
        raw_lines=raw_lines(source, rows.encoding),
    )


def _fields(columns: Sequence[Column]) -> set[str | None]:
    return {column.field for column in columns} | {"line"}


def _made(field: str) -> Column:
    return Column(source="split", field=field, why="the recipe")


def _list(headers: Sequence[str]) -> str:
    return ", ".join(repr(header) for header in headers[:12])


def checked(recipe: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Return a recipe if all its keys, types, fields and patterns are valid.

    Raises:
        UsageError: a key, a type, a field or a pattern is wrong.
    """
    for key, value in recipe.items():
        if key not in _KEYS:
            message = f"recipe: {key!r} is not a key; {did_you_mean(key, _KEYS)}"
            raise UsageError(message)
        if not isinstance(value, _KEYS[key]):
            message = f"recipe: {key} must be a {_KEYS[key].__name__}, not {value!r}"
            raise UsageError(message)
    if recipe.get("kind", "results") not in KINDS:
        message = (
            f"recipe: kind {recipe['kind']!r} is not known; {did_you_mean(recipe['kind'], KINDS)}"
        )
        raise UsageError(message)
    for key in ("columns", "constants"):
        for name, field in recipe.get(key, {}).items():
            _check_field(f"{key}.{name}", field if key == "columns" else name)
    for split in recipe.get("split", []):
        if not isinstance(split, Mapping) or set(split) != _SPLIT_KEYS:
            message = "recipe: every [[split]] needs a column and a pattern"
            raise UsageError(message)
        _check_pattern(split)
    if not recipe.get("columns") and not recipe.get("split"):
        message = "recipe: it needs [columns] that say which column is which field"
        raise UsageError(message)
    return recipe


def _check_field(where: str, field: object) -> None:
    if field != "-" and field not in FIELDS:
        message = f"recipe: {where}: {field!r} is not a field; {did_you_mean(str(field), FIELDS)}"
        raise UsageError(message)


def _check_pattern(split: Mapping[str, Any]) -> None:
    pattern = str(split["pattern"])
    names = re.findall(r"\(\?P?<(\w+)>", pattern)
    for name in names:
        _check_field(f"split.{split['column']}", name)
    reason = (
        ""
        if names and len(pattern) <= MAX_PATTERN
        else "it needs named groups and at most 500 characters"
    )
    try:
        pl.Series([""]).str.extract_groups(pattern)
    except pl.exceptions.PolarsError as error:
        reason = " ".join(str(error).split())[:120]
    if reason:
        message = f"recipe: split.{split['column']}: {pattern!r} is no pattern: {reason}"
        raise UsageError(message) from None


# ---- cells ---------------------------------------------------------------------------------------


def _text(source: Source, recipe: Mapping[str, Any], options: Options) -> _Rows:
    """Cut delimited text; `header` is the line of the header, 0 when there is none."""
    given = options.encoding or recipe.get("encoding")
    text, encoding = decode(source.data[:], given, str(source.path))
    dialect = Dialect(recipe.get("separator", ","), None)
    header = recipe.get("header", 1)
    rows = list(_cut(source, text, dialect))
    # Lines are counted from 1, so that header = 0 finds none: columns are then named by number.
    names = next((cells for line, cells in rows if line == header), [])
    body = [
        (line, cells) for line, cells in rows if line > header and any(c.strip() for c in cells)
    ]
    width = len(names) or max((len(cells) for _, cells in body), default=0)
    good, rejects = _of_width(body, width)
    headers = [name.strip() for name in names] or [str(n) for n in range(1, width + 1)]
    return _Rows(_frame(good, width), headers, encoding, rejects)


def _of_width(rows: Sequence[Row], width: int) -> tuple[list[Row], list[Reject]]:
    """Separate the rows of a width from the ragged ones."""
    good = [(line, cells) for line, cells in rows if len(cells) == width]
    return good, [ragged(line, len(cells), width) for line, cells in rows if len(cells) != width]


def _cut(source: Source, text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with the line that each begins in."""
    reader = dialect.rows(iter(io.StringIO(text, newline="")))
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"{source.path}:{before + 1}: {error}; a quote may not be closed"
            raise ReadError(message) from None
        yield before + 1, cells
        before = reader.line_num


def _json(source: Source, recipe: Mapping[str, Any]) -> _Rows:
    """Take the records under a path; columns are paths of their own."""
    document, encoding = load(source)
    wanted = [*recipe.get("columns", {}), *(str(one["column"]) for one in recipe.get("split", []))]
    paths = list(dict.fromkeys(wanted))
    rows = [
        (number, [_value(record, parents, document, path) for path in paths])
        for number, (record, parents) in enumerate(
            _walk(document, recipe["records"].split("."), []), start=1
        )
    ]
    if not rows:
        message = f"{source.path}: there are no records at {recipe['records']!r}"
        raise ReadError(message)
    for n, path in enumerate(paths):
        if all(cells[n] is None for _, cells in rows):
            first = next(_walk(document, recipe["records"].split("."), []))[0]
            hint = did_you_mean(path, list(first) if isinstance(first, Mapping) else [])
            message = f"{source.path}: no record has {path!r} of the recipe; {hint}"
            raise ReadError(message)
    return _Rows(_frame(rows, len(paths)), paths, encoding, [])


def _walk(node: Any, path: Sequence[str], parents: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Follow a path like rounds[*].results[*]; give each record with the objects around it."""
    if not path:
        yield node, parents
        return
    key, star, _ = path[0].partition("[*]")
    inner = node.get(key) if key and isinstance(node, Mapping) else node if not key else None
    around = [node, *parents] if key else parents
    if star:
        for one in inner if isinstance(inner, list) else []:
            yield from _walk(one, path[1:], around)
    elif inner is not None:
        yield from _walk(inner, path[1:], around)


def _value(record: Any, parents: Sequence[Any], document: Any, path: str) -> str | None:
    """
    Return the text at a path: of the record, ^ its parent, ^^ its grandparent, $ the document.

    '' is an empty value, None says that there is no such key.
    """
    node, rest = record, path
    if path.startswith("$."):
        node, rest = document, path[2:]
    elif path.startswith("^"):
        up = len(path) - len(path.lstrip("^"))
        node, rest = (parents[up - 1] if up <= len(parents) else None), path[up:].lstrip(".")
    for key in rest.split("."):
        if not isinstance(node, Mapping) or key not in node:
            return None
        node = node[key]
    return "" if node is None or isinstance(node, list | dict) else str(node)


def _frame(rows: Sequence[tuple[int, Sequence[str | None]]], width: int) -> pl.DataFrame:
    names = {f"c{n}": pl.String for n in range(width)}
    cells = pl.DataFrame([list(cells) for _, cells in rows], schema=names, orient="row")
    return cells.with_columns(pl.Series("line", [line for line, _ in rows], pl.Int64))


# ---- columns -------------------------------------------------------------------------------------


def _columns(source: Source, recipe: Mapping[str, Any], rows: _Rows) -> tuple[Column, ...]:
    wanted: Mapping[str, str] = recipe.get("columns", {})
    headers = rows.headers
    for name in (*wanted, *(str(one["column"]) for one in recipe.get("split", []))):
        if name not in headers:
            hint = did_you_mean(name, headers)
            message = f"{source.path}: has no column {name!r} of the recipe; {hint}"
            raise ReadError(message)
        if headers.count(name) > 1:
            message = f"{source.path}: has column {name!r} of the recipe twice"
            raise ReadError(message)
    return tuple(Column(source=name, field=wanted.get(name), why="the recipe") for name in headers)


def _crews(
    recipe: Mapping[str, Any], cells: pl.DataFrame, columns: Sequence[Column]
) -> pl.DataFrame:
    """Write line breaks where the recipe says that one driver ends and the next begins."""
    if "crew" not in recipe:
        return cells
    crews = [f"c{n}" for n, column in enumerate(columns) if column.field == "drivers"]
    return cells.with_columns(
        pl.col(name).str.replace_all(recipe["crew"], "\n", literal=True) for name in crews
    )


def _split(recipe: Mapping[str, Any], rows: _Rows, frame: pl.DataFrame) -> pl.DataFrame:
    """Add the fields that are together in one cell."""
    for split in recipe.get("split", []):
        place = list(rows.headers).index(str(split["column"]))
        groups = rows.cells.select(
            pl.col(f"c{place}").str.extract_groups(str(split["pattern"])).alias("parts")
        ).unnest("parts")
        frame = frame.with_columns(groups.get_columns())
    return frame
