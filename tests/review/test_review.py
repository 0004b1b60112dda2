"""Questions about names, their answers, and what the answers do, on both databases."""

import csv
import io
import json
import random

import pytest

HEADER = "Pos,No,Driver,Team,Laps,Best Lap\n"
SPRING = HEADER + "1,5,Michael Rossetti,Alfa,20,1:40.100\n2,7,Carl Wendt,Beta,20,1:40.900\n"
SUMMER = (
    HEADER + "1,5,M. Rossetti,Alfa,21,1:39.100\n2,7,Karl Wendt,Beta,21,1:39.900\n"
    "3,9,Mario Andres,Gamma,20,1:41.000\n"
)
LAPS = "No,Driver,Lap,Lap Time\n5,M. Rossetti,1,1:45.000\n5,M. Rossetti,2,1:39.100\n"


def names(ask):
    return [row["name"] for row in ask("SELECT name FROM drivers ORDER BY name")]


def facts(ask):
    """Return everything that names a driver, without the ids."""
    return ask(
        "SELECT 'seat' AS what, e.car_number AS car, d.name, s.printed_name AS printed, v.slug "
        "FROM entry_drivers s JOIN drivers d ON d.id = s.driver_id JOIN entries e "
        "ON e.id = s.entry_id JOIN events v ON v.id = e.event_id UNION ALL "
        "SELECT 'lap', e.car_number, d.name, CAST(l.number AS TEXT), v.slug FROM laps l "
        "JOIN drivers d ON d.id = l.driver_id JOIN entries e ON e.id = l.entry_id "
        "JOIN events v ON v.id = e.event_id ORDER BY 1, 2, 3, 4, 5"
    )


@pytest.fixture
def spring(once, load):
    """Begin with a race."""
    assert once(lambda: load(SPRING, "Spring")).exit_code == 0


@pytest.fixture
def asked(once, load, review):
    """Load two races that print the same drivers differently; return the questions."""

    def fill():
        assert load(SPRING, "Spring").exit_code == 0
        ran = load(SUMMER, "Summer")
        assert ran.exit_code == 5
        assert "2 new names resemble known ones: 'racedb review list'" in ran.stderr
        return json.loads(review("list", "--format", "json").stdout)

    return once(fill)


