"""`racedb list`, `find` and `schema`."""

import json

import pytest

from racedb.errors import UsageError
from racedb.models import SCHEMA, catalog
from racedb.models.views import VIEWS

pytestmark = pytest.mark.sqlite_only


def test_without_a_kind_all_are_counted(run, seeded_url) -> None:
    ran = run("list", "--db", seeded_url, "--format", "csv")

    assert ran.exit_code == 0
    assert ran.stdout.startswith("kind,rows\nseries,1\nseasons,1\nevents,1\nsessions,1\n")


def test_a_kind_is_listed_with_filters(run, seeded_url) -> None:
    ran = run("list", "teams", "spa", "--db", seeded_url, "--format", "json")

    teams = [row["team"] for row in json.loads(ran.stdout)]
    assert "Vitaphone Racing Team DHL" in teams
    assert teams == sorted(teams)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("list", "driverss"), "there is no list of 'driverss'; did you mean 'drivers'?"),
        (("list", "events", "colour=red"), "query list-events has no parameter 'colour'; known"),
        (("imports", "show", "9"), "there is no import 9; 'racedb imports list' shows all"),
        (("find", "pedrolamy"), "nothing is named 'pedrolamy'; similar: driver pedro-lamy"),
    ],
)
def test_what_is_not_there_is_an_error(words, message, run, seeded_url) -> None:
    ran = run(*words, "--db", seeded_url)

    assert ran.exit_code == 2
    assert ran.stderr.startswith(f"racedb: {message}")


def test_a_name_is_found(run, seeded_url) -> None:
    ran = run("find", "lamy", "--db", seeded_url, "--format", "csv")

    assert ran.stdout == "kind,name,slug\ndriver,Pedro Lamy,pedro-lamy\n"


def test_all_tables_and_views_have_a_meaning(run) -> None:
    rows = json.loads(run("schema", "--format", "json").stdout)

    assert [row["name"] for row in rows] == [*(it.name for it in VIEWS), *sorted(SCHEMA.tables)]
    assert all(row["meaning"] for row in rows)
    assert rows[0]["kind"] == "view"
    assert rows[-1]["kind"] == "table"


def test_a_column_has_a_type_a_unit_and_a_meaning(run) -> None:
    rows = {
        row["column"]: row for row in json.loads(run("schema", "laps", "--format", "json").stdout)
    }

    assert rows["lap_us"]["unit"] == "microseconds"
    assert rows["session_id"]["meaning"].endswith("→ results")
    assert rows["session_id"]["null"] is None
    assert rows["pit_in"]["unit"] is None


def test_a_view_has_its_columns(run) -> None:
    rows = json.loads(run("schema", "lap_times", "--format", "json").stdout)

    assert rows[0] == {
        "column": "series", "type": None, "null": None, "unit": None,
        "meaning": "name of the championship; of several the first by id",
    }  # fmt: skip


def test_an_unknown_table_is_corrected() -> None:
    with pytest.raises(UsageError, match="no table or view is named 'lap'; did you mean 'laps'"):
        catalog.columns("lap")
