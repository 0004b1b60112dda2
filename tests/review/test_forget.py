"""A person who wants to be forgotten is nowhere in the database, and the results stay."""

import json

import pytest
import sqlalchemy as sa

from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.models import SCHEMA

SPRING = (
    "Pos,No,Drivers,Team,Laps,Best Lap\n1,5,Anne Bergström / Bo Dahl,Anne Bergström Racing,20,1:40.1\n"
    "2,7,Cy Ek,Beta,20,1:40.9\n3,9,BERGSTRÖM Anne,Gamma,x,1:41\n"
)
SUMMER = "Pos,No,Driver,Team,Laps\n1,5,A. Bergström,Alfa,20\n"


def everything(url):
    """Return all texts of a database, in lower case."""
    with read(database_url(str(url))) as connection:
        return json.dumps(
            [
                [str(value) for row in connection.execute(sa.select(table)) for value in row]
                for table in SCHEMA.sorted_tables
            ],
            ensure_ascii=False,
        ).lower()


def test_a_person_is_replaced_everywhere(base, load, review, run):
    load(SPRING, "Spring")
    load(SUMMER, "Summer")
    review("accept", 1)
    assert "bergstr" in everything(base.url)
    results = base("SELECT event, car_number, position, laps FROM classification ORDER BY 1, 2")
    dry = run("forget", "anne-bergstrom", "--dry-run", "--db", base.url)
    assert dry.exit_code == 0
    assert dry.stderr.startswith(
        "anne-bergstrom would be Forgotten 1; values replaced: drivers 1, aliases "
    )
    assert "bergstr" in everything(base.url)
    ran = run("forget", "anne-bergstrom", "--db", base.url)
    assert ran.exit_code == 0
    assert ran.stderr == dry.stderr.replace("would be", "is now")
    left = everything(base.url)
    assert "bergstr" not in left, left[
        max(left.find("bergstr") - 300, 0) : left.find("bergstr") + 100
    ]
    assert (
        base("SELECT event, car_number, position, laps FROM classification ORDER BY 1, 2")
        == results
    )
    assert base("SELECT DISTINCT team, drivers FROM classification WHERE event = 'Spring' AND position = 1") == [
        {"team": "Forgotten 1 Racing", "drivers": "Forgotten 1 / Bo Dahl"}
    ]  # fmt: skip
    assert run("db", "check", "--db", base.url).exit_code in {0, 5}


@pytest.mark.sqlite_only
def test_a_namesake_keeps_the_name(base, load, run):
    header = "Pos,No,Driver,Date of birth,Laps\n"
    load(
        header
        + "1,5,Anne Bergström,1950-01-02,20\n2,6,Anne Bergström,1980-03-04,19\n3,7,Lars Bergstrom,,18\n",
        "Spring",
    )
    assert run("forget", "Anne Bergström", "--db", base.url).exit_code == 2
    assert run("forget", "anne-bergstrom-2", "--db", base.url).exit_code == 0
    assert base("SELECT driver, printed_name FROM crews ORDER BY car_number") == [
        {"driver": "Anne Bergström", "printed_name": "Anne Bergström"},
        {"driver": "Forgotten 2", "printed_name": "Forgotten 2"},
        {"driver": "Lars Bergstrom", "printed_name": "Lars Bergstrom"},
    ]


@pytest.mark.sqlite_only
def test_a_surname_alone_is_not_cut_out_of_other_names(base, load, run):
    load("Pos,No,Driver,Team,Laps\n1,5,Berg,Berg,20\n2,6,Lars Berg,Berg Racing,19\n", "Spring")
    assert run("forget", "berg", "--db", base.url).exit_code == 0
    assert base("SELECT team, drivers FROM classification ORDER BY position") == [
        {"team": "Forgotten 1", "drivers": "Forgotten 1"},
        {"team": "Berg Racing", "drivers": "Lars Berg"},
    ]
    assert base("SELECT printed_name FROM crews WHERE car_number = '6'") == [
        {"printed_name": "Lars Berg"}
    ]
