"""Names to rows: by exact folded key, never by likeness."""

import pytest

from tests.ingest.samples import EVENT, QUALIFYING, RACE
from tests.refusals import change

pytestmark = pytest.mark.sqlite_only


def dump(**files):
    """Return a dump of one race with these drivers and results."""
    return {
        "races.csv": "raceId,year,round,name,date\n7,2009,1,Test Grand Prix,2009-03-29\n"
        "8,2009,2,Other Grand Prix,2009-04-05\n",
        "drivers.csv": "driverId,driverRef,forename,surname,dob,nationality\n" + files["drivers"],
        "results.csv": "resultId,raceId,driverId,number,position,laps\n" + files["results"],
    }


@pytest.fixture
def load_dump(load, sheet, tmp_path):
    """Load a dump of its own folder."""

    def loaded(name, *words, **files):
        for file, text in dump(**files).items():
            sheet(text, f"{name}/{file}")
        return load(str(tmp_path / name), "--series", "Formula 1", *words)

    return loaded


DRIVERS = "SELECT name, born_on, country FROM drivers ORDER BY id"


@pytest.mark.parametrize(
    ("makers", "models", "cars"),
    [
        # A model that begins with no maker gets the printed one in front.
        ("Porsche", "963", [("Porsche 963", "Porsche")]),
        ("Acme", "Acme Special", [("Acme Special", "Acme")]),
        # The maker of a model that says it.
        ("", "Lola T70", [("Lola T70", "Lola")]),
        ("", "Nobody Special", [("Nobody Special", None)]),
        # Known by its maker only, and by nothing.
        ("Porsche", "", [("Porsche", "Porsche")]),
        ("", "", []),
    ],
)
def test_a_car_is_found_by_maker_and_model(load, ask, sheet, makers, models, cars):
    text = f"Pos,No,Driver,Manufacturer,Model,Laps\n1,7,Ann Berg,{makers},{models},9\n2,8,Bo Dahl,,,8\n"

    load(sheet(text), *RACE)

    found = ask(
        "SELECT c.name, m.name AS maker FROM cars c LEFT JOIN manufacturers m "
        "ON m.id = c.manufacturer_id"
    )
    assert [tuple(row.values()) for row in found] == cars


def test_engines_and_tyres_name_their_makers(load, ask, sheet):
    text = (
        "Pos,No,Driver,Car,Engine,Tyres,Laps\n1,7,Ann Berg,Lola T70,Chevrolet V8,M,9\n"
        "2,8,Bo Dahl,March 711,Whatever V8,Hand Made,8\n3,9,Cy Ek,March 711,,,7\n"
    )

    load(sheet(text), *RACE)

    assert ask(
        "SELECT c.name AS car, m.name AS engine, t.name AS tyres FROM entries e "
        "JOIN cars c ON c.id = e.car_id LEFT JOIN manufacturers m "
        "ON m.id = c.engine_manufacturer_id LEFT JOIN manufacturers t "
        "ON t.id = e.tyre_manufacturer_id ORDER BY e.car_number"
    ) == [
        {"car": "Lola T70", "engine": "Chevrolet", "tyres": "Michelin"},
        {"car": "March 711", "engine": None, "tyres": "Hand Made"},
        {"car": "March 711", "engine": None, "tyres": None},
    ]


def test_compounds_of_tyres_are_no_makers(load, ask, sheet):
    load(sheet("Pos,No,Driver,Tires,Laps\n1,7,Ann Berg,M,9\n2,8,Bo Dahl,H,8\n"), *RACE)

    assert ask("SELECT name FROM manufacturers") == []
    assert ask("SELECT tyre_manufacturer_id AS it FROM entries") == [{"it": None}, {"it": None}]


