"""Pictures in files: readable at 800 pixels, and no text over another."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from racedb.db.readonly import Value
from racedb.errors import UsageError
from racedb.render.charts import Picture, draw
from racedb.render.charts.kinds import named
from tests.charts.answers import (
    ANSWERS,
    BARS,
    BEST,
    GAPS,
    LAPS,
    SECOND,
    SLOPE,
    Answer,
    Rows,
    caption,
    result,
    spec,
    values,
)
from tests.charts.boxes import overlaps, texts

pytestmark = pytest.mark.sqlite_only
KINDS = list(ANSWERS)


def _svg(answer: Answer, folder: Path, title: str = "Title", source: str = "a.csv") -> str:
    picture, columns, rows = answer
    draw(result(columns, rows), picture, str(folder / "x.svg"), caption(title, source))
    return (folder / "x.svg").read_text("utf-8")


@pytest.mark.parametrize("name", KINDS)
def test_every_picture_is_drawn_as_svg_and_png(name: str, tmp_path: Path) -> None:
    picture, columns, rows = ANSWERS[name]
    for file in ("x.svg", "x.png"):
        draw(result(columns, rows), picture, str(tmp_path / file), caption("Höhe <1>"))

    assert re.search(r"<svg.*Höhe &lt;1", (tmp_path / "x.svg").read_text("utf-8"), re.DOTALL)
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["laps", "bars", "slope"])
def test_a_page_needs_no_network(name: str, tmp_path: Path) -> None:
    picture, columns, rows = ANSWERS[name]
    draw(result(columns, rows), picture, str(tmp_path / "x.html"), caption("Höhe <1>"))

    page = (tmp_path / "x.html").read_text("utf-8")
    assert "<title>Höhe &lt;1&gt;</title>" in page
    assert not re.search(r"<script[^>]+src=", page)


def _cars(count: int) -> list[tuple[str, str, str]]:
    """Return number, driver and class of many cars with long and short names."""
    classes = ("Hypercar", "LMP2", "LMGT3")
    names = ("Maximilian Oberhuber-Schwarzenbach", "Bo Li", "Jean-Christophe Boullion")
    return [
        (str(at + 1), f"{names[at % 3]} {chr(65 + at % 26)}{at}", classes[at * 3 // count])
        for at in range(count)
    ]


def _crowd() -> dict[str, Answer]:
    """Return answers that are hard to draw: many cars, close to each other, with long names."""
    cars = _cars(40)
    laps: Rows = [
        (number, name, class_, lap, 1 + (at * 7 + lap) % 40, SECOND * at * lap // 40)
        for at, (number, name, class_) in enumerate(cars)
        for lap in range(1, 30 - at % 4 * (at > 30) * 7)
    ]
    columns = ("car_number", "driver", "class", "lap_number", "position", "gap_us")
    by_name = ("name", "round", "total")
    points: Rows = [(name, at, at * 0.1) for _, name, _ in cars for at in range(1, 8)]
    pairs: Rows = [
        (f"team {at}", number, name, SECOND * 90 + at, f"{name} II", SECOND * 90 + at * 1000)
        for at, (number, name, _) in enumerate(cars)
    ]
    best: Rows = [
        (f"{name} {name}", SECOND * 90 + at * 9000, class_, f"{name} GT3 Evo II, {at}")
        for at, (_, name, class_) in enumerate(cars)
    ]
    places: Rows = [
        (number, name, class_, 1 + at, 1 + at * 7 % 40)
        for at, (number, name, class_) in enumerate(cars)
    ]
    stints: Rows = [
        (number, f"{name} {turn % 3}", None, turn * 9 + 1, turn * 9 + 9, SECOND * 100)
        for number, name, _ in cars
        for turn in range(20)
    ]
    outcomes: Rows = [
        (f"{name} {name}", f"cause {at % 15} of many", 1 + at % 5)
        for at, (_, name, _) in enumerate(cars * 4)
    ]
    return {
        "laps": (LAPS, columns, laps),
        "gaps": (GAPS, columns, laps),
        "names": (named("gaps x=lap_number y=gap_us label=driver colour=class"), columns, laps),
        "totals": (ANSWERS["totals"][0], by_name, points),
        "slope": (SLOPE, ANSWERS["slope"][1], pairs),
        "places": (ANSWERS["places"][0], ANSWERS["scatter"][1][1:], []),
        "best": (BEST, ANSWERS["best"][1], best),
        "scatter": (ANSWERS["scatter"][0], ANSWERS["scatter"][1], places),
        "stints": (ANSWERS["stints"][0], ANSWERS["stints"][1], stints),
        "shares": (ANSWERS["shares"][0], ANSWERS["shares"][1], outcomes),
    }


_CROWD = {name: it for name, it in _crowd().items() if it[2]}


@pytest.mark.parametrize(
    "answer", [*ANSWERS.values(), *_CROWD.values()], ids=[*KINDS, *(f"many {it}" for it in _CROWD)]
)
def test_no_two_texts_overlap_and_none_leaves_a_picture_of_800_pixels(
    answer: Answer, tmp_path: Path
) -> None:
    title = "Position of each car at the end of each lap: 24 Hours of Spa-Francorchamps 2009, Race"
    svg = _svg(answer, tmp_path, title, f"{'a long name of a file ' * 20}.csv")

    found = texts(svg)
    assert overlaps(found) == []
    assert re.search(r'<svg[^>]* width="800"', svg)
    assert [it for it in found if it.left < 0 or it.right > 800] == []
    assert "Source: a long name" in svg


def test_the_title_has_two_lines_if_need_be_and_notes_and_source_are_below(tmp_path: Path) -> None:
    title = f"{'word ' * 20}end"
    drawn_picture, columns, rows = ANSWERS["box"]
    draw(
        result(columns, rows),
        drawn_picture,
        str(tmp_path / "x.json"),
        caption(title, "a.csv, b.csv"),
    )

    heading = json.loads((tmp_path / "x.json").read_text("utf-8"))["title"]
    assert [len(line.split()) for line in heading["text"]] == [16, 5]
    assert heading["subtitle"] == [
        "Box: the middle half; line: the median; beyond 1.5 boxes nothing is drawn.",
        "Source: a.csv, b.csv",
    ]


def test_times_of_an_axis_are_read_as_lap_times(tmp_path: Path) -> None:
    svg = _svg(ANSWERS["best"], tmp_path)

    found = {it.text for it in texts(svg)}
    assert {"1:28.500, Alfa One", "1:01:01.000", "10:00", "1:00:00", "best lap (m:ss)"} <= found


@pytest.mark.parametrize(
    ("times", "ticks"),
    [((88.2, 89.1), ["1:28.2", "1:29.0"]), ((88.2, 88.23), ["1:28.200", "1:28.205"]),
     ((0, 150), ["0:00", "2:30"])],
)  # fmt: skip
def test_an_axis_has_as_many_decimals_as_its_ticks_need(
    times: tuple[float, float], ticks: list[str], tmp_path: Path
) -> None:
    rows: Rows = [(str(at), round(at * SECOND)) for at in times]

    found = {it.text for it in texts(_svg((BEST, ("manufacturer", "best_lap_us"), rows), tmp_path))}
    assert {*ticks} <= found


def test_a_lap_chart_has_the_leader_on_top_and_every_place_on_its_axis(tmp_path: Path) -> None:
    drawn = spec(ANSWERS["laps"], tmp_path)

    line = drawn["layer"][0]
    assert line["encoding"]["y"]["scale"]["reverse"] is True
    assert line["encoding"]["y"]["axis"]["values"] == [1, 2]
    assert line["encoding"]["detail"]["field"] == "line"
    assert [(it["label"], it["at_y"]) for it in values(drawn, -1)] == [("Ek", 1), ("Li", 2)]


def test_of_many_positions_every_second_one_is_a_tick(tmp_path: Path) -> None:
    rows: Rows = [("7", at, at) for at in range(1, 61)]
    picture = named("scatter x=grid_position y=position")

    drawn = spec((picture, ("car_number", "grid_position", "position"), rows), tmp_path)
    assert drawn["layer"][0]["encoding"]["y"]["axis"]["values"] == [1, *range(2, 61, 2)]


def test_a_car_that_stops_early_is_named_where_its_line_ends(tmp_path: Path) -> None:
    rows: Rows = [
        (number, "GT3", lap, place)
        for place, number in enumerate("789", 1)
        for lap in range(1, 3 if number == "8" else 21)
    ]

    drawn = spec((LAPS, ("car_number", "class", "lap_number", "position"), rows), tmp_path)
    ends = {it["label"]: it for it in values(drawn, -1)}
    assert (ends["8"]["at_x"], ends["8"]["at_y"]) == (2, 2)
    assert (ends["7"]["at_x"], ends["9"]["at_x"]) == (20, 20)
    white = drawn["layer"][-2]
    assert white["mark"]["stroke"] == "white"
    assert [it["label"] for it in values(drawn, -2)] == ["8"]


def test_cars_that_stop_in_one_place_have_names_below_each_other(tmp_path: Path) -> None:
    rows: Rows = [("7", "GT3", 1, 0), ("7", "GT3", 99, 0)]
    rows += [(car, "GT3", lap, 9) for car in ("8", "9", "10") for lap in (1, 5)]

    drawn = spec((GAPS, ("car_number", "class", "lap_number", "gap_us"), rows), tmp_path)
    assert len({it["at_y"] for it in values(drawn, -1) if it["x"] == 5}) == 3


def test_shares_that_are_too_small_have_no_text(tmp_path: Path) -> None:
    rows: Rows = [("Alfa", "finished", 199), ("Alfa", "Engine", 1)]

    drawn = spec((ANSWERS["shares"][0], ("name", "outcome", "cars"), rows), tmp_path)
    assert [it["text"] for it in values(drawn, 1)] == ["100"]


def test_a_name_that_had_to_move_is_led_to_its_line(tmp_path: Path) -> None:
    rows: Rows = [(number, "GT3", lap, 0) for number in "789" for lap in (1, 2)]

    drawn = spec((GAPS, ("car_number", "class", "lap_number", "gap_us"), rows), tmp_path)
    assert [it["mark"]["type"] for it in drawn["layer"]] == ["line", "rule", "text", "text"]
    assert len({it["at_y"] for it in values(drawn, -1)}) == 3


def test_teammates_share_a_colour_and_the_second_line_is_dashed(tmp_path: Path) -> None:
    picture = named("laps x=lap_number y=position label=driver colour=team")
    rows: Rows = [(f"D{at}", "AB"[at // 2], lap, at + 1) for at in range(4) for lap in (1, 2)]

    drawn = spec((picture, ("driver", "team", "lap_number", "position"), rows), tmp_path)
    assert drawn["layer"][0]["encoding"]["strokeDash"]["field"] == "dash"
    assert {(it["line"], it["dash"]) for it in values(drawn, 0)} == {
        ("D0", "0"), ("D1", "1"), ("D2", "0"), ("D3", "1"),
    }  # fmt: skip


def test_names_beside_the_lines_need_no_legend(tmp_path: Path) -> None:
    drawn = spec(ANSWERS["totals"], tmp_path)

    assert drawn["layer"][0]["encoding"]["color"]["legend"] is None
    assert (
        spec(ANSWERS["laps"], tmp_path)["layer"][0]["encoding"]["color"]["legend"]["title"]
        == "class"
    )


def test_a_legend_has_at_most_twelve_entries(tmp_path: Path) -> None:
    rows: Rows = [("Alfa", f"cause {at}", 20 - at) for at in range(20)]

    drawn = spec((ANSWERS["shares"][0], ("name", "outcome", "cars"), rows), tmp_path)
    entries = drawn["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert entries == [*(f"cause {at}" for at in range(11)), "others"]
    others = [it["x"] for it in values(drawn, 0) if it["colour"] == "others"]
    assert others == [pytest.approx(100 * sum(range(1, 10)) / sum(range(1, 21)))]


def test_texts_in_bars_are_those_that_fit(tmp_path: Path) -> None:
    rows: Rows = [
        ("7", "Bo Li", None, 1, 50, 91 * SECOND), ("7", "Cy Ek", None, 51, 56, 92 * SECOND),
        ("7", "Di Falk", None, 58, 60, 93 * SECOND), ("7", "Alexander Oberhuber", None, 61, 100, None),
        ("7", "Alexander Oberhuber", None, 101, 104, None),
    ]  # fmt: skip

    drawn = spec((ANSWERS["stints"][0], ANSWERS["stints"][1], rows), tmp_path)
    assert [it["text"] for it in values(drawn, 1)] == ["Li 1:31.0", "1:32.0", "Oberhuber"]


def test_without_a_text_in_a_bar_there_are_only_bars(tmp_path: Path) -> None:
    picture = named("stints x=first_lap to=last_lap y=car_number")

    drawn = spec((picture, ("car_number", "first_lap", "last_lap"), [("7", 1, 9)]), tmp_path)
    assert drawn["mark"]["type"] == "bar"


def test_a_scatter_of_one_unit_has_a_diagonal(tmp_path: Path) -> None:
    drawn = spec(ANSWERS["scatter"], tmp_path)
    assert values(drawn, 1) == [{"x": 0.4, "y": 0.4}, {"x": 2.6, "y": 2.6}]

    apart: Rows = [("7", 1, 90 * SECOND), ("8", 2, 91 * SECOND)]
    mixed = named("scatter x=position y=best_lap_us label=car_number")
    drawn = spec((mixed, ("car_number", "position", "best_lap_us"), apart), tmp_path)
    assert [it["mark"]["type"] for it in drawn["layer"]] == ["circle", "text"]
    far: Rows = [("7", 1 * SECOND, 90 * SECOND), ("8", 2 * SECOND, 91 * SECOND)]
    times = named("scatter x=s1_us y=best_lap_us")
    drawn = spec((times, ("car_number", "s1_us", "best_lap_us"), far), tmp_path)
    assert [it["mark"]["type"] for it in drawn["layer"]] == ["circle"]


def test_dots_in_one_place_are_one_bigger_dot_without_a_name(tmp_path: Path) -> None:
    rows: Rows = [("7", "A", "GT3", 1, 1), ("8", "B", "GT3", 1, 1), ("9", "C", "GT3", 2, 2)]

    drawn = spec((ANSWERS["scatter"][0], ANSWERS["scatter"][1], rows), tmp_path)
    assert [(it["count"], it["label"]) for it in values(drawn, 0)] == [(2, ""), (1, "C")]
    assert drawn["layer"][0]["encoding"]["size"]["scale"] == {"domain": [1, 2], "range": [70, 140]}
    assert drawn["title"]["subtitle"] == ["A bigger dot is more rows."]


def test_a_slope_has_both_columns_as_heads(tmp_path: Path) -> None:
    svg = _svg(ANSWERS["slope"], tmp_path)

    found = [it.text for it in texts(svg)]
    assert found.count("best lap (m:ss)") == 2
    assert {"Li 1:30.000", "1:31.000 Ek", "Berg 1:32.000", "1:30.000 Di"} <= {*found}


def test_many_moments_are_ticks(tmp_path: Path) -> None:
    rows: Rows = [(f"20{at // 12:02}-{at % 12 + 1:02}-01", "Bo Li", "A") for at in range(200)]

    drawn = spec((ANSWERS["dates"][0], ANSWERS["dates"][1], rows), tmp_path)
    assert drawn["mark"]["type"] == "tick"
    assert drawn["encoding"]["x"]["axis"]["format"] == "%Y"


def test_dots_of_one_row_have_texts_where_there_is_room(tmp_path: Path) -> None:
    rows: Rows = [("A", 90_000_000), ("A", 90_010_000), ("A", 99_000_000)]

    drawn = spec((BEST, ("manufacturer", "best_lap_us"), rows), tmp_path)
    assert [it["text"] for it in values(drawn, 1)] == ["1:30.010", "1:39.000"]


def test_bars_of_nothing_have_an_axis(tmp_path: Path) -> None:
    drawn = spec((BARS, ("driver", "wins"), [("Bo Li", 0)]), tmp_path)

    assert drawn["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 1]


def test_a_name_ends_no_script_and_moves_no_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "</script><script>alert(1)</script>\x1b[2J<b>"
    rows: list[tuple[Value, ...]] = [(name, 3), ("Cy Ek", 1)]
    for file in ("x.html", "x.svg", "-"):
        target = file if file == "-" else str(tmp_path / file)
        draw(result(("driver", "wins"), rows), BARS, target, caption(name, name))

    page = (tmp_path / "x.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "\\u003c/script>\\u003cscript>alert(1)" in page
    assert "<b>" not in (tmp_path / "x.svg").read_text("utf-8")
    assert "\x1b" not in capsys.readouterr().out


def test_a_column_with_a_name_of_code_is_a_text(tmp_path: Path) -> None:
    column = "other_a' + alert(1) + \"</script>_us"
    picture = Picture(kind="slope", x="b_us", to=column, y=("b_us",))

    for file in ("x.svg", "x.html"):
        draw(result(("b_us", column), [(SECOND, 2 * SECOND)]), picture, str(tmp_path / file))
    found = [it.text for it in texts((tmp_path / "x.svg").read_text("utf-8"))]
    assert "a' + alert(1) + \"</script> (m:ss)" in found
    assert '"</script>_us' not in (tmp_path / "x.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["x.txt", "x", "session=Race"])
def test_a_file_that_is_no_picture_is_refused(name: str, tmp_path: Path) -> None:
    picture, columns, rows = ANSWERS["bars"]

    with pytest.raises(UsageError, match=r"is not a chart; use the extension \.html, \.svg"):
        draw(result(columns, rows), picture, str(tmp_path / name))


def test_what_is_drawn_is_the_same_each_time(tmp_path: Path) -> None:
    drawn: list[Any] = [spec(ANSWERS["laps"], tmp_path) for _ in range(2)]

    assert drawn[0] == drawn[1]
