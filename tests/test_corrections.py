"""Corrections on both databases: made, applied after every load, removed, refused."""

import getpass
import json

import pytest

from tests.checks.race import RACE, laps, planted, results
from tests.refusals import change, contents, one_line

EVENT = ("--event", "2024-summer-race")
RESULT = ("results", *EVENT, "--session", "R", "--reason", "stewards")
LAP = ("laps", *EVENT, "--session", "Race", "--reason", "stewards")
ENTRY = ("entries", *EVENT, "--reason", "entry list, page 2")


@pytest.fixture
def load(run, migrated_url, file):
    """Load a text; return the report."""

    def loaded(text, name="race.csv", *options):
        words = ("--db", migrated_url, "--format", "json", *RACE, *options)
        ran = run("load", file(text, name), *words)
        assert ran.exit_code in (0, 5), ran.stderr
        (report,) = json.loads(ran.stdout)["files"]
        return report

    return loaded


@pytest.fixture
def loaded(once, load, migrated_url):
    """Return a database with laps and results of a race."""
    once(lambda: [load(laps(), "laps.csv"), load(results())])
    return migrated_url


@pytest.fixture
def correct(run, migrated_url):
    """Correct something; return what ran."""

    def corrected(*args, exit_code=0):
        ran = run("correct", *args, "--db", migrated_url)
        assert ran.exit_code == exit_code, ran.stderr
        return ran

    return corrected


@pytest.fixture
def ask(run, migrated_url):
    """Return the one row of a query."""

    def row(text):
        ran = run("sql", "--db", migrated_url, "--as-owner", "--format", "json", text)
        assert ran.exit_code == 0, ran.stderr
        (found,) = json.loads(ran.stdout)
        return found

    return row


@pytest.fixture
def listed(run, migrated_url):
    """Return the corrections as rows."""

    def rows():
        ran = run("corrections", "list", "--db", migrated_url, "--format", "json")
        return json.loads(ran.stdout)

    return rows


def car(number, columns):
    return f"SELECT {columns} FROM classification WHERE car_number = '{number}'"


def test_a_correction_is_made_at_once_and_kept_with_its_reason(loaded, correct, ask, listed):
    ran = correct(*RESULT, "--car", "8", "best_lap_us=1:59.5", "--by", "Ann")

    assert ran.stderr == (
        "correction 1: 2024-summer-race, R, car 8: best_lap_us = 1:59.500 "
        "(the file says 2:01.000)\n"
    )
    assert ask(car(8, "best_lap_us")) == {"best_lap_us": 119_500_000}
    (one,) = listed()
    assert one.pop("made_at").endswith("+00:00")
    assert one == {
        "id": 1, "table": "results", "where": "2024-summer-race, R, car 8",
        "column": "best_lap_us", "file_says": "2:01.000", "is": "1:59.500",
        "reason": "stewards", "author": "Ann",
    }  # fmt: skip
    revised = "SELECT import_id FROM revisions WHERE table_name = 'results' AND import_id > 1"
    found = ask(f"SELECT max(import_id) AS last, count(*) AS n FROM ({revised}) AS revised")
    assert found == {"last": 2, "n": 5}  # four rows that laps alone had told of, and this one


@pytest.mark.sqlite_only
def test_the_author_is_the_user_unless_named(loaded, correct, listed):
    correct(*RESULT, "--car", "8", "points=4.5")

    assert listed()[0]["author"] == getpass.getuser()


def test_a_correction_survives_a_corrected_file_and_follows_it(loaded, correct, load, ask, listed):
    correct(*RESULT, "--car", "8", "points=12", "laps=4")

    report = load(planted(results(), 3, ("Laps", "6")))

    assert ask(car(8, "laps")) == {"laps": 4}
    points, laps_ = report["corrections"]
    where = "applied: 2024-summer-race, R, car 8"
    assert points == f"correction 1 {where}: points = 12.0 (the file says nothing); stewards"
    assert laps_ == f"correction 2 {where}: laps = 4 (the file says 6); stewards"
    assert [row["file_says"] for row in listed()] == [None, "6"]
    assert ask(
        "SELECT count(*) AS n, max(import_id) AS last FROM revisions "
        "WHERE table_name = 'results' AND import_id = 3"
    ) == {"n": 2, "last": 3}


