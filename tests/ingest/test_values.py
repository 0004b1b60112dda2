"""Cells to the values that are stored: of results, of laps, and what became of a car (ruling 9)."""

import pytest

from tests.ingest.samples import QUALIFYING, RACE

pytestmark = pytest.mark.sqlite_only

OUTCOME = ("--columns", "position,car_number,driver,laps,total,status,reason")


@pytest.mark.parametrize(
    ("cells", "status", "detail", "classified"),
    [
        # A place and a count of laps, and no other word: finished.
        ("3,7,Ann Berg,50,,,", "finished", None, True),
        ("3,7,Ann Berg,50,,,Penalty", "finished", "Penalty", True),
        # No place: the reason says why.
        (",7,Ann Berg,50,,,Engine", "retired", "Engine", False),
        (",7,Ann Berg,50,,,Struck by a comet", "retired", "Struck by a comet", False),
        (",7,Ann Berg,,,,Withdrawn", "withdrawn", "Withdrawn", False),
        # Nothing said.
        (",7,Ann Berg,50,,,", "unknown", None, None),
        # The word that tells most wins; what it says besides is kept.
        ("NC,7,Ann Berg,50,,Engine,", "retired", "Engine", False),
        ("NC,7,Ann Berg,50,,,", "finished", None, False),
        ("3,7,Ann Berg,50,,DSQ,", "disqualified", None, False),
        ("DNQ,7,Ann Berg,,,,Injury", "not_qualified", "Injury", False),
        ("12,7,Ann Berg,50,Gearbox,,", "retired", "Gearbox", True),
        # A word that nobody knows.
        (",7,Ann Berg,50,,Hocus pocus,", "unknown", "Hocus pocus", None),
    ],
)
def test_what_became_of_a_car(load, ask, sheet, cells, status, detail, classified):
    (report,) = load(sheet(f"{cells}\n1,8,Bo Dahl,60,1:30:00.0,,\n"), *RACE, *OUTCOME)

    assert ask(
        "SELECT status, status_detail, classified FROM classification WHERE car_number = '7'"
    ) == [{"status": status, "status_detail": detail, "classified": classified}]
    assert report["unknown_words"] == (["Hocus pocus"] if detail == "Hocus pocus" else [])


def test_a_column_that_says_who_is_classified_wins(load, ask, sheet):
    text = "5,7,Ann Berg,50,no\n1,8,Bo Dahl,60,\n"

    load(sheet(text), *RACE, "--columns", "position,car_number,driver,laps,classified")

    assert ask("SELECT classified FROM classification ORDER BY car_number") == [
        {"classified": False},
        {"classified": True},
    ]


def result_of(ask, columns):
    """Return columns of the results in the order of the car numbers, as tuples."""
    rows = ask(
        f"SELECT {columns} FROM results r JOIN entries e ON e.id = r.entry_id "
        "JOIN sessions s ON s.id = r.session_id WHERE s.part_of_id IS NULL ORDER BY e.car_number"
    )
    return [tuple(row.values()) for row in rows]


