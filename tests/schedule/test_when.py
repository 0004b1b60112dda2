"""When schedules are due, also on the two days of a year when the clock changes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from racedb.errors import UsageError
from racedb.schedule import when
from racedb.timeouts import duration_s

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("15min", "*/15 * * * *"),
        ("60min", "0 * * * *"),
        ("1h", "0 */1 * * *"),
        ("2h", "0 */2 * * *"),
        ("24h", "0 0 * * *"),
        ("1d", "0 0 * * *"),
        ("06:05", "5 6 * * *"),
        ("Mon 06:00", "0 6 * * mon"),
        ("mon,Thu  6:00", "0 6 * * mon,thu"),
        ("Mon-Fri 23:59", "59 23 * * mon-fri"),
        ("0 6 * * 1", "0 6 * * 1"),
        (" 5  4 1,15 JAN-MAR * ", "5 4 1,15 jan-mar *"),
    ],
)
def test_a_time_becomes_five_fields_of_cron(text, fields):
    assert when.cron(text) == fields


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("7min", "'7min' does not divide an hour or a day evenly; write '15min'"),
        ("0min", "does not divide"),
        ("5h", "does not divide"),
        ("2d", "does not divide"),
        ("daily", "'daily' is not a time of a schedule; write '15min'"),
        ("Mun 06:00", "'Mun 06:00' is not a time of a schedule: bad day-of-week; write"),
        ("25:00", "is not a time of a schedule: bad hour"),
        ("61 * * * *", "is not a time of a schedule: bad minute"),
        ("* * * * * *", "is not a time of a schedule; write"),
        ("0 6 x * *", "is not a time of a schedule: bad"),
        ("0 6 * * 1#2", "is not a time of a schedule; write"),
        ("0 6 1 * 1", "has a day of the month and a weekday"),
        ("", "'' is not a time"),
    ],
)
def test_what_is_no_time_is_refused(text, says):
    with pytest.raises(UsageError) as refused:
        when.cron(text)

    assert says in str(refused.value)


def fires(fields, start, count):
    found = [start]
    for _ in range(count):
        found.append(when.next_due(fields, "Europe/Berlin", found[-1]))
    return [f"{it.astimezone(UTC):%d %H:%M}" for it in found[1:]]


def test_a_time_that_does_not_exist_is_caught_up_once():
    start = datetime(2026, 3, 28, 12, 0, tzinfo=BERLIN)

    assert fires("30 2 * * *", start, 3) == ["29 01:00", "30 00:30", "31 00:30"]


def test_a_time_that_exists_twice_counts_once():
    start = datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN)

    assert fires("30 2 * * *", start, 3) == ["25 00:30", "26 01:30", "27 01:30"]


def test_an_interval_goes_on_through_the_change_of_the_clock():
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert fires("*/30 * * * *", start, 3) == ["25 01:00", "25 01:30", "25 02:00"]


def test_sunday_is_0_and_7():
    start = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    assert when.next_due("0 6 * * 0", "UTC", start) == datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
    assert when.next_due("0 6 * * 7", "UTC", start) == datetime(2026, 11, 29, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "calendar"),
    [
        ("0 6 * * mon", "Mon *-*-* 06:00:00 UTC"),
        ("*/15 * * * *", "*-*-* *:00,15,30,45:00 UTC"),
        ("5 4 1,15 jan-mar *", "*-01,02,03-01,15 04:05:00 UTC"),
        ("0 6 * * 5-7", "Sun,Fri,Sat *-*-* 06:00:00 UTC"),
    ],
)
def test_systemd_gets_the_same(fields, calendar):
    assert when.calendar(fields, "UTC") == calendar


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10min", 600), ("2h", 7200), ("1d", 86400)]
)
def test_a_duration(text, seconds):
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["soon", "0min", "", "-1h"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(UsageError, match=f"'{text}' is not a duration like '10min', '2h' or '1d'"):
        duration_s(text)
