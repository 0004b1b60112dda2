"""
Summaries: tables, and columns beside facts, that follow from other facts (ADR 7).

Queries read them instead of millions of rows. A load adds those of the sessions that it brings
whole; whatever changes facts later refreshes the sessions concerned. Both compute them by the same
functions, and so does `verify`, which finds what somebody changed without racedb.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection, Table

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in, in_chunks
from racedb.summaries import crew_text, laps, makers, scored_seasons

Compute = Callable[[Any], pl.DataFrame]
"""From facts, mostly a frame, to rows."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows that follow from facts, or columns of rows that exist."""

    table: Table
    key: str
    """The column with the id of what its facts belong to."""
    compute: Compute
    """From facts to rows; a column summary returns the primary key and its columns."""
    columns: tuple[str, ...] = ()
    """Columns of rows that exist; (): the rows of the table themselves."""

    @property
    def name(self) -> str:
        """Its table, or its columns."""
        return ", ".join(f"{self.table.name}.{name}" for name in self.columns) or self.table.name


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that summaries follow from: of whole sessions, or of the crews of entries."""

    read: Callable[[Connection, Iterable[int]], Iterator[tuple[list[int], Any]]]
    """Reads the facts of ids, in portions: the ids of each, and their facts as they are stored."""
    complete: Callable[[Any], Any]
    """Computes the columns that are stored beside the facts, or what all summaries share."""
    summaries: tuple[Summary, ...]
    owner: Table
    """The table whose ids are meant: sessions, entries or seasons."""
    titles: Callable[[Connection, Iterable[int]], Iterator[str]]
    """Names ids for people."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """Where a summary is not what its facts give."""

    summary: Summary
    rows: pl.DataFrame
    """What should be stored."""
    ids: set[int]


def add(connection: Connection, facts: Facts, written: pl.DataFrame) -> None:
    """
    Add the summaries of sessions that had none.

    Args:
        connection: inside the transaction that wrote the facts.
        facts: which facts they are.
        written: all of them, with the columns beside them.
    """
    for summary in facts.summaries:
        if not summary.columns:  # columns beside facts were written with them
            bulk.insert(connection, summary.table, summary.compute(written))


def refresh(connection: Connection, facts: Facts, ids: Iterable[int]) -> None:
    """Bring the summaries of ids up to date after their facts have changed."""
    for difference in _differences(connection, facts, ids):
        _write(connection, difference)


def refresh_championships(connection: Connection, session_ids: Iterable[int]) -> None:
    """Bring the championships of seasons up to date after results of sessions have changed."""
    refresh(connection, CHAMPIONSHIPS, scored_seasons.seasons_of(connection, session_ids))


def rebuild(connection: Connection) -> list[tuple[str, str]]:
    """Bring every summary up to date; return what `verify` would have found."""
    return list(_look(connection, then=_write))


def verify(connection: Connection) -> Iterator[tuple[str, str]]:
    """Find the summaries that are not what their facts give: the summary, and what it is of."""
    return _look(connection, then=None)


def _look(
    connection: Connection, then: Callable[[Connection, _Difference], None] | None
) -> Iterator[tuple[str, str]]:
    for facts in EVERY:
        wrong: dict[str, set[int]] = {}
        for some in in_chunks(_every_id(connection, facts)):
            for difference in _differences(connection, facts, some):
                wrong.setdefault(difference.summary.name, set()).update(difference.ids)
                if then:
                    then(connection, difference)
        for name, ids in wrong.items():
            yield from ((name, title) for title in facts.titles(connection, ids))


def _every_id(connection: Connection, facts: Facts) -> Iterable[int]:
    """Return all ids that have facts or, without any, a summary."""
    own = (summary.table.c[summary.key] for summary in facts.summaries)
    return connection.scalars(sa.union(*map(sa.select, (facts.owner.c.id, *own))))


def _differences(connection: Connection, facts: Facts, ids: Iterable[int]) -> Iterator[_Difference]:
    for some, before in facts.read(connection, ids):
        now = facts.complete(before)
        for summary in facts.summaries:
            rows = summary.compute(now)
            stored = (
                summary.compute(before)
                if summary.columns
                else _stored(connection, summary, some).select(rows.columns)
            )
            wrong = set(bulk.unlike(rows, stored)[summary.key])
            if wrong:
                yield _Difference(summary, rows, wrong)


def _stored(connection: Connection, summary: Summary, ids: list[int]) -> pl.DataFrame:
    return fetch_in(connection, sa.select(summary.table), summary.table.c[summary.key], ids)


def _write(connection: Connection, difference: _Difference) -> None:
    summary, ids = difference.summary, sorted(difference.ids)
    rows = difference.rows.filter(pl.col(summary.key).is_in(ids))
    if summary.columns:
        key = [column.name for column in summary.table.primary_key]
        bulk.update(connection, summary.table, rows, key)
        return
    for some in in_chunks(ids):
        theirs = summary.table.c[summary.key].in_(some)
        connection.execute(sa.delete(summary.table).where(theirs))
    bulk.insert(connection, summary.table, rows)


def _session_titles(connection: Connection, session_ids: Iterable[int]) -> Iterator[str]:
    """Name sessions: 'EVENT, SESSION'; one that is no more by its number."""
    sessions, events = TABLES["sessions"], TABLES["events"]
    statement = sa.select(
        sessions.c.id, events.c.name.label("event"), sessions.c.name.label("session")
    ).join(events, events.c.id == sessions.c.event_id)
    found = fetch_in(connection, statement, sessions.c.id, session_ids)
    known = {number: f"{event}, {session}" for number, event, session in found.rows()}
    yield from (known.get(number, f"session {number}") for number in sorted(session_ids))


def _read_championships(connection: Connection, ids: Iterable[int]) -> Iterator[Any]:
    """Read what championships follow from; what they need is imported for seasons with some."""
    for some in in_chunks(ids):
        from racedb.summaries import standings

        yield from standings.read(connection, some)


def _score_championships(seasons: Any) -> Any:
    from racedb.summaries import standings

    return standings.score(seasons)


def _beside(table: Table, key: str, *columns: str) -> Summary:
    """Return the summary that `complete` computes beside the facts."""
    wanted = [*(column.name for column in table.primary_key), *columns]
    return Summary(table, key, lambda facts: facts.select(wanted), columns)


LAPS = Facts(
    laps.read,
    laps.with_running_order,
    (
        _beside(laps.LAPS, "session_id", *laps.BESIDE),
        Summary(laps.SUMS, "session_id", laps.lap_sums),
        Summary(laps.LEADERS, "session_id", laps.lap_leaders),
    ),
    TABLES["sessions"],
    _session_titles,
)
RESULTS = Facts(
    makers.read,
    lambda results: results,
    (Summary(makers.BESTS, "session_id", makers.session_bests),),
    TABLES["sessions"],
    _session_titles,
)
CREWS = Facts(
    crew_text.read,
    crew_text.with_texts,
    (
        Summary(TABLES["entries"], "id", crew_text.of_entries, ("crew_names",)),
        Summary(TABLES["results"], "entry_id", crew_text.of_results, ("crew_names",)),
    ),
    TABLES["entries"],
    crew_text.titles,
)
CHAMPIONSHIPS = Facts(
    _read_championships,
    _score_championships,
    tuple(
        Summary(TABLES[name], "season_id", attrgetter(name))
        for name in ("championships", "championship_points", "championship_standings")
    ),
    scored_seasons.SEASONS,
    scored_seasons.titles,
)
EVERY = (LAPS, RESULTS, CREWS, CHAMPIONSHIPS)