@pytest.mark.sqlite_only
def test_the_report_for_people_names_the_first_corrections(
    loaded, correct, run, migrated_url, file, load
):
    for number in (7, 8, 9, 10):
        correct(*RESULT, "--car", number, "points=1", "grid_position=3", "grid_note=pits")

    ran = run("load", file(results().replace("GT1", "gt1")), "--db", migrated_url, *RACE)

    assert "  correction 1 applied: 2024-summer-race, R, car 7: points = 1.0" in ran.stderr
    assert "... and 2 corrections more" in ran.stderr


@pytest.mark.sqlite_only
def test_a_load_of_another_session_does_not_report_it(loaded, correct, load):
    correct(*RESULT, "--car", "8", "points=12")

    report = load(results().replace("GT1", "gt1"), "sprint.csv", "--session", "Sprint")

    assert report["corrections"] == []


def test_removing_puts_back_what_the_file_says_now(loaded, correct, load, run, ask, listed):
    correct(*RESULT, "--car", "8", "laps=4")
    load(planted(results(), 3, ("Laps", "6")))

    ran = run("corrections", "remove", "1", "--db", loaded)

    assert ran.stderr == "correction 1 removed: 2024-summer-race, R, car 8: laps = 6 again\n"
    assert ask(car(8, "laps")) == {"laps": 6}
    assert listed() == []


@pytest.mark.sqlite_only
def test_removing_puts_nothing_back_where_the_file_says_nothing(loaded, correct, run, ask):
    correct(*RESULT, "--car", "8", "points=4")

    ran = run("corrections", "remove", "1", "--db", loaded)

    assert "points = nothing again" in ran.stderr
    assert ask(car(8, "points")) == {"points": None}


def test_correcting_and_removing_leaves_the_facts_as_they_were(loaded, correct, run):
    before = contents(loaded)
    correct(*RESULT, "--car", "8", "status=DSQ", "position=", "classified=no")
    assert contents(loaded)["results"] != before["results"]

    for number in (1, 2, 3):
        run("corrections", "remove", number, "--db", loaded)

    after = contents(loaded)
    assert after | {"revisions": before["revisions"]} == before


@pytest.mark.sqlite_only
def test_a_second_correction_of_a_value_replaces_the_first(loaded, correct, run, ask, listed):
    correct(*RESULT, "--car", "8", "laps=4")
    correct(*RESULT, "--car", "8", "laps=3")

    (one,) = listed()
    assert (one["file_says"], one["is"]) == ("5", "3")
    run("corrections", "remove", "1", "--db", loaded)
    assert ask(car(8, "laps")) == {"laps": 5}


@pytest.mark.parametrize(
    ("given", "column", "value"),
    [
        ("lap_us=1:23.456", "lap_us", 83_456_000),
        ("s1_us=", "s1_us", None),
        ("pit_in=yes", "pit_in", True),
        ("pit_out=no", "pit_out", False),
        ("flag=Safety Car", "flag", "sc"),
        ("top_kph=312,5", "top_kph", 312.5),
        ("position=3", "position", 3),
        ("deleted_reason=track limits", "deleted_reason", "track limits"),
        ("driver=driver d", "driver", "Driver D"),
    ],
)
@pytest.mark.sqlite_only
def test_values_of_laps_are_read_by_the_parser_of_their_column(
    loaded, correct, load, ask, given, column, value
):
    correct(*LAP, "--car", "8", "--lap", "3", given)
    lap = f"SELECT {column} FROM lap_times WHERE car_number = '8' AND lap_number = 3"
    assert ask(lap) == {column: value}

    load(laps().replace("GT1", "gt1"), "laps.csv")

    assert ask(lap) == {column: value}


@pytest.mark.parametrize(
    ("given", "column", "value"),
    [
        ("status=DSQ", "status", "disqualified"),
        ("status=not_started", "status", "not_started"),
        ("status=unknown", "status", "unknown"),
        ("best_lap_driver=driver-c", "best_lap_driver_id", 3),
        ("best_lap_driver_id=driver-c", "best_lap_driver_id", 3),
    ],
)
@pytest.mark.sqlite_only
def test_values_of_results_are_read_by_the_parser_of_their_column(
    loaded, correct, ask, given, column, value
):
    correct(*RESULT, "--car", "8", given)

    assert ask(
        f"SELECT r.{column} FROM results AS r JOIN entries AS e ON e.id = r.entry_id "
        "WHERE e.car_number = '8'"
    ) == {column: value}


