"""A format that only a recipe describes."""

import json

import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import open_source, read_file
from racedb.readers.reading import Options
from racedb.readers.recipe import read

CLUB = {
    "name": "club",
    "separator": ";",
    "header": 2,
    "crew": "+",
    "columns": {"Rg": "position", "Nr": "car_number", "Besatzung": "drivers"},
    "constants": {"session": "Race"},
    "split": [{"column": "Wagen", "pattern": r"^(?P<car>.+) / (?P<team>.+)$"}],
}
TEXT = "Clubrennen\nRg;Nr;Besatzung;Wagen\n1;07;Ann Berg+Bo Dahl;Lola T70 / Alpha\n2;8;Cy Ek\n"


def reading(tmp_path, content, recipe, name="r.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read(open_source(path), Options(recipe=recipe))


def test_a_recipe_names_columns_splits_cells_and_separates_crews(tmp_path):
    found = reading(tmp_path, TEXT, CLUB)

    (table,) = found.tables
    (frame,) = table.batches
    assert (found.reader, table.kind, table.context) == (
        "recipe club",
        "results",
        {"session": "Race"},
    )
    assert frame.to_dicts() == [
        {
            "line": 3, "position": "1", "car_number": "07", "drivers": "Ann Berg\nBo Dahl",
            "car": "Lola T70", "team": "Alpha",
        }
    ]  # fmt: skip
    assert [(r.line, r.code) for r in found.rejects] == [(4, "missing-cell")]
    assert found.raw_lines({4}) == {4: "2;8;Cy Ek"}


def test_a_file_that_no_reader_claims_is_read_by_its_recipe(tmp_path):
    path = tmp_path / "r.bin"
    path.write_text("1@Ann Berg\n", encoding="utf-8")
    recipe = {"separator": "@", "header": 0, "columns": {"1": "position", "2": "driver"}}

    (found,) = read_file(open_source(path), Options(recipe=recipe), None)

    (frame,) = found.tables[0].batches
    assert frame.to_dicts() == [{"line": 1, "position": "1", "driver": "Ann Berg"}]


def test_columns_without_a_header_are_numbered(tmp_path):
    recipe = {"header": 0, "columns": {"1": "position", "3": "driver"}}

    (table,) = reading(tmp_path, "1,x,Ann Berg\n2,y,Bo Dahl\n", recipe).tables

    assert next(iter(table.batches))["driver"].to_list() == ["Ann Berg", "Bo Dahl"]


def test_paths_reach_into_records_and_out_of_them(tmp_path):
    document = {
        "season": 2024,
        "rounds": [{"name": "Spa", "results": [{"pos": 1, "driver": {"name": "Ann Berg"}}]}],
    }
    recipe = {
        "records": "rounds[*].results[*]",
        "columns": {
            "pos": "position",
            "driver.name": "driver",
            "^.name": "event",
            "$.season": "season",
            "^^.season": "round",
        },
    }

    (table,) = reading(tmp_path, json.dumps(document), recipe, "r.json").tables

    (row,) = next(iter(table.batches)).to_dicts()
    assert row == {
        "line": 1, "position": "1", "driver": "Ann Berg", "event": "Spa", "season": "2024",
        "round": "2024",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        ({"colums": {}}, "did you mean 'columns'"),
        ({"header": "1"}, "header must be a int"),
        ({"kind": "result"}, "did you mean 'results'"),
        (
            {"columns": {"A": "positon"}},
            "columns.A: 'positon' is not a field; did you mean 'position'",
        ),
        ({"constants": {"sesion": "R"}}, "did you mean 'session'"),
        ({"split": [{"column": "A"}]}, "needs a column and a pattern"),
        ({"split": [{"column": "A", "pattern": "x"}]}, "needs named groups"),
        ({"split": [{"column": "A", "pattern": "(?P<car>"}]}, "is no pattern"),
        ({}, "needs [columns]"),
    ],
)
def test_a_wrong_recipe_is_refused_by_key(tmp_path, recipe, says):
    with pytest.raises(UsageError) as caught:
        reading(tmp_path, TEXT, recipe)

    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("content", "recipe", "says"),
    [
        (
            TEXT,
            CLUB | {"columns": {"Rng": "position"}},
            "has no column 'Rng' of the recipe; did you mean 'Rg'",
        ),
        ("{}", {"records": "a[*]", "columns": {"x": "position"}}, "there are no records at 'a[*]'"),
        ('{"a": {"b": 1}}', {"records": "a.c.d[*]", "columns": {"x": "position"}}, "no records"),
        (TEXT, {"separator": ";", "header": 2, "columns": {"Rg": "-"}}, "no column of the recipe"),
        (
            '[{"pos": 1, "b": null}]',
            {"records": "[*]", "columns": {"poss": "position", "b": "grid"}},
            "no record has 'poss' of the recipe; did you mean 'pos'?",
        ),
        ("[1]", {"records": "[*]", "columns": {"^^.x": "position"}}, "no record has '^^.x'"),
    ],
)
def test_a_file_that_is_not_what_the_recipe_says_is_refused(tmp_path, content, recipe, says):
    with pytest.raises(ReadError) as caught:
        reading(tmp_path, content, recipe)

    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("x\nRg;Nr;Besatzung;Nr;Wagen\n1;7;A;8;B / C\n", ": has column 'Nr' of the recipe twice"),
        (f"x\n{'y' * (1 << 21)}\n", ":2: field larger than field limit"),
    ],
)
def test_what_a_recipe_cannot_mean_is_refused_in_one_line(tmp_path, content, says):
    with pytest.raises(ReadError) as caught:
        reading(tmp_path, content, CLUB)

    assert str(caught.value).startswith(f"{tmp_path / 'r.csv'}{says}")


@pytest.mark.parametrize("sign", ["\u2028", "\x0c", "\x85"])
def test_only_line_ends_end_a_line(tmp_path, sign):
    found = reading(tmp_path, TEXT.replace("Ann Berg", f"Ann{sign}Berg"), CLUB)

    (frame,) = found.tables[0].batches
    assert frame["line"].to_list() == [3]
    assert frame["drivers"].to_list() == [f"Ann{sign}Berg\nBo Dahl"]
