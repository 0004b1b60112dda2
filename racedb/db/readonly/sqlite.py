"""
SQLite, opened so that no statement can change or leak anything.

`mode=ro` alone still allows ATTACH and VACUUM INTO; the authorizer allows reading only. A progress
handler bounds the time, the length limit bounds what one instruction can do between two looks at
the clock. That is enough for statements that come with racedb; one that somebody typed runs in a
process of its own besides (racedb.db.readonly.isolated).
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

from racedb.db import revisions
from racedb.db.readonly import TIME_IS_UP, WAIT_S, Result, Value
from racedb.db.readonly import statement as text
from racedb.errors import RaceDBError, TimeLimitError, TryAgainError, UsageError

MAX_VALUE_BYTES = 1_000_000
# Between two looks at the clock: about a millisecond. A tenth of it costs 2 % of a query.
_INSTRUCTIONS = 10_000

_ALLOWED = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_FUNCTIONS_DENIED = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"})

_READONLY_ROLLBACK = 776
_NO_ROOM = "{path}: {error}; perhaps temporary files of the statement grow too big: select less"
# Our error and its message, by SQLite's code.
_MEANINGS: Mapping[int, tuple[type[RaceDBError], str]] = {
    sqlite3.SQLITE_INTERRUPT: (TimeLimitError, TIME_IS_UP),
    sqlite3.SQLITE_BUSY: (TryAgainError, "{path} is locked by a load; try again"),
    sqlite3.SQLITE_AUTH: (RaceDBError, "not allowed, this is for reading only: {error}"),
    sqlite3.SQLITE_NOTADB: (RaceDBError, "{path} is not a database"),
    sqlite3.SQLITE_TOOBIG: (RaceDBError, f"a value grew beyond {MAX_VALUE_BYTES:,} bytes"),
    # A file that is opened for reading is not written to, but its temporary files are.
    sqlite3.SQLITE_FULL: (RaceDBError, _NO_ROOM),
    sqlite3.SQLITE_IOERR: (RaceDBError, _NO_ROOM),
}
_CATALOGUE = {
    "table": "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
    "column": "SELECT c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c",
}
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d+)?")


@contextmanager
def connect(url: str, time_limit_s: float, wait_s: float) -> Iterator["SQLiteReader"]:
    """Open a file for reading."""
    path = _path(url)
    if not path.exists():
        message = f"{path} is not there; 'racedb load' or 'racedb db create' makes a database"
        raise UsageError(message)
    try:
        file = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=wait_s
        )
    except sqlite3.Error as error:
        message = f"{path}: cannot be opened: {error}"
        raise RaceDBError(message) from None
    with closing(file) as connection:
        reader = SQLiteReader(connection, path, time_limit_s)
        reader.lock()
        yield reader


def _path(url: str) -> Path:
    """Return the path of a URL; a plain path needs no SQLAlchemy."""
    if "://" not in url and url != ":memory:":
        return Path(url)
    from racedb.db.url import database_url

    return Path(database_url(url).database or "")


class SQLiteReader:
    """A file that can be queried and not changed."""

    def __init__(self, connection: sqlite3.Connection, path: Path, time_limit_s: float) -> None:
        """Wrap an open connection; `lock` makes it safe."""
        self.url = str(path)
        self._connection = connection
        self._path = path
        self._limit_s = time_limit_s
        self._deadline = float("inf")

    def lock(self) -> None:
        """Check that the file is a racedb database, then allow nothing but reading for good."""
        connection = self._connection
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            tables = self._tables()
            ours = "alembic_version" in tables
            query = "SELECT version_num FROM alembic_version"
            found = connection.execute(query).fetchone() if ours else None
        except sqlite3.Error as error:
            raise self._translated(error, "") from None
        revision = str(found[0]) if found else None
        revisions.require_newest(revision, is_empty=not tables, where=str(self._path))
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, text.MAX_LENGTH)
        # SQLite folds only ASCII; names of drivers and events are folded as on PostgreSQL.
        connection.create_function("lower", 1, _lower, deterministic=True)
        # SQLite has them in its shell only. The stubs know whole numbers only.
        connection.create_aggregate("median", 1, _Percentile)  # type: ignore[arg-type]
        connection.create_aggregate("percentile", 2, _Percentile)  # type: ignore[arg-type]
        connection.set_authorizer(_authorize)
        connection.set_progress_handler(self._is_late, _INSTRUCTIONS)

    def _tables(self) -> set[str]:
        """Return the names of the tables; also roll back what an interrupted load left."""
        query = "SELECT name FROM sqlite_master"
        try:
            rows = self._connection.execute(query).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != _READONLY_ROLLBACK:
                raise
            # Rolling back needs a writable connection; its first query does it, if nobody writes.
            with closing(sqlite3.connect(self._path, timeout=WAIT_S)) as writable:
                rows = writable.execute(query).fetchall()
        return {name for (name,) in rows}

    def query(
        self,
        statement: str,
        values: Mapping[str, Value],
        types: Mapping[str, str] | None = None,
    ) -> Result:
        """Run one statement (racedb.db.readonly.Reader)."""
        text.check(statement, values)
        bound = values if types is not None else {k: _as_number(v) for k, v in values.items()}
        self._deadline = monotonic() + self._limit_s if self._limit_s else float("inf")
        try:
            cursor = self._connection.execute(statement, bound)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise self._translated(error, statement) from None
        columns = tuple(str(column[0]) for column in cursor.description or ())
        return Result(columns, self._rows(cursor, statement))

    def explain(self, statement: str, values: Mapping[str, Value]) -> Result:
        """Return the query plan: a row for each step, indented by its depth."""
        text.check(statement, values)
        plan = self.query(f"EXPLAIN QUERY PLAN {statement}", values)
        depth = {0: -1}

        def steps() -> Iterator[tuple[Value, ...]]:
            for node, parent, _, detail in plan.rows:
                depth[int(node or 0)] = level = depth[int(parent or 0)] + 1
                yield (f"{'  ' * level}{detail}",)

        return Result(("plan",), steps())

    def _rows(self, cursor: sqlite3.Cursor, statement: str) -> Iterator[tuple[Value, ...]]:
        try:
            for row in cursor:
                if bytes in map(type, row):
                    yield tuple(cell.hex() if isinstance(cell, bytes) else cell for cell in row)
                else:
                    yield row
        except sqlite3.Error as error:
            raise self._translated(error, statement) from None

    def _is_late(self) -> bool:
        return monotonic() > self._deadline

    def _translated(self, error: sqlite3.Error | sqlite3.Warning, statement: str) -> BaseException:
        """Return the error of racedb for one of SQLite."""
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_INTERRUPT and not self._is_late():
            # A signal interrupted SQLite, which swallowed the exception of its handler.
            return KeyboardInterrupt()
        if "one statement" in str(error):
            return RaceDBError("one statement at a time")
        if code & 0xFF == sqlite3.SQLITE_ERROR and statement:
            return RaceDBError(self._with_hint(str(error), statement))
        kind, message = _MEANINGS.get(code & 0xFF, (RaceDBError, "{path}: {error}"))
        return kind(message.format(path=self._path, error=error, limit_s=self._limit_s))

    def _with_hint(self, message: str, statement: str) -> str:
        """Add the place of an unknown name and the most similar known one."""
        unknown = re.match(r'(?:no such (table|column|function): |near )"?([^"\s]+)', message)
        if not unknown:
            return message
        what, word = unknown.groups()
        return f"{message}{text.place(statement, word)}{text.nearest(word, self._names(what))}"

    def _names(self, what: str | None) -> list[str]:
        """Return the names of all tables and views, or of all their columns."""
        if what not in _CATALOGUE:
            return []
        self._connection.set_authorizer(None)
        names = [name for (name,) in self._connection.execute(_CATALOGUE[what])]
        self._connection.set_authorizer(_authorize)
        return names


def _authorize(action: int, _first: str | None, name: str | None, *_: object) -> int:
    if action not in _ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (name or "").lower() in _FUNCTIONS_DENIED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


class _Percentile:
    """`median(x)` and `percentile(x, 90)`: between the two nearest values, as in PostgreSQL."""

    def __init__(self) -> None:
        self._numbers: list[float] = []
        self._percent = 50.0

    def step(self, number: float | None, percent: float = 50.0) -> None:
        """Take a value; NULL does not count."""
        self._percent = percent
        if number is not None:
            self._numbers.append(number)

    def finalize(self) -> float | None:
        """Return the value below which so many percent are; None: there are no values."""
        if not self._numbers:
            return None
        self._numbers.sort()
        place = (len(self._numbers) - 1) * self._percent / 100
        low = int(place)
        high = min(low + 1, len(self._numbers) - 1)
        return self._numbers[low] + (self._numbers[high] - self._numbers[low]) * (place - low)


def _lower(value: Value) -> Value:
    return value.lower() if isinstance(value, str) else value


def _as_number(value: Value) -> Value:
    """
    Turn the text of a number into the number: unlike PostgreSQL, SQLite would compare it as text.

    A column of text (007) is still compared as text, because SQLite converts the number back.
    """
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)
