"""
Two rows of one table into one, and back again: whatever refers to the one refers to the other.

It follows the foreign keys of the schema. Rows that would be double then (the season 2025 of two
series that are one) become one in the same way. Each step is remembered, to be taken back.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, RowMapping, Table, UniqueConstraint

from racedb.db.rows import TABLES, in_chunks
from racedb.models import SCHEMA

Step = dict[str, Any]
"""table and either row (deleted) or column, before, after and keys (ids of rows that refer now)."""


def fold_rows(connection: Connection, table: Table, one: int, other: int) -> list[Step]:
    """
    Make one row of two: *one* goes, and what refers to it refers to *other*.

    Args:
        connection: inside a transaction.
        table: of both.
        one: id of the row that goes.
        other: id of the row that stays.

    Returns:
        what was done, in order.
    """
    steps = [
        step
        for child, column in _references(table)
        for step in _refer_to(connection, child, column, one, other)
    ]
    is_one = table.c.id == one
    row = connection.execute(sa.select(table).where(is_one)).mappings().one()
    connection.execute(sa.delete(table).where(is_one))
    return [*steps, {"table": table.name, "row": as_json(row)}]


def unfold_rows(connection: Connection, steps: Sequence[Step]) -> None:
    """Take back what `fold_rows` did."""
    for step in reversed(steps):
        table = TABLES[step["table"]]
        if "row" in step:
            row = {name: of_json(table.c[name], value) for name, value in step["row"].items()}
            connection.execute(sa.insert(table).values(row))
            continue
        column, ours = table.c[step["column"]], table.c.id
        for keys in in_chunks(step["keys"]):
            moved = ours.in_(keys) & (column == of_json(column, step["after"]))
            connection.execute(sa.update(table).where(moved).values({column: step["before"]}))


def _references(table: Table) -> Iterator[tuple[Table, Column[Any]]]:
    """Yield the columns that refer to the ids of a table, with their tables."""
    for child in SCHEMA.sorted_tables:
        for column in child.c:
            if any(key.column is table.c.id for key in column.foreign_keys):
                yield child, column


def _refer_to(
    connection: Connection, child: Table, column: Column[Any], one: int, other: int
) -> Iterator[Step]:
    """Let rows refer to another row; those that would be double then become one."""
    for mine, theirs in _doubles(connection, child, column, one, other):
        yield from fold_rows(connection, child, mine["id"], theirs["id"])
    keys = sorted(connection.scalars(sa.select(child.c.id).where(column == one)))
    if keys:
        connection.execute(sa.update(child).where(column == one).values({column: other}))
        yield {
            "table": child.name, "column": column.name, "keys": keys,
            "before": one, "after": other,
        }  # fmt: skip


def _doubles(
    connection: Connection, child: Table, column: Column[Any], one: int, other: int
) -> list[tuple[RowMapping, RowMapping]]:
    """Return pairs of rows of both that agree in the rest of a unique key."""
    keys = [it.columns for it in child.constraints if isinstance(it, UniqueConstraint)]
    rests = [[it for it in key if it is not column] for key in keys if column.name in key]
    if not rests:
        return []
    of_both = sa.select(child).where(column.in_([one, other]))
    rows = connection.execute(of_both).mappings().all()
    mine = [row for row in rows if row[column.name] == one]
    theirs = [row for row in rows if row[column.name] == other]
    return [
        (row, twin)
        for rest in rests
        for row in mine
        for twin in theirs
        if all(row[it.name] == twin[it.name] for it in rest)
    ]


def as_json(row: RowMapping) -> dict[str, Any]:
    """Return a row of a table as a value of JSON."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }


def of_json(column: Column[Any], value: Any) -> Any:
    """Return a value of a column that JSON has as text."""
    python = column.type.python_type
    return (
        python.fromisoformat(value)
        if value is not None and hasattr(python, "fromisoformat")
        else value
    )
