"""
The newest schema of SQLite as one file of statements, for a load that makes its database.

newest.sql is what the migrations make, written down by `python -m racedb.db.newest`; a test holds
the two against each other. It spares a small load the start of Alembic (docs/performance.md).
"""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from racedb.db.url import database_url

FILE = Path(__file__).with_name("newest.sql")


def build(connection: Connection) -> None:
    """Make the newest schema in an empty SQLite file, inside the transaction that is open."""
    cursor = connection.connection.cursor()  # what SQLAlchemy does besides takes as long
    for statement in _statements(FILE.read_text(encoding="utf-8")):
        cursor.execute(statement)
    cursor.close()


def _statements(text: str) -> Iterator[str]:
    """Take statements apart; the body of a trigger has semicolons of its own."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if line.endswith(";\n") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def dump() -> str:
    """Migrate an empty file and write its schema down, in the order in which it was made."""
    from racedb.db import schema

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "newest.sqlite")
        schema.create(database_url(str(path)))
        with closing(sqlite3.connect(path)) as made:
            found = made.execute(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
                "AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
            ).fetchall()
            ((revision,),) = made.execute("SELECT version_num FROM alembic_version").fetchall()
    text = "".join(f"{sql};\n" for (sql,) in found)
    return f"{text}INSERT INTO alembic_version VALUES ('{revision}');\n"


if __name__ == "__main__":  # pragma: no cover - the test calls dump()
    sys.stdout.write(dump())
