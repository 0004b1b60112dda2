r"""
Pipe tables as markdown has them, with or without a header, outer pipes or a ruler.

A cell may hold an escaped pipe (\|). Every row is counted: one with a cell too many or too few is a
reject, where markdown parsers drop or pad it without a word.
"""

import re

from racedb.errors import ReadError
from racedb.readers.encoding import decode, mojibake
from racedb.readers.grid import Row, choose, table_from_grid
from racedb.readers.lines import raw_lines
from racedb.readers.reading import (
    SPECIFIC,
    Finding,
    Format,
    Options,
    Reading,
    Reject,
    Source,
    Table,
)

_RULER = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_CELL_END = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")


def _claims(source: Source) -> int:
    lines = [line for line in source.head.splitlines() if line.strip()]
    rows = [line for line in lines if len(_CELL_END.findall(line)) >= 2]
    ruled = any("|" in line and _RULER.match(line) for line in lines)
    outer = [line for line in rows if line.lstrip().startswith("|") and not _is_wiki(line)]
    return SPECIFIC if rows and (ruled or len(outer) > len(lines) / 2) else 0


def _is_wiki(line: str) -> bool:
    return line.lstrip().startswith(("|-", "|}", "|+", "{|")) and not _RULER.match(line)


def _read(source: Source, options: Options) -> Reading:
    text, encoding = decode(source.data[:], options.encoding, str(source.path))
    tables: list[tuple[Table, list[Reject]]] = []
    for heading, rows in _grids(text):
        if found := table_from_grid(rows, heading=heading, options=options):
            tables.append(found)
    if not tables:
        message = f"{source.path}: no column of the table is understood; --columns names them"
        raise ReadError(message)
    table = choose(source.path, [one for one, _ in tables], options)
    rejects = next(rejects for one, rejects in tables if one is table)
    line = mojibake(text)
    findings = [] if line is None else [_misread(line)]
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=[table],
        rejects=rejects,
        findings=findings,
        raw_lines=raw_lines(source, encoding),
    )


def _misread(line: int) -> Finding:
    message = f"line {line}: letters look as if they had been decoded wrongly before (MÃ¼ller)"
    return Finding(code="mojibake", line=line, message=message)


def _grids(text: str) -> list[tuple[str, list[Row]]]:
    """Cut the document into its tables, each with the heading before it."""
    grids: list[tuple[str, list[Row]]] = []
    heading, rows = "", []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if "|" in line:
            if not _RULER.match(line):
                rows.append((number, _cells(line)))
            continue
        if rows:
            grids.append((heading, rows))
            rows = []
        if found := _HEADING.match(line):
            heading = found.group(1)
    return grids


def _cells(line: str) -> list[str]:
    cells = _CELL_END.split(line.strip())
    if line.lstrip().startswith("|"):
        cells = cells[1:]
    if line.rstrip().endswith("|") and not line.rstrip().endswith("\\|"):
        cells = cells[:-1]
    return [cell.replace("\\|", "|").strip() for cell in cells]


FORMAT = Format(
    name="pipe",
    summary="pipe tables: markdown, with or without a header",
    claims=_claims,
    read=_read,
    suffixes=(".md", ".markdown"),
)
