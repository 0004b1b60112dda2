"""Which car of the event a row is about (design, rulings 3 and 4), and who sits in it."""

import pytest

from tests.ingest.samples import EVENT, QUALIFYING, RACE

ENTRIES = "SELECT car_number, variant FROM entries ORDER BY id"
CREWS = "SELECT car_number, driver FROM crews ORDER BY car_number, seat"


def cars(*rows):
    """Return rows of a query of car_number and another column as pairs."""
    return [tuple(row.values()) for row in rows]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("second", ["12,Ann Berg", "12,Ann Berg / Bo Dahl"])
def test_a_number_that_comes_later_is_that_of_the_crew(load, ask, sheet, second):
    load(sheet("Pos,Drivers,Laps\n1,Ann Berg / Bo Dahl,9\n2,Cy Ek / Di Falk,8\n"), *RACE)

    load(
        sheet(f"Pos,No,Drivers,Laps\n1,{second},9\n2,13,Cy Ek / Di Falk,8\n", "q.csv"), *QUALIFYING
    )

    assert cars(*ask(ENTRIES)) == [("12", 1), ("13", 1)]


@pytest.mark.sqlite_only
def test_rows_without_number_and_crew_are_matched_by_team_and_car(load, ask, sheet):
    load(
        sheet("Pos,Team,Car,Laps\n1,Alpha,Lola T70,9\n2,Alpha,Ferrari 512,8\n3,Beta,Lola T70,7\n"),
        *RACE,
    )

    load(
        sheet("Pos,Team,Car,Best lap\n1,Beta,Lola T70,1:30.0\n2,Alpha,Lola T70,1:31.0\n", "q.csv"),
        *QUALIFYING,
    )

    assert ask("SELECT COUNT(*) AS n FROM entries") == [{"n": 3}]
    assert ask(
        "SELECT team, car, session FROM classification WHERE session = 'Qualifying' ORDER BY position"
    ) == [
        {"team": "Beta", "car": "Lola T70", "session": "Qualifying"},
        {"team": "Alpha", "car": "Lola T70", "session": "Qualifying"},
    ]


@pytest.mark.sqlite_only
def test_the_same_team_and_car_twice_without_number_is_a_reject(run, base, sheet):
    path = sheet("Pos,Team,Car,Laps\n1,Alpha,Lola T70,9\n2,Alpha,Lola T70,8\n")

    ran = run("load", "--db", base, path, *RACE)

    assert ran.exit_code == 1
    assert (
        f"{path}:3: duplicate row of a car without a number in this session; the first row is kept"
        in ran.stderr
    )


@pytest.mark.sqlite_only
def test_a_number_of_two_cars_is_told_by_car_and_team_in_later_files(load, ask, sheet):
    load(sheet("Pos,No,Driver,Team,Laps\n5,16,Ann Berg,Alpha,90\n6,16,Bo Dahl,Beta,89\n"), *RACE)

    load(sheet("Pos,No,Team,Best lap\n1,16,Beta,1:30.0\n2,16,Alpha,1:31.0\n", "q.csv"), *QUALIFYING)

    assert cars(*ask(ENTRIES)) == [("16", 1), ("16", 2)]
    assert ask(
        "SELECT team, drivers FROM classification WHERE session = 'Qualifying' ORDER BY position"
    ) == [{"team": "Beta", "drivers": "Bo Dahl"}, {"team": "Alpha", "drivers": "Ann Berg"}]


@pytest.mark.sqlite_only
def test_laps_of_a_number_of_two_cars_go_to_the_car_of_the_driver(load, ask, sheet):
    load(sheet("Pos,No,Driver,Team,Laps\n5,16,Ann Berg,Alpha,2\n6,16,Bo Dahl,Beta,2\n"), *RACE)
    laps = (
        "No,Driver,Lap,Lap time\n16,Bo Dahl,1,1:30.0\n16,Bo Dahl,2,1:29.0\n16,Ann Berg,1,1:31.0\n"
    )

    (report,) = load(sheet(laps, "laps.csv"), *RACE)

    assert report["new"] == 3
    assert ask("SELECT team, driver, lap_us FROM lap_times ORDER BY lap_us") == [
        {"team": "Beta", "driver": "Bo Dahl", "lap_us": 89_000_000},
        {"team": "Beta", "driver": "Bo Dahl", "lap_us": 90_000_000},
        {"team": "Alpha", "driver": "Ann Berg", "lap_us": 91_000_000},
    ]


