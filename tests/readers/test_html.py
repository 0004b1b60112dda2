"""Tables of web pages: spans, line breaks, notes, headings, which table is meant."""

import polars as pl
import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import html
from tests.readers.read import column, reading, rows

PAGE = """<!DOCTYPE html>
<html><head><style>td {color: red}</style></head><body>
<h2>Layout</h2>
<table><tr><td><table class="inner"><tr><td>menu</td></tr></table></td></tr></table>
<h2>Race result</h2>
<table>
<tr><th>Pos</th><th>No</th><th>Drivers</th><th>Team</th><th>Laps</th><th>Time</th></tr>
<tr><td>1</td><td rowspan="2">07</td><td><img alt="GER"> Ann&nbsp;Berg<br>Bo Dahl<sup class="reference">[1]</sup></td>
    <td rowspan=2>Alpha<span style="display:none">zz</span></td><td>20</td><td>40:01.5[2]</td></tr>
<tr><td>2</td><td><p>Cy Ek</p><p>Di Falk</p></td><td>20</td><td>+12.451</td></tr>
<tr><th>Pos</th><th>No</th><th>Drivers</th><th>Team</th><th>Laps</th><th>Time</th></tr>
<tr><td colspan="6">Not classified</td></tr>
<tr><td>Ret</td><td>9</td><td>Ed Frank &amp; Flo Gert</td><td>Gamma</td><td>4</td></tr>
</table>
</body></html>
"""


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: reading(tmp_path / "page.html", content, **options)


def test_a_page_gives_its_table_of_results_with_spans_and_lines(read):
    found = read(PAGE)
    assert (found.reader, found.encoding, found.tables[0].heading) == (
        "html", "utf-8", "Race result",
    )  # fmt: skip
    assert rows(found) == [
        {
            "line": 8, "position": "1", "car_number": "07", "drivers": "Ann Berg\nBo Dahl",
            "team": "Alpha", "laps": "20", "total": "40:01.5",
        },
        {
            "line": 10, "position": "2", "car_number": "07", "drivers": "Cy Ek\nDi Falk",
            "team": "Alpha", "laps": "20", "total": "+12.451",
        },
        {
            "line": 13, "position": "Ret", "car_number": "9", "drivers": "Ed Frank & Flo Gert",
            "team": "Gamma", "laps": "4", "status": "Not classified",
        },
    ]  # fmt: skip
    assert found.raw_lines({13}) == {
        13: "<tr><td>Ret</td><td>9</td><td>Ed Frank &amp; Flo Gert</td><td>Gamma</td><td>4</td></tr>"
    }


TWO = """<table><caption>Group 1</caption>
<tr><th>Pos</th><th>No</th><th>Driver</th><th>Laps</th></tr><tr><td>1</td><td>7</td><td>Ann Berg</td><td>9</td></tr>
</table><table><caption>Group 2</caption>
<tr><th>Pos</th><th>No</th><th>Driver</th><th>Laps</th></tr><tr><td>1</td><td>8</td><td>Bo Dahl</td><td>8</td></tr>
</table><table><caption>Points</caption>
<tr><th>Pos</th><th>Driver</th><th>Rd 1</th><th>Rd 2</th><th>Points</th></tr>
<tr><td>1</td><td>Ann Berg</td><td>1</td><td>2</td><td>43</td></tr></table>
"""


def test_several_tables_are_listed_and_one_is_chosen_by_heading_or_number(read):
    with pytest.raises(ReadError) as caught:
        read(TWO)
    assert str(caught.value).endswith(
        "page.html: has 2 tables of results; --table says which: 1 'Group 1', 2 'Group 2'"
    )
    assert column(read(TWO, table="group 2"), "driver") == ["Bo Dahl"]
    assert column(read(TWO, table="1"), "driver") == ["Ann Berg"]
    assert column(read(TWO, table="Points"), "season_points") == ["43"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (
            "9",
            "--table '9': no table has it; the file has 1 'Group 1', 2 'Group 2', 3 'Points'",
        ),
        ("Grid", "--table 'Grid': "),
        ("Group", "--table 'Group': "),
    ],
)
def test_a_table_that_is_not_there_is_told(read, asked, says):
    with pytest.raises(UsageError) as caught:
        read(TWO, table=asked)
    assert says in str(caught.value)
    assert "3 'Points'" in str(caught.value)


