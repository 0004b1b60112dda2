"""A format that only a recipe describes."""

import json
import tomllib

import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import open_source, read_file
from racedb.readers.reading import Options
from racedb.readers.recipe import recipe_of
from racedb.understand.header import signature
from tests.readers.test_acc import RACE as ACC

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
    (found,) = read_file(open_source(path), Options(recipe=recipe), None)
    return found


def test_a_recipe_names_columns_splits_cells_and_separates_crews(tmp_path):
    found = reading(tmp_path, TEXT, CLUB)

    (table,) = found.tables
    (frame,) = table.batches
    assert (found.reader, table.kind, table.context) == (
        "recipe club",
        "results",
        {"session": "Race"},
    )
    assert frame.drop("cells").to_dicts() == [
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
    assert frame.drop("cells").to_dicts() == [{"line": 1, "position": "1", "driver": "Ann Berg"}]


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

    (row,) = next(iter(table.batches)).drop("cells").to_dicts()
    assert row == {
        "line": 1, "position": "1", "driver": "Ann Berg", "event": "Spa", "season": "2024",
        "round": "2024",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        ({"colums": {}}, "did you mean 'columns'"),
        ({"header": "1"}, "header must be a whole number, not '1'"),
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
        ({"columns": {"Rg": "-"}}, "needs [columns]"),
        ({"columns": {"A": ["car", "team", "class"]}}, "columns.A: a column has one field, or two"),
        ({"columns": {"A": []}}, "columns.A: a column has one field, or two"),
        ({"records": "a[*]", "signature": ["A"], "columns": {"A": "car"}}, "records of JSON"),
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
        (
            "x\nRg;Nr;Besatzung;Nr;Wagen\n1;7;A;8;B / C\n",
            ": has column 'Nr' of the recipe twice; say what 'Nr' and 'Nr (2)' are",
        ),
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


# ---- the same reading ----------------------------------------------------------------------------


HTML = """<h2>Race</h2><table>
<tr><th>Pos</th><th>Driver</th><th>Driver</th><th>Laps</th><th>Weather</th></tr>
<tr><td>1</td><td>Ann Berg</td><td>Bo Dahl</td><td>9</td><td>dry</td></tr>
<tr><td>2</td><td>Cy Ek</td><td>Di Falk</td><td>9</td><td>wet</td></tr></table>
<h2>Points</h2><table><tr><th>Driver</th><th>Points</th></tr>
<tr><td>Ann Berg</td><td>25</td></tr></table>
"""
FILES = {
    "a.csv": "Club\nPos,No.,Constructor,Best (ms),Mood\n1,#7,Lola,61234,good\n2,#8,Elva,61300,bad\n",
    "b.csv": "Lap;K01;K02\n1;61.2;62.3\n2;60.9;62.0\n",
    "c.csv": "No,Driver,Lap 1,Lap 2\n7,Ann Berg,61.2,60.9\n8,Bo Dahl,62.3,62.0\n",
    "d.csv": "1,7,Ann Berg,1:01.234\n2,8,Bo Dahl,1:01.300\n3,9,Cy Ek,1:02.300\n",
    "e.html": HTML,
    "h.csv": "No,Driver,FP1,Q,Race,Points\n7,Ann Berg,1,1:30.5,1,25\n8,Bo Dahl,2,1:30.9,2,18\n",
    "i.csv": "Pos,No,SS1,SS2,Total\n1,7,5:12.3,6:12.3,11:24.6\n2,8,5:13.3,6:13.3,11:26.6\n",
    "f.md": "| Pos | Vorname | Name | Laps |\n|---|---|---|---|\n| 1 | Ann | Berg | 9 |\n| 2 | Bo | Dahl | 9 |\n",
    "g.json": json.dumps({"event": "Spa", "results": [
        {"pos": 1, "driver": {"name": "Ann Berg"}, "mood": "x", "dnf": False},
        {"pos": 2, "driver": {"name": "Bo Dahl"}, "dnf": True},
    ]}),
}  # fmt: skip


def taken(found):
    """Give kind, context and rows of every table."""
    return [
        (
            table.kind,
            dict(table.context),
            [row for frame in table.batches for row in frame.to_dicts()],
        )
        for table in found.tables
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_saved_recipe_reads_its_file_in_the_same_way(tmp_path, name):
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    (before,) = read_file(open_source(path), Options(), None)
    recipe = tomllib.loads(recipe_of(before, Options()))

    (by_name,) = read_file(open_source(path), Options(recipe=recipe), None)
    wanted = taken(before)

    assert by_name.reader == f"recipe {path.stem}"
    assert taken(by_name) == wanted
    if "signature" in recipe:
        recipes = {signature(recipe["signature"]): recipe}
        (by_header,) = read_file(open_source(path), Options(recipes=recipes), None)
        assert by_header.reader == by_name.reader
        assert taken(by_header) == wanted


def test_a_saved_recipe_names_what_was_left_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(FILES["a.csv"], encoding="utf-8")
    (found,) = read_file(open_source(path), Options(table="1", encoding="utf-8"), None)

    assert recipe_of(found, Options(table="1", encoding="utf-8")).splitlines() == [
        'name = "a"',
        'reader = "delimited"',
        'signature = ["Pos", "No.", "Constructor", "Best (ms)", "Mood"]',
        'table = "1"',
        'encoding = "utf-8"',
        "",
        "[columns]",
        '"Pos" = "position"',
        '"No." = "car_number"',
        '"Constructor" = ["team", "manufacturer"]',
        '"Best (ms)" = "best_lap"',
        '# "Mood" = "-"  # no known header',
    ]


def test_a_file_that_a_recipe_reads_is_no_new_recipe(tmp_path):
    found = reading(tmp_path, TEXT, CLUB)

    with pytest.raises(UsageError, match="is read by a recipe already: recipe club"):
        recipe_of(found, Options())


def test_a_known_format_has_no_columns_to_name(tmp_path):
    path = tmp_path / "r.json"
    path.write_text(json.dumps(ACC), encoding="utf-8")

    with pytest.raises(UsageError, match="acc knows what its files hold; --columns and recipes"):
        read_file(open_source(path), Options(columns=("position",)), "acc")


def test_a_recipe_without_the_header_of_a_file_is_not_taken(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("Pos,No\n1,7\n2,8\n", encoding="utf-8")
    recipes = {signature(["Pos", "Nr"]): {"columns": {"Pos": "position"}}}

    (found,) = read_file(open_source(path), Options(recipes=recipes), None)

    assert found.reader == "delimited"


def test_a_long_file_is_read_by_its_recipe(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("Rg;Nr\n" + "1;7\n" * 200_000, encoding="utf-8")
    recipe = {
        "name": "long",
        "signature": ["RG", "nr."],
        "columns": {"Rg": "grid", "Nr": "car_number"},
    }

    (found,) = read_file(
        open_source(path), Options(recipes={signature(["RG", "nr."]): recipe}), None
    )

    assert found.reader == "recipe long"
    assert sum(frame.height for frame in found.tables[0].batches) == 200_000


# ---- paths ---------------------------------------------------------------------------------------

LEAGUE = {
    "season": 2024,
    "rounds": [
        {
            "name": "Spa",
            "cars": [
                {
                    "no": 7,
                    "crew": [{"n": "Ann Berg"}, {"n": "Bo Dahl"}],
                    "laps": [90.5, 91.0],
                    "won": True,
                },
                {"no": 8, "crew": [{"n": "Cy Ek"}], "laps": [], "won": False},
            ],
        }
    ],
}


def test_elements_and_objects_of_lists_are_reached(tmp_path):
    recipe = {
        "records": "rounds[0].cars[*]",
        "columns": {
            "no": "car_number", "crew[*].n": "drivers", "laps[-1]": "best_lap", "won": "classified",
            "crew[0].n": "driver_1",
        },
    }  # fmt: skip

    (table,) = reading(tmp_path, json.dumps(LEAGUE), recipe, "r.json").tables

    assert table.ledger.left_out == {"season": 1, "rounds.name": 1}
    assert [row for frame in table.batches for row in frame.drop("cells").to_dicts()] == [
        {
            "line": 1, "car_number": "7", "drivers": "Ann Berg\nBo Dahl", "best_lap": "91.0",
            "classified": "yes", "driver_1": "Ann Berg",
        },
        {
            "line": 2, "car_number": "8", "drivers": "Cy Ek", "best_lap": None, "classified": "no",
            "driver_1": "Cy Ek",
        },
    ]  # fmt: skip
    assert [column.source for column in table.columns][-2:] == ["season", "rounds.name"]
    assert [column.samples for column in table.columns][:2] == [
        ("7", "8"), ("Ann Berg\nBo Dahl", "Cy Ek"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("records", "path", "says"),
    [
        ("round[*].cars[*]", "no", "no records at 'round[*].cars[*]'; did you mean 'rounds[*].cars[*]'?"),
        ("rounds[*].cars[*]", "crew.n", "no record has 'crew.n' of the recipe; did you mean 'crew[*].n'?"),
        ("rounds[*].cars[*]", "crew[*]", "the recipe's 'crew[*]' is an object; did you mean 'crew[*].n'?"),
        ("rounds[*].cars[*]", "^.nam", "no record has '^.nam' of the recipe; did you mean '^.name'?"),
        ("rounds[*].cars[*]", "$.saison", "no record has '$.saison' of the recipe; did you mean '$.season'?"),
        ("rounds[*].cars[*]", "laps[5]", "no record has 'laps[5]' of the recipe; did you mean 'laps'?"),
        ("rounds[7]", "no", "there are no records at 'rounds[7]'; did you mean 'rounds[*]'?"),
    ],
)  # fmt: skip
def test_a_wrong_path_names_the_nearest(tmp_path, records, path, says):
    recipe = {"records": records, "columns": {path: "car_number"}}

    with pytest.raises(ReadError) as caught:
        reading(tmp_path, json.dumps(LEAGUE), recipe, "r.json")

    assert says in str(caught.value)
