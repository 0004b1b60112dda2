"""Results as charts: the right points, readable, and no chart that would mislead."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from racedb.db.readonly import Result, Value
from racedb.errors import RaceDBError, UsageError
from racedb.render.charts import TERMINAL, Picture, draw, guess, named
from racedb.render.charts import picture as pictures
from racedb.render.charts.scales import axis_time, colours, time_ticks, title

SECOND = 1_000_000
LAPS = Picture(kind="laps", x="lap_number", y="position", colour="driver")
GAPS = Picture(kind="gaps", x="lap_number", y="gap_us", colour="class")
BOX = Picture(kind="box", x="lap_us", y="driver", colour="team")
STINTS = Picture(kind="stints", x="first_lap", y="car_number", colour="driver")
BEST = Picture(kind="best", x="best_lap_us", y="manufacturer", colour="class")
SPEED = Picture(kind="best", x="speed_kph", y="manufacturer")
BARS = Picture(kind="bars", x="wins", y="driver")
TIMES = Picture(kind="bars", x="time_us", y="driver", colour="driver")
DATES = Picture(kind="timeline", x="starts_on", y="driver", colour="team")
SEASONS = Picture(kind="timeline", x="season", y="driver")

ANSWERS: list[tuple[Picture, tuple[str, ...], list[tuple[Value, ...]]]] = [
    (
        LAPS,
        ("car_number", "driver", "lap_number", "position"),
        [("7", "Bo Li", 1, 1), ("07", "Cy Ek", 1, 2), ("7", "Bo Li", 2, 2), ("07", "Cy Ek", 2, 1)],
    ),
    (
        GAPS,
        ("car_number", "class", "lap_number", "gap_us"),
        [("7", "LMP2", 1, 0), ("8", "LMP2", 1, 90 * SECOND), ("8", "LMP2", 2, 91 * SECOND),
         ("9", "GTD", 2, 92 * SECOND), ("9", "GTD", 1, 91 * SECOND), ("9", "GTD", 3, None)],
    ),
    (
        BOX,
        ("driver", "team", "lap_us"),
        [("Bo Li", "A", at * SECOND) for at in (90, 91, 92, 93, 200)] + [("Cy Ek", None, 89 * SECOND)],
    ),
    (
        STINTS,
        ("car_number", "driver", "first_lap", "last_lap"),
        [("7", "Bo Li", 1, 20), ("7", "Cy Ek", 21, 22), ("8", None, 1, 30)],
    ),
    (
        BEST,
        ("manufacturer", "best_lap_us", "class"),
        [("Alfa", 88_500_000, "GT3"), ("Beta", 3_661_000_000, "GT4"), ("Gamma", None, "GT3")],
    ),
    (SPEED, ("manufacturer", "speed_kph"), [("Alfa", 301.5)]),
    (BARS, ("driver", "wins"), [("Bo Li", 3), ("Cy Ek", 1)]),
    (TIMES, ("driver", "time_us"), [("Bo Li", 3 * SECOND), ("Cy Ek", SECOND)]),
    (
        DATES,
        ("starts_on", "driver", "team"),
        [("2021-05-01", "Bo Li", "A"), ("2022-05-01", "Bo Li", "B"), (None, "Cy Ek", "A")],
    ),
    (SEASONS, ("season", "driver"), [("2018-19", "Bo Li"), ("2019-20", "Cy Ek")]),
]  # fmt: skip
KINDS = [f"{it[0].kind} {it[0].x}" for it in ANSWERS]


def points(result: Result, picture: Picture) -> list[pictures.Point]:
    """Return what a picture of a result draws."""
    return pictures.points(pictures.rows_of(result, picture), picture)


def answer(columns: tuple[str, ...], rows: list[tuple[Value, ...]]) -> Result:
    return Result(columns, iter(rows))


def spec(picture: Picture, columns: Any, rows: Any, folder: Path) -> dict[str, Any]:
    draw(answer(columns, rows), picture, str(folder / "x.json"), "Title")
    return json.loads((folder / "x.json").read_text("utf-8"))


@pytest.mark.parametrize(("picture", "columns", "rows"), ANSWERS, ids=KINDS)
def test_every_picture_is_drawn_as_svg_png_and_html(
    picture: Picture, columns: Any, rows: Any, tmp_path: Path
) -> None:
    for name in ("x.svg", "x.png", "x.html"):
        draw(answer(columns, rows), picture, str(tmp_path / name), "Höhe <1>")

    assert re.search(r"<svg.*Höhe &lt;1", (tmp_path / "x.svg").read_text("utf-8"), re.DOTALL)
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "x.html").read_text("utf-8")
    assert "<title>Höhe &lt;1&gt;</title>" in page
    assert not re.search(r"<script[^>]+src=", page), "the page needs a network"


def test_a_name_ends_no_script_and_moves_no_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "</script><script>alert(1)</script>\x1b[2J<b>"
    rows: list[tuple[Value, ...]] = [(name, 3), ("Cy Ek", 1)]
    for file in ("x.html", "x.svg"):
        draw(answer(("driver", "wins"), rows), BARS, str(tmp_path / file), name)
    draw(answer(("driver", "wins"), rows), BARS, TERMINAL, name)

    page = (tmp_path / "x.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "\\u003c/script>\\u003cscript>alert(1)" in page
    assert "<b>" not in (tmp_path / "x.svg").read_text("utf-8")
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(("picture", "columns", "rows"), ANSWERS, ids=KINDS)
@pytest.mark.parametrize("width", [40, 100])
def test_every_picture_fits_the_terminal(
    picture: Picture, columns: Any, rows: Any, width: int,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("COLUMNS", str(width))

    count = draw(answer(columns, rows), picture, TERMINAL, "A title")

    shown = capsys.readouterr().out
    assert count
    assert "A title" in shown
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= width


def test_times_of_an_axis_are_read_as_lap_times(tmp_path: Path) -> None:
    columns, rows = ANSWERS[4][1:]

    draw(answer(columns, rows), BEST, str(tmp_path / "x.svg"))

    texts = re.findall(r"<text[^>]*>([^<]+)<", (tmp_path / "x.svg").read_text("utf-8"))
    assert {"1:28.500", "1:01:01.000", "10:00.000", "1:00:00.000"} <= set(texts)


def test_a_lap_chart_has_the_leader_on_top_and_a_line_for_each_car(tmp_path: Path) -> None:
    drawn = spec(*ANSWERS[0], tmp_path)

    line, label = drawn["layer"]
    assert line["encoding"]["y"]["scale"]["reverse"] is True
    assert line["encoding"]["detail"]["field"] == "line"
    ends = (
        label["data"]["values"]
        if "values" in label["data"]
        else drawn["datasets"][label["data"]["name"]]
    )
    assert [(it["label"], it["at"]) for it in ends] == [("Cy Ek", 1), ("Bo Li", 2)]


def test_cars_of_one_class_share_a_colour_and_are_labelled_by_number() -> None:
    found = points(answer(*ANSWERS[1][1:]), GAPS)

    assert {(it["line"], it["label"], it["colour"]) for it in found} == {
        ("7", "7", "LMP2"), ("8", "8", "LMP2"), ("9", "9", "GTD"),
    }  # fmt: skip


def test_labels_at_the_ends_of_lines_do_not_hide_each_other() -> None:
    from racedb.render.charts.vega import line_ends

    rows = [{"line": name, "x": 10, "y": 5.0, "label": name} for name in "abc"]

    assert [it["at"] for it in line_ends(rows, 1)] == [5, 6, 7]


def test_a_box_is_of_quartiles_and_leaves_laps_through_the_pits_out() -> None:
    cy, bo = points(answer(*ANSWERS[2][1:]), BOX)

    assert (cy["y"], cy["low"], cy["q1"], cy["x"], cy["high"]) == ("Cy Ek", *[89 * SECOND] * 4)
    assert cy["colour"] == "not known"
    assert [bo[it] // SECOND for it in ("low", "q1", "x", "q3", "high")] == [90, 91, 92, 93, 93]


def test_a_stint_reaches_from_the_start_of_its_first_lap_to_the_end_of_its_last() -> None:
    found = points(answer(*ANSWERS[3][1:]), STINTS)

    assert [(it["y"], it["x"], it["x2"]) for it in found] == [
        ("7", 0, 20),
        ("7", 20, 22),
        ("8", 0, 30),
    ]


def test_of_many_names_the_first_ones_are_drawn() -> None:
    rows: list[tuple[Value, ...]] = [(f"driver {number}", number) for number in range(200)]

    found = points(answer(("driver", "wins"), rows), BARS)

    assert len(found) == 60


def test_a_title_names_what_all_rows_are_about(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    columns = ("driver", "wins", "season", "event", "session")
    rows: list[tuple[Value, ...]] = [
        ("Ann", 1, "2024", "May", "Race"), ("Bo", 2, "2024", "May", "Sprint"),
    ]  # fmt: skip

    draw(answer(columns, rows), BARS, TERMINAL, "Wins")
    draw(answer(columns, rows[:1]), BARS, TERMINAL)
    draw(answer(columns, [*rows, ("Cy", 1, "2024", "June", "Race")]), BARS, TERMINAL, "Wins")

    titles = [it.strip() for it in capsys.readouterr().out.splitlines() if "202" in it]
    assert titles == ["Wins: 2024 May", "2024 May, Race", "Wins: 2024"]


def test_lines_of_two_seasons_of_an_event_are_no_picture() -> None:
    rows: list[tuple[Value, ...]] = [("2024", "May", "7", 1, 1), ("2025", "May", "7", 1, 1)]

    with pytest.raises(UsageError, match=r"of 2 seasons \(2024, 2025\).*this chart shows one"):
        points(answer(("season", "event", "driver", "lap_number", "position"), rows), LAPS)


def test_lines_of_two_sessions_are_no_picture() -> None:
    rows: list[tuple[Value, ...]] = [("Race 1", "7", 1, 1), ("Race 2", "7", 1, 1)]

    with pytest.raises(UsageError, match=r"of 2 sessions \(Race 1, Race 2\).*this chart shows one"):
        points(answer(("session", "driver", "lap_number", "position"), rows), LAPS)


def test_too_many_sessions_are_not_all_named() -> None:
    rows: list[tuple[Value, ...]] = [(number, "7", 1, 1) for number in range(5)]

    with pytest.raises(UsageError, match=r"of 5 sessions \(0, 1, 2 \.\.\.\)"):
        points(answer(("session_id", "driver", "lap_number", "position"), rows), LAPS)


def test_more_rows_than_a_picture_holds_are_refused() -> None:
    rows = ((str(number), 1) for number in range(100_001))

    with pytest.raises(UsageError, match="at most 100,000 rows"):
        points(Result(("driver", "wins"), iter(rows)), BARS)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(UsageError, match="no column 'last_lap'"):
        points(answer(("car_number", "driver", "first_lap"), []), STINTS)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UsageError, match="no chart is named 'lap'; did you mean 'laps'"):
        points(answer((), []), Picture(kind="lap", x="a", y="b"))


@pytest.mark.parametrize("name", ["x.txt", "x", "session=Race"])
def test_a_file_that_is_no_picture_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is not a chart; use the extension \.html, \.svg"):
        draw(answer(*ANSWERS[0][1:]), LAPS, str(tmp_path / name))


@pytest.mark.parametrize(
    ("library", "target"), [("altair", "x.json"), ("vl_convert", "x.svg"), ("plotext", "-")]
)
def test_a_library_that_is_missing_is_named_with_its_cure(
    library: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(
        RaceDBError, match=rf"charts need {library}: pip install 'racedb\[charts\]'"
    ):
        draw(answer(*ANSWERS[0][1:]), LAPS, target)


@pytest.mark.parametrize(
    ("columns", "kind", "y"),
    [
        (["driver", "lap_number", "position"], "laps", "position"),
        (["car_number", "lap_number", "gap_us"], "gaps", "gap_us"),
        (["car_number", "first_lap", "last_lap", "driver"], "stints", "car_number"),
        (["team", "driver", "lap_us"], "box", "team"),
        (["manufacturer", "best_lap_us", "class", "driver"], "best", "manufacturer"),
        (["driver", "wins"], "bars", "driver"),
    ],
)
def test_the_columns_tell_the_picture(columns: list[str], kind: str, y: str) -> None:
    picture = guess(columns)

    assert picture
    assert (picture.kind, picture.y) == (kind, y)


@pytest.mark.parametrize("columns", [["id", "message"], ["lap_number", "position"], ["driver"]])
def test_of_some_columns_there_is_no_picture(columns: list[str]) -> None:
    assert guess(columns) is None


def test_classes_have_the_colours_of_the_sport_and_never_one_for_two() -> None:
    assert len(set(colours(["Hypercar", "LMP2", "LMGT3", "Ann Berg"]))) == 4
    assert len(set(colours(["GTD", "GT3", "LMP2"]))) == 3
    assert len(colours([str(number) for number in range(50)])) == 50


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (88.2, 91, ["1:28.500", "1:29.000", "1:29.500", "1:30.000", "1:30.500", "1:31.000"]),
        (0, 150, ["0:00.000", "0:30.000", "1:00.000", "1:30.000", "2:00.000", "2:30.000"]),
        (-1, 0, ["-0:01.000", "-0:00.800", "-0:00.600", "-0:00.400", "-0:00.200", "0:00.000"]),
    ],
)
def test_ticks_stand_at_round_times(low: float, high: float, ticks: list[str]) -> None:
    assert [axis_time(it) for it in time_ticks(low * SECOND, high * SECOND, 6)] == ticks


def test_names_of_columns_are_written_for_people() -> None:
    assert [title(it) for it in ("lap_us", "length_m", "row_order")] == [
        "lap",
        "length (m)",
        "row order",
    ]


@pytest.fixture
def demo(seeded_sqlite: str) -> list[str]:
    return ["query", "best-lap-per-manufacturer", "--db", seeded_sqlite]


def test_a_query_is_drawn_into_a_file(demo: list[str], run: Any, tmp_path: Path) -> None:
    ran = run(*demo, "--chart", tmp_path / "best.svg")

    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")
    assert "Chevrolet" in (tmp_path / "best.svg").read_text("utf-8")


@pytest.mark.parametrize("words", [["--chart"], ["--chart", "-"], ["--chart", "--limit", "5"]])
def test_a_query_is_drawn_in_the_terminal(demo: list[str], run: Any, words: list[str]) -> None:
    ran = run(*demo, *words)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "Chevrolet┤" in ran.stdout


def test_a_statement_is_drawn_too(seeded_sqlite: str, run: Any) -> None:
    ran = run("sql", "SELECT manufacturer, count(*) AS laps FROM classification GROUP BY 1",
              "--as-owner", "--db", seeded_sqlite, "--chart")  # fmt: skip

    assert ran.exit_code == 0
    assert "Porsche┤" in ran.stdout


def test_nothing_to_draw_is_one_calm_line(demo: list[str], run: Any, tmp_path: Path) -> None:
    empty = run("query", "lap-chart", *demo[2:], "--chart", tmp_path / "x.svg")
    never = run("query", "imports", *demo[2:], "--chart")

    assert (empty.exit_code, empty.stderr) == (0, "racedb: nothing to draw: no rows with values\n")
    assert list(tmp_path.iterdir()) == []
    assert never.exit_code == 2
    assert "no chart suits the columns id, state" in never.stderr


def test_a_picture_and_rows_are_not_both_written(demo: list[str], run: Any) -> None:
    ran = run(*demo, "--chart", "-o", "best.svg")

    assert (ran.exit_code, ran.stderr) == (
        2, "racedb: --chart draws instead of writing rows; use --chart best.svg without -o\n",
    )  # fmt: skip


def test_rows_cost_no_library_of_pictures() -> None:
    program = "import racedb.cli.query, sys; sys.exit('altair' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    "text", ["", "laps", "laps x=a", "pie x=a y=b", "laps x=a y=b z=c", "laps x=a y=b colour"]
)
def test_a_header_that_names_no_picture_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not KIND x=COLUMN y=COLUMN colour=COLUMN; kinds are"):
        named(text)


def test_a_header_names_kind_and_columns() -> None:
    picture = named("gaps x=lap_number y=gap_us colour=car_number")

    assert (picture.kind, picture.x, picture.y, picture.colour) == (
        "gaps", "lap_number", "gap_us", "car_number",
    )  # fmt: skip
    assert named("best x=a_us y=b").colour is None


def test_rows_of_one_name_are_one_bar() -> None:
    rows: list[tuple[Value, ...]] = [("Ann", 25.0), ("Bo", 18.0), ("Ann", 10.0)]
    picture = Picture(kind="bars", x="points", y="name")

    found = points(Result(("name", "points"), iter(rows)), picture)

    assert [(it["y"], it["x"]) for it in found] == [("Ann", 35.0), ("Bo", 18.0)]
