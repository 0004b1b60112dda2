"""Rounds, names, days and series: which rows are about one event."""

import itertools
import json

import pytest

from tests.ingest.samples import EVENT, QUALIFYING, RACE

pytestmark = pytest.mark.sqlite_only

ROWS = "Pos,No,Driver,Laps\n1,7,Ann Berg,9\n2,8,Bo Dahl,8\n"
CUP = ("--series", "Club Cup", "--season", "2025")
ROUNDS = (
    "SELECT e.name, s.code, r.number FROM rounds r JOIN events e ON e.id = r.event_id "
    "LEFT JOIN sessions s ON s.id = r.session_id ORDER BY r.number, e.id"
)


@pytest.fixture
def rows(load, sheet):
    """Load the same two rows with other words about them."""
    return lambda *words, name="race.csv", text=ROWS, **more: load(
        sheet(text, name), *words, **more
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_a_round_is_one_event_and_has_the_best_of_its_names_in_any_order(rows, ask, order):
    names = ("Oval Grand Prix", "OVAL GRAND PRIX 2025", "Oval GP", None)
    for at in order:
        named = ("--event", names[at]) if names[at] else ()
        rows(*CUP, "--round", "3", "--session", f"Race {at}", *named, name=f"{at}.csv")

    assert ask("SELECT slug, name FROM events") == [
        {"slug": "2025-oval-grand-prix", "name": "Oval Grand Prix"}
    ]
    rows(*CUP, "--session", "Qualifying", "--event", "Oval GP", name="q.csv")
    assert ask("SELECT COUNT(*) AS n FROM events") == [{"n": 1}]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_event_has_its_best_spelling_in_any_order(rows, ask, order):
    names = ("24 HEURES DU MANS", "24 Heures du Mans")
    for at in order:
        rows(*CUP, "--session", f"Race {at}", "--event", names[at], name=f"{at}.csv")

    assert ask("SELECT slug, name FROM events") == [
        {"slug": "2025-24-heures-du-mans", "name": "24 Heures du Mans"}
    ]


def test_an_event_that_a_correction_names_keeps_its_slug(rows, ask, run, base):
    rows(*CUP, "--round", "3", "--session", "Race", "--event", "Oval GP")
    where = ("--event", "2025-oval-gp", "--session", "R", "--car", "7")
    assert (
        run("correct", "results", *where, "points=3", "--reason", "protest", "--db", base).exit_code
        == 0
    )
    rows(*CUP, "--round", "3", "--session", "Race", "--event", "Oval Grand Prix", name="2.csv")

    assert ask("SELECT slug, name FROM events") == [
        {"slug": "2025-oval-gp", "name": "Oval Grand Prix"}
    ]
    assert ask("SELECT points FROM results WHERE position = 1") == [{"points": 3}]


def test_the_other_names_of_an_event_move_with_it(rows, ask, run, base):
    rows(*CUP, "--round", "3", "--session", "Race", "--event", "Oval GP")
    rows(*CUP, "--round", "3", "--session", "Q", "--event", "Oval Grand Prix", name="q.csv")
    rows(*CUP, "--session", "Warm-up", "--event", "Dell", name="w.csv")
    assert run("move", "--db", base, "2025-oval-grand-prix", "--event", "Dell").exit_code == 0

    rows(*CUP, "--session", "FP1", "--event", "Oval GP", name="f.csv")

    assert ask("SELECT name FROM events") == [{"name": "Dell"}]


def test_two_rounds_of_one_name_are_two_events(rows, ask, run, base, sheet):
    for number in ("3", "9"):
        rows(*CUP, "--round", number, "--session", "Race", "--event", "Dell", name=f"{number}.csv")

    assert [row["number"] for row in ask(ROUNDS)] == [3, 9]

    words = (*CUP, "--session", "Qualifying", "--event", "Dell")
    ran = run("load", "--db", base, sheet(ROWS, "q.csv"), *words)

    assert ran.exit_code == 2
    assert "2 events named 'Dell' (round 3, round 9); tell which by --round or --date" in ran.stderr


def test_a_round_is_known_from_a_later_file_on(rows, ask):
    rows(*EVENT, "--session", "Race")

    rows(*EVENT, "--session", "Qualifying", "--round", "5", name="q.csv")

    assert ask(ROUNDS) == [{"name": "Summer Race", "code": None, "number": 5}]


@pytest.mark.parametrize("order", [(1, 2, 3), (2, 1, 3)])
def test_a_series_that_numbers_races_has_a_round_for_each(rows, ask, order):
    for number in order:
        words = ("--event", "Dell", "--session", f"Race {number}", "--round", str(number + 4))
        rows(*CUP, *words, name=f"{number}.csv")

    assert ask(ROUNDS) == [
        {"name": "Dell", "code": f"R{number}", "number": number + 4} for number in (1, 2, 3)
    ]


def test_days_far_apart_tell_two_events_with_one_number(rows, ask):
    words = ("--round", "3", "--session", "Race", "--event", "Dell")
    rows(*CUP, *words, "--date", "2025-03-01")
    (report,) = rows(*CUP, *words, "--date", "2025-09-01", name="2.csv")

    assert ask("SELECT slug FROM events ORDER BY id") == [
        {"slug": "2025-dell"}, {"slug": "2025-dell-2"},
    ]  # fmt: skip
    (finding,) = report["findings"]
    assert finding["code"] == "round-twice"
    assert "its round of the season is 2 events" in finding["message"]


def test_an_event_that_two_files_made_before_a_third_names_both_is_told(rows, ask):
    words = (*CUP, "--session", "Race")
    rows(*words, "--event", "Dell")
    (report,) = rows(*words, "--event", "Round 3", "--round", "3", name="2.csv")
    assert report["findings"] == []

    (report,) = rows(*words, "--event", "Dell", "--round", "3", name="3.csv")

    (finding,) = report["findings"]
    assert finding["code"] == "event-twice"
    assert finding["message"].endswith(
        "2 events of the season have its name; if they are one: "
        "racedb review decide SLUG same SLUG --kind event"
    )
    assert ask("SELECT name, slug FROM events ORDER BY id") == [
        {"name": "Dell", "slug": "2025-dell"}, {"name": "Dell", "slug": "2025-dell-2"},
    ]  # fmt: skip


def test_the_nearest_day_tells_which_of_two_events(rows, ask):
    for day in ("2025-03-01", "2025-03-14"):
        rows(*CUP, "--session", "Race", "--event", "Dell", "--date", day, name=f"{day}.csv")
    words = ("--session", "Qualifying", "--event", "Dell", "--date", "2025-03-08")

    rows(*CUP, *words, name="q.csv")

    assert ask("SELECT starts_on, ends_on FROM events ORDER BY id") == [
        {"starts_on": "2025-03-01", "ends_on": "2025-03-01"},
        {"starts_on": "2025-03-08", "ends_on": "2025-03-14"},
    ]


ALPHA = ("--season", "2025", "--event", "12 Hours of Alpha", "--session", "Race")
AT_SPA = ("--date", "2025-06-14", "--circuit", "Spa-Francorchamps")


def test_a_race_with_the_same_cars_counts_for_two_series(rows, ask):
    text = "Pos,No,Driver,Class,Laps\n1,7,Ann Berg,GT3,9\n2,8,Bo Dahl,GT3,8\n"
    rows("--series", "World Cup", *ALPHA, *AT_SPA, text=text)

    rows("--series", "Alpha Series", *ALPHA, *AT_SPA, "--round", "4", name="b.csv", text=text)
    rows("--series", "Alpha Series", *ALPHA, *AT_SPA, name="c.csv")

    assert ask(
        "SELECT s.name, r.number FROM rounds r JOIN seasons n ON n.id = r.season_id "
        "JOIN series s ON s.id = n.series_id ORDER BY s.id"
    ) == [{"name": "World Cup", "number": None}, {"name": "Alpha Series", "number": 4}]
    for table, count in (("events", 1), ("sessions", 1), ("entries", 2), ("classes", 1)):
        assert ask(f"SELECT COUNT(*) AS n FROM {table}") == [{"n": count}]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Pos,No,Driver,Laps\n1,7,Cy Ek,9\n2,8,Di Falk,8\n", AT_SPA),
        ("Pos,Driver,Laps\n1,Ann Berg,9\n2,Bo Dahl,8\n", AT_SPA),
        (ROWS, AT_SPA[:2]),
        (ROWS, ("--date", "2025-06-15", *AT_SPA[2:])),
    ],
    ids=["other drivers", "no numbers", "no circuit", "another day"],
)
def test_a_race_of_another_field_circuit_or_day_is_another_event(rows, ask, text, place):
    rows("--series", "World Cup", *ALPHA, *AT_SPA)

    rows("--series", "Alpha Series", *ALPHA, *place, name="b.csv", text=text)

    assert ask("SELECT slug FROM events ORDER BY id") == [
        {"slug": "2025-12-hours-of-alpha"}, {"slug": "2025-12-hours-of-alpha-2"},
    ]  # fmt: skip


