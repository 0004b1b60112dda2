"""rFactor and its kin: XML that is often not well-formed, crews that swap, laps without a time."""

import pytest

from racedb.errors import ReadError
from racedb.readers import identify
from racedb.readers.reading import Options
from racedb.readers.simulators.rfactor import FORMAT
from tests.readers.simulators import rows, source_of, without_nothing

ANN = """\
<Driver>
<Name>Ann Berg</Name>
<VehName>Lola #07</VehName>
<CarType>Lola T70</CarType>
<CarClass>GT</CarClass>
<CarNumber>07</CarNumber>
<TeamName>Team  Alpha</TeamName>
<GridPos>2</GridPos>
<Position>1</Position>
<ClassPosition>1</ClassPosition>
<Lap num="1" p="2" s1="30.5" s2="40.25" s3="-1" pit="1">101.125</Lap>
<Lap num="2" p="1" s1="30.5" s2="40.25" s3="30.0">100.75</Lap>
<Lap num="3" p="1">--.----</Lap>
<BestLapTime>100.75</BestLapTime>
<Laps>3</Laps>
<FinishStatus>Finished Normally</FinishStatus>
<FinishTime>301.5</FinishTime>
<Swap startLap="3" endLap="3">Bo Dahl</Swap>
<Swap startLap="1" endLap="2">Ann Berg</Swap>
</Driver>"""
BO = """\
<Driver><Name>Cy Ek</Name><VehName>Saleen #8</VehName><CarNumber>8</CarNumber>
<BestLapTime>0</BestLapTime><FinishTime>-1</FinishTime><FinishStatus>{status}</FinishStatus>
<DNFReason>Engine</DNFReason>
<Lap num="x">99</Lap>
</Driver>"""


def document(*drivers, tag="Race", **more):
    shared = "".join(f"<{name}>{text}</{name}>" for name, text in more.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rFactorXML version="1.0"><RaceResults>\n'
        f"{shared}<{tag}><!-- a comment -->\n{''.join(drivers)}</{tag}>\n</RaceResults></rFactorXML>\n"
    )


def read(tmp_path, content):
    source = source_of(tmp_path, content, "results.xml")
    assert identify(source, None) is FORMAT
    return FORMAT.read(source, Options())


def test_a_driver_has_his_car_his_times_and_his_crew(tmp_path):
    content = document(
        ANN, TrackVenue="The Ring", TrackCourse="x", TrackLength="3645.0",
        TimeString="2013/03/02 21:49:00",
    )  # fmt: skip

    results, _ = read(tmp_path, content).tables

    assert results.context == {
        "circuit": "The Ring", "length_m": "3645.0", "session": "Race", "date": "2013-03-02",
    }  # fmt: skip
    (row,) = rows(results)
    assert without_nothing(row) == {
        "line": 1, "position": "1", "class_position": "1", "car_number": "07",
        "driver_1": "Ann Berg", "driver_2": "Bo Dahl", "team": "Team Alpha", "car": "Lola T70",
        "class": "GT", "laps": "3", "total": "301.5", "best_lap": "100.75", "grid": "2",
        "status": "Finished",
    }  # fmt: skip


def test_laps_name_who_was_at_the_wheel(tmp_path):
    _, laps = read(tmp_path, document(ANN)).tables

    assert [without_nothing(row) for row in rows(laps)] == [
        {
            "line": 1, "car_number": "07", "driver": "Ann Berg", "lap_number": "1",
            "lap": "101.125", "s1": "30.5", "s2": "40.25", "position": "2", "pit_in": "yes",
        },
        {
            "line": 2, "car_number": "07", "driver": "Ann Berg", "lap_number": "2",
            "lap": "100.75", "s1": "30.5", "s2": "40.25", "s3": "30.0", "position": "1",
            "pit_in": "no",
        },
        {
            "line": 3, "car_number": "07", "driver": "Bo Dahl", "lap_number": "3",
            "position": "1", "pit_in": "no",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "status"),
    [("DNF", "DNF"), ("DQ", "DSQ"), ("dns", "DNS"), ("None", None), ("", None), ("Odd", "Odd")],
)
def test_what_became_of_a_car_is_a_word(tmp_path, said, status):
    results, laps = read(tmp_path, document(BO.format(status=said), TrackCourse="Old Ring")).tables

    (row,) = rows(results)
    assert (row["status"], row["reason"], row["car"]) == (status, "Engine", "Saleen #8")
    assert (row["total"], row["best_lap"], row["driver_1"]) == (None, None, "Cy Ek")
    assert results.context == {"circuit": "Old Ring", "session": "Race"}
    assert (rows(laps)[0]["lap_number"], rows(laps)[0]["driver"]) == ("0", "Cy Ek")


def test_laps_are_counted_where_the_file_has_no_sums(tmp_path):
    laps = (
        '<Lap num="1" topspeed="289.5">90.5</Lap><Lap num="2">--.----</Lap><Lap num="3">90.25</Lap>'
    )
    swap = '<Swap startLap="1" endLap="3"></Swap>'

    results, times = read(
        tmp_path, document(f"<Driver><Name>Di</Name>{laps}{swap}</Driver>")
    ).tables

    assert without_nothing(rows(results)[0]) == {
        "line": 1, "driver_1": "Di", "laps": "3", "best_lap": "90.25",
    }  # fmt: skip
    assert [(row["driver"], row["top_kph"]) for row in rows(times)] == [
        ("Di", "289.5"), ("Di", None), ("Di", None),
    ]  # fmt: skip


