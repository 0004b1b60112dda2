"""The crew of a car belongs to the session (ADR 3), and a list replaces what a less final one said."""

import itertools

import pytest

from racedb.history.diff import Change
from racedb.ingest.findings import disagreements
from tests.ingest.samples import EVENT, QUALIFYING, RACE

PRACTICE = (*EVENT, "--session", "FP1")
DRIVERS = (
    "SELECT session, car_number, drivers, driver_count FROM classification "
    "ORDER BY session, car_number"
)
DRIVER_DIFFERS = "Summer Race 2024: driver differs from an earlier file"
NOT_NAMED = "whom this file does not name"
CREWS = "SELECT driver, seat FROM crews ORDER BY car_number, seat"
SESSION_CREWS = (
    "SELECT s.code, c.seat, c.driver FROM session_crews AS c "
    "JOIN sessions AS s ON s.id = c.session_id ORDER BY s.code, c.entry_id, c.seat"
)


def rows(found):
    """Give the rows of a query as tuples."""
    return [tuple(row.values()) for row in found]


def test_who_is_named_for_a_practice_did_not_race(load, ask, sheet):
    load(sheet("Pos,No,Drivers,Best lap\n1,7,Ann Berg / Cy Ek,1:30.0\n", "fp1.csv"), *PRACTICE)
    load(sheet("Pos,No,Drivers,Laps\n1,7,Bo Dahl / Ann Berg,9\n"), *RACE)

    assert rows(ask(DRIVERS)) == [
        ("FP1", "7", "Ann Berg / Cy Ek", 2),
        ("Race", "7", "Bo Dahl / Ann Berg", 2),
    ]
    # the race gives the crew of the event its order, although the practice was loaded first
    assert rows(ask(CREWS)) == [("Bo Dahl", 1), ("Ann Berg", 2), ("Cy Ek", 3)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_ratings_and_the_fullest_name_are_stored_whichever_file_came_first(load, ask, sheet, order):
    texts = (
        "Pos,No,Driver 1,Driver 1 rating,Driver 2,Laps\n1,7,Ann Berg,Gold,Bo DAHL,9\n",
        "Pos,No,Driver 1,Driver 2,Best lap\n1,7,ANN BERG,Bo Dahl (R),1:30.0\n",
    )

    for at in order:
        load(sheet(texts[at], f"{at}.csv"), *(RACE, QUALIFYING)[at])

    assert rows(ask("SELECT driver, printed_name, rating FROM crews ORDER BY seat")) == [
        ("Ann Berg", "Ann Berg", "Gold"),
        ("Bo Dahl", "Bo Dahl (R)", None),
    ]


def test_the_crew_of_a_car_is_the_same_whatever_was_loaded_first(run, sheet, tmp_path):
    files = (
        ("fp1.csv", "Pos,No,Drivers,Best lap\n1,7,C. Ek / Ann Berg,1:30.0\n", PRACTICE),
        ("q.csv", "Pos,No,Drivers,Best lap\n1,7,Bo Dahl,1:29.0\n", QUALIFYING),
        ("race.csv", "Pos,No,Drivers,Laps\n1,7,Ann Berg / Bo Dahl,9\n", RACE),
        ("list.csv", "No,Team,Driver 1,Driver 2\n7,Alpha,Bo Dahl,Di Falk\n", RACE),
        ("laps.csv", "No,Driver,Lap,Lap time\n7,Ed Gren,1,1:31.0\n", (*EVENT, "--session", "WU")),
    )
    found = set()
    for number, order in enumerate(itertools.permutations(files)):
        if number % 23:  # six of 120
            continue
        base = tmp_path / f"{number}.sqlite"
        for name, text, about in order:
            ran = run("load", "--db", base, sheet(text, name), *about)
            assert ran.exit_code == 0, ran.stderr
        crews = "SELECT driver, seat, printed_name FROM crews ORDER BY seat"
        found.add(
            "".join(
                run("sql", "--db", base, "--format", "csv", text).stdout
                for text in (crews, DRIVERS, SESSION_CREWS)
            )
        )

    (same,) = found
    assert same.splitlines() == [
        "driver,seat,printed_name",
        "Bo Dahl,1,Bo Dahl", "Di Falk,2,Di Falk", "Ann Berg,3,Ann Berg", "C. Ek,4,C. Ek",
        "Ed Gren,5,Ed Gren",
        "session,car_number,drivers,driver_count",
        "FP1,7,C. Ek / Ann Berg,2", "Qualifying,7,Bo Dahl,1", "Race,7,Ann Berg / Bo Dahl,2",
        "WU,7,Ed Gren,1",
        "code,seat,driver",
        "FP1,1,C. Ek", "FP1,2,Ann Berg", "Q,1,Bo Dahl", "R,1,Ann Berg", "R,2,Bo Dahl",
        "WU,5,Ed Gren",
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_a_list_of_entries_takes_nobody_off_another_one(load, ask, sheet):
    load(sheet("No,Team,Driver 1,Driver 2\n7,Alpha,Ann Berg,Bo Dahl\n", "list.csv"), *RACE)

    (report,) = load(sheet("No,Team,Driver 1,Driver 2\n7,Alpha,Cy Ek,Ann Berg\n", "b.csv"), *RACE)

    assert rows(ask(CREWS)) == [("Ann Berg", 1), ("Bo Dahl", 2), ("Cy Ek", 3)]
    assert [finding["message"] for finding in report["findings"]] == [
        f"{DRIVER_DIFFERS}: car 7 with Bo Dahl, {NOT_NAMED}"
    ]


def test_a_session_that_names_nobody_has_the_crew_that_was_entered(load, ask, sheet):
    load(sheet("No,Team,Driver 1,Driver 2\n7,Alpha,Ann Berg,Bo Dahl\n", "list.csv"), *RACE)
    load(sheet("Pos,No,Drivers,Best lap\n1,7,Cy Ek,1:30.0\n", "fp1.csv"), *PRACTICE)
    load(sheet("Pos,No,Laps\n1,7,9\n"), *RACE)

    assert rows(ask(DRIVERS)) == [("FP1", "7", "Cy Ek", 1), ("Race", "7", "Ann Berg / Bo Dahl", 2)]


def test_without_a_list_of_entries_it_has_the_drivers_whom_every_classification_names(
    load, ask, sheet
):
    load(sheet("Pos,No,Drivers,Best lap\n1,7,Ann Berg / Cy Ek,1:30.0\n", "q.csv"), *QUALIFYING)
    load(sheet("Pos,No,Laps\n1,7,9\n"), *RACE)
    assert rows(ask(DRIVERS))[1] == ("Race", "7", "Ann Berg / Cy Ek", 2)

    load(sheet("Pos,No,Drivers,Best lap\n1,7,Ann Berg,1:30.0\n", "fp1.csv"), *PRACTICE)
    assert rows(ask(DRIVERS))[2] == ("Race", "7", "Ann Berg", 1)

    load(
        sheet("Pos,No,Drivers,Best lap\n1,7,Bo Dahl,1:30.0\n", "wu.csv"), *EVENT, "--session", "WU"
    )
    assert rows(ask(DRIVERS))[2] == ("Race", "7", None, 0)


def test_laps_say_who_drove_where_no_classification_does(load, ask, sheet):
    load(sheet("Pos,No,Drivers,Laps\n1,7,Ann Berg / Bo Dahl,9\n"), *RACE)
    laps = "No,Driver,Lap,Lap time\n7,Bo Dahl,1,1:30.0\n7,Cy Ek,2,1:31.0\n"
    load(sheet(laps, "laps.csv"), *QUALIFYING)

    assert rows(ask(DRIVERS)) == [
        ("Qualifying", "7", "Bo Dahl / Cy Ek", 2), ("Race", "7", "Ann Berg / Bo Dahl", 2),
    ]  # fmt: skip
    # a classification of the session knows better: nobody else names Cy Ek
    load(sheet("Pos,No,Drivers,Best lap\n1,7,Bo Dahl,1:30.0\n", "q.csv"), *QUALIFYING)
    assert rows(ask(DRIVERS))[0] == ("Qualifying", "7", "Bo Dahl", 1)
    assert rows(ask(CREWS)) == [("Ann Berg", 1), ("Bo Dahl", 2)]


def test_a_race_has_the_crew_that_it_names_though_laps_named_one_of_them_before(load, ask, sheet):
    crew = "Pos,No,Drivers,Laps\n1,7,Ann Berg / Bo Dahl,9\n"
    load(sheet(crew, "q.csv"), *QUALIFYING)
    load(sheet("No,Driver,Lap,Lap time\n7,Ann Berg,1,1:30.0\n", "laps.csv"), *RACE)
    load(sheet(crew), *RACE)

    assert rows(ask(DRIVERS))[1] == ("Race", "7", "Ann Berg / Bo Dahl", 2)


def test_the_parts_of_a_qualifying_have_its_crew(load, ask, sheet):
    load(sheet("Pos,No,Driver,Q1,Q2\n1,7,Ann Berg,1:30.0,1:29.0\n", "q.csv"), *QUALIFYING)
    load(sheet("Pos,No,Drivers,Laps\n1,7,Bo Dahl,9\n"), *RACE)

    assert rows(ask(SESSION_CREWS)) == [
        ("Q", 1, "Ann Berg"), ("Q1", 1, "Ann Berg"), ("Q2", 1, "Ann Berg"), ("R", 1, "Bo Dahl"),
    ]  # fmt: skip


PROVISIONAL = "Pos,No,Class,Drivers,Laps\n1,7,GT3,Ann Berg / Cy Ek,9\n2,8,GT3,Di Falk,9\n"
FINAL = "Pos,No,Class,Drivers,Laps\n1,7,GT2,Ann Berg / Bo Dahl,9\n2,8,GT3,Di Falk,9\n"
CARS = "SELECT car_number, class, drivers FROM classification ORDER BY car_number"


def test_a_final_list_replaces_a_crew_and_a_class_and_a_provisional_one_comes_too_late(
    load, ask, sheet, run, base
):
    load(sheet(PROVISIONAL, "p.csv"), *RACE, "--state", "provisional")
    before = ask(CARS)
    assert rows(before)[0] == ("7", "GT3", "Ann Berg / Cy Ek")

    (final,) = load(sheet(FINAL, "f.csv"), *RACE, "--state", "final")
    after = ask(CARS)
    assert rows(after) == [("7", "GT2", "Ann Berg / Bo Dahl"), ("8", "GT3", "Di Falk")]
    assert rows(ask(CREWS)) == [("Ann Berg", 1), ("Bo Dahl", 2), ("Di Falk", 1)]
    assert [(c["car"], c["field"], c["old"], c["new"]) for c in final["changes"]] == [
        (None, "state", "provisional", "final"),
        ("7", "class", "GT3", "GT2"),
        ("7", "driver", "Cy Ek", None),
        ("7", "driver", None, "Bo Dahl"),
    ]
    assert final["findings"] == []

    (late,) = load(
        sheet(PROVISIONAL.replace("9", "8"), "late.csv"), *RACE, "--state", "provisional"
    )
    assert ask(CARS) == after
    assert ask("SELECT laps FROM classification ORDER BY car_number") == [{"laps": 9}, {"laps": 9}]
    assert ask("SELECT state FROM sessions") == [{"state": "final"}]
    assert [finding["message"] for finding in late["findings"]] == [
        f"{DRIVER_DIFFERS}: car 7 with Bo Dahl, {NOT_NAMED}, car 7 without Cy Ek, whom this file names",
        "Summer Race 2024: class differs from an earlier file: car 7 GT2 (stays, this file has GT3)",
    ]

    for number in (3, 2):
        ran = run("imports", "undo", str(number), "--db", base)
        assert ran.exit_code == 0, ran.stderr
    assert ask(CARS) == before
    assert rows(ask(CREWS)) == [("Ann Berg", 1), ("Cy Ek", 2), ("Di Falk", 1)]
    assert ask("SELECT state FROM sessions") == [{"state": "provisional"}]


def test_of_lists_that_are_as_final_the_last_one_wins_and_a_finding_has_both(load, ask, sheet):
    load(sheet(PROVISIONAL, "one.csv"), *RACE)

    (report,) = load(sheet(FINAL, "two.csv"), *RACE)

    assert rows(ask(CARS))[0] == ("7", "GT2", "Ann Berg / Bo Dahl")
    assert [finding["message"] for finding in report["findings"]] == [
        "Summer Race 2024: class differs from an earlier file: car 7 GT2 (instead of GT3)",
        "Summer Race 2024, Race: driver differs from an earlier file: car 7 without Cy Ek, car 7 with Bo Dahl",
    ]


@pytest.mark.sqlite_only
def test_a_lap_that_says_something_else_of_the_car_is_told(load, ask, sheet):
    load(sheet("Pos,No,Class,Driver,Laps\n1,7,GT3,Ann Berg,2\n"), *RACE)
    laps = "No,Class,Driver,Lap,Lap time\n7,GT3,Ann Berg,1,1:30.0\n7,GT2,Ann Berg,2,1:29.0\n"

    (report,) = load(sheet(laps, "laps.csv"), *RACE)

    assert [finding["message"] for finding in report["findings"]] == [
        "Summer Race 2024: class differs from an earlier file: car 7 GT3 (stays, this file has GT2)"
    ]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("text", "name", "about"),
    [
        ("No,Class,Driver,Lap,Lap time\n7,GT2,Ann Berg,1,1:30.0\n", "laps.csv", RACE),
        ("No,Class,Team,Driver 1,Driver 2\n7,GT2,Alpha,Ann Berg,\n", "list.csv", RACE),
        ("Pos,No,Class,Driver,Best lap\n1,7,GT2,Ann Berg,1:30.0\n", "q.csv", QUALIFYING),
    ],
)
def test_a_list_of_another_kind_only_completes(load, ask, sheet, text, name, about):
    load(sheet("Pos,No,Class,Driver,Laps\n1,7,GT3,Ann Berg,1\n2,8,GT3,Bo Dahl,1\n"), *RACE)

    (report,) = load(sheet(text, name), *about)

    assert ask("SELECT c.code FROM entries e JOIN classes c ON c.id = e.class_id") == [
        {"code": "GT3"}, {"code": "GT3"},
    ]  # fmt: skip
    assert [finding["message"] for finding in report["findings"]] == [
        "Summer Race 2024: class differs from an earlier file: car 7 GT3 (stays, this file has GT2)"
    ]


@pytest.mark.sqlite_only
def test_a_classification_replaces_what_laps_said_of_a_car(load, ask, sheet):
    load(sheet("No,Class,Driver,Lap,Lap time\n7,GT2,Ann Berg,1,1:30.0\n", "laps.csv"), *RACE)

    (report,) = load(sheet("Pos,No,Class,Driver,Laps\n1,7,GT3,Ann Berg,1\n"), *RACE)

    assert rows(ask(CARS)) == [("7", "GT3", "Ann Berg")]
    assert [finding["code"] for finding in report["findings"]] == ["disagreement"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("maker", "said"),
    [
        ("Lada", ["Summer Race 2024: model differs from an earlier file: car 7 Porsche 963 (stays, this file has Lada)"]),
        ("Porsche", []),
    ],
)  # fmt: skip
def test_a_maker_alone_contradicts_a_model_of_another_maker(load, sheet, maker, said):
    load(sheet("Pos,No,Car,Driver,Laps\n1,7,Porsche 963,Ann Berg,1\n"), *RACE)

    laps = f"No,Manufacturer,Driver,Lap,Lap time\n7,{maker},Ann Berg,1,1:30.0\n"
    (report,) = load(sheet(laps, "laps.csv"), *RACE)

    assert [finding["message"] for finding in report["findings"]] == said


@pytest.mark.sqlite_only
def test_a_provisional_list_may_come_after_laps(load, ask, sheet):
    load(sheet("No,Driver,Lap,Lap time\n7,Ann Berg,1,1:30.0\n", "laps.csv"), *RACE)

    load(sheet("Pos,No,Driver,Laps\n1,7,Bo Dahl,1\n"), *RACE, "--state", "provisional")

    assert rows(ask(DRIVERS)) == [("Race", "7", "Bo Dahl", 1)]
    assert ask("SELECT state FROM sessions") == [{"state": "provisional"}]


def test_a_car_that_is_pruned_leaves_no_driver_behind(load, ask, sheet):
    load(sheet("Pos,No,Drivers,Laps\n1,7,Ann Berg / Bo Dahl,9\n2,8,Di Falk,9\n"), *RACE)
    load(sheet("Pos,No,Drivers,Best lap\n1,7,Ann Berg,1:30.0\n", "q.csv"), *QUALIFYING)

    load(sheet("Pos,No,Drivers,Laps\n1,8,Di Falk,9\n", "two.csv"), *RACE, "--prune")

    assert rows(ask(CREWS)) == [("Ann Berg", 1), ("Di Falk", 1)]


def test_a_file_that_is_all_there_is_takes_names_away(load, ask, sheet, run, base):
    load(sheet("Pos,No,Drivers,Laps\n1,7,Ann Berg / Bo Dahl,9\n2,8,Di Falk,9\n"), *RACE)
    load(sheet("Pos,No,Drivers,Best lap\n1,7,Ann Berg,1:30.0\n", "q.csv"), *QUALIFYING)
    before = ask(SESSION_CREWS), ask(CREWS), ask(DRIVERS)

    load(
        sheet("Pos,No,Drivers,Laps\n1,7,,9\n2,8,Di Falk,9\n", "all.csv"), *RACE, "--replace-session"
    )

    assert rows(ask(DRIVERS)) == [
        ("Qualifying", "7", "Ann Berg", 1), ("Race", "7", "Ann Berg", 1),
        ("Race", "8", "Di Falk", 1),
    ]  # fmt: skip
    assert rows(ask(CREWS)) == [("Ann Berg", 1), ("Di Falk", 1)]
    ran = run("imports", "undo", "3", "--db", base)
    assert ran.exit_code == 0, ran.stderr
    assert (ask(SESSION_CREWS), ask(CREWS), ask(DRIVERS)) == before


@pytest.mark.sqlite_only
def test_the_same_shared_drive_again_keeps_what_it_does_not_state(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Points\n1,9,Ann Berg,70,8\n10,10,Bo Dahl,60,2\n10,10,Cy Ek,60,1\n"
    load(sheet(text), *RACE)

    load(
        sheet("Pos,No,Driver,Laps\n1,9,Ann Berg,70\n10,10,Cy Ek,60\n10,10,Bo Dahl,60\n", "b.csv"),
        *RACE,
    )

    assert rows(
        ask(
            "SELECT d.name, v.seat, v.points FROM drives v JOIN drivers d ON d.id = v.driver_id "
            "WHERE v.points IS NOT NULL ORDER BY v.seat"
        )
    ) == [("Cy Ek", 1, 1.0), ("Bo Dahl", 2, 2.0)]


@pytest.mark.sqlite_only
def test_a_shared_drive_has_what_any_of_its_rows_says(load, ask, sheet):
    text = (
        "Pos,No,Driver,Laps,Time,Points\n1,9,Ann Berg,70,1:00:00.000,8\n"
        "10,10,Bo Dahl,,SHC,\n10,10,Cy Ek,64,+6 laps,2\n"
    )
    load(sheet(text), *RACE, exit_code=0)

    assert ask(
        "SELECT position, laps, gap_laps, status, drivers, points FROM classification "
        "WHERE car_number = '10'"
    ) == [
        {
            "position": 10, "laps": 64, "gap_laps": 6, "status": "finished",
            "drivers": "Bo Dahl / Cy Ek", "points": 2.0,
        }
    ]  # fmt: skip
    assert ask(
        "SELECT d.name, v.seat, v.laps, v.points FROM drives v JOIN drivers d ON d.id = v.driver_id "
        "WHERE v.laps IS NOT NULL OR v.seat = 2"
    ) == [{"name": "Cy Ek", "seat": 2, "laps": 64, "points": 2.0}]


@pytest.mark.sqlite_only
def test_two_unplaced_rows_of_a_number_without_laps_are_two_cars(load, ask, sheet):
    load(sheet("Pos,No,Driver\n1,9,Ann Berg\nNC,10,Bo Dahl\nNC,10,Cy Ek\n"), *RACE)

    assert rows(ask("SELECT variant, crew_names FROM entries WHERE car_number = '10'")) == [
        (1, "Bo Dahl"), (2, "Cy Ek"),
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_who_joins_a_crew_is_named_for_each_session(load, ask, sheet):
    text = "Session,Pos,No,Drivers,Laps\nRace 1,1,7,Ann Berg,9\nRace 2,1,7,Ann Berg,9\n"
    load(sheet(text, "one.csv"), *EVENT)

    (report,) = load(sheet(text.replace("Berg", "Berg / Bo Dahl"), "two.csv"), *EVENT)

    changes = [(c["session"], c["field"], c["old"], c["new"]) for c in report["changes"]]
    assert changes == [
        ("Summer Race 2024, Race 1", "driver", None, "Bo Dahl"),
        ("Summer Race 2024, Race 2", "driver", None, "Bo Dahl"),
    ]
    assert report["findings"] == []


PLACES = "Pos,PIC,No,Driver,Laps,Time,Points,Best lap\n"
AS_DRIVEN = PLACES + (
    "1,1,7,Ann Berg,10,20:01.500,25,1:58.250\n2,2,8,Cy Ek,10,+2.500,18,1:58.900\n"
    "3,3,9,Di Falk,9,+1 lap,15,1:59.500\n"
)
AS_JUDGED = PLACES + (
    "1,1,8,Cy Ek,10,20:04.000,25,\n2,2,9,Di Falk,9,+1 lap,18,\nDSQ,,7,Ann Berg,10,,,1:58.250\n"
)
PLACED = (
    "SELECT car_number, position, class_position, status, total_us, gap_us, points, best_lap_us "
    "FROM classification ORDER BY 1"
)


@pytest.mark.sqlite_only
def test_a_list_that_comes_too_late_only_completes_as_if_it_had_come_before(load, ask, sheet):
    load(sheet(AS_JUDGED, "final.csv"), *RACE, "--state", "final")
    before = ask(DRIVERS)
    late = sheet(AS_DRIVEN, "late.csv"), *RACE, "--state", "provisional"
    load(*late)

    assert rows(ask(PLACED)) == [
        ("7", None, None, "disqualified", 1_201_500_000, None, None, 118_250_000),
        ("8", 1, 1, "finished", 1_204_000_000, None, 25, 118_900_000),
        ("9", 2, 2, "finished", None, None, 18, 119_500_000),
    ]
    after = ask(PLACED)
    load(*late, "--replace-session")
    assert ask(PLACED) == after
    assert ask(DRIVERS) == before


@pytest.mark.sqlite_only
def test_who_is_out_has_no_points_even_if_the_file_has_none(load, ask, sheet):
    load(sheet(AS_DRIVEN, "a.csv"), *RACE, "--state", "provisional")
    load(sheet("Pos,No,Driver,Laps\n1,8,Cy Ek,10\nDSQ,7,Ann Berg,10\n"), *RACE, "--state", "final")

    assert [row[:4] + row[6:7] for row in rows(ask(PLACED))][:2] == [
        ("7", None, None, "disqualified", None),
        ("8", 1, 2, "finished", 18),
    ]


@pytest.mark.sqlite_only
def test_late_parts_of_a_qualifying_change_nothing(load, ask, sheet):
    text = "Pos,No,Driver,Q1,Q2\n1,7,Ann Berg,1:30.0,1:29.0\n"
    best = "SELECT session, best_lap_us FROM classification ORDER BY 1"
    load(sheet(text, "q.csv"), *QUALIFYING, "--state", "final")
    before = ask(best)

    load(sheet(text.replace("1:", "2:"), "late.csv"), *QUALIFYING, "--state", "provisional")

    assert ask(best) == before


def test_a_final_list_of_another_session_explains_no_difference():
    race = Change(
        "Summer 2024, Race 1", "changed", "7", field="driver", old="Ann Berg", new="Cy Ek"
    )
    final = Change("Summer 2024, Race 11", "changed", field="state", old="provisional", new="final")

    found = disagreements([race, final], [], {"Summer 2024, Race 1"})

    assert [it.message for it in found] == [
        "Summer 2024, Race 1: driver differs from an earlier file: car 7 Cy Ek (instead of Ann Berg)"
    ]
