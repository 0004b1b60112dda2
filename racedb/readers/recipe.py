"""
A format described by a recipe: a TOML file instead of a program (docs/recipes.md).

It says what the columns of a table are, which constants hold, how a combined cell is split and what
separates the drivers of a crew. Everything else is understood as it is without a recipe. Patterns
are run by polars: its regular expressions take linear time; nothing of a recipe is ever executed.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from racedb.errors import UsageError, did_you_mean
from racedb.fields import FIELDS, KINDS
from racedb.readers.reading import Options, Reading
from racedb.table import Column, Table
from racedb.understand.given import NAMEABLE, distinct_names
from racedb.understand.header import Row, signature
from racedb.understand.kinds import kind_of

MAX_PATTERN = 500
_KEYS: Mapping[str, type] = {
    "name": str, "kind": str, "reader": str, "signature": list, "table": str, "separator": str,
    "encoding": str, "header": int, "records": str, "columns": dict, "constants": dict,
    "split": list, "crew": str,
}  # fmt: skip
_SPLIT_KEYS = {"column", "pattern"}
_TYPES = {str: "a text", int: "a whole number", dict: "a table", list: "a list"}
SEARCHED = 40
"""A header that a recipe knows is looked for in so many first rows of a table."""
_MOST_FIELDS = 2
_PART = "split "
"""The cells of a column to split, until they are split; no field has a blank in its name."""


# ---- before the file is read ---------------------------------------------------------------------


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
            message = f"recipe: {key} must be {_TYPES[_KEYS[key]]}, not {value!r}"
            raise UsageError(message)
    if recipe.get("kind", "results") not in KINDS:
        message = (
            f"recipe: kind {recipe['kind']!r} is not known; {did_you_mean(recipe['kind'], KINDS)}"
        )
        raise UsageError(message)
    _check_fields(recipe)
    if "records" in recipe and "signature" in recipe:
        message = "recipe: signature is of a header; records of JSON have paths, and none"
        raise UsageError(message)
    return recipe


def _check_fields(recipe: Mapping[str, Any]) -> None:
    """
    Refuse fields that are none.

    Raises:
        UsageError: there is one, or no column has a field at all.
    """
    listed: list[object] = []
    split_columns = [it.get("column") for it in recipe.get("split", []) if isinstance(it, Mapping)]
    for name, value in recipe.get("columns", {}).items():
        fields = value if isinstance(value, list) else [value]
        for field in fields:
            _check_field(f"columns.{name}", field, {*NAMEABLE, "-"})
        if not 1 <= len(fields) + split_columns.count(name) <= _MOST_FIELDS:
            message = f"recipe: columns.{name}: a column has one field, or two; or one and a split"
            raise UsageError(message)
        listed += fields
    for name in recipe.get("constants", {}):
        _check_field(f"constants.{name}", name, FIELDS)
    for split in recipe.get("split", []):
        if not isinstance(split, Mapping) or set(split) != _SPLIT_KEYS:
            message = "recipe: every [[split]] needs a column and a pattern"
            raise UsageError(message)
        _check_pattern(split)
    if not split_columns and set(listed) <= {"-"}:
        message = "recipe: it needs [columns] that say which column is which field"
        raise UsageError(message)


def _check_field(where: str, field: object, known: Iterable[str]) -> None:
    if field not in set(known):
        message = f"recipe: {where}: {field!r} is not a field; {did_you_mean(str(field), known)}"
        raise UsageError(message)


def _check_pattern(split: Mapping[str, Any]) -> None:
    pattern = str(split["pattern"])
    names = re.findall(r"\(\?P?<(\w+)>", pattern)
    for name in names:
        _check_field(f"split.{split['column']}", name, NAMEABLE)
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


def with_recipe(options: Options, rows: Iterable[Row]) -> Options:
    """Take the recipe whose header is one of these rows, unless somebody names the columns."""
    if options.columns is not None or not options.recipes:
        return options
    found = (options.recipes.get(signature(cells)) for _, cells in rows)
    recipe = next((one for one in found if one is not None), None)
    return options if recipe is None else by_recipe(options, recipe)


def by_recipe(options: Options, recipe: Mapping[str, Any]) -> Options:
    """Add what a recipe says of a file to what the person says who loads it, whose word is last."""
    return options._replace(
        recipe=recipe,
        columns=options.columns or given_by(recipe),
        table=options.table or recipe.get("table"),
        encoding=options.encoding or recipe.get("encoding"),
        separator=recipe.get("separator"),
        header=recipe.get("header"),
    )


def given_by(recipe: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    """Return what a recipe says of columns: the field of each, a second one, a cell to split."""
    given: dict[str, tuple[str, str]] = {}
    for name, value in recipe.get("columns", {}).items():
        fields = value if isinstance(value, list) else [value]
        given[name] = (fields[0], fields[1] if len(fields) > 1 else "")
    for number, split in enumerate(recipe.get("split", [])):
        field, _ = given.get(split["column"], ("", ""))
        part = f"{_PART}{number}"
        given[split["column"]] = (field, part) if field else (part, "")
    return given


# ---- after the file was read ---------------------------------------------------------------------


def applied(found: Reading, recipe: Mapping[str, Any]) -> Reading:
    """Do to the tables of a file what its recipe says beside the columns."""
    name = f"recipe {recipe['name']}" if "name" in recipe else "recipe"
    return replace(found, reader=name, tables=[_applied(table, recipe) for table in found.tables])


def _applied(table: Table, recipe: Mapping[str, Any]) -> Table:
    columns = (*(_plain(column) for column in table.columns), *_split_columns(recipe))
    return table._replace(
        kind=recipe.get("kind") or (kind_of(columns) if recipe.get("split") else table.kind),
        batches=map(partial(_parted, recipe), table.batches),
        columns=columns,
        context={**table.context, **{k: str(v) for k, v in recipe.get("constants", {}).items()}},
    )


def _plain(column: Column) -> Column:
    """Show a column that is only split as one that was taken."""
    field = column.field or ""
    return column._replace(
        field="-" if field.startswith(_PART) else column.field,
        copy="" if column.copy.startswith(_PART) else column.copy,
    )


def _split_columns(recipe: Mapping[str, Any]) -> list[Column]:
    return [
        Column(source=f"part of {split['column']}", field=field, why="the recipe")
        for split in recipe.get("split", [])
        for field in re.findall(r"\(\?P?<(\w+)>", split["pattern"])
    ]


def _parted(recipe: Mapping[str, Any], frame: pl.DataFrame) -> pl.DataFrame:
    """Split combined cells, and write line breaks between the drivers of a crew."""
    for number, split in enumerate(recipe.get("split", [])):
        cells = pl.col(f"{_PART}{number}").str.extract_groups(str(split["pattern"]))
        groups = frame.select(cells.alias("parts")).unnest("parts")
        frame = frame.drop(f"{_PART}{number}").with_columns(groups.get_columns())
    if "crew" in recipe and "drivers" in frame.columns:
        crew = pl.col("drivers").str.replace_all(recipe["crew"], "\n", literal=True)
        frame = frame.with_columns(crew)
    return frame


# ---- a reading as a recipe -----------------------------------------------------------------------


def recipe_of(found: Reading, options: Options) -> str:
    """
    Write how a file was read as a recipe, which reads it, and files like it, the same way.

    Columns that are left out are comments: whoever knows what they are takes the mark off.

    Raises:
        UsageError: the file was read by a recipe already.
    """
    table = found.tables[0]
    if found.recipe is not None:
        message = f"{found.source.path}: is read by a recipe already: {found.reader}"
        raise UsageError(message)
    names = distinct_names(table.header)
    if not names:
        names = [column.source for column in table.columns]
    of = {it.source: it for one in reversed(found.tables) for it in one.columns}
    columns = [
        _line(name if table.header else str(number), of[name])
        for number, name in enumerate(names, start=1)
        if name in of
    ]
    head = {
        "name": found.source.path.stem,
        "reader": found.reader,
        "signature" if table.header else "header": list(table.header) or 0,
        "table": options.table,
        "encoding": options.encoding,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in head.items() if value is not None]
    return "\n".join([*lines, "", "[columns]", *columns, ""])


def _line(name: str, column: Column) -> str:
    if column.field is None:
        return f'# {_toml(name)} = "-"  # {column.why}'
    return f"{_toml(name)} = {_toml([column.field, column.copy] if column.copy else column.field)}"


def _toml(value: object) -> str:
    """Write a text, a number or a list of texts as TOML, which is JSON but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
