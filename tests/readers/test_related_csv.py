"""Folders of CSV files that refer to each other: Ergast's dump, f1db, and folders with text keys."""

import polars as pl
import pytest

from racedb.errors import ReadError
from racedb.readers import datasets, open_source
from racedb.readers.dumps.related_csv import DATASET
from racedb.readers.reading import Options

ERGAST = {
    "races.csv": """\
raceId,year,round,circuitId,name,date,time,url,quali_date,sprint_date
7,2009,1,3,"Test Grand Prix","2009-03-29","06:00:00",\\N,"2009-03-28",\\N
8,2009,2,3,"Other Grand Prix","2009-04-05","06:00:00",\\N,\\N,"2009-04-04"
""",
    "circuits.csv": "circuitId,circuitRef,name,country\n3,ring,The Ring,Germany\n",
    "drivers.csv": """\
driverId,driverRef,number,code,forename,surname,dob,nationality
1,"doe",\\N,"DOE","Jane","Doe","1990-02-03","Dutch"
2,"roe",\\N,"ROE","Max","Roe",\\N,"British"
""",
    "constructors.csv": "constructorId,constructorRef,name,nationality\n5,lola,Lola,British\n",
    "status.csv": "statusId,status\n1,Finished\n2,Engine\n3,+2 Laps\n4,107% Rule\n5,Did not prequalify\n",
    "results.csv": """\
resultId,raceId,driverId,constructorId,number,grid,position,positionText,positionOrder,points,laps,time,milliseconds,fastestLap,rank,fastestLapTime,fastestLapSpeed,statusId
1,7,1,5,22,1,1,1,1,10,58,1:34:50.616,5690616,39,2,1:27.452,218.3,1
2,7,2,5,3,0,2,2,2,8,58,+5.478,5696094,41,3,1:27.739,217.586,1
""",
    "constructor_results.csv": "constructorResultsId,raceId,constructorId,points\n1,7,5,18\n",
}
STANDINGS = {
    "driver_standings.csv": "driverStandingsId,raceId,driverId,points,position,positionText,wins\n"
    "1,7,1,10,1,1,1\n2,7,2,8,2,2,0\n3,99,2,8,2,2,0\n",
    "constructor_standings.csv": "constructorStandingsId,raceId,constructorId,points,position,"
    "positionText,wins\n1,7,5,18,1,1,1\n",
}
COUSIN = {
    "races.csv": "year,round,circuit_id,gp_name,race_date,url,void\n"
    "2021,1,ring,Test Grand Prix,2021-03-28,https://example.org/formula1/,\n",
    "circuits.csv": "circuit_id,circuit_name,length_in_km\nring,The Ring,5.412\n",
    "drivers.csv": "driver_id,driver_name,country\njane_doe,Jane Doe,Netherlands\nmax_roe,Max Roe,\n",
    "race_results.csv": "year,round,finish_position,driver_id,finish_status\n"
    "2021,1,1,jane_doe,Finish\n2021,1,N/C,max_roe,DNF\n",
    "race_grid.csv": "year,round,grid_position,driver_id\n2021,1,2,jane_doe\n2021,1,PIT LANE,max_roe\n",
    "lap_times.csv": "year,round,lap,driver_id,lap_time,gap_to_leader,void\n"
    "2021,1,1,jane_doe,1:58.245,0.0\n2021,1,1,max_roe,1:59.538,1.293\n",
}


def read(tmp_path, files):
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode())
    return DATASET.read({name: open_source(tmp_path / name) for name in files}, Options())


def rows(reading):
    (table,) = reading.tables
    return pl.concat(table.batches, how="diagonal").to_dicts()


def results_of(tmp_path, *lines, **more):
    """Read Ergast's results with these lines in place of the sample's."""
    header = ERGAST["results.csv"].split("\n")[0]
    files = ERGAST | {"results.csv": "\n".join([header, *lines]) + "\n"} | more
    return read(tmp_path, files)[0]


def result(driver=1, race=7, text="1", status=1, position=r"\N", time=r"\N", millis=r"\N", grid=4):
    return (
        f"1,{race},{driver},5,22,{grid},{position},{text},1,0,50,{time},{millis},"
        rf"\N,\N,\N,\N,{status}"
    )