def test_laps_of_the_same_cars_find_the_event_of_another_series(rows, ask):
    rows("--series", "World Cup", *ALPHA, *AT_SPA)
    laps = "No,Lap,Lap time,Driver\n7,1,2:00.0,Ann Berg\n8,1,2:01.0,Bo Dahl\n"

    rows("--series", "Alpha Series", *ALPHA, *AT_SPA, name="laps.csv", text=laps)

    assert ask("SELECT COUNT(*) AS n FROM events") == [{"n": 1}]
    assert ask("SELECT COUNT(*) AS n FROM entries") == [{"n": 2}]


def test_a_day_that_does_not_exist_is_a_note(rows, ask):
    text = (
        "Date,Event,Pos,No,Driver,Laps\n2025-07-26,Oval,1,7,Ann Berg,9\n"
        "31/02/2025,Moor,1,7,Ann Berg,9\n31/02/2025,Moor,2,8,Bo Dahl,8\n"
    )

    (report,) = rows(*CUP, "--session", "Race", text=text, exit_code=5)

    assert [(note["line"], note["message"]) for note in report["notes"]] == [
        (3, "date: '31/02/2025' is not a day of the calendar")
    ]
    assert ask("SELECT name, starts_on FROM events ORDER BY id") == [
        {"name": "Oval", "starts_on": "2025-07-26"}, {"name": "Moor", "starts_on": None},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "days", "events"),
    [
        (("Oval 2025", "Moor 2025"), ("", ""), 2),
        (("Oval GP", "Oval Grand Prix"), ("", ""), 1),
        (("Oval", "Moor"), ("2025-07-05", "2025-07-05"), 1),
        (("Oval", "Moor"), ("2025-07-05", "2025-07-12"), 2),
    ],
)
def test_a_number_that_several_events_of_a_file_have_is_no_round(rows, ask, names, days, events):
    text = "Round,Event,Date,Pos,No,Driver,Laps\n" + "".join(
        f"1,{name},{day},1,{number},Driver {number},9\n"
        for number, name, day in zip((7, 8), names, days, strict=True)
    )

    (report,) = rows(*CUP, "--session", "Race", text=text, exit_code=0 if events == 1 else 5)

    assert len(ask("SELECT id FROM events")) == events
    assert [note["message"] for note in report["notes"]] == (
        [f"round: '1' is several events ({', '.join(names)}), and no number of the season"]
        if events == 2
        else []
    )
    assert [row["number"] for row in ask(ROUNDS)] == ([1] if events == 1 else [None, None])


