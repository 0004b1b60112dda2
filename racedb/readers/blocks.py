"""A mapped file block by block: a file of any size is never in memory as a whole."""

import mmap
from collections.abc import Iterator


def blocks(data: bytes | mmap.mmap, size: int) -> Iterator[tuple[int, bytes]]:
    """Give the bytes of a file in blocks, each with the place where it begins."""
    for start in range(0, len(data), size):
        block = data[start : start + size]
        give_back(data)
        yield start, block


def give_back(data: bytes | mmap.mmap) -> None:
    """
    Take pages that were read out of the memory of this process; reading them again is cheap.

    Else a mapped file counts as memory in use, and a container with a limit is stopped.
    """
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        data.madvise(mmap.MADV_DONTNEED)
