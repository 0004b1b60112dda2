"""`racedb move` and `racedb link`: sessions and events where they belong, without loading again."""

import pytest

from tests.ingest.samples import EVENT, QUALIFYING, RACE

ROWS = "Pos,No,Driver,Class,Laps\n1,7,Ann Berg,GT,9\n2,8,Bo Dahl,GT,8\n"
LAPS = "No,Lap,Lap time,Driver\n7,1,2:00.0,Ann Berg\n7,2,1:50.0,Ann Berg\n8,1,2:01.0,Bo Dahl\n"
OTHER = ("--series", "Club Cup", "--season", "2024", "--event", "Autumn Race", "--session", "Race")
PLACES = (
    "SELECT c.event, c.session, c.car_number, c.drivers FROM classification c "
    "ORDER BY c.session_id, c.row_order"
)


@pytest.fixture
def rows(load, sheet):
    """Load the same two rows with other words about them."""
    return lambda *words, name="race.csv", text=ROWS: load(sheet(text, name), *words)


@pytest.fixture
def race(once, rows):
    """Begin with a race."""
    once(lambda: rows(*RACE))


@pytest.fixture
def do(run, base):
    """Run a command; gives what it says."""

    def done(command, *words, exit_code=0):
        ran = run(*command.split(), "--db", base, *words)
        assert ran.exit_code == exit_code, ran.stderr
        return ran.stderr

    return done


@pytest.fixture
def is_whole(run, base):
    """Check that nothing refers to nothing and every summary follows from its facts."""

    def checked():
        ran = run("db", "check", "--db", base)
        assert ran.exit_code in {0, 5}, ran.stdout  # 1: the database itself is damaged

    return checked


def test_a_session_moves_into_another_event_with_its_cars_and_laps(race, rows, ask, do, is_whole):
    rows(*QUALIFYING, name="q.csv")
    rows(*QUALIFYING, name="laps.csv", text=LAPS)

    said = do("move", "2024-summer-race", "Q", "--event", "Autumn Race")

    assert said == "2024-summer-race, Qualifying: now 2024-autumn-race\n"
    assert ask(PLACES) == [
        {"event": event, "session": session, "car_number": number, "drivers": driver}
        for event, session in (("Summer Race", "Race"), ("Autumn Race", "Qualifying"))
        for number, driver in (("7", "Ann Berg"), ("8", "Bo Dahl"))
    ]
    assert ask("SELECT COUNT(*) AS n FROM laps") == [{"n": 3}]
    assert ask("SELECT COUNT(*) AS n FROM entries") == [{"n": 4}]
    is_whole()


def test_a_session_moves_to_the_cars_that_the_other_event_has(race, rows, ask, do, is_whole):
    rows(*OTHER, name="other.csv", text=ROWS.replace("Bo Dahl", "Cy Ek"))
    rows(*QUALIFYING, name="laps.csv", text=LAPS)

    do("move", "2024-summer-race", "Q", "--event", "2024-autumn-race")

    assert ask(
        "SELECT e.name, n.car_number, COUNT(*) AS results FROM results r "
        "JOIN entries n ON n.id = r.entry_id JOIN events e ON e.id = n.event_id "
        "GROUP BY e.name, n.car_number ORDER BY e.name, n.car_number"
    ) == [
        {"name": "Autumn Race", "car_number": "7", "results": 2},
        {"name": "Autumn Race", "car_number": "8", "results": 2},
        {"name": "Summer Race", "car_number": "7", "results": 1},
        {"name": "Summer Race", "car_number": "8", "results": 1},
    ]
    assert ask(
        "SELECT d.name FROM entry_drivers s JOIN drivers d ON d.id = s.driver_id "
        "JOIN entries n ON n.id = s.entry_id JOIN events e ON e.id = n.event_id "
        "WHERE e.name = 'Autumn Race' AND n.car_number = '8' ORDER BY s.seat"
    ) == [{"name": "Cy Ek"}, {"name": "Bo Dahl"}]
    is_whole()


def test_a_whole_event_moves_into_another_and_is_gone(race, rows, ask, do, query, is_whole):
    rows(*EVENT[:-1], "SUMMER RACE GP", "--session", "Qualifying", name="q.csv")

    do("move", "2024-summer-race-gp", "--event", "2024-summer-race")

    assert ask("SELECT slug FROM events") == [{"slug": "2024-summer-race"}]
    assert ask("SELECT code FROM sessions ORDER BY code") == [{"code": "Q"}, {"code": "R"}]
    assert ask("SELECT COUNT(*) AS n FROM rounds") == [{"n": 1}]
    assert ask("SELECT COUNT(*) AS n FROM entries") == [{"n": 2}]
    assert query("most-wins") == [{"name": "Ann Berg", "wins": 1}]
    is_whole()


