"""Databases of each revision go up with every row, down and up again, and can still be used."""

import json

import pytest
import sqlalchemy as sa

from racedb.db import schema
from racedb.db.engine import engine
from racedb.db.inspect import problems
from racedb.db.revisions import folder
from racedb.db.url import database_url
from tests.db.golden import ENGINES, dump, statements
from tests.refusals import GOOD, RACE

REVISIONS = sorted(path.stem for path in (folder() / "versions").glob("[0-9]*.py"))


@pytest.fixture(params=REVISIONS)
def golden(request, db_url):
    """Return a database of a revision with its golden rows, and the revision."""
    sqlite = "://" not in db_url
    schema.upgrade(database_url(db_url), request.param)
    made = engine(database_url(db_url))
    with made.begin() as connection:
        cursor = connection.connection.cursor()
        for statement in statements(dump(request.param, "sqlite" if sqlite else "postgresql")):
            cursor.execute(statement)
        cursor.close()
    made.dispose()
    return db_url, request.param


def everything(url):
    """Return every value of every table as the database itself writes it."""
    made = engine(database_url(url), reading=True)
    found = {}
    with made.connect() as connection:
        for name in sorted(sa.inspect(connection).get_table_names()):
            if name == "alembic_version":
                continue
            columns = [it["name"] for it in sa.inspect(connection).get_columns(name)]
            texts = [sa.cast(sa.column(it), sa.Text).label(it) for it in columns]
            rows = connection.execute(sa.select(*texts).select_from(sa.table(name)))
            dicts = rows.mappings().all()
            found[name] = sorted(json.dumps(dict(row), sort_keys=True) for row in dicts)
    made.dispose()
    return found


def restricted(before, after):
    """Leave out what the older schema does not have: tables, and columns."""
    left = {}
    for name, rows in before.items():
        columns = set(json.loads(rows[0]))
        left[name] = sorted(
            json.dumps({key: it for key, it in json.loads(row).items() if key in columns},
                       sort_keys=True)
            for row in after[name]
        )  # fmt: skip
    return left


def test_every_revision_has_its_golden_database():
    assert all(dump(it, kind).exists() for it in REVISIONS for kind in ENGINES)


def test_a_golden_database_has_rows_in_every_table(golden):
    url, revision = golden

    assert schema.current(database_url(url)) == revision
    assert {len(rows) for rows in everything(url).values()} == {2}


def test_it_goes_up_with_every_row_a_step_down_and_up_again(golden, run):
    url, revision = golden
    before = everything(url)

    assert run("db", "upgrade", "--db", url).exit_code == 0
    up = everything(url)
    assert restricted(before, up) == before
    assert problems(database_url(url)) == []

    assert run("db", "downgrade", revision, "--db", url).exit_code == 0
    assert everything(url) == before
    assert run("db", "upgrade", "--db", url).exit_code == 0
    again = everything(url)
    assert restricted(before, again) == before
    assert again.keys() == up.keys()
    assert problems(database_url(url)) == []


def test_it_can_be_used_once_it_is_up(golden, run, file):
    """Numbers that are given out next are free: the sequences of a server know of the rows."""
    url, _ = golden
    run("db", "upgrade", "--db", url)

    loaded = run("load", file(GOOD), "--db", url, *RACE)

    assert loaded.exit_code == 0, loaded.stderr
    asked = run("query", "classification", "event=Summer", "--db", url, "--format", "json")
    assert [it["drivers"] for it in json.loads(asked.stdout)] == ["Ann Berg", "Bo Dahl"]
