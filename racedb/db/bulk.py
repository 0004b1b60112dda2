"""
Whole frames of polars into tables and out of them.

Rows are inserted by COPY on PostgreSQL and by executemany, many to a statement, on SQLite. Changes
go through a temporary table with the same columns, so that a million of them are two statements.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection, CursorResult, Dialect, Select, Table, TableClause, TextClause
from sqlalchemy.schema import CreateTable, DropTable, ExecutableDDLElement

from racedb.db.write_behind import submit

# Rows that are turned into Python values or text at a time; bounds the memory.
_ROWS = 25_600
# Rows of one statement on SQLite. 64 would do, but every statement waits for Python's lock when
# other threads run.
_TOGETHER = 500
# Types that need no conversion by SQLAlchemy; SQLite returns booleans as numbers.
_PLAIN = (sa.Integer, sa.Float, sa.String, sa.Boolean)
# SQLite takes 32,766 of them since 3.32 (2020).
_PARAMETERS = 32_000


def insert(connection: Connection, table: TableClause, frame: pl.DataFrame) -> None:
    """
    Insert a frame. Columns go by name; those that the table does not have are left out.

    Dates and moments may have polars' types; JSON must be text.
    """
    if frame.is_empty():
        return
    frame = frame[[name for name in frame.columns if name in table.c]]
    insert_rows = _copy if connection.dialect.name == "postgresql" else _insert_many
    for rows in frame.iter_slices(_ROWS):
        submit(connection, partial(insert_rows, connection, table, rows))


def _insert_many(connection: Connection, table: TableClause, frame: pl.DataFrame) -> None:
    """Insert many rows with each statement: its overhead is as much as binding one row."""
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
    Yield rows to a statement, and the range of rows: many at a time, the rest one by one.

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
    """Return the quoted name of a table, and the list of its columns for a statement."""
    preparer = connection.dialect.identifier_preparer
    return preparer.format_table(table), ", ".join(preparer.quote(name) for name in names)


def _as_sqlite(column: pl.Series) -> pl.Series:
    """Convert dates and moments to the text that SQLAlchemy reads back."""
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


def submit_ddl(connection: Connection, elements: Iterable[ExecutableDDLElement]) -> None:
    """Change the schema after the rows that were inserted before, in the background writer."""
    statements = [str(it.compile(dialect=connection.dialect)) for it in elements]

    def run() -> None:
        cursor = connection.connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()

    if statements:
        submit(connection, run)


class Query(NamedTuple):
    """A query that runs after the rows that were inserted before it."""

    statement: TextClause
    values: Mapping[str, Any]
    rows: list[dict[str, Any]]
    """Gets the result: values by name of the column."""


def submit_queries(connection: Connection, queries: Sequence[Query]) -> None:
    """Run queries after the rows that were inserted before, in the background writer."""
    compiled = [(*_compiled(it.statement, connection.dialect), it) for it in queries]

    def run() -> None:
        cursor = connection.connection.cursor()
        for statement, order, query in compiled:
            values = tuple(query.values[name] for name in order) if order else query.values
            cursor.execute(statement, values)
            names = [column[0] for column in cursor.description]
            query.rows.extend(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
        cursor.close()

    submit(connection, run)


@lru_cache
def _compiled(statement: TextClause, dialect: Dialect) -> tuple[str, Sequence[str] | None]:
    """Return a statement for the driver, and the order of its values; None: they go by name."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), getattr(compiled, "positiontup", None)


def update(
    connection: Connection, table: TableClause, frame: pl.DataFrame, keys: Sequence[str]
) -> None:
    """Update rows, found by the columns *keys* of a frame, with its remaining columns."""
    stage = _staged(connection, table, frame)
    values = {column.name: column for column in stage.c if column.name not in keys}
    same = sa.and_(*(table.c[key] == stage.c[key] for key in keys))
    connection.execute(sa.update(table).values(values).where(same))
    connection.execute(DropTable(stage))


def delete(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Delete the rows whose keys are in a frame."""
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
    Reserve ids for new rows: from the sequence on PostgreSQL, after the last one on SQLite.

    Args:
        connection: inside the transaction that will insert the rows.
        table: a table with an id.
        count: how many.
        given: the last id that this transaction reserved, whose row may not be inserted yet.
        is_locked: nobody else can insert into the table: the sequence is set forward, because
            drawing a million numbers from it takes two seconds.
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
    """Read rows into a frame, which has its types also when it is empty."""
    columns = list(statement.selected_columns)
    schema = _schema(columns)
    found = connection.execute(statement, values)
    # SQLAlchemy's rows would take half as long again as the driver's.
    is_plain = all(isinstance(column.type, _PLAIN) for column in columns)
    read_rows = _plain_frames if is_plain else _converted_frames
    return pl.concat([pl.DataFrame(schema=schema), *read_rows(found, schema)])


def _plain_frames(
    found: CursorResult[Any], schema: Mapping[str, type[pl.DataType]]
) -> Iterator[pl.DataFrame]:
    while rows := found.cursor.fetchmany(_ROWS):
        yield _framed(rows, schema)
    found.close()


def _converted_frames(
    found: CursorResult[Any], schema: Mapping[str, type[pl.DataType]]
) -> Iterator[pl.DataFrame]:
    for rows in found.partitions(_ROWS):
        yield pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def _framed(rows: Sequence[Any], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Make a frame of rows whose values need no conversion."""
    columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame(
        pl.Series(name, values, pl.Int64).cast(kind)
        if kind == pl.Boolean
        else pl.Series(name, values, kind)
        for (name, kind), values in columns
    )


def unlike(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that only one of two frames has; both have the same columns."""
    pairs = ((one, other), (other, one))
    return pl.concat(
        mine.join(theirs, on=one.columns, how="anti", nulls_equal=True).select(one.columns)
        for mine, theirs in pairs
    )


def empty_frame(statement: Select[*tuple[Any, ...]]) -> pl.DataFrame:
    """Return an empty frame with the columns of a statement."""
    return pl.DataFrame(schema=_schema(statement.selected_columns))


def _schema(columns: Iterable[sa.ColumnElement[Any]]) -> dict[str, type[pl.DataType]]:
    return {str(column.name): dtype(column.type) for column in columns}


def dtype(type_: sa.types.TypeEngine[Any]) -> type[pl.DataType]:
    """Return polars' type for the type of a column."""
    kinds: tuple[tuple[Any, type[pl.DataType]], ...] = (
        (sa.Boolean, pl.Boolean),
        (sa.Integer, pl.Int64),
        (sa.Float, pl.Float64),
        (sa.Date, pl.Date),
        (sa.JSON, pl.Object),
    )
    return next((dtype for kind, dtype in kinds if isinstance(type_, kind)), pl.String)
