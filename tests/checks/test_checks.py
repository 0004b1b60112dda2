"""Checks from files to findings, on both databases: clean ones give none, planted errors are found."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from racedb import checks
from racedb.checks.docs import page
from tests.checks.race import RACE, laps, planted, results, with_column
from tests.conftest import command, migrated
from tests.refusals import change

ERRORS = {check.name for check in checks.checks() if check.severity == "error"}
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def loaded(run, migrated_url, file):
    """Load texts as files of one race; gives the findings of the last load, by their codes."""

    def load(*texts, options=()):
        for number, text in enumerate(texts):
            path = file(text, f"{number}.csv")
            words = ("--db", migrated_url, "--format", "json", *RACE, *options)
            ran = run("load", path, *words)
            (report,) = json.loads(ran.stdout)["files"]
            errors = {found["code"] for found in report["findings"]} & ERRORS
            assert ran.exit_code == (5 if errors or report["reviews"] else 0), ran.stderr
        return {found["code"]: found for found in report["findings"]}

    return load


@pytest.fixture
def found(run, migrated_url):
    """Run the checks over the whole database; gives the rows and the exit code."""

    def check():
        ran = run("db", "check", "--db", migrated_url, "--format", "json")
        return json.loads(ran.stdout), ran.exit_code

    return check


def test_clean_files_give_no_finding(loaded, found, run, migrated_url):
    assert loaded(laps(), results()) == {}
    assert found() == ([], 0)

    ran = run("db", "check", "--db", migrated_url)

    assert "no problem found" in ran.stderr


STOPS = "No,Stop,Lap,Duration\n7,1,2,25.500\n8,1,2,18:00.000\n"
LAP = 4  # car 7, lap 3
PLANTED = {
    "sector-sum": (
        planted(laps(), LAP, ("S1", "35.000")), results(), 4,
        "lap 3: the sectors add up to 2:05.010, the lap took 2:00.010",
    ),
    "elapsed": (
        planted(laps(), LAP + 2, ("ELAPSED", "10:00.000")), results(), 6,
        "lap 5: the lap took 2:00.000, the elapsed time grew by 1:59.900",
    ),
    "lap-hole": (
        laps().replace(laps().splitlines()[LAP - 1] + "\n", ""), results(), 4,
        "lap 4: it follows lap 2, lap 3 is missing",
    ),
    "lap-speed": (
        planted(laps(), LAP, ("KPH", "171.0")), results(), 4,
        "lap 3: speed x time gives 5,700 m, a lap is 6,000 m",
    ),
    "speed-lap": (
        laps(), planted(results(), 4, ("km/h", "160.000")), 4,
        "speed x best lap gives 5,422 m, a lap is 6,000 m: the speed is of another lap",
    ),
    "position-order": (
        planted(results(), 4, ("Time", "10:01.100"), ("Gap", "+1.000")), None, 4,
        "total time 10:01.100, the position before it has 10:05.100",
    ),
    "laps-order": (
        planted(results(), 5, ("Laps", "6")), None, 5,
        "laps: 6, the position before it has 5",
    ),
    "position-twice": (
        planted(results(), 5, ("Pos", "3")), None, 4, "2 cars have position 3",
    ),
    "class-order": (
        planted(planted(results(), 2, ("Class Pos", "2")), 3, ("Class Pos", "1")), None, 3,
        "position 1 in the class, the car of the class before it has 2",
    ),
    "gap": (
        planted(results(), 4, ("Gap", "+9.000")), None, 4, "gap 9.000, the times say 10.000",
    ),
    "number-twice": (
        planted(results(), 5, ("No", "7")), None, 2, "2 cars carry this number",
    ),
    "crew-size": (planted(results(), 4, ("Drivers", "")), None, 4, "a crew of 0"),
    "driver-twice": (
        planted(results(), 5, ("Drivers", "Driver A")), None, 2,
        "1 of its drivers sit in another car of the race",
    ),
    "not-started": (
        planted(results(), 5, ("Status", "DNS")), None, 5,
        "it did not start, yet it has a position, or laps (5)",
    ),
    "best-lap": (
        laps(), planted(results(), 3, ("Best lap", "1:55.000")), 3,
        "best lap 1:55.000, the fastest of its laps is 2:01.000",
    ),
    "laps-count": (
        laps(), planted(results(), 5, ("Laps", "3")), 5, "laps that are known: 5, the result says 3",
    ),
    "speed-range": (
        planted(results(), 2, ("km/h", "912.4")), None, 2,
        "912 km/h, between 20 km/h and 420 km/h is believable",
    ),
    "lap-long": (
        planted(laps(), LAP, ("LAP_TIME", "41:00.000")), None, 4,
        "lap 3: it took 41:00.000, the fastest lap of the session 2:00.000",
    ),
    "lap-of-a-stop": (
        planted(laps(), LAP, ("LAP_TIME", "41:00.000"), ("DRIVER_NAME", "Driver Z")), None, 4,
        "lap 3: it took 41:00.000, the fastest lap of the session 2:00.000; a long stop, perhaps",
    ),
    "lap-of-hours": (
        planted(results(), 4, ("Best lap", "1:32:00")), None, 4,
        "a best lap of 1:32:00.000, which was probably typed for 1:32.000",
    ),
    "pit-time": (results(), STOPS, 3, "lap 2: 18:00.000 in the pits"),
    "position-hole": (
        planted(results(), 4, ("Pos", "5")), None, 5, "position 4 follows position 2",
    ),
    "retired-whole": (
        planted(results(), 5, ("Status", "Retired")), None, 5,
        "it retired, yet it has as many laps as the winner: 5",
    ),
    "best-lap-number": (
        with_column(results(), "Best lap number", "2", "2", "9"), None, 4,
        "best lap in lap 9, which is beyond its 5 laps or took another time",
    ),
    "lap-driver": (
        planted(laps(), LAP, ("DRIVER_NAME", "Zed Zorn")), results(), 2,
        "laps by drivers who are not in the crew: 1",
    ),
    "every-lap-pit": (
        with_column(laps(), "CROSSING_FINISH_LINE_IN_PIT", *["B"] * 5), None, 2,
        "all of its 5 laps end in the pits",
    ),
    "top-speed": (
        with_column(laps(), "TOP_SPEED", "511.4"), None, 2,
        "lap 1: 511 km/h, up to 420 km/h is believable",
    ),
    "total-elapsed": (
        laps(), planted(results(), 4, ("Time", "10:16.350"), ("Gap", "+11.250")), 4,
        "total time 10:16.350, the laps of the car took 10:10.100",
    ),
    "season-day": (
        results(), None, 2, "the event was in 2019, its season is 2024",
    ),
    "layout-length": (
        results(), None, 2, "speed x best lap gives a lap of 6,000 m for many rows, the layout has 7,000 m",
    ),
    "age": (
        with_column(
            results().replace("Drivers", "Driver 1").replace("Driver A", "Ann Berg"),
            "Driver 1 date of birth", "2015-01-01",
        ), None, 2, "a driver of 9 years",
    ),
}  # fmt: skip
SETTINGS = {
    "season-day": ["date = 2019-05-04"],
    "age": ["date = 2024-05-04"],
    "layout-length": ['circuit = "Summerfield"', 'layout = "Club"', "length_m = 7000"],
}
OF_EVENTS = {"event-twice", "round-twice", "points"}
"""Checks of what several events say: tests.ingest.test_events plants what they find."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def planted_errors(request, tmp_path_factory):
    """Load all planted errors as an event each; return findings of the loads, and of a check after them."""
    folder = tmp_path_factory.mktemp("planted")
    manifest = []
    for name, (first, second, _, _) in PLANTED.items():
        about = ['series = "Club Cup"', "season = 2024", f'event = "{name}"', 'session = "Race"']
        for number, text in enumerate(text for text in (first, second) if text):
            path = folder / f"{name}-{number}.csv"
            path.write_text(text, encoding="utf-8")
            manifest += ["[[load]]", f'path = "{path.name}"', *about, *SETTINGS.get(name, [])]
    (folder / "manifest.toml").write_text("\n".join(manifest), encoding="utf-8")
    with migrated(request, request.param, tmp_path_factory.mktemp("database")) as url:
        files = _printed("load", folder, "--db", url)["files"]
        rows = _printed("db", "check", "--db", url)
    summed = {name: {} for name in PLANTED}
    for report in files:
        assert report["state"] == "applied", report
        name = Path(report["source"]).stem.rpartition("-")[0]
        summed[name] = {it["code"]: it["message"] for it in report["findings"]}  # of its last file
    return summed, rows


