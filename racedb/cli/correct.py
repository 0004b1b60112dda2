"""`racedb correct`, `corrections` and `explain`: a value that is wrong, and where it came from."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import typer

from racedb.cli.help import App
from racedb.cli.options import Db, Format, Output, author, key_values
from racedb.fields import OF_SESSION
from racedb.log import emit

corrections_app = App(help="List and remove corrections.")
explain_app = App(help="Show where a result, a lap, a driver ... comes from.")

Event = Annotated[str, typer.Option(metavar="EVENT", help="Slug, name or a part of it: spa 2009")]
Session = Annotated[str | None, typer.Option(metavar="SESSION", help="Code or name: R, Qualifying")]
Car = Annotated[str | None, typer.Option(metavar="NUMBER", help="Number as printed: 007 is not 7.")]
Driver = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="One of the crew, for cars without a printed number."),
]
Variant = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Which of several cars with one number.")
]
Lap = Annotated[int | None, typer.Option(min=1, metavar="N", help="Number of the lap.")]
At = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        help="Of weather or a message: 2025-11-23T06:00:00Z, 1:02:03 of the session.",
    ),
]
Row = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Of weather or a message: its number.")
]
ExplainFormat = Annotated[
    Literal["text", "json"], typer.Option("--format", metavar="FORMAT", help="text or json.")
]

_COLUMNS = (
    "id", "table", "where", "column", "file_says", "is", "reason", "author", "made_at",
)  # fmt: skip


def correct(
    table: Annotated[
        Literal["results", "laps", "entries", "weather", "race_control_messages"],
        typer.Argument(
            metavar="TABLE", help="results, laps, entries, weather or race_control_messages."
        ),
    ],
    values: Annotated[
        list[str],
        typer.Argument(metavar="COLUMN=VALUE", help="position=2; position= empties it."),
    ],
    event: Event,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why; it is stored with the correction.")
    ],
    session: Session = None,
    car: Car = None,
    driver: Driver = None,
    variant: Variant = None,
    lap: Lap = None,
    at: At = None,
    row: Row = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who corrects; default: your login."),
    ] = None,
    db: Db = None,
) -> None:
    r"""
    Correct a value, now and after every later load.

    racedb correct results \
      --event 2009-24-hours-of-spa \
      --session Q \
      --car 4 best_lap_us=2:18.030 \
      --reason "stewards, bulletin 7"

    racedb correct laps \
      --event 2009-24-hours-of-spa \
      --session R \
      --car 4 --lap 17 pit_in=yes \
      --reason "seen on TV"

    racedb correct weather \
      --event 2009-24-hours-of-spa \
      --session R \
      --at 2009-07-25T14:05:00Z rain=yes \
      --reason "seen on TV"
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.errors import UsageError
    from racedb.history import corrections
    from racedb.history.meant import meant

    wanted = key_values(values, "position=2")
    names = _names(
        table, event, session=session, car=car, driver=driver, variant=variant, lap=lap, at=at,
        row=row,
    )  # fmt: skip
    if not reason.strip():
        raise UsageError("--reason must state why")
    with write(database_url(db)) as connection:
        found = meant(connection, names)
        made = corrections.correct(connection, table, found, wanted, reason.strip(), author(by))
    for one in made:
        emit(f"correction {one.id}: {one.where}: {one.change}")


@corrections_app.command("list")
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List all corrections."""
    from racedb.cli.query import print_rows
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.history import corrections

    with current(database_url(db)) as connection:
        rows = [
            (it.id, it.table, it.where, it.column, it.old, it.new, it.reason, it.author,
             it.made_at.isoformat(sep=" ", timespec="seconds"))
            for it in corrections.read_corrections(connection)
        ]  # fmt: skip
    print_rows(_COLUMNS, rows, format_, output)


@corrections_app.command()
def remove(
    number: Annotated[int, typer.Argument(metavar="ID", help="See `racedb corrections list`.")],
    db: Db = None,
) -> None:
    """Remove a correction: the value becomes what the file states."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.history import corrections

    with write(database_url(db)) as connection:
        one = corrections.remove(connection, number)
    old = "nothing" if one.old is None else one.old
    emit(f"correction {number} removed: {one.where}: {one.column} = {old} again")


