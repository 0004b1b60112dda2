"""Contexts to seasons, events, layouts and sessions (design, rulings 6, 7 and 15)."""

import pytest

from racedb.db.engine import engine
from racedb.db.url import database_url
from tests.ingest.samples import EVENT, QUALIFYING, RACE

pytestmark = pytest.mark.sqlite_only

ROWS = "Pos,No,Driver,Laps\n1,7,Ann Berg,9\n2,8,Bo Dahl,8\n"
WHERE = "SELECT DISTINCT series, season, event, session FROM classification ORDER BY season, event"
LAYOUTS = (
    "SELECT c.slug, c.country, l.name, l.length_m, l.valid_from, l.valid_to FROM layouts l "
    "JOIN circuits c ON c.id = l.circuit_id ORDER BY l.id"
)


@pytest.fixture
def rows(load, sheet):
    """Load the same two rows with other words about them."""
    return lambda *words, name="race.csv": load(sheet(ROWS, name), *words)


@pytest.mark.parametrize(
    ("words", "season"),
    [
        (("--event", "Summer Race", "--date", "2024-07-05"), "2024"),
        (("--event", "24 Hours of Anywhere 1971"), "1971"),
    ],
)
def test_a_season_is_the_year_of_the_date_or_of_the_name(rows, ask, words, season):
    rows("--series", "Club Cup", "--session", "Race", *words)

    assert ask(WHERE) == [
        {"series": "Club Cup", "season": season, "event": words[1], "session": "Race"}
    ]


def test_an_event_without_a_name_takes_that_of_its_circuit(rows, ask):
    rows("--circuit", "Home Park", "--season", "2024", "--session", "Race")

    assert ask(WHERE) == [
        {"series": "Home Park", "season": "2024", "event": "Home Park", "session": "Race"}
    ]


def test_a_round_stands_for_the_event_until_its_name_is_known(rows, ask):
    season = ("--series", "Club Cup", "--season", "2024", "--session")
    rows(*season, "Race", "--round", "3")

    rows(*season, "Qualifying", "--round", "3", name="q.csv")
    rows(*season, "Warm-up", "--round", "3", "--event", "Summer Race", name="w.csv")

    assert ask(
        "SELECT e.slug, e.name, r.number FROM events e JOIN rounds r ON r.event_id = e.id"
    ) == [{"slug": "2024-summer-race", "name": "Summer Race", "number": 3}]
    assert ask("SELECT code FROM sessions ORDER BY code") == [
        {"code": "Q"}, {"code": "R"}, {"code": "WU"},
    ]  # fmt: skip


def test_a_round_alone_finds_the_event_that_has_a_name(rows, ask):
    season = ("--series", "Club Cup", "--season", "2024", "--round", "3")
    rows(*season, "--event", "Summer Race", "--session", "Race")

    rows(*season, "--session", "Qualifying", name="q.csv")

    assert ask("SELECT slug FROM events") == [{"slug": "2024-summer-race"}]


def test_days_far_apart_are_two_events_of_one_name(rows, ask):
    words = (*RACE, "--date")
    rows(*words, "2024-05-04")
    rows(*words, "2024-09-07", name="2.csv")
    rows(*words, "2024-11-02", name="3.csv")

    rows(*QUALIFYING, "--date", "2024-09-06", name="q.csv")

    assert ask("SELECT slug, starts_on, ends_on FROM events ORDER BY id") == [
        {"slug": "2024-summer-race", "starts_on": "2024-05-04", "ends_on": "2024-05-04"},
        {"slug": "2024-summer-race-2", "starts_on": "2024-09-06", "ends_on": "2024-09-07"},
        {"slug": "2024-summer-race-3", "starts_on": "2024-11-02", "ends_on": "2024-11-02"},
    ]


def test_an_event_without_a_day_is_found_by_name_and_learns_the_day(rows, ask):
    rows(*RACE)

    rows(*QUALIFYING, "--date", "2024-07-05", name="q.csv")

    assert ask("SELECT slug, starts_on FROM events") == [
        {"slug": "2024-summer-race", "starts_on": "2024-07-05"}
    ]


