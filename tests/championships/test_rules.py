"""What the rules of a points system do, on seasons that are made up."""

import pytest

from racedb.championships.points import Car, Outing, Score, scores
from tests.championships.tables import DRIVERS, HEAD, MAKERS, results, rules


def of_rounds(toml: str, text: str) -> dict[tuple[str, int], Score]:
    """Return what each driver has of each round."""
    season = results(text)
    names = {number: name for name, number in season.drivers.items()}
    return {
        (names[it.competitor], it.session_id // 10): it for it in season.score(rules(toml)).scores
    }


# ---- which results count -------------------------------------------------------------------------

THREE = """
Ann | Alfa | 1 1 2 1
Bob | Brabham | 2 2 1 -
Cyd | Cooper | 3 - 3 2
"""


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ("best = 2", [18, 15, 10]),
        ("drop = 1", [27, 21, 14]),
        ("parts = [{ rounds = 2, best = 1 }, { rounds = 2, best = 2 }]", [24, 15, 14]),
    ],
)
def test_only_the_best_results_count(rule: str, points: list[float]) -> None:
    toml = f'{HEAD}{DRIVERS}[[season]]\nseasons = ["2026"]\n{rule}\n'
    assert [row[2] for row in results(THREE).table(rules(toml))] == points


def test_round_that_must_not_be_dropped_counts_among_the_best() -> None:
    toml = f"""{HEAD}{DRIVERS}
    [[season]]
    best = 2
    round = [{{ number = 3, droppable = false }}]
    """
    assert results(THREE).table(rules(toml)) == [
        (1, "Ann", 15), (2, "Bob", 15), (3, "Cyd", 10),
    ]  # fmt: skip


def test_scores_that_are_dropped_are_named() -> None:
    toml = f"{HEAD}{DRIVERS}[[season]]\nbest = 3\n"
    season = results(THREE)
    assert season.score(rules(toml)).dropped == {(season.drivers["Ann"], 30)}


# ---- who scores ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ("each", {"Ann": 9, "Bob": 9, "Cyd": 6}),
        ("split", {"Ann": 4.5, "Bob": 4.5, "Cyd": 6}),
        ("none", {"Cyd": 6}),
    ],
)
def test_drivers_of_one_car(how: str, found: dict[str, float]) -> None:
    season = results("""
        Ann | Alfa | R&1a
        Bob | Alfa | 1a
        Cyd | Cooper | 2
    """)
    table = season.table(rules(f'{HEAD}{DRIVERS}shared_cars = "{how}"\n'))
    assert {name: points for _, name, points in table} == found


def test_driver_of_two_cars_has_the_points_of_both() -> None:
    season = results("""
        Ann | Alfa | 1a&2
        Bob | Alfa | 1a
    """)
    table = season.table(rules(f'{HEAD}{DRIVERS}shared_cars = "split"\n'))
    assert table == [(1, "Ann", 10.5), (2, "Bob", 4.5)]


def test_shared_car_without_points_has_none_for_its_maker() -> None:
    season = results("""
        Ann | Alfa | 1a
        Bob | Alfa | 1a
        Cyd | Cooper | 2
    """)
    assert season.table(rules(f'{HEAD}{MAKERS}shared_cars = "none"\n')) == [(1, "Cooper", 6)]


def test_only_the_best_car_of_a_maker_scores_and_the_places_of_the_others_are_kept() -> None:
    season = results("""
        Ann | Alfa | 1
        Bob | Alfa | 2
        Cyd | Cooper | 3
    """)
    assert season.table(rules(f"{HEAD}{MAKERS}cars = 1\n")) == [(1, "Alfa", 9), (2, "Cooper", 4)]
    assert season.table(rules(HEAD + MAKERS))[0] == (1, "Alfa", 15)


@pytest.mark.parametrize(("passes_on", "points"), [("true", 9), ("false", 6)])
def test_place_of_somebody_who_may_not_score_is_passed_on_or_nobodys(
    passes_on: str, points: float
) -> None:
    toml = f"""{HEAD}{DRIVERS}
    [[season]]
    adjustment = [
        {{ driver = "Ann", round = 1, not_eligible = true, passes_on = {passes_on}, reason = "F2" }}
    ]
    """
    season = results("""
        Ann | Alfa | 1 3
        Bob | Brabham | 2 R
    """)
    assert season.table(rules(toml)) == [(1, "Bob", points), (2, "Ann", 4)]


