"""The options that all commands share, written once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from typer._click.core import Command

    from racedb.readers.reading import Options

Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="RACEDB_URL",
        metavar="URL",
        help="Path or URL of the database; racedb.sqlite in this folder when not given.",
    ),
]
Format = Annotated[
    Literal["table", "csv", "tsv", "json", "ndjson", "markdown", "xlsx", "parquet"],
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="table, csv, tsv, json, ndjson, markdown, xlsx or parquet; -o FILE.csv says it.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write here instead of to stdout."),
]
Raw = Annotated[
    bool,
    typer.Option("--raw", help="CSV without the apostrophe before what a spreadsheet would run."),
]
Chart = Annotated[
    str | None,
    typer.Option(
        "--chart",
        metavar="[FILE]",
        help="Draw the answer: FILE.html, .svg, .png or .json (Vega-Lite); here without FILE.",
    ),
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
    Path | None, typer.Option(metavar="FILE", help="Also write OpenMetrics, in one go.")
]
Log = Annotated[
    Literal["text", "json"],
    typer.Option(
        "--log",
        metavar="text|json",
        help="json: an object a line on stderr; RACEDB_LOG=json does it for all commands.",
    ),
]

_CONTEXT = "What the files are about"
_READING = "How to read them"

Series = Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)]
Season = Annotated[str | None, typer.Option(help="2009, 2018-19", rich_help_panel=_CONTEXT)]
Event = Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)]
Round = Annotated[int | None, typer.Option("--round", rich_help_panel=_CONTEXT)]
Circuit = Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)]
Layout = Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)]
LengthM = Annotated[
    float | None, typer.Option(help="Length of a lap in metres.", rich_help_panel=_CONTEXT)
]
Session = Annotated[
    str | None, typer.Option(help="Race, Qualifying, FP1 ...", rich_help_panel=_CONTEXT)
]
Date = Annotated[
    str | None, typer.Option(help="Day of the session: 2009-07-26", rich_help_panel=_CONTEXT)
]
State = Annotated[
    str | None, typer.Option(help="provisional, final, amended ...", rich_help_panel=_CONTEXT)
]
Columns = Annotated[
    str | None,
    typer.Option(
        metavar="A,B,-",
        help="Field of each column; - leaves one out.",
        rich_help_panel=_READING,
    ),
]
Table = Annotated[
    str | None, typer.Option(help="Which of several: heading or number.", rich_help_panel=_READING)
]
Reader = Annotated[str | None, typer.Option(help="See `racedb readers`.", rich_help_panel=_READING)]
Encoding = Annotated[str | None, typer.Option(help="utf-8, cp1252 ...", rich_help_panel=_READING)]
Recipe = Annotated[
    Path | None, typer.Option(help="A recipe for an unknown format.", rich_help_panel=_READING)
]
OnUnknown = Annotated[
    Literal["new", "refuse"],
    typer.Option(help="A name that is not known yet: new makes it.", metavar="new|refuse"),
]
MaxRejects = Annotated[
    int,
    typer.Option(
        min=0, metavar="N", help="Keep a file with up to N bad rows.", rich_help_panel=_READING
    ),
]


def context(**given: str | float | None) -> dict[str, str]:
    """Give what the command line says the files are about, as text."""
    return {name: str(value) for name, value in given.items() if value not in (None, "")}


def reading(
    columns: str | None, table: str | None, encoding: str | None, recipe: Path | None
) -> "Options":
    """Give how the files are to be read."""
    from racedb import config
    from racedb.ingest.plan import recipe_file
    from racedb.readers.reading import Options

    return Options(
        columns=tuple(word.strip() for word in columns.split(",")) if columns else None,
        table=table,
        encoding=encoding,
        recipe=recipe_file(recipe) if recipe else None,
        limits=config.limits(config.load()),
    )


def configured(command: "Command") -> dict[str, Any]:
    """
    Give what racedb.toml says instead of defaults, for every command below this one.

    Raises:
        UsageError: racedb.toml is wrong.
    """
    from racedb import config

    database = config.load().database

    def defaults(one: "Command") -> dict[str, Any]:
        own = {"db": database} if any(it.name == "db" for it in one.params) else {}
        inner = {name: defaults(it) for name, it in getattr(one, "commands", {}).items()}
        return own | {name: values for name, values in inner.items() if values}

    return defaults(command) if database else {}


def own_queries() -> Path | None:
    """Give the folder of the user's own queries, as racedb.toml names it; None: there is none."""
    from racedb import config

    return config.load().queries
