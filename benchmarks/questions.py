"""
How long canned queries take inside a process that has run them before; every row is fetched.

About one: the driver, team or event with the most rows; finding the slug is part of the time. About
everything: no parameter is given but a series where one is required.
"""

import statistics
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import duckdb

import racedb
from racedb import queries
from racedb.db.readonly.statement import for_postgres
from racedb.queries import Query

TIMES, PATIENCE_S, LIMIT_S = 5, 5.0, 600.0
"""Runs of a query; no more of them once they took so long together; when a query is stopped."""
BATCH = 10_000
_BUSIEST = """
SELECT {kind}.slug FROM ({rows}) AS it JOIN {kind} ON {kind}.id = it.id
GROUP BY {kind}.id, {kind}.slug ORDER BY count(*) DESC, {kind}.id
LIMIT 2
"""
_OF_SESSION = "SELECT s.event_id AS id FROM {} AS r JOIN sessions AS s ON s.id = r.session_id"
_WITHOUT_LAPS = " WHERE NOT EXISTS (SELECT 1 FROM laps WHERE laps.session_id = r.session_id)"
_ROWS = {
    "driver": ("drivers", "SELECT driver_id AS id FROM entry_drivers"),
    "team": ("teams", "SELECT team_id AS id FROM entries"),
    "series": ("series", "SELECT series_id AS id FROM seasons"),
    "event with laps": ("events", _OF_SESSION.format("laps")),
    "event without laps": ("events", _OF_SESSION.format("results") + _WITHOUT_LAPS),
}
"""What a query may be about: its table, and the rows that make one of it busy."""


class Answer(NamedTuple):
    """What one query took."""

    ms: float
    """The median; infinite when it failed."""
    rows: int
    about: str
    """'driver=ada-babaini', or why it failed."""


Answers = dict[str, Answer]
"""By the name of the query."""


def ask_about_one(url: str) -> Answers:
    """Run every query that can be about one driver, team or event; the slower one of several."""
    busiest = _busiest(url)
    return {
        query.name: max(_asked(url, query, given) for given in about)
        for query in map(queries.load, queries.names())
        if (about := list(_about_one(query, busiest)))
    }


def ask_about_everything(url: str) -> Answers:
    """Run every query that needs no driver, team or event."""
    return {query.name: _asked(url, query, given) for query, given in _about_everything(url)}


def ask_duckdb(parquet: Path, url: str) -> Answers:
    """
    Ask DuckDB what `ask_about_everything` asks.

    Args:
        parquet: the folder that `racedb export` wrote.
        url: the SQLite database that it was written from; DuckDB gets its views.
    """
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")  # stdout is the table
    for folder in sorted((parquet / "tables").iterdir()):
        files = str(folder / "*.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW \"{folder.name}\" AS FROM read_parquet('{files}')")
    views = "SELECT sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid"
    for view in racedb.open(url).sql(views).rows:
        connection.execute(str(view[0]))

    def rows(sql: str, values: list[object]) -> int:
        found = connection.execute(sql, values)
        return sum(len(batch) for batch in iter(lambda: found.fetchmany(BATCH), []))

    answers = {}
    for query, given in _about_everything(url):
        sql, values = _for_duckdb(query, given)
        try:
            answers[query.name] = _timed(lambda sql=sql, values=values: rows(sql, values), given)
        except duckdb.Error as error:  # moments need pytz, which the tests do not install
            answers[query.name] = Answer(float("inf"), 0, str(error).splitlines()[0])
    return answers


def _asked(url: str, query: Query, given: Mapping[str, str]) -> Answer:
    database = racedb.open(url, time_limit_s=LIMIT_S)

    def rows() -> int:
        with database.answering(query.name, given) as result:
            return sum(1 for _ in result.rows)

    try:
        return _timed(rows, given)
    except racedb.RaceDBError as error:
        return Answer(float("inf"), 0, str(error))


def _timed(once: Callable[[], int], given: Mapping[str, str]) -> Answer:
    """Take the median of several runs of a function that returns a number of rows."""
    rows = once()  # warms caches up
    took_s: list[float] = []
    while len(took_s) < TIMES and sum(took_s) < PATIENCE_S:
        start = perf_counter()
        once()
        took_s.append(perf_counter() - start)
    about = " ".join(f"{name}={value}" for name, value in given.items())
    return Answer(round(statistics.median(took_s) * 1000, 2), rows, about)


def _busiest(url: str) -> dict[str, list[str]]:
    """Find the slugs of the two that have most rows, of each kind."""
    database = racedb.open(url, time_limit_s=LIMIT_S, as_owner=True)
    return {
        name: [str(slug) for (slug,) in database.sql(_BUSIEST.format(kind=kind, rows=rows)).rows]
        for name, (kind, rows) in _ROWS.items()
    }


def _about_one(query: Query, busiest: Mapping[str, list[str]]) -> Iterator[dict[str, str]]:
    """Yield values for a query: an event with laps and one without, or a driver, or a team."""
    can = [it for it in query.parameters if it.subject in ("driver", "team", "event")]
    if can and can[0].subject == "event":  # what a query names first is what it is about
        for kind in ("event without laps", "event with laps"):
            yield from ({"event": slug} for slug in busiest[kind][:1])
    elif can:
        # head-to-head needs two drivers; where none is required, the first parameter gets one.
        asked = [it for it in can if it.required] or can[:1]
        yield {it.name: busiest[it.type][number] for number, it in enumerate(asked)}


def _about_everything(url: str) -> Iterator[tuple[Query, dict[str, str]]]:
    """Yield the queries that require nothing but perhaps a series, and their values."""
    (series, *_) = _busiest(url)["series"]
    for query in map(queries.load, queries.names()):
        required = [it for it in query.parameters if it.required]
        if all(it.type == "series" for it in required):
            yield query, {it.name: series for it in required}


def _for_duckdb(query: Query, given: Mapping[str, str]) -> tuple[str, list[object]]:
    """Write a query and its values as DuckDB takes them: numbered, as PostgreSQL does."""
    chosen = {it: given.get(it.name, it.default) for it in query.parameters}
    values = {it.name: None if one is None else it.value(one) for it, one in chosen.items()}
    types = {it.name: "int" if it.type == "int" else "text" for it in query.parameters}
    sql, names = for_postgres(query.sql, types)
    return sql, [values[name] for name in names]
