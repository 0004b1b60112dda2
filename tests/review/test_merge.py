"""Names of all kinds but drivers: asked about, merged, renamed, linked, and back."""

import json

import pytest

HEADER = "Pos,No,Driver,Team,Car,Laps\n"
SPRING = HEADER + "1,5,Ann Berg,Vasser Sullivan,Porsche 911 S,20\n2,7,Bo Dahl,Beta,Lola T70,20\n"
SUMMER = HEADER + "1,5,Ann Berg,VasserSullivan,Porsche 911S,21\n2,7,Bo Dahl,Beta,Lola T71,21\n"
TEAMS = "SELECT event, team FROM classification WHERE car_number = '5' ORDER BY event"
EVERYTHING = (
    "SELECT e.id, t.name AS team, c.name AS car, m.name AS maker FROM entries e JOIN teams t "
    "ON t.id = e.team_id JOIN cars c ON c.id = e.car_id LEFT JOIN manufacturers m "
    "ON m.id = c.manufacturer_id ORDER BY e.id"
)


@pytest.fixture
def spring(once, load):
    """Begin with a race."""
    assert once(lambda: load(SPRING, "Spring")).exit_code == 0


@pytest.fixture
def asked(once, load, review):
    """Load two races that print a team and a car differently; return the questions."""

    def fill():
        assert load(SPRING, "Spring").exit_code == 0
        assert load(SUMMER, "Summer").exit_code == 5
        return json.loads(review("list", "--format", "json").stdout)

    return once(fill)


def test_new_names_of_every_kind_are_asked_about(asked, load):
    assert [
        (it["kind"], it["name"], it["resembles"], it["score"], it["reasons"], it["slug"])
        for it in asked
    ] == [
        (
            "team", "VasserSullivan", "Vasser Sullivan", 70, "blanks or marks differ",
            "vasser-sullivan",
        ),
        ("car", "Porsche 911S", "Porsche 911 S", 70, "blanks or marks differ", "porsche-911-s"),
    ]  # fmt: skip
    assert load(SUMMER.replace("21", "22"), "Autumn").exit_code == 0  # nothing is asked twice


@pytest.mark.sqlite_only
def test_two_teams_of_one_session_are_no_question(load, review):
    both = HEADER + "1,5,Ann Berg,Vasser Sullivan,,20\n2,7,Bo Dahl,VasserSullivan,,20\n"
    assert load(both, "Spring").exit_code == 0
    assert load(SPRING.replace("Beta", "Vasser-Sullivan"), "Summer").exit_code == 0
    assert json.loads(review("list", "--format", "json").stdout) == []


def test_a_team_with_further_words_is_in_question_if_it_had_the_same_car(load, review):
    load(SPRING.replace("Vasser Sullivan", "Acme Racing"), "Spring")
    load(HEADER + "1,6,Ann Berg,Acme Works Racing,,20\n", "Summer")
    assert json.loads(review("list", "--format", "json").stdout) == []
    load(HEADER + "1,5,Ann Berg,Acme Sprint Racing,,20\n", "Autumn")
    (one,) = json.loads(review("list", "--format", "json").stdout)
    assert (one["name"], one["resembles"], one["score"], one["reasons"]) == (
        "Acme Sprint Racing", "Acme Racing", 50, "further words, same car number",
    )  # fmt: skip


def test_teams_are_merged_and_two_again(asked, base, load, review):
    before = base(EVERYTHING)
    ran = review("accept", 1, "--by", "ann")
    assert (ran.exit_code, ran.stderr) == (0, "review 1: VasserSullivan is now Vasser Sullivan\n")
    assert [row["team"] for row in base(TEAMS)] == ["Vasser Sullivan"] * 2
    assert load(SUMMER, "Autumn").exit_code == 0
    assert [row["team"] for row in base(TEAMS)] == ["Vasser Sullivan"] * 3
    assert base("SELECT count(*) AS n FROM teams") == [{"n": 2}]
    assert review("reopen", 1).exit_code == 0
    assert base(EVERYTHING)[:4] == before
    assert [it["kind"] for it in json.loads(review("list", "--format", "json").stdout)] == [
        "team", "car",
    ]  # fmt: skip


