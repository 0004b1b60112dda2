"""`racedb compare`: what a file states and what is stored, without loading it."""

import json

import pytest

from tests.ingest.versions import FINAL, PROVISIONAL
from tests.refusals import RACE, contents, one_line


@pytest.fixture
def stored(run, migrated_url, file):
    """Return a database with the provisional classification."""
    path = file(PROVISIONAL, "prov.csv")
    assert run("load", path, "--db", migrated_url, *RACE).exit_code == 0
    return migrated_url


@pytest.fixture
def compare(run, stored, file):
    """Compare a text; return what ran and the rows of its JSON. It must store nothing."""

    def compared(text, *options, name="other.csv", about=RACE):
        before = contents(stored)
        path = file(text, name)
        ran = run("compare", path, "--db", stored, *about, "--format", "json", *options)
        assert contents(stored) == before
        return ran, json.loads(ran.stdout)

    return compared


def test_the_file_that_was_loaded_is_equal(compare):
    ran, rows = compare(PROVISIONAL, name="prov.csv")

    assert (ran.exit_code, rows) == (0, [])
    assert "4 rows same; cars: 0 differ, 0 only in file, 0 only stored" in ran.stderr


@pytest.mark.sqlite_only
def test_a_file_that_was_replaced_since_differs(run, stored, file, compare):
    assert run("load", file(FINAL, "final.csv"), "--db", stored, *RACE).exit_code == 0

    ran, rows = compare(PROVISIONAL, name="prov.csv")

    assert ran.exit_code == 5
    assert {"8", "33", "99"} == {row["car"] for row in rows}


def test_differences_are_listed_cell_by_cell(compare):
    ran, rows = compare(FINAL)

    assert ran.exit_code == 5
    assert "1 row same; cars: 2 differ, 1 only in file, 1 only stored" in ran.stderr
    found = {
        (row["car"], row["what"], row["field"], row["stored"], row["file"])
        for row in rows
        if row["field"] not in ("class_win", "classified")
    }
    assert found == {
        ("8", "differs", "position", 2, None),
        ("8", "differs", "class_position", 1, None),
        ("8", "differs", "status", "finished", "disqualified"),
        ("8", "differs", "points", 18.0, None),
        ("33", "differs", "position", 3, 2),
        ("33", "differs", "class_position", 2, 1),
        ("33", "differs", "best_lap_us", 119900000, 119850000),
        ("33", "differs", "points", 15.0, 18.0),
        ("33", "differs", "driver", None, "Flo Hau"),
        ("99", "only in file", None, None, None),
        ("99", "only in file", "position", None, 3),
        ("99", "only in file", "status", None, "finished"),
        ("12", "only stored", None, None, None),
    }


def test_teams_cars_and_crews_are_compared(compare):
    text = PROVISIONAL.replace("Ann Berg,Porsche 963,Alpha", "Bo Dahl,Porsche 962,Beta")
    ran, rows = compare(text.replace("8,P2", "8,P1"))

    assert ran.exit_code == 5
    found = {(r["session"], r["car"], r["field"], r["stored"], r["file"]) for r in rows}
    event = "Summer Race 2024"
    assert found == {
        (event, "7", "team", "Alpha", "Beta"),
        (event, "7", "model", "Porsche 963", "Porsche 962"),
        (f"{event}, Race", "7", "driver", None, "Bo Dahl"),
        (f"{event}, Race", "7", "driver", "Ann Berg", None),
        (event, "8", "class", "P2", "P1"),
    }


@pytest.mark.sqlite_only
def test_a_car_known_only_by_its_maker_contradicts_nothing(compare):
    ran, rows = compare("Pos,No,Manufacturer,Drivers\n1,7,Porsche,Ann Berg\n")

    assert [row["what"] for row in rows] == ["only stored"] * 3
    assert ran.exit_code == 5


@pytest.mark.sqlite_only
def test_a_session_that_is_not_stored_is_only_in_the_file(compare):
    ran, rows = compare(PROVISIONAL, about=(*RACE[:-1], "Warm-up"))

    assert ran.exit_code == 5
    assert [(r["session"], r["what"], r["field"], r["file"]) for r in rows] == [
        ("Summer Race 2024, Warm-up", "only in file", "cars", 4)
    ]


@pytest.mark.sqlite_only
def test_sentences_and_tables(run, stored, file):
    path = file(FINAL, "final.csv")

    text = run("compare", path, "--db", stored, *RACE, "--format", "text").stdout
    table = run("compare", path, "--db", stored, *RACE).stdout
    session = run("compare", path, "--db", stored, *RACE[:-1], "Warm-up", "--format", "text").stdout

    assert "car 8: 2nd -> disqualified" in text
    assert "car 12: only stored" in text
    assert "car 99: only in file, 3rd" in text
    assert "1:59.900" in table
    assert "only stored" in table
    assert "4 cars only in file" in session


@pytest.mark.sqlite_only
def test_differences_go_into_a_file_of_the_format_of_its_name(run, stored, file, tmp_path):
    path, about = file(FINAL, "final.csv"), ("--db", stored, *RACE)

    for name, said in (
        ("diff.csv", ",8,,differs,position,2,"),
        ("diff.json", '"file":'),
        ("diff.txt", "car 8: 2nd -> disqualified"),
    ):
        more = ("--format", "text") if name.endswith("txt") else ()
        ran = run("compare", path, *about, *more, "-o", tmp_path / name)
        assert (ran.exit_code, ran.stdout) == (5, "")
        assert said in (tmp_path / name).read_text(encoding="utf-8")

    ran = run("compare", path, *about, "-o", tmp_path / "diff.parquet")
    assert ran.exit_code == 2
    assert "diff.parquet: changes cannot be written as parquet; use .csv or .json" in one_line(ran)


@pytest.mark.sqlite_only
def test_a_closed_register_refuses_names_also_here(run, stored, file):
    new = file(PROVISIONAL.replace("Ann Berg", "Zoe Quist"), "new.csv")

    ran = run("compare", new, "--db", stored, *RACE, "--on-unknown", "refuse")

    assert ran.exit_code == 1
    assert "driver 'Zoe Quist'" in one_line(ran)


@pytest.mark.sqlite_only
def test_a_bad_row_is_reported_in_one_line(run, stored, file):
    path = file(PROVISIONAL.replace("1:58.900", "1:58.900,x"), "bad.csv")

    ran = run("compare", path, "--db", stored, *RACE)

    assert ran.exit_code == 1
    assert f"{path}:3: 1 cell too many" in one_line(ran)


@pytest.mark.sqlite_only
def test_rejects_within_the_limit_count_as_a_difference(compare):
    ran, rows = compare(PROVISIONAL.replace("1:58.900", "1:58.900,x"), "--max-rejects", "1")

    assert ran.exit_code == 5
    assert [row["car"] for row in rows] == ["8"]
    assert "1 row rejected" in ran.stderr


@pytest.mark.sqlite_only
def test_an_unreadable_cell_erases_nothing_and_counts_as_a_difference(compare):
    ran, rows = compare(PROVISIONAL.replace("1:58.900", "1:5O.900"))

    assert (ran.exit_code, rows) == (5, [])
    assert "1 cell unreadable" in ran.stderr


def test_a_database_that_is_not_there_is_not_made(run, sqlite_url, file, tmp_path):
    ran = run("compare", file(PROVISIONAL, "prov.csv"), "--db", sqlite_url, *RACE)

    assert ran.exit_code == 2
    assert "is not there" in one_line(ran)
    assert not (tmp_path / "test.sqlite").exists()
