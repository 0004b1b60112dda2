"""`racedb db`: create, upgrade, check and describe a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli.help import App
from racedb.cli.options import Db, Format, Metrics, Output
from racedb.cli.query import print_rows
from racedb.counted import counted
from racedb.log import emit

if TYPE_CHECKING:
    from sqlalchemy import URL

app = App(help="Create, upgrade, check and describe a database.")

_DAMAGED = 1
_REBUILD = "'racedb db refresh' rebuilds it"
_LISTED = 20
"""Summaries that a refresh names at most."""
_HAS_FINDINGS = 5
_FINDINGS = ("check", "severity", "season", "event", "session", "car", "what", "source")
_CHECKS = ("check", "severity", "of", "what holds", "why")


@app.command()
def create(db: Db = None) -> None:
    """Create an empty database with the newest schema."""
    from racedb.db import revisions, schema
    from racedb.db.url import database_url, shown

    url = database_url(db)
    schema.create(url)
    emit(f"{shown(url)}: created, revision {revisions.newest()}")


@app.command()
def upgrade(db: Db = None) -> None:
    """Upgrade a database to the newest schema. A SQLite file is copied first."""
    from racedb.db import revisions, schema
    from racedb.db.url import database_url, shown

    url = database_url(db)
    with _copy_kept(url, revisions.newest()):
        before, after = schema.upgrade(url)
    done = "nothing to do" if before == after else f"upgraded from {before or 'empty'}"
    emit(f"{shown(url)}: {done}, revision {after}")


@app.command()
def downgrade(
    revision: Annotated[
        str, typer.Argument(metavar="REVISION", help="0001_initial ..., or base: no tables.")
    ],
    db: Db = None,
) -> None:
    """Downgrade the schema. Data that only the newer revision can hold are lost."""
    from racedb.db import schema
    from racedb.db.url import database_url, shown

    url = database_url(db)
    with _copy_kept(url, revision):
        before, after = schema.downgrade(url, revision)
    emit(f"{shown(url)}: from {before or 'empty'} to {after or 'empty'}")


@contextmanager
def _copy_kept(url: "URL", revision: str) -> Iterator[None]:
    """Copy a SQLite database before its schema changes; keep the copy if the change succeeds."""
    from racedb.db import backup, schema

    before = schema.current(url)
    copy = backup.set_aside(url, before) if before and before != revision else None
    try:
        yield
    except BaseException:
        if copy:
            copy.unlink()
        raise
    if copy:
        emit(f"{copy}: the database before the change")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    db: Db = None,
) -> None:
    """
    Copy a SQLite database, and verify the copy.

    It works even during a load.

    racedb db backup monday.sqlite
    """
    from racedb.db import backup as files
    from racedb.db.url import database_url

    size = files.backup(database_url(db), target)
    emit(f"{target}: {counted(size, 'bytes')}, verified")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `backup` made.")],
    db: Db = None,
) -> None:
    """
    Restore a backup into a new database.

    An existing database is never overwritten.

    racedb db restore monday.sqlite
    """
    from racedb.db import backup as files
    from racedb.db.url import database_url, shown

    url = database_url(db)
    files.restore(source, url)
    emit(f"{shown(url)}: restored from {source}")


@app.command()
def check(
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Explain the checks; touch no database.")
    ] = False,
) -> None:
    """
    Check a database for damage and for impossible values.

    Exit code 1: the database is damaged; 5: there are findings worse than a note; 0: neither.
    """
    from racedb.db.url import database_url, shown

    if list_:
        _print_checks(format_, output)
        return
    url = database_url(db)
    damage = _damage(url)
    rows = damage or _findings(url)
    if rows or format_ != "table":
        print_rows(_FINDINGS, rows, format_, output)
    if damage:
        raise typer.Exit(_DAMAGED)
    if not rows:
        emit(f"{shown(url)}: no problem found")
    if any(row[1] != "note" for row in rows):
        raise typer.Exit(_HAS_FINDINGS)


def _print_checks(format_: str, output: Path | None) -> None:
    from racedb.checks import checks

    rows = [(it.name, it.severity, it.of, it.title, it.why) for it in checks()]
    print_rows(_CHECKS, rows, format_, output)


def _damage(url: "URL") -> list[tuple[str | None, ...]]:
    """Return a row for each sign of damage, or else for each summary that is wrong."""
    from racedb.db.engine import read
    from racedb.db.inspect import problems
    from racedb.summaries.registry import verify

    found = [(it.check, it.message) for it in problems(url)]
    if not found:
        with read(url) as connection:
            found = [
                ("summary", f"{name} of {what!r} is not what its facts give; {_REBUILD}")
                for name, what in verify(connection)
            ]
    return [(check, "damage", None, None, None, None, message, None) for check, message in found]


def _findings(url: "URL") -> list[tuple[str | None, ...]]:
    """Run the checks over the whole database and return a row for each finding."""
    from racedb import checks
    from racedb.db.engine import read

    with read(url) as connection:
        return [
            (it.check.name, it.check.severity, it.season, it.event, it.session, it.car, it.what,
             f"{it.uri}:{it.line}")
            for it in checks.run_all(connection)
        ]  # fmt: skip


@app.command()
def refresh(db: Db = None) -> None:
    """
    Rebuild the summaries, and list those that were wrong.

    A summary, such as the sums of laps, is computed from results and laps. Only a change that
    bypasses racedb makes one wrong; `racedb db check` finds it.
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url, shown
    from racedb.summaries.registry import rebuild

    url = database_url(db)
    with write(url) as connection:
        wrong = rebuild(connection)
    for name, what in wrong[:_LISTED]:
        emit(f"rebuilt: {name} of {what!r}")
    if len(wrong) > _LISTED:
        emit(f"... and {len(wrong) - _LISTED:,} more")
    emit(f"{shown(url)}: {len(wrong):,} rebuilt" if wrong else f"{shown(url)}: all were right")


@app.command()
def info(
    db: Db = None, format_: Format = "table", output: Output = None, metrics: Metrics = None
) -> None:
    """
    Describe a database.

    Its place, revision, size and last import, and the rows of each table.

    racedb db info --format json
    """
    from racedb.db.inspect import facts
    from racedb.db.url import database_url

    found = facts(database_url(db))
    if metrics:
        from racedb.render.openmetrics import of_database, write

        write(of_database(found), metrics)
    print_rows(("what", "value"), found.listed(), format_, output)


@app.command()
def url(
    db: Db = None,
    show_password: Annotated[
        bool, typer.Option("--show-password", help="Do not mask the password.")
    ] = False,
) -> None:
    """Print the URL, or the path of a SQLite file, for other tools."""
    from racedb.db.url import database_url, for_tools

    print(for_tools(database_url(db), show_password=show_password))


@app.command("grant-reader")
def grant_reader(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="Created if it is missing.")],
    db: Db = None,
) -> None:
    """Grant a PostgreSQL role read-only access. For dashboards, notebooks and colleagues."""
    from racedb.db import roles
    from racedb.db.url import database_url, shown

    url = database_url(db)
    created = roles.grant_reader(url, role)
    hint = f"; set its password in psql: \\password {role}" if created else ""
    emit(f"{shown(url)}: {role} can read, and nothing else{hint}")
