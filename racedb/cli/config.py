"""`racedb config`: what racedb.toml says."""

import os
from typing import TYPE_CHECKING

import typer

from racedb.cli.options import Format, Output
from racedb.cli.panels import Command, Commands
from racedb.log import emit

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(cls=Commands, no_args_is_help=True, help="Look at racedb.toml.")


@app.command("show", cls=Command)
def show(format_: Format = "table", output: Output = None) -> None:
    """
    Show every setting and where it comes from.

    racedb config show
    """
    from racedb import render
    from racedb.db.readonly import Result

    render.write(Result(("setting", "value", "source"), _settings()), format_, output, 0)


@app.command("validate", cls=Command)
def validate() -> None:
    """
    Say whether racedb.toml can be used: exit 2 and the reason when not.

    racedb config validate
    """
    from racedb import config, queries

    found = config.load()
    config.limits(found)
    if found.schedules:
        from racedb.schedule.plan import schedules

        schedules(found)
    count = len(queries.names(found.queries)) - len(queries.names())
    for name in queries.names(found.queries):
        queries.load(name, found.queries)
    emit(
        f"racedb: {found.path or 'no ' + config.NAME}: good, {count} of your own queries"
        + (f", {len(found.schedules)} schedules" if found.schedules else "")
    )


def _settings() -> "Iterator[tuple[str, str | None, str]]":
    from racedb import config
    from racedb.db.url import DEFAULT, database_url, shown

    found, url = config.load(), os.environ.get("RACEDB_URL")
    file = str(found.path)
    database = url or found.database or DEFAULT
    source = "RACEDB_URL" if url else file if found.database else "default"
    yield "database", shown(database_url(database)), source
    yield (
        "queries",
        str(found.queries) if found.queries else None,
        file if found.queries else "default",
    )
    for name, value in config.limits(found)._asdict().items():
        said = name.replace("time_limit_s", "time_limit")
        shown_ = None if value is None else str(value)
        yield f"limits.{said}", shown_, file if said in found.limits else "default"
    names = ", ".join(str(it.get("name")) for it in found.schedules)
    yield "schedules", names or None, file if names else "default"
