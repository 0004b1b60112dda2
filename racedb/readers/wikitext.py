"""Tables of wikitext (wikitextparser): templates, links, references, spans of rows and columns."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from racedb.errors import ReadError
from racedb.readers.documents import Grid, cut_off, reading
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.understand.header import Row

if TYPE_CHECKING:
    import wikitextparser

_HEADING = re.compile(r"^(={2,6})\s*(.*?)\s*\1\s*$", re.MULTILINE)
_KEEP_LAST = {"sort", "sortname", "nowrap", "small", "center", "abbr", "nobold", "nobr", "big"}
"""Templates whose text is an argument; all others (flags, notes, icons) are dropped."""
MAX_BYTES = 2 << 20
"""MediaWiki takes no longer pages; the parser needs some hundred bytes for each."""
MAX_MARKS = 40_000
"""Templates and links of a page: each cell that has some is parsed by itself."""
MAX_LINE = 1 << 16
"""Characters of a line; the parser takes its time for each."""
MAX_DEPTH = 100
"""Templates in templates: MediaWiki takes no deeper ones, and the parser its time for each."""
_BRACES = re.compile(r"\{\{|\[\[|\}\}|\]\]")
_FEEDS = {0x0B: " ", 0x0C: " "}
"""A vertical tab and a form feed: the parser takes them for line ends, and never goes on."""
_SPANS = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d+)|\||\n|!!")
_CELL = re.compile(r"\|\||!!|^[|!](?![-}+])", re.MULTILINE)
_MARKUP = re.compile(r"[\[{<'&_]")
_EDGE = re.compile(r"^[ \t:]*(\{\||\|\}(?!\}))", re.MULTILINE)
_ROW = re.compile(r"^\s*(\|-|\{\|)", re.MULTILINE)


def _claims(source: Source) -> int:
    head = source.head
    return (
        SPECIFIC
        if re.search(r"^\{\|", head, re.MULTILINE) and re.search(r"^\|-", head, re.MULTILINE)
        else 0
    )


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a page", options.encoding, MAX_BYTES)
    text = text.translate(_FEEDS)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            message = f"{source.path}:{number}: a line of {len(line):,} characters; "
            raise ReadError(message + f"{MAX_LINE:,} are the most")
    if (marks := text.count("{{") + text.count("[[")) > MAX_MARKS:
        message = f"{source.path}: has {marks:,} templates and links; {MAX_MARKS:,} are the most"
        raise ReadError(message)
    _refuse_deep(source, text)
    found = reading(source, FORMAT.name, text, encoding, _grids(source, text), options)
    if _EDGE.findall(text)[-1] == "{|":
        found.findings.append(cut_off("the last table has no |}"))
    return found


def _refuse_deep(source: Source, text: str) -> None:
    """
    Look at how deep templates and links nest that have an end; others are text.

    Raises:
        ReadError: deeper than MAX_DEPTH.
    """
    inside = [0]  # of the page and of each that is open: how deep what is in it nests
    for mark in _BRACES.finditer(text):
        if mark[0] in ("{{", "[["):
            inside.append(0)
        elif len(inside) > 1:
            depth = inside.pop() + 1
            inside[-1] = max(inside[-1], depth)
            if depth > MAX_DEPTH:
                line = text.count("\n", 0, mark.start()) + 1
                message = (
                    f"{source.path}:{line}: templates in templates, {MAX_DEPTH} deep, the most"
                )
                raise ReadError(message)


def _grids(source: Source, text: str) -> Iterator[Grid]:
    import wikitextparser  # here, for its import costs more than a small load

    headings = [(found.start(), found.group(2)) for found in _HEADING.finditer(text)]
    for table in wikitextparser.parse(text).tables:
        start = table.span[0]
        before = [title for at, title in headings if at < start]
        caption = _plain(table.caption) if table.caption else ""
        line = text.count("\n", 0, start) + 1
        if _expands_to(str(table)) > (most := source.limits.page_cells):
            message = f"{source.path}:{line}: the spans of a table make over {most:,} cells"
            raise ReadError(message)
        yield Grid(caption or (_plain(before[-1]) if before else ""), _rows(table, line))


def _expands_to(table: str) -> int:
    """Return how many cells a table may have at most; the parser itself has no limit."""
    rows = re.split(r"^\s*\|-", table, flags=re.MULTILINE)
    widest = tallest = area = 0
    for row in rows:
        width = len(_CELL.findall(row))
        down = across = 1
        for found in _SPANS.finditer(row):
            if found.group(1) == "row":
                down = int(found.group(2)[:9])
            elif found.group(1) == "col":
                across = int(found.group(2)[:9])
                width += across
            else:
                down = across = 1
            area += down * across - 1
            tallest = max(tallest, down)
        widest = max(widest, width)
    return max(area, widest * (len(rows) + tallest))


def _rows(table: "wikitextparser.Table", line: int) -> list[Row]:
    """Return the rows, their spans expanded, with the line of each row's mark."""
    source = str(table)
    marks: list[int] = []
    at = 0
    for found in _ROW.finditer(source):
        line += source.count("\n", at, found.start())
        at = found.start()
        marks.append(line)
    cells = table.data(span=True)
    lines = marks[-len(cells) :] if len(marks) >= len(cells) else [line] * len(cells)
    return [
        (at + 1, [_plain(cell or "") for cell in row])
        for at, row in zip(lines, cells, strict=False)
    ]


def _plain(cell: str) -> str:
    """Remove the markup from a cell; line breaks stay."""
    cell = re.sub(r"<ref[^>/]*/>|<(ref|sup)\b.*?</\1>|<!--.*?-->", "", cell, flags=re.DOTALL)
    cell = re.sub(r"<br ?/?>", "\n", cell)
    text = _text(cell) if _MARKUP.search(cell) else cell
    return "\n".join(line for line in (" ".join(x.split()) for x in text.split("\n")) if line)


def _text(cell: str) -> str:
    import wikitextparser

    parsed = wikitextparser.parse(cell)
    for template in reversed(parsed.templates):
        template.string = _kept(template)
    return str(wikitextparser.parse(str(parsed)).plain_text())


def _kept(template: "wikitextparser.Template") -> str:
    """Return what a template prints, as far as it is text."""
    name = template.normal_name(capitalize=False).strip().lower()
    values = [arg.value.strip() for arg in template.arguments if arg.positional]
    if name == "sortname" and len(values) >= 2:
        return f"{values[0]} {values[1]}"
    if name in _KEEP_LAST and values:
        return str(values[0] if name == "abbr" else values[-1])
    return ""


FORMAT = Format(
    name="wikitext",
    summary="tables of wikitext, with templates, links and references",
    claims=_claims,
    read=_read,
    suffixes=(".wiki", ".wikitext"),
    line="line of the row",
    has_columns=True,
)
