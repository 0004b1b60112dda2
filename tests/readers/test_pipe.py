"""Pipe tables: outer pipes, rulers, headings, escaped pipes, ragged rows."""

import pytest

from racedb.errors import ReadError
from tests.readers.read import column, reading, rows

TABLE = """# Race one #

| Pos | No | Driver | Laps | Team |
|:---:|---:|--------|------|---|
| 1 | 07 | Ann Berg | 20 | A\\|B |
| 2 | 8 | Bo Dahl | 20 | |
| 3 | 9 | Cy Ek |
"""


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: reading(tmp_path / "r.md", content, **options)


def test_a_table_with_a_heading_and_a_ragged_row(read):
    found = read(TABLE)
    assert (found.reader, found.tables[0].heading) == ("pipe", "Race one")
    assert rows(found) == [
        {
            "line": 5,
            "position": "1",
            "car_number": "07",
            "driver": "Ann Berg",
            "laps": "20",
            "team": "A|B",
        },
        {"line": 6, "position": "2", "car_number": "8", "driver": "Bo Dahl", "laps": "20"},
    ]
    assert [(r.line, r.code) for r in found.rejects] == [(7, "missing-cell")]


def test_a_table_without_outer_pipes(read):
    text = "Pos | No | Driver | Laps\n--- | --- | --- | ---\n1 | 7 | Ann Berg | 20\n"
    assert column(read(text), "driver") == ["Ann Berg"]


def test_two_tables_are_told_apart_by_their_headings(read):
    with pytest.raises(ReadError, match="--table says which: 1 'Race one', 2 'Race two'"):
        read(TABLE + "\n" + TABLE.replace("one", "two"))


@pytest.mark.parametrize("text", ["{|\n|-\n| a || b\n|}\n", "+---+---+\n| a | b |\n+---+---+\n"])
def test_wikitext_and_grid_tables_are_not_claimed(read, text):
    with pytest.raises(ReadError) as caught:
        read(text)
    assert "no column of a table is understood" in str(caught.value)


def test_markdown_in_cells_is_no_text(read):
    found = read(
        "| Pos | No | Drivers | Laps |\n|---|---|---|---|\n"
        "| 1 | 7 | **Ann Berg**<br>[Bo Dahl](https://example.org/Bo_(driver)) | 20 |\n"
        "| 2 | 8 | ![GER](g.png) Cy Ek[^1] | 20 |\n"
    )
    assert column(found, "drivers") == ["Ann Berg\nBo Dahl", "Cy Ek"]
