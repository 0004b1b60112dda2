"""`racedb review`: names that may be the same person's, and what people decide about them."""

from pathlib import Path
from typing import Annotated

import typer

from racedb.cli.help import App
from racedb.cli.options import Db, Format, Output, author
from racedb.cli.query import print_rows
from racedb.log import emit

app = App(help="Decide whether similar names are the same person.")

Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the review.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; default: your login.")
]


@app.command("list")
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List the open reviews, with the reasons. The most similar names come first."""
    from racedb.db.engine import read
    from racedb.db.url import database_url
    from racedb.identity.reviews import Question, list_questions

    with read(database_url(db)) as connection:
        found = list_questions(connection)
    print_rows(Question._fields, found, format_, output)


@app.command()
def accept(
    number: Id,
    choice: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Which candidate, if there are several."),
    ] = None,
    by: By = None,
    db: Db = None,
) -> None:
    """
    Merge the two drivers: they are the same person. Both names stay known.

    racedb review accept 3

    racedb review accept 3 --as "Bo Dahl"
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        outcome = decisions.accept(connection, number, choice, author(by))
    emit(f"review {number}: {outcome}")


@app.command()
def new(number: Id, by: By = None, db: Db = None) -> None:
    """Keep the two drivers apart: they are different people, for good."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        outcome = decisions.mark_different(connection, number, author(by))
    emit(outcome)


@app.command()
def reopen(number: Id, db: Db = None) -> None:
    """Reopen a review: merged drivers become two again."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        outcome = decisions.reopen(connection, number)
    emit(outcome)


@app.command()
def limit(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name as printed.")],
    driver: Annotated[
        str, typer.Argument(metavar="DRIVER", help="The driver that it means there.")
    ],
    scope: Annotated[
        str,
        typer.Option("--in", metavar="SCOPE", help="team:SLUG, season:SERIES/LABEL, series:SLUG"),
    ],
    by: By = None,
    db: Db = None,
) -> None:
    r"""
    Let a name mean another driver in one team or season.

    For namesakes, within a team, a season or a series.

    racedb review limit \
      "Ann Berg" "Ann Berg Jr." \
      --in season:club-cup/2025
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    decision = decisions.Decision(0, name, "same", driver, author(by), scope)
    with write(database_url(db)) as connection:
        outcome = decisions.decide(connection, decision)
    emit(outcome or f"{name} is already {driver} in {scope}")


@app.command()
def export(db: Db = None, format_: Format = "csv", output: Output = None) -> None:
    """Export all reviews and decisions. Fill in same or different, and `apply` the file."""
    from racedb.db.engine import read
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with read(database_url(db)) as connection:
        rows = decisions.export_decisions(connection)
    print_rows(decisions.COLUMNS, rows, format_, output)


@app.command()
def apply(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: name,decision,same_as")],
    by: By = None,
    db: Db = None,
) -> None:
    """Apply the decisions of a file, all or none. Those for unknown names wait for a load."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    found = decisions.read_decisions(path, author(by))
    with write(database_url(db)) as connection:
        outcome = decisions.apply_decisions(connection, found, str(path))
    for line in outcome:
        emit(line)
    emit(f"{path}: {len(found)} decisions, {len(outcome)} of them new")
