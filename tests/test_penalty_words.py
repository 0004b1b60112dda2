"""What the words of a penalty say."""

import pytest

from racedb.errors import UsageError
from racedb.models.penalties import CHANGE_GRIDS, CHANGE_RESULTS, KINDS
from racedb.penalty_words import UNKNOWN, Penalty, entered, read_penalties, title
from racedb.reference.tables import rows

S = 1_000_000


def seconds(number):
    return Penalty("seconds", time_us=int(number * S))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 second time penalty", [seconds(5)]),
        ("5-second penalty", [seconds(5)]),
        ("Time penalty: 10 seconds", [seconds(10)]),
        ("+10s", [seconds(10)]),
        ("10 sec.", [seconds(10)]),
        ("+5", [seconds(5)]),
        ("+0:10", [seconds(10)]),
        ("5.000", [seconds(5)]),
        ("2 min", [seconds(120)]),
        ("25 seconds in lieu of a drive-through", [seconds(25)]),
        ("Drive through converted to 25 seconds", [seconds(25)]),
        ("5 seconds for speeding in the pit lane", [seconds(5)]),
        ("0 seconds", [Penalty("seconds")]),
        ("3-place grid drop", [Penalty("grid_places", places=3)]),
        ("Drop of 3 grid positions for the next race", [Penalty("grid_places", places=3)]),
        ("drop 1 position", [Penalty("places", places=1)]),
        ("Required to start from the pit lane", [Penalty("pit_lane")]),
        ("Back of the grid", [Penalty("back_of_grid")]),
        ("Drive-Through Penalty", [Penalty("drive_through")]),
        ("DT", [Penalty("drive_through")]),
        ("10 second stop and go", [Penalty("stop_go", time_us=10 * S)]),
        ("S&G 10", [Penalty("stop_go", time_us=10 * S)]),
        ("Stop & Go", [Penalty("stop_go")]),
        ("DSQ", [Penalty("disqualification")]),
        ("Excluded from the results", [Penalty("disqualification")]),
        ("-1 lap", [Penalty("laps", laps=1)]),
        ("Lap 12 deleted", [Penalty("deleted_time")]),
        ("1:23.456 deleted", [Penalty("deleted_time", time_us=83_456_000)]),
        ("1:01:23.456 deleted", [Penalty("deleted_time", time_us=3_683_456_000)]),
        ("All lap times deleted", [Penalty("deleted_times")]),
        ("fined €5,000", [Penalty("fine", fine=5000, fine_currency="EUR")]),
        ("€ 1.500,50", [Penalty("fine", fine=1500.5, fine_currency="EUR")]),
        ("Fine of USD 500", [Penalty("fine", fine=500, fine_currency="USD")]),
        ("Geldstrafe 300", [Penalty("fine", fine=300)]),
        ("Fine", [Penalty("fine")]),
        ("2 penalty points", [Penalty("licence_points", points=2)]),
        ("10 championship points", [Penalty("points", points=10)]),
        ("Reprimand (driving)", [Penalty("reprimand")]),
        ("Black and white flag", [Penalty("warning")]),
        ("Suspended for one race", [Penalty("suspension")]),
        ("No further action", [Penalty("no_action")]),
        ("10 seconds + 3 penalty points", [seconds(10), Penalty("licence_points", points=3)]),
        ("5 seconds and a reprimand", [seconds(5), Penalty("reprimand")]),
        ("3 grid places; 3 grid places", [Penalty("grid_places", places=3)]),
        ("5", [Penalty(UNKNOWN)]),
        ("see the decision", [Penalty(UNKNOWN)]),
    ],
)
def test_texts_of_stewards_are_understood(text, expected):
    assert read_penalties(text) == expected


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [
        (seconds(5), "5 seconds"),
        (seconds(1), "1 second"),
        (seconds(2.5), "2.5 seconds"),
        (Penalty("stop_go", time_us=10 * S), "stop-go of 10 seconds"),
        (Penalty("stop_go"), "stop-go"),
        (Penalty("grid_places", places=1), "1 grid place"),
        (Penalty("laps", laps=2), "2 laps"),
        (Penalty("licence_points", points=2), "2 licence points"),
        (Penalty("deleted_time", time_us=83_456_000), "lap time of 1:23.456 deleted"),
        (Penalty("deleted_time"), "lap time deleted"),
        (Penalty("deleted_times"), "all lap times deleted"),
        (Penalty("disqualification"), "disqualified"),
        (Penalty("fine", fine=5000.0, fine_currency="EUR"), "fine of 5,000 EUR"),
        (Penalty("fine", fine=250.5), "fine of 250.5"),
        (Penalty("fine"), "fine"),
        (Penalty("reprimand"), "reprimand"),
    ],
)
def test_a_penalty_has_a_name(penalty, expected):
    assert title(penalty) == expected


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("seconds", 5.5, seconds(5.5)),
        ("laps", 1, Penalty("laps", laps=1)),
        ("places", 2, Penalty("places", places=2)),
        ("grid_places", 3, Penalty("grid_places", places=3)),
        ("points", 1.5, Penalty("points", points=1.5)),
        ("licence_points", 2, Penalty("licence_points", points=2)),
        ("reprimand", True, Penalty("reprimand")),
        ("fine", "5000 EUR", Penalty("fine", fine=5000, fine_currency="EUR")),
        ("deleted_time", "1:23.456", Penalty("deleted_time", time_us=83_456_000)),
        ("deleted_time", " ALL ", Penalty("deleted_times")),
    ],
)
def test_a_person_enters_a_penalty(kind, amount, expected):
    assert entered(kind, amount) == expected


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("seconds", -5, "seconds: -5 is not above 0"),
        ("grid_places", 0, "grid places: 0 is not above 0"),
        ("laps", 1e7, "laps: 1e+07 is not between 0 and 1,000,000"),
        ("fine", "a lot", "fine: 'a lot' is not an amount such as 5000 EUR"),
        ("deleted_time", "lap 3", "deleted time: 'lap 3' is not a lap time such as 1:23.456"),
    ],
)
def test_an_amount_that_is_none_is_refused(kind, amount, expected):
    with pytest.raises(UsageError) as error:
        entered(kind, amount)

    assert str(error.value) == expected


def test_words_have_the_kinds_of_the_table():
    kinds = {row["kind"] for row in rows("penalty_words")} - {"before", "after"}

    assert kinds | {UNKNOWN} == set(KINDS)
    assert {*CHANGE_RESULTS, *CHANGE_GRIDS} < set(KINDS)