# ---- what is stated of sessions ------------------------------------------------------------------

SESSION = "SELECT starts_at, time_zone, scheduled_laps, scheduled_us, classified_lap FROM sessions"


@pytest.mark.parametrize(
    ("start", "circuit", "stored", "zone"),
    [
        ("2025-07-05T14:00+02:00", "Home Park", "2025-07-05 12:00:00.000000", "UTC+02:00"),
        ("2025-07-05T14:00:00Z", "Home Park", "2025-07-05 14:00:00.000000", "UTC"),
        ("2025-07-05T14:00", "Spa-Francorchamps", "2025-07-05 12:00:00.000000", "Europe/Brussels"),
    ],
)
def test_the_start_is_stored_in_utc_with_its_zone_beside_it(
    rows, ask, start, circuit, stored, zone
):
    rows(*RACE, "--circuit", circuit, "--starts-at", start)

    (row,) = ask(SESSION)
    assert (row["starts_at"], row["time_zone"]) == (stored, zone)
    assert ask("SELECT starts_on FROM events") == [{"starts_on": "2025-07-05"}]


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ("noon", "starts_at: 'noon' is not a start like 2009-07-26T16:00+02:00"),
        ("2025-07-05T25:00", "starts_at: '2025-07-05T25:00' is not a start like"),
        ("2025-07-05T14:00", "has no zone, and that of the circuit is not known"),
    ],
)
def test_a_start_that_is_none_is_refused(run, base, sheet, start, says):
    ran = run("load", "--db", base, sheet(ROWS), *RACE, "--starts-at", start)

    assert ran.exit_code == 2
    assert says in ran.stderr


