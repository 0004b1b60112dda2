"""Units of systemd and lines of a crontab, which a person reads and installs."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from racedb.schedule.plan import Schedule
from racedb.schedule.when import calendar

_SERVICE = """\
[Unit]
Description=racedb: imports of {name}

[Service]
Type=oneshot
WorkingDirectory={folder}
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
        }
        # systemd expands % in its files
        values = {key: value.replace("%", "%%") for key, value in values.items()}
        yield f"racedb-{one.name}.service", _SERVICE.format(**values)
        timer = _TIMER.format(**values, calendar=calendar(one.cron, one.zone))
        yield f"racedb-{one.name}.timer", timer


def crontab(schedules: Sequence[Schedule], config: Path) -> Iterator[str]:
    """Yield lines for `crontab -e`; cron mails what a run prints on stderr."""
    setting = shlex.quote(f"RACEDB_CONFIG={config.absolute()}")
    for one in schedules:
        command = f"env {setting} {shlex.quote(sys.executable)} -m racedb schedule run {one.name}"
        yield f"CRON_TZ={one.zone}"
        # cron takes % for the end of the line
        yield f"{one.cron} {command} >/dev/null".replace("%", r"\%")
