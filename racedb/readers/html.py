"""
Tables of web pages (selectolax, the Lexbor parser: it never fails, so nothing is executed).

Cells that span rows or columns are repeated; line breaks stay; footnote marks, flags and hidden
sort keys go. `line` is the physical line of the row's <tr> in the file.
"""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from racedb.errors import ReadError
from racedb.readers.documents import Grid, cut_off, reading
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.xml_text import refuse_long_tags
from racedb.understand.header import Row

MAX_SPAN = 1_000
MAX_TAGS = 1_000_000
"""The parser needs some hundred bytes for each."""
MAX_NAMES = 50_000
"""Different names of tags and attributes: the parser compares a new one with many of them."""
MAX_DEPTH = 5_000
"""The parser goes up to the first tag for each of these."""
_BLOCK = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figure|footer"
    r"|form|header|hgroup|main|menu|nav|ol|pre|section|summary|table|ul)\b",
    re.IGNORECASE,
)
_IN_TAG = re.compile(r"<([A-Za-z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?)*+)")
_NAME = re.compile(r"([^\s=/]+)(?:\s*=\s*(?:\"[^\"]*\"?|'[^']*'?|\S*))?")
_HIDDEN = (
    "script, style, sup, .mw-editsection, .sortkey, "
    "[style*='display:none'], [style*='display: none']"
)
_BREAKS = ("br", "p", "div", "li")
_NOTE = re.compile(r"\s*\[(?:\w{1,2}|note \d+|n \d+)\]")
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)|<(tr|table)\b", re.IGNORECASE | re.DOTALL
)


def _claims(source: Source) -> int:
    head = source.head
    start = head.lstrip()[:1]
    return (
        SPECIFIC
        if start == "<" and re.search(r"<(table|html|!doctype html|td)\b", head, re.IGNORECASE)
        else 0
    )


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a page", options.encoding)
    _refuse_bombs(source, text)
    found = reading(source, FORMAT.name, text, encoding, _grids(source, text), options)
    tags = text.lower()
    if tags.rfind("<table") > tags.rfind("</table"):
        found.findings.append(cut_off("the last table has no </table>"))
    return found


def _refuse_bombs(source: Source, text: str) -> None:
    """
    Look at what costs the parser much more than its bytes.

    Raises:
        ReadError: there are too many tags, names of them, or attributes in one.
    """
    if (tags := text.count("<")) > MAX_TAGS:
        message = f"{source.path}: a page of {tags:,} tags; {MAX_TAGS:,} are the most"
        raise ReadError(message)
    depth = 0
    for found in _BLOCK.finditer(text):
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            message = f"{source.path}:{line}: tags in tags, {MAX_DEPTH:,} deep, the most"
            raise ReadError(message)
    refuse_long_tags(source, text)
    if len(text) > 3 * MAX_NAMES and _has_many_names(text):
        message = f"{source.path}: tags and attributes of more than {MAX_NAMES:,} names, the most"
        raise ReadError(message)


def _has_many_names(text: str) -> bool:
    names: set[str] = set()
    for tag in _IN_TAG.finditer(text):
        names.update(_NAME.findall(tag[1]))
        if len(names) > MAX_NAMES:
            return True
    return False


def _grids(source: Source, text: str) -> Iterator[Grid]:
    tree = LexborHTMLParser(text)
    lines = _lines_of_rows(tree, text)  # hidden rows count
    for node in tree.css(_HIDDEN):
        node.decompose()
    rows_of: dict[int, list[tuple[int, LexborNode]]] = {}
    for row in tree.css("tr"):
        rows_of.setdefault(_table_around(row), []).append((lines[row.mem_id], row))
    layout = {_table_around(table) for table in tree.css("table")}
    heading = ""
    for node in tree.css("h1, h2, h3, h4, h5, h6, table"):
        if node.tag != "table":
            heading = _text(node) or heading
            continue
        rows = rows_of.get(node.mem_id)
        if node.mem_id in layout or not rows:
            continue  # a table of tables is layout
        caption = node.css_first("caption")
        title = _text(caption) if caption is not None else heading
        yield Grid(title, _expanded(source, rows))


def _lines_of_rows(tree: LexborHTMLParser, text: str) -> dict[int, int]:
    """
    Return the physical line of every row by its id.

    Where the parser has added rows (a table may begin with <td>), a row has the line of its table.
    """
    lines: dict[str, list[int]] = {"tr": [], "table": []}
    at, line = 0, 1
    for found in _TAG.finditer(text):
        if tag := found.group(2):
            line += text.count("\n", at, found.start())
            at = found.start()
            lines[tag.lower()].append(line)
    rows = tree.css("tr")
    if len(rows) == len(lines["tr"]):
        return {row.mem_id: number for row, number in zip(rows, lines["tr"], strict=True)}
    tables = {
        table.mem_id: number
        for table, number in zip(tree.css("table"), lines["table"], strict=False)
    }
    return {row.mem_id: tables.get(_table_around(row), 0) for row in rows}


def _table_around(node: LexborNode) -> int:
    """Return the id of the nearest table around a node; 0: none."""
    parent = node.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return 0 if parent is None else int(parent.mem_id)


def _expanded(source: Source, rows: Sequence[tuple[int, LexborNode]]) -> list[Row]:
    """Repeat cells over the rows and columns that they span."""
    out: list[Row] = []
    below: dict[int, tuple[int, str]] = {}
    count = width = 0
    most = source.limits.page_cells
    for line, row in rows:
        cells: list[str] = []
        for node in row.css("td, th"):
            _fill(cells, below)
            text, across, down = _text(node), _span(node, "colspan"), _span(node, "rowspan")
            count += across * down
            width = max(width, len(cells) + across)
            if count > most or width * len(rows) > most:
                message = f"{source.path}:{line}: the spans of a table make over {most:,} cells"
                raise ReadError(message)
            for _ in range(across):
                if down > 1:
                    below[len(cells)] = (down - 1, text)
                cells.append(text)
        _fill(cells, below)
        out.append((line, cells))
    width = max((len(cells) for _, cells in out), default=0)
    return [(line, _spread(cells, width)) for line, cells in out]


def _spread(cells: Sequence[str], width: int) -> list[str]:
    """Fill the end of a row that HTML lets end early."""
    return [*cells, *[""] * (width - len(cells))]


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Put in what hangs down from the rows above."""
    while len(cells) in below:
        place = len(cells)
        left, text = below.pop(place)
        if left > 1:
            below[place] = (left - 1, text)
        cells.append(text)


def _span(node: LexborNode, name: str) -> int:
    value = (node.attributes.get(name) or "1").strip()
    digits = re.match(r"\d+", value)
    return min(max(int(digits.group()[:9]), 1), MAX_SPAN * MAX_SPAN) if digits else 1


def _text(node: LexborNode) -> str:
    """Return the text of a cell; line breaks and blocks are line breaks."""
    parts: list[str] = []
    for part in node.traverse(include_text=True):
        if part.tag == "-text":
            parts.append(re.sub(r"[ \t\r\n]+", " ", part.text(deep=False) or ""))
        elif part.tag in _BREAKS and part.mem_id != node.mem_id:
            parts.append("\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return _NOTE.sub("", "\n".join(line for line in lines if line)).strip()


FORMAT = Format(
    name="html",
    summary="tables of web pages; spans are expanded, footnotes and flags dropped",
    claims=_claims,
    read=_read,
    suffixes=(".html", ".htm"),
    line="line of its `<tr>`",
    has_columns=True,
)
