"""The rows of runs and of files set aside."""

import os
import socket
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import URL

from racedb.db.engine import current, exists, write
from racedb.models import SCHEMA

RUNS, SET_ASIDE = SCHEMA.tables["runs"], SCHEMA.tables["set_aside"]
WAIT_S = 60.0
"""How long a run waits for another writer: nobody sits in front of it."""
_ENDED = ("done", "look", "failed")
"""Outcomes after which a schedule has done what it was due for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """What the database remembers of a schedule."""

    started_at: datetime
    """When its last run began."""
    outcome: str
    message: str | None
    ended_at: datetime | None
    """When the last run began that came to an end, or that may still; NULL: there was none."""
    set_aside: int
    """Files that were refused and have not changed since, as far as a run has looked."""


_AT = "ended at "


def begin(url: URL, name: str) -> tuple[int, int, Collection[str]]:
    """
    Write a running run; give its id, how many before it ended without a word, and at which files.

    Who calls this is alone with the schedule: what the database holds for running is not.
    """
    with write(url, create=True, wait_s=WAIT_S) as connection:
        said = connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.schedule == name, RUNS.c.outcome == "running")
            .values(outcome="broken")
            .returning(RUNS.c.message)
        ).scalars()
        broken = [it or "" for it in said]
        number = connection.execute(
            sa.insert(RUNS)
            .values(
                schedule=name,
                outcome="running",
                started_at=datetime.now(UTC),
                host=socket.gethostname(),
                pid=os.getpid(),
                **dict.fromkeys(("loaded", "same", "failed", "set_aside", "waiting"), 0),
            )
            .returning(RUNS.c.id)
        ).scalar_one()
    files = [it.removeprefix(_AT) for it in broken if it.startswith(_AT)]
    return int(number), len(broken), files


def at(url: URL, number: int, uri: str) -> None:
    """Write down which file a run is at: should it end without a word, this is why."""
    with write(url, wait_s=WAIT_S) as connection:
        connection.execute(sa.update(RUNS).where(RUNS.c.id == number).values(message=f"{_AT}{uri}"))


def set_aside(url: URL, name: str) -> Mapping[str, str]:
    """Give the files that a schedule has set aside: fingerprint of each path."""
    with current(url) as connection:
        found = connection.execute(
            sa.select(SET_ASIDE.c.uri, SET_ASIDE.c.fingerprint)
            .join(RUNS, RUNS.c.id == SET_ASIDE.c.run_id)
            .where(RUNS.c.schedule == name)
        )
        return {row.uri: row.fingerprint for row in found}


def finish(
    url: URL,
    number: int,
    values: Mapping[str, object],
    refused: Mapping[str, tuple[str, str]],
    forgotten: Collection[str],
) -> None:
    """
    Write what became of a run.

    Args:
        url: the database.
        number: id of the run.
        values: outcome, counts and message.
        refused: fingerprint and reason of each path that was refused now.
        forgotten: paths that were set aside, and are not any more.
    """
    with write(url, wait_s=WAIT_S) as connection:
        connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.id == number)
            .values(finished_at=datetime.now(UTC), **values)
        )
        gone = [{"gone": uri} for uri in [*forgotten, *refused]]
        if gone:
            connection.execute(
                sa.delete(SET_ASIDE).where(SET_ASIDE.c.uri == sa.bindparam("gone")), gone
            )
        if refused:
            connection.execute(
                sa.insert(SET_ASIDE),
                [
                    {"uri": uri, "fingerprint": mark, "run_id": number, "message": why}
                    for uri, (mark, why) in refused.items()
                ],
            )


def last(url: URL) -> dict[str, Last]:
    """
    Give what is remembered of each schedule that ever ran.

    Raises:
        RaceDBError: the database cannot be read, or needs an upgrade.
    """
    if not exists(url):
        return {}
    newest = sa.select(sa.func.max(RUNS.c.id)).group_by(RUNS.c.schedule)
    earlier = RUNS.alias()
    ended = (
        sa.select(sa.func.max(earlier.c.started_at))
        .where(earlier.c.schedule == RUNS.c.schedule, earlier.c.outcome.in_((*_ENDED, "running")))
        .scalar_subquery()
    )
    refusing = RUNS.alias()
    aside = (
        sa.select(sa.func.count())
        .select_from(SET_ASIDE.join(refusing, refusing.c.id == SET_ASIDE.c.run_id))
        .where(refusing.c.schedule == RUNS.c.schedule)
        .scalar_subquery()
    )
    question = sa.select(
        RUNS.c.schedule, RUNS.c.started_at, RUNS.c.outcome, RUNS.c.message,
        ended.label("ended_at"), aside.label("aside"),
    ).where(RUNS.c.id.in_(newest))  # fmt: skip
    with current(url) as connection:
        return {
            row.schedule: Last(
                started_at=row.started_at,
                outcome=row.outcome,
                message=row.message,
                ended_at=row.ended_at,
                set_aside=row.aside,
            )
            for row in connection.execute(question)
        }


def refusals(url: URL) -> Iterator[tuple[str, str, str]]:
    """Give schedule, path and reason of every file that is set aside."""
    with current(url) as connection:
        found = connection.execute(
            sa.select(RUNS.c.schedule, SET_ASIDE.c.uri, SET_ASIDE.c.message)
            .join(RUNS, RUNS.c.id == SET_ASIDE.c.run_id)
            .order_by(RUNS.c.schedule, SET_ASIDE.c.uri)
        )
        for row in found:
            yield row.schedule, row.uri, row.message
