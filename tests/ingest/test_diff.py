"""`racedb imports diff`: what an import changed, in words."""

import json

import pytest
import sqlalchemy as sa

from racedb.db.engine import write
from racedb.db.rows import TABLES
from racedb.db.url import database_url
from racedb.fields import stored
from racedb.history.diff import changes
from tests.ingest.versions import FINAL, HEADER, LAPS, PROVISIONAL
from tests.refusals import CONTEXT, change, one_line


@pytest.fixture
def diff(run, migrated_url):
    """Return the lines of a diff without their indentation."""

    def lines(number):
        ran = run("imports", "diff", number, "--db", migrated_url)
        assert ran.exit_code == 0, ran.stderr
        return [line.strip() for line in ran.stdout.splitlines()]

    return lines


def test_provisional_to_final(load_text, diff):
    load_text(PROVISIONAL, "prov.csv", "--state", "provisional")
    load_text(FINAL, "final.csv", "--state", "final", "--prune")

    assert diff(2) == [
        "Summer Race 2024, Race",
        "state provisional -> final",
        "car 8: 2nd -> disqualified, points 18 -> none, class win goes to car 33",
        "car 99: new, 3rd",
        "car 12: gone, was 4th",
        "car 33: 3rd -> 2nd, class 2nd -> 1st, best lap 1:59.900 -> 1:59.850, points 15 -> 18, with Flo Hau",
    ]


def test_later_imports_do_not_change_a_diff(provisional, load_text, diff):
    load_text(FINAL, "final.csv", "--prune")
    second, first = diff(2), diff(1)
    load_text(FINAL.replace("DSQ,,8", "5,3,8").replace("1:59.850", "1:59.800"), "appeal.csv")

    assert diff(2) == second
    assert diff(1) == first == ["Summer Race 2024, Race", "4 new cars"]
    assert diff(3) == [
        "Summer Race 2024, Race",
        "car 8: disqualified -> 5th, class none -> 3rd",
        "car 33: best lap 1:59.850 -> 1:59.800",
    ]


def test_a_later_import_of_another_session_does_not_concern_a_diff(load_text, diff):
    load_text("Pos,No\n1,7\n2,8\n", "race.csv")
    load_text("Pos,No\n1,8\n2,7\n", "qualifying.csv", "--session", "Qualifying")
    load_text("Pos,No\n1,8\n2,7\n", "final.csv")

    assert diff(2) == ["Summer Race 2024, Qualifying", "2 new cars"]


@pytest.mark.sqlite_only
def test_the_win_of_a_race_goes_to_the_next(load_text, diff):
    load_text("Pos,No\n1,7\n2,8\n", "prov.csv")
    load_text("Pos,No\n1,8\nDSQ,7\n", "final.csv")

    assert diff(2)[1:] == [
        "car 7: 1st -> disqualified, win goes to car 8",
        "car 8: 2nd -> 1st",
    ]


@pytest.mark.sqlite_only
def test_the_win_of_a_class_needs_no_printed_place_in_the_class(load_text, diff):
    load_text("Pos,No,Class\n1,7,A\n2,8,B\n3,9,B\n", "prov.csv")
    load_text("Pos,No,Class\n1,7,A\n2,9,B\nDSQ,8,B\n", "final.csv")

    assert "car 8: 2nd -> disqualified, class win goes to car 9" in diff(2)


@pytest.mark.sqlite_only
def test_a_class_without_any_car_left_has_no_winner(load_text, diff):
    load_text("Pos,No,Class\n1,7,A\n2,8,B\n", "prov.csv")
    load_text("Pos,No,Class\n1,7,A\nDSQ,8,B\n", "final.csv")

    assert diff(2)[1:] == ["car 8: 2nd -> disqualified"]