def test_tables_whose_headings_are_sessions_are_all_taken(read):
    page = TWO.replace("Group 1", "Qualifying 2024").replace("Group 2", "Race")

    found = read(page)

    about = [(table.context["session"], table.context["season"]) for table in found.tables]
    assert about == [("Qualifying", "2024"), ("Race", "2024")]
    assert [table.heading for table in found.others] == ["Points"]


def test_a_page_without_results_says_what_it_has(read):
    teams = "<table><caption>Teams</caption><tr><th>Team</th><th>Points</th></tr><tr><td>Alpha</td><td>3</td></tr></table>"
    with pytest.raises(ReadError, match="no table of results in it; it has 1 'Teams'"):
        read(teams)


def test_a_page_with_standings_alone_has_all_of_them(read):
    points = TWO[TWO.index("<table><caption>Points") :]
    teams = points.replace("Driver", "Team").replace("Ann Berg", "Alpha")

    drivers, of_teams = read(points + teams).tables

    assert (drivers.kind, of_teams.kind) == ("printed_standings", "printed_standings")
    assert pl.concat(of_teams.batches).select("position", "team", "season_points").rows() == [
        ("1", "Alpha", "43")
    ]
    with pytest.raises(ReadError, match=r"it has 1 'Points', 2 'Points'; --table says which"):
        read(points + points)


@pytest.mark.parametrize(
    "page", ["<table><tr><td>x</td></tr></table>", "<table></table>", "<html></html>"]
)
def test_a_page_of_nothing_is_refused(read, page):
    with pytest.raises(ReadError, match="no column of a table is understood"):
        read(page)


@pytest.mark.parametrize(
    "span", ['rowspan="1000000"', 'colspan="1000000"', 'rowspan="900" colspan="900"']
)
def test_spans_of_a_million_cells_are_refused(read, span):
    with pytest.raises(
        ReadError, match=r"page.html:1: the spans of a table make over 600,000 cells"
    ):
        read(f"<table><tr><td {span}>x</td></tr></table>")


def test_spans_that_are_no_numbers_are_one(read):
    page = (
        "<table><tr><th>Pos</th><th>No</th><th>Driver</th><th>Laps</th></tr>"
        '<tr><td colspan="many">1</td><td rowspan="0">7</td><td>Ann Berg</td><td>9</td></tr></table>'
    )
    assert rows(read(page)) == [
        {"line": 1, "position": "1", "car_number": "7", "driver": "Ann Berg", "laps": "9"}
    ]


def test_a_cell_that_hangs_down_three_rows(read):
    page = (
        "<table><tr><th>Pos</th><th>No</th><th>Driver</th><th>Laps</th></tr>"
        "<tr><td>1</td><td>7</td><td>Ann Berg</td><td rowspan=3>9</td></tr>"
        "<tr><td>2</td><td>8</td><td>Bo Dahl</td></tr><tr><td>3</td><td>9</td><td>Cy Ek</td></tr></table>"
    )
    assert column(read(page), "laps") == ["9", "9", "9"]


def test_letters_that_were_decoded_wrongly_are_flagged_and_kept(read):
    found = read(PAGE.replace("Cy Ek", "Cy MÃ¼ller"))
    assert [(it.code, it.line) for it in found.findings] == [("mojibake", 10)]
    assert "Cy MÃ¼ller" in column(found, "drivers")[1]


HEADER = "<tr><th>Pos<th>No<th>Driver<th>Laps<th>Gap</tr>"


def test_hidden_and_commented_rows_do_not_move_the_lines_of_others(read):
    page = f"""<table>{HEADER}
<tr style="display:none"><td>x<td>x<td>x<td>x<td>x</tr>
<!-- <tr><td>old</tr> -->
<script>let row = "<tr>"; let table = "<table>"</script>
<tr><td>1<td>7<td>Ann Berg<td>20<td></tr>
</table>"""
    assert rows(read(page)) == [
        {"line": 5, "position": "1", "car_number": "7", "driver": "Ann Berg", "laps": "20"}
    ]


def test_rows_that_the_parser_adds_have_the_line_of_their_table(read):
    page = "\n<table>\n<td>Pos<td>No<td>Driver<td>Laps\n<tr><td>1<td>7<td>Ann Berg<td>20</table>"
    assert column(read("<p>Race</p>" + page), "line") == [2]


