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
from racedb.ingest.sessions import Session
from racedb.readers.reading import Finding

Answers = Mapping[str, list[dict[str, Any]]]
"""Rows that each check found, by its name."""


class Checks:
    """
    The checks of one import.

    A big load has a thread that writes behind the work. It also checks new sessions as soon as
    their rows are in; those of events that change after that are checked once more at the end.
    """

    def __init__(self, connection: Connection) -> None:
        """Begin with nothing checked."""
        self._connection = connection
        self._answers: list[Answers] = []
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
            self._ahead([one for one in sessions if one.is_new and one.event_id not in again])
        self._met |= events

    def changed(self, event_ids: Collection[int]) -> None:
        """Know that events changed: their sessions are checked at the end."""
        self._done = {
            session: event for session, event in self._done.items() if event not in event_ids
        }

    def _ahead(self, sessions: Collection[Session]) -> None:
        for first, last in checks.runs(session.id for session in sessions):
            answers: Answers = {check.name: [] for check in checks.checks()}
            values = {"first": first, "last": last}
            bulk.ask(
                self._connection,
                [
                    Question(checks.question(check), values, answers[check.name])
                    for check in checks.checks()
                ],
            )
            self._answers.append(answers)
        self._done |= {session.id: session.event_id for session in sessions}

    def findings(self, sessions: Mapping[int, Session]) -> list[Finding]:
        """Give what every check found in sessions; it refuses nothing, the rows stay as printed."""
        rest = checks.touched(self._connection, sessions.keys() - self._done.keys())
        return [
            Finding(
                code=found[0].check.name,
                line=checks.worst(found).line,
                message=f"{sessions[found[0].session_id].title}: {checks.summed(found)}",
            )
            for found in (*self._found_ahead(), *rest)
        ]

    def _found_ahead(self) -> Iterator[Sequence[Found]]:
        for check in checks.checks():
            rows = (row for answers in self._answers for row in answers[check.name])
            mine = sorted((row for row in rows if row["session_id"] in self._done), key=_in_order)
            yield from checks.by_session(checks.told(check, mine))


def _in_order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Order what several questions found as one would: the earliest first, without a day last."""
    day, moment = row["starts_on"], row["starts_at"]
    return (
        day is None, day or "", row["event_id"], moment is None, moment or "", row["session_id"],
        row["line"], row["entry_id"],
    )  # fmt: skip
