"""Answers of the Ergast API: every number a string, races nested in MRData."""

import json

import pytest

from racedb.errors import ReadError
from racedb.readers import identify, open_source
from racedb.readers.feeds.ergast_api import FORMAT
from racedb.readers.reading import Options

WHO = {
    "number": "33",
    "Driver": {"driverId": "doe", "givenName": "Jane", "familyName": "Doe",
               "dateOfBirth": "1990-02-03", "nationality": "Dutch"},
    "Constructor": {"constructorId": "lola", "name": "Lola", "nationality": "British"},
}  # fmt: skip
RACE = {
    "season": "2023", "round": "9", "raceName": "Test Grand Prix", "date": "2023-07-02",
    "Circuit": {"circuitId": "ring", "circuitName": "The Ring"},
}  # fmt: skip


def path_of(tmp_path, *races, series="f1"):
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"MRData": {"series": series, "RaceTable": {"Races": races}}}))
    return path


def tables(tmp_path, *races, **more):
    return FORMAT.read(open_source(path_of(tmp_path, *races, **more)), Options()).tables


def rows(table):
    return [row for frame in table.batches for row in frame.to_dicts()]


def test_the_envelope_names_the_format(tmp_path):
    path = path_of(tmp_path, RACE)

    assert identify(open_source(path), None) is FORMAT


def test_a_result_has_its_people_its_time_and_its_best_lap(tmp_path):
    winner = WHO | {
        "position": "1", "positionText": "1", "points": "26", "grid": "1", "laps": "71",
        "status": "Finished", "Time": {"millis": "5133607", "time": "1:25:33.607"},
        "FastestLap": {"rank": "1", "lap": "70", "Time": {"time": "1:07.012"},
                       "AverageSpeed": {"units": "kph", "speed": "231.970"}},
    }  # fmt: skip

    (table,) = tables(tmp_path, RACE | {"Results": [winner]})

    assert table.context == {
        "series": "Formula 1", "season": "2023", "round": "9", "event": "Test Grand Prix",
        "date": "2023-07-02", "circuit": "The Ring", "session": "Race",
    }  # fmt: skip
    assert rows(table) == [
        {
            "line": 1, "car_number": "33", "driver_1": "Jane Doe", "driver_ref_1": "doe",
            "born_1": "1990-02-03", "country_1": "Dutch", "team": "Lola", "team_country": "British",
            "manufacturer": "Lola", "row_order": "1", "position": "1", "points": "26", "grid": "1",
            "laps": "71", "status": "Finished", "total": "5133.607", "gap": None,
            "best_lap_number": "70", "best_lap": "1:07.012", "speed_kph": "231.970",
        }
    ]  # fmt: skip


def test_behind_the_winner_the_time_is_a_gap(tmp_path):
    second = WHO | {"positionText": "2", "Time": {"millis": "5138762", "time": "+5.155"}}

    (table,) = tables(tmp_path, RACE | {"Results": [second]})

    (row,) = rows(table)
    assert (row["total"], row["gap"]) == ("5138.762", "+5.155")


@pytest.mark.parametrize(
    ("letter", "word"),
    [("R", "Ret"), ("D", "DSQ"), ("E", "EXC"), ("W", "WD"), ("F", "DNQ"), ("N", "NC"), ("X", "X")],
)
def test_a_letter_for_a_position_wins_over_the_number_beside_it(tmp_path, letter, word):
    last = WHO | {"position": "20", "positionText": letter, "grid": "0", "status": "Engine"}

    (table,) = tables(tmp_path, RACE | {"SprintResults": [last]})

    (row,) = rows(table)
    assert table.context["session"] == "Sprint"
    assert (row["position"], row["row_order"], row["grid"]) == (word, "20", None)


def test_qualifying_has_three_parts(tmp_path):
    row = WHO | {"position": "12", "Q1": "1:20.965", "Q2": "1:18.856"}

    (table,) = tables(tmp_path, RACE | {"QualifyingResults": [row]})

    (row,) = rows(table)
    assert table.context["session"] == "Qualifying"
    assert (row["position"], row["q1"], row["q2"], row["q3"]) == (
        "12",
        "1:20.965",
        "1:18.856",
        None,
    )


def test_laps_and_stops_name_drivers_by_reference(tmp_path):
    laps = [{"number": "1", "Timings": [{"driverId": "doe", "position": "2", "time": "1:39.019"}]}]
    stops = [{"driverId": "doe", "lap": "9", "stop": "1", "time": "14:19:22", "duration": "25.636"}]

    first, second = tables(tmp_path, RACE | {"Laps": laps, "PitStops": stops})

    assert (first.kind, second.kind) == ("laps", "pit_stops")
    assert rows(first) == [
        {"line": 1, "driver_ref": "doe", "lap_number": "1", "position": "2", "lap": "1:39.019"}
    ]
    assert rows(second) == [
        {"line": 1, "driver_ref": "doe", "stop": "1", "lap_number": "9",
         "time_of_day": "14:19:22", "lane": "25.636"}
    ]  # fmt: skip