def test_cars_are_merged_with_the_best_laps_of_their_makers(asked, base, review, run):
    assert review("accept", 2).exit_code == 0
    assert base("SELECT count(*) AS n FROM cars") == [{"n": 3}]
    assert review("new", 1).stderr == "review 1: VasserSullivan is not Vasser Sullivan\n"
    assert json.loads(review("list", "--format", "json").stdout) == []
    assert run("db", "check", "--db", base.url).exit_code == 0


@pytest.mark.sqlite_only
def test_makers_are_merged_with_their_cars(base, load, review):
    text = "Pos,No,Driver,Manufacturer,Model,Laps,Best Lap\n1,5,Ann Berg,Acme,One,20,1:40.1\n"
    load(text + "2,6,Bo Dahl,Acmee,Two,20,1:39.1\n", "Spring")
    before = base("SELECT * FROM session_bests ORDER BY manufacturer_id")
    words = ("decide", "Acmee", "same", "Acme", "--kind", "manufacturer")
    assert review(*words).stderr == "Acmee is now Acme\n"
    assert review(*words).stderr == "Acmee and Acme: decided already\n"
    assert base("SELECT DISTINCT manufacturer FROM classification") == [{"manufacturer": "Acme"}]
    assert [row["best_lap_us"] for row in base("SELECT * FROM session_bests")] == [99_100_000]
    assert review("reopen", 1).exit_code == 0
    assert base("SELECT * FROM session_bests ORDER BY manufacturer_id") == before


def test_series_are_merged_with_their_seasons_and_classes(base, run, file, review):
    for series, event in (("Cup", "Spring"), ("The Cup", "Summer")):
        path = file("Pos,No,Driver,Class,Laps\n1,5,Ann Berg,GT3,20\n", f"{event}.csv")
        run("load", path, "--db", base.url, "--series", series, "--season", "2025", "--event", event,
            "--session", "Race")  # fmt: skip
    seasons = (
        "SELECT DISTINCT series, season, class FROM classification ORDER BY series, season, class"
    )
    before = base(seasons)
    assert len(before) == 2
    ran = review("decide", "The Cup", "same", "Cup", "--kind", "series", "--by", "ann")
    assert ran.stderr == "The Cup is now Cup\n"
    assert base(seasons) == [{"series": "Cup", "season": "2025", "class": "GT3"}]
    assert base("SELECT count(*) AS n FROM classes") == [{"n": 1}]
    (number,) = [row["id"] for row in base("SELECT id FROM reviews WHERE state = 'accepted'")]
    assert review("reopen", number).exit_code == 0
    assert base(seasons) == before


@pytest.mark.sqlite_only
def test_a_decision_about_names_that_no_file_has_named_holds_later(base, load, review, file):
    path = file(
        "name,decision,same_as,kind\nVasserSullivan,same,Vasser Sullivan,team\n"
        "Porsche 911S,renamed,Porsche 911 S,car\n",
        "d.csv",
    )
    assert review("apply", path).exit_code == 0
    assert load(SUMMER, "Summer").exit_code == 0
    assert [row["team"] for row in base(TEAMS)] == ["Vasser Sullivan"]
    assert base("SELECT name FROM cars ORDER BY name") == [
        {"name": "Lola T71"}, {"name": "Porsche 911 S"},
    ]  # fmt: skip
    exported = review("export").stdout
    assert "VasserSullivan,same,Vasser Sullivan,," in exported
    assert "Porsche 911S,renamed,Porsche 911 S,," in exported
    assert review("apply", path).stderr.endswith("2 decisions, 0 of them new\n")


