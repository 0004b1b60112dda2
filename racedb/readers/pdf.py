"""
Timing sheets as PDF files, as far as they have text: words with places, put into tables.

Another process reads the words; `line` is the number of the line of text in the document.
"""

import json
import re
import signal
import subprocess
import sys
import zlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from racedb.errors import ReadError
from racedb.readers import pdf_words
from racedb.readers.documents import Grid, reading
from racedb.readers.pdf_layout import Line, Piece, lines_of_page
from racedb.readers.pdf_tables import Sheet, sheet, titles
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.title_lines import KIND, add_context
from racedb.understand.lap_charts import UNCERTAIN, Place, laps_of_cars
from racedb.understand.vocabulary import key

MOST_PAGES = 500
MOST_WORDS = 500_000
SECONDS = 300
"""How long the words of one file may take; a page of a timing sheet takes a third of one."""
_LONGEST_TITLE = 100
_MOST_NAMED = 4
"""So many lines that are left out are named."""
_TRAILER = 2_048
"""The end of a file is looked for in so many last bytes."""
_BLOCK = 8 << 20
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_CHART_COLUMNS = 3
"""The header of a lap chart has so many numbers at least."""
_CAR_OF_CHART = re.compile(r"(\d{1,4}[A-OQ-Z]?)(P?)")
"""A car, and P for a stop."""
_UNREADABLE = 0.1
"""A file of which more words have letters without a meaning is refused."""


def _claims(source: Source) -> int:
    return SPECIFIC if source.data[:5] == b"%PDF-" else 0


def _read(source: Source, options: Options) -> Reading:
    source.require_document("a PDF file")
    _require_whole(source)
    pages = _lines(source, _words(source))
    above = titles(pages)
    heading = next((text for text in above if KIND.search(text)), "")[:_LONGEST_TITLE]
    is_chart = "lap chart" in heading.lower()
    tables, left = _lap_chart(source, pages, heading) if is_chart else sheet(pages, heading)
    for words, what in _OTHERS.items():
        if re.search(words, heading.lower()):
            message = f"{source.path}: {what}; load the classification or the lap times instead"
            raise ReadError(message)
    if "fastest laps" in heading.lower():
        tables = [_of_fastest_laps(table) for table in tables]
    found = reading(source, FORMAT.name, "", "", tables, options)
    add_context(found, above)
    if left:
        found.findings.append(_left_out(left))
    if "provisional" in heading.lower():
        found.findings.append(Finding("provisional", f"these results are provisional: {heading}"))
    return found


def _left_out(lines: Sequence[Line]) -> Finding:
    """Name the lines below tables that are no rows, those with most to say first."""
    named = sorted(lines, key=lambda line: -len(line.pieces))[:_MOST_NAMED]
    some = "; ".join(f"{line.number} {line.text[:40]!r}" for line in sorted(named))
    message = f"lines that are no rows of a table: {len(lines)}, such as {some}"
    return Finding("not-data", message, lines[0].number)


def _require_whole(source: Source) -> None:
    """
    Refuse a file that is cut off, and count what its streams inflate to before they are taken.

    Raises:
        ReadError: it is cut off, or inflates to too much.
    """
    data = source.data[:]
    if b"%%EOF" not in data[-_TRAILER:]:
        message = f"{source.path}: is cut off: a PDF file ends with %%EOF"
        raise ReadError(message)
    most = left = source.limits.inflated_mib << 20
    for found in _STREAM.finditer(data):
        end = data.find(b"endstream", found.end())
        try:
            left -= _inflated(data[found.end() : end], left)
        except zlib.error:  # it is packed in another way, or not at all
            continue
        if left < 0:
            message = f"{source.path}: inflates to more than {most:,} bytes, the most"
            raise ReadError(message)


def _inflated(packed: bytes, most: int) -> int:
    """Count what bytes inflate to, a block at a time; more than *most* is only more."""
    unpack, size = zlib.decompressobj(), 0
    while packed and size <= most and not unpack.eof:
        size += len(unpack.decompress(packed, _BLOCK))
        packed = unpack.unconsumed_tail
    return size


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
        what = "time" if done.returncode == -signal.SIGXCPU else "memory"
        message = f"{source.path}: is a damaged PDF file: it takes too much {what}"
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
    for number, page in enumerate(pages):
        found.append(lines_of_page(page["words"], first, number))
        first += len(found[-1])
    return found


