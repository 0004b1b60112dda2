"""
When a schedule is due: '15min', '2h', '06:00', 'Mon 06:00', or the five fields of cron.

All become five fields, which cron, systemd and people can compare. On days when the clock changes,
cronsim decides as Debian cron does: a time that does not exist is caught up once, and one that
exists twice counts once. (APScheduler 3.11's own trigger fires the second one for ever.)
"""

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from racedb.errors import UsageError

_EVERY = re.compile(r"(\d+) ?(min|h|d)")
_AT = re.compile(r"(?:([a-z,-]+) +)?(\d{1,2}):(\d\d)", re.IGNORECASE)
_MINUTES, _HOURS = 60, 24
_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_FORMS = "'15min', '2h', '06:00', 'Mon-Fri 06:00', or five fields of cron: '0 6 * * 1'"


def cron(when: str) -> str:
    """
    Write a time of a schedule as the five fields of cron.

    >>> cron("15min"), cron("2h"), cron("Mon,Thu 06:05")
    ('*/15 * * * *', '0 */2 * * *', '5 6 * * mon,thu')

    Raises:
        UsageError: it has none of these forms, or cron cannot express it.
    """
    fields = _fields(" ".join(when.split()))
    day_of_month, weekday = fields[2], fields[4]
    if day_of_month != "*" and weekday != "*":
        message = (
            f"{when!r} has a day of the month and a weekday: cron runs on either, systemd only when"
            " both match; write two schedules"
        )
        raise UsageError(message)
    try:
        CronSim(" ".join(fields), datetime(2000, 1, 1))  # noqa: DTZ001  only its syntax
    except CronSimError as error:
        message = f"{when!r} is not a time of a schedule: {str(error).lower()}; write {_FORMS}"
        raise UsageError(message) from None
    return " ".join(fields)


def _fields(when: str) -> list[str]:
    if found := _EVERY.fullmatch(when):
        return _every(when, int(found[1]), found[2])
    if found := _AT.fullmatch(when):
        return [str(int(found[3])), str(int(found[2])), "*", "*", (found[1] or "*").lower()]
    fields = when.lower().split(" ")
    # systemd cannot express L (the last day) and #, which cronsim knows
    if len(fields) != 5 or not all(re.fullmatch(r"[0-9a-km-z*,/-]+|jul", it) for it in fields):
        message = f"{when!r} is not a time of a schedule; write {_FORMS}"
        raise UsageError(message)
    return fields


def _every(when: str, count: int, unit: str) -> list[str]:
    """Write an interval that divides an hour or a day; cron starts anew after each of them."""
    if unit == "min" and count and _MINUTES % count == 0:
        return [f"*/{count}" if count < _MINUTES else "0", "*", "*", "*", "*"]
    if unit == "h" and count and _HOURS % count == 0:
        return ["0", f"*/{count}" if count < _HOURS else "0", "*", "*", "*"]
    if unit == "d" and count == 1:
        return ["0", "0", "*", "*", "*"]
    message = f"{when!r} does not divide an hour or a day evenly; write {_FORMS}"
    raise UsageError(message)


def next_due(fields: str, zone: str, after: datetime) -> datetime:
    """Return the first moment after *after* at which a schedule is due, in its zone."""
    return next(CronSim(fields, after.astimezone(ZoneInfo(zone)).replace(microsecond=0)))


def calendar(fields: str, zone: str) -> str:
    """
    Write five fields of cron as systemd's OnCalendar, by systemd.time(7).

    >>> calendar("*/30 6 * * 1-3", "UTC")
    'Mon,Tue,Wed *-*-* 06:00,30:00 UTC'
    """
    parsed = CronSim(fields, datetime(2000, 1, 1))  # noqa: DTZ001  only its fields
    minute, hour, day, month, weekday = fields.split()
    # cronsim writes 'the second Monday' as a pair, which `cron` refuses
    numbers = {it % 7 for it in parsed.weekdays if isinstance(it, int)}
    days = ",".join(_DAYS[number] for number in sorted(numbers))
    date = f"*-{_listed(month, parsed.months)}-{_listed(day, parsed.days)}"
    time = f"{_listed(hour, parsed.hours)}:{_listed(minute, parsed.minutes)}:00"
    return f"{days + ' ' if weekday != '*' else ''}{date} {time} {zone}"


def _listed(field: str, values: Iterable[int]) -> str:
    return "*" if field == "*" else ",".join(f"{value:02d}" for value in sorted(values))
