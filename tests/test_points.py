"""Points systems on the command line: shown, assigned, compared with what is printed."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

CLUB = """\
name = "Club rules"
source = "rules 2026, section 4"
points.race = [10, 6, 4]

[[bonus]]
for = "fastest-lap"
points = 1

[[championship]]
code = "drivers"
name = "Club championship"
of = "driver"

[[championship]]
code = "makers"
name = "Makers' cup"
of = "manufacturer"
cars = 1
"""
SPRING = (
    "Pos,No,Driver,Manufacturer,Laps,Best Lap,Points\n"
    "1,7,Ann Berg,Lola,20,1:58.250,11\n"
    "2,8,Cy Ek,Lola,20,1:58.900,6\n"
    "3,9,Di Falk,Porsche,20,1:59.100,4\n"
    "4,4,Ed Gil,Porsche,19,1:59.200,0\n"
)
AUTUMN = (
    "Pos,No,Driver,Manufacturer,Laps,Best Lap,Points\n"
    "1,9,Di Falk,Porsche,20,1:57.100,10\n"
    "2,7,Ann Berg,Lola,20,1:57.250,6\n"
    "3,4,Ed Gil,Porsche,20,1:57.900,4\n"
    "DNF,8,Cy Ek,Lola,3,1:56.000,0\n"
)


@pytest.fixture
def club(run, migrated_url, tmp_path, monkeypatch):
    """Load two races of a club, and score them by its rules; return what runs a command there."""
    monkeypatch.chdir(tmp_path)

    def ran(*words):
        return run(*words, "--db", migrated_url)

    (tmp_path / "club.toml").write_text(CLUB)
    races = (("Spring Race", SPRING), ("Autumn Race", AUTUMN))
    for number, (event, text) in enumerate(races, start=1):
        path = tmp_path / f"{number}.csv"
        path.write_text(text)
        about = {"series": "Club Cup", "season": "2026", "event": event, "round": str(number)}
        words = [word for key, value in about.items() for word in (f"--{key}", value)]
        assert ran("load", path, *words, "--session", "Race").exit_code == 0
    ran.said = ran("points", "assign", "club.toml", "club", "2026", "--by", "Ann")
    assert ran.said.exit_code == 0
    return ran


def rows(ran, *words):
    """Return the rows that a query prints."""
    answer = ran(*words, "--format", "json")
    assert answer.exit_code == 0, answer.stderr
    return [tuple(row.values()) for row in json.loads(answer.stdout)]


def test_an_assigned_system_makes_the_tables(club):
    assert club.said.stderr == (
        "racedb: club-cup 2026 is scored by club: Club championship, Makers' cup\n"
    )
    assert rows(club, "query", "standings", "club", "of=drivers") == [
        ("Club Cup", "2026", "Club championship", 2, 1, "Ann Berg", 17.0, 0.0, 1, 2, 0),
        ("Club Cup", "2026", "Club championship", 2, 2, "Di Falk", 14.0, 3.0, 1, 2, 1),
        ("Club Cup", "2026", "Club championship", 2, 3, "Cy Ek", 7.0, 10.0, 0, 1, -1),
        ("Club Cup", "2026", "Club championship", 2, 4, "Ed Gil", 4.0, 13.0, 0, 1, None),
    ]
    assert rows(club, "query", "standings", "club", "of=makers", "after=1") == [
        ("Club Cup", "2026", "Makers' cup", 1, 1, "Lola", 11.0, 0.0, 1, 1, None),
        ("Club Cup", "2026", "Makers' cup", 1, 2, "Porsche", 4.0, 7.0, 0, 1, None),
    ]
    assert rows(club, "query", "standings-by-round", "club", "of=makers") == [
        ("Club Cup", "2026", "Makers' cup", 1, "Spring Race", 1, "Lola", 11.0, 11.0, 1),
        ("Club Cup", "2026", "Makers' cup", 1, "Spring Race", 2, "Porsche", 4.0, 4.0, 0),
        ("Club Cup", "2026", "Makers' cup", 2, "Autumn Race", 1, "Lola", 6.0, 17.0, 1),
        ("Club Cup", "2026", "Makers' cup", 2, "Autumn Race", 2, "Porsche", 10.0, 14.0, 1),
    ]
    assert rows(club, "points", "assigned")[0][:4] == ("club-cup", "2026", "club", "Ann")


def test_who_can_still_win_follows_from_the_rounds_to_come(club):
    assert rows(club, "query", "title-race", "club", "of=drivers", "after=1") == [
        ("Club Cup", "2026", "Club championship", 1, 1, 1, "Ann Berg", 11.0, 0.0, 22.0),
        ("Club Cup", "2026", "Club championship", 1, 1, 2, "Cy Ek", 6.0, 5.0, 17.0),
        ("Club Cup", "2026", "Club championship", 1, 1, 3, "Di Falk", 4.0, 7.0, 15.0),
    ]
    (champion,) = rows(club, "query", "title-race", "club", "of=drivers")
    assert champion[5:7] == (1, "Ann Berg")


def test_a_calendar_brings_rounds_to_come_until_it_is_undone(club, tmp_path):
    drivers = ("query", "title-race", "club", "of=drivers")
    (before,) = rows(club, *drivers)
    (tmp_path / "calendar.csv").write_text(
        "Round,Date,Event\n1,2026-05-01,Spring Race\n2,2026-09-01,Autumn Race\n"
        "3,2026-10-01,Winter Race\n"
    )
    ran = club("load", "calendar.csv", "--series", "Club Cup", "--season", "2026")
    assert ran.exit_code == 0, ran.stderr
    assert [row[4:] for row in rows(club, *drivers)] == [
        (1, 1, "Ann Berg", 17.0, 0.0, 28.0),
        (1, 2, "Di Falk", 14.0, 3.0, 25.0),
        (1, 3, "Cy Ek", 7.0, 10.0, 18.0),
    ]

    assert club("imports", "undo", "3").exit_code == 0
    assert rows(club, *drivers) == [before]


@pytest.mark.sqlite_only
def test_a_session_without_results_is_to_come(club, tmp_path):
    (tmp_path / "weather.csv").write_text("Time,AirTemp,TrackTemp,Humidity\n1:00.0,20,30,50\n")
    about = ("--series", "Club Cup", "--season", "2026", "--event", "Winter Race", "--round", "3")
    ran = club(
        "load", "weather.csv", *about, "--session", "Race", "--starts-at", "2026-11-01T14:00Z"
    )
    assert ran.exit_code == 0, ran.stderr

    race = rows(club, "query", "title-race", "club", "of=drivers")
    assert [row[4:] for row in race] == [
        (1, 1, "Ann Berg", 17.0, 0.0, 28.0),
        (1, 2, "Di Falk", 14.0, 3.0, 25.0),
        (1, 3, "Cy Ek", 7.0, 10.0, 18.0),
    ]


def test_printed_standings_are_compared_with_the_system(club, tmp_path):
    (tmp_path / "standings.csv").write_text(
        "Pos,Driver,Points\n1,Ann Berg,17\n2,Di Falk,13\n3,Cy Ek,7\n4,Flo Hau,5\n"
    )
    (tmp_path / "standings-1.csv").write_text("Pos,Driver,Points\n1,Ann Berg,11\n3,Cy Ek,6\n")
    (tmp_path / "nobody.csv").write_text(
        "Pos,Driver,Points\n,Flo Hau,\n1,Ann Berg,17\n2,Di Falk,14\n3,Cy Ek,7\n4,Ed Gil,4\n"
    )
    season = ("--series", "Club Cup", "--season", "2026")
    said = json.loads(club("load", "standings.csv", *season, "--format", "json").stdout)
    (report,) = said["files"]
    (finding,) = (it["message"] for it in report["findings"] if it["code"] == "standings")
    after_one = club("load", "standings-1.csv", *season, "--round", "1")

    assert finding == (
        "club-cup 2026, Club championship: printed standings differ from the points system in 3 "
        "lines; first at the end, Di Falk, line 3: printed place 2 with 13 points, the system has "
        "place 2 with 14 points ('racedb query standings-check club-cup 2026')"
    )
    assert "first after round 1, Cy Ek, line 3: printed place 3 with 6 points" in after_one.stderr
    club_2026 = ("Club Cup", "2026", "Club championship")
    found = rows(club, "query", "standings-check", "club")
    assert [(*row[:8], row[10]) for row in found] == [
        (*club_2026, 1, "Cy Ek", 3, 2, 6.0, 3),
        (*club_2026, 1, "Di Falk", None, 3, None, None),
        (*club_2026, 2, "Di Falk", 2, 2, 13.0, 3),
        (*club_2026, 2, "Flo Hau", 4, None, 5.0, 5),
        (*club_2026, 2, "Ed Gil", None, 4, None, None),
    ]
    assert "printed standings differ in 5 lines: 'racedb query standings-check'" in (
        club("points", "check").stderr
    )
    assert club("imports", "undo", "4").exit_code == 0
    assert club("imports", "undo", "3").exit_code == 0
    nobody = club("load", "nobody.csv", *season, "--columns", "position,driver,season_points")
    assert "Flo Hau, line 2: printed no place, the system has nothing" in nobody.stderr


def test_printed_constructors_are_compared_with_makers(club, tmp_path):
    (tmp_path / "standings.csv").write_text("Pos,Team,Points\n1,Lola,17\n2,Porsche,13\n")
    ran = club("load", "standings.csv", "--series", "Club Cup", "--season", "2026")

    assert ran.exit_code == 0, ran.stderr
    assert "printed place 2 with 13 points, the system has place 2 with 14 points" in ran.stderr
    (found,) = rows(club, "query", "standings-check", "club")
    assert found[:9] == ("Club Cup", "2026", "Makers' cup", 2, "Porsche", 2, 2, 13.0, 14.0)


def test_printed_points_are_compared_with_the_system(club):
    found = club("points", "check", "--format", "json")

    (row,) = json.loads(found.stdout)
    assert row | {"file": ""} == {
        "series": "Club Cup", "season": "2026", "round": 2, "event": "Autumn Race", "session": "Race", "car_number": "8",
        "driver": "Cy Ek", "place": None, "printed_points": 0.0, "system_points": 1.0,
        "likely_rule": "may not score", "file": "", "line": 5,
    }  # fmt: skip
    findings = json.loads(club("db", "check", "--format", "json").stdout)
    assert [it["what"] for it in findings if it["check"] == "points"] == [
        "0 points are printed, the points system gives 1"
    ]


def test_what_would_have_been_under_another_system(club):
    assert rows(club, "query", "what-if", "club", "2026", "system=f1-2010")[:3] == [
        ("2026", "f1-2010", "drivers", 1, "Ann Berg", 43.0, 1, 17.0, 0),
        ("2026", "f1-2010", "drivers", 2, "Di Falk", 40.0, 2, 14.0, 0),
        ("2026", "f1-2010", "drivers", 3, "Ed Gil", 27.0, 4, 4.0, 1),
    ]
    own = rows(club, "query", "what-if", "club", "2026", "system=club")
    read = rows(club, "query", "what-if", "club", "2026", "system=club.toml")
    assert [row[2:] for row in read] == [row[2:] for row in own]
    assert [row[5] for row in own if row[2] == "drivers"] == [17.0, 14.0, 7.0, 4.0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("query", "what-if", "club", "2026", "system=f1-210"),
         "no points system is named 'f1-210'; did you mean 'f1-2010'?"),
        (("query", "what-if", "no", "2026", "club"), "no series matches 'no'; there is 1: "),
        (("points", "assign", "clubb", "club"), "no points system is named 'clubb'; known are "),
        (("points", "assign", "gone.toml", "club"),
         "gone.toml: cannot be read: No such file or directory"),
        (("points", "unassign", "club", "club"),
         "points system 'club' is not assigned to club-cup; did you mean 'club of club-cup 2026'?"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_one_line(words, said, club):
    ran = club(*words)

    assert ran.exit_code == 2
    assert ran.stderr.startswith(f"racedb: {said}")


def test_a_season_without_a_system_says_what_it_needs(club):
    assert club("points", "unassign", "club", "club", "2026").stderr == (
        "racedb: club-cup 2026 is not scored by club any more\n"
    )

    ran = club("query", "standings", "club")
    assert ran.exit_code == 0
    assert ran.stderr == (
        "racedb: no rows; the season needs the results of a race and a points system: racedb points list, racedb points assign --help\n"
    )
    assert rows(club, "points", "assigned") == []
    assert club("points", "unassign", "club", "club", "2026").stderr.endswith(
        "; no system is assigned\n"
    )


def test_the_tables_follow_every_change(club):
    def table():
        return [it[5:7] for it in rows(club, "query", "standings", "club", "of=drivers")]

    before = table()
    place = ("--event", "Autumn Race", "--session", "R", "--car", "9", "--reason", "too light")
    assert club("correct", "results", "status=disqualified", "position=", *place).exit_code == 0
    assert table() == [("Ann Berg", 17.0), ("Cy Ek", 7.0), ("Ed Gil", 4.0), ("Di Falk", 4.0)]
    assert club("corrections", "remove", "1").exit_code == 0
    assert club("corrections", "remove", "2").exit_code == 0
    assert table() == before

    assert club("imports", "undo", "2").exit_code == 0
    assert table() == [("Ann Berg", 11.0), ("Cy Ek", 6.0), ("Di Falk", 4.0)]
    assert club("imports", "undo", "1").exit_code == 0
    assert rows(club, "sql", "--as-owner", "SELECT count(*) AS n FROM championship_standings") == [
        (0,)
    ]


def test_a_system_of_a_season_goes_before_one_of_every_season(club):
    assert club("points", "assign", "club.toml", "club").stderr.startswith(
        "racedb: club-cup (every season) is scored by club: "
    )
    assert [it[:3] for it in rows(club, "points", "assigned")] == [
        ("club-cup", "2026", "club"), ("club-cup", None, "club")
    ]  # fmt: skip
    assert len(rows(club, "query", "standings", "club", "of=drivers")) == 4
    assert club("points", "unassign", "club", "club").exit_code == 0


def test_two_systems_of_a_season_have_tables_of_their_own(club, tmp_path):
    (tmp_path / "juniors.toml").write_text(CLUB.replace("[10, 6, 4]", "[3, 2, 1]"))
    assert club("points", "assign", "juniors.toml", "club", "2026").exit_code == 0

    found = rows(
        club, "sql", "--as-owner", "SELECT code, system FROM championships ORDER BY row_order"
    )
    assert found == [
        ("drivers", "club"), ("makers", "club"),
        ("juniors-drivers", "juniors"), ("juniors-makers", "juniors"),
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_systems_are_listed_and_shown(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "racedb.toml").write_text('points = "rules"\n')
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "club.toml").write_text(CLUB)

    listed = {
        row["system"]: row for row in json.loads(run("points", "list", "--format", "json").stdout)
    }
    assert listed["club"] == {
        "system": "club", "name": "Club rules", "seasons": "assigned",
        "championships": "drivers, makers", "source": "rules 2026, section 4",
    }  # fmt: skip
    assert listed["f1-2010"]["seasons"] == "formula-1: 2010 to 2018"
    assert run("points", "show", "club").stdout == CLUB
    assert run("config", "validate").stderr == (
        "racedb: racedb.toml: valid, 0 of your own queries, 1 points system\n"
    )


def test_a_manifest_names_the_system_of_its_season(run, migrated_url, tmp_path, monkeypatch):
    (tmp_path / "club.toml").write_text(CLUB)
    (tmp_path / "spring.csv").write_text(SPRING)
    manifest = tmp_path / "manifest.toml"
    about = (
        '[[load]]\npath = "spring.csv"\nseries = "Club Cup"\nseason = "2026"\n'
        'event = "Spring Race"\nsession = "Race"\n'
    )

    def leader():
        ran = run(
            "query", "standings", "club", "of=drivers", "--db", migrated_url, "--format", "csv"
        )
        return ran.stdout.splitlines()[1] if ran.exit_code == 0 else ran.stderr

    for system, points in (("club.toml", "11.0"), ("f1-2010", "25.0")):
        manifest.write_text(f'{about}points_system = "{system}"\n')
        assert run("load", tmp_path, "--db", migrated_url).exit_code == 0
        assert f",Ann Berg,{points}," in leader()
        assert (
            run(
                "points",
                "unassign",
                system.removesuffix(".toml"),
                "club",
                "2026",
                "--db",
                migrated_url,
            ).exit_code
            == 0
        )

    manifest.write_text(f'{about}points_system = "f1-2001"\n')
    ran = run("load", tmp_path, "--db", migrated_url)
    assert ran.exit_code == 2
    assert (
        ": [[load]] 1: points_system: no points system is named 'f1-2001'; did you mean"
        in ran.stderr
    )


@pytest.mark.sqlite_only
def test_points_are_printed_without_useless_zeros(club):
    said = club("query", "standings", "club", "of=drivers", "after=1").stdout
    assert "Ann Berg      11           0" in said


def test_the_system_of_the_page_is_one(club, tmp_path):
    page = (ROOT / "docs" / "points-systems.md").read_text(encoding="utf-8")
    (tmp_path / "club.toml").write_text(
        re.findall(r"^```toml title=.*?\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[0]
    )

    ran = club("points", "assign", "club.toml", "club")

    assert (ran.exit_code, ran.stderr.count("\n")) == (0, 1)


@pytest.mark.sqlite_only
def test_a_system_of_a_season_that_is_not_there_is_kept_and_said(club):
    ran = club("points", "assign", "club.toml", "club", "2062")
    assert ran.exit_code == 0
    assert ran.stderr == (
        "racedb: club-cup has no season 2062 yet; did you mean '2026'?\n"
        "racedb: club-cup 2062 is scored by club: Club championship, Makers' cup\n"
    )


def test_what_rules_leave_open_is_one_line_each(club, tmp_path):
    doubtful = CLUB + (
        '[[season]]\nadjustment = [{ driver = "Bo Dahl", points = -1, reason = "late" }]\n'
        'championships = ["drivers"]\n'
    )
    juniors = CLUB.replace('of = "driver"', 'of = "driver"\nby_class = true\nclasses = ["GT9"]')
    (tmp_path / "club.toml").write_text(doubtful)
    (tmp_path / "juniors.toml").write_text(juniors)
    for system in ("club.toml", "juniors.toml"):
        assert club("points", "assign", system, "club", "2026").exit_code == 0
    assert club("points", "check").stderr.splitlines() == [
        "racedb: club-cup 2026, Club championship: no driver is named 'Bo Dahl', whom club adjusts: late",
        "racedb: club-cup 2026, Club championship: no car is in class GT9, for which juniors has a table; there are no classes",
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_a_round_without_a_number_follows_those_with_one(run, migrated_url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "club.toml").write_text(CLUB)

    def ran(*words):
        return run(*words, "--db", migrated_url)

    races = (("Winter Race", SPRING, ()), ("Autumn Race", AUTUMN, ()))
    races = (("Spring Race", SPRING, ("--round", "5")), *races)
    for event, text, number in races:
        path = tmp_path / f"{event}.csv"
        path.write_text(text)
        about = ("--series", "Club Cup", "--season", "2026", "--event", event, "--session", "Race")
        assert ran("load", path, *about, *number).exit_code == 0
    assert ran("points", "assign", "club.toml", "club", "2026").exit_code == 0

    found = rows(ran, "query", "standings-by-round", "club", "of=makers")
    assert [row[3:9] for row in found] == [
        (5, "Spring Race", 1, "Lola", 11.0, 11.0),
        (5, "Spring Race", 2, "Porsche", 4.0, 4.0),
        (6, "Winter Race", 1, "Lola", 11.0, 22.0),
        (6, "Winter Race", 2, "Porsche", 4.0, 8.0),
        (7, "Autumn Race", 1, "Lola", 6.0, 28.0),
        (7, "Autumn Race", 2, "Porsche", 10.0, 18.0),
    ]


@pytest.mark.sqlite_only
def test_what_if_takes_one_season(club, tmp_path):
    one = rows(club, "query", "what-if", "club", "system=f1-2010")
    assert one[0] == ("2026", "f1-2010", "drivers", 1, "Ann Berg", 43.0, 1, 17.0, 0)
    (tmp_path / "old.csv").write_text(SPRING)
    about = ("--series", "Club Cup", "--season", "2025", "--event", "Old Race", "--session", "Race")
    assert club("load", "old.csv", *about).exit_code == 0

    ran = club("query", "what-if", "club", "2025,2026", "system=f1-2010")

    assert (ran.exit_code, ran.stderr) == (
        2, "racedb: season= takes one value here, and not 2025, 2026\n",
    )  # fmt: skip


@pytest.mark.sqlite_only
def test_a_folder_of_systems_that_is_not_there_is_one_line(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "racedb.toml").write_text('points = "rules"\n')
    said = "racedb: rules: is not a folder of points systems; see `points` in racedb.toml\n"

    for words in (("points", "list"), ("points", "show", "f1-2010"), ("config", "validate")):
        ran = run(*words)
        assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", said)