def _printed(*words):
    return json.loads(command(*words, "--format", "json").stdout)


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_error_is_found_by_the_load_and_later(name, planted_errors):
    summed, rows = planted_errors
    rows = [row for row in rows if row["event"] == name]
    line, what = PLANTED[name][2:]

    mine = [row for row in rows if row["check"] == name]

    assert (mine[0]["what"], mine[0]["source"].rsplit(":", 1)[1]) == (what, str(line))
    assert mine[0]["severity"] in checks.SEVERITIES
    assert summed[name][name].startswith(f"{name} 20")
    assert set(summed[name]) == {row["check"] for row in rows}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("name", "exit_code"), [("driver-twice", 0), ("gap", 5)])
def test_notes_alone_are_for_nobody(name, exit_code, loaded, found):
    loaded(PLANTED[name][0])

    assert found()[1] == exit_code


@pytest.mark.sqlite_only
def test_a_winner_who_retired_is_told(loaded):
    retired = planted(results(), 2, ("Status", "Retired"))

    assert loaded(retired)["retired-whole"]["message"] == (
        "Summer Race 2024, Race: car 7, line 2: "
        "it retired, yet it has as many laps as the winner: 5"
    )


def test_every_check_has_an_error_that_it_finds():
    assert {check.name for check in checks.checks()} == {*PLANTED, *OF_EVENTS}


