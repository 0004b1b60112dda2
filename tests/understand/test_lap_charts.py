"""Lap charts: places by laps or laps by places, with numbers of cars or names in the cells."""

import pytest

from racedb.errors import ReadError
from racedb.understand.axes import axis, heads_numbers
from tests.readers.read import reading, rows, without_nothing
from tests.understand.test_kinds_of_tables import found, rows_of

pytestmark = pytest.mark.sqlite_only

ORDER = [  # of each lap, from the first place on
    ["7", "8", "12"],
    ["8", "7", "12"],
    ["8", "7"],
]


def laps(table, who="car_number"):
    """Return the order of each lap, by the number of the lap."""
    (one,) = table.tables
    order = {}
    for row in sorted(rows_of(one), key=lambda row: int(row["position"])):
        order.setdefault(row["lap_number"], []).append(row[who])
    return [order[number] for number in sorted(order)]


@pytest.mark.parametrize(
    "text",
    [
        "Pos,1,2,3\n1,7,8,8\n2,8,7,7\n3,12,12,",
        "Pos,Lap 1,Lap 2,Lap 3\n1,7,8,8\n2,8,7,7\n3,12,12",
        "Place,L1,L2,L3\n1,#7,#8,#8\n2,#8,#7,#7\n3,#12,#12,",
        "Lap,1,2,3\n1,7,8,12\n2,8,7,12\n3,8,7,",
        "Runde,1st,2nd,3rd\n1,7,8,12\n2,8,7,12\n3,8,7",
        "Lap,P1,P2,P3,\n1,7,8,12,\n2,8,7,12,\n3,8,7,,",
        "Lap/Pos,1,2,3\n1,7,8,12\n2,8,7,12\n3,8,7",
        ",1,2,3\n1,7,8,8\n2,8,7,7\n3,12,12,",
        "Lap chart of the race\nPos,1,2,3\n1,7,8,8\n2,8,7,7\n3,12,12,",
    ],
)
def test_laps_and_places_may_stand_either_way(text):
    assert laps(found(text)) == ORDER


def test_the_cells_may_be_names():
    text = "Pos,Lap 1,Lap 2,Lap 3\n1,Berg,Dahl,Dahl\n2,Dahl,Berg,Berg\n3,Ek,Ek,\n"

    assert laps(found(text), "driver") == [
        ["Berg", "Dahl", "Ek"],
        ["Dahl", "Berg", "Ek"],
        ["Dahl", "Berg"],
    ]


def test_a_lapped_car_has_fewer_laps_than_the_leader():
    text = "Lap,1,2,3\n1,7,8,12\n2,7,8,\n3,7,8,12\n"

    assert [
        row["lap_number"] for row in rows_of(found(text).tables[0]) if row["car_number"] == "12"
    ] == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    ["Pos,Grid,1,2\n1,8,7P,7\n2,7,8,8", "Lap,1st,2nd\nGrid,8,7\n1,7P,8\n2,7,8"],
)
def test_the_grid_and_marks_of_the_pits(text):
    chart, grid = found(text).tables

    assert (chart.kind, grid.kind) == ("laps", "results")
    assert sorted((row["grid"], row["car_number"]) for row in rows_of(grid)) == [
        ("1", "8"),
        ("2", "7"),
    ]
    stops = [(row["lap_number"], row["car_number"]) for row in rows_of(chart) if "pit_in" in row]
    assert stops == [("1", "7")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Lap,1,2,3\n1,1,2,3\n2,2,1,3\n", "cars and places"),
        (",1,2,3\n1,7,7,12\n2,8,12,7\n3,7,8,8\n", "laps and places"),
    ],
)
def test_a_chart_that_may_be_read_in_two_ways_is_refused(tmp_path, text, what):
    with pytest.raises(ReadError, match=f"nothing tells {what} of this lap chart from each other"):
        reading(tmp_path / "a.csv", text)


@pytest.mark.parametrize(
    "text",
    [
        "Lap,Lap 1,Lap 2,Lap 3\nLap 1,7,8,12\nLap 2,8,7,12\n",  # laps both ways
        "Pos,1,2,3\n1,7,8,12\n3,8,7,12\n",  # a place is missing
        "Pos,1,2,3\n1,7.5,8,12\n2,8,7,12\n",  # no cars
        "Pos,1,,3\n1,7,8,12\n2,8,7,12\n",  # a column without a number
    ],
)
def test_what_is_no_lap_chart(text):
    assert "laps" not in [table.kind for table in found(text).tables]


