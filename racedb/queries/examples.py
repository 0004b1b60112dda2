"""The example that each query carries, tried on a database."""

from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING

from racedb import queries
from racedb.errors import RaceDBError
from racedb.queries import subjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from racedb.db.readonly import Reader, Value
    from racedb.queries import Query

COLUMNS = ("query", "example", "rows", "ms", "error")
FIRST = "*"
"""Stands for the first driver, event ... of the database, the second time for the second one."""


def tried(reader: "Reader", known: "Iterable[Query]") -> "Iterator[tuple[Value, ...]]":
    """
    Run the example of each query; gives rows of COLUMNS.

    `rows` is NULL where it failed and where the database has nothing to make the example of;
    `error` says why in the first case only.
    """
    for query in known:
        example = chosen(reader, query)
        if example is None:
            yield query.name, " ".join(query.example), None, None, None
            continue
        words = " ".join(f"{name}={value}" for name, value in example.items())
        began = perf_counter()
        try:
            rows = sum(1 for _ in queries.run(reader, query, example).rows)
        except RaceDBError as error:
            yield query.name, words, None, None, str(error)
        else:
            yield query.name, words, rows, round((perf_counter() - began) * 1_000), None


def chosen(reader: "Reader", query: "Query") -> dict[str, str] | None:
    """Give the example's values for this database; None: it has nobody to ask about."""
    types = {it.name: it.type for it in query.parameters}
    asked: Counter[str] = Counter()
    out = {}
    for word in query.example:
        name, _, value = word.partition("=")
        if value == FIRST:
            kind = types.get(name, name)
            found = subjects.nth(reader, kind, asked[kind])
            if found is None:
                return None
            asked[kind] += 1
            value = found
        out[name] = value
    return out
