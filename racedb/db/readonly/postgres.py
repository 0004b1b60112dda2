"""
PostgreSQL, queried so that no statement can change anything.

A READ ONLY transaction is no boundary by itself: `commit; insert ...` in one string leaves it. So
there is one statement per message (the extended protocol), its limits are set before it, and after
it the transaction is rolled back and the connection closed. A superuser could still read the
server's files or start programs, and is refused unless the caller insists.

Nor do functions mind whether a transaction reads only: they end connections, take locks, write to
the log. PostgreSQL calls a function that does more than compute VOLATILE; a statement that somebody
typed may call the few of them that are harmless.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain

import psycopg
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader

from racedb.db import revisions
from racedb.db.readonly import TIME_IS_UP, WAIT_S, Result, Value
from racedb.db.readonly import statement as text
from racedb.errors import RaceDBError, TimeLimitError, TryAgainError, UsageError

_CONNECT_S = 10
_DIGITS = 4_000
"""Python refuses to print whole numbers with more than 4,300 digits."""
# The library holds a chunk in memory as a whole, and a value may have a megabyte.
_CHUNK_ROWS = 50
_NUMBERS = frozenset({"bool", "int2", "int4", "int8", "oid", "float4", "float8"})
"""Types that Python reads; values of others, also arrays, are the text that PostgreSQL writes."""
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
# A server that notices that its client is gone ends the statement (since PostgreSQL 14, on Linux).
_LIMITS_WHERE_POSSIBLE = """
SELECT set_config(name, value, true)
FROM (
    VALUES
        ('client_connection_check_interval', '1s', version() LIKE '%linux%'),
        ('temp_file_limit', '4GB', current_setting('is_superuser') = 'on')
) AS wanted (name, value, allowed)
WHERE allowed AND current_setting(name, true) IS NOT NULL
"""
_UNSAFE = r"""
SELECT proname FROM pg_proc
WHERE provolatile = 'v'
    AND proname = ANY (%(words)s)
    AND proname !~ '^(clock_timestamp|timeofday|random|random_normal|setseed)$'
    AND proname !~ '^(pg_sleep|pg_sleep_for|pg_sleep_until|pg_[a-z_]+_size)$'
    AND proname !~ '^(gen_random_uuid|uuidv[47])$'
    AND NOT 'internal'::regtype = ANY (proargtypes)  -- no statement can call it: system()
ORDER BY proname
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
        """Read the text of a moment in UTC; 'infinity' and years BC stay as they are."""
        text = bytes(data).decode()
        if not text.endswith("+00"):
            return text
        seconds, _, decimals = text.removesuffix("+00").partition(".")
        return f"{seconds}.{decimals:0<6}"


class _Number(Loader):
    """Load numeric as int or float, as SQLite does: the sum of whole numbers stays whole."""

    def load(self, data: bytes | bytearray | memoryview) -> int | float | str:
        """Read the text of a number; one that Python does not print stays a text."""
        digits = bytes(data).decode()
        if len(digits) > _DIGITS:
            return digits
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
        message = f"the URL of the database is wrong: {_without_parts(_first_line(error), url)}"
        raise UsageError(message) from None
    except psycopg.OperationalError as error:
        message = f"cannot connect to the database: {_first_line(error)}"
        raise TryAgainError(message) from None
    try:
        reader = PostgresReader(connection, url, time_limit_s)
        reader.lock(as_owner=as_owner)
        yield reader
    finally:
        connection.close()