def test_new_names_that_resemble_known_ones_are_asked_about_best_first(asked):
    assert [(it["name"], it["resembles"], it["score"], it["reasons"]) for it in asked] == [
        (
            "M. Rossetti", "Michael Rossetti", 95,
            "surname equal, initial fits, same team, same car number, same series and season",
        ),
        (
            "Karl Wendt", "Carl Wendt", 94,
            ("surname equal, given name spelled alike, same team, same car number, "
            "same series and season"),
        ),
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_nothing_is_asked_twice(asked, load):
    again = SUMMER.replace("21,", "22,")
    assert load(again, "Autumn").exit_code == 0


@pytest.mark.sqlite_only
def test_the_report_counts_questions_also_in_a_dry_run(spring, load, review):
    ran = load(SUMMER, "Summer", "--dry-run", "--format", "json")
    assert ran.exit_code == 5
    assert json.loads(ran.stdout)["files"][0]["reviews"] == 2
    one = SUMMER.replace("Karl Wendt", "Bo Dahl")
    assert "1 new name resembles known ones" in load(one, "Summer", "--dry-run").stderr
    assert json.loads(review("list", "--format", "json").stdout) == []


def test_accepting_merges_two_drivers_and_keeps_every_fact(asked, base, load, review):
    load(LAPS, "Summer")
    before = facts(base)
    ran = review("accept", 1, "--by", "ann")
    assert (ran.exit_code, ran.stderr) == (
        0, "review 1: M. Rossetti is now Michael Rossetti (1 entry moved)\n",
    )  # fmt: skip
    assert names(base) == ["Carl Wendt", "Karl Wendt", "Mario Andres", "Michael Rossetti"]
    moved = [row | {"name": row["name"].replace("M. R", "Michael R")} for row in before]
    assert facts(base) == sorted(moved, key=lambda row: [str(it) for it in row.values()])
    assert base("SELECT text, decided_by FROM aliases WHERE key = 'm rossetti'") == [
        {"text": "M. Rossetti", "decided_by": "ann"}
    ]
    (revision,) = base("SELECT * FROM revisions WHERE table_name = 'drivers' AND old IS NOT NULL")
    assert json.loads(revision["old"])["name"] == "M. Rossetti"
    (decided,) = base(
        "SELECT reader, options FROM imports WHERE id = (SELECT MAX(id) FROM imports)"
    )
    assert decided["reader"] == "review"
    assert json.loads(decided["options"])["decided_by"] == "ann"


def test_a_driver_of_one_session_is_merged_in_that_one_only(spring, load, review, base):
    load(HEADER + "1,7,Karl Wendt,Beta,21,1:39.900\n", "Summer", session="FP1")
    load(HEADER + "1,7,Mario Andres,Beta,20,1:41.000\n", "Summer")
    shown = (
        "SELECT session, drivers, driver_count AS n FROM classification WHERE event = 'Summer' "
        "ORDER BY session"
    )
    before, crews = base(shown), base("SELECT * FROM session_crews ORDER BY 1, 2, 3")

    assert review("accept", 1).exit_code == 0

    assert [tuple(row.values()) for row in base(shown)] == [
        ("FP1", "Carl Wendt", 1), ("Race", "Mario Andres", 1),
    ]  # fmt: skip
    assert base("SELECT session_id FROM session_crews WHERE driver = 'Carl Wendt' ORDER BY 1") == [
        {"session_id": 1}, {"session_id": 2},
    ]  # fmt: skip
    assert review("reopen", 1).exit_code == 0
    assert (base(shown), base("SELECT * FROM session_crews ORDER BY 1, 2, 3")) == (before, crews)


def test_the_decision_holds_on_later_loads(asked, base, load, review):
    review("accept", 1)
    assert load(SUMMER, "Autumn").exit_code == 0
    assert "M. Rossetti" not in names(base)


def test_a_decision_can_be_taken_back_exactly(asked, base, load, review):
    load(LAPS, "Summer")
    before = facts(base), base("SELECT * FROM drivers ORDER BY id")
    review("accept", 1)
    load(SUMMER, "Autumn")  # brings his other name again
    ran = review("reopen", 1)
    assert (ran.exit_code, ran.stderr) == (0, "review 1: M. Rossetti is open again\n")
    autumn = [row for row in facts(base) if row["slug"] != "2025-autumn"]
    assert (autumn, base("SELECT * FROM drivers ORDER BY id")) == before
    (late,) = [r for r in facts(base) if r["slug"] == "2025-autumn" and r["car"] == "5"]
    assert late["name"] == "M. Rossetti"
    assert review("accept", 1).exit_code == 0


def test_an_answer_taken_back_leaves_no_trace_in_the_question(load, review, base):
    """Otherwise a different answer would be exported next to the first one."""
    assert load(SUMMER, "Summer").exit_code == 0
    assert load(SPRING, "Spring").exit_code == 5  # the fuller name comes later: accept turns them
    before = base("SELECT * FROM reviews ORDER BY id")
    for number in (row["id"] for row in before):
        assert review("accept", number).exit_code == 0
        assert base("SELECT * FROM reviews ORDER BY id") != before
        assert review("reopen", number).exit_code == 0
        assert base("SELECT * FROM reviews ORDER BY id") == before


def test_a_load_can_be_undone_once_an_answer_was_taken_back(asked, run, base, review):
    assert review("accept", 1).exit_code == 0
    ran = run("imports", "undo", 2, "--db", base.url)
    assert ran.exit_code == 1
    assert "import 2 cannot be undone: " in ran.stderr
    assert review("reopen", 1).exit_code == 0
    ran = run("imports", "undo", 2, "--db", base.url)
    assert ran.exit_code == 0, ran.stderr
    assert base("SELECT count(*) AS n FROM reviews") == [{"n": 0}]


def test_new_keeps_two_names_apart_for_good(asked, load, review, base):
    ran = review("new", 2, "--by", "bo")
    assert (ran.exit_code, ran.stderr) == (0, "review 2: Karl Wendt is not Carl Wendt\n")
    assert load(SUMMER, "Autumn").exit_code == 0
    assert {"Carl Wendt", "Karl Wendt"} <= set(names(base))
    assert review("reopen", 2).exit_code == 0
    assert len(json.loads(review("list", "--format", "json").stdout)) == 2


@pytest.mark.sqlite_only
def test_the_fuller_name_is_kept(load, review, base):
    load(SPRING.replace("Michael", "M."), "Spring")
    assert load(SUMMER.replace("M. R", "Michael R"), "Summer").exit_code == 5
    review("accept", 1)
    assert "Michael Rossetti" in names(base)
    assert "M. Rossetti" not in names(base)
    assert load(SPRING, "Winter").exit_code == 0


@pytest.mark.sqlite_only
def test_one_of_several_candidates_must_be_chosen(load, review, base):
    load(SPRING + "3,8,Marco Rossetti,Alfa,20,1:42.000\n", "Spring")
    load(SUMMER, "Summer")
    ran = review("accept", 1)
    assert ran.exit_code == 2
    assert (
        "review 1 has several candidates: Michael Rossetti, Marco Rossetti; choose one: "
        in ran.stderr
    )
    assert "not a candidate of review 1; did you mean 'Marco Rossetti'?" in (
        review("accept", 1, "--as", "Marko Rossetti").stderr
    )
    assert review("accept", 1, "--as", "marco-rossetti").exit_code == 0
    assert names(base).count("M. Rossetti") == 0
    rows = list(csv.DictReader(io.StringIO(review("export").stdout)))
    assert [(r["name"], r["decision"], r["same_as"]) for r in rows] == [
        ("Karl Wendt", "", "Carl Wendt"),
        ("M. Rossetti", "same", "Marco Rossetti"),
        ("M. Rossetti", "different", "Michael Rossetti"),
    ]


@pytest.mark.sqlite_only
def test_a_file_answers_one_of_several_candidates(load, review, file):
    load(SPRING + "3,8,Marco Rossetti,Alfa,20,1:42.000\n", "Spring")
    load(SUMMER, "Summer")
    path = file("name,decision,same_as\nM. Rossetti,different,Marco Rossetti\n", "d.csv")
    assert review("apply", path).exit_code == 0
    left = json.loads(review("list", "--format", "json").stdout)
    assert [it["resembles"] for it in left] == ["Michael Rossetti", "Carl Wendt"]
    assert review("accept", 1, "--as", "Michael Rossetti").exit_code == 0


@pytest.mark.sqlite_only
def test_a_login_without_a_name_decides_too(asked, review, base, monkeypatch):
    def nobody():
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    review("new", 1)
    assert base("SELECT decided_by FROM reviews WHERE id = 1") == [{"decided_by": "somebody"}]


@pytest.mark.sqlite_only
def test_people_in_two_places_at_once_are_no_question(load, review):
    both = SPRING + "3,8,M. Rossetti,Gamma,20,1:42.000\n"
    assert load(both, "Spring").exit_code == 0
    assert json.loads(review("list", "--format", "json").stdout) == []


def test_a_question_is_dropped_when_a_later_file_answers_it(asked, load, review):
    both = HEADER + "1,5,Michael Rossetti,Alfa,9,1:40.1\n2,6,M. Rossetti,Beta,9,1:40.9\n"
    load(both, "Autumn")
    left = json.loads(review("list", "--format", "json").stdout)
    assert [it["name"] for it in left] == ["Karl Wendt"]
    ran = review("accept", 1)
    assert ran.exit_code == 1
    assert "are two people: they drove two cars in one session; nothing was merged" in ran.stderr


def test_two_drivers_of_one_crew_are_never_merged(load, review, base, file):
    crew = "Pos,No,Drivers,Team,Laps\n1,5,Michael Rossetti / M. Rossetti,Alfa,20\n"
    assert load(crew, "Spring").exit_code == 0
    path = file("name,decision,same_as\nM. Rossetti,same,Michael Rossetti\n", "d.csv")
    ran = review("apply", path)
    assert ran.exit_code == 5
    assert (
        f"{path}:2: 'M. Rossetti' and 'Michael Rossetti' are two people: they shared" in ran.stderr
    )
    assert base("SELECT COUNT(*) AS n FROM imports WHERE reader = 'review'") == [{"n": 0}]


@pytest.mark.sqlite_only
def test_laps_of_a_known_car_name_no_other_driver(spring, load, base):
    """Two in one car are two people only if one file says so."""
    assert load(LAPS, "Spring").exit_code == 0  # in the car of Michael Rossetti
    assert names(base) == ["Carl Wendt", "Michael Rossetti"]
    assert {row["name"] for row in facts(base) if row["what"] == "lap"} == {"Michael Rossetti"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("accept", 99), 2, "there is no review 99; see 'racedb review list'"),
        (("new", 99), 2, "there is no review 99"),
        (("reopen", 99), 2, "there is no review 99"),
        (("reopen", 1), 1, "review 1 is open: there is no decision to take back"),
        (("apply", "nowhere.csv"), 2, "nowhere.csv: cannot be read: no such file or directory"),
    ],
)
@pytest.mark.sqlite_only
def test_answers_to_nothing(asked, review, words, code, said):
    ran = review(*words)
    assert ran.exit_code == code
    assert ran.stderr.startswith(f"racedb: {said}")
    assert ran.stderr.count("\n") == 1