def _manifest(sheet, *lines):
    about = ('series = "Club Cup"', "season = 2024", 'event = "Summer Race"', 'session = "Race"')
    sheet("\n".join(["[[load]]", 'path = "race.csv"', *about, *lines]), "manifest.toml")


def test_a_manifest_states_distance_duration_and_where_a_race_was_stopped(load, ask, sheet):
    path = sheet(ROWS)
    _manifest(sheet, "scheduled_laps = 20", 'scheduled_time = "1:00:00"', "classified_lap = 8")

    load(path)

    assert ask(SESSION) == [
        {"starts_at": None, "time_zone": None, "scheduled_laps": 20,
         "scheduled_us": 3_600_000_000, "classified_lap": 8}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("scheduled_laps = 0", "scheduled_laps: '0' is not a number of laps"),
        ('classified_lap = "x"', "classified_lap: 'x' is not a number of laps"),
        ('scheduled_time = "long"', "scheduled_time: 'long' is not a time like 6:00:00"),
        ('part_of = "Race"', "part_of: 'Race' cannot be a part of itself"),
    ],
)
def test_a_manifest_that_states_nonsense_of_a_session_is_refused(run, base, sheet, line, says):
    path = sheet(ROWS)
    _manifest(sheet, line)

    ran = run("load", "--db", base, path)

    assert ran.exit_code == 2
    assert says in ran.stderr


def test_a_part_counts_in_its_whole_only(rows, ask, query):
    rows(*EVENT, "--session", "Heat 1", "--part-of", "Race")
    rows(*RACE, name="r.csv")

    assert ask(
        "SELECT s.code, w.code AS whole FROM sessions s JOIN sessions w ON w.id = s.part_of_id"
    ) == [{"code": "H1", "whole": "R"}]
    assert query("most-wins") == [{"name": "Ann Berg", "wins": 1}]


def test_a_cancelled_race_has_no_winner(rows, query):
    rows(*RACE, "--state", "cancelled")

    assert query("most-wins") == []
    assert [row["starts"] for row in query("driver-career", "driver=ann-berg")] == [0]


def test_q1_that_was_loaded_first_is_a_part_of_the_qualifying(rows, ask):
    rows(*EVENT, "--session", "Q1")

    rows(*QUALIFYING, name="q.csv")

    assert ask(
        "SELECT w.code FROM sessions s JOIN sessions w ON w.id = s.part_of_id WHERE s.code = 'Q1'"
    ) == [{"code": "Q"}]


