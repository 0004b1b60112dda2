"""The spread of each session and the starts of each car are kept by whatever changes results."""

import pytest

from racedb import queries
from racedb.db import readonly
from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.summaries import car_starts, spreads
from tests.refusals import change

RACE = ("--series", "Club Cup", "--season", "2024", "--event", "Spring Race", "--session", "Race")
SUMMER = (*RACE[:5], "Summer Race", *RACE[6:])
HEADER = "Pos,No,Driver,Manufacturer,Car,Laps,Best Lap,Status\n"
CARS = (
    ("1", "Ann Berg", "Lola,Lola T70", "10", "1:00.000", "Finished"),
    ("2", "Bo Dahl", "Lola,Lola T70", "10", "1:04.200", "Finished"),
    ("3", "Cy Ek", "Porsche,Porsche 911", "9", "1:04.201", "+1 Lap"),
    ("", "Di Falk", "Porsche,Porsche 911", "4", "1:01.000", "Engine"),
    ("", "Ed Gran", "Porsche,Porsche 911", "3", "1:02.000", "Accident"),
    ("", "Flo Holm", "Porsche,Porsche 911", "3", "", "Accident"),
    ("", "Gus Ivar", "Porsche,Porsche 911", "5", "", "DSQ"),
    ("", "Hal Jon", ",", "2", "1:30.000", "Engine"),
    ("", "Ian Kay", "Porsche,Porsche 911", "0", "", "DNS"),
    ("", "Jo Lund", "Porsche,Porsche 911", "0", "", "WD"),
    ("", "Kim Mohr", "Porsche,Porsche 911", "0", "", "DNQ"),
    ("", "Lee Nix", "Porsche,Porsche 911", "0", "", "DNPQ"),
)
FULL = HEADER + "".join(
    ",".join((cells[0], str(number), *cells[1:])) + "\n" for number, cells in enumerate(CARS, 1)
)
SPREAD = {
    "cars": 12, "cars_timed": 6, "first_us": 60_000_000, "tenth_us": None, "last_us": 90_000_000,
    "cars_outside_107": 2,
}  # fmt: skip
LOLA = ("Lola T70", "", 2, 2, 0)
STARTS = [
    LOLA,
    ("Porsche 911", "", 2, 1, 0),
    ("Porsche 911", "Accident", 2, 0, 2),
    ("Porsche 911", "Engine", 1, 0, 1),
]


@pytest.fixture
def kept(ask, base):
    """Give the spreads by event, and the starts of each car, after a proof that they are right."""

    def found():
        with read(database_url(base)) as connection:
            assert list(spreads.wrong(connection)) == []
            assert list(car_starts.wrong(connection)) == []
        by_event = {
            row.pop("event"): {name: row[name] for name in SPREAD}
            for row in ask(
                "SELECT e.name AS event, k.* FROM field_spreads k "
                "JOIN sessions s ON s.id = k.session_id JOIN events e ON e.id = s.event_id"
            )
        }
        starts = ask(
            "SELECT c.name AS car, k.cause, k.starts, k.finished, k.retired FROM car_starts k "
            "JOIN cars c ON c.id = k.car_id ORDER BY c.name, k.cause"
        )
        return by_event, [tuple(row.values()) for row in starts]

    return found


@pytest.fixture
def race(load, sheet):
    """Load a race of twelve cars; gives the report."""
    return load(sheet(FULL, "race.csv"), *RACE)[0]


@pytest.mark.usefixtures("race")
def test_a_load_keeps_them(kept):
    assert kept() == ({"Spring Race": SPREAD}, STARTS)


@pytest.mark.usefixtures("race")
def test_the_same_cars_in_a_race_to_come_are_added_until_it_is_undone(load, sheet, run, base, kept):
    (report,) = load(sheet(FULL, "summer.csv"), *SUMMER)
    twice = [(car, cause, *(2 * count for count in counts)) for car, cause, *counts in STARTS]
    assert kept() == ({"Spring Race": SPREAD, "Summer Race": SPREAD}, twice)

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert kept() == ({"Spring Race": SPREAD}, STARTS)


@pytest.mark.usefixtures("race")
def test_the_tenth_is_the_tenth_of_those_that_have_a_time(load, sheet, kept):
    times = ["", *(f"1:0{second}.000" for second in range(9)), "1:09.500", "1:09.900"]
    rows = (
        f"{at},{at},Driver {at * 'x'},,,5,{time},Finished\n" for at, time in enumerate(times, 1)
    )
    load(sheet(HEADER + "".join(rows), "many.csv"), *SUMMER)
    assert kept()[0]["Summer Race"] == {
        "cars": 12, "cars_timed": 11, "first_us": 60_000_000, "tenth_us": 69_500_000,
        "last_us": 69_900_000, "cars_outside_107": 6,
    }  # fmt: skip


@pytest.mark.usefixtures("race")
def test_a_qualifying_has_a_spread_and_no_starts(load, sheet, kept):
    text = "Pos,No,Driver,Q1,Q2\n1,1,Ann Berg,1:01.000,1:00.500\n2,2,Bo Dahl,1:02.000,\n"
    load(sheet(text, "qualifying.csv"), *RACE[:-1], "Qualifying")
    assert kept()[1] == STARTS