@pytest.mark.sqlite_only
def test_laps_of_such_a_number_without_a_driver_go_to_the_first_car(load, ask, sheet):
    load(sheet("Pos,No,Driver,Team,Laps\n5,16,Ann Berg,Alpha,2\n6,16,Bo Dahl,Beta,2\n"), *RACE)

    load(sheet("No,Lap,Lap time\n16,1,1:30.0\n16,2,1:29.0\n", "laps.csv"), *RACE)

    assert ask("SELECT DISTINCT team FROM lap_times") == [{"team": "Alpha"}]


@pytest.mark.sqlite_only
def test_laps_of_a_new_driver_of_such_a_number_too(load, ask, sheet):
    load(sheet("Pos,No,Driver,Team,Laps\n5,16,Ann Berg,Alpha,2\n6,16,Bo Dahl,Beta,2\n"), *RACE)

    load(sheet("No,Driver,Team,Lap,Lap time\n16,Cy Ek,Beta,1,1:30.0\n", "laps.csv"), *RACE)

    assert ask("SELECT team, driver FROM lap_times") == [{"team": "Beta", "driver": "Cy Ek"}]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("rows", "results", "shared"),
    [
        # No place, but as many laps: they shared the car and its retirement.
        ("Ret,20,Ann Berg,Alpha,40,\nRet,20,Bo Dahl,Alpha,40,\n", 1, 1),
        # Other laps: two cars of that number.
        ("Ret,20,Ann Berg,Alpha,40,\nRet,20,Bo Dahl,Alpha,12,\n", 2, 0),
        # Neither place nor laps tell anything.
        ("Ret,20,Ann Berg,Alpha,,\nRet,20,Bo Dahl,Alpha,,\n", 2, 0),
        # Who did not start shared nothing.
        ("DNS,20,Ann Berg,Alpha,40,\nRet,20,Bo Dahl,Alpha,40,\n", 2, 0),
        # Another team is another car.
        ("1,20,Ann Berg,Alpha,40,\n1,20,Bo Dahl,Beta,40,\n", 2, 0),
    ],
)
def test_a_shared_drive_is_one_car_with_one_result(load, ask, sheet, rows, results, shared):
    load(sheet(f"Pos,No,Driver,Team,Laps,Points\n{rows}3,21,Cy Ek,Beta,90,4\n"), *RACE)

    assert ask("SELECT COUNT(*) AS n FROM results") == [{"n": results + 1}]
    assert ask("SELECT COUNT(*) AS n FROM drives WHERE seat = 2") == [{"n": shared}]


@pytest.mark.sqlite_only
def test_a_shared_drive_without_points_keeps_them_open(load, ask, sheet):
    load(
        sheet("Pos,No,Driver,Laps,Points\n1,20,Ann Berg,90,\n1,20,Bo Dahl,90,\n2,21,Cy Ek,90,6\n"),
        *RACE,
    )

    assert ask("SELECT position, points FROM classification ORDER BY position") == [
        {"position": 1, "points": None},
        {"position": 2, "points": 6.0},
    ]


