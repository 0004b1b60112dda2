"""Penalties on both databases: listed by files, entered by people, applied, taken back, kept by loads."""

import json

import pytest

from tests.ingest.samples import EVENT, QUALIFYING, RACE
from tests.refusals import contents, one_line

RESULTS = (
    "Pos,PIC,No,Class,Driver,Laps,Total,Gap,Grid,Points\n"
    "1,1,7,GT3,Ann Berg,20,30:00.000,,1,25\n"
    "2,2,8,GT3,Bo Dahl,20,30:03.000,+3.000,3,18\n"
    "3,1,21,GT4,Cy Eck,20,30:04.500,+4.500,2,15\n"
    "4,3,9,GT3,Di Falk,20,30:09.000,+9.000,4,12\n"
    ",,10,GT3,Flo Hahn,7,,,5,\n"
)
BEST = (
    "Pos,No,Class,Driver,Best lap\n1,7,GT3,Ann Berg,1:28.000\n2,8,GT3,Bo Dahl,1:28.500\n"
    "3,21,GT4,Cy Eck,1:29.000\n4,9,GT3,Di Falk,1:29.200\n5,10,GT3,Flo Hahn,1:31.000\n"
)
LIST = (
    "Doc,No,Driver,Lap,Infringement,Penalty,Points on licence,Time,Served\n"
    "34,8,Bo Dahl,3,Speeding in the pit lane,5 second time penalty,,15:42,no\n"
    '35,9,Di Falk,,Impeding,"3 grid places, reprimand",1,16:00,\n'
    '36,10,Flo Hahn,,Unsafe release,"Fine €1,000",,16:10,\n'
    "37,21,Cy Eck,5,False start,Drive through,,15:10,yes\n"
)
PLACES = (
    "SELECT e.car_number, r.position, r.class_position, r.total_us, r.gap_us, r.status "
    "FROM results AS r JOIN entries AS e ON e.id = r.entry_id "
    "JOIN sessions AS s ON s.id = r.session_id WHERE s.code = 'R' ORDER BY r.row_order"
)
STORED = "SELECT kind, time_us, places, points, fine, served, applied, document FROM penalties ORDER BY id"
M, S = 60_000_000, 1_000_000
AS_PRINTED = [
    ("7", 1, 1, 30 * M, None, "finished"),
    ("8", 2, 2, 30 * M + 3 * S, 3 * S, "finished"),
    ("21", 3, 1, 30 * M + 4_500_000, 4_500_000, "finished"),
    ("9", 4, 3, 30 * M + 9 * S, 9 * S, "finished"),
    ("10", None, None, None, None, "unknown"),
]
WITH_FIVE = [
    ("7", 1, 1, 30 * M, None, "finished"),
    ("21", 2, 1, 30 * M + 4_500_000, 4_500_000, "finished"),
    ("8", 3, 2, 30 * M + 8 * S, 8 * S, "finished"),
    ("9", 4, 3, 30 * M + 9 * S, 9 * S, "finished"),
    ("10", None, None, None, None, "unknown"),
]
FIVE = ("2024-summer-race", "R", "8", "--seconds", "5", "--reason", "track limits", "--by", "Eve")


@pytest.fixture
def places(ask):
    return lambda: [tuple(row.values()) for row in ask(PLACES)]


@pytest.fixture
def stored(ask):
    """Return the penalties; marks as they are on both databases."""

    def rows():
        found = ask(STORED)
        for row in found:
            row |= {name: row[name] and bool(row[name]) for name in ("served", "applied")}
            row["applied"] = bool(row["applied"])
        return [tuple(row.values()) for row in found]

    return rows


@pytest.fixture
def do(run, base):
    """Run a command; return what it printed: sentences, and messages."""

    def done(*words, exit_code=0):
        ran = run(*words, "--db", base)
        assert ran.exit_code == exit_code, ran.stderr
        return ran

    return done


@pytest.fixture
def refused(do):
    """Run a command that is refused; return why."""
    return lambda *words, exit_code=1: one_line(do(*words, exit_code=exit_code))


@pytest.fixture
def race(load, sheet):
    load(sheet(RESULTS), *RACE)


# ---- entered by a person -------------------------------------------------------------------------


