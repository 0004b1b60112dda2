"""Units of systemd and lines of a crontab, which a person reads and installs."""

import getpass
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from racedb.schedule.plan import Schedule
from racedb.schedule.when import calendar

_SERVICE = """\
[Unit]
Description=racedb: imports of {name}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
# RACEDB_URL and other secrets, one NAME=value a line; a file that only {user} and root can read.
EnvironmentFile=-{folder}/racedb.env
Environment="RACEDB_CONFIG={config}"
ExecStart="{python}" -m racedb schedule run {name}
# 3: the database is locked, the next run will do it. 5: done, but a person should look.
SuccessExitStatus=3 5
"""
_TIMER = """\
[Unit]
Description=racedb: when {name} is due ({when})

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


_ENABLE = """\
# Save each part as the file that its first line names, in /etc/systemd/system, and then:
#   sudo systemctl daemon-reload
#   sudo systemctl enable --now {timers}
#   systemctl list-timers 'racedb-*'
"""
_WITHOUT_ZONES = ("/etc/debian_version", "/etc/alpine-release")
"""Files of systems whose cron knows no CRON_TZ (crontab(5) of Debian; busybox)."""
_EVERY_HOUR = " * * * *"
_A_YEAR_S = 366 * 86_400


def systemd(schedules: Sequence[Schedule], config: Path) -> Iterator[tuple[str, str]]:
    """
    Yield the name and the text of each unit: a service and a timer for each schedule.

    Formats: systemd.service(5) and systemd.timer(5). *config* is racedb.toml.
    """
    path = config.absolute()
    for one in schedules:
        values = {
            "name": one.name,
            "when": one.when,
            "folder": str(path.parent),
            "config": str(path),
            "python": sys.executable,
            "user": getpass.getuser(),
        }
        # systemd expands % in its files
        values = {key: value.replace("%", "%%") for key, value in values.items()}
        yield f"racedb-{one.name}.service", _SERVICE.format(**values)
        timer = _TIMER.format(**values, calendar=calendar(one.cron, one.zone))
        yield f"racedb-{one.name}.timer", timer


def enabling(schedules: Sequence[Schedule]) -> str:
    """Return the commands that put the units to work, as comments."""
    return _ENABLE.format(timers=" ".join(f"racedb-{one.name}.timer" for one in schedules))


def crontab(schedules: Sequence[Schedule], config: Path) -> Iterator[str]:
    """
    Yield lines for `crontab -e`; cron mails what a run prints on stderr.

    A schedule in another zone than that of the machine gets a CRON_TZ, unless it is due in every
    hour. A cron that knows none asks every quarter of an hour whether it is due.
    """
    setting = shlex.quote(f"RACEDB_CONFIG={config.absolute()}")
    for one in schedules:
        command = f"env {setting} {shlex.quote(sys.executable)} -m racedb schedule run {one.name}"
        when = one.cron
        if not when.endswith(_EVERY_HOUR) and not _is_zone_of_machine(one.zone):
            if _knows_zones():
                yield f"CRON_TZ={one.zone}"
            else:
                yield f"# {one.when} in {one.zone}; this cron knows no zones"
                when, command = "*/15 * * * *", f"{command} --if-due"
        # cron takes % for the end of the line
        yield f"{when} {command} >/dev/null".replace("%", r"\%")


def _knows_zones() -> bool:
    return not any(Path(it).exists() for it in _WITHOUT_ZONES)


def _is_zone_of_machine(zone: str) -> bool:
    """Return whether the clock of this machine is that of a zone, all through the next year."""
    now = int(time.time())
    moments = (datetime.fromtimestamp(it, UTC) for it in range(now, now + _A_YEAR_S, 86_400))
    theirs = ZoneInfo(zone)
    return all(it.astimezone().utcoffset() == it.astimezone(theirs).utcoffset() for it in moments)
