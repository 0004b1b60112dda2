"""
The limit on SQLite: rows that are normalised already, by executemany, in the cheapest order.

`python -m benchmarks.limit FROM.sqlite TO.sqlite` writes the rows of one database into the same
tables with the same constraints and indexes: rows first, without a journal, indexes after them,
one fsync at the end. It parses nothing, checks nothing and remembers no source.
"""

import os
import sqlite3
import sys


def fill(source: str, target: str) -> None:
    """Write all rows of one database into a new file."""
    old = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    new = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
        new.execute(f"PRAGMA {pragma}")
    schema = old.execute(
        "SELECT type, name, sql FROM sqlite_schema "
        "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
        "ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid"
    ).fetchall()
    new.execute("BEGIN")
    for kind, name, sql in schema:
        new.execute(sql)
        if kind == "table":
            rows = old.execute(f'SELECT * FROM "{name}"')
            marks = ", ".join("?" for _ in rows.description)
            new.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
    new.execute("COMMIT")
    new.close()
    with open(target, "rb") as file:  # noqa: PTH123  pathlib's import would be measured
        os.fsync(file.fileno())


if __name__ == "__main__":
    fill(*sys.argv[1:])
