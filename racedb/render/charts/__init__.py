"""
Results as charts.

A picture is a kind of chart and the columns of its axes and colours. A canned query names it in its
header; for any other result the names of the columns decide. Files are Vega-Lite by altair (html,
svg, png, json), a terminal gets characters by plotext. Both draw the same points.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any

from racedb.errors import RaceDBError, UsageError
from racedb.render import destination
from racedb.render.charts.picture import Picture, guess, named, points, rows_of
from racedb.render.places import common
from racedb.safe_text import escape

if TYPE_CHECKING:
    from racedb.db.readonly import Result

TERMINAL = "-"
FORMATS = ("html", "svg", "png", "json")

__all__ = ["FORMATS", "TERMINAL", "Picture", "draw", "drawn", "suitable"]


def draw(result: "Result", picture: Picture, target: str, title: str = "") -> int:
    """
    Draw a result into a file, by its extension, or into the terminal.

    Args:
        result: the result; its rows are consumed.
        picture: the kind of chart and its columns.
        target: a file name, or TERMINAL.
        title: the title of the chart.

    Returns:
        The number of points; 0: there is nothing to draw, and nothing was written.

    Raises:
        UsageError: the result lacks the columns, or has rows of several sessions, or too many; or
            the extension of the file is unknown.
        RaceDBError: the file cannot be written, or the libraries are not installed.
    """
    write = _terminal() if target == TERMINAL else _file(Path(target))
    rows = rows_of(result, picture)
    found, title = points(rows, picture), _titled(title, rows)
    if found and target == TERMINAL:
        sys.stdout.flush()
        write(found, picture, title, sys.stdout.buffer)
    elif found:
        with destination(Path(target)) as stream:
            write(found, picture, title, stream)
    return len(found)


def drawn(result: "Result", kind: str = "", title: str = "") -> Any:
    """
    Draw a result as a chart of altair.

    Args:
        result: the result; its rows are consumed.
        kind: the chart that the header of a query describes; '': choose one by the columns.
        title: the title of the chart.

    Raises:
        UsageError: no chart suits the columns, or there is nothing to draw.
        RaceDBError: altair is not installed.
    """
    picture = suitable(result.columns, kind)
    _installed("altair")
    rows = rows_of(result, picture)
    found = points(rows, picture)
    if not found:
        message = "nothing to draw: no rows with values"
        raise UsageError(message)
    return import_module("racedb.render.charts.vega").chart(found, picture, _titled(title, rows))


def _titled(title: str, rows: list[dict[str, Any]]) -> str:
    """Add to a title what all rows are about: 'Lap times: 2009 24 Hours of Spa, Race'."""
    text = ": ".join(filter(None, (title, common(rows))))
    return escape(text)  # what draws ends the process where a text is not printable


def suitable(columns: tuple[str, ...], kind: str) -> Picture:
    """
    Return the picture of a query, or else one that suits the columns.

    Raises:
        UsageError: none does.
    """
    picture = named(kind) if kind else guess(columns)
    if picture is None:
        message = f"nothing to draw: no chart suits the columns {', '.join(columns)}"
        raise UsageError(message)
    return picture


Write = Callable[[list[dict[str, object]], Picture, str, IO[bytes]], None]


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

    def write(
        found: list[dict[str, object]], picture: Picture, title: str, stream: IO[bytes]
    ) -> None:
        stream.write(vega.rendered(vega.chart(found, picture, title), format_))

    return write


def _terminal() -> Write:
    _installed("plotext")
    terminal = import_module("racedb.render.charts.terminal")

    def write(
        found: list[dict[str, object]], picture: Picture, title: str, stream: IO[bytes]
    ) -> None:
        text = terminal.text(found, picture, title, coloured=sys.stdout.isatty())
        stream.write(text.encode())

    return write


def _installed(library: str) -> ModuleType:
    try:
        return import_module(library)
    except ImportError:
        message = f"charts need {library}: pip install 'racedb[charts]'"
        raise RaceDBError(message) from None
