"""Tables as people type them: runs, heats, groups of columns, merged cells, totals, standings."""

import pytest

from racedb.table import CELLS
from racedb.understand.tables import table_from_grid
from tests.readers.read import reading


def read(text, *fields):
    """Read a table; return kind, session and rows (of these fields, or all) of all it becomes."""
    cells = [[cell.strip() for cell in line.split(",")] for line in text.strip().split("\n")]
    width = max(map(len, cells))
    rows = [(n, [*row, *[""] * (width - len(row))]) for n, row in enumerate(cells, start=1)]
    found = table_from_grid(rows, heading="")
    return found, [
        (table.kind, table.context.get("session"), [
            {k: v for k, v in row.items()
             if v is not None and k not in ("line", CELLS) and (not fields or k in fields)}
            for frame in table.batches
            for row in frame.to_dicts()
        ])
        for table in found.tables
    ]  # fmt: skip


def test_runs_are_laps_and_what_is_added_is_why_they_do_not_count():
    found, ((_, _, results), (kind, _, laps)) = read(
        """
        No,Driver,Run 1,Run 2,Run 2 Pen,3rd Run,Best
        7,Ann Berg,54.310+2,53.9,,53.5,53.5
        8,Bo Dahl,55.1,54.8,1,DNF,55.1
        9,Cy Ek,56.1,54.2,RERUN,55.5,55.5
        """,
        "driver", "best_lap", "lap_number", "lap", "deleted_reason",
    )  # fmt: skip

    assert [row["best_lap"] for row in results] == ["53.5", "55.1", "55.5"]
    assert (kind, laps[0], laps[4:6]) == (
        "laps",
        {"driver": "Ann Berg", "lap_number": "1", "lap": "54.310", "deleted_reason": "+2"},
        [
            {"driver": "Bo Dahl", "lap_number": "2", "lap": "54.8", "deleted_reason": "+1"},
            {"driver": "Bo Dahl", "lap_number": "3", "deleted_reason": "DNF"},
        ],
    )
    assert laps[7]["deleted_reason"] == "RERUN"
    assert sum(it.ledger.taken for it in found.tables) == 2 * 3 + 3 + 9 + 2
    assert found.table.ledger.left_out == {}


@pytest.mark.parametrize("header", ["Rd 1,Rd 2", "Manche 1,Manche 2", "Lap 1,Lap 2"])
def test_columns_of_laps_are_not_left_out(header):
    found, ((_, _, results), (kind, _, laps)) = read(
        f"Pos,No,{header},Best\n1,7,48.33,47.9,47.9\n2,8,48.9,48.2,48.2"
    )

    assert (kind, len(laps), len(results)) == ("laps", 4, 2)
    assert {it.why for it in found.table.columns if it.field is None} == {"a lap of its own"}


def test_the_best_run_is_the_result_where_no_time_is_stated():
    _, (results, _) = read("No,Car,1. Lauf,2. Lauf\n7,Kart,61.2,60.9\n8,Kart,59.1,Ausfall")
    _, (clean, _) = read("No,Car,Run 1,Run 2\n7,Kart,61.2,60.9\n8,Kart,59.1,59.8")
    _, (penalised, _) = read("No,Car,Run 1,Run 2\n7,Kart,61.2+1,62.9\n8,Kart,59.1,58.1")

    assert [row["best_lap"] for row in results[2]] == ["60.9", "59.1"]
    assert [row["best_lap"] for row in clean[2]] == ["60.9", "59.1"]
    assert [row.get("best_lap") for row in penalised[2]] == [None, "58.1"]


def test_heats_are_sessions_of_places_with_the_whole_crew():
    _, tables = read(
        """
        Kart,Driver,Co-driver,Heat 1,Heat 2,Final,Total Pts
        7,Ann Berg,Di Falk,1,2,1,55
        8,Bo Dahl,Ed Gant,2,1,3,48
        9,Cy Ek,Fi Hahn,3,DNF,2,47
        """
    )

    assert [name for _, name, _ in tables] == [None, "Heat 1", "Heat 2", "Final"]
    assert tables[0][2][0]["points"] == "55"
    assert tables[2][2][2] == {
        "car_number": "9", "driver_1": "Cy Ek", "driver_2": "Fi Hahn", "position": "DNF",
    }  # fmt: skip


