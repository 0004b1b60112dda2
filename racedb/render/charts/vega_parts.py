"""Parts that charts of all shapes share: data, colours with their legend, axes, scales."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from racedb.render.charts.colours import colours
from racedb.render.charts.drawing import OTHERS, Drawing, Point, names
from racedb.render.charts.labels import text_width
from racedb.render.charts.scales import is_time, tick_decimals, time_ticks, title

WIDTH = 800
"""Pixels of a whole picture."""
PADDING = 12
FONT = "Inter, Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"
INK, GREY, RULE = "#222222", "#666666", "#E3E3E3"
TEXT = 11
"""Size of the texts inside a chart."""
LABEL_MAX = 230
"""Pixels of the name of a row; longer ones are cut."""
_AXIS = 60
"""Pixels of an axis of numbers."""
_TICKS = 10
_SYMBOL = 26
"""Pixels of a square in the legend and of what is around it."""


def data(points: Sequence[Point]) -> alt.InlineData:
    """Return points as data that is in the chart itself."""
    return alt.InlineData(values=list(points))


def plot_width(made: Drawing) -> float:
    """Return about how many pixels are between the axis on the left and the right edge."""
    left = float(_AXIS)
    if made.kind.shape == "rows":
        left = min(max(text_width(name, TEXT) for name in names(made.points)), LABEL_MAX) + 12
    return WIDTH - 2 * PADDING - left


def palette(made: Drawing) -> dict[str, str]:
    """Return the colour of each value, others last."""
    known = sorted(names(made.points, "colour"), key=lambda it: it == OTHERS)
    return dict(zip(known, colours(known), strict=True))


def colour(made: Drawing, *, legend: bool = True) -> Any:
    """Return the encoding of colours, with a legend unless they are named beside the lines."""
    if not made.colour:
        return alt.value(colours([""])[0])
    shades = palette(made)
    shown = legend and (len(shades) > 1 or made.picture.kind == "shares")
    return alt.Color(
        "colour:N",
        scale=alt.Scale(domain=list(shades), range=list(shades.values())),
        sort=list(shades),
        legend=_legend(title(made.colour), list(shades), plot_width(made)) if shown else None,
    )


def _legend(name: str, entries: Sequence[str], pixels: float) -> alt.Legend:
    """Return a legend above the plot, in as many columns as there is room for."""
    room = pixels - text_width(name, TEXT) - _SYMBOL
    widest = max(min(200.0, text_width(entry, TEXT)) for entry in entries) + _SYMBOL
    return alt.Legend(title=name, columns=max(1, min(len(entries), int(room / widest))))


def time_label(decimals: int) -> str:
    """
    Return the expression that writes a tick of microseconds as m:ss, with hours if there are any.

    The time formats of Vega wrap at a day.
    """
    step = 1e6 / 10**decimals
    us = f"round(abs(datum.value) / {step:g}) * {step:g}"
    width = decimals + 3 if decimals else 2
    return (
        "(datum.value < 0 ? '-' : '')"
        f" + ({us} >= 3.6e9 ? floor({us} / 3.6e9) + ':' : '')"
        f" + format(floor({us} / 6e7) % 60, {us} >= 3.6e9 ? '02d' : 'd')"
        f" + ':' + format({us} % 6e7 / 1e6, '0{width}.{decimals}f')"
    )


def axis(column: str, values: Sequence[float], name: str = "", **options: Any) -> alt.Axis:
    """Return an axis of numbers, or of durations as m:ss at round times."""
    name = name or title(column)
    if is_time(column):
        ticks = time_ticks(min(values), max(values))
        expression = time_label(tick_decimals(ticks))
        return alt.Axis(title=name, labelExpr=expression, values=ticks, **options)
    return alt.Axis(title=name, tickMinStep=1, tickCount=_TICKS, **options)


def scale(values: Sequence[float], *, falls: bool = False) -> alt.Scale:
    """Return a scale that ends a little beyond its values, so that no dot is cut off."""
    low, high = min(values), max(values)
    beyond = (high - low) * 0.04 or abs(high) * 0.01 or 1
    return alt.Scale(domain=[low - beyond, high + beyond], nice=False, zero=False, reverse=falls)


def places(column: str, values: Sequence[float], height: float, name: str = "") -> Any:
    """Return the axis of positions, 1 on top: every place is a tick if there is room."""
    last = int(max(values))
    step = next(it for it in (1, 2, 5, 10, 20, 50, 100, last) if last / it * 13 <= height)
    ticks = [1, *(at for at in range(step, last + 1, step) if at > 1)]
    return (
        alt.Scale(domain=[0.4, last + 0.6], nice=False, zero=False, reverse=True),
        alt.Axis(
            title=name or title(column), values=ticks, format="d", grid=False, labelOverlap=False
        ),
    )


def is_place(column: str) -> bool:
    """Return whether a column holds positions."""
    return column.endswith("position")
