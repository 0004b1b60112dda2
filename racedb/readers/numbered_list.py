"""
Numbered lists in plain text: `1. Ann Berg (Alpha) 1:32:07.897`, `P2 #7 Bo Dahl - Beta - +5.2s`.

A line begins with its place, or with an outcome below the numbers. Times, laps, points and outcomes
are taken from its end; what is left are texts between brackets, dashes and commas: the driver, then
the team or the car. The cells get headers, and are read like those of a table.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from racedb.errors import ReadError
from racedb.outcomes import outcomes
from racedb.readers.documents import Grid, not_data, reading, without_end
from racedb.readers.plain_text import MAX_BYTES
from racedb.readers.reading import SHAPED, Format, Options, Reading, Source
from racedb.readers.text_lines import lines_of, unquoted
from racedb.readers.title_lines import add_context
from racedb.understand.header import Row
from racedb.understand.value_shapes import shapes_of

_LEAST = 3
"""A list has so many numbered lines."""
_OTHERS = 0.34
"""So large a share of the lines between the first and the last place may be something else."""
_SAME_S = 0.01
"""Times that differ by less are the same, but for their rounding."""
_LONGEST = 300
"""A line of more letters is prose."""
_PLACE = re.compile(
    r"\s*(?:(?:P|Pos\.? )?(\d{1,4})(?:[.)]|st|nd|rd|th|[ºª°]\.?|(?= [-–] ))|P(\d{1,3})[.:)]?)\s+"
    r"(?:[-–]\s+)?(\S.*)"
)
_OUTCOME = re.compile(r"\s*([A-Za-z]{2,4})[.:)]?\s+(?:[-–]\s+)?(\S.*)")
_OTHER_TABLE = re.compile(r"[|;\t<>]")
_STANDINGS = re.compile(r"(?i)\bstandings?\b|\bpoints table\b|meisterschaftsstand|tabellenstand")
_CAR = re.compile(
    r"(?:#|No\.? ?)?(\d{1,4}[A-Za-z]?)[.:]?\s+(?=[^\W\d_])|\[#?(\d{1,4}[A-Za-z]?)\]\s+"
)
_CAR_AFTER = re.compile(r"(?:^|\s)#(\d{1,4}[A-Za-z]?)$|^(\d{1,4}[A-Za-z]?)$")
_PARTS = re.compile(r"\s+[-–—]+\s+|,\s+|\s{2,}|\s*[(\[]([^)\]]*)[)\]]\s*")
_AT_END = " \t,;-–—@"
_LAPS = r"(?:laps?|lps?|runden?|tours?|giri|giro|vueltas?|voltas?)"
_ENDS: Mapping[str, re.Pattern[str]] = {
    header: re.compile(rf"(?i)(?<![\w.:,+])\(?(?:{pattern})\)?$")
    for header, pattern in {
        "Points": r"(?P<it>\+?\d+(?:[.,]\d+)?) ?(?:points?|pts?|punkte|punti|puntos|pontos)\.?",
        "km/h": r"(?:at )?(?P<it>\d{2,3}(?:[.,]\d+)?) ?(?:km/h|kph|kmh)\.?",
        "mph": r"(?:at )?(?P<it>\d{2,3}(?:[.,]\d+)?) ?mph\.?",
        "Time": rf"(?P<it>\+ ?\d+ ?(?:{_LAPS}|L)|\d+ {_LAPS} (?:down|behind)"
        r"|(?:\+ ?|-)?(?:\d{1,2}[:h])?\d{1,3}[:'m]\d{2}(?:[.,:]\d{1,6})?"
        r"|(?:\+ ?|-)\d{1,4}[.,]\d{1,6}|\d{1,4}[.,]\d{3}|\d{1,4}[.,]\d{1,6}(?= ?s))"
        r" ?(?:s|secs?|sec\.)?",
        "Laps": rf"(?P<it>\d{{1,4}}) ?{_LAPS}\.?",
    }.items()
}
"""Headers, and what the values below them look like at the end of a line."""


class _Item(NamedTuple):
    """A line of a list."""

    place: str
    car: str
    texts: Sequence[str]
    """The driver first."""
    values: Mapping[str, str]
    """By header, as far as their shape says what they are."""


def _claims(source: Source) -> int:
    lines = unquoted(lines_of(source.head)) if source.head else []
    items = {n: item for n, line in enumerate(lines) if (item := _item(line))}
    numbered = [item.place for item in items.values() if item.place.isdecimal()]
    if len(numbered) < _LEAST or numbered[:2] != ["1", "2"]:
        return 0
    # A list of names or of chapters is no list of results.
    valued = sum(bool(item.values or item.car) for item in items.values())
    filled = sum(bool(line.strip()) for line in lines[min(items) : max(items) + 1])
    is_list = valued > len(items) / 2 and len(items) >= (1 - _OTHERS) * filled
    return SHAPED if is_list else 0


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a list", options.encoding, MAX_BYTES, "save it as csv")
    lines = unquoted(lines_of(text))
    items = {n: item for n, line in enumerate(lines, start=1) if (item := _item(line))}
    if not items:
        message = f"{source.path}: has no line that begins with a place"
        raise ReadError(message)
    first, last = _begin(items, lines), max(items)
    titles = [line.strip() for line in lines[: first - 1] if line.strip()]
    if any(map(_STANDINGS.search, titles)):
        message = f"{source.path}: is a list of standings, and no result of a race"
        raise ReadError(message)
    rows = _rows(items, {n: line for n, line in enumerate(lines[:last], start=1) if n >= first})
    heading = titles[-1] if titles else ""
    found = reading(source, FORMAT.name, text, encoding, [Grid(heading, rows)], options)
    add_context(found, titles)
    found.findings += not_data((n, line) for n, line in enumerate(lines, start=1) if n > last)
    found.findings += without_end(source)
    return found


def _begin(items: Mapping[int, _Item], lines: Sequence[str]) -> int:
    """Find the line where a list begins: with its first place, or with the class above it."""
    first, last = min(items), max(items)
    has_headings = any(lines[n - 1].strip() for n in range(first, last) if n not in items)
    return first - 1 if has_headings and any(lines[first - 2 : first - 1]) else first


# ---- a line --------------------------------------------------------------------------------------


def _item(line: str) -> _Item | None:
    """Take a line apart; None: it is none of a list."""
    if len(line) > _LONGEST or _OTHER_TABLE.search(line):
        return None
    if found := _PLACE.fullmatch(line):
        place, rest = found[1] or found[2], found[3]
    elif (found := _OUTCOME.fullmatch(line)) and _is_outcome(found[1]):
        place, rest = found[1], found[2]
    else:
        return None
    rest, values = _without_values(rest)
    car, rest = _without_car(rest)
    texts = [text for part in _PARTS.split(rest) if part and (text := part.strip(_AT_END))]
    if not car:
        car, texts = _car_after(texts)
    said = next((n for n, text in enumerate(texts) if n and _is_outcome(text)), len(texts))
    if cause := texts[said:]:
        values["Status"] = cause[0] + (f" ({' '.join(cause[1:])})" if cause[1:] else "")
    names = texts[:1]
    for text in texts[1:said]:  # values may be before the outcome
        left, more = _without_values(text)
        values = {**more, **values}
        names += [left] if left else []
    return _Item(place, car, names, values)


def _without_values(rest: str) -> tuple[str, dict[str, str]]:
    """Take values from the end of a line, as long as one is there."""
    values: dict[str, str] = {}
    while True:
        rest = rest.rstrip(_AT_END)
        hits = ((header, pattern.search(rest)) for header, pattern in _ENDS.items())
        header, found = next(((name, hit) for name, hit in hits if hit), ("", None))
        if found is None:
            return rest, values
        name = f"{header} 2" if header in values else header
        values[name] = found["it"]
        rest = rest[: found.start()]


def _without_car(rest: str) -> tuple[str, str]:
    """Take the number of the car from the beginning of a text: '#7 Ann Berg', '7 Ann Berg'."""
    found = _CAR.match(rest)
    return (found[1] or found[2], rest[found.end() :]) if found else ("", rest)


def _car_after(texts: list[str]) -> tuple[str, list[str]]:
    """Take the number of the car from the end of a text, or from brackets: 'Ann Berg #7', (7)."""
    for n, text in enumerate(texts):
        if found := _CAR_AFTER.search(text):
            left = text[: found.start()]
            return found[1] or found[2], [*texts[:n], *([left] if left else []), *texts[n + 1 :]]
    return "", texts


def _is_outcome(text: str) -> bool:
    return outcomes([text])[text].status != "unknown"


# ---- a table -------------------------------------------------------------------------------------


def _rows(items: Mapping[int, _Item], lines: Mapping[int, str]) -> list[Row]:
    """Write the lines as rows below a header; what is no item becomes a row of one text."""
    values = list(dict.fromkeys(header for item in items.values() for header in item.values))
    width = max(len(item.texts) for item in items.values())
    texts = [[*item.texts, *[""] * (width - len(item.texts))] for item in items.values()]
    names = [_header_of([row[n] for row in texts], n) for n in range(width)]
    header = ["Pos", "No", *names, *_headers_of_times(values, [*items.values()])]
    rows: dict[int, Sequence[str]] = {
        n: [item.place, item.car, *row, *(item.values.get(name, "") for name in values)]
        for (n, item), row in zip(items.items(), texts, strict=True)
    }
    blank = [""] * (len(header) - 1)
    others = {
        n: [line.strip(), *blank] for n, line in lines.items() if n not in items and line.strip()
    }
    return [(min(rows), header), *sorted({**rows, **others}.items())]


def _header_of(cells: Sequence[str], n: int) -> str:
    """Name the column of the n-th texts: the driver, nations, makers, cars, else the team."""
    if n == 0:
        return "Driver"
    filled = [cell for cell in cells if cell]
    if all(re.fullmatch(r"[A-Z]{3}", cell) for cell in filled):
        return "Nationality"
    if not shapes_of(filled).are("maker", share=0.5):
        return "Team" if n == 1 else f"Text {n}"
    is_model = sum(bool(re.search(r"\d", cell)) for cell in filled) >= len(filled) / 2
    return "Car" if is_model else "Constructor"


def _headers_of_times(values: Sequence[str], items: Sequence[_Item]) -> list[str]:
    """Name the lesser time of lines with two, or the one with a plus: a gap, or the best lap."""
    pairs = [(it.values["Time"], it.values["Time 2"]) for it in items if "Time 2" in it.values]
    if not pairs:
        return list(values)
    plus = ["+" in time for time in pairs[0]]
    plain = [tuple(map(_seconds, pair)) for pair in pairs if "+" not in "".join(pair)]
    # A time without its gap is that of the winner, in each line.
    winners = [abs(a - b) for a, b in plain]
    is_gap = any(plus) or (len(winners) > 1 and max(winners) - min(winners) < _SAME_S)
    other = "Gap" if is_gap else "Best lap"
    is_first = plus[0] if any(plus) else plain[0][0] < plain[0][1]
    first, second = (other, "Time") if is_first else ("Time", other)
    return [{"Time": first, "Time 2": second}.get(name, name) for name in values]


def _seconds(time: str) -> float:
    parts = re.findall(r"\d+(?:[.,]\d+)?", time)
    return sum(float(part.replace(",", ".")) * 60.0**n for n, part in enumerate(reversed(parts)))


FORMAT = Format(
    name="numbered-list",
    summary="numbered lists in text: `1. Ann Berg (Alpha) 1:32:07.897`",
    claims=_claims,
    read=_read,
    suffixes=(".txt", ".eml"),
    has_columns=True,
)
