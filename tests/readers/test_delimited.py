"""Delimited text: separators, quotes, widths, headers of timing services, damaged files."""

import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import delimited, row_blocks
from tests.readers.read import column, reading, rows

ROWS = [
    ("Pos", "No", "Driver", "Team", "Laps", "Time"),
    ("1", "07", "Ann Berg", "Alpha", "20", "40:01.500"),
    ("2", "8", "Bo Dahl", "Beta", "20", "+12.451"),
]
READ = [
    {"line": 2, "position": "1", "car_number": "07", "driver": "Ann Berg", "team": "Alpha", "laps": "20", "total": "40:01.500"},
    {"line": 3, "position": "2", "car_number": "8", "driver": "Bo Dahl", "team": "Beta", "laps": "20", "total": "+12.451"},
]  # fmt: skip


def text(separator=",", end="\n", rows=ROWS):
    return "".join(separator.join(row) + end for row in rows)


@pytest.fixture(params=[0, delimited.SMALL_BYTES], ids=["by columns", "by rows"])
def any_size(request, monkeypatch):
    """Read small samples as big files are read, too."""
    monkeypatch.setattr(delimited, "SMALL_BYTES", request.param)


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: reading(tmp_path / "r.csv", content, **options)


def test_commas_inside_numbers_are_no_separators(tmp_path):
    lines = ["Foo Bar Baz", *(f"23:49:0{n} one {n} 44,2{n}" for n in range(5))]

    with pytest.raises(ReadError, match="no reader knows this file"):
        reading(tmp_path / "r.csv", "\n".join(lines))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "#"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_separators_and_encodings(read, separator, encoding):
    found = read(text(separator).encode(encoding), reader="delimited")
    assert (found.reader, found.encoding, rows(found)) == ("delimited", encoding, READ)


@pytest.mark.parametrize(
    "content",
    [
        text(end="\r\n"),
        "\n" + text()[:-1] + "\n\n,,,,,\n",
        text(rows=[tuple(f" {cell} " for cell in row) for row in ROWS]),
        text(rows=[(*row, "") for row in ROWS]),
        text(rows=[ROWS[0], *((*row, "", "") for row in ROWS[1:])]),
        text(rows=[tuple(f'"{cell}"' for cell in row) for row in ROWS]),
        text(rows=[(*(f'"{cell}"' for cell in row), "", "") for row in ROWS]),
        text(rows=[("Summer Race",), *ROWS]),
    ],
    ids=[
        "crlf",
        "blanks",
        "padded",
        "empty column",
        "empty cells",
        "quoted",
        "quoted more",
        "title",
    ],
)
@pytest.mark.usefixtures("any_size")
def test_what_does_not_matter(read, content):
    found = rows(read(content))
    assert [row | {"line": 0} for row in found] == [row | {"line": 0} for row in READ]


def test_quotes_doubled_escaped_and_over_lines(read):
    crew = [ROWS[0], ("1", "7", '"Ann ""A"" Berg\nCy Ek"', "Alpha", "20", "40:01.5"), ROWS[2]]
    found = read(text(rows=crew))
    assert [(row["line"], row["drivers"]) for row in rows(found)] == [
        (2, 'Ann "A" Berg\nCy Ek'), (4, "Bo Dahl"),
    ]  # fmt: skip
    escaped = [ROWS[0], ("1", "7", r'"Ann \"A\" Berg"', "Alpha", "20", "40:01.5"), ROWS[2]]
    assert column(read(text(rows=escaped)), "driver") == ['Ann "A" Berg', "Bo Dahl"]


def test_a_stray_quote_is_a_letter(read):
    stray = [ROWS[0], ("1", "7", 'Ann "A" Berg', "Alpha", "20", "40:01.5"), ROWS[2]]
    assert column(read(text(rows=stray)), "driver") == ['Ann "A" Berg', "Bo Dahl"]


