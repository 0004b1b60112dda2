"""
The Python API: open a database, query it, and use the answer.

It only reads. `racedb query` and `racedb sql` are built on it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from racedb import queries
from racedb.db import readonly
from racedb.db.readonly import TIME_LIMIT_S, Result, Value
from racedb.errors import RaceDBError
from racedb.render.cells import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    import pandas as pd
    import polars as pl

_HTML_ROWS = 100
"""Maximum number of rows that a notebook shows."""
ANSWER_MIB = 480
"""The most memory that the rows of SQL that somebody typed may take, if they are kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: columns and all rows, in memory, independent of the database."""

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    """Durations are microseconds, dates and times ISO text; None: not known."""

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Yield each row as a dictionary."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def to_polars(self) -> "pl.DataFrame":
        """
        Return a polars frame; its types are those of the values.

        Raises:
            UsageError: two columns have the same name.
        """
        from racedb.render.parquet import frame

        return frame(self.columns, self.rows)

    def to_pandas(self) -> "pd.DataFrame":
        """
        Return a pandas frame; integers stay integers even if some are missing.

        Raises:
            RaceDBError: pandas, which is optional, is not installed.
            UsageError: two columns have the same name.
        """
        from racedb.render import require_distinct

        require_distinct(self.columns)
        try:
            import pandas as pd
        except ImportError:
            message = "to_pandas() needs pandas: pip install pandas"
            raise RaceDBError(message) from None
        return pd.DataFrame(self.rows, columns=list(self.columns)).convert_dtypes()

    def _repr_html_(self) -> str:
        """Show the first rows in a notebook, durations as lap times."""
        head = "".join(f"<th>{escape(shown('', name))}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(map(_html, self.columns, row))}</tr>" for row in self.rows[:_HTML_ROWS]
        )
        more = f", the first {_HTML_ROWS}" if len(self) > _HTML_ROWS else ""
        return (
            f"<table><caption>{len(self):,} rows{more}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _html(column: str, value: Value) -> str:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    style = ' style="text-align: right"' if right else ""
    return f"<td{style}>{escape(shown(column, value))}</td>"


@dataclass(frozen=True, slots=True)
class Database:
    """A database to query. Each query opens its own connection."""

    url: str | None = None
    """Path or URL; None: RACEDB_URL, or racedb.sqlite in the working folder."""
    time_limit_s: float = TIME_LIMIT_S
    """Time limit of a query; 0: no limit."""
    as_owner: bool = False
    """Allow `sql` for a superuser of PostgreSQL, who could read files of the server."""
    own_queries: Path | None = None
    """A folder with your own canned queries."""

    def query(self, name: str, /, **values: object) -> Answer:
        """
        Run a canned query; `racedb query` lists them.

        Args:
            name: such as best-lap-per-manufacturer.
            values: its parameters; `class_` stands for class, a keyword of Python. Drivers, teams,
                events ... by slug, by name or by a part of the name.

        Raises:
            UsageError: the query or a parameter is unknown, a value has the wrong type, or a name
                matches nothing or several things.
            RaceDBError: the database cannot be queried.
        """
        given = {key.removesuffix("_"): value for key, value in values.items() if value is not None}
        with self.answering(name, given) as result:
            return Answer(result.columns, list(result.rows))

    def sql(self, text: str, /, **values: Value) -> Answer:
        """
        Run one SELECT; `:name` in it takes the value with that name.

        It runs in a process of its own, so that nothing in it can keep or end this one.

        Raises:
            RaceDBError: the database refuses the statement, or it exceeds the time limit, or the
                answer has more than ANSWER_MIB.
        """
        with self.selecting(text, values, most_mib=ANSWER_MIB) as result:
            return Answer(result.columns, list(result.rows))

    @contextmanager
    def answering(self, name: str, values: "Mapping[str, object]") -> Iterator[Result]:
        """Run a canned query and yield its rows, which can be read once, inside the block."""
        query = queries.load(name, self.own_queries)
        with readonly.connect(self.url, time_limit_s=self.time_limit_s) as reader:
            yield queries.run(reader, query, values)

    def selecting(
        self,
        text: str,
        values: "Mapping[str, Value]",
        *,
        explain: bool = False,
        most_mib: int | None = None,
    ) -> "AbstractContextManager[Result]":
        """
        Run SQL and return its rows, or its plan, which can be read once, inside a with block.

        Args:
            text: one SELECT.
            values: of the parameters.
            explain: the plan of the database instead of the rows.
            most_mib: the most memory that all rows may take; None: any.
        """
        from racedb.db.readonly import isolated  # canned queries need no processes

        return isolated.select(
            self.url, text, values, time_limit_s=self.time_limit_s, as_owner=self.as_owner,
            explain=explain, most_mib=most_mib,
        )  # fmt: skip


def open(  # noqa: A001  racedb.open() is what people look for
    url: str | None = None,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    as_owner: bool = False,
    own_queries: str | Path | None = None,
) -> Database:
    """
    Open a database for queries.

    Args:
        url: path or URL; None: RACEDB_URL, or racedb.sqlite in the working folder.
        time_limit_s: time limit of a query; 0: no limit.
        as_owner: allow `sql` for a superuser of PostgreSQL.
        own_queries: a folder with your own canned queries, in the format of racedb's.

    Raises:
        RaceDBError: there is no such database, it is not one of racedb, or has another version.
    """
    with readonly.connect(url, time_limit_s=time_limit_s):
        own = None if own_queries is None else Path(own_queries)
        return Database(url, time_limit_s, as_owner, own)