@pytest.mark.sqlite_only
def test_the_load_sums_up_a_session_and_shows_the_worst(loaded):
    wrong = planted(planted(laps(), 3, ("S1", "30.500")), 10, ("S1", "39.000"))

    assert loaded(wrong)["sector-sum"] == {
        "code": "sector-sum",
        "line": 10,
        "message": "Summer Race 2024, Race: 2 laps whose sectors do not add up to the lap time; "
        "worst is car 8, lap 4, line 10: the sectors add up to 2:10.030, the lap took 2:01.030",
    }


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("speeds", "how"),
    [(("150.0", "155.0"), "less for 2"), (("190.0", "195.0"), "more for 2"),
     (("150.0", "190.0"), "another length for 2")],
)  # fmt: skip
def test_speeds_of_another_lap_are_summed_up_by_how_they_differ(loaded, speeds, how):
    wrong = planted(planted(results(), 4, ("km/h", speeds[0])), 5, ("km/h", speeds[1]))

    message = loaded(wrong)["speed-lap"]["message"]

    assert f"the lap of 6,000 m for 2 of 4 timed rows and {how}" in message


def test_rows_that_agree_on_another_length_say_that_the_layout_is_wrong(loaded):
    known = ("--circuit", "Summerfield", "--layout", "Club", "--length-m", "6100")

    found = loaded(results(), options=known)

    assert set(found) == {"layout-length"}
    assert (
        "a lap of 6,000 m for many rows, the layout has 6,100 m"
        in found["layout-length"]["message"]
    )


def test_the_length_of_the_layout_beats_the_most_common_one(loaded):
    known = ("--circuit", "Summerfield", "--layout", "Club", "--length-m", "6010")
    scattered = planted(planted(results(), 2, ("km/h", "181.5")), 3, ("km/h", "176.5"))

    message = loaded(scattered, options=known)["speed-lap"]["message"]

    assert "gives the lap of 6,010 m for" in message


@pytest.mark.sqlite_only
def test_a_reserve_without_a_crew_is_no_finding(loaded, found):
    nothing = ("Pos", "Class Pos", "Drivers", "Laps", "Time", "Gap", "Best lap", "km/h")
    reserve = planted(results(), 5, *((column, "") for column in nothing), ("Status", "DNS"))

    assert loaded(reserve) == {}
    assert found() == ([], 0)


@pytest.mark.sqlite_only
def test_the_position_of_a_disqualified_car_may_stay_empty(loaded, found):
    out = planted(results(), 3, ("Pos", "DSQ"), ("Class Pos", ""), ("Status", "Disqualified"))

    assert loaded(out) == {}
    assert found() == ([], 0)


def test_penalties_and_clocks_that_differ_are_no_finding(loaded):
    text = results()
    for line, total in ((2, "10:03.600"), (3, "10:08.600"), (4, "10:13.600"), (5, "10:18.600")):
        text = planted(text, line, ("Time", total))

    assert "total-elapsed" not in loaded(laps(), planted(text, 5, ("Time", "10:28.600")))