@pytest.mark.parametrize(
    ("words", "layout"),
    [
        # The only layout in use that year, or that day.
        (("--date", "1991-08-25"), ("Grand Prix 1983-1994", 6940, "1983-01-01", "1993-12-31")),
        (("--date", "2009-07-26"), ("Grand Prix", 7004, "2007-01-01", None)),
        # Of those in use then a length tells which, a name of all; one of another time is none.
        (("--length-m", "7000"), ("Grand Prix", 7004, "2007-01-01", None)),
        (("--length-m", "14100"), ("14100 m", 14100, None, None)),
        (("--layout", "grand prix"), ("Grand Prix", 7004, "2007-01-01", None)),
        (("--layout", "Long"), ("Long", 14100, "1957-01-01", "1978-12-31")),
        (
            ("--layout", "Grand Prix", "--length-m", "5000"),
            ("Grand Prix (5000 m)", 5000, None, None),
        ),
        # What nobody knows is as it was said.
        (("--length-m", "5555"), ("5555 m", 5555, None, None)),
        (("--layout", "Oval", "--length-m", "1000"), ("Oval", 1000, None, None)),
    ],
)
def test_the_layout_is_told_by_day_length_or_name(rows, ask, words, layout):
    year = words[1][:4] if words[0] == "--date" else "2009"

    rows("--event", "A Race", "--season", year, "--session", "Race",
         "--circuit", "Circuit de Spa-Francorchamps", *words)  # fmt: skip

    name, length_m, valid_from, valid_to = layout
    assert ask(LAYOUTS) == [
        {"slug": "spa-francorchamps", "country": "BE", "name": name, "length_m": length_m,
         "valid_from": valid_from, "valid_to": valid_to},
    ]  # fmt: skip
    assert ask("SELECT COUNT(*) AS n FROM events WHERE layout_id IS NOT NULL") == [{"n": 1}]


@pytest.mark.parametrize(
    "words",
    [
        ("--circuit", "Home Park"),
        ("--circuit", "Home Park", "--layout", "Short"),
        ("--circuit", "Spa", "--season", "Winter"),
    ],
    ids=["unknown circuit", "unknown layout", "a season without a year"],
)
def test_a_circuit_alone_says_no_layout(rows, ask, words):
    rows("--event", "A Race", "--season", "2024", "--session", "Race", *words)

    assert ask(LAYOUTS) == []
    assert ask("SELECT COUNT(*) AS n FROM events e JOIN circuits c ON c.id = e.circuit_id") == [
        {"n": 1}
    ]


@pytest.mark.parametrize(
    ("year", "event", "circuit", "layout"),
    [
        ("2019", "24 Hours of Le Mans", "Circuit de la Sarthe", "Sarthe"),
        ("2019", "French Round", "Bugatti Circuit", "Bugatti"),
        ("1967", "French Grand Prix", "Le Mans", None),
        ("1967", "24 Heures du Mans", "Le Mans", "Sarthe 1956-1967"),
    ],
)
def test_words_tell_one_of_several_layouts(rows, ask, year, event, circuit, layout):
    rows("--event", event, "--season", year, "--session", "Race", "--circuit", circuit)

    assert ask(
        "SELECT c.name AS circuit, l.name AS layout FROM events e "
        "JOIN circuits c ON c.id = e.circuit_id LEFT JOIN layouts l ON l.id = e.layout_id"
    ) == [{"circuit": "Le Mans", "layout": layout}]


def test_another_length_of_a_known_layout_has_a_name_of_its_own(rows, ask):
    park = ("--circuit", "Home Park", "--season", "2024", "--session", "Race")
    rows(*park, "--event", "One", "--layout", "Short", "--length-m", "2000")

    rows(*park, "--event", "Two", "--layout", "Short", "--length-m", "2500", name="2.csv")

    assert ask("SELECT name FROM layouts ORDER BY id") == [
        {"name": "Short"}, {"name": "Short (2500 m)"},
    ]  # fmt: skip


