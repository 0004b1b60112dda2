"""
Recipes of JSON whose records and columns are paths: `rounds[*].results[*]`, `drivers[0].id`.

A path that leads nowhere is an error that names the most similar ones that lead somewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

import polars as pl

from racedb.errors import ReadError, did_you_mean
from racedb.readers.reading import Reading, Source
from racedb.readers.recipe import given_by
from racedb.readers.records import cell_text, found, load
from racedb.table import Column, Ledger, Table
from racedb.understand.frames import named
from racedb.understand.kinds import kind_of

_STEP = re.compile(r"([^\[\].]*)((?:\[(?:\*|-?\d+)\])*)\.?")
_ALL = "*"
_SHOWN = 8
"""So many paths are named where one is wrong."""
_SEARCHED = 200
"""So many first records are searched for paths."""
_DEEPEST = 12

_Step = str | int
"""The key of an object, the place in a list (from 0; -1 is the last), or * for all of a list."""


def read(source: Source, recipe: Mapping[str, Any]) -> Reading:
    """
    Read the records of a document as a recipe says.

    Raises:
        ReadError: it is no JSON, or a path of the recipe leads nowhere.
    """
    document, encoding = load(source)
    records = list(_walk(document, _steps(recipe["records"]), []))
    if not records:
        hint = _hint(recipe["records"], _lists(document, ""))
        message = f"{source.path}: there are no records at {recipe['records']!r}; {hint}"
        raise ReadError(message)
    given = given_by(recipe)
    cells = {path: _cells(source, document, records, path) for path in given}
    columns = tuple(
        Column(
            source=path, field=field, copy=copy, why="the recipe",
            samples=tuple(islice(filter(None, cells[path]), 3)),
        )
        for path, (field, copy) in given.items()
    )  # fmt: skip
    frame = pl.DataFrame(
        {f"c{n}": pl.Series(values, dtype=pl.String) for n, values in enumerate(cells.values())}
    ).with_row_index("line", offset=1).cast({"line": pl.Int64})  # fmt: skip
    ledger = Ledger()
    batches = [named(frame, columns, ledger=ledger)]
    table = Table(kind_of(columns), batches, columns, ledger=ledger)
    return Reading(
        source=source, reader="json-records", encoding=encoding,
        tables=found(source, [table], document), recipe=recipe,
    )  # fmt: skip


def _cells(
    source: Source, document: Any, records: Sequence[tuple[Any, list[Any]]], path: str
) -> list[str | None]:
    """
    Return the text of each record at a path.

    Raises:
        ReadError: no record has it, or it leads to objects, of which one of their keys is meant.
    """
    led = [list(_led_to(record, parents, document, path)) for record, parents in records]
    nodes = [node for some in led for node in some]
    if not nodes or all(isinstance(node, Mapping) for node in nodes):
        what = "the recipe's {!r} is an object" if nodes else "no record has {!r} of the recipe"
        hint = _hint(path, _paths(document, records[:_SEARCHED]))
        message = f"{source.path}: {what.format(path)}; {hint}"
        raise ReadError(message)
    return [_lines(some) for some in led]


def _lines(nodes: Sequence[Any]) -> str | None:
    """Write what a path leads to in lines, as a crew is written; None for nothing."""
    plain = [one for node in nodes for one in (node if isinstance(node, list) else [node])]
    cells = [cell_text(one) for one in plain if not isinstance(one, Mapping | list)]
    return "\n".join(filter(None, cells)) or None


# ---- paths ---------------------------------------------------------------------------------------


@cache
def _steps(path: str) -> Sequence[_Step]:
    """Take a path apart, once for all records: 'a[*].b[0]' is a, *, b, 0."""
    found: list[_Step] = []
    for key, places in _STEP.findall(path):
        found += [key] if key else []
        found += [
            _ALL if place == _ALL else int(place) for place in re.findall(r"[*]|-?\d+", places)
        ]
    return found


def _walk(node: Any, steps: Sequence[_Step], parents: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Follow a path; yield what it leads to, with the objects around it, the nearest first."""
    if not steps:
        yield node, parents
        return
    step, rest = steps[0], steps[1:]
    if isinstance(node, Mapping) and step in node:
        yield from _walk(node[step], rest, [node, *parents])
    elif isinstance(node, list) and step == _ALL:
        for one in node:
            yield from _walk(one, rest, parents)
    elif isinstance(node, list) and isinstance(step, int) and -len(node) <= step < len(node):
        yield from _walk(node[step], rest, parents)


def _led_to(record: Any, parents: Sequence[Any], document: Any, path: str) -> Iterator[Any]:
    """Yield what a path leads to from a record: ^ is its parent, ^^ a level up, $ the document."""
    start, rest = record, path
    if path.startswith("$"):
        start, rest = document, path[1:].lstrip(".")
    elif path.startswith("^"):
        up = len(path) - len(path.lstrip("^"))
        start, rest = (parents[up - 1] if up <= len(parents) else None), path[up:].lstrip(".")
    return (node for node, _ in _walk(start, _steps(rest), []))


# ---- hints ---------------------------------------------------------------------------------------


def _hint(path: str, known: Iterator[str]) -> str:
    """Name the path that is most similar, or some that lead somewhere."""
    listed = list(dict.fromkeys(known))
    hint = did_you_mean(path, listed)
    return hint if len(listed) <= _SHOWN or hint.startswith("did") else (
        f"known are {', '.join(listed[:_SHOWN])} ..."
    )  # fmt: skip


def _lists(node: Any, path: str) -> Iterator[str]:
    """Yield the paths of the lists of objects of a document; their first object stands for all."""
    if isinstance(node, list):
        path = f"{path}[*]"
        node = next((one for one in node if isinstance(one, Mapping)), None)
        if node is not None:
            yield path
    if isinstance(node, Mapping) and path.count(".") < _DEEPEST:
        for key, value in node.items():
            yield from _lists(value, f"{path}.{key}".lstrip("."))


def _paths(document: Any, records: Sequence[tuple[Any, list[Any]]]) -> Iterator[str]:
    """Yield the paths of plain values: of records, of the objects around them, of the document."""
    for record, parents in records:
        yield from _leaves(record, "")
        for up, parent in enumerate(parents, start=1):
            yield from (f"{'^' * up}.{key}" for key in _plain(parent))
    yield from (f"$.{key}" for key in _plain(document))


def _leaves(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, Mapping) and path.count(".") < _DEEPEST:
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list) and any(isinstance(one, Mapping) for one in node):
        for one in node:
            yield from _leaves(one, f"{path}[*]")
    elif path:
        yield path


def _plain(node: Any) -> Iterator[str]:
    """Yield the keys of an object whose values are no objects and no lists."""
    for key, value in node.items() if isinstance(node, Mapping) else ():
        if not isinstance(value, Mapping | list):
            yield key