@pytest.mark.parametrize(("places", "points"), [("all", 4), ("eligible", 4), ("scoring", 6)])
def test_places_among_all_cars_or_among_those_that_score(places: str, points: float) -> None:
    season = results("""
        Ann | Alfa | 1
        Bob | Alfa | 2
        Cyd | Cooper | 3
    """)
    table = season.table(rules(f'{HEAD}{MAKERS}cars = 1\nplaces = "{places}"\n'))
    assert table == [(1, "Alfa", 9), (2, "Cooper", points)]


def test_place_among_the_eligible_leaves_others_out() -> None:
    toml = f"""{HEAD}{DRIVERS}places = "eligible"
    [[season]]
    adjustment = [
        {{ driver = "Ann", not_eligible = true, passes_on = false, reason = "guest" }}
    ]
    """
    season = results("""
        Ann | Alfa | 1
        Bob | Brabham | 2
    """)
    assert season.table(rules(toml)) == [(1, "Bob", 9)]


# ---- more and less than the points of a place ----------------------------------------------------


def test_share_and_weight_of_a_round() -> None:
    toml = f"""{HEAD}{DRIVERS}
    [[season]]
    round = [{{ number = 1, share = "1/2" }}, {{ number = 2, weight = 2 }}]
    """
    season = results("""
        Ann | Alfa | 1 2
        Bob | Brabham | 3 1
    """)
    assert season.table(rules(toml)) == [(1, "Bob", 20), (2, "Ann", 16.5)]


@pytest.mark.parametrize(
    ("distance", "points"), [("1", 9), ("3/4", 9), ("3/5", 4.5), ("1/5", 2), ("1/4", 4.5)]
)
def test_race_that_was_stopped_early_gives_less(distance: str, points: float) -> None:
    toml = f"""{HEAD}
    shortened = [{{ below = "3/4", share = "1/2" }}, {{ below = "1/4", points = [2, 1] }}]
    {DRIVERS}"""
    season = results("Ann | Alfa | 1", distances={1: distance})
    assert season.table(rules(toml)) == [(1, "Ann", points)]


def test_sprint_that_was_stopped_early_gives_what_its_own_rule_says() -> None:
    toml = f"""{HEAD}points.sprint = [3, 2]
    shortened = [
        {{ below = "3/4", points = [5] }}, {{ below = "1/2", share = "1/3", session = "sprint" }}
    ]
    {DRIVERS}"""
    season = results("Ann | Alfa | 1/1", distances={1: "1/3"})
    assert season.table(rules(toml)) == [(1, "Ann", 6)]


def test_session_without_a_scale_gives_nothing() -> None:
    assert results("Ann | Alfa | 1/1").table(rules(HEAD + DRIVERS)) == [(1, "Ann", 9)]


def test_sessions_are_dropped_one_by_one_where_a_system_says_so() -> None:
    toml = f"""{HEAD}points.sprint = [3, 2]
    drop_by = "session"
    {DRIVERS}
    [[season]]
    drop = 1
    """
    season = results("""
        Ann | Alfa | 1/2 1/1
        Bob | Brabham | 2/1 2/2
    """)
    assert season.table(rules(toml)) == [(1, "Ann", 21), (2, "Bob", 15)]
    assert season.score(rules(toml)).dropped == {
        (season.drivers["Ann"], 11), (season.drivers["Bob"], 21),
    }  # fmt: skip


def car(entry_id: int, *, position: int | None = None, **more: int) -> Car:
    """Make a car with a driver of the same number."""
    return Car(entry_id=entry_id, position=position, drivers=[entry_id], **more)


@pytest.mark.parametrize(
    ("reason", "points"),
    [
        ("fastest-lap", {1: 0, 2: 1, 3: 1}),
        ("pole", {1: 0, 2: 0, 3: 2}),
        ("led-a-lap", {1: 2, 2: 2, 3: 0}),
        ("most-laps-led", {1: 0, 2: 2, 3: 0}),
        ("finish", {1: 2, 2: 2, 3: 0}),
    ],
)
def test_bonus(reason: str, points: dict[int, float]) -> None:
    outing = Outing(
        session_id=1, kind="race", code="R", round=1,
        cars=[
            car(1, position=5, laps_led=4, best_lap_us=91_000_000),
            car(2, position=6, laps_led=8, best_lap_us=90_000_000),
            car(3, best_lap_us=90_000_000, grid_position=1),
        ],
    )  # fmt: skip
    toml = f'{HEAD}bonus = [{{ for = "{reason}", points = 2 }}]\n{DRIVERS}'
    assert {it.competitor: it.points for it in scores(rules(toml), outing)} == points


