"""Records with canonical keys, and the numbers of simulators."""

import pytest

from racedb.errors import ReadError
from racedb.readers.records import found, from_one, load, numbered, seconds, seconds_10000, table
from racedb.table import NOT_TAKEN, Column
from tests.readers.read import opened
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


def test_what_nobody_asks_for_is_left_out_and_named(tmp_path):
    text = """
        {"cars": [{"no": 7, "name": "Ann", "skin": "red", "tyres": {"front": [1, 2], "rear": "-"}},
                  {"no": 8, "name": "", "skin": null, "pit": false}],
         "slots": {"0": {"ping": 40, "name": "x"}, "1": {"ping": 50, "name": "y"}}, "version": 3}
    """
    source = opened(tmp_path / "race.json", text)
    document, encoding = load(source)
    records = [{"car_number": car["no"], "driver_1": car.get("name")} for car in document["cars"]]
    assert [slot.get("name") for slot in document["slots"].values()] == ["x", "y"]

    (first,) = found(source, [table("results", records, {})], document)

    assert encoding == "utf-8"
    assert first.ledger.left_out == {
        "cars.skin": 1, "cars.tyres": 2, "cars.pit": 1, "slots.*.ping": 2, "version": 1,
    }  # fmt: skip
    assert first.columns[-2:] == (
        Column("slots.*.ping", None, NOT_TAKEN, ("40", "50")),
        Column("version", None, NOT_TAKEN, ("3",)),
    )
    assert len(first.columns) == 7


def test_a_document_that_nests_too_deep_for_notes_is_refused(tmp_path):
    source = opened(tmp_path / "race.json", '{"a":' * 700 + "1" + "}" * 700)

    with pytest.raises(ReadError, match="nests too deep to be results"):
        load(source)
