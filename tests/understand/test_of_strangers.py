"""Files as clubs, forums and other countries write them: totals of classes, standings beside, words."""

import pytest

from racedb.errors import ReadError
from racedb.understand.columns import recognise
from racedb.understand.header import beside, find_header
from tests.readers.read import reading, rows, tables

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


def of_session(run, tmp_path, text, columns, session="Race"):
    """Load a table as a session of a club; return what became of it, in a row for each car."""
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    about = ("--series", "S", "--season", "2024", "--event", "E", "--session", session)
    loaded = run("load", "--db", tmp_path / "x.db", tmp_path / "a.csv", *about)
    assert loaded.exit_code == 0, loaded
    select = f"SELECT {columns} FROM classification ORDER BY session, row_order"
    return run("sql", "--db", tmp_path / "x.db", "--format", "csv", select).stdout.split()[1:]


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("Pos,Dorsal,Piloto,Moto,Vtas,Tiempo,Mejor V.,En vuelta", "NC"),
        ("Plac,Startnr,Förare,Bil,Varv,Tid,Bästa varv,x", "Utgått"),
        ("Poř.,St.č.,Jezdec,Vůz,Kola,Čas,Nejlepší kolo,x", "odstoupil"),
        ("Helyezés,Rajtszám,Versenyző,Autó,Körök,Idő,Legjobb kör,x", "kiesett"),
        ("Plads,Startnr,Kører,Bil,Omgange,Tid,Bedste omgang,x", "udgået"),
        # words that nobody knows: the numbers say it
        ("Qqq,Dorsal,Piloto,Moto,Zzz,Tiempo,Mejor vuelta,En vuelta", "NC"),
        ("", "NC"),
    ],
)
def test_the_numbers_of_a_table_say_which_time_is_the_total(run, tmp_path, header, word):
    text = (
        f"{header}\n1,93,Marc Gil,Honda,22,41:05.602,1:51.300,7\n"
        "2,12,Aleix Pou,Aprilia,22,41:07.111,1:51.444,9\n"
        f"3,44,Pol Mir,KTM,21,41:12.020,1:54.800,15\n{word},5,Joan Roca,Honda,9,17:01.100,1:52.000,3\n"
    )

    assert of_session(run, tmp_path, text, "car_number, drivers, laps, total_us, best_lap_us") == [
        "93,Marc", "Gil,22,2465602000,111300000",
        "12,Aleix", "Pou,22,2467111000,111444000",
        "44,Pol", "Mir,21,2472020000,114800000",
        "5,Joan", "Roca,9,1021100000,112000000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        # a sector beside a lap, a gap beside it, laps too few to say, and totals in no order
        ("1:31.5,0:27.1;1:31.9,0:27.3;1:32.5,0:27.6", ["best_lap", None]),
        ("9:31.5,1:27.1;9:31.9,0:03.3;9:32.5,0:03.6", ["best_lap", None]),
        ("41:05.6,1:51.3;41:07.1,1:51.4", ["best_lap", None]),
        ("41:05.6,1:51.3;41:07.1,1:51.4;41:08.1,1:51.6", ["total", None]),
    ],
)
def test_only_the_time_of_many_laps_is_no_best_lap(times, expected):
    rows = [[str(n), "A", *pair.split(",")] for n, pair in enumerate(times.split(";"), start=1)]

    _, columns = recognise(["Pos", "Driver", "Best", "Zzz"], rows)

    assert [column.field for column in columns[2:]] == expected


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        ("Zzz,Driver,Time", "1,A,41:05.6;2,B,41:06.6;3,C,41:07.6", "position"),
        ("Zzz,Driver,Time", "1,A,41:05.6;2,B,41:04.6;3,C,41:07.6", None),
        ("Zzz,Driver,Time", "1,A,41:05.6;2,B,41:06.6", None),
        ("Zzz,Driver,Time", "4,A,41:05.6;5,B,41:06.6;7,C,41:07.6", None),
        ("Zzz,Driver,Laps,Time", "1,A,20,41:05.6;2,B,20,41:06.6;3,C,19,40:07.6", "position"),
        ("Zzz,Driver,Grid,Time", "1,A,2,41:05.6;2,B,1,41:06.6;3,C,4,41:07.6", None),
    ],
)
def test_numbers_down_the_order_of_the_totals_are_the_places(header, rows, expected):
    _, columns = recognise(header.split(","), [row.split(",") for row in rows.split(";")])

    assert columns[0].field == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [("20,20,19", "laps"), ("20,20,7", None), ("2,2,2", None), ("1,1,1", None)],
)
def test_whole_numbers_that_part_the_totals_into_laps_are_the_laps(counts, expected):
    rows = [
        [str(n), "A", count, "41:05.6", "2:01.5"]
        for n, count in enumerate(counts.split(","), start=1)
    ]

    _, columns = recognise(["Pos", "Driver", "Zzz", "Time", "Best lap"], rows)

    assert columns[2].field == expected


