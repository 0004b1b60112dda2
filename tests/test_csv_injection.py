"""A file for a spreadsheet runs nothing there, and its values are unchanged when it is loaded."""

import csv
import io

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from racedb.csv_injection import FORMULA, escape_formula, unescape_formula
from tests.refusals import RACE

TEAMS = ["=1+1", "-Sport", "@work", "+1 Lap Racing", "L'Équipe", "'neuf'"]
FILE = "Pos\tNo\tDriver\tTeam\n" + "".join(
    f"{n}\t{n}\tDriver {n}\t{team}\n" for n, team in enumerate(TEAMS, 1)
)
QUESTION = (
    'SELECT r.position AS "Pos", en.car_number AS "No", d.name AS "Driver", t.name AS "Team" '
    "FROM results r JOIN entries en ON en.id = r.entry_id JOIN teams t ON t.id = en.team_id "
    "JOIN entry_drivers s ON s.entry_id = en.id JOIN drivers d ON d.id = s.driver_id "
    "ORDER BY r.position"
)
_texts = st.text(st.sampled_from("'=+-@\t\r\0 0129.:,aé"), max_size=8) | st.text()


@given(_texts)
@example("\x1f=")  # a blank for Python, none for polars
def test_whatever_gets_an_apostrophe_loses_it_again(text):
    back = pl.select(unescape_formula(pl.lit(escape_formula(text), pl.String))).item()
    assert (
        back == text.strip() or back == pl.select(pl.lit(text, pl.String).str.strip_chars()).item()
    )


@given(_texts)
def test_nothing_that_a_spreadsheet_would_run_is_left(text):
    written = escape_formula(text)
    assert (
        not FORMULA.match(written)
        or written.lstrip("+-").replace(":", "").replace(",", "").replace(".", "").isdecimal()
    )


@pytest.fixture
def held(run, migrated_url, file):
    """Create a database of teams with hostile names."""
    ran = run("load", file(FILE, "race.tsv"), "--db", migrated_url, *RACE)
    assert ran.exit_code == 0, ran.stderr
    return migrated_url


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_for_a_spreadsheet_loads_as_what_it_was(run, held, file, tmp_path):
    exported = run("sql", "--as-owner", QUESTION, "--format", "csv", "--db", held).stdout
    other = str(tmp_path / "other.sqlite")
    loaded = run("load", file(exported, "again.csv"), "--db", other, *RACE)

    assert loaded.exit_code == 0, loaded.stderr
    assert [row["Team"] for row in rows(exported)][:4] == [f"'{team}" for team in TEAMS[:4]]
    again = run("sql", "--as-owner", QUESTION, "--format", "csv", "--raw", "--db", other).stdout
    assert [row["Team"] for row in rows(again)] == TEAMS
    assert (
        again == run("sql", "--as-owner", QUESTION, "--format", "csv", "--raw", "--db", held).stdout
    )


@pytest.mark.parametrize("format_", ["csv", "tsv"])
@pytest.mark.sqlite_only
def test_raw_leaves_texts_as_they_are(run, held, tmp_path, format_):
    path = tmp_path / f"out.{format_}"
    asked = ("query", "classification", "event=2024-summer-race", "-o", path, "--db", held)
    exported = ("export", path, "event=2024-summer-race", "--query", "classification", "--db", held)
    texts = []
    for command in ((*asked, "--raw"), (*exported, "--raw"), asked, exported):
        ran = run(*command)
        assert ran.exit_code == 0, ran.stderr
        texts.append(path.read_text(encoding="utf-8"))

    assert texts[0] == texts[1]
    assert texts[2] == texts[3]
    for team in TEAMS[:4]:
        assert f"'{team}" in texts[2]
        assert team in texts[0]
        assert f"'{team}" not in texts[0]


def test_raw_is_for_whole_databases_too(run, held, tmp_path):
    for name, words in (("safe", ()), ("raw", ("--raw",))):
        ran = run("export", tmp_path / name, "--format", "csv", "--db", held, *words)
        assert ran.exit_code == 0, ran.stderr

    safe, raw = (
        [row["name"] for row in rows((tmp_path / name / "tables" / "teams.csv").read_text("utf-8"))]
        for name in ("safe", "raw")
    )
    assert sorted(raw) == sorted(TEAMS)
    assert [escape_formula(team) for team in raw] == safe