@explain_app.command()
def result(
    event: Event,
    session: Session = None,
    car: Car = None,
    driver: Driver = None,
    variant: Variant = None,
    db: Db = None,
    format_: ExplainFormat = "text",
) -> None:
    r"""
    Show where a result comes from.

    Its file, line, import, changes, corrections and names.

    racedb explain result \
      --event 2009-24-hours-of-spa \
      --session Q \
      --car 8
    """
    names = _names("results", event, session=session, car=car, driver=driver, variant=variant)
    _explain("results", names, db, format_)


@explain_app.command("lap")
def lap_(
    event: Event,
    session: Session = None,
    car: Car = None,
    driver: Driver = None,
    variant: Variant = None,
    lap: Lap = None,
    db: Db = None,
    format_: ExplainFormat = "text",
) -> None:
    r"""
    Show where a lap comes from.

    racedb explain lap \
      --event 2009-24-hours-of-spa \
      --session R \
      --car 8 \
      --lap 5
    """
    names = _names("laps", event, session=session, car=car, driver=driver, variant=variant, lap=lap)
    _explain("laps", names, db, format_)


@explain_app.command()
def weather(
    event: Event,
    session: Session = None,
    at: At = None,
    row: Row = None,
    db: Db = None,
    format_: ExplainFormat = "text",
) -> None:
    r"""
    Show where a measurement of the weather comes from.

    racedb explain weather \
      --event 2009-24-hours-of-spa \
      --session R \
      --at 2009-07-25T14:05:00Z
    """
    _explain("weather", _names("weather", event, session=session, at=at, row=row), db, format_)


@explain_app.command()
def message(
    event: Event,
    session: Session = None,
    at: At = None,
    row: Row = None,
    db: Db = None,
    format_: ExplainFormat = "text",
) -> None:
    r"""
    Show where a message of race control comes from.

    racedb explain message \
      --event 2009-24-hours-of-spa \
      --session R \
      --row 12
    """
    table = "race_control_messages"
    _explain(table, _names(table, event, session=session, at=at, row=row), db, format_)


@explain_app.command("driver")
def driver_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Slug, or any spelling of the name.")],
    db: Db = None,
    format_: ExplainFormat = "text",
) -> None:
    """
    Show the names of a driver, and where they come from.

    Who decided so, and which files mention the driver.

    racedb explain driver "Neel Jani"
    """
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.history.explain import explain_driver

    with current(database_url(db)) as connection:
        _print(explain_driver(connection, name), format_)


_CAR = ("car", "driver")
_NEEDED: Mapping[str, Sequence[tuple[str, ...]]] = {
    "entries": [_CAR],
    "results": [_CAR, ("session",)],
    "laps": [_CAR, ("session",), ("lap",)],
    **{table: [("session",), ("at", "row")] for table in OF_SESSION},
}
"""The options that identify a row of each table; of a group one or the other."""


def _names(table: str, event: str, **options: object) -> dict[str, object]:
    """
    Return the options that identify one row of a table.

    Raises:
        UsageError: an option is missing, or does not apply to the table.
    """
    from racedb.errors import UsageError

    given = {name: value for name, value in options.items() if value is not None}
    what = {"weather": "measurements of weather"}.get(table, table)
    groups = _NEEDED[table]
    for group in groups:
        if group == _CAR and len(given.keys() & group) != 1:
            raise UsageError("use either --car or --driver")
        if not given.keys() & group:
            raise UsageError(f"{what} need {' or '.join(f'--{name}' for name in group)}")
    known = {name for group in groups for name in group}
    known |= {"variant"} if _CAR in groups else set()
    for name in given:
        if name not in known:
            raise UsageError(f"{what} take no --{name}")
    return {"event": event, **options}


def _explain(table: str, names: dict[str, object], db: str | None, format_: str) -> None:
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.history.explain import explain_fact
    from racedb.history.meant import meant
    from racedb.readers import read_file

    with current(database_url(db)) as connection:
        _print(explain_fact(connection, table, meant(connection, names), read_file), format_)


def _print(explained: Any, format_: str) -> None:
    from racedb.render.history import explanation
    from racedb.safe_text import escape, escape_json

    if format_ == "json":
        print(escape_json(json.dumps(explained, ensure_ascii=False, indent=1)))
        return
    for line in explanation(explained):
        print(escape(line))
