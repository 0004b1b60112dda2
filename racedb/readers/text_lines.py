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
_QUOTED = re.compile(r"(?:> ?)+")
_HEAD, _SIGNATURE = 60, 12
"""So many lines the head and the signature of a mail may have."""


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


def unquoted(lines: list[str]) -> list[str]:
    """Take off what mails add to lines: a head but its subject, '> ', a signature below '-- '."""
    plain = [_QUOTED.sub("", line, count=1) if line[:1] == ">" else line for line in lines]
    head = plain.index("") if "" in plain[:_HEAD] else 0
    if any(line.startswith("From: ") for line in plain[:head]):
        subjects = [line[9:] if line.startswith("Subject: ") else "" for line in plain[:head]]
        plain[:head] = subjects
    last = plain[-_SIGNATURE:]
    return plain[: len(plain) - len(last) + last.index("-- ")] if "-- " in last else plain


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
