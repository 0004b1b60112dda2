"""
Names to ids during a load: what files print becomes rows of the database.

It works on distinct names, by exact folded key, and never guesses: a new name makes a new row. What
is similar becomes a question for a person at the end of the load (racedb.identity.reviews).
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db.rows import TABLES, NewRows, Snapshot
from racedb.identity.aliases import NameIndex, named_by_people
from racedb.identity.drivers import DRIVER, DriverRegistry
from racedb.identity.reviews import AcceptedName, accepted_names
from racedb.names import best_spelling, split_entrant, strip_marks
from racedb.text_keys import fold


class Registry:
    """All names that one load knows; each kind is read when a file first names one of it."""

    def __init__(self, connection: Connection, rows: NewRows) -> None:
        """
        Begin with nothing read.

        Args:
            connection: inside the transaction of the load.
            rows: takes the new rows and aliases; nothing else here writes.
        """
        self.connection, self.rows = connection, rows
        self._indexes: dict[str, NameIndex] = {}
        self._accepted: dict[str, dict[str, AcceptedName]] = {}
        """Kind -> the names that people decided to be another one's."""
        self.added: dict[str, list[int]] = {"class": [], "event": []}
        """Kind -> the rows that this load has added, of names within a series or a season."""

    def index(self, kind: str) -> NameIndex:
        """Return the names of a kind: one of racedb.identity.aliases.TABLE_OF_KIND."""
        if kind not in self._indexes:
            self._indexes[kind] = NameIndex(self.connection, self.rows, kind)
        return self._indexes[kind]

    @cached_property
    def drivers(self) -> DriverRegistry:
        """The drivers, who are more than their names."""
        return DriverRegistry(self.connection, self.index(DRIVER))

    def write_changes(self, snapshot: Snapshot) -> set[int]:
        """
        Update the rows of which this import has learned something.

        Args:
            snapshot: remembers rows of a table as they are before they change.

        Returns:
            the drivers who have another name now: texts that contain the name must be refreshed.
        """
        self.rows.flush()
        renamed = {
            kind: index.write_changes(self.connection, snapshot)
            for kind, index in self._indexes.items()
        }
        return renamed.get(DRIVER, set())

    def read_indexes(self) -> Mapping[str, NameIndex]:
        """Return the names of the kinds that this load has named."""
        return self._indexes

    def new_names(self, kinds: Iterable[str]) -> list[tuple[str, str]]:
        """Return (kind, name) of the rows of some kinds that this load has added."""
        read = [self._indexes[kind] for kind in kinds if kind in self._indexes]
        return [(index.kind, name) for index in read for name in index.new_names.values()]

    def find_series(self, name: str) -> int | None:
        """Return the id of a championship; None: there is none of this name."""
        found = self.index("series").find(fold(name))
        return found[0] if found else None

    def find_or_add_series(self, name: str) -> int:
        """Return the id of a championship."""
        return self._find_or_add("series", name, {})

    def find_or_add_circuit(self, name: str, country: str | None = None) -> int:
        """
        Return the id of a venue; the reference data know its other names, country and zone.

        Args:
            name: as printed.
            country: as printed, for one that the reference data do not know.
        """
        known = reference.circuit_named(name)
        name = known.name if known else name
        stated = reference.country_code(country) if country else None
        values = {
            "country": known.country if known else stated,
            "time_zone": known.time_zone if known else None,
        }
        return self._find_or_add("circuit", name, values)

    def find_or_add_manufacturer(self, text: str) -> int:
        """Return the id of a maker, by any way that its name is written."""
        known = reference.maker_named(text)
        name = known.name if known else text
        values = {"country": known.country if known else None}
        return self._find_or_add("manufacturer", name, values)

    def find_or_add_tyre_maker(self, text: str | None) -> int | None:
        """Return the id of a tyre maker, also by its letter on a timing sheet; None for no text."""
        if not text:
            return None
        return self.find_or_add_manufacturer(reference.tyre_maker(text) or text)

    def find_or_add_team(self, text: str, country: str | None) -> tuple[int, str | None]:
        """
        Return the id of a team, and the name of the entrant or None.

        Args:
            text: as printed: 'Michael Cullen (Rosso Corsa)' names an entrant and his team.
            country: as printed.
        """
        entrant, team = split_entrant(strip_marks(text))
        values = {"country": reference.country_code(country) if country else None}
        return self._find_or_add("team", team, values), entrant

    def find_or_add_car(
        self, maker: str | None, model: str | None, engine: str | None
    ) -> int | None:
        """
        Return the id of a car model; None when nothing is printed.

        A car known only by its maker is a car with the maker's name. The maker is the printed one,
        else the longest known name at the start of the model; it stays NULL when none fits.
        """
        known = reference.maker_named(maker) if maker else None
        maker = known.name if known else maker
        name = strip_marks(model) if model else maker
        if not name:
            return None
        leading = reference.maker_of(name)
        if maker and model and not leading and not fold(name).startswith(fold(maker)):
            name = f"{maker} {name}"
        index, key = self.index("car"), fold(name)
        if index.find(key):
            return self._find_or_add("car", name, {})
        maker = maker or (leading.name if leading else None)
        engine_maker = reference.maker_of(engine) if engine else None
        values = {
            "manufacturer_id": self.find_or_add_manufacturer(maker) if maker else None,
            "engine_manufacturer_id": (
                self.find_or_add_manufacturer(engine_maker.name) if engine_maker else None
            ),
        }
        return self._find_or_add("car", name, values)

    def find_or_add_class(self, series_id: int, code: str | None) -> int | None:
        """Return the id of a class, which belongs to a series; None when no class is printed."""
        if not code:
            return None
        code = self.called("class", " ".join(code.split()))
        key = (series_id, fold(code))
        if key not in self._classes:
            row = {"series_id": series_id, "code": code, "family": reference.class_family(code)}
            self._classes[key] = (self.rows.add("classes", row), code)
            self.added["class"].append(self._classes[key][0])
        number, before = self._classes[key]
        if code != before and best_spelling(before, code) == code and number not in self._named:
            self._classes[key] = (number, code)
            self.rows.amend("classes", number, {"code": code})
        return number

    @cached_property
    def _classes(self) -> dict[tuple[int, str], tuple[int, str]]:
        """The classes: series and folded code -> id and code."""
        classes = TABLES["classes"].c
        known = self.connection.execute(sa.select(classes.series_id, classes.code, classes.id))
        return {(series, fold(code)): (number, code) for series, code, number in known}

    @cached_property
    def _named(self) -> set[int]:
        """The classes whose codes people gave."""
        return named_by_people(self.rows, "class")

    def called(self, kind: str, name: str) -> str:
        """Return the name that people decided to use for a printed one; else the printed one."""
        while accepted := self._decided(kind).get(fold(name)):
            name = accepted.same_as
        return name

    def _decided(self, kind: str) -> Mapping[str, AcceptedName]:
        if kind not in self._accepted:
            holds = self.rows.may_hold("reviews")
            self._accepted[kind] = accepted_names(self.connection, kind) if holds else {}
        return self._accepted[kind]

    def _find_or_add(self, kind: str, name: str, values: dict[str, Any]) -> int:
        """Return the id of a name; *values* are the other columns of a new row."""
        index, key = self.index(kind), fold(name)
        found = index.find(key)
        if found:
            if fold(index.name_of(found[0])) == key:  # and not by an alias, which is another name
                index.spell(found[0], name)
            return found[0]
        if accepted := self._decided(kind).get(key):
            target = self._find_or_add(kind, accepted.same_as, values)
            index.add_alias(key, name, target, author=accepted.author)
            return target
        return index.add(key, name, values)
