"""`racedb schedule`: imports that run by themselves."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli.help import App
from racedb.cli.options import Db, Format, Limit, Log, Metrics, Output
from racedb.cli.query import print_result, print_rows
from racedb.log import Level, emit, is_json
from racedb.safe_text import mask

if TYPE_CHECKING:
    from racedb.ingest.report import FileReport
    from racedb.schedule.plan import Schedule

app = App(help="Run imports on a schedule (racedb.toml).")

_OVERDUE = 1
_NO_SCHEDULES = "racedb.toml has no [[schedules]]"


@app.command("list")
def list_(format_: Format = "table", output: Output = None) -> None:
    """
    List the schedules of racedb.toml.

    racedb schedule list
    """
    rows = [(it.name, it.when, it.zone, mask(", ".join(it.sources))) for it in _schedules()]
    print_rows(("schedule", "when", "zone", "sources"), rows, format_, output)


@app.command("run")
def run_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="See `racedb schedule list`.")],
    db: Db = None,
    if_due: Annotated[
        bool, typer.Option("--if-due", help="Do nothing unless it is due, or was missed.")
    ] = False,
    log_: Log = "text",  # noqa: ARG001  racedb.log has read it already
) -> None:
    """
    Load what is new, once: for cron, systemd and Kubernetes.

    Says on a terminal what became of each file; elsewhere, and with --log json, prints one line of
    JSON. Exit code 1: files were refused and set aside, the others are loaded; 3: the schedule is
    running already, or the database is locked; 5: a person should look.

    racedb schedule run club
    """
    from racedb import config
    from racedb.db.url import database_url
    from racedb.render.report import log_file, tell_file
    from racedb.schedule.plan import named
    from racedb.schedule.run import run
    from racedb.schedule.status import read_statuses

    schedule, url = named(config.load(), name), database_url(db)
    if if_due and not any(it.missed for it in read_statuses(url) if it.schedule.name == name):
        return
    talks = sys.stdout.isatty() and not is_json()

    def on_file(report: "FileReport", number: int) -> None:
        if talks:
            tell_file(report)
        else:
            log_file(report, schedule=name, run=number)

    done = run(schedule, url, on_file)
    if not talks:
        print(done.line())
    # A file that stays set aside is in the line; cron mails what is on stderr, and not each time.
    if done.message and (done.outcome != "done" or (talks and done.set_aside)):
        level: Level = "error" if done.outcome == "failed" else "warning"
        emit(
            f"racedb: {done.message}", level, event="run", schedule=name, run=done.run,
            outcome=done.outcome, exit_code=done.exit_code,
        )  # fmt: skip
    if talks:
        emit(done.sentence())
    raise typer.Exit(done.exit_code)


@app.command("status")
def status(
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    metrics: Metrics = None,
) -> None:
    """
    Show the status of each schedule; exit code 1 if one is overdue.

    racedb schedule status
    """
    from racedb.db.url import database_url
    from racedb.render.openmetrics import write
    from racedb.schedule.status import COLUMNS, gauges, read_statuses

    found = read_statuses(database_url(db))
    if metrics:
        write(gauges(found), metrics)
    print_rows(COLUMNS, [it.row() for it in found], format_, output)
    if any(it.overdue for it in found):
        raise typer.Exit(_OVERDUE)


@app.command("failures")
def failures(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """
    List the files that were set aside, and why. A run tries them again when they change.

    racedb schedule failures
    """
    from racedb.db.url import database_url
    from racedb.schedule import runs

    rows = runs.list_set_aside(database_url(db))
    print_rows(("schedule", "file", "why"), rows, format_, output)


@app.command("history")
def history(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="One schedule; default: all.")
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    limit: Limit = None,
) -> None:
    """
    List the runs, the newest first: when, how long, what they loaded, and how they ended.

    racedb schedule history club
    """
    from racedb.db.readonly import Result
    from racedb.db.url import database_url
    from racedb.schedule import runs

    rows = runs.history(database_url(db), name)
    print_result(Result(runs.HISTORY, rows), format_, output, limit)


@app.command("start")
def start_(
    db: Db = None,
    log_: Log = "text",  # noqa: ARG001  racedb.log has read it already
) -> None:
    """
    Run the schedules when they are due, in the foreground.

    For containers. Each run prints what `racedb schedule run` prints. Missed runs start at once.
    Ctrl-C or SIGTERM ends it.

    racedb schedule start
    """
    from racedb.db.url import database_url
    from racedb.errors import UsageError
    from racedb.schedule.start import start
    from racedb.schedule.status import read_statuses

    url = database_url(db)
    found = read_statuses(url)
    if not found:
        raise UsageError(_NO_SCHEDULES)
    for it in found:
        due = "now" if it.missed else it.next_due.isoformat()
        emit(f"racedb: {it.schedule.name} is due {due}", event="due", schedule=it.schedule.name)
    start(found, url)


@app.command("install")
def install(
    systemd: Annotated[bool, typer.Option("--systemd", help="Print services and timers.")] = False,
    cron: Annotated[bool, typer.Option("--cron", help="Print lines for `crontab -e`.")] = False,
    print_: Annotated[bool, typer.Option("--print", help="Print only; required.")] = False,
) -> None:
    """
    Print units of systemd or lines of a crontab to install.

    racedb schedule install --cron --print
    """
    from racedb import config
    from racedb.errors import UsageError
    from racedb.schedule import install as units

    if systemd == cron or not print_:
        message = "use --systemd --print or --cron --print; racedb itself changes no system"
        raise UsageError(message)
    found, path = _schedules(), config.load().path
    if not found or path is None:
        raise UsageError(_NO_SCHEDULES)
    if cron:
        print("\n".join(units.crontab(found, path)))
        return
    print(units.enabling(found))
    print("\n".join(f"# {name}\n{text}" for name, text in units.systemd(found, path)), end="")


def _schedules() -> "list[Schedule]":
    from racedb import config
    from racedb.schedule.plan import schedules

    return schedules(config.load())
