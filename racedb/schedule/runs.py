"""The tables of runs, and of files that were refused and set aside."""

import os
import socket
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import URL

from racedb.db.engine import current, exists, write
from racedb.leftovers import is_running
from racedb.models import SCHEMA

RUNS, SET_ASIDE = SCHEMA.tables["runs"], SCHEMA.tables["set_aside"]
WAIT_S = 60.0
"""How long a run waits for another writer; nobody is watching."""
_ENDED = ("done", "look", "failed")
"""Outcomes of a run that did what the schedule was due for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What the database remembers of a schedule."""

    started_at: datetime
    """When its last run began."""
    outcome: str
    message: str | None
    ended_at: datetime | None
    """When the last run began that ended, or that may still end; None: there was none."""
    set_aside: int
    """Files that were refused and had not changed since when a run last looked."""


class Begun(NamedTuple):
    """A run that has begun."""

    id: int
    broken: int
    """Earlier runs that ended without reporting anything, such as by kill -9."""
    suspects: Collection[str]
    """Files that those runs were reading when they ended."""


_READING = "ended at "


def begin(url: URL, name: str) -> Begun:
    """
    Insert a running run; mark earlier ones that are still `running` as broken.

    The caller holds the lock of the schedule, so no other run can be running.
    """
    with write(url, create=True, wait_s=WAIT_S) as connection:
        messages = connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.schedule == name, RUNS.c.outcome == "running")
            .values(outcome="broken")
            .returning(RUNS.c.message)
        ).scalars()
        broken = [it or "" for it in messages]
        run_id = connection.execute(
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
    suspects = [it.removeprefix(_READING) for it in broken if it.startswith(_READING)]
    return Begun(run_id, len(broken), suspects)


def note_file(url: URL, run_id: int, uri: str) -> None:
    """Record which file a run is about to read, in case the process dies of it."""
    with write(url, wait_s=WAIT_S) as connection:
        connection.execute(
            sa.update(RUNS).where(RUNS.c.id == run_id).values(message=f"{_READING}{uri}")
        )


def read_set_aside(url: URL, name: str) -> Mapping[str, tuple[str, str]]:
    """Return the files that a schedule has set aside: fingerprint and reason of each."""
    with current(url) as connection:
        found = connection.execute(
            sa.select(SET_ASIDE.c.uri, SET_ASIDE.c.fingerprint, SET_ASIDE.c.message)
            .join(RUNS, RUNS.c.id == SET_ASIDE.c.run_id)
            .where(RUNS.c.schedule == name)
        )
        return {row.uri: (row.fingerprint, row.message) for row in found}


def finish(
    url: URL,
    run_id: int,
    values: Mapping[str, object],
    refused: Mapping[str, tuple[str, str]],
    forgotten: Collection[str],
) -> None:
    """
    Store how a run ended.

    Args:
        url: the database.
        run_id: id of the run.
        values: outcome, counts and message.
        refused: fingerprint and reason of each path that this run has set aside.
        forgotten: paths that are no longer set aside.
    """
    with write(url, wait_s=WAIT_S) as connection:
        connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.id == run_id)
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
                    {"uri": uri, "fingerprint": fingerprint, "run_id": run_id, "message": why}
                    for uri, (fingerprint, why) in refused.items()
                ],
            )


def last_runs(url: URL) -> dict[str, LastRun]:
    """
    Return the last run of each schedule that ever ran.

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
    query = sa.select(
        RUNS.c.schedule, RUNS.c.started_at, RUNS.c.outcome, RUNS.c.message, RUNS.c.host, RUNS.c.pid,
        ended.label("ended_at"), aside.label("aside"),
    ).where(RUNS.c.id.in_(newest))  # fmt: skip
    with current(url) as connection:
        return {
            row.schedule: LastRun(
                started_at=row.started_at,
                outcome=_outcome(row),
                message=row.message,
                ended_at=row.ended_at,
                set_aside=row.aside,
            )
            for row in connection.execute(query)
        }


def _outcome(row: Any) -> str:
    """Return the outcome of a run; of one that was killed here, before the next one notes it."""
    is_gone = row.host == socket.gethostname() and not is_running(row.pid)
    return "broken" if row.outcome == "running" and is_gone else str(row.outcome)


HISTORY = ("run", "schedule", "started", "took_s", "outcome", "loaded", "same", "failed",
           "set_aside", "waiting", "host", "why")  # fmt: skip
"""Columns of `history`."""


def history(url: URL, name: str | None) -> Iterator[tuple[str | int | float | None, ...]]:
    """Yield the values of HISTORY for each run, the newest first; of one schedule, or of all."""
    mine = sa.true() if name is None else RUNS.c.schedule == name
    with current(url) as connection:
        for it in connection.execute(sa.select(RUNS).where(mine).order_by(RUNS.c.id.desc())):
            took = it.finished_at and (it.finished_at - it.started_at).total_seconds()
            yield (
                it.id, it.schedule, f"{it.started_at:%Y-%m-%dT%H:%M:%SZ}", took, _outcome(it),
                it.loaded, it.same, it.failed, it.set_aside, it.waiting, it.host, it.message,
            )  # fmt: skip


def list_set_aside(url: URL) -> Iterator[tuple[str, str, str]]:
    """Yield schedule, path and reason of every file that is set aside."""
    with current(url) as connection:
        found = connection.execute(
            sa.select(RUNS.c.schedule, SET_ASIDE.c.uri, SET_ASIDE.c.message)
            .join(RUNS, RUNS.c.id == SET_ASIDE.c.run_id)
            .order_by(RUNS.c.schedule, SET_ASIDE.c.uri)
        )
        for row in found:
            yield row.schedule, row.uri, row.message