@pytest.mark.parametrize(
    ("kind", "name", "called", "rows"),
    [
        ("team", "Beta", "Beta Racing", "SELECT name, slug FROM teams WHERE slug LIKE 'beta%'"),
        (
            "driver",
            "Bo Dahl",
            "Bo von Dahl",
            "SELECT name, slug FROM drivers WHERE slug LIKE 'bo%'",
        ),
    ],
)
def test_a_name_is_changed_for_good(spring, base, load, review, kind, name, called, rows):
    before = base(rows)
    ran = review("decide", name, "renamed", called, "--kind", kind)
    assert (ran.exit_code, ran.stderr) == (0, f"{name} is now {called}\n")
    load(SPRING, "Summer")
    assert base(rows) == [{"name": called, "slug": called.lower().replace(" ", "-")}]
    other = "Vasser Sullivan" if kind == "team" else "Ann Berg"
    ran = review("decide", called, "renamed", other, "--kind", kind)
    assert ran.exit_code == 1
    assert f"there is another {kind} named {other!r}; merge the two instead" in ran.stderr
    assert review("reopen", 1).exit_code == 0
    assert base(rows) == before


@pytest.mark.sqlite_only
def test_a_spelling_that_a_person_chose_stays(base, load, review):
    load(SPRING.replace("Beta", "Af Corsa"), "Spring")
    assert review("decide", "Af Corsa", "renamed", "af Corsa", "--kind", "team").exit_code == 0
    assert review("decide", "Bo Dahl", "renamed", "bo Dahl").exit_code == 0
    load(SPRING.replace("Beta", "AF Corsa"), "Summer")
    assert base("SELECT name FROM teams WHERE slug = 'af-corsa'") == [{"name": "af Corsa"}]
    assert base("SELECT name FROM drivers WHERE slug = 'bo-dahl'") == [{"name": "bo Dahl"}]
    assert base("SELECT count(*) AS n FROM drivers") == [{"n": 2}]


@pytest.mark.parametrize(
    ("kind", "names", "second"),
    [
        ("driver", ("Ann Berg", "Bo Dahl", "Cy Ek"), "same"),
        ("team", ("Alfa", "Beta", "Gamma"), "same"),
        ("team", ("Alfa", "Beta", "Gamma"), "renamed"),
        ("team", ("Alfa", "Beta", "Gamma"), "linked"),
    ],
)
def test_decisions_about_one_row_are_taken_back_in_turn(base, load, review, kind, names, second):
    one, other, third = names
    load(HEADER + "1,5,Ann Berg,Alfa,,20\n", "Spring")
    load(HEADER + "1,5,Bo Dahl,Beta,,20\n", "Summer")
    load(HEADER + "1,5,Cy Ek,Gamma,,20\n", "Autumn")
    who = "SELECT event, team, drivers FROM classification ORDER BY event"
    before = base(who)
    assert review("decide", one, "same", other, "--kind", kind).exit_code == 0
    called = "Beta Works" if second == "renamed" else third
    assert review("decide", other, second, called, "--kind", kind).exit_code == 0
    merged = base(who)
    ran = review("reopen", 1)
    assert ran.exit_code == 1
    assert ran.stderr == (
        f"racedb: review 2 decided about the same {kind}s later; take that back first: "
        "racedb review reopen 2\n"
    )
    assert base(who) == merged
    assert review("reopen", 2).exit_code == 0
    assert review("reopen", 1).exit_code == 0
    assert base(who) == before


def test_taking_an_answer_back_leaves_other_answers_as_they_are(spring, base, load, review):
    assert review("decide", "Beta", "renamed", "Beta Works", "--kind", "team").exit_code == 0
    words = ("decide", "Beta Works", "different", "Vasser Sullivan", "--kind", "team")
    assert review(*words).exit_code == 0
    assert review("reopen", 2).exit_code == 0
    load(SPRING.replace("Beta", "Beta Works"), "Summer")
    assert base("SELECT count(*) AS n FROM teams") == [{"n": 2}]


