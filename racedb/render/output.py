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

    An old file of that name stays as it is when anything fails; a link still leads to it after.

    Raises:
        RaceDBError: the folder is not there or not writable, the disk is full.
    """
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    real = path.resolve()
    beside = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        if real.exists() and not real.is_file():
            # /dev/null or a named pipe: there is nothing to replace.
            with real.open("wb") as file:
                yield file
            return
        with beside.open("xb") as file:
            yield file
        beside.replace(real)
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror}; name another file with -o"
        raise RaceDBError(message) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
