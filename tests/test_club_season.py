"""
A made-up season of a club with every rule at once, from files to tables; all figures are by hand.

Four rounds, two classes: Ann, Bob, Cyd and Dan drive in A, Eve and Fay in B, Gus is a guest in A.
"""

import json

import pytest

SYSTEM = """
name = "Kart rules 2026"
source = "rules of the club, sections 2 to 9"
points.race = {1 = 10, 2 = 8, 3 = 6, 4 = 4, 5 = 2}
points.sprint = [5, 3, 1]
points.qualifying = [2, 1]
bonus = [{ for = "fastest-lap", points = 1, within = 3 }]
shortened = [{ below = "3/4", share = "1/2" }]

[[championship]]
code = "drivers"
name = "Drivers"
of = "driver"
by_class = true
places = "eligible"
shared_cars = "split"

[[championship]]
code = "teams"
name = "Teams"
of = "team"
cars = 2
places = "eligible"

[[championship]]
code = "makers"
name = "Makers"
of = "manufacturer"
cars = 1
places = "scoring"

[[season]]
seasons = ["2026"]
round = [{ number = 3, weight = 2 }, { number = 4, no_bonus = true }]
adjustment = [
    { car = "99", not_eligible = true, reason = "guest" },
    { driver = "Bob Bell", round = 1, points = -3, reason = "jumped the start" },
    { driver = "Dan Dale", points = -1, reason = "left the paddock dirty" },
    { driver = "Eve Eden", class = "b", points = 3, reason = "helped as a marshal" },
    { driver = "Cyd Cole", excluded = true, reason = "hit a marshal" },
]

[[season]]
seasons = ["2026"]
championships = ["drivers"]
parts = [{ rounds = 2, best = 1 }, { rounds = 2, best = 2 }]
"""
CARS = {
    "Ann": "1,Ann Ash,,Red,Lola,A", "Bob": "2,Bob Bell,,Red,Lola,A",
    "Cyd": "3,Cyd Cole,,Blue,Kosmic,A", "Dan": "4,Dan Dale,,Blue,Kosmic,A",
    "Eve": "5,Eve Eden,,Red,Lola,B", "Fay": "6,Fay Frost,,Blue,Kosmic,B",
    "Gus": "99,Gus Gray,,Guests,CRG,A", "Ann and Bob": "1,Ann Ash,Bob Bell,Red,Lola,A",
}  # fmt: skip
SESSIONS = [  # round, session, laps, who had the fastest laps (of all, of the other class), the order
    (1, "Qualifying", 5, (), "Ann Eve Bob Cyd Fay Dan"),
    (1, "Sprint", 8, (), "Bob Gus Cyd Fay Ann Eve Dan"),
    (1, "Race", 20, ("Dan", "Eve"), "Ann Gus Bob Cyd Eve Dan Fay"),
    (2, "Race", 12, ("Cyd", "Fay"), "Cyd Ann Dan Eve Fay -Bob"),  # stopped after 12 of 20 laps
    (3, "Race", 20, ("Bob", "Eve"), "Dan Bob Ann Cyd Fay Eve"),
    (4, "Race", 20, ("Cyd", "Fay"), "Cyd Ann&Bob Dan Fay Eve"),
]


@pytest.fixture
def club(run, migrated_url, tmp_path):
    """Load the season by a manifest that names the system; return what queries it."""
    (tmp_path / "karts.toml").write_text(SYSTEM)
    loads = []
    for number, session, laps, fastest, order in SESSIONS:
        lines = ["Pos,No,Driver 1,Driver 2,Team,Manufacturer,Class,Laps,Best Lap"]
        for place, name in enumerate(order.split(), start=1):
            who = name.lstrip("-").replace("&", " and ")
            lap = f"0:5{fastest.index(who) if who in fastest else place + 2}.000"
            position, done = ("DNF", 3) if name.startswith("-") else (place, laps)
            lines.append(f"{position},{CARS[who]},{done},{lap}")
        path = tmp_path / f"{number} {session}.csv"
        path.write_text("\n".join(lines) + "\n")
        scheduled = "scheduled_laps = 20\n" if session == "Race" else ""
        loads.append(
            f'[[load]]\npath = "{path.name}"\nseries = "Kart Cup"\nseason = "2026"\nround = {number}\n'
            f'event = "Meeting {number}"\nsession = "{session}"\npoints_system = "karts.toml"\n{scheduled}'
        )
    (tmp_path / "manifest.toml").write_text("\n".join(loads))
    loaded = run("load", tmp_path, "--db", migrated_url)
    assert loaded.exit_code == 0, loaded.stderr

    def rows(query, *words, columns=("championship", "position", "name", "points")):
        ran = run("query", query, "kart", *words, "--db", migrated_url, "--format", "json")
        assert ran.exit_code == 0, ran.stderr
        return [tuple(row[name] for name in columns) for row in json.loads(ran.stdout)]

    rows.said = lambda *words: run(*words, "--db", migrated_url)
    return rows