@pytest.mark.parametrize("units", [",,(h:mm:ss),(mm:ss.000)", ",,hh:mm:ss,m:ss.sss"])
def test_a_row_of_units_is_no_result(read, units):
    text = f"Car,Driver,Race Time,Fastest Lap\n{units}\n1,Ann Berg,0:45:12,01:44.123\n2,Bo Dahl,0:45:20,01:44.500\n3,Cy Ek,0:45:30,01:44.900\n"

    assert [row["driver"] for row in read(text)] == ["Ann Berg", "Bo Dahl", "Cy Ek"]


@pytest.mark.parametrize(
    ("names", "laps"), [("L1,L2,L3", 3), ("T1,T2,T3", 3), ("L1,L3,L4", 0), ("L1,R2,T3", 0)]
)
def test_a_letter_and_a_number_name_a_lap_where_times_are_below(tmp_path, names, laps):
    text = f"Kart,Team,{names}\n5,Red,32.1,31.5,31.4\n8,Blue,32.8,31.9,31.8\n"

    found = tables(reading(tmp_path / "a.csv", text))

    assert sum(len(rows_) for kind, _, rows_ in found if kind == "laps") == 2 * laps


def test_whole_numbers_below_q1_are_no_times(read):
    found = read(
        "Pos,No,Driver,Q1,Q2,Q3,Points\n1,1,Ann Berg,50,45,50,195\n2,3,Bo Dahl,45,50,42,182\n3,7,Cy Ek,42,42,45,129\n"
    )

    assert found[0] == {
        "line": 2, "position": "1", "car_number": "1", "driver": "Ann Berg", "points": "195",
    }  # fmt: skip


def test_how_far_a_car_was_from_the_time_it_should_take_is_no_time_of_a_stage(tmp_path):
    text = "Rang,Nr,Fahrer,WP1,WP2\n1,22,Ann Berg,0.12,+0.05\n2,41,Bo Dahl,0.22,0.55\n3,9,Cy Ek,1.02,-0.15\n"

    assert [table.context for table in reading(tmp_path / "a.csv", text).tables] == [{}]


def test_a_result_may_be_a_time_a_gap_or_what_became_of_the_car(run, tmp_path):
    text = (
        "Finish,No,Driver,Laps,Result\n1,7,Ann Berg,80,1:52:10.2\n2,8,Bo Dahl,80,+12.3\n"
        "3,9,Cy Ek,79,+1 lap\nDNF,10,Di Falk,40,Ret\n"
    )

    found = of_session(run, tmp_path, text, "car_number, status, total_us, gap_us, gap_laps")

    assert found == [
        "7,finished,6730200000,,",
        "8,finished,,12300000,",
        "9,finished,,,1",
        "10,retired,,,",
    ]


def test_a_heading_of_cars_that_did_not_start_is_no_driver(run, tmp_path):
    text = (
        "Pos.\tNum.\tRider\tBike\tTime\n1\t1\tFrancesco BAGNAIA\tDucati\t40:47.104\n"
        "2\t93\tMarc MARQUEZ\tDucati\t40:48.609\nNot Starting\n\t42\tAlex RINS\tYamaha\t\n"
    )

    found = of_session(run, tmp_path, text, "car_number, driver_count, status")

    assert found == ["1,1,finished", "93,1,finished", "42,1,not_started"]


def test_a_count_of_no_cones_takes_no_run_away(tmp_path):
    text = "No,Driver,Run 1,Fehler 1,Run 2,Fehler 2\n7,Ann Berg,40.1,0,39.9,2\n8,Bo Dahl,41.1,0,40.9,0\n"

    (*_, (kind, _, laps)) = tables(reading(tmp_path / "a.csv", text))

    assert kind == "laps"
    assert [row.get("deleted_reason") for row in laps] == [None, "+2", None, None]


