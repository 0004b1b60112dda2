"""
YAML that nobody has described: f1db's files, and lists that people write by hand.

It is read like JSON records; `line` is the number of the record.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from racedb.counted import counted
from racedb.readers.documents import cut_off, without_end
from racedb.readers.json_records import reading_of
from racedb.readers.reading import GENERIC, Finding, Format, Options, Reading, Source

_SEARCHED, _LONGEST = 40, 200
"""So many first lines, and so many letters of each, must look like YAML."""
_LINE = re.compile(
    r"\s*(?:-\s+)*(?:\"[^\"]*\"|'[^']*'|[\w./ -]+):(?:\s.*)?"
    r"|\s*-(?:\s.*)?|\s*#.*|---.*|%.*|\s*"
)
_ITEM = re.compile(r"^[ \t]*-(?:[ \t]|$)", re.MULTILINE)


def _claims(source: Source) -> int:
    lines = [line[:_LONGEST] for line in source.head.splitlines()[:_SEARCHED]]
    looks = bool(_ITEM.search(source.head)) and all(map(_LINE.fullmatch, lines))
    return GENERIC if looks else 0


def _read(source: Source, options: Options) -> Reading:
    from racedb.readers.yaml_text import load  # here, for few files need its parser

    document, encoding = load(source, options.encoding)
    found = reading_of(source, FORMAT.name, document, encoding, options)
    found.findings += _doubts(source, document)
    return found


# ---- files that were cut off ---------------------------------------------------------------------


def _doubts(source: Source, document: Any) -> list[Finding]:
    """Say that a file may be cut off: YAML that ends anywhere is still YAML."""
    if cut := without_end(source):
        return cut
    records = _last_records(document)
    if not _is_begun(records):
        return []
    return [cut_off(f"the last record has {counted(len(records[-1]), 'fields')}")]


def _last_records(node: Any) -> Sequence[Mapping[str, Any]]:
    """Find the list of records that is at the end of a document."""
    found: Sequence[Mapping[str, Any]] = []
    while isinstance(node, list | dict) and node:
        if isinstance(node, list) and isinstance(node[-1], dict):
            found = [one for one in node if isinstance(one, dict)]
        node = node[-1] if isinstance(node, list) else [*node.values()][-1]
    return found


def _is_begun(records: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether the last record has only the first fields of the one before, or is alone."""
    if len(records) < 2:
        return len(records) == 1
    before, last = records[-2:]
    return len(last) < len(before) and [*before][: len(last)] == [*last]


FORMAT = Format(
    name="yaml-records",
    summary="any YAML with lists of records, such as f1db's files; no aliases",
    claims=_claims,
    read=_read,
    suffixes=(".yml", ".yaml"),
    line="record",
    has_columns=True,
)
