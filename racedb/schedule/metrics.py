"""How schedules stand, as numbers for monitoring."""

from collections.abc import Callable, Iterator, Sequence

from racedb.render.openmetrics import Gauge
from racedb.schedule.status import Standing

_OVERDUE = "1: the schedule is later than its grace allows; 0: it is not."
_DUE = "When the schedule is due next."
_RUN = "When its last run began, and what came of it."
_ASIDE = "Files that were refused and have not changed since."


def gauges(standings: Sequence[Standing]) -> Iterator[Gauge]:
    """Give the numbers of all schedules; those of runs only where there was one."""

    def of(value: Callable[[Standing], float]) -> list[tuple[dict[str, str], float]]:
        return [({"schedule": it.schedule.name}, value(it)) for it in standings]

    yield Gauge("racedb_schedule_overdue", _OVERDUE, of(lambda it: int(it.overdue)))
    due = of(lambda it: it.next_due.timestamp())
    yield Gauge("racedb_schedule_next_due_timestamp_seconds", _DUE, due, "seconds")
    ran = [(it.schedule.name, it.last) for it in standings if it.last]
    began = [
        ({"schedule": name, "outcome": last.outcome}, last.started_at.timestamp())
        for name, last in ran
    ]
    yield Gauge("racedb_schedule_last_run_timestamp_seconds", _RUN, began, "seconds")
    aside = [({"schedule": name}, last.set_aside) for name, last in ran]
    yield Gauge("racedb_schedule_set_aside_files", _ASIDE, aside, "files")