def test_a_session_of_no_laps_and_a_driver_without_a_name(tmp_path):
    (results,) = read(tmp_path, document("<Driver><CarNumber>9</CarNumber></Driver>")).tables

    (row,) = rows(results)
    assert without_nothing(row) == {"line": 1, "car_number": "9"}


@pytest.mark.parametrize(
    ("tag", "session"),
    [("Qualify", "Qualifying"), ("Practice2", "Practice 2"), ("Warmup", "Warm-up"),
     ("TestDay", "Test"), ("Race3", "Race 3"), ("Heat1", "Heat 1")],
)  # fmt: skip
def test_sessions_have_plain_names(tmp_path, tag, session):
    results, *_ = read(tmp_path, document(ANN, tag=tag)).tables

    assert results.context["session"] == session


def test_letters_of_cp1252_and_control_characters_are_read(tmp_path):
    content = document(BO).replace("Cy Ek", "J\u00fcrgen\x02 M\u00fcller").encode("cp1252")

    found = read(tmp_path, content)

    assert found.encoding == "cp1252"
    assert rows(found.tables[0])[0]["driver_1"] == "J\u00fcrgen M\u00fcller"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_mark_tells_the_encoding(tmp_path, encoding):
    content = ("\ufeff" if encoding == "utf-8" else "") + document(BO).replace("Cy", "Zoë")

    found = read(tmp_path, content.encode(encoding))

    assert found.encoding == encoding
    assert rows(found.tables[0])[0]["driver_1"] == "Zoë Ek"


def test_what_is_not_well_formed_is_repaired_and_told(tmp_path):
    content = document(BO).replace("</Race>\n", "").replace("Cy Ek", "Cy & Ek")

    found = read(tmp_path, content)

    assert rows(found.tables[0])[0]["driver_1"] == "Cy Ek"
    (finding,) = found.findings
    assert (finding.code, finding.line) == ("not-well-formed", 4)
    assert finding.message.startswith("line 4: is not well-formed xml and was repaired: ")


def test_the_entity_of_the_game_is_left_out(tmp_path):
    content = document(ANN).replace(
        "<rFactorXML", '<!DOCTYPE rF [<!ENTITY rFEnt "rFactor Entity">]>\n<rFactorXML'
    ).replace("<RaceResults>", "&rFEnt;<RaceResults>")  # fmt: skip

    results, _ = read(tmp_path, content).tables

    assert rows(results)[0]["driver_1"] == "Ann Berg"


def test_results_may_be_the_root(tmp_path):
    content = f"<RaceResults><Race>{ANN}</Race></RaceResults>"

    results, _ = read(tmp_path, content).tables

    assert rows(results)[0]["driver_1"] == "Ann Berg"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><rFactorXML/>',
            "declares entities of its own, which no results need; not read",
        ),
        ("<!-- <rFactorXML -->", "is no xml that can be repaired"),
        ('<?xml version="1.0"?>', "is no xml that can be repaired"),
        ("<rFactorXML/>", "holds no session with drivers"),
        ("<RaceResults><!-- x --><Race/></RaceResults>", "holds no session with drivers"),
    ],
)
def test_what_holds_no_results_is_refused(tmp_path, content, says):
    with pytest.raises(ReadError) as caught:
        FORMAT.read(source_of(tmp_path, content, "results.xml"), Options())

    assert str(caught.value) == f"{tmp_path / 'results.xml'}: {says}"


def test_other_xml_is_not_claimed(tmp_path):
    assert FORMAT.claims(source_of(tmp_path, "<html></html>", "x.xml")) == 0


def test_entities_of_files_are_never_read(tmp_path):
    content = document(ANN.replace("Team  Alpha", "&x;")).replace(
        "<rFactorXML", '<!DOCTYPE rF [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<rFactorXML'
    )

    with pytest.raises(ReadError, match="declares entities of its own, which no results need"):
        read(tmp_path, content)


def test_a_damaged_element_of_two_kinds_is_no_text(tmp_path):
    damaged = "<Name>Cy<b>Ek</b></Name><CarType>x</CarType><CarType><Lap>1</Lap></CarType>"

    results, _ = read(tmp_path, document(f"{ANN}<Driver>{damaged}</Driver>")).tables

    assert [(row["driver_1"], row["car"]) for row in rows(results)] == [
        ("Ann Berg", "Lola T70"),
        (None, "x"),
    ]


def test_elements_in_elements_without_an_end_are_refused(tmp_path):
    with pytest.raises(ReadError, match="nests too deep to be results"):
        read(tmp_path, document(ANN.replace("Team  Alpha", "<a>" * 120)))


@pytest.mark.parametrize(
    ("of_race", "own", "expected"),
    [
        ({"RaceLaps": 20, "RaceTime": 0}, "", {"scheduled_laps": "20"}),
        ({"RaceLaps": 0, "RaceTime": 90}, "", {"scheduled_time": "1:30:00"}),
        ({"RaceLaps": 20, "RaceTime": 45}, "<Laps>2147483647</Laps><Minutes>30</Minutes>",
         {"scheduled_time": "0:30:00"}),
        ({"RaceLaps": "x"}, "<Laps>0</Laps><Minutes>-1</Minutes>", {}),
    ],
)  # fmt: skip
def test_what_was_planned_of_a_session_is_stated(tmp_path, of_race, own, expected):
    results, _ = read(tmp_path, document(own, ANN, **of_race)).tables

    assert {k: v for k, v in results.context.items() if k.startswith("scheduled")} == expected


def test_the_distance_of_the_race_is_none_of_its_qualifying(tmp_path):
    results, _ = read(tmp_path, document(ANN, tag="Qualify", RaceLaps=20)).tables

    assert "scheduled_laps" not in results.context
