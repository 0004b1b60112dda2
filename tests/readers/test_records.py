"""Records with canonical keys, and the numbers of simulators."""

import pytest

from racedb.readers.records import from_one, numbered, seconds, seconds_10000, table
from racedb.table import Column
from tests.readers.simulators import rows


@pytest.mark.parametrize(
    ("number", "text"),
    [(118_250, "118.250"), (1, "0.001"), (899_999_999, "899999.999"), ("83520.0", "83.520"),
     ("1.5e3", "1.500"), (0, None), (-1, None), (2_147_483_647, None), (999_999_999, None),
     (True, None), (None, None), ("x", None), ("NaN", None), ("1e999", None), ("1" * 40, None),
     (float("nan"), None), ([1], None)],
)  # fmt: skip
def test_milliseconds_are_seconds_or_no_time(number, text):
    assert seconds(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(1_031_561, "103.1561"), (7, "0.0007"), ("15000.0", "1.5000"), (0, None), (-1, None),
     (99_999_999_999, None)],
)  # fmt: skip
def test_ten_thousandths_are_seconds_or_no_time(number, text):
    assert seconds_10000(number) == text


@pytest.mark.parametrize(
    ("position", "counted"), [(0, 1), (19, 20), (-1, None), (None, None), ("1", None), (True, None)]
)
def test_what_counts_from_zero_counts_from_one(position, counted):
    assert from_one(position) == counted


def test_cells_are_text_and_lines_are_numbered():
    made = table(
        "results",
        [{"driver_1": " Ann Berg ", "pit_in": True, "laps": 0}, {"line": 7, "pit_in": False, "laps": ""}],
        {"session": None, "season": 2024, "circuit": ""},
    )  # fmt: skip

    assert rows(made) == [
        {"line": 1, "driver_1": "Ann Berg", "pit_in": "yes", "laps": "0"},
        {"line": 7, "driver_1": None, "pit_in": "no", "laps": None},
    ]
    assert (made.heading, made.context) == ("", {"season": "2024"})
    assert made.columns[2] == Column(
        source="laps", field="laps", why="the format says so", samples=("0",)
    )


def test_columns_that_a_reader_names_are_kept():
    columns = (Column(source="Pos", field="position", why="the format says so"),)

    assert table("results", [{"position": 1}], {}, columns).columns == columns


def test_laps_are_numbered_by_car():
    laps = numbered([{"id": 1}, {"id": 2}, {"id": 1}], "id")

    assert [(lap["id"], lap["lap_number"]) for lap in laps] == [(1, 1), (2, 1), (1, 2)]
