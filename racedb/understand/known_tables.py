"""Tables that are known by all their headers: weather, messages, calendars, standings."""

from collections.abc import Sequence

from racedb.understand import calendars, session_tables, standings
from racedb.understand.calendars import KIND as CALENDAR
from racedb.understand.calendars import Found, is_calendar

__all__ = ["CALENDAR", "is_calendar", "recognised"]


def recognised(
    names: Sequence[str],
    cells: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
    titles: Sequence[str],
) -> tuple[str | None, Sequence[Found] | None]:
    """
    Return the kind of such a table and what its columns are; None for what its fields say.

    Args:
        names: the header cells.
        cells: some cells of each column, without the empty ones.
        rows: some rows of cells.
        titles: what is printed above the table, and the name of the file.
    """
    if not any(names):
        return None, None
    if of_session := session_tables.recognised(names):
        return None, of_session
    if calendar := calendars.recognised(names, cells):
        return CALENDAR, calendar
    ranks = standings.recognised(names, cells, rows, titles)
    return standings.KIND if ranks else None, ranks
