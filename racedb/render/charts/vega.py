"""Charts for browsers and paper: Vega-Lite by altair, SVG and PNG by vl-convert."""

import json
from html import escape
from typing import Any

import altair as alt

from racedb.queries.caption import Caption
from racedb.render.charts import vega_lines, vega_planes, vega_rows
from racedb.render.charts.drawing import Drawing
from racedb.render.charts.labels import fitting, wrapped
from racedb.render.charts.vega_parts import FONT, GREY, INK, LABEL_MAX, PADDING, RULE, WIDTH

_SCALE = 2.0
"""Pixels of a PNG per pixel of the chart: sharp on paper and on small screens."""
_TITLE_SIZE, _SOURCE_SIZE = 16, 11
_FIT = alt.AutoSizeParams(type="fit-x", contains="padding")
_LESS = "\ue000"
"""Stands for '<' while a page is made; Unicode leaves this character to each program."""


def chart(made: Drawing, caption: Caption) -> Any:
    """Return the altair chart of a drawing."""
    shape = {"lines": vega_lines, "rows": vega_rows, "plane": vega_planes}[made.kind.shape]
    below = [*made.notes, *([f"Source: {caption.source}"] if caption.source else [])]
    heading = alt.Title(
        wrapped(caption.question, _TITLE_SIZE, WIDTH - 2 * PADDING) or "",
        subtitle=[fitting(line, _SOURCE_SIZE, WIDTH - 2 * PADDING) for line in below],
    )
    return (
        shape.chart(made)
        .properties(title=heading, background="white")
        .configure(
            font=FONT, padding=PADDING, autosize=_FIT
        )
        .configure_title(
            anchor="start", fontSize=_TITLE_SIZE, color=INK, subtitleColor=GREY, offset=12,
            frame="bounds", subtitleFontSize=_SOURCE_SIZE, subtitlePadding=5,
        )
        .configure_axis(
            gridColor=RULE, domainColor="#999999", tickColor="#999999", labelColor=INK,
            titleColor=GREY, labelFontSize=11, titleFontSize=12, titleFontWeight="normal",
            labelLimit=LABEL_MAX,
        )
        .configure_legend(
            labelFontSize=11, titleFontSize=11, titleColor=GREY, titleFontWeight="normal",
            labelColor=INK, symbolType="square", labelLimit=200, orient="top", offset=6,
            titleOrient="left", titlePadding=8,
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
        name = escape(" ".join(drawn.title.text))
        page = page.replace("<head>", f"<head>\n<title>{name}</title>", 1)
        return page.replace(_LESS, "\\u003c").encode()
    if format_ == "svg":
        return vl_convert.vegalite_to_svg(spec).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE))
