"""Physical lines of a file by their number, for rejects and for `explain`."""

import io
from collections.abc import Callable, Mapping

from racedb.readers.reading import Source


def raw_lines(source: Source, encoding: str) -> Callable[[set[int]], Mapping[int, str]]:
    """Give a function that reads lines again; it stops behind the last one that is asked for."""

    def read(wanted: set[int]) -> Mapping[int, str]:
        if not wanted:
            return {}
        last, found = max(wanted), {}
        with io.TextIOWrapper(io.BytesIO(source.data[:]), encoding, errors="replace") as text:
            for number, line in enumerate(text, start=1):
                if number in wanted:
                    found[number] = line.rstrip("\r\n")
                if number >= last:
                    break
        return found

    return read
