"""Rows some at a time, by their ids, for whoever looks at all of them in bounded memory."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

THOUSAND = 1_000
"""Ids that one statement is about; car_starts sums up so many sessions and stores which."""

_SESSIONS = sa.table("sessions", *(sa.column(name) for name in ("id", "event_id", "name")))
_EVENTS = sa.table("events", sa.column("id"), sa.column("name"))


def several(ids: Iterable[int]) -> Iterator[list[int]]:
    """Give ids in order, each once, some at a time."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), THOUSAND):
        yield wanted[start : start + THOUSAND]


def ranges(connection: Connection, *ids: sa.ColumnElement[int]) -> Iterator[tuple[int, int]]:
    """Give all ids of columns by first and last: 0 to 999, 1,000 to 1,999 and so on."""
    last = max(connection.scalar(sa.select(sa.func.max(column))) or 0 for column in ids)
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
