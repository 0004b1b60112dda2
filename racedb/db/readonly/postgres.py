"""
PostgreSQL, queried so that no statement can change anything.

A READ ONLY transaction is no boundary by itself: `commit; insert ...` in one string leaves it. So
there is one statement per message (the extended protocol), its limits are set before it, and after
it the transaction is rolled back and the connection closed. A superuser could still read the
server's files or start programs, and is refused unless the caller insists.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain

import psycopg
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader

from racedb.db import revisions
from racedb.db.readonly import WAIT_S, Result, Value
from racedb.db.readonly import statement as text
from racedb.errors import RaceDBError, TimeLimitError, TryAgainError, UsageError

_CONNECT_S = 10
_CHUNK_ROWS = 500
_AS_TEXT = (
    "date", "time", "timetz", "timestamp", "interval", "uuid", "json", "jsonb",
    "bytea", "inet", "cidr",
)  # fmt: skip
# The views join eight tables. PostgreSQL must plan them together with what is joined to them, or a
# query about one event would build the view of all events; its default limit is eight.
_LIMITS = """
SELECT set_config('statement_timeout', %(limit_ms)s, true),
       set_config('idle_in_transaction_session_timeout', %(limit_ms)s, true),
       set_config('lock_timeout', %(wait_ms)s, true),
       set_config('timezone', 'UTC', true),
       set_config('join_collapse_limit', '12', true),
       set_config('from_collapse_limit', '12', true)
