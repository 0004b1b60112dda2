"""The text of a line as a file prints it, as long as the file is what it was."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from racedb.errors import RaceDBError
from racedb.ingest.identify import read_file
from racedb.readers import open_source
from racedb.readers.encoding import encoding_of
from racedb.readers.reading import Options, Source
from racedb.readers.text_lines import raw_lines


class Raw(NamedTuple):
    """A line of a file, or why it cannot be shown."""

    text: str | None
    why_not: str | None


def raw_line(uri: str, digest: str, line: int, options: Mapping[str, Any]) -> Raw:
    """
    Read a line of a file again.

    Args:
        uri: where the file was.
        digest: hash of its bytes when it was loaded.
        line: line, record or row.
        options: how it was read, as its import keeps it.
    """
    path = Path(uri)
    if not path.is_file():
        return Raw(None, "the file is not there any more")
    try:
        source = open_source(path)
        if source.sha256 != digest:
            return Raw(None, "the file has changed since")
        text = _lines(source, line, options)
    except RaceDBError as error:
        return Raw(None, str(error))
    return Raw(text, None) if text is not None else Raw(None, "its format has no lines to show")


def _lines(source: Source, line: int, options: Mapping[str, Any]) -> str | None:
    if "files" in options:  # one of the tables of a dump
        encoding = encoding_of(source.data[:], source.name)
        return raw_lines(source, encoding)({line}).get(line)
    columns = options.get("columns")
    how = Options(
        columns=tuple(columns) if columns else None,
        table=options.get("table"),
        encoding=options.get("encoding"),
        recipe=options.get("recipe"),
    )
    for reading in read_file(source, how, options.get("reader")):
        if (text := reading.raw_lines({line}).get(line)) is not None:
            return text
    return None