def test_a_penalty_is_applied_shown_and_taken_back(race, do, places, ask, query):
    ran = do("penalize", *FIVE, "--document", "34", "--lap", "3")

    assert ran.stderr == (
        "penalty 1: 2024-summer-race, R, car 8: 5 seconds (track limits, document 34)\n"
    )
    assert ran.stdout == (
        "Summer Race 2024, Race\n"
        "  car 8: 2nd -> 3rd, time 30:03.000 -> 30:08.000, gap +3.000 -> +8.000\n"
        "  car 21: 3rd -> 2nd\n"
    )
    assert places() == WITH_FIVE
    (one,) = query("penalties", "event=2024-summer-race", "driver=bo-dahl")
    assert (one["given"], one["drivers"], one["author"], one["lap_number"]) == (
        "5 seconds",
        "Bo Dahl",
        "Eve",
        3,
    )
    assert query("penalties", "driver=ann-berg") == []
    assert do("imports", "diff", "2").stdout.endswith("car 21: 3rd -> 2nd\n")
    assert "penalty none -> 5 seconds" in do("imports", "diff", "2").stdout

    undone = do("penalties", "undo", "1", "--by", "Eve")
    assert undone.stderr.endswith("5 seconds (track limits, document 34) taken back\n")
    assert places() == AS_PRINTED
    assert (
        ask(
            "SELECT id FROM penalties UNION ALL SELECT entry_id FROM results WHERE before_penalties IS NOT NULL"
        )
        == []
    )
    assert "penalty 5 seconds -> none" in do("imports", "diff", "3").stdout
    assert "penalty none -> 5 seconds" in do("imports", "diff", "2").stdout


def test_a_dry_run_shows_the_same_and_stores_nothing(race, do, base):
    before = contents(base)
    ran = do("penalize", *FIVE, "--dry-run")

    assert ran.stderr.endswith("dry run, nothing was stored\n")
    assert "car 21: 3rd -> 2nd" in ran.stdout
    assert contents(base) == before


def test_the_import_of_a_penalty_is_undone_as_any_other(race, do, places, base):
    before = contents(base)
    do("penalize", *FIVE)
    assert do("imports", "undo", "2").stderr == "import 2 is undone: 2 rows restored, 1 removed\n"

    assert places() == AS_PRINTED
    assert contents(base) == before


def test_a_disqualification_changes_summaries_and_wins(race, do, places, query):
    do("penalize", "2024-summer-race", "R", "7", "--disqualify")

    assert places() == [
        ("8", 1, 1, 30 * M + 3 * S, None, "finished"),
        ("21", 2, 1, 30 * M + 4_500_000, 1_500_000, "finished"),
        ("9", 3, 2, 30 * M + 9 * S, 6 * S, "finished"),
        ("10", None, None, None, None, "unknown"),
        ("7", None, None, 30 * M, None, "disqualified"),
    ]
    assert [(row["name"], row["wins"]) for row in query("most-wins")] == [("Bo Dahl", 1)]


def test_penalties_that_change_no_result_are_only_stored(race, do, places, stored):
    words = (
        "--fine",
        "500 EUR",
        "--reprimand",
        "--points",
        "3",
        "--licence-points",
        "2",
        "--grid-places",
        "3",
    )
    ran = do("penalize", "2024-summer-race", "R", "8", "--driver", "Bo Dahl", *words)

    assert ran.stdout == ""
    assert (
        ran.stderr.splitlines()[0]
        == "penalty 1: 2024-summer-race, R, car 8, Bo Dahl: 3 grid places"
    )
    assert places() == AS_PRINTED
    assert stored() == [
        ("grid_places", None, 3, None, None, None, False, None),
        ("points", None, None, 3, None, None, False, None),
        ("licence_points", None, None, 2, None, None, False, None),
        ("fine", None, None, None, 500, None, False, None),
        ("reprimand", None, None, None, None, None, False, None),
    ]


def test_a_penalty_that_was_served_or_is_in_the_result_changes_none(race, do, places, refused):
    do("penalize", *FIVE, "--served")
    do("penalize", *FIVE, "--document", "35", "--no-apply")

    assert places() == AS_PRINTED
    assert (
        refused("penalties", "apply", "1")
        == "penalty 1 was served in the session: it changes no result"
    )
    do("penalties", "apply", "2")
    assert places() == WITH_FIVE


