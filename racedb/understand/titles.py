"""
What titles say of a table: the name of its sheet, the lines above it, the name of its file.

A title is believed where it leaves no doubt: one year, one session, an event with one of the words
of race meetings (Grand Prix, Hours, Rally), a circuit that is known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from racedb.reference.circuits import circuit_named
from racedb.reference.countries import country_code
from racedb.reference.session_words import plain_sessions
from racedb.text_keys import fold
from racedb.understand import vocabulary

LONGEST = 100
"""A longer line is a sentence, and no title."""
_SHORT = 3
"""Words up to this length are written in capitals: Q, FP1, WU."""
_MOST_WORDS = 3
_KNOCK_OUT = ("q", "sq")
_ORDINALS = {"first": "1", "second": "2", "third": "3"}
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_APART = re.compile(r"(?:\s+[-–—|/]+)+\s+|[|:;,()\[\]]|\s{3,}")
_YEAR = re.compile(r"(?<!\d)(?:19[2-9]|20\d)\d(?!\d)")
_DAY = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)? [^\W\d_]{3,12}\.? \d{4})(?!\d)"
)
_DAY_OF_FILE = re.compile(
    r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?:\d{4})?(?!\d)"
)
_ROUND = re.compile(
    r"(?i)\b(?:round|rd|lauf|manche|prova|rodada|etapa) ?(?:nr\.?|no\.?|#)? ?(\d{1,2})\b"
)
_GRAND_PRIX = re.compile(r"(?i)(formula (?:1|one)\b)?([^\d\n]*)\bgrand[ /]+prix\b")
_MEETING = re.compile(
    r"(?i)\b\d{1,2} ?(?:hours|h|heures|stunden) (?:of |at |von |de |du )?"
    r"[^\W\d_][\w-]*(?: \w[\w-]*)*"
    r"|(?:[^\W\d_][\w'’-]* )*\brall(?:y|ye|i)\b(?: [^\W\d_][\w'’-]*)*"
)
_STATED = {"series", "season", "round", "event", "session", "date", "circuit"}
_SAYS_NOTHING = {
    "results", "result", "classification", "final", "overall", "stage", "stages", "times", "laps",
    "lap", "entry", "list", "the", "of", "rally", "rallye", "hours", "h",
}  # fmt: skip
"""Words that alone are no name of an event."""


class Session(NamedTuple):
    """A session that words name."""

    name: str
    kind: str
    """race, qualifying, practice, warmup, test."""


def split_session(header: str) -> tuple[Session, str] | None:
    """
    Split a header that begins or ends with a session into the session and the rest; None: none.

    >>> split_session("fp1_pos")
    (Session(name='FP1', kind='practice'), 'pos')
    >>> split_session("Time Race 2")
    (Session(name='Race 2', kind='race'), 'time')
    >>> split_session("Pos") is None
    True
    """
    words = _WORDS.findall(fold(header.replace("_", " ")))
    for size in range(_MOST_WORDS, 0, -1):
        for start in (0, len(words) - size, len(words) - size - 1):
            phrase = " ".join(words[start : start + size]) if start >= 0 else ""
            after = words[start + size :]
            number = after.pop(0) if after and _is_count(after[0]) else ""
            rest = [*words[:start], *after]
            # A heat has a number, and something is said of it: Heat 1 Pos.
            is_heat = bool(number and rest) and vocabulary.means("heat", phrase)
            if phrase not in plain_sessions() and not is_heat:
                continue
            # Q1 is a part of a qualifying, and of its results. A lone letter is a round, a place
            # or points, unless something is said of it.
            is_part = bool(number) and phrase in _KNOCK_OUT
            if (start == 0 or not after) and not is_part and (rest or phrase == "q" or phrase[1:]):
                return _session(phrase, number), " ".join(rest)
    return None


def _is_count(word: str) -> bool:
    return word.isdecimal() and len(word) < _SHORT


def _session(phrase: str, number: str) -> Session:
    name = phrase.upper() if len(phrase) <= _SHORT else f"{phrase.title()} "
    known = plain_sessions().get(phrase)
    return Session(f"{name}{number}".strip(), known.kind if known else "race")


class Title(NamedTuple):
    """A text that is about a table."""

    where: str
    """What it is: 'line 1, ...', 'the heading ...', 'the name of the file'."""
    text: str


class About(NamedTuple):
    """What titles say."""

    context: Mapping[str, str]
    """series, season, round, event, session, date, circuit."""
    sources: Mapping[str, str]
    """Which title says each of them."""


def about(titles: Sequence[Title]) -> About:
    """Read what titles say; of several, the first that says something of a field counts."""
    context: dict[str, str] = {}
    sources: dict[str, str] = {}
    for title in titles:
        for name, value in _said(title.text[:LONGEST]):
            if value and name not in context:
                context[name] = value
                sources[name] = title.where
    return About(context, sources)


def file_title(stem: str) -> Title:
    """Return the name of a file as a title: underscores and hyphens are blanks, a day is a day."""
    text = _DAY_OF_FILE.sub(r" / \1.\2.\3 / ", stem).replace("_", " / ").replace("-", " ")
    text = " ".join(text.split()).strip("/ ")
    text = re.sub(r"(\d{4})\.(\d\d)\.(\d\d)", r"\1-\2-\3", text)
    return Title("the name of the file", text)


def session_in(title: str) -> str | None:
    """
    Return the session that a title names; None: none, or several.

    >>> session_in("Qualifying classification"), session_in("FP1"), session_in("Final results")
    ('Qualifying', 'FP1', None)
    """
    words = _WORDS.findall(fold(title))
    found: dict[str, None] = {}
    n = 0
    while n < len(words):
        size = next((size for size in range(_MOST_WORDS, 0, -1) if _is_session(words, n, size)), 0)
        if size and not _is_of_series(words[n + size : n + size + 1]):
            number = words[n + size] if n + size < len(words) and _is_count(words[n + size]) else ""
            number = number or _ORDINALS.get(words[n - 1] if n else "", "")
            found[_session(" ".join(words[n : n + size]), number).name] = None
        n += size or 1
    return next(iter(found)) if len(found) == 1 else None


def _is_session(words: Sequence[str], n: int, size: int) -> bool:
    """Say whether some words are a session; short ones are only where they are the whole title."""
    phrase = " ".join(words[n : n + size])
    if phrase not in plain_sessions():
        return False
    rest = [*words[:n], *words[n + size :]]
    return len(phrase) > _SHORT or not rest or (n == 0 and len(rest) == 1 and _is_count(rest[0]))


def _is_of_series(words: Sequence[str]) -> bool:
    """Say whether there is a word for a series: Sprint Cup is no session, Rally Series no event."""
    return any(vocabulary.means("series", fold(word)) for word in words)


def _said(title: str) -> Iterator[tuple[str, str]]:
    """Yield what one title says of each field; '' for nothing."""
    yield from _pairs([part.strip() for part in re.split(r"[:;|]", title)])
    years = set(_YEAR.findall(title))
    round_, day = _ROUND.search(title), _DAY.search(title)
    yield "series", series_in(title)
    yield "season", years.pop() if len(years) == 1 else ""
    yield "round", round_[1] if round_ else ""
    yield "event", event_in(title)
    yield "session", session_in(title) or ""
    yield "date", day[0] if day else ""
    places = (circuit_named(re.sub(r"^\d+\s+|\s+\d+$", "", part)) for part in _parts(title))
    yield "circuit", next((it.name for it in places if it), "")


def series_in(title: str) -> str:
    """Return the series that a title names beside a Grand Prix; '' for none."""
    found = _GRAND_PRIX.search(title)
    return "Formula 1" if found and found[1] else ""


def _pairs(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what is said in words and their values: 'Event: Summer Race', 'Session | Race 2'."""
    for word, value in pairwise(parts):
        meant = vocabulary.fields(vocabulary.key(word))[:1]
        if meant and meant[0] in _STATED:
            yield meant[0], value


