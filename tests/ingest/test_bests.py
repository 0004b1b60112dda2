"""The fastest lap of each maker is kept by whatever changes results, and the query finds it."""

import pytest

from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.summaries import bests
from tests.ingest.versions import FINAL, HEADER, PROVISIONAL
from tests.refusals import change

SPRING = ("--series", "Club Cup", "--season", "2024", "--event", "Spring Race", "--session", "Race")
SUMMER = (*SPRING[:5], "Summer Race", *SPRING[6:])
FASTER = HEADER + "1,1,5,P2,Gus Huld,Lola T70,Sigma,10,20:01.500,1:57.000,25\n"


@pytest.fixture
def kept(ask, base):
    """Give maker, lap, event and car of what is kept, after a proof that it is right."""

    def found():
        with read(database_url(base)) as connection:
            assert list(bests.wrong(connection)) == []
        return [
            (row["maker"], row["best_lap_us"], row["event"], row["car_number"])
            for row in ask(
                "SELECT m.name AS maker, r.best_lap_us, e.name AS event, en.car_number "
                "FROM manufacturer_bests b JOIN manufacturers m ON m.id = b.manufacturer_id "
                "JOIN results r ON r.session_id = b.session_id AND r.entry_id = b.entry_id "
                "JOIN entries en ON en.id = r.entry_id JOIN events e ON e.id = en.event_id "
                "ORDER BY m.name"
            )
        ]

    return found


@pytest.fixture
def summer(load, sheet):
    """Load the provisional classification of a race."""
    load(sheet(PROVISIONAL, "provisional.csv"), *SUMMER)


LOLA, PORSCHE = (
    ("Lola", 118_900_000, "Summer Race", "8"),
    ("Porsche", 118_250_000, "Summer Race", "7"),
)


@pytest.mark.usefixtures("summer")
def test_a_first_load_keeps_them(kept):
    assert kept() == [LOLA, PORSCHE]


@pytest.mark.usefixtures("summer")
def test_a_faster_lap_takes_the_place_and_its_undo_gives_it_back(load, sheet, run, base, kept):
    (report,) = load(sheet(FASTER, "faster.csv"), *SPRING)
    assert kept() == [("Lola", 117_000_000, "Spring Race", "5"), PORSCHE]

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert kept() == [LOLA, PORSCHE]


def test_a_car_of_an_unknown_maker_has_none(load, ask, sheet, kept):
    load(sheet("Pos,No,Driver,Model,Best Lap\n1,5,Gus Huld,Special,1:57.000\n"), *SPRING)
    assert ask("SELECT name, manufacturer_id FROM cars") == [
        {"name": "Special", "manufacturer_id": None}
    ]
    assert kept() == []


@pytest.mark.usefixtures("summer")
@pytest.mark.parametrize("lap", ["1:59.000", "1:58.900"])
def test_a_slower_or_an_equal_lap_of_a_later_session_changes_nothing(load, sheet, kept, lap):
    load(sheet(FASTER.replace("1:57.000", lap), "slower.csv"), *SPRING)
    assert kept() == [LOLA, PORSCHE]


def test_of_equal_laps_of_a_session_the_better_place_counts(load, sheet, kept):
    text = HEADER + (
        "1,1,8,P2,Cy Ek,Lola T70,Beta,10,20:12.451,1:58.900,18\n"
        "2,1,33,P2,Di Falk,Lola T70,Gamma,10,+13.451,1:58.900,15\n"
    )
    load(sheet(text), *SUMMER)
    assert kept() == [LOLA]


@pytest.mark.usefixtures("summer")
def test_a_corrected_file_that_takes_the_lap_away_lets_another_event_have_it(load, sheet, kept):
    load(sheet(FASTER.replace("1:57.000", "1:59.000"), "spring.csv"), *SPRING)
    load(sheet(PROVISIONAL.replace("1:58.900", "2:10.000"), "later.csv"), *SUMMER)
    assert kept() == [("Lola", 119_000_000, "Spring Race", "5"), PORSCHE]


@pytest.mark.usefixtures("summer")
def test_a_pruned_result_keeps_nothing(load, sheet, kept):
    text = FINAL.replace("DSQ,,8,P2,Cy Ek,Lola T70,Beta,10,+12.451,1:58.900,\n", "")
    load(sheet(text, "final.csv"), *SUMMER, "--prune")
    assert kept() == [("Lola", 119_850_000, "Summer Race", "33"), PORSCHE]


@pytest.mark.usefixtures("summer")
def test_a_car_that_turns_out_to_be_of_another_maker_takes_its_lap_along(run, base, kept):
    where = ("--event", "2024-summer-race", "--car", "7", "--reason", "badge", "--db", base)
    ran = run("correct", "entries", *where, "car=Lola T70")
    assert ran.exit_code == 0, ran.stderr
    assert kept() == [("Lola", 118_250_000, "Summer Race", "7")]


@pytest.mark.usefixtures("summer")
def test_a_correction_counts_until_it_is_removed(run, base, kept):
    where = (
        "--event",
        "2024-summer-race",
        "--session",
        "R",
        "--car",
        "8",
        "--reason",
        "x",
        "--db",
        base,
    )
    assert run("correct", "results", *where, "best_lap_us=2:01.000").exit_code == 0
    assert kept() == [("Lola", 119_900_000, "Summer Race", "33"), PORSCHE]

    assert run("corrections", "remove", "1", "--db", base).exit_code == 0
    assert kept() == [LOLA, PORSCHE]


@pytest.mark.usefixtures("summer")
def test_the_query_gives_the_same_with_and_without_words(load, sheet, run, base):
    load(sheet(FASTER, "faster.csv"), *SPRING)

    kept, computed = (
        run("query", "best-lap-per-manufacturer", *words, "--db", base, "--format", "csv")
        for words in ((), ("season=2024",))
    )
    assert kept.stdout == computed.stdout
    assert kept.stdout.count("\n") == 3


@pytest.mark.usefixtures("summer")
def test_a_check_tells_what_was_changed_behind_its_back_and_a_refresh_rebuilds_it(run, base, kept):
    change(base, "UPDATE results SET best_lap_us = 1 WHERE best_lap_us = 119900000")

    ran = run("db", "check", "--db", base, "--format", "json")
    assert ran.exit_code == 1
    assert (
        "the kept best lap of 'Lola' is not what the results say; 'racedb db refresh' rebuilds it"
    ) in ran.stdout

    assert run("db", "refresh", "--db", base).exit_code == 0
    assert kept() == [("Lola", 1, "Summer Race", "33"), PORSCHE]


@pytest.mark.usefixtures("summer")
def test_a_kept_result_that_was_deleted_by_hand_is_found_anew_by_the_next_load(
    load, sheet, base, kept
):
    change(base, "DELETE FROM results WHERE best_lap_us = 118900000")
    load(sheet(FASTER.replace("1:57.000", "1:59.950"), "slower.csv"), *SPRING)
    assert kept() == [("Lola", 119_900_000, "Summer Race", "33"), PORSCHE]
