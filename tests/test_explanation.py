"""`load --explain`: what a person reads of a file before anything is stored, and a program."""

import json

import pytest

from racedb.ingest import explain

CLUB = (
    "Club results\n"
    "Pos,No.,Driver,Time,Points,Wetter\n"
    "1,#7,Ann Berg,20:01.5,25,dry\n"
    "2,#8,Bo Dahl,+12.451,18,dry\n"
    "DNF,#9,Cy Ek,Engine,x,wet\n"
    "4,#10\n"
)
PAGE = """<h2>Race 1</h2><table><tr><th>Pos</th><th>Driver</th><th>Time</th></tr>
<tr><td>1</td><td>Ann Berg</td><td>20:01.5</td></tr><tr><td>2</td><td>Bo Dahl</td><td>20:02.5</td></tr></table>
<h2>Moto</h2><table><tr><th>Pos</th><th>Driver</th><th>Time</th></tr>
<tr><td>1</td><td>Cy Ek</td><td>21:01.5</td></tr><tr><td>2</td><td>Di Falk</td><td>21:02.5</td></tr></table>
<h2>Sponsors</h2><table><tr><th>Brand</th><th>Logo</th></tr><tr><td>Oil</td><td>oil.png</td></tr></table>
"""
EVENT = ("--series", "Cup", "--season", "2024", "--event", "Spa")


@pytest.fixture
def explained(run, file, monkeypatch):
    """Explain a file in a terminal of some width."""

    def explain(content, *words, name="club.csv", columns=80):
        monkeypatch.setenv("COLUMNS", str(columns))
        return run("load", file(content, name), "--explain", *words)

    return explain


def test_of_very_many_cells_the_first_are_listed(explained, monkeypatch):
    monkeypatch.setattr(explain, "MAX_LISTED", 2)
    lines = "".join(f"{place},{place},Driver {place},{place}x\n" for place in range(1, 30))
    lines += "".join(f"{place},{place},Driver {place},{place}\n" for place in range(30, 99))

    ran = explained(f"Pos,No,Driver,Points\n{lines}", "--session", "Race")

    listed = ran.stdout.partition("Cells that cannot be read\n")[2].splitlines()
    assert listed[:3] == [
        "  line 2: points: '1x' is not a number; the column was probably misunderstood",
        "  line 3: points: '2x' is not a number; the column was probably misunderstood",
        "  ... and 27 more",
    ]


def test_a_file_is_explained_for_people(explained):
    ran = explained(CLUB, "--session", "Race")

    path, _, text = ran.stdout.partition("\n")
    assert ran.exit_code == 0
    assert path.endswith("club.csv: delimited, utf-8")
    assert (
        text
        == """
Table 1: results, 3 rows in lines 3 to 5, header in line 2

  Pos     position, 100% sure (its header)
            1 | 2 | DNF  →  1 | 2 | none
  No.     car_number, 100% sure (its header)
            #7 | #8 | #9  →  7 | 8 | 9
  Driver  driver, 100% sure (its header)
            Ann Berg | Bo Dahl | Cy Ek
  Time    total, 100% sure (its header); next comes lap
            20:01.5 | +12.451 | Engine  →  20:01.500 | 12.451 behind | Engine
  Points  points, 100% sure (its header)
            25 | 18 | x  →  25 | 18 | cannot be read
  Wetter  left out: no known header
            dry | dry | wet

What the rows are about
  session   Race (given)
  season    not known; --season says it
  event     not known; --event says it

Rows that cannot be stored
  line 6: 4 cells too few: 2 where the table has 6
Cells that cannot be read
  line 5: points: 'x' is not a number

To change a column, name all of them: --columns
  position,car_number,driver,total,points,-

"""
    )


def test_a_narrow_terminal_has_narrow_lines(explained):
    ran = explained(CLUB, *EVENT, columns=40)

    assert max(map(len, ran.stdout.splitlines()[1:])) <= 43  # the longest word is a list of fields
    assert "            20:01.5 | +12.451 | Engine\n" in ran.stdout


