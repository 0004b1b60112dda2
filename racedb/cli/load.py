"""`racedb load`, `compare` and `readers`: files and folders into the database, or beside it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from racedb.cli.options import (
    Circuit,
    Columns,
    Date,
    Db,
    DiffFormat,
    Encoding,
    Event,
    Format,
    Layout,
    LengthM,
    Log,
    MaxRejects,
    OnUnknown,
    Output,
    PartOf,
    Reader,
    Recipe,
    Round,
    Season,
    Series,
    Session,
    StartsAt,
    State,
    Table,
    context,
    reading,
    reading_option,
    repeated,
)
from racedb.counted import counted
from racedb.log import emit

if TYPE_CHECKING:
    from racedb.ingest.compare import Comparison
    from racedb.ingest.report import FileReport

_HAS_DIFFERENCES = 5
_DIFFERENCES = {"differs": "differ", "only in file": "only in file", "only stored": "only stored"}
"""What a change of a comparison says, and how the summary counts it."""
_COLUMNS = ("session", "car", "lap", "what", "field", "stored", "file")

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="Files (- is standard input), or folders.")
]


def load(
    paths: Paths,
    db: Db = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Report what would happen; store nothing.")
    ] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Also remove results that the files no longer have."),
    ] = False,
    replace_session: Annotated[
        bool,
        typer.Option(
            "--replace-session",
            help="The files are all there is: empty cells and missing rows erase what is stored.",
        ),
    ] = False,
    exclusive: Annotated[
        bool,
        typer.Option(
            "--exclusive",
            help="PostgreSQL: let a big load lock out other sessions, which is faster.",
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
    starts_at: StartsAt = None,
    part_of: PartOf = None,
    state: State = None,
    columns: Columns = None,
    table: Table = None,
    reader: Reader = None,
    encoding: Encoding = None,
    recipe: Recipe = None,
    save_recipe: Annotated[
        Path | None,
        reading_option(
            "--save-recipe",
            metavar="FILE.toml",
            help="Also write how the file is read as a recipe.",
        ),
    ] = None,
    max_rejects: MaxRejects = 0,
    strict: Annotated[
        bool,
        reading_option(
            "--strict",
            help="Refuse a file with any cell or row that cannot be read, or a doubtful code page.",
        ),
    ] = False,
    on_unknown: OnUnknown = "new",
    rejects: Annotated[
        Path | None,
        reading_option(
            metavar="FILE",
            help="Write the rejected rows to a CSV file.",
        ),
    ] = None,
    format_: Annotated[
        Literal["table", "json"],
        typer.Option("--format", metavar="FORMAT", help="json: the report on stdout."),
    ] = "table",
    log_: Log = "text",  # noqa: ARG001  racedb.log has read it already
) -> None:
    r"""
    Load race results and laps.

    What the options state about the files takes precedence over what the files state.

    racedb load seeds
    racedb load race.csv \
      --series "Club Cup" --season 2025 \
      --event "Summer Race" --session Race
    """
    from racedb.ingest import load as ingest
    from racedb.ingest.plan import Settings
    from racedb.ingest.report import Report
    from racedb.render import progress, report

    about = context(
        series=series, season=season, event=event, circuit=circuit, layout=layout, round=round_,
        length_m=length_m, session=session, date=date, starts_at=starts_at, part_of=part_of,
        state=state,
    )  # fmt: skip
    options = reading(columns, table, encoding, recipe)
    settings = Settings(
        dry_run=dry_run, prune=prune, replace_session=replace_session, exclusive=exclusive,
        max_rejects=max_rejects, strict=strict, on_unknown=on_unknown, reader=reader,
        reading=options, time_limit_s=options.limits.time_limit_s,
        repeat=repeated(
            db=db, columns=columns, table=table, reader=reader, encoding=encoding, recipe=recipe
        ),
    )  # fmt: skip
    if save_recipe:
        from racedb.ingest import explain as ingest_explain

        ingest_explain.save_recipe(paths, about, settings, save_recipe)
        emit(f"racedb: wrote {save_recipe}; --recipe {save_recipe} reads such files")
    if explain:
        from racedb.ingest import explain as ingest_explain
        from racedb.render import explanation

        found = ingest_explain.explain(paths, about, settings)
        raise typer.Exit(explanation.show(found, as_json=format_ == "json"))
    if rejects:
        report.require_writable(rejects)
    with progress.bar() as show_progress:
        ended: list[FileReport] = []

        def on_file(one: "FileReport") -> None:
            ended.append(one)
            report.log_file(one, dry_run=dry_run or None)

        try:
            done = ingest.load(paths, db, about, settings, show_progress, on_file)
        except BaseException as error:  # also when it is interrupted: each file is a transaction
            stored = 0 if dry_run else sum(it.state == "applied" for it in ended)
            if stored:
                report.print_report(Report(files=ended), as_json=format_ == "json")
                error.add_note(f"stored before: {counted(stored, 'files')}")
            raise
    if rejects:
        report.write_rejects(done, rejects)
    report.print_report(done, as_json=format_ == "json")
    raise typer.Exit(done.exit_code)


def compare(
    paths: Paths,
    db: Db = None,
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
    format_: DiffFormat = "table",
    output: Output = None,
) -> None:
    r"""
    Compare files with the database, which stays as it is.

    Field by field: what differs, is only in the file, or only stored. Differences make exit code 5.

    racedb compare race.html \
      --series Cup --season 2025 \
      --event Spa --session Race
    """
    from racedb.db.url import database_url
    from racedb.ingest.compare import compare as run
    from racedb.ingest.plan import Settings
    from racedb.render import history

    about = context(
        series=series, season=season, event=event, circuit=circuit, layout=layout, round=round_,
        length_m=length_m, session=session, date=date, state=state,
    )  # fmt: skip
    settings = Settings(
        max_rejects=max_rejects, on_unknown=on_unknown, reader=reader,
        reading=reading(columns, table, encoding, recipe),
    )  # fmt: skip
    compared = run(paths, database_url(db), about, settings)
    history.write([it for one in compared for it in one.changes], format_, _COLUMNS, output)
    for one in compared:
        emit(_summary(one), "error" if one.report.state == "refused" else "info")
    raise typer.Exit(_exit_code(compared))


def _summary(one: "Comparison") -> str:
    """Sum up how one file compares."""
    report = one.report
    if report.state == "refused":
        return f"racedb: {report.message}"
    counts = ", ".join(f"{one.count(what):,} {word}" for what, word in _DIFFERENCES.items())
    rejected = f", {counted(report.rejected, 'rows')} rejected" if report.rejected else ""
    unread = f", {counted(report.unreadable, 'cells')} unreadable" if report.unreadable else ""
    return f"{report.source}: {counted(report.same, 'rows')} same; cars: {counts}{rejected}{unread}"


def _exit_code(compared: "list[Comparison]") -> int:
    """Return the code of the first refused file, else whether there is any difference."""
    for one in compared:
        if one.report.state == "refused":
            return one.report.exit_code
    different = any(one.changes or one.report.rejected or one.report.unreadable for one in compared)
    return _HAS_DIFFERENCES if different else 0


def readers(format_: Format = "table", output: Output = None) -> None:
    """List the file formats that racedb reads."""
    from racedb.cli.query import print_rows
    from racedb.readers import datasets, formats

    rows = [(it.name, it.summary, it.line) for it in formats()]
    rows += [(it.name, it.summary, it.line) for it in datasets()]
    print_rows(("reader", "what", "line"), rows, format_, output)
