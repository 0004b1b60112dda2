"""Messages of the GR Cup: times in milliseconds, or the moments of starts and ends."""

import pytest

from racedb.errors import ReadError
from racedb.readers import identify
from racedb.readers.feeds.gr_cup import FORMAT
from tests.readers.read import opened, reading, tables

HEADER = (
    "expire_at,lap,meta_event,meta_session,meta_source,meta_time,outing,timestamp,value,vehicle_id"
)


def message(lap, clock, car="GR86-002-07", session="R1", value=""):
    day = "2025-04-26"
    return f",{lap},I_R02,{session},kafka,{day}T22:00:00Z,0,{day}T{clock}Z,{value},{car}\n"


CLEAN = f"{HEADER}\n" + "".join(
    message(lap, f"20:0{lap}:00.000", car=f"GR86-00{car}-{car}", value=97_500 + lap)
    for car in (3, 4) for lap in (1, 2, 3)
)  # fmt: skip
TIMES = f"{HEADER}\n" + (
    message(1, "20:01:00.000", value=394_717)
    + message(2, "20:02:37.500", value=97_500)
    + message(2, "20:02:37.600", value=97_500)
    + message(32_768, "20:04:00.000", value=97_500)
    + message(1, "20:01:02.000", car="GR86-004-000", session="Qualifying", value=98_001)
    + message(3, "20:04:15.000")
)
MOMENTS = HEADER.replace(",value", "") + "\n" + (
    message(3, "20:04:15.250") + message(2, "20:02:37.500") + message(1, "20:01:00.000")
    + message(5, "20:09:00.000") + message(1, "20:00:59.000", car="GR86-004-13")
).replace(",,", ",")  # fmt: skip


def laps(found):
    return [
        [(row["car_number"], row["lap_number"], row["lap"]) for row in rows]
        for _, _, rows in tables(found)
    ]


def test_lap_times_are_milliseconds_and_laps_that_are_none_are_counted(tmp_path):
    found = reading(tmp_path / "lap_time.csv", TIMES)
    first, second = tables(found)

    assert identify(opened(tmp_path / "lap_time.csv", TIMES), None) is FORMAT
    assert first == (
        "laps", {"series": "GR Cup", "session": "Race 1"},
        [
            {"line": 2, "car_number": "7", "lap_number": "1", "lap": "394.717", "time_of_day": "20:01:00"},
            {"line": 4, "car_number": "7", "lap_number": "2", "lap": "97.5", "time_of_day": "20:02:37"},
        ],
    )  # fmt: skip
    assert second[1] == {"series": "GR Cup", "session": "Qualifying"}
    assert laps(found)[1] == [("GR86-004-000", "1", "98.001")]
    assert [it.message for it in found.findings] == [
        "3 messages are of no lap, sent twice, or have no time"
    ]
    assert found.raw_lines({2})[2].startswith(",1,I_R02,R1")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("R1_lap_start.csv", [("7", "1", "97.5"), ("7", "2", "97.75")]),
        ("R1_lap_end.csv", [("7", "2", "97.5"), ("7", "3", "97.75")]),
    ],
)
def test_a_lap_lasts_from_one_moment_to_the_next(tmp_path, name, expected):
    text = MOMENTS.replace(",,", ",")

    assert laps(reading(tmp_path / name, text)) == [expected]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("messages.csv", MOMENTS, "are these the starts of laps, or the ends"),
        ("lap_end.csv", HEADER + "\n" + message(9, "20:00:00.000"), "holds no lap of anybody"),
        ("lap_end.csv", HEADER + "\n" + "a," * 99, "is no file of messages: "),
        ("lap_end.csv", "lap,timestamp\n1,2\n", "is no file of messages: there is no column 'vehicle_id'"),
    ],
)  # fmt: skip
def test_what_has_no_laps_is_refused(tmp_path, name, text, says):
    with pytest.raises(ReadError, match=says):
        reading(tmp_path / name, text, reader="gr-cup")


def test_a_file_that_was_cut_off_is_named(tmp_path):
    found = reading(tmp_path / "a.csv", TIMES[:-1])

    assert found.findings[-1].code == "cut-off"


def test_telemetry_is_none_of_it(tmp_path):
    text = TIMES.replace("expire_at", "telemetry_name")

    assert FORMAT.claims(opened(tmp_path / "a.csv", text)) == 0


def test_a_clean_file_has_no_findings(tmp_path):
    found = reading(tmp_path / "a.csv", CLEAN)

    assert (len(laps(found)[0]), found.findings) == (6, [])
