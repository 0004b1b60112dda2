"""The bytes of a file, mapped into memory, and their hash, which identifies a loaded file."""

import hashlib
import mmap
from pathlib import Path

_BLOCK = 16 << 20
"""Bytes that are hashed at once; pages of a block are released before the next one is read."""


def open_mapped(path: Path) -> mmap.mmap:
    """
    Map a file into memory.

    Raises:
        OSError: it cannot be read.
        ValueError: it is empty.
    """
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def sha256(data: bytes | mmap.mmap) -> str:
    """Return the hash of the bytes of a file, in hex."""
    digest = hashlib.sha256()
    with memoryview(data) as whole:  # a slice of it is no copy
        for start in range(0, len(whole), _BLOCK):
            digest.update(whole[start : start + _BLOCK])
            release_pages(data)
    return digest.hexdigest()


def release_pages(data: bytes | mmap.mmap) -> None:
    """
    Release the pages of a mapped file that were read; reading them again is cheap.

    They count as memory in use otherwise, and a container with a limit would be stopped.
    """
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        data.madvise(mmap.MADV_DONTNEED)
