"""`racedb query`: canned queries, listed, shown and answered."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli.options import Chart, Db, Format, Output

if TYPE_CHECKING:
    from racedb.db.readonly import Result

Limit = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="Rows at most, 0: all; 1,000 in a table when not given."),
]
Timeout = Annotated[
    float, typer.Option(min=0, metavar="S", help="Seconds that it may take, 0: no limit.")
]


def query(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Name of the query.")] = None,
    given: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="What it takes.")
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    limit: Limit = None,
    timeout: Timeout = 30.0,
    chart: Chart = None,
    show: Annotated[bool, typer.Option("--show", help="Print the SQL; ask nothing.")] = False,
) -> None:
    """
    Ask a canned query; without a name, list them.

    racedb query
    racedb query best-lap-per-manufacturer
    racedb query no-time session=Race
    racedb query best-lap-per-manufacturer
      --chart best.svg
    """
    from racedb import queries

    if name is None:
        _list()
    elif show:
        print(queries.load(name).sql, end="")
    else:
        values = pairs(given or [], "session=Qualifying")
        answer(name, values, db, format_, output, limit, timeout, chart)


def answer(
    name: str,
    given: Mapping[str, object],
    db: str | None,
    format_: str,
    output: Path | None,
    limit: int | None = None,
    timeout_s: float = 30.0,
    chart: str | None = None,
) -> None:
    """Ask the canned query *name* and print its rows, or draw them."""
    from racedb import queries
    from racedb.api import Database

    with Database(db, timeout_s).answering(name, given) as result:
        if chart is None:
            show_rows(result, format_, output, limit)
        else:
            draw(result, chart, output, queries.load(name).title)


def show_rows(result: "Result", format_: str, output: Path | None, limit: int | None) -> None:
    """Print rows; say on stderr what the rows themselves cannot say: none, or not all."""
    from racedb import render

    written = render.write(result, format_, output, limit)
    if written.limit is not None:
        print(
            f"racedb: only the first {written.limit:,} rows; --limit 0 gives all", file=sys.stderr
        )
    elif not written.rows:
        print("racedb: no rows", file=sys.stderr)


def draw(result: "Result", chart: str, output: Path | None, title: str) -> None:
    """
    Draw rows instead of printing them; nothing to draw is said on stderr, and no failure.

    Raises:
        UsageError: -o, which is for rows, is given too; no picture can be made of such columns.
    """
    from racedb.errors import UsageError
    from racedb.render import charts

    if output:
        message = f"--chart draws instead of writing rows: say --chart {output} without -o"
        raise UsageError(message)
    picture = charts.guess(result.columns)
    if picture is None:
        columns = ", ".join(result.columns)
        message = f"nothing to draw: no picture suits the columns {columns}; leave --chart out"
        raise UsageError(message)
    if not charts.draw(result, picture, chart, title):
        print("racedb: nothing to draw: no rows with values", file=sys.stderr)


def pairs(words: list[str], example: str) -> dict[str, str]:
    """
    Take key=value words apart.

    Raises:
        UsageError: a word has no '=', or a key comes twice.
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


def _list() -> None:
    """Print the names by topic, each with its title and what it takes."""
    from racedb import queries

    known = [queries.load(name) for name in queries.names()]
    for topic in sorted({query.topic for query in known}):
        print(f"{topic}:")
        for query in known:
            if query.topic == topic:
                print(f"  {query.name}\n      {query.title}")
                takes = " ".join(f"{it.name}=" for it in query.parameters)
                print(f"      {takes}" if takes else "", end="\n" if takes else "")