def test_an_answer_is_given_once(asked, review):
    review("accept", 1, "--by", "ann")
    ran = review("new", 1)
    assert ran.exit_code == 1
    assert ran.stderr == (
        "racedb: review 1 is answered already (accepted, by ann); take that back first: "
        "racedb review reopen 1\n"
    )


# ---- decision files ------------------------------------------------------------------------------


def test_decisions_travel_in_a_file(asked, review, run, base, sqlite_url, file, tmp_path):
    review("accept", 1, "--by", "ann")
    review("new", 2, "--by", "bo")
    path = tmp_path / "names.csv"
    assert review("export", "-o", path).exit_code == 0
    run("db", "create", "--db", sqlite_url)
    ran = run("review", "apply", path, "--db", sqlite_url)
    assert ran.exit_code == 0
    assert ran.stderr.splitlines() == [
        "Karl Wendt is not Carl Wendt",
        "M. Rossetti will be stored as Michael Rossetti once a file names either of them",
        f"{path}: 2 decisions, 2 of them new",
    ]
    context = ("--series", "Cup", "--season", "2025", "--session", "Race", "--db", sqlite_url)
    for text, event in ((SUMMER, "Summer"), (SPRING, "Spring")):
        ran = run("load", file(text, f"{event}.csv"), "--event", event, *context)
        assert ran.exit_code == 0, ran.stderr
    ran = run(
        "sql", "SELECT name FROM drivers ORDER BY name", "--db", sqlite_url, "--format", "csv"
    )
    assert ran.stdout.split("\n")[1:-1] == names(base)
    assert "0 of them new" in run("review", "apply", path, "--db", sqlite_url).stderr