def test_an_event_gets_another_name_round_day_and_circuit(race, rows, ask, do):
    place = ("--circuit", "Spa-Francorchamps", "--date", "2024-07-05")

    do("move", "Summer Race", "--event", "Oval Prize", "--round", "4", *place)

    assert ask(
        "SELECT e.slug, e.name, r.number, e.starts_on, e.ends_on, l.length_m FROM events e "
        "JOIN rounds r ON r.event_id = e.id JOIN layouts l ON l.id = e.layout_id"
    ) == [
        {"slug": "2024-oval-prize", "name": "Oval Prize", "number": 4, "starts_on": "2024-07-05",
         "ends_on": "2024-07-05", "length_m": 7004},
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_the_start_of_a_session_moves_with_it(rows, ask, do):
    rows(*RACE, "--starts-at", "2024-07-05T14:00+02:00")

    do("move", "2024-summer-race", "R", "--session", "Race 2")

    assert ask(
        "SELECT code, time_zone FROM sessions WHERE CAST(starts_at AS text) LIKE '2024-07-05 12:00%'"
    ) == [{"code": "R2", "time_zone": "UTC+02:00"}]


@pytest.mark.sqlite_only
def test_an_event_moves_to_the_round_that_is_known(rows, ask, do):
    rows(*EVENT, "--session", "Qualifying", "--round", "4", name="q.csv")
    rows(*OTHER, name="r.csv")

    do("move", "Autumn Race", "--round", "4")

    assert ask("SELECT DISTINCT event FROM classification") == [{"event": "Summer Race"}]


def test_one_session_of_several_gets_a_round_and_an_event_of_its_own(rows, ask, do):
    rows(*EVENT, "--session", "Race", "--round", "3")
    rows(*EVENT, "--session", "Race 2", name="2.csv")

    do("move", "2024-summer-race", "R2", "--round", "9", "--session", "Race")

    assert ask(
        "SELECT e.slug, r.number, s.code FROM events e JOIN rounds r ON r.event_id = e.id "
        "JOIN sessions s ON s.event_id = e.id ORDER BY e.id"
    ) == [
        {"slug": "2024-summer-race", "number": 3, "code": "R"},
        {"slug": "2024-summer-race-2", "number": 9, "code": "R"},
    ]


def test_a_session_gets_the_name_and_kind_that_it_should_have(rows, ask, do, load, sheet):
    load(sheet(ROWS), *EVENT, "--session", "Saturday", exit_code=5)

    do("move", "2024-summer-race", "Saturday", "--session", "Race")

    assert ask("SELECT code, name, kind FROM sessions") == [
        {"code": "R", "name": "Race", "kind": "race"}
    ]


@pytest.mark.sqlite_only
def test_parts_move_with_their_whole(race, rows, ask, do):
    text = "Pos,No,Driver,Q1,Q2\n1,7,Ann Berg,1:31.0,1:30.0\n2,8,Bo Dahl,1:32.0,\n"
    rows(*QUALIFYING, name="q.csv", text=text)

    do("move", "2024-summer-race", "Q", "--event", "Autumn Race")

    assert ask(
        "SELECT e.name, s.code, s.part_of_id IS NOT NULL AS part FROM sessions s "
        "JOIN events e ON e.id = s.event_id ORDER BY s.id"
    ) == [
        {"name": "Summer Race", "code": "R", "part": 0},
        {"name": "Autumn Race", "code": "Q", "part": 0},
        {"name": "Autumn Race", "code": "Q1", "part": 1},
        {"name": "Autumn Race", "code": "Q2", "part": 1},
    ]


def test_another_series_has_classes_of_its_own(race, rows, ask, do):
    do("move", "2024-summer-race", "--series", "Trophy", "--season", "2023")

    assert ask("SELECT DISTINCT series, season, class FROM classification") == [
        {"series": "Trophy", "season": "2023", "class": "GT"}
    ]
    assert ask(
        "SELECT DISTINCT s.name FROM entries n JOIN classes c ON c.id = n.class_id "
        "JOIN series s ON s.id = c.series_id"
    ) == [{"name": "Trophy"}]
    do("move", "2024-summer-race", "--series", "Trophy", "--season", "2022")
    assert ask("SELECT COUNT(*) AS n FROM classes") == [{"n": 2}]


def test_cars_of_one_session_alone_move_with_it(race, rows, ask, do, is_whole):
    rows(*QUALIFYING, name="q.csv", text=ROWS.replace(",7,", ",70,").replace(",8,", ",80,"))
    place = ("--circuit", "Home Park", "--length-m", "2000")

    do("move", "2024-summer-race", "Q", "--event", "Autumn Race", *place)

    assert ask(
        "SELECT e.name, n.car_number FROM entries n JOIN events e ON e.id = n.event_id "
        "ORDER BY n.id"
    ) == [
        {"name": "Summer Race", "car_number": "7"}, {"name": "Summer Race", "car_number": "8"},
        {"name": "Autumn Race", "car_number": "70"}, {"name": "Autumn Race", "car_number": "80"},
    ]  # fmt: skip
    assert ask(
        "SELECT e.name, y.length_m FROM events e LEFT JOIN layouts y ON y.id = e.layout_id "
        "ORDER BY e.id"
    ) == [{"name": "Summer Race", "length_m": None}, {"name": "Autumn Race", "length_m": 2000}]
    is_whole()

    do("move", "2024-autumn-race", "--date", "2024-10-01")

    assert ask("SELECT starts_on FROM events ORDER BY id") == [
        {"starts_on": None}, {"starts_on": "2024-10-01"},
    ]  # fmt: skip


def test_corrections_follow_their_rows(race, rows, ask, do):
    rows(*QUALIFYING, name="q.csv")
    about = ("--event", "2024-summer-race", "--car", "7", "--reason", "a test")
    do("correct", "results", "laps=7", "--session", "R", *about)
    do("correct", "entries", "entrant_name=X", *about)

    do("move", "2024-summer-race", "R", "--event", "Autumn Race", "--session", "Race 2")
    do("move", "2024-summer-race", "--event", "Summer Prize")
    number = "SELECT id FROM corrections WHERE column_name = 'laps'"
    do("corrections remove", str(ask(number)[0]["id"]))

    assert ask("SELECT laps FROM classification WHERE event = 'Autumn Race' ORDER BY row_order") == [
        {"laps": 9}, {"laps": 8},
    ]  # fmt: skip
    assert "2024-summer-prize" in str(ask("SELECT row_key FROM corrections"))


def test_a_move_is_an_import_that_is_moved_back_and_not_undone(race, rows, ask, do, run, base):
    do("move", "2024-summer-race", "--event", "Prize", "--by", "Eve")

    ran = run("imports", "undo", "2", "--db", base)
    first = run("imports", "undo", "1", "--db", base)

    assert "import 2 moved sessions; 'racedb move' moves them back" in ran.stderr
    assert "import 1 cannot be undone" in first.stderr
    assert ask("SELECT uri, publisher FROM sources ORDER BY id DESC LIMIT 1") == [
        {"uri": "move:2024-summer-race", "publisher": "Eve"}
    ]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("2024-summer-race",), 2, "say what is different"),
        (("2024-summer-race", "--session", "Race 2"), 2, "--session is the new name"),
        (("2024-winter", "--round", "2"), 2, "no event is named '2024-winter'"),
        (("2024-summer-race", "Q", "--round", "2"), 2, "no session is named 'Q'"),
        (("2024-summer-race", "--event", "Autumn Race"), 1, "has a session R already"),
        (("2024-summer-race", "--date", "soon"), 2, "date: 'soon' is not a date"),
        (("2024-summer-race", "--layout", "Long"), 2, "has no circuit; say which"),
        (("2024-summer-race", "R", "--date", "2024-07-05"), 2, "are those of the whole event"),
    ],
)
@pytest.mark.sqlite_only
def test_a_move_that_cannot_be_is_refused(race, rows, do, words, code, says):
    rows(*OTHER, name="other.csv")
    rows(*EVENT, "--session", "Race 2", name="2.csv")

    assert says in do("move", *words, exit_code=code)


def test_an_event_is_linked_to_another_season_and_taken_out_of_it(race, rows, ask, do, query):
    there = ("2024-summer-race", "--series", "Trophy", "--season", "2024")
    rounds = "SELECT number FROM rounds ORDER BY id"

    assert do("link", *there) == "2024-summer-race counts for Trophy 2024, too\n"
    assert do("link", *there, "--round", "5") == "2024-summer-race counts for Trophy 2024\n"
    assert do("link", *there) == "2024-summer-race counts for Trophy 2024\n"
    assert ask(rounds) == [{"number": None}, {"number": 5}]
    assert query("most-wins", "series=trophy") == [{"name": "Ann Berg", "wins": 1}]

    assert do("link", *there, "--remove") == "2024-summer-race does not count for Trophy 2024\n"
    assert ask(rounds) == [{"number": None}]
    cup = ("2024-summer-race", "--series", "Club Cup", "--season", "2024", "--remove")
    assert "counts for no other season" in do("link", *cup, exit_code=1)
