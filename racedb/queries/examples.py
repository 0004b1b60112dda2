"""`racedb query --test`: the example of each query, run on a database."""

from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING

from racedb import queries
from racedb.errors import RaceDBError
from racedb.queries import lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from racedb.db.readonly import Reader, Value
    from racedb.queries import Query

COLUMNS = ("query", "example", "rows", "ms", "error")
FIRST = "*"
"""The first driver, event ... of the database; used again it is the second one."""


def run_examples(reader: "Reader", known: "Iterable[Query]") -> "Iterator[tuple[Value, ...]]":
    """
    Run the example of each query, and yield rows of COLUMNS.

    `rows` is NULL where the query failed, as `error` says, and where the database has no driver,
    event ... for the example.
    """
    for query in known:
        example = example_values(reader, query)
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


def example_values(reader: "Reader", query: "Query") -> dict[str, str] | None:
    """Return the values of an example; None: the database has no driver, event ... for it."""
    subjects = {it.name: it.subject for it in query.parameters}
    used: Counter[str] = Counter()
    out = {}
    for word in query.example:
        name, _, value = word.partition("=")
        if value == FIRST:
            kind = subjects.get(name) or name
            found = lookup.nth(reader, kind, used[kind])
            if found is None:
                return None
            used[kind] += 1
            value = found
        out[name] = value
    return out