def test_equal_times_are_reported(race, do, places):
    ran = do("penalize", "2024-summer-race", "R", "8", "--seconds", "1.5")

    assert (
        ran.stderr.splitlines()[1]
        == "car 8 and car 21 have equal times and keep the order of the road"
    )
    assert [row[:2] for row in places()][:3] == [("7", 1), ("8", 2), ("21", 3)]


def test_what_cannot_be_penalised_says_why(race, load, sheet, do, refused):
    load(sheet(BEST, "q.csv"), *QUALIFYING)
    load(sheet("No,Driver\n7,Ann Berg\n", "e.csv"), *EVENT, "--session", "Race 9")
    event = "2024-summer-race"

    assert (
        refused("penalize", event, "R", "99", "--seconds", "5", exit_code=2)
        == f"{event}: car 99 is not entered"
    )
    assert refused("penalize", event, "R", "10", "--seconds", "5") == (
        f"{event}, R: car 10 has no place, so that seconds change nothing"
    )
    assert refused("penalize", event, "R9", "7", "--disqualify").startswith(f"{event}, R9: ")
    assert (
        refused("penalize", event, "R", "7", "--seconds", "-5", exit_code=2)
        == "seconds: -5 is not above 0"
    )
    assert refused("penalize", event, "R", "7", exit_code=2).startswith(
        "say what was decided: --seconds 5"
    )
    assert refused("penalize", event, "R", "--seconds", "5", exit_code=2) == (
        "name the car by its number, or one of its crew: --driver NAME"
    )
    assert refused(
        "penalize", event, "R", "7", "--driver", "Bo Dahl", "--reprimand", exit_code=2
    ) == ("'Bo Dahl' is not in the crew of car 7")
    assert refused("penalize", event, "Q", "7", "--delete-time", "1:28.000").startswith(
        f"{event}, Q: the next best time of car 7 is not known"
    )
    stored = do("penalize", *FIVE).stderr.strip()
    number = stored.split()[1].strip(":")
    assert refused("penalize", *FIVE, exit_code=2) == (
        f"{stored} is stored already; if this is another decision, name its --document"
    )
    assert refused("penalties", "undo", "99", exit_code=2) == (
        "there is no penalty 99; 'racedb query penalties' lists them"
    )
    assert refused("penalties", "apply", number) == f"penalty {number} is applied already"


def test_a_driver_finds_a_car_without_a_number(load, sheet, do, ask):
    load(sheet("Pos,Driver,Total\n1,Ann Berg,30:00.000\n2,Bo Dahl,30:03.000\n"), *RACE)
    do("penalize", "2024-summer-race", "R", "--driver", "Ann Berg", "--seconds", "4")

    assert ask("SELECT position, total_us FROM results ORDER BY position") == [
        {"position": 1, "total_us": 30 * M + 3 * S}, {"position": 2, "total_us": 30 * M + 4 * S},
    ]  # fmt: skip


def test_a_deleted_time_leaves_the_next_best_lap(load, sheet, do, ask):
    load(sheet(BEST), *QUALIFYING)
    load(
        sheet("No,Lap,Lap time\n7,1,1:28.000\n7,2,1:28.700\n8,1,1:28.500\n", "laps.csv"),
        *QUALIFYING,
    )
    do("penalize", "2024-summer-race", "Q", "7", "--delete-time", "1:28.000")

    best = ask(
        "SELECT e.car_number, r.position, r.best_lap_us, r.best_lap_number FROM results AS r "
        "JOIN entries AS e ON e.id = r.entry_id ORDER BY r.position LIMIT 2"
    )
    assert [tuple(row.values()) for row in best] == [
        ("8", 1, 88_500_000, None),
        ("7", 2, 88_700_000, 2),
    ]
    do("penalties", "undo", "1")
    do("penalize", "2024-summer-race", "Q", "7", "--delete-time", "all")
    assert ask("SELECT status, position FROM results WHERE best_lap_us IS NULL") == [
        {"status": "no_time", "position": None}
    ]