@pytest.mark.parametrize(
    "heats",
    [("25,18", "18,25", "15,15"), ("3,2", "2,3", "1,1"), ("1,x", "2,y", "3,z"), (",", ",", ",")],
)
def test_points_of_heats_are_no_places(heats):
    rows = "".join(f"\n{n},A{n} Berg,{cells},{40 - n}" for n, cells in enumerate(heats, start=7))
    _, tables = read(f"No,Driver,Heat 1,Heat 2,Points{rows}")

    assert [name for _, name, _ in tables] == [None]


@pytest.mark.parametrize(
    "above", [",,Qualifying,,Race,,", ",,Qualifying,Qualifying,Race,Race,Race"]
)
def test_sessions_above_groups_of_columns_are_of_all_of_them(above):
    _, tables = read(
        f"""
        {above}
        No,Driver,Pos,Time,Pos,Laps,Time
        7,Ann Berg,1,1:11.2,1,12,14:30.2
        8,Bo Dahl,2,1:11.4,DNF,6,
        """
    )

    assert [(name, rows[1]) for _, name, rows in tables] == [
        ("Qualifying", {"car_number": "8", "driver": "Bo Dahl", "position": "2", "best_lap": "1:11.4"}),
        ("Race", {"car_number": "8", "driver": "Bo Dahl", "position": "DNF", "laps": "6"}),
    ]  # fmt: skip


def test_heats_above_groups_of_columns_are_sessions():
    _, tables = read(
        """
        ,,Heat 1,,Heat 2,
        Driver,Kart,Pos,Best,Pos,Best
        Ann Berg,7,1,32.11,2,32.4
        Bo Dahl,4,2,32.55,1,32.02
        """
    )

    assert [(name, rows[0]["position"]) for _, name, rows in tables] == [
        ("Heat 1", "1"),
        ("Heat 2", "2"),
    ]


@pytest.mark.parametrize("titles", ["Group A,,,,Group B,,", ",,,,,,"])
def test_tables_side_by_side_are_one_below_the_other(titles):
    found, ((_, _, rows),) = read(
        f"""
        {titles}
        Pos,Name,Time,,Pos,Name,Time
        1,Ann Berg,1:01.2,,1,Di Foy,1:03.0
        2,Bo Dahl,1:01.9,,2,Ed Gant,1:03.3
        3,Cy Ek,1:02.4,,,,
        """,
        "driver", "class",
    )  # fmt: skip

    assert [row["driver"] for row in rows] == ["Ann Berg", "Bo Dahl", "Cy Ek", "Di Foy", "Ed Gant"]
    assert rows[3].get("class") == ("Group B" if "Group" in titles else None)
    assert found.table.header == ("Pos", "Name", "Time", "")


@pytest.mark.parametrize(
    ("header", "width"), [("Pos,No,Time,Pos,No,Time,", 3), ("Pos,No,Time,Pos,Laps,Gap", 6)]
)
def test_only_whole_headers_are_of_tables_side_by_side(header, width):
    found, _ = read(f"{header}\n1,7,1:01.2,2,8,1:01.3\n3,9,1:01.4,4,10,1:01.5")

    assert len(found.table.columns) == width


@pytest.mark.parametrize("above", ["Club,,Round,", "Summer Cup", "Qualifying,,Race"])
def test_a_title_is_no_group_of_columns(above):
    found, _ = read(f"{above}\nPos,Driver,Driver,Laps\n1,Ann Berg,Bo Dahl,20\n2,Cy Ek,Di Falk,20")

    assert found.table.header[1] == ("Qualifying Driver" if "Race" in above else "Driver")


def test_rows_that_sum_up_are_no_results():
    found, ((_, _, rows),) = read(
        """
        Pos,No,Driver,Laps,Best lap
        1,7,Ann Berg,20,1:12.5
        2,8,Bo Dahl,20,1:12.9
        3,11,Ed Gant,20,1:12.9
        4,12,Fi Hahn,20,1:12.9
        5,13,Gil Ivo,20,1:12.9
        n.a.,9,Cy Ek,3,1:13.0
        Excluded by stewards,5,Di Falk,20,1:12.6
        Total entries,4,,,
        Fastest lap,,Ann Berg,,1:12.5
        ,,Total,43,
        """,
        "driver",
    )

    assert [row["driver"] for row in rows[5:]] == ["Cy Ek", "Di Falk"]
    assert [line for line, _ in found.notes] == [9, 10, 11]


