"""Loads from the command line to the rows of the database, on both databases."""

import json

import pytest

from racedb.ingest import one_import, pipeline
from racedb.readers import delimited, row_blocks

CONTEXT = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race")
RACE = (*CONTEXT, "--session", "Race")
HEADER = "Pos,No,Drivers,Car,Team,Laps,Time,Best lap,Points\n"
RESULTS = (
    HEADER
    + "1,007,Ann Berg / Bo Dahl,Porsche 963,Alpha,10,20:01.500,1:58.250,25\n"
    + "2,7,Cy Ek,Ferrari 499P,Beta,10,+12.451,1:58.900,18\n"
    + "Ret,8,Di Falk,Lola T70,Gamma,4,Engine,2:01.000,\n"
)


def test_a_table_becomes_entries_drivers_and_results(load, ask, sheet):
    (report,) = load(sheet(RESULTS), *RACE)

    assert (report["read"], report["new"], report["rejected"]) == (3, 3, 0)
    assert ask(
        "SELECT position, car_number, drivers, manufacturer, status, status_detail, classified, "
        "total_us, gap_us, best_lap_us, points, line FROM classification ORDER BY row_order"
    ) == [
        {
            "position": 1, "car_number": "007", "drivers": "Ann Berg / Bo Dahl",
            "manufacturer": "Porsche", "status": "finished", "status_detail": None,
            "classified": True, "total_us": 1201500000, "gap_us": None,
            "best_lap_us": 118250000, "points": 25.0, "line": 2,
        },
        {
            "position": 2, "car_number": "7", "drivers": "Cy Ek", "manufacturer": "Ferrari",
            "status": "finished", "status_detail": None, "classified": True, "total_us": None,
            "gap_us": 12451000, "best_lap_us": 118900000, "points": 18.0, "line": 3,
        },
        {
            "position": None, "car_number": "8", "drivers": "Di Falk", "manufacturer": "Lola",
            "status": "retired", "status_detail": "Engine", "classified": False, "total_us": None,
            "gap_us": None, "best_lap_us": 121000000, "points": None, "line": 4,
        },
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing_and_says_so(load, ask, sheet, run, base):
    path = sheet(RESULTS)
    load(path, *RACE)
    before = ask("SELECT * FROM classification ORDER BY row_order")

    (again,) = load(path, *RACE)

    assert again["state"] == "same"
    assert ask("SELECT * FROM classification ORDER BY row_order") == before
    assert ask("SELECT COUNT(*) AS n FROM imports") == [{"n": 1}]
    assert "already loaded as import 1" in run("load", "--db", base, path, *RACE).stderr


def test_a_dry_run_counts_like_the_real_one_and_keeps_nothing(load, ask, sheet):
    path = sheet(RESULTS)

    (dry,) = load(path, *RACE, "--dry-run")
    empty = ask("SELECT COUNT(*) AS n FROM entries")
    (real,) = load(path, *RACE)

    assert empty == [{"n": 0}]
    assert [dry[k] for k in ("read", "new", "created")] == [
        real[k] for k in ("read", "new", "created")
    ]


def test_a_corrected_file_changes_rows_and_keeps_the_old_values(load, ask, sheet):
    load(sheet(RESULTS), *RACE)
    corrected = RESULTS.replace("2,7,Cy Ek", "DSQ,7,Cy Ek").replace("12.451,", "12.451,", 1)

    (report,) = load(sheet(corrected, "final.csv"), *RACE)

    assert (report["new"], report["changed"], report["same"]) == (0, 1, 2)
    (revision,) = ask("SELECT table_name, old, new FROM revisions WHERE table_name = 'results'")
    old = revision["old"] if isinstance(revision["old"], dict) else json.loads(revision["old"])
    assert revision["table_name"] == "results"
    assert old["position"] == 2
    assert old["status"] == "finished"
    assert ask("SELECT status, position FROM classification WHERE car_number = '7'") == [
        {"status": "disqualified", "position": None}
    ]


@pytest.mark.sqlite_only
def test_a_column_that_the_new_file_lacks_stays_as_it_is(load, ask, sheet):
    load(sheet(RESULTS), *RACE)

    (report,) = load(sheet("No,Points\n7,20\n", "points.csv"), *RACE)

    assert report["changed"] == 1
    assert ask("SELECT position, points FROM classification WHERE car_number = '7'") == [
        {"position": 2, "points": 20.0}
    ]


@pytest.mark.sqlite_only
def test_a_file_without_words_for_the_outcome_leaves_it_as_it_is(load, ask, sheet):
    load(sheet(RESULTS), *RACE)

    load(sheet("No,Points\n7,20\n8,1\n", "points.csv"), *RACE)

    outcome = "SELECT car_number, status, status_detail, classified FROM classification "
    assert ask(outcome + "WHERE car_number IN ('7', '8') ORDER BY car_number") == [
        {"car_number": "7", "status": "finished", "status_detail": None, "classified": True},
        {"car_number": "8", "status": "retired", "status_detail": "Engine", "classified": False},
    ]


@pytest.mark.sqlite_only
def test_with_strict_one_bad_cell_refuses_the_file_and_names_it(run, base, ask, sheet):
    path = sheet(RESULTS.replace("1:58.900", "1:5O.900"))

    ran = run("load", "--db", base, path, *RACE, "--strict")

    assert ran.exit_code == 1
    assert ran.stderr == (
        f"racedb: {path}:3: best_lap: '1:5O.900' is not a time like 1:23.456; fix the file, or load "
        "it without --strict\n"
    )
    assert "Traceback" not in ran.stderr
    assert ask("SELECT COUNT(*) AS n FROM results") == [{"n": 0}]
    assert ask("SELECT line, field, raw FROM notes") == [
        {"line": 3, "field": "best_lap", "raw": "1:5O.900"}
    ]


@pytest.mark.sqlite_only
def test_strict_refuses_rejects_too_and_takes_a_clean_file(run, base, sheet):
    bad = RESULTS.replace("1:58.900", "1:5O.900,x").replace("1:58.250", "1:58.25O")

    refused = run("load", "--db", base, sheet(bad), *RACE, "--strict", "--max-rejects", "9")
    clean = run("load", "--db", base, sheet(RESULTS), *RACE, "--strict")

    assert (refused.exit_code, clean.exit_code) == (1, 0)
    assert ":2: best_lap: '1:58.25O' is not a time like 1:23.456 and 1 more; fix" in refused.stderr


@pytest.mark.sqlite_only
def test_strict_refuses_a_code_page_that_is_doubtful(run, base, sheet, tmp_path):
    path = tmp_path / "cp1254.csv"
    path.write_bytes(RESULTS.replace("Di Falk", "Doğan Falk").encode("cp1254"))

    strict = run("load", "--db", base, path, *RACE, "--strict")
    loaded = run("load", "--db", base, path, *RACE)

    assert (strict.exit_code, loaded.exit_code) == (1, 5)
    assert f"{path}: line 4: read as cp1252, 'Doðan'; in cp1254 it is 'Doğan'" in strict.stderr
    assert strict.stderr.endswith("fix the file, or load it without --strict\n")


def test_an_unreadable_cell_costs_itself_and_erases_nothing(load, ask, sheet):
    (report,) = load(sheet(RESULTS.replace("1:58.900", "1:5O.900")), *RACE, exit_code=5)
    best = "SELECT best_lap_us FROM classification ORDER BY position NULLS LAST"
    noted = ask("SELECT import_id, number, line, field, code, message, raw FROM notes")
    unread = ask(best)
    load(sheet(RESULTS), *RACE)
    whole = ask(best)
    again = sheet(RESULTS.replace("1:58.900", "1:5O.901"))
    (later,) = load(again, *RACE, exit_code=5)

    note = {
        "line": 3, "field": "best_lap", "code": "not-a-duration",
        "message": "best_lap: '1:5O.900' is not a time like 1:23.456", "raw": "1:5O.900",
    }  # fmt: skip
    assert (report["read"], report["new"], report["rejected"], report["rejects"]) == (3, 3, 0, [])
    assert report["notes"] == [note]
    assert noted == [{"import_id": 1, "number": 1, **note}]
    assert unread[1] == {"best_lap_us": None}
    assert whole[1] == {"best_lap_us": 118_900_000}
    assert ask(best) == whole
    assert (later["same"], later["changed"]) == (3, 0)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("bad", "cells"), [(2, 12), (3, 30), (3, 29)])
