"""
Rows of decisions into `penalties`, each with its car and driver; none is applied (ADR 15).

Cars are found among those that are loaded. A list may come before the results of its session: then
its penalties wait, and find their cars when those are loaded.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa

from racedb.counted import counted
from racedb.db.rows import TABLES, fetch_in
from racedb.history.penalties import AMOUNTS
from racedb.ingest.transaction import Transaction
from racedb.ingest.upsert import Counts
from racedb.ingest.values import WITHOUT_KEY
from racedb.models.penalties import CHANGE_RESULTS
from racedb.names import person_key
from racedb.penalty_words import UNKNOWN, Penalty, read_penalties, title
from racedb.readers.reading import Finding
from racedb.table import Reject

_STATED = ("given", "reason", "document", "decided_at", "served", "lap_number")
"""Columns that a later file may complete or change."""
_WHAT = ("kind", *AMOUNTS)
_MOST_NAMED = 20
_OUTCOMES = ("new", "changed", "same")
"""What becomes of a penalty; of several in one row, the first of these counts."""

Row = Mapping[str, Any]


@dataclass(slots=True)
class Written:
    """What became of the decisions of a batch."""

    counts: Counts = field(default_factory=Counts)
    rejects: list[Reject] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Texts whose words nobody knows."""
    new: list[Row] = field(default_factory=list)

    def findings(self) -> Iterator[Finding]:
        """Yield how to apply those that may change results, and which cars are not there yet."""
        waiting = {
            row["car_number"] or row["driver_name"] for row in self.new if not row["entry_id"]
        }
        if waiting:
            listed = ", ".join(sorted(map(str, waiting))[:_MOST_NAMED])
            yield Finding(
                "penalty-car", f"no cars of this event are loaded yet: penalties wait for {listed}"
            )
        numbers = [
            str(row["id"])
            for row in self.new
            if row["kind"] in CHANGE_RESULTS and not row["served"]
        ]
        if numbers:
            listed, count = " ".join(numbers[:_MOST_NAMED]), counted(len(numbers), "penalties")
            yield Finding(
                "penalties",
                f"{count} may change results; none is applied, because a final classification has "
                f"them already ('racedb penalties apply {listed}')",
            )


def write_penalties(tx: Transaction, frame: pl.DataFrame) -> Written:
    """
    Write the decisions of one batch.

    Args:
        tx: the transaction of the load.
        frame: row, line, session_id, event_id, the columns of penalties that files state,
            penalty_points, and driver: the name.
    """
    tx.rows.flush()
    out = Written()
    cars = _Cars(tx, frame["event_id"].unique())
    stored = _Stored(tx, frame["session_id"].unique())
    for row in frame.with_columns(_driver_name(frame)).iter_rows(named=True):
        seat = cars.find(row)
        if isinstance(seat, str):
            out.rejects.append(Reject(row["line"], "car_number", "unknown-car", seat))
            continue
        penalties = _penalties(row)
        if problem := _problem(row, penalties):
            out.rejects.append(problem)
            continue
        if any(one.kind == UNKNOWN for one in penalties):
            out.unknown.append(row["given"])
        done = {_write(tx, stored, row, seat, one, out) for one in penalties}
        what = min(done, key=_OUTCOMES.index)  # a row of the file counts once
        setattr(out.counts, what, getattr(out.counts, what) + 1)
    tx.rows.flush()
    return out


def _driver_name(frame: pl.DataFrame) -> pl.Expr:
    name = pl.col("driver") if "driver" in frame.columns else pl.lit(None, pl.String)
    return name.alias("driver_name")


def _penalties(row: Row) -> list[Penalty]:
    """Return the penalties of a row: those of its text, and points on the licence beside it."""
    found = read_penalties(row["given"]) if row["given"] else []
    points = row["penalty_points"]
    if points and not any(one.kind == "licence_points" for one in found):
        found.append(Penalty("licence_points", points=points))
    return found


def _problem(row: Row, penalties: Collection[Penalty]) -> Reject | None:
    """Return why a row cannot be stored; None: it can. No points are no penalty."""
    points = row["penalty_points"]
    if points is not None and points < 0:
        message = f"{points:g} penalty points: a licence cannot get fewer than 0"
        return Reject(row["line"], "penalty_points", "below-zero", message)
    if not penalties:
        return Reject(row["line"], None, "no-key", WITHOUT_KEY["penalties"])
    return None


def _write(
    tx: Transaction, stored: "_Stored", row: Row, seat: "_Seat", one: Penalty, out: Written
) -> str:
    """Store a penalty, or complete the stored one; return what became of it."""
    values = {
        **one._asdict(), **seat._asdict(), **{name: row[name] for name in _STATED},
        "session_id": row["session_id"], "car_number": row["car_number"],
        "driver_name": row["driver_name"], "given": row["given"] or title(one),
    }  # fmt: skip
    known = stored.take(values)
    if known is None:
        origin = {"import_id": tx.journal.import_id, "line": row["line"]}
        values |= {"applied": False, "author": None, **origin}
        out.new.append({"id": tx.rows.add("penalties", values), **values})
        return "new"
    # What a person entered stays, and is completed.
    is_entered = known["author"] is not None
    new = {
        name: value
        for name, value in values.items()
        if value is not None and value != known[name] and not (is_entered and known[name])
    }
    if not new:
        return "same"
    if not is_entered:
        new |= {"import_id": tx.journal.import_id, "line": row["line"]}
    tx.rows.amend("penalties", known["id"], new)
    return "changed"


