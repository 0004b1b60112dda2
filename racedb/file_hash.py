"""
A file's bytes, mapped, and their hash, by which the database knows what it holds already.

OpenSSL needs no Python to hash, and to import Typer takes as long as to hash 80 MB: with a big file
that the command line names it is begun before anything else.
"""

import hashlib
import mmap
import os
import stat
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from threading import Thread

_BIG = 8 << 20
"""Bytes; a smaller file is hashed in less time than it takes to start a thread and to look."""
_BLOCK = 16 << 20
"""Bytes that are hashed at a time. Between two blocks a thread waits for its turn at Python."""

_Identity = tuple[int, int, int, int]


class Hashing(Thread):
    """Hashes the bytes of a file that is mapped."""

    def __init__(self, data: mmap.mmap) -> None:
        """Take the file; `start` begins."""
        super().__init__(name="racedb-hash", daemon=True)
        self.data = data
        self._sha256 = ""

    def run(self) -> None:
        """Hash the file."""
        self._sha256 = sha256(self.data)

    @property
    def sha256(self) -> str:
        """The hash, in hex, as soon as it is known."""
        self.join()
        return self._sha256


begun: dict[_Identity, Hashing] = {}
"""Files that nobody has opened since."""


def begin(words: Sequence[str]) -> None:
    """
    Begin to hash the first big file that a command line names, if there is one.

    Args:
        words: a word behind an option may be its value, and is not looked at.
    """
    for before, word in pairwise(words):
        if before.startswith("-") or word.startswith("-"):
            continue
        try:
            found = os.stat(word)  # noqa: PTH116  also of what is no path
            if stat.S_ISREG(found.st_mode) and found.st_size > _BIG:
                data = _map(Path(word))
                begun[_identity(found)] = hashing = Hashing(data)
                hashing.start()
                return
        except (OSError, ValueError):  # who loads it says what is wrong
            continue


def open_mapped(path: Path) -> tuple[mmap.mmap, Hashing | None]:
    """
    Give the bytes of a file, and who hashes them already.

    Raises:
        OSError: it cannot be read.
        ValueError: it is empty.
    """
    hashing = begun.pop(_identity(path.stat()), None) if begun else None
    return (hashing.data, hashing) if hashing else (_map(path), None)


def sha256(data: bytes | mmap.mmap) -> str:
    """Hash the bytes of a file; gives the hash in hex."""
    digest = hashlib.sha256()
    with memoryview(data) as whole:  # without a copy, which takes a twentieth of the time
        for start in range(0, len(whole), _BLOCK):
            digest.update(whole[start : start + _BLOCK])
            release_pages(data)
    return digest.hexdigest()


def release_pages(data: bytes | mmap.mmap) -> None:
    """
    Take pages that were read out of the memory of this process; reading them again is cheap.

    Else a mapped file counts as memory in use, and a container with a limit is stopped.
    """
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        data.madvise(mmap.MADV_DONTNEED)


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _identity(found: os.stat_result) -> _Identity:
    """Tell a file from others, and from what it was before it was written to."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