def _of_fastest_laps(table: Grid) -> Grid:
    """Name the columns of a list of fastest laps: its places and times are none of the session."""
    (line, header), *rows = table.rows
    names = [_FASTEST_LAPS.get(key(name), name) for name in header]
    return table._replace(rows=[(line, names), *rows])


# ---- lap charts ----------------------------------------------------------------------------------


def _lap_chart(source: Source, pages: Sequence[Sequence[Line]], heading: str) -> Sheet:
    """
    Read the numbers of cars by laps and places.

    Raises:
        ReadError: there are none, or they may be of either kind.
    """
    columns: Mapping[int, float] = {}
    left: list[Line] = []
    found: list[Place] = []
    for page in pages:
        heads = ((n, head) for n, line in enumerate(page, start=1) if (head := _numbered(line)))
        begin, columns = next(heads, (0, columns))
        for line in page[begin:]:
            places = _places(line, columns)
            found += places
            left += [] if places else [line]
    # A car is at one place in a lap, and at the same place in many.
    by_row, by_column = (len({(it[n], it.car) for it in found}) == len(found) for n in (0, 1))
    if by_row == by_column:
        raise ReadError(f"{source.path}: {UNCERTAIN.format('laps and places')}")
    if by_column:
        found = [it._replace(lap=it.place, place=it.lap) for it in found]
    header = (found[0].line, ["LAP", "POS", "NO", "LAP TIME", "IN PIT"])
    laps = [
        (it.line, [str(it.lap), str(it.place), it.car, "", it.pit]) for it in laps_of_cars(found)
    ]
    return Sheet([Grid(heading, [header, *laps])], left)


def _numbered(line: Line) -> Mapping[int, float]:
    """Return the middles of columns that are headed 1, 2, 3 ..., {} for any other line."""
    count = 0
    while count < len(line.words) and line.words[-1 - count].text.isdecimal():
        count += 1
    words = line.words[len(line.words) - count :]
    numbers = [int(word.text) for word in words]
    is_header = count >= _CHART_COLUMNS and numbers == [*range(numbers[0], numbers[0] + count)]
    return dict(zip(numbers, map(_middle, words), strict=True)) if is_header else {}


def _middle(word: Piece) -> float:
    return (word.x0 + word.x1) / 2


def _places(line: Line, columns: Mapping[int, float]) -> list[Place]:
    """Return the cars of a line of a lap chart, as if its rows were laps; [] for any other line."""
    if not columns:
        return []
    first, second, *_ = columns.values()
    border = first - (second - first) / 2
    label = re.search(r"\d+", " ".join(word.text for word in line.words if _middle(word) < border))
    words = [word for word in line.words if _middle(word) >= border]
    cars = [car for word in words if (car := _CAR_OF_CHART.fullmatch(word.text))]
    at = [min(columns, key=lambda n: abs(columns[n] - _middle(word))) for word in words]
    # Each line of a chart begins in its first column, that of a footer does not.
    if not label or len(cars) < len(words) or at[:1] != [*columns][:1]:
        return []
    return [
        Place(int(label[0]), column, car[1], line.number, car[2])
        for column, car in zip(at, cars, strict=True)
    ]


_OTHERS = {
    "starting grid": "a starting grid has no results",
    "sector times": "this is a list of the best sector times",
    "maximum speeds|speed trap": "this is a list of speeds",
    "standings": "these are the standings of a championship",
}
"""Titles of sheets that are no results, and what they are."""
_FASTEST_LAPS = {"pos": "RANK OF THE LAP", "time": "BEST LAP"}
"""What headers of other sheets are in a list of fastest laps."""
FORMAT = Format(
    name="pdf",
    summary=(
        "timing sheets with text in them (`pip install 'racedb[pdf]'`): "
        "classifications, qualifying in parts, pit stop summaries, history charts, lap charts, "
        "laps in blocks of several cars, fastest laps; title lines say event, season and "
        "session"
    ),
    claims=_claims,
    read=_read,
    suffixes=(".pdf",),
    line="line of text",
    has_columns=True,
)
