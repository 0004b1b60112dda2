"""What a refusal must leave and say; used by the tests of bad input and of bad databases."""

import os
from contextlib import contextmanager

import sqlalchemy as sa

from racedb import models
from racedb.db.engine import engine
from racedb.db.url import database_url

CONTEXT = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race")
RACE = (*CONTEXT, "--session", "Race")
HEADER = "Pos,No,Driver,Team,Best lap\n"
GOOD = HEADER + "1,7,Ann Berg,Alpha,1:58.250\n2,8,Bo Dahl,Beta,1:59.000\n"
NOBODY = 65534
ATTEMPTS = {"imports", "sources", "rejects"}
"""What a database remembers of a load that it refused (docs/adr/0002)."""


def contents(url):
    """Give all rows of all tables that hold facts and names."""
    opened = engine(database_url(url))
    with opened.connect() as connection:
        rows = {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in models.Base.metadata.sorted_tables
            if table.name not in ATTEMPTS
        }
    opened.dispose()
    return rows


def change(url, statement):
    """Run a statement as somebody else would, past racedb."""
    opened = engine(database_url(url))
    with opened.begin() as connection:
        connection.execute(sa.text(statement))
    opened.dispose()


def tables(url):
    """List the tables of a database."""
    opened = engine(database_url(url))
    with opened.connect() as connection:
        found = sa.inspect(connection).get_table_names()
    opened.dispose()
    return found


def one_line(ran):
    """Give what a refusal said; it must be one line on stderr, and nothing on stdout."""
    (line,) = ran.stderr.splitlines()
    assert line.startswith("racedb: ")
    assert "unexpected" not in line
    assert "Traceback" not in line
    assert ran.stdout == ""
    return line.removeprefix("racedb: ")


@contextmanager
def nobody():
    """Take away the rights of root, to whom nothing is forbidden; others keep their own."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