@pytest.mark.sqlite_only
def test_a_name_that_is_known_takes_the_name_of_a_decision(load, review, base, file):
    load(SUMMER, "Summer")
    path = file(
        "name,decision,same_as,decided_by\nM. Rossetti,same,Michael Rossetti,ann\n"
        "Charlie Wendt,same,Karl Wendt,\nMario Andres,,Marco Andres,\n",
        "d.csv",
    )
    ran = review("apply", path, "--by", "bo")
    assert ran.stderr.splitlines()[:2] == [
        "M. Rossetti is now Michael Rossetti", "Charlie Wendt is now Karl Wendt",
    ]  # fmt: skip
    assert names(base) == ["Karl Wendt", "Mario Andres", "Michael Rossetti"]
    assert base("SELECT slug FROM drivers WHERE name = 'Michael Rossetti'") == [
        {"slug": "michael-rossetti"}
    ]
    for number in (1, 2):
        assert review("reopen", number).exit_code == 0
    assert names(base) == ["Karl Wendt", "M. Rossetti", "Mario Andres"]
    assert base("SELECT text FROM aliases WHERE kind = 'driver' ORDER BY text") == [
        {"text": "Karl Wendt"}, {"text": "M. Rossetti"}, {"text": "Mario Andres"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("name,same_as\nA B,C D\n", 2, ":1: there is no column 'decision'; a decision file needs"),
        ("", 2, ":1: there is no column 'name'"),
        (
            "name,decision,same_as\nA B,saem,C D\n", 2,
            ":2: decision 'saem' is not one of same, different, renamed, linked, split, cannot say; did",
        ),
        ("name,decision,same_as\nA B,same,\n", 2, ":2: name and same_as must both be filled in"),
        (b"name,decision,same_as\n\xff,same,A\n", 2, ": the file is not UTF-8 text"),
    ],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_decision_files_that_do_not_hold(asked, review, base, file, text, code, said):
    path = file(text, "d.csv")
    before = facts(base), base("SELECT * FROM reviews ORDER BY id")
    ran = review("apply", path)
    assert ran.exit_code == code
    assert ran.stderr.startswith(f"racedb: {path}{said}")
    assert (facts(base), base("SELECT * FROM reviews ORDER BY id")) == before


def test_several_reviews_are_answered_at_once_or_none(asked, review, base):
    assert review("accept", 1, 99).exit_code == 2
    assert "M. Rossetti" in names(base)
    assert review("accept", 1, 2).stderr.splitlines() == [
        "review 1: M. Rossetti is now Michael Rossetti (1 entry moved)",
        "review 2: Karl Wendt is now Carl Wendt (1 entry moved)",
    ]


@pytest.mark.sqlite_only
def test_decisions_that_no_longer_fit_stop_no_others(asked, review, base, file):
    path = file(
        "name,decision,same_as\nKarl Wendt,same,KARL WENDT\nKarl Wendt,same,Carl Wendt\n"
        "Carl Wendt,different,Karl Wendt\nM. Rossetti,different,Michael Rossetti\n"
        "M. Rossetti,same,Michael Rossetti\n",
        "d.csv",
    )
    ran = review("apply", path)
    assert ran.exit_code == 5
    assert ran.stderr.splitlines() == [
        "Karl Wendt is now Carl Wendt (1 entry moved)",
        "M. Rossetti is not Michael Rossetti",
        f"{path}:2: 'Karl Wendt' and 'KARL WENDT' are two spellings of the same name",
        (
            f"{path}:4: 'Carl Wendt' and 'Karl Wendt' are the same driver by review 2; take that "
            "back first: racedb review reopen 2"
        ),
        (
            f"{path}:6: 'M. Rossetti' and 'Michael Rossetti' are not the same driver by review 1; "
            "take that back first: racedb review reopen 1"
        ),
        f"{path}: 5 decisions, 2 of them new, 3 not applied",
    ]
    assert names(base) == ["Carl Wendt", "M. Rossetti", "Mario Andres", "Michael Rossetti"]


# ---- what else is known of people ----------------------------------------------------------------


@pytest.fixture
def prix(run, base, file):
    """Load an answer of the Ergast API with one driver."""

    def loaded(day, given, **driver):
        year = driver.pop("year", 2025)
        who = {"driverId": "berg", "givenName": given, "familyName": "Berg", **driver}
        result = {
            "number": str(day), "position": "1", "positionText": "1", "points": "25", "laps": "20",
            "Driver": who, "grid": "1", "status": "Finished",
            "Constructor": {"constructorId": f"t{day}", "name": f"Team {day}"},
        }  # fmt: skip
        race = {
            "season": str(year), "round": str(day), "raceName": f"Prix {day}",
            "date": f"{year}-05-0{day}", "Results": [result],
        }  # fmt: skip
        answer = {"MRData": {"series": "f1", "RaceTable": {"Races": [race]}}}
        return run("load", file(json.dumps(answer), f"{day}.json"), "--db", base.url).exit_code

    return loaded


@pytest.mark.sqlite_only
def test_two_names_of_one_reference_are_not_different_drivers(prix, review, file):
    """A publisher's key joins two names without a decision."""
    assert (prix(1, "Ann"), prix(2, "Anna")) == (0, 0)
    path = file("name,decision,same_as\nAnna Berg,different,Ann Berg\n", "d.csv")
    assert review("apply", path).stderr.startswith(
        f"{path}:2: 'Anna Berg' and 'Ann Berg' are names of one driver already\n"
    )
    path.write_text("name,decision,same_as\nAnna Berg,same,Ann Berg\n")
    assert "Anna Berg and Ann Berg are one driver already" in review("apply", path).stderr


@pytest.mark.sqlite_only
def test_a_key_of_a_publisher_is_not_trusted_alone(prix, review, base):
    """One official key had father and son: other names are another driver, and a question."""
    prix(1, "Ann", driverId="k7")
    assert prix(2, "Bo", driverId="k7", familyName="Dahl") == 5
    assert prix(3, "Bo", driverId="k7", familyName="Dahl") == 0
    assert names(base) == ["Ann Berg", "Bo Dahl"]
    (found,) = json.loads(review("list", "--format", "json").stdout)
    assert (found["name"], found["resembles"], found["score"], found["reasons"]) == (
        "Bo Dahl", "Ann Berg", 45,
        "same key of a source, same series and season, never in two places at once",
    )  # fmt: skip


def test_a_key_and_a_birthday_join_two_names(prix, base):
    prix(1, "Ann", driverId="k7", dateOfBirth="1990-01-02")
    assert prix(2, "Ann", driverId="k7", familyName="Dahl", dateOfBirth="1990-01-02") == 0
    assert names(base) == ["Ann Dahl"]  # the better spelling by the rule


@pytest.mark.sqlite_only
def test_born_on_another_day_is_another_person(prix):
    assert prix(1, "Ann", dateOfBirth="1990-01-01") == 0
    assert prix(2, "A.", driverId="b2", dateOfBirth="1993-01-01") == 0


@pytest.mark.sqlite_only
def test_another_birthday_speaks_against_one_person(prix, review):
    prix(1, "Ann", dateOfBirth="1990-05-06")
    assert prix(2, "A.", driverId="b2", dateOfBirth="1990-05-07") == 5
    (found,) = json.loads(review("list", "--format", "json").stdout)
    assert found["score"] == 67
    assert found["reasons"].endswith("never in two places at once, another birthday")


@pytest.mark.sqlite_only
def test_too_little_in_common_is_no_question(load):
    load(SPRING.replace("Carl", "Giovanni"), "Spring")
    other = ("--series", "Other", "--season", "2024")
    assert load(HEADER + "1,99,Juan Wendt,Z,20,\n", "Summer", *other).exit_code == 0
    assert load(HEADER + "1,99,Jean Wendt,Z,20,\n", "Autumn").exit_code == 5  # the same season


@pytest.mark.sqlite_only
def test_another_country_and_another_time_speak_against_one_person(prix, review):
    prix(1, "Ann", nationality="German")
    assert prix(2, "A.", driverId="b2", nationality="Italian", year=1965) == 5
    (found,) = json.loads(review("list", "--format", "json").stdout)
    assert (found["score"], found["reasons"]) == (
        40, "surname equal, initial fits, another country, 60 years apart",
    )  # fmt: skip


def test_a_merge_keeps_what_only_one_of_the_two_knew(prix, review, base):
    prix(1, "Ann")
    prix(2, "A.", driverId="b2", nationality="Italian", dateOfBirth="1990-01-01")
    known = "SELECT name, country, born_on FROM drivers ORDER BY name"
    before = base(known)
    assert review("accept", 1).exit_code == 0
    assert base(known) == [{"name": "Ann Berg", "country": "IT", "born_on": "1990-01-01"}]
    assert review("reopen", 1).exit_code == 0
    assert base(known) == before


@pytest.mark.sqlite_only
def test_namesakes_cannot_be_merged_by_their_name(prix, review, file, load):
    prix(1, "Ann", dateOfBirth="1990-01-01")
    prix(2, "Ann", driverId="b2", dateOfBirth="1991-01-01")
    path = file("name,decision,same_as\nA. Berg,same,Ann Berg\n", "d.csv")
    ran = review("apply", path)
    assert ran.exit_code == 5
    assert (
        ":2: 2 known drivers are named 'Ann Berg'; use a slug, one of ann-berg, ann-berg-2"
    ) in ran.stderr


def test_a_decision_made_ahead_can_be_taken_back(load, review, base, file):
    path = file("name,decision,same_as\nM. Rossetti,same,Michael Rossetti\n", "d.csv")
    review("apply", path)
    assert review("reopen", 1).stderr == "review 1: M. Rossetti is open again\n"
    assert review("accept", 1).exit_code == 0
    load(SUMMER, "Summer")
    assert "Michael Rossetti" in names(base)
    assert review("reopen", 1).exit_code == 0
    assert [row["name"] for row in facts(base) if row["car"] == "5"] == ["M. Rossetti"]


@pytest.mark.sqlite_only
def test_a_slug_that_was_taken_meanwhile_gets_a_number(prix, review, base):
    prix(1, "Ann", dateOfBirth="1990-01-01")
    prix(2, "A.", driverId="b2")
    review("accept", 1)
    prix(3, "A.", driverId="b3", dateOfBirth="1991-01-01")
    review("reopen", 1)
    assert base("SELECT slug, name FROM drivers ORDER BY slug") == [
        {"slug": "a-berg", "name": "A. Berg"},
        {"slug": "a-berg-2", "name": "A. Berg"},
        {"slug": "ann-berg", "name": "Ann Berg"},
    ]


# ---- namesakes -----------------------------------------------------------------------------------

SON = HEADER + "1,5,Michael Rossetti,Sons,20,1:40.100\n2,7,Carl Wendt,Beta,20,1:40.900\n"


@pytest.fixture
def son(once, load):
    """Begin with a race of a namesake."""
    once(lambda: load(SON, "Spring"))


@pytest.mark.parametrize(
    "scope", ["team:sons", "season:cup/2025", "series:cup"], ids=["team", "season", "series"]
)
def test_namesakes_are_separated_by_team_season_or_series(son, load, review, base, scope):
    load(LAPS.replace("M. ", "Michael "), "Spring")
    before = facts(base)
    ran = review("limit", "Michael Rossetti", "Michael Rossetti Jr.", "--in", scope, "--by", "ann")
    assert (
        ran.stderr == f"Michael Rossetti is now Michael Rossetti Jr. in {scope} (1 entry moved)\n"
    )
    load(SON, "Summer")
    assert [row["name"] for row in facts(base) if row["car"] == "5"] == ["Michael Rossetti Jr."] * 4
    ran = review("limit", "Michael Rossetti", "Michael Rossetti Jr.", "--in", scope)
    assert ran.stderr == f"Michael Rossetti is already Michael Rossetti Jr. in {scope}\n"
    assert f"Michael Rossetti,same,Michael Rossetti Jr.,{scope},ann" in review("export").stdout
    ran = review("reopen", 1)
    assert (
        ran.stderr == f"review 1: Michael Rossetti has no meaning of its own in {scope} any more\n"
    )
    assert [row for row in facts(base) if row["slug"] == "2025-spring"] == before


@pytest.mark.sqlite_only
def test_elsewhere_the_name_means_whom_it_meant(son, load, review, base, file, run):
    path = file(
        "name,decision,same_as,scope\nMichael Rossetti,same,Michael Rossetti Jr.,team:sons\n",
        "d.csv",
    )
    assert review("apply", path).exit_code == 0
    assert "0 of them new" in review("apply", path).stderr
    load(SPRING, "Summer")
    crews = base("SELECT event, driver FROM crews WHERE car_number = '5' ORDER BY event")
    assert [row["driver"] for row in crews] == ["Michael Rossetti Jr.", "Michael Rossetti"]
    ran = load(SON.replace("20,1", "21,1"), "Spring")  # a corrected file finds him again
    assert "0 new, 2 changed" in ran.stderr
    assert base("SELECT driver FROM crews WHERE event = 'Spring' AND car_number = '5'") == [
        {"driver": "Michael Rossetti Jr."}
    ]


def test_the_narrowest_scope_holds(son, load, review, base):
    review("limit", "Michael Rossetti", "Michael Rossetti II", "--in", "series:cup")
    review("limit", "Michael Rossetti", "Michael Rossetti III", "--in", "team:sons")
    load(SON, "Summer")
    load(SPRING, "Autumn")
    crews = base("SELECT event, driver FROM crews WHERE car_number = '5' ORDER BY event")
    assert [row["driver"] for row in crews] == [
        "Michael Rossetti II", "Michael Rossetti II", "Michael Rossetti III",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("club:x", "scope 'club:x' is not written team:SLUG, season:SERIES/LABEL or series:SLUG"),
        ("team:", "scope 'team:' is not written team:SLUG"),
        ("team:son", "scope 'team:son': there is no such team; did you mean 'sons'?"),
        ("season:cup/2024", "there is no such season; did you mean 'cup/2025'?"),
        ("series:cap", "there is no such series; did you mean 'cup'?"),
    ],
)
@pytest.mark.sqlite_only
def test_scopes_that_are_not_there(son, load, review, scope, said):
    ran = review("limit", "Michael Rossetti", "Michael Rossetti Jr.", "--in", scope)
    assert ran.exit_code == 2
    assert said in ran.stderr