@pytest.mark.parametrize("quote", ["", '"'])
def test_ragged_rows_are_named_and_the_others_kept(read, quote):
    ragged = [
        *ROWS,
        ("3", "9", "Cy Ek"),
        ("4", "10", "Di Falk", "G", "1", "2", "x"),
        ("5", "11", f"{quote}Ed Frank{quote}", "", "", ""),
    ]
    found = read(text(rows=ragged))
    assert [row["line"] for row in rows(found)] == [2, 3, 6]
    assert [(r.line, r.code, r.message) for r in found.rejects] == [
        (4, "missing-cell", "3 cells too few: 3 where the table has 6"),
        (5, "extra-cell", "1 cell too many: 7 where the table has 6"),
    ]
    assert found.raw_lines({4}) == {4: "3,9,Cy Ek"}
    assert found.raw_lines(set()) == {}
    assert found.raw_lines({99}) == {}


def test_seats_at_the_end_may_be_missing(read):
    header = "POSITION;NUMBER;LAPS;TOTAL_TIME;DRIVER1_FIRSTNAME;DRIVER1_SECONDNAME;DRIVER2_FIRSTNAME;DRIVER2_SECONDNAME;\n"
    found = read(header + "1;07;20;40:01.500;Ann;BERG;Bo;DAHL;\n2;8;20;+1.2;Cy;EK;\n")
    assert [(row["driver_1"], row.get("driver_2")) for row in rows(found)] == [
        ("Ann BERG", "Bo DAHL"), ("Cy EK", None),
    ]  # fmt: skip
    assert found.rejects == []


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_rows_whose_cells_add_up_are_ragged_all_the_same(read, ends):
    wide, narrow = (*ROWS[1], "more"), ROWS[2][:-1]

    found = read(text(end=ends, rows=[ROWS[0], wide, narrow, ROWS[2]]))

    assert [row["line"] for row in rows(found)] == [4]
    assert [(it.line, it.code) for it in found.rejects] == [(2, "extra-cell"), (3, "missing-cell")]


def test_a_first_row_that_is_wider_than_the_header_is_a_reject(read, monkeypatch):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 30)  # the header is a block of its own
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    wide, narrow = (*ROWS[1], "more"), ROWS[2][:-1]

    found = read(text(rows=[ROWS[0], wide, narrow, ROWS[2]]))

    assert [row["line"] for row in rows(found)] == [4]
    assert [(it.line, it.code) for it in found.rejects] == [(2, "extra-cell"), (3, "missing-cell")]


@pytest.mark.parametrize(
    "header",
    [
        " NUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; LAP_IMPROVEMENT; CROSSING_FINISH_LINE_IN_PIT; S1; S2; S3; KPH; ELAPSED; HOUR;TOP_SPEED;DRIVER_NAME;",
        "NUMBER;DRIVER_NUMBER;LAPNUMBER;LAPTIME;LAP_IMPROVEMENT;CROSSING_FINISH_LINE_IN_PIT;S1;S2;S3;KPH;ELAPSED;HOUR;TOP_SPEED;DRIVER_NAME;",
    ],
    ids=["underscores", "plain"],
)
def test_lap_files_of_timing_services(read, header):
    found = read(
        f"{header}\n007;1;1;1:58.250;0;B;40.1;38.0;40.150;182,5;1:58.250;18:00:01.5;251.2;Ann BERG;\n"
    )
    assert found.tables[0].kind == "laps"
    assert rows(found) == [
        {
            "line": 2, "car_number": "007", "seat": "1", "lap_number": "1", "lap": "1:58.250",
            "pit_in": "B", "s1": "40.1", "s2": "38.0", "s3": "40.150", "speed_kph": "182,5",
            "elapsed": "1:58.250", "time_of_day": "18:00:01.5", "top_kph": "251.2",
            "driver": "Ann BERG",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_file_longer_than_a_block_is_read_in_blocks(read, monkeypatch, quote):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    many = [
        ROWS[0],
        *(
            (str(n), str(n), f"{quote}Ann MÃ¼ller{quote}", "Alpha", "20", "1:00.5")
            for n in range(1, 30)
        ),
    ]
    found = read(text(rows=many))
    frames = list(found.tables[0].batches)
    assert len(frames) > 5
    assert [line for frame in frames for line in frame["line"]] == list(range(2, 31))
    assert [(it.code, it.line) for it in found.findings] == [("mojibake", 2)]


def test_a_quoted_cell_longer_than_a_block_grows_it(read, monkeypatch):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 32)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    long = [ROWS[0], ("1", "7", '"' + "Ann Berg\n" * 20 + '"', "A", "20", "1"), ROWS[2]]
    assert [row["line"] for row in rows(read(text(rows=long)))] == [2, 23]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            text(rows=[*ROWS, *ROWS[1:] * 2_000]) + "3,9,Cy\0Ek,G,1,2\n",
            "r.csv:4004: holds a NUL byte",
        ),
        (
            text() + '3,9,"Cy Ek,G,1,2\n4,10,Di,G,1,2\n5,1,E,G,1,2\n',
            "r.csv:4: a quote opens here and is never closed",
        ),
        ("Foo,Bar\nx,y\n", "r.csv:1: no column is understood; --columns names them"),
        (
            ",".join(f"c{n}" for n in range(5_000)) + "\n",
            "r.csv:1: has 5,000 columns; 1,024 are the most",
        ),
        ("Pos,No,Driver\n1,7," + "x" * (2 << 20) + "\n", "field larger than field limit"),
    ],
    ids=["nul", "open quote", "unknown", "wide", "long cell"],
)
@pytest.mark.usefixtures("any_size")
def test_damaged_files_are_refused(read, content, says):
    with pytest.raises(ReadError, match=says):
        rows(read(content, reader="delimited"))