@pytest.mark.sqlite_only
def test_times_and_causes_are_printed_as_in_a_classification(load_text, diff):
    header = "Pos,No,Laps,Time,Status,Best lap by,Grid,Avg km/h\n"
    load_text(
        header + "1,7,10,20:01.500,,,3,150.5\n17,8,5,,Gearbox,,2,\nRet,9,3,,Fire,,1,\n", "a.csv"
    )
    load_text(
        header + "1,7,10,20:02.500,,,2,150.25\n18,8,5,,Engine,,2,\nDNS,9,0,,Fire,,,\n",
        "b.csv",
    )

    assert diff(2) == [
        "Summer Race 2024, Race",
        "car 9: retired -> not started, laps 3 -> 0",
        "car 7: time 20:01.500 -> 20:02.500, km/h 150.5 -> 150.25, grid 3rd -> 2nd",
        "car 8: 17th -> 18th, cause Gearbox -> Engine",
    ]


@pytest.mark.sqlite_only
def test_gaps_have_their_sign(load_text, diff):
    load_text("Pos,No,Laps,Gap\n1,7,10,\n2,8,10,+12.451\n", "a.csv")
    load_text("Pos,No,Laps,Gap\n1,7,10,\n2,8,10,+17.451\n", "b.csv")

    assert diff(2)[1:] == ["car 8: gap +12.451 -> +17.451"]


@pytest.mark.sqlite_only
def test_no_longer_classified_without_another_status(load_text, diff):
    load_text("Pos,No,Status,Laps\n1,7,,10\n2,8,Accident,9\n", "a.csv")
    load_text("Pos,No,Status,Laps\n1,7,,10\nNC,8,Accident,9\n", "b.csv")

    assert diff(2)[1] == "car 8: 2nd -> not classified, not classified"


def test_corrected_and_new_laps(provisional, load_text, diff):
    load_text(LAPS, "laps.csv")
    more = LAPS.replace("1:58.250", "1:58.150") + "12;3;2:01.000;6:07.000;Ed GIL\n"
    # the elapsed times no longer fit, which the checks report
    load_text(more, "more.csv", exit_code=5)
    load_text(LAPS.replace("2:05.000;2:05.000", "2:04.000;2:04.000"), "again.csv", exit_code=5)

    assert sorted(diff(2)) == ["Summer Race 2024, Race", "car 12: 2 new laps", "car 7: 2 new laps"]
    assert diff(3) == [
        "Summer Race 2024, Race",
        "car 12: 1 new lap",
        "car 7, lap 2: lap time 1:58.250 -> 1:58.150",
    ]


@pytest.mark.sqlite_only
def test_laps_that_changed_alike_are_one_line(load_text, diff):
    """Beside laps of another car, as a file of the whole field has them."""
    header = "No,Lap,Lap time,Driver,Compound,Pit in\n"
    cells = [(7, lap, "Ann Berg", "M", "no") for lap in range(1, 6)]
    cells += [(8, lap, "Bo Dahl", "M", "no") for lap in range(1, 3)]

    def text(rows):
        return header + "".join(
            f"{no},{lap},2:00.{lap}00,{who},{tyre},{pit}\n"
            for no, lap, who, tyre, pit in sorted(rows, key=lambda it: it[1])
        )

    load_text(text(cells), "a.csv")
    corrected = [
        (no, lap, "Cy Ek" if no == 7 and lap != 4 else who, "H" if no == 8 else tyre, "yes" if lap == 4 else pit)
        for no, lap, who, tyre, pit in cells
    ]  # fmt: skip
    load_text(text(corrected), "b.csv")

    assert diff(2)[1:-2] == [
        "car 7: best lap by Ann Berg -> Cy Ek",
        "car 7, laps 1 to 3: driver Ann Berg -> Cy Ek",
        "car 7, lap 4: pit in no -> yes",
        "car 7, lap 5: pit out no -> yes, driver Ann Berg -> Cy Ek",
        "car 8, laps 1 to 2: compound M -> H",
    ]


@pytest.mark.sqlite_only
def test_stops_are_called_stops(load_text, diff):
    columns = ("--columns", "car_number,stop,lane")
    load_text("7,1,25.0\n7,2,25.0\n", "a.csv", *columns)
    load_text("7,1,25.0\n7,2,26.5\n", "b.csv", *columns)

    assert diff(2)[1:] == ["car 7, stop 2: in the pit lane 25.000 -> 26.500"]