def test_entries_are_corrected_by_names(loaded, correct, load, ask, listed):
    correct(*ENTRY, "--car", "8", "team=team 3", "class=GT2", "entrant_name=Ann Berg")
    asked = car(8, "team, class, entrant")
    right = {"team": "Team 3", "class": "GT2", "entrant": "Ann Berg"}
    assert ask(asked) == right
    assert [row["file_says"] for row in listed()] == ["Team 1", "GT1", None]

    report = load(results().replace("Finished", "finished"))

    assert ask(asked) == right
    assert len(report["corrections"]) == 3
    assert report["corrections"][1].startswith(
        "correction 2 applied: 2024-summer-race, car 8: class"
    )


def test_the_maker_of_the_tyres_is_corrected_by_name(correct, load, ask, migrated_url):
    load("Pos,No,Driver,Tyres\n1,7,Ann Berg,Michelin\n2,8,Bo Dahl,Avon\n")

    ran = correct(*ENTRY, "--car", "8", "tyre_manufacturer=michelin")

    assert "car 8: tyre_manufacturer_id = Michelin (the file says Avon)" in ran.stderr
    assert ask(
        "SELECT m.name FROM entries AS e JOIN manufacturers AS m ON m.id = e.tyre_manufacturer_id "
        "WHERE e.car_number = '8'"
    ) == {"name": "Michelin"}


@pytest.mark.sqlite_only
def test_an_entry_of_a_list_is_corrected_too(run, correct, migrated_url, file, ask):
    text = "No,Drivers,Team\n7,A Bee,Alpha\n8,C Dee,Beta\n"
    ran = run("load", file(text), "--db", migrated_url, *RACE)
    assert ran.exit_code == 0, ran.stderr

    correct(*ENTRY, "--car", "8", "team=Alpha")

    revised = "SELECT import_id FROM revisions WHERE table_name = 'entries' AND old IS NOT NULL"
    assert ask(revised) == {"import_id": 1}


@pytest.mark.sqlite_only
def test_a_car_without_a_number_is_found_by_its_driver(run, correct, migrated_url, load, ask):
    text = "Pos,Driver,Team,Laps\n1,Ann Berg,Alpha,10\n2,Bo Dahl,Beta,9\n"
    load(text)

    ran = correct(*RESULT, "--driver", "bo dahl", "laps=8")
    assert "2024-summer-race, R, the car of bo-dahl: laps = 8" in ran.stderr

    load(text.replace("Beta", "beta"))
    assert ask("SELECT laps FROM classification WHERE drivers = 'Bo Dahl'") == {"laps": 8}


def test_of_cars_with_one_number_the_variant_decides(correct, load, ask, migrated_url):
    load("Pos,No,Driver,Team,Laps\n5,16,Ann Berg,Alpha,90\n6,16,Bo Dahl,Beta,89\n")

    ran = correct(*RESULT, "--car", "16", "laps=8", exit_code=2)
    assert one_line(ran) == (
        "2024-summer-race: car 16 is entered 2 times; add --variant, one of 1, 2"
    )
    ran = correct(*RESULT, "--car", "16", "--variant", "2", "laps=8")
    assert "car 16, variant 2: laps = 8" in ran.stderr
    assert ask("SELECT laps FROM classification WHERE drivers = 'Bo Dahl'") == {"laps": 8}


def test_a_correction_outlives_its_row(correct, load, run, listed, migrated_url):
    load(results())
    correct(*RESULT, "--car", "10", "laps=4")
    change(migrated_url, "DELETE FROM drives")
    change(migrated_url, "DELETE FROM results WHERE row_order = 4")

    assert load(results().replace("GT1", "gt1").rsplit("4,2,10", 1)[0])["corrections"] == []
    report = load(results().replace("GT1", "Gt1"))
    assert "car 10: laps = 4 (the file says 5)" in report["corrections"][0]

    change(migrated_url, "DELETE FROM drives")
    change(migrated_url, "DELETE FROM results WHERE row_order = 4")
    assert run("corrections", "remove", "1", "--db", migrated_url).exit_code == 0
    assert listed() == []


def test_a_correction_to_an_unknown_name_stops_no_load(loaded, correct, load, migrated_url):
    correct(*LAP, "--car", "8", "--lap", "3", "driver=driver-d")
    change(migrated_url, "UPDATE corrections SET new_value = 'nobody'")

    report = load(laps().replace("GT1", "gt1"), "laps.csv")

    (said,) = report["corrections"]
    assert said.startswith(
        "correction 1 cannot be applied: 2024-summer-race, R, car 8, lap 3: driver"
    )
    assert "no driver is named 'nobody'" in said


