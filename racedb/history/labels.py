"""What people call the rows that revisions name by their ids: sessions, cars, drivers, teams."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, in_chunks
from racedb.history.revisions import Revision

_FIELD_NAMES = {"car_id": "model", "tyre_manufacturer_id": "tyres"}
"""Columns that a report does not name after the table that they refer to: `car` is the number."""
_SHOWN_AS = ("code", "name")
"""Columns that people know a row by, the better one last: classes have a code and no name."""
_EVENTS = TABLES["events"].c
_EVENT_AND_YEAR = _EVENTS.name + " " + sa.func.substr(_EVENTS.slug, 1, 4)
"""'Summer Race 2024'."""


def _display_columns() -> Mapping[str, sa.Column[Any]]:
    """Return the name or code that stands for an id, by the column that refers to it."""
    out = {}
    for table in TABLES.values():
        for key in table.foreign_keys:
            target = key.column.table
            for name in _SHOWN_AS:
                if name in target.c:
                    out[key.parent.name] = target.c[name]
    return out


_DISPLAYED = _display_columns()


class Labels:
    """Names of what one report is about, also of entries that are removed since."""

    def __init__(self, connection: Connection, revisions: Iterable[Revision] = ()) -> None:
        """
        Find the entries that are removed.

        Args:
            connection: to look names up.
            revisions: the latest first, so that an entry is called what it was called then.
        """
        self._connection = connection
        self._removed = {
            one.key["id"]: one.old
            for one in revisions
            if one.table == "entries" and one.old and one.new is None
        }
        self._names: dict[tuple[str, Any], str] = {}
        self._events: dict[int, str] = {}
        self.sessions: dict[int, str] = {}
        """'Summer Race 2024, Race' by id."""
        self.entries: dict[int, Mapping[str, Any]] = {}
        self.stored: set[int] = set()
        """The entries that are stored now."""

    def read(self, session_ids: Iterable[int], entry_ids: Iterable[int]) -> None:
        """Read the names of sessions and the numbers of cars."""
        self._read_sessions(session_ids)
        wanted, entries = set(entry_ids), TABLES["entries"]
        for ids in in_chunks(wanted):
            statement = sa.select(entries).where(entries.c.id.in_(ids))
            found = {row["id"]: row for row in self._connection.execute(statement).mappings()}
            self.entries |= found
            self.stored |= found.keys()
        removed = (wanted & self._removed.keys()) - self.stored
        self.entries |= {number: self._removed[number] for number in removed}

    def _read_sessions(self, session_ids: Iterable[int]) -> None:
        sessions = TABLES["sessions"].c
        statement = sa.select(sessions.id, _EVENT_AND_YEAR, sessions.name).join(
            TABLES["events"], _EVENTS.id == sessions.event_id
        )
        for ids in in_chunks(session_ids):
            found = self._connection.execute(statement.where(sessions.id.in_(ids)))
            for number, event, name in found:
                self.sessions[number] = f"{event}, {name}"

    def car(self, entry_id: int) -> str:
        """Return the number of a car as printed; of the second car with that number '7 (2)'."""
        entry = self.entries[entry_id]
        number, variant = entry["car_number"], entry["variant"]
        if number is None:
            return f"entry {entry_id}"
        return str(number) if variant == 1 else f"{number} ({variant})"

    def event_of(self, entry_id: int) -> str:
        """Return the name and year of the event of an entry."""
        return self._event(self.entries[entry_id]["event_id"])

    def subject(self, revision: Revision) -> tuple[str, str | None]:
        """Return the session, event or driver that a changed row is about, and its car if any."""
        number = revision.key["id"]
        match revision.table:
            case "entries":
                return self.event_of(number), self.car(number)
            case "season_entries":
                return self._season_entry(number)
        return self._named[revision.table](number), None

    @cached_property
    def _named(self) -> Mapping[str, Callable[[int], str]]:
        """Return the names of the rows of tables that are about no car."""
        return {
            "sessions": self.sessions.__getitem__,
            "events": self._event,
            "rounds": self._event_of_round,
            "printed_standings": self._standing,
            "drivers": partial(self._look_up, TABLES["drivers"].c.name),
        }

    def named(self, column: str, value: Any) -> tuple[str, Any]:
        """Return the field that people call a column, and the name that an id in it refers to."""
        name = _DISPLAYED.get(column)
        if name is None:
            return column, value
        field = _FIELD_NAMES.get(column, column.removesuffix("_id"))
        return field, None if value is None else self._look_up(name, value)

    def _event(self, event_id: int) -> str:
        if event_id not in self._events:
            statement = sa.select(_EVENT_AND_YEAR).where(_EVENTS.id == event_id)
            self._events[event_id] = str(self._connection.execute(statement).scalar())
        return self._events[event_id]

    def _event_of_round(self, round_id: int) -> str:
        rounds = TABLES["rounds"].c
        statement = sa.select(rounds.event_id).where(rounds.id == round_id)
        return self._event(int(self._connection.execute(statement).scalar_one()))

    def _standing(self, standing_id: int) -> str:
        """Return the table that a printed standing is of, and who is ranked."""
        standings = TABLES["printed_standings"].c
        statement = sa.select(
            standings.season_id, standings.of, standings.round, standings.printed_name
        )
        found = self._connection.execute(statement.where(standings.id == standing_id)).one()
        after = f" after round {found.round}" if found.round else ""
        title = f"{self.season(found.season_id)}, standings of {found.of}s{after}"
        return f"{title}, {found.printed_name}"

    def _season_entry(self, entry_id: int) -> tuple[str, str | None]:
        entries = TABLES["season_entries"].c
        statement = sa.select(entries.season_id, entries.car_number).where(entries.id == entry_id)
        found = self._connection.execute(statement).one_or_none()
        if found is None:  # removed since: the drivers were announced
            return "entries of a season", None
        return f"{self.season(found.season_id)}, entries of the season", found.car_number

    def season(self, season_id: int) -> str:
        """Return the series and the label of a season: 'Formula 1 2024'."""
        seasons, series = TABLES["seasons"].c, TABLES["series"].c
        statement = sa.select(series.name + " " + seasons.label).join(
            TABLES["series"], series.id == seasons.series_id
        )
        return str(self._connection.execute(statement.where(seasons.id == season_id)).scalar())

    def _look_up(self, name: sa.Column[Any], number: int) -> str:
        key = name.table.name, number
        if key not in self._names:
            statement = sa.select(name).where(name.table.c.id == number)
            self._names[key] = str(self._connection.execute(statement).scalar())
        return self._names[key]