def test_several_races_are_several_tables(tmp_path):
    other = RACE | {"round": "10", "Results": [WHO | {"positionText": "1"}]}

    found = tables(tmp_path, RACE | {"Results": [WHO | {"positionText": "1"}]}, other, series="f2")

    assert [table.context["round"] for table in found] == ["9", "10"]
    assert found[0].context["series"] == "f2"


@pytest.mark.parametrize(
    "document",
    [
        '{"MRData": {"RaceTable": {"Races": []}}}',
        '["MRData"]',
        '{"MRData": {"RaceTable": [1]}}',
        '{"MRData": {"RaceTable": {"Races": [{"Results": [1], "Laps": [{"number": "1"}]}]}}}',
    ],
)
def test_an_answer_without_facts_is_refused(tmp_path, document):
    path = tmp_path / "answer.json"
    path.write_text(document)

    with pytest.raises(ReadError, match=r"answer\.json: holds no results, laps or stops"):
        FORMAT.read(open_source(path), Options())


XML = """<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/xsl" href="/schemas/mrd-1.5.xsl"?>
<MRData xmlns="http://ergast.com/mrd/1.5" series="f1" limit="30" offset="0" total="1">
  <RaceTable season="2023" round="9">
    <Race season="2023" round="9" url="x">
      <RaceName>Test Grand Prix</RaceName>
      <Circuit circuitId="ring" url="x"><CircuitName>The Ring</CircuitName></Circuit>
      <Date>2023-07-02</Date><Time>13:00:00Z</Time>
      {}
    </Race>
  </RaceTable>
</MRData>
"""
WHO_XML = """<Driver driverId="doe" code="DOE"><GivenName>Jane</GivenName><FamilyName>Doe</FamilyName>
<DateOfBirth>1990-02-03</DateOfBirth><Nationality>Dutch</Nationality></Driver>
<Constructor constructorId="lola"><Name>Lola</Name><Nationality>British</Nationality></Constructor>"""
IN_XML = {
    "results": (
        f"""<ResultsList><!-- first --><Result number="33" position="1" positionText="1" points="26">
        {WHO_XML}<Grid>1</Grid><Laps>71</Laps><Status statusId="1">Finished</Status>
        <Time millis="5133607">1:25:33.607</Time><FastestLap rank="2" lap="70">
        <Time>1:07.012</Time><AverageSpeed units="kph">231.970</AverageSpeed></FastestLap>
        </Result></ResultsList>""",
        {"Results": [WHO | {
            "position": "1", "positionText": "1", "points": "26", "grid": "1", "laps": "71",
            "status": "Finished", "Time": {"millis": "5133607", "time": "1:25:33.607"},
            "FastestLap": {"rank": "2", "lap": "70", "Time": {"time": "1:07.012"},
                           "AverageSpeed": {"units": "kph", "speed": "231.970"}},
        }]},
    ),
    "qualifying": (
        f"""<QualifyingList><QualifyingResult number="33" position="1">{WHO_XML}
        <Q1>1:08.0</Q1><Q2>1:07.5</Q2></QualifyingResult></QualifyingList>""",
        {"QualifyingResults": [WHO | {"position": "1", "Q1": "1:08.0", "Q2": "1:07.5"}]},
    ),
    "sprint": (
        f"""<SprintList><SprintResult number="33" position="2" positionText="R">{WHO_XML}
        </SprintResult></SprintList>""",
        {"SprintResults": [WHO | {"position": "2", "positionText": "R"}]},
    ),
    "laps": (
        """<LapsList><Lap number="1"><Timing driverId="doe" lap="1" position="1" time="1:12.5"/>
        <Timing driverId="roe" lap="1" position="2" time="1:13.5"/></Lap></LapsList>""",
        {"Laps": [{"number": "1", "Timings": [
            {"driverId": "doe", "position": "1", "time": "1:12.5"},
            {"driverId": "roe", "position": "2", "time": "1:13.5"},
        ]}]},
    ),
    "stops": (
        """<PitStopsList><PitStop driverId="doe" stop="1" lap="9" time="15:14:00" duration="20.5"/>
        </PitStopsList>""",
        {"PitStops": [{"driverId": "doe", "stop": "1", "lap": "9", "time": "15:14:00",
                       "duration": "20.5"}]},
    ),
}  # fmt: skip


