"""`racedb points`: points systems, and which seasons they score."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli import completion
from racedb.cli.help import App
from racedb.cli.options import Db, Format, Output, author
from racedb.cli.query import print_rows, run_query
from racedb.errors import did_you_mean
from racedb.log import emit

if TYPE_CHECKING:
    from racedb.championships.system import System

app = App(help="Points systems: what a place is worth, and which seasons are scored by which.")

System_ = Annotated[
    str,
    typer.Argument(
        metavar="SYSTEM",
        help="Code of a system, or its file: f1-2010, club.toml.",
        autocompletion=completion.points_systems,
    ),
]
Series = Annotated[str, typer.Argument(metavar="SERIES", help="Name or slug of the series.")]
Season = Annotated[
    str | None, typer.Argument(metavar="SEASON", help="2009, 2018-19; without it: every season.")
]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; default: your login.")
]
_LABELS = """
SELECT sn.label FROM seasons AS sn JOIN series AS sr ON sr.id = sn.series_id
 WHERE sr.slug = :series ORDER BY sn.label
"""
_SYSTEMS = ("system", "name", "seasons", "championships", "source")
_ASSIGNED = ("series", "season", "system", "decided_by", "decided_at")


@app.command("list")
def list_(format_: Format = "table", output: Output = None) -> None:
    """
    List the points systems: those of racedb, and your own.

    Your own are the files of the folder `points` of racedb.toml.

    racedb points list
    """
    from racedb.championships.library import files, read

    rows = (_described(read(path)[0]) for path in files(_own()).values())
    print_rows(_SYSTEMS, rows, format_, output, spare=("source", "championships"))


def _described(system: "System") -> tuple[str, str, str, str, str]:
    labels = [label for season in system.seasons for label in season.labels]
    seasons = f"{min(labels)} to {max(labels)}" if labels else "every season"
    of = f"{', '.join(system.series)}: {seasons}" if system.series else "assigned"
    names = ", ".join(it.code for it in system.championships)
    return system.code, system.name, of, names, system.source


@app.command()
def show(system: System_) -> None:
    """
    Print a points system as TOML; a file is checked, too.

    racedb points show f1-2010
    racedb points show club.toml
    """
    print(_found(system)[1], end="")


@app.command()
def assign(
    system: System_, series: Series, season: Season = None, by: By = None, db: Db = None
) -> None:
    r"""
    Score a season, or every season of a series, by a points system.

    Those that racedb has for the series do not count then. The file is stored in the database:
    assign it again after you changed it.

    racedb points assign club.toml \
      "kart club" 2026
    """
    from racedb.championships.rules import of_season
    from racedb.db import readonly
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.queries import lookup
    from racedb.summaries.assignments import assign as assign_system

    found, text = _found(system)
    with readonly.connect(db) as reader:
        slug = lookup.resolve(reader, "series", series)
        known = [str(label) for (label,) in reader.query(_LABELS, {"series": slug}).rows]
    with write(database_url(db)) as connection:
        assign_system(connection, slug, season, found.code, text, author(by))
    if season is not None and season not in known:
        emit(f"racedb: {slug} has no season {season} yet; {did_you_mean(season, known)}")
    names = [it.championship.name for it in of_season(found, season or "", assigned=True)]
    emit(
        f"racedb: {slug} {season or '(every season)'} is scored by {found.code}: {', '.join(names)}"
    )


@app.command()
def unassign(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="Code of the system: club.")],
    series: Series,
    season: Season = None,
    db: Db = None,
) -> None:
    r"""
    Take an assignment back.

    racedb points unassign club \
      "kart club" 2026
    """
    from racedb.db import readonly
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.queries import lookup
    from racedb.summaries.assignments import unassign as take_back

    with readonly.connect(db) as reader:
        slug = lookup.resolve(reader, "series", series)
    with write(database_url(db)) as connection:
        take_back(connection, slug, season, system)
    emit(f"racedb: {slug} {season or '(every season)'} is not scored by {system} any more")


@app.command()
def assigned(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """
    List which seasons somebody assigned a points system to.

    racedb points assigned
    """
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.summaries.assignments import assigned as every

    with current(database_url(db)) as connection:
        found = every(connection)
    rows = ((*it[:-1], f"{it.decided_at:%Y-%m-%d %H:%M} UTC") for it in found)
    print_rows(_ASSIGNED, rows, format_, output)


@app.command()
def check(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SERIES SEASON", help="Only this series, only these seasons: 1990s."
        ),
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
) -> None:
    """
    Compare the points that files print with those of the points systems.

    Each row names the rule that is likely to be behind the difference. Decisions about somebody who
    is not in the database, and ties that no rule breaks, are told on stderr.

    racedb points check
    racedb points check "formula 1" 2009
    """
    from racedb import queries
    from racedb.cli.query import given_values
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.summaries.standings import doubts

    query = queries.load("points-check")
    with current(database_url(db)) as connection:
        for doubt in doubts(connection):
            emit(f"racedb: {doubt}")
    run_query(query.name, given_values(query, given or []), db, format_, output, limit=0)


def _own() -> Path | None:
    """Return the folder of the user's own systems; None: there is none."""
    from racedb import config

    return config.load().points


def _found(system: str) -> "tuple[System, str]":
    """Return the system of a code or a file, and its text."""
    from racedb.championships.library import find, read

    return read(Path(system)) if system.endswith(".toml") else find(system, _own())
