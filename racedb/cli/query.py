"""`racedb query` and `racedb sql`: canned queries and SQL; and how all commands print rows."""

import sys
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from racedb.cli import completion, picture
from racedb.cli.help import PlainCommand
from racedb.cli.options import (
    Db,
    Format,
    Limit,
    Output,
    Raw,
    Timeout,
    Times,
    key_values,
    own_queries,
)
from racedb.counted import counted
from racedb.log import emit

if TYPE_CHECKING:
    from racedb.db.readonly import Result, Value
    from racedb.queries import Query

_TIME_LIMIT_S = 30.0


class ChartCommand(PlainCommand):
    """A command whose `--chart` may stand without a file: Typer has no optional values."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read `--chart` that is followed by an option, or by nothing, as `--chart=-`."""
        words = [
            "--chart=-" if word == "--chart" and then.startswith("-") and then != "-" else word
            for word, then in pairwise([*args, "--"])
        ]
        return super().parse_args(ctx, words)


class QueryCommand(ChartCommand):
    """`racedb query`, whose `NAME --help` describes that query."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Print what a query answers if help is asked for with its name."""
        if args and not args[0].startswith("-") and {"-h", "--help"} & {*args}:
            from racedb import queries

            print(_description(queries.load(args[0], own_queries())))
            raise typer.Exit
        return super().parse_args(ctx, args)


def query(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="Name of the query.", autocompletion=completion.query_names
        ),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE",
            help="Parameters; names also without KEY=, a year is the season.",
            autocompletion=completion.query_values,
        ),
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    limit: Limit = None,
    timeout: Timeout = _TIME_LIMIT_S,
    chart: picture.Chart = None,
    x: picture.X = "",
    y: picture.Y = "",
    color: picture.Color = "",
    title: picture.Title = "",
    clean: picture.Clean = False,
    raw: Raw = False,
    times: Times = "us",
    show: Annotated[bool, typer.Option("--show", help="Print the SQL; run nothing.")] = False,
    test: Annotated[
        bool, typer.Option("--test", help="Run the example of this query, or of all queries.")
    ] = False,
) -> None:
    r"""
    Run a canned query; without a name, list them.

    racedb query
    racedb query best-lap-per-manufacturer
    racedb query driver-career hamilton
    racedb query stints "spa 2009" Race
    racedb query most-wins season=1990s
    racedb query best-lap-per-driver \
      --chart best.svg
    """
    from racedb import queries

    own = own_queries()
    if test:
        names = queries.names(own) if name is None else [name]
        _run_examples(names, own, db, format_, output, timeout)
    elif name is None:
        _list_queries(own)
    elif show:
        print(queries.load(name, own).sql, end="")
    else:
        known = queries.load(name, own, " ".join([name, *(given or [])]))
        values = given_values(known, given or [])
        axes = picture.asked(chart, output, x, y, color, title)
        if clean:
            picture.without_stops(known, values)
        if chart is None:
            run_query(name, values, db, format_, output, limit, timeout, raw=raw, times=times)
        else:
            picture.draw_query(known, values, db, timeout, chart, axes)


def sql(
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", help="One statement that reads, FILE.sql, or - for standard input."
        ),
    ],
    given: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="Value of :NAME in TEXT."),
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    limit: Limit = None,
    timeout: Timeout = _TIME_LIMIT_S,
    chart: picture.Chart = None,
    x: picture.X = "",
    y: picture.Y = "",
    color: picture.Color = "",
    title: picture.Title = "",
    raw: Raw = False,
    times: Times = "us",
    explain: Annotated[bool, typer.Option("--explain", help="Show the query plan.")] = False,
    as_owner: Annotated[
        bool, typer.Option("--as-owner", help="Allow a superuser of PostgreSQL.")
    ] = False,
) -> None:
    """
    Run an SQL query, read-only. docs/schema.md describes the tables and views.

    racedb sql "SELECT * FROM crews"
    racedb sql "SELECT * FROM crews
      WHERE seat = :n" -p n=1
    racedb sql pace.sql -o pace.csv
    """
    from racedb.api import ANSWER_MIB, Database

    axes = picture.asked(chart, output, x, y, color, title)
    text = _statement(text)
    values = key_values(given or [], "-p car=8")
    database = Database(db, timeout, as_owner)
    most_mib = ANSWER_MIB if chart else None
    with database.selecting(text, values, explain=explain, most_mib=most_mib) as result:
        if chart is None:
            print_result(result, format_, output, limit, raw=raw, times=times)
        else:
            from racedb.queries.caption import no_words

            picture.draw(result, chart, axes, no_words)