@pytest.mark.parametrize(
    ("names", "is_dump"),
    [
        (ERGAST, True),
        (COUSIN, True),
        (["f1db-drivers.csv", "f1db-races.csv", "f1db-races-race-results.csv"], True),
        (["drivers.csv", "results.csv"], True),
        (["races.csv", "results.csv"], False),
        (["drivers.csv", "races.csv", "teams.csv"], False),
        (["drivers.pdf", "races.csv", "results.csv"], False),
        ([], False),
    ],
)
def test_a_dump_is_known_by_its_files(names, is_dump):
    assert DATASET.claims(frozenset(names)) is is_dump


def test_the_dump_is_registered():
    assert DATASET in datasets()


def test_keys_become_names(tmp_path):
    (reading,) = read(tmp_path, ERGAST)

    first, second = rows(reading)
    assert reading.source.name == "results.csv"
    assert reading.tables[0].context == {"session": "Race", "series": "Formula 1"}
    assert first == {
        "line": 2, "season": "2009", "round": "1", "event": "Test Grand Prix",
        "circuit": "The Ring", "date": "2009-03-29", "starts_at": "2009-03-29T06:00:00Z",
        "driver_1": "Jane Doe", "driver_ref_1": "doe",
        "born_1": "1990-02-03", "country_1": "Dutch", "car_number": "22", "team": "Lola",
        "team_country": "British", "manufacturer": "Lola", "position": "1", "row_order": "1",
        "status": "Finished", "laps": "58", "best_lap": "1:27.452", "best_lap_number": "39",
        "speed_kph": "218.3", "grid": "1", "points": "10", "classified": "yes",
        "total": "5690.616", "gap": None,
    }  # fmt: skip
    assert (second["line"], second["driver_1"], second["born_1"]) == (3, "Max Roe", None)
    assert (second["total"], second["gap"], second["grid"]) == ("5696.094", "+5.478", None)


@pytest.mark.parametrize(
    ("time", "starts_at"),
    [
        ("15:00:00", "2009-03-28T15:00:00Z"),
        ("15:00Z", "2009-03-28T15:00Z"),
        (r"\N", None),
        ("3 pm", None),
    ],
)
def test_sessions_start_at_the_time_beside_their_day(tmp_path, time, starts_at):
    races = f"raceId,year,round,circuitId,name,date,quali_date,quali_time\n7,2009,1,3,Test,2009-03-29,2009-03-28,{time}\n"
    qualifying = (
        "qualifyId,raceId,driverId,constructorId,number,position,q1,q2,q3\n1,7,1,5,22,1,1:26.5,,\n"
    )

    found = read(tmp_path, ERGAST | {"races.csv": races, "qualifying.csv": qualifying})

    assert [row.get("starts_at") for row in rows(found[1])] == [starts_at]


def test_standings_follow_the_results_and_name_season_and_round(tmp_path):
    _, constructors, drivers = read(tmp_path, ERGAST | STANDINGS)

    assert [table.kind for table in (*constructors.tables, *drivers.tables)] == [
        "printed_standings", "printed_standings",
    ]  # fmt: skip
    assert drivers.tables[0].context == {"series": "Formula 1"}
    assert rows(constructors) == [
        {
            "line": 2, "season": "2009", "round": "1", "position": "1", "season_points": "18",
            "wins": "1", "team": "Lola", "team_country": "British",
        },
    ]  # fmt: skip
    assert rows(drivers) == [
        {
            "line": 2, "season": "2009", "round": "1", "position": "1", "season_points": "10",
            "wins": "1", "driver_1": "Jane Doe", "driver_ref_1": "doe", "born_1": "1990-02-03",
            "country_1": "Dutch",
        },
        {
            "line": 3, "season": "2009", "round": "1", "position": "2", "season_points": "8",
            "wins": "0", "driver_1": "Max Roe", "driver_ref_1": "roe", "born_1": None,
            "country_1": "British",
        },
    ]  # fmt: skip
    assert [(it.line, it.message) for it in drivers.rejects] == [
        (4, "raceId: '99' is not in races.csv")
    ]


