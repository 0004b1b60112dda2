"""`racedb config`: the settings of racedb.toml."""

import os
from collections.abc import Iterator

from racedb.cli.help import App
from racedb.cli.options import Format, Output
from racedb.cli.query import print_rows
from racedb.counted import counted
from racedb.log import emit

app = App(help="Show and validate racedb.toml.")


@app.command()
def show(format_: Format = "table", output: Output = None) -> None:
    """
    Show every setting and where it comes from.

    racedb config show
    """
    print_rows(("setting", "value", "source"), _settings(), format_, output)


@app.command()
def validate() -> None:
    """
    Check racedb.toml.

    If it cannot be used, the exit code is 2, with the reason on stderr.

    racedb config validate
    """
    from racedb import config, queries
    from racedb.championships.library import files, read
    from racedb.ingest.manifest import recipe_folder
    from racedb.schedule.plan import schedules

    found = config.load()
    recipes = recipe_folder(found.recipes) if found.recipes else {}
    config.limits(found)
    schedules(found)
    systems = [read(path) for path in files(found.points).values()]
    names = queries.names(found.queries)
    for name in names:
        queries.load(name, found.queries)
    own = len(names) - len(queries.names())
    emit(
        f"racedb: {found.path or 'no ' + config.NAME}: valid, {own} of your own queries"
        + (f", {counted(len(recipes), 'recipes')}" if found.recipes else "")
        + (f", {counted(len(systems) - len(files()), 'points systems')}" if found.points else "")
        + (f", {counted(len(found.schedules), 'schedules')}" if found.schedules else "")
    )


def _settings() -> Iterator[tuple[str, str | None, str]]:
    """Yield the name, the value and the source of each setting."""
    from racedb import config
    from racedb.db.url import DEFAULT, database_url, shown

    found, url = config.load(), os.environ.get("RACEDB_URL")

    def source(*, is_set: object) -> str:
        return str(found.path) if is_set else "default"

    database = url or found.database or DEFAULT
    yield (
        "database",
        shown(database_url(database)),
        "RACEDB_URL" if url else source(is_set=found.database),
    )
    folders = {"queries": found.queries, "recipes": found.recipes, "points": found.points}
    for name, folder in folders.items():
        yield name, str(folder) if folder else None, source(is_set=folder)
    for name, value in config.limits(found)._asdict().items():
        key = config.LIMITS[name]
        text = None if value is None else str(value)
        yield f"limits.{key}", text, source(is_set=key in found.limits)
    names = ", ".join(str(it.get("name")) for it in found.schedules)
    yield "schedules", names or None, source(is_set=names)