@pytest.mark.sqlite_only
def test_a_limit_that_cannot_hold(son, load, review, file):
    path = file("name,decision,same_as\nM. Rossetti,same,Michael Rossetti\n", "d.csv")
    review("apply", path)
    ran = review("limit", "M. Rossetti", "Michael Rossetti", "--in", "series:cup")
    assert "'M. Rossetti' means 'Michael Rossetti' everywhere already" in ran.stderr
    path.write_text("name,decision,same_as,scope\nA B,different,C D,series:cup\n")
    assert f"{path}:2: a decision with a scope can only be 'same'" in review("apply", path).stderr
    crew = "Pos,No,Drivers,Team,Laps\n1,5,Ann Berg / Anna Berg,Alfa,20\n"
    load(crew, "Summer")
    ran = review("limit", "Ann Berg", "Anna Berg", "--in", "series:cup")
    assert ran.exit_code == 1
    assert "'Ann Berg' and 'Anna Berg' are two people: they shared a car" in ran.stderr


def test_a_name_that_only_a_scope_knew_gets_a_driver_when_that_ends(spring, load, review, base):
    review("limit", "Ann Berg", "Anna Maria Berg", "--in", "series:cup")
    load(SON.replace("Michael Rossetti", "Ann Berg"), "Summer")
    assert "Ann Berg" not in names(base)
    review("reopen", 1)
    assert base("SELECT driver FROM crews WHERE event = 'Summer' AND car_number = '5'") == [
        {"driver": "Ann Berg"}
    ]