def test_explain_shows_the_penalty_and_what_the_file_says(race, do):
    do("penalize", *FIVE, "--document", "34")
    do("penalize", "2024-summer-race", "R", "8", "--reprimand")
    where = ("explain", "result", "--event", "2024-summer-race", "--session", "R", "--car", "8")

    assert (
        "penalties:\n"
        "  1: 5 seconds (track limits, document 34), applied; the file says position 2, "
        "total_us 30:03.000, gap_us 3.000 (import 2)\n"
        "  2: reprimand, not applied (import 3)\n"
    ) in do(*where).stdout
    explained = json.loads(do(*where, "--format", "json").stdout)
    assert explained["penalties"][0]["file_says"] == {
        "position": 2,
        "total_us": 30 * M + 3 * S,
        "gap_us": 3 * S,
    }
    assert "before_penalties" not in explained["values"]
    assert (
        json.loads(do("explain", "driver", "Bo Dahl", "--format", "json").stdout)["penalties"] == []
    )


def test_what_follows_from_penalties_is_not_corrected(race, do, refused, ask):
    row = ("--event", "2024-summer-race", "--session", "R", "--car", "8", "--reason", "x")
    do("correct", "results", "position=1", *row)
    do("correct", "results", "position=2", *row)
    do("penalize", *FIVE)

    why = (
        "position follows from penalties of this session: take them back "
        "('racedb penalties undo 1'), correct it, and enter them again"
    )
    assert refused("correct", "results", "position=2", *row) == why
    assert refused("corrections", "remove", "1") == why
    do("correct", "results", "status_detail=Puncture", *row)
    assert refused("correct", "results", "before_penalties=x", *row, exit_code=2).startswith(
        "before_penalties cannot be corrected"
    )


# ---- loads ---------------------------------------------------------------------------------------


def test_a_penalty_is_applied_again_after_the_file_is_loaded_anew(race, load, sheet, do, places):
    do("penalize", *FIVE)
    (again,) = load(sheet(RESULTS + "\n", "again.csv"), *RACE)

    assert (again["same"], again["changed"], again["changes"]) == (5, 0, [])
    assert again["corrections"] == [
        "penalty 1: 2024-summer-race, R, car 8: 5 seconds (track limits) applied again"
    ]
    assert places() == WITH_FIVE
    (other,) = load(
        sheet(RESULTS.replace("30:09.000,+9.000", "30:07.000,+7.000"), "other.csv"), *RACE
    )
    assert [row[:2] for row in places()] == [("7", 1), ("21", 2), ("9", 3), ("8", 4), ("10", None)]
    assert other["changed"] == 1
    do("imports", "undo", "4")
    assert places() == WITH_FIVE
    do("penalties", "undo", "1")
    assert places() == AS_PRINTED


def test_a_tie_of_a_new_file_is_reported(race, load, sheet, do):
    do("penalize", *FIVE)
    (other,) = load(
        sheet(RESULTS.replace("30:09.000,+9.000", "30:08.000,+8.000"), "other.csv"), *RACE
    )

    assert (
        other["corrections"][1] == "car 8 and car 9 have equal times and keep the order of the road"
    )


def test_a_classification_that_has_the_penalty_gets_it_once(race, load, sheet, do, places, stored):
    do("penalize", *FIVE)
    final = RESULTS.replace(
        "2,2,8,GT3,Bo Dahl,20,30:03.000,+3.000", "3,2,8,GT3,Bo Dahl,20,30:08.000,+8.000"
    )
    final = final.replace("3,1,21,", "2,1,21,")
    (report,) = load(sheet(final, "final.csv"), *RACE)

    (said,) = report["corrections"]
    assert said.endswith("is in the new classification: not applied any more")
    assert [row[:4] for row in places() if row[0] == "8"] == [("8", 3, 2, 30 * M + 8 * S)]
    assert stored() == [("seconds", 5 * S, None, None, None, None, False, None)]
    do("imports", "undo", "3")
    assert places() == WITH_FIVE
    assert stored() == [("seconds", 5 * S, None, None, None, None, True, None)]


def test_a_penalty_that_cannot_be_applied_any_more_stays_and_says_why(
    race, load, sheet, do, stored
):
    do("penalize", *FIVE)
    do("penalize", "2024-summer-race", "R", "9", "--seconds", "1")
    gone = "".join(line for line in RESULTS.splitlines(keepends=True) if ",8," not in line)
    (report,) = load(sheet(gone, "gone.csv"), *RACE, "--prune")

    of_car_8 = "penalty 1: 2024-summer-race, R, car 8: 5 seconds (track limits)"
    assert report["corrections"] == [
        f"{of_car_8} cannot be applied any more: penalty 1 is of a car that has no result in this session",
        "penalty 2: 2024-summer-race, R, car 9: 1 second applied again",
    ]
    assert [row[6] for row in stored()] == [False, True]


