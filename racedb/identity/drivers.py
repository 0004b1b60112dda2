"""
Drivers during a load: who is printed so, and what files say of a person beside the name.

A driver is found by a publisher's key, else by exactly this name, else by what people decided about
the name (racedb.identity.decisions); else there is a new driver. Only birthdays distinguish
namesakes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db.rows import TABLES, NewRows, Snapshot
from racedb.errors import LoadError
from racedb.identity.aliases import REFERENCE, NameIndex
from racedb.identity.reviews import AcceptedName, accepted_names
from racedb.names import Person, parse_person, strip_marks
from racedb.text_keys import fold

DRIVER = "driver"
"""The kind of name that this module is about."""


class PrintedDriver(NamedTuple):
    """A driver as a file names him; it has a name or a publisher's key."""

    name: str | None
    ref: str | None = None
    born_on: date | None = None
    country: str | None = None


class _Known(NamedTuple):
    """What a load knows of a driver in the database or a new one."""

    name: str
    born_on: date | None
    country: str | None
    """code of two letters"""


class DriverRegistry:
    """The drivers that a load knows; it adds those that files name for the first time."""

    def __init__(self, connection: Connection, rows: NewRows, names: NameIndex) -> None:
        """
        Read the drivers and the decisions about their names.

        Args:
            connection: inside the transaction of the load.
            rows: takes the new drivers.
            names: the names of drivers.
        """
        self._connection, self._rows, self._names = connection, rows, names
        self._accepted: Mapping[str, AcceptedName] = accepted_names(connection, DRIVER)
        self._found: dict[PrintedDriver, int | None] = {}
        self._changes: dict[int, dict[str, Any]] = {}
        """Columns of drivers to update at the end of the import: id -> values."""
        drivers = TABLES["drivers"].c
        columns = sa.select(drivers.id, drivers.name, drivers.born_on, drivers.country)
        self._known = {row[0]: _Known(*row[1:]) for row in connection.execute(columns)}

    def find_or_add(self, printed: PrintedDriver) -> int | None:
        """
        Return the id of a driver; None: several known drivers have this name.

        The same print means the same driver in all batches of a load.

        Raises:
            LoadError: several drivers have the name that a decision gives.
        """
        if printed not in self._found:
            self._found[printed] = self._find_or_add(printed)
        return self._found[printed]

    def names_of(self, driver_ids: pl.Series) -> pl.DataFrame:
        """Return driver_id and name of some drivers, each once."""
        ids = driver_ids.unique()
        names = [self._known[number].name for number in ids]
        return pl.DataFrame({"driver_id": ids, "name": pl.Series(names, dtype=pl.String)})

    def write_changes(self, snapshot: Snapshot) -> set[int]:
        """
        Update the drivers of which this import has learned something.

        Args:
            snapshot: remembers rows of a table as they are before they change.

        Returns:
            the drivers who have another name now: texts that contain the name must be refreshed.
        """
        changes, self._changes = self._changes, {}
        self._rows.flush()
        snapshot("drivers", changes)
        drivers = TABLES["drivers"]
        for number, values in changes.items():
            update = sa.update(drivers).where(drivers.c.id == number)
            self._connection.execute(update.values(values))
        return {number for number, values in changes.items() if "name" in values}

    # ---- one driver ------------------------------------------------------------------------------

    def _find_or_add(self, printed: PrintedDriver) -> int | None:
        who = _person_of(printed)
        if printed.ref and (found := self._names.find(fold(printed.ref), REFERENCE)):
            if printed.name:
                self._complete(found[0], who, printed)
            return found[0]
        namesakes = self._namesakes(who, printed.born_on)
        if len(namesakes) > 1:
            return None
        if namesakes:
            driver = namesakes[0]
            self._complete(driver, who, printed)
        else:
            decided = self._find_decided(who, printed)
            driver = self._add(who, printed) if decided is None else decided
        if printed.ref:
            self._names.add_alias(fold(printed.ref), printed.ref, driver, REFERENCE)
        return driver

    def _namesakes(self, who: Person, born_on: date | None) -> list[int]:
        """Find the drivers of this name who were not certainly born on another day."""
        return [
            driver
            for driver in self._names.find(fold(who.name))
            if born_on is None or self._known[driver].born_on in (None, born_on)
        ]

    def _find_decided(self, who: Person, printed: PrintedDriver) -> int | None:
        """Find or add the driver to whom a decision gives this name; None: there is no decision."""
        key = fold(who.name)
        accepted = self._accepted.get(key)
        if accepted is None or self._names.find(key):
            return None
        driver = self._find_or_add(printed._replace(name=accepted.same_as, ref=None))
        if driver is None:
            raise LoadError(
                f"a decision says that {printed.name!r} is {accepted.same_as!r}, but several known "
                f"drivers have that name; see 'racedb review list'"
            )
        self._names.add_alias(key, who.name, driver, author=accepted.author)
        return driver

    def _add(self, who: Person, printed: PrintedDriver) -> int:
        known = _Known(who.name, printed.born_on, _country(printed))
        values = who._asdict() | {"born_on": known.born_on, "country": known.country}
        driver = self._names.add(fold(who.name), who.name, values)
        self._known[driver] = known
        return driver

    def _complete(self, driver: int, who: Person, printed: PrintedDriver) -> None:
        """Learn what was not known of a driver: birthday, country, another name."""
        known = self._known[driver]
        learned: dict[str, Any] = {}
        if printed.born_on and not known.born_on:
            learned["born_on"] = printed.born_on
        if (country := _country(printed)) and not known.country:
            learned["country"] = country
        key = fold(who.name)
        if driver not in self._names.find(key):
            self._names.add_alias(key, who.name, driver)
            # Until a file printed a name, the driver was called by the publisher's key.
            if printed.ref and known.name == _person_of_ref(printed.ref).name:
                learned |= who._asdict()
        if learned:
            now = known._asdict() | learned
            self._known[driver] = _Known(now["name"], now["born_on"], now["country"])
            self._changes.setdefault(driver, {}).update(learned)


def _person_of(printed: PrintedDriver) -> Person:
    if printed.name:
        return parse_person(strip_marks(printed.name))
    return _person_of_ref(printed.ref or "")


def _person_of_ref(ref: str) -> Person:
    """Make a name of a publisher's key: 'max_verstappen' is Max Verstappen."""
    return parse_person(ref.replace("_", " ").title())


def _country(printed: PrintedDriver) -> str | None:
    return reference.country_code(printed.country) if printed.country else None
