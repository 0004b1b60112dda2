"""`racedb load`: files and folders into the database."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from racedb.cli.options import Db

_CONTEXT = "What the files are about"
_READING = "How to read them"


def load(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files, or folders with a manifest.toml."),
    ],
    db: Db = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would happen; keep nothing.")
    ] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Also remove results that the files no longer have."),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the files are read; touch no database.")
    ] = False,
    series: Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)] = None,
    season: Annotated[
        str | None, typer.Option(help="2009, 2018-19", rich_help_panel=_CONTEXT)
    ] = None,
    event: Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)] = None,
    round_: Annotated[int | None, typer.Option("--round", rich_help_panel=_CONTEXT)] = None,
    circuit: Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)] = None,
    layout: Annotated[str | None, typer.Option(rich_help_panel=_CONTEXT)] = None,
    length_m: Annotated[
        float | None, typer.Option(help="Length of a lap in metres.", rich_help_panel=_CONTEXT)
    ] = None,
    session: Annotated[
        str | None, typer.Option(help="Race, Qualifying, FP1 ...", rich_help_panel=_CONTEXT)
    ] = None,
    date: Annotated[
        str | None, typer.Option(help="Day of the session: 2009-07-26", rich_help_panel=_CONTEXT)
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="provisional, final, amended ...", rich_help_panel=_CONTEXT)
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,-",
            help="Field of each column; - leaves one out.",
            rich_help_panel=_READING,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(help="Which of several: heading or number.", rich_help_panel=_READING),
    ] = None,
    reader: Annotated[
        str | None, typer.Option(help="See `racedb readers`.", rich_help_panel=_READING)
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="utf-8, cp1252 ...", rich_help_panel=_READING)
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="A recipe for an unknown format.", rich_help_panel=_READING)
    ] = None,
    max_rejects: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="Keep a file with up to N bad rows.",
            rich_help_panel=_READING,
        ),
    ] = 0,
    on_unknown: Annotated[
        Literal["new", "refuse"],
        typer.Option(help="A name that is not known yet: new makes it.", metavar="new|refuse"),
    ] = "new",
    rejects: Annotated[
        Path | None,
        typer.Option(help="Write rejected rows here, as CSV.", rich_help_panel=_READING),
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help="json: the report on stdout.")
    ] = None,
) -> None:
    r"""
    Load race results and laps.

    What the options say about the files wins over what the files say.

    racedb load seeds
    racedb load race.csv \
      --series "Club Cup" --season 2025 \
      --event "Summer Race" --session Race
    """
    from racedb.errors import UsageError
    from racedb.ingest import load as ingest
    from racedb.ingest.jobs import recipe_file
    from racedb.readers.reading import Options
    from racedb.render import progress
    from racedb.render import report as render

    given = {
        "series": series, "season": season, "event": event, "circuit": circuit, "layout": layout,
        "round": None if round_ is None else str(round_),
        "length_m": None if length_m is None else str(length_m),
        "session": session, "date": date, "state": state,
    }  # fmt: skip
    context = {name: value for name, value in given.items() if value}
    settings = ingest.Settings(
        dry_run=dry_run,
        prune=prune,
        max_rejects=max_rejects,
        on_unknown=on_unknown,
        reader=reader,
        reading=Options(
            columns=tuple(word.strip() for word in columns.split(",")) if columns else None,
            table=table,
            encoding=encoding,
            recipe=recipe_file(recipe) if recipe else None,
        ),
    )
    if format_ not in (None, "json", "table"):
        raise UsageError(f"--format {format_!r} is not one of table, json")
    if explain:
        render.explanation(ingest.explain(paths, context, settings))
        return
    from racedb.db.url import database_url

    if rejects:
        render.writable(rejects)
    with progress.bar() as told:
        report = ingest.load(paths, database_url(db), context, settings, told)
    if rejects:
        render.rejects_file(report, rejects)
    render.report(report, as_json=format_ == "json")
    raise typer.Exit(report.exit_code)
