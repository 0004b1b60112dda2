"""Points of charts with a row for each name."""

from dataclasses import replace
from typing import Any

import pytest

from racedb.render.charts.points import drawing
from tests.charts.answers import ANSWERS, BARS, SECOND, STINTS, Rows, made, result

pytestmark = pytest.mark.sqlite_only


def _points(name: str) -> list[dict[str, Any]]:
    picture, columns, rows = ANSWERS[name]
    return drawing(result(columns, rows), picture).points


def test_a_box_is_of_quartiles_and_leaves_laps_through_the_pits_out() -> None:
    cy, bo = _points("box")

    assert (cy["y"], cy["low"], cy["q1"], cy["x"], cy["high"]) == ("Cy Ek", *[89 * SECOND] * 4)
    assert cy["count"] == 1
    assert [bo[it] // SECOND for it in ("low", "q1", "x", "q3", "high")] == [90, 91, 92, 93, 93]


def test_a_box_ends_its_whisker_no_sooner_than_itself() -> None:
    rows: Rows = [("A", 1), ("A", 2), ("A", 3), ("A", 90)]

    box = made("box x=lap_us y=team", "team lap_us", rows).points[0]
    assert (box["q3"], box["high"]) == (24.75, 24.75)


def test_a_box_that_would_flatten_the_others_is_cut() -> None:
    rows: Rows = [(str(car), (90 + at) * SECOND) for car in range(9) for at in range(5)]
    rows += [("25", 100 * SECOND), ("25", 7000 * SECOND)]

    found = made("box x=lap_us y=car_number", "car_number lap_us", rows)
    assert max(box["high"] for box in found.points) == 94 * SECOND
    assert [box["q3"] for box in found.points if box["y"] == "25"] == [94 * SECOND]
    assert found.notes[0] == "Times end at 1:34 (25)."


def test_a_stint_reaches_from_the_start_of_its_first_lap_to_the_end_of_its_last() -> None:
    found = _points("stints")

    assert [(it["y"], it["x"], it["x2"], it["colour"], it["who"], it["pace"]) for it in found] == [
        ("7", 0, 20, "SOFT", "Li", "1:31.3"), ("7", 20, 22, "HARD", "Ek", ""),
        ("8", 0, 30, "HARD", "", "1:32.0"),
    ]  # fmt: skip


def test_of_many_drivers_the_colours_are_their_order_in_the_car() -> None:
    rows: Rows = [
        (str(car), f"driver {car} {seat}", turn, turn) for car in range(9) for turn, seat in
        ((1, 0), (2, 1), (3, 0))
    ]  # fmt: skip

    found = made(replace(STINTS, colour=("driver",)),
                 "car_number driver first_lap last_lap", rows)  # fmt: skip
    assert found.colour == "driver of the car"
    assert [it["colour"] for it in found.points[:3]] == [
        "first driver", "second driver", "first driver",
    ]  # fmt: skip


def test_a_name_of_two_columns_leaves_out_what_all_rows_share() -> None:
    columns, picture = "circuit layout lap_us", "best x=lap_us y=circuit+layout"
    rows: Rows = [("Spa", "GP", 1), ("Spa", "1950", 2), ("Monza", None, 3)]

    assert [it["y"] for it in made(picture, columns, rows).points] == [
        "Spa GP",
        "Spa 1950",
        "Monza",
    ]
    assert [it["y"] for it in made(picture, columns, rows[:2]).points] == ["GP", "1950"]
    same: Rows = [("Spa", "GP", 1), ("Spa", "GP", 2)]
    assert [it["y"] for it in made(picture, columns, same).points] == ["GP", "GP"]


def test_a_row_of_a_car_with_one_driver_has_his_name_too() -> None:
    rows: Rows = [("7", "Bo Li", 1, 9), ("8", "Cy Ek", 1, 9)]

    found = made("stints x=first_lap to=last_lap y=car_number",
                 "car_number driver first_lap last_lap", rows)  # fmt: skip
    assert [it["y"] for it in found.points] == ["7 Li", "8 Ek"]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([("7", "Bo Li", 90), (None, "Cy Ek", 91)], ["Bo Li", "Cy Ek"]),
        ([("7", None, 90), (None, "Cy Ek", 91), (None, None, 92)], ["7", "Cy Ek", "not known"]),
    ],
)
def test_rows_are_named_by_the_column_that_names_them_all(rows: Rows, names: list[str]) -> None:
    found = made("best x=best_lap_us y=car_number,driver", "car_number driver best_lap_us", rows)

    assert [it["y"] for it in found.points] == names