def test_a_file_that_load_refuses_is_explained(explained):
    ran = explained(PAGE, *EVENT, name="page.html")

    assert ran.exit_code == 1
    assert "page.html: has 2 tables of results; --table says which: 1 'Race 1'" in " ".join(
        ran.stdout.split()
    )
    assert 'Table 1 "Race 1": results, 2 rows, header in line 1\n' in ran.stdout
    assert 'Table 2 "Moto": results, 2 rows, header in line 3\n' in ran.stdout
    assert "What the rows are about" not in ran.stdout


def test_tables_that_are_not_taken_are_listed(explained):
    ran = explained(PAGE, *EVENT, "--table", "2", name="page.html")

    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[-4:] == [
        "Other tables, by --table NUMBER or a part of the heading",
        '  1   "Race 1", results, 2 rows: Pos, Driver, Time',
        '  3   "Sponsors", a list of entries, 1 row: Brand, Logo',
        "",
    ]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ("only words\n", "a.csv", "a.csv\n\nLoad refuses it: "),
        ("foo,bar\nx y,u\nz a,v\n", "a.csv", "a.csv: delimited\n\nLoad refuses it: "),
        ("Pos,No\n1,7\n2,\x007\n", "a.csv", "a.csv\n\nLoad refuses it: "),
    ],
    ids=["no format", "no column", "a NUL byte"],
)
def test_what_cannot_be_read_says_why(explained, content, name, says):
    ran = explained(content, name=name)

    assert ran.exit_code == 1
    assert says in ran.stdout.replace("\n  ", " ", 1)


def test_units_crews_marks_and_columns_of_two_fields_are_explained(explained):
    text = "Pos,Drivers,Constructor,Best (ms),Classified\n" + "".join(
        f"{n},Ann Berg / Bo Dahl,Lola,6{n}234,yes\n" for n in range(1, 4)
    )

    ran = explained(text, *EVENT)

    assert "team and manufacturer, " in ran.stdout
    assert "best_lap in ms, " in ran.stdout
    assert "61234 | 62234 | 63234  →  1:01.234 | 1:02.234 | 1:03.234\n" in ran.stdout
    assert "→ Ann Berg and Bo Dahl | Ann Berg" in " ".join(ran.stdout.split())


def test_a_program_reads_the_explanation(explained):
    ran = explained(CLUB, *EVENT, "--format", "json")

    (one,) = json.loads(ran.stdout)
    (table,) = one["tables"]
    assert (one["reader"], one["refused"], one["given"]["event"]) == ("delimited", "", "Spa")
    assert (table["number"], table["rows"], table["header_line"]) == (1, 3, 2)
    assert (table["first_line"], table["last_line"]) == (3, 5)
    assert table["about"] == {"series": ["Cup"], "season": ["2024"], "event": ["Spa"]}
    assert table["columns"][5] == {
        "header": "Wetter", "field": None, "confidence": None, "why": "no known header",
        "runner_up": None, "samples": ["dry", "dry", "wet"], "become": [],
    }  # fmt: skip
    assert [note["raw"] for note in table["notes"]] == ["x"]
    assert [reject["line"] for reject in one["rejects"]] == [6]


def test_it_says_where_the_context_comes_from(explained):
    text = "Club Cup 2024 - Round 3\nPos,Driver,Grid,Laps,Event\n1,Ann Berg,2,20,Spa\n2,Bo Dahl,1,20,Spa\n"

    ran = explained(text)

    about = ran.stdout.partition("What the rows are about\n")[2].partition("\n\n")[0]
    assert about.splitlines() == [
        "  season    2024 (line 1, 'Club Cup 2024 - Round 3')",
        "  round     3 (line 1, 'Club Cup 2024 - Round 3')",
        "  event     Spa (column 'Event')",
        "  session   Race (a grid beside laps or times is of a race)",
    ]


