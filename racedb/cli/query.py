"""`racedb query`: canned queries, listed, shown and answered."""

import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli import complete
from racedb.cli.options import Chart, Db, Format, Output, Raw, own_queries
from racedb.log import emit

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
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Name of the query.", autocompletion=complete.names),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE",
            help="What it takes; what it needs also without KEY=.",
            autocompletion=complete.values,
        ),
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    limit: Limit = None,
    timeout: Timeout = 30.0,
    chart: Chart = None,
    raw: Raw = False,
    show: Annotated[bool, typer.Option("--show", help="Print the SQL; ask nothing.")] = False,
    test: Annotated[
        bool, typer.Option("--test", help="Try the example of this query, or of all.")
    ] = False,
) -> None:
    """
    Ask a canned query; without a name, list them.

    racedb query
    racedb query best-lap-per-manufacturer
    racedb query driver-career hamilton
    racedb query no-time session=Race
    racedb query best-lap-per-manufacturer
      --chart best.svg
    """
    from racedb import queries

    own = own_queries()
    if test:
        _test(queries.names(own) if name is None else [name], own, db, format_, output, timeout)
    elif name is None:
        _list(own)
    elif show:
        print(queries.load(name, own).sql, end="")
    else:
        words = given or []
        bare = [word for word in words if "=" not in word]
        named = pairs([word for word in words if "=" in word], "session=Qualifying")
        values = queries.values(queries.load(name, own), bare, named)
        answer(name, values, db, format_, output, limit, timeout, chart, raw=raw)


def answer(
    name: str,
    given: Mapping[str, object],
    db: str | None,
    format_: str,
    output: Path | None,
    limit: int | None = None,
    timeout_s: float = 30.0,
    chart: str | None = None,
    *,
    raw: bool = False,
) -> None:
    """Ask the canned query *name* and print its rows, or draw them."""
    from racedb import queries
    from racedb.api import Database

    own = own_queries()
    with Database(db, timeout_s, own_queries=own).answering(name, given) as result:
        if chart is None:
            show_rows(result, format_, output, limit, raw=raw)
        else:
            asked = queries.load(name, own)
            draw(result, chart, output, asked.title, asked.chart)


def show_rows(
    result: "Result", format_: str, output: Path | None, limit: int | None, *, raw: bool = False
) -> None:
    """Print rows; say on stderr what the rows themselves cannot say: none, or not all."""
    from racedb import render

    written = render.write(result, format_, output, limit, raw=raw)
    if written.limit is not None:
        emit(f"racedb: only the first {written.limit:,} rows; --limit 0 gives all")
    elif not written.rows:
        emit("racedb: no rows")


def draw(result: "Result", chart: str, output: Path | None, title: str, suits: str = "") -> None:
    """
    Draw rows instead of printing them; nothing to draw is said on stderr, and no failure.

    What picture *suits* is in the words of a query's header; '' leaves it to the columns.

    Raises:
        UsageError: -o, which is for rows, is given too; no picture can be made of such columns.
    """
    from racedb.errors import UsageError
    from racedb.render import charts

    if output:
        message = f"--chart draws instead of writing rows: say --chart {output} without -o"
        raise UsageError(message)
    picture = charts.named(suits) if suits else charts.guess(result.columns)
    if picture is None:
        columns = ", ".join(result.columns)
        message = f"nothing to draw: no picture suits the columns {columns}; leave --chart out"
        raise UsageError(message)
    if not charts.draw(result, picture, chart, title):
        emit("racedb: nothing to draw: no rows with values")


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


def _list(own: Path | None) -> None:
    """Print the names by topic, each with its title."""
    from racedb import queries

    known = [queries.load(name, own) for name in queries.names(own)]
    width = max(len(query.name) for query in known)
    narrow = sys.stdout.isatty() and get_terminal_size().columns < width + 40
    for topic in sorted({query.topic for query in known}):
        print(f"{topic}:")
        for query in known:
            if query.topic == topic and narrow:
                print(f"  {query.name}\n      {query.title}")
            elif query.topic == topic:
                print(f"  {query.name:{width}}  {query.title}")
    sys.stdout.flush()
    emit("racedb: racedb query NAME --show tells what a query takes")


def _test(
    names: list[str],
    own: Path | None,
    db: str | None,
    format_: str,
    output: Path | None,
    timeout_s: float,
) -> None:
    """Try the examples of queries; one that fails makes exit 1."""
    from racedb import queries, render
    from racedb.db import readonly
    from racedb.queries import examples

    with readonly.connect(db, time_limit_s=timeout_s) as reader:
        known = [queries.load(name, own) for name in names]
        rows = list(examples.tried(reader, known))
    render.write(readonly.Result(examples.COLUMNS, iter(rows)), format_, output, 0)
    failed = [str(row[0]) for row in rows if row[-1] is not None]
    if failed:
        emit(f"racedb: {len(failed)} of {len(rows)} failed: {', '.join(failed)}", "error")
        raise typer.Exit(1)
