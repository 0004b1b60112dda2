"""Options that several commands share, and what their values become."""

import getpass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from racedb.readers.reading import Options


def _or_configured(database: str | None) -> str | None:
    """Fall back on the database that racedb.toml names; command line and RACEDB_URL come first."""
    from racedb import config

    return database or config.load().database


Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="RACEDB_URL",
        metavar="URL",
        callback=_or_configured,
        help="Path or URL of the database; default: racedb.sqlite in the current folder.",
    ),
]
Format = Annotated[
    Literal["table", "csv", "tsv", "json", "ndjson", "markdown", "xlsx", "parquet"],
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="table, csv, tsv, json, ndjson, markdown, xlsx or parquet; -o FILE.csv implies it.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout."),
]
Raw = Annotated[
    bool,
    typer.Option(
        "--raw", help="CSV without the apostrophe that keeps spreadsheets from running formulas."
    ),
]
Times = Annotated[
    Literal["us", "text", "seconds"],
    typer.Option(
        "--times",
        metavar="FORM",
        help="Durations in files: us (microseconds), seconds, or text (1:58.250; in xlsx real"
        " times).",
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="N",
        help="Maximum number of rows, 0: all; default: 1,000 in a table, else all.",
    ),
]
Timeout = Annotated[
    float,
    typer.Option(min=0, metavar="SECONDS", help="Time limit of the query, 0: no limit."),
]
DiffFormat = Annotated[
    Literal["text", "table", "csv", "tsv", "json", "ndjson", "markdown"],
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="text (sentences), table, csv, tsv, json, ndjson or markdown.",
    ),
]
Metrics = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Also write OpenMetrics to a file, atomically."),
]
Log = Annotated[
    Literal["text", "json"],
    typer.Option(
        "--log",
        metavar="FORMAT",
        help="json: one JSON object per line on stderr; RACEDB_LOG=json for all commands.",
    ),
]

about_option = partial(typer.Option, rich_help_panel="What the files are about")
reading_option = partial(typer.Option, rich_help_panel="How to read them")

Series = Annotated[str | None, about_option(metavar="NAME")]
Season = Annotated[str | None, about_option(metavar="LABEL", help="2009, 2018-19")]
Event = Annotated[str | None, about_option(metavar="NAME")]
Round = Annotated[int | None, about_option("--round", metavar="N")]
Circuit = Annotated[str | None, about_option(metavar="NAME")]
Layout = Annotated[str | None, about_option(metavar="NAME")]
LengthM = Annotated[float | None, about_option(metavar="METRES", help="Length of a lap.")]
Session = Annotated[str | None, about_option(metavar="NAME", help="Race, Qualifying, FP1 ...")]
Date = Annotated[str | None, about_option(metavar="DATE", help="Day of the session: 2009-07-26")]
StartsAt = Annotated[
    str | None,
    about_option(metavar="TIME", help="Start of the session: 2009-07-26T16:00+02:00"),
]
PartOf = Annotated[
    str | None,
    about_option(metavar="NAME", help="The session that this is a part of, and counts in: Race"),
]
State = Annotated[str | None, about_option(metavar="STATE", help="provisional, final, amended ...")]
Columns = Annotated[
    str | None, reading_option(metavar="A,B,-", help="Field of each column; - skips one.")
]
Table = Annotated[
    str | None,
    reading_option(metavar="TABLE", help="Which table of several: its heading or its number."),
]
Reader = Annotated[str | None, reading_option(metavar="NAME", help="See `racedb readers`.")]
Encoding = Annotated[str | None, reading_option(metavar="NAME", help="utf-8, cp1252 ...")]
Recipe = Annotated[
    Path | None, reading_option(metavar="FILE", help="A recipe says what the columns are.")
]
OnUnknown = Annotated[
    Literal["new", "refuse"],
    typer.Option(metavar="new|refuse", help="Create unknown names, or refuse the file."),
]
MaxRejects = Annotated[
    int,
    reading_option(
        min=0, metavar="N", help="Accept a file of which up to N rows cannot be stored."
    ),
]


def context(**options: str | float | None) -> dict[str, str]:
    """Return what the command line states about the files, as text."""
    return {name: str(value) for name, value in options.items() if value not in (None, "")}


def reading(
    columns: str | None, table: str | None, encoding: str | None, recipe: Path | None
) -> "Options":
    """Return how the files are to be read; limits come from racedb.toml."""
    from racedb import config
    from racedb.ingest.manifest import read_toml, recipe_folder
    from racedb.readers.reading import Options

    settings = config.load()
    return Options(
        columns=tuple(word.strip() for word in columns.split(",")) if columns else None,
        table=table,
        encoding=encoding,
        recipe=read_toml(recipe) if recipe else None,
        recipes=recipe_folder(settings.recipes) if settings.recipes else {},
        limits=config.limits(settings),
    )


def repeated(**options: str | Path | None) -> tuple[str, ...]:
    """Return options as words of a command line; no URL, which may have a password in it."""
    given = {name: str(value) for name, value in options.items() if value is not None}
    words = (
        (f"--{name}", value) for name, value in given.items() if name != "db" or "@" not in value
    )
    return tuple(word for pair in words for word in pair)


def own_queries() -> Path | None:
    """Return the folder of the user's own queries that racedb.toml names; None: there is none."""
    from racedb import config

    return config.load().queries


def author(name: str | None) -> str:
    """Return who decides or corrects: the given name, or the login."""
    if name:
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # the user of a container may have no name
        return "somebody"


def key_values(words: list[str], example: str) -> dict[str, str]:
    """
    Split `key=value` words.

    Raises:
        UsageError: a word has no '=', or a key is given twice.
    """
    from racedb.errors import UsageError

    values: dict[str, str] = {}
    for word in words:
        key, separator, value = word.partition("=")
        if not separator or not key:
            message = f"{word!r} is not key=value, such as {example}"
            raise UsageError(message)
        if key in values:
            message = f"{key}= is given twice"
            raise UsageError(message)
        values[key] = value
    return values
