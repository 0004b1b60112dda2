"""The right points of a result, and no chart that would mislead."""

from dataclasses import replace
from typing import Any

import pytest

from racedb.db.readonly import Result
from racedb.errors import UsageError
from racedb.render.charts import Picture
from racedb.render.charts.points import drawing
from tests.charts.answers import (
    ANSWERS,
    BARS,
    CAREER,
    GAPS,
    LAPS,
    SCATTER,
    SECOND,
    SLOPE,
    STINTS,
    TOTALS,
    Rows,
    made,
    result,
)

pytestmark = pytest.mark.sqlite_only


def _points(name: str) -> list[dict[str, Any]]:
    picture, columns, rows = ANSWERS[name]
    return drawing(result(columns, rows), picture).points


# ---- lines ---------------------------------------------------------------------------------------


def test_cars_of_one_class_share_a_colour_and_are_labelled_by_number() -> None:
    assert {(it["line"], it["label"], it["colour"]) for it in _points("gaps")} == {
        ("7", "7", "LMP2"), ("8", "8", "LMP2"), ("9", "9", "GTD"),
    }  # fmt: skip


def test_a_car_with_one_driver_is_labelled_by_his_last_name() -> None:
    rows: Rows = [("7", "Bo Li", 1, 1), ("8", "Cy Ek", 1, 2), ("9", "Flo Ek", 1, 3)]

    found = made(LAPS, "car_number driver lap_number position", rows).points
    assert [it["label"] for it in found] == ["Li", "Cy Ek", "Flo Ek"]


def test_a_car_with_several_drivers_is_labelled_by_its_number() -> None:
    rows: Rows = [("7", "Bo Li", 1, 1), ("7", "Cy Ek", 2, 1), ("8", "Di Falk", 1, 2)]

    found = made(LAPS, "car_number driver lap_number position", rows).points
    assert [(it["line"], it["label"]) for it in found] == [("7", "7"), ("7", "7"), ("8", "8")]


def test_cars_without_numbers_are_lines_of_their_drivers() -> None:
    rows: Rows = [(None, "Bo Li", 1, 1), (None, "Cy Ek", 1, 2), (None, "Bo Li", 2, 2),
                  (None, "Cy Ek", 2, 1), (None, None, 1, 3)]  # fmt: skip

    found = made(LAPS, "car_number driver lap_number position", rows)
    assert [(it["line"], it["label"], it["x"], it["y"]) for it in found.points] == [
        ("Cy Ek", "Ek", 1, 2), ("Cy Ek", "Ek", 2, 1), ("Bo Li", "Li", 1, 1), ("Bo Li", "Li", 2, 2),
    ]  # fmt: skip
    assert found.notes == ["Without car number or driver: 1 of 5 rows, not drawn."]


def test_gaps_far_beyond_the_others_are_not_drawn_and_named() -> None:
    rows: Rows = [
        (car, "GT3", lap, lap * at * SECOND)
        for at, car in enumerate("1234")
        for lap in range(1, 11)
    ]
    rows += [("5", "GT3", lap, 900 * SECOND) for lap in (2, 3)]

    found = made(GAPS, "car_number class lap_number gap_us", rows)
    assert max(it["y"] for it in found.points) == 30 * SECOND
    assert found.notes == ["Gaps beyond 0:35 are not drawn (5)."]


def test_of_many_cars_far_behind_the_number_is_stated() -> None:
    rows: Rows = [("1", "GT3", lap, 0) for lap in range(40)]
    rows += [(str(car), "GT3", 1, 900 * SECOND) for car in range(2, 9)]

    assert made(GAPS, "car_number class lap_number gap_us", rows).notes == [
        "Gaps beyond 0:00 are not drawn (7 cars)."
    ]
    assert made(GAPS, "car_number class lap_number gap_us", []).points == []


def test_a_total_starts_at_zero_and_stays_where_nothing_is_added() -> None:
    found = _points("totals")

    assert [(it["line"], it["x"], it["y"]) for it in found] == [
        ("Bo Li", 1, 25), ("Bo Li", 2, 25), ("Bo Li", 3, 26),
        ("Cy Ek", 1, 0), ("Cy Ek", 2, 18.5), ("Cy Ek", 3, 18.5),
    ]  # fmt: skip


def test_rounds_without_numbers_are_counted() -> None:
    rows: Rows = [("Spa", None, "Bo", 1), ("Monza", None, "Bo", 2), ("Monza", None, "Cy", 5)]

    found = made(TOTALS, "event round name total", rows)
    assert [(it["line"], it["x"]) for it in found.points] == [
        ("Cy", 1), ("Cy", 2), ("Bo", 1), ("Bo", 2),
    ]  # fmt: skip
    assert found.x_title == "event"


def test_the_first_names_have_colours_and_the_others_are_grey() -> None:
    rows: Rows = [(1, f"driver {at}", 100 - at) for at in range(70)]

    found = made(TOTALS, "round name total", rows)
    assert len(found.points) == 60
    assert [it["colour"] for it in found.points[9:13]] == [
        "driver 9", "driver 10", "others", "others",
    ]  # fmt: skip
    assert found.notes == ["The first 60 of 70 lines are drawn."]


