"""
SQL that somebody wrote, in a process of its own (racedb.child).

It is that of `racedb sql` and `Database.sql`, and of queries in a folder of the user. The canned
queries of racedb, whose statements are known, need no such process.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain
from typing import NamedTuple

from racedb import child
from racedb.db import readonly
from racedb.db.readonly import TIME_IS_UP, Result, Value
from racedb.db.readonly.batches import Row, by_size
from racedb.errors import RaceDBError

VALUE_CHARS = 1_000_000
ROW_MIB = 32
_ROWS = 500
"""The most rows that wait to be sent together."""


@contextmanager
def select(
    url: str | None,
    statement: str,
    values: Mapping[str, Value],
    types: Mapping[str, str] | None = None,
    *,
    time_limit_s: float,
    as_owner: bool,
    explain: bool = False,
    most_mib: int | None = None,
) -> Iterator[Result]:
    """
    Run one statement that somebody wrote, and yield its rows, or its plan.

    Args:
        url: a path or URL; None as in `readonly.connect`.
        statement: one SELECT in SQL.
        values: by the names of the parameters.
        types: of the parameters, as `Reader.query` takes them.
        time_limit_s: seconds until the last row is read; 0: as long as it needs.
        as_owner: allow a role of PostgreSQL that could read the server's files.
        explain: yield the plan of the database.
        most_mib: the most memory that all rows together may take; None: any, they are streamed.

    Raises:
        RaceDBError: the database refuses the statement, or it exceeds a limit.
    """
    question = Question(url, statement, values, types, time_limit_s, as_owner, explain, most_mib)
    too_late = TIME_IS_UP.format(limit_s=time_limit_s)
    with closing(child.results(answer, (question,), time_limit_s or None, too_late)) as found:
        columns = next(found)
        yield Result(columns, chain.from_iterable(found))


class Question(NamedTuple):
    """What the child is to find out; see `select`."""

    url: str | None
    statement: str
    values: Mapping[str, Value]
    types: Mapping[str, str] | None
    time_limit_s: float
    as_owner: bool
    explain: bool
    most_mib: int | None


def answer(question: Question) -> Iterator[object]:
    """Run a statement in the child; yield the names of its columns, then lists of rows."""
    with readonly.connect(
        question.url, time_limit_s=question.time_limit_s, as_owner=question.as_owner
    ) as reader:
        if question.explain:
            result = reader.explain(question.statement, question.values)
        else:
            result = reader.query(question.statement, question.values, question.types)
        yield result.columns
        check = _checked(result.columns, question.most_mib)
        yield from by_size(result.rows, _ROWS, check=check)


def _checked(columns: tuple[str, ...], most_mib: int | None) -> Callable[[Row, int], None]:
    """Return a check of rows and their bytes: one of them, or all together, may be too big."""
    most_bytes = float("inf") if most_mib is None else most_mib << 20
    total = 0

    def check(row: Row, bytes_: int) -> None:
        nonlocal total
        if bytes_ > VALUE_CHARS:
            _require_room(row, bytes_, columns)
        total += bytes_
        if total > most_bytes:
            raise RaceDBError(
                f"the answer has more than {most_mib} MiB; select less, or let `racedb sql -o FILE`"
                " write it"
            )

    return check


def _require_room(row: Row, bytes_: int, columns: tuple[str, ...]) -> None:
    for name, value in zip(columns, row, strict=True):
        if isinstance(value, str) and len(value) > VALUE_CHARS:
            message = f"a value of column {name!r} has more than {VALUE_CHARS:,} characters"
            raise RaceDBError(f"{message}; select a part of it with substr()")
    if bytes_ > ROW_MIB << 20:
        message = f"a row has more than {ROW_MIB} MiB; select fewer columns"
        raise RaceDBError(message)