@pytest.mark.parametrize(
    ("title", "header", "grid", "time"),
    [
        ("Startaufstellung Rennen 1", "Startplatz,Nr,Fahrer,Zeit", "1", None),
        ("Starting Grid - Race 1", "Pos,Nr,Fahrer,Best lap", "1", None),
        ("Grid", "Pos,Nr,Fahrer,Zeit", "1", None),
        ("Qualifying and starting grid", "Pos,Nr,Fahrer,Zeit", None, "1:31.2"),
        ("Race 1", "Pos,Nr,Fahrer,Zeit", None, "1:31.2"),
    ],
)
def test_a_time_below_the_title_of_a_grid_is_of_the_qualifying(read, title, header, grid, time):
    first, *_ = read(
        f"{title},,,\n{header}\n1,7,Anna Berg,1:31.2\n2,8,Bo Dahl,1:31.5\n3,9,Carl Ekman,1:32.0\n"
    )

    assert (first.get("grid"), first.get("total", first.get("best_lap"))) == (grid, time)


def test_when_cars_start_is_no_grid_and_no_lap(read):
    first, *_ = read(
        "Nr,Fahrer,Start,Ziel,Fahrzeit,Rang\n7,Anna Berg,10:00:00,10:02:31.5,2:31.5,1\n"
        "8,Bo Dahl,10:01:00,10:03:33.0,2:33.0,2\n9,Carl Ekman,10:02:00,10:04:40.1,2:40.1,3\n"
    )

    assert first == {
        "line": 2, "car_number": "7", "driver": "Anna Berg", "total": "2:31.5", "position": "1",
    }  # fmt: skip


def test_a_pilot_beside_a_driver_reads_the_notes(read):
    found = read(
        "Kierowca,Pilot,Nr,Suma,Miejsce\nJan Nowak,Piotr Lis,12,10:13.5,1\nAdam Wilk,Ewa Zima,15,10:31.1,2\n"
    )

    assert [(row.get("driver", row.get("driver_1")), row["driver_2"]) for row in found] == [
        ("Jan Nowak", "Piotr Lis"), ("Adam Wilk", "Ewa Zima"),
    ]  # fmt: skip
    assert (
        read("Pos,Pilot,Time\n1,Jan Nowak,10:13.5\n2,Ewa Zima,10:31.1\n")[0]["driver"]
        == "Jan Nowak"
    )


@pytest.mark.parametrize(("time", "field"), [("30:12.3", "total"), ("1:31.2", "best_lap")])
def test_the_only_time_without_a_header_is_a_total_where_it_is_long(time, field):
    _, columns = recognise([], [["1", "7", "Ann Berg", time], ["2", "8", "Bo Dahl", time]])

    assert columns[3].field == field


@pytest.mark.parametrize("word", ["Tid", "Time", "Zeit"])
def test_times_with_a_number_are_runs(tmp_path, word):
    text = f"No,Driver,{word} 1,{word} 2,Best\n7,Ann Berg,1:02.1,1:01.5,1:01.5\n8,Bo Dahl,1:03.1,1:02.5,1:02.5\n"

    (_, (kind, _, laps)) = tables(reading(tmp_path / "a.csv", text))

    assert (kind, [row["lap"] for row in laps]) == (
        "laps",
        ["1:02.1", "1:01.5", "1:03.1", "1:02.5"],
    )


def test_cells_of_a_header_may_be_two_rows_high_and_others_go_on_below():
    header = ["Pos", "Nr", "Rijders", "Rijders", "Ronden", "Tijd", "Tijd"]
    below = ["Pos", "Nr", "1", "2", "Ronden", "Totaal", "Snelste"]
    rows = [
        (1, header),
        (2, below),
        (3, ["1", "7", "Jan Bos", "Piet Vos", "30", "1:00:12.345", "1:38.111"]),
    ]

    found = find_header(rows)

    assert found.first == 2
    assert found.names == [
        "Pos",
        "Nr",
        "Rijders 1",
        "Rijders 2",
        "Ronden",
        "Tijd Totaal",
        "Tijd Snelste",
    ]
    assert find_header([(1, header[:3]), (2, header[:3]), (3, ["1", "7", "Jan Bos"])]).first == 1


def test_letters_with_numbers_in_a_row_for_each_lap_are_no_laps(tmp_path):
    text = "No,Lap,Lap Time,T1,T2\n7,1,1:30.5,40.1,50.4\n7,2,1:30.1,40.0,50.1\n8,1,1:31.5,41.1,50.4\n8,2,1:31.1,41.0,50.1\n"

    ((kind, _, laps),) = tables(reading(tmp_path / "a.csv", text))

    assert (kind, laps[0]) == (
        "laps",
        {"line": 2, "car_number": "7", "lap_number": "1", "lap": "1:30.5"},
    )
