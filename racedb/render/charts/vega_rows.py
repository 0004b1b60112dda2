"""Charts with a row for each name."""

import re
from collections.abc import Sequence
from typing import Any

import altair as alt

from racedb.render.charts.colours import ink_on
from racedb.render.charts.drawing import Drawing, Point, names
from racedb.render.charts.labels import fitting, text_width
from racedb.render.charts.scales import title
from racedb.render.charts.vega_parts import (
    GREY,
    TEXT,
    WIDTH,
    axis,
    colour,
    data,
    palette,
    plot_width,
    scale,
)

_ROW = 22
"""Pixels of a row; less if there are many."""
_ROW_OF_MANY, _MANY = 17, 30
_DENSE = 150
"""With more moments they are ticks instead of dots."""
_TEXT_MAX = 300
_DX = 8
"""Pixels between a dot and its text."""
_INSIDE = 10
"""Size of the texts inside bars."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*")


def chart(made: Drawing) -> Any:
    """Return the chart."""
    draw = {
        "box": _boxes, "bars": _bars, "shares": _shares, "stints": _stints, "best": _dots,
    }.get(made.picture.kind, _moments)  # fmt: skip
    known = names(made.points)
    y_axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6)
    y = alt.Y("y:N", sort=known, axis=y_axis)
    row = _ROW if len(known) <= _MANY else _ROW_OF_MANY
    return draw(made, y, row * 0.62).properties(width=WIDTH, height=max(60, row * len(known)))


def _boxes(made: Drawing, y: alt.Y, size: float) -> Any:
    ends = [point[side] for point in made.points for side in ("low", "high")]
    x = alt.X("x:Q", scale=scale(ends), axis=axis(made.picture.x, ends))
    base = alt.Chart(data(made.points)).encode(y=y, color=colour(made))
    whisker = base.mark_rule(strokeWidth=1.5).encode(
        x=alt.X("low:Q", scale=scale(ends)), x2="high:Q"
    )
    box = base.mark_bar(size=size).encode(x="q1:Q", x2="q3:Q")
    median = base.mark_tick(color="white", thickness=2, size=size, opacity=1).encode(
        x=x, color=alt.value("white"), tooltip=["y:N", "count:Q"],
    )  # fmt: skip
    return alt.layer(whisker, box, median)


def _stints(made: Drawing, y: alt.Y, size: float) -> Any:
    last = max(point["x2"] for point in made.points)
    x = alt.X(
        "x:Q", scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(title="lap", tickMinStep=1, format="d"),
    )  # fmt: skip
    bar = alt.Chart(data(made.points)).mark_bar(size=size + 1, stroke="white", strokeWidth=1)
    bar = bar.encode(x=x, x2="x2:Q", y=y, color=colour(made))
    per_lap = plot_width(made) / last
    fill = palette(made) if made.colour else {}
    inside = [
        point | {"text": text, "middle": (point["x"] + point["x2"]) / 2,
                 "ink": ink_on(fill.get(point["colour"], "#0072B2"))}
        for point in made.points
        if (text := _that_fits(point, (point["x2"] - point["x"]) * per_lap))
    ]  # fmt: skip
    return alt.layer(bar, _inside(inside, y)) if inside else bar


def _that_fits(point: Point, pixels: float) -> str:
    """Return driver and pace, or one of them, whichever fits into a bar."""
    both = f"{point['who']} {point['pace']}".strip()
    tries = (both, point["pace"], point["who"])
    return next((it for it in tries if it and text_width(it, _INSIDE) + 4 <= pixels), "")


def _inside(points: Sequence[Point], y: alt.Y) -> Any:
    text = alt.Chart(data(points)).mark_text(fontSize=_INSIDE)
    return text.encode(
        x="middle:Q", y=y, text="text:N", color=alt.Color("ink:N", scale=None, legend=None)
    )


def _beside(points: Sequence[Point], x: alt.X, y: alt.Y, column: str, per_unit: float) -> Any:
    """Write texts on the right of dots and bars, where the next dot of the row leaves room."""
    shown = []
    for point in points:
        later = [
            it[column] for it in points if it["y"] == point["y"] and it[column] > point[column]
        ]
        room = (min(later) - point[column]) * per_unit - _DX - 6 if later else _TEXT_MAX
        text = fitting(point["text"], TEXT, _TEXT_MAX)
        if text and text_width(text, TEXT) <= room:
            shown.append({"y": point["y"], "x": point[column], "text": text})
    text = alt.Chart(data(shown)).mark_text(align="left", dx=_DX, fontSize=TEXT, color=GREY)
    return text.encode(x=x, y=y, text="text:N")


def _with_room(made: Drawing, column: str, low: float) -> tuple[list[float], float]:
    """Return a domain in which all texts beside the values end, and the pixels of a unit."""
    width = plot_width(made)
    high = max(point[column] for point in made.points)
    for point in made.points:
        taken = min(text_width(point["text"], TEXT), _TEXT_MAX) + _DX
        high = max(high, low + (point[column] - low) * width / (width - taken))
    high = high if high > low else low + 1
    return [low, high], width / (high - low)


def _dots(made: Drawing, y: alt.Y, _: float) -> Any:
    values = [point["x"] for point in made.points]
    domain, per_unit = _with_room(made, "x", scale(values).domain[0])
    x_scale = alt.Scale(domain=domain, nice=False, zero=False)
    x = alt.X("x:Q", scale=x_scale, axis=axis(made.picture.x, values))
    base = alt.Chart(data(made.points)).encode(x=x, y=y)
    dot = base.mark_point(filled=True, size=80, opacity=1).encode(color=colour(made))
    return alt.layer(dot, _beside(made.points, x, y, "x", per_unit))


def _bars(made: Drawing, y: alt.Y, size: float) -> Any:
    totals = [point["total"] for point in made.points]
    domain, per_unit = _with_room(made, "total", min(0, *totals))
    x_axis = axis(made.picture.x, [0, *totals])
    if made.picture.x.endswith("_percent"):
        x_axis.values = list(range(0, 101, 20))
    x = alt.X("x:Q", scale=alt.Scale(domain=domain, nice=False), axis=x_axis)
    bar = alt.Chart(data(made.points)).mark_bar(size=size).encode(x=x, y=y, color=colour(made))
    # A bar of several colours has one text, its length.
    return alt.layer(bar, _beside(made.points, x, y, "total", per_unit))


def _shares(made: Drawing, y: alt.Y, size: float) -> Any:
    x = alt.X(
        "x:Q", stack="zero", scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(title=f"share of {title(made.picture.x)} (%)"),
    )  # fmt: skip
    bar = alt.Chart(data(made.points)).mark_bar(size=size + 1, stroke="white", strokeWidth=0.5)
    bar = bar.encode(x=x, y=y, color=colour(made), order="rank:Q")
    width = plot_width(made)
    fill = palette(made) if made.colour else {}
    inside, ends = [], dict.fromkeys(names(made.points), 0.0)
    for point in made.points:
        middle = ends[point["y"]] + point["x"] / 2
        ends[point["y"]] += point["x"]
        text = f"{point['x']:.0f}"
        if point["x"] * width / 100 > text_width(text, _INSIDE) + 4:
            ink = ink_on(fill.get(point["colour"], "#0072B2"))
            inside.append({"y": point["y"], "middle": middle, "text": text, "ink": ink})
    return alt.layer(bar, _inside(inside, y))


def _moments(made: Drawing, y: alt.Y, _: float) -> Any:
    x_axis = alt.Axis(title=title(made.picture.x), labelAngle=0, grid=True, labelOverlap=True)
    x = alt.X("x:O", axis=x_axis)
    if all(_DATE.fullmatch(str(point["x"])) for point in made.points):
        x = dates(x_axis, [str(point["x"]) for point in made.points])
    base = alt.Chart(data(made.points))
    is_dense = len(made.points) > _DENSE
    dot = (
        base.mark_tick(thickness=1.5, size=15, opacity=0.8)
        if is_dense
        else base.mark_circle(size=75, opacity=0.85)
    )
    return dot.encode(x=x, y=y, color=colour(made))


def dates(x_axis: alt.Axis, days: Sequence[str]) -> alt.X:
    """Return an axis of days, in years if they are of many."""
    years = {day[:4] for day in days}
    x_axis.format = "%Y" if len(years) > 3 else "%b %Y"
    return alt.X("x:T", axis=x_axis, scale=alt.Scale(type="utc"))
