"""The text of each crew follows who sits in the car, and what they are called."""

import pytest

RACE = ("--series", "Club Cup", "--season", "2024", "--event", "Spring Race", "--session", "Race")
QUALIFYING = (*RACE[:-1], "Qualifying")
TWO = "Pos,No,Driver 1,Driver 2\n1,7,Ann BERG,Bo DAHL\n2,8,Cy EK,\n"
THREE = "Pos,No,Driver 1,Driver 2,Driver 3\n1,7,Bo DAHL,Ann BERG,Di FALK\n2,8,,,\n"
LAPS = "No;Lap;Lap Time;Driver\n9;1;2:04.000;Jo IX\n9;2;1:59.000;Al JON\n"


@pytest.fixture
def texts(proven):
    """Return the text of each car, after a proof that all summaries are right."""

    def found():
        return dict(proven("SELECT car_number, crew_names FROM entries ORDER BY car_number"))

    return found


@pytest.fixture
def race(load, sheet):
    """Load a race of two cars; gives the report."""
    return load(sheet(TWO, "race.csv"), *RACE)[0]


@pytest.mark.usefixtures("race")
def test_a_load_names_the_crew_in_the_order_of_the_seats(texts):
    assert texts() == {"7": "Ann Berg / Bo Dahl", "8": "Cy Ek"}


@pytest.mark.usefixtures("race")
def test_a_driver_more_is_named_behind_until_the_load_is_undone(load, sheet, run, base, texts):
    (report,) = load(sheet(THREE, "qualifying.csv"), *QUALIFYING)
    assert texts() == {"7": "Ann Berg / Bo Dahl / Di Falk", "8": "Cy Ek"}

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert texts() == {"7": "Ann Berg / Bo Dahl", "8": "Cy Ek"}


def test_drivers_of_laps_are_a_crew(load, sheet, texts):
    load(sheet(LAPS, "laps.csv"), *RACE)
    assert texts() == {"9": "Jo Ix / Al Jon"}


def test_a_car_without_drivers_has_no_text(load, sheet, texts):
    load(sheet("Pos,No,Laps\n1,7,10\n", "bare.csv"), *RACE)
    assert texts() == {"7": None}


def test_a_name_that_is_learned_later_is_in_the_text_until_the_load_is_undone(
    load, sheet, run, base, texts
):
    columns = ("--columns", "position,car_number,driver_ref,laps")
    load(sheet("1|7|kjones|10\n2|8|ek|10\n", "keys.psv"), *RACE, *columns)
    before = texts()

    named = ("--columns", "position,car_number,driver_ref,driver,laps")
    (report,) = load(sheet("1|7|kjones|Kay Jones|10\n", "named.psv"), *QUALIFYING, *named)
    assert texts() == {**before, "7": "Kay Jones"}

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert texts() == before
