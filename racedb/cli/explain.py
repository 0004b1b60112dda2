"""`racedb explain`: from a number back to the line of the file."""

import json
from typing import Annotated, Any, Literal

import typer

from racedb.cli.correct import Car, Driver, Event, Lap, Session, Variant, names
from racedb.cli.options import Db
from racedb.cli.panels import Command

app = typer.Typer(no_args_is_help=True, help="Where a result, a lap or a driver comes from.")

Format = Annotated[
    Literal["text", "json"], typer.Option("--format", metavar="FORMAT", help="text or json")
]


@app.command(cls=Command)
def result(
    event: Event,
    session: Session = None,
    car: Car = None,
    driver: Driver = None,
    variant: Variant = None,
    db: Db = None,
    format_: Format = "text",
) -> None:
    """
    Say where a result comes from: file, line, import, changes, corrections, names.

    racedb explain result
      --event 2009-24-hours-of-spa
      --session Q
      --car 8
    """
    _fact("results", names("results", event, session, car, driver, variant, None), db, format_)


@app.command("lap", cls=Command)
def lap_(
    event: Event,
    session: Session = None,
    car: Car = None,
    driver: Driver = None,
    variant: Variant = None,
    lap: Lap = None,
    db: Db = None,
    format_: Format = "text",
) -> None:
    """
    Say where a lap comes from.

    racedb explain lap
      --event 2009-24-hours-of-spa
      --session R
      --car 8
      --lap 5
    """
    _fact("laps", names("laps", event, session, car, driver, variant, lap), db, format_)


@app.command("driver", cls=Command)
def driver_(
    name: Annotated[str, typer.Argument(help="Slug, or any way that the name is written.")],
    db: Db = None,
    format_: Format = "text",
) -> None:
    """
    Say which names stand for a driver, who decided so, and which files name him.

    racedb explain driver "Neel Jani"
    """
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.history.explain import explain_driver

    with current(database_url(db)) as connection:
        _print(explain_driver(connection, name), format_)


def _fact(table: str, which: dict[str, object], db: str | None, format_: str) -> None:
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.history.explain import explain_fact
    from racedb.ingest.identify import read_file

    with current(database_url(db)) as connection:
        _print(explain_fact(connection, table, which, read_file), format_)


def _print(explained: Any, format_: str) -> None:
    from racedb.render.explain import report

    if format_ == "json":
        print(json.dumps(explained, ensure_ascii=False, indent=1))
        return
    for line in report(explained):
        print(line)
