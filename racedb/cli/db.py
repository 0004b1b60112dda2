"""`racedb db`: make, upgrade, check and describe a database."""

import sys
from typing import Annotated

import typer

from racedb.cli.options import Db, Format, Output
from racedb.cli.panels import Command

app = typer.Typer(no_args_is_help=True, help="Make, upgrade, check and describe a database.")


@app.command(cls=Command)
def create(db: Db = None) -> None:
    """Make an empty database with the newest schema."""
    from racedb.db import migrate
    from racedb.db.url import database_url, shown

    url = database_url(db)
    migrate.create(url)
    print(f"{shown(url)}: created, revision {migrate.head()}", file=sys.stderr)


@app.command(cls=Command)
def upgrade(db: Db = None) -> None:
    """Bring a database, also an empty one, to the newest schema."""
    from racedb.db import migrate
    from racedb.db.url import database_url, shown

    url = database_url(db)
    before, after = migrate.upgrade(url)
    done = "nothing to do" if before == after else f"upgraded from {before or 'empty'}"
    print(f"{shown(url)}: {done}, revision {after}", file=sys.stderr)


@app.command(cls=Command)
def downgrade(
    revision: Annotated[str, typer.Argument(help="0001 ..., or base for nothing at all.")],
    db: Db = None,
) -> None:
    """Take the schema back to an older revision; what only the newer one holds is lost."""
    from racedb.db import migrate
    from racedb.db.url import database_url, shown

    url = database_url(db)
    before, after = migrate.downgrade(url, revision)
    print(f"{shown(url)}: from {before or 'empty'} to {after or 'empty'}", file=sys.stderr)


@app.command(cls=Command)
def check(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """Look for damage: broken pages and references, a schema that is not the program's."""
    from racedb.cli.query import show_rows
    from racedb.db.inspect import problems
    from racedb.db.readonly import Result
    from racedb.db.url import database_url, shown

    url = database_url(db)
    found = problems(url)
    if found or format_ != "table":
        rows = [(problem.check, problem.message) for problem in found]
        show_rows(Result(("check", "message"), iter(rows)), format_, output, limit=0)
    if found:
        raise typer.Exit(1)
    print(f"{shown(url)}: no problem found", file=sys.stderr)


@app.command(cls=Command)
def info(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """Describe a database: where it is, its revision, its size, the rows of each table."""
    from racedb.cli.query import show_rows
    from racedb.db.inspect import facts
    from racedb.db.readonly import Result
    from racedb.db.url import database_url

    rows = facts(database_url(db))
    show_rows(Result(("what", "value"), iter(rows)), format_, output, limit=0)


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
    print(f"{shown(url)}: {role} can read, and nothing else{hint}", file=sys.stderr)