def test_teams_are_linked_to_one_history(spring, base, load, review, run):
    load(SPRING.replace("Beta", "Gamma"), "Summer")
    load(SPRING.replace("Beta", "Delta"), "Autumn")

    def history():
        ran = run("query", "team-history", "team=beta", "--db", base.url, "--format", "json")
        return [row["team"] for row in json.loads(ran.stdout)]

    assert review("decide", "Gamma", "linked", "Beta", "--kind", "team").stderr == (
        "Gamma and Beta are one organisation\n"
    )
    assert review("decide", "Delta", "linked", "Gamma", "--kind", "team").exit_code == 0
    assert sorted(history()) == ["Beta", "Delta", "Gamma"]
    assert "Gamma,linked,Beta" in review("export").stdout
    assert review("reopen", 2).exit_code == 0
    assert sorted(history()) == ["Beta", "Gamma"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Beta", "linked", "Nobody", "--kind", "team"), "no team is named 'Nobody'; it must be"),
        (("Bo Dahl", "linked", "Ann Berg"), "only teams are linked, and not a driver"),
        (("Beta", "split", "1996", "--kind", "team"), "only a driver is split, from a year on"),
        (("Bo Dahl", "split", "later"), "only a driver is split, from a year on"),
        (("Beta", "cannot say", "Gamma"), "there is no open question whether 'Beta' is 'Gamma'"),
        (("Beta", "same", "BETA", "--kind", "team"), "two spellings of the same name"),
    ],
)
def test_decisions_that_do_not_fit(spring, load, review, words, said):
    ran = review("decide", *words)
    assert ran.exit_code == (2 if "is named" in said else 1)
    assert said in ran.stderr


@pytest.mark.sqlite_only
def test_circuits_of_two_countries_are_two(base, run, file, review):
    for circuit, event in (("Spa", "A"), ("Monza", "B"), ("Nowhere", "C"), ("Nowhere Ring", "D")):
        path = file("Pos,No,Driver,Laps\n1,5,Ann Berg,20\n", f"{event}.csv")
        run("load", path, "--db", base.url, "--series", "Cup", "--season", "2025", "--event", event,
            "--session", "Race", "--circuit", circuit, "--length-m", "5000")  # fmt: skip
    ran = review("decide", "Spa-Francorchamps", "same", "Monza", "--kind", "circuit")
    assert "two circuits: they are in two countries; nothing was merged" in ran.stderr
    assert review("decide", "Nowhere Ring", "same", "Nowhere", "--kind", "circuit").exit_code == 0
    assert base("SELECT count(*) AS n FROM layouts WHERE length_m = 5000") == [{"n": 3}]


@pytest.mark.sqlite_only
def test_what_somebody_cannot_answer_is_out_of_the_way(asked, review, file):
    path = file(
        "name,decision,same_as,kind\nVasserSullivan,cannot say,Vasser Sullivan,team\n", "d.csv"
    )
    assert review("apply", path).stderr.startswith(
        "nobody can say whether VasserSullivan is Vasser Sullivan\n"
    )

    def kinds(*words):
        found = json.loads(review("list", "--format", "json", *words).stdout)
        return [it["kind"] for it in found]

    assert kinds() == ["car"]
    assert kinds("--skipped") == ["team", "car"]
    assert kinds("--skipped", "--kind", "team") == ["team"]
    assert kinds("--skipped", "--name", "porsche") == ["car"]
    assert kinds("--skipped", "--min-score", "71") == []
    assert "VasserSullivan,cannot say,Vasser Sullivan" in review("export").stdout
    assert review("accept", 1).exit_code == 0


def test_an_event_of_two_series_that_are_one_is_a_round_once(base, run, file, review):
    for series, event in (("Cup", "Spring"), ("The Cup", "Summer")):
        path = file(f"Pos,No,Driver,Team,Laps\n1,5,Ann Berg,{event},20\n", f"{event}.csv")
        run("load", path, "--db", base.url, "--series", series, "--season", "2025", "--event", event,
            "--session", "Race")  # fmt: skip
    linked = run("link", "2025-spring", "--series", "The Cup", "--season", "2025", "--db", base.url)
    assert linked.exit_code == 0, linked.stderr
    rounds = "SELECT count(*) AS n FROM rounds"
    before = base(rounds)
    assert review("decide", "The Cup", "same", "Cup", "--kind", "series").exit_code == 0
    assert base(rounds) == [{"n": before[0]["n"] - 1}]
    assert review("reopen", base("SELECT max(id) AS n FROM reviews")[0]["n"]).exit_code == 0
    assert base(rounds) == before