def test_drivers_of_each_class(club):
    # Round 1: qualifying 2-1, sprint 5-3-1, race 10-8-6-4, by the places in the class without Gus:
    #   Ann 2+1+10 = 13, Bob 1+5+8 = 14, Cyd 0+3+6 = 9, Dan 4; Eve 2+3+10 = 15, Fay 1+5+8 = 14.
    #   The fastest lap of A is of Dan, who is fourth: no point. That of B is of Eve: 16.
    # Round 2, half: Cyd 5+1, Ann 4, Dan 3, Bob 0; Eve 5, Fay 4+1.
    # Round 3, double, bonus not: Dan 20, Bob 16+1, Ann 12, Cyd 8; Fay 20, Eve 16+1.
    # Round 4 without bonus: Cyd 10, Ann and Bob 8/2 = 4 each, Dan 6; Fay 10, Eve 8.
    # The best of rounds 1 and 2 counts, and rounds 3 and 4:
    #   Bob 14+17+4-3 = 32, Ann 13+12+4 = 29, Dan 4+20+6-1 = 29, Cyd 9+8+10 = 27;
    #   Eve 16+17+8+3 = 44, Fay 14+20+10 = 44.
    # Ann and Dan won one race each; Ann was second twice. Eve and Fay won two and were second in two.
    assert club("standings", "of=drivers") == [
        ("Drivers, A", 1, "Bob Bell", 32.0), ("Drivers, A", 2, "Ann Ash", 29.0),
        ("Drivers, A", 3, "Dan Dale", 29.0), ("Drivers, A", None, "Cyd Cole", 27.0),
        ("Drivers, B", 1, "Eve Eden", 44.0), ("Drivers, B", 1, "Fay Frost", 44.0),
    ]  # fmt: skip
    assert club.said("points", "check").stderr == (
        "racedb: kart-cup 2026, drivers-b: 1 tie that no rule breaks, from place 1 on\n"
        "racedb: no rows; all printed points are those of the system, or no season has one: "
        "racedb points list\n"
    )


def test_drivers_after_the_round_before(club):
    # Decisions about the season come with its end; Bob lost his 3 points in round 1.
    assert club("standings", "of=drivers", "class=a", "after=3") == [
        ("Drivers, A", 1, "Bob Bell", 28.0), ("Drivers, A", 2, "Ann Ash", 25.0),
        ("Drivers, A", 3, "Dan Dale", 24.0), ("Drivers, A", 4, "Cyd Cole", 17.0),
    ]  # fmt: skip
    # Ten points are to come: Cyd, with 27 at most, is out.
    assert club(
        "title-race", "of=drivers", "class=a", "after=3", columns=("name", "points", "reach_points")
    ) == [("Bob Bell", 28.0, 38.0), ("Ann Ash", 25.0, 35.0), ("Dan Dale", 24.0, 34.0)]


def test_best_two_cars_of_a_team_and_best_car_of_a_maker(club):
    # Teams, by the places of all cars but that of Gus:
    #   round 1: Red 2+1, 5+0, 10+8 = 26 (the fastest lap is of Dan, who is fifth); Blue 0, 3+1, 6+2 = 12
    #   round 2: Blue 5+1+3 = 9, Red 4+2 = 6; round 3: Red 16+1+12 = 29, Blue 20+8 = 28
    #   round 4: Blue 10+6 = 16, Red 8+2 = 10. No result is dropped.
    assert club("standings", "of=teams") == [("Teams", 1, "Red", 71.0), ("Teams", 2, "Blue", 65.0)]
    # Makers, by the places of their best cars: Lola 2+5+10, 4, 16+1, 8; Kosmic 1+3+8, 5+1, 20, 10.
    assert club("standings", "of=makers") == [
        ("Makers", 1, "Kosmic", 48.0), ("Makers", 2, "Lola", 46.0),
    ]  # fmt: skip


def test_season_under_the_rules_of_formula_1(club):
    # 25-18-15-12-10-8 for all cars in one table, half in round 2; Gus and Cyd are out as they were:
    #   Ann 25+9+15+18, Dan 10+7.5+25+15, Bob 18+0+18+18, Eve 12+6+8+10, Fay 8+5+10+12.
    found = club(
        "what-if", "2026", "f1-2010", columns=("championship", "position", "name", "points")
    )
    assert [row for row in found if row[0] == "drivers"] == [
        ("drivers", 1, "Ann Ash", 67.0), ("drivers", 2, "Dan Dale", 57.5),
        ("drivers", 3, "Bob Bell", 54.0), ("drivers", 4, "Eve Eden", 36.0),
        ("drivers", 5, "Fay Frost", 35.0),
    ]  # fmt: skip


def test_tables_are_those_that_the_facts_give(club):
    assert club.said("db", "check").exit_code == 0
