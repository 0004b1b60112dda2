"""
Everything that racedb refuses to do, as one tree, each branch with its exit code.

    RaceDBError              1  refused or failed, the database is as before
    ├── ReadError            1  a file cannot be read as results
    ├── LoadError            1  a file was read, but cannot be stored
    ├── UsageError           2  the command line, a manifest or a configuration is wrong
    ├── TryAgainError        3  cannot connect, or somebody else holds the lock
    ├── TimeLimitError       4  stopped by a time limit
    └── VersionError         6  the database needs an upgrade, or is newer than the program

Bad data is not an exception: a bad cell is a reject, a suspicious one a finding (racedb.ingest).
A message is one line in lower case: what is wrong, where, the value, what to do next.
"""

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class RaceDBError(Exception):
    """Racedb cannot do what was asked; the message is for the person who asked."""

    exit_code = 1


class ReadError(RaceDBError):
    """A file cannot be read as race results."""


class LoadError(RaceDBError):
    """What a file says cannot be stored; nothing of it was kept."""


class UsageError(RaceDBError):
    """The command line, a manifest or a configuration file is wrong."""

    exit_code = 2


class TryAgainError(RaceDBError):
    """The database cannot be reached or is locked; the same command may work later."""

    exit_code = 3


class TimeLimitError(RaceDBError):
    """A statement ran longer than it was allowed to."""

    exit_code = 4


class VersionError(RaceDBError):
    """The schema of the database is not the one that this program works with."""

    exit_code = 6


def did_you_mean(word: str, known: "Iterable[str]") -> str:
    """
    Say which known word was probably meant, or list them all.

    >>> did_you_mean("best_lapp", ["best_lap", "gap"])
    "did you mean 'best_lap'?"
    >>> did_you_mean("x", ["best_lap", "gap"])
    'known are best_lap, gap'
    """
    known = sorted(" ".join(it.split()) for it in known)
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