@pytest.mark.usefixtures("race")
def test_a_corrected_file_moves_them_and_its_undo_moves_them_back(load, sheet, run, base, kept):
    text = FULL.replace("1:30.000", "1:01.500").replace("1:01.000,Engine", "1:01.000,Gearbox")
    (report,) = load(sheet(text, "corrected.csv"), *RACE)
    spread = {**SPREAD, "last_us": 64_201_000, "cars_outside_107": 1}
    assert kept() == ({"Spring Race": spread}, [*STARTS[:3], ("Porsche 911", "Gearbox", 1, 0, 1)])

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert kept() == ({"Spring Race": SPREAD}, STARTS)


@pytest.mark.usefixtures("race")
def test_a_car_that_is_learned_later_gets_its_start_until_the_load_is_undone(
    load, sheet, run, base, kept
):
    text = "Pos,No,Driver,Manufacturer,Car\n1,8,Hal Jon,Lola,Lola T70\n"
    (report,) = load(sheet(text, "qualifying.csv"), *RACE[:-1], "Qualifying")
    assert kept()[1] == [LOLA, ("Lola T70", "Engine", 1, 0, 1), *STARTS[1:]]

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert kept()[1] == STARTS


@pytest.mark.usefixtures("race")
def test_a_person_corrects_them_and_takes_it_back(run, base, kept):
    about = ("--event", "Spring Race", "--session", "Race")
    ran = run("correct", "results", *about, "--car", "8", "best_lap_us=0:59.000",
              "--reason", "typo", "--db", base)  # fmt: skip
    assert ran.exit_code == 0, ran.stderr
    assert kept()[0]["Spring Race"] == {**SPREAD, "first_us": 59_000_000, "last_us": 64_201_000,
                                        "cars_outside_107": 2}  # fmt: skip
    ran = run("correct", "entries", "--event", "Spring Race", "--car", "8", "car=Lola T70",
              "--reason", "typo", "--db", base)  # fmt: skip
    assert ran.exit_code == 0, ran.stderr
    assert kept()[1] == [LOLA, ("Lola T70", "Engine", 1, 0, 1), *STARTS[1:]]

    for number in ("1", "2"):
        assert run("corrections", "remove", number, "--db", base).exit_code == 0
    assert kept() == ({"Spring Race": SPREAD}, STARTS)


@pytest.mark.usefixtures("race")
def test_cars_that_a_file_no_longer_has_are_counted_no_longer(load, sheet, kept):
    short = "".join(FULL.splitlines(keepends=True)[:3])
    load(sheet(short, "short.csv"), *RACE, "--prune")
    spread = {**SPREAD, "cars": 2, "cars_timed": 2, "last_us": 64_200_000, "cars_outside_107": 0}
    assert kept() == ({"Spring Race": spread}, [LOLA])


def test_what_only_laps_tell_of_is_a_start_of_unknown_outcome(load, sheet, run, base, kept):
    laps = "No;Lap;Lap Time;Driver;Manufacturer\n1;1;1:10.000;Ann Berg;Lola\n1;2;1:02.000;;Lola\n"
    (first,) = load(sheet(laps, "laps.csv"), *RACE)
    assert kept()[0]["Spring Race"]["first_us"] == 62_000_000
    assert kept()[1] == [("Lola", "", 1, 0, 0)]

    (second,) = load(sheet(FULL, "race.csv"), *RACE)
    assert kept() == ({"Spring Race": SPREAD}, STARTS)

    for report in (second, first):
        assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert kept() == ({}, [])


@pytest.mark.usefixtures("race")
def test_a_check_tells_what_was_changed_behind_its_back_and_an_upgrade_mends_it(run, base, kept):
    change(base, "UPDATE results SET best_lap_us = 1, status_detail = 'Fire' WHERE laps = 4")
    change(base, "INSERT INTO car_starts SELECT 9, car_id, '', 1, 1, 0, 1, 1 FROM car_starts "
                 "WHERE cause = 'Engine'")  # fmt: skip

    ran = run("db", "check", "--db", base, "--format", "json")
    assert ran.exit_code == 1
    mend = "'racedb db refresh' rebuilds it"
    spread = "the kept spread of 'Spring Race, Race' is not what its results say"
    starts = "the kept starts of 'Porsche 911' are not what its results say"
    assert f"{spread}; {mend}" in ran.stdout
    assert f"{starts}; {mend}" in ran.stdout

    assert run("db", "refresh", "--db", base).exit_code == 0
    assert kept()[0]["Spring Race"]["first_us"] == 1
    assert kept()[1] == [*STARTS[:3], ("Porsche 911", "Fire", 1, 0, 1)]


@pytest.mark.usefixtures("race")
@pytest.mark.parametrize(
    ("query", "given", "word"),
    [
        ("reliability", {}, {"series": "Club Cup"}),
        ("reliability", {"by": "car"}, {"season": "2024"}),
        ("field-spread", {}, {"class": "GT"}),
    ],
)
def test_what_is_kept_is_what_is_computed_where_a_word_is_given(
    load, sheet, base, query, given, word
):
    text = (
        FULL.replace("Status\n", "Status,Class\n")
        .replace("\n", ",GT\n")
        .replace(",Class,GT", ",Class")
    )
    load(sheet(text, "gt.csv"), *SUMMER)
    load(sheet(text, "spring gt.csv"), *RACE)

    def rows(**words):
        with readonly.connect(base, as_owner=True) as reader:
            return list(queries.run(reader, queries.load(query), given | words).rows)

    assert len(rows()) == 2
    assert rows() == rows(**word)
