"""
What people mean by a part of a name: 'summer' is the only event with this word.

For commands only: what is stored names events by slugs, and is found by nothing less.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.models import Driver, Entry, EntryDriver, Event, Session
from racedb.text_keys import slug


def meant(connection: Connection, names: Mapping[str, Any]) -> dict[str, Any]:
    """
    Replace parts of names of an event, a session and a driver by what they mean.

    Args:
        connection: any.
        names: as `racedb.history.locate.locate` takes them. What is a whole name, or means nothing
            or several things, stays as it is: `locate` accepts or refuses it.
    """
    out = dict(names)
    events = connection.execute(sa.select(Event.id, Event.slug, Event.name)).all()
    out["event"] = _one(names["event"], [(it.slug, (it.slug, it.name)) for it in events])
    event_id = next((it.id for it in events if it.slug == out["event"]), None)
    if names.get("session") is not None:
        found = sa.select(Session.code, Session.name).where(Session.event_id == event_id)
        sessions = [(it.code, (it.code, it.name)) for it in connection.execute(found)]
        out["session"] = _one(names["session"], sessions)
    if names.get("driver") is not None:
        crews = sa.select(Driver.slug, Driver.name).join(EntryDriver.driver).join(EntryDriver.entry)
        found = crews.where(Entry.event_id == event_id).distinct()
        drivers = [(it.slug, (it.slug, it.name)) for it in connection.execute(found)]
        out["driver"] = _one(names["driver"], drivers)
    return out


def _one(text: str, known: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Return what a text means: the only key of which some name has words that begin like it."""
    known = list(known)
    if any(text.casefold() == name.casefold() for _, names in known for name in names):
        return text
    words = slug(text).split("-")

    def has(names: tuple[str, ...], *, whole: bool) -> bool:
        parts = [part for name in names for part in slug(name).split("-")]
        return all(
            any(word == it if whole else it.startswith(word) for it in parts) for word in words
        )

    for whole in (True, False):
        found = [key for key, names in known if has(names, whole=whole)]
        if found:
            return found[0] if len(found) == 1 else text
    return text
