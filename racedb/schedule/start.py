"""
The runner in the foreground, for containers: it starts a process for each run when it is due.

A run has its own process because it may be killed, may leak memory, and ends with an exit code.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import URL

from racedb.db.url import as_text
from racedb.log import VARIABLE, emit, is_json
from racedb.schedule.status import Status
from racedb.schedule.when import next_due

_END_S = 30
"""How long a run may take to roll back when the runner ends."""


class _Warnings(logging.Handler):
    """Emits the warnings of APScheduler: runs that were missed, or are not over yet."""

    def emit(self, record: logging.LogRecord) -> None:
        emit(f"racedb: {record.getMessage()}", "warning", event="scheduler")


class _CronTrigger(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """Tells APScheduler when five fields of cron are due (racedb.schedule.when)."""

    def __init__(self, fields: str, zone: str) -> None:
        self.fields, self.zone = fields, zone

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return next_due(self.fields, self.zone, previous or now)


def start(statuses: Iterable[Status], url: URL) -> None:
    """
    Run schedules when they are due, until the process is ended; missed runs start at once.

    One run of a schedule at a time; several missed runs become one, and a run that is later than
    its grace waits for the next time.
    """
    warnings, log = _Warnings(), logging.getLogger("apscheduler")
    log.addHandler(warnings)
    scheduler = BlockingScheduler(timezone=UTC)
    children: set[subprocess.Popen[bytes]] = set()
    for one in statuses:
        at_once: dict[str, Any] = {"next_run_time": datetime.now(UTC)} if one.missed else {}
        scheduler.add_job(
            partial(_run, one.schedule.name, url, children),
            _CronTrigger(one.schedule.cron, one.schedule.zone),
            id=one.schedule.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=max(1, one.schedule.grace_s),
            **at_once,
        )
    try:
        scheduler.start()
    finally:
        log.removeHandler(warnings)
        for child in children.copy():
            child.terminate()
        for child in children.copy():
            _end(child)


def _run(name: str, url: URL, children: set[subprocess.Popen[bytes]]) -> None:
    """Run one schedule to its end in a process that inherits stdout and stderr."""
    # In the environment: all users of the machine can read the arguments of a process.
    database = as_text(url)
    command = [sys.executable, "-m", "racedb", "schedule", "run", name]
    log = {VARIABLE: "json" if is_json() else "text"}
    child = subprocess.Popen(command, env={**os.environ, "RACEDB_URL": database, **log})  # noqa: S603
    children.add(child)
    code = child.wait()
    children.discard(child)
    if code < 0:  # it could not report by itself: kill -9, or out of memory
        message = f"racedb: the run of {name} was ended by signal {-code}; the next one reports why"
        emit(message, "error", event="killed", schedule=name)


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(_END_S)
    except subprocess.TimeoutExpired:  # pragma: no cover - a run that ignores SIGTERM
        child.kill()
