"""Text logs of Assetto Corsa servers: sessions, refused laps, slots that reset, laps after the flag."""

import pytest

from racedb.errors import ReadError
from racedb.readers.reading import Options
from racedb.readers.simulators.assetto_corsa_log import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

NONE = "16666:39:999"


def standings(*drivers):
    """Print standings: name, best, total, laps; the slot follows, a name may be empty."""
    return "".join(
        f"{n}) {name} BEST: {best} TOTAL: {total} Laps:{laps} SesID:{n} HasFinished:false\n"
        for n, (name, best, total, laps) in enumerate(drivers, start=1)
    )


START = """\
Server CFG Path :  cfg/server_cfg.ini
Assetto Corsa Dedicated Server v1.1.0
2015-03-13 22:02:53.5436 +1100 EST
TRACK=old_ring
Loading QUALIFY sessionSESSION: Qualify
TYPE=QUALIFY
CALLING http://10.0.0.1/lobby.ashx/register?name=x&port=9600&track=old_ring-short&cars=lola_t70
NextSession
SESSION: Qualify
TYPE=QUALIFY
Adding car: SID:0 name=Ann Berg model=saleen_s7 skin=red guid=7
PAGE: /SUB|saleen_s7|x|Bo Dahl||76|secret
Updating car info for GUID 7, name=Ann Berg model=lola_t70 skin=blue
DRIVER ACCEPTED FOR CAR 1
REQUESTED CAR: lola_t70*
DRIVER ACCEPTED FOR CAR Cy Ek
Dispatching TCP message to lola_t70 (2) [Cy Ek [Team Cy]]
"""
QUALIFYING = START + (
    "LAP Ann Berg 1:31:050\nResult.OnLapCompleted. Cuts: 1\n"
    + standings(("Ann Berg", "1:31:050", "2:00:000", 1), ("Cy Ek", NONE, "0:00:000", 0), (" ", NONE, "0:00:000", 0))
    + "CHAT [Bo]: LAP Cy Ek 1:00:000\n"
    "LAP  Cy Ek 1:30:000\nResult.OnLapCompleted. Cuts: 2\n"
    + standings(("Cy Ek", "1:30:000", "9:00:000", 1), ("Ann Berg", NONE, "0:00:000", 0))
)  # fmt: skip
RACE = (
    "NextSession\nTYPE=RACE\nLAP Di Falk 0:10:000\nLAP REFUSED BECAUSE THE SESSION HAS NOT STARTED YET\n"
    "LAP Ann Berg 1:40:000\nLAP Bo Dahl 1:41:000\n"
    + standings(("Ann Berg", "1:40:000", "1:40:000", 1), ("Bo Dahl", "1:41:000", "1:41:000", 1),
                ("Cy Ek", NONE, "0:00:000", 0), ("Di Falk", NONE, "0:00:000", 0))
    + "LAP Cy Ek 1:55:000\nLAP Bo Dahl 1:38:000\nRACE OVER DETECTED!\n"
    + standings(("Bo Dahl", "1:38:000", "3:19:000", 2), ("Ann Berg", "1:40:000", "1:40:000", 1),
                ("Cy Ek", "1:55:000", "1:55:000", 1))
    + "LAP Cy Ek 1:50:000\n"
    + standings(("Bo Dahl", "1:38:000", "3:19:000", 2), ("Cy Ek", "1:50:000", "3:45:000", 2))
    + "LAP Cy Ek 1:36:000\n"
    + standings(("Cy Ek", "1:36:000", "5:21:000", 3), ("Bo Dahl", "1:38:000", "3:19:000", 2))
)  # fmt: skip
LOG = QUALIFYING + RACE


def test_each_session_has_its_results_and_laps(tmp_path):
    found = read(tmp_path, LOG, FORMAT, name="output.txt")

    assert [(table.kind, table.context["session"]) for table in found.tables] == [
        ("results", "Qualifying"), ("laps", "Qualifying"), ("results", "Race"), ("laps", "Race"),
    ]  # fmt: skip
    qualifying, laps, _, _ = found.tables
    assert qualifying.context == {
        "session": "Qualifying", "circuit": "old ring", "layout": "short", "date": "2015-03-13",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(qualifying)] == [
        {"line": 26, "position": "1", "driver_1": "Cy Ek", "team": "Team Cy", "car": "lola t70",
         "laps": "1", "best_lap": "90.000"},
        {"line": 20, "position": "2", "driver_1": "Ann Berg", "car": "lola t70", "laps": "1",
         "best_lap": "91.050"},
    ]  # fmt: skip
    assert [without_nothing(row) for row in rows(laps)] == [
        {"line": 18, "driver": "Ann Berg", "lap": "91.050", "deleted_reason": "1 cut",
         "car_of": "Ann Berg", "lap_number": "1"},
        {"line": 24, "driver": "Cy Ek", "lap": "90.000", "deleted_reason": "2 cuts",
         "car_of": "Cy Ek", "lap_number": "1"},
    ]  # fmt: skip
    assert found.raw_lines({18}) == {18: "LAP Ann Berg 1:31:050"}