def test_a_header_alone_has_no_rows(read):
    with pytest.raises(ReadError, match=r"r.csv: there is no row of results in it"):
        read("\nPos,No,Driver\n,,\n", reader="delimited")


def test_a_text_without_a_separator(read):
    with pytest.raises(ReadError, match="no separator cuts its lines into equally many cells"):
        read("one\ntwo\nthree\n", reader="delimited")
    with pytest.raises(
        ReadError, match=r"no reader knows this file; it begins 'one \| two \| three'"
    ):
        read("one\ntwo\nthree\n")


def test_an_encoding_that_somebody_named(read):
    assert rows(read(text().encode("cp1252"), encoding="cp1252")) == READ
    wrong = text().encode() + b"3,9,Cy \xff,G,1,2\n"
    with pytest.raises(ReadError, match=r"r.csv:4: is not valid utf-8; --encoding names another"):
        rows(read(wrong, encoding="utf-8"))


def test_one_table_has_no_second(read):
    assert rows(read(text(), table="1")) == READ
    with pytest.raises(UsageError, match=r"--table '2': no table has it; the file has 1 ''"):
        read(text(), table="2")


@pytest.mark.usefixtures("any_size")
def test_columns_of_a_table_without_a_header_are_proposed(read):
    found = read(
        text(
            ";",
            rows=[
                ("1st", "7", "A. Berg / B. Dahl", "Porsche 963", "1:58.250", "182.5", "?"),
                ("2nd", "8", "C. Ek / D. Falk", "Ferrari 499P", "1:59.250", "181.5", "!"),
            ],
        )
    )
    assert [column.field for column in found.tables[0].columns] == [
        "position", "car_number", "drivers", "car", "best_lap", "speed_kph", None,
    ]  # fmt: skip


def test_a_long_head_whose_last_line_is_cut(read):
    many = [
        ROWS[0],
        *((str(n), str(n), "Ann Berg", "Alpha" * 400, "20", "1:00.5") for n in range(1, 60)),
    ]
    assert len(rows(read(text(rows=many)))) == 59


def test_a_wrong_byte_far_below_is_named(read, monkeypatch):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    many = text(rows=[*ROWS, *ROWS[1:] * 20]).encode() + b"3,9,Cy \xff,G,1,2\n"
    with pytest.raises(ReadError, match=r"r.csv:44: is not valid utf-8; --encoding names another"):
        rows(read(many, encoding="utf-8"))


def test_a_wrong_byte_of_another_encoding_is_named_by_its_line(read, monkeypatch):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    many = text(rows=[*ROWS, *ROWS[1:] * 20]).encode() + b"3,9,Cy \x81,G,1,2\n"
    with pytest.raises(ReadError, match=r"r.csv:44: is not valid cp1252; --encoding names another"):
        rows(read(many, encoding="cp1252"))


def test_a_wrong_byte_behind_a_mark_of_utf8_is_named(read):
    wrong = text().encode("utf-8-sig") + b'3,9,"Cy \xff",G,1,2\n'
    with pytest.raises(ReadError, match=r"r.csv:4: is not valid utf-8-sig"):
        rows(read(wrong))