@pytest.mark.sqlite_only
def test_a_first_lap_may_be_of_another_length(loaded, found):
    grid = planted(laps(), 2, ("KPH", "171.0"))

    assert loaded(grid) == {}
    assert found() == ([], 0)


def test_laps_in_and_after_the_pits_and_deleted_ones_may_be_of_another_length(
    loaded, found, run, migrated_url
):
    slow = laps()
    for line in (8, 9, 15):
        slow = planted(slow, line, ("KPH", "160.0"))
    loaded(slow)
    assert [row["car"] for row in found()[0]] == ["8", "8", "9"]

    change(migrated_url, "UPDATE laps SET pit_in = true WHERE line = 8")
    change(migrated_url, "UPDATE laps SET deleted_reason = 'chicane' WHERE line = 15")
    run("db", "refresh", "--db", migrated_url)

    assert found() == ([], 0)


@pytest.mark.sqlite_only
def test_an_exemption_may_hold_at_one_circuit_only(loaded, found, migrated_url, monkeypatch):
    wrong = planted(laps(), LAP, ("S1", "35.000"))
    loaded(wrong, options=("--circuit", "Summerfield", "--length-m", "6000"))

    def exempt(circuit):
        only = checks.Exemption("sector-sum", "session-race", circuit, "a test")
        monkeypatch.setattr(checks, "exemptions", lambda: (only,))
        return found()[0]

    assert len(exempt("elsewhere")) == 1
    assert exempt("summerfield") == []


@pytest.mark.sqlite_only
def test_qualifying_is_timed_by_its_best_laps(run, migrated_url, file):
    text = "Pos,No,Driver,Team,Gap,Best lap\n1,7,A Bee,T,,2:00.000\n2,8,C Dee,T,+1.500,2:01.000\n"

    ran = run("load", file(text), "--db", migrated_url, *RACE[:-1], "Qualifying")

    assert "check gap: Summer Race 2024, Qualifying: car " in ran.stderr
    assert "car 8, line 3: gap 1.500, the times say 1.000" in ran.stderr


@pytest.mark.sqlite_only
def test_findings_of_a_load_are_those_of_its_sessions(loaded, run, migrated_url, file):
    loaded(planted(laps(), LAP, ("S1", "35.000")))

    ran = run("load", file(results()), "--db", migrated_url, *RACE[:-1], "Sprint")

    assert "check" not in ran.stderr


def test_a_damaged_database_ends_with_1_and_says_why(run, sqlite_url, file):
    run("load", file(results()), "--db", sqlite_url, *RACE)
    with sqlite3.connect(sqlite_url) as connection:
        connection.execute("DELETE FROM teams")
    connection.close()

    ran = run("db", "check", "--db", sqlite_url, "--format", "json")

    assert ran.exit_code == 1
    row = json.loads(ran.stdout)[0]
    assert (row["check"], row["severity"], row["event"]) == ("reference", "damage", None)
    assert "entries refers to no row of teams" in row["what"]


def test_the_list_explains_each_check(run):
    ran = run("db", "check", "--list", "--format", "json")

    listed = {row["check"]: row for row in json.loads(ran.stdout)}
    assert set(listed) == {*PLANTED, *OF_EVENTS}
    assert listed["sector-sum"]["severity"] == "error"
    assert listed["sector-sum"]["what holds"] == "The sectors of a lap add up to its time"
    assert "rounding" in listed["sector-sum"]["why"]


@pytest.mark.parametrize("check", checks.checks(), ids=lambda check: check.name)
def test_a_header_says_all_that_is_needed(check):
    assert check.severity in checks.SEVERITIES
    assert check.of in {"laps", "results", "pit_stops"}
    assert check.unit in {"duration", "metres", "kph", "year", "points", "count"}
    assert re.fullmatch(r"[A-Z][^.]+", check.title)
    assert "{found}" in check.says
    assert "--" not in check.sql.splitlines()[0]


def test_exemptions_are_of_checks_that_there_are_and_say_why():
    known = {check.name for check in checks.checks()}

    assert checks.exemptions()
    assert all(one.check in known and one.why for one in checks.exemptions())


def test_the_page_of_checks_is_fresh():
    assert (ROOT / "docs" / "checks.md").read_text("utf-8") == page(), (
        "run: python -m racedb.checks.docs > docs/checks.md"
    )
