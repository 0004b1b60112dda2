"""
What people write about files in TOML: `manifest.toml` of a folder, and recipes.

A manifest has one `[[load]]` table per file, of what it is about and how it is read: path (or a
glob), series, season, event, round, circuit, layout, length_m, session, starts_at, starts_on,
ends_on, state, part_of, scheduled_laps, scheduled_time, classified_lap, reader, encoding, table,
columns, recipe, points_system, skip.
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
    "date", "starts_at", "starts_on", "ends_on", "state", "part_of", "scheduled_laps",
    "scheduled_time", "classified_lap",
}  # fmt: skip
_READING = {"reader", "encoding", "table", "columns", "recipe"}
STATES = ("scheduled", "provisional", "final", "amended", "cancelled")
MAX_ROUND = 999
MAX_LENGTH_M = 1_000_000
"""The longest lap ever raced was some 1,700 km; no timed lap of a circuit comes near to this."""


class Entry(NamedTuple):
    """One `[[load]]`: which files, what they are about, how to read them."""

    path: str
    context: Mapping[str, str] = {}
    reading: Mapping[str, Any] = {}
    skip: bool = False
    """The files are left out on purpose."""
    points_system: tuple[str, str] | None = None
    """Code and text of the points system that scores the season; None: not said."""


def entries(folder: Path) -> list[Entry] | None:
    """
    Read the manifest of a folder; return None if it has none.

    Raises:
        UsageError: not TOML, an unknown key, a path that leaves the folder.
    """
    path = folder / NAME
    if not os.path.isfile(path):  # noqa: PTH113  False, not an error, in a closed folder
        return None
    document = read_toml(path)
    tables = document.get("load", [])
    if not isinstance(tables, list) or not tables or set(document) != {"load"}:
        raise UsageError(f"{path}: needs one [[load]] table per file, and nothing else")
    return [_entry(path, number, table) for number, table in enumerate(tables, start=1)]


def for_file(entries: list[Entry], name: str) -> Entry | None:
    """Return the first entry whose path fits the name of a file."""
    return next((entry for entry in entries if fnmatchcase(name, entry.path)), None)


def files(folder: Path, entry: Entry) -> list[Path]:
    """
    List the files that the path of an entry matches, by name; a pattern may wait for its files.

    Raises:
        UsageError: a file that is named is missing, or a link leads out of the folder.
    """
    # glob of pathlib raises on patterns like 'a**.csv' and '.'
    matches = glob.iglob(entry.path, root_dir=folder, recursive=True)  # noqa: PTH207
    found = sorted(folder / match for match in matches if (folder / match).is_file())
    if not found and not glob.has_magic(entry.path):
        raise UsageError(f"{folder / NAME}: no file fits path {entry.path!r}")
    for path in found:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{folder / NAME}: path {entry.path!r} leaves the folder")
    return found


def _entry(path: Path, number: int, table: Mapping[str, Any]) -> Entry:
    where = f"{path}: [[load]] {number}"
    known = CONTEXT | _READING | {"path", "skip", "points_system"}
    for key in table:
        if key not in known:
            raise UsageError(f"{where}: {key!r} is not a key; {did_you_mean(key, known)}")
    columns = table.get("columns", [])
    if not isinstance(columns, list) or not all(isinstance(word, str) for word in columns):
        raise UsageError(f"{where}: columns must be a list of texts, not {columns!r}")
    if not isinstance(skip := table.get("skip", False), bool):
        raise UsageError(f"{where}: skip must be true or false, not {skip!r}")
    return Entry(
        path=_path(where, table.get("path")),
        context={key: _text(where, key, table[key]) for key in CONTEXT & table.keys()},
        reading={key: table[key] for key in _READING & table.keys()},
        skip=skip,
        points_system=_system(where, path.parent, table.get("points_system")),
    )


def _system(where: str, folder: Path, stated: object) -> tuple[str, str] | None:
    """Return the code and the text of the points system that scores the season; None: not said."""
    if stated is None:
        return None
    from racedb.championships.library import find, read

    name = str(stated)
    try:
        is_file = name.endswith(".toml")
        system, text = read(folder / _path(where, name)) if is_file else find(name)
    except UsageError as error:
        raise UsageError(f"{where}: points_system: {error}") from None
    return system.code, text


def _path(where: str, name: object) -> str:
    if not isinstance(name, str) or not name:
        raise UsageError(f"{where}: needs a path")
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise UsageError(f"{where}: path {name!r} leaves the folder")
    return name


def _text(where: str, key: str, value: object) -> str:
    if isinstance(value, str | int | float | date) and not isinstance(value, bool):
        return str(value)
    raise UsageError(f"{where}: {key} must be a text, a number or a date, not {value!r}")


def require_possible(given: Mapping[str, str]) -> None:
    """
    Refuse a context of a manifest or the command line that cannot be meant.

    Raises:
        UsageError: the round, the length or the state is impossible.
    """
    number, length, state = (given.get(key) for key in ("round", "length_m", "state"))
    if number and not (number.isdecimal() and 1 <= int(number) <= MAX_ROUND):
        raise UsageError(f"round: {number!r} is not the number of a round from 1 to {MAX_ROUND}")
    if length and not _is_length(length):
        raise UsageError(f"length_m: {length!r} is not a length in metres like 7004")
    if state and state not in STATES:
        raise UsageError(f"state {state!r} is not known; {did_you_mean(state, STATES)}")


def _is_length(text: str) -> bool:
    try:
        return 1 <= float(text) <= MAX_LENGTH_M
    except ValueError:
        return False


# ---- recipes -------------------------------------------------------------------------------------


def recipe(folder: Path, stated: object) -> Mapping[str, Any]:
    """
    Return a recipe that is written in the manifest itself, or in a file of its folder.

    Raises:
        UsageError: no such file, not TOML, or it leaves the folder.
    """
    if isinstance(stated, Mapping):
        return stated
    path = folder / str(stated)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{folder / NAME}: recipe {stated!r} leaves the folder")
    return read_toml(path)


def recipe_folder(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """
    Read the recipes of a folder by the signature of their header; others are only used by name.

    Raises:
        UsageError: there is no such folder, a recipe is wrong, or two have the same signature.
    """
    from racedb.readers.recipe import checked
    from racedb.understand.header import signature

    if not folder.is_dir():
        message = f"{folder}: is no folder of recipes"
        raise UsageError(message)
    found: dict[str, Mapping[str, Any]] = {}
    paths: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            recipe = checked(read_toml(path))
        except UsageError as error:
            message = str(error) if str(path) in str(error) else f"{path}: {error}"
            raise UsageError(message) from None
        if "signature" not in recipe:
            continue
        key = signature(recipe["signature"])
        if key in found:
            message = f"{paths[key]} and {path}: two recipes are for the same header; remove one"
            raise UsageError(message)
        paths[key], found[key] = path, {"name": path.stem, **recipe}
    return found


def read_toml(path: Path) -> Mapping[str, Any]:
    """
    Read a recipe or a manifest.

    Raises:
        UsageError: the file is missing or not TOML.
    """
    import tomllib  # most loads have neither

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise UsageError(message) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{path}: is not valid toml: {error}"
        raise UsageError(message) from None
