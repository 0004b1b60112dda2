"""Classes that run races of their own are sessions of their own; those of one race share it."""

import polars as pl
import pytest

from racedb.ingest.class_races import with_races_of_classes

BIKES = """\
Class,Pos,No,Rider,Team,Laps,Time
Moto2,1,7,Ann Berg,Alpha,20,40:01.5
Moto2,2,8,Bo Dahl,Beta,20,40:02.5
Moto3,1,8,Cy Ek,Gamma,18,38:03.5
Moto3,2,9,Di Falk,Delta,18,38:04.5
"""
ABOUT = ("--series", "Cup", "--season", "2024", "--event", "Ring")


@pytest.fixture
def load(run, migrated_url, file):
    def loaded(text, session="Race", name="a.csv"):
        ran = run("load", "--db", migrated_url, file(text, name), *ABOUT, "--session", session)
        assert ran.exit_code == 0, ran.stderr
        select = "SELECT session, class, position, car_number, drivers FROM classification ORDER BY class, row_order"
        found = run("sql", "--db", migrated_url, "--as-owner", "--format", "csv", select)
        return found.stdout.splitlines()[1:]

    return loaded


def test_classes_that_share_numbers_have_races_of_their_own(load):
    assert load(BIKES) == [
        "Moto2 Race,Moto2,1,7,Ann Berg", "Moto2 Race,Moto2,2,8,Bo Dahl",
        "Moto3 Race,Moto3,1,8,Cy Ek", "Moto3 Race,Moto3,2,9,Di Falk",
    ]  # fmt: skip


def test_a_number_of_two_classes_is_of_two_cars_in_several_files(load):
    moto2, moto3 = (
        "".join(BIKES.splitlines(keepends=True)[n] for n in some) for some in ((0, 1, 2), (0, 3, 4))
    )
    load(moto2, "Moto2 Race", "2.csv")

    assert load(moto3, "Moto3 Race", "3.csv") == [
        "Moto2 Race,Moto2,1,7,Ann Berg", "Moto2 Race,Moto2,2,8,Bo Dahl",
        "Moto3 Race,Moto3,1,8,Cy Ek", "Moto3 Race,Moto3,2,9,Di Falk",
    ]  # fmt: skip


def test_a_class_that_is_called_otherwise_is_of_the_same_car(load):
    load(
        "Pos,No,Class,Driver,Best\n1,7,GT3,Ann Berg,1:30.5\n2,8,GT3,Bo Dahl,1:30.7\n",
        "Qualifying",
        "q.csv",
    )

    assert load("Pos,No,Class,Driver,Laps\n1,7,GT3 Pro,Ann Berg,9\n2,8,GT3 Pro,Bo Dahl,9\n") == [
        "Qualifying,GT3 Pro,1,7,Ann Berg", "Race,GT3 Pro,1,7,Ann Berg",
        "Qualifying,GT3 Pro,2,8,Bo Dahl", "Race,GT3 Pro,2,8,Bo Dahl",
    ]  # fmt: skip


def text(*rows, session="Race", place="position"):
    columns = ["class", place, "car_number"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    about = {"event": "Ring", "round": None, "season": "2024", "series": "Cup", "session": session}
    return frame.with_columns(pl.lit(value, pl.String).alias(name) for name, value in about.items())


SHARED = (("A", "1", "7"), ("A", "2", "8"), ("B", "1", "8"), ("B", "2", "9"))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("rows", "session", "names"),
    [
        (SHARED, "Race", {"A Race", "B Race"}),
        (SHARED, "RAC", {"A Race", "B Race"}),
        (SHARED, "Race 2", {"A Race 2", "B Race 2"}),
        ((*SHARED, (None, "3", "10")), "Race", {"A Race", "B Race", "Race"}),
        (SHARED, "Qualifying", {"Qualifying"}),  # only races are told apart
        (SHARED, None, {None}),
        ((("A", "1", "7"), ("B", "1", "9")), "Race", {"Race"}),  # an endurance race
        ((("A", "1", "7"), ("B", "2", "7")), "Race", {"Race"}),  # places over all
        ((("A", "1", "7"), ("B", "1", "7"), ("A", "2", "9")), "Race", {"Race"}),  # mixed
        ((("A", "1", "7"), ("A", "2", "7")), "Race", {"Race"}),  # a single class
    ],
)
def test_what_shows_that_classes_run_alone(rows, session, names):
    found = with_races_of_classes(text(*rows, session=session))

    assert set(found["session"]) == names


@pytest.mark.sqlite_only
def test_places_of_such_classes_are_those_of_the_race():
    found = with_races_of_classes(text(*SHARED, place="class_position"))

    assert found["position"].to_list() == ["1", "2", "1", "2"]


@pytest.mark.sqlite_only
def test_a_table_without_places_or_classes_stays_as_it_is():
    frame = text(*SHARED)

    for name in ("position", "class", "car_number"):
        assert with_races_of_classes(frame.drop(name)).equals(frame.drop(name))