def test_final_standings_name_the_season_themselves(tmp_path):
    files = {
        "f1db-drivers.csv": "id,name\njane-doe,Jane Doe\n",
        "f1db-constructors.csv": "id,name\nlola,Lola\n",
        "f1db-engine-manufacturers.csv": "id,name\nclimax,Climax\n",
        "f1db-seasons-driver-standings.csv": "year,positionDisplayOrder,positionNumber,positionText,"
        "driverId,points,championshipWon\n1950,1,1,1,jane-doe,30,true\n1950,2,,EX,jane-doe,1,\n",
        "f1db-seasons-constructor-standings.csv": "year,positionNumber,constructorId,"
        "engineManufacturerId,points\n1950,1,lola,climax,30\n",
        "f1db-seasons-entrants.csv": "year,driverId\n1950,jane-doe\n",
    }

    constructors, drivers = read(tmp_path, files)

    assert rows(constructors) == [
        {"line": 2, "season": "1950", "position": "1", "season_points": "30", "team": "Lola", "engine": "Climax"}
    ]  # fmt: skip
    assert [(row["driver_1"], row["position"], row["season_points"]) for row in rows(drivers)] == [
        ("Jane Doe", "1", "30"), ("Jane Doe", None, "1"),
    ]  # fmt: skip


def test_columns_are_explained(tmp_path):
    (reading,) = read(tmp_path, ERGAST)

    taken = {column.source: (column.field, column.samples) for column in reading.tables[0].columns}
    assert taken["raceId"] == ("-", ("7", "7"))
    assert taken["number"] == ("car_number", ("22", "3"))
    assert taken["rank"] == (None, ("2", "3"))
    assert reading.tables[0].ledger.left_out == {"rank": 2}


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("R", 2, ("Retired", "Engine", "no", None, None)),
        ("D", 2, ("Disqualified", "Engine", "no", None, None)),
        ("W", 2, ("Withdrawn", "Engine", "no", None, None)),
        ("F", 4, ("Did not qualify", "107% Rule", "no", None, None)),
        ("F", 5, ("Did not prequalify", None, "no", None, None)),
        ("N", 3, ("Not classified", None, "no", None, "+2 Laps")),
        ("9", 2, ("Engine", None, "yes", "9", None)),
        ("9", 3, ("+2 Laps", None, "yes", "9", "+2 Laps")),
        ("DNS", 1, ("Finished", None, None, "DNS", None)),
    ],
)
def test_the_letter_tells_what_became_of_a_car_and_the_status_why(tmp_path, text, status, told):
    reading = results_of(tmp_path, result(text=text, status=status, position="9"))

    (row,) = rows(reading)
    fields = ("status", "reason", "classified", "position", "gap")
    assert tuple(row.get(field) for field in fields) == told


def test_a_time_without_milliseconds_is_the_total(tmp_path):
    reading = results_of(tmp_path, result(time="42:53.7"), result(driver=2, millis="7"))

    assert [row["total"] for row in rows(reading)] == ["42:53.7", "0.007"]


def test_sprints_and_qualifying_have_days_of_their_own(tmp_path):
    more = {
        "sprint_results.csv": ERGAST["results.csv"].replace("1,7,1", "1,8,1"),
        "qualifying.csv": "qualifyId,raceId,driverId,constructorId,number,position,q1,q2,q3\n"
        "1,7,1,5,22,1,1:26.572,1:25.187,\\N\n2,8,1,5,22,1,1:26.572,,\n",
    }

    race, qualifying, sprint = read(tmp_path, ERGAST | more)

    assert [one.tables[0].context["session"] for one in (race, qualifying, sprint)] == [
        "Race", "Qualifying", "Sprint",
    ]  # fmt: skip
    assert [row["date"] for row in rows(qualifying)] == ["2009-03-28", None]
    assert [row["date"] for row in rows(sprint)] == ["2009-04-04", None]


def test_laps_and_stops_take_the_number_of_the_car_from_the_results(tmp_path):
    more = {
        "lap_times.csv": "raceId,driverId,lap,position,time,milliseconds\n"
        "7,1,1,2,\\N,98109\n7,2,1,1,1:38.2,98200\n8,1,1,1,1:40.0,100000\n",
        "pit_stops.csv": "raceId,driverId,stop,lap,time,duration,milliseconds\n"
        "7,1,1,12,17:05:23,16:44.718,1004718\n7,1,2,20,17:30:00,\\N,25021\n",
    }

    _, laps, stops = read(tmp_path, ERGAST | more)

    assert [(row["car_number"], row["driver_ref"], row["lap"]) for row in rows(laps)] == [
        ("22", "doe", "98.109"), ("3", "roe", "1:38.2"), (None, "doe", "1:40.0"),
    ]  # fmt: skip
    assert rows(stops) == [
        {
            "line": 2, "season": "2009", "round": "1", "event": "Test Grand Prix",
            "circuit": "The Ring", "date": "2009-03-29", "driver": "Jane Doe", "driver_ref": "doe",
            "car_number": "22", "stop": "1", "lap_number": "12", "lane": "16:44.718",
            "time_of_day": "17:05:23",
        },
        {
            "line": 3, "season": "2009", "round": "1", "event": "Test Grand Prix",
            "circuit": "The Ring", "date": "2009-03-29", "driver": "Jane Doe", "driver_ref": "doe",
            "car_number": "22", "stop": "2", "lap_number": "20", "lane": "25.021",
            "time_of_day": "17:30:00",
        },
    ]  # fmt: skip