@pytest.mark.sqlite_only
def test_a_limit_without_cars_and_a_decision_beside_it(spring, load, review, base, file):
    review("limit", "Ann Berg", "Anna Berg", "--in", "team:alfa")
    assert review("reopen", 1).exit_code == 0
    review("limit", "Ann Berg", "Anna Berg", "--in", "team:beta")
    path = file("name,decision,same_as\nAnn Berg,different,Anna Berg\n", "d.csv")
    assert review("apply", path).stderr.startswith("Ann Berg is not Anna Berg")


# ---- a closed register ---------------------------------------------------------------------------


def test_a_closed_register_refuses_unknown_names(spring, load, base):
    before = facts(base)
    ran = load(SUMMER, "Summer", "--on-unknown", "refuse")
    assert ran.exit_code == 1
    assert ran.stderr.endswith(
        "summer-race.csv: 4 names are not known: driver 'M. Rossetti', "
        "driver 'Karl Wendt', driver 'Mario Andres', team 'Gamma'; fix them in the file, decide them with "
        "'racedb review apply', or load with --on-unknown new\n"
    )
    assert facts(base) == before
    assert names(base) == ["Carl Wendt", "Michael Rossetti"]


@pytest.mark.sqlite_only
def test_a_closed_register_takes_what_it_knows(spring, load, review, file):
    assert load(SPRING, "Summer", "--on-unknown", "refuse").exit_code == 0
    review("apply", file("name,decision,same_as\nK. Wendt,same,Carl Wendt\n", "d.csv"))
    known = SPRING.replace("Carl", "K.")
    assert load(known, "Autumn", "--on-unknown", "refuse").exit_code == 0
    one = SPRING.replace("Carl", "Karl")
    ran = load(one, "Winter", "--on-unknown", "refuse")
    assert "1 name is not known: driver 'Karl Wendt'; fix it" in ran.stderr