@pytest.mark.parametrize(
    ("fields", "cells", "columns", "stored"),
    [
        # A speed in miles, and none.
        ("speed_mph", ("100", "0"), "speed_kph", [(160.934,), (None,)]),
        ("speed_kph,speed_mph", (",100", "150.5,"), "speed_kph", [(160.934,), (150.5,)]),
        # What stands in place of a grid position, and a place with a footnote.
        (
            "grid", ("Pit Lane", "3 †"), "grid_position, grid_note",
            [(None, "pit lane"), (3, "3 †")],
        ),
        ("grid", ("0", "2"), "grid_position, grid_note", [(None, None), (2, None)]),
        # Times of nothing, and gaps.
        ("total,best_lap", ("0:00.000,0:00.000", "30:00.0,1:30.0"), "total_us, best_lap_us",
         [(None, None), (1_800_000_000, 90_000_000)]),
        ("gap", ("2 Laps", "12.5"), "gap_us, gap_laps", [(None, 2), (12_500_000, None)]),
        ("total", ("30:00.0", "+1 Lap"), "total_us, gap_laps", [(1_800_000_000, None), (None, 1)]),
        ("status", ("Finished", "+2 Laps"), "status, gap_laps",
         [("finished", None), ("finished", 2)]),
        # The best of three parts of qualifying.
        ("q1,q2", ("1:31.0,1:30.0", "1:29.5,"), "best_lap_us", [(90_000_000,), (89_500_000,)]),
        ("best_lap,best_lap_number", ("1:31.0,12", "1:29.5,0"), "best_lap_number", [(12,), (None,)]),
        ("class_position,points", ("1,12.5", "2,"), "class_position, points", [(1, 12.5), (2, None)]),
        ("laps,row_order", ("50,9", "49,4"), "row_order", [(9,), (4,)]),
    ],
)  # fmt: skip
def test_values_of_a_result(load, ask, sheet, fields, cells, columns, stored):
    first, second = cells

    load(
        sheet(f"7;Ann Berg;{first.replace(',', ';')}\n8;Bo Dahl;{second.replace(',', ';')}\n"),
        *QUALIFYING, "--columns", f"car_number,driver,{fields}",
    )  # fmt: skip

    assert result_of(ask, ", ".join(f"r.{name}" for name in columns.split(", "))) == stored