@pytest.mark.sqlite_only
def test_a_shared_drive_that_is_loaded_again_replaces_the_drives(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Points\n1,20,Ann Berg,90,4\n1,20,Bo Dahl,90,4\n2,21,Cy Ek,90,6\n"
    load(sheet(text), *RACE)

    (report,) = load(sheet(text.replace("Bo Dahl,90,4", "Bo Dahl,90,2"), "final.csv"), *RACE)

    assert (report["changed"], report["same"]) == (2, 1)
    assert ask(
        "SELECT d.name, v.points FROM drives v JOIN drivers d ON d.id = v.driver_id "
        "WHERE v.points IS NOT NULL ORDER BY d.name"
    ) == [{"name": "Ann Berg", "points": 4.0}, {"name": "Bo Dahl", "points": 2.0}]


def test_a_later_file_fills_what_an_entry_lacked_and_overwrites_nothing(load, ask, sheet):
    load(sheet("Pos,No,Driver,Car,Laps\n1,7,Ann Berg,Porsche,9\n2,8,Bo Dahl,Lola T70,8\n"), *RACE)

    load(
        sheet(
            "No,Driver,Entrant,Team,Class,Tyres,Car,Pos\n"
            "7,Ann Berg,Herr Berg,Alpha,GT3,M,Porsche 963,1\n8,Bo Dahl,,Beta,,,Ferrari 512,2\n",
            "q.csv",
        ),
        *QUALIFYING,
    )
    load(
        sheet("Pos,No,Driver,Team,Class\n1,7,Ann Berg,Gamma,GT4\n", "w.csv"),
        *EVENT,
        "--session",
        "WU",
    )

    assert ask(
        "SELECT DISTINCT car_number, entrant, team, class, car FROM classification ORDER BY car_number"
    ) == [
        {"car_number": "7", "entrant": "Herr Berg", "team": "Alpha", "class": "GT3",
         "car": "Porsche 963"},
        {"car_number": "8", "entrant": None, "team": "Beta", "class": None, "car": "Lola T70"},
    ]  # fmt: skip
    assert ask(
        "SELECT m.name FROM entries e JOIN manufacturers m ON m.id = e.tyre_manufacturer_id"
    ) == [{"name": "Michelin"}]


def test_a_classification_gives_the_order_of_a_crew_and_a_later_one_adds_behind(load, ask, sheet):
    laps = "No,Driver,Lap,Lap time\n7,Cy Ek,1,1:30.0\n7,Bo Dahl,2,1:29.0\n"
    load(sheet(laps, "laps.csv"), *RACE)
    assert cars(*ask(CREWS)) == [("7", "Cy Ek"), ("7", "Bo Dahl")]

    load(sheet("Pos,No,Drivers,Laps\n1,7,Ann Berg / Bo Dahl,2\n2,8,Di Falk,2\n"), *RACE)
    assert cars(*ask(CREWS)) == [("7", "Ann Berg"), ("7", "Bo Dahl"), ("8", "Di Falk")]

    load(sheet("Pos,No,Drivers,Best lap\n1,7,Ed Gren / Bo Dahl,1:28.0\n", "q.csv"), *QUALIFYING)
    load(sheet(laps + "7,Fi Holm,3,1:31.0\n", "laps2.csv"), *RACE)
    assert cars(*ask(CREWS)) == [
        ("7", "Ann Berg"), ("7", "Bo Dahl"), ("7", "Ed Gren"), ("8", "Di Falk"),
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_a_list_of_entries_makes_entries_and_no_results(load, ask, sheet):
    text = (
        "No,Team,Car,Driver 1,Driver 2\n7,Alpha,Lola T70,Ann Berg,Bo Dahl\n8,Beta,Lola T70,Cy Ek,\n"
    )

    (first,) = load(sheet(text, "list.csv"), *RACE)
    (again,) = load(sheet(text + "9,Gamma,Lola T70,Di Falk,\n", "list2.csv"), *RACE)

    assert (first["read"], first["new"], first["same"]) == (2, 2, 0)
    assert (again["read"], again["new"], again["same"]) == (3, 1, 2)
    assert cars(*ask(CREWS)) == [
        ("7", "Ann Berg"), ("7", "Bo Dahl"), ("8", "Cy Ek"), ("9", "Di Falk"),
    ]  # fmt: skip
    assert ask("SELECT COUNT(*) AS n FROM results") == [{"n": 0}]


@pytest.mark.sqlite_only
def test_the_same_entry_twice_in_a_list_is_a_reject(load, sheet):
    text = "No,Team,Driver 1,Driver 2\n7,Alpha,Ann Berg,Bo Dahl\n7,Alpha,Ann Berg,\n"

    (report,) = load(sheet(text, "list.csv"), *RACE, "--max-rejects", "1", exit_code=5)

    assert [(reject["line"], reject["code"]) for reject in report["rejects"]] == [
        (3, "duplicate-row")
    ]


@pytest.mark.sqlite_only
def test_a_lap_file_says_whose_car_it_is_by_a_column_of_its_own(load, ask, sheet):
    text = "1,Ann Berg,1:30.0\n2,Bo Dahl,1:31.0\n"
    columns = ("--columns", "lap_number,driver,lap")

    load(sheet(text, "laps.csv"), *RACE, *columns)

    assert ask("SELECT driver, lap_number FROM lap_times ORDER BY lap_number") == [
        {"driver": "Ann Berg", "lap_number": 1},
        {"driver": "Bo Dahl", "lap_number": 2},
    ]
    assert ask("SELECT COUNT(*) AS n FROM entries WHERE car_number IS NULL") == [{"n": 2}]


def test_stops_make_the_results_that_they_need(load, ask, sheet):
    text = "No,Stop,Lap,Duration\n7,1,12,31.250\n7,2,30,29.000\n8,1,14,0\n"

    (report,) = load(sheet(text, "stops.csv"), *RACE)

    assert (report["read"], report["new"]) == (3, 3)
    assert ask("SELECT number, lap_number, lane_us FROM pit_stops ORDER BY entry_id, number") == [
        {"number": 1, "lap_number": 12, "lane_us": 31_250_000},
        {"number": 2, "lap_number": 30, "lane_us": 29_000_000},
        {"number": 1, "lap_number": 14, "lane_us": None},
    ]
    assert ask("SELECT car_number, status, laps FROM classification ORDER BY car_number") == [
        {"car_number": "7", "status": "unknown", "laps": None},
        {"car_number": "8", "status": "unknown", "laps": None},
    ]


@pytest.mark.sqlite_only
def test_a_later_classification_takes_the_place_of_derived_results(load, ask, sheet):
    load(
        sheet("No,Driver,Lap,Lap time\n7,Ann Berg,1,1:30.0\n7,Ann Berg,2,1:29.0\n", "l.csv"), *RACE
    )

    (report,) = load(sheet("Pos,No,Driver,Laps\n1,7,Ann Berg,2\n2,8,Bo Dahl,1\n"), *RACE)
    (more,) = load(sheet("No,Driver,Lap,Lap time\n7,Ann Berg,3,1:28.0\n", "l2.csv"), *RACE)

    assert (report["new"], report["changed"], more["new"]) == (2, 0, 1)
    assert ask("SELECT car_number, position, laps, status FROM classification ORDER BY position") == [
        {"car_number": "7", "position": 1, "laps": 2, "status": "finished"},
        {"car_number": "8", "position": 2, "laps": 1, "status": "finished"},
    ]  # fmt: skip


def test_more_laps_make_the_derived_result_anew(load, ask, sheet):
    header = "No,Driver,Lap,Lap time,Elapsed\n"
    load(sheet(header + "7,Ann Berg,1,1:20.0,1:20.0\n7,Ann Berg,2,1:29.0,2:49.0\n", "a.csv"), *RACE)

    load(
        sheet(
            header
            + "7,Bo Dahl,3,1:28.0,4:17.0\n7,Bo Dahl,4,1:28.0,5:45.0\n8,Cy Ek,1,1:21.0,1:21.0\n",
            "b.csv",
        ),
        *RACE,
    )

    assert ask(
        "SELECT c.car_number, c.row_order, c.laps, c.total_us, c.best_lap_us, c.line, "
        "r.best_lap_number, d.name FROM classification c JOIN results r "
        "ON r.session_id = c.session_id AND r.entry_id = c.entry_id "
        "LEFT JOIN drivers d ON d.id = r.best_lap_driver_id ORDER BY c.row_order"
    ) == [
        {"car_number": "7", "row_order": 1, "laps": 4, "total_us": 345_000_000,
         "best_lap_us": 88_000_000, "line": 2, "best_lap_number": 3, "name": "Bo Dahl"},
        {"car_number": "8", "row_order": 2, "laps": 1, "total_us": 81_000_000,
         "best_lap_us": None, "line": 4, "best_lap_number": None, "name": None},
    ]  # fmt: skip


def test_the_first_lap_counts_where_it_is_no_race(load, ask, sheet):
    load(
        sheet("No,Driver,Lap,Lap time\n7,Ann Berg,1,1:20.0\n7,Ann Berg,2,1:29.0\n", "a.csv"),
        *QUALIFYING,
    )

    assert ask("SELECT best_lap_us FROM classification") == [{"best_lap_us": 80_000_000}]


@pytest.mark.sqlite_only
def test_a_car_known_by_its_maker_is_any_car_of_the_team(load, ask, sheet):
    load(sheet("Pos,Team,Car,Laps\n1,Alpha,Lola T70,9\n2,Beta,Lola T70,8\n"), *RACE)

    load(
        sheet("Pos,Team,Manufacturer,Best lap\n1,Beta,Lola,1:30.0\n2,Alpha,Lola,1:31.0\n", "q.csv"),
        *QUALIFYING,
    )

    assert ask(
        "SELECT team, car FROM classification WHERE session = 'Qualifying' ORDER BY position"
    ) == [
        {"team": "Beta", "car": "Lola T70"},
        {"team": "Alpha", "car": "Lola T70"},
    ]
    assert ask("SELECT COUNT(*) AS n FROM entries") == [{"n": 2}]


@pytest.mark.sqlite_only
def test_laps_of_a_car_without_a_number_say_whose_car_it_is(load, ask, sheet):
    text = "Ann Berg;Ann Berg;1;1:30.0\nAnn Berg;Bo Dahl;2;1:29.0\nCy Ek;Cy Ek;1;1:31.0\n"

    load(sheet(text, "laps.csv"), *RACE, "--columns", "car_of,driver,lap_number,lap")

    assert ask("SELECT driver, lap_us FROM lap_times ORDER BY entry_id, lap_number") == [
        {"driver": "Ann Berg", "lap_us": 90_000_000},
        {"driver": "Bo Dahl", "lap_us": 89_000_000},
        {"driver": "Cy Ek", "lap_us": 91_000_000},
    ]
    assert ask("SELECT COUNT(*) AS n FROM entries") == [{"n": 2}]