REFUSED = (
    (("--car", "8", "posit=1"), 2,
     "results has no column 'posit'; did you mean 'position'?"),
    (("--car", "8", "position=x"), 2, "position: 'x' is not a position from 1"),
    (("--car", "8", "best_lap_us=1:2x"), 2,
     "best_lap_us: '1:2x' is not a time like 1:23.456"),
    (("--car", "8", "classified=maybe"), 2, "classified: 'maybe' is not yes or no"),
    (("--car", "8", "points=many"), 2, "points: 'many' is not a number"),
    (("--car", "8", "status=flown"), 2,
     "status: 'flown' is not an outcome such as finished, retired or disqualified"),
    (("--car", "8", "status="), 2, "status must have a value"),
    (("--car", "8", "laps=4", "best_lap_number=0"), 2, "best_lap_number: 0 is not allowed: "),
    (("--car", "8", "import_id=3"), 2,
     "import_id cannot be corrected: it identifies the row, or where it came from"),
    (("--car", "8", "best_lap_driver=Driver Q"), 2,
     "no driver is named 'Driver Q'; did you mean 'Driver "),
    (("--car", "8", "best_lap_driver=Zoe"), 2,
     "no driver is named 'Zoe'; it must be loaded first"),
    (("--car", "007", "laps=4"), 2, "2024-summer-race: car 007 is not entered"),
    (("--driver", "Zoe", "laps=4"), 2, "no driver is named 'Zoe'; it must be loaded first"),
    (("laps=4",), 2, "use either --car or --driver"),
    (("--car", "8", "--driver", "driver-b", "laps=4"), 2, "use either --car or --driver"),
    (("--car", "8", "--lap", "4", "laps=4"), 2, "results take no --lap"),
    (("--car", "8", "--reason", " ", "laps=4"), 2, "--reason must state why"),
    (("--car", "8", "--event", "Monza", "laps=4"), 2,
     "no event is named 'Monza'; known are 2024-summer-race"),
    (("--car", "8", "--session", "FP1", "laps=4"), 2,
     "2024-summer-race: no session is named 'FP1'; known are R"),
)  # fmt: skip
REFUSED_ELSEWHERE = (
    ((*LAP, "--car", "8", "--lap", "9", "lap_us=1:00.0"), 2,
     "2024-summer-race, R, car 8: there is no row for lap 9 in laps"),
    ((*LAP, "--car", "8", "lap_us=1:00.0"), 2, "laps need --lap"),
    ((*LAP, "--car", "8", "--lap", "3", "flag=pink"), 2,
     "flag: 'pink' is not a flag: green, yellow, fcy, sc, vsc, code60, red, chequered"),
    ((*LAP, "--car", "8", "--lap", "3", "running_position=1"), 2,
     "running_position cannot be corrected: it is computed from other facts"),
    ((*ENTRY, "--car", "8", "crew_names=Zoe"), 2,
     "crew_names cannot be corrected: it is computed from other facts"),
    ((*ENTRY, "--car", "8", "--session", "R", "team=Team 3"), 2, "entries take no --session"),
    ((*ENTRY, "--car", "8", "class=GT9"), 2, "no class is named 'GT9'; did you mean 'GT"),
    ((*ENTRY, "--car", "8", "car_number=9"), 2, "car_number cannot be corrected: "),
    (("results", *EVENT, "--reason", "x", "--car", "8", "laps=4"), 2,
     "results need --session"),
)  # fmt: skip


@pytest.mark.sqlite_only
def test_what_cannot_be_corrected_is_refused_and_nothing_changes(loaded, correct):
    before = contents(loaded)
    cases = [((*RESULT, *words), *rest) for words, *rest in REFUSED]

    for words, exit_code, message in [*cases, *REFUSED_ELSEWHERE]:
        ran = correct(*words, exit_code=exit_code)

        assert one_line(ran).startswith(message), words
        assert contents(loaded) == before, words


def test_a_number_that_the_database_has_no_room_for(run, postgres_url, file):
    run("db", "upgrade", "--db", postgres_url)
    run("load", file(results()), "--db", postgres_url, *RACE)

    ran = run("correct", *RESULT, "--car", "8", "laps=99999999999", "--db", postgres_url)

    assert ran.exit_code == 2
    assert one_line(ran) == "laps: 99999999999 is not allowed: integer out of range"


