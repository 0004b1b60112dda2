"""
JSON that nobody has described: arrays of records, at the top or nested under rounds and races.

One record a line (NDJSON) is read the same way. `line` is the number of the record.
"""

import re
from collections.abc import Sequence
from typing import Any

from racedb.counted import counted
from racedb.readers.documents import without_partner
from racedb.readers.json_text import load, load_lines
from racedb.readers.reading import GENERIC, Finding, Format, Options, Reading, Source
from racedb.readers.recipe import with_recipe
from racedb.table import Table
from racedb.understand.found import Found
from racedb.understand.joined import joined_document
from racedb.understand.kinds import is_results
from racedb.understand.records import is_below, tables_of
from racedb.understand.tables import choose


def _claims(source: Source) -> int:
    begins = re.match(
        r"\s*(//[^\n]*\n\s*)*[{\[]\s*[\"{\[\]}\d-]", source.head.removeprefix("\ufeff")
    )
    return GENERIC if begins else 0


def _read(source: Source, options: Options) -> Reading:
    whole, encoding = document(source)
    return reading_of(source, FORMAT.name, whole, encoding, options)


def reading_of(
    source: Source, reader: str, document: Any, encoding: str, options: Options
) -> Reading:
    """
    Take the results, and the laps and stops in them, out of a document that is not described.

    Raises:
        ReadError: there are none, or there are several and nobody said which; or one is too wide.
        UsageError: the columns that were given are not those of the records.
    """
    document, alone = joined_document(document)
    found = tables_of(source.path, document, options.columns)
    known = with_recipe(options, [(0, one.table.header) for one in found])
    if known is not options:
        options, found = known, tables_of(source.path, document, known.columns)
    tables, findings = _meant(source, found, options)
    return Reading(
        source=source,
        reader=reader,
        encoding=encoding,
        tables=tables,
        findings=[*findings, *without_partner(alone)],
        recipe=options.recipe,
        others=[one.table for one in found if all(one.table.number != it.number for it in tables)],
    )


def _meant(
    source: Source, found: Sequence[Found], options: Options
) -> tuple[list[Table], list[Finding]]:
    """Find the main table and those in its records; name the other ones of results."""
    found = _without_details(found)
    tables = [one.table for one in found if one.is_understood]
    results = [it for it in tables if it.kind == "pit_stops" or is_results(it.columns)]
    main = None if options.table or options.columns else _main(results)
    if main is None:
        chosen = choose(source.path, found, wanted=options.table, given=options.columns)
        first, *parts = chosen.tables
        is_list = first.kind == "results" and not is_results(first.columns)
        if is_list and not options.columns:
            first = first._replace(kind="entries")
        return [first, *parts], []
    others = [table for table in results if table is not main]
    below = [table for table in others if _belongs_to(table, main)]
    left = [table for table in others if not _belongs_to(table, main)]
    return [main, *below], [_left_out(table) for table in left]


def _without_details(found: Sequence[Found]) -> list[Found]:
    """Leave out arrays in the record of a competitor that are neither laps nor stops."""
    cars = [
        one.table.heading
        for one in found
        if "car_number" in {column.field for column in one.table.columns}
    ]
    return [
        one
        for one in found
        if one.table.kind in _DETAILS
        or not any(is_below(one.table.heading, outer) for outer in cars)
    ]


def _main(results: Sequence[Table]) -> Table | None:
    """
    Find the results of a document: all others are laps and stops in them, or shorter and unplaced.

    None where there is no such table, or only one.
    """
    for table in results:
        others = [other for other in results if other is not table]
        if others and all(_belongs_to(other, table) or _is_less(other, table) for other in others):
            return table
    return None


_DETAILS = ("laps", "pit_stops")


def _belongs_to(inner: Table, outer: Table) -> bool:
    is_detail = inner.kind in _DETAILS and outer.kind not in _DETAILS
    return is_detail and is_below(inner.heading, outer.heading)


def _is_less(other: Table, table: Table) -> bool:
    """Say whether a table is much shorter than a classification, and none itself."""
    placed = ["position" in {column.field for column in one.columns} for one in (table, other)]
    return placed == [True, False] and _height(other) * 2 <= _height(table)


def _height(table: Table) -> int:
    return sum(frame.height for frame in table.batches)


def _left_out(table: Table) -> Finding:
    rows = _height(table)
    message = (
        f"records {table.heading!r}: another table of {counted(rows, 'rows')}, which is left out"
    )
    return Finding("other-table", message)


def document(source: Source) -> tuple[Any, str]:
    """Return a document, or the records of a file that has one a line, and its encoding."""
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