def test_a_session_may_be_on_another_layout_than_its_event(rows, ask):
    rows(*RACE, "--circuit", "Home Park", "--layout", "Long", "--length-m", "4000")

    rows(*QUALIFYING, "--circuit", "Home Park", "--length-m", "2000", name="q.csv")

    assert ask(
        "SELECT s.code, l.length_m FROM sessions s LEFT JOIN layouts l ON l.id = s.layout_id "
        "ORDER BY s.code"
    ) == [{"code": "Q", "length_m": 2000}, {"code": "R", "length_m": None}]


def test_a_layout_that_is_there_is_used_again(rows, ask):
    park = ("--circuit", "Home Park", "--season", "2024", "--session", "Race")
    rows(*park, "--event", "One", "--layout", "Short", "--length-m", "2000")
    rows(*park, "--event", "Two", "--layout", "Long", "--length-m", "3000", name="2.csv")

    rows(*park, "--event", "Three", "--length-m", "3000", name="3.csv")
    rows(*park, "--event", "Four", "--layout", "short", name="4.csv")

    assert ask(
        "SELECT e.name AS event, l.name AS layout FROM events e "
        "JOIN layouts l ON l.id = e.layout_id ORDER BY e.id"
    ) == [
        {"event": "One", "layout": "Short"},
        {"event": "Two", "layout": "Long"},
        {"event": "Three", "layout": "Long"},
        {"event": "Four", "layout": "Short"},
    ]


def test_the_layout_of_an_event_is_known_to_its_later_sessions(rows, load, sheet):
    rows(*RACE, "--circuit", "Home Park", "--length-m", "4000")
    text = "Pos,No,Driver,Best lap,km/h\n" + "".join(
        f"{n},{n},Driver {'ABC'[n - 1]},1:40.000,{kph}\n"
        for n, kph in ((1, 144), (2, 144), (3, 90))
    )

    (report,) = load(sheet(text, "q.csv"), *QUALIFYING)

    (finding,) = report["findings"]
    assert "4,000 m" in finding["message"]


def test_a_later_state_replaces_the_first_one(rows, ask):
    rows(*RACE)
    assert ask("SELECT state FROM sessions") == [{"state": "final"}]

    rows(*RACE, "--state", "amended")
    assert ask("SELECT state FROM sessions") == [{"state": "amended"}]

    rows(*RACE)
    assert ask("SELECT state FROM sessions") == [{"state": "amended"}]


@pytest.mark.parametrize(
    ("session", "codes"),
    [("Qualifying", ["Q", "Q1", "Q2"]), ("Sprint Qualifying", ["SQ", "SQ1", "SQ2"])],
)
def test_parts_of_qualifying_are_found_again(load, ask, sheet, session, codes):
    text = "Pos,No,Driver,Q1,Q2\n1,7,Ann Berg,1:31.0,1:30.0\n2,8,Bo Dahl,1:32.0,\n"
    load(sheet(text, "q.csv"), *EVENT, "--session", session)

    (report,) = load(
        sheet(text.replace("1:32.0", "1:31.9"), "q2.csv"), *EVENT, "--session", session
    )

    whole, first, _ = codes
    assert ask("SELECT code FROM sessions ORDER BY code") == [{"code": code} for code in codes]
    assert ask(
        "SELECT w.code FROM sessions s JOIN sessions w ON w.id = s.part_of_id ORDER BY s.code"
    ) == [{"code": whole}, {"code": whole}]
    assert ask(
        "SELECT r.best_lap_us FROM results r JOIN sessions s ON s.id = r.session_id "
        f"WHERE s.code = '{first}' ORDER BY r.row_order"
    ) == [{"best_lap_us": 91_000_000}, {"best_lap_us": 91_900_000}]
    assert report["changed"] == 1