def test_of_too_many_drivers_the_cars_are_the_rows() -> None:
    rows: Rows = [(str(at // 3), f"driver {at}", 90 + at) for at in range(90)]

    found = made("box x=lap_us y=driver,car_number", "car_number driver lap_us", rows)
    assert [it["y"] for it in found.points] == [str(at) for at in range(30)]


def test_of_many_names_the_first_ones_are_drawn_and_of_seasons_the_last_ones() -> None:
    found = made(BARS, "driver wins", [(f"driver {at}", at) for at in range(200)])
    assert len(found.points) == 60
    assert found.notes == ["The first 60 of 200 rows are drawn."]

    found = made("bars x=wins y=season", "season wins", [(str(1950 + at), 1) for at in range(70)])
    assert (found.points[0]["y"], found.points[-1]["y"]) == ("1960", "2019")
    assert found.notes == ["The last 60 of 70 rows are drawn."]


def test_rows_of_one_name_are_one_bar_the_longest_first() -> None:
    rows: Rows = [("Bo", 30.0, "x"), ("Ann", 25.0, "x"), ("Ann", 10.0, "y")]

    found = made("bars x=points y=name label=what", "name points what", rows).points
    assert [(it["y"], it["x"], it["text"]) for it in found] == [
        ("Ann", 35.0, "35"),
        ("Bo", 30.0, "30"),
    ]


def test_bars_of_seasons_stay_in_their_order_and_one_text_is_at_the_end() -> None:
    rows: Rows = [("2019", 1, "A"), ("2020", 5, "A"), ("2020", 2, "B")]

    found = made("bars x=wins y=season colour=team", "season wins team", rows).points
    assert [(it["y"], it["x"], it["total"], it["text"]) for it in found] == [
        ("2019", 1, 1, "1"), ("2020", 5, 7, ""), ("2020", 2, 7, "7"),
    ]  # fmt: skip


def test_a_bar_that_would_flatten_the_others_is_cut_and_has_its_whole_time() -> None:
    rows: Rows = [(str(at), (60 + at) * SECOND, at) for at in range(12)] + [
        ("4x", 5400 * SECOND, 9)
    ]

    found = made("bars x=lane_us y=car_number label=stops", "car_number lane_us stops", rows)
    assert found.points[-1]["x"] == 90 * SECOND
    assert found.points[-1]["text"] == "1:30:00.000, 9 stops"
    assert found.notes == ["Beside the bars: lane (m:ss), stops.", "Bars are cut at 1:30 (4x)."]


def test_texts_tell_what_differs_from_row_to_row() -> None:
    rows: Rows = [("Alfa", 90, "Alfa", "Spa"), ("Beta", 91, "Beta Two", "Spa")]

    found = made("best x=best_lap_us y=maker label=car,event", "maker best_lap_us car event", rows)
    assert [it["text"] for it in found.points] == ["0:00.000", "0:00.000, Beta Two"]
    assert found.notes == ["Beside the dots: best lap (m:ss), car."]
    one = made("bars x=starts y=series label=wins,points", "series starts wins points",
               [("F1", 9, 1, None)])  # fmt: skip
    assert one.points[0]["text"] == "9, 1 wins"


def test_rows_without_a_time_are_counted() -> None:
    picture, columns, rows = ANSWERS["best"]
    found = drawing(result(columns, rows), picture)

    assert "Without best lap: 1 of 3 rows, not drawn." in found.notes


def test_shares_are_per_cent_of_each_row() -> None:
    assert [(it["y"], it["colour"], it["x"], it["total"]) for it in _points("shares")] == [
        ("Alfa", "finished", 75, 4), ("Alfa", "Engine", 25, 4), ("Beta", "Engine", 100, 1),
    ]  # fmt: skip


def test_shares_of_one_outcome_name_it() -> None:
    found = made(
        "shares x=cars y=name colour=outcome", "name cars outcome", [("A", 2, "not known")]
    )

    assert (found.colour, found.points[0]["colour"]) == ("outcome", "not known")
    plain = made("shares x=cars y=name", "name cars", [("A", 2)])
    assert (plain.colour, plain.points[0]["colour"]) == ("", "")


def test_of_many_shares_the_first_rows_are_drawn() -> None:
    found = made("shares x=cars y=name colour=outcome", "name cars outcome",
                 [(f"maker {at}", 1, "x") for at in range(40)])  # fmt: skip

    assert len(found.points) == 30
    assert found.notes == ["The first 30 of 40 rows are drawn."]
