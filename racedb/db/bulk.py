"""
Whole frames into and out of tables.

Rows go in by COPY on PostgreSQL and by executemany, many to a statement, on SQLite; changes go
through a temporary table of the same columns, so that a million of them are two statements.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection, Dialect, Select, Table, TableClause, TextClause
from sqlalchemy.schema import CreateTable, DropTable, ExecutableDDLElement

from racedb.db.write_behind import submit

_ROWS = 25_600
"""Rows that are turned into Python values or text at a time: bounds the memory."""
_TOGETHER = 500
"""Rows of one statement on SQLite. 64 are as fast alone; beside other threads each statement waits
for its turn at Python."""
_PLAIN = (sa.Integer, sa.Float, sa.String, sa.Boolean)
"""Types whose values both drivers give as they are meant; SQLite's truths are numbers."""
_PARAMETERS = 32_000
"""SQLite takes 32,766 of them since 3.32 (2020)."""


def insert(connection: Connection, table: TableClause, frame: pl.DataFrame) -> None:
    """
    Insert a frame; its columns are found by name, others of the frame are left out.

    Dates and moments may be polars ones; JSON goes in as its text.
    """
    if frame.is_empty():
        return
    frame = frame[[name for name in frame.columns if name in table.c]]
    put = _copy if connection.dialect.name == "postgresql" else _insert_many
    for rows in frame.iter_slices(_ROWS):
        submit(connection, partial(put, connection, table, rows))


def _insert_many(connection: Connection, table: TableClause, frame: pl.DataFrame) -> None:
    """Insert many rows by one statement: a step of SQLite costs as much as binding a row."""
    name, columns = _quoted(connection, table, frame.columns)
    width, height = frame.width, frame.height
    values: list[Any] = [None] * (width * height)
    for place, column in enumerate(frame.get_columns()):
        values[place::width] = _as_sqlite(column).to_list()
    row = f"({', '.join('?' * width)})"
    cursor = connection.connection.cursor()
    for count, start, end in _portions(height, width):
        statement = f"INSERT INTO {name} ({columns}) VALUES {', '.join([row] * count)}"
        size = count * width
        rows = [values[at : at + size] for at in range(start * width, end * width, size)]
        cursor.executemany(statement, rows)
    cursor.close()


