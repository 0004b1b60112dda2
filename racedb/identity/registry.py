"""
Names to ids: the only translator between what files say and what the database holds.

It works on distinct names, by exact folded key through the aliases, and never guesses: a new name
makes a new row. What is similar is asked later (reviews), never joined here.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db import bulk
from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError
from racedb.names import Person, entrant_and_team, fold, free_slug, person, slug, unmarked

_TABLE_OF = {
    "driver": "drivers", "team": "teams", "manufacturer": "manufacturers", "car": "cars",
    "circuit": "circuits", "series": "series",
}  # fmt: skip
REFERENCE_KEY = "ref"
"""Scope of aliases that are a publisher's own key of a driver, not a name."""


class Printed(NamedTuple):
    """A driver as a file names him."""

    name: str | None
    ref: str | None = None
    born: date | None = None
    country: str | None = None


class NameIndex:
    """All known names of one kind: folded key -> ids."""

    def __init__(self, connection: Connection, rows: NewRows, kind: str) -> None:
        """Read the aliases and slugs of the kind."""
        self.kind, self.table, self._rows = kind, _TABLE_OF[kind], rows
        self.made: dict[int, str] = {}
        """The rows that this load has made: id -> name."""
        self.limited: dict[str, dict[str, int]] = {}
        """The names that stand for somebody else in some scope: key -> scope -> id."""
        aliases, table = TABLES["aliases"], TABLES[self.table]
        self._ids: dict[tuple[str | None, str], list[int]] = {}
        self._slugs: set[str] = set()
        if not rows.may_hold(self.table):  # nor are there names for its rows
            return
        found = sa.select(aliases.c.key, aliases.c.scope, aliases.c.target_id).where(
            aliases.c.kind == kind
        )
        for key, scope, target in bulk.fetch(connection, found.order_by(aliases.c.id)).iter_rows():
            self._know(scope, key, target)
        self._slugs.update(bulk.fetch(connection, sa.select(table.c.slug))["slug"])

    def find(self, key: str, scope: str | None = None) -> list[int]:
        """Give the ids that a folded key stands for; several mean that it is ambiguous."""
        return self._ids.get((scope, key), [])

    def keys(self) -> dict[str, list[int]]:
        """Give all keys that hold everywhere, and what they stand for."""
        return {key: ids for (scope, key), ids in self._ids.items() if scope is None}

    def _know(self, scope: str | None, key: str, target: int) -> None:
        self._ids.setdefault((scope, key), []).append(target)
        if scope not in (None, REFERENCE_KEY):
            self.limited.setdefault(key, {})[str(scope)] = target

    def alias(
        self, key: str, text: str, target: int, scope: str | None = None, by: str = "load"
    ) -> None:
        """Remember that a key stands for a row."""
        self._know(scope, key, target)
        row = {
            "kind": self.kind, "key": key, "text": text, "target_id": target, "scope": scope,
            "decided_by": by, "decided_at": datetime.now(UTC),
        }  # fmt: skip
        self._rows.add("aliases", row)

    def new(self, key: str, name: str, row: Mapping[str, Any]) -> int:
        """Make a row with a slug of its own, known by its key from now on."""
        wanted = free_slug(slug(name) or self.kind, self._slugs)
        self._slugs.add(wanted)
        target = self._rows.add(self.table, {"slug": wanted, "name": name, **row})
        self.made[target] = name
        self.alias(key, name, target)
        return target