def _parts(title: str) -> list[str]:
    return [part.strip() for part in _APART.split(title) if part and part.strip()]


def event_in(title: str) -> str:
    """
    Read the name of the event of a title, without its sponsors; '' where it leaves a doubt.

    Sponsors are before the country or the place of a Grand Prix; what is neither leaves no doubt
    only where no series is before it.
    """
    found = _GRAND_PRIX.search(title)
    if found is None:
        return next(filter(None, map(_meeting, _parts(title))), "")
    words = [word for word in found[2].split() if word != "/"]
    for n in range(len(words)):
        place = " ".join(words[n:])
        if country_code(place) or circuit_named(place):
            return f"{place} Grand Prix".title()
    return "" if found[1] or not words else f"{' '.join(words)} Grand Prix".title()


def _meeting(part: str) -> str:
    """Read '24 Hours of Le Mans' and 'Rally Finland'; '' where only the kind of event is said."""
    found = _MEETING.search(" ".join(_YEAR.sub("", part).split()))
    words = found[0].split() if found else []
    if _is_of_series(words):
        return ""
    while words and (fold(words[-1]) in _SAYS_NOTHING or session_in(words[-1])):
        words.pop()
    named = [word for word in words if word.isalpha() and fold(word) not in _SAYS_NOTHING]
    return " ".join(words) if named else ""
