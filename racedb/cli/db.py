"""`racedb db`: make, upgrade, check and describe a database."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli.options import Db, Format, Metrics, Output
from racedb.cli.panels import Command
from racedb.log import emit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

    from racedb.db.inspect import Problem

app = typer.Typer(no_args_is_help=True, help="Make, upgrade, check and describe a database.")


@app.command(cls=Command)
def create(db: Db = None) -> None:
    """Make an empty database with the newest schema."""
    from racedb.db import revisions, schema
    from racedb.db.url import database_url, shown

    url = database_url(db)
    schema.create(url)
    emit(f"{shown(url)}: created, revision {revisions.newest()}")


@app.command(cls=Command)
def upgrade(db: Db = None) -> None:
    """Bring a database, also an empty one, to the newest schema; SQLite is copied first."""
    from racedb.db import revisions, schema
    from racedb.db.url import database_url, shown

    url = database_url(db)
    with _set_aside(url, revisions.newest()):
        before, after = schema.upgrade(url)
    done = "nothing to do" if before == after else f"upgraded from {before or 'empty'}"
    emit(f"{shown(url)}: {done}, revision {after}")


@app.command(cls=Command)
def downgrade(
    revision: Annotated[str, typer.Argument(help="0001_initial ..., or base for nothing at all.")],
    db: Db = None,
) -> None:
    """Take the schema back to an older revision; what only the newer one holds is lost."""
    from racedb.db import schema
    from racedb.db.url import database_url, shown

    url = database_url(db)
    with _set_aside(url, revision):
        before, after = schema.downgrade(url, revision)
    emit(f"{shown(url)}: from {before or 'empty'} to {after or 'empty'}")


@contextmanager
def _set_aside(url: "URL", revision: str) -> "Iterator[None]":
    """Copy a SQLite database whose schema is going to change; the copy stays if it does."""
    from racedb.db import backup as backups
    from racedb.db import schema

    before = schema.current(url)
    copy = backups.set_aside(url, before) if before and before != revision else None
    try:
        yield
    except BaseException:
        if copy:
            copy.unlink()
        raise
    if copy:
        emit(f"{copy}: the database as it was")


@app.command(cls=Command)
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
    db: Db = None,
) -> None:
    """
    Copy an SQLite database, also while it is loaded into, and prove the copy.

    racedb db backup monday.sqlite
    """
    from racedb.db import backup as backups
    from racedb.db.url import database_url

    size = backups.backup(database_url(db), target)
    emit(f"{target}: {size:,} bytes, read from end to end")


@app.command(cls=Command)
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` made.")],
    db: Db = None,
) -> None:
    """
    Make a database of a backup; one that is there is never overwritten.

    racedb db restore monday.sqlite
    """
    from racedb.db import backup as backups
    from racedb.db.url import database_url, shown

    url = database_url(db)
    backups.restore(source, url)
    emit(f"{shown(url)}: restored from {source}")


@app.command(cls=Command)
def check(
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Explain the checks; touch no database.")
    ] = False,
) -> None:
    """
    Look for damage, and for results and laps that cannot be right.

    Exit code 1: the database is damaged; 5: there are findings worse than a note; 0: neither.
    """
    from racedb.cli.query import show_rows
    from racedb.db.readonly import Result
    from racedb.db.url import database_url, shown

    if list_:
        from racedb.checks import checks

        said = [(one.name, one.severity, one.of, one.title, one.why) for one in checks()]
        show_rows(Result(_EXPLAINED, iter(said)), format_, output, limit=0)
        return
    from racedb.db.inspect import problems

    url = database_url(db)
    damage = problems(url) or _wrong_summaries(url)
    rows: list[tuple[str | None, ...]] = [
        (problem.check, "damage", None, None, None, problem.message, None) for problem in damage
    ]
    if not damage:
        rows = _findings(url)
    if rows or format_ != "table":
        show_rows(Result(_FOUND, iter(rows)), format_, output, limit=0)
    if damage:
        raise typer.Exit(1)
    if not rows:
        emit(f"{shown(url)}: no problem found")
    if any(row[1] != "note" for row in rows):
        raise typer.Exit(5)


_FOUND = ("check", "severity", "event", "session", "car", "what", "source")
_EXPLAINED = ("check", "severity", "of", "what holds", "why")


def _wrong_summaries(url: "URL") -> "list[Problem]":
    """Compare the summaries with the facts that they are made of."""
    from racedb.db.engine import read
    from racedb.db.inspect import Problem
    from racedb.summaries.registry import wrong

    with read(url) as connection:
        return [
            Problem(check, f"{what}; 'racedb db refresh' rebuilds it")
            for check, what in wrong(connection)
        ]


def _findings(url: "URL") -> list[tuple[str | None, ...]]:
    """Run the checks over the whole database; a row for each finding."""
    from racedb import checks
    from racedb.db.engine import read

    with read(url) as connection:
        return [
            (it.check.name, it.check.severity, it.event, it.session, it.car, it.what,
             f"{it.uri}:{it.line}")
            for it in checks.everything(connection)
        ]  # fmt: skip


@app.command(cls=Command)
def refresh(db: Db = None) -> None:
    """Rebuild the summaries, such as sums of laps, from the results and laps."""
    from racedb.db.engine import write
    from racedb.db.url import database_url, shown
    from racedb.summaries.registry import keep_all

    url = database_url(db)
    with write(url) as connection:
        keep_all(connection)
    emit(f"{shown(url)}: summaries rebuilt")


@app.command(cls=Command)
def info(
    db: Db = None, format_: Format = "table", output: Output = None, metrics: Metrics = None
) -> None:
    """
    Describe a database: where it is, revision, size, last import, the rows of each table.

    racedb db info --format json
    """
    from racedb.cli.query import show_rows
    from racedb.db.inspect import facts
    from racedb.db.readonly import Result
    from racedb.db.url import database_url

    found = facts(database_url(db))
    if metrics:
        from racedb.render.openmetrics import of_database, write

        write(of_database(found), metrics)
    show_rows(Result(("what", "value"), iter(found.listed())), format_, output, limit=0)


@app.command(cls=Command)
def url(
    db: Db = None,
    show_password: Annotated[bool, typer.Option("--show-password", help="Do not hide it.")] = False,
) -> None:
    """Print the URL for other tools: psql, harlequin, DBeaver; of SQLite the path."""
    from racedb.db.url import database_url, for_tools

    print(for_tools(database_url(db), show_password=show_password))


@app.command("grant-reader", cls=Command)
def grant_reader(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="Made where it is missing.")],
    db: Db = None,
) -> None:
    """Make a role of PostgreSQL that can only read: for dashboards, notebooks, colleagues."""
    from racedb.db import roles
    from racedb.db.url import database_url, shown

    url = database_url(db)
    made = roles.grant_reader(url, role)
    hint = f"; it has no password yet: \\password {role} in psql sets one" if made else ""
    emit(f"{shown(url)}: {role} can read, and nothing else{hint}")
