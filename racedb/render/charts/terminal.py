"""Charts made of characters, by plotext."""

import os
from collections.abc import Sequence
from math import ceil, floor
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

import plotext

from racedb.render.cells import cut, width
from racedb.render.charts.colours import colours, rgb
from racedb.render.charts.drawing import Drawing, Point, names
from racedb.render.charts.labels import spread
from racedb.render.charts.scales import axis_time, is_time, tick_decimals, time_ticks, title

_MAX_LINES, _MAX_PLACES = 40, 70
_CHARS = "█▓▒░#=+:*%-o"
"""Of the parts of bars, which no colour may tell apart."""
_FRAME = 5
"""Lines of a chart that are not its plot: title, border, ticks, label."""
_LATE = 0.85
"""Lines that reach this share of the width are named apart from each other."""
_TICK_WIDTH = 14
_LABEL = 14
"""Columns for the labels at the ends of lines."""
Shades = dict[str, tuple[int, int, int]]


def text(made: Drawing, heading: str, *, coloured: bool) -> str:
    """
    Draw a chart as wide as the terminal, with a legend and notes below it.

    Args:
        made: what to draw.
        heading: the title.
        coloured: with the colour codes of a terminal; NO_COLOR removes them anyway.
    """
    size = get_terminal_size((80, 24))
    is_rows = made.kind.shape == "rows"
    figure = plotext.figure
    figure.clear()
    # Otherwise plotext looks for a terminal by itself and, in a pipe, finds none.
    plotext.terminal.limit(width=False, height=False)
    height = len(names(made.points)) + _FRAME if is_rows else _height(made, size.lines)
    figure.plot_size(size.columns, height)
    figure.title(cut(heading, size.columns - 2))
    known = names(made.points, "colour")
    shades = dict(zip(known, map(rgb, colours(known)), strict=True))
    if is_rows:
        _rows(figure, made, shades, size.columns)
    elif made.kind.shape == "lines":
        _lines(figure, made, shades, size.columns, height)
    else:
        _plane(figure, made, shades, size.columns)
    drawn: str = figure.build().string(colorless=not coloured or "NO_COLOR" in os.environ)
    lines = [line.rstrip() for line in drawn.rstrip("\n").split("\n")]
    below = wrap(_legend(made), size.columns) if made.picture.kind == "shares" else []
    below += made.notes
    return "\n".join([*lines, *(cut(it, size.columns) for it in below)]) + "\n"


def _height(made: Drawing, lines: int) -> int:
    """Return the lines of a chart: of positions one for each place."""
    places = max(it["y"] for it in made.points) if made.picture.y[0].endswith("position") else 0
    named = len(names(made.points, "line")) if made.kind.shape == "lines" else 0
    needed = max(int(places), named) + _FRAME
    return min(_MAX_PLACES, max(12, min(_MAX_LINES, lines - 2), needed))


def _legend(made: Drawing) -> str:
    known = names(made.points, "colour")
    return ", ".join(f"{_CHARS[at % len(_CHARS)]} {name}" for at, name in enumerate(known))


def _lines(figure: Any, made: Drawing, shades: Shades, columns: int, height: int) -> None:
    """Draw one line per car or name, with a label at its end."""
    by_line: dict[str, list[Point]] = {}
    for point in made.points:
        by_line.setdefault(point["line"], []).append(point)
    for line in by_line.values():
        pixel = plotext.pixel(shades[line[0]["colour"]])
        xs, ys = [it["x"] for it in line], [it["y"] for it in line]
        figure.draw(figure.signal(xs, ys, marker=plotext.marker("braille", pixel)).lines())
    first, last = _ends(it["x"] for it in made.points)
    ends = [line[-1] for line in by_line.values()]
    late = [it for it in ends if it["x"] >= first + (last - first) * _LATE]
    late.sort(key=lambda it: it["y"])
    low, high = _ends(it["y"] for it in made.points)
    apart = (high - low) / (height - _FRAME)
    column = spread([it["y"] for it in late], apart, low, high)
    for end, y in [
        *zip(late, column, strict=True),
        *((it, it["y"]) for it in ends if it not in late),
    ]:
        word = f" {cut(end['label'].rpartition(' ')[2], 9)}"
        marker = plotext.marker(word, plotext.pixel(shades[end["colour"]]))
        figure.draw(figure.signal([last if end in late else end["x"]], [y], marker=marker))
    figure.ruler("x").lim(first, last + (last - first or 1) * _LABEL / columns)
    _ticks(figure, "x", made.picture.x, [first, last], columns)
    figure.label(made.x_title or title(made.picture.x), "x")
    _fall(figure, made, [it["y"] for it in made.points])


def _fall(figure: Any, made: Drawing, ys: Sequence[float]) -> None:
    """Set the axis on the left; positions and gaps fall from the first one."""
    column = made.picture.y[0]
    if made.kind.falls or column.endswith("position"):
        figure.ruler("y").direction(-1)
    if column.endswith("position"):
        places = range(int(min(ys)), int(max(ys)) + 1)
        figure.ruler("y").ticks(list(places), labels=list(map(str, places)))
    elif is_time(column):
        ticks = time_ticks(min(ys), max(ys))
        figure.ruler("y").ticks(ticks, labels=_times(ticks))


