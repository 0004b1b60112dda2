"""What the title lines of a sheet, a list or a mail say: event, season and session."""

import re
from collections.abc import Sequence

from racedb.readers.reading import Reading
from racedb.reference.circuits import circuit_named
from racedb.reference.countries import country_code

KIND = re.compile(
    r"(?i)\b(classification|history chart|pit stop summary|lap times|lap analysis|lap chart|"
    r"results?|grid|entry list|analysis|ergebnis|rundenzeiten|classement|classifica|"
    r"fastest laps|sector times|maximum speeds|speed trap|standings)\b"
)
"""What sheets are called."""
_SESSION = re.compile(
    r"(?i)\b((?:sprint (?:qualifying|shootout|race)|sprint|warm[ -]?up|race|hyperpole|super ?pole"
    r"|qualifying(?: practice)?|(?:(?:first|second|third|free) )?practice(?: session)?|fp|q)"
    r"(?: ?(?:n[ro]\. ?)?\d\b)?)(?!\w)"
)
_ORDINALS = {"first": "1", "second": "2", "third": "3"}
_GRAND_PRIX = re.compile(r"(?i)(formula (?:1|one)\b)?([^\d\n]*)\bgrand prix\b")
_HOURS = re.compile(
    r"(?i)\b\d{1,2} ?(?:hours|h|heures|stunden) (?:of |at |von |de |du )?"
    r"[^\W\d_][\w-]*(?: \w[\w-]*)*"
)
_YEAR = re.compile(r"\b(?:19[5-9]|20\d)\d\b")


def add_context(reading: Reading, titles: Sequence[str]) -> None:
    """Add what titles say to the context of all tables; what the tables say themselves is kept."""
    context = context_of(titles)
    reading.tables = [
        table._replace(context={**context, **table.context}) for table in reading.tables
    ]


def context_of(lines: Sequence[str]) -> dict[str, str]:
    """Read what the titles of a sheet say of it, where they leave no doubt: fields of a context."""
    years = set(_YEAR.findall("\n".join(lines)))
    kinds = [line for line in lines if KIND.search(line)]
    sessions = [found[1] for line in kinds if (found := _SESSION.search(line))]
    titled = [found[1] for line in lines if (found := _GRAND_PRIX.search(line))]
    stated = {
        "series": "Formula 1" if any(titled) else "",
        "season": years.pop() if len(years) == 1 else "",
        "event": next(filter(None, map(_event, lines)), ""),
        "session": _session(sessions[0]) if sessions else "",
    }
    return {name: value for name, value in stated.items() if value}


def _event(title: str) -> str:
    """
    Read the name of the event, without its sponsors.

    They are before the country or the place; what is neither leaves no doubt only where no series
    is before it.
    """
    found = _GRAND_PRIX.search(title)
    if found is None:
        hours = _HOURS.search(title)
        return hours[0].strip() if hours else ""
    words = found[2].split()
    for n in range(len(words)):
        place = " ".join(words[n:])
        if country_code(place) or circuit_named(place):
            return f"{place} Grand Prix".title()
    return "" if found[1] or not words else f"{' '.join(words)} Grand Prix".title()


def _session(name: str) -> str:
    """Write the name of a session as others do: First Practice Session is Practice 1."""
    first, *rest = re.sub(r" session| n[ro]\.", "", name.lower()).split()
    return " ".join([*rest, _ORDINALS[first]] if first in _ORDINALS else [first, *rest]).title()