def test_rows_that_sum_up_classes_are_no_results():
    found, _ = read(
        "Class,Pos,No,Driver,Laps\nA,1,7,Ann Berg,9\n,2,8,Bo Dahl,9\nB,1,9,Cy Ek,8\n,,,Total laps,26"
    )

    assert [line for line, _ in found.notes] == [5]


def test_cells_that_were_merged_are_of_all_rows_below():
    _, ((_, _, rows),) = read(
        "Class,Pos,No,Laps\nGT3,1,7,20\n,2,8,20\nGT4,1,44,18\n,2,51,18\n,DNF,52,3", "class"
    )
    _, ((kind, _, laps),) = read(
        "Driver,No,Lap,Time\nAnn Berg,7,1,48.2\n,,2,46.9\nBo Dahl,8,1,48.9\n,,2,47.1", "driver"
    )

    assert [row["class"] for row in rows] == ["GT3", "GT3", "GT4", "GT4", "GT4"]
    assert (kind, [row["driver"] for row in laps]) == ("laps", ["Ann Berg"] * 2 + ["Bo Dahl"] * 2)


@pytest.mark.parametrize(
    "rows", ["GT3,1,7,20\n,2,8,20\n,3,44,18", "GT3,1,7,20\n,2,8,20\n,1,44,18\n,2,51,18"]
)
def test_blank_classes_stay_blank_where_places_do_not_begin_anew_with_them(rows):
    _, ((_, _, found),) = read(f"Class,Pos,No,Laps\n{rows}", "class")

    assert [row.get("class") for row in found[:3]] == ["GT3", None, None]


def test_places_below_headings_of_classes_are_of_the_class():
    _, ((_, _, rows),) = read(
        """
        Class A - up to 1400cc
        Pos,No,Driver,Laps
        1,7,Ann Berg,20
        2,8,Bo Dahl,20
        Class B - over 1400cc
        Pos,No,Driver,Laps
        1,9,Cy Ek,19
        """
    )

    assert rows[2] == {
        "class_position": "1", "car_number": "9", "driver": "Cy Ek", "laps": "19",
        "class": "Class B - over 1400cc",
    }  # fmt: skip
    assert [row["class_position"] for row in rows] == ["1", "2", "1"]


def test_places_of_classes_that_have_a_column_stay_what_they_are():
    _, ((_, _, rows),) = read(
        "Class A\nPos,Class pos,No,Laps\n1,1,7,20\n3,2,8,19\nClass B\nPos,Class pos,No,Laps\n1,1,9,19",
        "position", "class_position", "class",
    )  # fmt: skip

    assert rows[2] == {"position": "1", "class_position": "1", "class": "Class B"}


def test_headings_of_heats_are_sessions():
    _, ((_, _, rows),) = read(
        """
        HEAT 1 (8 laps)
        Pos,No,Driver
        1,7,Ann Berg
        2,8,Bo Dahl

        FINAL (20 laps)
        Pos,No,Driver
        1,8,Bo Dahl
        """,
        "session", "position", "class",
    )  # fmt: skip

    assert rows == [
        {"session": "HEAT 1", "position": "1"}, {"session": "HEAT 1", "position": "2"},
        {"session": "FINAL", "position": "1"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cells", "is_season"),
    [
        ("Rd 1,Rd 2,Total", ("25,18,43", "18,12,30"), True),
        ("Lauf 1,Lauf 2,Gesamt", ("25,18,43", "18,12,30"), True),
        ("Rd 1,Rd 2,Time", ("25,18,20:01.5", "18,12,20:02.5"), False),
        ("Lauf 1,Lauf 2,Pts", ("gut,18,43", "18,12,30"), False),
        ("1. lähtö,2. lähtö,Pisteet", ("5,6,11", "4,4,8"), False),
    ],
)
def test_standings_are_no_race(header, cells, is_season):
    first, second = cells
    found, _ = read(f"Pos,Driver,{header}\n1,Ann Berg,{first}\n2,Bo Dahl,{second}")

    assert (found.table.kind == "printed_standings") is is_season


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("Total", ("43", "30", "12"), "points"),
        ("Gesamt", ("43", "30", "12"), "points"),
        ("Gesamt", ("1:30,2", "1:31,8", "1:32,7"), "total"),
        ("Rnd.", ("18", "18", "17"), "laps"),
        ("Rnd.", ("3", "3", "3"), "round"),
        ("Zeit / Rückstand", ("32:11,4", "+4,2", "+ 1 Rd."), "total"),
        ("Best (lap)", ("1:14.9 (12)", "1:14.8 (14)", "1:15.0 (7)"), "best_lap"),
        ("Rider (Nat)", ("A. Berg (ITA)", "B. Dahl (ESP)", "C. Ek (ITA)"), "driver"),
        ("Name/Vorname", ("Berg Ann", "Dahl Bo", "Ek Cy"), "driver"),
        ("Team #", ("7", "8", "9"), None),
        ("Gr. Cl.", ("RC4", "F2/13", "F2/14"), "class"),
    ],
)
def test_headers_of_several_meanings_are_read_by_their_values(header, cells, field):
    rows = "".join(f"\n{n}\t{n + 6}\t{cell}" for n, cell in enumerate(cells, start=1))
    grid = [line.split("\t") for line in f"Pos\tNo\t{header}{rows}".split("\n")]
    found = table_from_grid(list(enumerate(grid, start=1)), heading="")

    assert found.table.columns[2].field == field


