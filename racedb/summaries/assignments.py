"""Points systems that people assign to seasons."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.errors import NotFoundError, did_you_mean
from racedb.summaries.registry import CHAMPIONSHIPS, refresh

_ASSIGNMENTS, _SEASONS, _SERIES, _ROUNDS, _SESSIONS = (
    TABLES[name] for name in ("points_assignments", "seasons", "series", "rounds", "sessions")
)


class Assignment(NamedTuple):
    """A system that scores a season."""

    series: str
    """Slug of the series."""
    season: str | None
    """Label of the season; None: every season."""
    system: str
    decided_by: str
    decided_at: datetime


def assigned(connection: Connection) -> list[Assignment]:
    """List the assignments in the order in which they were made."""
    its = _ASSIGNMENTS.c
    statement = sa.select(its.series, its.season, its.system, its.decided_by, its.decided_at)
    return [Assignment(*row) for row in connection.execute(statement.order_by(its.id))]


def assign(
    connection: Connection, series: str, season: str | None, system: str, rules: str, author: str
) -> None:
    """
    Let a points system score a season, or every season of a series.

    Args:
        connection: inside a transaction.
        series: slug of the series.
        season: label of the season; None: every season.
        system: code of the system; what it said before of these seasons is replaced.
        rules: the system as TOML.
        author: who decides.
    """
    _remove(connection, series, season, system)
    rows = NewRows(connection)
    rows.add(
        "points_assignments",
        {
            "series": series, "season": season, "system": system, "rules": rules,
            "decided_by": author, "decided_at": datetime.now(UTC),
        },
    )  # fmt: skip
    rows.flush()
    _refresh(connection, series)


def assign_seasons(
    connection: Connection, session_ids: Iterable[int], system: str, rules: str, author: str
) -> None:
    """Let a points system score the seasons of some sessions, unless it does by these rules."""
    of_sessions = (
        sa.select(_SERIES.c.slug, _SEASONS.c.label)
        .join(_SEASONS)
        .join(_ROUNDS, _ROUNDS.c.season_id == _SEASONS.c.id)
        .join(_SESSIONS, _SESSIONS.c.event_id == _ROUNDS.c.event_id)
        .where(_SESSIONS.c.id.in_(list(session_ids)))
        .distinct()
    )
    its = _ASSIGNMENTS.c
    for series, season in connection.execute(of_sessions).all():
        is_it = (its.series == series) & (its.season == season) & (its.system == system)
        if connection.scalar(sa.select(its.rules).where(is_it)) != rules:
            assign(connection, series, season, system, rules, author)


def unassign(connection: Connection, series: str, season: str | None, system: str) -> None:
    """
    Take an assignment back.

    Args:
        connection: inside a transaction.
        series: slug of the series.
        season: label of the season; None: the assignment to every season.
        system: code of the system.

    Raises:
        NotFoundError: there is no such assignment.
    """
    if not _remove(connection, series, season, system):
        known = [f"{it.system} of {it.series} {it.season or ''}" for it in assigned(connection)]
        asked = f"{system} of {series} {season or ''}"
        advice = did_you_mean(asked, known) if known else "no system is assigned"
        message = f"points system {system!r} is not assigned to {series} {season or ''}".rstrip()
        raise NotFoundError(f"{message}; {advice}")
    _refresh(connection, series)


def _remove(connection: Connection, series: str, season: str | None, system: str) -> int:
    its = _ASSIGNMENTS.c
    is_it = (its.series == series) & (its.system == system)
    is_it &= its.season.is_(None) if season is None else its.season == season
    return connection.execute(sa.delete(_ASSIGNMENTS).where(is_it)).rowcount


def _refresh(connection: Connection, series: str) -> None:
    of_series = sa.select(_SEASONS.c.id).join(_SERIES).where(_SERIES.c.slug == series)
    refresh(connection, CHAMPIONSHIPS, connection.scalars(of_series))