def test_pole_of_a_qualifying_session_is_its_first_place() -> None:
    toml = f"""{HEAD}points.qualifying = [2]
    bonus = [{{ for = "pole", points = 1, session = "qualifying" }}]
    {DRIVERS}"""
    outing = Outing(
        session_id=1, kind="qualifying", code="Q", round=1, cars=[car(1, position=1), car(2)]
    )
    assert [(it.competitor, it.points) for it in scores(rules(toml), outing)] == [(1, 3), (2, 0)]


def test_class_has_a_table_by_the_places_in_the_class() -> None:
    outing = Outing(
        session_id=1, kind="race", code="R", round=1,
        cars=[car(1, position=1, class_id=7), car(2, position=2, class_id=8),
              car(3, position=3, class_id=8)],
    )  # fmt: skip
    found = scores(rules(HEAD + DRIVERS), outing, class_id=8)
    assert [(it.competitor, it.place, it.points) for it in found] == [(2, 1, 9), (3, 2, 6)]


def test_round_that_counts_for_no_championship_gives_nothing() -> None:
    toml = f"{HEAD}{DRIVERS}[[season]]\nround = [{{ number = 1, of = [] }}]\n"
    season = results("Ann | Alfa | 1 2")
    assert season.table(rules(toml)) == [(1, "Ann", 6)]


FASTEST = 'bonus = [{ for = "fastest-lap", points = 1, within = 2 }]\n'


def test_fastest_lap_counts_only_in_the_first_places() -> None:
    season = results("""
        Ann | Alfa | 1  2*
        Bob | Brabham | 3* 1
    """)
    assert season.table(rules(HEAD + FASTEST + DRIVERS)) == [(1, "Ann", 16), (2, "Bob", 13)]


AWARDS = """
[[season]]
[season.awards.fastest-lap]
1 = "Bob"
2 = ["Ann", "Bob", "Cyd"]
3 = "Nobody"
4 = "Bob"
"""


def test_awarded_bonus_goes_to_those_who_are_named_and_is_shared() -> None:
    bonus = 'bonus = [{ for = "fastest-lap", points = 1 }]\n'
    toml = HEAD + bonus + DRIVERS + 'shared_cars = "split"\n' + AWARDS
    found = of_rounds(
        toml,
        """
        Ann | Alfa | 1a* 2 1* 1*
        Bob | Alfa | 1a  D 2  -
        """,
    )
    points = {key: (str(it.points), str(it.bonus), it.reasons) for key, it in found.items()}
    lap = ("fastest-lap",)
    assert points == {
        ("Ann", 1): ("9/2", "0", ()),
        ("Bob", 1): ("11/2", "1", lap),
        ("Ann", 2): ("19/3", "1/3", lap),
        ("Bob", 2): ("1/3", "1/3", lap),
        ("Ann", 3): ("9", "0", ()),
        ("Bob", 3): ("6", "0", ()),
        ("Ann", 4): ("9", "0", ()),
    }


def test_awarded_bonus_counts_once_for_a_driver_of_two_cars_and_for_his_maker() -> None:
    bonus = 'bonus = [{ for = "fastest-lap", points = 1, within = 3 }]\n'
    season = results("""
        Ann | Alfa | R&1
        Bob | Brabham | 2&3
        Cyd | Cooper | -
    """)
    award = '[[season]]\nawards.fastest-lap.1 = "Bob"\n'
    assert season.table(rules(HEAD + bonus + DRIVERS + award))[0] == (1, "Bob", 11)
    assert season.table(rules(HEAD + bonus + MAKERS + award))[0] == (1, "Brabham", 11)
    outside = bonus.replace("3", "1")
    assert season.table(rules(HEAD + outside + DRIVERS + award))[0] == (1, "Bob", 10)
    none = award + "round = [{ number = 1, no_bonus = true }]\n"
    assert season.table(rules(HEAD + bonus + DRIVERS + none))[0] == (1, "Bob", 10)


# ---- decisions -----------------------------------------------------------------------------------


def adjusted(
    text: str, adjustment: str, rule: str = ""
) -> list[list[tuple[int | None, str, float]]]:
    """Return the tables after each round under a decision."""
    toml = f"{HEAD}{DRIVERS}[[season]]\n{rule}\nadjustment = [{{ {adjustment} }}]\n"
    season = results(text)
    return [season.table(rules(toml), after=at) for at in range(len(season.rounds))]


