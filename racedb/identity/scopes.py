"""
Names of drivers that mean somebody else in one team, season or series: namesakes, father and son.

A scope is written `team:SLUG`, `season:SERIES/LABEL` or `series:SLUG`. The narrowest one that fits
decides; where none fits, a name means whom it means everywhere.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import fetch_in
from racedb.errors import UsageError, did_you_mean
from racedb.models import Entry, Round, Season, Series, Team

_KINDS = ("team", "season", "series")
"""The narrowest first."""


def require_scope(connection: Connection, scope: str) -> None:
    """
    Make sure that a scope names something in the database.

    Raises:
        UsageError: it is not written as a scope, or there is no such team, season or series.
    """
    kind, _, what = scope.partition(":")
    if kind not in _KINDS or not what:
        raise UsageError(
            f"scope {scope!r} is not written team:SLUG, season:SERIES/LABEL or series:SLUG"
        )
    known = {slug for (slug,) in connection.execute(_known_of(kind))}
    if what not in known:
        raise UsageError(f"scope {scope!r}: there is no such {kind}; {did_you_mean(what, known)}")


def _known_of(kind: str) -> sa.Select[Any]:
    if kind == "season":
        return sa.select(Series.slug + "/" + Season.label).join(
            Season, Season.series_id == Series.id
        )
    return sa.select(Team.slug if kind == "team" else Series.slug)


def scopes_of_entries(connection: Connection, entry_ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the scopes that each entry lies in."""
    statement = sa.select(Entry.id, Entry.event_id, Team.slug).outerjoin(
        Team, Team.id == Entry.team_id
    )
    found = fetch_in(connection, statement, Entry.id, entry_ids)
    events = _scopes_of_events(connection, found["event_id"])
    return {
        entry: events.get(event, set()) | ({f"team:{team}"} if team else set())
        for entry, event, team in found.iter_rows()
    }


def _scopes_of_events(connection: Connection, event_ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the series and seasons that each event counts for."""
    statement = (
        sa.select(Round.event_id, Series.slug, Season.label)
        .join(Season, Season.id == Round.season_id)
        .join(Series, Series.id == Season.series_id)
    )
    scopes: dict[int, set[str]] = {}
    for event, slug, label in fetch_in(connection, statement, Round.event_id, event_ids).rows():
        scopes.setdefault(event, set()).update((f"series:{slug}", f"season:{slug}/{label}"))
    return scopes


def find_scoped(
    connection: Connection,
    crew: pl.DataFrame,
    places: pl.DataFrame,
    scoped: Mapping[str, Mapping[str, int]],
) -> pl.DataFrame:
    """
    Find whom names mean where they are printed.

    Args:
        connection: inside the transaction of the load, events and teams written.
        crew: row, key (the folded name).
        places: row, event_id, team_id.
        scoped: key -> scope -> driver.

    Returns:
        crew with scoped_id: a driver; NULL: the name means here whom it means everywhere.
    """
    asked = crew.filter(pl.col("key").is_in(list(scoped))).join(places, on="row")
    events = _scopes_of_events(connection, asked["event_id"])
    slugs = sa.select(Team.id, Team.slug)
    team_slugs = dict(fetch_in(connection, slugs, Team.id, asked["team_id"].drop_nulls()).rows())
    ids = []
    for key, event, team in asked.select("key", "event_id", "team_id").iter_rows():
        here = events.get(event, set()) | {f"team:{team_slugs.get(team)}"}
        ids.append(_narrowest(scoped[key], here))
    found = asked.select("row", "key", pl.Series("scoped_id", ids, pl.Int64))
    table = found.unique(["row", "key"])
    return crew.join(table, on=["row", "key"], how="left", maintain_order="left")


def _narrowest(ids: Mapping[str, int], scopes: set[str]) -> int | None:
    """Return whom a name means in a place that lies in some scopes."""
    fitting = [scope for scope in ids if scope in scopes]
    if not fitting:
        return None
    return ids[min(fitting, key=lambda scope: _KINDS.index(scope.partition(":")[0]))]
