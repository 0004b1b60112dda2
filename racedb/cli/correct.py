"""`racedb correct` and `racedb corrections`: values that a person sets right, for good."""

import getpass
from typing import Annotated, Literal

import typer

from racedb.cli.options import Db, Format, Output
from racedb.cli.panels import Command
from racedb.log import emit

app = typer.Typer(no_args_is_help=True, help="Values that people set right, and take back.")

Event = Annotated[str, typer.Option(help="Slug or name: 2009-24-hours-of-spa")]
Session = Annotated[str | None, typer.Option(help="Code or name: R, Qualifying")]
Car = Annotated[str | None, typer.Option(help="Number as printed: 007 is not 7.")]
Driver = Annotated[str | None, typer.Option(help="One of the crew, where no number is printed.")]
Variant = Annotated[int | None, typer.Option(min=1, help="Which of several cars of one number.")]
Lap = Annotated[int | None, typer.Option(min=1, help="Number of the lap.")]


def names(
    what: str,
    event: str,
    session: str | None,
    car: str | None,
    driver: str | None,
    variant: int | None,
    lap: int | None,
) -> dict[str, object]:
    """
    Put together what names one row of results, laps or entries.

    Raises:
        UsageError: something is missing, or too much.
    """
    from racedb.errors import UsageError

    needs_session, needs_lap = what != "entries", what == "laps"
    if (car is None) == (driver is None):
        raise UsageError("give either --car or --driver")
    for name, value, needed in (
        ("--session", session, needs_session),
        ("--lap", lap, needs_lap),
    ):
        if needed and value is None:
            raise UsageError(f"{what} need {name}")
        if not needed and value is not None:
            raise UsageError(f"{what} take no {name}")
    return {
        "event": event, "session": session, "car": car, "driver": driver, "variant": variant,
        "lap": lap,
    }  # fmt: skip


def correct(
    what: Annotated[
        Literal["results", "laps", "entries"],
        typer.Argument(metavar="TABLE", help="results, laps or entries."),
    ],
    values: Annotated[
        list[str], typer.Argument(metavar="COLUMN=VALUE", help="position=2; position= is nothing")
    ],
    event: Event,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")],
    session: Session = None,
    car: Car = None,
    driver: Driver = None,
    variant: Variant = None,
    lap: Lap = None,
    author: Annotated[str | None, typer.Option(help="Who; you, when not given.")] = None,
    db: Db = None,
) -> None:
    """
    Set a value right, now and after every later load.

    racedb correct results
      --event 2009-24-hours-of-spa
      --session Q
      --car 4 best_lap_us=2:18.030
      --reason "stewards, bulletin 7"

    racedb correct laps
      --event 2009-24-hours-of-spa
      --session R
      --car 4 --lap 17 pit_in=yes
      --reason "seen on TV"
    """
    from racedb.cli.query import pairs
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.errors import UsageError
    from racedb.history import corrections

    given = pairs(values, "position=2")
    which = names(what, event, session, car, driver, variant, lap)
    if not reason.strip():
        raise UsageError("--reason must say why")
    with write(database_url(db)) as connection:
        made = corrections.correct(
            connection, what, which, given, reason.strip(), author or getpass.getuser()
        )
    for one in made:
        emit(f"correction {one.id}: {one.where}: {one.change}")


@app.command("list", cls=Command)
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List all corrections."""
    from racedb.cli.query import show_rows
    from racedb.db.engine import current
    from racedb.db.readonly import Result
    from racedb.db.url import database_url
    from racedb.history import corrections

    with current(database_url(db)) as connection:
        rows = [
            (it.id, it.table, it.where, it.column, it.old, it.new, it.reason, it.author,
             it.made_at.isoformat(sep=" ", timespec="seconds"))
            for it in corrections.read_corrections(connection)
        ]  # fmt: skip
    head = ("id", "table", "where", "column", "file_says", "is", "reason", "author", "made_at")
    show_rows(Result(head, iter(rows)), format_, output, limit=0)


@app.command(cls=Command)
def remove(
    number: Annotated[int, typer.Argument(metavar="ID", help="Of `racedb corrections list`.")],
    db: Db = None,
) -> None:
    """Take a correction back: the value becomes what the file says."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.history import corrections

    with write(database_url(db)) as connection:
        one = corrections.remove(connection, number)
    old = "nothing" if one.old is None else one.old
    emit(f"correction {number} removed: {one.where}: {one.column} = {old} again")
