"""
Names that stand for another driver in one series, season or team: namesakes, father and son.

A scope is written `team:SLUG`, `season:SERIES/LABEL` or `series:SLUG`; where several fit, the
narrowest holds, in this order. A name without a fitting scope means whom it means everywhere.
"""

from collections.abc import Iterable
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in
from racedb.errors import UsageError, did_you_mean

KINDS = ("team", "season", "series")
"""The narrowest first."""


def checked(connection: Connection, scope: str) -> str:
    """
    Make sure that a scope names something that is there.

    Raises:
        UsageError: it is written otherwise, or there is no such team, season or series.
    """
    kind, _, what = scope.partition(":")
    if kind not in KINDS or not what:
        raise UsageError(f"scope {scope!r} is not team:SLUG, season:SERIES/LABEL or series:SLUG")
    known = {slug for (slug,) in connection.execute(_known(kind))}
    if what not in known:
        raise UsageError(f"scope {scope!r}: there is no such {kind}; {did_you_mean(what, known)}")
    return scope


def _known(kind: str) -> sa.Select[Any]:
    series, seasons, teams = TABLES["series"], TABLES["seasons"], TABLES["teams"]
    if kind == "season":
        return sa.select(series.c.slug + "/" + seasons.c.label).join(
            seasons, seasons.c.series_id == series.c.id
        )
    return sa.select((series if kind == "series" else teams).c.slug)


def of_entries(connection: Connection, entry_ids: Iterable[int]) -> dict[int, set[str]]:
    """Give the scopes that each entry lies in."""
    entries, teams = TABLES["entries"], TABLES["teams"]
    statement = sa.select(entries.c.id, entries.c.event_id, teams.c.slug).outerjoin(
        teams, teams.c.id == entries.c.team_id
    )
    found = fetch_in(connection, statement, entries.c.id, entry_ids)
    events = of_events(connection, found["event_id"])
    return {
        entry: events.get(event, set()) | ({f"team:{team}"} if team else set())
        for entry, event, team in found.iter_rows()
    }


def of_events(connection: Connection, event_ids: Iterable[int]) -> dict[int, set[str]]:
    """Give the series and seasons that each event counts for, as scopes."""
    rounds, seasons, series = TABLES["rounds"], TABLES["seasons"], TABLES["series"]
    statement = (
        sa.select(rounds.c.event_id, series.c.slug, seasons.c.label)
        .join(seasons, seasons.c.id == rounds.c.season_id)
        .join(series, series.c.id == seasons.c.series_id)
    )
    out: dict[int, set[str]] = {}
    for event, slug, label in fetch_in(connection, statement, rounds.c.event_id, event_ids).rows():
        out.setdefault(event, set()).update((f"series:{slug}", f"season:{slug}/{label}"))
    return out


def narrowest(limited: dict[str, int], scopes: set[str]) -> int | None:
    """Give whom a name stands for in a place; None: whom it stands for everywhere."""
    fitting = sorted(
        (scope for scope in limited if scope in scopes),
        key=lambda scope: KINDS.index(scope.partition(":")[0]),
    )
    return limited[fitting[0]] if fitting else None


def meant(
    connection: Connection,
    crew: pl.DataFrame,
    places: pl.DataFrame,
    limited: dict[str, dict[str, int]],
) -> pl.DataFrame:
    """
    Find whom names stand for where they are printed.

    Args:
        connection: inside the transaction of the load, events and teams written.
        crew: row, key (the folded name).
        places: row, event_id, team_id.
        limited: key -> scope -> driver.

    Returns:
        crew with `meant`: a driver; NULL: whom the name stands for everywhere.
    """
    asked = crew.filter(pl.col("key").is_in(list(limited))).join(places, on="row")
    events = of_events(connection, asked["event_id"])
    teams = TABLES["teams"]
    found = fetch_in(
        connection, sa.select(teams.c.id, teams.c.slug), teams.c.id, asked["team_id"].drop_nulls()
    )
    slugs = dict(found.rows())
    rows = [
        (row, key, narrowest(limited[key], events.get(event, set()) | {f"team:{slugs.get(team)}"}))
        for row, key, event, team in asked.select("row", "key", "event_id", "team_id").iter_rows()
    ]
    table = pl.DataFrame(rows, schema=["row", "key", "meant"], orient="row").select(
        pl.col("row").cast(crew.schema["row"]),
        pl.col("key").cast(pl.String),
        pl.col("meant").cast(pl.Int64),
    )
    return crew.join(
        table.unique(["row", "key"]), on=["row", "key"], how="left", maintain_order="left"
    )
