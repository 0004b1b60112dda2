"""What the title lines of a sheet, a list or a mail say: event, season and session."""

import re
from collections.abc import Sequence

from racedb.readers.reading import Reading
from racedb.table import Table
from racedb.understand.titles import event_in, series_in

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
_YEAR = re.compile(r"\b(?:19[5-9]|20\d)\d\b")


def add_context(reading: Reading, titles: Sequence[str]) -> None:
    """Add what titles say to the context of all tables; what the tables say themselves is kept."""
    context = context_of(titles)
    reading.tables = [
        table._replace(context={**table.context, **context, **_own(table)})
        for table in reading.tables
    ]


def _own(table: Table) -> dict[str, str]:
    """Return what a table states itself, and not its heading."""
    return {name: it for name, it in table.context.items() if name not in table.sources}


def context_of(lines: Sequence[str]) -> dict[str, str]:
    """Read what the titles of a sheet say of it, where they leave no doubt: fields of a context."""
    years = set(_YEAR.findall("\n".join(lines)))
    kinds = [line for line in lines if KIND.search(line)]
    sessions = [found[1] for line in kinds if (found := _SESSION.search(line))]
    stated = {
        "series": next(filter(None, map(series_in, lines)), ""),
        "season": years.pop() if len(years) == 1 else "",
        "event": next(filter(None, map(event_in, lines)), ""),
        "session": _session(sessions[0]) if sessions else "",
    }
    return {name: value for name, value in stated.items() if value}


def _session(name: str) -> str:
    """Write the name of a session as others do: First Practice Session is Practice 1."""
    first, *rest = re.sub(r" session| n[ro]\.", "", name.lower()).split()
    return " ".join([*rest, _ORDINALS[first]] if first in _ORDINALS else [first, *rest]).title()
