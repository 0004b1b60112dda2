"""
Timing sheets as PDF files, as far as they have text: words with places, put into tables.

Another process reads the words; `line` is the number of the line of text in the document.
"""

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from racedb.errors import ReadError
from racedb.readers import pdf_words
from racedb.readers.documents import reading
from racedb.readers.pdf_tables import Line, grids, lines_of_page, titles
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source

MOST_PAGES = 500
MOST_WORDS = 500_000
SECONDS = 300
"""How long the words of one file may take; a page of a timing sheet takes a third of one."""
_STREAM = re.compile(rb"stream\r?\n")
_UNREADABLE = 0.1
"""A file of which more words have letters without a meaning is refused."""


def _claims(source: Source) -> int:
    return SPECIFIC if source.data[:5] == b"%PDF-" else 0


def _read(source: Source, options: Options) -> Reading:
    source.require_document("a PDF file")
    _refuse_bombs(source)
    pages = _lines(source, _words(source))
    found = reading(source, FORMAT.name, "", "", grids(pages, _heading(pages)), options)
    context = _context(titles(pages))
    found.tables = [
        table._replace(context={**context, **table.context}) for table in found.tables
    ]
    return found


def _refuse_bombs(source: Source) -> None:
    """
    Count what the streams of the file inflate to, before anybody takes them whole.

    Raises:
        ReadError: too much.
    """
    most = left = source.limits.inflated_mib << 20
    data = source.data[:]
    for found in _STREAM.finditer(data):
        inflate = zlib.decompressobj()
        try:
            left -= len(inflate.decompress(data[found.end() :], left + 1))
        except zlib.error:  # another kind of stream
            continue
        if left < 0:
            message = f"{source.path}: inflates to more than {most:,} bytes, the most"
            raise ReadError(message)


def _words(source: Source) -> Sequence[Mapping[str, Any]]:
    """
    Let another process find the words of all pages.

    Raises:
        ReadError: the extra is missing; the file is damaged, too long, or locked.
    """
    if find_spec("pdfplumber") is None:
        message = f"{source.path}: PDF files need an extra: pip install 'racedb[pdf]'"
        raise ReadError(message)
    limit = min(SECONDS, source.limits.time_limit_s or SECONDS)
    try:
        done = subprocess.run(  # noqa: S603  this Python, a module of ours
            [sys.executable, "-m", pdf_words.__name__, str(MOST_PAGES), str(MOST_WORDS)],
            input=source.data[:], capture_output=True, check=False, timeout=limit,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        message = f"{source.path}: its text takes more than {limit} s to read"
        raise ReadError(message) from None
    if done.returncode:
        message = f"{source.path}: is a damaged PDF file: it takes too much memory"
        raise ReadError(message)
    found = json.loads(done.stdout)
    if "refused" in found:
        message = f"{source.path}: {found['refused']}"
        raise ReadError(message)
    pages: Sequence[Mapping[str, Any]] = found["pages"]
    return pages


def _lines(source: Source, pages: Sequence[Mapping[str, Any]]) -> list[list[Line]]:
    """
    Put words into lines, page by page.

    Raises:
        ReadError: there are none, or their letters have no meaning.
    """
    texts = [str(word[-1]) for page in pages for word in page["words"]]
    if not texts:
        pictures = any(page["pictures"] for page in pages)
        what = "holds pictures of pages and no text" if pictures else "has no text"
        message = (
            f"{source.path}: {what}; run text recognition (OCR) over it, or save the table as csv"
        )
        raise ReadError(message)
    if sum("(cid:" in text for text in texts) > _UNREADABLE * len(texts):
        message = f"{source.path}: its letters are pictures without a meaning; save it as csv"
        raise ReadError(message)
    found: list[list[Line]] = []
    first = 1
    for page in pages:
        found.append(lines_of_page(page["words"], first))
        first += len(found[-1])
    return found


# ---- what a sheet is about -----------------------------------------------------------------------

_KIND = re.compile(
    r"(?i)\b(classification|history chart|pit stop summary|lap times|lap analysis|lap chart|"
    r"results?|grid|entry list|analysis|ergebnis|rundenzeiten|classement|classifica)\b"
)
_SESSION = re.compile(
    r"(?i)\b(sprint (?:qualifying|shootout|race)|sprint|(?:free )?practice(?: session)? ?\d?|"
    r"warm[ -]?up ?\d?|qualifying(?: practice)? ?\d?|hyperpole|super ?pole|race ?\d?|"
    r"fp ?\d|q\d)\b"
)
_EVENT = re.compile(r"(?i)(?:\b(?:19|20)\d\d )?([^\d]*\bgrand prix)\b(?: (?:19|20)\d\d)?")
_YEAR = re.compile(r"\b(?:19[5-9]|20\d)\d\b")


def _heading(pages: Sequence[Sequence[Line]]) -> str:
    """Say what the sheet calls itself: Race Final Classification, Provisional Results."""
    return next((text for text in titles(pages) if _KIND.search(text) and len(text) < 100), "")


def _context(lines: Sequence[str]) -> dict[str, str]:
    """
    Read season, event and session out of the titles of a sheet, where they leave no doubt.

    The names of sponsors are before those of an event: the shortest title has the least of them.
    """
    text = "\n".join(lines)
    years = set(_YEAR.findall(text))
    events = [found[1].strip() for line in lines if (found := _EVENT.search(line))]
    kinds = [line for line in lines if _KIND.search(line)]
    sessions = [found[1] for line in kinds if (found := _SESSION.search(line))]
    return {
        name: value
        for name, value in (
            ("season", years.pop() if len(years) == 1 else ""),
            ("event", min(events, key=len, default="").title()),
            ("session", sessions[0].strip().title() if sessions else ""),
        )
        if value
    }


FORMAT = Format(
    name="pdf",
    summary="timing sheets as PDF with text: classifications, laps, pit stops (`racedb[pdf]`)",
    claims=_claims,
    read=_read,
    suffixes=(".pdf",),
)