def test_a_load_of_another_event_leaves_penalties_alone(race, load, sheet, do):
    do("penalize", *FIVE)
    (other,) = load(sheet(RESULTS, "other.csv"), *EVENT[:-1], "Winter Race", "--session", "Race")

    assert other["corrections"] == []


# ---- listed by files -----------------------------------------------------------------------------


def test_a_list_is_stored_and_not_applied(race, load, sheet, places, stored, query):
    (report,) = load(sheet(LIST, "penalties.csv"), *RACE)

    assert (report["read"], report["new"], report["rejected"], report["created"]) == (
        4,
        4,
        0,
        {"penalties": 6},
    )
    assert report["findings"][0]["message"] == (
        "1 penalty may change results; none is applied, because a final classification has them "
        "already ('racedb penalties apply 1')"
    )
    assert places() == AS_PRINTED
    assert stored() == [
        ("seconds", 5 * S, None, None, None, False, False, "34"),
        ("grid_places", None, 3, None, None, None, False, "35"),
        ("reprimand", None, None, None, None, None, False, "35"),
        ("licence_points", None, None, 1, None, None, False, "35"),
        ("fine", None, None, None, 1000, None, False, "36"),
        ("drive_through", None, None, None, None, True, False, "37"),
    ]
    listed = query("penalties", "kind=seconds")
    assert [
        (it["driver"], it["lap_number"], it["reason"], it["decided_at"], it["given"])
        for it in listed
    ] == [("Bo Dahl", 3, "Speeding in the pit lane", "15:42", "5 second time penalty")]


def test_penalties_of_a_list_are_applied_when_somebody_says_so(
    race, load, sheet, do, places, refused
):
    load(sheet(LIST, "penalties.csv"), *RACE)
    ran = do("penalties", "apply", "1")

    assert ran.stderr.endswith("(Speeding in the pit lane, document 34) applied\n")
    assert ran.stdout.startswith("Summer Race 2024, Race\n  car 8: 2nd -> 3rd")
    assert places() == WITH_FIVE
    assert "penalty applied no -> yes" in do("imports", "diff", "3").stdout
    assert (
        refused("penalties", "apply", "2")
        == "penalty 2 (3 grid places, reprimand) changes no classification"
    )
    do("penalties", "undo", "1")
    assert places() == AS_PRINTED
    assert refused("penalties", "undo", "1") == (
        "penalty 1 is not applied; it is what a file states: 'racedb imports undo 2' removes the file"
    )


def test_the_same_list_changes_nothing_and_a_newer_one_what_differs(
    race, load, sheet, do, stored, base, ask
):
    load(sheet(LIST, "penalties.csv"), *RACE)
    (again,) = load(sheet(LIST + "\n", "again.csv"), *RACE)
    assert (again["same"], again["created"]) == (4, {})

    before = contents(base)["penalties"]
    newer = (
        LIST.replace("Unsafe release", "Unsafe release in the pits")
        + "38,7,Ann Berg,,Noise,Warning,,,\n"
    )
    (report,) = load(sheet(newer, "newer.csv"), *RACE)
    assert (report["new"], report["changed"], report["same"]) == (1, 1, 3)
    assert ask("SELECT reason, import_id FROM penalties WHERE kind = 'fine'") == [
        {"reason": "Unsafe release in the pits", "import_id": 4}
    ]
    do("imports", "undo", "4")
    assert contents(base)["penalties"] == before


def test_a_list_completes_what_a_person_entered(race, load, sheet, do, ask):
    do("penalize", *FIVE)
    (report,) = load(sheet(LIST, "penalties.csv"), *RACE)

    assert (report["new"], report["changed"]) == (3, 1)
    (one,) = ask(
        "SELECT author, reason, document, given, decided_at FROM penalties WHERE kind = 'seconds'"
    )
    assert tuple(one.values()) == ("Eve", "track limits", "34", "5 seconds", "15:42")