TWO = """
Ann | Alfa | 1 2
Bob | Brabham | 2 1
"""


def test_points_of_a_decision_count_from_its_round_on_or_at_the_end() -> None:
    penalty = 'driver = "Ann", points = -5, reason = "dangerous"'
    assert [table[0][1:] for table in adjusted(TWO, penalty)] == [("Ann", 9), ("Bob", 15)]
    assert [table[0][1:] for table in adjusted(TWO, f"round = 1, {penalty}")] == [
        ("Bob", 6), ("Bob", 15),
    ]  # fmt: skip


def test_excluded_driver_has_no_place_from_the_round_on_or_at_the_end() -> None:
    excluded = 'driver = "Ann", excluded = true, reason = "dangerous"'
    at_the_end = [(1, "Bob", 15), (None, "Ann", 15)]
    assert adjusted(TWO, excluded) == [[(1, "Ann", 9), (2, "Bob", 6)], at_the_end]
    assert adjusted(TWO, f"round = 1, {excluded}") == [
        [(1, "Bob", 6), (None, "Ann", 9)], at_the_end,
    ]  # fmt: skip


@pytest.mark.parametrize(("droppable", "points"), [("false", 4), ("true", 6)])
def test_points_of_a_decision_are_dropped_only_with_those_of_their_round(
    droppable: str, points: float
) -> None:
    penalty = f'driver = "Ann", round = 1, points = -5, droppable = {droppable}, reason = "jump"'
    assert adjusted(TWO, penalty, rule="best = 1")[-1][-1][1:] == ("Ann", points)


def test_who_lost_all_points_stays_in_the_table() -> None:
    penalty = 'driver = "Bob", round = 2, points = -15, reason = "dangerous"'
    assert adjusted(TWO, penalty)[-1] == [(1, "Ann", 15), (2, "Bob", 0)]


def test_decision_about_somebody_who_is_not_there_changes_nothing() -> None:
    assert adjusted(TWO, 'driver = "Cyd", points = 5, reason = "?"')[0][0] == (1, "Ann", 9)


# ---- order and who is listed ---------------------------------------------------------------------

TIED = """
Ann | Alfa | R 1 4
Bob | Brabham | 2 3 5
Cyd | Cooper | 3 2 4
Dan | Delage | 1 R 3
Eve | Elva | 5 5 R
Fay | Fiat | R R R
"""


@pytest.mark.parametrize(
    ("ties", "places"),
    [
        ([], {"Dan": 1, "Bob": 2, "Cyd": 2, "Ann": 4}),
        (["count-back-points"], {"Dan": 1, "Bob": 2, "Cyd": 2, "Ann": 4}),
        (["count-back"], {"Dan": 1, "Cyd": 2, "Bob": 3, "Ann": 4}),
        (["count-back-points", "latest"], {"Dan": 1, "Cyd": 2, "Bob": 3, "Ann": 4}),
        (["count-back-points", "ahead-before"], {"Dan": 1, "Bob": 2, "Cyd": 3, "Ann": 4}),
    ],
)
def test_ties(ties: list[str], places: dict[str, int]) -> None:
    table = results(TIED).table(rules(f"{HEAD}ties = {ties}\n{DRIVERS}"))
    assert {name: position for position, name, _ in table} == places


@pytest.mark.parametrize(
    ("listed", "without_points"),
    [("scorers", []), ("classified", ["Eve"]), ("starters", ["Eve", "Fay"])],
)
def test_who_is_listed(listed: str, without_points: list[str]) -> None:
    table = results(TIED).table(rules(f'{HEAD}{DRIVERS}listed = "{listed}"\n'))
    assert [name for _, name, points in table if not points] == without_points


def test_a_season_has_ties_and_a_list_of_its_own() -> None:
    toml = f"""{HEAD}{DRIVERS}
    [[season]]
    seasons = ["2025", "2026"]
    [[season]]
    seasons = ["2026"]
    ties = ["count-back-points"]
    listed = "classified"
    """
    assert results(TIED).table(rules(toml, "2025"))[1:3] == [(2, "Cyd", 10), (3, "Bob", 10)]
    assert results(TIED).table(rules(toml, "2026"))[1:3] == [(2, "Bob", 10), (2, "Cyd", 10)]
    assert results(TIED).table(rules(toml, "2026"))[-1] == (5, "Eve", 0)