STANDING = {
    "position": "1", "positionText": "1", "points": "51", "wins": "2",
    "Driver": WHO["Driver"], "Constructors": [WHO["Constructor"]],
}  # fmt: skip
STANDINGS_XML = f"""<MRData series="f1"><StandingsTable season="2023"><StandingsList season="2023" round="9">
<DriverStanding position="1" positionText="1" points="51" wins="2">{WHO_XML}</DriverStanding>
</StandingsList></StandingsTable></MRData>"""


def answer_of(tmp_path, body):
    (tmp_path / "answer.json").write_text(json.dumps({"MRData": {"series": "f1", **body}}))
    return FORMAT.read(open_source(tmp_path / "answer.json"), Options()).tables


def test_standings_of_drivers_and_constructors_are_read(tmp_path):
    by_round = {
        "season": "2023", "round": "9", "DriverStandings": [STANDING],
        "ConstructorStandings": [
            {"position": "1", "points": "80", "wins": "3", "Constructor": WHO["Constructor"]}
        ],
    }  # fmt: skip
    drivers, teams = answer_of(tmp_path, {"StandingsTable": {"StandingsLists": [by_round]}})
    (tmp_path / "answer.xml").write_text(STANDINGS_XML)
    (in_xml,) = FORMAT.read(open_source(tmp_path / "answer.xml"), Options()).tables

    assert drivers.kind == teams.kind == in_xml.kind == "printed_standings"
    assert drivers.context == in_xml.context == {
        "series": "Formula 1", "season": "2023", "round": "9",
    }  # fmt: skip
    assert rows(drivers) == rows(in_xml) == [
        {
            "line": 1, "position": "1", "season_points": "51", "wins": "2", "driver_1": "Jane Doe",
            "driver_ref_1": "doe", "born_1": "1990-02-03", "country_1": "Dutch",
        },
    ]  # fmt: skip
    assert rows(teams) == [
        {
            "line": 1, "position": "1", "season_points": "80", "wins": "3", "team": "Lola",
            "team_country": "British",
        },
    ]  # fmt: skip


def test_races_without_results_are_a_calendar(tmp_path):
    circuit = RACE["Circuit"] | {"Location": {"country": "Austria"}}

    (table,) = answer_of(tmp_path, {"RaceTable": {"Races": [RACE | {"Circuit": circuit}]}})

    assert (table.kind, table.context) == ("calendar", {"series": "Formula 1"})
    assert rows(table) == [
        {
            "line": 1, "season": "2023", "round": "9", "event": "Test Grand Prix",
            "date": "2023-07-02", "circuit": "The Ring", "country": "Austria",
        },
    ]  # fmt: skip


@pytest.mark.parametrize("part", IN_XML)
def test_an_answer_in_xml_says_the_same_as_one_in_json(tmp_path, part):
    xml, in_json = IN_XML[part]
    (tmp_path / "answer.xml").write_text(XML.format(xml))
    source = open_source(tmp_path / "answer.xml")

    found = FORMAT.read(source, Options())
    (table,), (same,) = found.tables, tables(tmp_path, RACE | {"time": "13:00:00Z"} | in_json)

    assert identify(source, None) is FORMAT
    assert (found.encoding, found.findings) == ("utf-8", [])
    assert (table.kind, table.context) == (same.kind, same.context)
    assert rows(table) == rows(same)


def test_an_answer_in_xml_that_was_cut_off_is_named(tmp_path):
    (tmp_path / "answer.xml").write_text(XML.format(IN_XML["laps"][0]).partition("</Lap>")[0])

    (finding,) = FORMAT.read(open_source(tmp_path / "answer.xml"), Options()).findings

    assert finding.code == "not-well-formed"


def test_entities_are_refused(tmp_path):
    text = XML.format(IN_XML["laps"][0]).replace("<MRData", '<!DOCTYPE a [<!ENTITY b "c">]><MRData')
    (tmp_path / "answer.xml").write_text(text)

    with pytest.raises(ReadError, match="declares entities of its own"):
        FORMAT.read(open_source(tmp_path / "answer.xml"), Options())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"StandingsTable": {}}, "holds standings without a row, no results, laps or stops of any race"),
        ({}, "holds no results, laps or stops of any race"),
    ],
)  # fmt: skip
def test_what_an_answer_without_results_holds_is_named(tmp_path, answer, says):
    (tmp_path / "answer.json").write_text(json.dumps({"MRData": answer}))

    with pytest.raises(ReadError) as error:
        FORMAT.read(open_source(tmp_path / "answer.json"), Options())
    assert str(error.value) == f"{tmp_path / 'answer.json'}: {says}"
