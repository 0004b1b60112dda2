"""
Checks of what a load brings: those of racedb.checks, over the sessions that it touched.

They look at the sessions as they stand after the load, so that results and laps of two files are
held against each other. Each gives at most one finding a session, summed up.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from racedb import checks
from racedb.checks import Found
from racedb.db import bulk
from racedb.db.bulk import Question
from racedb.db.rows import id_ranges
from racedb.db.write_behind import flush
from racedb.ingest.calendar import Session
from racedb.readers.reading import Finding


class Checks:
    """
    The checks of one import.

    A big load has a thread that writes behind the work. It also checks new sessions as soon as
    their rows are in; those of events that change after that are checked once more at the end.
    """

    def __init__(self, connection: Connection) -> None:
        """Begin with nothing checked."""
        self._connection = connection
        self._answers: dict[str, list[dict[str, Any]]] = {one.name: [] for one in checks.checks()}
        """The rows that each check found."""
        self._done: dict[int, int] = {}
        """The sessions that are checked, and their events."""
        self._met: set[int] = set()

    def came(self, sessions: Collection[Session], *, whole: bool) -> None:
        """
        Know that a batch was stored.

        Args:
            sessions: what it is about.
            whole: nothing else is to come of those that are new.
        """
        events = {session.event_id for session in sessions}
        if again := events & self._met:
            self.changed(again)
        if whole:
            new = [one for one in sessions if one.is_new and one.event_id not in again]
            for first, last in id_ranges(one.id for one in new):
                self._ask(first, last, {"results"})
            self._done |= {one.id: one.event_id for one in new}
        self._met |= events

    def changed(self, event_ids: Collection[int]) -> None:
        """Know that events changed: their sessions are checked at the end."""
        self._done = {
            session: event for session, event in self._done.items() if event not in event_ids
        }

    def findings(self, sessions: Mapping[int, Session]) -> list[Finding]:
        """Give what every check found in sessions; it refuses nothing, the rows stay as printed."""
        flush(self._connection)
        for rows in self._answers.values():  # without those of sessions that changed later
            rows[:] = [row for row in rows if row["session_id"] in self._done]
        for first, last in id_ranges(sessions.keys() - self._done.keys()):
            self._ask(first, last, checks.held(self._connection, first, last))
        flush(self._connection)
        return [
            Finding(
                code=found[0].check.name,
                line=checks.worst(found).line,
                message=f"{sessions[found[0].session_id].title}: {checks.summed(found)}",
            )
            for found in self._found()
        ]

    def _ask(self, first: int, last: int, held: Collection[str]) -> None:
        """Ask about sessions from *first* to *last*, behind the rows, what can be wrong there."""
        values = {"first": first, "last": last}
        asked = [
            Question(checks.question(check), values, self._answers[check.name])
            for check in checks.checks()
            if check.of in held
        ]
        bulk.ask(self._connection, asked)

    def _found(self) -> Iterator[Sequence[Found]]:
        for check in checks.checks():
            rows = sorted(self._answers[check.name], key=_in_order)
            yield from checks.by_session(checks.told(check, rows))


def _in_order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Order what several questions found as one would: the earliest first, without a day last."""
    day, moment = row["starts_on"], row["starts_at"]
    return (
        day is None, day or "", row["event_id"], moment is None, moment or "", row["session_id"],
        row["line"], row["entry_id"],
    )  # fmt: skip