def test_what_is_beside_the_column_driver_is_the_driver_s(load, ask, sheet):
    text = "Pos,No,Driver,Laps,Nationality,Date of birth\n1,7,Ann Berg,9,GER,1990-02-03\n"

    load(sheet(text), *RACE)

    assert ask(DRIVERS) == [{"name": "Ann Berg", "born_on": "1990-02-03", "country": "DE"}]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_best_spelling_is_shown_whichever_came_first(load, ask, sheet, order):
    texts = [
        "Pos,No,Driver,Team,Car,Laps\n1,7,Luis Pérez,AF Corsa,Lola T70 MkIII,9\n",
        "Pos,No,Driver,Team,Car,Laps\n1,7,Luis-Pérez,Af corsa,LOLA T70 MKIII,9\n",
    ]

    for number, sessions in zip(order, (RACE, QUALIFYING), strict=True):
        load(sheet(texts[number], f"{number}.csv"), *sessions)

    assert ask("SELECT DISTINCT drivers, team, car FROM classification") == [
        {"drivers": "Luis Pérez", "team": "AF Corsa", "car": "Lola T70 MkIII"}
    ]
    assert ask("SELECT slug, given_name, family_name FROM drivers") == [
        {"slug": "luis-perez", "given_name": "Luis", "family_name": "Pérez"}
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_class_is_one_however_it_is_written_and_has_its_best_spelling(load, ask, sheet, order):
    texts = [
        "Pos,No,Driver,Class,Laps\n1,7,Ann Berg,Grand  Touring,9\n2,8,Bo Dahl,grand touring,8\n",
        "Pos,No,Driver,Class,Laps\n1,7,Ann Berg,GRAND TOURING,9\n",
    ]
    for at in order:
        load(sheet(texts[at], f"{at}.csv"), *(RACE, QUALIFYING)[at])

    assert ask("SELECT code FROM classes") == [{"code": "Grand Touring"}]


def test_an_entrant_in_front_of_the_team_is_kept_as_printed(load, ask, sheet):
    text = "Pos,No,Driver,Team,Laps\n1,7,Ann Berg,Michael Cullen (Rosso Corsa),9\n2,8,Bo Dahl,Rosso Corsa,8\n"

    load(sheet(text), *RACE)

    assert ask("SELECT team, entrant FROM classification ORDER BY position") == [
        {"team": "Rosso Corsa", "entrant": "Michael Cullen"},
        {"team": "Rosso Corsa", "entrant": None},
    ]


def test_the_driver_of_the_best_lap_is_kept(load, ask, sheet):
    text = (
        "Pos,No,Drivers,Laps,Best lap,Best lap driver\n1,7,Ann Berg / Bo Dahl,9,1:30.0,Bo Dahl\n"
        "2,8,Cy Ek,8,1:31.0,\n"
    )

    load(sheet(text), *EVENT, "--session", "Race", "--columns",
         "position,car_number,drivers,laps,best_lap,best_lap_driver")  # fmt: skip

    assert ask(
        "SELECT d.name FROM results r LEFT JOIN drivers d ON d.id = r.best_lap_driver_id "
        "ORDER BY r.position"
    ) == [{"name": "Bo Dahl"}, {"name": None}]


def test_people_of_one_name_and_two_birthdays_are_two(load_dump, ask):
    load_dump(
        "a",
        drivers="1,doe,Jane,Doe,1990-02-03,Dutch\n2,doe_jr,Jane,Doe,1980-05-06,\n",
        results="1,7,1,22,1,58\n2,7,2,3,2,57\n",
    )

    assert ask(DRIVERS) == [
        {"name": "Jane Doe", "born_on": "1990-02-03", "country": "NL"},
        {"name": "Jane Doe", "born_on": "1980-05-06", "country": None},
    ]
    assert ask("SELECT slug FROM drivers ORDER BY id") == [
        {"slug": "jane-doe"},
        {"slug": "jane-doe-2"},
    ]


def test_a_name_of_two_people_goes_to_the_one_whom_it_fits(load_dump, load, sheet, ask):
    load_dump(
        "a",
        drivers="1,doe,Jane,Doe,1990-02-03,\n2,doe_jr,Jane,Doe,1980-05-06,\n",
        results="1,7,1,22,1,58\n2,7,2,3,2,57\n",
    )
    again = ("--series", "Formula 1", "--season", "2009", "--event", "Prix", "--session", "Race")

    (report,) = load(
        sheet("Pos,No,Driver,Team,Laps\n1,7,Jane Doe,McLaren,9\n2,8,Bo Dahl,A,8\n"), *again,
        exit_code=5,
    )  # fmt: skip

    assert (report["new"], report["rejected"], report["reviews"]) == (2, 0, 1)
    assert ask(
        "SELECT d.slug FROM crews c JOIN drivers d ON d.id = c.driver_id WHERE c.event = 'Prix' "
        "ORDER BY c.car_number"
    ) == [{"slug": "jane-doe"}, {"slug": "bo-dahl"}]


def test_a_driver_learns_birthday_and_country(load, load_dump, ask, sheet):
    load(sheet("Pos,No,Driver,Laps\n1,7,Jane Doe,9\n2,8,Max Roe,8\n"), *RACE)

    load_dump(
        "a", drivers="1,doe,Jane,Doe,1990-02-03,Dutch\n2,roe,Max,Roe,,\n",
        results="1,7,1,22,1,58\n2,7,2,3,2,57\n",
    )  # fmt: skip

    assert ask(DRIVERS) == [
        {"name": "Jane Doe", "born_on": "1990-02-03", "country": "NL"},
        {"name": "Max Roe", "born_on": None, "country": None},
    ]


def test_a_key_of_a_publisher_outlives_another_name(load_dump, ask):
    load_dump("a", drivers="1,doe,Jane,Doe,1990-02-03,\n2,roe,Max,Roe,,\n",
              results="1,7,1,22,1,58\n2,7,2,3,2,57\n")  # fmt: skip

    load_dump("b", drivers="1,doe,Jane,Doe-Smith,1990-02-03,\n2,roe,Max,Roe,,\n",
              results="1,8,1,22,1,58\n2,8,2,3,2,57\n")  # fmt: skip

    assert [row["name"] for row in ask(DRIVERS)] == ["Jane Doe-Smith", "Max Roe"]
    assert ask(
        "SELECT a.text FROM aliases a JOIN drivers d ON d.id = a.target_id "
        "WHERE a.kind = 'driver' AND a.scope IS NULL AND d.slug = 'jane-doe-smith' ORDER BY a.id"
    ) == [{"text": "Jane Doe"}, {"text": "Jane Doe-Smith"}]


def test_a_key_alone_names_a_driver_until_the_name_is_known(load, ask, sheet):
    columns = ("--columns", "position,car_number,driver_ref,laps")
    load(sheet("1,7,jane_doe,9\n2,8,max_roe,8\n"), *RACE, *columns)
    assert [row["name"] for row in ask(DRIVERS)] == ["Jane Doe", "Max Roe"]

    named = ("--columns", "position,car_number,driver_ref,driver,laps")
    load(
        sheet("1,7,jane_doe,Jane Margaret DOE,9\n2,8,max_roe,Max Roe,8\n", "q.csv"),
        *QUALIFYING,
        *named,
    )
    load(sheet("1,7,jane_doe,9\n", "w.csv"), *EVENT, "--session", "Warm-up", *columns)

    assert ask("SELECT name, given_name, family_name FROM drivers ORDER BY id") == [
        {"name": "Jane Margaret Doe", "given_name": "Jane Margaret", "family_name": "Doe"},
        {"name": "Max Roe", "given_name": "Max", "family_name": "Roe"},
    ]
    assert ask("SELECT DISTINCT drivers FROM classification WHERE car_number = '7'") == [
        {"drivers": "Jane Margaret Doe"}
    ]


def test_a_decision_that_became_ambiguous_refuses_no_file(run, base, load, sheet, load_dump, ask):
    load(sheet("Pos,No,Driver,Laps\n1,7,Jane Doe,9\n2,8,Max Roe,8\n"), *RACE)
    load_dump("a", drivers="1,doe,Jane,Doe,1990-02-03,\n2,doe_jr,Jane,Doe,1980-05-06,\n",
              results="1,7,1,22,1,58\n2,7,2,3,2,57\n")  # fmt: skip
    change(
        base,
        "INSERT INTO reviews (id, kind, key, text, context, candidates, state, decided_by) "
        "VALUES (99, 'driver', 'j doe', 'J. Doe', '{}', "
        '\'[{"key": "jane doe", "name": "Jane Doe", "chosen": true}]\', \'accepted\', \'me\')',
    )
    path = sheet("Pos,No,Driver,Laps\n1,7,J. Doe,9\n2,8,Max Roe,8\n", "q.csv")

    ran = run("load", "--db", base, path, *QUALIFYING)

    assert ran.exit_code == 0, ran.stderr
    assert ask("SELECT DISTINCT drivers FROM classification WHERE car_number = '7'") == [
        {"drivers": "Jane Doe"}
    ]
