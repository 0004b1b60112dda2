"""Rows of cells to a table: header, rows that are none, continued rows, widths."""

import pytest

from racedb.understand.header import Header, find_header, parts
from racedb.understand.tables import table_from_grid
from tests.readers.read import without_nothing

HEADER = ("Pos", "No", "Driver", "Team", "Laps")
ANN = ("1", "7", "Ann Berg", "Alpha", "20")
BO = ("2", "8", "Bo Dahl", "Beta", "20")


def made(*cells, columns=None):
    """Return the rows of a table without empty cells, and what was rejected."""
    table, rejects, *_ = table_from_grid(list(enumerate(cells, start=1)), heading="", given=columns)
    (frame,) = table.batches
    rows = [without_nothing(row) for row in frame.to_dicts()]
    return rows, [(reject.line, reject.code, reject.message) for reject in rejects]


def drivers(*cells):
    rows, _ = made(HEADER, *cells)
    return [row.get("drivers", row.get("driver")) for row in rows]


def test_the_header_may_stand_below_a_title():
    assert find_header([(1, ("Race of the year",)), (2, HEADER)]) == Header(list(HEADER), 2)


def test_one_known_word_is_a_header_only_of_a_narrow_table():
    assert find_header([(1, ("Driver", "x"))]).names == ["Driver", "x"]
    assert find_header([(1, ("Driver", "x", "y"))]) == Header((), 0)
    assert find_header([]) == Header((), 0)


def test_rows_of_another_width_are_rejects():
    rows, rejects = made(HEADER, ANN, (*BO, "x"), BO[:3], (*BO, "", " "))
    assert [row["line"] for row in rows] == [2, 5]
    assert rejects == [
        (3, "extra-cell", "1 cell too many: 6 where the table has 5"),
        (4, "missing-cell", "2 cells too few: 3 where the table has 5"),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [("", " ")],
        [HEADER],
        [("Foo", "Bar", "Baz"), ("x y", "u", "?")],
        [HEADER, ("Not classified", "", "", "", "")],
        [HEADER, ("1", "2")],
    ],
    ids=["nothing", "blank", "header alone", "unknown", "notes alone", "ragged alone"],
)
def test_what_is_no_table(cells):
    found = table_from_grid(list(enumerate(cells, start=1)), heading="")
    assert found is None or not found.is_understood


def test_repeated_headers_sections_and_footnotes_are_left_out():
    note = ("Fastest lap: Ann Berg", "", "", "", "")
    section = ("Did not finish",) * 5
    assert drivers(ANN, HEADER, section, BO, note) == ["Ann Berg", "Bo Dahl"]


@pytest.mark.parametrize(
    "second",
    [
        ("", "", "Cy Ek", "", ""),  # below his mate
        ("Cy Ek", "", "", "", ""),  # a converter moved him to the first column
    ],
)
def test_a_driver_alone_in_his_row_belongs_to_the_one_above(second):
    assert drivers(ANN, second, BO) == ["Ann Berg\nCy Ek", "Bo Dahl"]


@pytest.mark.parametrize(
    "words", ["Retired", "Team", "Did Not Finish", "cy ek", "Ann B3rg", "Solo"]
)
def test_a_title_alone_in_its_row_is_no_driver(words):
    assert drivers(ANN, (words, "", "", "", ""), BO) == ["Ann Berg", "Bo Dahl"]


def test_a_lone_driver_may_have_his_country_beside_him():
    rows, _ = made((*HEADER, "Hm"), (*ANN, "GER"), ("", "", "Cy Ek", "", "", "DEN"), (*BO, "NOR"))
    assert [row["drivers"] for row in rows] == ["Ann Berg\nCy Ek", "Bo Dahl"]


def test_a_driver_alone_in_the_first_row_stays():
    rows, _ = made(HEADER, ("", "", "Ann Berg", "", ""), BO)
    assert [row["driver"] for row in rows] == ["Ann Berg", "Bo Dahl"]


def test_columns_can_be_named():
    rows, _ = made(ANN, BO, columns=("position", "car_number", "driver", "-", "laps"))
    assert rows[0] == {
        "line": 1, "position": "1", "car_number": "7", "driver": "Ann Berg", "laps": "20",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("above", "below", "names"),
    [
        (("Pos", "No", "Crew", "", "Laps"), ("", "", "Driver", "Co-driver", ""), ["Pos", "No", "Driver", "Co-driver", "Laps"]),
        (("Pos", "No", "Crew", "Crew", "Laps"), ("Pos", "No", "Driver", "Co-driver", "Laps"), ["Pos", "No", "Driver", "Co-driver", "Laps"]),
    ],
    ids=["merged cells of a sheet", "spans of a page"],
)  # fmt: skip
def test_a_second_row_completes_a_header(above, below, names):
    assert find_header([(1, above), (2, below)]) == Header(names, 2)


