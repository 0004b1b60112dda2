"""`racedb export`: the whole database, or one query, as files or as another database."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from racedb.cli.options import Db, Raw
from racedb.log import emit

_DATABASES = (".sqlite", ".sqlite3", ".db")


def export(
    path: Annotated[
        str,
        typer.Argument(metavar="PATH", help="New folder, FILE.sqlite or URL; of a query a file."),
    ],
    given: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="What the query takes.")
    ] = None,
    db: Db = None,
    format_: Annotated[
        Literal["parquet", "csv", "json"],
        typer.Option("--format", metavar="FORMAT", help="Of a folder: parquet, csv or json."),
    ] = "parquet",
    query: Annotated[
        str | None, typer.Option("--query", metavar="NAME", help="Only the answer to this query.")
    ] = None,
    raw: Raw = False,
) -> None:
    """
    Write everything into a folder or into another database.

    racedb export data
    racedb export tables --format csv
    racedb export copy.sqlite
    racedb export postgresql:///races
    racedb export best.xlsx
      --query best-lap-per-manufacturer
    """
    from racedb.errors import UsageError

    if query is not None:
        _one(path, query, given or [], db, raw=raw)
        return
    if given:
        message = f"{given[0]!r}: only a query takes values: racedb export {path} --query NAME ..."
        raise UsageError(message)
    from racedb.db.url import database_url, shown
    from racedb.export import folder
    from racedb.export.copy import copy

    url = database_url(db)
    if "://" in path or path.lower().endswith(_DATABASES):
        target = database_url(path)
        written, where = copy(url, target), shown(target)
    else:
        written, where = folder.write(url, Path(path), format_, raw=raw), path
    emit(f"{where}: {sum(written.values()):,} rows of {len(written)} tables")


def _one(path: str, query: str, given: list[str], db: str | None, *, raw: bool) -> None:
    """Write the answer to a query; the extension says the format."""
    from racedb.cli.query import answer, pairs
    from racedb.errors import UsageError
    from racedb.render import format_of

    file = Path(path)
    if format_of(file) is None:
        known = ".csv, .tsv, .json, .ndjson, .md, .xlsx or .parquet"
        message = f"{path}: the name of the file says no format: let it end in {known}"
        raise UsageError(message)
    answer(query, pairs(given, "session=Qualifying"), db, "table", file, timeout_s=0, raw=raw)
