"""`racedb imports`: what was loaded, when, from where, and what was rejected."""

from typing import Annotated

import typer

from racedb.cli.help import App
from racedb.cli.options import Db, DiffFormat, Format, Output
from racedb.cli.query import run_query
from racedb.counted import counted
from racedb.log import emit

app = App(help="List, inspect and undo imports.")

Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the import.")]


@app.command("list")
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List all imports, the newest first."""
    run_query("imports", {}, db, format_, output)


@app.command()
def show(number: Id, db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """Show one import: its file, hash, options and counts."""
    run_query("import", {"id": number}, db, format_, output)


@app.command()
def rejects(number: Id, db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List the rejected rows of an import with their original lines."""
    run_query("rejects", {"id": number}, db, format_, output)


@app.command()
def notes(number: Id, db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List the cells of an import that could not be read; their values are empty."""
    run_query("notes", {"id": number}, db, format_, output)


@app.command()
def diff(number: Id, db: Db = None, format_: DiffFormat = "text", output: Output = None) -> None:
    """Show what an import changed: 'car 8: 2nd -> disqualified'."""
    from racedb.db.engine import current
    from racedb.db.url import database_url
    from racedb.history.diff import changes
    from racedb.history.revisions import require_applied
    from racedb.render.history import write

    with current(database_url(db)) as connection:
        require_applied(connection, number)
        found = changes(connection, number)
    write(found, format_, output=output)
    if not found:
        emit(f"racedb: import {number} changed nothing", import_id=number)


@app.command()
def undo(number: Id, db: Db = None) -> None:
    """Undo an import. What was there before is restored, unless later changes depend on it."""
    from racedb.db.url import database_url
    from racedb.history import undo as history

    done = history.undo(database_url(db), number)
    counts = f"{counted(done.restored, 'rows')} restored, {done.removed:,} removed"
    emit(f"import {number} is undone: {counts}", import_id=number)