@pytest.mark.sqlite_only
def test_a_name_that_is_known_and_one_that_is_not(spring, base, load, review):
    teams = "SELECT name FROM teams ORDER BY name"

    def same(name, other):
        return review("decide", name, "same", other, "--kind", "team").stderr.strip()

    assert same("Beta", "Beta Works") == "Beta is now Beta Works"  # the other is not known
    assert same("BW", "Beta Works") == "BW is now Beta Works"  # the one is not
    assert same("BW", "Beta") == "BW and Beta are one team already"
    assert base(teams) == [{"name": "Beta Works"}, {"name": "Vasser Sullivan"}]
    assert review("reopen", 2).exit_code == 0
    assert review("reopen", 3).exit_code == 0
    load(SPRING.replace("Beta", "BW"), "Summer")
    assert {"name": "BW"} in base(teams)


@pytest.mark.sqlite_only
def test_what_is_decided_is_no_open_question(asked, review):
    words = ("decide", "VasserSullivan", "cannot say", "Vasser Sullivan", "--kind", "team")
    assert review("new", 1).exit_code == 0
    ran = review(*words)
    assert ran.exit_code == 1
    assert ran.stderr.startswith(
        "racedb: 'VasserSullivan' and 'Vasser Sullivan' are not the same team by review 1; take"
    )


# ---- names that each series or season has once ---------------------------------------------------

CLASSES = "Pos,No,Driver,Manufacturer,Class,Laps,Best Lap\n1,5,Ann Berg,Lola,{},20,1:40.1\n"
OF_CLASSES = "SELECT event, class FROM classification ORDER BY event"


def test_classes_are_asked_about_merged_and_two_again(base, load, review, run):
    assert load(CLASSES.format("LMP 2"), "Spring").exit_code == 0
    assert load(CLASSES.format("LMP2"), "Summer").exit_code == 5
    (one,) = json.loads(review("list", "--kind", "class", "--format", "json").stdout)
    assert (one["name"], one["resembles"], one["score"]) == ("LMP2", "LMP 2", 70)
    before = base(OF_CLASSES)
    assert review("accept", one["review"]).stderr == "review 1: LMP2 is now LMP 2\n"
    assert load(CLASSES.format("lmp2"), "Autumn").exit_code == 0
    assert {row["class"] for row in base(OF_CLASSES)} == {"LMP 2"}
    assert run("db", "check", "--db", base.url).exit_code == 0
    assert review("reopen", 1).exit_code == 0
    assert base(OF_CLASSES)[1:] == before


def test_a_decision_about_a_class_holds_in_every_series(base, load, review):
    load(CLASSES.format("Pro"), "Spring")
    words = ("decide", "Pro", "renamed", "GT3 pro", "--kind", "class")
    assert review(*words).stderr == "Pro is now GT3 pro\n"
    load(CLASSES.format("GT3 Pro"), "Summer")  # a person chose the spelling
    load(CLASSES.format("PRO"), "Spring", "--series", "Bowl")
    assert base("SELECT s.name, c.code FROM classes c JOIN series s ON s.id = c.series_id") == [
        {"name": "Cup", "code": "GT3 pro"}, {"name": "Bowl", "code": "GT3 pro"},
    ]  # fmt: skip
    assert review("reopen", 1).exit_code == 0
    assert base("SELECT code FROM classes WHERE id = 1") == [{"code": "Pro"}]


def test_two_classes_of_one_session_are_no_question(base, load, review):
    both = CLASSES.format("LMP 2") + "2,6,Bo Dahl,Lola,LMP2,19,1:41.0\n"
    assert load(both, "Spring").exit_code == 0
    assert load(CLASSES.format("LMP-2"), "Summer").exit_code == 0
    ran = review("decide", "LMP2", "different", "LMP 2", "--kind", "class")
    assert ran.stderr == "LMP2 is not LMP 2\n"


