"""
Plain text whose columns are parted by two blanks and more: lists, tables in mails.

A letter is a place on a page: the text is laid out like a sheet of a PDF file.
"""

import re

from racedb.readers import pandoc
from racedb.readers.documents import cut_off, reading
from racedb.readers.encoding import decode
from racedb.readers.pdf_layout import Line, lines_of_page
from racedb.readers.pdf_tables import is_header, sheet
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.text_lines import ends_in_a_line, lines_of

_HEIGHT, _SIZE = 12.0, 4.0
"""Points of a line and of a letter, which is one wide: one blank parts words of the same cell."""
_SEARCHED = 20_000
"""So many first letters are looked at for a header."""
_CELLS = 3
"""A header, and a row at least, have so many cells."""
_SEPARATED = re.compile(r"[|\t]|[,;#]\s")
_RULER = re.compile(r"[\s=_~*+.-]*")
_SHOWN = 20
"""So many lines that are left out are named."""


def _claims(source: Source) -> int:
    head = source.head[:_SEARCHED]
    if head.lstrip()[:1] in ("<", "{", "[") or pandoc.FORMAT.claims(source):
        return 0
    lines = lines_of(head) if head else []
    wide = [line for line in _laid_out(lines) if len(line.pieces) >= _CELLS]
    headers = [line for line in wide if is_header(line)]
    apart = any(not _SEPARATED.search(lines[line.number - 1]) for line in headers)
    return SPECIFIC if apart and len(wide) > 1 else 0


def _read(source: Source, options: Options) -> Reading:
    source.require_document("a text")
    text, encoding = decode(source.data[:], options.encoding, str(source.path))
    tables, left = sheet([_laid_out(lines_of(text))], "")
    found = reading(source, FORMAT.name, text, encoding, tables, options)
    for line in left[:_SHOWN]:
        message = f"line {line.number}: left out, it is no row of the table: {line.text[:60]!r}"
        found.findings.append(Finding("not-data", message, line.number))
    if not ends_in_a_line(source.data):
        found.findings.append(cut_off("the last line has no end"))
    return found


def _laid_out(lines: list[str]) -> list[Line]:
    """Put each word where it is; a line is as far below the one before as in the text."""
    words: list[tuple[float | str, ...]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines, start=1):
        plain = line.expandtabs()
        if _RULER.fullmatch(plain):
            continue
        numbers.append(number)
        top = number * _HEIGHT
        words += [
            (float(word.start()), float(word.end()), top, top + _SIZE, _SIZE, word[0])
            for word in re.finditer(r"\S+", plain)
        ]
    found = lines_of_page(words, 1, 0)
    return [line._replace(number=n) for line, n in zip(found, numbers, strict=True)]


FORMAT = Format(
    name="plain-text",
    summary="text with columns parted by blanks: lists, tables in mails",
    claims=_claims,
    read=_read,
    suffixes=(".txt",),
)