def test_a_race_ends_with_one_lap_after_the_flag(tmp_path):
    found = read(tmp_path, LOG, FORMAT, name="output.txt")

    *_, results, laps = found.tables
    assert [without_nothing(row) for row in rows(results)] == [
        {"line": 49, "position": "1", "driver_1": "Bo Dahl", "car": "saleen s7", "laps": "2",
         "total": "199.000", "best_lap": "98.000"},
        {"line": 46, "position": "2", "driver_1": "Cy Ek", "team": "Team Cy", "car": "lola t70",
         "laps": "2", "total": "225.000", "best_lap": "110.000"},
        {"line": 42, "position": "3", "driver_1": "Ann Berg", "car": "lola t70", "laps": "1",
         "total": "100.000", "best_lap": "100.000", "status": "DNF"},
        {"line": 37, "driver_1": "Di Falk", "laps": "0"},
    ]  # fmt: skip
    assert [(row["driver"], row["lap_number"], row["lap"]) for row in rows(laps)] == [
        ("Ann Berg", "1", "100.000"), ("Bo Dahl", "1", "101.000"), ("Cy Ek", "1", "115.000"),
        ("Bo Dahl", "2", "98.000"), ("Cy Ek", "2", "110.000"),
    ]  # fmt: skip
    (finding,) = found.findings
    assert (finding.code, finding.message) == (
        "refused-laps", "laps that the server refused are left out: 1",
    )  # fmt: skip


def test_a_session_that_is_run_again_gets_a_number(tmp_path):
    again = "RESTARTING SESSION\nLAP Ann Berg 1:30:000\n" + standings(
        ("Ann Berg", "1:30:000", "1:30:000", 1)
    )

    found = read(tmp_path, QUALIFYING + again, FORMAT)

    assert [table.context["session"] for table in found.tables] == [
        "Qualifying", "Qualifying", "Qualifying 2", "Qualifying 2",
    ]  # fmt: skip


def test_lines_with_the_time_before_and_line_ends_as_letters(tmp_path):
    timed = "".join(f"2015-01-08 18:19:47,817: {line}\n" for line in LOG.splitlines())
    lettered = LOG.replace("\n", "\\r\\n")

    plain = [rows(table) for table in read(tmp_path, LOG, FORMAT).tables]

    assert [rows(table) for table in read(tmp_path, timed, FORMAT).tables] == plain
    assert [
        rows(table) for table in FORMAT.read(source_of(tmp_path, lettered), Options()).tables
    ] == plain


def test_laps_alone_and_a_race_of_no_type(tmp_path):
    header = "Assetto Corsa Dedicated Server\nREQUESTED CAR: lola_t70\nChanged track:  old_ring\n"
    laps = "LAP Ann Berg 1:30:000\nRACE OVER DETECTED!\nLAP"

    found = read(tmp_path, header + "Result.OnLapCompleted. Cuts: 3\nLAP REFUSED\n" + laps, FORMAT)

    (table,) = found.tables
    assert (table.kind, table.context) == ("laps", {"session": "Race", "circuit": "old ring"})
    (finding,) = found.findings
    assert finding.message == "the last line has no end: is this the whole file?"


def test_standings_alone_are_a_practice(tmp_path):
    (table,) = read(tmp_path, standings(("Ann Berg", "1:30:000", "9:00:000", 3)), FORMAT).tables

    assert table.context == {"session": "Practice"}
    assert without_nothing(rows(table)[0]) == {
        "line": 1, "position": "1", "driver_1": "Ann Berg", "laps": "3", "best_lap": "90.000",
    }  # fmt: skip


def test_a_log_without_laps_is_refused(tmp_path):
    text = START + standings(("Ann Berg", NONE, "0:00:000", 0))
    source = source_of(tmp_path, text, "output.txt")

    with pytest.raises(ReadError) as caught:
        FORMAT.read(source, Options())

    assert str(caught.value) == f"{source.path}: holds no lap and no result of anybody"


def test_other_texts_are_not_claimed(tmp_path):
    assert FORMAT.claims(source_of(tmp_path, "Pos BEST: 1:30 TOTAL: 2\n", "x.txt")) == 0