def test_laps_and_columns_that_a_person_skips_are_explained(explained):
    rows = "".join(f"7,{n},1:0{n}.5,x\n" for n in range(1, 4))

    ran = explained(rows, *EVENT, "--columns", "car_number,lap_number,lap,-")

    assert "Table 1: laps, 3 rows in lines 1 to 3, no header\n" in ran.stdout
    assert "1:01.5 | 1:02.5 | 1:03.5  →  1:01.500 | 1:02.500 | 1:03.500\n" in ran.stdout
    assert "  column 4  left out: --columns\n" in ran.stdout


def test_many_rows_and_sheets_are_summed_up(explained):
    sheets = "<h2>FP1</h2><table><tr><th>Pos</th><th>Driver</th><th>Time</th></tr>"
    rows = "<tr><td>1</td><td>Ann Berg</td><td>1:31.5</td></tr>"
    odd = "".join(f"{n},Driver {n},x\n" for n in range(12))

    page = explained(
        f"{sheets}{rows}</table>{sheets.replace('FP1', 'Race 2023')}{rows}</table>", name="p.html"
    )
    sheet = explained(
        "Pos,Driver,Points\n" + "".join(f"{n},Driver {n},25\n" for n in range(20)) + odd
    )

    assert "  season    2023 (the heading 'Race 2023')\n" in page.stdout
    assert "  ... and 2 more\n" in sheet.stdout


def test_records_without_lines_and_a_broken_dump_are_explained(run, file, tmp_path):
    path = file(json.dumps([{"pos": 1, "driver": "Ann Berg", "laps": 20}]), "r.json")
    (tmp_path / "dump").mkdir()
    for name in ("drivers", "races", "results"):
        (tmp_path / "dump" / f"{name}.csv").write_text("a,b\n1,2\n")

    records, dump = (run("load", it, "--explain") for it in (path, tmp_path / "dump"))

    assert "results, 1 row in lines 1 to 1\n" in records.stdout
    assert "To change a column" in records.stdout
    assert dump.exit_code == 1
    assert "dump: related-csv\n\nLoad refuses it:" in dump.stdout


def test_an_explanation_takes_the_rows_that_load_takes(explained):
    rows = "".join(
        f"{n},{n},Driver {'ABCDEF'[n - 1]},9,{session},{day}/02/2024\n"
        for session, day in (("Race", 25), ("Qualifying", 24))
        for n in range(1, 7)
    )
    rows = rows.replace("25/02", "31/02", 1)

    text = f"Pos,No,Driver,Laps,Session,Date\n{rows}"
    ran = explained(text, *EVENT, "--session", "Race", "--format", "json")

    (table,) = json.loads(ran.stdout)[0]["tables"]
    assert (table["rows"], table["about"]["session"]) == (6, ["Race"])
    assert [note["code"] for note in table["notes"]] == ["bad-date"]


def test_what_a_column_says_otherwise_than_an_option_is_explained(explained):
    ran = explained("Pos,No,Driver,Laps,Event\n1,7,Ann Berg,9,Zandvoort\n", *EVENT)

    assert "event 'Spa' is given; a column of the file says 'Zandvoort'" in ran.stdout


def test_places_beside_laps_are_no_more_rows(explained):
    rows = "".join(f"7,{n},1:0{n}.5,1\n" for n in range(1, 4))

    ran = explained(rows, *EVENT, "--columns", "car_number,lap_number,lap,finish")

    assert "Table 1: laps, 3 rows in lines 1 to 3, no header\n" in ran.stdout


def test_rows_that_cannot_be_stored_are_about_what_is_given(explained):
    ran = explained("1,7\n2,8\n", *EVENT, "--columns", "position,laps")

    assert ran.stdout.count("names neither a car nor a driver nor a team") == 2
    assert "  event     Spa (given)\n" in ran.stdout


def test_nobody_is_told_to_name_columns_that_a_format_knows(explained):
    race = {"sessionType": "R", "trackName": "spa", "sessionResult": {"leaderBoardLines": [
        {"car": {"raceNumber": 7, "drivers": [{"lastName": "Berg"}]}, "timing": {"lapCount": 9}},
    ]}}  # fmt: skip

    ran = explained(json.dumps(race), *EVENT, name="race.json")

    assert "car_number  car_number" in ran.stdout
    assert "--columns" not in ran.stdout
