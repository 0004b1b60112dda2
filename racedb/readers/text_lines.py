"""
A mapped file, block by block, and its physical lines by their number.

A file of any size is never in memory as a whole.
"""

import codecs
import io
import mmap
import re
from collections.abc import Callable, Iterator, Mapping

from racedb.file_hash import release_pages
from racedb.readers.reading import Source

_BLOCK = 1 << 20
_END = re.compile(r"\r\n|\r|\n")


def blocks(data: bytes | mmap.mmap, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the bytes of a file in blocks, each with the place where it begins."""
    for start in range(0, len(data), size):
        block = data[start : start + size]
        release_pages(data)
        yield start, block


def lines_of(text: str) -> list[str]:
    """Cut a text at its line ends, and not at what str.splitlines takes for some: U+2028 ..."""
    lines = _END.split(text)
    return lines if lines[-1] else lines[:-1]


def ends_in_a_line(data: bytes | mmap.mmap) -> bool:
    """Return whether the last line has an end, in any encoding; else the file may be cut off."""
    return bytes(data[-4:]).replace(b"\0", b"")[-1:] in (b"\n", b"\r")


def raw_lines(source: Source, encoding: str) -> Callable[[set[int]], Mapping[int, str]]:
    """Return a function that reads lines again; it stops after the last one that is wanted."""

    def read(wanted: set[int]) -> Mapping[int, str]:
        last, found = max(wanted, default=0), {}
        for number, line in enumerate(_lines(source, encoding), start=1):
            if number > last:
                break
            if number in wanted:
                found[number] = line
        return found

    return read


def _lines(source: Source, encoding: str) -> Iterator[str]:
    """Read a file line by line, wrong bytes replaced, whichever way its lines end."""
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding)(errors="replace"), translate=True
    )
    rest = ""
    for start, block in blocks(source.data, _BLOCK):
        text = rest + decoder.decode(block, final=start + _BLOCK >= len(source.data))
        *whole, rest = text.split("\n")
        yield from whole
    if rest:
        yield rest
