"""Numbered lists in text: places, names, and what stands at the end of a line."""

import pytest

from racedb.errors import ReadError
from racedb.readers import identify
from racedb.readers.numbered_list import FORMAT
from tests.readers.read import opened, reading, rows

RACE = """2024 Bahrain Grand Prix - Race results

1. Ann Berg (Mercedes) 1:32:07.897
2. Bo van Dahl (Ferrari) +5.2s
3. Cy Ek (Mercedes) +1 lap
4. Di Falk (Ferrari) DNF - engine
DSQ Eve Gunn (Mercedes)
"""
SHORT = "1. Ann Berg, Alpha, 38.250\n2. Bo Dahl, Beta, 38.900\n3. Cy Ek, Alpha, 39.100\n"
READ = [
    {"position": "1", "driver": "Ann Berg", "team": "Mercedes", "total": "1:32:07.897"},
    {"position": "2", "driver": "Bo van Dahl", "team": "Ferrari", "total": "+5.2"},
    {"position": "3", "driver": "Cy Ek", "team": "Mercedes", "total": "+1 lap"},
    {"position": "4", "driver": "Di Falk", "team": "Ferrari", "status": "DNF (engine)"},
    {"position": "DSQ", "driver": "Eve Gunn", "team": "Mercedes"},
]


@pytest.fixture
def read(tmp_path):
    return lambda text: rows(reading(tmp_path / "a.txt", text))


def values(row, *names):
    return tuple(row.get(name) for name in names)


def test_a_list_is_read_with_its_title(tmp_path):
    found = reading(tmp_path / "race.txt", RACE)

    assert (found.reader, found.findings, found.rejects) == ("numbered-list", [], [])
    assert rows(found) == [
        {"line": line, "manufacturer": row["team"], **row} for line, row in enumerate(READ, start=3)
    ]
    assert dict(found.tables[0].context) == {
        "season": "2024", "event": "Bahrain Grand Prix", "session": "Race",
    }  # fmt: skip


def test_numbers_teams_and_cars_between_dashes(read):
    found = read(
        "1) #7 Ann Berg - Alpha - Lola T70 - 1:58.250\n"
        "2) #12 Bo Dahl - Beta - Porsche 917 - 1:59.000\n"
        "3) 8 Cy Ek - Gamma - Ford GT40 - 1:59.500\n"
    )
    assert [values(row, "car_number", "driver", "team", "car", "total") for row in found] == [
        ("7", "Ann Berg", "Alpha", "Lola T70", "1:58.250"),
        ("12", "Bo Dahl", "Beta", "Porsche 917", "1:59.000"),
        ("8", "Cy Ek", "Gamma", "Ford GT40", "1:59.500"),
    ]


def test_points_laps_speeds_nations_and_two_times(read):
    found = read(
        "P1 Ann Berg #7 (SWE) 1:58.250 38:10.123 20 laps 25 pts\n"
        "P2 Bo Dahl #12 (NOR) 1:58.100 +2.377 20 laps 18 pts\n"
        "P3 Cy Ek #8 (GBR) 1:59.100 +3.5 19 laps 15 pts\n"
    )
    assert [
        values(row, "car_number", "driver", "best_lap", "total", "laps", "points", "country_1")
        for row in found
    ] == [
        ("7", "Ann Berg", "1:58.250", "38:10.123", "20", "25", "SWE"),
        ("12", "Bo Dahl", "1:58.100", "+2.377", "20", "18", "NOR"),
        ("8", "Cy Ek", "1:59.100", "+3.5", "19", "15", "GBR"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "fields"),
    [
        ("1:58.250 +0.000", "1:58.500 +0.250", ("1:58.500", "+0.250")),
        ("+0.000 1:58.250", "+0.250 1:58.500", ("1:58.500", "+0.250")),
        ("1:58.250 0.000", "1:58.500 0.250", ("1:58.500", "0.250")),
        ("1:58.250", "0.250 1:58.500", ("1:58.500", "0.250")),
    ],
)
def test_a_time_beside_another_is_a_gap_by_its_plus_or_by_what_is_left(read, first, second, fields):
    found = read(f"1. Ann Berg, {first}\n2. Bo Dahl, {second}\n3. Cy Ek, {second}\n")

    assert values(found[1], "total", "gap") == fields


def test_headings_between_lists_are_classes_and_other_lines_are_named(tmp_path):
    text = (
        "Pro Division\n1. Ann Berg - 122 points\n2. Bo Dahl - 118 points\n3. Cy Ek - 0 points - DNF\n"
        "\nAm Division\n1. Di Falk - 100 points\n2. Eve Gunn - 90 points\n\nThanks to all!\n"
    )
    found = reading(tmp_path / "a.txt", text)

    assert [values(row, "class_position", "driver", "points", "status") for row in rows(found)] == [
        ("1", "Ann Berg", "122", None), ("2", "Bo Dahl", "118", None), ("3", "Cy Ek", "0", "DNF"),
        ("1", "Di Falk", "100", None), ("2", "Eve Gunn", "90", None),
    ]  # fmt: skip
    assert [finding.line for finding in found.findings] == [10]


def test_a_mail_may_quote_a_list_and_has_a_signature(tmp_path):
    text = (
        "From: Ann <ann@example.org>\nDate: Mon, 4 May 2026 20:10:00 +0200\nSubject: Heat 12\n\n"
        "> 1. Ann Berg 38.250\n> 2. Bo Dahl 38.900\n> 3. Cy Ek 39.100\n-- \nKart Hall\n"
    )
    found = reading(tmp_path / "a.eml", text)

    assert found.findings == []
    assert [values(row, "line", "driver", "total") for row in rows(found)] == [
        (5, "Ann Berg", "38.250"), (6, "Bo Dahl", "38.900"), (7, "Cy Ek", "39.100"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "1. Introduction\n2. Methods\n3. Results\n4. Outlook\n",
        "1. Ann Berg 38.250\nand so on\nand on\n2. Bo Dahl 38.900\nfor ever\n3. Cy Ek 39.100\n",
        "3. Ann Berg 38.250\n4. Bo Dahl 38.900\n5. Cy Ek 39.100\n",
        "1. Ann Berg 38.250\n2. Bo Dahl 38.900\n",
        "1. | Ann Berg | 38.250\n2. | Bo Dahl | 38.900\n3. | Cy Ek | 39.100\n",
        "\0",
    ],
)
def test_other_lists_are_left_to_others(tmp_path, text):
    assert FORMAT.claims(opened(tmp_path / "a.txt", text)) == 0


def test_commas_make_no_csv_of_a_list(tmp_path):
    assert identify(opened(tmp_path / "a.csv", SHORT), None) is FORMAT


def test_standings_and_texts_without_a_place_are_refused(tmp_path):
    text = (
        "Championship standings\n1. Ann Berg 50 points\n2. Bo Dahl 40 points\n3. Cy Ek 9 points\n"
    )
    with pytest.raises(ReadError, match=r"a.txt: is a list of standings, and no result of a race"):
        reading(tmp_path / "a.txt", text)
    with pytest.raises(ReadError, match=r"a.txt: has no line that begins with a place"):
        reading(tmp_path / "a.txt", "Ann Berg\n", reader="numbered-list")


def test_a_list_that_was_cut_off_is_named(tmp_path):
    (finding,) = reading(tmp_path / "a.txt", RACE[:-1]).findings

    assert finding.message == "the last line has no end: is this the whole file?"
