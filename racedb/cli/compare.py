"""`racedb compare`: what files say against what is stored."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli.options import (
    Circuit,
    Columns,
    Date,
    Db,
    DiffFormat,
    Encoding,
    Event,
    Layout,
    LengthM,
    MaxRejects,
    OnUnknown,
    Output,
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
from racedb.log import emit

if TYPE_CHECKING:
    from racedb.ingest.compare import Comparison


def compare(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders with a manifest.toml.")],
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
    """
    Compare files with what is stored; keep nothing.

    Field by field: what differs, is only in the file, or only stored. Then the exit code is 5.

    racedb compare race.html
      --series Cup --season 2025
      --event Spa --session Race
    """
    from racedb.db.url import database_url
    from racedb.ingest.compare import compare as run
    from racedb.ingest.settings import Settings
    from racedb.render import changes as render

    about = context(
        series=series, season=season, event=event, circuit=circuit, layout=layout, round=round_,
        length_m=length_m, session=session, date=date, state=state,
    )  # fmt: skip
    settings = Settings(
        max_rejects=max_rejects, on_unknown=on_unknown, reader=reader,
        reading=reading(columns, table, encoding, recipe),
    )  # fmt: skip
    compared = run(paths, database_url(db), about, settings)
    render.write([change for one in compared for change in one.changes], format_, _COLUMNS, output)
    for one in compared:
        emit(_sum(one), "error" if one.report.state == "refused" else "info")
    refused = [one.report.exit_code for one in compared if one.report.state == "refused"]
    different = any(one.changes or one.report.rejected for one in compared)
    raise typer.Exit(refused[0] if refused else 5 if different else 0)


_WORDS = ("differs", "only in file", "only stored")
_VERBS = {"differs": "differ"}
_COLUMNS = ("session", "car", "lap", "what", "field", "stored", "file")


def _sum(one: "Comparison") -> str:
    """Sum up how one file compares."""
    report = one.report
    if report.state == "refused":
        return f"racedb: {report.message}"
    said = ", ".join(f"{one.count(word):,} {_VERBS.get(word, word)}" for word in _WORDS)
    rejected = f", {report.rejected:,} rows rejected" if report.rejected else ""
    return f"{report.source}: {report.same:,} rows same; cars: {said}{rejected}"
