"""`racedb export`: the whole database, or one query, as files or as another database."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from racedb.cli.options import Db, Raw, Times, key_values
from racedb.counted import counted
from racedb.log import emit

_DATABASES = (".sqlite", ".sqlite3", ".db")


def export(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="A new folder, FILE.sqlite or URL; with --query a file."
        ),
    ],
    given: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Parameters of the query.")
    ] = None,
    db: Db = None,
    format_: Annotated[
        Literal["parquet", "csv", "json"],
        typer.Option("--format", metavar="FORMAT", help="Of a folder: parquet, csv or json."),
    ] = "parquet",
    query: Annotated[
        str | None, typer.Option("--query", metavar="NAME", help="Only the result of this query.")
    ] = None,
    raw: Raw = False,
    times: Times = "us",
) -> None:
    r"""
    Export the whole database, or the result of one query.

    racedb export data
    racedb export tables --format csv
    racedb export copy.sqlite
    racedb export postgresql:///races
    racedb export best.xlsx \
      --query best-lap-per-manufacturer
    """
    from racedb.errors import UsageError

    if query is not None:
        _export_query(path, query, given or [], db, raw=raw, times=times)
    elif given:
        message = f"{given[0]!r}: only a query takes values: racedb export {path} --query NAME ..."
        raise UsageError(message)
    else:
        _export_database(path, db, format_, raw=raw)


def _export_database(path: str, db: str | None, format_: str, *, raw: bool) -> None:
    """Write all tables into a folder, or copy them into another database."""
    from racedb.db.url import database_url, shown
    from racedb.errors import UsageError
    from racedb.export import copy, folder
    from racedb.render import format_of

    url = database_url(db)
    if format_of(Path(path)) is not None:
        message = f"{path}: is a file, and the whole database is a folder; add --query NAME"
        raise UsageError(message)
    if "://" in path or path.lower().endswith(_DATABASES):
        target = database_url(path)
        written, where = copy.copy(url, target), shown(target)
    else:
        written, where = folder.write(url, Path(path), format_, raw=raw), path
    emit(f"{where}: {counted(sum(written.values()), 'rows')} of {counted(len(written), 'tables')}")


def _export_query(
    path: str, query: str, given: list[str], db: str | None, *, raw: bool, times: str
) -> None:
    """Write the result of a query; the extension of the file selects the format."""
    from racedb.cli.query import run_query
    from racedb.errors import UsageError
    from racedb.render import format_of

    file = Path(path)
    if format_of(file) is None:
        known = ".csv, .tsv, .json, .ndjson, .md, .xlsx or .parquet"
        message = f"{path}: its extension is no format; use {known}"
        raise UsageError(message)
    values = key_values(given, "session=Qualifying")
    run_query(query, values, db, "table", file, timeout_s=0, raw=raw, times=times)
