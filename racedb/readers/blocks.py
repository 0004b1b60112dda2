"""A mapped file block by block: a file of any size is never in memory as a whole."""

import mmap
from collections.abc import Iterator

from racedb.file_hash import release_pages


def blocks(data: bytes | mmap.mmap, size: int) -> Iterator[tuple[int, bytes]]:
    """Give the bytes of a file in blocks, each with the place where it begins."""
    for start in range(0, len(data), size):
        block = data[start : start + size]
        release_pages(data)
        yield start, block
