"""
Penalties that a person enters, applies and takes back: each an import with a diff (ADR 15).

What they make of the results is in racedb.history.penalised.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError, NotFoundError, UsageError
from racedb.history.by_hand import add_import
from racedb.history.journal import Journal
from racedb.history.locate import find_event, find_session, locate
from racedb.history.penalised import apply, lift, penalty_line, read_decisions
from racedb.identity.aliases import find_by_slug_or_name
from racedb.models import EntryDriver, Event, Session
from racedb.models import Penalty as Stored
from racedb.models.penalties import CHANGE_RESULTS
from racedb.penalty_words import Penalty, title
from racedb.summaries.registry import RESULTS, refresh, refresh_championships

PENALTY = "penalty"
"""The value of imports.reader for penalties that a person enters, applies or takes back."""
AMOUNTS = ("time_us", "places", "laps", "points", "fine", "fine_currency")
"""Columns of a penalty that state how much of its kind it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a decision besides the penalty itself."""

    reason: str | None = None
    document: str | None = None
    lap_number: int | None = None
    served: bool | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to penalties."""

    lines: Sequence[str]
    """For people: each penalty, then cars with equal times."""
    import_id: int
    """The import that it is recorded as."""


def penalise(
    connection: Connection,
    names: Mapping[str, Any],
    penalties: Sequence[Penalty],
    about: About,
    author: str,
    *,
    apply: bool,
) -> Done:
    """
    Enter penalties of a car, and apply those that change the classification.

    Args:
        connection: inside a transaction.
        names: event, session, car, driver, variant: see `locate`. A driver beside a car is the one
            of its crew whose penalty it is.
        penalties: what was decided.
        about: why, and where it is written.
        author: who enters it.
        apply: it changes the classification; False: the classification has it already.

    Raises:
        LoadError: there is no such car; a penalty is stored already, or cannot be applied.
    """
    event = find_event(connection, names["event"])
    session = find_session(connection, event, names["session"])
    entry_id = locate(connection, "entries", names).entry_id
    driver_id = _driver_of(connection, entry_id, names)
    place = {"session_id": session.id, "entry_id": entry_id, "driver_id": driver_id}
    numbers = []
    with _recorded(connection, [session.id], author) as made:
        for one in penalties:
            _require_new(connection, place, one, about)
            counts = apply and not about.served and one.kind in CHANGE_RESULTS
            number = made.rows.take_id("penalties")
            values = {
                **place, **one._asdict(), "id": number, "given": title(one), "applied": counts,
                "reason": about.reason, "document": about.document, "served": about.served,
                "lap_number": about.lap_number, "author": author, "import_id": made.import_id,
                "car_number": names.get("car"), "driver_name": names.get("driver"),
            }  # fmt: skip
            connection.execute(sa.insert(TABLES["penalties"]).values(values))
            numbers.append(number)
    return made.done("{}", numbers)


def apply_stored(connection: Connection, numbers: Sequence[int], author: str) -> Done:
    """
    Apply penalties that a file lists and its classification does not have.

    Raises:
        NotFoundError: there is none with such a number.
        LoadError: one is applied already, changes no classification, or cannot be applied.
    """
    rows = _read(connection, numbers)
    for row in rows:
        if row["applied"]:
            raise LoadError(f"penalty {row['id']} is applied already")
        if row["served"]:
            raise LoadError(f"penalty {row['id']} was served in the session: it changes no result")
        if row["kind"] not in CHANGE_RESULTS:
            raise LoadError(f"penalty {row['id']} ({row['given']}) changes no classification")
        if row["entry_id"] is None:
            who = f"car {row['car_number']}" if row["car_number"] else row["driver_name"]
            raise LoadError(f"penalty {row['id']} is of {who}, which is not loaded yet")
    sessions = {row["session_id"] for row in rows}
    with _recorded(connection, sessions, author, numbers) as made:
        connection.execute(_update(numbers).values(applied=True))
    return made.done("{} applied", numbers)


def undo(connection: Connection, numbers: Sequence[int], author: str) -> Done:
    """
    Take penalties back: an entered one is removed, one of a file is not applied any more.

    Raises:
        NotFoundError: there is none with such a number.
        LoadError: a file lists it, and it is not applied.
    """
    rows = _read(connection, numbers)
    for row in rows:
        if row["author"] is None and not row["applied"]:
            raise LoadError(
                f"penalty {row['id']} is not applied; it is what a file states: "
                f"'racedb imports undo {row['import_id']}' removes the file"
            )
    lines = [f"{penalty_line(connection, number)} taken back" for number in numbers]
    entered = [row["id"] for row in rows if row["author"] is not None]
    stored = TABLES["penalties"]
    with _recorded(connection, {row["session_id"] for row in rows}, author, numbers) as made:
        connection.execute(sa.delete(stored).where(stored.c.id.in_(entered)))
        connection.execute(_update(numbers).values(applied=False))
    return Done([*lines, *made.ties], made.import_id)


