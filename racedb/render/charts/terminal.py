"""Charts made of characters, by plotext."""

import os
from collections.abc import Sequence
from math import ceil, floor
from shutil import get_terminal_size
from typing import Any

import plotext

from racedb.render.cells import cut
from racedb.render.charts import picture as kinds
from racedb.render.charts.picture import Picture, Point, names
from racedb.render.charts.scales import axis_time, colours, is_time, time_ticks, title

_MAX_LINES = 40
_TICK_WIDTH = 14
_LABEL = 14
"""Columns for the labels at the ends of lines."""


def text(points: Sequence[Point], picture: Picture, heading: str, *, coloured: bool) -> str:
    """
    Draw a chart as wide as the terminal.

    Args:
        points: what to draw.
        picture: the kind of chart.
        heading: the title.
        coloured: with the colour codes of a terminal; NO_COLOR removes them anyway.
    """
    size = get_terminal_size((80, 24))
    lines = picture.kind in {kinds.LAPS, kinds.GAPS}
    figure = plotext.figure
    figure.clear()
    # Otherwise plotext looks for a terminal by itself and, in a pipe, finds none.
    plotext.terminal.limit(width=False, height=False)
    height = size.lines - 2 if lines else len(names(points)) + 5
    figure.plot_size(size.columns, min(_MAX_LINES, max(12, height)) if lines else height)
    figure.title(cut(heading, size.columns - 2))
    known = names(points, "colour")
    shades = dict(zip(known, map(_rgb, colours(known)), strict=True))
    if lines:
        _lines(figure, points, picture, shades, size.columns)
    else:
        _rows(figure, points, picture, shades, size.columns)
    figure.label(title("lap" if picture.kind == kinds.STINTS else picture.x), "x")
    drawn: str = figure.build().string(colorless=not coloured or "NO_COLOR" in os.environ)
    return "\n".join(line.rstrip() for line in drawn.rstrip("\n").split("\n")) + "\n"


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _lines(
    figure: Any,
    points: Sequence[Point],
    picture: Picture,
    shades: dict[str, tuple[int, ...]],
    columns: int,
) -> None:
    """Draw one line per car, the leader on top, with a label at its end."""
    by_line: dict[str, list[Point]] = {}
    for point in points:
        by_line.setdefault(point["line"], []).append(point)
    for line in by_line.values():
        line.sort(key=lambda it: it["x"])
        pixel = plotext.pixel(shades[line[0]["colour"]])
        xs, ys = [it["x"] for it in line], [it["y"] for it in line]
        figure.draw(figure.signal(xs, ys, marker=plotext.marker("braille", pixel)).lines())
        word = plotext.marker(f" {cut(line[-1]['label'].rpartition(' ')[2], 9)}", pixel)
        figure.draw(figure.signal([xs[-1]], [ys[-1]], marker=word))
    first, last = min(it["x"] for it in points), max(it["x"] for it in points)
    figure.ruler("x").lim(first, last + (last - first or 1) * _LABEL / columns)
    _whole_ticks(figure, first, last, columns)
    low, high = min(it["y"] for it in points), max(it["y"] for it in points)
    figure.ruler("y").direction(-1)
    if picture.kind == kinds.LAPS:
        places = range(int(low), int(high) + 1)
        figure.ruler("y").ticks(list(places), labels=list(map(str, places)))
    else:
        ticks = time_ticks(low, high)
        figure.ruler("y").ticks(ticks, labels=list(map(axis_time, ticks)))


def _rows(
    figure: Any,
    points: Sequence[Point],
    picture: Picture,
    shades: dict[str, tuple[int, ...]],
    columns: int,
) -> None:
    """Draw one row per name, the first one of the result on top."""
    known = names(points)
    at = {name: len(known) - number for number, name in enumerate(known)}
    xs = _spans(points, picture)
    for point, spans in zip(points, xs, strict=True):
        pixel = plotext.pixel(shades[point["colour"]])
        for low, high, char in spans:
            y = at[point["y"]]
            figure.draw(
                figure.signal([low, high], [y, y], marker=plotext.marker(char, pixel)).lines()
            )
    labels = [cut(name, max(8, columns // 4)) for name in known]
    figure.ruler("y").ticks([at[name] for name in known], labels=labels)
    ends = [end for spans in xs for low, high, _ in spans for end in (low, high)]
    if picture.kind == kinds.TIMELINE:
        moments = sorted({str(point["x"]) for point in points})
        step = -(-len(moments) * _TICK_WIDTH // columns)
        shown = range(0, len(moments), step)
        figure.ruler("x").ticks(list(shown), labels=[moments[it] for it in shown])
    elif is_time(picture.x):
        ticks = time_ticks(min(ends), max(ends), max(2, columns // _TICK_WIDTH))
        figure.ruler("x").ticks(ticks, labels=list(map(axis_time, ticks)))
    else:
        _whole_ticks(figure, min(ends), max(ends), columns)


def _whole_ticks(figure: Any, low: float, high: float, columns: int) -> None:
    """Set ticks at whole numbers: there is no lap 13.1."""
    step = max(1, ceil((high - low) * _TICK_WIDTH / columns))
    ticks = list(range(ceil(low), floor(high) + 1, step))
    figure.ruler("x").ticks(ticks, labels=list(map(str, ticks)))


def _spans(points: Sequence[Point], picture: Picture) -> list[list[tuple[float, float, str]]]:
    """Return what is drawn of each point: from, to, and the character."""
    match picture.kind:
        case kinds.BOX:
            return [
                [(it["low"], it["high"], "─"), (it["q1"], it["q3"], "█"), (it["x"], it["x"], "┃")]
                for it in points
            ]
        case kinds.STINTS:
            return [[(it["x"] + 0.5, it["x2"], "█"), (it["x2"], it["x2"], "▌")] for it in points]
        case kinds.BARS:
            return [[(0, it["x"], "█")] for it in points]
        case kinds.TIMELINE:
            moments = sorted({str(it["x"]) for it in points})
            number = {moment: at for at, moment in enumerate(moments)}
            return [[(number[str(it["x"])], number[str(it["x"])], "●")] for it in points]
    return [[(it["x"], it["x"], "●")] for it in points]