ROWS = "Pos,No,Driver,Laps\n1,5,Ann Berg,20\n"
EVENTS = "SELECT slug, name FROM events ORDER BY slug"


def test_events_are_asked_about_and_called_by_one_name(base, load, review, run):
    load(ROWS, "Saudi Arabian Grand Prix")
    assert load(ROWS, "Saudi Arabia Grand Prix", session="Qualifying").exit_code == 5
    (one,) = json.loads(review("list", "--format", "json").stdout)
    assert (one["kind"], one["name"], one["slug"]) == (
        "event", "Saudi Arabia Grand Prix", "2025-saudi-arabian-grand-prix",
    )  # fmt: skip
    assert review("accept", 1).stderr == (
        "review 1: Saudi Arabia Grand Prix is now Saudi Arabian Grand Prix\n"
    )
    load(ROWS, "Saudi Arabia Grand Prix", session="Warm-up")
    assert base(
        "SELECT s.code, e.name FROM sessions s JOIN events e ON e.id = s.event_id ORDER BY s.code"
    ) == [{"code": code, "name": "Saudi Arabian Grand Prix"} for code in ("Q", "R", "WU")]
    assert base(EVENTS) == [
        {"slug": "2025-saudi-arabian-grand-prix", "name": "Saudi Arabian Grand Prix"}
    ]
    assert run("db", "check", "--db", base.url).exit_code == 0


RACE = "Pos,No,Drivers,Team,Laps\n1,5,Ann Berg / Bo Dahl,Alfa,20\n2,7,Cy Ek,Beta,19\n"
QUALIFYING = "Pos,No,Drivers,Team,Laps\n1,5,Ann Berg / Di Falk,Alfa,3\n2,8,Ed Gill,Gamma,3\n"
MEETING = (
    "SELECT slug, name, circuit_id, starts_on FROM events ORDER BY slug",
    "SELECT event, session, car_number, drivers, laps FROM classification ORDER BY 1, 2, 3",
    "SELECT event, car_number, seat, driver FROM crews ORDER BY 1, 2, 3",
    "SELECT e.slug, n.car_number, n.crew_names FROM entries n, events e WHERE e.id = n.event_id ORDER BY 1, 2",
    "SELECT season_id, number, event_id FROM rounds ORDER BY id",
    "SELECT row_key FROM corrections",
    "SELECT kind, text, target_id FROM aliases WHERE kind = 'event' AND decided_by = 'load' ORDER BY id",
)
DECIDE = ("decide", "Oval Race", "same", "Four Hours of Oval", "--kind", "event")


@pytest.fixture
def weekend(base, load, run):
    """Load a race meeting under two names; return a function that gives what is stored of it."""
    load(RACE, "Oval Race", "--circuit", "Oval", "--date", "2025-05-01")
    load(QUALIFYING, "Four Hours of Oval", session="Qualifying")
    words = ("results", "--event", "2025-oval-race", "--session", "R", "--car", "5", "laps=21")
    assert run("correct", *words, "--reason", "bulletin", "--db", base.url).exit_code == 0
    return lambda: [base(statement) for statement in MEETING]


def test_a_meeting_under_two_names_is_one_event_and_two_again(weekend, base, review, run):
    before = weekend()

    assert review(*DECIDE).stderr == "Oval Race is now Four Hours of Oval\n"

    events, results, crews, *_ = weekend()
    assert [(it["slug"], it["starts_on"]) for it in events] == [
        ("2025-four-hours-of-oval", "2025-05-01")
    ]
    assert events[0]["circuit_id"] is not None
    assert [(it["session"], it["car_number"], it["drivers"], it["laps"]) for it in results] == [
        ("Qualifying", "5", "Ann Berg / Di Falk", 3), ("Qualifying", "8", "Ed Gill", 3),
        ("Race", "5", "Ann Berg / Bo Dahl", 21), ("Race", "7", "Cy Ek", 19),
    ]  # fmt: skip
    of_car = [it["driver"] for it in crews if it["car_number"] == "5"]
    assert sorted(of_car) == ["Ann Berg", "Bo Dahl", "Di Falk"]
    ran = run("imports", "undo", "1", "--db", base.url)
    assert ran.exit_code == 1
    assert "import 3 (review:1) changed its rows" in ran.stderr
    assert run("db", "check", "--db", base.url).exit_code == 0
    assert run("db", "refresh", "--db", base.url).exit_code == 0

    assert review("reopen", 1).exit_code == 0

    assert weekend() == before
    assert run("db", "check", "--db", base.url).exit_code == 0