def _statement(text: str) -> str:
    """
    Read a statement from standard input or a file, if the text names one of them.

    Raises:
        UsageError: the file cannot be read.
    """
    from racedb.errors import UsageError

    if text == "-":
        return sys.stdin.read()
    if not text.endswith(".sql"):
        return text
    try:
        return Path(text).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{text}: cannot be read: {getattr(error, 'strerror', None) or error}"
        raise UsageError(message) from None


def given_values(query: "Query", words: list[str]) -> dict[str, object]:
    """Return the values of parameters that words give, with or without their names."""
    from racedb import queries

    bare = [word for word in words if "=" not in word]
    named = key_values([word for word in words if "=" in word], "session=Qualifying")
    return queries.values(query, bare, named)


def run_query(
    name: str,
    values: Mapping[str, object],
    db: str | None,
    format_: str,
    output: Path | None,
    limit: int | None = None,
    timeout_s: float = _TIME_LIMIT_S,
    *,
    raw: bool = False,
    times: str = "us",
) -> None:
    """Run the canned query *name* and print its rows."""
    from racedb import queries
    from racedb.api import Database

    own = own_queries()
    asked = queries.load(name, own)
    with Database(db, timeout_s, own_queries=own).answering(name, values) as result:
        print_result(
            result, format_, output, limit, raw=raw, times=times, advice=asked.without_rows,
            spare=asked.spare,
        )  # fmt: skip


def print_rows(
    columns: tuple[str, ...],
    rows: "Iterable[tuple[Value, ...]]",
    format_: str,
    output: Path | None,
    *,
    spare: tuple[str, ...] = (),
) -> None:
    """Print all rows of a list that a command has made."""
    from racedb.db.readonly import Result

    print_result(Result(columns, iter(rows)), format_, output, limit=0, spare=spare)


def print_result(
    result: "Result",
    format_: str,
    output: Path | None,
    limit: int | None,
    *,
    raw: bool = False,
    times: str = "us",
    advice: str = "",
    spare: tuple[str, ...] = (),
) -> None:
    """Print rows; report on stderr what the rows cannot show: that there are none, or more."""
    from racedb import render

    written = render.write(result, format_, output, limit, raw=raw, times=times, spare=spare)
    if written.limit is not None:
        emit(f"racedb: only the first {counted(written.limit, 'rows')}; --limit 0 prints all")
    elif not written.rows:
        emit(f"racedb: no rows{'; ' if advice else ''}{advice}")


def _list_queries(own: Path | None) -> None:
    """Print the names by topic, each with its title."""
    from racedb import queries

    known = [queries.load(name, own) for name in queries.names(own)]
    width = max(len(query.name) for query in known)
    narrow = sys.stdout.isatty() and get_terminal_size().columns < width + 40
    for topic in sorted({query.topic for query in known}):
        print(f"{topic}:")
        for query in known:
            if query.topic == topic:
                print(
                    f"  {query.name}\n      {query.title}"
                    if narrow
                    else f"  {query.name:{width}}  {query.title}"
                )
    sys.stdout.flush()
    emit("racedb: 'racedb query NAME --show' prints the SQL and the parameters of a query")


def _description(query: "Query") -> str:
    """Write what a query answers, and its parameters."""
    width = min(80, get_terminal_size().columns)
    required = "".join(f" {it.name.upper()}" for it in query.parameters if it.required)
    lines = [f"Usage: racedb query {query.name}{required} [KEY=VALUE]...", "", f"  {query.title}."]
    lines += wrap(query.description, width, initial_indent="  ", subsequent_indent="  ")
    if query.parameters:
        names = max(len(it.name) for it in query.parameters) + 2
        lines += ["", "Parameters:"]
    for it in query.parameters:
        default = f" (default: {it.default})" if it.default else ""
        text = f"{it.help}{': ' if it.choices else ''}{' or '.join(it.choices)}{default}"
        start = f"  {it.name:{names}}"
        lines += wrap(text, width, initial_indent=start, subsequent_indent=" " * len(start))
    if query.example:
        lines += [
            "",
            "Example:",
            f"  racedb query {query.name} {' '.join(query.example).replace('*', 'NAME')}",
        ]
    return "\n".join(lines)


def _run_examples(
    names: list[str],
    own: Path | None,
    db: str | None,
    format_: str,
    output: Path | None,
    timeout_s: float,
) -> None:
    """Run the examples of queries; one that fails makes exit code 1."""
    from racedb import queries
    from racedb.db import readonly
    from racedb.queries import examples

    with readonly.connect(db, time_limit_s=timeout_s) as reader:
        known = [queries.load(name, own) for name in names]
        rows = list(examples.run_examples(reader, known))
    print_rows(examples.COLUMNS, rows, format_, output)
    failed = [str(row[0]) for row in rows if row[-1] is not None]
    if failed:
        emit(f"racedb: {len(failed)} of {len(rows)} failed: {', '.join(failed)}", "error")
        raise typer.Exit(1)
