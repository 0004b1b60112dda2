"""Tables of wikitext: templates, links, references, spans."""

import pytest

from racedb.errors import ReadError, UsageError
from tests.readers.read import reading, rows

PAGE = """== Classification ==
=== Race ===
{| class="wikitable"
! Pos !! No !! Driver !! Team !! Laps !! Time/Retired
|-
! 1
| 7 || {{flagicon|GER}} [[Ann Berg|Berg, Ann]]<ref>protest</ref> || rowspan=2 | {{nowrap|Alpha Racing}} || 20 || 40:01.500
|-
! 2
| 8 || {{sortname|Bo|Dahl}}<ref name="x"/> || 20 || +12.451
|-
! Ret
| 9 || '''Cy Ek'''<br/>Di Falk || {{abbr|GTM|Gamma Team Motors}} || 4 || Engine {{efn|hot}}<!-- sic -->
|}
"""


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: reading(tmp_path / "page.wiki", content, **options)


def test_a_table_gives_its_text_and_its_lines(read):
    found = read(PAGE)
    assert (found.reader, found.tables[0].heading) == ("wikitext", "Race")
    assert rows(found) == [
        {
            "line": 6, "position": "1", "car_number": "7", "drivers": "Berg, Ann",
            "team": "Alpha Racing", "laps": "20", "total": "40:01.500",
        },
        {
            "line": 9, "position": "2", "car_number": "8", "drivers": "Bo Dahl",
            "team": "Alpha Racing", "laps": "20", "total": "+12.451",
        },
        {
            "line": 12, "position": "Ret", "car_number": "9", "drivers": "Cy Ek\nDi Falk",
            "team": "GTM", "laps": "4", "total": "Engine",
        },
    ]  # fmt: skip


def test_a_caption_names_a_table_and_none_is_no_matter(read):
    captioned = PAGE.replace('"wikitable"\n', '"wikitable"\n|+ Sprint {{small|wet}}\n')
    assert read(captioned).tables[0].heading == "Sprint wet"
    assert read(PAGE[PAGE.index("{|") :]).tables[0].heading == ""


def test_a_table_without_marks_of_rows_keeps_its_line(read):
    text = "{| \n! Pos !! No !! Driver !! Laps\n|-\n| 1 || 7 || Ann Berg || 9\n|}\n"
    assert [row["line"] for row in rows(read(text))] == [4]


def test_columns_that_somebody_names_must_fit_the_table(read):
    with pytest.raises(UsageError, match="--columns names 2 columns, the table has 6"):
        read(PAGE, columns=("position", "driver"))


def test_no_table_of_results(read):
    with pytest.raises(ReadError, match="no column of a table is understood"):
        read("{|\n|-\n| x || y\n|-\n| z || w\n|}\n")


@pytest.mark.parametrize(
    "cells",
    [
        "| rowspan=1000000 | 1 || 7",
        '| colspan="1000000" | 1 || 7',
        "| colspan='1000' rowspan=1000 | 1 || 7",
        "| colspan=100000 | 1" + "\n|-\n| 1" * 10,
    ],
    ids=["rows", "columns", "both", "shadow"],
)
def test_spans_of_a_million_cells_are_refused(read, cells):
    with pytest.raises(
        ReadError, match=r"page.wiki:3: the spans of a table make over 600,000 cells"
    ):
        read("== Race ==\n\n{|\n! Pos !! No !! Driver !! Laps\n|-\n" + cells + "\n|}\n")


def test_a_footnote_behind_a_name_is_no_part_of_it(read):
    page = PAGE.replace("'''Cy Ek'''", "[[File:g.png|20px]] ''Cy'' '''Ek'''<sup>2</sup>")
    assert rows(read(page))[2]["drivers"] == "Cy Ek\nDi Falk"


def test_a_page_that_is_too_long_for_the_parser_is_refused(read):
    with pytest.raises(ReadError, match=r"page.wiki:17: a line of 65,537 characters; 65,536 are"):
        read(PAGE + "\n\n" + "x" * 65_537)
    with pytest.raises(ReadError, match=r"page.wiki: a page of [0-9,]+ bytes; 2,097,152 are the"):
        read(PAGE + "\n" * (2 << 20))
