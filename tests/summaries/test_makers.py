"""session_bests follow every change of results, and best-lap-per-manufacturer reads them."""

import json

import polars as pl
import pytest

from racedb.summaries.makers import session_bests
from tests.ingest.versions import FINAL, HEADER, LAPS, PROVISIONAL
from tests.refusals import change

SPRING = ("--series", "Club Cup", "--season", "2024", "--event", "Spring Race", "--session", "Race")
SUMMER = (*SPRING[:5], "Summer Race", *SPRING[6:])
FASTER = HEADER + "1,1,5,P2,Gus Huld,Lola T70,Sigma,10,20:01.500,1:57.000,25\n"


@pytest.fixture
def answer(run, base):
    """Return maker, lap, event and car of best-lap-per-manufacturer, in the order of the makers."""

    def asked(*words):
        ran = run("query", "best-lap-per-manufacturer", *words, "--db", base, "--format", "json")
        assert ran.exit_code == 0, ran.stderr
        names = ("manufacturer", "best_lap_us", "event", "car_number")
        return sorted(tuple(row[name] for name in names) for row in json.loads(ran.stdout))

    return asked


@pytest.fixture
def bests(answer, proven):
    """Return the same, after a proof that all summaries are right."""

    def found():
        proven("SELECT 1 AS one")
        return answer()

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
def test_a_first_load_adds_them(bests):
    assert bests() == [LOLA, PORSCHE]


@pytest.mark.usefixtures("summer")
def test_a_faster_lap_takes_the_place_and_its_undo_gives_it_back(load, sheet, run, base, bests):
    (report,) = load(sheet(FASTER, "faster.csv"), *SPRING)
    assert bests() == [("Lola", 117_000_000, "Spring Race", "5"), PORSCHE]

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert bests() == [LOLA, PORSCHE]


def test_a_car_of_an_unknown_maker_has_none(load, ask, sheet, bests):
    load(sheet("Pos,No,Driver,Model,Best Lap\n1,5,Gus Huld,Special,1:57.000\n"), *SPRING)
    assert ask("SELECT name, manufacturer_id FROM cars") == [
        {"name": "Special", "manufacturer_id": None}
    ]
    assert bests() == []


@pytest.mark.usefixtures("summer")
@pytest.mark.parametrize("lap", ["1:59.000", "1:58.900"])
def test_a_slower_or_an_equal_lap_of_a_later_session_changes_nothing(load, sheet, bests, lap):
    load(sheet(FASTER.replace("1:57.000", lap), "slower.csv"), *SPRING)
    assert bests() == [LOLA, PORSCHE]


def test_of_equal_laps_of_a_session_the_better_place_counts(load, sheet, bests):
    text = HEADER + (
        "1,1,8,P2,Cy Ek,Lola T70,Beta,10,20:12.451,1:58.900,18\n"
        "2,1,33,P2,Di Falk,Lola T70,Gamma,10,+13.451,1:58.900,15\n"
    )
    load(sheet(text), *SUMMER)
    assert bests() == [LOLA]


@pytest.mark.usefixtures("summer")
def test_a_corrected_file_that_takes_the_lap_away_lets_another_event_have_it(load, sheet, bests):
    load(sheet(FASTER.replace("1:57.000", "1:59.000"), "spring.csv"), *SPRING)
    load(sheet(PROVISIONAL.replace("1:58.900", "2:10.000"), "later.csv"), *SUMMER)
    assert bests() == [("Lola", 119_000_000, "Spring Race", "5"), PORSCHE]


@pytest.mark.usefixtures("summer")
def test_a_pruned_result_keeps_nothing(load, sheet, bests):
    text = FINAL.replace("DSQ,,8,P2,Cy Ek,Lola T70,Beta,10,+12.451,1:58.900,\n", "")
    load(sheet(text, "final.csv"), *SUMMER, "--prune")
    assert bests() == [("Lola", 119_850_000, "Summer Race", "33"), PORSCHE]


@pytest.mark.usefixtures("summer")
def test_a_car_that_turns_out_to_be_of_another_maker_takes_its_lap_along(run, base, bests):
    where = ("--event", "2024-summer-race", "--car", "7", "--reason", "badge", "--db", base)
    ran = run("correct", "entries", *where, "car=Lola T70")
    assert ran.exit_code == 0, ran.stderr
    assert bests() == [("Lola", 118_250_000, "Summer Race", "7")]


@pytest.mark.usefixtures("summer")
def test_a_correction_counts_until_it_is_removed(run, base, bests):
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
    assert bests() == [("Lola", 119_900_000, "Summer Race", "33"), PORSCHE]

    assert run("corrections", "remove", "1", "--db", base).exit_code == 0
    assert bests() == [LOLA, PORSCHE]


@pytest.mark.usefixtures("summer")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE results SET best_lap_us = 1 WHERE best_lap_us = 119900000",
        "UPDATE results SET best_lap_us = 200000000 WHERE best_lap_us = 118900000",
        "DELETE FROM results WHERE best_lap_us = 118900000",
        "UPDATE laps SET lap_us = 1",
    ],
)
def test_everything_and_its_only_season_agree_whatever_somebody_changed(
    answer, run, base, load, sheet, statement
):
    load(sheet(LAPS, "laps.csv"), *SUMMER)
    change(base, "DELETE FROM drives")  # they refer to results
    change(base, statement)
    only = ("season=2024", "series=club-cup", "event=2024-summer-race", "session=R")
    assert len({repr(answer(*words)) for words in ((), *((word,) for word in only))}) == 1

    assert run("db", "refresh", "--db", base).exit_code == 0
    assert len({repr(answer(*words)) for words in ((), *((word,) for word in only))}) == 1


@pytest.mark.usefixtures("summer")
def test_a_class_has_bests_of_its_own(answer):
    assert answer("class=p2") == [LOLA]
    assert answer("class=P1") == [PORSCHE]


def test_the_best_of_a_maker_and_class_is_the_fastest_then_the_better_place():
    columns = ("session_id", "entry_id", "manufacturer_id", "class_id", "row_order", "best_lap_us")
    rows = [
        (1, 1, 1, 1, 2, 90), (1, 2, 1, 1, 1, 90), (1, 3, 1, 2, 3, 80), (1, 4, 1, None, 4, 95),
        (1, 5, None, 1, 5, 70), (1, 6, 2, 1, 6, None), (2, 1, 1, 1, 2, 99),
    ]  # fmt: skip
    results = pl.DataFrame(rows, dict.fromkeys(columns, pl.Int64), orient="row")

    assert session_bests(results).rows() == [
        (1, 2, 1, 1, 90), (1, 3, 1, 2, 80), (1, 4, 1, None, 95), (2, 1, 1, 1, 99),
    ]  # fmt: skip
