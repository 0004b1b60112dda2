"""`racedb review`: names that may be the same, and what people decide about them."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from racedb.cli.help import App
from racedb.cli.options import Db, Format, Output, author
from racedb.cli.query import print_rows
from racedb.counted import counted
from racedb.log import emit

app = App(help="Decide whether similar names are the same person, team, car or circuit.")

Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the review.")]
Ids = Annotated[list[int], typer.Argument(metavar="ID...", help="Numbers of the reviews.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; default: your login.")
]


Kind = Annotated[
    Literal["driver", "team", "car", "manufacturer", "circuit", "series", "class", "event"] | None,
    typer.Option("--kind", help="driver, team, car, manufacturer, circuit, series, class or event"),
]


@app.command("list")
def list_(
    kind: Kind = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="A part of either name.")
    ] = None,
    min_score: Annotated[
        int, typer.Option("--min-score", metavar="N", help="Only so similar names.")
    ] = 0,
    skipped: Annotated[
        bool, typer.Option("--skipped", help="Also those that somebody could not answer.")
    ] = False,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
) -> None:
    """List the open reviews, with the reasons. The most similar names come first."""
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.identity.questions import Filter, list_questions
    from racedb.identity.reviews import Question

    with current(database_url(db)) as connection:
        found = list_questions(connection, Filter(kind, name, min_score, skipped))
    print_rows(Question._fields, found, format_, output)


@app.command()
def accept(
    numbers: Ids,
    choice: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Which candidate, if there are several."),
    ] = None,
    by: By = None,
    db: Db = None,
) -> None:
    """
    Merge the two: they are the same person, team ... Both names stay known.

    racedb review accept 3 4 7

    racedb review accept 3 --as "Bo Dahl"
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        done = {it: decisions.accept(connection, it, choice, author(by)) for it in numbers}
    for number, outcome in done.items():
        emit(f"review {number}: {outcome}")


@app.command()
def new(numbers: Ids, by: By = None, db: Db = None) -> None:
    """Keep the two apart: they are different people, teams ..., for good."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        done = [decisions.mark_different(connection, it, author(by)) for it in numbers]
    for outcome in done:
        emit(outcome)


@app.command()
def reopen(number: Id, db: Db = None) -> None:
    """Take a decision back: what was merged, renamed, linked or split is as before."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    with write(database_url(db)) as connection:
        outcome = decisions.reopen(connection, number)
    emit(outcome)


@app.command()
def decide(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name or a slug.")],
    word: Annotated[
        Literal["same", "different", "renamed", "linked", "split", "cannot say"],
        typer.Argument(
            metavar="DECISION", help="same, different, renamed, linked, split or 'cannot say'"
        ),
    ],
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="The other name; the first year of a split.")
    ],
    kind: Kind = "driver",
    by: By = None,
    db: Db = None,
) -> None:
    r"""
    Decide about two names of any kind, also without a question.

    racedb review decide \
      "Alpha Tauri" same AlphaTauri \
      --kind team

    racedb review decide \
      "Toro Rosso" linked AlphaTauri \
      --kind team
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity import decisions

    decision = decisions.Decision(0, name, word, other, author(by), kind=kind or "driver")
    with write(database_url(db)) as connection:
        outcome = decisions.decide(connection, decision)
    emit(outcome or f"{name} and {other}: decided already")


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
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.identity.decisions import COLUMNS, export_decisions

    with current(database_url(db)) as connection:
        rows = export_decisions(connection)
    print_rows(COLUMNS, rows, format_, output)


@app.command()
def apply(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: name,decision,same_as")],
    by: By = None,
    db: Db = None,
) -> None:
    """Apply the decisions of a file; those that no longer fit are listed, with exit code 5."""
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity.decisions import apply_decisions, read_decisions

    found = read_decisions(path, author(by))
    with write(database_url(db)) as connection:
        applied = apply_decisions(connection, found, str(path))
    for line in (*applied.done, *applied.refused):
        emit(line)
    refused = f", {len(applied.refused)} not applied" if applied.refused else ""
    emit(f"{path}: {counted(len(found), 'decisions')}, {len(applied.done)} of them new{refused}")
    if applied.refused:
        raise typer.Exit(5)


def forget(
    driver: Annotated[str, typer.Argument(metavar="DRIVER", help="Slug or name.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would change, and change nothing.")
    ] = False,
    db: Db = None,
) -> None:
    """
    Replace the name and the keys of a driver everywhere; the results stay. This is for good.

    Files, backups and exports outside of the database keep the name.
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.identity.forget import forget as replace

    with write(database_url(db), dry_run=dry_run) as connection:
        called, changed = replace(connection, driver)
    where = ", ".join(f"{table} {count:,}" for table, count in changed.items())
    emit(f"{driver} {'would be' if dry_run else 'is now'} {called}; values replaced: {where}")