def test_a_row_that_ends_where_the_header_has_no_name(read):
    header = "Pos;No;Driver;Laps;;\n"
    found = rows(read(header + "1;7;Ann Berg;20\n2;8;Bo Dahl;20\n3;9;Cy Ek;20;\n"))
    assert [row["driver"] for row in found] == ["Ann Berg", "Bo Dahl", "Cy Ek"]


def test_a_big_file_has_one_table(read, monkeypatch):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)

    assert len(rows(read(text(), table="1"))) == 2
    with pytest.raises(UsageError, match="is big and has one table only"):
        read(text(), table="2")


def test_a_block_of_blank_rows_gives_nothing(read, monkeypatch):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 16)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    found = rows(read(text() + ",,,,,\n" * 20 + text(rows=ROWS[1:2])))
    assert [row["line"] for row in found] == [2, 3, 24]


def test_rows_far_below_those_that_tell_the_columns_are_read_too(read):
    lines = "".join(f"{n},{n},Driver {n},{n}\n" for n in range(1, 401))

    found = rows(read(f"Pos,No,Driver,Laps\n{lines}"))

    assert len(found) == 400
    assert found[-1] == {"line": 401, "position": "400", "car_number": "400",
                         "driver": "Driver 400", "laps": "400"}  # fmt: skip


def test_a_long_cell_far_below_is_refused_and_a_long_line_of_short_ones_is_not(tmp_path):
    head = "Pos,No,Driver\n" + "1,7,Ann Berg\n" * 300
    long = "x" * ((1 << 20) + 1)
    with pytest.raises(
        ReadError, match=r":302: a cell of 1,048,577 characters; 1,048,576 are the most"
    ):
        rows(reading(tmp_path / "r.csv", head + f"2,8,{long}\n"))
    assert len(rows(reading(tmp_path / "r.csv", head + "2,8,Bo Dahl" + ", " * (1 << 20)))) == 301


def test_rows_that_end_after_the_last_driver_are_one_table(read):
    head = "POS,NUMBER,LAPS,TIME,DRIVER1_FIRSTNAME,DRIVER1_SECONDNAME,DRIVER2_FIRSTNAME,DRIVER2_SECONDNAME"
    found = read(
        f"{head}\n1,65,60,1:47.8,Ann,Berg,Bo,Dahl\n2,64,50,1:48.1,Cy,Ek\n3,12,70,1:49.7,Di\n"
    )
    assert [row["driver_1"] for row in rows(found)] == ["Ann Berg", "Cy Ek", "Di"]


def test_a_second_table_below_is_left_out_and_named(read):
    found = read(
        "Track,Series,Session\nAlpha,Cup,Race\nPos,No,Driver,Laps\n1,7,Ann Berg,20\n2,8,Bo Dahl,19\n"
    )
    assert column(found, "driver") == ["Ann Berg", "Bo Dahl"]
    assert [(it.code, it.line) for it in found.findings] == [("other-table", 1)]


def test_a_quote_may_close_on_another_line_of_a_small_file(read):
    found = read('Pos,No,Driver,Laps\n1,7,"Ann\nBerg",20\n2,8,Bo Dahl,19\n')
    assert [row["line"] for row in rows(found)] == [2, 4]


@pytest.mark.usefixtures("any_size")
def test_the_sign_before_what_a_spreadsheet_would_run_is_taken_off(read):
    found = read(text(rows=[ROWS[0], ("1", "7", "'=Ann Berg", "O'Neil", "20", "1:00.5")]))
    assert [(row["driver"], row["team"]) for row in rows(found)] == [("=Ann Berg", "O'Neil")]


@pytest.mark.usefixtures("any_size")
def test_rows_among_quoted_ones_that_are_too_short_are_rejects(read):
    found = read(
        text(rows=[ROWS[0], ("1", "7", '"Berg, Ann"', "Alpha", "20", "1:00.5"), ("2", "8")])
    )
    assert column(found, "driver") == ["Berg, Ann"]
    assert [(reject.line, reject.code) for reject in found.rejects] == [(3, "missing-cell")]


