"""
What racedb.toml says: where the database is, and where queries of one's own are.

    database = "results.sqlite"    a path beside the file, or a URL
    queries = "queries"            a folder beside the file
    [[schedules]] ...              imports that run by themselves (racedb.schedule.plan)

The file stands in the working folder, or where RACEDB_CONFIG says. --db and RACEDB_URL
go before it.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from racedb.errors import UsageError, did_you_mean

NAME = "racedb.toml"
_KNOWN = ("database", "queries", "schedules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What is configured; None: racedb's own default."""

    path: Path | None = None
    """The file that says so."""
    database: str | None = None
    queries: Path | None = None
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
    except (OSError, ValueError) as error:
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
        schedules=said.get("schedules", ()),
    )


def _require(path: Path, key: str, value: object) -> None:
    if key not in _KNOWN:
        message = f"{path}: no setting is named {key!r}; {did_you_mean(key, _KNOWN)}"
        raise UsageError(message)
    if key == "schedules":
        if not isinstance(value, list) or not all(isinstance(it, dict) for it in value):
            message = f"{path}: schedules is not a list of tables; begin each with [[schedules]]"
            raise UsageError(message)
    elif not isinstance(value, str) or not value:
        message = f"{path}: {key} = {value!r} is not a text in quotes"
        raise UsageError(message)