def test_a_part_that_is_loaded_by_itself_belongs_to_the_whole(load, ask, sheet):
    text = "Pos,No,Driver,Best lap\n1,7,Ann Berg,1:31.0\n2,8,Bo Dahl,1:32.0\n"
    load(sheet(text, "q.csv"), *QUALIFYING)

    load(sheet(text, "q1.csv"), *EVENT, "--session", "Q1")

    assert ask(
        "SELECT w.code FROM sessions s JOIN sessions w ON w.id = s.part_of_id WHERE s.code = 'Q1'"
    ) == [{"code": "Q"}]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('starts_on = "5 July"', "starts_on: '5 July' is not a date like 2009-07-26"),
        ('ends_on = "2024-13-01"', "ends_on: '2024-13-01' is not a date like 2009-07-26"),
        ('date = "yesterday"', "date: 'yesterday' is not a date like 2009-07-26"),
    ],
)
def test_a_day_that_is_none_is_refused_by_name(run, base, sheet, lines, says):
    path = sheet(ROWS)
    sheet(
        f'[[load]]\npath = "race.csv"\nseason = 2024\nevent = "X"\nsession = "Race"\n{lines}\n',
        "manifest.toml",
    )

    ran = run("load", "--db", base, path)

    assert ran.exit_code == 2
    assert f"{path}: {says}" in ran.stderr


def test_a_length_in_a_column_must_be_one(run, base, ask, load, sheet):
    text = "Pos,No,Driver,Laps,Length\n1,7,Ann Berg,9,{0}\n2,8,Bo Dahl,8,{0}\n"
    columns = ("--columns", "position,car_number,driver,laps,length_m")
    words = (*RACE, "--circuit", "Home Park", *columns)

    ran = run("load", "--db", base, sheet(text.format("short")), *words)
    load(sheet(text.format('"4000,4"'), "good.csv"), *words)

    assert ran.exit_code == 2
    assert "length_m: 'short' is not a length in metres like 7004" in ran.stderr
    assert ask("SELECT length_m FROM layouts") == [{"length_m": 4000}]


def test_dates_of_a_file_that_are_no_days_say_nothing(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Date\n1,7,Ann Berg,9,19-22 Mar\n2,8,Bo Dahl,8,19-22 Mar\n"

    load(sheet(text), *RACE)

    assert ask("SELECT starts_on FROM events") == [{"starts_on": None}]


def test_a_table_with_a_grid_and_laps_is_a_race(load, ask, sheet):
    load(sheet("Pos,No,Driver,Laps,Grid\n1,7,Ann Berg,9,2\n2,8,Bo Dahl,8,1\n"), *EVENT)

    assert ask("SELECT code, kind FROM sessions") == [{"code": "R", "kind": "race"}]


def test_what_a_row_lacks_of_the_context_is_that_of_the_file(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Grid,Session\n1,7,Ann Berg,9,2,Sprint\n2,8,Bo Dahl,8,1,\n"

    load(sheet(text), *EVENT)

    assert ask("SELECT session, car_number FROM classification ORDER BY car_number") == [
        {"session": "Sprint", "car_number": "7"},
        {"session": "Race", "car_number": "8"},
    ]


def test_an_event_that_counts_for_two_series_is_one_in_a_file_about_both(
    rows, load, ask, sheet, base
):
    rows(*QUALIFYING)
    other = ("--series", "Other Cup", "--season", "2024", "--event", "Autumn Race")
    rows(*other, "--session", "Race", name="other.csv")
    opened = engine(database_url(base))
    with opened.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO rounds (season_id, event_id) SELECT seasons.id, events.id "
            "FROM seasons JOIN series ON series.id = seasons.series_id AND series.name = 'Other Cup' "
            "JOIN events ON events.name = 'Summer Race'"
        )
    opened.dispose()
    text = "Series,Pos,No,Driver,Laps\nClub Cup,1,7,Ann Berg,9\nOther Cup,2,8,Bo Dahl,8\n"

    load(sheet(text, "both.csv"), *EVENT[2:], "--session", "Race")

    assert ask("SELECT slug FROM events ORDER BY slug") == [
        {"slug": "2024-autumn-race"}, {"slug": "2024-summer-race"},
    ]  # fmt: skip
    assert ask(
        "SELECT s.code, e.car_number FROM sessions s JOIN events ON events.id = s.event_id "
        "JOIN results r ON r.session_id = s.id JOIN entries e ON e.id = r.entry_id "
        "WHERE events.name = 'Summer Race' AND s.code = 'R' ORDER BY e.car_number"
    ) == [{"code": "R", "car_number": "7"}, {"code": "R", "car_number": "8"}]