def test_a_later_load_of_both_is_undone_before_the_merge(weekend, base, load, review, run):
    before = weekend()
    review(*DECIDE)
    load(QUALIFYING.replace("8,Ed Gill", "7,Cy Ek"), "Oval Race", session="Warm-up")

    ran = review("reopen", 1)

    assert ran.exit_code == 1
    assert ran.stderr == (
        "racedb: import 4 stored results of both events in one car or session since; "
        "undo it first: racedb imports undo 4\n"
    )
    assert run("imports", "undo", "4", "--db", base.url).exit_code == 0
    assert review("reopen", 1).exit_code == 0
    assert weekend() == before


def test_a_session_of_both_events_is_for_a_person(weekend, load, review):
    load("Pos,No,Driver,Laps\n1,9,Flo Hart,20\n", "Four Hours of Oval")
    before = weekend()

    ran = review("decide", "2025-oval-race", "same", "2025-four-hours-of-oval", "--kind", "event")

    assert ran.exit_code == 1
    assert ran.stderr == (
        "racedb: 2025-oval-race and 2025-four-hours-of-oval both have a session R; if they are "
        "two, name one anew: racedb move 2025-oval-race R --event 2025-four-hours-of-oval "
        "--session NAME; if they are one, load it again: racedb imports undo 1, "
        "racedb load FILE --event 'Four Hours of Oval'\n"
    )
    assert weekend() == before


@pytest.mark.sqlite_only
@pytest.mark.sqlite_only
def test_a_meeting_of_cars_without_drivers_is_one_event_and_two_again(base, load, review):
    load("Pos,No,Team,Laps\n1,5,Alfa,20\n", "Oval Race")
    load("Pos,No,Team,Laps\n1,5,Alfa,3\n", "Four Hours of Oval", session="Qualifying")
    cars = "SELECT e.name, n.car_number FROM entries n, events e WHERE e.id = n.event_id ORDER BY 1"

    assert review(*DECIDE).exit_code == 0
    assert base(cars) == [{"name": "Four Hours of Oval", "car_number": "5"}]
    assert review("reopen", 1).exit_code == 0
    assert base(cars) == [
        {"name": "Four Hours of Oval", "car_number": "5"},
        {"name": "Oval Race", "car_number": "5"},
    ]


@pytest.mark.sqlite_only
def test_a_series_has_the_championships_of_its_new_name(base, load, review):
    load(
        "Pos,No,Driver,Team,Laps\n1,5,Ann Berg,Alfa,20\n",
        "Oval Race",
        "--series",
        "Formula One Cup",
        "--season",
        "2023",
    )
    table = "SELECT season, name, points FROM standings WHERE competitor = 'driver'"
    assert base(table) == []

    words = ("decide", "Formula One Cup", "renamed", "Formula 1", "--kind", "series")
    assert review(*words).exit_code == 0

    assert base(table) == [{"season": "2023", "name": "Ann Berg", "points": 25.0}]


def test_a_meeting_of_two_series_is_one_event_by_its_slugs(base, load, review):
    load(RACE, "Oval Race")
    load(QUALIFYING, "Oval Race", "--series", "Bowl", session="Qualifying")
    words = ("2025-oval-race-2", "same", "2025-oval-race")

    assert review("decide", *words, "--kind", "event").stderr == (
        "2025-oval-race-2 is now Oval Race\n"
    )

    assert base(EVENTS) == [{"slug": "2025-oval-race", "name": "Oval Race"}]
    assert base("SELECT count(*) AS n FROM rounds") == [{"n": 2}]
    assert [it["session"] for it in base("SELECT DISTINCT session FROM classification ORDER BY 1")] == [
        "Qualifying", "Race",
    ]  # fmt: skip


