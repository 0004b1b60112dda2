"""
How long canned queries take inside a database that holds results and laps.

About one: a session, a driver, a team or an event, the busiest ones; names become slugs within the
time. About everything: no parameter is given but what must be. Every row is fetched.
"""

import json
import re
import statistics
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks import competitors
from racedb import queries
from racedb.db import readonly
from racedb.db.readonly import Reader
from racedb.db.readonly.statement import for_psycopg
from racedb.errors import RaceDBError
from racedb.queries import Query

TIMES, LIMIT_S = 5, 600.0
"""How often a query is asked, and when it is stopped."""
_MOST = """
SELECT {kind}.slug FROM ({of}) AS o JOIN {kind} ON {kind}.id = o.id
GROUP BY {kind}.id, {kind}.slug ORDER BY count(*) DESC, {kind}.id
LIMIT 2
"""
_OF_SESSION = "SELECT s.event_id AS id FROM {} AS it JOIN sessions AS s ON s.id = it.session_id"
_WITHOUT = " WHERE NOT EXISTS (SELECT 1 FROM laps WHERE laps.session_id = it.session_id)"
_OF = {
    "driver": ("drivers", "SELECT driver_id AS id FROM entry_drivers"),
    "team": ("teams", "SELECT team_id AS id FROM entries"),
    "series": ("series", "SELECT series_id AS id FROM seasons"),
    "event with laps": ("events", _OF_SESSION.format("laps")),
    "event without laps": ("events", _OF_SESSION.format("results") + _WITHOUT),
}
"""Tables of what may be asked about, and whose rows make one of them busy."""
_ONE = ("driver", "team", "event")


class Answer(NamedTuple):
    """What one query took."""

    ms: float | None
    """The median; None: it failed, `said` says why."""
    rows: int
    said: str
    """What it was asked about."""


Answers = dict[str, dict[str, Answer]]
"""By what is asked about (ONE, EVERYTHING) and the name of the query."""
ONE, EVERYTHING = "one", "everything"


def read(path: Path) -> dict[str, Answers]:
    """Read what was written down of some databases, as JSON."""
    said = json.loads(path.read_text(encoding="utf-8"))
    return {
        database: {
            about: {name: Answer(*it) for name, it in them.items()} for about, them in all_.items()
        }
        for database, all_ in said.items()
    }


def ask(url: str, patience_s: float) -> Answers:
    """
    Ask a database everything.

    Args:
        url: of a database of racedb.
        patience_s: a query that takes longer is not asked again; 0: each is asked once.
    """
    known = [queries.load(name) for name in queries.names()]
    with readonly.connect(url, time_limit_s=LIMIT_S) as reader:
        busiest = {kind: _busiest(reader, kind) for kind in _OF}
    busiest["int"] = ["1"]  # of an import
    one = {
        query.name: max((_asked(url, query, given, patience_s) for given in about), key=slowness)
        for query in known
        if (about := list(_about_one(query, busiest)))
    }
    everything = {
        query.name: _asked(url, query, given, patience_s)
        for query in known
        if (given := _required(query, busiest["series"])) is not None
    }
    return {ONE: one, EVERYTHING: everything}


def ask_duckdb(python: Path, parquet: Path, url: str, patience_s: float) -> Answers:
    """
    Ask DuckDB the same about everything.

    Args:
        python: an interpreter that has it.
        parquet: what `racedb export` wrote.
        url: of the SQLite database that it was written from; views are as they are there.
        patience_s: as in `ask`, but nothing is stopped.

    Raises:
        CalledProcessError: it ended without answers.
    """
    with readonly.connect(url) as reader:
        series = _busiest(reader, "series")
        found = reader.query("SELECT sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid", {})
        views = [sql for (sql,) in found.rows]
    questions = [
        {"name": it.name, "said": _words(given), **_for_duckdb(it, given)}
        for it in map(queries.load, queries.names())
        if (given := _required(it, series)) is not None
    ]
    asked = {"tables": str(parquet / "tables"), "views": views, "questions": questions,
             "times": TIMES, "patience_s": patience_s}  # fmt: skip
    ran = subprocess.run(  # noqa: S603
        [python, competitors.FLAT / "ask_duckdb.py"],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {EVERYTHING: {name: Answer(*it) for name, it in json.loads(ran.stdout).items()}}


def _busiest(reader: Reader, kind: str) -> list[str]:
    """Give the slugs of the two who have most rows."""
    table, of = _OF[kind]
    return [str(slug) for (slug,) in reader.query(_MOST.format(kind=table, of=of), {}).rows]


def _about_one(query: Query, busiest: Mapping[str, list[str]]) -> Iterator[dict[str, str]]:
    """Give values for a query that can be about one of _ONE: events with laps and without."""
    can = [it for it in query.parameters if it.type in _ONE or (it.required and it.type == "int")]
    if any(it.type == "event" for it in can):
        for kind in ("event without laps", "event with laps"):
            yield from ({"event": slug} for slug in busiest[kind][:1])
    elif can:
        # As many as it must be given, one after another; one where it need not be given any.
        asked = [it for it in can if it.required] or can[:1]
        yield {it.name: busiest[it.type][number] for number, it in enumerate(asked)}


def _required(query: Query, series: list[str]) -> dict[str, str] | None:
    """Give what a query about everything must be given: a series. None: it is about one."""
    needed = [it for it in query.parameters if it.required]
    if any(it.type != "series" for it in needed):
        return None
    return {it.name: series[0] for it in needed}


def _asked(url: str, query: Query, given: Mapping[str, str], patience_s: float) -> Answer:
    """Ask on a connection of its own: one that was stopped answers nothing more."""
    try:
        with readonly.connect(url, time_limit_s=LIMIT_S) as reader:
            ms, rows = timed(
                lambda: sum(1 for _ in queries.run(reader, query, given).rows), patience_s
            )
    except RaceDBError as error:
        return Answer(None, 0, str(error))
    return Answer(ms, rows, _words(given))


def timed(once: Callable[[], int], patience_s: float) -> tuple[float, int]:
    """Give the median milliseconds of what gives a number of rows, and the number."""
    took: list[float] = []
    rows = 0
    while len(took) < TIMES and sum(took) <= patience_s:
        start = perf_counter()
        rows = once()
        took.append(perf_counter() - start)
    return round(statistics.median(took) * 1000, 2), rows


def _for_duckdb(query: Query, given: Mapping[str, str]) -> dict[str, object]:
    """Write a query and its values as DuckDB takes them."""
    chosen = {it: given.get(it.name, it.default) for it in query.parameters}
    values = {it.name: None if one is None else it.value(one) for it, one in chosen.items()}
    types = {it.name: "int" if it.type == "int" else "text" for it in query.parameters}
    sql = re.sub(r"%\((\w+)\)s", r"$\1", for_psycopg(query.sql, types)).replace("%%", "%")
    return {"sql": sql, "values": values}


def _words(given: Mapping[str, str]) -> str:
    return " ".join(f"{name}={slug}" for name, slug in given.items())


def slowness(answer: Answer) -> float:
    """Give the milliseconds; a query that failed is the slowest."""
    return float("inf") if answer.ms is None else answer.ms
