"""Charts with a line for each car, driver or team, named at its end."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from racedb.render.charts.drawing import OTHERS, Drawing, Point
from racedb.render.charts.labels import Box, overlap, spread, text_width
from racedb.render.charts.vega_parts import (
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

_HEIGHT = 440
_APART = 13
"""Pixels between two labels."""
_GAP = 6
"""Pixels between a line and its label."""
_LATE = 0.85
"""Lines that reach this share of the width are named on the right."""
_NEAR = 3
"""Pixels between a line and its label that need no leader."""


def chart(made: Drawing) -> Any:
    """Return the chart."""
    ys = [point["y"] for point in made.points]
    xs = [point["x"] for point in made.points]
    ends = _ends(made.points)
    column = made.picture.y[0]
    height = max(_HEIGHT, _APART * len(ends))
    if is_place(column):
        height = max(200, min(900, 20 * int(max(ys))))
        y_scale, y_axis = places(column, ys, height)
    else:
        ys = [0, *ys] if made.picture.kind == "totals" else ys
        y_scale, y_axis = scale(ys, falls=made.kind.falls), axis(column, ys)
    numbers = {"format": "d"} if all(float(it).is_integer() for it in xs) else {}
    x_domain = [min(xs), max(*xs, min(xs) + 1)]
    x = alt.X(
        "x:Q", scale=alt.Scale(domain=x_domain, nice=False, zero=False),
        axis=axis(made.picture.x, xs, made.x_title, grid=True, **numbers),
    )  # fmt: skip
    y = alt.Y("y:Q", scale=y_scale, axis=y_axis)
    # Labels name the lines, so a legend is needed only if colours mean something else.
    is_named = all(it["colour"] in (it["label"], it["line"], OTHERS) for it in ends)
    shade = colour(made, legend=not is_named and len(ends) > 1)
    line = (
        alt.Chart(data(made.points))
        .mark_line(strokeWidth=1.8, strokeJoin="round", opacity=0.9)
        .encode(x=x, y=y, detail="line:N", order="x:Q", color=shade)
    )
    line = _dashed(line, made)
    from_top = y_scale.domain if y_scale.reverse is True else y_scale.domain[::-1]
    placed = _placed(ends, x_domain, from_top, (plot_width(made), height))
    base = alt.Chart(data(placed)).encode(color=shade)
    label = base.mark_text(
        align="left", dx=_GAP, fontSize=TEXT, fontWeight="bold", clip=False
    ).encode(x="at_x:Q", y=alt.Y("at_y:Q", scale=y_scale, axis=y_axis), text="label:N")
    apart = [point for point in placed if point["is_apart"]]
    leader = alt.Chart(data(apart)).mark_rule(opacity=0.5, strokeWidth=0.8, clip=False)
    leader = leader.encode(x=x, x2="at_x:Q", y=y, y2="at_y:Q", color=shade)
    # A name amid other lines has a white edge.
    amid = alt.Chart(data([it for it in placed if not it["is_late"]])).mark_text(
        align="left", dx=_GAP, fontSize=TEXT, fontWeight="bold", stroke="white", strokeWidth=4
    )
    edge = amid.encode(x="at_x:Q", y=alt.Y("at_y:Q", scale=y_scale, axis=y_axis), text="label:N")
    layers = [line, leader, edge, label] if apart else [line, edge, label]
    return alt.layer(*layers).properties(width=WIDTH, height=height)


def _dashed(line: Any, made: Drawing) -> Any:
    """Draw the second line of a colour dashed, as that of a teammate."""
    lines: dict[str, list[str]] = {}
    for point in made.points:
        of_colour = lines.setdefault(point["colour"], [])
        if point["line"] not in of_colour:
            of_colour.append(point["line"])
    if not 1 < max(map(len, lines.values())) <= 3:
        return line
    for point in made.points:
        point["dash"] = str(lines[point["colour"]].index(point["line"]))
    dashes = alt.Scale(domain=["0", "1", "2"], range=[[1, 0], [5, 3], [2, 2]])
    return line.encode(strokeDash=alt.StrokeDash("dash:N", legend=None, scale=dashes))


def _ends(points: Sequence[Point]) -> list[Point]:
    """Return the last point of each line; lines are in order."""
    return list({point["line"]: point for point in points}.values())


def _placed(
    ends: Sequence[Point], xs: Sequence[float], ys: Sequence[float], size: tuple[float, float]
) -> list[Point]:
    """
    Return the ends with `at_x` and `at_y`, where their labels overlap no other.

    Lines that reach the right side are named in one column there, the others where they end.

    Args:
        ends: the ends of the lines.
        xs: the values on the left and on the right.
        ys: the values at the top and at the bottom.
        size: width and height of the plot with its labels, in pixels.
    """
    widest = max(text_width(point["label"], TEXT, bold=True) for point in ends)
    width, height = size[0] - widest - _GAP, size[1]
    per_x, per_y = (xs[1] - xs[0]) / width, (ys[1] - ys[0]) / height
    pixels = [((it["x"] - xs[0]) / per_x, (it["y"] - ys[0]) / per_y) for it in ends]
    late = sorted(
        (at for at, (x, _) in enumerate(pixels) if x >= _LATE * width), key=lambda at: pixels[at][1]
    )
    column = spread([pixels[at][1] for at in late], _APART, 0, height)
    where = {at: (width, y) for at, y in zip(late, column, strict=True)}
    boxes = [_box(ends[at], *where[at]) for at in late]
    for at, (x, y) in enumerate(pixels):
        if at not in where:
            where[at] = (x, _free(ends[at], x, y, boxes))
            boxes.append(_box(ends[at], *where[at]))
    placed = []
    for at, point in enumerate(ends):
        x, y = where[at]
        moved = max(abs(x - pixels[at][0]), abs(y - pixels[at][1]))
        at_place = {"at_x": xs[0] + x * per_x, "at_y": ys[0] + y * per_y}
        placed.append(point | at_place | {"is_apart": moved > _NEAR, "is_late": at in late})
    return placed


def _free(point: Point, x: float, y: float, boxes: Sequence[Box]) -> float:
    """Return the nearest height at which a label hits no other."""
    step = 0
    while any(overlap(_box(point, x, y + step), box) for box in boxes):
        step = -step if step > 0 else -step + _APART
    return y + step


def _box(point: Point, x: float, y: float) -> Box:
    left = x + _GAP
    right = left + text_width(point["label"], TEXT, bold=True)
    return left, y - _APART / 2 + 0.5, right, y + _APART / 2 - 0.5
