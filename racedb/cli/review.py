"""`racedb review`: names that may be the same person's, and what people decide about them."""

from pathlib import Path
from typing import Annotated

import typer

from racedb.cli.options import Db, Format, Output
from racedb.cli.panels import Command
from racedb.log import emit

app = typer.Typer(no_args_is_help=True, help="Names that may be one person's: you decide.")

Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the review.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; your login if not given.")
]


@app.command("list", cls=Command)
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List the open questions, the likest names first, with the reasons of the score."""
    from racedb.cli.query import show_rows
    from racedb.db.engine import read
    from racedb.db.readonly import Result
    from racedb.db.url import database_url
    from racedb.identity.reviews import Question, list_questions

    with read(database_url(db)) as connection:
        found = list_questions(connection)
    show_rows(Result(Question._fields, iter(found)), format_, output, limit=0)


@app.command(cls=Command)
def accept(
    number: Id,
    choice: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Which candidate, where there are several."),
    ] = None,
    by: By = None,
    db: Db = None,
) -> None:
    """
    Say that the two names are one person's: they are merged, both names stay known.

    racedb review accept 3

    racedb review accept 3 --as "Bo Dahl"
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        said = decisions.accept(connection, number, choice, _author(by))
    emit(f"review {number}: {said}")


@app.command(cls=Command)
def new(number: Id, by: By = None, db: Db = None) -> None:
    """Say that they are different people; nobody is asked again."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        said = decisions.mark_different(connection, number, _author(by))
    emit(said)


@app.command(cls=Command)
def reopen(number: Id, db: Db = None) -> None:
    """Take a decision back: merged drivers are two again, the question is open again."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        said = decisions.reopen(connection, number)
    emit(said)


@app.command(cls=Command)
def limit(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it is printed.")],
    meant: Annotated[str, typer.Argument(metavar="DRIVER", help="Whom it means there.")],
    scope: Annotated[
        str,
        typer.Option("--in", metavar="SCOPE", help="team:SLUG, season:SERIES/LABEL, series:SLUG"),
    ],
    by: By = None,
    db: Db = None,
) -> None:
    r"""
    Say that a name means somebody else in one team, season or series: namesakes.

    racedb review limit \
      "Ann Berg" "Ann Berg Jr." \
      --in season:club-cup/2025
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    decision = decisions.Decision(0, name, "same", meant, _author(by), scope)
    with write(database_url(db)) as connection:
        said = decisions.decide(connection, decision)
    emit(said or f"{name} is already {meant} in {scope}")


@app.command(cls=Command)
def export(db: Db = None, format_: Format = "csv", output: Output = None) -> None:
    """Write all questions and decisions as a file that `apply` reads: fill in same or different."""
    from racedb.cli.query import show_rows
    from racedb.db.engine import read
    from racedb.db.readonly import Result
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with read(database_url(db)) as connection:
        rows = decisions.export_decisions(connection)
    show_rows(Result(decisions.COLUMNS, iter(rows)), format_, output, limit=0)


@app.command(cls=Command)
def apply(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: name,decision,same_as")],
    by: By = None,
    db: Db = None,
) -> None:
    """Carry the decisions of a file out, all or none; names not loaded yet are remembered."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    found = decisions.read_decisions(path, _author(by))
    with write(database_url(db)) as connection:
        said = decisions.apply_decisions(connection, found, str(path))
    for line in said:
        emit(line)
    emit(f"{path}: {len(found)} decisions, {len(said)} of them new")


def _author(by: str | None) -> str:
    """Name who decides: as given, else whoever is logged in."""
    from getpass import getuser

    if by:
        return by
    try:
        return getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "somebody"
