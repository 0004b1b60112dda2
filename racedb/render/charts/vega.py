"""Charts for browsers and paper: Vega-Lite by altair, SVG and PNG by vl-convert."""

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any

import altair as alt

from racedb.render.charts import picture as kinds
from racedb.render.charts.picture import Picture, Point, names
from racedb.render.charts.scales import axis_time, colours, is_time, time_ticks, title

WIDTH = 760
HEIGHT = 460
_ROW = 24
"""Pixels of a row in a chart with one row per name."""
_LABEL = 13
"""Pixels between two labels at the ends of lines."""
_NEAR = 0.04
"""Labels that are nearer than this share of the width could overlap."""
_SCALE = 2.0
"""Pixels of a PNG per pixel of the chart: sharp on paper and on small screens."""
_LEGEND_MAX = 20
_LEGEND_OFFSET = 48
"""Pixels between the chart and its legend, for the labels at the ends of lines."""
_FONT = "Inter, Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"
_INK, _GREY, _LINE = "#222222", "#666666", "#E3E3E3"

# m:ss.fff, with hours if there are any; the time formats of Vega wrap at a day.
_TIME = (
    "(datum.value < 0 ? '-' : '')"
    " + (abs(datum.value) >= 3.6e9 ? floor(abs(datum.value) / 3.6e9) + ':' : '')"
    " + format(floor(abs(datum.value) / 6e7) % 60, abs(datum.value) >= 3.6e9 ? '02d' : 'd')"
    " + ':' + format(round(abs(datum.value) % 6e7 / 1e3) / 1e3, '06.3f')"
)
_LESS = "\ue000"
"""Stands for '<' while a page is made; Unicode leaves this character to each program."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*")


def chart(points: Sequence[Point], picture: Picture, heading: str = "") -> Any:
    """Return the altair chart of a picture."""
    match picture.kind:
        case kinds.LAPS | kinds.GAPS:
            drawn = _lines(points, picture)
        case kinds.BOX:
            drawn = _boxes(points, picture)
        case kinds.STINTS:
            drawn = _stints(points, picture)
        case kinds.BEST:
            drawn = _dots(points, picture)
        case kinds.BARS:
            drawn = _bars(points, picture)
        case _:
            drawn = _timeline(points, picture)
    return (
        drawn.properties(title=alt.Title(heading, subtitle=_note(picture)), background="white")
        .configure(font=_FONT, padding=14)
        .configure_title(
            anchor="start", fontSize=17, color=_INK, subtitleColor=_GREY, subtitleFontSize=12,
            offset=14, frame="group",
        )
        .configure_axis(
            gridColor=_LINE, domainColor="#999999", tickColor="#999999", labelColor=_INK,
            titleColor=_GREY, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            labelLimit=260,
        )
        .configure_legend(
            labelFontSize=12, titleFontSize=12, titleColor=_GREY, titleFontWeight="normal",
            labelColor=_INK, symbolType="square", labelLimit=220, offset=_LEGEND_OFFSET,
        )
        .configure_view(stroke=None)
    )  # fmt: skip


def rendered(drawn: Any, format_: str) -> bytes:
    """Return the bytes of a file; none of the formats needs a network."""
    if format_ == "json":
        return f"{drawn.to_json(indent=1)}\n".encode()
    import vl_convert

    spec = json.dumps(drawn.to_dict())
    if format_ == "html":
        # The page contains its JavaScript, so that it can be mailed and opened offline. A name that
        # looks like the end of that script must not end it.
        page = vl_convert.vegalite_to_html(spec.replace("<", _LESS), bundle=True)
        page = page.replace("<head>", f"<head>\n<title>{escape(drawn.title.text)}</title>", 1)
        return page.replace(_LESS, "\\u003c").encode()
    if format_ == "svg":
        return vl_convert.vegalite_to_svg(spec).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE))


def _note(picture: Picture) -> str:
    if picture.kind == kinds.BOX:
        return "Box: the middle half. Line: the median. Laps beyond 1.5 boxes are omitted."
    return ""


def _data(points: Sequence[Point]) -> alt.InlineData:
    return alt.InlineData(values=list(points))


def _colour(points: Sequence[Point], picture: Picture, *, legend: bool = True) -> Any:
    """Colour by a column; without one, in one colour."""
    if picture.colour is None:
        return alt.value(colours([""])[0])
    known = names(points, "colour")
    shown = legend and picture.colour != picture.y and 1 < len(known) <= _LEGEND_MAX
    return alt.Color(
        "colour:N",
        scale=alt.Scale(domain=known, range=colours(known)),
        legend=alt.Legend(title=title(picture.colour)) if shown else None,
    )


def _axis(column: str, values: Sequence[float], **options: Any) -> alt.Axis:
    """Return an axis of numbers, or of durations as m:ss.fff at round times."""
    if is_time(column):
        ticks = time_ticks(min(values), max(values))
        return alt.Axis(title=title(column), labelExpr=_TIME, values=ticks, **options)
    return alt.Axis(title=title(column), tickMinStep=1, **options)


def _scale(values: Sequence[float], *, reverse: bool = False) -> alt.Scale:
    """Return a scale that ends a little beyond its values, so that no dot is cut off."""
    low, high = min(values), max(values)
    beyond = (high - low) * 0.04 or abs(high) * 0.01 or 1
    return alt.Scale(domain=[low - beyond, high + beyond], nice=False, zero=False, reverse=reverse)


def _lines(points: Sequence[Point], picture: Picture) -> Any:
    xs = [point["x"] for point in points]
    ys = [point["y"] for point in points]
    places = picture.kind == kinds.LAPS
    if places:
        scale = alt.Scale(domain=[0.4, max(ys) + 0.6], nice=False, zero=False, reverse=True)
        axis = alt.Axis(
            title=title(picture.y),
            values=list(range(1, int(max(ys)) + 1)),
            grid=False,
            labelOverlap=False,
        )
        height = max(200, min(900, 20 * int(max(ys))))
    else:
        scale, height = _scale(ys, reverse=True), HEIGHT
        axis = _axis(picture.y, ys)
    x = alt.X(
        "x:Q", scale=alt.Scale(domain=[min(xs), max(xs)], nice=False, zero=False),
        axis=alt.Axis(title=title(picture.x), tickMinStep=1, format="d", grid=True),
    )  # fmt: skip
    y = alt.Y("y:Q", scale=scale, axis=axis)
    # Labels name the lines, so a legend is needed only if colours mean something else.
    alone = all(point["label"] == point["colour"] for point in points)
    colour = _colour(points, picture, legend=not alone)
    line = (
        alt.Chart(_data(points))
        .mark_line(strokeWidth=1.8, strokeJoin="round", opacity=0.9)
        .encode(x=x, y=y, detail="line:N", order="x:Q", color=colour)
    )
    ends = line_ends(points, (max(ys) - min(ys) or 1) / height * _LABEL)
    label = (
        alt.Chart(_data(ends))
        .mark_text(align="left", dx=6, fontSize=11, fontWeight="bold", clip=False)
        .encode(
            x=alt.X("x:Q"), y=alt.Y("at:Q", scale=scale, axis=axis), text="label:N", color=colour
        )
    )
    return alt.layer(line, label).properties(width=WIDTH, height=height)


def line_ends(points: Sequence[Point], apart: float) -> list[Point]:
    """Return the last point of each line, and `at`, where its label overlaps no other."""
    last: dict[str, Point] = {}
    for point in points:
        if point["line"] not in last or point["x"] >= last[point["line"]]["x"]:
            last[point["line"]] = point
    near = (max(it["x"] for it in points) - min(it["x"] for it in points)) * _NEAR
    ends: list[Point] = []
    for point in sorted(last.values(), key=lambda it: it["y"]):
        taken = [it["at"] for it in ends if abs(it["x"] - point["x"]) <= near]
        ends.append(point | {"at": max([point["y"], *(at + apart for at in taken)])})
    return ends


def _rows(points: Sequence[Point], picture: Picture) -> tuple[alt.Y, int]:
    """Return the axis of names, in the order of the result, and its height in pixels."""
    known = names(points)
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
    y = alt.Y("y:N", sort=known, axis=axis, title=title(picture.y))
    return y, max(60, _ROW * len(known))


def _boxes(points: Sequence[Point], picture: Picture) -> Any:
    y, height = _rows(points, picture)
    ends = [point[side] for point in points for side in ("low", "high")]
    x = alt.X("x:Q", scale=_scale(ends), axis=_axis(picture.x, ends))
    base = alt.Chart(_data(points)).encode(y=y, color=_colour(points, picture))
    whisker = base.mark_rule(strokeWidth=1.5).encode(
        x=alt.X("low:Q", scale=_scale(ends)), x2="high:Q"
    )
    box = base.mark_bar(size=13).encode(x="q1:Q", x2="q3:Q")
    median = base.mark_tick(color="white", thickness=2, size=13, opacity=1).encode(
        x=x, color=alt.value("white"), tooltip=["y:N", "laps:Q"],
    )  # fmt: skip
    return alt.layer(whisker, box, median).properties(width=WIDTH, height=height)


def _stints(points: Sequence[Point], picture: Picture) -> Any:
    y, height = _rows(points, picture)
    last = max(point["x2"] for point in points)
    known = names(points, "colour")
    fill = dict(zip(known, colours(known), strict=True))
    x = alt.X(
        "x:Q", scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(title="lap", tickMinStep=1, format="d"),
    )  # fmt: skip
    bar = (
        alt.Chart(_data(points))
        .mark_bar(size=15, stroke="white", strokeWidth=1.5)
        .encode(x=x, x2="x2:Q", y=y, color=_colour(points, picture))
    )
    # A name is written into its bar if it fits; many drivers have no legend.
    fits = [
        point
        | {
            "text": name,
            "middle": (point["x"] + point["x2"]) / 2,
            "ink": _ink(fill[point["colour"]]),
        }
        for point in points
        if len(name := point["colour"].rpartition(" ")[2]) * 6
        < (point["x2"] - point["x"]) * WIDTH / last
    ]
    text = (
        alt.Chart(_data(fits))
        .mark_text(fontSize=10)
        .encode(x="middle:Q", y=y, text="text:N", color=alt.Color("ink:N", scale=None))
    )
    return alt.layer(bar, text).properties(width=WIDTH, height=height)


def _ink(fill: str) -> str:
    """Return a colour of text that can be read on *fill*."""
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else _INK


def _dots(points: Sequence[Point], picture: Picture) -> Any:
    y, height = _rows(points, picture)
    values = [point["x"] for point in points]
    shown = [point | {"text": axis_time(point["x"])} for point in points]
    if not is_time(picture.x):
        shown = [point | {"text": f"{point['x']:,}"} for point in points]
    x = alt.X("x:Q", scale=_scale(values), axis=_axis(picture.x, values))
    base = alt.Chart(_data(shown)).encode(x=x, y=y)
    dot = base.mark_point(filled=True, size=90, opacity=1).encode(color=_colour(points, picture))
    text = base.mark_text(align="left", dx=9, fontSize=11, color=_GREY).encode(text="text:N")
    return alt.layer(dot, text).properties(width=WIDTH, height=height)


def _bars(points: Sequence[Point], picture: Picture) -> Any:
    y, height = _rows(points, picture)
    # A bar of several colours has one label, its length.
    totals = [
        {"y": name, "x": sum(point["x"] for point in points if point["y"] == name)}
        for name in names(points)
    ]
    x = alt.X("x:Q", axis=_axis(picture.x, [0, *(total["x"] for total in totals)]))
    bar = alt.Chart(_data(points)).encode(x=x, y=y, color=_colour(points, picture))
    bar = bar.mark_bar(size=15)
    text = alt.Chart(_data(totals)).encode(x=x, y=y, text="x:Q")
    text = text.mark_text(align="left", dx=5, fontSize=11, color=_GREY)
    drawn = alt.layer(bar) if is_time(picture.x) else alt.layer(bar, text)
    return drawn.properties(width=WIDTH, height=height)


def _timeline(points: Sequence[Point], picture: Picture) -> Any:
    y, height = _rows(points, picture)
    axis = alt.Axis(title=title(picture.x), labelAngle=0, grid=True, labelOverlap=True)
    x = alt.X("x:O", axis=axis)
    if all(_DATE.fullmatch(str(point["x"])) for point in points):
        years = {str(point["x"])[:4] for point in points}
        axis.format = "%Y" if len(years) > 4 else "%b %Y"
        x = alt.X("x:T", axis=axis, scale=alt.Scale(type="utc"))
    dot = (
        alt.Chart(_data(points))
        .mark_circle(size=75, opacity=0.85)
        .encode(x=x, y=y, color=_colour(points, picture))
    )
    return dot.properties(width=WIDTH, height=height)
