"""
Which seasons have championships, and by which rules.

A season has the points systems that somebody assigned to it; without one, those that are assigned
to every season of its series; without one, those of racedb for the series, once a race has been
run. Most seasons have none.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from racedb.championships import shipped
from racedb.db.rows import TABLES, in_chunks

if TYPE_CHECKING:  # imported for seasons that have some: most loads need none
    from racedb.championships.rules import Rules
    from racedb.championships.system import System

CHAMPIONSHIPS, SEASONS, SERIES = (TABLES[it] for it in ("championships", "seasons", "series"))
_ASSIGNMENTS = TABLES["points_assignments"]
_SEASONS = """
SELECT sn.id, sr.slug,
       EXISTS (SELECT 1 FROM championships AS ch WHERE ch.season_id = sn.id)
       OR EXISTS (SELECT 1 FROM points_assignments AS pa WHERE pa.series = sr.slug) AS is_scored
  FROM seasons AS sn
  JOIN series AS sr ON sr.id = sn.series_id
"""
_RACED = sa.text("""
SELECT sn.id
  FROM seasons AS sn
 WHERE sn.id IN :ids
   AND EXISTS (SELECT 1
                 FROM rounds AS ro
                 JOIN sessions AS s ON s.event_id = ro.event_id
                 JOIN results AS r ON r.session_id = s.id
                WHERE ro.season_id = sn.id AND s.kind = 'race')
""").bindparams(sa.bindparam("ids", expanding=True))
_OF_SESSIONS = """
 WHERE sn.id IN (SELECT ro.season_id
                   FROM sessions AS s
                   JOIN rounds AS ro ON ro.event_id = s.event_id
                  WHERE s.id IN :ids)
"""


def seasons_of(connection: Connection, session_ids: Iterable[int]) -> set[int]:
    """Return the seasons of sessions that have championships, or should have."""
    statement = sa.text(_SEASONS + _OF_SESSIONS).bindparams(sa.bindparam("ids", expanding=True))
    found = set()
    for some in in_chunks(session_ids):
        found |= _scored(connection, connection.execute(statement, {"ids": some}).all())
    return found


def with_championships(connection: Connection, season_ids: Iterable[int]) -> set[int]:
    """Return those of some seasons that have championships, or should have; also ones that went."""
    wanted = set(season_ids)
    return wanted & every_season(connection)


def every_season(connection: Connection) -> set[int]:
    """Return all seasons that have championships, or should have; also ones that are no more."""
    stored = set(connection.scalars(sa.select(CHAMPIONSHIPS.c.season_id)))
    return stored | _scored(connection, connection.execute(sa.text(_SEASONS)).all())


def _scored(connection: Connection, seasons: Sequence[Row[Any]]) -> set[int]:
    """Return the seasons that somebody wants scored, or that a system of racedb scores."""
    of_racedb = [it.id for it in seasons if not it.is_scored and shipped.naming(it.slug)]
    return {it.id for it in seasons if it.is_scored} | _raced(connection, of_racedb)


def _raced(connection: Connection, season_ids: Iterable[int]) -> set[int]:
    """Return the seasons of which a race has been run."""
    return {
        number
        for some in in_chunks(season_ids)
        for number in connection.scalars(_RACED, {"ids": some})
    }


def rules_of(connection: Connection, season_ids: Iterable[int]) -> "dict[int, list[Rules]]":
    """Return the rules of the championships of seasons; those without any are left out."""
    from racedb.championships.library import shipped_rules
    from racedb.championships.rules import of_season

    wanted = list(season_ids)
    assigned, raced = _assigned(connection), _raced(connection, wanted)
    found = {}
    for number, series, label in labels(connection, wanted):
        ours = [system for name, of, system in assigned if (name, of) == (series, label)]
        ours = ours or [system for name, of, system in assigned if (name, of) == (series, None)]
        rules = (
            [it for system in ours for it in of_season(system, label, assigned=True)]
            if ours
            else (shipped_rules(series, label) if number in raced else [])
        )
        if rules:
            found[number] = rules
    return found


def labels(connection: Connection, season_ids: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    """Yield id, slug of the series, and label of seasons."""
    statement = sa.select(SEASONS.c.id, SERIES.c.slug, SEASONS.c.label).join(
        SERIES, SERIES.c.id == SEASONS.c.series_id
    )
    ours = statement.where(SEASONS.c.id.in_(sa.bindparam("ids", expanding=True)))
    for some in in_chunks(season_ids):
        yield from map(tuple, connection.execute(ours, {"ids": some}))


def _assigned(connection: Connection) -> "list[tuple[str, str | None, System]]":
    """Return the systems that somebody assigned: slug of the series, label or None, system."""
    its = _ASSIGNMENTS.c
    statement = sa.select(its.series, its.season, its.system, its.rules).order_by(its.id)
    return [
        (series, label, _parsed(code, rules))
        for series, label, code, rules in connection.execute(statement)
    ]


@cache
def _parsed(code: str, rules: str) -> "System":
    from racedb.championships.toml import parse

    return parse(code, rules, f"points system {code}")


def titles(connection: Connection, season_ids: Iterable[int]) -> Iterator[str]:
    """Name seasons: 'formula-1 2009'; one that is no more by its number."""
    known = {
        number: f"{series} {label}" for number, series, label in labels(connection, season_ids)
    }
    yield from (known.get(number, f"season {number}") for number in sorted(season_ids))
