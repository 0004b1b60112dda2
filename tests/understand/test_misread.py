"""A field that the cells of its column contradict: the next one is taken, or none."""

from racedb.table import Column
from racedb.understand.columns import recognise
from racedb.understand.contradictions import misread


def taken(headers, *rows):
    """Give field and evidence of every column."""
    _, columns = recognise(headers, rows)
    return [(column.field, column.why) for column in columns]


def test_cells_that_are_no_values_are_counted():
    columns = [Column("Laps", "laps", ""), Column("Best", "best_lap", ""), Column("x", None, "")]
    rows = [("20", "1:01.5"), ("2O", "1:0l.5", "?"), ("2I", "1:0l.6"), ("l9", "-"), ("", "1:0l.7")]

    assert misread(columns, rows) == {
        "laps": "3 of 4 cells are not a whole number",
        "best_lap": "3 of 4 cells are not a time, a gap or a word",
    }
    assert misread(columns[2:], rows) == misread(columns, rows[:2]) == {}


def test_a_field_that_most_cells_are_not_is_left_out():
    rows = [(str(n), "Ann Berg", f"{n} of 20", "20:01.5") for n in range(1, 5)]

    _, columns = recognise(("Pos", "Driver", "Fast Lap", "Time"), rows)

    assert [column.field for column in columns] == ["position", "driver", None, "total"]
    assert columns[2].why == "4 of 4 cells are not a time, a gap or a word"
    assert [column.is_misread for column in columns] == [False, False, True, False]


def test_two_odd_cells_of_a_few_rows_prove_nothing():
    rows = [(str(n), "Ann Berg", f"{n} of 20") for n in range(1, 3)]

    assert taken(("Pos", "Driver", "Best lap"), *rows)[2][0] == "best_lap"


def test_the_whole_table_is_looked_at():
    good, bad = [("7", "Ann Berg", "20")] * 50, [("8", "Bo Dahl", "1:20.5")] * 120
    _, of_head = recognise(["No", "Driver", "Laps"], good)
    _, of_all = recognise(["No", "Driver", "Laps"], good, None, [*good, *bad])

    assert of_head[2].field == "laps"
    assert (of_all[2].field, of_all[2].is_misread) == (None, True)
    assert of_all[2].why == "120 of 170 cells are not a whole number"
