"""Units of systemd and lines of a crontab, for a person to read and to put in place."""

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
# 3: somebody else is writing, the next run comes. 5: done, but a person should look.
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
    Give the name and the text of each unit, by systemd.service(5) and systemd.timer(5).

    Args:
        schedules: for which there is to be a service and a timer each.
        config: racedb.toml.
    """
    path = config.absolute()
    for one in schedules:
        said = {
            "name": one.name,
            "when": one.when,
            "folder": str(path.parent),
            "config": str(path),
            "python": sys.executable,
        }
        said = {key: value.replace("%", "%%") for key, value in said.items()}
        yield f"racedb-{one.name}.service", _SERVICE.format(**said)
        yield (
            f"racedb-{one.name}.timer",
            _TIMER.format(**said, calendar=calendar(one.cron, one.zone)),
        )


def crontab(schedules: Sequence[Schedule], config: Path) -> Iterator[str]:
    """Give lines for `crontab -e`; what a run says on stderr, cron mails."""
    setting = shlex.quote(f"RACEDB_CONFIG={config.absolute()}")
    for one in schedules:
        command = f"env {setting} {shlex.quote(sys.executable)} -m racedb schedule run {one.name}"
        # cron takes % for the end of the line
        yield f"CRON_TZ={one.zone}"
        yield f"{one.cron} {command} >/dev/null".replace("%", r"\%")
