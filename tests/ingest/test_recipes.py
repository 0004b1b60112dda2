"""Recipes in files: a folder of them, found by the header of a file, and one that is written."""

import json

import pytest

from racedb.errors import UsageError
from racedb.ingest.manifest import read_toml, recipe_folder
from tests.readers.test_acc import RACE as ACC

SHEET = "Rg,Nr,Wer,Zt\n1,7,Ann Berg,61.25\n2,8,Bo Dahl,61.50\n"
CLUB = """name = "club timing"
signature = ["RG", "Nr.", "wer", "Zt"]
[columns]
Rg = "position"
Nr = "car_number"
Wer = "driver"
Zt = "best_lap"
"""
RACE = ("--series", "Cup", "--season", "2024", "--event", "Spa", "--session", "Race")
ASKED = "SELECT position, car_number, drivers, best_lap_us FROM classification ORDER BY position"
FOUND = [
    {"position": 1, "car_number": "7", "drivers": "Ann Berg", "best_lap_us": 61_250_000},
    {"position": 2, "car_number": "8", "drivers": "Bo Dahl", "best_lap_us": 61_500_000},
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in a folder whose settings name a folder of recipes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RACEDB_CONFIG", raising=False)
    (tmp_path / "racedb.toml").write_text('recipes = "kinds"\n')
    (tmp_path / "kinds").mkdir()
    (tmp_path / "r.csv").write_text(SHEET)
    return tmp_path


def stored(run, database):
    return json.loads(run("sql", ASKED, "--db", database, "--format", "json").stdout)


@pytest.mark.sqlite_only
def test_a_recipe_of_the_folder_is_found_by_the_header(run, here):
    (here / "kinds" / "club.toml").write_text(CLUB)
    (here / "kinds" / "other.toml").write_text('[columns]\nA = "grid"\n')

    ran = run("load", "r.csv", "--db", "a.sqlite", *RACE)

    assert ran.exit_code == 0
    assert ran.stderr.startswith("r.csv: recipe club timing, utf-8\n")
    assert stored(run, "a.sqlite") == FOUND
    assert run("config", "validate").stderr.endswith("0 of your own queries, 1 recipe\n")


@pytest.mark.sqlite_only
def test_a_file_is_read_again_when_a_recipe_is_added(run, here):
    assert run("load", "r.csv", "--db", "a.sqlite", *RACE).exit_code in (0, 1)
    (here / "kinds" / "club.toml").write_text(CLUB)

    ran = run("load", "r.csv", "--db", "a.sqlite", *RACE)

    assert "recipe club timing" in ran.stderr


def test_two_recipes_for_one_header_are_an_error(run, here):
    for name in ("a", "b"):
        (here / "kinds" / f"{name}.toml").write_text(CLUB)

    ran = run("load", "r.csv", "--explain")

    assert ran.exit_code == 2
    assert ran.stderr == (
        "racedb: kinds/a.toml and kinds/b.toml: two recipes are for the same header; remove one\n"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns = 3", "kinds/a.toml: recipe: columns must be a table, not 3"),
        ("columns =", "kinds/a.toml: is not valid toml: "),
    ],
)
def test_a_wrong_recipe_of_the_folder_is_named(here, text, says):
    (here / "kinds" / "a.toml").write_text(text)

    with pytest.raises(UsageError, match=says):
        recipe_folder(here.joinpath("kinds").relative_to(here))


def test_a_folder_that_is_missing_is_named(here):
    (here / "kinds").rmdir()

    with pytest.raises(UsageError, match="kinds: is no folder of recipes"):
        recipe_folder(here / "kinds")
    with pytest.raises(UsageError, match="kinds: cannot be read: "):
        read_toml(here / "kinds")


@pytest.mark.sqlite_only
def test_a_reading_is_written_as_a_recipe(run, here):
    words = ("load", "r.csv", "--db", "a.sqlite", *RACE)
    columns = ("--columns", "position,car_number,driver,best_lap")

    saved = run(*words, *columns, "--save-recipe", "kinds/mine.toml")
    again = run("load", "r.csv", "--db", "b.sqlite", *RACE)

    assert saved.exit_code == again.exit_code == 0
    assert saved.stderr.startswith(
        "racedb: wrote kinds/mine.toml; --recipe kinds/mine.toml reads such files\n"
    )
    assert again.stderr.startswith("r.csv: recipe r, utf-8\n")
    assert stored(run, "a.sqlite") == stored(run, "b.sqlite") == FOUND


def test_a_known_format_needs_no_recipe(run, here):
    (here / "r.json").write_text(json.dumps(ACC))

    ran = run("load", "r.json", "--explain", "--save-recipe", "a.toml")

    assert ran.exit_code == 2
    assert ran.stderr == "racedb: r.json: acc knows its columns and needs no recipe\n"


def test_a_recipe_is_not_overwritten_and_is_of_one_file(run, here):
    (here / "mine.toml").write_text("x")
    columns = ("--columns", "position,car_number,driver,best_lap")

    there = run("load", "r.csv", "--explain", *columns, "--save-recipe", "mine.toml")
    two = run("load", "r.csv", "r.csv", "--explain", *columns, "--save-recipe", "a.toml")

    assert (there.exit_code, two.exit_code) == (2, 2)
    assert there.stderr == "racedb: mine.toml: cannot be written: file exists\n"
    assert two.stderr == "racedb: --save-recipe is for one file; these are 2\n"
    assert (here / "mine.toml").read_text() == "x"
