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


def test_commas_and_number_signs_inside_columns_are_no_separators(tmp_path):
    text = "Pos  #   Driver           Time\n1    7   Berg, Ann        1:30,5\n2    8   Dahl, Bo         1:31,0\n"

    found = reading(tmp_path / "a.txt", text)

    assert [(row["car_number"], row["driver"]) for row in rows(found)] == [
        *(("7", "Berg, Ann"), ("8", "Dahl, Bo")),
    ]


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


LOG = """Kart hall, heat 4
Hora Piloto Nº Volta Tempo Volta Velocidade média da volta
23:49:08.2 038 – A.BERG 1 1:02.852 44,275
23:49:10.8 7 – B. VAN DAHL 1 1:04.352 43,243
23:50:11.4 038 – A.BERG 2 1:03.170 44,053
23:50:12.4 7 – B. VAN DAHL 2 1:04.170 43,1
end of heat
"""


def test_a_log_with_single_blanks_is_cut_by_the_words_of_its_header(tmp_path):
    found = reading(tmp_path / "a.txt", LOG)

    assert rows(found)[:2] == [
        {"line": 3, "time_of_day": "23:49:08.2", "car_number": "038", "driver": "A.BERG",
         "lap_number": "1", "lap": "1:02.852", "speed_kph": "44,275"},
        {"line": 4, "time_of_day": "23:49:10.8", "car_number": "7", "driver": "B. VAN DAHL",
         "lap_number": "1", "lap": "1:04.352", "speed_kph": "43,243"},
    ]  # fmt: skip
    assert len(rows(found)) == 4
    assert [finding.line for finding in found.findings] == [1, 7]


@pytest.mark.parametrize(
    "text",
    [
        "time " * 400 + "\n1 2 3\n", "Pos No Driver\nall of this is prose\nand this is, too\n",
        "Pos No Driver\n1 7\n2 8\n", "Lap Time Points\n1 2 3\n2 3 4\n",
    ],
)  # fmt: skip
def test_words_with_single_blanks_are_no_table(tmp_path, text):
    assert FORMAT.claims(opened(tmp_path / "a", text)) == 0


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


FIXED = """Pos No Driver          Laps Best lap
  1  7 Ann Berg          20 1:58.250
  2 12 Bo van der Dahl   20 1:59.000
DNF  8 Cy Ek              3
"""


def test_single_blanks_part_columns_where_they_are_below_each_other(tmp_path):
    found = reading(tmp_path / "a.txt", f"Race of the day\n\n{FIXED}\nAll of them went home.\n")

    assert found.reader == "plain-text"
    assert rows(found) == at(4)


def test_single_blanks_that_move_part_nothing(tmp_path):
    text = "Pos No Driver Team\n1 7 Ann Berg Kite\n12 8 Bo Dahl Moss\n100 9 Cy Ek Moss\n"

    assert FORMAT.claims(opened(tmp_path / "a.txt", text)) == 0


def test_a_title_says_what_the_list_is_about(tmp_path):
    found = reading(tmp_path / "a.txt", f"2024 Bahrain Grand Prix - Race results\n\n{LIST}")

    assert dict(found.tables[0].context) == {
        "season": "2024", "event": "Bahrain Grand Prix", "session": "Race",
    }  # fmt: skip


MAIL = """From: Timing <timing@example.org>
Subject: Your results
Date: Mon, 4 May 2026 20:10:00 +0200

Hello,

{}
--\x20
Kart Hall
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "> ", ">> "])
def test_a_table_in_a_mail_may_be_quoted_and_end_its_lines_in_any_way(tmp_path, mark, end):
    quoted = "".join(f"{mark}{line}\n" for line in LIST.splitlines())

    found = reading(tmp_path / "a.eml", MAIL.format(quoted).replace("\n", end))

    assert found.findings == []
    assert rows(found) == at(8)
