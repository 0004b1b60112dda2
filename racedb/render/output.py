"""Where bytes go: stdout, or a file that is there whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from racedb.errors import RaceDBError


@contextmanager
def destination(path: Path | None) -> Iterator[IO[bytes]]:
    """
    Open stdout, or a file beside *path* that takes its name at the end.

    An old file of that name stays as it is when anything fails.

    Raises:
        RaceDBError: the folder is not there or not writable, the disk is full.
    """
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror}"
        raise RaceDBError(message) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
