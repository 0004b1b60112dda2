"""The options that all commands share, written once."""

from pathlib import Path
from typing import Annotated, Literal

import typer

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
Chart = Annotated[
    str | None,
    typer.Option(
        "--chart",
        metavar="[FILE]",
        help="Draw the answer: FILE.html, .svg, .png or .json (Vega-Lite); here without FILE.",
    ),
]