def test_a_person_is_told_of_the_penalty_that_a_list_has(race, load, sheet, do, refused):
    load(sheet(LIST, "penalties.csv"), *RACE)

    assert refused("penalize", *FIVE, exit_code=2) == (
        "penalty 1: 2024-summer-race, R, car 8, Bo Dahl: 5 second time penalty (Speeding in the pit "
        "lane, document 34) is stored already; 'racedb penalties apply 1' applies it; if this is "
        "another decision, name its --document"
    )
    do("penalize", *FIVE, "--document", "99")
    assert "stored already" in refused("penalize", *FIVE, "--document", "34", exit_code=2)
    do("penalize", "2024-summer-race", "R", "8", "--seconds", "1", "--reason", "a")
    do("penalize", "2024-summer-race", "R", "8", "--seconds", "1", "--reason", "b")
    listed = do("penalties", "list", "--format", "csv").stdout
    assert len(listed.splitlines()[1:]) == 9


def test_equal_penalties_of_a_list_are_two(race, load, sheet, ask):
    text = "No,Penalty,Reason\n8,5 seconds,track limits\n8,5 seconds,pit lane\n"
    load(sheet(text, "penalties.csv"), *RACE)

    assert len(ask("SELECT id FROM penalties")) == 2


def test_a_list_before_its_results_waits_for_the_cars(load, sheet, ask, do, base):
    (report,) = load(sheet(LIST, "penalties.csv"), *RACE)
    assert report["findings"][0]["message"] == (
        "no cars of this event are loaded yet: penalties wait for 10, 21, 8, 9"
    )
    bound = (
        "SELECT count(*) AS n FROM penalties WHERE entry_id IS NOT NULL AND driver_id IS NOT NULL"
    )
    assert ask(bound) == [{"n": 0}]
    ran = do("penalties", "apply", "1", exit_code=1)
    assert one_line(ran) == "penalty 1 is of car 8, which is not loaded yet"
    load(sheet(RESULTS.replace("21,GT4", "22,GT4"), "race.csv"), *RACE)

    assert ask(bound) == [{"n": 5}]
    do("imports", "undo", "2")
    assert ask(bound) == [{"n": 0}]


def test_rows_that_are_of_no_car_are_rejected(load, sheet, ask):
    shared = RESULTS + "5,4,8,GT3,Gil Ives,3,,,6,\n"
    load(sheet(shared), *RACE)
    text = (
        "No,Driver,Penalty\n99,,5 seconds\n,Zed Ilg,5 seconds\n8,,5 seconds\n8,Gil Ives,Reprimand\n"
        ",Ann Berg,Strange thing\n7,Ann Berg,\n7,Bo Dahl,Warning\n"
    )
    (report,) = load(sheet(text, "penalties.csv"), *RACE, "--max-rejects", "9", exit_code=5)

    assert [(it["line"], it["message"]) for it in report["rejects"]] == [
        (2, "car 99 is not in this event"),
        (3, "'Zed Ilg' drives no car of this event"),
        (4, "car 8 is several cars of this event; name its number and its driver"),
        (7, "a decision without a penalty"),
    ]
    assert report["unknown_words"] == ["Strange thing"]
    assert [tuple(it.values()) for it in ask(
        "SELECT d.name, p.driver_name, p.kind FROM penalties AS p LEFT JOIN drivers AS d ON d.id = p.driver_id ORDER BY p.id"
    )] == [
        ("Gil Ives", "Gil Ives", "reprimand"), ("Ann Berg", "Ann Berg", "other"), (None, "Bo Dahl", "warning"),
    ]  # fmt: skip


def test_of_several_cars_the_one_of_the_session_is_meant(load, sheet, ask):
    load(sheet(RESULTS), *RACE)
    load(
        sheet(
            "Pos,No,Class,Driver,Best lap\n1,8,GT3,Gil Ives,1:28.000\n2,9,GT3,Di Falk,1:29.000\n",
            "q.csv",
        ),
        *QUALIFYING,
    )
    load(sheet("No,Penalty\n8,5 seconds\n", "penalties.csv"), *QUALIFYING)

    assert len(ask("SELECT id FROM entries WHERE car_number = '8'")) in {1, 2}
    assert len(ask("SELECT id FROM penalties")) == 1


