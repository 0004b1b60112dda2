"""`racedb sql`: any SELECT, read-only by construction."""

from typing import Annotated

import typer

from racedb.cli.options import Chart, Db, Format, Output, Raw
from racedb.cli.query import Limit, Timeout, draw, pairs, show_rows


def sql(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="One statement that reads.")],
    given: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="Value of :NAME in TEXT."),
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    limit: Limit = None,
    timeout: Timeout = 30.0,
    chart: Chart = None,
    raw: Raw = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show the plan instead.")] = False,
    as_owner: Annotated[
        bool, typer.Option("--as-owner", help="Also as a superuser of PostgreSQL.")
    ] = False,
) -> None:
    """
    Ask in SQL. Nothing can be changed: see docs/schema.md for tables and views.

    racedb sql "SELECT * FROM crews"
    racedb sql "SELECT * FROM crews
      WHERE seat = :n" -p n=1
    """
    from racedb.api import Database

    values = pairs(given or [], "-p car=8")
    database = Database(db, timeout, as_owner)
    with database.selecting(text, values, explain=explain) as result:
        if chart is None:
            show_rows(result, format_, output, limit, raw=raw)
        else:
            draw(result, chart, output, "")
