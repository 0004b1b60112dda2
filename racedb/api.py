"""
The Python API: open a database, load files into it, query it, and use the answer.

`racedb query` and `racedb sql` are built on it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from racedb import queries
from racedb.counted import counted
from racedb.db import readonly
from racedb.db.readonly import TIME_LIMIT_S, Result, Value
from racedb.errors import LoadError, UsageError, did_you_mean
from racedb.queries.caption import Caption, Words, caption, no_words
from racedb.render.cells import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    import pandas as pd
    import polars as pl

    from racedb.ingest.report import Report

_SHOWN_ROWS = 100
"""Maximum number of rows that a notebook or print() shows."""
ANSWER_MIB = 480
"""The most memory that the rows of SQL that somebody typed may take, if they are kept."""


class Row(tuple[Value, ...]):
    """A row of an answer: a tuple whose values are also found by the names of their columns."""

    __slots__ = ()
    columns: ClassVar[tuple[str, ...]] = ()

    def __getitem__(self, key: Any) -> Any:
        """Return a value by its place or its column."""
        return super().__getitem__(self.columns.index(key) if isinstance(key, str) else key)

    def keys(self) -> tuple[str, ...]:
        """Return the columns, so that `dict(row)` works."""
        return self.columns


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: columns and all rows, in memory, independent of the database."""

    columns: tuple[str, ...]
    rows: list[Row]
    """Durations are microseconds, dates and times ISO text; None: not known."""
    title: str = ""
    """What it answers; '': SQL."""
    chart: str = ""
    """The chart that suits it, as the header of a query names it; '': by its columns."""
    words: "Words" = no_words
    """Finds the words above its picture, in the database."""

    @classmethod
    def of(cls, result: Result, title: str = "", chart: str = "") -> "Answer":
        """Read all rows of a result."""
        row = type("Row", (Row,), {"__slots__": (), "columns": result.columns})
        return cls(result.columns, [row(values) for values in result.rows], title, chart)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __repr__(self) -> str:
        title = f"{self.title}: " if self.title else ""
        return f"<Answer: {title}{counted(len(self), 'rows')} of {', '.join(self.columns)}>"

    def __str__(self) -> str:
        """Return the first rows as a table, durations as lap times."""
        from racedb.render.table import table

        stream = BytesIO()
        table(Result(self.columns, iter(self.rows[:_SHOWN_ROWS])), stream)
        more = "" if len(self) <= _SHOWN_ROWS else f"\n... and {len(self) - _SHOWN_ROWS:,} more"
        return stream.getvalue().decode().rstrip("\n") + more

    def plot(self, *, x: str = "", y: str = "", color: str = "", title: str = "") -> Any:
        """
        Draw the answer as an altair chart, which a notebook shows.

        Args:
            x: the column that is drawn from left to right; '': as it suits the query.
            y: the one that is drawn upwards, or row by row.
            color: what the colours mean.
            title: the words above the picture.

        Raises:
            RaceDBError: altair, which is optional, is not installed.
            UsageError: no chart suits the columns, or there is nothing to draw.
        """
        from racedb.render import charts

        axes = charts.Axes(x=x, y=y, colour=color, title=title)
        picture = charts.suitable(self.columns, self.chart, axes)
        return charts.drawn(Result(self.columns, iter(self.rows)), picture, self.words, title)

    def to_polars(self, *, durations: bool = False) -> "pl.DataFrame":
        """
        Return a polars frame; its types are those of the values.

        Args:
            durations: columns of microseconds become durations, under names without `_us`.

        Raises:
            UsageError: two columns have the same name.
        """
        from racedb.render import frames

        return frames.to_polars(self.columns, self.rows, durations=durations)

    def to_pandas(self, *, durations: bool = False) -> "pd.DataFrame":
        """
        Return a pandas frame; integers stay integers even if some are missing.

        Args:
            durations: columns of microseconds become timedeltas, under names without `_us`.

        Raises:
            RaceDBError: pandas, which is optional, is not installed.
            UsageError: two columns have the same name.
        """
        from racedb.render import frames

        return frames.to_pandas(self.columns, self.rows, durations=durations)

    def _repr_html_(self) -> str:
        """Show the first rows in a notebook, durations as lap times."""
        head = "".join(f"<th>{escape(shown('', name))}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(map(_html, self.columns, row))}</tr>" for row in self.rows[:_SHOWN_ROWS]
        )
        more = f", the first {_SHOWN_ROWS}" if len(self) > _SHOWN_ROWS else ""
        title = f"{self.title}: " if self.title else ""
        return (
            f"<table><caption>{escape(title)}{counted(len(self), 'rows')}{more}</caption>"
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

    def query(self, name: str, /, *words: str, **values: object) -> Answer:
        """
        Run a canned query; `racedb query` lists them.

        Args:
            name: such as best-lap-per-manufacturer.
            words: values of the required parameters, then of the other names: an event, a session.
            values: its parameters; `class_` stands for class, a keyword of Python. Drivers, teams,
                events ... by slug, by name or by a part of the name; several as a list.

        Raises:
            UsageError: the query or a parameter is unknown, a value has the wrong type, or a name
                matches nothing or several things.
            RaceDBError: the database cannot be queried.
        """
        given = {key.removesuffix("_"): value for key, value in values.items() if value is not None}
        query = queries.load(name, self.own_queries)
        asked = queries.values(query, words, given)
        with self.answering(name, asked) as result:
            answer = Answer.of(result, query.title, query.chart)
        return replace(answer, words=partial(self.caption, name, asked))

    def list(self, kind: str | None = None, /, *words: str, **filters: object) -> Answer:
        """
        List the rows of one kind: series, seasons, events, sessions, drivers, teams ...

        Args:
            kind: as `racedb list` has it; None: how many rows each kind has.
            words: filters without their names: an event, a session.
            filters: season="1990s", series="imsa" ...

        Raises:
            UsageError: there is no such kind or filter, or a name matches nothing.
        """
        return self.query("contents" if kind is None else queries.list_of(kind), *words, **filters)

    def find(self, name: str) -> Answer:
        """
        Find drivers, teams, cars, circuits, series, events ... by a name or a part of it.

        Raises:
            UsageError: nothing matches.
        """
        from racedb.queries import lookup

        with readonly.connect(self.url, time_limit_s=self.time_limit_s) as reader:
            return Answer.of(Result(lookup.FOUND, iter(lookup.find(reader, name))))

    def load(
        self,
        *paths: str | Path,
        dry_run: bool = False,
        strict: bool = False,
        max_rejects: int = 0,
        **about: object,
    ) -> "Report":
        """
        Load files, as `racedb load` does; a SQLite database that is missing is created.

        Args:
            paths: files or folders.
            dry_run: report what would happen; store nothing.
            strict: refuse a file with any cell that cannot be read.
            max_rejects: accept a file of which so many rows cannot be stored.
            about: what the files are about: series, season, event, session ...

        Returns:
            What happened to each file: `report.files[0].new`, `.changed`, `.notes`, `.findings` ...

        Raises:
            LoadError: a file was refused; the others are stored.
            UsageError: files are not about such a thing.
            RaceDBError: the database cannot be opened.
        """
        from racedb.ingest.load import load
        from racedb.ingest.manifest import CONTEXT
        from racedb.ingest.plan import Settings

        settings = Settings(dry_run=dry_run, strict=strict, max_rejects=max_rejects)
        given = {key.removesuffix("_"): str(value) for key, value in about.items() if value}
        for key in given:
            if key not in CONTEXT:
                message = f"load: {key!r} is not known of files; {did_you_mean(key, CONTEXT)}"
                raise UsageError(message)
        report = load([Path(path) for path in paths], self.url, given, settings)
        refused = [it.message for it in report.files if it.state == "refused"]
        if refused:
            raise LoadError("; ".join(refused))
        return report

    def sql(self, text: str, /, **values: Value) -> Answer:
        """
        Run one SELECT; `:name` in it takes the value with that name.

        It runs in a process of its own, so that nothing in it can keep or end this one.

        Raises:
            RaceDBError: the database refuses the statement, or it exceeds the time limit, or the
                answer has more than ANSWER_MIB.
        """
        with self.selecting(text, values, most_mib=ANSWER_MIB) as result:
            return Answer.of(result)

    @contextmanager
    def answering(self, name: str, values: "Mapping[str, object]") -> Iterator[Result]:
        """Run a canned query and yield its rows, which can be read once, inside the block."""
        query = queries.load(name, self.own_queries)
        with readonly.connect(self.url, time_limit_s=self.time_limit_s) as reader:
            if not queries.is_own(name):
                yield queries.run(reader, query, values)
                return
            sql, bound, types = queries.bind(reader, query, values)
        from racedb.db.readonly import isolated  # the queries of racedb need no process

        with isolated.select(
            self.url, sql, bound, types, time_limit_s=self.time_limit_s, as_owner=True
        ) as result:
            yield result

    def caption(
        self, name: str, values: "Mapping[str, object]", session: str | None = None
    ) -> Caption:
        """Return the words above the picture of a canned query: event, year, files."""
        query = queries.load(name, self.own_queries)
        with readonly.connect(self.url, time_limit_s=self.time_limit_s) as reader:
            return caption(reader, query, values, session)

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
