"""Charts between two axes: scatters, careers, slopes."""

from collections.abc import Sequence
from json import dumps
from typing import Any

import altair as alt

from racedb.render.charts.drawing import Drawing, Point
from racedb.render.charts.labels import beside, spread
from racedb.render.charts.scales import is_time, title
from racedb.render.charts.vega_parts import (
    GREY,
    INK,
    TEXT,
    WIDTH,
    axis,
    colour,
    data,
    is_place,
    places,
    plot_width,
    scale,
)
from racedb.render.charts.vega_rows import dates

_HEIGHT = 480
_APART = 13
_DOT, _DOT_OF_MANY, _MOST = 70, 12, 280
"""Areas of dots: of one row, of one where others are of very many, of the most rows."""


def chart(made: Drawing) -> Any:
    """Return the chart."""
    if made.picture.kind == "slope":
        return _slope(made)
    return _plane(made)


def _plane(made: Drawing) -> Any:
    picture = made.picture
    xs, ys = [it["x"] for it in made.points], [it["y"] for it in made.points]
    y_scale, y_axis = _axis(picture.y[0], ys)
    is_number = all(isinstance(it, int | float) for it in xs)
    if is_number:
        x_scale, x_axis = _axis(picture.x, xs, falls=False)
        x = alt.X("x:Q", scale=x_scale, axis=x_axis)
    else:
        x = dates(alt.Axis(title=title(picture.x), grid=True), [str(it) for it in xs])
    y = alt.Y("y:Q", scale=y_scale, axis=y_axis)
    base = alt.Chart(data(made.points)).encode(x=x, y=y)
    size: Any = alt.value(_DOT if len(made.points) < 100 else 40)
    most = max(it["count"] for it in made.points)
    if most > 1:
        one = min(_DOT, max(_DOT_OF_MANY, _MOST / most))
        areas = alt.Scale(domain=[1, most], range=[one, max(2 * one, min(one * most, _MOST))])
        size = alt.Size("count:Q", legend=None, scale=areas)
    dot = base.mark_circle(opacity=0.8).encode(color=colour(made), size=size)
    layers = [dot]
    if is_number:
        layers += [*_diagonal(made, x, y, x_scale, y_scale), *_labels(made, x, y, x_scale, y_scale)]
    return alt.layer(*layers).properties(width=WIDTH, height=_HEIGHT)


def _axis(column: str, values: Sequence[float], *, falls: bool = True) -> Any:
    if is_place(column):
        place_scale, place_axis = places(column, values, _HEIGHT)
        place_scale.reverse = falls
        place_axis.grid = True
        return place_scale, place_axis
    return scale(values), axis(column, values, grid=True)


def _diagonal(
    made: Drawing, x: alt.X, y: alt.Y, x_scale: alt.Scale, y_scale: alt.Scale
) -> list[Any]:
    """Draw where both numbers are equal, if they are of one kind."""
    picture = made.picture
    units = {_unit(picture.x), _unit(picture.y[0])}
    low = max(x_scale.domain[0], y_scale.domain[0])
    high = min(x_scale.domain[1], y_scale.domain[1])
    if len(units) > 1 or units == {""} or low >= high:
        return []
    ends = data([{"x": low, "y": low}, {"x": high, "y": high}])
    line = alt.Chart(ends).mark_line(color=GREY, strokeDash=[4, 4], strokeWidth=1)
    return [line.encode(x=x, y=y)]


def _unit(column: str) -> str:
    return "position" if is_place(column) else "us" if is_time(column) else ""


def _labels(made: Drawing, x: alt.X, y: alt.Y, x_scale: alt.Scale, y_scale: alt.Scale) -> list[Any]:
    """Write names beside the dots where there is room."""
    width = plot_width(made)
    dots = [
        (_pixel(it["x"], x_scale, width), _pixel(it["y"], y_scale, _HEIGHT, up=True), it["label"])
        for it in made.points
    ]
    layers = []
    places_ = beside(dots, TEXT, width, _HEIGHT)
    for place in dict.fromkeys(it for it in places_ if it):
        there = [point for point, it in zip(made.points, places_, strict=True) if it == place]
        align, dx, dy = place
        text = alt.Chart(data(there)).mark_text(
            align=align, baseline="middle", dx=dx, dy=dy, fontSize=TEXT, color=INK
        )
        layers.append(text.encode(x=x, y=y, text="label:N"))
    return layers


def _pixel(value: float, of: Any, pixels: float, *, up: bool = False) -> float:
    low, high = of.domain
    at: float = (value - low) / (high - low) * pixels
    return at if not up or of.reverse is True else pixels - at


def _slope(made: Drawing) -> Any:
    """Draw lines between two columns of names, which are moved apart where they would overlap."""
    picture, points = made.picture, made.points
    values = [point[side] for point in points for side in ("x", "y")]
    height = max(_HEIGHT, _APART * len(points))
    y_scale = (
        places(picture.x, values, height)[0] if is_place(picture.x) else scale(values, falls=True)
    )
    low, high = y_scale.domain
    per_pixel = (high - low) / height
    sides: list[Any] = []
    for number, (side, label) in enumerate((("x", "label"), ("y", "label2"))):
        # A car that is compared with several others has one name.
        order = sorted({(point[side], point[label]) for point in points})
        wanted = [(value - low) / per_pixel for value, _ in order]
        pixels = dict(zip(order, spread(wanted, _APART, 0, height), strict=True))
        for point in points:
            point[f"at_{side}"] = low + pixels[point[side], point[label]] * per_pixel
        ends = list(
            {
                (it[side], it[label]): {
                    "side": number, "at": it[f"at_{side}"], "text": it[label],
                    "colour": it["colour"],
                }
                for it in points
            }.values()
        )  # fmt: skip
        text = alt.Chart(data(ends)).mark_text(
            align="left" if number else "right", dx=8 if number else -8, fontSize=TEXT, clip=False
        )
        sides.append(
            text.encode(
                x=_sides(made), y=alt.Y("at:Q", scale=y_scale, axis=None), text="text:N",
                color=colour(made),
            )
        )  # fmt: skip
    return alt.layer(_slope_lines(made, y_scale), *sides).properties(width=WIDTH, height=height)


def _sides(made: Drawing) -> alt.X:
    """Return the axis of the two sides, with what they are written above."""
    left, right = title(made.picture.x), title(made.picture.to.removeprefix("other_"))
    heads = alt.Axis(
        orient="top", values=[0, 1], title=None, domain=False, ticks=False, grid=False,
        labelExpr=f"datum.value == 0 ? {dumps(left)} : {dumps(right)}", labelColor=GREY,
        labelPadding=10,
    )  # fmt: skip
    return alt.X("side:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=heads)


def _slope_lines(made: Drawing, y_scale: alt.Scale) -> Any:
    """Draw each line from label to label: where labels had to move, the line moves with them."""
    ends: list[Point] = []
    for at, point in enumerate(made.points):
        for number, side in enumerate(("x", "y")):
            ends.append(
                {"side": number, "at": point[f"at_{side}"], "line": at, "colour": point["colour"]}
            )
    line = alt.Chart(data(ends)).mark_line(strokeWidth=1.8, point=True, clip=False)
    y = alt.Y("at:Q", scale=y_scale, axis=None)
    return line.encode(x=_sides(made), y=y, detail="line:N", color=colour(made))