@pytest.mark.sqlite_only
def test_new_laps_are_counted_with_their_cars(load_text, diff):
    load_text(LAPS, "laps.csv")
    load_text(PROVISIONAL, "prov.csv")

    assert diff(1) == ["Summer Race 2024, Race", "2 new cars, 4 new laps"]
    assert "car 7: no result -> 1st" in " ".join(diff(2))
    assert "car 8: new, 2nd" in diff(2)


def test_completed_cars_drivers_and_events(load_text, diff):
    load_text("Pos,No,Driver\n1,7,Ann Berg\n", "a.csv", "--date", "2024-06-01")
    columns = "position,car_number,driver_1,country_1,born_1,car,class,tyres,team,entrant"
    load_text(
        "Pos,No,Who,From,Born,Car,Class,On,Of,By\n1,7,Ann Berg,NOR,1990-01-02,Lola T70,P2,Avon,A,B\n",
        "b.csv", "--columns", columns, "--date", "2024-06-02",
    )  # fmt: skip

    said = diff(2)
    heading = said.index("Summer Race 2024")
    assert "ends 2024-06-01 -> 2024-06-02" in said
    car = next(line for line in said[heading:] if line.startswith("car 7: "))
    assert set(car.removeprefix("car 7: ").split(", ")) == {
        "entrant none -> B", "team none -> A", "class none -> P2", "tyres none -> Avon",
        "car none -> Lola T70",
    }  # fmt: skip
    driver = said[said.index("Ann Berg") + 1]
    assert set(driver.split(", ")) == {"born none -> 1990-01-02", "country none -> NO"}


@pytest.mark.sqlite_only
def test_cars_without_a_number_and_numbers_of_two_cars(load_text, diff):
    text = "Pos,No,Driver,Team\n{},,Ann Berg,A\n{},7,Bo Dahl,B\n{},7,Cy Ek,C\n"
    load_text(text.format(1, 2, 3), "a.csv")
    load_text(text.format(3, 1, 2), "b.csv")

    said = " ".join(diff(2))
    assert "entry" in said
    assert "car 7: 2nd -> 1st" in said
    assert "car 7 (2): 3rd -> 2nd" in said


def test_a_driver_who_left_the_crew_is_named(load_text, diff):
    load_text(LAPS, "laps.csv")
    load_text("Pos,No,Driver\n1,7,Flo Hau\n2,12,Ed Gil\n", "a.csv")

    assert "car 7: without Ann Berg, with Flo Hau" in diff(2)


@pytest.mark.sqlite_only
def test_rows_for_programs(provisional, load_text, run, migrated_url):
    load_text(FINAL, "final.csv")

    rows = json.loads(run("imports", "diff", 2, "--db", migrated_url, "--format", "json").stdout)

    race = {"session": "Summer Race 2024, Race", "lap": None}
    assert race | {
        "car": "8", "what": "changed", "field": "position", "old": 2, "new": None
    } in rows  # fmt: skip
    assert race | {
        "car": "33", "what": "changed", "field": "best_lap_us", "old": 119900000, "new": 119850000
    } in rows  # fmt: skip
    assert race | {
        "car": "8", "what": "changed", "field": "class_win", "old": "8", "new": "33"
    } in rows  # fmt: skip


@pytest.mark.sqlite_only
def test_a_table_has_lap_times(provisional, load_text, run, migrated_url):
    load_text(FINAL, "final.csv")

    table = run("imports", "diff", 2, "--db", migrated_url, "--format", "table").stdout

    assert "1:59.850" in table
    assert "119850000" not in table


def another(column, value):
    """Return a value of a column that is not this one."""
    if isinstance(column.type, sa.Boolean):
        return not value
    return "another" if isinstance(column.type, sa.Text) else (value or 0) + 1


