"""
Questions from Python: open a database, ask, take the answer where it is needed.

Reading only, by the same means as `racedb query` and `racedb sql`, which ask through this module.
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

    import pandas as pd
    import polars as pl

_HTML_ROWS = 100
"""Rows that a notebook shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gave: columns and rows, read once, kept, with no connection behind them."""

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    """Durations are microseconds, dates and times ISO text, what is not known None."""

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Give each row as a dictionary."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def to_polars(self) -> "pl.DataFrame":
        """
        Give a polars frame; its types are those of the values.

        Raises:
            UsageError: two columns have one name.
        """
        from racedb.render.parquet import frame

        return frame(self.columns, self.rows)

    def to_pandas(self) -> "pd.DataFrame":
        """
        Give a pandas frame; whole numbers stay whole where some are missing.

        Raises:
            RaceDBError: pandas is not installed: it does not come with racedb.
            UsageError: two columns have one name.
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
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
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
    """A database that can be asked. It is opened for each question, and holds nothing open."""

    url: str | None = None
    """Path or URL; None: RACEDB_URL, or racedb.sqlite in the working folder."""
    time_limit_s: float = TIME_LIMIT_S
    """Seconds that one question may take; 0: as long as it needs."""
    as_owner: bool = False
    """Let `sql` run also as a superuser of PostgreSQL, who could read the server's files."""
    own_queries: Path | None = None
    """A folder with canned queries of your own."""

    def query(self, name: str, /, **values: object) -> Answer:
        """
        Ask a canned query; `racedb query` lists them.

        Args:
            name: such as best-lap-per-manufacturer.
            values: its parameters; `class_` is class, which Python keeps for itself. Drivers,
                teams, events ... by slug, by name or by a part of it.

        Raises:
            UsageError: no such query or parameter, a value that is not of its type, a name that
                is of nobody, or of several.
            RaceDBError: the database cannot be asked.
        """
        given = {key.removesuffix("_"): value for key, value in values.items() if value is not None}
        with self.answering(name, given) as result:
            return Answer(result.columns, list(result.rows))

    def sql(self, text: str, /, **values: Value) -> Answer:
        """
        Ask one SELECT; `:name` in it takes the value of that name.

        Raises:
            RaceDBError: the database refuses the statement, or runs out of time.
        """
        with self.selecting(text, values) as result:
            return Answer(result.columns, list(result.rows))

    @contextmanager
    def answering(self, name: str, values: "Mapping[str, object]") -> Iterator[Result]:
        """Ask a canned query, and give its rows as they come; inside the block, and once."""
        query = queries.load(name, self.own_queries)
        with readonly.connect(self.url, time_limit_s=self.time_limit_s) as reader:
            yield queries.run(reader, query, values)

    @contextmanager
    def selecting(
        self, text: str, values: "Mapping[str, Value]", *, explain: bool = False
    ) -> Iterator[Result]:
        """Ask in SQL, and give the rows, or the plan, as they come; inside the block, and once."""
        with readonly.connect(
            self.url, time_limit_s=self.time_limit_s, as_owner=self.as_owner
        ) as reader:
            yield reader.explain(text, values) if explain else reader.query(text, values)


def open(  # noqa: A001  racedb.open() is what people look for
    url: str | None = None,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    as_owner: bool = False,
    own_queries: str | Path | None = None,
) -> Database:
    """
    Open a database for questions.

    Args:
        url: path or URL; None: RACEDB_URL, or racedb.sqlite in the working folder.
        time_limit_s: seconds that one question may take; 0: as long as it needs.
        as_owner: let `sql` run also as a superuser of PostgreSQL.
        own_queries: a folder with canned queries of your own, in the form of racedb's.

    Raises:
        RaceDBError: it is not there, not a racedb database, or of another version.
    """
    with readonly.connect(url, time_limit_s=time_limit_s):
        own = None if own_queries is None else Path(own_queries)
        return Database(url, time_limit_s, as_owner, own)
