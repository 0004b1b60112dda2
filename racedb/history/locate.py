"""Find a result, a lap or an entry by what people call its event, session and car."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.errors import NotFoundError, did_you_mean
from racedb.identity.aliases import find_by_slug_or_name
from racedb.models import Driver, Entry, EntryDriver, Event, Session
from racedb.text_keys import fold

_LONGEST_ADVICE = 200
"""A longer list of events does not help in a message."""


class Place(NamedTuple):
    """One row by its ids; None where its table has no such part of the key."""

    event_id: int
    entry_id: int
    session_id: int | None
    lap: int | None

    def key(self, table: str) -> Mapping[str, int | None]:
        """Return the primary key of the row."""
        if table == "entries":
            return {"id": self.entry_id}
        key: dict[str, int | None] = {"session_id": self.session_id, "entry_id": self.entry_id}
        return key | ({"number": self.lap} if table == "laps" else {})

    def is_row(self, table: str) -> list[sa.ColumnElement[bool]]:
        """Return the conditions that select the row."""
        return [TABLES[table].c[name] == value for name, value in self.key(table).items()]


def locate(connection: Connection, table: str, names: Mapping[str, Any]) -> Place:
    """
    Find the row that names stand for.

    Args:
        connection: any.
        table: entries, results or laps.
        names: event (slug or name), session (code or name), car (number) or driver (slug or name of
            one of the crew), variant (None: the only one), lap.

    Raises:
        NotFoundError: there is none, or there are several.
    """
    event = find_event(connection, names["event"])
    session = None if table == "entries" else find_session(connection, event, names["session"])
    entry_id = _find_entry(connection, event.id, names)
    place = Place(event.id, entry_id, session and session.id, names.get("lap"))
    found = sa.select(sa.true()).where(*place.is_row(table)).select_from(TABLES[table])
    if connection.execute(found).first() is None:
        where = f"{event.slug}, {session.code}" if session else event.slug
        lap = f" for lap {place.lap}" if table == "laps" else ""
        raise NotFoundError(
            f"{where}, car {names.get('car') or '-'}: there is no row{lap} in {table}"
        )
    return place


def names_of(connection: Connection, table: str, place: Place) -> dict[str, Any]:
    """Return names that `locate` finds the row by; they outlive its ids."""
    slug = connection.execute(sa.select(Event.slug).where(Event.id == place.event_id))
    entry = sa.select(Entry.car_number, Entry.variant).where(Entry.id == place.entry_id)
    car = connection.execute(entry).one()
    names = {"event": slug.scalar_one(), "car": car.car_number, "variant": car.variant}
    if car.car_number is None:
        names["driver"] = connection.execute(_crew(place.entry_id)).scalars().first()
    if table != "entries":
        code = sa.select(Session.code).where(Session.id == place.session_id)
        names["session"] = connection.execute(code).scalar_one()
    if table == "laps":
        names["lap"] = place.lap
    return names


def title(names: Mapping[str, Any]) -> str:
    """Return names as one text: '2024-summer-race, R, car 8, lap 3'."""
    car = f"car {names['car']}" if names["car"] is not None else f"the car of {names['driver']}"
    parts = [names["event"], names.get("session"), car]
    if names["variant"] != 1:
        parts.append(f"variant {names['variant']}")
    if "lap" in names:
        parts.append(f"lap {names['lap']}")
    return ", ".join(part for part in parts if part)


def _crew(entry_id: int) -> sa.Select[str]:
    return (
        sa.select(Driver.slug)
        .join(EntryDriver.driver)
        .where(EntryDriver.entry_id == entry_id)
        .order_by(EntryDriver.seat)
    )


def find_event(connection: Connection, text: str) -> Any:
    """
    Find an event by its slug or name: a row with id, slug and name.

    Raises:
        NotFoundError: there is none, or there are several.
    """
    known = connection.execute(sa.select(Event.id, Event.slug, Event.name)).all()
    # A slug wins: it is unique, and the name of one event may be the slug of another.
    exact = [row for row in known if row.slug == text.lower()]
    found = exact or [row for row in known if fold(row.name) == fold(text)]
    if not found:
        raise NotFoundError(
            f"no event is named {text!r}; {_advice(text, [it.slug for it in known])}"
        )
    if len(found) > 1:
        slugs = ", ".join(sorted(row.slug for row in found)[:5])
        raise NotFoundError(
            f"{len(found)} events are named {text!r}; use a slug, one of {slugs} ..."
        )
    return found[0]


def _advice(text: str, slugs: list[str]) -> str:
    if not slugs:
        return "there are no events yet"
    advice = did_you_mean(text, slugs)
    if len(advice) < _LONGEST_ADVICE:
        return advice
    return "'racedb list events' lists them"


def find_session(connection: Connection, event: Any, text: str) -> Any:
    """
    Find a session of an event (id, slug) by its code or name: a row with id, code and name.

    Raises:
        NotFoundError: there is none.
    """
    statement = sa.select(Session.id, Session.code, Session.name)
    known = connection.execute(statement.where(Session.event_id == event.id)).all()
    for row in known:
        if text.casefold() in (row.code.casefold(), row.name.casefold()):
            return row
    advice = did_you_mean(text, [row.code for row in known])
    raise NotFoundError(f"{event.slug}: no session is named {text!r}; {advice}")


def _find_entry(connection: Connection, event_id: int, names: Mapping[str, Any]) -> int:
    statement = sa.select(Entry.id, Entry.variant).where(Entry.event_id == event_id)
    if names.get("car") is not None:
        car = f"car {names['car']}"
        statement = statement.where(Entry.car_number == names["car"])
    else:
        car = f"a car of {names['driver']!r}"
        driver = find_by_slug_or_name(connection, "driver", names["driver"])
        its_cars = sa.select(EntryDriver.entry_id).where(EntryDriver.driver_id == driver)
        statement = statement.where(Entry.id.in_(its_cars))
    if names.get("variant") is not None:
        statement = statement.where(Entry.variant == names["variant"])
    found = connection.execute(statement.order_by(Entry.variant)).all()
    if not found:
        raise NotFoundError(f"{names['event']}: {car} is not entered")
    if len(found) > 1:
        variants = ", ".join(str(row.variant) for row in found)
        raise NotFoundError(
            f"{names['event']}: {car} is entered {len(found)} times; add --variant, "
            f"one of {variants}"
        )
    return int(found[0].id)
