"""SecondMonitor: sessions in JSON and in XML, invalid laps, durations of .NET."""

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.second_monitor import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

ANN = {
    "DriverId": "ann", "DriverLongName": "Ann Berg", "ClassName": "GT3", "CarName": "Lola T70",
    "FinishingPosition": 1, "FinishingPositionInClass": 1, "InitialPosition": 3, "TotalLaps": 2,
    "FinishStatus": "Finished",
    "Laps": [
        {"LapNumber": 1, "IsPitLap": False, "IsValid": False, "LapTime": "00:01:09.0130000",
         "Sector1": "00:00:26.9920000", "Sector2": "00:00:23.7600000", "Sector3": "00:00:00"},
        {"LapNumber": 2, "IsPitLap": True, "LapTime": "1.01:00:10"},
        {"LapNumber": 3, "LapTime": "00:00:59.5"},
    ],
}  # fmt: skip
BO = {"DriverId": "Bo", "FinishingPosition": 2, "FinishStatus": "Dnf", "Laps": []}
FILE = {
    "SessionRunTime": "2023-06-12T18:49:59.4261963-07:00", "SessionType": "Race",
    "Simulator": "AMS 2",
    "TrackInfo": {"TrackName": "Old Ring", "TrackLayoutName": "Short", "LayoutLength": {"InMeters": 2599.9}},
    "Drivers": [ANN, BO, {"CarName": "nobody's"}],
}  # fmt: skip
XML = """\
<?xml version="1.0" encoding="utf-8"?>
<SessionSummary xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <SessionRunTime>2019-01-02T10:00:00</SessionRunTime>
  <SessionType>{session}</SessionType>
  <TrackInfo><TrackName>Old Ring</TrackName><!-- x --></TrackInfo>
  <Drivers>
    <Driver><DriverName>Ann Berg</DriverName><FinishingPosition>1</FinishingPosition>
      <Laps><Lap><LapNumber>1</LapNumber><IsValid>false</IsValid><LapTime>PT1M9.013S</LapTime></Lap>
        <Lap><LapNumber>2</LapNumber><IsValid>true</IsValid><LapTime>PT1H</LapTime></Lap></Laps>
      <FinishStatus>Dnf</FinishStatus>
    </Driver>
  </Drivers>
</SessionSummary>
"""


def test_a_race_has_results_and_laps(tmp_path):
    results, laps = read(tmp_path, FILE, FORMAT).tables

    assert results.context == laps.context == {
        "session": "Race", "circuit": "Old Ring", "layout": "Short", "length_m": "2599.9",
        "date": "2023-06-12",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 1, "driver_1": "Ann Berg", "position": "1", "class_position": "1",
         "car": "Lola T70", "class": "GT3", "laps": "2", "grid": "3", "best_lap": "59.5"},
        {"line": 2, "driver_1": "Bo", "position": "2", "status": "DNF"},
    ]  # fmt: skip
    assert [without_nothing(row) for row in rows(laps)] == [
        {"line": 1, "driver": "Ann Berg", "lap_number": "1", "pit_in": "no", "lap": "69.013000",
         "s1": "26.992000", "s2": "23.760000", "deleted_reason": "not valid"},
        {"line": 2, "driver": "Ann Berg", "lap_number": "2", "pit_in": "yes", "lap": "90010.0"},
        {"line": 3, "driver": "Ann Berg", "lap_number": "3", "lap": "59.5"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "session", "status"),
    [("Race", "Race", "DNF"), ("Qualification", "Qualifying", None), ("WarmUp", "Warm-up", None)],
)
def test_xml_is_read_alike(tmp_path, kind, session, status):
    results, laps = read(tmp_path, XML.format(session=kind), FORMAT, name="x.xml").tables

    assert results.context == {"session": session, "circuit": "Old Ring", "date": "2019-01-02"}
    (row,) = rows(results)
    assert (row["driver_1"], row["position"], row["best_lap"], row["status"]) == (
        "Ann Berg", "1", "3600.0", status,
    )  # fmt: skip
    assert [(row["lap"], row["deleted_reason"]) for row in rows(laps)] == [
        ("69.013", "not valid"), ("3600.0", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("time", "lap"),
    [("00:00:00.0000000", None), ("PT0S", None), ("", None), (None, None), ("-00:00:01", None),
     ("P1DT2H3M4.5S", "93784.5"), ("00:00:00.2500000", "0.250000")],
)  # fmt: skip
def test_durations(tmp_path, time, lap):
    driver = {**BO, "Laps": [{"LapNumber": 1, "LapTime": time}]}

    _, laps = read(tmp_path, {**FILE, "Drivers": [driver]}, FORMAT).tables

    assert rows(laps)[0]["lap"] == lap


@pytest.mark.parametrize("text", ["<SessionSummary/>", "<SessionSummary>x</SessionSummary>"])
def test_a_file_without_anybody_is_refused(tmp_path, text):
    with pytest.raises(ReadError, match="holds no lap and no result of anybody"):
        FORMAT.read(source_of(tmp_path, text, "x.xml"), Options())


@pytest.mark.parametrize("document", [[], {"SessionRunTime": 1, "Drivers": []}])
def test_other_json_is_not_claimed(tmp_path, document):
    assert FORMAT.claims(source_of(tmp_path, document)) == 0
