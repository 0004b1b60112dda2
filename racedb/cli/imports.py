"""`racedb imports`: what was loaded, when, from where, and what was rejected."""

from pathlib import Path
from typing import Annotated

import typer

from racedb.cli.options import Db, Format, Output

app = typer.Typer(no_args_is_help=True, help="What was loaded, from where.")

Id = Annotated[int, typer.Argument(help="Number of the import.")]


def _print(
    name: str, values: dict[str, object], db: str | None, format_: str, output: Path | None
) -> None:
    from racedb.cli.query import answer

    answer(name, values, db, format_, output)


@app.command("list")
def list_(db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List all imports, the newest first."""
    _print("imports", {}, db, format_, output)


@app.command()
def show(number: Id, db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """Show one import: its file, its hash, its options, its counts."""
    _print("import", {"id": number}, db, format_, output)


@app.command()
def rejects(number: Id, db: Db = None, format_: Format = "table", output: Output = None) -> None:
    """List the rejected rows of an import with their original lines."""
    _print("rejects", {"id": number}, db, format_, output)
