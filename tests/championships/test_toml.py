"""Rules that are written wrongly are refused with the table, the key and the value."""

import pytest

from racedb.championships.system import BONUSES, TIES
from racedb.championships.toml import parse
from racedb.errors import UsageError

HEAD = """
name = "Club"
source = "club rules"
points.race = [9, 6, 4]

[[championship]]
code = "drivers"
name = "Drivers"
of = "driver"

[[season]]
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("awards.fastest-lap = 1", "season 1: awards = {'fastest-lap': 1} is not a table"),
        ("awards.luck.1 = 'Ann'",
         f"season 1: awards = {{'luck': {{'1': 'Ann'}}}} is not one of {', '.join(BONUSES)}"),
        ("awards.pole.first = 'Ann'",
         "season 1: awards = {'pole': {'first': 'Ann'}} has 'first', which is no number of a round"),
        ("awards.pole.0 = 'Ann'",
         "season 1: awards = {'pole': {'0': 'Ann'}} has '0', which is no number of a round"),
        ("awards.pole.1 = ['']", "season 1: awards = {'pole': {'1': ['']}} is not a text in quotes"),
        ("ties = ['luck']",
         f"season 1: ties = ['luck'] is not one of {', '.join(TIES)}"),
        ("listed = 'all'", "season 1: listed = 'all' is not one of scorers, classified, starters"),
        ("adjustment = [{ driver = 'Ann', points = -1, droppable = true, reason = 'late' }]",
         "season.adjustment 1: points that are dropped with a round need a round"),
        ("adjustment = [{ reason = 'late' }]",
         "season.adjustment 1: needs one of driver, team, manufacturer, car"),
        ("adjustment = [{ car = '7', points = -1, reason = 'late' }]",
         "season.adjustment 1: a car can only be not_eligible, in a round or in all"),
        ("adjustment = [{ car = '7', round = 1, reason = 'late' }]",
         "season.adjustment 1: a car can only be not_eligible, in a round or in all"),
        ("round = [{ number = 1, no_bonus = ['luck'] }]",
         f"season.round 1: no_bonus = ['luck'] is not one of {', '.join(BONUSES)}"),
        ("round = [{ number = 1, no_bonus = 'pole' }]",
         "season.round 1: no_bonus = 'pole' is not a list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(text: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse("club", HEAD + text, "club.toml")
    assert str(refused.value) == f"club.toml: {message}"


def test_awards_are_of_one_driver_or_several() -> None:
    bonus = HEAD.replace("[[season]]", "[[bonus]]\nfor = 'pole'\npoints = 1\n[[season]]\n")
    system = parse("club", bonus + "awards.pole = { 1 = 'Ann', 2 = ['Bob', 'Cyd'] }", "club.toml")
    assert system.seasons[0].awards == {"pole": {1: ("Ann",), 2: ("Bob", "Cyd")}}


DRIVERS = """
[[championship]]
code = "drivers"
name = "Drivers"
of = "driver"
"""


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ("{ 1 = 9, 2 = 6, 4 = 3 }", "has a hole: nothing is said of place 3"),
        ('{ 1 = 9, "2-4" = 6, 3 = 6 }', "says twice what place 3 is worth"),
        ('{ 1 = 9, "2-4" = 6, "4-6" = 3 }', "says twice what place 4 is worth"),
        ('{ 1 = 9, "4-2" = 6 }', "has '4-2', which is no place such as 4 or '4-10'"),
        ("{ 0 = 9, 1 = 6 }", "has '0', which is no place such as 4 or '4-10'"),
        ("{ first = 9 }", "has 'first', which is no place such as 4 or '4-10'"),
        ('{ 1 = 9, "2-x" = 6 }', "has '2-x', which is no place such as 4 or '4-10'"),
        ("[6, 9]", "gives place 2 more than place 1"),
        ("[9, -1]", "is negative; an adjustment can take points away"),
        ("[nan]", "is not a number such as 4.5 or '1/7'"),
        ("[inf]", "is not a number such as 4.5 or '1/7'"),
        ('["1/0"]', "is not a number such as 4.5 or '1/7'"),
        ("[true]", "is not a number such as 4.5 or '1/7'"),
        ("[]", "is not a list of the points of 1 to 200 places"),
        ("9", "is not a list of the points of 1 to 200 places"),
    ],
)
def test_a_scale_that_is_none_is_one_line(scale: str, message: str) -> None:
    text = f'name = "Club"\nsource = "rules"\npoints.race = {scale}\n{DRIVERS}'
    with pytest.raises(UsageError) as refused:
        parse("club", text, "club.toml")
    assert str(refused.value).startswith("club.toml: points = {'race': ")
    assert str(refused.value).endswith(f" of race: {message}")


def test_a_range_of_places_ends_with_the_last_place_there_is() -> None:
    text = f'name = "Club"\nsource = "rules"\npoints.race = {{ 1 = 9, "2-999" = 1 }}\n{DRIVERS}'
    assert len(parse("club", text, "club.toml").scales["race"]) == 200


RACE = "points.race = [9, 6]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("points.rase = [9]\n" + DRIVERS,
         "points: 'rase' is no kind of session, nor a code such as R2; did you mean 'race'?"),
        (RACE + "bonus = [{ for = 'pole', points = 1, session = 'quali' }]\n" + DRIVERS,
         "bonus 1: 'quali' is no kind of session, nor a code such as R2; did you mean 'qualifying'?"),
        (RACE + "shortened = [{ below = 0.5, share = 0.5, session = 'sprnt' }]\n" + DRIVERS,
         "shortened 1: 'sprnt' is no kind of session, nor a code such as R2; did you mean 'sprint'?"),
        (RACE + DRIVERS + DRIVERS, "championships: two have one code: drivers, drivers"),
        (RACE + DRIVERS + "points.stages = [1]\n",
         "championship 1: points: 'stages' is no kind of session, nor a code such as R2; did you mean 'stage'?"),
        (RACE + DRIVERS + "classes = ['GT3']\n", "championship 1: classes needs by_class = true"),
        (RACE + DRIVERS + "cars = 1\n",
         "championship 1: cars is for teams and makers; each driver has his own points"),
        (RACE + DRIVERS + "[[season]]\nchampionships = ['driver']\n",
         "season 1: no championship 'driver'; did you mean 'drivers'?"),
        (RACE + DRIVERS + "[[season]]\nseasons = ['2026-2020']\n",
         "seasons = '2026-2020' ends before it begins"),
        (RACE + DRIVERS + "[[season]]\nround = [{ number = 1, points.rac = [1] }]\n",
         "season 1: points of round 1: 'rac' is no kind of session, nor a code such as R2; did you mean 'race'?"),
        (RACE + DRIVERS + "[[season]]\nround = [{ number = 1 }, { number = 1 }]\n",
         "season 1: two tables of a round: 1, 1"),
        (RACE + DRIVERS + "[[season]]\nparts = [{ rounds = 2, best = 3 }]\n",
         "season 1: part 1 counts the best 3 of 2 rounds"),
        (RACE + DRIVERS + "[[season]]\nawards.pole.1 = 'Ann'\n",
         "season 1: awards of pole, for which there is no [[bonus]]"),
        (RACE + DRIVERS + "[[season]]\nadjustment = [{ driver = 'Ann', reason = 'late' }]\n",
         "season 1: the adjustment of Ann needs points, not_eligible or excluded"),
        (RACE + DRIVERS + "[[season]]\nadjustment = [{ team = 'A', points = 1, reason = 'late' }]\n",
         "season 1: A is adjusted, but no championship is of a team"),
        (RACE + "tie = ['count-back']\n" + DRIVERS, "'tie' is not a key; did you mean 'ties'?"),
        (RACE, "championship is missing"),
        ("points = [9]\n" + DRIVERS,
         "points = [9] is not a table such as {race = [25, 18, 15]}"),
        ("points.race = [9\n", "is not TOML: Unclosed array (at end of document)"),
        (RACE + "shortened = [{ below = 75, share = 0.5 }]\n" + DRIVERS,
         "shortened 1: below = 75 is not a share from 0 to 1"),
        (RACE + "shortened = [{ below = 0.5 }]\n" + DRIVERS,
         "shortened 1: needs either share or points"),
        (RACE + "series = [1]\n" + DRIVERS, "series = [1] is not a text in quotes"),
        (RACE + "championship = [1]\n",
         "championship = [1] is not a list of tables; begin each with [[championship]]"),
        (RACE + DRIVERS + "by_class = 'yes'\n",
         "championship 1: by_class = 'yes' is neither true nor false"),
        (RACE + DRIVERS + "[[season]]\nbest = 1.5\n",
         "season 1: best = 1.5 is not a whole number from 1"),
        (RACE + DRIVERS + "[[season]]\nbest = 1\ndrop = 1\n",
         "season 1: has best and drop; one of them says which results count"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_one_line(text: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse("club", f'name = "Club"\nsource = "rules"\n{text}', "club.toml")
    assert str(refused.value) == f"club.toml: {message}"
