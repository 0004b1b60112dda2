"""Those whom the rules of a season name are found among those who took part in it."""

from datetime import UTC, datetime

import pytest

from racedb.db.engine import write
from racedb.db.rows import TABLES
from racedb.db.url import database_url

BRITAIN = "Pos,No,Driver,Manufacturer\n1,2,Nino Farina,Alfa Romeo\n2,3,Luigi Fagioli,Alfa Romeo\n"
MONACO = (
    "Pos,No,Driver,Manufacturer\n1,34,Juan Fangio,Alfa Romeo\n2,40,Alberto Ascari,Ferrari\n"
    "3,42,Ascari,Ferrari\nDNF,32,Nino Farina,Alfa Romeo\n"
)
CLUB = """
name = "Club"
source = "club rules"
points.race = [10, 6, 4]

[[championship]]
code = "teams"
name = "Teams"
of = "team"

[[championship]]
code = "drivers"
name = "Drivers"
of = "driver"

[[season]]
adjustment = [
    { team = "red-pigs", points = -1, reason = "by slug" },
    { team = "Blue Racing", points = -2, reason = "by all words of the name" },
    { team = "Racing", points = -3, reason = "two could be meant" },
    { driver = "Berg", points = -4, reason = "a surname" },
    { driver = "The Rocket", points = -5, reason = "by another name" },
    { driver = "Nobody At All", points = -6, reason = "not there" },
]
"""
RACE = (
    "Pos,No,Driver,Team\n1,1,Ann Berg,Red Pigs\n2,2,Bo Dahl,Blue Racing Ltd\n"
    "3,3,Cy Ek,Green Racing Club\n4,4,Di Falk,\n"
)


@pytest.fixture
def standings(query):
    """Return name and points of the tables, as they are printed."""

    def rows(*words):
        return [(row["name"], row["points"]) for row in query("standings", *words)]

    return rows


def test_fastest_laps_of_1950_are_for_fangio_whatever_his_first_names(load, sheet, standings):
    about = ("--series", "Formula 1", "--season", "1950", "--session", "Race")
    load(sheet(BRITAIN, "1.csv"), *about, "--event", "British Grand Prix", "--round", "1")
    load(sheet(MONACO, "2.csv"), *about, "--event", "Monaco Grand Prix", "--round", "2")
    assert standings("formula-1", "1950") == [
        ("Nino Farina", 9.0), ("Juan Fangio", 9.0), ("Luigi Fagioli", 6.0),
        ("Alberto Ascari", 6.0), ("Ascari", 4.0),
    ]  # fmt: skip


def test_names_slugs_and_other_names_find_their_own(load, sheet, run, base, tmp_path, standings):
    path = sheet(RACE)
    load(path, "--series", "Club Cup", "--season", "2026", "--event", "Spring", "--session", "Race")
    with write(database_url(base)) as connection:
        its = TABLES["drivers"].c
        number = connection.scalar(its.id.table.select().where(its.slug == "cy-ek"))
        connection.execute(
            TABLES["aliases"].insert(),
            {
                "id": 10_000, "kind": "driver", "key": "the rocket", "text": "The Rocket",
                "target_id": number, "decided_by": "Ann", "decided_at": datetime.now(UTC),
            },
        )  # fmt: skip
    (tmp_path / "club.toml").write_text(CLUB)
    ran = run("points", "assign", str(tmp_path / "club.toml"), "club", "--db", base)
    assert ran.exit_code == 0, ran.stderr
    assert standings("club", "of=teams") == [
        ("Red Pigs", 9.0), ("Blue Racing Ltd", 4.0), ("Green Racing Club", 4.0),
    ]  # fmt: skip
    assert standings("club", "of=drivers") == [
        ("Ann Berg", 10.0), ("Bo Dahl", 6.0), ("Cy Ek", -1.0),
    ]  # fmt: skip