@pytest.mark.sqlite_only
def test_a_class_of_a_series_without_classes(correct, load):
    load("Pos,No,Driver,Team,Laps\n5,16,Ann Berg,Alpha,90\n")

    ran = correct(*ENTRY, "--car", "16", "class=GT1", exit_code=2)

    assert one_line(ran) == "no class is named 'GT1'; its series has no classes"


@pytest.mark.sqlite_only
def test_several_events_of_one_name_need_the_slug(loaded, correct, load):
    load(results(), "next.csv", "--season", "2025")

    ran = correct(
        "results", "--event", "Summer Race", "--session", "R", "--reason", "x", "--car", "8",
        "laps=4", exit_code=2,
    )  # fmt: skip

    assert one_line(ran) == (
        "2 events are named 'Summer Race'; use a slug, one of 2024-summer-race, "
        "2025-summer-race ..."
    )


@pytest.mark.sqlite_only
def test_a_name_of_several_drivers_needs_the_slug(loaded, correct, migrated_url):
    change(migrated_url, "UPDATE aliases SET key = 'a bee' WHERE kind = 'driver' AND target_id < 3")

    ran = correct(*RESULT, "--car", "8", "best_lap_driver=A Bee", exit_code=2)

    assert one_line(ran) == (
        "several drivers are named 'A Bee'; use a slug, one of driver-a, driver-b"
    )


@pytest.mark.sqlite_only
def test_an_empty_database_has_no_event(correct, migrated_url):
    ran = correct(*RESULT, "--car", "8", "laps=4", exit_code=2)

    assert one_line(ran) == "no event is named '2024-summer-race'; there are no events yet"


@pytest.mark.sqlite_only
def test_a_long_list_of_events_is_not_printed(loaded, correct, load):
    for year in range(2000, 2016):
        load(results(), f"{year}.csv", "--season", year)

    ran = correct(*RESULT, "--event", "Monza", "--car", "8", "laps=4", exit_code=2)

    assert one_line(ran) == "no event is named 'Monza'; 'racedb list events' lists them"


@pytest.mark.sqlite_only
def test_an_unknown_correction_cannot_be_removed(loaded, run, correct):
    ran = run("corrections", "remove", "4", "--db", loaded)
    assert (ran.exit_code, one_line(ran)) == (2, "there is no correction 4; none has been made")
    correct(*RESULT, "--car", "8", "laps=4")

    ran = run("corrections", "remove", "4", "--db", loaded)

    assert one_line(ran) == "there is no correction 4; known are 1"


@pytest.mark.sqlite_only
def test_a_dry_run_shows_the_corrections_and_keeps_nothing(loaded, correct, load):
    correct(*RESULT, "--car", "8", "laps=4")
    before = contents(loaded)

    report = load(planted(results(), 3, ("Laps", "6")), "race.csv", "--dry-run")

    assert "laps = 4 (the file says 6)" in report["corrections"][0]
    assert contents(loaded) == before


def test_corrections_of_a_missing_database(run, sqlite_url):
    ran = run("corrections", "list", "--db", sqlite_url)

    assert (ran.exit_code, ran.stdout) == (2, "")


def test_a_correction_to_a_driver_survives_that_he_is_merged(loaded, correct, load, ask, listed):
    correct(*LAP, "--car", "8", "--lap", "3", "driver=driver-d")
    assert listed()[0]["is"] == "Driver D"
    change(loaded, "UPDATE aliases SET target_id = 3 WHERE kind = 'driver' AND target_id = 4")
    change(loaded, "UPDATE drivers SET slug = 'gone', name = 'gone' WHERE id = 4")

    load(laps().replace("GT1", "gt1"), "laps.csv")

    lap = "SELECT driver FROM lap_times WHERE car_number = '8' AND lap_number = 3"
    assert ask(lap) == {"driver": "Driver C"}


def test_of_namesakes_the_slug_is_stored(loaded, correct, listed):
    change(loaded, "UPDATE drivers SET name = 'Driver A' WHERE id = 2")
    change(loaded, "UPDATE aliases SET key = 'driver a' WHERE kind = 'driver' AND target_id = 2")

    correct(*LAP, "--car", "9", "--lap", "3", "driver=driver-b")

    assert listed()[0]["is"] == "driver-b"


# ---- weather and messages of race control --------------------------------------------------------

