"""How schedules stand: when they ran, what came of it, when they are due again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from racedb.schedule.plan import Schedule
from racedb.schedule.runs import Last
from racedb.schedule.when import next_due


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one schedule stands."""

    schedule: Schedule
    last: Last | None
    """None: it never ran."""
    next_due: datetime
    missed: datetime | None
    """When it was due and no run began; None: it is up to date."""
    overdue: bool
    """It is later than that by more than the grace of the schedule."""


def standings(
    schedules: Sequence[Schedule],
    last: Mapping[str, Last],
    written_at: datetime,
    now: datetime,
) -> Iterator[Standing]:
    """
    Say how schedules stand.

    Args:
        schedules: those of racedb.toml.
        last: what the database remembers of them.
        written_at: when racedb.toml was written: from then on a new one counts.
        now: this moment.
    """
    for one in schedules:
        known = last.get(one.name)
        since = (known.ended_at if known else None) or written_at
        # A run that is ahead of now is of a clock that was set back.
        due = next_due(one.cron, one.zone, min(since, now)).astimezone(UTC)
        yield Standing(
            schedule=one,
            last=known,
            next_due=next_due(one.cron, one.zone, now),
            missed=due if due <= now else None,
            overdue=due + timedelta(seconds=one.grace_s) < now,
        )