def test_flags_links_notes_and_edit_marks_are_no_text(read):
    found = read(
        "<h2>Race <span class='mw-editsection'>[<a>edit</a>]</span></h2>"
        f"<table>{HEADER}<tr><td>1<td>7"
        "<td><a><img src=g.png alt=GER title=Germany></a> <a>Ann <b>Berg</b></a><sup>1</sup>[note 2]"
        "<td>20<td></tr></table>"
    )
    assert found.tables[0].heading == "Race"
    assert column(found, "driver") == ["Ann Berg"]


def test_a_header_of_two_rows_is_one(read):
    found = read(
        "<table><tr><th rowspan=2>Pos<th rowspan=2>No<th colspan=2>Crew<th rowspan=2>Laps</tr>"
        "<tr><th>Driver<th>Co-driver</tr><tr><td>1<td>7<td>Ann Berg<td>Bo Dahl<td>20</tr></table>"
    )
    assert rows(found) == [
        {"line": 1, "position": "1", "car_number": "7", "driver_1": "Ann Berg",
         "driver_2": "Bo Dahl", "laps": "20"}
    ]  # fmt: skip


def test_gaps_and_words_of_outcomes_stand_as_printed(read):
    found = read(
        f"<table>{HEADER}<tr><td>1<td>7<td>Ann Berg<td>20<td>40:01.5<tr><td>2<td>8<td>Bo Dahl<td>19"
        "<td>+1 Lap<tr><td>NC<td>9<td>Cy Ek<td>9<td>+11 Laps<tr><td>Ret<td>10<td>Di Falk<td>3<td>Engine</table>"
    )
    assert [(row["position"], row["gap"]) for row in rows(found)] == [
        ("1", "40:01.5"), ("2", "+1 Lap"), ("NC", "+11 Laps"), ("Ret", "Engine"),
    ]  # fmt: skip


def test_a_number_and_a_team_in_one_cell_are_two_fields(read):
    found = read(
        "<table><tr><th>Pos<th>Team<th>Drivers<th>Laps</tr><tr><td>1<td>No. 8 Audi Sport Team Joest"
        "<td>Ann Berg / Bo Dahl<td>355<tr><td>2<td>No. 7 Alpha<td>Cy Ek &amp; Di Falk<td>354</table>"
    )
    assert [(row["car_number"], row["team"], row["drivers"]) for row in rows(found)] == [
        ("8", "Audi Sport Team Joest", "Ann Berg / Bo Dahl"), ("7", "Alpha", "Cy Ek & Di Falk"),
    ]  # fmt: skip


def test_a_table_with_too_many_columns_or_too_much_in_a_cell_is_refused(read):
    with pytest.raises(ReadError, match=r"page.html:1: has 1,025 columns; 1,024 are the most"):
        read("<table><tr>" + "<th>Pos" * 1_025)
    with pytest.raises(
        ReadError, match=r"page.html:2: a cell of 32,768 characters; 32,767 are the most"
    ):
        read(f"<table>{HEADER}\n<tr><td>{'x' * 32_768}</table>")


ENTRIES = "<tr><th>No<th>Driver<th>Team</tr><tr><td>7<td>Ann Berg<td>Alpha</tr>"


def test_a_list_of_entries_is_taken_when_there_are_no_results(read):
    found = read(f"<table>{ENTRIES}</table>")
    assert found.tables[0].kind == "entries"
    assert rows(found) == [{"line": 1, "car_number": "7", "driver": "Ann Berg", "team": "Alpha"}]


def test_named_columns_make_any_table_one_of_results(read):
    page = "<table><tr><td>u<td>Ann Berg</tr><tr><td>v<td>Bo Dahl</tr></table>"
    assert column(read(page, columns=("team", "driver")), "driver") == ["Ann Berg", "Bo Dahl"]


def test_a_page_of_more_names_of_attributes_than_any_has_is_refused(read, monkeypatch):
    monkeypatch.setattr(html, "MAX_NAMES", 100)
    named = "".join(f"<i a{n}=1></i>" for n in range(100))
    assert rows(read(PAGE + "<i a=1></i>" * 100)) == rows(read(PAGE))

    with pytest.raises(ReadError, match="tags and attributes of more than 100 names, the most"):
        read(PAGE + named)