def test_an_event_is_renamed_for_good_and_back(base, load, review):
    load(ROWS, "Oval Race")
    words = ("decide", "Oval Race", "renamed", "oval grand Prix", "--kind", "event")
    assert review(*words).stderr == "Oval Race is now oval grand Prix\n"
    load(ROWS, "Oval Race", session="Qualifying")
    load(ROWS, "Oval Grand Prix", session="Warm-up")
    assert base(EVENTS) == [{"slug": "2025-oval-grand-prix", "name": "oval grand Prix"}]
    assert review("reopen", 1).exit_code == 0
    assert base(EVENTS) == [{"slug": "2025-oval-race", "name": "Oval Race"}]


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        (("--round", "1"), ("--round", "2"), 0),
        (("--date", "2025-05-01"), ("--date", "2025-09-01"), 0),
        (("--date", "2025-05-01"), ("--date", "2025-05-02"), 1),
        (("--round", "1"), (), 1),
    ],
)
@pytest.mark.sqlite_only
def test_events_of_other_days_or_rounds_are_no_question(load, review, first, second, asked):
    load(ROWS, "Grand Prix of the Oval", *first)
    load(ROWS, "Oval Grand Prix", *second)
    found = json.loads(review("list", "--kind", "event", "--format", "json").stdout)
    assert [it["reasons"] for it in found] == ["same telling words"] * asked


@pytest.mark.sqlite_only
def test_two_events_of_one_day_and_circuit_are_asked_about(base, load, review):
    place = ("--date", "2025-05-01", "--circuit", "Oval", "--series", "Bowl")
    load(ROWS, "Spring Classic", *place)
    load(ROWS, "Four Hours", *place)
    (one,) = json.loads(review("list", "--format", "json").stdout)
    assert (one["resembles"], one["reasons"]) == ("Spring Classic", "same days and circuit")
    assert review("decide", "Four Hours", "same", "Five Hours", "--kind", "event").stderr == (
        "Four Hours is now Five Hours\n"
    )
    assert json.loads(review("list", "--format", "json").stdout) == []


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        (("Bahrain", "--date", "2025-05-02"), ("Bahrain Gulf Cup",), ["same days, a word in common"]),
        (("Bahrain", "--date", "2025-05-03"), ("Bahrain Gulf Cup",), []),
        (("Bahrain", "--date", "2025-05-02"), ("Sakhir Grand Prix",), []),
        (("Bahrain", "--date", "2025-05-02", "--circuit", "Ring"), ("Bahrain Cup", "--circuit", "Oval"), []),
        (("China",), ("Chinese Grand Prix",), ["same country"]),
        (("China", "--date", "2025-09-02"), ("Chinese Grand Prix",), []),
        (("China", "--round", "1"), ("Chinese Grand Prix", "--round", "2"), []),
        (("China",), ("Grand Prix of Shanghai",), []),
    ],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_events_of_one_day_or_country_are_asked_about(load, review, first, second, reasons):
    """A table of winners names the country and the day of the race, another one the meeting."""
    load(ROWS, *second, "--date", "2025-05-01", session="Qualifying")
    load(ROWS, *second, "--date", "2025-05-02")
    load(ROWS, *first)
    found = json.loads(review("list", "--kind", "event", "--format", "json").stdout)
    assert [it["reasons"] for it in found] == reasons


@pytest.mark.sqlite_only
def test_answers_that_go_round_in_a_circle_do_not_hang(base, load, review):
    for one, other in (("Alfa", "Beta"), ("Beta", "Gamma"), ("Gamma", "Alfa")):
        for kind in ("team", "class"):
            assert review("decide", one, "same", other, "--kind", kind).exit_code == 0
    load("Pos,No,Driver,Team,Class,Laps\n1,5,Ann Berg,Alfa,Beta,20\n", "Spring")
    assert base("SELECT team, class FROM classification") == [{"team": "Gamma", "class": "Gamma"}]
