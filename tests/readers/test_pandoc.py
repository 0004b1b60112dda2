"""Tables as Pandoc writes them: grid, simple, multiline; the heading before them."""

import pytest

from racedb.errors import ReadError
from tests.readers.read import reading, rows

GRID = """Race {#race}
====

+-----+----+-----------------+---------+------+------------+
| Pos | No | Driver          | Team    | Laps | Time       |
+=====+====+=================+=========+======+============+
| 1   | 7  | [Ann Berg](x)   | Alpha   | 20   | 40:01.500  |
|     |    | \\* Bo Dahl^1^   |         |      |            |
+-----+----+-----------------+---------+------+------------+
| 2   | 8  | **Cy Ek**       | Beta           | +1.2       |
+-----+----+-----------------+---------+------+------------+
"""
ANN = {"position": "1", "car_number": "7", "driver": "Ann Berg", "laps": "20", "total": "40:01.5"}
BO = {"position": "2", "car_number": "8", "driver": "Bo Dahl", "laps": "20", "total": "+12.451"}
SIMPLE = """# Race [one](two) #

  Pos   No  Driver      Laps  Time
----- ----  ---------- ----- --------
    1    7  Ann Berg      20  40:01.5
    2    8  Bo Dahl       20  +12.451

Table: the end
"""
HEADLESS = """A heading alone

----- ----  ---------- ----- --------
Pos   No    Driver     Laps  Time
1     7     Ann Berg   20    40:01.5
2     8     Bo Dahl    20    +12.451
----- ----  ---------- ----- --------
"""
MULTILINE = """Text that ends with a full stop.

Race
----

--------------------------------------
Pos   No    Driver     Laps  Time
----- ----  ---------- ----- ---------
1     7     Ann Berg   20    40:01.5
            Cy Ek

2     8     Bo Dahl    20    +12.451
--------------------------------------
"""


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: reading(tmp_path / "page.md", content, **options)


def test_a_grid_table_with_cells_of_several_lines(read):
    found = read(GRID)
    assert (found.reader, found.tables[0].heading) == ("pandoc", "Race {#race}")
    assert rows(found) == [
        {
            "line": 7, "position": "1", "car_number": "7", "drivers": "Ann Berg\n* Bo Dahl",
            "team": "Alpha", "laps": "20", "total": "40:01.500",
        },
        {
            "line": 10, "position": "2", "car_number": "8", "drivers": "Cy Ek", "team": "Beta",
            "total": "+1.2",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "heading", "lines"),
    [
        (SIMPLE, "Race one", [5, 6]),
        (HEADLESS, "A heading alone", [5, 6]),
    ],
    ids=["simple", "headless"],
)
def test_tables_between_rulers(read, text, heading, lines):
    found = read(text)
    assert found.tables[0].heading == heading
    assert rows(found) == [ANN | {"line": lines[0]}, BO | {"line": lines[1]}]


def test_a_multiline_table_has_crews_in_its_cells(read):
    found = read(MULTILINE)
    assert found.tables[0].heading == "Race"
    assert [(row["line"], row["drivers"]) for row in rows(found)] == [
        (9, "Ann Berg\nCy Ek"), (12, "Bo Dahl"),
    ]  # fmt: skip


def test_a_ruler_alone_is_no_table(read):
    with pytest.raises(ReadError, match="no column of a table is understood"):
        read("x\n\n---- ----\n")


def test_markup_of_cells():
    from racedb.readers.pipe import plain

    assert plain("![flag](g.png){w=1} [Ann](u){.x} ***Berg*** *Bo*  \\\nDahl<br/>x [^2]") == (
        "Ann Berg Bo\nDahl\nx"
    )


def test_a_grid_table_without_its_last_ruler_keeps_its_last_row(read):
    cut = "\n".join(GRID.splitlines()[:-1])
    assert [row["line"] for row in rows(read(cut))] == [7, 10]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("[Ann Berg](https://example.org/Ann_Berg_(driver))", "Ann Berg"),
        ("[![](g.png) Ann](x){.new}", "Ann"),
        ("Ann^[a]^ Berg^1^<sup>2</sup>[^note]", "Ann Berg"),
        ("**[Ann Berg](x)**", "Ann Berg"),
        (r"2 \* 3 \| 4", "2 * 3 | 4"),
        ("Ann [Berg", "Ann [Berg"),
        ("Ann **Berg", "Ann **Berg"),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
    ],
)
def test_markup_is_taken_off_and_other_signs_stay(cell, text):
    from racedb.readers.pipe import plain

    assert plain(cell) == text