def _driver_of(
    connection: Connection, entry_id: int | None, names: Mapping[str, Any]
) -> int | None:
    """Find the driver of a crew whose penalty it is; None: it is the car's."""
    if names.get("driver") is None:
        return None
    number = find_by_slug_or_name(connection, "driver", names["driver"])
    seat = sa.select(EntryDriver.seat)
    if connection.execute(
        seat.where(EntryDriver.entry_id == entry_id, EntryDriver.driver_id == number)
    ).first():
        return number
    raise NotFoundError(f"{names['driver']!r} is not in the crew of car {names['car']}")


def _require_new(
    connection: Connection, place: Mapping[str, Any], one: Penalty, about: About
) -> None:
    """
    Refuse a penalty that is stored already.

    Two with different documents are two decisions, and so are two without any that differ in
    reason or lap. One without a document may be one that has it.
    """
    stored = TABLES["penalties"].c
    same = {**one._asdict(), "session_id": place["session_id"], "entry_id": place["entry_id"]}
    is_same = [stored[name].is_not_distinct_from(value) for name, value in same.items()]
    if about.document is None:
        is_same.append(
            stored.document.is_not(None)
            | stored.reason.is_not_distinct_from(about.reason)
            & stored.lap_number.is_not_distinct_from(about.lap_number)
        )
    else:
        is_same.append(stored.document == about.document)
    statement = sa.select(stored.id, stored.author, stored.applied).where(*is_same)
    found = connection.execute(statement.order_by(stored.id)).first()
    if found is None:
        return
    is_waiting = found.author is None and not found.applied and one.kind in CHANGE_RESULTS
    how = f"'racedb penalties apply {found.id}' applies it; " if is_waiting else ""
    raise UsageError(
        f"{penalty_line(connection, found.id)} is stored already; {how}"
        "if this is another decision, name its --document"
    )


def _read(connection: Connection, numbers: Sequence[int]) -> Sequence[sa.RowMapping]:
    stored = TABLES["penalties"]
    statement = sa.select(stored).where(stored.c.id.in_(numbers)).order_by(stored.c.id)
    rows = connection.execute(statement).mappings().all()
    for number in numbers:
        if number not in {row["id"] for row in rows}:
            raise NotFoundError(
                f"there is no penalty {number}; 'racedb query penalties' lists them"
            )
    return rows


def _update(numbers: Collection[int]) -> sa.Update:
    return sa.update(Stored).where(Stored.id.in_(numbers))


# ---- a change of penalties as an import ----------------------------------------------------------


class _Recorded:
    """A change of penalties while it is made."""

    def __init__(self, rows: NewRows, import_id: int) -> None:
        self.rows, self.import_id = rows, import_id
        self.ties: list[str] = []

    def done(self, form: str, numbers: Sequence[int]) -> Done:
        """Report the penalties, each in a form of words."""
        connection = self.rows.connection
        lines = [form.format(penalty_line(connection, number)) for number in numbers]
        return Done([*lines, *self.ties], self.import_id)


@contextmanager
def _recorded(
    connection: Connection,
    session_ids: Collection[int],
    author: str,
    penalties: Collection[int] = (),
) -> Iterator[_Recorded]:
    """
    Record as an import what the block changes of penalties, and what that makes of results.

    Args:
        connection: inside a transaction.
        session_ids: of the penalties.
        author: who changes them.
        penalties: the stored ones that may change.
    """
    rows = NewRows(connection)
    what = ", ".join(_titles(connection, session_ids))
    made = _Recorded(rows, add_import(rows, PENALTY, what, author, {}))
    journal = Journal(connection, made.import_id)
    journal.snapshot("results", session_ids)
    journal.snapshot("penalties", penalties)
    lift(connection, session_ids)
    yield made
    for session_id, where in zip(session_ids, _titles(connection, session_ids), strict=True):
        try:
            made.ties += apply(connection, session_id, read_decisions(connection, session_id)).ties
        except LoadError as error:
            raise LoadError(f"{where}: {error}") from None
    journal.finish(session_ids)
    refresh(connection, RESULTS, session_ids)
    refresh_championships(connection, session_ids)


def _titles(connection: Connection, session_ids: Iterable[int]) -> list[str]:
    statement = sa.select(Event.slug, Session.code).join(Event, Event.id == Session.event_id)
    return [
        ", ".join(connection.execute(statement.where(Session.id == number)).one())
        for number in session_ids
    ]
