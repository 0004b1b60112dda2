"""[[schedules]] of racedb.toml: listed, and refused in one line if they are wrong."""

import getpass
import json
import sys
import time
from pathlib import Path

import pytest

from racedb.schedule import install
from tests.refusals import one_line

GOOD = '[[schedules]]\nname = "club"\nwhen = "15min"\nsources = ["in"]\n'


def test_schedules_are_listed(run, here):
    Path("racedb.toml").write_text(GOOD + GOOD.replace("club", "other").replace("15min", "06:00"))

    ran = run("schedule", "list", "--format", "json")

    assert json.loads(ran.stdout) == [
        {"schedule": "club", "when": "15min", "zone": "UTC", "sources": "in"},
        {"schedule": "other", "when": "06:00", "zone": "UTC", "sources": "in"},
    ]
    assert run("config", "validate").stderr.endswith("0 of your own queries, 2 schedules\n")
    shown = json.loads(run("config", "show", "--format", "json").stdout)
    assert shown[-1] == {"setting": "schedules", "value": "club, other", "source": "racedb.toml"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('schedules = "x"', "racedb.toml: schedules is not a list of tables"),
        ("schedules = [1]", "racedb.toml: schedules is not a list of tables"),
        (GOOD + "wen = 1", "schedule 'club': no setting is named 'wen'; did you mean 'when'?"),
        (GOOD.replace('"club"', "7"), "schedule 1: name = 7 is not a text"),
        (GOOD.replace('name = "club"', ""), "schedule 1: name is missing"),
        (GOOD.replace('["in"]', "[]"), "schedule 'club': sources = [] is not a list of texts"),
        (GOOD.replace('["in"]', "[1]"), "schedule 'club': sources = [1] is not a list of texts"),
        (GOOD.replace("15min", "7min"), "schedule 'club': when = '7min' does not divide"),
        (GOOD.replace("club", "a/b"), "name = 'a/b' is not made of letters, digits, - and _"),
        (GOOD + GOOD, "schedule 'club': name = 'club' is duplicated"),
        (GOOD + 'zone = "Mars/Olympus"', "zone = 'Mars/Olympus' is not a time zone like"),
        (GOOD + 'zone = "../etc"', "zone = '../etc' is not a time zone like"),
        (GOOD + 'zone = "Europe"', "zone = 'Europe' is not a time zone like"),
        (GOOD + 'on_unknown = "ask"', "on_unknown = 'ask' is neither 'new' nor 'refuse'"),
        (GOOD + "max_rejects = -1", "max_rejects = -1 is less than 0"),
        (GOOD + "max_rejects = true", "max_rejects = True is not a number"),
        (GOOD + "prune = 1", "prune = 1 is not true or false"),
        (GOOD + 'grace = "soon"', "grace = 'soon' is not a duration"),
        (GOOD + 'context = { serie = "x" }', "context has no 'serie'; did you mean 'series'?"),
        (GOOD + "context = { round = 0 }", "round: '0' is not the number of a round"),
    ],
)
def test_what_cannot_be_meant_is_one_line(text, says, run, here):
    Path("racedb.toml").write_text(text)

    ran = run("config", "validate")

    assert ran.exit_code == 2
    assert says in one_line(ran)


def test_an_unknown_name_is_refused_with_a_hint(run, here):
    Path("racedb.toml").write_text(GOOD)

    assert one_line(run("schedule", "run", "clob")) == (
        "no schedule is named 'clob'; did you mean 'club'?"
    )


@pytest.mark.parametrize("command", ["run club", "start", "install --cron --print"])
def test_without_schedules_nothing_can_run(command, run, here):
    ran = run("schedule", *command.split())

    assert ran.exit_code == 2
    assert "racedb.toml has no [[schedules]]" in one_line(ran)


@pytest.mark.parametrize(
    ("when", "knows_zones", "machine", "lines"),
    [
        (
            "06:00",
            True,
            "UTC",
            ["CRON_TZ=Europe/Rome", "0 6 * * * env {} schedule run club >/dev/null"],
        ),
        ("06:00", False, "Europe/Rome", ["0 6 * * * env {} schedule run club >/dev/null"]),
        ("5min", False, "UTC", ["*/5 * * * * env {} schedule run club >/dev/null"]),
        (
            "06:00",
            False,
            "UTC",
            [
                "# 06:00 in Europe/Rome; this cron knows no zones",
                "*/15 * * * * env {} schedule run club --if-due >/dev/null",
            ],
        ),
    ],
)
def test_cron_gets_lines(when, knows_zones, machine, lines, run, here, monkeypatch):
    Path("racedb.toml").write_text(GOOD.replace("15min", when) + 'zone = "Europe/Rome"\n')
    monkeypatch.setattr(install, "_WITHOUT_ZONES", () if knows_zones else ("/",))
    monkeypatch.setenv("TZ", machine)
    time.tzset()

    found = run("schedule", "install", "--cron", "--print").stdout.splitlines()

    monkeypatch.undo()
    time.tzset()
    program = f"RACEDB_CONFIG={here}/racedb.toml {sys.executable} -m racedb"
    assert found == [line.format(program) for line in lines]


def test_cron_takes_a_percent_sign_for_the_end(run, here, monkeypatch):
    (here / "50%").mkdir()
    monkeypatch.chdir(here / "50%")
    Path("racedb.toml").write_text(GOOD)

    assert r"/50\%/racedb.toml" in run("schedule", "install", "--cron", "--print").stdout
    assert "/50%%/racedb.toml" in run("schedule", "install", "--systemd", "--print").stdout


def test_systemd_gets_a_service_and_a_timer(run, here):
    Path("racedb.toml").write_text(GOOD.replace("15min", "Mon 06:00"))

    text = run("schedule", "install", "--systemd", "--print").stdout

    assert "#   sudo systemctl enable --now racedb-club.timer\n" in text
    assert "\n# racedb-club.service\n[Unit]\n" in text
    assert f"\nUser={getpass.getuser()}\n" in text
    assert f"\nEnvironmentFile=-{here}/racedb.env\n" in text
    assert f'Environment="RACEDB_CONFIG={here}/racedb.toml"\n' in text
    assert '" -m racedb schedule run club\n' in text
    assert "# racedb-club.timer\n" in text
    assert "OnCalendar=Mon *-*-* 06:00:00 UTC\nPersistent=true\n" in text


@pytest.mark.parametrize("options", [[], ["--print"], ["--cron"], ["--cron", "--systemd"]])
def test_nothing_is_put_in_place_by_itself(options, run, here):
    Path("racedb.toml").write_text(GOOD)

    ran = run("schedule", "install", *options)

    assert ran.exit_code == 2
    assert "racedb itself changes no system" in one_line(ran)