def test_places_of_each_lap_in_a_column_are_no_times():
    text = "No,Driver,Lap 1,Lap 2\n7,Ann Berg,1,2\n8,Bo Dahl,2,1\n12,Cy Ek,3,"

    (table,) = found(text).tables

    assert [without_nothing(row) for row in rows_of(table)][:2] == [
        {"line": 2, "car_number": "7", "driver": "Ann Berg", "lap_number": "1", "position": "1"},
        {"line": 2, "car_number": "7", "driver": "Ann Berg", "lap_number": "2", "position": "2"},
    ]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Lap,7,8,12\n1,1,2,3\n2,2,1,3", "position", "1"),
        ("Lap,7,8,12\n1,1:30.5,1:31.5,1:32.5\n2,1:30.1,1:31.2,1:33.5", "lap", "1:30.5"),
    ],
)
def test_columns_of_cars_hold_times_or_places(text, field, value):
    (table,) = found(text).tables

    first = rows_of(table)[0]
    assert (first["car_number"], first["lap_number"], first[field]) == ("7", "1", value)


def test_times_below_numbers_are_laps(tmp_path):
    text = "Driver,1,2,3\nAnn Berg,1:32.5,1:31.2,1:31.0\nBo Dahl,1:33.5,1:32.2\n"

    found = rows(reading(tmp_path / "a.csv", text))

    assert [(row["driver"], row["lap_number"], row["lap"]) for row in found] == [
        ("Ann Berg", "1", "1:32.5"), ("Ann Berg", "2", "1:31.2"), ("Ann Berg", "3", "1:31.0"),
        ("Bo Dahl", "1", "1:33.5"), ("Bo Dahl", "2", "1:32.2"),
    ]  # fmt: skip


def test_a_table_of_drivers_and_laps_alone_is_no_crew(tmp_path):
    text = "Driver,Lap 1,Lap 2\nAnn Berg,1:32.5,1:31.2\nBo Dahl,1:33.5,1:32.2\n"

    found = rows(reading(tmp_path / "a.csv", text))

    assert [row["driver"] for row in found] == ["Ann Berg", "Ann Berg", "Bo Dahl", "Bo Dahl"]


@pytest.mark.parametrize(
    ("cells", "what", "numbers"),
    [
        (["Grid", "1", "2"], "lap", [0, 1, 2]), (["P1", "P2"], "place", [1, 2]),
        (["2", "3"], None, [2, 3]), (["Runde 4", "5"], "lap", [4, 5]),
        (["Pos 1", "2nd"], "place", [1, 2]), (["L 1", "L 2"], "lap", [1, 2]),
    ],
)  # fmt: skip
def test_cells_that_count_on(cells, what, numbers):
    assert axis(cells) == (what, numbers)


@pytest.mark.parametrize("cells", [["1", "3"], ["1", ""], ["L1", "P2"], ["1", "x"], []])
def test_cells_that_do_not_count(cells):
    assert axis(cells) is None


@pytest.mark.parametrize(
    ("cells", "is_header"),
    [
        (["Lap", "7", "8", "12"], True), (["Lap", "7", "8", "8"], False), (["Pos", "7", "8", "9"], False),
        (["Foo", "1", "2", "3"], False), (["Driver", "1", "2", "3"], True), (["", "1", "2", "3", ""], True),
        (["Lap", "7", "8"], False), (["Lap", "7", "x", "9"], False), (["Lap", "1.5", "2.5", "3.5"], False),
    ],
)  # fmt: skip
def test_headers_of_numbers(cells, is_header):
    assert heads_numbers(cells) == is_header


def test_a_load_says_why_a_chart_is_refused(run, tmp_path):
    (tmp_path / "a.csv").write_text("Lap,1,2,3\n1,1,2,3\n2,2,1,3\n")
    about = ("--series", "S", "--season", "2024", "--event", "E", "--session", "Race")

    ran = run("load", "--db", tmp_path / "x.db", tmp_path / "a.csv", *about)

    assert ran.exit_code == 1
    assert "load the classification or the lap times instead" in ran.stderr
