"""Commands that change or explain one thing take parts of names, as queries do."""

import pytest
import sqlalchemy as sa

from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.history.meant import meant
from tests.refusals import one_line

pytestmark = pytest.mark.sqlite_only

RACE = "Pos,No,Driver,Laps,Time\n1,7,Ann Berg,20,30:00.000\n2,8,Bo Dahl,20,+3.000\n"
CUP = ("--series", "Club Cup", "--season", "2024")


@pytest.fixture
def club(run, migrated_url, tmp_path):
    """Load two events: one with a race, one with practice and qualifying; return a command line."""
    (tmp_path / "race.csv").write_text(RACE)
    for event, session in (
        ("Summer Race", "Race"),
        ("Autumn Race", "Race"),
        ("Autumn Race", "Qualifying"),
    ):
        words = (*CUP, "--event", event, "--session", session, "--db", migrated_url)
        assert run("load", tmp_path / "race.csv", *words).exit_code == 0
    return lambda *words: run(*words, "--db", migrated_url)


@pytest.mark.parametrize(
    ("words", "of"),
    [
        (("summer", "race", "8"), "2024-summer-race, R, car 8"),
        (("summ", "RAC", "8"), "2024-summer-race, R, car 8"),
        (("autumn 2024", "quali", "8"), "2024-autumn-race, Q, car 8"),
        (("Autumn Race", "q", "8"), "2024-autumn-race, Q, car 8"),
        (("2024-summer-race", "R", "--driver", "dahl"), "2024-summer-race, R, bo-dahl"),
    ],
)
def test_a_part_of_a_name_is_enough(words, of, club):
    ran = club("penalize", *words, "--places", "1", "--dry-run")

    assert (ran.exit_code, ran.stderr) == (
        0,
        f"penalty 1: {of}: 1 place\ndry run, nothing was stored\n",
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("race", "R", "7"),
            "no event is named 'race'; known are 2024-autumn-race, 2024-summer-ra",
        ),
        (("spring", "R", "7"), "no event is named 'spring'; known are 2024-autumn-race, 2024-summ"),
        (("summer", "Q", "7"), "2024-summer-race: no session is named 'Q'; known are R"),
        (("summer", "R", "--driver", "zoe"), "no driver is named 'zoe'; it must be loaded first"),
    ],
)
def test_what_means_several_things_or_none_is_refused(words, message, club):
    ran = club("penalize", *words, "--places", "1")

    assert ran.exit_code == 2
    assert one_line(ran).startswith(message)


def test_every_command_about_one_thing_takes_parts(club, migrated_url):
    where = ("--event", "summer", "--session", "race", "--car", "7")

    assert club("explain", "result", *where).stdout.startswith("result: 2024-summer-race, R, car 7")
    corrected = club("correct", "results", *where, "laps=19", "--reason", "a test")
    assert corrected.stderr.startswith("correction 1: 2024-summer-race, R, car 7: laps = 19")
    assert club("link", "summer", "--series", "Trophy", "--season", "2024").exit_code == 0
    assert club("move", "autumn", "quali", "--session", "FP1").exit_code == 0
    with read(database_url(migrated_url)) as connection:
        codes = connection.execute(sa.text("SELECT code FROM sessions ORDER BY id")).scalars()
        assert list(codes) == ["R", "R", "FP1"]


def test_the_whole_name_of_one_event_is_no_part_of_another(club, run, tmp_path, migrated_url):
    words = (*CUP, "--event", "Summer", "--session", "Race", "--db", migrated_url)
    assert run("load", tmp_path / "race.csv", *words).exit_code == 0
    with read(database_url(migrated_url)) as connection:
        assert meant(connection, {"event": "Summer"}) == {"event": "Summer"}
        assert meant(connection, {"event": "?", "driver": "berg"}) == {
            "event": "?",
            "driver": "berg",
        }
