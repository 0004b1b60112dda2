"""
Find a fact by what people call its event, session and car.

Weather and messages of race control name no car: they are found by their moment, or by the time of
the session. Several of one moment are told apart by their number in the file.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.errors import NotFoundError, did_you_mean
from racedb.fields import OF_SESSION
from racedb.format_time import lap_time
from racedb.identity.aliases import find_by_slug_or_name
from racedb.models import Driver, Entry, EntryDriver, Event, Session
from racedb.text_keys import fold
from racedb.units.cells import CELL_TYPES

_LONGEST_ADVICE = 200
"""A longer list of events does not help in a message."""


class Place(NamedTuple):
    """One row by its ids; None where its table has no such part of the key."""

    event_id: int
    entry_id: int | None
    session_id: int | None
    number: int | None
    """Of the lap, or of the row of its session."""

    def key(self, table: str) -> Mapping[str, int | None]:
        """Return the primary key of the row."""
        values = {"id": self.entry_id, **self._asdict()}
        return {column.name: values[column.name] for column in TABLES[table].primary_key}

    def is_row(self, table: str) -> list[sa.ColumnElement[bool]]:
        """Return the conditions that select the row."""
        return [TABLES[table].c[name] == value for name, value in self.key(table).items()]


def locate(connection: Connection, table: str, names: Mapping[str, Any]) -> Place:
    """
    Find the row that names stand for.

    Args:
        connection: any.
        table: entries, results, laps or one of OF_SESSION.
        names: event (slug or name), session (code or name), car (number) or driver (slug or name of
            one of the crew), variant (None: the only one), lap; of rows of a session at (the moment
            or the time of the session) or row (its number).

    Raises:
        NotFoundError: there is none, or there are several.
    """
    event = find_event(connection, names["event"])
    session: Any = None if table == "entries" else find_session(connection, event, names["session"])
    if table in OF_SESSION:
        number = _find_number(connection, table, session.id, names)
        return Place(event.id, None, session.id, number)
    entry_id = _find_entry(connection, event.id, names)
    place = Place(event.id, entry_id, session and session.id, names.get("lap"))
    found = sa.select(sa.true()).where(*place.is_row(table)).select_from(TABLES[table])
    if connection.execute(found).first() is None:
        where = f"{event.slug}, {session.code}" if session else event.slug
        lap = f" for lap {place.number}" if table == "laps" else ""
        raise NotFoundError(
            f"{where}, car {names.get('car') or '-'}: there is no row{lap} in {table}"
        )
    return place


def names_of(connection: Connection, table: str, place: Place) -> dict[str, Any]:
    """Return names that `locate` finds the row by; they outlive its ids."""
    slug = sa.select(Event.slug).where(Event.id == place.event_id)
    names: dict[str, Any] = {"event": connection.execute(slug).scalar_one()}
    if place.entry_id is not None:
        entry = sa.select(Entry.car_number, Entry.variant).where(Entry.id == place.entry_id)
        car = connection.execute(entry).one()
        names |= {"car": car.car_number, "variant": car.variant}
        if car.car_number is None:
            names["driver"] = connection.execute(_crew(place.entry_id)).scalars().first()
    if place.session_id is not None:
        code = sa.select(Session.code).where(Session.id == place.session_id)
        names["session"] = connection.execute(code).scalar_one()
    if table in OF_SESSION:
        return names | _moment_of(connection, table, place)
    return names | ({"lap": place.number} if table == "laps" else {})


def title(names: Mapping[str, Any]) -> str:
    """
    Return names as one text.

    >>> title({"event": "2024-oval", "session": "R", "car": "8", "variant": 1, "lap": 3})
    '2024-oval, R, car 8, lap 3'
    """
    parts = [names["event"], names.get("session"), names.get("at")]
    if names.get("car") is not None:
        parts.append(f"car {names['car']}")
    elif "driver" in names:
        parts.append(f"the car of {names['driver']}")
    if names.get("variant", 1) != 1:
        parts.append(f"variant {names['variant']}")
    parts += [f"{what} {names[what]}" for what in ("lap", "row") if what in names]
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


# ---- rows of sessions: weather, messages of race control -----------------------------------------


def _find_number(
    connection: Connection, table: str, session_id: int, names: Mapping[str, Any]
) -> int:
    at, row = names.get("at"), names.get("row")
    found = [
        it.number
        for it in _rows_of(connection, table, session_id)
        if row in {None, it.number} and (at is None or _is_at(it, at))
    ]
    where = f"{names['event']}, {names['session']}"
    if not found:
        which = " ".join(str(it) for it in (at, row and f"row {row}") if it)
        raise NotFoundError(
            f"{where}: there is nothing of {which} in {table}; "
            f"'racedb query {_QUERIES[table]} event={names['event']}' lists its rows"
        )
    if len(found) > 1:
        numbers = ", ".join(map(str, found))
        raise NotFoundError(
            f"{where}: {len(found)} rows of {table} are of {at}; add --row, one of {numbers}"
        )
    return int(found[0])


_QUERIES = {"weather": "weather", "race_control_messages": "race-control"}
"""The canned query that lists the rows of a table."""


def _rows_of(connection: Connection, table: str, session_id: int | None) -> Sequence[Any]:
    """Return number, time_utc and elapsed_us of the rows of a session."""
    rows = TABLES[table].c
    statement = sa.select(rows.number, rows.time_utc, rows.elapsed_us)
    here = statement.where(rows.session_id == session_id)
    return connection.execute(here.order_by(rows.number)).all()


def _is_at(row: Any, text: str) -> bool:
    """Return whether a row is of a moment, or of a time of the session."""
    moment, elapsed = (
        pl.select(CELL_TYPES[kind].parse(pl.lit(text))).item() for kind in ("moment", "duration")
    )
    return (moment is not None and row.time_utc == moment) or (
        elapsed is not None and row.elapsed_us == elapsed
    )


def _moment_of(connection: Connection, table: str, place: Place) -> dict[str, Any]:
    """Return when a row was, and its number where that is not enough."""
    texts: dict[int | None, str | None] = {
        row.number: row.time_utc or (None if row.elapsed_us is None else lap_time(row.elapsed_us))
        for row in _rows_of(connection, table, place.session_id)
    }
    at = texts[place.number]
    names = {} if at is None else {"at": at}
    is_enough = at is not None and list(texts.values()).count(at) == 1
    return names if is_enough else {**names, "row": place.number}
