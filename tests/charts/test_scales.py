"""Axes, colours, and places of texts."""

import pytest

from racedb.render.charts.colours import colours
from racedb.render.charts.drawing import surname
from racedb.render.charts.labels import beside, fitting, overlap, spread, text_width
from racedb.render.charts.scales import (
    axis_time,
    round_up,
    tick_decimals,
    time_ticks,
    title,
    useful_end,
    value_text,
)
from tests.charts.answers import SECOND

pytestmark = pytest.mark.sqlite_only


def test_classes_have_the_colours_of_the_sport_and_never_one_for_two() -> None:
    assert len(set(colours(["Hypercar", "LMP2", "LMGT3", "Ann Berg"]))) == 4
    assert len(set(colours(["GTD", "GT3", "LMP2"]))) == 3
    assert len(colours([str(number) for number in range(50)])) == 50
    assert colours(["Ferrari", "SOFT", "Red Bull", "not known"])[0] == "#DA291C"
    assert colours(["others", "", "not known"]) == ["#A3A3A3", "#0072B2", "#D9D9D9"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (88.2, 91, ["1:28.5", "1:29.0", "1:29.5", "1:30.0", "1:30.5", "1:31.0"]),
        (0, 150, ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30"]),
        (-1, 0, ["-0:01.0", "-0:00.8", "-0:00.6", "-0:00.4", "-0:00.2", "0:00.0"]),
        (0, 0.02, ["0:00.000", "0:00.005", "0:00.010", "0:00.015", "0:00.020"]),
    ],
)
def test_ticks_stand_at_round_times(low: float, high: float, ticks: list[str]) -> None:
    found = time_ticks(low * SECOND, high * SECOND, 6)

    assert [axis_time(it, tick_decimals(found)) for it in found] == ticks


def test_most_values_end_before_one_that_is_far_beyond() -> None:
    assert useful_end([9]) == 9
    assert useful_end([at * SECOND for at in (1, 2, 3, 4, 5)]) == 5 * SECOND
    assert useful_end([at * SECOND for at in (1, 2, 3, 4, 5, 99)]) == 9 * SECOND
    assert round_up(0) == 0


def test_names_of_columns_are_written_for_people() -> None:
    assert [title(it) for it in ("lap_us", "length_m", "row_order", "starts_on", "air_c")] == [
        "lap time (m:ss)", "length (m)", "row order", "date", "air (°C)",
    ]  # fmt: skip
    assert [value_text("wins", it) for it in (1200, 1.5, True, "x")] == [
        "1,200",
        "1.5",
        "True",
        "x",
    ]


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Bo Li", "Li"),
        ("Carlos Sainz Jr.", "Sainz Jr."),
        ("Nyck de Vries", "de Vries"),
        ("Jr", "Jr"),
        ("A B / C D", "A B / C D"),
    ],
)
def test_the_last_name_of_a_driver(name: str, last: str) -> None:
    assert surname(name) == last


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([], []),
        ([5], [5]),
        ([5, 5, 5], [3, 5, 7]),
        ([0, 0, 9], [0, 2, 9]),
        ([10, 10, 10], [6, 8, 10]),
        ([1, 2, 8, 8], [0.5, 2.5, 7, 9]),
        ([5] * 11, list(range(11))),
    ],
)
def test_labels_are_spread_as_little_as_need_be(wanted: list[float], places: list[float]) -> None:
    assert spread(wanted, 2, 0, 10) == places


def test_a_label_goes_where_there_is_room() -> None:
    dots = [(10.0, 50.0, "left"), (10.0, 50.0, "same"), (95.0, 50.0, "right"), (50.0, 5.0, "")]

    assert beside(dots, 11, 100, 100) == [
        ("left", 6.0, 0), ("left", 6.0, -12), ("right", -6.0, 0), None,
    ]  # fmt: skip


def test_long_texts_are_cut_to_the_pixels_that_they_have() -> None:
    assert fitting("Circuit de Spa-Francorchamps", 11, 60) == "Circuit de…"
    assert fitting("Spa", 11, 1) == "…"
    assert text_width("周冠宇", 10) == pytest.approx(31.5)
    assert overlap((0, 0, 2, 2), (1, 1, 3, 3))
    assert not overlap((0, 0, 2, 2), (2, 0, 3, 3))
