"""Text with columns parted by blanks: lists, and tables in mails."""

import pytest

from racedb.readers import identify
from racedb.readers.plain_text import FORMAT
from tests.readers.read import opened, reading, rows

LIST = """Pos  No   Driver             Laps  Best lap
 1    7   Ann Berg             20  1:58.250
 2   12   Bo van der Dahl      20  1:59.000
DNF   8   Cy Ek                 3
"""
READ = [
    {"position": "1", "car_number": "7", "driver": "Ann Berg", "laps": "20", "best_lap": "1:58.250"},
    {"position": "2", "car_number": "12", "driver": "Bo van der Dahl", "laps": "20", "best_lap": "1:59.000"},
    {"position": "DNF", "car_number": "8", "driver": "Cy Ek", "laps": "3"},
]  # fmt: skip


def at(first):
    return [{"line": first + n, **row} for n, row in enumerate(READ)]


def test_a_list_is_read_by_the_places_of_its_words(tmp_path):
    found = reading(tmp_path / "a.txt", LIST)

    assert (found.reader, found.findings, found.raw_lines({2})) == (
        "plain-text", [], {2: LIST.splitlines()[1]},
    )  # fmt: skip
    assert rows(found) == at(2)


def test_a_mail_has_words_around_its_table(tmp_path):
    mail = f"Hello all,\n\nhere are the results:\n\n======\n{LIST}\nBest regards, Tom\n"

    found = reading(tmp_path / "a.txt", mail)

    assert rows(found) == at(7)
    assert [finding.message for finding in found.findings] == [
        "line 11: left out, it is no row of the table: 'Best regards, Tom'"
    ]


def test_a_last_line_without_an_end_may_be_cut_off(tmp_path):
    (finding,) = reading(tmp_path / "a.txt", LIST.rstrip()).findings

    assert finding.message == "the last line has no end: is this the whole file?"


@pytest.mark.parametrize(
    "text",
    [
        "Pos,  No,  Driver\n1,  7,  Ann Berg\n", "Pos\tNo\tDriver\n1\t7\tAnn Berg\n",
        "| Pos  | No  | Driver |\n| 1  | 7  | Ann |\n", "Pos  No  Driver\n", "\0\1", '{"Pos  No  Driver": 1}',
        "Pos  No  Driver\n---  --  ---------\n1    7   Ann Berg\n",
    ],
)  # fmt: skip
def test_other_texts_are_not_claimed(tmp_path, text):
    assert FORMAT.claims(opened(tmp_path / "a", text)) == 0


def test_it_is_found_by_its_content(tmp_path):
    assert identify(opened(tmp_path / "a", LIST), None) is FORMAT