def test_a_stage_that_was_loaded_first_is_a_part_of_the_race(rows, ask, query):
    rows(*EVENT, "--session", "Race Stage 1")

    rows(*RACE, name="r.csv")

    assert ask(
        "SELECT w.code FROM sessions s JOIN sessions w ON w.id = s.part_of_id WHERE s.code = 'RS1'"
    ) == [{"code": "R"}]
    assert query("most-wins") == [{"name": "Ann Berg", "wins": 1}]


def test_two_qualifyings_have_parts_of_their_own(rows, ask):
    text = "Pos,No,Driver,Q1,Q2\n1,7,Ann Berg,1:31.0,1:30.0\n2,8,Bo Dahl,1:32.0,\n"
    for session in ("Qualifying", "Qualifying 2"):
        rows(*EVENT, "--session", session, name=f"{session}.csv", text=text)

    assert [row["code"] for row in ask("SELECT code FROM sessions ORDER BY id")] == [
        "Q", "Q1", "Q2", "QUALI2", "QUALI2-Q1", "QUALI2-Q2",
    ]  # fmt: skip


def test_the_grid_of_a_qualifying_is_its_result(rows, ask):
    text = "Driver,No,grid_position,Q1\nAnn Berg,7,1,1:30.1\nBo Dahl,8,2,1:30.2\n"

    rows(*QUALIFYING, text=text)

    assert ask("SELECT position, grid_position FROM classification WHERE session = 'Qualifying'") == [
        {"position": 1, "grid_position": 1}, {"position": 2, "grid_position": 2},
    ]  # fmt: skip


# ---- what a session is ---------------------------------------------------------------------------

LEADERS = "1,7,Ann Berg,{0}\n2,8,Bo Dahl,{1}\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pos,No,Driver,Best lap\n" + LEADERS.format("1:50.1", "1:50.2"), "other"),
        ("Pos,No,Driver,Best lap,Gap\n" + LEADERS.format("1:50.1,", "1:50.2,+0.1"), "other"),
        ("Pos,No,Driver,Time,Points\n" + LEADERS.format("40:00.0,25", "40:03.5,18"), "race"),
        ("Pos,No,Driver,Time,Points\n" + LEADERS.format("40:03.5,25", "40:00.0,18"), "other"),
        ("Pos,No,Driver,Gap,Points\n" + LEADERS.format(",25", "+3.5,18"), "race"),
        ("Pos,No,Driver,Gap,Points\n" + LEADERS.format(",25", "1 lap,18"), "race"),
        ("Pos,No,Driver,Grid,Points\n" + LEADERS.format("2,0", "1,0"), "other"),
        ("Pos,No,Driver,Grid,Points\n" + LEADERS.format("2,25", "1,18"), "race"),
        (
            "Pos,No,Driver,Laps,Points\n"
            + "".join(f"{n},{n},Driver {'ABCDE'[n - 1]},{10 - n // 3},{9 - n}\n" for n in range(1, 6)),
            "race",
        ),
    ],
)  # fmt: skip
def test_a_name_that_says_nothing_is_a_race_where_two_signs_show_it(rows, ask, text, kind):
    (report,) = rows(
        *EVENT, "--session", "Saturday", text=text, exit_code=0 if kind == "race" else 5
    )

    assert ask("SELECT kind FROM sessions") == [{"kind": kind}]
    told = [it["message"] for it in report["findings"] if it["code"] == "session-kind"]
    assert ["Saturday: neither the name nor" in it for it in told] == [True] * (kind == "other")


def test_the_results_after_the_laps_make_a_race(rows, ask):
    laps = "No,Lap,Lap time\n7,1,2:00.0\n7,2,1:50.0\n8,1,2:01.0\n8,2,1:51.0\n"
    rows(*EVENT, "--session", "Night", text=laps, exit_code=5)
    assert ask("SELECT COUNT(*) AS n FROM lap_leaders") == [{"n": 0}]

    text = "Pos,No,Driver,Grid,Points\n" + LEADERS.format("2,25", "1,18")
    rows(*EVENT, "--session", "Night", text=text, name="r.csv")

    assert ask("SELECT kind FROM sessions") == [{"kind": "race"}]
    assert ask("SELECT COUNT(*) AS n FROM lap_leaders") == [{"n": 2}]