def test_a_stop_may_have_no_time_at_all(tmp_path):
    stops = {"pit_stops.csv": "raceId,driverId,stop,lap\n7,1,1,12\n"}

    _, reading = read(tmp_path, ERGAST | stops)

    (row,) = rows(reading)
    assert (row["stop"], row["lap_number"], "lane" in row) == ("1", "12", False)


def test_nobody_knows_the_car_of_a_driver_of_two(tmp_path):
    more = {
        "results.csv": ERGAST["results.csv"] + result(text="R").replace(",22,", ",24,") + "\n",
        "lapTimes.csv": "raceId,driverId,lap,time\n7,1,1,1:38.1\n7,2,1,1:38.2\n",
    }

    _, laps = read(tmp_path, ERGAST | more)

    assert [row["car_number"] for row in rows(laps)] == [None, "3"]


def test_text_keys_and_rounds_lead_to_names(tmp_path):
    results, laps = read(tmp_path, COUSIN)

    first, second = rows(results)
    assert results.tables[0].context == {"session": "Race", "series": "Formula 1"}
    assert first == {
        "line": 2, "season": "2021", "round": "1", "event": "Test Grand Prix",
        "circuit": "The Ring", "date": "2021-03-28", "driver_1": "Jane Doe",
        "driver_ref_1": "jane_doe", "country_1": "Netherlands", "position": "1",
        "status": "Finish", "grid": "2",
    }  # fmt: skip
    assert (second["position"], second["status"], second["grid"]) == ("N/C", "DNF", "pit lane")
    assert [(row["line"], row["driver"], row["lap"]) for row in rows(laps)] == [
        (2, "Jane Doe", "1:58.245"), (3, "Max Roe", "1:59.538"),
    ]  # fmt: skip


def test_a_championship_that_nobody_names_stays_open(tmp_path):
    races = COUSIN["races.csv"].replace("formula1", "cup")

    results, _ = read(tmp_path, COUSIN | {"races.csv": races})

    assert results.tables[0].context == {"session": "Race"}


def test_files_with_an_id_are_found_by_their_names(tmp_path):
    files = {
        "f1db-races.csv": "id,year,round,date,grandPrixId,officialName,circuitId,courseLength\n"
        "1,1950,1,1950-05-13,britain,GP of Europe,ring,4.649\n",
        "f1db-grands-prix.csv": "id,name,fullName\nbritain,Great Britain,British Grand Prix\n",
        "f1db-circuits.csv": "id,name,fullName,countryId\nring,Ring,The Ring,uk\n",
        "f1db-countries.csv": "id,name\nuk,United Kingdom\nnl,Netherlands\n",
        "f1db-drivers.csv": "id,name,firstName,lastName,dateOfBirth,nationalityCountryId\n"
        "jane-doe,Jane Doe,Jane,Doe,1920-02-03,nl\n",
        "f1db-constructors.csv": "id,name,countryId\nlola,Lola,uk\n",
        "f1db-engine-manufacturers.csv": "id,name\nclimax,Climax\n",
        "f1db-races-race-results.csv": "raceId,year,round,positionDisplayOrder,positionNumber,"
        "positionText,driverNumber,driverId,constructorId,engineManufacturerId,laps,time,"
        "timeMillis,gap,reasonRetired,points,gridPositionText,fastestLap\n"
        "1,1950,1,1,,DNF,2,jane-doe,lola,climax,20,,,,Oil,0,3,true\n",
        "f1db-races-fastest-laps.csv": "raceId,positionDisplayOrder,positionText,driverId,lap,time\n"
        "1,1,1,jane-doe,2,1:50.6\n",
        "f1db-races-qualifying-results.csv": "raceId,positionNumber,positionText,driverNumber,"
        "driverId,constructorId,time,timeMillis,gap\n1,1,1,2,jane-doe,lola,1:50.8,110800,\n",
        "f1db-races-free-practice-1-results.csv": "raceId,positionNumber,driverId,time,q1\n"
        "1,1,jane-doe,9:59,1:52.0\n",
        "f1db-races-pit-stops.csv": "raceId,driverId,stop,lap,time,timeMillis\n"
        "1,jane-doe,1,9,25.1,25100\n",
        "f1db-races-driver-standings.csv": "raceId,driverId,positionNumber\n1,jane-doe,1\n",
    }

    race, practice, qualifying, stops = read(tmp_path, files)

    (row,) = rows(race)
    assert race.tables[0].context == {"session": "Race", "series": "Formula 1"}
    assert row == {
        "line": 2, "season": "1950", "round": "1", "event": "British Grand Prix",
        "circuit": "Ring", "length_m": "4649", "date": "1950-05-13", "driver_1": "Jane Doe",
        "driver_ref_1": "jane-doe", "born_1": "1920-02-03", "country_1": "Netherlands",
        "car_number": "2", "team": "Lola", "manufacturer": "Lola", "engine": "Climax",
        "position": "DNF", "row_order": "1", "reason": "Oil", "laps": "20", "points": "0",
        "grid": "3", "best_lap": "1:50.6",
    }  # fmt: skip
    assert rows(qualifying)[0]["best_lap"] == "1:50.8"
    (timed,) = rows(practice)
    assert practice.tables[0].context["session"] == "Free Practice 1"
    assert (timed["q1"], "total" in timed) == ("1:52.0", False)
    assert rows(stops)[0]["lane"] == "25.1"