WEATHER = (
    "Time,AirTemp,Humidity,Pressure,Rainfall,TrackTemp\n"
    "0:02:00.5,18.5,55,1017.2,False,30.1\n0:05:00,18,61.5,1017.1,True,24\n"
)
MESSAGES = (
    "Time,Lap,Category,Flag,Scope,RacingNumber,Message\n"
    "2024-06-01 14:01:00,1,Flag,GREEN,Track,,GREEN LIGHT\n"
    "2024-06-01 14:02:00,2,Flag,BLUE,Driver,8,BLUE FLAG FOR CAR 8\n"
    "2024-06-01 14:02:00,2,Other,,,7,CAR 7 NOTED\n"
    ",2,Other,,,,RAIN EXPECTED\n"
)
MEASURED = ("weather", *EVENT, "--session", "R", "--reason", "seen on TV")
LISTED = "'racedb query weather event=2024-summer-race' lists its rows"
SAID = ("race_control_messages", *EVENT, "--session", "R", "--reason", "heard")


def test_weather_and_messages_are_corrected_by_their_moment_whatever_row_they_are(
    load, correct, ask, listed, run, migrated_url
):
    load(WEATHER, "weather.csv")
    load(MESSAGES, "messages.csv")

    ran = correct(*MEASURED, "--at", "5:00", "rain=no", "air_c=17.5")
    assert ran.stderr.splitlines() == [
        "correction 1: 2024-summer-race, R, 5:00.000: rain = no (the file says yes)",
        "correction 2: 2024-summer-race, R, 5:00.000: air_c = 17.5 (the file says 18.0)",
    ]
    correct(*SAID, "--at", "2024-06-01 14:01:00", "flag=DOUBLE YELLOW")
    correct(*SAID, "--at", "2024-06-01T14:02:00Z", "--row", "3", "car_number=8")
    correct(*SAID, "--row", "4", "message=RAIN")
    assert [it["where"] for it in listed()][2:] == [
        "2024-summer-race, R, 2024-06-01T14:01:00.000Z",
        "2024-summer-race, R, 2024-06-01T14:02:00.000Z, row 3",
        "2024-summer-race, R, row 4",
    ]

    header, first, second = WEATHER.splitlines(keepends=True)
    report = load(header + first.replace("0:02:00.5", "0:01:00") + first + second, "again.csv")
    assert [it.split(":")[0] for it in report["corrections"]] == [
        "correction 1 applied", "correction 2 applied", "correction 3 applied",
        "correction 4 applied", "correction 5 applied",
    ]  # fmt: skip
    measured = "SELECT air_c, rain FROM weather WHERE number = {}"
    assert [list(ask(measured.format(n)).values()) for n in (2, 3)] == [[18.5, 0], [17.5, 0]]

    assert run("corrections", "remove", "2", "--db", migrated_url).exit_code == 0
    assert ask(measured.format(3))["air_c"] == 18
    said = "SELECT car_number, flag, message FROM race_control_messages WHERE number = {}"
    assert list(ask(said.format(1)).values()) == [None, "DOUBLE YELLOW", "GREEN LIGHT"]
    assert list(ask(said.format(3)).values()) == ["8", None, "CAR 7 NOTED"]
    assert list(ask(said.format(4)).values()) == [None, None, "RAIN"]


@pytest.mark.sqlite_only
def test_weather_and_messages_that_are_not_found(load, correct, run, migrated_url):
    load(WEATHER, "weather.csv")
    load(MESSAGES, "messages.csv")
    before = contents(migrated_url)

    for words, message in (
        ((*MEASURED, "rain=no"), "measurements of weather need --at or --row"),
        ((*MEASURED, "--at", "5:00", "--car", "8", "rain=no"), "measurements of weather take no --car"),
        ((*MEASURED, "--at", "6:00", "rain=no"),
         f"2024-summer-race, R: there is nothing of 6:00 in weather; {LISTED}"),
        ((*MEASURED, "--row", "9", "rain=no"),
         f"2024-summer-race, R: there is nothing of row 9 in weather; {LISTED}"),
        ((*SAID, "--at", "2024-06-01 14:02:00", "flag=RED"),
         f"2024-summer-race, R: 2 rows of {SAID[0]} are of 2024-06-01 14:02:00; add --row, one of 2, 3"),
        ((*MEASURED, "--at", "5:00", "elapsed_us=6:00"),
         "elapsed_us cannot be corrected: it identifies the row, or where it came from"),
        ((*MEASURED, "--at", "5:00", "air_c=hot"), "air_c: 'hot' is not a number"),
    ):  # fmt: skip
        assert one_line(correct(*words, exit_code=2)) == message
    assert contents(migrated_url) == before