def test_points_on_the_licence_alone_are_a_penalty(race, load, sheet, ask):
    load(sheet("No,Penalty,Penalty points\n8,,2\n9,2 penalty points,2\n", "penalties.csv"), *RACE)

    assert ask("SELECT kind, points, given FROM penalties ORDER BY id") == [
        {"kind": "licence_points", "points": 2, "given": "2 licence points"},
        {"kind": "licence_points", "points": 2, "given": "2 penalty points"},
    ]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("points", "message"),
    [
        ("0", "penalties.csv:2: a decision without a penalty; fix the file"),
        (
            "-2",
            "penalties.csv:2: -2 penalty points: a licence cannot get fewer than 0; fix the file",
        ),
    ],
)
def test_a_row_with_no_points_alone_is_rejected(race, load, sheet, ask, run, base, points, message):
    text = f"No,Penalty,Penalty points\n8,,{points}\n9,Reprimand,0\n"

    ran = run("load", "--db", base, sheet(text, "penalties.csv"), *RACE)
    assert (ran.exit_code, len(ran.stderr.splitlines())) == (1, 1)
    assert message in ran.stderr
    path = sheet(text, "penalties.csv")
    (report,) = load(path, *RACE, "--max-rejects", "1", exit_code=5)

    assert (report["read"], report["new"], report["changed"], report["same"]) == (2, 1, 0, 0)
    assert [it["line"] for it in report["rejects"]] == [2]
    assert ask("SELECT car_number, kind, points FROM penalties") == [
        {"car_number": "9", "kind": "reprimand", "points": None}
    ]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("penalties.html", "<table><tr><th>Startnummer<th>Fahrer<th>Grund<th>Strafe<tr><td>8<td>Bo Dahl<td>Boxengasse<td>5 Sekunden</table>"),
        ("penalties.md", "| Car | Driver | Decision | Reason |\n|---|---|---|---|\n| 8 | Bo Dahl | 5 second time penalty | Pit lane |\n"),
        ("penalties.json", '[{"car_number": 8, "driver": "Bo Dahl", "penalty": "5 seconds", "reason": "Pit lane"}]'),
        ("titled.csv", "Summer Race 2024\n\nNo,Team,Driver,Penalty,Offence,Stewards\n8,Alpha,Bo Dahl,+5s,Pit lane,Mr X\n"),
    ],
)  # fmt: skip
def test_lists_of_other_formats_are_recognised(race, load, sheet, ask, name, text):
    (report,) = load(sheet(text, name), *RACE)

    assert report["new"] == 1
    assert ask("SELECT kind, time_us FROM penalties") == [{"kind": "seconds", "time_us": 5 * S}]


@pytest.mark.sqlite_only
def test_results_with_a_column_of_penalties_stay_results(load, sheet, ask):
    (report,) = load(
        sheet("No,Driver,Time,Penalty\n7,Ann Berg,1:02.000,5\n8,Bo Dahl,1:03.000,\n"), *RACE
    )

    assert report["new"] == 2
    assert ask("SELECT count(*) AS n FROM penalties") == [{"n": 0}]


# ---- cars and drivers of penalties ---------------------------------------------------------------


def test_penalties_follow_moved_sessions(race, load, sheet, do, ask, query):
    load(sheet(BEST, "q.csv"), *QUALIFYING)
    load(sheet(LIST, "penalties.csv"), *RACE)
    do("penalties", "apply", "1")
    do("move", "2024-summer-race", "R", "--event", "Night Race")

    assert [it["event"] for it in query("penalties", "kind=seconds")] == ["Night Race"]
    joined = (
        "SELECT count(*) AS n FROM penalties AS p JOIN results AS r "
        "ON r.session_id = p.session_id AND r.entry_id = p.entry_id"
    )
    assert ask(joined) == [{"n": 6}]
    do("penalties", "undo", "1")


def test_a_car_with_a_penalty_elsewhere_stays_where_it_is(race, load, sheet, do, ask):
    load(sheet(BEST.replace("2,8,GT3,Bo Dahl,1:28.500\n", ""), "q.csv"), *QUALIFYING)
    do("penalize", "2024-summer-race", "Q", "8", "--reprimand")
    do("move", "2024-summer-race", "R", "--event", "Night Race")

    cars = ask(
        "SELECT e.slug FROM entries AS en JOIN events AS e ON e.id = en.event_id "
        "WHERE en.car_number = '8' ORDER BY e.slug"
    )
    assert cars == [{"slug": "2024-night-race"}, {"slug": "2024-summer-race"}]