@pytest.mark.sqlite_only
def test_many_unknown_names_are_counted(load):
    many = HEADER + "".join(
        f"{n},{n},Ann Berg{'abcdefghijklmnopqrstuvwxyz'[n]},A,9,\n" for n in range(1, 24)
    )
    ran = load(many, "Spring", "--on-unknown", "refuse")
    assert "24 names are not known: driver 'Ann Bergb', " in ran.stderr
    assert "driver 'Ann Bergu' and 4 more; fix them" in ran.stderr


@pytest.mark.sqlite_only
def test_on_unknown_knows_two_words(load):
    ran = load(SPRING, "Spring", "--on-unknown", "ask")
    assert ran.exit_code == 2
    assert "'ask' is not one of 'new', 'refuse'" in ran.stderr


# ---- any order -----------------------------------------------------------------------------------

DECISIONS = (
    "name,decision,same_as\nM. Rossetti,same,Michael Rossetti\n"
    "Karl Wendt,different,Carl Wendt\nMario Andres,same,Mario Andres Diaz\n"
)
AUTUMN = HEADER + "1,5,Mario Andres Diaz,Alfa,9,1:40.1\n2,6,Michael Rossetti,Beta,9,1:40.9\n"


@pytest.mark.parametrize("seed", range(3))
def test_loads_and_decisions_in_any_order_end_in_one_database(seed, run, sqlite_template, tmp_path):
    """The dump without ids and times is the same, whatever came first."""
    import shutil

    def dump(order):
        url = tmp_path / f"{'-'.join(order)}.sqlite"
        shutil.copy(sqlite_template, url)
        for step in order:
            path = tmp_path / f"{step}.csv"
            path.write_text(
                {"spring": SPRING, "summer": SUMMER, "autumn": AUTUMN}.get(step, DECISIONS)
            )
            context = ("--series", "Cup", "--season", "2025", "--event", step, "--session", "Race")
            words = ("review", "apply", path) if step == "decide" else ("load", path, *context)
            assert run(*words, "--db", url).exit_code in (0, 5)

        def rows(text):
            return run("sql", text, "--db", url, "--format", "csv", "--limit", 0).stdout

        return [
            rows(text)
            for text in (
                "SELECT slug, name, given_name, family_name FROM drivers ORDER BY slug",
                (
                    "SELECT d.slug, a.key FROM aliases a JOIN drivers d ON d.id = a.target_id "
                    "WHERE a.kind = 'driver' ORDER BY 1, 2"
                ),
                "SELECT event, car_number, driver, printed_name FROM crews ORDER BY 1, 2, 3",
                "SELECT event, car_number, drivers, best_lap_us FROM classification ORDER BY 1, 2",
            )
        ]

    steps = ["autumn", "decide", "spring", "summer"]
    other = random.Random(seed).sample(steps, len(steps))
    assert dump(other) == dump(steps)


