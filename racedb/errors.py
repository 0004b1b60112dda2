"""
All errors that racedb raises on purpose, as one tree; each branch has an exit code.

    RaceDBError              1  refused or failed; the database is unchanged
    ├── ReadError            1  a file cannot be read as results
    ├── LoadError            1  a file was read, but its data cannot be stored
    │   └── NotFoundError    2  a name or a number that the database does not have, or has twice
    ├── UsageError           2  the command line, a manifest or a configuration is wrong
    ├── TryAgainError        3  cannot connect, or another process holds the lock
    ├── TimeLimitError       4  stopped by a time limit
    └── VersionError         6  the database needs an upgrade, or is newer than the program

Bad data is not an exception: an invalid cell is a reject, a suspicious one a finding
(racedb.ingest). A message is one line in lower case: where, what is wrong, the value, what to do.
"""

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class RaceDBError(Exception):
    """racedb cannot do what the user wants; the message is for the user."""

    exit_code = 1


class ReadError(RaceDBError):
    """A file cannot be read as race results."""


class LoadError(RaceDBError):
    """The data of a file cannot be stored; nothing of the file was stored."""


class NotFoundError(LoadError):
    """Somebody named an event, a driver, an import ... that is not there, or several."""

    exit_code = 2


class UsageError(RaceDBError):
    """The command line, a manifest or a configuration file is wrong."""

    exit_code = 2


class TryAgainError(RaceDBError):
    """The database cannot be reached or is locked; the same command may work later."""

    exit_code = 3


class TimeLimitError(RaceDBError):
    """A statement or a file exceeded its time limit."""

    exit_code = 4


class VersionError(RaceDBError):
    """The schema of the database is not that of this version of racedb."""

    exit_code = 6


LISTED = 40
"""Known words that a hint lists."""


def did_you_mean(word: str, known: "Iterable[str]") -> str:
    """
    Return a hint: the known word that is most similar, or all of them, up to LISTED.

    >>> did_you_mean("best_lapp", ["best_lap", "gap"])
    "did you mean 'best_lap'?"
    >>> did_you_mean("x", ["best_lap", "gap"])
    'known are best_lap, gap'
    """
    known = sorted(" ".join(it.split()) for it in known)
    near = [it for it in get_close_matches(word, known, n=1) if it != word]
    if near:
        return f"did you mean {near[0]!r}?"
    more = f" and {len(known) - LISTED:,} more" if len(known) > LISTED else ""
    return f"known are {', '.join(known[:LISTED])}{more}"