@pytest.mark.usefixtures("any_size")
def test_rows_may_end_before_the_seats_of_a_crew_that_are_empty(read):
    header = ("Pos", "No", "Driver 1", "Driver 2")
    found = read(text(rows=[header, ("1", "7", '"Berg, Ann"', "Bo Dahl"), ("2", "8", "Cy Ek")]))
    crews = [(row["driver_1"], row.get("driver_2")) for row in rows(found)]
    assert crews == [("Berg, Ann", "Bo Dahl"), ("Cy Ek", None)]
    assert found.rejects == []


def test_a_remark_and_a_second_table_below_are_left_out_and_named(read):
    second = [
        ("Pos", "No", "Driver", "Team", "Grid", "Points"),
        ("1", "9", "Cy Ek", "Gamma", "3", "5"),
    ]
    found = read(text(rows=[*ROWS, ROWS[2], *second]))
    assert [row["line"] for row in rows(found)] == [2, 3, 4]
    assert [(it.code, it.line, it.message) for it in found.findings] == [
        ("other-table", 5, "lines 5 to 6: another table, which is left out")
    ]
    found = read(text(rows=[*ROWS, ("fastest lap: Ann Berg",)]))
    assert [row["line"] for row in rows(found)] == [2, 3]
    assert [(it.code, it.line, it.message) for it in found.findings] == [
        ("not-data", 4, "line 4: left out, it is no row of the table: 'fastest lap: Ann Berg'")
    ]


def test_columns_that_somebody_names_must_fit_the_table(read):
    with pytest.raises(UsageError, match="--columns names 2 columns, the table has 6"):
        read(text(), columns=("position", "driver"))
    with pytest.raises(UsageError, match="--columns names 2 columns, the table has 3"):
        read("?,!,&\n", reader="delimited", columns=("position", "driver"))


def _rows(count, *columns):
    """Write rows of a big file: each column is a function of the number of the row."""
    return "".join(",".join(str(column(n)) for column in columns) + "\n" for n in range(count))


def test_what_changes_further_down_in_a_big_file_is_told(read, monkeypatch):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    driver = lambda n: f"Ann Berg{'abcdefgh'[n % 8]}" if n < 900 else n  # noqa: E731
    text = "Pos,No,Driver,Laps\n" + _rows(
        1_200, lambda n: n + 1, lambda n: n + 1, driver, lambda _: 9
    )

    found = read(text)

    rows(found)
    assert [(it.code, it.is_doubt) for it in found.findings] == [("changed-column", True)]
    message = found.findings[0].message
    assert message.startswith("column 'Driver' was taken for driver by the first rows; below line ")
    assert message.endswith("it has '900', '903', '906'")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_columns_that_are_no_values_further_down_are_left_out(read, monkeypatch, encoding):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    done = lambda n: "9" if n < 210 else "1:30.5"  # noqa: E731
    text = "Pos,No,Driver,Laps\n" + _rows(
        900, lambda n: n + 1, lambda n: n + 1, lambda n: f"Ann Berg{'abcd'[n % 4]}", done
    )

    found = read(text.encode(encoding))

    laps = found.tables[0].columns[3]
    is_seen = encoding == "utf-8"  # before anything is loaded
    assert (laps.field, laps.is_misread) == ((None, True) if is_seen else ("laps", False))
    rows(found)
    assert [it.code for it in found.findings] == ([] if is_seen else ["changed-column"])


def test_laps_in_columns_of_a_big_file_are_rows(read, monkeypatch):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    text = "No,Driver,Lap 1,Lap 2\n7,Ann Berg,1:30.5,1:31.5\n8,Bo Dahl,1:32.5,\n"

    laps = rows(read(text))

    assert [(row["car_number"], row["lap"]) for row in laps] == [
        ("7", "1:30.5"), ("7", "1:31.5"), ("8", "1:32.5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "No,Driver,Lap 1,Lap 2\n" + "7,Ann Berg,90.5,91.5\n" * 4,
        "Lap,1,2,3\n" + "1,1,2,3\n2,2,1,3\n3,3,2,1\n4,3,1,2\n5,1,3,2\n6,1,2,3\n7,1,2,3\n",
    ],
)
def test_a_wide_table_that_is_too_big_is_refused(read, monkeypatch, text):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)

    with pytest.raises(ReadError, match="laps or sessions in columns and more than 64 bytes"):
        read(text)
