"""`racedb load`: files and folders into the database."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from racedb.cli.options import (
    Circuit,
    Columns,
    Date,
    Db,
    Encoding,
    Event,
    Layout,
    LengthM,
    Log,
    MaxRejects,
    OnUnknown,
    Reader,
    Recipe,
    Round,
    Season,
    Series,
    Session,
    State,
    Table,
    context,
    reading,
)


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
    exclusive: Annotated[
        bool,
        typer.Option(
            "--exclusive",
            help="PostgreSQL: a big load may keep out who is connected; it is faster.",
        ),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the files are read; touch no database.")
    ] = False,
    series: Series = None,
    season: Season = None,
    event: Event = None,
    round_: Round = None,
    circuit: Circuit = None,
    layout: Layout = None,
    length_m: LengthM = None,
    session: Session = None,
    date: Date = None,
    state: State = None,
    columns: Columns = None,
    table: Table = None,
    reader: Reader = None,
    encoding: Encoding = None,
    recipe: Recipe = None,
    max_rejects: MaxRejects = 0,
    on_unknown: OnUnknown = "new",
    rejects: Annotated[
        Path | None,
        typer.Option(help="Write rejected rows here, as CSV.", rich_help_panel="How to read them"),
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help="json: the report on stdout.")
    ] = None,
    log_: Log = "text",  # noqa: ARG001  racedb.log has looked for it already
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
    from racedb.ingest.settings import Settings
    from racedb.render import log, progress
    from racedb.render import report as render

    about = context(
        series=series, season=season, event=event, circuit=circuit, layout=layout, round=round_,
        length_m=length_m, session=session, date=date, state=state,
    )  # fmt: skip
    how = reading(columns, table, encoding, recipe)
    settings = Settings(
        dry_run=dry_run,
        prune=prune,
        exclusive=exclusive,
        max_rejects=max_rejects,
        on_unknown=on_unknown,
        reader=reader,
        reading=how,
        time_limit_s=how.limits.time_limit_s,
    )
    if format_ not in (None, "json", "table"):
        raise UsageError(f"--format {format_!r} is not one of table, json")
    if explain:
        render.explanation(ingest.explain(paths, about, settings))
        return
    if rejects:
        render.writable(rejects)
    with progress.bar() as told:
        heard = partial(log.file, dry_run=dry_run or None)
        report = ingest.load(paths, db, about, settings, told, heard)
    if rejects:
        render.rejects_file(report, rejects)
    render.report(report, as_json=format_ == "json")
    raise typer.Exit(report.exit_code)
