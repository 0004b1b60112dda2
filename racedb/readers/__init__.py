"""The formats that racedb reads, and which of them claims a file."""

import mmap
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from racedb.errors import ReadError, UsageError, did_you_mean
from racedb.readers.reading import Dataset, Format, Source

_FORMATS = (
    "pipe",
    "delimited",
    "html",
    "wikitext",
    "pandoc",
    "xlsx",
    "parquet",
    "acc",
    "assetto_corsa",
    "rfactor",
    "iracing",
    "raceroom",
    "ergast_api",
    "jolpica_import",
    "json_records",
)
"""Modules with a FORMAT; a new reader is listed here."""
_DATASETS = ("related_csv",)
"""Modules with a DATASET: folders whose files refer to each other."""
_SHOWN = 3
"""First lines of a file that nobody claims, shown in the error."""


@cache
def formats() -> Sequence[Format]:
    """List the formats, in the order of the documentation."""
    return tuple(import_module(f"racedb.readers.{name}").FORMAT for name in _FORMATS)


@cache
def datasets() -> Sequence[Dataset]:
    """List the dumps: folders that are loaded as one."""
    return tuple(import_module(f"racedb.readers.{name}").DATASET for name in _DATASETS)


def open_source(path: Path) -> Source:
    """
    Open a file.

    Raises:
        ReadError: it is missing, a folder, empty, or may not be read.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:  # nothing to map
        message = f"{path}: the file is empty"
        raise ReadError(message) from None
    except OSError as error:
        message = f"{path}: cannot be read: {(error.strerror or str(error)).lower()}"
        raise ReadError(message) from None
    return Source(path=path, data=data)


def identify(source: Source, reader: str | None) -> Format:
    """
    Find the one format that claims a file, by its content; its extension only breaks ties.

    Args:
        source: the file.
        reader: the name of the format that somebody asked for.

    Raises:
        UsageError: no format has that name.
        ReadError: nobody claims the file, or two do.
    """
    known = formats()
    if reader:
        named = next((format_ for format_ in known if format_.name == reader), None)
        if named is None:
            hint = did_you_mean(reader, [format_.name for format_ in known])
            message = f"--reader {reader!r} is not known; {hint}"
            raise UsageError(message)
        return named
    claims = {format_.name: format_.claims(source) for format_ in known}
    best = max(claims.values())
    winners = [format_ for format_ in known if best and claims[format_.name] == best]
    if len(winners) > 1:
        by_suffix = [format_ for format_ in winners if source.suffix in format_.suffixes]
        winners = by_suffix or winners
    if len(winners) > 1:
        names = " and ".join(format_.name for format_ in winners)
        message = f"{source.path}: {names} both claim this file; --reader says which"
        raise ReadError(message)
    if not winners:
        raise ReadError(_unclaimed(source, known))
    return winners[0]


def _unclaimed(source: Source, known: Sequence[Format]) -> str:
    names = ", ".join(format_.name for format_ in known)
    lines = [line.strip()[:60] for line in source.head.splitlines() if line.strip()][:_SHOWN]
    nothing = "its lines are all blank" if source.head else "it is a binary file"
    begins = f"it begins {' | '.join(lines)!r}" if lines else nothing
    return f"{source.path}: no reader knows this file; {begins}; known are {names}"
