"""A PostgreSQL server for a benchmark, as it comes: stock settings, fsync on, a socket only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres


@contextmanager
def server() -> Iterator[tuple[str, Path]]:
    """
    Give the URL of a server without a database's name, and the folder of its programs.

    Its data lie on the disk of /var/tmp, for /tmp is memory on some machines. It ends with the
    block, and also when this process is killed.

    Raises:
        RuntimeError: there are no binaries, or they do not start.
    """
    with postgres.started("/var/tmp") as (folder, programs):  # noqa: S108  a folder of its own
        yield f"postgresql://racedb@/{{}}?host={folder}", programs
