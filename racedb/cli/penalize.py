"""`racedb penalize` and `penalties`: decisions of stewards, and what they make of results."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli.correct import Variant
from racedb.cli.help import App
from racedb.cli.move import By, Meeting
from racedb.cli.options import Db, Format, Output, author
from racedb.log import emit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from racedb.history.penalties import Done

penalties_app = App(help="List and apply penalties, and take them back.")

Numbers = Annotated[list[int], typer.Argument(metavar="ID...", help="See the query `penalties`.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change, and store nothing.")
]


def penalize(
    event: Meeting,
    session: Annotated[str, typer.Argument(metavar="SESSION", help="Code or name: R, Qualifying")],
    car: Annotated[
        str | None, typer.Argument(metavar="CAR", help="Number as printed: 007 is not 7.")
    ] = None,
    driver: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Who of the crew is penalised; finds a car without a number, too."
        ),
    ] = None,
    variant: Variant = None,
    seconds: Annotated[
        float | None, typer.Option(metavar="S", help="Added to the total time.")
    ] = None,
    laps: Annotated[int | None, typer.Option(metavar="N", help="Laps taken off.")] = None,
    places: Annotated[
        int | None, typer.Option(metavar="N", help="Places lost in the classification.")
    ] = None,
    disqualify: Annotated[bool, typer.Option("--disqualify", help="From the session.")] = False,
    delete_time: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="A lap time that does not count: 1:23.456; or all."),
    ] = None,
    grid_places: Annotated[
        int | None, typer.Option(metavar="N", help="Places lost on the grid of the next race.")
    ] = None,
    back_of_grid: Annotated[
        bool, typer.Option("--back-of-grid", help="Starts the next race from there.")
    ] = False,
    pit_lane: Annotated[
        bool, typer.Option("--pit-lane", help="Starts the next race from there.")
    ] = False,
    points: Annotated[
        float | None, typer.Option(metavar="N", help="Points of the championship.")
    ] = None,
    licence_points: Annotated[
        float | None, typer.Option(metavar="N", help="Points on the licence.")
    ] = None,
    fine: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="With its currency: 5000 EUR")
    ] = None,
    reprimand: Annotated[bool, typer.Option("--reprimand")] = False,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="The offence.")] = None,
    document: Annotated[
        str | None, typer.Option(metavar="NAME", help="Number or name of the decision.")
    ] = None,
    lap: Annotated[int | None, typer.Option(min=1, metavar="N", help="Of the offence.")] = None,
    served: Annotated[
        bool, typer.Option("--served", help="Served in the session: it changes no result.")
    ] = False,
    no_apply: Annotated[
        bool, typer.Option("--no-apply", help="Only store it: the classification has it already.")
    ] = False,
    by: By = None,
    dry_run: DryRun = False,
    db: Db = None,
) -> None:
    r"""
    Enter a penalty, and rank the session again.

    It is applied again after later loads. `racedb penalties undo` takes it back.

    racedb penalize 2025-summer-race R 7 \
      --seconds 5 \
      --reason "track limits" \
      --document "Decision 34"

    racedb penalize 2025-summer-race Q 8 \
      --delete-time 1:23.456 --dry-run
    """
    from racedb.errors import UsageError
    from racedb.history import penalties as decisions
    from racedb.history.meant import meant
    from racedb.penalty_words import entered

    if car is None and driver is None:
        raise UsageError("name the car by its number, or one of its crew: --driver NAME")
    options = {
        "seconds": seconds, "laps": laps, "places": places, "disqualification": disqualify,
        "deleted_time": delete_time, "grid_places": grid_places, "back_of_grid": back_of_grid,
        "pit_lane": pit_lane, "points": points, "licence_points": licence_points, "fine": fine,
        "reprimand": reprimand,
    }  # fmt: skip
    given = [
        entered(kind, amount) for kind, amount in options.items() if amount not in (None, False)
    ]
    if not given:
        raise UsageError("say what was decided: --seconds 5, --places 1, --disqualify ...")
    names = {
        "event": event, "session": session, "car": car, "driver": driver, "variant": variant,
    }  # fmt: skip
    about = decisions.About(
        reason=reason, document=document, lap_number=lap, served=True if served else None
    )

    def work(connection: "Connection") -> "Done":
        found = meant(connection, names)
        return decisions.penalise(connection, found, given, about, author(by), apply=not no_apply)

    _do(work, db, dry_run=dry_run)


@penalties_app.command("list")
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List all penalties; the query `penalties` filters them."""
    from racedb.cli.query import run_query

    run_query("penalties", {}, db, format_, output)


@penalties_app.command("apply")
def apply_(numbers: Numbers, by: By = None, dry_run: DryRun = False, db: Db = None) -> None:
    """
    Apply penalties that a file lists.

    A load stores them and applies none, because a final classification has most of them already.
    """
    from racedb.history.penalties import apply_stored

    _do(lambda connection: apply_stored(connection, numbers, author(by)), db, dry_run=dry_run)


@penalties_app.command()
def undo(numbers: Numbers, by: By = None, dry_run: DryRun = False, db: Db = None) -> None:
    """
    Take penalties back, in any order.

    The classification is what its files state, with the penalties that are left. One that a person
    entered is removed; one that a file lists stays, and is not applied any more.
    """
    from racedb.history import penalties as decisions

    _do(lambda connection: decisions.undo(connection, numbers, author(by)), db, dry_run=dry_run)


def _do(work: "Callable[[Connection], Done]", db: str | None, *, dry_run: bool) -> None:
    """Change penalties in one transaction; print what was done, and what it changes of results."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.history.diff import OF_PENALTIES, changes
    from racedb.render.history import write as print_changes

    with write(database_url(db), dry_run=dry_run) as connection:
        done = work(connection)
        found = [it for it in changes(connection, done.import_id) if it.field not in OF_PENALTIES]
    for line in done.lines:
        emit(line)
    print_changes(found, "text")
    if dry_run:
        sys.stdout.flush()
        emit("dry run, nothing was stored")
