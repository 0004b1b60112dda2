"""What people call an event, a session or a car, found in the database."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.errors import LoadError, did_you_mean
from racedb.identity.aliases import find_by_slug_or_name
from racedb.names import fold


class Place(NamedTuple):
    """One row of facts, in ids; what is not asked for is None."""

    event_id: int
    entry_id: int
    session_id: int | None
    lap: int | None

    def key(self, table: str) -> Mapping[str, int | None]:
        """Give the key of the row in its table."""
        if table == "entries":
            return {"id": self.entry_id}
        key: dict[str, int | None] = {"session_id": self.session_id, "entry_id": self.entry_id}
        return key | ({"number": self.lap} if table == "laps" else {})


def locate(connection: Connection, table: str, names: Mapping[str, Any]) -> Place:
    """
    Find the row that a key in names stands for.

    Args:
        connection: any.
        table: entries, results or laps.
        names: event (slug or name), session (code or name), car (number) or driver (slug or name of
            one of the crew), variant (None: the only one), lap.

    Raises:
        LoadError: there is none, or there are several.
    """
    event = _event(connection, names["event"])
    session = None
    if table != "entries":
        session = _session(connection, event, names["session"])
    entry = _entry(connection, event.id, names)
    place = Place(event.id, entry, session and session.id, names.get("lap"))
    found = TABLES[table]
    same = (found.c[name] == value for name, value in place.key(table).items())
    if connection.execute(sa.select(sa.true()).where(*same).select_from(found)).first() is None:
        where = f"{event.slug}, {session.code}" if session else event.slug
        lap = f" of lap {place.lap}" if table == "laps" else ""
        raise LoadError(f"{where}, car {names.get('car') or '-'}: there is no row{lap} in {table}")
    return place


def in_names(connection: Connection, table: str, place: Place, lap: int | None) -> dict[str, Any]:
    """Give the key of a row in names, which outlives the ids."""
    events, sessions, entries = TABLES["events"], TABLES["sessions"], TABLES["entries"]
    slug = connection.execute(sa.select(events.c.slug).where(events.c.id == place.event_id))
    car = connection.execute(
        sa.select(entries.c.car_number, entries.c.variant).where(entries.c.id == place.entry_id)
    ).one()
    key = {"event": slug.scalar_one(), "car": car.car_number, "variant": car.variant}
    if car.car_number is None:
        key["driver"] = connection.execute(_crew(place.entry_id)).scalars().first()
    if table != "entries":
        code = sa.select(sessions.c.code).where(sessions.c.id == place.session_id)
        key["session"] = connection.execute(code).scalar_one()
    if table == "laps":
        key["lap"] = lap
    return key


def said(key: Mapping[str, Any]) -> str:
    """Say a key in names: '2024-summer-race, R, car 8, lap 3'."""
    car = f"car {key['car']}" if key["car"] is not None else f"the car of {key['driver']}"
    parts = [key["event"], key.get("session"), car]
    if key["variant"] != 1:
        parts.append(f"variant {key['variant']}")
    if "lap" in key:
        parts.append(f"lap {key['lap']}")
    return ", ".join(part for part in parts if part)


def _crew(entry_id: int) -> sa.Select[tuple[str]]:
    seats, drivers = TABLES["entry_drivers"], TABLES["drivers"]
    return (
        sa.select(drivers.c.slug)
        .join(seats, seats.c.driver_id == drivers.c.id)
        .where(seats.c.entry_id == entry_id)
        .order_by(seats.c.seat)
    )


def _event(connection: Connection, text: str) -> Any:
    events = TABLES["events"]
    known = connection.execute(sa.select(events.c.id, events.c.slug, events.c.name)).all()
    exact = [row for row in known if row.slug == text.lower()]
    found = exact or [row for row in known if fold(row.name) == fold(text)]
    if not found:
        advice = did_you_mean(text, [row.slug for row in known]) if known else "there is none yet"
        raise LoadError(f"no event is named {text!r}; {advice if len(advice) < 200 else _SLUGS}")
    if len(found) > 1:
        slugs = ", ".join(sorted(row.slug for row in found)[:5])
        raise LoadError(
            f"{len(found)} events are named {text!r}: give the slug, one of {slugs} ..."
        )
    return found[0]


_SLUGS = 'racedb sql "SELECT slug, name FROM events" lists them'


def _session(connection: Connection, event: Any, text: str) -> Any:
    sessions = TABLES["sessions"]
    statement = sa.select(sessions.c.id, sessions.c.code, sessions.c.name)
    known = connection.execute(statement.where(sessions.c.event_id == event.id)).all()
    for row in known:
        if text.casefold() in (row.code.casefold(), row.name.casefold()):
            return row
    advice = did_you_mean(text, [row.code for row in known])
    raise LoadError(f"{event.slug}: no session is named {text!r}; {advice}")


def _entry(connection: Connection, event_id: int, names: Mapping[str, Any]) -> int:
    entries = TABLES["entries"]
    statement = sa.select(entries.c.id, entries.c.variant).where(entries.c.event_id == event_id)
    if names.get("car") is not None:
        who = f"car {names['car']}"
        statement = statement.where(entries.c.car_number == names["car"])
    else:
        who = f"a car of {names['driver']!r}"
        driver = find_by_slug_or_name(connection, "driver", names["driver"])
        statement = statement.where(entries.c.id.in_(_cars_of(driver)))
    if names.get("variant") is not None:
        statement = statement.where(entries.c.variant == names["variant"])
    found = connection.execute(statement.order_by(entries.c.variant)).all()
    if not found:
        raise LoadError(f"{names['event']}: {who} is not entered")
    if len(found) > 1:
        variants = ", ".join(str(row.variant) for row in found)
        raise LoadError(
            f"{names['event']}: {who} is entered {len(found)} times; say --variant, of {variants}"
        )
    return int(found[0].id)


def _cars_of(driver_id: int) -> sa.Select[tuple[int]]:
    seats = TABLES["entry_drivers"]
    return sa.select(seats.c.entry_id).where(seats.c.driver_id == driver_id)
