"""What rows are about: an event with its season, and what all rows have in common."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from racedb.db.readonly import Value


def with_year(season: "Value", event: "Value") -> "Value":
    """
    Return an event with its season, unless its name has it.

    >>> with_year("2009", "24 Hours of Spa")
    '2009 24 Hours of Spa'
    >>> with_year("2009", "Spa 2009")
    'Spa 2009'
    """
    is_named = season is None or event is None or str(season) in str(event)
    return event if is_named else f"{season} {event}"


def common(rows: "Sequence[Mapping[str, Value]]") -> str:
    """
    Name the season, event and session that all rows share; '': none.

    >>> common([{"season": "2009", "event": "Spa", "session": name} for name in ("Q", "Race")])
    '2009 Spa'
    """
    shared = {
        name: values.pop()
        for name in ("season", "event", "session")
        if len(values := {row.get(name) for row in rows}) == 1
    }
    season, event = shared.get("season"), shared.get("event")
    places = (with_year(season, event) or season, shared.get("session"))
    return ", ".join(str(it) for it in places if it is not None)
