"""
The settings of racedb.toml: where the database is, and where your own queries and recipes are.

    database = "results.sqlite"    a path relative to the file, or a URL
    queries = "queries"            a folder relative to the file
    recipes = "recipes"            a folder of recipes for files with known headers
    points = "points"              a folder of points systems
    [limits] ...                   the largest file that is accepted (racedb.readers.limits)
    [[schedules]] ...              imports that run by themselves (racedb.schedule.plan)

The file is in the working folder, or where RACEDB_CONFIG points. --db and RACEDB_URL take
precedence.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from racedb.errors import UsageError, did_you_mean
from racedb.readers.limits import Limits
from racedb.timeouts import duration_s

NAME = "racedb.toml"
LIMITS = {name: name.removesuffix("_s") for name in Limits._fields}
"""The key in [limits] of each limit; a time limit is written as '10min', so its key has no unit."""
_FOLDERS = ("queries", "recipes", "points")
_KNOWN = ("database", *_FOLDERS, "limits", "schedules")
_MAXIMUM = {"cell_chars": 1 << 20}
"""What the csv module can read (racedb.readers.delimited)."""


class Config(NamedTuple):
    """The settings; None: the default of racedb."""

    path: Path | None = None
    """The file; None: there is none."""
    database: str | None = None
    queries: Path | None = None
    recipes: Path | None = None
    points: Path | None = None
    limits: Mapping[str, Any] = {}
    """As written; `limits` checks them."""
    schedules: Sequence[Mapping[str, Any]] = ()
    """As written; racedb.schedule.plan checks them."""


def load() -> Config:
    """
    Read racedb.toml, if there is one.

    Raises:
        UsageError: it cannot be read, is not TOML, or has an unknown setting; the message names the
            file and the key. Or RACEDB_CONFIG names a missing file.
    """
    named = os.environ.get("RACEDB_CONFIG")
    path = Path(named or NAME)
    if not named and not path.exists():
        return Config()
    import tomllib  # most commands find no file to read

    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        message = f"{path}: cannot be read: {why}"
        raise UsageError(message) from None
    for key, value in settings.items():
        _require(path, key, value)
    database = settings.get("database")
    if database and "://" not in database:
        database = str(path.parent / database)
    return Config(
        path=path,
        database=database,
        **{key: path.parent / settings[key] for key in _FOLDERS if key in settings},
        limits=settings.get("limits", {}),
        schedules=settings.get("schedules", ()),
    )


def limits(config: Config) -> Limits:
    """
    Return the limits of racedb, and those of [limits] instead where they are set.

    Raises:
        UsageError: a limit is unknown or not valid; the message names the file and the key.
    """
    fields = {key: name for name, key in LIMITS.items()}
    found: dict[str, Any] = {}
    for key, value in config.limits.items():
        if key not in fields:
            message = f"{config.path}: limits has no {key!r}; {did_you_mean(key, fields)}"
            raise UsageError(message)
        read = _time_limit_s if key == "time_limit" else _count
        found[fields[key]] = read(config, key, value)
    return Limits(**found)


def _time_limit_s(config: Config, key: str, value: object) -> int:
    try:
        return duration_s(str(value))
    except UsageError as error:
        message = f"{config.path}: limits: {key} = {error}"
        raise UsageError(message) from None


def _count(config: Config, key: str, value: Any) -> int:
    if type(value) is int and 1 <= value <= _MAXIMUM.get(key, value):
        return value
    maximum = f" to {_MAXIMUM[key]:,}" if key in _MAXIMUM else ""
    message = f"{config.path}: limits: {key} = {value!r} is not a whole number from 1{maximum}"
    raise UsageError(message)


def _require(path: Path, key: str, value: object) -> None:
    """Refuse a setting that is unknown or has the wrong type."""
    if key not in _KNOWN:
        message = f"{path}: no setting is named {key!r}; {did_you_mean(key, _KNOWN)}"
    elif key == "schedules" and not _is_list_of_tables(value):
        message = f"{path}: schedules is not a list of tables; begin each with [[schedules]]"
    elif key == "limits" and not isinstance(value, dict):
        message = f"{path}: limits = {value!r} is not a table; write [limits] above its settings"
    elif key in ("database", *_FOLDERS) and (not isinstance(value, str) or not value):
        message = f"{path}: {key} = {value!r} is not a text in quotes"
    else:
        return
    raise UsageError(message)


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(it, dict) for it in value)
