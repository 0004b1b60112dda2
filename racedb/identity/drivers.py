"""
Drivers during a load: who is printed so, and what files say of a person beside the name.

A driver is found by a publisher's key, else by exactly this name, else by what people decided about
the name (racedb.identity.decisions); else there is a new driver. Only birthdays distinguish
namesakes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, cast

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db import bulk
from racedb.db.rows import TABLES
from racedb.identity.aliases import REFERENCE, NameIndex
from racedb.identity.reviews import AcceptedName, accepted_names
from racedb.identity.similarity import is_near_day
from racedb.names import Person, parse_person, person_key, strip_marks
from racedb.names.similar import compare_names
from racedb.text_keys import fold

DRIVER = "driver"
"""The kind of name that this module is about."""


class PrintedDriver(NamedTuple):
    """A driver as a file names him; it has a name or a publisher's key."""

    name: str | None
    ref: str | None = None
    born_on: date | None = None
    country: str | None = None


_CLEAR_LEAD = 7
"""Who leads all others of his name by so many points is no question."""


class Choice(NamedTuple):
    """Whom a name was taken for that several drivers have."""

    driver: int
    event: int | None
    others: Mapping[int, tuple[int, str]]
    """Who else it may be -> points and reasons."""
    lead: int
    """How many points he has more than the next one; 0 for a new driver."""

    @property
    def is_doubtful(self) -> bool:
        """Whether another one of the name fits nearly as well."""
        return self.lead < _CLEAR_LEAD


class _Known(NamedTuple):
    """What a load knows of a driver in the database or a new one, beside the name."""

    born_on: date | None
    country: str | None
    """code of two letters"""


