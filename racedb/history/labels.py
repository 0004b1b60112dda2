"""What ids are called by people: sessions, cars, and the names that rows refer to."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, in_chunks
from racedb.history.revisions import Revision

_NAMES = {
    "team_id": ("team", "teams", "name"),
    "car_id": ("model", "cars", "name"),
    "class_id": ("class", "classes", "code"),
    "tyre_manufacturer_id": ("tyres", "manufacturers", "name"),
    "driver_id": ("driver", "drivers", "name"),
    "best_lap_driver_id": ("best_lap_driver", "drivers", "name"),
    "layout_id": ("layout", "layouts", "name"),
}
"""Columns that refer: what people call them, and where the name is."""
_EVENTS = TABLES["events"]
_MEETING = _EVENTS.c.name + " " + sa.func.substr(_EVENTS.c.slug, 1, 4)
"""'Summer Race 2024'."""


class Labels:
    """Names of what one report is about, also of entries that are gone since."""

    def __init__(self, connection: Connection, revisions: Iterable[Revision] = ()) -> None:
        """
        Know only the entries that are gone.

        Args:
            connection: to look names up.
            revisions: the latest first, so that an entry is called as it was called then.
        """
        self._connection = connection
        self._gone = {
            one.key["id"]: one.old
            for one in revisions
            if one.table == "entries" and one.old and one.new is None
        }
        self._names: dict[tuple[str, Any], str] = {}
        self._meetings: dict[int, str] = {}
        self.sessions: dict[int, str] = {}
        """'Summer Race 2024, Race' by id."""
        self.entries: dict[int, Mapping[str, Any]] = {}
        self.stored: set[int] = set()
        """Entries that are there now."""

    def know(self, session_ids: Iterable[int], entry_ids: Iterable[int]) -> None:
        """Read the names of sessions and entries."""
        sessions, entries, run = TABLES["sessions"], TABLES["entries"], self._connection.execute
        wanted = set(entry_ids)
        for ids in in_chunks(session_ids):
            statement = (
                sa.select(sessions.c.id, _MEETING, sessions.c.name)
                .join(_EVENTS, _EVENTS.c.id == sessions.c.event_id)
                .where(sessions.c.id.in_(ids))
            )
            self.sessions |= {n: f"{title}, {name}" for n, title, name in run(statement)}
        for ids in in_chunks(wanted):
            found = run(sa.select(entries).where(entries.c.id.in_(ids))).mappings()
            self.entries |= {row["id"]: row for row in found}
        self.stored |= self.entries.keys()
        self.entries = {n: self._gone[n] for n in wanted & self._gone.keys()} | self.entries

    def car(self, entry_id: int) -> str:
        """Give the number of a car as printed; of the second car with that number '7 (2)'."""
        entry = self.entries[entry_id]
        number, variant = entry["car_number"], entry["variant"]
        if number is None:
            return f"entry {entry_id}"
        return str(number) if variant == 1 else f"{number} ({variant})"

    def event_of(self, entry_id: int) -> str:
        """Name the event of an entry."""
        return self._meeting(self.entries[entry_id]["event_id"])

    def of(self, one: Revision) -> tuple[str, str | None]:
        """Name what a changed row of an entry, a session, an event or a driver is about."""
        number = one.key["id"]
        if one.table == "entries":
            return self.event_of(number), self.car(number)
        if one.table == "sessions":
            return self.sessions[number], None
        if one.table == "events":
            return self._meeting(number), None
        return str(self._look_up("drivers", "name", number)), None

    def named(self, column: str, value: Any) -> tuple[str, Any]:
        """Give a column and its value as people call them."""
        if column not in _NAMES:
            return column, value
        field, table, name = _NAMES[column]
        return field, None if value is None else self._look_up(table, name, value)

    def _meeting(self, event_id: int) -> str:
        if event_id not in self._meetings:
            found = self._connection.execute(sa.select(_MEETING).where(_EVENTS.c.id == event_id))
            self._meetings[event_id] = str(found.scalar())
        return self._meetings[event_id]

    def _look_up(self, table: str, name: str, value: Any) -> str:
        if (table, value) not in self._names:
            source = TABLES[table]
            found = self._connection.execute(sa.select(source.c[name]).where(source.c.id == value))
            self._names[table, value] = str(found.scalar())
        return self._names[table, value]