def test_many_unreadable_cells_mean_that_the_column_was_misunderstood(load, sheet, bad, cells):
    rows = [f"{n},{n},Driver {n},{'1O' if n <= bad else n}\n" for n in range(1, cells + 1)]
    text = "Pos,No,Driver,Laps\n" + "".join(rows) + "99,99,Cy Ek,\n"

    (report,) = load(sheet(text), *RACE, exit_code=5)

    end = "; the column was probably misunderstood" if (bad, cells) == (3, 29) else ""
    message = f"laps: '1O' is not a whole number{end}"
    assert [note["message"] for note in report["notes"]] == [message] * bad


@pytest.mark.sqlite_only
def test_an_unreadable_mark_leaves_the_stored_one(load, ask, sheet):
    columns = ("--columns", "car_number,driver,lap_number,lap,pit_in")

    load(sheet("7;Ann Berg;1;1:30.0;B\n7;Ann Berg;2;1:31.0;B\n", "a.csv"), *RACE, *columns)
    text = "7;Ann Berg;1;1:30.0;perhaps\n7;Ann Berg;2;1:31.0;\n7;Ann Berg;3;1:32.0;perhaps\n"
    load(sheet(text, "b.csv"), *RACE, *columns, exit_code=5)

    assert [row["pit_in"] for row in ask("SELECT pit_in FROM lap_times ORDER BY lap_number")] == [
        1, 0, 0,
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_an_unreadable_order_of_rows_is_that_of_the_file(load, ask, sheet):
    columns = "row_order,car_number,driver,laps"

    load(sheet("5;7;Ann Berg;9\nx;8;Bo Dahl;8\n"), *RACE, "--columns", columns, exit_code=5)

    assert ask("SELECT car_number, row_order FROM classification ORDER BY car_number") == [
        {"car_number": "7", "row_order": 5},
        {"car_number": "8", "row_order": 2},
    ]


def test_rejects_within_the_limit_keep_the_good_rows(load, ask, sheet, tmp_path):
    path = sheet(RESULTS.replace("1:58.900", "1:58.900,x"))
    kept = tmp_path / "rejects.csv"

    (report,) = load(path, *RACE, "--max-rejects", "1", "--rejects", str(kept), exit_code=5)

    assert (report["read"], report["new"], report["rejected"]) == (3, 2, 1)
    (reject,) = ask("SELECT line, field, code, raw FROM rejects")
    assert (reject["line"], reject["field"], reject["code"]) == (3, None, "extra-cell")
    assert "1:58.900,x" in reject["raw"]
    assert "1:58.900,x" in kept.read_text(encoding="utf-8")


@pytest.mark.sqlite_only
def test_every_bad_cell_of_a_row_is_told(load, sheet):
    text = HEADER + "1,7,Ann Berg,Lola T70,Alpha,1O,20:O1.5,1:58.250,25\n" + RESULTS[len(HEADER) :]

    (report,) = load(sheet(text), *RACE, exit_code=5)

    assert [note["field"] for note in report["notes"] if note["line"] == 2] == ["laps", "total"]


LAPS = (
    "NUMBER;LAP_NUMBER;LAP_TIME;S1;S2;S3;ELAPSED;DRIVER_NAME;CROSSING_FINISH_LINE_IN_PIT\n"
    + "".join(
        f"{car};{lap};{time};{s1};{s2};{s3};{elapsed};{driver};{pit}\n"
        for car, lap, time, s1, s2, s3, elapsed, driver, pit in [
            ("007", 1, "1:55.000", "30.000", "40.000", "45.000", "1:55.000", "Ann BERG", ""),
            ("007", 2, "1:58.250", "32.000", "41.000", "45.250", "3:53.250", "Ann BERG", "B"),
            ("007", 3, "2:58.500", "92.000", "41.000", "45.500", "6:51.750", "Bo DAHL", ""),
            ("7", 1, "2:01.000", "33.000", "42.000", "46.000", "2:01.000", "Cy EK", ""),
            ("7", 2, "1:58.900", "32.000", "41.000", "45.900", "3:59.900", "Cy EK", ""),
        ]
    )
)


def test_laps_alone_derive_results_and_never_count_the_opening_lap(load, ask, sheet):
    (report,) = load(sheet(LAPS, "laps.csv"), *RACE)

    assert report["new"] == 5
    assert ask(
        "SELECT car_number, status, position, laps, best_lap_us, total_us FROM classification "
        "ORDER BY row_order"
    ) == [
        {"car_number": "007", "status": "unknown", "position": None, "laps": 3,
         "best_lap_us": 118250000, "total_us": 411750000},
        {"car_number": "7", "status": "unknown", "position": None, "laps": 2,
         "best_lap_us": 118900000, "total_us": 239900000},
    ]  # fmt: skip
    assert ask("SELECT driver FROM crews WHERE car_number = '007' ORDER BY seat") == [
        {"driver": "Ann Berg"},
        {"driver": "Bo Dahl"},
    ]


@pytest.mark.parametrize("laps_first", [True, False])
def test_laps_and_results_meet_in_the_same_entries_in_any_order(load, ask, sheet, laps_first):
    files = [sheet(LAPS, "laps.csv"), sheet(RESULTS)]

    first, second = files if laps_first else reversed(files)
    load(first, *RACE)
    load(second, *RACE, exit_code=5 if laps_first else 0)  # laps of a part of the race: a gap

    assert ask("SELECT COUNT(*) AS n FROM entries") == [{"n": 3}]
    assert ask("SELECT COUNT(*) AS n FROM drivers") == [{"n": 4}]
    assert ask("SELECT car_number, position, best_lap_us, laps FROM classification WHERE position = 1") == [
        {"car_number": "007", "position": 1, "best_lap_us": 118250000, "laps": 10}
    ]  # fmt: skip
    # Only results that laps alone told of were there before, and had another value.
    revised = "SELECT COUNT(*) AS n FROM revisions WHERE table_name = 'results'"
    assert ask(revised) == [{"n": 2 if laps_first else 0}]
    assert ask("SELECT COUNT(*) AS n FROM lap_times WHERE pit_in") == [{"n": 1}]


@pytest.mark.sqlite_only
def test_a_second_row_of_a_lap_with_other_values_is_a_reject(load, ask, sheet):
    double = LAPS + "7;2;1:59.999;;;;;Cy EK;\n" + LAPS.splitlines()[-1] + "\n"

    (report,) = load(sheet(double, "laps.csv"), *RACE, "--max-rejects", "1", exit_code=5)

    assert (report["read"], report["new"], report["same"], report["rejected"]) == (7, 5, 1, 1)
    assert report["rejects"][0]["code"] == "duplicate-row"
    assert ask("SELECT lap_us FROM lap_times WHERE car_number = '7' AND lap_number = 2") == [
        {"lap_us": 118900000}
    ]


def test_the_rest_of_a_file_with_very_many_rejects_is_not_read(run, base, ask, sheet, monkeypatch):
    monkeypatch.setattr(pipeline, "MOST_REJECTS", 1)
    double = sheet(LAPS + "7;2;1:59.999;;;;;Cy EK;\n7;2;1:59.998;;;;;Cy EK;\n", "laps.csv")

    ran = run("load", "--db", base, double, *RACE)

    assert ran.exit_code == 1
    assert (
        f"{double}:7: duplicate lap 2 of car 7 in this session; the first row is kept (2 of 7 rows "
        "rejected; the rest was not read); are these several events or sessions?"
    ) in ran.stderr
    assert ask("SELECT state, rows_read, rows_rejected FROM imports") == [
        {"state": "refused", "rows_read": 7, "rows_rejected": 2}
    ]
    assert ask("SELECT number, line, raw FROM rejects ORDER BY number") == [
        {"number": 1, "line": 7, "raw": "7;2;1:59.999;;;;;Cy EK;"},
        {"number": 2, "line": 8, "raw": "7;2;1:59.998;;;;;Cy EK;"},
    ]


@pytest.mark.parametrize("limit", ["NOTES_AT_ONCE", "NOTES_CHARS"])
def test_notes_are_written_in_portions(run, load, base, ask, sheet, monkeypatch, limit):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 60)
    monkeypatch.setattr(pipeline, limit, 1)
    monkeypatch.setattr(one_import, "MAX_LISTED", 2)
    lines = "".join(f"7,{lap},1:58.12O,39.5O\n" for lap in range(1, 9))
    path = sheet(f"No,Lap,Lap time,S1\n{lines}8,1,1:58.123,39.5\n", "laps.csv")
    columns = ("--columns", "car_number,lap_number,lap,s1")

    refused = run("load", "--db", base, path, *RACE, *columns, "--strict")
    (report,) = load(path, *RACE, *columns, exit_code=5)

    assert f"{path}:2: lap: '1:58.12O' is not a time like 1:23.456" in refused.stderr
    assert " and 15 more; fix the file" in refused.stderr
    assert (report["unreadable"], [note["line"] for note in report["notes"]]) == (16, [2, 2])
    stored = ask(
        "SELECT n.number, n.line FROM notes AS n JOIN imports AS i ON i.id = n.import_id"
        " WHERE i.state = 'applied' ORDER BY n.number"
    )
    assert [(row["number"], row["line"]) for row in stored] == [
        (number, 2 + (number - 1) // 2) for number in range(1, 17)
    ]
    assert ask("SELECT count(*) AS n FROM laps WHERE lap_us IS NOT NULL") == [{"n": 1}]


def test_a_shared_drive_is_one_result_with_the_points_of_each_driver(load, ask, sheet):
    text = "Pos,No,Driver,Team,Laps,Points\n1,20,Ann Berg,Alpha,90,4\n1,20,Bo Dahl,Alpha,90,4\n2,10,Cy Ek,Beta,90,6\n"

    (report,) = load(sheet(text), *RACE)

    assert (report["read"], report["new"]) == (3, 3)
    assert ask("SELECT drivers, points FROM classification WHERE position = 1") == [
        {"drivers": "Ann Berg / Bo Dahl", "points": 8.0}
    ]
    assert ask("SELECT COUNT(*) AS n, SUM(points) AS points FROM drives WHERE points > 0") == [
        {"n": 2, "points": 8.0}
    ]


@pytest.mark.sqlite_only
def test_the_same_number_on_another_crew_is_another_variant(load, ask, sheet):
    text = "Pos,No,Driver,Team,Laps\n5,16,Ann Berg,Alpha,90\n6,16,Bo Dahl,Beta,89\n"

    (report,) = load(sheet(text), *RACE)

    assert ask("SELECT position, car_number FROM classification ORDER BY position") == [
        {"position": 5, "car_number": "16"},
        {"position": 6, "car_number": "16"},
    ]
    assert ask("SELECT variant FROM entries ORDER BY variant") == [{"variant": 1}, {"variant": 2}]
    assert [finding["code"] for finding in report["findings"]] == ["number-twice"]


@pytest.mark.sqlite_only
def test_the_same_car_and_crew_twice_is_a_reject(run, base, sheet):
    path = sheet("Pos,No,Driver,Laps\n1,7,Ann Berg,9\n2,7,Ann Berg,9\n")

    ran = run("load", "--db", base, path, *RACE)

    assert ran.exit_code == 1
    assert f"{path}:3: duplicate car 7" in ran.stderr


@pytest.mark.sqlite_only
def test_cars_without_a_number_are_matched_by_their_crew(load, ask, sheet):
    load(sheet("Pos,Driver,Laps\n1,Ann Berg,9\n2,Bo Dahl,8\n"), *RACE)

    load(
        sheet("Pos,Driver,Best lap\n1,Bo Dahl,1:58.0\n2,Ann Berg,1:59.0\n", "q.csv"),
        *CONTEXT,
        "--session",
        "Qualifying",
    )

    assert ask("SELECT COUNT(*) AS n FROM entries WHERE car_number IS NULL") == [{"n": 2}]


def test_three_parts_of_qualifying_are_sessions_of_their_own(load, ask, sheet):
    text = "Pos,No,Driver,Q1,Q2,Q3\n1,1,Ann Berg,1:31.0,1:30.0,1:29.0\n2,2,Bo Dahl,1:31.5,1:30.5,\n3,3,Cy Ek,1:32.0,,\n"

    load(sheet(text), *CONTEXT, "--session", "Qualifying")

    assert ask(
        "SELECT s.code, COUNT(r.best_lap_us) AS n, MIN(r.best_lap_us) AS best FROM results r "
        "JOIN sessions s ON s.id = r.session_id GROUP BY s.code ORDER BY s.code"
    ) == [
        {"code": "Q", "n": 3, "best": 89000000},
        {"code": "Q1", "n": 3, "best": 91000000},
        {"code": "Q2", "n": 2, "best": 90000000},
        {"code": "Q3", "n": 1, "best": 89000000},
    ]
    assert ask("SELECT COUNT(*) AS n FROM sessions WHERE part_of_id IS NOT NULL") == [{"n": 3}]


def test_a_year_column_gives_an_event_for_each_year(load, ask, sheet):
    text = "Year,Pos,No,Driver,Laps\n1923,1,9,Ann Berg,128\n1924,1,8,Bo Dahl,120\n"

    load(sheet(text), "--series", "Club Cup", "--event", "The Long Race", "--session", "Race")

    assert ask("SELECT season, event, drivers FROM classification ORDER BY season") == [
        {"season": "1923", "event": "The Long Race", "drivers": "Ann Berg"},
        {"season": "1924", "event": "The Long Race", "drivers": "Bo Dahl"},
    ]
    assert ask("SELECT slug FROM events ORDER BY slug") == [
        {"slug": "1923-the-long-race"},
        {"slug": "1924-the-long-race"},
    ]


@pytest.mark.parametrize(
    ("args", "missing"),
    [
        ((), "series, season, event and session"),
        (("--season", "2024", "--session", "Race"), "series and event"),
        (("--event", "Summer Race", "--session", "Race"), "series and season"),
        (("--event", "Summer Race 2024"), "series and session"),
        (("--series", "Club Cup", "--season", "2024", "--event", "Summer Race"), "session"),
    ],
)
@pytest.mark.sqlite_only
def test_all_that_is_not_known_is_asked_for_at_once(run, base, sheet, args, missing):
    path = sheet(RESULTS, "my file.csv")

    ran = run("load", "--db", base, path, *args)

    assert ran.exit_code == 2
    assert f"{path}: cannot tell which {missing} this file belongs to" in ran.stderr


@pytest.mark.sqlite_only
def test_speed_that_does_not_fit_the_lap_is_a_finding(load, sheet):
    rows = "".join(f"{n},{n},D {'ABCDE'[n]} Ix,2:00.000,180.00\n" for n in range(1, 4))
    text = f"Pos,No,Driver,Best lap,km/h\n{rows}4,4,D E Ix,2:00.000,150.00\n"

    (report,) = load(sheet(text), *CONTEXT, "--session", "Qualifying")

    (finding,) = report["findings"]
    assert finding["code"] == "speed-lap"
    assert (
        "the lap of 6,000 m for 3 of 4 timed rows and less for 1 (most of all car 4: 5,000 m)"
        in finding["message"]
    )


@pytest.mark.sqlite_only
def test_a_manifest_describes_the_files_of_a_folder(load, ask, sheet, tmp_path):
    sheet(RESULTS)
    sheet(
        '[[load]]\npath = "race.csv"\nseries = "Club Cup"\nseason = "2024"\nround = 3\n'
        'event = "Summer Race"\nsession = "Race"\ncircuit = "Home Park"\nlength_m = 4000\n'
        'starts_on = 2024-07-05\nends_on = 2024-07-07\nstate = "provisional"\n',
        "manifest.toml",
    )

    load(str(tmp_path))

    assert ask(
        "SELECT e.slug, e.starts_on, e.ends_on, r.number, s.state, l.length_m FROM events e "
        "JOIN rounds r ON r.event_id = e.id JOIN sessions s ON s.event_id = e.id "
        "JOIN layouts l ON l.id = e.layout_id"
    ) == [
        {"slug": "2024-summer-race", "starts_on": "2024-07-05", "ends_on": "2024-07-07",
         "number": 3, "state": "provisional", "length_m": 4000},
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_a_folder_without_a_manifest_is_refused(run, base, tmp_path):
    ran = run("load", "--db", base, str(tmp_path))

    assert ran.exit_code == 2
    assert "is a folder without a manifest.toml" in ran.stderr


def test_a_refused_load_makes_no_database(run, sheet, tmp_path):
    path = sheet(RESULTS.replace("1:58.900", "1:5O.900"))
    target = tmp_path / "new.sqlite"

    ran = run("load", "--db", str(target), path, *RACE, "--strict")

    assert ran.exit_code == 1
    assert not target.exists()


@pytest.mark.sqlite_only
def test_a_spare_car_that_did_not_start_is_another_variant(load, ask, sheet):
    text = "Pos,No,Drivers,Car,Laps\n5,8,Ann Berg / Bo Dahl,Lola T70,300\nDNS,8,Ann Berg / Bo Dahl,Lola T70,0\n"

    load(sheet(text), *RACE)

    assert ask("SELECT status FROM classification WHERE car_number = '8' ORDER BY row_order") == [
        {"status": "finished"},
        {"status": "not_started"},
    ]
