"""
Queries that can only read: `racedb query`, `racedb sql` and the Python API.

The database itself enforces it: SQLite's authorizer, PostgreSQL's READ ONLY transaction, one
statement per protocol message and the rights of the role. No rule here trusts the text of a
statement. SQLAlchemy is not needed, so that an answer costs little more than Python itself.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, Protocol

TIME_LIMIT_S = 30.0
WAIT_S = 5.0
"""How long a query waits for a lock before it gives up (exit 3)."""
TIME_IS_UP = "stopped at the time limit of {limit_s:g} s (--timeout 0: no limit)"

Value = None | bool | int | float | str
"""What a cell of a result can be, on both databases: dates and times are ISO text."""


class Result(NamedTuple):
    """The result of a query."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]]
    """Can be read once, while the connection is open; reading may raise errors of the database."""


class Reader(Protocol):
    """An open database that can be queried and not changed."""

    url: str
    """Its path or URL."""

    def query(
        self,
        statement: str,
        values: Mapping[str, Value],
        types: Mapping[str, str] | None = None,
    ) -> Result:
        """
        Run one statement; `:name` in it takes the value of that name.

        Args:
            statement: one SELECT in SQL.
            values: by the names of the parameters.
            types: text or int for each parameter: PostgreSQL needs the type of a NULL. None: all
                values are text that a person typed, and the statement decides what they are.

        Raises:
            RaceDBError: the database refuses the statement, cannot run it, or runs out of time.
        """

    def explain(self, statement: str, values: Mapping[str, Value]) -> Result:
        """Return the database's plan instead of the result."""


@contextmanager
def connect(
    url: str | None,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    wait_s: float | None = None,
    as_owner: bool = True,
) -> Iterator[Reader]:
    """
    Open a racedb database for reading.

    Args:
        url: a path or URL; None is RACEDB_URL, or else racedb.sqlite in the working folder.
        time_limit_s: seconds that one statement may take; 0: as long as it needs.
        wait_s: how long to wait while a SQLite file is locked; None: WAIT_S.
        as_owner: on PostgreSQL, allow a role that could read the server's files (a superuser):
            right for the queries that come with racedb, wrong for a statement that somebody typed.

    Raises:
        RaceDBError: not there, not a racedb database, of another version, or not allowed.
    """
    url = url or os.environ.get("RACEDB_URL") or "racedb.sqlite"
    if "://" in url and url.startswith("postgres"):
        from racedb.db.readonly import postgres

        opened: AbstractContextManager[Reader] = postgres.connect(
            url, time_limit_s, as_owner=as_owner
        )
    else:
        from racedb.db.readonly import sqlite

        opened = sqlite.connect(url, time_limit_s, WAIT_S if wait_s is None else wait_s)
    with opened as reader:
        yield reader
