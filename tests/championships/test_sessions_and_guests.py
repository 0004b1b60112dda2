"""Sessions that count, bonuses of sessions without points of their own, and cars of guests."""

import pytest

from racedb.championships.points import Car, Outing, scores
from racedb.championships.standings import Round, season
from tests.championships.tables import DRIVERS, HEAD, MAKERS, read, rules

POLE = 'bonus = [{ for = "pole", points = 2, session = "qualifying" }]\n'


def of_table(toml, text, kinds=("race", "qualifying")):
    """Return position, name and points of a season in cells of several sessions."""
    lines = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    results = read(([driver, maker, *cells.split()] for driver, maker, cells in lines), kinds=kinds)
    return results.table(rules(toml))


TWO = """
Ann | Alfa | 1/2 2/1 1/2
Bob | Brabham | 2/1 1/2 2/1
"""


def test_a_bonus_of_a_session_without_points_of_its_own_counts():
    assert of_table(HEAD + POLE + DRIVERS, TWO) == [(1, "Ann", 26), (2, "Bob", 25)]


def test_a_bonus_of_a_session_without_points_of_its_own_is_no_result_that_is_dropped():
    toml = f'{HEAD}{POLE}drop_by = "session"\n{DRIVERS}[[season]]\ndrop = 1\n'
    assert of_table(toml, TWO) == [(1, "Ann", 20), (2, "Bob", 19)]


def test_who_has_nothing_of_a_session_without_points_is_not_among_its_scores():
    outing = Outing(
        session_id=1, kind="qualifying", code="Q", round=1,
        cars=[Car(entry_id=1, position=1, drivers=[1]), Car(entry_id=2, position=2, drivers=[2])],
    )  # fmt: skip
    found = scores(rules(HEAD + POLE + DRIVERS), outing)
    assert [(it.competitor, it.points, it.reasons) for it in found] == [(1, 2, ("pole",))]


def qualifying(number, *order, class_id=1):
    """Make a qualifying session of cars in their order."""
    return Outing(
        session_id=number, kind="qualifying", code=f"Q{number}", round=1,
        cars=[
            Car(entry_id=10 * number + it, position=place, drivers=[it], class_id=class_id)
            for place, it in enumerate(order, start=1)
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("which", "class_id", "points", "reach"),
    [
        ("every", None, {1: 5, 2: 5, 3: 3}, 15),
        ("every", 1, {1: 5, 2: 5}, 15),
        ("last", None, {3: 3}, 12),
        ("last", 1, {1: 2, 2: 3}, 12),
        ("last", 2, {3: 3}, 12),
    ],
)
def test_of_several_qualifyings_every_one_counts_or_the_last_one_of_the_class(
    which, class_id, points, reach
):
    toml = f'{HEAD}points.qualifying = [3, 2]\nqualifying = "{which}"\n{DRIVERS}'
    outings = [qualifying(1, 1, 2), qualifying(2, 2, 1), qualifying(3, 3, class_id=2)]
    rounds = [
        Round(number=1, event_id=1, outings=outings),
        Round(number=2, event_id=2, to_come=[("race", "R"), ("qualifying", "Q1"), ("qualifying", "Q2")]),
    ]  # fmt: skip
    found = season(rules(toml), rounds, {}, class_id)
    assert {row.competitor: row.points for row in found.tables[0].rows} == points
    best = found.tables[0].rows[0]
    assert best.reach - best.points == reach


def test_a_round_may_be_without_some_bonuses_or_all():
    bonuses = 'bonus = [{ for = "pole", points = 1 }, { for = "fastest-lap", points = 2 }]\n'
    toml = f"""{HEAD}{bonuses}{DRIVERS}
    [[season]]
    round = [
        {{ number = 1, no_bonus = ["pole"] }}, {{ number = 2, no_bonus = true }},
        {{ number = 3, no_bonus = false }},
    ]
    """
    assert of_table(toml, "Ann | Alfa | 1^* 1^* 1^*", kinds=["race"]) == [(1, "Ann", 32)]


GUEST = """
Ann | Alfa #7 | 1 3
Bob | Brabham #8 | 2 1
Cyd | Alfa #9 | 3 2
"""


@pytest.mark.parametrize(
    ("decision", "drivers", "makers"),
    [
        ("round = 1, not_eligible = true", {"Ann": 4, "Bob": 18, "Cyd": 12}, {"Alfa": 16, "Brabham": 18}),
        ("round = 1, not_eligible = true, passes_on = false",
         {"Ann": 4, "Bob": 15, "Cyd": 10}, {"Alfa": 14, "Brabham": 15}),
        ("not_eligible = true", {"Bob": 18, "Cyd": 12}, {"Alfa": 12, "Brabham": 18}),
        ("not_eligible = true, passes_on = false",
         {"Bob": 15, "Cyd": 10}, {"Alfa": 10, "Brabham": 15}),
    ],
)  # fmt: skip
def test_car_of_a_guest_scores_for_nobody(decision, drivers, makers):
    season_ = f"""
    [[season]]
    adjustment = [{{ car = "7", {decision}, reason = "guest" }}]
    """
    for table, points in ((DRIVERS, drivers), (MAKERS, makers)):
        found = of_table(HEAD + table + season_, GUEST, kinds=["race"])
        assert {name: it for _, name, it in found} == points


def test_a_decision_counts_in_the_classes_in_which_he_drove_or_in_one():
    toml = f"""{HEAD}{DRIVERS}
    [[season]]
    adjustment = [
        {{ driver = "Ann", points = -1, reason = "late" }},
        {{ driver = "Ann", class = "GT4", points = -2, reason = "too light" }},
        {{ driver = "Bob", points = 5, reason = "helped" }},
    ]
    """
    race = Outing(
        session_id=1, kind="race", code="R", round=1,
        cars=[Car(entry_id=1, position=1, drivers=[1], class_id=3),
              Car(entry_id=2, position=2, drivers=[2], class_id=3),
              Car(entry_id=3, position=3, drivers=[1], class_id=4)],
    )  # fmt: skip
    rounds, who = [Round(number=1, event_id=1, outings=[race])], {"Ann": 1, "Bob": 2}
    tables = {
        code: season(rules(toml).of_class(code), rounds, who, class_id).tables[0].rows
        for code, class_id in (("GT3", 3), ("gt4", 4), ("", None))
    }
    points = {code: {row.competitor: row.points for row in rows} for code, rows in tables.items()}
    assert points == {"GT3": {1: 8, 2: 11}, "gt4": {1: 6}, "": {1: 9 + 4 - 1, 2: 11}}
