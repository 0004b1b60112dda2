"""A picture of what was measured: ratios against their limits, and how the cost of a load grows."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import curve
from benchmarks.curve import Point
from benchmarks.ratios import MEMORY_MB, Ratio

YES, NO = "#2a7f62", "#c8553d"
"""Reached, and not; told apart by eyes that see no red as well, by how dark they are."""

_WIDTH = 560
"""Of the ratios; the figures stand beside them."""


def draw(ratios: Mapping[Ratio, float], grown: Sequence[Point], title: str, path: Path) -> None:
    """
    Write an SVG.

    Raises:
        ImportError: what draws is not installed: pip install 'racedb[charts]'.
    """
    import altair as alt
    import vl_convert

    parts: list[Any] = [_ratios(ratios)]
    if len(grown) > 1:
        parts.append(alt.hconcat(_seconds(grown), _memory(grown), spacing=60))
    chart = alt.vconcat(*parts, spacing=40).properties(title=title)
    chart = chart.configure_title(anchor="start", fontSize=16).configure_axis(
        labelLimit=480, labelFontSize=12, titleFontSize=12
    )
    path.write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")


def _ratios(ratios: Mapping[Ratio, float]) -> Any:
    import altair as alt

    data = [
        {
            "what": it.what,
            "times": value / it.limit,
            "said": f"{value:.3g}, at most {it.limit:g}",
            "reached": value <= it.limit,
        }
        for it, value in ratios.items()
    ]
    what = alt.Y("what:N", sort=None, title=None)
    times = alt.X(
        "times:Q",
        scale=alt.Scale(type="log", padding=10),
        title="ratio of medians against its limit, the line: green keeps it, red does not",
        axis=alt.Axis(values=[0.01, 0.1, 1, 10, 100], format="~g"),
    )
    base = alt.Chart(alt.InlineData(values=data))
    colour = alt.condition("datum.reached", alt.value(YES), alt.value(NO))
    points = base.mark_circle(size=90, opacity=1).encode(x=times, y=what, color=colour)
    said = base.mark_text(align="left", x=_WIDTH + 12, fontSize=12).encode(y=what, text="said:N")
    limit = alt.Chart(alt.InlineData(values=[{"times": 1}])).mark_rule(size=1.5).encode(x="times:Q")
    return (limit + points + said).properties(width=_WIDTH, height=24 * len(data))


def _seconds(grown: Sequence[Point]) -> Any:
    top = grown[0].s_per_million * curve.MOST
    return _over_laps(
        grown, "s_per_million", "seconds for a million laps", top, "10 % above the smallest"
    )


def _memory(grown: Sequence[Point]) -> Any:
    return _over_laps(grown, "peak_mb", "peak memory, MB", MEMORY_MB, "at most")


def _over_laps(grown: Sequence[Point], key: str, title: str, top: float, name: str) -> Any:
    """Draw one figure of every load, with a line that it should stay under."""
    import altair as alt

    data = [{"laps": it.laps, key: getattr(it, key)} for it in grown]
    laps = alt.X(
        "laps:Q",
        scale=alt.Scale(type="log", padding=15, nice=False),
        axis=alt.Axis(values=[it.laps for it in grown], format="~s"),
        title="laps of the file",
    )
    line = alt.Chart(alt.InlineData(values=data)).mark_line(point={"color": YES}, color=YES)
    limit = alt.Chart(alt.InlineData(values=[{"top": top, "name": name}]))
    return (
        line.encode(x=laps, y=alt.Y(f"{key}:Q", scale=alt.Scale(zero=True), title=title))
        + limit.mark_rule(strokeDash=[4, 4]).encode(y="top:Q")
        + limit.mark_text(align="right", dy=-6, x="width").encode(y="top:Q", text="name:N")
    ).properties(width=360, height=200)
