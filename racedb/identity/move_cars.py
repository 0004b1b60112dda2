"""The cars of sessions that move into another event."""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.identity.registry import Registry

_OF_RESULT = ("drives", "laps", "pit_stops", "penalties")
"""Tables whose rows belong to a car in a session."""


class Cars:
    """Entries that follow their sessions."""

    def __init__(self, connection: Connection, rows: NewRows, registry: Registry) -> None:
        """Start with nothing moved."""
        self._connection, self._rows, self._registry = connection, rows, registry
        self.touched: set[int] = set()
        """Entries whose results or crews changed."""

    def move(self, session_ids: list[int], old: int, new: int, *, is_whole: bool) -> Iterator[int]:
        """
        Move the cars of sessions from one event to another.

        A car that the other event has, by number and variant, takes the results; else it moves, or
        is copied where sessions that stay need it.

        Args:
            session_ids: the sessions.
            old: id of their event up to now.
            new: id of the event that they move to.
            is_whole: these are all sessions of the event: cars without results move, too.

        Yields:
            the entries that moved.
        """
        entries, results = TABLES["entries"], TABLES["results"]
        here = sa.select(results.c.entry_id).where(results.c.session_id.in_(session_ids))
        theirs = sa.select(entries).where(entries.c.event_id == old).order_by(entries.c.id)
        if not is_whole:
            theirs = theirs.where(entries.c.id.in_(here))
        stays = {
            number
            for table in (results, TABLES["penalties"])
            for number in self._connection.scalars(
                sa.select(table.c.entry_id).where(
                    table.c.entry_id.in_(here), table.c.session_id.not_in(session_ids)
                )
            )
        }
        twins = self.numbers(new)
        for row in self._connection.execute(theirs).mappings().all():
            number, twin = row["id"], twins.get((row["car_number"], row["variant"]))
            if twin is None and number not in stays:
                moved = sa.update(entries).where(entries.c.id == number)
                self._connection.execute(moved.values(event_id=new))
                yield number
                continue
            twin = twin or self._copy(row, new)
            self.rekey(session_ids, number, twin)
            self.add_seats(number, twin)
            if number not in stays:
                self.remove(number)

    def numbers(self, event_id: int) -> Mapping[tuple[str, int], int]:
        """Return the cars of an event that have a number, by number and variant."""
        entries = TABLES["entries"].c
        statement = sa.select(entries.car_number, entries.variant, entries.id)
        known = statement.where(entries.event_id == event_id, entries.car_number.is_not(None))
        return {(car, variant): number for car, variant, number in self._connection.execute(known)}

    def use_classes(self, event_id: int, series: str) -> None:
        """Give the cars of an event the classes of its series that have the same codes."""
        entries, classes = TABLES["entries"], TABLES["classes"]
        series_id = self._registry.find_or_add_series(series)
        others = (
            sa.select(classes.c.id, classes.c.code)
            .join(entries, entries.c.class_id == classes.c.id)
            .where(entries.c.event_id == event_id, classes.c.series_id != series_id)
            .distinct()
        )
        for number, code in self._connection.execute(others).all():
            same = self._registry.find_or_add_class(series_id, code)
            self._rows.flush()
            theirs = (entries.c.event_id == event_id) & (entries.c.class_id == number)
            self._connection.execute(sa.update(entries).where(theirs).values(class_id=same))

    def _copy(self, row: sa.RowMapping, event_id: int) -> int:
        """Copy an entry, for the sessions that move."""
        number = self._rows.take_id("entries")
        values = {**row, "id": number, "event_id": event_id}
        self._connection.execute(sa.insert(TABLES["entries"]).values(values))
        return number

    def add_seats(self, before: int, after: int) -> None:
        """Add the crew of one entry to that of another, as far as they are not in it."""
        seats = TABLES["entry_drivers"]
        statement = sa.select(seats).order_by(seats.c.entry_id, seats.c.seat)
        both = self._connection.execute(
            statement.where(seats.c.entry_id.in_([before, after]))
        ).mappings()
        crews: dict[int, list[sa.RowMapping]] = {before: [], after: []}
        for seat in both:
            crews[seat["entry_id"]].append(seat)
        known = {seat["driver_id"] for seat in crews[after]}
        last = max((seat["seat"] for seat in crews[after]), default=0)
        new = [seat for seat in crews[before] if seat["driver_id"] not in known]
        if new:
            rows = [{**it, "entry_id": after, "seat": last + n} for n, it in enumerate(new, 1)]
            self._connection.execute(sa.insert(seats), rows)

    def rekey(self, session_ids: list[int], before: int, after: int) -> None:
        """Give the results of one car in some sessions, with laps and all, to another."""
        results = TABLES["results"]
        columns = [column.name for column in results.c if column.name != "entry_id"]
        mine = sa.and_(results.c.session_id.in_(session_ids), results.c.entry_id == before)
        copied = sa.select(sa.literal(after), *(results.c[name] for name in columns)).where(mine)
        self._connection.execute(sa.insert(results).from_select(["entry_id", *columns], copied))
        for name in _OF_RESULT:
            table = TABLES[name]
            theirs = (table.c.session_id.in_(session_ids)) & (table.c.entry_id == before)
            self._connection.execute(sa.update(table).where(theirs).values(entry_id=after))
        self._connection.execute(sa.delete(results).where(mine))
        self.touched |= {before, after}

    def remove(self, entry: int) -> None:
        """Remove an entry without results, and its crew."""
        entries, seats = TABLES["entries"], TABLES["entry_drivers"]
        self._connection.execute(sa.delete(seats).where(seats.c.entry_id == entry))
        self._connection.execute(sa.delete(entries).where(entries.c.id == entry))
        self.touched.discard(entry)