def _plane(figure: Any, made: Drawing, shades: Shades, columns: int) -> None:
    """Draw dots between two axes, or lines from one side to the other."""
    if made.picture.kind == "slope":
        _slopes(figure, made, shades)
        return
    moments = sorted({str(it["x"]) for it in made.points})
    is_number = all(isinstance(it["x"], int | float) for it in made.points)
    for point in made.points:
        marker = plotext.marker("●", plotext.pixel(shades[point["colour"]]))
        x = point["x"] if is_number else moments.index(str(point["x"]))
        figure.draw(figure.signal([x], [point["y"]], marker=marker))
    if is_number:
        _ticks(figure, "x", made.picture.x, [*_ends(it["x"] for it in made.points)], columns)
    else:
        _moment_ticks(figure, moments, columns)
    figure.label(title(made.picture.x), "x")
    _fall(figure, made, [it["y"] for it in made.points])


def _slopes(figure: Any, made: Drawing, shades: Shades) -> None:
    for point in made.points:
        pixel = plotext.pixel(shades[point["colour"]])
        ends = [point["x"], point["y"]]
        figure.draw(figure.signal([0, 1], ends, marker=plotext.marker("braille", pixel)).lines())
        word = plotext.marker(f" {point['label2']}", pixel)
        figure.draw(figure.signal([1], [point["y"]], marker=word))
    longest = max(width(point["label2"]) for point in made.points)
    figure.ruler("x").lim(0, 1 + longest / 40)
    figure.ruler("x").ticks([0, 1], labels=[title(made.picture.x), title(made.picture.to)])
    figure.ruler("y").direction(-1)
    left = {point["x"]: point["label"] for point in made.points}
    figure.ruler("y").ticks(list(left), labels=[cut(it, 24) for it in left.values()])


def _rows(figure: Any, made: Drawing, shades: Shades, columns: int) -> None:
    """Draw one row per name, the first one of the result on top."""
    known = names(made.points)
    at = {name: len(known) - number for number, name in enumerate(known)}
    xs = _spans(made)
    for point, spans in zip(made.points, xs, strict=True):
        pixel = plotext.pixel(shades[point["colour"]])
        for low, high, char in spans:
            y = at[point["y"]]
            figure.draw(
                figure.signal([low, high], [y, y], marker=plotext.marker(char, pixel)).lines()
            )
    labels = [cut(name, max(8, columns // 4)) for name in known]
    figure.ruler("y").ticks([at[name] for name in known], labels=labels)
    ends = [end for spans in xs for low, high, _ in spans for end in (low, high)]
    if made.picture.kind == "timeline":
        _moment_ticks(figure, sorted({str(point["x"]) for point in made.points}), columns)
    else:
        _ticks(figure, "x", made.picture.x, [*_ends(ends)], columns)
    shares = f"share of {title(made.picture.x)} (%)"
    words = {"stints": "lap", "shares": shares}.get(made.picture.kind)
    figure.label(words or title(made.picture.x), "x")


def _ends(values: Any) -> tuple[float, float]:
    known = list(values)
    return min(known), max(known)


def _times(ticks: list[float]) -> list[str]:
    decimals = tick_decimals(ticks)
    return [axis_time(it, decimals) for it in ticks]


def _ticks(figure: Any, side: str, column: str, ends: Sequence[float], columns: int) -> None:
    """Set ticks at round times, or at whole numbers: there is no lap 13.1."""
    low, high = ends
    if is_time(column):
        ticks = time_ticks(low, high, max(2, columns // _TICK_WIDTH))
        figure.ruler(side).ticks(ticks, labels=_times(ticks))
        return
    step = max(1, ceil((high - low) * _TICK_WIDTH / columns))
    whole = list(range(ceil(low), floor(high) + 1, step))
    figure.ruler(side).ticks(whole, labels=list(map(str, whole)))


def _moment_ticks(figure: Any, moments: Sequence[str], columns: int) -> None:
    step = -(-len(moments) * _TICK_WIDTH // columns)
    shown = range(0, len(moments), step)
    figure.ruler("x").ticks(list(shown), labels=[moments[it] for it in shown])


def _spans(made: Drawing) -> list[list[tuple[float, float, str]]]:
    """Return what is drawn of each point: from, to, and the character."""
    match made.picture.kind:
        case "box":
            return [
                [(it["low"], it["high"], "─"), (it["q1"], it["q3"], "█"), (it["x"], it["x"], "┃")]
                for it in made.points
            ]
        case "stints":
            return [
                [(it["x"] + 0.5, it["x2"], "█"), (it["x2"], it["x2"], "▌")] for it in made.points
            ]
        case "bars":
            return _stacked(made.points, "█")
        case "shares":
            return _stacked(made.points, _CHARS)
        case "timeline":
            moments = sorted({str(it["x"]) for it in made.points})
            number = {moment: at for at, moment in enumerate(moments)}
            return [[(number[str(it["x"])], number[str(it["x"])], "●")] for it in made.points]
    return [[(it["x"], it["x"], "●")] for it in made.points]


def _stacked(points: Sequence[Point], chars: str) -> list[list[tuple[float, float, str]]]:
    """Put the parts of a bar side by side."""
    ends = dict.fromkeys(names(points), 0.0)
    known = names(points, "colour")
    found: list[list[tuple[float, float, str]]] = []
    for point in points:
        start = ends[point["y"]]
        ends[point["y"]] += point["x"]
        char = chars[known.index(point["colour"]) % len(chars)]
        found.append([(start, ends[point["y"]], char)])
    return found
