"""
What racedb.toml says: where the database is, and where queries of one's own are.

    database = "results.sqlite"    a path beside the file, or a URL
    queries = "queries"            a folder beside the file
    [limits] ...                   the most that a file may have (racedb.readers.limits)
    [[schedules]] ...              imports that run by themselves (racedb.schedule.plan)

The file stands in the working folder, or where RACEDB_CONFIG says. --db and RACEDB_URL
go before it.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from racedb.errors import UsageError, did_you_mean
from racedb.readers.limits import Limits
from racedb.timeouts import duration_s

NAME = "racedb.toml"
_KNOWN = ("database", "queries", "limits", "schedules")
_MOST = {"cell_chars": 1 << 20}
"""What racedb.readers.delimited lets the csv module take."""


class Config(NamedTuple):
    """What is configured; None: racedb's own default."""

    path: Path | None = None
    """The file that says so."""
    database: str | None = None
    queries: Path | None = None
    limits: Mapping[str, Any] = {}
    """As they are written; `limits` reads them when somebody loads."""
    schedules: Sequence[Mapping[str, Any]] = ()
    """Tables as they are written; racedb.schedule.plan reads them when somebody asks for them."""


def load() -> Config:
    """
    Read racedb.toml, if there is one.

    Raises:
        UsageError: it cannot be read, is no TOML, or says what racedb does not know; names the file
            and the key. RACEDB_CONFIG names a file that is not there.
    """
    asked = os.environ.get("RACEDB_CONFIG")
    path = Path(asked or NAME)
    if not asked and not path.exists():
        return Config()
    import tomllib  # most commands find no file to read

    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        message = f"{path}: cannot be read: {why}"
        raise UsageError(message) from None
    for key, value in said.items():
        _require(path, key, value)
    database, queries = said.get("database"), said.get("queries")
    if database and "://" not in database:
        database = str(path.parent / database)
    return Config(
        path=path,
        database=database,
        queries=path.parent / queries if queries else None,
        limits=said.get("limits", {}),
        schedules=said.get("schedules", ()),
    )


def limits(config: Config) -> Limits:
    """
    Give the most that a file may have: racedb's own limits, and what [limits] says otherwise.

    Raises:
        UsageError: a limit has no such name, or cannot be meant; names the file and the key.
    """
    known = [name.replace("time_limit_s", "time_limit") for name in Limits._fields]
    found: dict[str, Any] = {}
    for key, value in config.limits.items():
        if key not in known:
            message = f"{config.path}: limits has no {key!r}; {did_you_mean(key, known)}"
            raise UsageError(message)
        if key == "time_limit":
            found["time_limit_s"] = _duration_s(config, value)
        elif type(value) is not int or not 1 <= value <= (_MOST.get(key, value)):
            most = f" to {_MOST[key]:,}" if key in _MOST else ""
            message = f"{config.path}: limits: {key} = {value!r} is not a whole number from 1{most}"
            raise UsageError(message)
        else:
            found[key] = value
    return Limits(**found)


def _duration_s(config: Config, value: object) -> int:
    try:
        return duration_s(str(value))
    except UsageError as error:
        message = f"{config.path}: limits: time_limit = {error}"
        raise UsageError(message) from None


def _require(path: Path, key: str, value: object) -> None:
    if key not in _KNOWN:
        message = f"{path}: no setting is named {key!r}; {did_you_mean(key, _KNOWN)}"
        raise UsageError(message)
    if key == "schedules":
        if not isinstance(value, list) or not all(isinstance(it, dict) for it in value):
            message = f"{path}: schedules is not a list of tables; begin each with [[schedules]]"
            raise UsageError(message)
    elif key == "limits":
        if not isinstance(value, dict):
            message = (
                f"{path}: limits = {value!r} is not a table; write [limits] above its settings"
            )
            raise UsageError(message)
    elif not isinstance(value, str) or not value:
        message = f"{path}: {key} = {value!r} is not a text in quotes"
        raise UsageError(message)