def test_a_row_that_points_to_no_race_is_a_reject(tmp_path):
    reading = results_of(tmp_path, result(race=7), result(race=99))

    (reject,) = reading.rejects
    assert [row["line"] for row in rows(reading)] == [2]
    assert (reject.line, reject.code, reject.field) == (3, "dangling-reference", None)
    assert reject.message == "raceId: '99' is not in races.csv"
    assert reading.raw_lines({3})[3].startswith("1,99,1,5,22")


def test_a_driver_that_is_nowhere_is_a_finding(tmp_path):
    reading = results_of(tmp_path, result(driver=1), result(driver=77), result(driver=78))

    (finding,) = reading.findings
    assert (finding.code, finding.line) == ("dangling-reference", 3)
    assert finding.message == "driverId: '77' is not in drivers.csv; rows like it: 2"
    assert [row["driver_1"] for row in rows(reading)] == ["Jane Doe", None, None]


def test_a_lap_of_a_driver_who_is_nowhere_names_him(tmp_path):
    laps = "raceId,driverId,lap,position,time,milliseconds\n7,1,1,1,1:30.0,90000\n7,77,1,2,1:31.0,91000\n"

    *_, reading = read(tmp_path, ERGAST | {"lap_times.csv": laps})

    (reject,) = reading.rejects
    assert [row["line"] for row in rows(reading)] == [2]
    assert (reject.line, reject.code, reject.message) == (
        3, "dangling-reference", "driverId: '77' is not in drivers.csv, and the row names no car",
    )  # fmt: skip


def test_ragged_facts_are_rejects(tmp_path):
    reading = results_of(tmp_path, result(), "9,7,2,5", result() + ",1,2")

    assert [(reject.line, reject.code) for reject in reading.rejects] == [
        (3, "missing-cell"), (4, "extra-cell"),
    ]  # fmt: skip
    assert [row["line"] for row in rows(reading)] == [2]


def test_a_lookup_row_that_ends_early_counts_and_is_told(tmp_path):
    races = ERGAST["races.csv"] + "9,2010,1,3,Short Grand Prix,2010-03-14,12:00:00,x\n"

    reading = results_of(tmp_path, result(race=9), **{"races.csv": races})

    (row,) = rows(reading)
    (finding,) = reading.findings
    assert (row["event"], row["date"]) == ("Short Grand Prix", "2010-03-14")
    assert (finding.code, finding.line) == ("ragged-lookup", 4)
    assert finding.message.endswith(
        "races.csv:4: 2 cells too few: 8 where the table has 10; rows like it: 1"
    )


