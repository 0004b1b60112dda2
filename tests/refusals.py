"""What a refusal must leave and say; used by the tests of bad input and of bad databases."""

import ctypes
from contextlib import contextmanager

import sqlalchemy as sa

from racedb import models
from racedb.db.engine import engine
from racedb.db.url import database_url

CONTEXT = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race")
RACE = (*CONTEXT, "--session", "Race")
HEADER = "Pos,No,Driver,Team,Best lap\n"
GOOD = HEADER + "1,7,Ann Berg,Alpha,1:58.250\n2,8,Bo Dahl,Beta,1:59.000\n"
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1 << 1, 1 << 2
ATTEMPTS = {"imports", "sources", "rejects", "notes"}
"""What a database remembers of a load that it refused (docs/adr/0002)."""


def contents(url, *without):
    """Return all rows of all tables that hold facts and names, but those *without*."""
    with engine(database_url(url), reading=True).connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in models.SCHEMA.sorted_tables
            if table.name not in ATTEMPTS | set(without)
        }


def change(url, statement):
    """Run a statement as somebody else would, past racedb."""
    with engine(database_url(url)).begin() as connection:
        connection.execute(sa.text(statement))


def tables(url):
    """List the tables of a database."""
    with engine(database_url(url), reading=True).connect() as connection:
        return sa.inspect(connection).get_table_names()


def one_line(ran):
    """Return what a refusal said; it must be one line on stderr, and nothing on stdout."""
    (line,) = ran.stderr.splitlines()
    assert line.startswith("racedb: ")
    assert "unexpected" not in line
    assert "Traceback" not in line
    assert ran.stdout == ""
    return line.removeprefix("racedb: ")


@contextmanager
def without_privileges():
    """Take from root what lets it pass over the permissions of files; others have it never."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of the interface, this thread
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; each low, then high
    assert libc.capget(header, held) == 0
    lowered = (ctypes.c_uint32 * 6)(*held)
    lowered[0] &= ~(CAP_DAC_OVERRIDE | CAP_DAC_READ_SEARCH)
    assert libc.capset(header, lowered) == 0
    try:
        yield
    finally:
        libc.capset(header, held)
