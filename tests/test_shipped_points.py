"""Seasons that the points systems of racedb score without a decision, from files to tables."""

import json

import pytest

NO_ROWS = (
    "racedb: no rows; all printed points are those of the system, or no season has one: "
    "racedb points list\n"
)
HEAD = "Pos,No,Driver,Team,Manufacturer,Class,Laps\n"


@pytest.fixture
def season(run, migrated_url, tmp_path):
    """Return what loads a session of a season, and what its standings are."""

    def load(series, label, number, name, text):
        path = tmp_path / f"{series} {number} {name}.csv"
        path.write_text(text)
        about = {"series": series, "season": label, "event": f"Race {number}", "session": name}
        words = [word for key, value in about.items() for word in (f"--{key}", value)]
        ran = run("load", path, *words, "--round", str(number), "--db", migrated_url)
        assert ran.exit_code == 0, ran.stderr

    def standings(series, *words):
        ran = run("query", "standings", series, *words, "--db", migrated_url, "--format", "json")
        assert ran.exit_code == 0, ran.stderr
        return [
            tuple(row[key] for key in ("championship", "position", "name", "points", "wins"))
            for row in json.loads(ran.stdout)
        ]

    load.standings = standings
    return load


def test_a_championship_by_class_has_one_table_where_no_car_has_a_class(season):
    season(
        "MotoGP", "2016", 1, "Race",
        "Pos,No,Driver,Team,Manufacturer,Laps\n1,99,Jorge Lorenzo,Movistar,Yamaha,22\n"
        "2,4,Andrea Dovizioso,Ducati Team,Ducati,22\n4,46,Valentino Rossi,Movistar,Yamaha,22\n",
    )  # fmt: skip
    assert season.standings("motogp") == [
        ("World Championship of Riders", 1, "Jorge Lorenzo", 25.0, 1),
        ("World Championship of Riders", 2, "Andrea Dovizioso", 20.0, 0),
        ("World Championship of Riders", 3, "Valentino Rossi", 13.0, 0),
        ("World Championship of Teams", 1, "Movistar", 38.0, 1),
        ("World Championship of Teams", 2, "Ducati Team", 20.0, 0),
        ("World Championship of Constructors", 1, "Yamaha", 25.0, 1),
        ("World Championship of Constructors", 2, "Ducati", 20.0, 0),
    ]


def test_the_guest_and_the_pole_of_a_class(season):
    hypercars = (
        "1,8,Hartley,Toyota Gazoo Racing,Toyota,HYPERCAR,380\n"
        "2,709,Briscoe,Glickenhaus Racing,Glickenhaus,HYPERCAR,379\n"
        "3,36,Lapierre,Alpine Elf Team,Alpine,HYPERCAR,378\n"
    )
    season(
        "FIA WEC", "2022", 3, "Race", f"{HEAD}{hypercars}4,38,Felix da Costa,JOTA,Oreca,LMP2,369\n"
    )
    season(
        "FIA WEC", "2022", 3, "Qualifying",
        f"{HEAD}1,709,Briscoe,Glickenhaus Racing,Glickenhaus,HYPERCAR,4\n"
        "2,8,Hartley,Toyota Gazoo Racing,Toyota,HYPERCAR,4\n"
        "3,38,Felix da Costa,JOTA,Oreca,LMP2,4\n",
    )  # fmt: skip
    drivers = "FIA World Endurance Championship for Drivers"
    makers = "FIA World Endurance Championship for Manufacturers, HYPERCAR"
    assert season.standings("fia wec") == [
        (f"{drivers}, HYPERCAR", 1, "Hartley", 51.0, 1),
        (f"{drivers}, HYPERCAR", 2, "Lapierre", 36.0, 0),
        (f"{drivers}, LMP2", 1, "Felix da Costa", 51.0, 1),
        (makers, 1, "Toyota", 51.0, 1),
        (makers, 2, "Alpine", 36.0, 0),
    ]


def test_a_season_of_other_rules_has_no_table(season):
    season("FIA WEC", "2018-19", 1, "Race", f"{HEAD}1,8,Alonso,Toyota,Toyota,LMP1,160\n")
    assert season.standings("fia wec") == []


