"""Sessions some at a time, for whoever looks at all of them in bounded memory."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

THOUSAND = 1_000
"""Sessions that one statement is about; car_starts sums up so many, and says which by their ids."""

_SESSIONS = sa.table("sessions", *(sa.column(name) for name in ("id", "event_id", "name")))
_EVENTS = sa.table("events", sa.column("id"), sa.column("name"))


def several(ids: Iterable[int]) -> Iterator[list[int]]:
    """Give ids in order, each once, some at a time."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), THOUSAND):
        yield wanted[start : start + THOUSAND]


def thousands(connection: Connection, *also: sa.ColumnElement[int]) -> Iterator[tuple[int, int]]:
    """
    Give first and last id of all portions of sessions: 0 to 999, 1,000 to 1,999 and so on.

    Args:
        connection: of the database.
        also: ids of sessions that may be there no more.
    """
    highest = [
        sa.select(sa.func.max(column)).scalar_subquery() for column in (_SESSIONS.c.id, *also)
    ]
    last = max((it or 0 for it in connection.execute(sa.select(*highest)).one()), default=0)
    for start in range(0, last + 1, THOUSAND):
        yield start, start + THOUSAND - 1


def titles(connection: Connection, session_ids: Iterable[int]) -> Iterator[str]:
    """Name sessions: 'EVENT, SESSION'."""
    named = sa.select(_SESSIONS.c.id, _EVENTS.c.name, _SESSIONS.c.name).join(
        _SESSIONS, _SESSIONS.c.event_id == _EVENTS.c.id
    )
    for some in several(session_ids):
        rows = connection.execute(named.where(_SESSIONS.c.id.in_(some)))
        known = {number: f"{event}, {session}" for number, event, session in rows}
        yield from (known.get(number, f"session {number}") for number in some)