@pytest.mark.parametrize(
    "below", [ANN, HEADER, ("Overall", "", "", "", ""), ("Pos", "No"), ("Pos", "No", "x", "", "")]
)
def test_a_row_of_data_or_a_repeated_header_completes_nothing(below):
    assert find_header([(1, HEADER), (2, below)]) == Header(list(HEADER), 1)


def test_a_longer_header_below_completes_the_first_and_begins_no_table():
    title = [(1, ("Pos", "No", "Driver")), (2, ("x",)), (3, HEADER), (4, ANN)]
    assert [[line for line, _ in part] for part in parts(title)] == [[1, 2, 3, 4]]


def test_another_header_begins_another_table():
    second = ("Pos", "No", "Driver", "Grid")
    rows = list(enumerate((HEADER, ANN, second, ("1", "9", "Cy Ek", "3")), start=1))
    assert [[line for line, _ in part] for part in parts(rows)] == [[1, 2], [3, 4]]


def test_all_but_the_first_column_may_be_left_out():
    rows, rejects = made(("Pos", "Driver"), ("1", "Ann Berg"), ("2",), ("3",))
    assert [(row["position"], row.get("driver")) for row in rows] == [
        ("1", "Ann Berg"), ("2", None), ("3", None),
    ]  # fmt: skip
    assert rejects == []


@pytest.mark.parametrize(
    ("first", "names"),
    [
        (("xx", "", "yy"), ("xx", "", "yy")),
        (("", "xx", "yy"), ()),
        (("xx", "yy", "zz"), ("xx", "yy", "zz")),
        (("DNF", "xx", "yy"), ()),
        (("xx", "xx", "zz"), ()),
        (("xx", "8", "zz"), ()),
    ],
    ids=["a blank", "a blank above numbers", "words", "a status", "twice", "a number"],
)
def test_words_that_nobody_knows_are_a_header_above_numbers(first, names):
    rows = list(enumerate((first, ("1", "aa", "bb"), ("2", "cc", "dd")), start=1))
    assert tuple(find_header(rows).names) == names


def test_columns_of_laps_that_hold_words_are_no_laps():
    header = ("Pos", "No", "Driver", "Lap 1", "Lap 2")
    cells = [header, ("1", "7", "Ann Berg", "wet", "dry"), ("2", "8", "Bo Dahl", "wet", "dry")]
    found = table_from_grid(list(enumerate(cells, start=1)), heading="")
    assert found.laps is None
    assert [table.kind for table in found.tables] == ["results"]


def test_a_small_table_below_a_blank_line_is_another_one():
    rows = [
        (1, ["Pos", "No", "Driver", "Best"]),
        (2, ["1", "7", "Ann Berg", "61.5"]),
        (3, ["2", "8", "Bo Dahl", "62.5"]),
        (5, ["Class", "Entries", "", ""]),
        (6, ["A", "2", "", ""]),
    ]

    assert [[line for line, _ in part] for part in parts(rows)] == [[1, 2, 3], [5, 6]]
    assert [len(part) for part in parts([(n, cells) for n, (_, cells) in enumerate(rows)])] == [5]


@pytest.mark.parametrize(
    ("below", "names"),
    [
        (["", "", "", "Lap"], ["Pos", "No", "Driver", "Best Lap"]),
        (["", "", "Ann Berg", ""], ["Pos", "No", "Driver", "Best"]),
        (["", "", "", "61.5"], ["Pos", "No", "Driver", "Best"]),
    ],
)
def test_words_of_a_header_may_go_on_below_it(below, names):
    rows = [(1, ["Pos", "No", "Driver", "Best"]), (2, below), (3, ["1", "7", "Ann Berg", "61.5"])]

    assert find_header(rows).names == names


def test_a_heading_between_the_rows_may_be_an_outcome():
    rows = [
        (1, ["Pos", "No", "Rider", "Time"]),
        (2, ["1", "7", "Ann Berg", "43:19.2"]),
        (3, ["Not classified", "", "", ""]),
        (4, ["", "8", "Bo Dahl", "12 laps"]),
    ]

    found = table_from_grid(rows, heading="")

    frame = found.table.batches[0]
    assert frame["status"].to_list() == [None, "Not classified"]
    assert frame["driver"].to_list() == ["Ann Berg", "Bo Dahl"]
