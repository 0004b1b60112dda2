r"""
Pipe tables as markdown has them, with or without a header, outer pipes or a ruler.

A cell may hold an escaped pipe (\|). Every row is counted: one with a cell too many or too few is a
reject, where markdown parsers drop or pad it without a word.
"""

import re

from racedb.readers.documents import Grid, cut_off, reading, require_room, require_width
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.text_lines import ends_in_a_line, lines_of, unquoted
from racedb.understand.header import Row

MAX_BYTES = 12 << 20
"""Of a text with tables: lines of a few letters take many times their bytes."""
_RULER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$")
_CELL_END = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_TARGET = r"\((?:[^()]|\([^()]*\))*\)(?:\{[^}]{0,200}\})?"
"""Of a link; addresses have parentheses: .../Ann_Berg_(driver)."""
# No pattern may look through the whole cell from each of its characters: cells may be hostile.
_MARKED = re.compile(r"[\[<^\\*_\n]")
"""What a cell with marks, or with several lines, has one of."""
_MARKS = (
    (re.compile(rf"!\[[^\[\]]*\]{_TARGET}"), ""),  # pictures: flags
    (re.compile(rf"\[([^\[\]]*)\]{_TARGET}"), r"\1"),  # links
    (
        re.compile(r"<sup>(?:(?!<sup>).)*?</sup>|\^\[?[^\]^]{1,6}\]?\^|\[\^[^\[\]]+\]"),
        "",
    ),  # footnotes
    (re.compile(r"<br ?/?>|\\$", re.MULTILINE), "\n"),
    (re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1", re.DOTALL), r"\2"),  # bold
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,300}?)(?<=\S)\*(?![\w*])"), r"\1"),  # italics
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~^'\"@$])"), r"\1"),  # escapes
)


def _claims(source: Source) -> int:
    if re.search(r"^(\{\||\+[-=:]+\+)", source.head, re.MULTILINE):
        return 0  # wikitext, or a grid table
    lines = [line for line in unquoted(source.head.splitlines()) if line.strip()]
    rows = [line for line in lines if len(_CELL_END.findall(line)) >= 2]
    is_ruled = any("|" in line and _is_ruler(line) for line in lines)
    # A table without a ruler is one where most lines begin with a bar: prose has a bar at times.
    has_bars = sum(map(_begins_with_bar, rows)) > len(lines) / 2
    return SPECIFIC if rows and (is_ruled or has_bars) else 0


def _is_ruler(line: str) -> bool:
    # Without the blanks around it, which the pattern would try in all ways.
    return bool(_RULER.match(line.strip()))


def _begins_with_bar(line: str) -> bool:
    return line.lstrip().startswith("|") and not _is_wiki(line)


def _is_wiki(line: str) -> bool:
    return line.lstrip().startswith(("|-", "|}", "|+", "{|")) and not _is_ruler(line)


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a text", options.encoding, MAX_BYTES, "save it as csv")
    found = reading(source, FORMAT.name, text, encoding, _grids(source, text), options)
    last = text.rstrip("\r\n").rpartition("\n")[2].rstrip()
    if not ends_in_a_line(source.data) and "|" in last and not last.endswith("|"):
        found.findings.append(cut_off("the last row has no end"))
    return found


def _grids(source: Source, text: str) -> list[Grid]:
    """
    Cut the document into its tables, each with the heading before it.

    Raises:
        ReadError: a line has more bars than a table may have columns, or all have too many.
    """
    grids: list[Grid] = []
    cells = 0
    heading = ""
    rows: list[Row] = []
    for number, line in enumerate([*unquoted(lines_of(text)), ""], start=1):
        if "|" in line:
            require_width(source, number, width := _width(line))
            require_room(source, cells := cells + width)
            if not _is_ruler(line):
                rows.append((number, _cells(line)))
            continue
        if rows:
            grids.append(Grid(heading, rows))
            rows = []
        if found := _HEADING.match(line):
            heading = found.group(1)
    return grids


def _width(line: str) -> int:
    """Count the cells of a line before it is cut."""
    text = line.strip()
    bars = text.count("|") - text.count("\\|")
    return bars + 1 - text.startswith("|") - text.endswith("|")


def _cells(line: str) -> list[str]:
    cells = _CELL_END.split(line.strip())
    if line.lstrip().startswith("|"):
        cells = cells[1:]
    if line.rstrip().endswith("|") and not line.rstrip().endswith("\\|"):
        cells = cells[:-1]
    return [plain(cell) for cell in cells]


def plain(cell: str) -> str:
    """Take the marks of markdown off a cell: links, pictures, bold, footnotes, escapes."""
    if not _MARKED.search(cell):
        return " ".join(cell.split())
    for mark, instead in _MARKS:
        cell = mark.sub(instead, cell)
    return "\n".join(line for line in (" ".join(x.split()) for x in cell.split("\n")) if line)


FORMAT = Format(
    name="pipe",
    summary="pipe tables of markdown, with or without header, rulers, outer pipes",
    claims=_claims,
    read=_read,
    suffixes=(".md", ".markdown"),
    has_columns=True,
)
