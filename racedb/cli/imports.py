"""`racedb imports`: what was loaded, when, from where, and what was rejected."""

from pathlib import Path
from typing import Annotated

import typer

from racedb.cli.options import Db, DiffFormat, Format, Output
from racedb.cli.panels import Command
from racedb.log import emit

app = typer.Typer(no_args_is_help=True, help="What was loaded, from where.")

Id = Annotated[int, typer.Argument(help="Number of the import.")]


def _print(
    name: str, values: dict[str, object], db: str | None, format_: str, output: Path | None
) -> None:
    from racedb.cli.query import answer

    answer(name, values, db, format_, output)


@app.command("list", cls=Command)
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List all imports, the newest first."""
    _print("imports", {}, db, format_, output)


@app.command(cls=Command)
def show(number: Id, db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """Show one import: its file, its hash, its options, its counts."""
    _print("import", {"id": number}, db, format_, output)


@app.command(cls=Command)
def rejects(number: Id, db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List the rejected rows of an import with their original lines."""
    _print("rejects", {"id": number}, db, format_, output)


@app.command(cls=Command)
def diff(number: Id, db: Db = None, format_: DiffFormat = "text", output: Output = None) -> None:
    """Tell what an import changed: 'car 8: 2nd -> disqualified'."""
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.history.diff import changes
    from racedb.history.revisions import require_applied
    from racedb.render import changes as render

    with current(database_url(db)) as connection:
        require_applied(connection, number)
        found = changes(connection, number)
    render.write(found, format_, output=output)
    if not found:
        emit(f"racedb: import {number} changed nothing", import_id=number)


@app.command(cls=Command)
def undo(number: Id, db: Db = None) -> None:
    """Restore what was there before an import, exactly; refuse if others built on it."""
    from racedb.db.url import database_url
    from racedb.history.undo import undo as take_back

    done = take_back(database_url(db), number)
    said = f"{done.restored:,} rows restored, {done.removed:,} removed"
    emit(f"import {number} is undone: {said}", import_id=number)
