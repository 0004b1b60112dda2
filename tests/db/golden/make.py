"""
`python -m tests.db.golden.make REVISION`: write rows that a revision holds, for both databases.

Two rows in every table: one where all that may be NULL is, and one with a value in every column,
the largest and oddest that fit. Only the newest revision can be written: its tables are the models.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import make_url

from racedb.db import schema
from racedb.db.engine import engine
from racedb.db.url import database_url
from racedb.models import SCHEMA
from tests import postgres
from tests.db.golden import dump

END = "\n-----\n"
TEXT = "Grüße, l'été\n„☂“\t\\N 'x' \U0001f3c1"
VALUES: dict[type, Any] = {
    sa.BigInteger: 2**62 + 1, sa.Integer: 2**31 - 1, sa.Float: 0.1 + 0.2, sa.Boolean: True,
    sa.Date: date(1931, 2, 28), sa.DateTime: datetime(2024, 2, 29, 23, 59, 59, 999_999, UTC),
    sa.JSON: {"a": [1, None, {"b": TEXT}], "c": 0.1}, sa.Text: TEXT,
}  # fmt: skip

GIVEN: dict[str, dict[str, Any]] = {
    "corrections": {
        "table_name": "results", "column_name": "laps", "old_value": "1", "new_value": "2",
        "row_key": {"event": "x", "session": "R", "car": "7", "variant": 1},
    },
    "reviews": {"candidates": []},
}  # fmt: skip
"""Where a load looks into a row, it says something that can be meant."""


def rows(table: sa.Table) -> Iterator[dict[str, Any]]:
    """Yield row 1, with NULL wherever it is allowed, and row 2, with all values."""
    choices = {
        found[1]: re.findall(r"'([^']*)'", str(rule.sqltext))
        for rule in table.constraints
        if isinstance(rule, sa.CheckConstraint)
        and (found := re.match(r"(\w+) IN", str(rule.sqltext)))
    }
    given = GIVEN.get(table.name, {})
    for number in (1, 2):
        yield {
            column.name: given[column.name]
            if column.name in given
            else _value(column, number, choices.get(column.name))
            for column in table.columns
            if number == 2 or not column.nullable
        }


def _value(column: sa.Column[Any], number: int, choices: list[str] | None) -> Any:
    own = any(key.column.table is column.table for key in column.foreign_keys)
    if own:
        return number - 1
    if column.foreign_keys or (column.primary_key and isinstance(column.type, sa.Integer)):
        return number
    if choices:
        return choices[number - 1]
    value = next(it for kind, it in VALUES.items() if isinstance(_plain(column.type), kind))
    unique = isinstance(value, str) or column.name in ("variant", "number")
    return f"{value}{number}" if isinstance(value, str) else number if unique else value


def _plain(type_: Any) -> Any:
    return type_.impl if isinstance(type_, sa.TypeDecorator) else type_


def written(revision: str, url: str) -> Iterator[str]:
    """Yield the statements that fill a database of a revision."""
    schema.upgrade(database_url(url), revision)
    made = engine(database_url(url))
    with made.begin() as connection:
        for table in SCHEMA.sorted_tables:
            for row in rows(table):
                connection.execute(sa.insert(table).values(row))
    with made.connect() as connection:
        for table in SCHEMA.sorted_tables:
            yield from _inserts(connection, table.name)
    made.dispose()


def _inserts(connection: sa.Connection, table: str) -> Iterator[str]:
    """Write the rows as the database holds them."""
    names = [it["name"] for it in sa.inspect(connection).get_columns(table)]
    quoted = [f'"{name}"' for name in names]
    server = connection.dialect.name == "postgresql"
    literal = [f"quote_nullable({name}::text)" if server else f"quote({name})" for name in quoted]
    select = f'SELECT {", ".join(literal)} FROM "{table}" ORDER BY 1'
    for values in connection.exec_driver_sql(select):
        yield f'INSERT INTO "{table}" ({", ".join(quoted)}) VALUES ({", ".join(values)})'
    if server and "id" in names:
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        yield f'SELECT setval({sequence}, (SELECT max(id) FROM "{table}"))'


def main(revision: str) -> None:
    """Write both dumps."""
    name = sql.Identifier(f"golden_{revision}")
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        urls = {
            "sqlite": str(Path(folder, "golden.sqlite")),
            "postgresql": make_url(server)
            .set(database=f"golden_{revision}")
            .render_as_string(hide_password=False),
        }
        for kind, url in urls.items():
            text = "".join(f"{it}{END}" for it in written(revision, url))
            dump(revision, kind).write_text(text, encoding="utf-8")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


if __name__ == "__main__":
    main(sys.argv[1])