def test_cells_of_two_lines_and_blank_lines_keep_the_count_of_lines(tmp_path):
    drivers = (
        'driverId,driverRef,forename,surname\n\n1,doe,"Jane\nAnn",Doe\n2,roe,"Max ""M.""",Roe\n'
    )

    reading = results_of(tmp_path, result(), "", result(driver=2), **{"drivers.csv": drivers})

    assert [(row["line"], row["driver_1"]) for row in rows(reading)] == [
        (2, "Jane\nAnn Doe"), (4, 'Max "M." Roe'),
    ]  # fmt: skip


def test_a_quote_that_never_closes_is_refused(tmp_path):
    drivers = 'driverId,forename\n1,"' + "x" * 2_000_000

    with pytest.raises(
        ReadError, match=r"drivers\.csv:2: field larger .* a quote may not be closed"
    ):
        read(tmp_path, ERGAST | {"drivers.csv": drivers})


def test_columns_that_no_row_has_must_be_needless(tmp_path):
    laps = COUSIN["lap_times.csv"].replace("gap_to_leader,void", "gap_to_leader,position")

    found = read(tmp_path, COUSIN | {"lap_times.csv": laps})

    assert [reading.source.name for reading in found] == ["race_results.csv", "lap_times.csv"]
    assert [reject.code for reject in found[1].rejects] == ["missing-cell", "missing-cell"]


def test_what_is_no_table_is_passed_over(tmp_path):
    readings = read(tmp_path, ERGAST | {"notes.txt": "Hello\n", "logo.png": "x,y\n1,2\n"})

    assert [reading.source.name for reading in readings] == ["results.csv"]


def test_a_driver_listed_twice_is_one(tmp_path):
    drivers = ERGAST["drivers.csv"] + '2,"roe2",\\N,\\N,"Maxim","Roe",\\N,"British"\n'

    reading = results_of(tmp_path, result(driver=2), **{"drivers.csv": drivers})

    assert [row["driver_1"] for row in rows(reading)] == ["Max Roe"]


def test_columns_named_twice_count_once(tmp_path):
    drivers = "driverId,driverRef,forename,surname,surname,,line\n1,doe,Jane,Doe,Roe,x,7\n"

    reading = results_of(tmp_path, result(), **{"drivers.csv": drivers})

    assert [row["driver_1"] for row in rows(reading)] == ["Jane Doe"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"races.csv": "a,b\n1,2\n", "drivers.csv": "c,d\n1,2\n", "results.csv": "e,f\n1,2\n"},
        ERGAST | {"results.csv": ERGAST["results.csv"].split("\n")[0] + "\n"},
    ],
)
def test_a_folder_without_facts_is_refused(tmp_path, files):
    with pytest.raises(ReadError, match="none of its files has a driver and a race in every row"):
        read(tmp_path, files)


def test_files_of_one_race_are_joined_like_sheets(tmp_path):
    files = {
        "drivers.csv": "driverId,name,country\n3,Ann Berg,SE\n4,Bo Dahl,\n",
        "results.csv": "driverId,position,laps,zebra\n4,1,20,x\n3,2,19,\n",
        "readme.txt": "The club of 2024.\n",
    }

    (reading,) = read(tmp_path, files)

    assert reading.source.name == "results.csv"
    assert [(row["driver"], row["laps"]) for row in rows(reading)] == [
        ("Bo Dahl", "20"), ("Ann Berg", "19"),
    ]  # fmt: skip
    assert reading.raw_lines({3}) == {3: "3 | 2 | 19 |  | Ann Berg | SE"}


def test_files_may_point_to_each_other_in_a_circle(tmp_path):
    circuits = "circuit_id,circuit_name,year,round\nring,The Ring,2021,1\nold,Old Ring,2021,1\n"

    files = {name: text for name, text in COUSIN.items() if name != "circuits.csv"}

    first, *_ = read(tmp_path, files | {"circuits.csv": circuits})

    row, _ = rows(first)
    assert (row["circuit"], row["event"]) == ("The Ring", "Test Grand Prix")


def test_rows_wider_than_their_header_are_left_out(tmp_path):
    circuits = "circuit_id,circuit_name\nring,The Ring,5.412\n"

    first, *_ = read(tmp_path, COUSIN | {"circuits.csv": circuits})

    assert "circuit" not in rows(first)[0]


def test_a_table_of_separators_alone_is_refused(tmp_path):
    with pytest.raises(ReadError, match=r"races\.csv: has no header"):
        read(tmp_path, ERGAST | {"races.csv": "|"})