def test_many_sessions_of_no_kind_are_told_in_one_finding(rows):
    text = "Session,Pos,No,Driver,Best lap\n" + "".join(
        f"Group {name},1,7,Ann Berg,1:50.1\n" for name in "ABCDEFG"
    )

    (report,) = rows(*EVENT, text=text, exit_code=5)

    (finding,) = [it for it in report["findings"] if it["code"] == "session-kind"]
    assert "Group E and 2 more: neither" in finding["message"]


@pytest.mark.sqlite_only
def test_stages_are_known_to_be_no_races(rows, ask):
    text = "Pos,No,Driver,SS1,SS2,Time\n1,7,Ann Berg,5:12.3,6:12.3,11:24.6\n2,8,Bo Dahl,5:15.3,6:12.9,11:28.2\n"

    rows(*EVENT, "--session", "Rally", text=text)

    assert ask("SELECT name, kind FROM sessions ORDER BY id") == [
        {"name": "Rally", "kind": "race"}, {"name": "SS1", "kind": "other"},
        {"name": "SS2", "kind": "other"},
    ]  # fmt: skip


def test_a_best_lap_of_the_file_is_not_computed_again_from_the_laps_of_its_row(rows, ask):
    text = "No,Driver,Best,Run 1,Run 2\n7,Ann Berg,53.5,53.5,54.1\n8,Bo Dahl,55.1,55.1,DNF\n"

    rows(*EVENT, "--session", "Race", text=text)

    assert ask("SELECT best_lap_us, laps FROM results ORDER BY row_order") == [
        {"best_lap_us": 53_500_000, "laps": None}, {"best_lap_us": 55_100_000, "laps": None},
    ]  # fmt: skip
    assert ask("SELECT COUNT(*) AS n, COUNT(deleted_reason) AS d FROM laps") == [{"n": 4, "d": 1}]


def test_a_file_may_state_the_distance_that_was_planned(load, ask, sheet):
    race = {
        "TrackName": "imola", "Type": "RACE", "RaceLaps": 20, "DurationSecs": 3600,
        "Result": [{"DriverName": "Ann Berg", "CarId": 0, "CarModel": "bmw", "BestLap": 90_000,
                    "TotalTime": 1_800_000, "NumLaps": 18}],
        "Cars": [{"CarId": 0, "Driver": {"Name": "Ann Berg"}, "Model": "bmw"}], "Laps": [],
    }  # fmt: skip
    path = sheet(json.dumps(race), "race.json")
    about = ("--series", "S", "--season", "2024", "--event", "E")

    load(path, *about)
    assert ask(SESSION)[0] == {
        "starts_at": None, "time_zone": None, "scheduled_laps": 20, "scheduled_us": 3_600_000_000,
        "classified_lap": None,
    }  # fmt: skip


@pytest.mark.parametrize(("seconds", "minutes"), [(0, None), (-1, None), (90, None), ("x", None)])
def test_a_duration_of_no_whole_minutes_is_none(load, ask, sheet, seconds, minutes):
    race = {
        "TrackName": "imola", "Type": "RACE", "RaceLaps": 0, "DurationSecs": seconds,
        "Result": [{"DriverName": "Ann Berg", "CarId": 0, "CarModel": "bmw", "BestLap": 90_000,
                    "TotalTime": 1_800_000, "NumLaps": 18}],
        "Cars": [], "Laps": [],
    }  # fmt: skip

    load(sheet(json.dumps(race), "race.json"), "--series", "S", "--season", "2024", "--event", "E")

    assert ask(SESSION)[0]["scheduled_us"] is minutes
