"""
JSON that nobody has described: arrays of records, at the top or nested under rounds and races.

One record a line (NDJSON) is read the same way. `line` is the number of the record.
"""

import re
from typing import Any

from racedb.readers.json_text import load, load_lines
from racedb.readers.reading import GENERIC, Format, Options, Reading, Source
from racedb.readers.recipe import with_recipe
from racedb.understand.records import tables_of
from racedb.understand.tables import choose


def _claims(source: Source) -> int:
    begins = re.match(
        r"\s*(//[^\n]*\n\s*)*[{\[]\s*[\"{\[\]}\d-]", source.head.removeprefix("\ufeff")
    )
    return GENERIC if begins else 0


def _read(source: Source, options: Options) -> Reading:
    document, encoding = _document(source)
    return reading_of(source, FORMAT.name, document, encoding, options)


def reading_of(
    source: Source, reader: str, document: Any, encoding: str, options: Options
) -> Reading:
    """
    Take the table of the records that are meant out of a document that is not described.

    Raises:
        ReadError: there is none, or there are several and nobody said which; or one is too wide.
        UsageError: the columns that were given are not those of the records.
    """
    found = tables_of(source.path, document, options.columns)
    known = with_recipe(options, [(0, one.table.header) for one in found])
    if known is not options:
        options, found = known, tables_of(source.path, document, known.columns)
    chosen = choose(source.path, found, wanted=options.table, given=options.columns)
    return Reading(
        source=source,
        reader=reader,
        encoding=encoding,
        tables=[chosen.table],
        recipe=options.recipe,
        others=[one.table for one in found if one is not chosen],
    )


def _document(source: Source) -> tuple[Any, str]:
    first = [line for line in source.head.splitlines() if line.strip()][:2]
    if len(first) == 2 and all(line.startswith("{") and line.endswith("}") for line in first):
        return load_lines(source)
    return load(source)


FORMAT = Format(
    name="json-records",
    summary=(
        "any JSON with arrays of records, NDJSON; seasons whose rounds, events or "
        "sessions are lists or keys"
    ),
    claims=_claims,
    read=_read,
    suffixes=(".json", ".ndjson", ".jsonl"),
    line="record",
    has_columns=True,
)
