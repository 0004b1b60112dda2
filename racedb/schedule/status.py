"""The status of schedules: when they ran, with which outcome, when they are due; as metrics too."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import URL

from racedb import config
from racedb.render.openmetrics import Gauge
from racedb.schedule import runs
from racedb.schedule.plan import Schedule, schedules
from racedb.schedule.runs import LastRun
from racedb.schedule.when import next_due

COLUMNS = ("schedule", "when", "last_run", "outcome", "set_aside", "next_due", "overdue", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status of one schedule."""

    schedule: Schedule
    last: LastRun | None
    """None: it never ran."""
    next_due: datetime
    missed: datetime | None
    """When it was due and no run began; None: it is up to date."""
    overdue: bool
    """It missed its time by more than its grace."""

    def row(self) -> tuple[str | int | None, ...]:
        """Return the values of COLUMNS."""
        name, when, due = self.schedule.name, self.schedule.when, self.next_due.isoformat()
        if self.last is None:
            return name, when, None, "never ran", 0, due, self.overdue, None
        began = f"{self.last.started_at:%Y-%m-%dT%H:%M:%SZ}"
        outcome, set_aside, why = self.last.outcome, self.last.set_aside, self.last.message
        return name, when, began, outcome, set_aside, due, self.overdue, why


def read_statuses(url: URL) -> list[Status]:
    """
    Return the status of all schedules of racedb.toml at this moment.

    Raises:
        UsageError: racedb.toml is wrong.
        RaceDBError: the database cannot be read, or needs an upgrade.
    """
    found = config.load()
    if found.path is None:
        return []
    written_at = datetime.fromtimestamp(found.path.stat().st_mtime, UTC)
    return list(statuses(schedules(found), runs.last_runs(url), written_at, datetime.now(UTC)))


def statuses(
    planned: Sequence[Schedule],
    last_runs: Mapping[str, LastRun],
    written_at: datetime,
    now: datetime,
) -> Iterator[Status]:
    """
    Yield the status of each schedule.

    Args:
        planned: the schedules of racedb.toml.
        last_runs: what the database remembers of them.
        written_at: when racedb.toml was written, which is when a new schedule begins to count.
        now: this moment.
    """
    for one in planned:
        last = last_runs.get(one.name)
        since = (last.ended_at if last else None) or written_at
        # A run in the future means that the clock was set back.
        due = next_due(one.cron, one.zone, min(since, now)).astimezone(UTC)
        yield Status(
            schedule=one,
            last=last,
            next_due=next_due(one.cron, one.zone, now),
            missed=due if due <= now else None,
            overdue=due + timedelta(seconds=one.grace_s) < now,
        )


def gauges(found: Sequence[Status]) -> Iterator[Gauge]:
    """Yield the metrics of all schedules; those of runs only for schedules that ever ran."""

    def of_all(value: Callable[[Status], float]) -> list[tuple[dict[str, str], float]]:
        return [({"schedule": it.schedule.name}, value(it)) for it in found]

    yield Gauge(
        "racedb_schedule_overdue",
        "1: the schedule is later than its grace allows; 0: it is not.",
        of_all(lambda it: int(it.overdue)),
    )
    yield Gauge(
        "racedb_schedule_next_due_timestamp_seconds",
        "When the schedule is due next.",
        of_all(lambda it: it.next_due.timestamp()),
        "seconds",
    )
    ran = [(it.schedule.name, it.last) for it in found if it.last]
    yield Gauge(
        "racedb_schedule_last_run_timestamp_seconds",
        "When its last run began, and its outcome.",
        [
            ({"schedule": name, "outcome": last.outcome}, last.started_at.timestamp())
            for name, last in ran
        ],
        "seconds",
    )
    yield Gauge(
        "racedb_schedule_set_aside_files",
        "Files that were refused and have not changed since.",
        [({"schedule": name}, last.set_aside) for name, last in ran],
        "files",
    )