def test_penalties_follow_merged_drivers_and_come_back(race, load, sheet, do, ask):
    load(sheet(BEST.replace("Bo Dahl", "Bob Dahl"), "q.csv"), *QUALIFYING, exit_code=5)
    load(sheet(LIST, "penalties.csv"), *RACE)
    drivers = (
        "SELECT d.name FROM penalties AS p LEFT JOIN drivers AS d ON d.id = p.driver_id "
        "WHERE p.kind = 'seconds'"
    )
    assert ask(drivers) == [{"name": "Bo Dahl"}]
    do("review", "decide", "Bo Dahl", "same", "Bob Dahl", "--by", "Eve")

    assert ask(drivers) == [{"name": "Bob Dahl"}]
    (review,) = ask("SELECT max(id) AS id FROM reviews WHERE state <> 'open'")
    do("review", "reopen", review["id"])
    assert ask(drivers) == [{"name": "Bo Dahl"}]


def test_a_lap_of_a_driver_who_was_merged_since_is_nobodys(load, sheet, do, ask):
    text = "Pos,No,Driver 1,Driver 2,Best lap,Best lap driver\n1,7,Ann Berg,Al Berg,1:28.000,Ann Berg\n2,8,Bo Dahl,,1:29.000,Bo Dahl\n"
    load(sheet(text), *QUALIFYING)
    load(
        sheet("Pos,No,Driver,Best lap\n1,7,Ann Bergh,1:30.000\n", "r.csv"),
        *EVENT[:-1],
        "Winter Race",
        "--session",
        "Race",
        exit_code=5,
    )
    by = "SELECT d.name FROM results AS r LEFT JOIN drivers AS d ON d.id = r.best_lap_driver_id WHERE r.best_lap_us = 88000000"
    assert ask(by) == [{"name": "Ann Berg"}]
    do("penalize", "2024-summer-race", "Q", "7", "--delete-time", "all")
    do("review", "decide", "Ann Berg", "same", "Ann Bergh", "--by", "Eve")
    do("penalties", "undo", "1")

    assert ask(by) == [{"name": None}]


def test_a_name_is_forgotten_in_penalties_too(race, load, sheet, do, ask):
    load(sheet(LIST, "penalties.csv"), *RACE)
    do("forget", "Bo Dahl")

    assert ask("SELECT id FROM penalties WHERE driver_name LIKE '%Dahl%'") == []


# ---- the grid ------------------------------------------------------------------------------------


def test_the_grid_is_explained_by_penalties(load, sheet, do, query):
    load(sheet(RESULTS), *RACE, "--date", "2024-06-02")
    load(sheet(BEST, "q.csv"), *QUALIFYING, "--date", "2024-06-01")
    do("penalize", "2024-summer-race", "Q", "8", "--grid-places", "1")

    found = query("grid-vs-qualifying", "event=2024-summer-race")
    names = (
        "car_number",
        "qualifying_position",
        "grid_position",
        "penalty",
        "places",
        "moved_up",
        "explanation",
    )
    assert [tuple(it[name] for name in names) for it in found] == [
        ("7", 1, 1, None, None, None, "as qualified"),
        ("21", 3, 2, None, None, 1, "moved up"),
        ("8", 2, 3, "grid places", 1, None, "penalty"),
        ("9", 4, 4, None, None, None, "as qualified"),
        ("10", 5, 5, None, None, None, "as qualified"),
    ]
    assert [it["car_number"] for it in query("grid-vs-qualifying", "class=GT4")] == ["21"]


def test_a_penalty_of_a_race_is_one_of_the_next_grid(load, sheet, do, query):
    for month, event in enumerate(("May", "June", "July"), 5):
        about = (*EVENT[:-1], event, "--date", f"2024-0{month}-02")
        grid = (
            RESULTS.replace("+3.000,3,", "+3.000,,").replace(",4,12", ",3,12")
            if event == "June"
            else RESULTS
        )
        load(sheet(grid, f"{event}/r.csv"), *about, "--session", "Race")
        load(sheet(BEST, f"{event}/q.csv"), *about, "--session", "Qualifying")
    do("penalize", "2024-may", "R", "8", "--pit-lane")

    def told(event):
        found = query("grid-vs-qualifying", f"event={event}")
        return {it["car_number"]: it["explanation"] for it in found}

    assert told("2024-june") == {
        "7": "as qualified", "21": "moved up", "9": "moved up", "10": "as qualified", "8": "penalty",
    }  # fmt: skip
    assert told("2024-july")["8"] == "unexplained"
    assert told("2024-may")["8"] == "unexplained"