def _portions(height: int, width: int) -> Iterator[tuple[int, int, int]]:
    """
    Cut rows into those that go many at a time, and the rest, which goes one by one.

    >>> list(_portions(150, 20))
    [(64, 0, 128), (1, 128, 150)]
    """
    together = max(1, min(_TOGETHER, _PARAMETERS // width))
    end = height - height % together
    if end:
        yield together, 0, end
    if end < height:
        yield 1, end, height


def _quoted(connection: Connection, table: TableClause, names: Sequence[str]) -> tuple[str, str]:
    """Write the name of a table and those of its columns for a statement."""
    preparer = connection.dialect.identifier_preparer
    return preparer.format_table(table), ", ".join(preparer.quote(name) for name in names)


def _as_sqlite(column: pl.Series) -> pl.Series:
    """Write dates and moments as SQLAlchemy reads them back."""
    if column.dtype == pl.Date:
        return column.dt.to_string("%Y-%m-%d")
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S.%6f")
    return column


def _copy(connection: Connection, table: TableClause, frame: pl.DataFrame) -> None:
    name, columns = _quoted(connection, table, frame.columns)
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False, quote_style="non_numeric", null_value="\\N")
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {name} ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
        copy.write(buffer.getbuffer())
    cursor.close()


def define(connection: Connection, what: Iterable[ExecutableDDLElement]) -> None:
    """Change the schema in its turn: behind the rows that were inserted before."""
    statements = [str(it.compile(dialect=connection.dialect)) for it in what]

    def run() -> None:
        cursor = connection.connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()

    if statements:
        submit(connection, run)


class Question(NamedTuple):
    """What is asked behind the rows."""

    statement: TextClause
    values: Mapping[str, Any]
    answer: list[dict[str, Any]]
    """Gets the rows, by name of the column."""


def ask(connection: Connection, questions: Sequence[Question]) -> None:
    """Ask in its turn, behind the rows that were inserted before; the next statement waits."""
    asked = [(*_compiled(it.statement, connection.dialect), it) for it in questions]

    def run() -> None:
        cursor = connection.connection.cursor()
        for statement, order, it in asked:
            values = tuple(it.values[name] for name in order) if order else it.values
            cursor.execute(statement, values)
            names = [column[0] for column in cursor.description]
            it.answer.extend(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
        cursor.close()

    submit(connection, run)


@lru_cache
def _compiled(statement: TextClause, dialect: Dialect) -> tuple[str, Sequence[str] | None]:
    """Give a statement for the driver, and the order of its values; None: it takes them by name."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), getattr(compiled, "positiontup", None)


def update(
    connection: Connection, table: TableClause, frame: pl.DataFrame, keys: Sequence[str]
) -> None:
    """Set the other columns of the rows that the *keys* of a frame name."""
    stage = _staged(connection, table, frame)
    values = {column.name: column for column in stage.c if column.name not in keys}
    same = sa.and_(*(table.c[key] == stage.c[key] for key in keys))
    connection.execute(sa.update(table).values(values).where(same))
    connection.execute(DropTable(stage))


def delete(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Delete the rows that a frame of keys names."""
    if frame.is_empty():
        return
    stage = _staged(connection, table, frame)
    same = sa.and_(*(table.c[column.name] == column for column in stage.c))
    connection.execute(sa.delete(table).where(sa.exists().where(same)))
    connection.execute(DropTable(stage))


def _staged(connection: Connection, table: TableClause, frame: pl.DataFrame) -> Table:
    """Put a frame into a temporary table with the types of the table."""
    columns = [sa.Column(name, table.c[name].type) for name in frame.columns if name in table.c]
    stage = Table("incoming", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    connection.execute(CreateTable(stage))
    insert(connection, stage, frame)
    return stage


def new_ids(
    connection: Connection,
    table: Table,
    count: int,
    *,
    given: int | None = None,
    is_locked: bool = False,
) -> Sequence[int]:
    """
    Give ids for rows to come: of the sequence on PostgreSQL, behind the last one on SQLite.

    Args:
        connection: inside the transaction that will insert the rows.
        table: a table with an id.
        count: how many.
        given: the last id that this transaction was given before: its row may not be there yet.
        is_locked: nobody else can insert into the table: the sequence is set on, for to draw a
            million numbers from it takes two seconds.
    """
    if connection.dialect.name == "postgresql":
        sequence = sa.cast(sa.func.pg_get_serial_sequence(table.name, "id"), sa.Text)
        drawn = sa.func.nextval(sequence)
        if is_locked:
            first = sa.select(drawn.label("first")).cte()
            set_on = sa.func.setval(sequence, first.c.first + count - 1)
            start = connection.execute(sa.select(first.c.first, set_on)).one()[0]
            return range(start, start + count)
        numbers = sa.func.generate_series(1, count).table_valued("n")
        return list(connection.execute(sa.select(drawn).select_from(numbers)).scalars())
    if given is None:
        last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))
        given = int(connection.execute(last).scalar_one())
    return range(given + 1, given + 1 + count)


def fetch(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    values: Mapping[str, Any] | None = None,
) -> pl.DataFrame:
    """Read rows into a frame that is typed also when it is empty."""
    columns = list(statement.selected_columns)
    schema = _schema(columns)
    found = connection.execute(statement, values)
    if all(isinstance(column.type, _PLAIN) for column in columns):
        # SQLAlchemy's rows cost half as much again.
        several: Iterable[Sequence[Any]] = iter(partial(found.cursor.fetchmany, _ROWS), [])
        parts = [_framed(rows, schema) for rows in several]
        found.close()
    else:
        parts = [
            pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
            for rows in found.partitions(_ROWS)
        ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)


def _framed(rows: Sequence[Any], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Make a frame of rows of plain values."""
    columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame(
        pl.Series(name, values, pl.Int64).cast(kind)
        if kind == pl.Boolean
        else pl.Series(name, values, kind)
        for (name, kind), values in columns
    )


def unlike(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Give the rows that only one of two frames has; their columns are the same."""
    pairs = ((one, other), (other, one))
    return pl.concat(
        mine.join(theirs, on=one.columns, how="anti", nulls_equal=True).select(one.columns)
        for mine, theirs in pairs
    )


def nothing(statement: Select[*tuple[Any, ...]]) -> pl.DataFrame:
    """Give the columns of a statement, without rows."""
    return pl.DataFrame(schema=_schema(statement.selected_columns))


def _schema(columns: Iterable[sa.ColumnElement[Any]]) -> dict[str, type[pl.DataType]]:
    return {str(column.name): dtype(column.type) for column in columns}


def dtype(type_: sa.types.TypeEngine[Any]) -> type[pl.DataType]:
    """Give the type that a frame has for the type of a column."""
    kinds: tuple[tuple[Any, type[pl.DataType]], ...] = (
        (sa.Boolean, pl.Boolean),
        (sa.Integer, pl.Int64),
        (sa.Float, pl.Float64),
        (sa.Date, pl.Date),
        (sa.JSON, pl.Object),
    )
    return next((dtype for kind, dtype in kinds if isinstance(type_, kind)), pl.String)