def test_stages_and_duels_give_points_that_a_race_may_print(run, season, migrated_url, tmp_path):
    order = "Pos,No,Driver,Manufacturer,Laps,Points\n"
    season(
        "NASCAR Cup Series", "2020", 1, "Can-Am Duel 1", f"{order}1,5,Kyle Larson,Chevrolet,60,10\n"
    )
    race = tmp_path / "race"
    race.mkdir()
    (race / "race.csv").write_text(
        f"{order}1,11,Denny Hamlin,Toyota,200,49\n2,5,Kyle Larson,Chevrolet,200,45\n3,9,Chase Elliott,Chevrolet,200,35\n"
    )
    (race / "stage.csv").write_text(
        "Pos,No,Driver\n1,5,Kyle Larson\n2,11,Denny Hamlin\n"
    )  # fmt: skip
    about = 'series = "NASCAR Cup Series"\nseason = "2020"\nevent = "Race 1"\nround = 1\n'
    (race / "manifest.toml").write_text(
        f'[[load]]\npath = "race.csv"\n{about}session = "Race"\n'
        f'[[load]]\npath = "stage.csv"\n{about}session = "Stage 1"\npart_of = "Race"\n'
    )
    loaded = run("load", race, "--db", migrated_url)
    assert loaded.exit_code in {0, 5}, loaded.stderr

    title = "NASCAR Cup Series, regular season"
    assert season.standings("nascar-cup-series") == [
        (title, 1, "Kyle Larson", 55.0, 0),
        (title, 2, "Denny Hamlin", 49.0, 1),
        (title, 3, "Chase Elliott", 34.0, 0),
    ]
    check = run("points", "check", "--db", migrated_url, "--format", "json")
    assert [
        (row["driver"], row["printed_points"], row["system_points"])
        for row in json.loads(check.stdout)
    ] == [("Chase Elliott", 35.0, 34.0)]
    found = json.loads(run("db", "check", "--db", migrated_url, "--format", "json").stdout)
    assert [it["what"] for it in found if it["check"] == "points"] == [
        "35 points are printed, the points system gives 34"
    ]


def test_drivers_of_one_car_are_no_tie_and_two_cars_are(run, season, migrated_url):
    season(
        "FIA GT Championship", "2009", 1, "Race",
        "Pos,No,Driver 1,Driver 2,Class,Laps\n1,1,Ann Berg,Bo Dahl,GT2,50\n2,2,Cy Ek,Di Falk,GT2,50\n",
    )  # fmt: skip
    said = run("points", "check", "--db", migrated_url).stderr
    assert said == NO_ROWS
    season(
        "FIA GT Championship", "2009", 2, "Race",
        "Pos,No,Driver 1,Driver 2,Class,Laps\n1,2,Cy Ek,Di Falk,GT2,50\n2,1,Ann Berg,Bo Dahl,GT2,50\n",
    )  # fmt: skip
    assert run("points", "check", "--db", migrated_url).stderr == (
        "racedb: fia-gt-championship 2009, drivers-gt2: 1 tie that no rule breaks, from place 1 on\n"
        + NO_ROWS
    )


def test_a_season_of_racedb_has_a_table_once_a_race_has_been_run(run, season, migrated_url):
    season("IMSA", "2022", 1, "Qualifying", f"{HEAD}1,10,Taylor,WTR,Acura,DPi,9\n")
    assert season.standings("imsa") == []
    season("IMSA", "2022", 1, "Race", f"{HEAD}1,60,Blomqvist,MSR,Acura,DPi,99\n")
    title = "IMSA Championship for Drivers, DPi"
    table = [(title, 1, "Blomqvist", 350.0, 1), (title, 2, "Taylor", 35.0, 0)]
    assert season.standings("imsa") == table

    assert run("imports", "undo", "2", "--db", migrated_url).exit_code == 0
    assert season.standings("imsa") == []
    assert run("db", "check", "--db", migrated_url).exit_code == 0


def test_points_of_a_shorter_race_are_those_of_another_round(run, season, migrated_url):
    head = "Pos,No,Driver,Class,Laps,Points\n"
    for number, laps in ((1, 194), (2, 103)):
        season("FIA WEC", "2022", number, "Race", f"{head}1,8,Hartley,HYPERCAR,{laps},25\n")
    found = json.loads(run("points", "check", "--db", migrated_url, "--format", "json").stdout)
    assert [(it["round"], it["system_points"], it["likely_rule"]) for it in found] == [
        (1, 38.0, "points of another round"),
    ]  # fmt: skip
