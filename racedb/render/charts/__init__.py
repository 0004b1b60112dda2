"""
Results as charts.

A picture is a kind of chart and the columns of its axes and colours. A canned query names it in its
header; for any other result options or the names of the columns decide. Files are Vega-Lite by
altair (html, svg, png, json), a terminal gets characters by plotext. Both draw the same points.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any

from racedb.errors import RaceDBError, UsageError
from racedb.queries.caption import Caption, Words, no_words
from racedb.render import destination
from racedb.render.charts.drawing import Drawing
from racedb.render.charts.kinds import Picture, chosen, named
from racedb.render.charts.points import drawing
from racedb.safe_text import escape

if TYPE_CHECKING:
    from racedb.db.readonly import Result

TERMINAL = "-"
FORMATS = ("html", "svg", "png", "json")

__all__ = ["FORMATS", "TERMINAL", "Axes", "Picture", "draw", "drawn", "suitable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What somebody asks of a picture; '': as the query or the columns have it."""

    x: str = ""
    y: str = ""
    colour: str = ""
    title: str = ""


def draw(
    result: "Result", picture: Picture, target: str, words: Words = no_words, title: str = ""
) -> int:
    """
    Draw a result into a file, by its extension, or into the terminal.

    Args:
        result: the result; its rows are consumed.
        picture: the kind of chart and its columns.
        target: a file name, or TERMINAL.
        words: finds the words above the chart.
        title: what somebody calls it; '': what the words say.

    Returns:
        The number of points; 0: there is nothing to draw, and nothing was written.

    Raises:
        UsageError: the result lacks the columns, or has rows of several sessions, or too many; or
            the extension of the file is unknown.
        RaceDBError: the file cannot be written, or the libraries are not installed.
    """
    write = _terminal() if target == TERMINAL else _file(Path(target))
    made = drawing(result, picture)
    if made.points and target == TERMINAL:
        sys.stdout.flush()
        write(made, _caption(made, words, title), sys.stdout.buffer)
    elif made.points:
        with destination(Path(target)) as stream:
            write(made, _caption(made, words, title), stream)
    return len(made.points)


def drawn(result: "Result", picture: Picture, words: Words = no_words, title: str = "") -> Any:
    """
    Draw a result as a chart of altair.

    Args:
        result: the result; its rows are consumed.
        picture: the kind of chart and its columns.
        words: finds the words above the chart.
        title: what somebody calls it; '': what the words say.

    Raises:
        UsageError: there is nothing to draw.
        RaceDBError: altair is not installed.
    """
    _installed("altair")
    made = drawing(result, picture)
    if not made.points:
        message = "nothing to draw: no rows with values"
        raise UsageError(message)
    return import_module("racedb.render.charts.vega").chart(made, _caption(made, words, title))


def suitable(columns: Sequence[str], header: str, axes: Axes) -> Picture:
    """
    Return the picture that somebody asks for, that a query has, or that suits the columns.

    Args:
        columns: of the result.
        header: the chart that the header of a query describes; '': none.
        axes: what somebody asks for.

    Raises:
        UsageError: none does, or a column is missing.
    """
    picture = chosen(columns, named(header) if header else None, axes.x, axes.y, axes.colour)
    if picture is None:
        message = (
            "these rows have no picture of their own; name two columns with --x and --y, of "
            f"{', '.join(columns)}"
        )
        raise UsageError(message)
    return picture


def _caption(made: Drawing, words: Words, title: str) -> Caption:
    """Return the words above a picture without what ends the process of those who draw."""
    found = words(made.session)
    is_told = made.is_of_event or not (found.scope or found.names)
    heading = title or found.title(made.common if is_told else "")
    return Caption(question=escape(heading), source=escape(found.source))


Write = Callable[[Drawing, Caption, IO[bytes]], None]


def _file(path: Path) -> Write:
    format_ = path.suffix.lower().removeprefix(".")
    if format_ not in FORMATS:
        known = ", ".join(f".{it}" for it in FORMATS)
        message = f"--chart {path}: is not a chart; use the extension {known}"
        raise UsageError(message)
    _installed("altair")
    if format_ != "json":
        _installed("vl_convert")
    vega = import_module("racedb.render.charts.vega")

    def write(made: Drawing, caption: Caption, stream: IO[bytes]) -> None:
        stream.write(vega.rendered(vega.chart(made, caption), format_))

    return write


def _terminal() -> Write:
    _installed("plotext")
    terminal = import_module("racedb.render.charts.terminal")

    def write(made: Drawing, caption: Caption, stream: IO[bytes]) -> None:
        stream.write(terminal.text(made, caption.question, coloured=sys.stdout.isatty()).encode())

    return write


def _installed(library: str) -> ModuleType:
    try:
        return import_module(library)
    except ImportError:
        message = f"charts need {library}: pip install 'racedb[charts]'"
        raise RaceDBError(message) from None
