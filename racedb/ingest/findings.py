"""
What a person should look at of a file, beside how it was read.

The checks of racedb.checks over the sessions that it touched, and cars of which it says other
things than an earlier file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from racedb import checks
from racedb.checks import Found
from racedb.db import bulk
from racedb.db.rows import id_ranges
from racedb.db.write_behind import flush
from racedb.history.diff import Change
from racedb.ingest.calendar import Session
from racedb.readers.reading import Finding

_MOST_CARS = 3
"""Cars in a finding at most."""


class Checks:
    """
    The checks of one import, over its sessions as they are after the load.

    So results and laps of two files are compared with each other. Each check reports at most one
    finding a session.

    A big load has a thread that writes in the background. It can also check new sessions as soon as
    their rows are written; those of events that change after that are checked again at the end.
    """

    def __init__(self, connection: Connection) -> None:
        """Start with nothing checked."""
        self._connection = connection
        self._answers: dict[str, list[dict[str, Any]]] = {one.name: [] for one in checks.checks()}
        """The rows that each check found."""
        self._done: dict[int, int] = {}
        """The sessions that are checked, and their events."""
        self._events: set[int] = set()

    def add_batch(self, sessions: Collection[Session], *, at_once: bool) -> None:
        """
        Take notice of a batch that was written.

        Args:
            sessions: what it is about.
            at_once: check new sessions now: the batch has all of their rows.
        """
        events = {session.event_id for session in sessions}
        if again := events & self._events:
            self.recheck(again)
        if at_once:
            new = [one for one in sessions if one.is_new and one.event_id not in again]
            for first, last in id_ranges(one.id for one in new):
                self._ask(first, last, {"results"})
            self._done |= {one.id: one.event_id for one in new}
        self._events |= events

    def recheck(self, event_ids: Collection[int]) -> None:
        """Check the sessions of events at the end, because their rows may have changed."""
        self._done = {
            session: event for session, event in self._done.items() if event not in event_ids
        }

    def findings(self, sessions: Mapping[int, Session]) -> list[Finding]:
        """Return what every check found in sessions; rows stay as they are printed."""
        flush(self._connection)
        for rows in self._answers.values():  # sessions that changed since then are checked again
            rows[:] = [row for row in rows if row["session_id"] in self._done]
        for first, last in id_ranges(sessions.keys() - self._done.keys()):
            self._ask(first, last, checks.kinds_of_facts(self._connection, first, last))
        flush(self._connection)
        return [
            Finding(
                code=found[0].check.name,
                line=checks.worst(found).line,
                message=f"{sessions[found[0].session_id].title}: {checks.summary(found)}",
                is_doubt=found[0].check.severity == "error",
            )
            for found in self._found()
        ]

    def _ask(self, first: int, last: int, held: Collection[str]) -> None:
        """Run the checks of what sessions from *first* to *last* hold, after their rows."""
        values = {"first": first, "last": last}
        asked = [
            bulk.Query(checks.statement(check), values, self._answers[check.name])
            for check in checks.checks()
            if check.of in held
        ]
        bulk.submit_queries(self._connection, asked)

    def _found(self) -> Iterator[Sequence[Found]]:
        for check in checks.checks():
            rows = sorted(self._answers[check.name], key=_in_order)
            yield from checks.by_session(checks.findings(check, rows))


def _in_order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Sort the findings of several statements as one would: by day, those without a day last."""
    day, moment = row["starts_on"], row["starts_at"]
    return (
        day is None, day or "", row["event_id"], moment is None, moment or "", row["session_id"],
        row["line"], row["entry_id"],
    )  # fmt: skip


# ---- what an earlier file said -------------------------------------------------------------------


def disagreements(
    changes: Sequence[Change],
    disputed: Iterable[tuple[Change, bool]],
    sessions: Collection[str],
) -> list[Finding]:
    """
    Return a finding for each session or event and each field, with both values.

    A list that is more final than the one before is meant to differ: what it changed is no finding.

    Args:
        changes: what the import changed.
        disputed: the values of entries that differ, and whether that of the file is stored now.
        sessions: the titles of the sessions that the file is about. The crews of their events only
            follow from those of the sessions, and from laps, which a check compares.
    """
    finished = [change.session for change in changes if change.field == "state"]
    crews = [(one, True) for one in changes if one.field == "driver" and one.session in sessions]
    # Who only joins a crew contradicts nobody.
    left = {(one.session, one.car) for one, _ in crews if one.old is not None}
    crews = [(one, True) for one, _ in crews if (one.session, one.car) in left]
    found: dict[tuple[str, str | None], list[str]] = {}
    for change, is_replaced in [*disputed, *crews]:
        if not (is_replaced and any(_is_about(name, change.session) for name in finished)):
            found.setdefault((change.session, change.field), []).append(
                _both(change, is_replaced=is_replaced)
            )
    return [
        Finding("disagreement", f"{session}: {field} differs from an earlier file: {_listed(cars)}")
        for (session, field), cars in found.items()
    ]


def _is_about(session: str, subject: str) -> bool:
    """Return whether a session is the subject of a change, or belongs to the event that is."""
    return session == subject or session.startswith(f"{subject}, ")


def _both(change: Change, *, is_replaced: bool) -> str:
    """Write what is stored now, and what the other file says."""
    stored, other = (change.new, change.old) if is_replaced else (change.old, change.new)
    car, stays = f"car {change.car}", "" if is_replaced else ", whom this file names"
    if stored is None:
        return f"{car} without {other}{stays}"
    if other is None:
        return f"{car} with {stored}{stays.replace('names', 'does not name')}"
    return f"{car} {stored} ({'instead of' if is_replaced else 'stays, this file has'} {other})"


def _listed(cars: Sequence[str]) -> str:
    more = f" and {len(cars) - _MOST_CARS:,} more" if len(cars) > _MOST_CARS else ""
    return ", ".join(cars[:_MOST_CARS]) + more
