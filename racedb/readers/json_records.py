"""
JSON that nobody has described: arrays of records, at the top or nested under rounds and races.

One record a line (NDJSON) is read the same way. `line` is the number of the record.
"""

import json
import re
from typing import Any

from racedb.errors import ReadError
from racedb.readers.json_text import load
from racedb.readers.reading import GENERIC, Format, Options, Reading, Source
from racedb.understand.records import tables_of
from racedb.understand.tables import choose


def _claims(source: Source) -> int:
    begins = re.match(
        r"\s*(//[^\n]*\n\s*)*[{\[]\s*[\"{\[\]}\d-]", source.head.removeprefix("\ufeff")
    )
    return GENERIC if begins else 0


def _read(source: Source, options: Options) -> Reading:
    document, encoding = _document(source)
    table = choose(
        source.path,
        tables_of(document, options.columns),
        wanted=options.table,
        given=options.columns,
    )
    return Reading(source=source, reader=FORMAT.name, encoding=encoding, tables=[table])


def _document(source: Source) -> tuple[Any, str]:
    lines = [line for line in source.head.splitlines()[:2] if line.strip()]
    if len(lines) == 2 and all(line.startswith("{") and line.endswith("}") for line in lines):
        rows = []
        for number, raw in enumerate(source.data[:].splitlines(), start=1):
            if not raw.strip():
                continue
            try:
                rows.append(json.loads(raw, parse_float=str))
            except (ValueError, RecursionError) as error:
                message = f"{source.path}:{number}: is not a json record: {error}"
                raise ReadError(message) from None
        return rows, "utf-8"
    return load(source)


FORMAT = Format(
    name="json-records",
    summary="any JSON with arrays of records; one record a line (NDJSON)",
    claims=_claims,
    read=_read,
    suffixes=(".json", ".ndjson", ".jsonl"),
)