class PostgresReader:
    """A database that can be queried and not changed."""

    def __init__(
        self, connection: "psycopg.Connection[tuple[Value, ...]]", url: str, limit_s: float
    ) -> None:
        """Wrap an open connection; `lock` makes it safe."""
        self.url = url
        self._connection = connection
        self._limit_s = limit_s
        for known in connection.adapters.types:
            connection.adapters.register_loader(known.array_oid, TextLoader)
            if known.name not in _NUMBERS:
                connection.adapters.register_loader(known.oid, TextLoader)
        connection.adapters.register_loader("numeric", _Number)
        connection.adapters.register_loader("timestamptz", _Moment)

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
        if types is None:
            self._require_harmless(statement)
        return self._run(statement, values, types)

    def explain(self, statement: str, values: Mapping[str, Value]) -> Result:
        """Return the query plan, a row for each line."""
        text.check(statement, values)
        self._require_harmless(statement)
        plan = self._run(f"EXPLAIN {statement}", values, None)
        return Result(("plan",), plan.rows)

    def _require_harmless(self, statement: str) -> None:
        """
        Refuse a statement that calls a function that can do more than read.

        Every word counts, also in strings and comments: what is one is for PostgreSQL to decide.
        """
        if re.search('u&"', statement, re.IGNORECASE):
            message = 'not allowed: U&"..." hides names; write them as they are'
            raise RaceDBError(message)
        words = {*re.findall(r"\w+", statement), *re.findall(r"\w+", statement.lower())}
        try:
            found = self._connection.execute(_UNSAFE, {"words": sorted(words)}).fetchone()
        except psycopg.Error as error:
            raise self._translated(error, "") from None
        if found:
            message = f"not allowed, this is for reading only: {found[0]}() can do more than read"
            raise RaceDBError(message)

    def _run(
        self, statement: str, values: Mapping[str, Value], types: Mapping[str, str] | None
    ) -> Result:
        translated, names = text.for_postgres(statement, types)
        cursor = psycopg.RawCursor(self._connection)
        # stream() speaks the extended protocol: one statement, or a syntax error.
        rows = cursor.stream(
            translated.encode(), [values[name] for name in names], size=_CHUNK_ROWS
        )
        try:
            first = next(rows, None)
            if first is None:
                return Result(self._columns(translated), iter(()))
        except psycopg.Error as error:
            raise self._translated(error, statement) from None
        columns = tuple(column.name for column in cursor.description or ())
        return Result(columns, self._rows(first, rows, statement))

    def _columns(self, statement: str) -> tuple[str, ...]:
        """Ask for the columns of a statement: an empty stream does not tell; run nothing again."""
        server = self._connection.pgconn
        server.prepare(b"", statement.encode())
        described = server.describe_prepared(b"")
        return tuple((described.fname(at) or b"").decode() for at in range(described.nfields))

    def _rows(
        self,
        first: tuple[Value, ...],
        rows: Iterator[tuple[Value, ...]],
        statement: str,
    ) -> Iterator[tuple[Value, ...]]:
        try:
            yield from chain((first,), rows)
        except psycopg.Error as error:
            raise self._translated(error, statement) from None

    def _begin(self) -> None:
        self._connection.execute("BEGIN READ ONLY")
        limit_ms, wait_ms = str(int(self._limit_s * 1_000)), str(int(WAIT_S * 1_000))
        self._connection.execute(_LIMITS, {"limit_ms": limit_ms, "wait_ms": wait_ms})
        self._connection.execute(_LIMITS_WHERE_POSSIBLE)

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
                return TimeLimitError(TIME_IS_UP.format(limit_s=self._limit_s))
            case psycopg.errors.LockNotAvailable():
                return TryAgainError("the database is locked; try again")
            case psycopg.errors.ReadOnlySqlTransaction() | psycopg.errors.InsufficientPrivilege():
                return RaceDBError(f"not allowed, this is for reading only: {message}")
        if self._connection.closed:
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


def _without_parts(message: str, url: str) -> str:
    """Hide parts of a URL that a message quotes, which may be its password, but for keys."""

    def hidden(quoted: re.Match[str]) -> str:
        return quoted[0] if quoted[1] not in url or f"{quoted[1]}=" in url else '"***"'

    return re.sub('"([^"]+)"', hidden, message)


def _first_line(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
