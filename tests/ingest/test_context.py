"""What files are about: what is missing, what an option overrules, what a manifest leaves out."""

import json
import shlex

import pytest

from racedb.cli.options import repeated
from tests.ingest.test_load import CONTEXT, RESULTS


@pytest.mark.sqlite_only
def test_the_command_of_the_message_works(run, base, sheet):
    path = sheet(RESULTS.split("\n", 1)[1], "my file.csv")
    columns = "position,car_number,drivers,car,team,laps,total,best_lap,points"
    words = ("load", path, "--db", base, "--columns", columns, "--round", "3")
    names = ("--series", "Club Cup", "--event", "Summer Race")

    ran = run(*words, *names)

    command = ran.stderr.partition("try: racedb ")[2].partition("   (or")[0]
    assert command == (
        f"load '{path}' --db {base} --columns {columns} --series 'Club Cup' --event 'Summer Race' "
        '--round 3 --season "<2025>" --session "<Race>"'
    )
    assert run(*shlex.split(command)).exit_code == 0


@pytest.mark.sqlite_only
def test_a_password_is_not_repeated():
    assert repeated(db="postgresql://me:secret@host/race", table="2") == ("--table", "2")


SESSIONS = (
    "Session,Pos,No,Driver,Laps,Best lap\n"
    "Qualifying,1,7,Ann Berg,,1:58.250\nQualifying,2,8,Bo Dahl,,1:58.900\n"
    "Race,1,8,Bo Dahl,10,1:59.100\nRace,2,7,Ann Berg,10,1:59.200\n"
)


@pytest.mark.sqlite_only
def test_one_session_of_a_column_with_several_is_taken(load, ask, sheet):
    (report,) = load(sheet(SESSIONS), *CONTEXT, "--session", "R")

    assert (report["read"], report["findings"]) == (2, [])
    assert ask("SELECT session, car_number FROM classification WHERE position = 1") == [
        {"session": "R", "car_number": "8"}
    ]


@pytest.mark.sqlite_only
def test_a_session_that_a_column_does_not_have_is_refused(run, base, sheet):
    path = sheet(SESSIONS)
    ran = run("load", "--db", base, path, *CONTEXT, "--session", "Warm-up")

    assert ran.exit_code == 2
    said = "has the sessions Qualifying, Race; --session 'Warm-up' is not one of them"
    assert f"{path}: {said}" in ran.stderr


@pytest.mark.sqlite_only
def test_a_column_that_an_option_overrules_is_named(load, sheet):
    text = "Event,Session,Pos,No,Driver,Laps\nHill Race,Heat,1,7,Ann Berg,10\n"
    (one,) = load(sheet(text), *CONTEXT, "--session", "Race")
    both = text + "".join(f"Race {n},Heat,{n},{n},Driver {n},9\n" for n in range(2, 8))
    (several,) = load(sheet(both, "several.csv"), *CONTEXT, "--session", "Race", exit_code=5)

    assert [it["message"] for it in one["findings"] if it["code"] == "overruled"] == [
        "event 'Summer Race' is given; a column of the file says 'Hill Race'",
        "session 'Race' is given; a column of the file says 'Heat'",
    ]
    assert several["findings"][0]["message"].endswith(
        "says 'Hill Race', 'Race 2', 'Race 3', 'Race 4', 'Race 5' ..."
    )


@pytest.mark.sqlite_only
def test_files_that_a_manifest_does_not_name_are_listed(run, base, sheet, tmp_path):
    context = 'series = "Club Cup"\nseason = "2024"\nevent = "Summer Race"\nsession = "Race"\n'
    sheet(RESULTS)
    forgotten, prose = sheet(RESULTS, "q.csv"), sheet("Who won?\nAnn did.\n", "README.txt")
    sheet('name = "x"\n', "recipe.toml"), sheet("Pos,No\n1,7\n", ".hidden.csv")
    manifest = f'[[load]]\npath = "race.csv"\n{context}[[load]]\npath = "r*-late.csv"\n'
    sheet(manifest, "manifest.toml")

    ran = run("load", tmp_path, "--db", base, "--format", "json")
    sheet(f'{manifest}[[load]]\npath = "q*.csv"\nskip = true\n', "manifest.toml")
    again = run("load", tmp_path, "--db", base)

    assert (ran.exit_code, again.exit_code) == (5, 0), again.stderr
    assert json.loads(ran.stdout)["unnamed"] == [forgotten]
    assert f"{forgotten}: is not in the manifest of its folder\n" in ran.stderr
    assert prose not in ran.stderr
    assert "is not in the manifest" not in again.stderr


@pytest.mark.sqlite_only
def test_a_pattern_may_wait_for_its_files(run, base, sheet, tmp_path):
    sheet('[[load]]\npath = "r*.csv"\n', "manifest.toml")
    ran = run("load", tmp_path, "--db", base)
    assert (ran.exit_code, ran.stderr) == (0, "no file of the manifest is there yet\n")


@pytest.mark.sqlite_only
def test_a_column_of_sessions_names_events_where_the_session_is_given(load, ask, sheet):
    text = (
        "Session,Pos,No,Driver,Laps\nGP Alfa,1,7,Ann Berg,10\nGP Alfa,2,8,Bo Dahl,10\n"
        "GP Beta,1,8,Bo Dahl,10\nGP Beta,2,7,Ann Berg,9\n"
    )
    (report,) = load(sheet(text), *CONTEXT[:4], "--session", "Race")

    assert [it["message"] for it in report["findings"] if it["code"] == "events"] == [
        "session 'Race' is given, so 'GP Alfa' and the others beside it are events"
    ]
    assert ask("SELECT event, session, car_number FROM classification WHERE position = 1") == [
        {"event": "GP Alfa", "session": "Race", "car_number": "7"},
        {"event": "GP Beta", "session": "Race", "car_number": "8"},
    ]
