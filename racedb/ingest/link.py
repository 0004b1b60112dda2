"""Events that count for the seasons of several series."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError
from racedb.history.locate import find_event
from racedb.identity.registry import Registry
from racedb.ingest.move import find_or_add_season
from racedb.summaries.registry import CHAMPIONSHIPS, refresh
from racedb.summaries.scored_seasons import with_championships


def link(connection: Connection, event: str, to: Mapping[str, str], *, remove: bool) -> str:
    """
    Let an event count for one more season, or no longer for one of several.

    Args:
        connection: inside a transaction.
        event: slug or name of the event.
        to: series, season and perhaps round.
        remove: take it out of the season.

    Returns:
        what was done, in words.

    Raises:
        LoadError: there is no such event; it counts for no other season.
    """
    found, rounds = find_event(connection, event), TABLES["rounds"]
    rows = NewRows(connection)
    season_id = find_or_add_season(rows, Registry(connection, rows), to["series"], to["season"])
    is_it = (rounds.c.event_id == found.id) & (rounds.c.season_id == season_id)
    where = f"{to['series']} {to['season']}"
    if remove:
        others = sa.select(rounds.c.id).where(rounds.c.event_id == found.id, ~is_it)
        if connection.execute(others).first() is None:
            raise LoadError(f"{found.slug} counts for no other season; racedb move changes it")
        connection.execute(sa.delete(rounds).where(is_it))
        _refresh(connection, season_id)
        return f"{found.slug} does not count for {where}"
    number = int(to["round"]) if to.get("round") else None
    if connection.execute(sa.select(rounds.c.id).where(is_it)).first():
        if number:
            connection.execute(sa.update(rounds).where(is_it).values(number=number))
            _refresh(connection, season_id)
        return f"{found.slug} counts for {where}"
    rows.add("rounds", {"season_id": season_id, "event_id": found.id, "number": number})
    rows.flush()
    _refresh(connection, season_id)
    return f"{found.slug} counts for {where}, too"


def _refresh(connection: Connection, season_id: int) -> None:
    refresh(connection, CHAMPIONSHIPS, with_championships(connection, [season_id]))
