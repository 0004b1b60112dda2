"""rFactor and its kin: XML that is not always well-formed."""

import pytest

from racedb.errors import ReadError
from racedb.readers import rfactor
from tests.readers.read import reading, tables

FILE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rF [<!ENTITY rFEnt "rFactor Entity">]>
<rFactorXML version="1.0">
<RaceResults>
<TrackVenue>Sebring  International</TrackVenue><TrackLength>5954.5</TrackLength>
<TimeString>2024/05/04 18:00:00</TimeString>
<!-- a note -->
<Race>
<Driver><Name>Ann Berg</Name><CarNumber>07</CarNumber><TeamName>Alpha</TeamName>
<CarType>Lola T70</CarType><CarClass>GT</CarClass><Position>1</Position><ClassPosition>1</ClassPosition>
<GridPos>2</GridPos><Laps>2</Laps><FinishTime>240.5</FinishTime><BestLapTime>118.2</BestLapTime>
<FinishStatus>Finished Normally</FinishStatus>
<Swap startLap="2" endLap="2">Bo Dahl</Swap><Swap startLap="1" endLap="1">Ann Berg</Swap>
<Lap num="1" p="2" s1="40.1" s2="41.0" s3="41.2" pit="1">122.3</Lap>
<Lap num="2" p="1">118.2</Lap><Lap>--.----</Lap></Driver>
<Driver><Name>Cy Ek</Name><VehName>Ek #8</VehName><FinishStatus>DNF</FinishStatus>
<DNFReason>Engine</DNFReason><FinishTime>-1</FinishTime><BestLapTime>0</BestLapTime></Driver>
</Race>
<Practice1><TimeString>2024/05/03 9:00</TimeString></Practice1>
<Qualify2><Driver><Name/><FinishStatus>odd</FinishStatus></Driver></Qualify2>
</RaceResults>
</rFactorXML>
"""


@pytest.fixture
def read(tmp_path):
    return lambda content: reading(tmp_path / "r.xml", content)


def test_a_race_gives_results_and_laps(read):
    found = read(FILE)
    assert (found.reader, found.encoding, found.findings) == ("rfactor", "utf-8", [])
    shared = {"circuit": "Sebring International", "length_m": "5954.5", "date": "2024-05-04"}
    race, laps, qualifying = tables(found)
    assert race == (
        "results",
        shared | {"session": "Race"},
        [
            {
                "line": 1, "position": "1", "class_position": "1", "car_number": "07",
                "driver_1": "Ann Berg", "driver_2": "Bo Dahl", "team": "Alpha",
                "car": "Lola T70", "class": "GT", "laps": "2", "total": "240.5",
                "best_lap": "118.2", "grid": "2", "status": "Finished",
            },
            {"line": 2, "driver_1": "Cy Ek", "car": "Ek #8", "status": "DNF", "reason": "Engine"},
        ],
    )  # fmt: skip
    assert laps == (
        "laps",
        shared | {"session": "Race"},
        [
            {
                "line": 1, "car_number": "07", "driver": "Ann Berg", "lap_number": "1",
                "lap": "122.3", "s1": "40.1", "s2": "41.0", "s3": "41.2", "position": "2",
                "pit_in": "yes",
            },
            {
                "line": 2, "car_number": "07", "driver": "Bo Dahl", "lap_number": "2",
                "lap": "118.2", "position": "1", "pit_in": "no",
            },
            {
                "line": 3, "car_number": "07", "driver": "Ann Berg", "lap_number": "0",
                "pit_in": "no",
            },
        ],
    )  # fmt: skip
    assert qualifying == (
        "results", shared | {"session": "Qualifying 2"}, [{"line": 1, "status": "odd"}],
    )  # fmt: skip


def test_cp1252_inside_and_a_broken_tag_are_repaired_and_told(read):
    broken = FILE.replace("Ann Berg", "Änn Berg").replace("</CarType>", "").encode("cp1252")
    found = read(broken.replace(b"Alpha", b"Al\x03pha"))
    assert found.encoding == "cp1252"
    assert [it.code for it in found.findings] == ["not-well-formed"]
    assert "is not well-formed xml and was repaired" in found.findings[0].message
    race = tables(found)[0]
    assert race[2][0]["driver_1"] == "Änn Berg"


def test_results_may_be_the_root(read):
    inner = FILE[FILE.index("<RaceResults>") : FILE.index("</rFactorXML>")]
    assert [table.heading for table in read(inner).tables] == ["Race", "Race", "Qualifying 2"]


BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rFactorXML><RaceResults>&b;</RaceResults></rFactorXML>"""


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB, "declares entities of its own"),
        ("<rFactorXML></rFactorXML>", "holds no session with drivers"),
        ("<rFactorXML><RaceResults><Race/></RaceResults></rFactorXML>", "holds no session"),
        ("<!-- <rFactorXML -->", "is no xml that can be repaired"),
    ],
)
def test_what_holds_no_race_is_refused(read, content, says):
    with pytest.raises(ReadError, match=says):
        read(content)


def test_entities_of_files_are_never_read(read):
    bad = FILE.replace("<!ENTITY rFEnt", '<!ENTITY x SYSTEM "file:///etc/hostname"').replace(
        "Alpha", "&x;"
    )
    assert "team" not in tables(read(bad))[0][2][0]


def test_too_much_xml_is_refused(read, monkeypatch):
    monkeypatch.setattr(rfactor, "MAX_BYTES", 10)
    with pytest.raises(ReadError, match="bytes of xml; 10 are the most"):
        read(FILE)
