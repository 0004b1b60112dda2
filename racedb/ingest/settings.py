"""What the person who loads asks for."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from racedb.db.readonly import WAIT_S
from racedb.readers.reading import Options

Progress = Callable[[float, str], None]
"""Takes the share of a load that is done, 0 to 1, and what it is at."""


class Settings(NamedTuple):
    """How to load; the context, what files are about, goes beside it."""

    dry_run: bool = False
    prune: bool = False
    """Take away what is stored of the files' sessions and is not in them."""
    again: bool = False
    """Read a file also if its bytes were loaded before: they may have been changed since."""
    max_rejects: int = 0
    """More rejected rows than this in a file, and nothing of it is kept."""
    on_unknown: str = "new"
    """What a driver, team or car that is not known does: makes a row (new), or refuse."""
    exclusive: bool = False
    """Whoever is connected to a PostgreSQL database need not read during a big load: it is faster.
    Where nobody is connected it is so anyway."""
    wait_s: float = WAIT_S
    """How long a job waits for another writer."""
    time_limit_s: float | None = None
    """How long a job may take; None: as long as it needs."""
    reader: str | None = None
    """Name of the reader; None: the one that claims the content."""
    reading: Options = Options()
    origins: Mapping[str, str] = {}
    """Where files come from that were fetched: URL of each path. It is kept as their source."""


def sub_progress(told: Progress, number: int, count: int) -> Progress:
    """Hear of one of *count* equal parts, and tell of the whole."""
    return lambda share, doing: told((number + share) / count, doing)