@pytest.mark.parametrize(("table", "number"), [("results", 2), ("laps", 3), ("pit_stops", 4)])
def test_every_column_that_files_state_is_in_the_diff(
    provisional, load_text, migrated_url, table, number
):
    load_text("No,Points\n7,26\n", "points.csv")
    load_text(LAPS, "laps.csv")
    load_text("7,1,25.0\n", "stops.csv", "--columns", "car_number,stop,lane")
    facts = TABLES[table]
    with write(database_url(migrated_url)) as connection:
        its_rows = sa.select(facts).where(facts.c.import_id == number)
        row = connection.execute(its_rows).mappings().first()
        new = {name: row[name] for name in stored(table)}
        old = {name: another(facts.c[name], value) for name, value in new.items()}
        revision = {
            "import_id": number, "table_name": table,
            "row_key": {column.name: row[column.name] for column in facts.primary_key},
            "old": {**old, "import_id": 1}, "new": {**new, "import_id": number},
        }  # fmt: skip
        connection.execute(sa.insert(TABLES["revisions"]).values(revision))

        found = {change.field for change in changes(connection, number)}

    assert {name.removesuffix("_id") for name in stored(table)} <= found


def test_a_corrected_row_that_somebody_deleted_is_in_no_diff(load_text, run, diff, migrated_url):
    load_text("Pos,No\n1,7\n", "a.csv")
    load_text("Pos,No\n2,9\n", "b.csv")
    place = ("--event", "Summer Race", "--session", "Race", "--car", "9", "--reason", "stewards")
    assert run("correct", "results", *place, "points=1", "--db", migrated_url).exit_code == 0
    change(migrated_url, "DELETE FROM results WHERE points = 1")

    assert diff(2) == []


@pytest.mark.parametrize(("format_", "printed"), [("text", ""), ("table", ""), ("json", "[]\n")])
@pytest.mark.sqlite_only
def test_an_import_that_changed_nothing_says_so(
    provisional, load_text, run, migrated_url, format_, printed
):
    load_text(PROVISIONAL + "\n", "again.csv")

    ran = run("imports", "diff", 2, "--db", migrated_url, "--format", format_)

    assert (ran.exit_code, ran.stdout) == (0, printed)
    assert "import 2 changed nothing" in ran.stderr


@pytest.mark.sqlite_only
def test_an_unknown_and_an_undone_import_are_refused(load_text, run, migrated_url):
    unknown = run("imports", "diff", 5, "--db", migrated_url)
    assert (unknown.exit_code, one_line(unknown)[:20]) == (2, "there is no import 5")
    load_text(PROVISIONAL, "prov.csv")
    run("imports", "undo", 1, "--db", migrated_url)

    ran = run("imports", "diff", 1, "--db", migrated_url)

    assert ran.exit_code == 1
    assert "import 1 is already undone" in one_line(ran)


@pytest.mark.sqlite_only
def test_the_report_of_a_load_has_the_first_lines_of_the_diff(load_text, run, file, migrated_url):
    rows = [f"{n},{n}\n" for n in range(1, 31)]
    load_text("Pos,No\n" + "".join(rows), "a.csv")
    said = load_text("Pos,No\n" + "".join(f"{31 - n},{n}\n" for n in range(1, 31)), "b.csv")

    assert "car 1: 1st -> 30th, win goes to car 30" in said
    assert "... and 21 lines more ('racedb imports diff 2' shows all)" in said


def test_parts_of_qualifying(load_text, diff):
    about = (*CONTEXT, "--session", "Qualifying")
    text = "Pos,No,Q1,Q2\n1,7,1:59.000,1:58.000\n2,8,1:59.500,{}\n"
    load_text(text.format(""), "a.csv", about=about)
    load_text(text.format("1:58.400"), "b.csv", about=about)

    assert diff(2) == [
        "Summer Race 2024, Qualifying",
        "car 8: best lap 1:59.500 -> 1:58.400",
        "Summer Race 2024, Qualifying 2",
        "car 8: new, finished",
    ]


@pytest.mark.sqlite_only
def test_a_header_of_another_order_changes_nothing(provisional, load_text, run, migrated_url):
    names = HEADER.strip().split(",")
    rows = [line.split(",") for line in PROVISIONAL.splitlines()[1:]]
    turned = "\n".join(",".join(reversed(row)) for row in [names, *rows]) + "\n"
    load_text(turned, "turned.csv")

    assert run("imports", "diff", 2, "--db", migrated_url).stdout == ""
