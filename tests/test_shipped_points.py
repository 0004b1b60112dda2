"""Seasons that the points systems of racedb score without a decision, from files to tables."""

import json

import pytest

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
