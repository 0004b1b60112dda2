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
    system = parse("club", HEAD + "awards.pole = { 1 = 'Ann', 2 = ['Bob', 'Cyd'] }", "club.toml")
    assert system.seasons[0].awards == {"pole": {1: ("Ann",), 2: ("Bob", "Cyd")}}
