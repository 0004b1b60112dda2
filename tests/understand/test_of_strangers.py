"""Files as clubs, forums and other countries write them: totals of classes, standings beside, words."""

import pytest

from racedb.errors import ReadError
from racedb.understand.header import beside
from tests.readers.read import reading, rows

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def read(tmp_path):
    return lambda text, name="a.csv": rows(reading(tmp_path / name, text))


@pytest.mark.parametrize("word", ["Summe GT", "Total", "Subtotal GT:", "Suma", "Zwischensumme"])
def test_totals_below_classes_are_no_cars_and_merged_cells_are_filled(read, word):
    text = (
        "Class,Pos,No,Driver,Laps,Time\n"
        "GT,1,7,Ann Berg,20,40:01.5\n,2,8,Bo Dahl,20,40:02.5\n"
        f"{word},,2,,40,\n"
        "TC,1,21,Cy Ek,19,40:03.5\n,2,22,Di Falk,19,40:04.5\n"
        f"{word},,2,,38,\n"
    )

    found = read(text)

    assert [(row["class"], row["class_position"], row["car_number"]) for row in found] == [
        ("GT", "1", "7"), ("GT", "2", "8"), ("TC", "1", "21"), ("TC", "2", "22"),
    ]  # fmt: skip


def test_who_has_a_place_in_his_class_only_has_finished(run, tmp_path):
    (tmp_path / "a.csv").write_text(
        "Class,Pos,No,Driver,Laps\nGT,1,7,Ann Berg,20\nGT,2,8,Bo Dahl,20\nTC,1,9,Cy Ek,19\nTC,DNF,10,Di Falk,3\n"
    )
    about = ("--series", "S", "--season", "2024", "--event", "E", "--session", "Race")

    assert run("load", "--db", tmp_path / "x.db", tmp_path / "a.csv", *about).exit_code == 0

    select = "SELECT car_number, status, classified FROM classification ORDER BY row_order"
    ran = run("sql", "--db", tmp_path / "x.db", "--format", "csv", select)
    assert ran.stdout.split() == [
        "car_number,status,classified", "7,finished,1", "8,finished,1", "9,finished,1", "10,retired,0",
    ]  # fmt: skip


BESIDE = (
    "Pos,No,Driver,Laps,,Rank,Name,Points\n"
    "1,7,Ann Berg,10,,1,Cy Ek,55\n2,8,Bo Dahl,10,,2,Ann Berg,50\n3,9,Cy Ek,9,,3,Bo Dahl,40\n"
)


def test_standings_beside_a_result_are_another_table(read):
    assert [(row["driver"], row.get("points")) for row in read(BESIDE)] == [
        ("Ann Berg", None), ("Bo Dahl", None), ("Cy Ek", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        (BESIDE, [5, 3]),
        ("Pos,,No,,Driver\n1,,7,,Ann Berg", [5]),  # blank columns only for the looks
        (
            "Pos,No,Driver,,Pos,No,Driver\n1,7,Ann Berg,,3,9,Cy Ek",
            [7],
        ),  # one table that goes on beside
        ("Pos,Driver\n1,Ann Berg", [2]),
        ("", [0]),
    ],
)
def test_tables_of_people_part_at_a_blank_column(text, widths):
    grid = [(n, line.split(",")) for n, line in enumerate(text.split("\n"), start=1) if line]

    assert [len(part[0][1]) if part else 0 for part in beside(grid)] == widths


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("No. / Driver", "12 Ann Berg", ("12", "Ann Berg")),
        ("StNr Name Vorname", "12 Berg Ann", ("12", "Berg Ann")),
        ("No. / Driver", "12", ("12", None)),
    ],
)
def test_a_header_may_be_of_a_number_and_a_name(read, header, cell, expected):
    text = f"Pos,{header},Laps\n1,{cell},20\n2,{cell.replace('12', '13')},20\n"

    first = read(text)[0]

    assert (first.get("car_number"), first.get("driver")) == expected


def test_a_header_of_two_seats_is_the_crew(read):
    text = "Pos,Team,Driver 1 / Driver 2,Laps\n1,Alpha,Ann Berg / Bo Dahl,9\n2,Beta,Cy Ek,8\n"

    assert [row["drivers"] for row in read(text)] == ["Ann Berg / Bo Dahl", "Cy Ek"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("順位,ゼッケン,ドライバー,周回,ベストラップ", "1,36,中嶋 一貴,52,1'35.123"),
        ("Clasificación,Dorsal,Piloto,Vueltas,Mejor vuelta", "1,36,中嶋 一貴,52,1'35.123"),
        ("Sija,Kilpailunro,Kuljettaja,Kierrokset,Paras kierros", "1,36,中嶋 一貴,52,1'35.123"),
        ("Pos,No,Driver,Laps,FL", "1,36,中嶋 一貴,52,1'35.123"),
    ],
)
def test_headers_of_other_languages(read, header, row):
    (found,) = read(f"{header}\n{row}\n")

    assert found == {
        "line": 2, "position": "1", "car_number": "36", "driver": "中嶋 一貴", "laps": "52",
        "best_lap": "1'35.123",
    }  # fmt: skip


def test_a_number_in_brackets_behind_a_name_is_that_of_the_car(read):
    found = read(
        "1. Ann Berg (7) - 20 laps\n2. Bo Dahl (8) - 20 laps\n3. Cy Ek (9) - 19 laps\n", "a.txt"
    )

    assert [(row["car_number"], row["driver"]) for row in found] == [
        ("7", "Ann Berg"), ("8", "Bo Dahl"), ("9", "Cy Ek"),
    ]  # fmt: skip


def test_a_header_of_words_alone_is_no_row(read):
    found = read("Driver,Sponsor,Remark\nAnn Berg,a,b\nBo Dahl,c,d\n")

    assert [row["driver"] for row in found] == ["Ann Berg", "Bo Dahl"]


def test_drivers_without_values_are_refused(read):
    with pytest.raises(ReadError, match="no column is understood"):
        read("Foo,Bar,Baz\nx,y,z\nu,v,w\n")
