"""
What penalties make of results, and how loads keep it (ADR 15).

What files state of a result stays in `before_penalties` as long as penalties change it. So every
change begins with what the files state, and applies all penalties that count.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.errors import LoadError
from racedb.history.journal import Journal, revision, write_revisions
from racedb.history.locate import Place
from racedb.history.reranking import COLUMNS, Decision, DrivenLap, Laps, Ranking, Row, rerank
from racedb.summaries.registry import RESULTS, refresh, refresh_championships

# Tables and no models: a load prepares no relationships, which only programs need.
_EVENTS, _SESSIONS, _ENTRIES, _RESULTS, _PENALTIES = (
    TABLES[name] for name in ("events", "sessions", "entries", "results", "penalties")
)
_DECIDING = {
    "seconds": ("total_us", "gap_us"), "laps": ("laps",), "places": ("position",),
    "disqualification": ("status",), "deleted_time": ("best_lap_us",),
    "deleted_times": ("best_lap_us",),
}  # fmt: skip
"""The columns that show whether a classification has a penalty; the first that is known counts."""


def lift(connection: Connection, session_ids: Iterable[int]) -> None:
    """Let the results of sessions be what their files state."""
    results, drivers = _RESULTS, TABLES["drivers"]
    statement = sa.select(results.c.session_id, results.c.entry_id, results.c.before_penalties)
    changed = statement.where(
        results.c.session_id.in_(list(session_ids)), results.c.before_penalties.is_not(None)
    )
    for session_id, entry_id, text in connection.execute(changed).all():
        values = {**json.loads(text), "before_penalties": None}
        if driver := values.get("best_lap_driver_id"):  # who may be merged into another by now
            is_known = sa.select(drivers.c.id).where(drivers.c.id == driver)
            values["best_lap_driver_id"] = connection.scalar(is_known)
        connection.execute(_result(session_id, entry_id).values(values))


def apply(connection: Connection, session_id: int, decisions: Sequence[Decision]) -> Ranking:
    """
    Apply penalties to the results of a session that are as its files state them.

    Raises:
        LoadError: one cannot be applied.
    """
    if not decisions:
        return Ranking()
    rows = {row["entry_id"]: row for row in _rows(connection, session_id)}
    kind = connection.scalar(sa.select(_SESSIONS.c.kind).where(_SESSIONS.c.id == session_id))
    ranking = rerank(
        [*rows.values()], str(kind), decisions, _laps(connection, decisions, session_id)
    )
    for entry_id, values in ranking.changed.items():
        old = {name: rows[entry_id][name] for name in values}
        new = {**values, "before_penalties": json.dumps(old)}
        connection.execute(_result(session_id, entry_id).values(new))
    return ranking


def _result(session_id: int, entry_id: int) -> sa.Update:
    its_row = (_RESULTS.c.session_id == session_id) & (_RESULTS.c.entry_id == entry_id)
    return sa.update(_RESULTS).where(its_row)


def _rows(connection: Connection, session_id: int) -> list[Row]:
    """Read the results of a session, with their cars."""
    results, entries = _RESULTS.c, _ENTRIES.c
    statement = (
        sa.select(
            results.entry_id, entries.class_id, entries.car_number, results.before_penalties,
            *(results[name] for name in COLUMNS),
        )
        .join(_ENTRIES, entries.id == results.entry_id)
        .where(results.session_id == session_id)
    )  # fmt: skip
    return [dict(row) for row in connection.execute(statement).mappings()]


def read_decisions(connection: Connection, session_id: int) -> list[Decision]:
    """Read the penalties that count in a session, in the order in which they were stored."""
    stored = _PENALTIES.c
    statement = sa.select(*(stored[name] for name in Decision._fields))
    counting = statement.where(stored.session_id == session_id, stored.applied)
    return [Decision(*row) for row in connection.execute(counting.order_by(stored.id))]


def _laps(connection: Connection, decisions: Sequence[Decision], session_id: int) -> Laps:
    """Read the laps of the cars that lose times."""
    cars = {one.entry_id for one in decisions if one.kind.startswith("deleted")}
    facts = TABLES["laps"].c
    statement = (
        sa.select(facts.entry_id, *(facts[name] for name in DrivenLap._fields))
        .where(facts.session_id == session_id, facts.entry_id.in_(cars))
        .where(facts.lap_us.is_not(None), facts.deleted_reason.is_(None))
    )
    found: dict[int, list[DrivenLap]] = {}
    for row in connection.execute(statement).all() if cars else ():
        found.setdefault(row.entry_id, []).append(DrivenLap(*row[1:]))
    return found


# ---- loads ---------------------------------------------------------------------------------------


_SHOWN = ("position", "status", "laps", "total_us", "gap_us", "gap_laps", "best_lap_us", "points")


class Lifted:
    """
    The penalties of sessions that a file is about: lifted before its rows are stored.

    So rows are compared with what earlier files state, and the same file changes nothing.
    """

    def __init__(self, connection: Connection, journal: Journal) -> None:
        """
        Find the sessions with penalties that are applied.

        Args:
            connection: inside the transaction of a load.
            journal: of its import.
        """
        self._connection, self._journal = connection, journal
        stored = _PENALTIES.c
        applied = (
            sa.select(_SESSIONS.c.event_id, stored.session_id)
            .join(_PENALTIES, stored.session_id == _SESSIONS.c.id)
            .where(stored.applied)
            .distinct()
        )
        self._waiting = connection.execute(applied).all()
        self._before: dict[int, Mapping[int, Row]] = {}
        """Results with their penalties, by session and entry."""

    def lift(self, event_ids: Collection[int]) -> None:
        """Lift the penalties of events that rows are about: a file of Q states Q1, too."""
        for event_id, session_id in self._waiting:
            if event_id in event_ids and session_id not in self._before:
                rows = _rows(self._connection, session_id)
                self._before[session_id] = {row["entry_id"]: row for row in rows}
                self._journal.snapshot("results", [session_id])
                numbers = (one.id for one in read_decisions(self._connection, session_id))
                self._journal.snapshot("penalties", numbers)
                lift(self._connection, [session_id])

    def apply_again(self) -> Iterator[str]:
        """
        Apply them to what is stored now, with revisions.

        Yields:
            a line about each for the report.
        """
        for session_id, before in self._before.items():
            now = {row["entry_id"]: row for row in _rows(self._connection, session_id)}
            lines: dict[int, str] = {}
            counting = self._counting(session_id, before, now, lines)
            lines |= dict.fromkeys((one.id for one in counting), "applied again")
            ranking = apply(self._connection, session_id, counting)
            self._revise(session_id, now, ranking)
            for number, what in sorted(lines.items()):
                yield f"{penalty_line(self._connection, number)} {what}"
            yield from ranking.ties
            stopped = lines.keys() - {one.id for one in counting}
            stop = sa.update(_PENALTIES).where(_PENALTIES.c.id.in_(stopped))
            self._connection.execute(stop.values(applied=False))
        if self._before:
            self._journal.record_late("penalties")
            refresh(self._connection, RESULTS, self._before)
            refresh_championships(self._connection, self._before)

    def _counting(
        self,
        session_id: int,
        before: Mapping[int, Row],
        now: Mapping[int, Row],
        lines: dict[int, str],
    ) -> list[Decision]:
        """Return the penalties that the new results do not have and that can be applied to them."""
        kind = self._connection.scalar(
            sa.select(_SESSIONS.c.kind).where(_SESSIONS.c.id == session_id)
        )
        counting: list[Decision] = []
        every = read_decisions(self._connection, session_id)
        laps = _laps(self._connection, every, session_id)
        for one in every:
            if _is_included(one, before, now):
                lines[one.id] = "is in the new classification: not applied any more"
                continue
            try:
                rerank([*now.values()], str(kind), [*counting, one], laps)
            except LoadError as error:
                lines[one.id] = f"cannot be applied any more: {error}"
            else:
                counting.append(one)
        return counting

    def _revise(self, session_id: int, now: Mapping[int, Row], ranking: Ranking) -> None:
        """Write revisions of what is changed again after the journal has written its own."""
        revisions = []
        for entry_id, new in ranking.changed.items():
            old = {name: now[entry_id][name] for name in new}
            revisions.append(
                revision(
                    "results", {"session_id": session_id, "entry_id": entry_id},
                    {**old, "before_penalties": None},
                    {**new, "before_penalties": json.dumps(old)},
                )
            )  # fmt: skip
        write_revisions(self._connection, self._journal.import_id, revisions)


def _is_included(one: Decision, before: Mapping[int, Row], now: Mapping[int, Row]) -> bool:
    """Return whether the new classification has what a penalty made of the one before."""
    old, new = before.get(one.entry_id), now.get(one.entry_id)
    if old is None or new is None:
        return False
    printed = {**old, **json.loads(old["before_penalties"] or "{}")}
    column = next((it for it in _DECIDING[one.kind] if old[it] is not None), None)
    return column is not None and printed[column] != old[column] == new[column]


def penalty_line(connection: Connection, number: int) -> str:
    """Write a penalty for people: 'penalty 3: 2024-summer-race, R, car 8: 5 seconds (contact)'."""
    stored = _PENALTIES.c
    statement = (
        sa.select(
            _EVENTS.c.slug, _SESSIONS.c.code, stored.car_number, stored.driver_name, stored.given,
            stored.reason, stored.document,
        )
        .join(_SESSIONS, _SESSIONS.c.id == stored.session_id)
        .join(_EVENTS, _EVENTS.c.id == _SESSIONS.c.event_id)
        .where(stored.id == number)
    )  # fmt: skip
    slug, code, car, driver, given, reason, document = connection.execute(statement).one()
    who = ", ".join(filter(None, (f"car {car}" if car else "", driver)))
    why = ", ".join(filter(None, (reason, f"document {document}" if document else "")))
    return f"penalty {number}: {slug}, {code}, {who}: {given}" + (f" ({why})" if why else "")


def penalties_of(connection: Connection, place: Place) -> Iterator[dict[str, Any]]:
    """Yield the penalties of a car in a session, and what its file states in place of them."""
    if place.session_id is None or place.entry_id is None:
        return
    stored, results = _PENALTIES, _RESULTS.c
    here = (results.session_id == place.session_id) & (results.entry_id == place.entry_id)
    text = connection.scalar(sa.select(results.before_penalties).where(here))
    before = {name: it for name, it in json.loads(text or "{}").items() if name in _SHOWN}
    mine = (stored.c.session_id == place.session_id) & (stored.c.entry_id == place.entry_id)
    statement = sa.select(stored).where(mine).order_by(stored.c.id)
    names = ("id", "kind", "given", "reason", "document", "applied", "author", "import_id")
    for row in connection.execute(statement).mappings():
        file_says = before if row["applied"] else {}
        yield {**{name: row[name] for name in names}, "file_says": file_says}