# ---- two in one car ------------------------------------------------------------------------------

CREW = "Pos,No,Drivers,Team,Laps\n1,5,{} / Bo Dahl,Alfa,20\n"


@pytest.mark.sqlite_only
def test_a_second_source_never_doubles_a_crew(load, base, review):
    """What no list knows is asked about; a merge makes one driver of the two in one car."""
    load(CREW.format("Karl Wendt"), "Spring", session="Qualifying")
    assert load(CREW.format("Carl Wendt"), "Spring").exit_code == 5
    crews = "SELECT session, drivers FROM classification ORDER BY session"
    before = base(crews), facts(base)
    assert [row["drivers"] for row in before[0]] == ["Karl Wendt / Bo Dahl", "Carl Wendt / Bo Dahl"]
    (asked,) = json.loads(review("list", "--format", "json").stdout)
    assert review("accept", asked["review"]).exit_code == 0
    assert names(base) == ["Bo Dahl", asked["resembles"]]
    assert [row["drivers"] for row in base(crews)] == [f"{asked['resembles']} / Bo Dahl"] * 2
    assert review("reopen", asked["review"]).exit_code == 0
    assert base(crews) == before[0]
    key = ("what", "car", "name")
    assert {tuple(it[k] for k in key) for it in facts(base)} == {
        tuple(it[k] for k in key) for it in before[1]
    }


@pytest.mark.sqlite_only
def test_names_of_a_seat_that_people_keep_apart_stay_apart(load, base, review, file):
    path = file("name,decision,same_as\nM. Rossetti,different,Michael Rossetti\n", "d.csv")
    assert review("apply", path).exit_code == 0
    load(SPRING, "Spring")
    load(SUMMER, "Spring", session="Qualifying")
    assert {"M. Rossetti", "Michael Rossetti"} <= set(names(base))


@pytest.mark.sqlite_only
def test_one_of_two_that_fit_is_found_by_the_seat(load, base):
    crew = "Pos,No,Drivers,Team,Laps\n1,5,{},Alfa,20\n"
    load(crew.format("Dan Pipe / David Pipe / Bo Dahl"), "Spring")
    load(crew.format("Cy Ek / D. Pipe / B. Dahl"), "Spring", session="Qualifying")
    assert base("SELECT drivers FROM classification WHERE session = 'Qualifying'") == [
        {"drivers": "Cy Ek / David Pipe / Bo Dahl"}
    ]


# ---- rare and common surnames --------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_rare_surnames_weigh_more_than_common_ones(load, review):
    letters = "abcdefghijklmnopqrstuvwxyz"
    others = [f"Q{a}u Xo{b}ne{a}" for a in letters for b in letters][:500]
    smiths = [f"{a.upper()}u{a}u Smit" for a in letters if a != "t"]
    crowd = [*others, *smiths, "Thomas Smit", "Thomas Rarely"]
    load(HEADER + "".join(f"{n},{n},{it},A,9,\n" for n, it in enumerate(crowd, 1)), "Spring")
    both = HEADER + "1,901,Tom Smit,B,9,\n2,902,Tom Rarely,C,9,\n"
    load(both, "Summer")
    found = json.loads(review("list", "--name", "tom", "--format", "json").stdout)
    assert [(it["name"], it["score"], it["reasons"].split(", ")[-1]) for it in found] == [
        ("Tom Rarely", 80, "rare surname"), ("Tom Smit", 65, "common surname"),
    ]  # fmt: skip
