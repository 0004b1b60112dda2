"""What `--chart` and its options do, for queries and SQL."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from racedb.cli.options import own_queries
from racedb.log import emit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from racedb.db.readonly import Result
    from racedb.queries import Query
    from racedb.queries.caption import Words
    from racedb.render.charts import Axes

_option = partial(typer.Option, rich_help_panel="Pictures")
Chart = Annotated[
    str | None,
    _option(
        "--chart",
        metavar="[FILE]",
        help="Draw a chart: FILE.html, .svg, .png or .json (Vega-Lite); in the terminal without"
        " FILE.",
    ),
]
X = Annotated[str, _option("--x", metavar="COLUMN", help="What is drawn from left to right.")]
Y = Annotated[str, _option("--y", metavar="COLUMN", help="What is drawn upwards, or row by row.")]
Color = Annotated[str, _option("--color", metavar="COLUMN", help="What the colours mean.")]
Title = Annotated[str, _option("--title", metavar="TEXT", help="The words above the picture.")]
Clean = Annotated[bool, _option("--clean", help="Gaps and positions as if no car had stopped.")]


def asked(chart: str | None, output: Path | None, x: str, y: str, color: str, title: str) -> "Axes":
    """
    Return what somebody asks of a picture.

    Raises:
        UsageError: a picture is not asked for, or rows are too.
    """
    from racedb.errors import UsageError
    from racedb.render.charts import Axes

    given = {"--x": x, "--y": y, "--color": color, "--title": title}
    if chart is None and any(given.values()):
        option = next(name for name, value in given.items() if value)
        message = f"{option} is for pictures; add --chart FILE.svg, or --chart for the terminal"
        raise UsageError(message)
    if chart is not None and output:
        message = f"--chart draws instead of writing rows; use --chart {output} without -o"
        raise UsageError(message)
    return Axes(x=x, y=y, colour=color, title=title)


def without_stops(query: "Query", values: dict[str, object]) -> None:
    """
    Choose that pit stops do not count.

    Raises:
        UsageError: the query has no such choice.
    """
    from racedb.errors import UsageError

    if "stops" not in {it.name for it in query.parameters}:
        message = f"--clean: query {query.name} has no pit stops to leave out; lap-chart and"
        raise UsageError(f"{message} gap-to-leader have")
    values["stops"] = "without"


def draw_query(
    query: "Query", values: "Mapping[str, object]", db: str | None, timeout_s: float,
    chart: str, axes: "Axes",
) -> None:  # fmt: skip
    """Run a canned query and draw its rows."""
    from racedb.api import Database

    database = Database(db, timeout_s, own_queries=own_queries())
    with database.answering(query.name, values) as result:
        draw(result, chart, axes, partial(database.caption, query.name, values), query.chart)


def draw(result: "Result", chart: str, axes: "Axes", words: "Words", header: str = "") -> None:
    """
    Draw rows instead of printing them; without any, report that on stderr.

    Args:
        result: the rows.
        chart: the file, or '-' for the terminal.
        axes: what somebody asks of the picture.
        words: finds the words above it.
        header: the chart that the header of a query describes; '': choose one by the columns.

    Raises:
        UsageError: no chart suits the columns.
    """
    from racedb.render import charts

    picture = charts.suitable(result.columns, header, axes)
    if not charts.draw(result, picture, chart, words, axes.title):
        emit("racedb: nothing to draw: no rows with values")