def test_the_country_of_a_name_is_its_own():
    found, ((_, _, rows),) = read(
        "Pos,Rider (Nat),Laps\n1,A. Berg (ITA),20\n2,B. Dahl (ESP),20\n3,C. Ek,19\n4,D. Fa (ITA),3"
    )
    _, ((_, _, others),) = read("Pos,Rider,Laps\n1,A. Berg (WET),20\n2,B. Dahl (DRY),20")

    assert rows[:2] == [
        {"position": "1", "driver": "A. Berg", "country_1": "ITA", "laps": "20"},
        {"position": "2", "driver": "B. Dahl", "country_1": "ESP", "laps": "20"},
    ]
    assert (rows[2]["driver"], others[0]["driver"]) == ("C. Ek", "A. Berg (WET)")
    assert found.table.ledger.taken == 12


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Starting Grid\nPos,No,Driver,Qual Time\n1,7,Ann Berg,1:01.2\n2,8,Bo Dahl,1:01.9", "grid"),
        ("Starting Grid\nPos,No,Driver,Laps\n1,7,Ann Berg,20\n2,8,Bo Dahl,19", "position"),
        ("Results\nPos,No,Driver,Laps\n1,7,Ann Berg,20\n2,8,Bo Dahl,19", "position"),
    ],
)
def test_the_places_of_a_starting_grid_are_no_result(text, field):
    found, _ = read(text)

    assert found.table.columns[0].field == field


@pytest.mark.parametrize("times", [("45:10.2", "45:20.2"), ("61.22", "62.9"), ("45:10.2", "12")])
def test_a_total_beside_a_time_is_the_sum(times):
    time, total = times
    found, _ = read(f"Pos,No,Stage Time,Total\n1,7,{time},{total}\n2,8,{time},{total}")

    assert found.table.columns[2 + (total != "12")].field == "total"


def test_cones_of_a_run_may_be_in_brackets(tmp_path):
    text = (
        "Class,No,Driver,Run 1,Run 2,Run 3\n"
        "AS,7,Ann Berg,47.5(1),46.812,46.5 (OFF)\n"
        "AS,8,Bo Dahl,48.1,rrn,47.512 [+2]\n"
        "BS,9,Cy Ek,49.9+1,(OFF),dnf\n"
    )

    results, runs = reading(tmp_path / "a.csv", text).tables

    (frame,) = runs.batches
    assert frame.select("lap", "deleted_reason").rows() == [
        ("47.5", "+1"), ("46.812", None), ("46.5", "+OFF"), ("48.1", None), (None, "rrn"),
        ("47.512", "+2"), ("49.9", "+1"), (None, "OFF"), (None, "dnf"),
    ]  # fmt: skip
    (frame,) = results.batches
    assert frame.columns.count("best_lap") == 1


def test_a_number_in_brackets_behind_a_lap_is_no_penalty(tmp_path):
    text = "No,Driver,Lap 1,Lap 2\n7,Ann Berg,1:31.5 (2),1:30.8\n8,Bo Dahl,1:31.1,1:30.9\n"

    (laps,) = reading(tmp_path / "a.csv", text).tables

    (frame,) = laps.batches
    assert "deleted_reason" not in frame.columns
