"""What the words of a header say, in any language whose words are in the data."""

import pytest

from racedb.fields import FIELDS
from racedb.reference.tables import rows
from racedb.understand import vocabulary
from racedb.understand.columns import recognise


def fields(header):
    return vocabulary.fields(vocabulary.key(header))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Fast Lap", "best_lap"),
        ("Quickest Tour", "best_lap"),
        ("Beste Rundenzeit", "best_lap"),
        ("Nopein kierros", "best_lap"),
        ("Durchschnittliche Geschwindigkeit", "speed_kph"),
        ("Sektor 1", "s1"),
        ("Time of the race", "total"),
        ("FAHRER1_VORNAME", "given_1"),
        ("FAHRER2_NAME", "driver_2"),
        ("Kuljettaja 1", "driver_1"),
        ("Kuljettaja 2 sukunimi", "family_2"),
        ("DRIVER3_LICENSE", "rating_3"),
        ("Manufactuer", "manufacturer"),
        ("Postion", "position"),
        ("Driver 1 Natoinality", "country_1"),
    ],
)
def test_words_together_name_a_field(header, field):
    assert fields(header) == (field,)


@pytest.mark.parametrize(
    "header",
    [
        "Zebra",
        "",
        "Best zebra",
        "Driverr",
        "Lpas",
        "Driver 11",
        "Driver 3 shoe size",
        "2nd driver 2",
        "15 03 36",
        "lap " * 9,
    ],
)
def test_words_that_are_not_known_say_nothing(header):
    assert fields(header) == ()


def test_a_lap_file_in_a_language_that_is_only_lines_of_data():
    cells = [["7", "Ann Berg", "1", "1:58.2"], ["7", "Ann Berg", "2", "1:57.2"]]
    kind, columns = recognise(["Nro", "Kuljettaja", "Kierros", "Aika"], cells)
    assert kind == "laps"
    assert [c.field for c in columns] == ["car_number", "driver", "lap_number", "lap"]


def test_a_numbered_driver_is_a_seat_in_any_language():
    assert vocabulary.is_seat("Kuljettaja 1")
    assert vocabulary.is_seat("DRIVER6_LICENSE")
    assert not vocabulary.is_seat("Driver")
    assert not vocabulary.is_seat("Lap 1")


@pytest.mark.parametrize(
    ("header", "expected"),
    [("Rd 2", True), ("R1", True), ("Wins", True), ("Lap 1", False), ("Q1", False), ("", False)],
)
def test_columns_of_a_season(header, expected):
    assert vocabulary.is_of_season(vocabulary.key(header)) == expected


def test_facts_of_one_driver_and_marks():
    assert vocabulary.fact_of_driver("sukunimi") == "family"
    assert vocabulary.fact_of_driver("zebra") is None
    assert vocabulary.mark("dq") == "DSQ"
    assert vocabulary.mark("zebra") is None


def test_the_data_lead_to_fields_and_each_word_is_written_as_it_is_compared():
    parts = {"given", "family", "rating", "country", "born", "driver_ref", "driver"}
    for row in rows("header_words"):
        if row["role"] in ("header", "phrase"):
            assert row["meaning"] in FIELDS, row
        if row["role"] in ("part", "alone"):
            assert row["meaning"] in parts, row


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("row.constructor.name", "constructor"),
        ("driver.firstName", "driver first name"),
        ("owner.firstName", "owner first name"),
        ("gap.lap", "gap lap"),
        ("1. Lauf", "1 lauf"),
        ("Laps (led)", "laps led"),
    ],
)
def test_the_key_of_a_path_or_of_a_header_with_brackets(header, key):
    assert vocabulary.key_and_unit(header) == (key, "")
