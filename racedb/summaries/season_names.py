"""Finds those whom the rules of a season name among those who took part in it."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.championships.points import Car
from racedb.championships.rules import Rules
from racedb.championships.standings import Round
from racedb.championships.system import COMPETITORS
from racedb.db.rows import TABLES, in_chunks
from racedb.names.words import only_alike
from racedb.text_keys import fold

_TABLES = {"driver": "drivers", "team": "teams", "manufacturer": "manufacturers"}
_FEWEST_WORDS = {"driver": 2, "team": 1, "manufacturer": 1}
"""A surname alone is nobody's name."""
_IDS: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)


def find(
    connection: Connection, rules: Sequence[Rules], rounds: Sequence[Round]
) -> dict[str, dict[str, int]]:
    """
    Find the ids of those whom rules name, for each kind of competitor.

    A name that nobody has is left out. One that is longer or shorter than that of the only one whom
    it can mean finds him: Juan Manuel Fangio is Juan Fangio.
    """
    found: dict[str, dict[str, int]] = {kind: {} for kind in COMPETITORS}
    named = sorted({it for one in rules for it in one.named()})
    for kind in {kind for kind, _ in named}:
        cars = (car for this in rounds for outing in this.outings for car in outing.cars)
        ids = sorted({it for car in cars for it in _of(kind, car)})
        own, aliases = _own_names(connection, kind, ids), _aliases(connection, kind, ids)
        for name in (name for its, name in named if its == kind):
            number = (
                own.get(key := fold(name))
                or aliases.get(key)
                or only_alike(key, own.items(), _FEWEST_WORDS[kind])
            )
            if number is not None:
                found[kind][name] = number
    return found


def _of(kind: str, car: Car) -> Iterable[int]:
    if kind == "driver":
        return car.drivers
    number = car.team_id if kind == "team" else car.manufacturer_id
    return () if number is None else (number,)


def _own_names(connection: Connection, kind: str, ids: Sequence[int]) -> dict[str, int]:
    """Return ids by name and by slug."""
    its = TABLES[_TABLES[kind]].c
    statement = sa.select(its.name, its.slug, its.id).where(its.id.in_(_IDS))
    found = (connection.execute(statement, {"ids": some}) for some in in_chunks(ids))
    return {fold(it): number for rows in found for *names, number in rows for it in names}


def _aliases(connection: Connection, kind: str, ids: Sequence[int]) -> dict[str, int]:
    its = TABLES["aliases"].c
    statement = sa.select(its.key, its.target_id).where(its.kind == kind, its.target_id.in_(_IDS))
    found = (connection.execute(statement, {"ids": some}) for some in in_chunks(ids))
    return {key: number for rows in found for key, number in rows}