def test_a_line_without_a_name_is_one_line() -> None:
    assert [(it["line"], it["label"]) for it in _points("lines")] == [("", ""), ("", "")]


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        ("session driver lap_number position",
         [("Race 1", "7", 1, 1), ("Race 2", "7", 1, 1)],
         r"of 2 sessions \(Race 1, Race 2\), but this chart shows one; choose it with event=\.\.\. session"),
        ("session_id driver lap_number position", [(at, "7", 1, 1) for at in range(5)],
         r"of 5 sessions \(0, 1, 2 \.\.\.\)"),
    ],
)  # fmt: skip
def test_lines_of_two_sessions_are_no_picture(columns: str, rows: Rows, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        made("laps x=lap_number y=position label=driver", columns, rows)


def test_totals_of_two_seasons_or_series_are_no_picture() -> None:
    rows: Rows = [("a", "2020", 1, "Bo", 1), ("a", "2021", 1, "Bo", 1)]
    with pytest.raises(UsageError, match=r"2 seasons \(2020, 2021\).*with season=\.\.\."):
        made(TOTALS, "series season round name total", rows)
    rows = [("a", "2020", 1, "Bo", 1), ("b", "2020", 1, "Bo", 1)]
    with pytest.raises(UsageError, match=r"of 2 series \(a, b\).*with series=\.\.\."):
        made(TOTALS, "series season round name total", rows)
    rows = [("Drivers", "2020", 1, "Bo", 1), ("Teams", "2020", 1, "Bo", 1)]
    with pytest.raises(UsageError, match=r"2 championships .*with of=\.\.\. class=\.\.\."):
        made(TOTALS, "championship season round name total", rows)


# ---- planes --------------------------------------------------------------------------------------


def test_only_rows_of_a_kind_are_drawn_if_the_picture_says_so() -> None:
    picture, columns, rows = ANSWERS["career"]
    found = drawing(result(columns, rows), picture)

    assert [it["y"] for it in found.points] == [1, 3]
    assert found.notes == ["Only rows of kind race."]
    assert (
        made(CAREER, "starts_on kind position team", [("2020-01-01", "race", 1, "A")]).notes == []
    )


def test_a_crew_is_labelled_by_its_car_and_a_driver_by_his_last_name() -> None:
    assert [it["label"] for it in _points("scatter")] == ["7", "Berg"]
    rows: Rows = [(None, "Bo Li / Cy Ek", "GT3", 1, 1)]
    assert made(SCATTER, "car_number drivers class grid_position position", rows).points[0][
        "label"
    ] == ("Bo Li / Cy Ek")


def test_of_very_many_dots_none_has_a_name_or_a_colour() -> None:
    rows: Rows = [(str(at), "Bo", f"c{at % 2}", at, at) for at in range(500)]

    found = made(SCATTER, "car_number drivers class grid_position position", rows)
    assert found.colour == ""
    assert {it["label"] for it in found.points} == {""}


def test_times_of_several_classes_are_compared_with_the_best_of_each() -> None:
    picture = replace(SLOPE, colour=("class",))
    rows: Rows = [("GT3", "7", "7", 100 * SECOND, "8", 101 * SECOND),
                  ("GT4", "9", "9", 110 * SECOND, "10", 112 * SECOND)]  # fmt: skip

    found = made(
        picture, "class car_number drivers best_lap_us other_drivers other_best_lap_us", rows
    )
    assert [(it["x"], it["y"], it["label"], it["label2"]) for it in found.points] == [
        (0, 1 * SECOND, "7 1:40.000", "1:41.000 8"), (0, 2 * SECOND, "9 1:50.000", "1:52.000 10"),
    ]  # fmt: skip
    assert found.notes == ["The times of each class are drawn from its best one."]


def test_a_time_far_beyond_the_others_does_not_flatten_a_slope() -> None:
    rows: Rows = [("T", str(at), str(at), 90 * SECOND + at, "x", 91 * SECOND) for at in range(9)]
    rows += [("T", "9", "9", 90 * SECOND, "y", 300 * SECOND)]

    found = made(SLOPE, "team car_number drivers best_lap_us other_drivers other_best_lap_us", rows)
    assert max(it["y"] for it in found.points) < 95 * SECOND
    assert found.points[-1]["label2"] == "5:00.000 y"
    assert found.notes == ["Times far beyond the others are drawn at the end."]


def test_of_many_slopes_the_first_ones_are_drawn() -> None:
    rows: Rows = [(str(at), at + 1, at + 2) for at in range(70)]

    found = made(ANSWERS["places"][0], "driver grid_position position", rows)
    assert len(found.points) == 60
    assert found.notes == ["The first 60 of 70 rows are drawn."]
    nothing: Rows = [("7", "Bo", None, None, "Cy", None)]
    columns = "team car_number drivers best_lap_us other_drivers other_best_lap_us"
    assert made(SLOPE, columns, [("T", *nothing[0][:3], *nothing[0][4:])]).points == []


# ---- results that are no picture -----------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERS)
def test_no_rows_are_no_points(name: str) -> None:
    picture, columns, _ = ANSWERS[name]

    assert drawing(result(columns, []), picture).points == []


def test_a_box_of_numbers_is_not_cut() -> None:
    found = made("box x=speed_kph y=team", "team speed_kph", [("A", 1), ("B", 1), ("C", 99)])

    assert [box["x"] for box in found.points] == [1, 1, 99]


def test_more_rows_than_a_picture_holds_are_refused() -> None:
    rows = ((str(number), 1) for number in range(100_001))

    with pytest.raises(UsageError, match="at most 100,000 rows"):
        drawing(Result(("driver", "wins"), iter(rows)), BARS)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(UsageError, match="no column 'last_lap'"):
        made(STINTS, "car_number driver first_lap", [])


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UsageError, match="no chart is named 'lap'; did you mean 'laps'"):
        made(Picture(kind="lap", x="a", y=("b",)), "a b", [])