class Registry:
    """The registers of one load, read when first asked for."""

    def __init__(self, connection: Connection, rows: NewRows) -> None:
        """Know nothing yet."""
        self.connection, self._rows = connection, rows
        self._registers: dict[str, NameIndex] = {}
        self._drivers: dict[Printed, int | None] = {}
        self._people: dict[int, _Known] | None = None
        self.renamed: set[int] = set()
        """The drivers whose name is another one than before this load."""
        self._same: dict[str, Decided] | None = None
        self._classes: dict[tuple[int, str], int] | None = None

    def flush(self) -> None:
        """Write the rows that wait, so that they can be asked for."""
        self._rows.flush()

    def register(self, kind: str) -> NameIndex:
        """Give the register of a kind."""
        if kind not in self._registers:
            self._registers[kind] = NameIndex(self.connection, self._rows, kind)
        return self._registers[kind]

    def made(self, kinds: Iterable[str]) -> list[tuple[str, str]]:
        """Give the (kind, name) of what this load has made of some kinds."""
        return [
            (kind, name)
            for kind in kinds
            if kind in self._registers
            for name in self._registers[kind].made.values()
        ]

    def series(self, name: str) -> int:
        """Give the id of a championship."""
        known = self.known_series(name)
        return self.register("series").new(fold(name), name, {}) if known is None else known

    def known_series(self, name: str) -> int | None:
        """Give the id of a championship; None: there is none of this name."""
        found = self.register("series").find(fold(name))
        return found[0] if found else None

    def circuit(self, name: str) -> int:
        """Give the id of a venue; the reference data know its other names, country and zone."""
        known = reference.circuit_named(name)
        name = known.name if known else name
        register, key = self.register("circuit"), fold(name)
        if found := register.find(key):
            return found[0]
        row = {
            "country": known.country if known else None,
            "time_zone": known.time_zone if known else None,
        }
        return register.new(key, name, row)

    def manufacturer(self, text: str) -> int:
        """Give the id of a maker, by any way that its name is written."""
        known = reference.maker_named(text)
        name = known.name if known else text
        register, key = self.register("manufacturer"), fold(name)
        if found := register.find(key):
            return found[0]
        return register.new(key, name, {"country": known.country if known else None})

    def tyres(self, text: str) -> int:
        """Give the id of a tyre maker, also by its letter on a timing sheet."""
        return self.manufacturer(reference.tyre_maker(text) or text)

    def teams(self, texts: Iterable[tuple[str, str | None]]) -> dict[str, tuple[int, str | None]]:
        """
        Find the team and the entrant that each printed text names.

        Args:
            texts: distinct (text, country as printed).

        Returns:
            text -> (team id, entrant's name or None): 'Michael Cullen (Rosso Corsa)' is both.
        """
        register, out = self.register("team"), {}
        for text, country in texts:
            entrant, team = entrant_and_team(unmarked(text))
            key = fold(team)
            found = register.find(key)
            code = reference.country_code(country) if country else None
            out[text] = (found[0] if found else register.new(key, team, {"country": code}), entrant)
        return out

    def car(self, maker: str | None, model: str | None, engine: str | None) -> int | None:
        """
        Give the id of a car model; None when nothing is printed.

        A car known only by its maker is a car with the maker's name. The maker is the printed one,
        else the longest known name at the start of the model; it stays NULL when none fits.
        """
        known = reference.maker_named(maker) if maker else None
        maker = known.name if known else maker
        name = unmarked(model) if model else maker
        if not name:
            return None
        leading = reference.maker_of(name)
        if maker and model and not leading and not fold(name).startswith(fold(maker)):
            name = f"{maker} {name}"
        register, key = self.register("car"), fold(name)
        if found := register.find(key):
            return found[0]
        maker = maker or (leading.name if leading else None)
        power = reference.maker_of(engine) if engine else None
        row = {
            "manufacturer_id": self.manufacturer(maker) if maker else None,
            "engine_manufacturer_id": self.manufacturer(power.name) if power else None,
        }
        return register.new(key, name, row)

    def class_(self, series_id: int, code: str) -> int:
        """Give the id of a class of a series."""
        table = TABLES["classes"]
        if self._classes is None:
            columns = sa.select(table.c.id, table.c.series_id, table.c.code)
            found = self._rows.ask("classes", columns)
            self._classes = {(series, fold(text)): number for number, series, text in found}
        code = " ".join(code.split())
        key = (series_id, fold(code))
        if key not in self._classes:
            row = {"series_id": series_id, "code": code, "family": reference.class_family(code)}
            self._classes[key] = self._rows.add("classes", row)
        return self._classes[key]

    def drivers(self, printed: Iterable[Printed]) -> dict[Printed, int | None]:
        """
        Find or make the drivers that are printed so.

        Who is printed so once is the same one in all batches of a load.

        Returns:
            None for a name that stands for several known drivers: the row cannot be stored.
        """
        out = {}
        for one in printed:
            if one not in self._drivers:
                self._drivers[one] = self._driver(one)
            out[one] = self._drivers[one]
        return out

    def _driver(self, printed: Printed) -> int | None:
        register = self.register("driver")
        who = person(unmarked(printed.name) if printed.name else _readable(printed.ref or ""))
        key = fold(who.name)
        by_ref = register.find(fold(printed.ref), REFERENCE_KEY) if printed.ref else []
        if by_ref:
            if printed.name:
                self._complete(by_ref[0], who, key, printed)
            return by_ref[0]
        known = self._known_people()
        same_birth = [
            number
            for number in register.find(key)
            if not (printed.born and known[number].born and printed.born != known[number].born)
        ]
        if len(same_birth) > 1:
            return None
        if same_birth:
            target = same_birth[0]
            self._complete(target, who, key, printed)
        elif (decided := self._decided().get(key)) and not register.find(key):
            target = self._as_decided(decided, printed)
            register.alias(key, who.name, target, by=decided.by)
        else:
            code = reference.country_code(printed.country) if printed.country else None
            row = _names_of(who) | {"born_on": printed.born, "country": code}
            target = register.new(key, who.name, row)
            known[target] = _Known(who.name, printed.born, code)
        if printed.ref:
            register.alias(fold(printed.ref), printed.ref, target, REFERENCE_KEY)
        return target

    def _as_decided(self, decided: "Decided", printed: Printed) -> int:
        """Find or make the driver who was decided to be behind another name."""
        found = self._driver(printed._replace(name=decided.name, ref=None))
        if found is None:
            raise LoadError(
                f"driver {decided.name!r} stands for several known drivers, but a decision names "
                f"him for {printed.name!r}; see 'racedb review list'"
            )
        return found

    def _decided(self) -> "dict[str, Decided]":
        """Read which names were decided to be others' (racedb.identity.decisions)."""
        if self._same is None:
            self._same = decided_same(self._rows)
        return self._same

    def _complete(self, target: int, who: Person, key: str, printed: Printed) -> None:
        """Add what was not known of a driver: birth, country, the name behind a mere key."""
        known = self._known_people()[target]
        code = reference.country_code(printed.country) if printed.country else None
        learned: dict[str, Any] = {}
        if printed.born and not known.born:
            learned["born_on"] = printed.born
        if code and not known.country:
            learned["country"] = code
        register = self.register("driver")
        if target not in register.find(key):
            register.alias(key, who.name, target)
            if printed.ref and known.name == person(_readable(printed.ref)).name:
                learned |= _names_of(who) | {"name": who.name}
        if learned:
            self._rows.flush()
            self._rows.snapshot("drivers", [target])
            drivers = TABLES["drivers"]
            self.connection.execute(
                sa.update(drivers).where(drivers.c.id == target).values(learned)
            )
            self.renamed |= {target} if "name" in learned else set()
            self._known_people()[target] = _Known(
                learned.get("name", known.name),
                learned.get("born_on", known.born),
                learned.get("country", known.country),
            )

    def called(self, drivers: pl.Series) -> pl.DataFrame:
        """Give driver_id and name of drivers, by their ids."""
        ids = drivers.unique()
        people = self._known_people() if len(ids) else {}
        names = [people[number].name for number in ids]
        return pl.DataFrame({"driver_id": ids, "name": pl.Series(names, dtype=pl.String)})

    def _known_people(self) -> "dict[int, _Known]":
        if self._people is None:
            drivers = TABLES["drivers"]
            columns = sa.select(drivers.c.id, drivers.c.name, drivers.c.born_on, drivers.c.country)
            found = self._rows.ask("drivers", columns)
            self._people = {row[0]: _Known(*row[1:]) for row in found}
        return self._people


class Decided(NamedTuple):
    """A name that was decided to be another one's: who, and by whom."""

    name: str
    by: str


def decided_same(rows: NewRows) -> dict[str, Decided]:
    """Give the names that were decided to be another name's: folded key -> that name."""
    reviews = TABLES["reviews"]
    columns = (reviews.c.key, reviews.c.candidates, reviews.c.decided_by, reviews.c.context)
    statement = sa.select(*columns).where(reviews.c.kind == "driver", reviews.c.state == "accepted")
    return {
        key: Decided(candidate["name"], by)
        for key, candidates, by, context in rows.ask("reviews", statement.order_by(reviews.c.id))
        if "scope" not in context
        for candidate in candidates
        if candidate.get("chosen")
    }


class _Known(NamedTuple):
    name: str
    born: date | None
    country: str | None


def _names_of(who: Person) -> dict[str, str | None]:
    return {
        "given_name": who.given_name,
        "family_name": who.family_name,
        "suffix": who.suffix,
    }


def _readable(ref: str) -> str:
    """Make a name of a publisher's key until the name itself is known: max_verstappen."""
    return ref.replace("_", " ").title()