"""
_POWERFUL = """
SELECT bool_or(pg_has_role(current_user, oid, 'MEMBER')) FROM pg_roles
WHERE rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
"""
_CATALOGUE = {
    "relation": "SELECT table_name FROM information_schema.tables"
    " WHERE table_schema = ANY (current_schemas(false))",
    "column": "SELECT column_name FROM information_schema.columns"
    " WHERE table_schema = ANY (current_schemas(false))",
}


class _Moment(Loader):
    """Load timestamptz as the text that SQLite stores: UTC, six decimals, no zone."""

    def load(self, data: bytes | bytearray | memoryview) -> str:
        """Read the text of a moment in UTC."""
        seconds, _, decimals = bytes(data).decode().removesuffix("+00").partition(".")
        return f"{seconds}.{decimals:0<6}"


class _Number(Loader):
    """Load numeric as int or float, as SQLite does: the sum of whole numbers stays whole."""

    def load(self, data: bytes | bytearray | memoryview) -> int | float:
        """Read the text of a number."""
        digits = bytes(data).decode()
        return int(digits) if digits.lstrip("-").isdigit() else float(digits)


@contextmanager
def connect(url: str, time_limit_s: float, *, as_owner: bool) -> Iterator["PostgresReader"]:
    """Open a database in a transaction that ends without a trace."""
    try:
        connection = psycopg.connect(
            re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", url),
            autocommit=True,
            connect_timeout=_CONNECT_S,
            application_name="racedb read-only",
        )
    except psycopg.ProgrammingError as error:
        message = f"the URL of the database is wrong: {_first_line(error)}"
        raise UsageError(message) from None
    except psycopg.OperationalError as error:
        message = f"cannot connect to the database: {_first_line(error)}"
        raise TryAgainError(message) from None
    try:
        reader = PostgresReader(connection, time_limit_s)
        reader.lock(as_owner=as_owner)
        yield reader
    finally:
        connection.close()


class PostgresReader:
    """A database that can be queried and not changed."""

    def __init__(self, connection: "psycopg.Connection[tuple[Value, ...]]", limit_s: float) -> None:
        """Wrap an open connection; `lock` makes it safe."""
        self._connection = connection
        self._limit_s = limit_s
        connection.adapters.register_loader("numeric", _Number)
        connection.adapters.register_loader("timestamptz", _Moment)
        for name in _AS_TEXT:
            connection.adapters.register_loader(name, TextLoader)

    def lock(self, *, as_owner: bool) -> None:
        """Check that it is a racedb database and the role is harmless; begin to read only."""
        try:
            self._begin()
            if not as_owner and self._one(_POWERFUL):
                message = (
                    "this role may read files of the server and start programs on it: use a role"
                    " that has only SELECT, or say --as-owner"
                )
                raise RaceDBError(message)
            ours = self._one("SELECT to_regclass('alembic_version') IS NOT NULL")
            found = self._one("SELECT max(version_num) FROM alembic_version") if ours else None
            empty = not self._one(f"SELECT count(*) FROM ({_CATALOGUE['relation']}) AS t")
        except psycopg.Error as error:
            raise self._translated(error, "") from None
        revisions.require_newest(
            None if found is None else str(found),
            is_empty=empty,
            where=self._connection.info.dbname,
        )

    def query(
        self,
        statement: str,
        values: Mapping[str, Value],
        types: Mapping[str, str] | None = None,
    ) -> Result:
        """Run one statement (racedb.db.readonly.Reader)."""
        text.check(statement, values)
        return self._run(statement, values, types)

    def explain(self, statement: str, values: Mapping[str, Value]) -> Result:
        """Return the query plan, a row for each line."""
        text.check(statement, values)
        plan = self._run(f"EXPLAIN {statement}", values, None)
        return Result(("plan",), plan.rows)

    def _run(
        self, statement: str, values: Mapping[str, Value], types: Mapping[str, str] | None
    ) -> Result:
        cursor = self._connection.cursor()
        translated = text.for_psycopg(statement, types).encode()
        # stream() speaks the extended protocol: one statement, or a syntax error.
        rows = cursor.stream(translated, dict(values), size=_CHUNK_ROWS)
        try:
            first = next(rows, None)
            if first is None:
                # An empty stream has no names of columns; an empty result is cheap to repeat.
                cursor.execute(translated, dict(values), prepare=True)
        except psycopg.Error as error:
            raise self._translated(error, statement) from None
        columns = tuple(column.name for column in cursor.description or ())
        return Result(columns, self._rows(first, rows, statement))

    def _rows(
        self,
        first: tuple[Value, ...] | None,
        rows: Iterator[tuple[Value, ...]],
        statement: str,
    ) -> Iterator[tuple[Value, ...]]:
        try:
            yield from chain(() if first is None else (first,), rows)
        except psycopg.Error as error:
            raise self._translated(error, statement) from None

    def _begin(self) -> None:
        self._connection.execute("BEGIN READ ONLY")
        limit_ms, wait_ms = str(int(self._limit_s * 1_000)), str(int(WAIT_S * 1_000))
        self._connection.execute(_LIMITS, {"limit_ms": limit_ms, "wait_ms": wait_ms})

    def _all(self, query: str) -> list[tuple[Value, ...]]:
        return self._connection.execute(query.encode()).fetchall()

    def _one(self, query: str) -> Value:
        return self._all(query)[0][0]

    def _translated(self, error: psycopg.Error, statement: str) -> RaceDBError:
        """Return the error of racedb for one of PostgreSQL."""
        message = error.diag.message_primary or _first_line(error)
        if self._connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
            self._connection.execute("ROLLBACK")  # or every later query fails too
            self._begin()
        match error:
            case psycopg.errors.QueryCanceled():
                return TimeLimitError(
                    f"stopped at the time limit of {self._limit_s:g} s (--timeout 0: no limit)"
                )
            case psycopg.errors.LockNotAvailable():
                return TryAgainError("the database is locked; try again")
            case psycopg.errors.ReadOnlySqlTransaction() | psycopg.errors.InsufficientPrivilege():
                return RaceDBError(f"not allowed, this is for reading only: {message}")
            case psycopg.OperationalError():
                return TryAgainError(f"the connection broke: {message}")
        return RaceDBError(f"{message}{self._hint(error, statement)}")

    def _hint(self, error: psycopg.Error, statement: str) -> str:
        """Return the place of an unknown name and the most similar known one, to end a message."""
        unknown = re.search(r'(relation|column) "?([\w.]+)"? does not exist', str(error))
        if not unknown:
            return ""
        what, word = unknown.groups()
        # PostgreSQL's position counts in the text with its own placeholders: search for the name.
        where = text.place(statement, word)
        names = [str(name) for (name,) in self._all(_CATALOGUE[what])]
        return f"{where}{text.nearest(word, names)}"


def _first_line(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