def test_a_doubtful_place_is_left_empty_and_noted(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Grid\n1,7,Ann Berg,60,2?\n1.5,8,Bo Dahl,60,0\nRet,9,Cy Ek,12*,3\n"

    (report,) = load(sheet(text), *RACE, exit_code=5)

    assert result_of(ask, "r.position, r.grid_position, r.laps, r.status") == [
        (1, None, 60, "finished"),
        (None, None, 60, "unknown"),
        (None, 3, 12, "retired"),
    ]
    assert [(note["line"], note["field"], note["raw"]) for note in report["notes"]] == [
        (2, "grid", "2?"),
        (3, "position", "1.5"),
    ]


def test_a_formula_that_failed_is_noted_and_is_nobody(load, ask, sheet):
    text = "Pos,No,Driver,Team,Laps\n1,7,#REF!,#N/A,60\n2,8,Bo Dahl,#1 Racing,#VALUE!\n"
    text += "3,9,Cy Ek,Beta,59\n4,10,Di Falk,Beta,59\n"

    (report,) = load(sheet(text), *RACE, exit_code=5)

    assert ask("SELECT car_number, drivers, team, laps FROM classification LIMIT 2") == [
        {"car_number": "7", "drivers": None, "team": None, "laps": 60},
        {"car_number": "8", "drivers": "Bo Dahl", "team": "#1 Racing", "laps": None},
    ]
    assert [(note["field"], note["code"], note["message"]) for note in report["notes"]] == [
        ("driver", "failed-formula", "driver: '#REF!' is not a text, but a formula that failed"),
        ("team", "failed-formula", "team: '#N/A' is not a text, but a formula that failed"),
        ("laps", "not-a-number", "laps: '#VALUE!' is not a whole number"),
    ]


def test_a_text_that_is_too_long_for_a_name_is_noted_and_is_nobody(load, ask, sheet):
    long, crew = "Ä" * 201, " / ".join([f"Driver {'x' * 100}{at}" for at in "abc"])
    text = (
        f"Pos,No,Driver,Team,Laps,Reason\n1,7,{long},{'T' * 200},60,\n2,8,{crew[:110]},{long},59,\n"
    )
    text += f"Ret,9,Cy Ek,Beta,20,{'because ' * 40}\n4,10,Di Falk,Beta,59,\n"

    (report,) = load(sheet(text), *RACE, exit_code=5)
    load(sheet(f"Pos,No,Drivers,Laps\n1,7,{crew},60\n", "crews.csv"), *RACE)

    assert ask("SELECT car_number, team FROM classification ORDER BY row_order") == [
        {"car_number": "7", "team": "T" * 200}, {"car_number": "8", "team": None},
        {"car_number": "9", "team": "Beta"}, {"car_number": "10", "team": "Beta"},
    ]  # fmt: skip
    assert [(note["line"], note["code"], note["message"]) for note in report["notes"]] == [
        (2, "long-name", f"driver: '{'Ä' * 60}…' is not a name: it has more than 200 letters"),
        (3, "long-name", f"team: '{'Ä' * 60}…' is not a name: it has more than 200 letters"),
    ]
    assert {note["raw"] for note in report["notes"]} == {"Ä" * 200 + "…"}
    assert ask("SELECT driver_count FROM classification WHERE car_number = '7'") == [
        {"driver_count": 3}
    ]


def test_gaps_that_are_printed_like_times_are_gaps(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Time\n1,7,Ann Berg,60,1:56:10.674\n2,8,Bo Dahl,60,23.914\n3,9,Cy Ek,60,1:26.462\n"

    load(sheet(text), *RACE)

    assert result_of(ask, "r.total_us, r.gap_us") == [
        (6_970_674_000, None),
        (None, 23_914_000),
        (None, 86_462_000),
    ]


def test_the_gap_of_the_leader_to_himself_is_none(load, ask, sheet):
    load(sheet("Pos,No,Driver,Laps,Gap\n1,7,Ann Berg,60,0.000\n2,8,Bo Dahl,60,1.500\n"), *RACE)

    assert result_of(ask, "r.gap_us") == [(None,), (1_500_000,)]


def test_all_that_a_lap_says_is_stored(load, ask, sheet):
    columns = (
        "car_number,driver,lap_number,lap,s1,s2,s3,elapsed,position,speed_kph,top_kph,pit_in,"
        "pit_out,flag,deleted_reason"
    )
    text = (
        "7;Ann Berg;1;1:30.0;30.0;30.0;30.0;1:30.0;1;160.1;210.5;;B;FCY;\n"
        "7;Ann Berg;2;1:31.0;0;;31.0;3:01.0;0;0;0;B;;GF;Track limits\n"
    )

    load(sheet(text), *RACE, "--columns", columns)

    assert ask(
        "SELECT lap_us, s1_us, s2_us, s3_us, elapsed_us, position, speed_kph, top_kph, pit_in, "
        "pit_out, flag, deleted_reason FROM lap_times ORDER BY lap_number"
    ) == [
        {"lap_us": 90_000_000, "s1_us": 30_000_000, "s2_us": 30_000_000, "s3_us": 30_000_000,
         "elapsed_us": 90_000_000, "position": 1, "speed_kph": 160.1, "top_kph": 210.5,
         "pit_in": False, "pit_out": True, "flag": "fcy", "deleted_reason": None},
        {"lap_us": 91_000_000, "s1_us": None, "s2_us": None, "s3_us": 31_000_000,
         "elapsed_us": 181_000_000, "position": None, "speed_kph": None, "top_kph": None,
         "pit_in": True, "pit_out": False, "flag": "green", "deleted_reason": "Track limits"},
    ]  # fmt: skip
    assert ask("SELECT best_lap_us FROM classification") == [{"best_lap_us": None}]


@pytest.mark.parametrize(
    ("columns", "rows", "rejects"),
    [
        ("car_number,driver,lap_number,lap", "7;Ann Berg;;1:30.0\n7;Ann Berg;0;1:30.0\n",
         [(2, "no-key", "a lap without a number"), (3, "no-key", "a lap without a number")]),
        ("car_number,driver,stop,lane", "7;Ann Berg;x;30.0\n7;Ann Berg;0;30.0\n",
         [(2, "not-a-number", "stop: 'x' is not a whole number"),
          (2, "no-key", "a stop without a number"), (3, "no-key", "a stop without a number")]),
        ("car_number,driver,position,laps", ";;1;50\n;;2;49\n",
         [(2, "no-key", "names neither a car nor a driver nor a team"),
          (3, "no-key", "names neither a car nor a driver nor a team")]),
    ],
)  # fmt: skip
def test_a_row_without_a_key_is_a_reject(load, sheet, columns, rows, rejects):
    good = {"stop": "9;Cy Ek;1;30.0\n"}.get(columns.split(",")[2], "")
    good = good or ("9;Cy Ek;1;1:30.0\n" if "lap_number" in columns else "9;Cy Ek;1;1\n")

    (report,) = load(
        sheet(good + rows), *RACE, "--columns", columns, "--max-rejects", "2", exit_code=5
    )

    assert [(r["line"], r["code"], r["message"]) for r in report["rejects"]] == rejects
    assert report["new"] == report["read"] - len({line for line, _, _ in rejects})
    assert report["notes"] == []


@pytest.mark.parametrize(
    ("columns", "good", "rows", "notes"),
    [
        ("car_number,driver,points,date", "9;Cy Ek;1;2024-01-01\n",
         "7;Ann Berg;many;2024-01-01\n8;Bo Dahl;4..5;2024-01-01\n",
         [(2, "not-a-number", "points: 'many' is not a number"),
          (3, "not-a-number", "points: '4..5' is not a number")]),
        ("car_number,driver,laps,classified", "9;Cy Ek;9;yes\n",
         "7;Ann Berg;9;perhaps\n8;Bo Dahl;9;\n",
         [(2, "not-a-mark", "classified: 'perhaps' is not yes or no")]),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_understood_is_a_note(load, sheet, columns, good, rows, notes):
    (report,) = load(sheet(good + rows), *RACE, "--columns", columns, exit_code=5)

    assert [(n["line"], n["code"], n["message"]) for n in report["notes"]] == notes
    assert (report["new"], report["rejected"], report["rejects"]) == (3, 0, [])


@pytest.mark.parametrize(("kind", "what"), [("laps", "lap"), ("pit_stops", "stop")])
def test_a_recipe_without_a_column_of_numbers_is_refused(run, base, sheet, kind, what):
    recipe = f'kind = "{kind}"\nheader = 0\n[columns]\n1 = "car_number"\n2 = "lap"\n'

    ran = run("load", "--db", base, sheet("7,1:30.0\n7,1:31.0\n"), *RACE,
              "--recipe", sheet(recipe, "r.toml"))  # fmt: skip

    assert ran.exit_code == 1
    assert f"a {what} without a number (2 rows rejected)" in ran.stderr


def test_a_driver_whose_name_and_key_stand_in_columns_of_their_own(load, ask, sheet):
    text = "1;7;berg;Ann;9\n2;8;dahl;Bo;8\n"

    load(sheet(text), *RACE, "--columns", "position,car_number,driver_ref,driver_1,laps")

    assert ask("SELECT a.key, a.scope FROM aliases a WHERE a.scope = 'ref' ORDER BY a.key") == [
        {"key": "berg", "scope": "ref"},
        {"key": "dahl", "scope": "ref"},
    ]
    assert ask("SELECT driver FROM crews ORDER BY car_number") == [
        {"driver": "Ann"},
        {"driver": "Bo"},
    ]


def test_times_and_numbers_in_all_ways_of_writing(load, ask, sheet):
    text = (
        "Pos;No;Driver;Laps;Time;Best lap;km/h\n"
        "1;007;Ann Berg;60;25:11:59,123;59,123;160,5\n"
        "2;07;Bo Dahl;60;25:44'41.101;1:01.5;158.25\n"
    )

    load(sheet(text), *RACE)

    assert result_of(ask, "e.car_number, r.total_us, r.best_lap_us, r.speed_kph") == [
        ("007", 90_719_123_000, 59_123_000, 160.5),
        ("07", 92_681_101_000, 61_500_000, 158.25),
    ]


def test_non_breaking_spaces_in_names_are_spaces(load, ask, sheet):
    text = "Pos,No,Drivers,Team\n1,7,Ann\u00a0Berg / Bo Dahl,\u00a0Alpha\u00a0Racing \n2,8,Cy Ek,Beta\n"

    load(sheet(text), *RACE)

    assert ask("SELECT team, drivers FROM classification ORDER BY position") == [
        {"team": "Alpha Racing", "drivers": "Ann Berg / Bo Dahl"},
        {"team": "Beta", "drivers": "Cy Ek"},
    ]
