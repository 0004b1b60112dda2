"""
`manifest.toml`: what the files of a folder are about.

One `[[load]]` table per file: path (or a glob), series, season, event, round, circuit, layout,
length_m, session, starts_on, ends_on, state, reader, encoding, table, columns, recipe, max_rejects.
"""

import glob
import os
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from racedb.errors import UsageError, did_you_mean

NAME = "manifest.toml"

CONTEXT = {
    "series", "season", "event", "round", "circuit", "layout", "length_m", "session",
    "date", "starts_on", "ends_on", "state",
}  # fmt: skip
_READING = {"reader", "encoding", "table", "columns", "recipe"}


class Entry(NamedTuple):
    """One `[[load]]`: which files it is for, what they are about, how to read them."""

    path: str
    context: Mapping[str, str] = {}
    reading: Mapping[str, Any] = {}


def entries(folder: Path) -> list[Entry] | None:
    """
    Read the manifest of a folder; None when there is none.

    Raises:
        UsageError: not TOML, an unknown key, a path that leaves the folder.
    """
    path = folder / NAME
    if not os.path.isfile(path):  # noqa: PTH113  False, not an error, in a closed folder
        return None
    import tomllib  # most folders have none

    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: is not valid toml: {error}") from None
    tables = document.get("load", [])
    if not isinstance(tables, list) or not tables or set(document) != {"load"}:
        raise UsageError(f"{path}: needs one [[load]] table per file, and nothing else")
    return [_entry(path, number, table) for number, table in enumerate(tables, start=1)]


def for_file(entries: list[Entry], name: str) -> Entry | None:
    """Find the entry of a file by name; the first that fits."""
    return next((entry for entry in entries if fnmatchcase(name, entry.path)), None)


def files(folder: Path, entry: Entry) -> list[Path]:
    """
    List the files that an entry is for, by name.

    Raises:
        UsageError: there is none, or one that leaves the folder through a link.
    """
    # pathlib's own glob stumbles over patterns like 'a**.csv' and '.'
    matches = glob.iglob(entry.path, root_dir=folder, recursive=True)  # noqa: PTH207
    found = sorted(folder / match for match in matches if (folder / match).is_file())
    if not found:
        raise UsageError(f"{folder / NAME}: no file fits path {entry.path!r}")
    for path in found:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{folder / NAME}: path {entry.path!r} leaves the folder")
    return found


def _entry(path: Path, number: int, table: Mapping[str, Any]) -> Entry:
    where = f"{path}: [[load]] {number}"
    for key in table:
        if key not in CONTEXT | _READING | {"path"}:
            hint = did_you_mean(key, CONTEXT | _READING | {"path"})
            raise UsageError(f"{where}: {key!r} is not a key; {hint}")
    name = table.get("path")
    if not isinstance(name, str) or not name:
        raise UsageError(f"{where}: needs a path")
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise UsageError(f"{where}: path {name!r} leaves the folder")
    columns = table.get("columns", [])
    if not isinstance(columns, list) or not all(isinstance(word, str) for word in columns):
        raise UsageError(f"{where}: columns must be a list of texts, not {columns!r}")
    return Entry(
        path=name,
        context={key: _text(where, key, table[key]) for key in CONTEXT & table.keys()},
        reading={key: table[key] for key in _READING & table.keys()},
    )


def _text(where: str, key: str, value: object) -> str:
    if isinstance(value, str | int | float | date) and not isinstance(value, bool):
        return str(value)
    raise UsageError(f"{where}: {key} must be a text, a number or a date, not {value!r}")
