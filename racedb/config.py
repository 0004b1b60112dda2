"""
What racedb.toml says: where the database is, and where queries of one's own are.

    database = "results.sqlite"    a path beside the file, or a URL
    queries = "queries"            a folder beside the file

The file stands in the working folder, or where RACEDB_CONFIG says. --db and RACEDB_URL
go before it.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from racedb.errors import UsageError, did_you_mean

NAME = "racedb.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What is configured; None: racedb's own default."""

    path: Path | None = None
    """The file that says so."""
    database: str | None = None
    queries: Path | None = None


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
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        message = f"{path}: cannot be read: {why}"
        raise UsageError(message) from None
    known = ("database", "queries")
    for key, value in said.items():
        if key not in known:
            message = f"{path}: no setting is named {key!r}; {did_you_mean(key, known)}"
            raise UsageError(message)
        if not isinstance(value, str) or not value:
            message = f"{path}: {key} = {value!r} is not a text in quotes"
            raise UsageError(message)
    database, queries = said.get("database"), said.get("queries")
    if database and "://" not in database:
        database = str(path.parent / database)
    return Config(path=path, database=database, queries=path.parent / queries if queries else None)
