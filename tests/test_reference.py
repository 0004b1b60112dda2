"""The reference data: what is looked up, and that the files are in order."""

import re
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from racedb import reference
from racedb.reference import words
from racedb.reference.given_names import given_name_forms
from racedb.reference.tables import rows, several
from racedb.text_keys import fold

FLAGS = {"green", "yellow", "fcy", "sc", "vsc", "code60", "red", "chequered"}


@pytest.mark.parametrize(
    ("car", "maker"),
    [
        ("BMW Alpina B6 GT3", "Alpina"),
        ("Corvette C6.R", "Chevrolet"),
        ("Chevrolet Corvette C6.R", "Chevrolet"),
        ("Ford GT40 Mk II", "Ford"),
        ("Aston Martin DBRS9", "Aston Martin"),
        ("Mercedes-AMG GT3", "Mercedes-Benz"),
        ("Alfa Romeo 33", "Alfa Romeo"),
        ("Lola-Chevrolet", "Lola"),
        ("Austin-Healey 3000", "Austin-Healey"),
        ("OSCA MT4", "O.S.C.A."),
        ("Riley Mk. 30", "Riley Technologies"),
        ("Riley Nine", "Riley"),
        ("CITROEN C-Elysée", "Citroën"),
    ],
)
def test_a_maker_is_the_longest_known_name_at_the_start(car, maker):
    found = reference.maker_of(car)

    assert found is not None
    assert found.name == maker


@pytest.mark.parametrize("car", ["", "Unheard Of", "Fordson", "Big Ford"])
def test_no_maker_is_found_where_none_is_named(car):
    assert reference.maker_of(car) is None


def test_a_maker_is_named_in_any_writing():
    assert reference.maker_named("SKODA") == reference.Maker(
        "Škoda", "CZ"
    ) or reference.maker_named("SKODA") == reference.Maker("Skoda", "CZ")
    assert reference.maker_named("Corvette C6.R") is None


def test_tyres_are_known_by_letter_and_by_name():
    assert reference.tyre_maker("M") == "Michelin"
    assert reference.tyre_maker("MICHELIN") == "Michelin"
    assert reference.tyre_maker("Soft") is None


@pytest.mark.parametrize(
    ("texts", "are"),
    [
        (["M", "H"], True), (["S", "M"], True), (["Soft", "Wet"], True), (["W"], True),
        (["M"], False), (["M", "P"], False), (["Michelin"], False), ([], True),
    ],
)  # fmt: skip
def test_compounds_of_tyres_are_no_makers(texts, are):
    assert reference.are_compounds(texts) is are


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("British", "GB"), ("GBR", "GB"), ("UK", "GB"), ("England", "GB"), ("GER", "DE")),
        *(("DEU", "DE"), ("german", "DE"), ("Deutschland", "DE"), ("U.S.A.", "US"), ("BRN", "BH")),
        *(("Monegasque", "MC"), ("SUI", "CH"), ("CHE", "CH"), ("Nobody", None), ("", None)),
    ],
)
def test_a_country_is_known_by_code_name_and_nationality(text, code):
    assert reference.country_code(text) == code


def test_a_circuit_is_known_by_its_other_names():
    assert reference.circuit_named("Circuit de Spa-Francorchamps") == reference.Circuit(
        "Spa-Francorchamps", "BE", "Europe/Brussels"
    )
    assert reference.circuit_named("Nowhere") is None
    assert reference.layouts_of("Nowhere") == ()


@pytest.mark.parametrize(
    ("circuit", "day", "length_m"),
    [
        ("Spa", date(2009, 7, 25), 7004),
        ("Spa", date(1966, 6, 12), 14100),
        ("Circuit de la Sarthe", date(2003, 6, 14), 13650),
        ("Le Mans", date(1923, 5, 26), 17262),
        ("Road America", date(2023, 8, 6), 6515),
        ("Mid-Ohio", date(2021, 5, 16), 3634),
    ],
)
def test_a_layout_is_found_by_the_day_it_was_driven(circuit, day, length_m):
    fits = [one.length_m for one in reference.layouts_of(circuit) if one.in_use(day, day.year)]

    assert fits == [length_m]


def test_a_layout_is_in_use_in_a_year_when_no_day_is_known():
    layout = reference.Layout("Old", 5000, date(2004, 1, 1), date(2006, 12, 31))

    assert [layout.in_use(None, year) for year in (2003, 2004, 2006, 2007)] == [
        *(False, True, True, False)
    ]


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("GTD PRO", "GT3"),
        ("GTDPRO", "GT3"),
        ("LMGT3", "GT3"),
        ("LMGTE Am", "GTE"),
        ("LMP2 (Pro-Am)", "LMP2"),
        ("Div. 2", None),
    ],
)
def test_classes_are_compared_by_family(code, family):
    assert reference.class_family(code) == family


@pytest.mark.parametrize("text", ["+2 laps", "2 rdn", "- 2 tours", "2"])
def test_the_pattern_of_a_gap_in_laps_is_one_for_python_too(text):
    pattern = words.lap_gap_pattern.__wrapped__()  # not what polars has had made before

    found = re.fullmatch(pattern, text)
    assert (found and found[1]) == (None if text == "2" else "2")


def test_given_names_and_their_forms_are_known():
    forms = given_name_forms()
    assert forms["bob"] == {"Robert": "short"}
    assert forms["nicolas"]["Nicholas"] == "also"
    assert "Michael" not in forms.get("mick", {})
    for row in rows("given_names"):
        for column in ("short", "also"):
            assert len(several(row[column])) == len(set(several(row[column]))), row["name"]


def test_there_is_enough_of_everything():
    assert len(rows("manufacturers")) >= 180
    assert len(rows("circuits")) >= 70
    assert {row["circuit"] for row in rows("layouts")} <= {row["name"] for row in rows("circuits")}


@pytest.mark.parametrize("table", ["manufacturers", "circuits"])
def test_a_writing_names_one_thing_only(table):
    owners: dict[str, set[str]] = {}

    for row in rows(table):
        for text in (row["name"], *several(row["also"])):
            owners.setdefault(fold(text), set()).add(row["name"])

    assert [key for key, names in owners.items() if len(names) > 1] == []


@pytest.mark.parametrize("table", ["manufacturers", "circuits"])
def test_reference_files_are_sorted_by_name(table):
    keys = [fold(row["name"]) for row in rows(table)]

    assert all(one < other for one, other in pairwise(keys))


def test_countries_and_zones_exist():
    known = {row["alpha_2"] for row in rows("countries")}

    used = {row["country"] for name in ("manufacturers", "circuits") for row in rows(name)}

    assert used - {""} <= known
    assert all(ZoneInfo(row["time_zone"]) for row in rows("circuits"))


def test_words_of_flags_and_months_are_read():
    flags, months = words.flag_words.__wrapped__(), words.month_words.__wrapped__()

    assert (flags["gf"], flags["green"]) == ("green", "green")
    assert (months["enero"], months["ene"], months["december"]) == (1, 1, 12)


def test_words_lead_to_known_values():
    assert {row["flag"] for row in rows("flag_words")} == FLAGS
    assert {row["maker"] for row in rows("tyre_letters")} <= {
        row["name"] for row in rows("manufacturers")
    }


@pytest.mark.parametrize("table", ["status_words", "causes"])
def test_a_word_stands_once_in_its_file(table):
    column = "cause" if table == "causes" else "word"
    keys = [fold(row[column]) for row in rows(table)]

    assert sorted({key for key in keys if keys.count(key) > 1}) == []
