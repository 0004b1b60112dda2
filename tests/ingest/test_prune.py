"""What a new file of a session no longer has: told by every load, taken away by `--prune`."""

import json

import pytest

from tests.ingest.versions import FINAL, LAPS, PROVISIONAL, ask
from tests.refusals import CONTEXT, RACE, contents

CARS = "SELECT car_number, position, status, laps FROM classification ORDER BY car_number"


@pytest.fixture
def load(run, migrated_url, file):
    """Load a text as a file of its own; give its report and what was said."""

    def loaded(text, name, *options, about=RACE):
        path = file(text, name)
        ran = run("load", path, "--db", migrated_url, *about, "--format", "json", *options)
        assert ran.exit_code == 0, ran.stderr
        return json.loads(ran.stdout)["files"][0], ran.stderr

    return loaded


@pytest.mark.sqlite_only
def test_without_prune_it_is_only_told(provisional, load, migrated_url):
    report, said = load(FINAL, "final.csv")

    assert [(one["car"], one["what"]) for one in report["gone"]] == [("12", "gone")]
    assert not report["pruned"]
    assert "stored, but not in this file: 1 car (12); --prune removes them" in said
    assert len(ask(migrated_url, CARS)) == 5


def test_prune_takes_the_result_and_the_entry_that_nobody_needs(provisional, load, migrated_url):
    report, said = load(FINAL, "final.csv", "--prune")

    assert report["pruned"]
    assert "car 12: gone, was 4th" in said
    assert "--prune" not in said
    assert [row[0] for row in ask(migrated_url, CARS)] == ["33", "7", "8", "99"]
    assert ask(migrated_url, "SELECT COUNT(*) FROM entries") == [(4,)]
    # The driver stays: he is known, whether he raced or not.
    assert ask(migrated_url, "SELECT COUNT(*) FROM drivers WHERE name = 'Ed Gil'") == [(1,)]


@pytest.mark.sqlite_only
def test_a_dry_run_tells_and_takes_nothing(provisional, load, migrated_url):
    before = contents(migrated_url)

    report, said = load(FINAL, "final.csv", "--prune", "--dry-run")

    changed = {(c["car"], c["field"], c["old"], c["new"]) for c in report["changes"]}
    assert ("8", "position", 2, None) in changed
    assert ("33", "best_lap_us", 119900000, 119850000) in changed
    assert {(c["car"], c["what"]) for c in report["changes"] if c["field"] is None} == {
        ("99", "new"),
        ("12", "gone"),
    }
    assert "car 8: 2nd -> disqualified" in said
    assert contents(migrated_url) == before


def test_an_entry_that_another_session_needs_stays(load, migrated_url):
    load(PROVISIONAL, "q.csv", about=(*CONTEXT, "--session", "Sprint"))
    load(PROVISIONAL, "prov.csv")

    load(FINAL, "final.csv", "--prune")

    cars = "SELECT session, car_number FROM classification WHERE car_number = '12'"
    assert ask(migrated_url, cars) == [("Sprint", "12")]
    assert ask(migrated_url, "SELECT COUNT(*) FROM entries") == [(5,)]


def test_a_car_with_laps_keeps_what_the_laps_tell(provisional, load, migrated_url):
    load(LAPS, "laps.csv")

    load(FINAL, "final.csv", "--prune")

    assert ("12", None, "unknown", 2) in ask(migrated_url, CARS)
    assert ask(migrated_url, "SELECT COUNT(*) FROM laps") == [(4,)]


@pytest.mark.sqlite_only
def test_laps_tell_the_same_whether_the_result_was_pruned_or_never_there(load, migrated_url):
    load(LAPS, "laps.csv")
    derived = "SELECT laps, total_us, best_lap_us, import_id, line FROM classification WHERE car_number = '12'"
    told = ask(migrated_url, derived)
    load(PROVISIONAL, "prov.csv")
    assert ask(migrated_url, derived) != told

    load(FINAL, "final.csv", "--prune")

    assert ask(migrated_url, derived) == told


@pytest.mark.sqlite_only
def test_what_only_laps_tell_is_never_gone(load, migrated_url):
    load(LAPS, "laps.csv")

    report, _ = load("Pos,No,Driver\n1,7,Ann Berg\n", "short.csv", "--prune")

    assert report["gone"] == []
    assert [row[0] for row in ask(migrated_url, CARS)] == ["12", "7"]


@pytest.mark.sqlite_only
def test_a_file_of_laps_takes_no_results(provisional, load, migrated_url):
    report, _ = load(LAPS, "laps.csv", "--prune")

    assert report["gone"] == []
    assert len(ask(migrated_url, CARS)) == 4


def test_a_car_with_stops_alone_keeps_its_result(provisional, load, migrated_url):
    load(
        "No,Stop,Lap,Time in pit\n12,1,4,35.000\n",
        "stops.csv",
        "--columns",
        "car_number,stop,lap_number,lane",
    )

    load(FINAL, "final.csv", "--prune")

    assert [row for row in ask(migrated_url, CARS) if row[0] == "12"] == [
        ("12", None, "unknown", None)
    ]


def test_shared_drives_of_a_car_that_is_gone_go(load, migrated_url, run):
    rows = (
        "Pos,No,Driver,Team,Laps\n5,7,Ann Berg,Alpha,10\n5,7,Bo Dahl,Alpha,10\n6,8,Cy Ek,Beta,9\n"
    )
    load(rows, "prov.csv")
    before = contents(migrated_url)
    assert before["drives"]

    load("Pos,No,Driver,Team,Laps\n5,8,Cy Ek,Beta,9\n", "final.csv", "--prune")

    assert len(contents(migrated_url)["drives"]) == len(before["drives"]) - 2
    assert run("imports", "undo", 2, "--db", migrated_url).exit_code == 0
    assert contents(migrated_url) == before


def test_undo_brings_back_what_was_pruned(provisional, load, migrated_url, run):
    load(LAPS, "laps.csv")
    before = contents(migrated_url)
    load(FINAL, "final.csv", "--prune")

    assert run("imports", "undo", 3, "--db", migrated_url).exit_code == 0

    assert contents(migrated_url) == before


@pytest.mark.sqlite_only
def test_many_cars_that_are_gone_are_counted(load):
    load("Pos,No\n" + "".join(f"{n},{n}\n" for n in range(1, 21)), "a.csv")

    _, said = load("Pos,No\n1,1\n", "b.csv")

    assert "stored, but not in this file: 19 cars (2, 3, " in said
    assert "...); --prune removes them" in said