class DriverRegistry:
    """The drivers that a load knows; it adds those that files name for the first time."""

    def __init__(self, connection: Connection, names: NameIndex) -> None:
        """
        Read the drivers and the decisions about their names.

        Args:
            connection: inside the transaction of the load.
            names: the names of drivers; takes the new ones.
        """
        self._names = names
        self._accepted: Mapping[str, AcceptedName] = accepted_names(connection, DRIVER)
        self._found: dict[PrintedDriver, int | None] = {}
        self.same_names: list[tuple[int, int]] = []
        """New and known drivers of one name whose birthdays are nearly the same."""
        self.same_keys: list[tuple[int, int]] = []
        """Drivers of one publisher's key whose names say that they are two."""
        self.in_one_car: set[tuple[str, int]] = set()
        """Names, and drivers of the same car and surname who may be meant by them."""
        self.choices: list[Choice] = []
        """Whom names were taken for that several drivers have."""
        drivers = TABLES["drivers"].c
        columns = sa.select(drivers.id, drivers.born_on, drivers.country).where(
            drivers.born_on.is_not(None) | drivers.country.is_not(None)
        )
        found = bulk.fetch(connection, columns).iter_rows()
        self._known: defaultdict[int, _Known] = defaultdict(
            lambda: _Known(None, None), {number: _Known(*row) for number, *row in found}
        )

    def find_or_add(self, printed: PrintedDriver) -> int | None:
        """
        Return the id of a driver; None: several known drivers have this name (see `namesakes`).

        The same print means the same driver in all batches of a load.
        """
        if printed not in self._found:
            self._found[printed] = self._find_or_add(printed)
        return self._found[printed]

    def known_as(self, printed: PrintedDriver) -> list[int]:
        """Return who has a publisher's key, or else a name, already."""
        keyed = self._names.find(fold(printed.ref), REFERENCE) if printed.ref else []
        return keyed or self._names.find(fold(_person_of(printed).name))

    def is_decided(self, name: str) -> bool:
        """Return whether people decided about a printed name."""
        return person_key(name) in self._accepted

    @property
    def same_seats(self) -> set[tuple[int, int]]:
        """Return the drivers who may be one, because both are named in one car."""
        return {
            (number, driver)
            for text, driver in self.in_one_car
            for number in self._names.find(person_key(text))
            if number != driver
        }

    def add_name(self, driver: int, name: str) -> None:
        """Let a printed name stand for a known driver, unless people decided otherwise."""
        self._complete(driver, parse_person(strip_marks(name)), PrintedDriver(name))

    def names_of(self, driver_ids: pl.Series) -> pl.DataFrame:
        """Return driver_id and name of some drivers, each once."""
        ids = driver_ids.unique()
        names = [self._names.name_of(number) for number in ids]
        return pl.DataFrame({"driver_id": ids, "name": pl.Series(names, dtype=pl.String)})

    @property
    def met(self) -> set[int]:
        """Return the drivers whom this load has named."""
        return {driver for driver in self._found.values() if driver is not None}

    def namesakes(self, printed: PrintedDriver) -> list[int]:
        """Return the drivers of a printed name who were not certainly born on another day."""
        return self._namesakes(fold(_person_of(printed).name), printed.born_on)

    def add_namesake(self, printed: PrintedDriver) -> int:
        """Add one more driver of a name that others have."""
        return self._add(_person_of(printed), printed)

    def born_on(self, driver: int) -> date | None:
        """Return the birthday of a driver; None: it is not known."""
        return self._known[driver].born_on

    # ---- one driver ------------------------------------------------------------------------------

    def _find_or_add(self, printed: PrintedDriver) -> int | None:
        who = _person_of(printed)
        keyed = self._names.find(fold(printed.ref), REFERENCE) if printed.ref else []
        if keyed and self._may_be(keyed[0], who, printed):
            if printed.name:
                self._complete(keyed[0], who, printed)
            return keyed[0]
        namesakes = self._namesakes(fold(who.name), printed.born_on)
        if len(namesakes) > 1:
            return None
        driver = self._find_decided(who, printed)
        if driver is None and namesakes:
            driver = namesakes[0]
            self._complete(driver, who, printed)
        elif driver is None:
            driver = self._add(who, printed)
            self.same_names += [(driver, it) for it in self._nearly_namesakes(who, printed.born_on)]
        if keyed:
            self.same_keys += [(driver, it) for it in keyed if it != driver]
        elif printed.ref:
            self._names.add_alias(fold(printed.ref), printed.ref, driver, REFERENCE)
        return driver

    def _may_be(self, driver: int, who: Person, printed: PrintedDriver) -> bool:
        """Return whether more than a publisher's key speaks for a driver."""
        name = self._names.name_of(driver)
        if not printed.name or driver in self._names.find(fold(who.name)):
            return True
        if name == _person_of_ref(printed.ref or "").name:
            return True
        if printed.born_on and printed.born_on == self.born_on(driver):
            return True
        known = parse_person(name)
        same_family = known.family_name and who.family_name == known.family_name
        same_initial = fold(name)[:1] == fold(who.name)[:1]
        return bool(same_family and same_initial) or compare_names(name, who.name) is not None

    def _namesakes(self, key: str, born_on: date | None) -> list[int]:
        known = self._names.find(key)
        if not known and (accepted := self._accepted.get(key)):
            return self._namesakes(person_key(accepted.same_as), born_on)
        return [it for it in known if born_on is None or self.born_on(it) in {None, born_on}]

    def _nearly_namesakes(self, who: Person, born_on: date | None) -> Iterator[int]:
        """Yield the drivers of this name whose birthday may be this one, written wrongly."""
        for driver in self._names.find(fold(who.name)):
            known = self.born_on(driver)
            if known and born_on and known != born_on and is_near_day(known, born_on):
                yield driver

    def _find_decided(self, who: Person, printed: PrintedDriver) -> int | None:
        """Find or add the driver to whom a decision gives this name; None: there is no decision."""
        key = fold(who.name)
        accepted = self._accepted.get(key)
        if accepted is None or self._names.find(key):
            return None
        # It is one: of several namesakes nobody was looked for here.
        driver = cast("int", self._find_or_add(printed._replace(name=accepted.same_as, ref=None)))
        self._names.add_alias(key, who.name, driver, author=accepted.author)
        return driver

    def _add(self, who: Person, printed: PrintedDriver) -> int:
        known = _Known(printed.born_on, _country(printed))
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
        if learned:
            self._known[driver] = known._replace(**learned)
            self._names.changes.setdefault(driver, {}).update(learned)
        key, name = fold(who.name), self._names.name_of(driver)
        is_new = driver not in self._names.find(key)
        if is_new:
            self._names.add_alias(key, who.name, driver)
        parts = {column: value for column, value in who._asdict().items() if column != "name"}
        if is_new and printed.ref and name == _person_of_ref(printed.ref).name:
            # Until a file printed a name, the driver was called by the publisher's key.
            self._names.rename(driver, who.name, **parts)
        elif is_new or key == fold(name):  # a name that a decision gives is not how he is called
            self._names.spell(driver, who.name, **parts)


def _person_of(printed: PrintedDriver) -> Person:
    if printed.name:
        return parse_person(strip_marks(printed.name))
    return _person_of_ref(printed.ref or "")


def _person_of_ref(ref: str) -> Person:
    """Make a name of a publisher's key: 'max_verstappen' is Max Verstappen."""
    return parse_person(ref.replace("_", " ").title())


def _country(printed: PrintedDriver) -> str | None:
    return reference.country_code(printed.country) if printed.country else None