class _Stored:
    """The penalties of some sessions that no row has been compared with yet."""

    def __init__(self, tx: Transaction, session_ids: Collection[int]) -> None:
        table = TABLES["penalties"]
        statement = sa.select(table).order_by(table.c.id)
        of_sessions = statement.where(table.c.session_id.in_(list(session_ids)))
        found = tx.connection.execute(of_sessions).mappings()
        self._left = [dict(row) for row in found]

    def take(self, values: Row) -> Row | None:
        """
        Return the stored penalty that a row is about; each is taken once.

        By its document where it has one, else by all that is said of it. A person may have entered
        it without the document.
        """
        same = [one for one in self._left if _is_same_penalty(one, values)]
        exact = (one for one in same if _is_same_decision(one, values))
        entered = (one for one in same if one["author"] and _may_be_same(one, values))
        found = next(exact, None) or next(entered, None)
        if found is not None:
            self._left.remove(found)
        return found


def _is_same_penalty(one: Row, other: Row) -> bool:
    is_same_car = one["session_id"] == other["session_id"] and (
        one["entry_id"] == other["entry_id"]
        if one["entry_id"] and other["entry_id"]
        else (one["car_number"], one["driver_name"]) == (other["car_number"], other["driver_name"])
    )
    return is_same_car and all(one[name] == other[name] for name in _WHAT)


def _is_same_decision(one: Row, other: Row) -> bool:
    by = ("document",) if one["document"] else ("document", "reason", "lap_number", "decided_at")
    return all(one[name] == other[name] for name in by)


def _may_be_same(one: Row, other: Row) -> bool:
    return one["document"] in (None, other["document"]) or other["document"] is None


# ---- cars ----------------------------------------------------------------------------------------


class _Seat(NamedTuple):
    """Whose penalty it is."""

    entry_id: int | None
    driver_id: int | None


class _Cars:
    """The cars of some events, by number and by driver."""

    def __init__(self, tx: Transaction, event_ids: Collection[int]) -> None:
        entries, seats, results = (TABLES[it].c for it in ("entries", "entry_drivers", "results"))
        drivers = TABLES["drivers"].c
        cars = sa.select(entries.id, entries.event_id, entries.car_number)
        crews = sa.select(seats.entry_id, seats.driver_id, seats.printed_name, drivers.name).join(
            TABLES["drivers"], drivers.id == seats.driver_id
        )
        self._numbers: dict[tuple[int, str | None], list[int]] = {}
        self._events: set[int] = set()
        of_event: dict[int, int] = {}
        for entry, event, number in fetch_in(
            tx.connection, cars.order_by(entries.id), entries.event_id, event_ids
        ).iter_rows():
            self._numbers.setdefault((event, number), []).append(entry)
            of_event[entry] = event
            self._events.add(event)
        self._drivers: dict[tuple[int, str], list[_Seat]] = {}
        for entry, driver, *names in fetch_in(
            tx.connection, crews, seats.entry_id, of_event
        ).iter_rows():
            for key in {person_key(name) for name in names}:
                seats_of = self._drivers.setdefault((of_event[entry], key), [])
                seats_of.append(_Seat(entry, driver))
        listed = sa.select(results.session_id, results.entry_id)
        found = fetch_in(tx.connection, listed, results.entry_id, of_event)
        self._results = set(found.iter_rows())

    def find(self, row: Row) -> "_Seat | str":
        """Return car and driver of a row; a text says why there is none."""
        event, number, name = row["event_id"], row["car_number"], row["driver_name"]
        if event not in self._events:
            return _Seat(None, None)
        who = self._drivers.get((event, person_key(name)), []) if name else []
        if number is None:
            return self._only(row, who, f"{name!r} drives no car of this event", repr(name))
        cars = self._numbers.get((event, number), [])
        if here := [seat for seat in who if seat.entry_id in cars]:
            return self._only(row, here, "", f"car {number}")
        seats = [_Seat(entry, None) for entry in cars]
        return self._only(row, seats, f"car {number} is not in this event", f"car {number}")

    def _only(self, row: Row, seats: list[_Seat], none: str, who: str) -> "_Seat | str":
        """Return the only seat, else the only one with a result in the session."""
        if not seats:
            return none
        here = [seat for seat in seats if (row["session_id"], seat.entry_id) in self._results]
        if len(seats) == 1 or len(here) == 1:
            return (here if len(here) == 1 else seats)[0]
        return f"{who} is several cars of this event; name its number and its driver"


def find_waiting(tx: Transaction) -> None:
    """Find the cars of penalties that were loaded before them."""
    stored, sessions = TABLES["penalties"], TABLES["sessions"]
    waiting = (
        sa.select(stored, sessions.c.event_id)
        .join(sessions, sessions.c.id == stored.c.session_id)
        .where(stored.c.entry_id.is_(None))
    )
    rows = [
        dict(row)
        for row in tx.connection.execute(waiting).mappings()
        if row["event_id"] in tx.events
    ]
    cars = _Cars(tx, {row["event_id"] for row in rows}) if rows else None
    for row in rows:
        seat = cars.find(row) if cars else ""
        if not isinstance(seat, str) and seat.entry_id:
            tx.rows.amend("penalties", row["id"], seat._asdict())
