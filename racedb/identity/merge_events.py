"""
Two events into one, and back again: one race meeting that was loaded under two names.

The sessions, the cars and the rounds of the one are the other's. A car that both have, by number
and variant, becomes one. A session of both is no merge: which of its rows count is for a person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError
from racedb.identity.fold_rows import Step, as_json, fold_rows, of_json, unfold_rows
from racedb.identity.move_cars import Cars
from racedb.identity.registry import Registry
from racedb.summaries.registry import CREWS, LAPS, RESULTS, refresh, refresh_championships

_PLACE = ("circuit_id", "layout_id", "starts_on", "ends_on")
_CORRECTIONS, _ENTRIES, _EVENTS, _RESULTS, _SEATS, _SESSIONS = (
    TABLES[name]
    for name in ("corrections", "entries", "events", "results", "entry_drivers", "sessions")
)


def fold_events(connection: Connection, one: int, other: int) -> list[Step]:
    """
    Make one event of two: *one* goes, and *other* has its sessions, cars, rounds and place.

    Returns:
        what was done: `unfold_events` takes it back.

    Raises:
        LoadError: both have a session of one code.
    """
    _require_other_sessions(connection, one, other)
    of_one = sa.select(_SESSIONS.c.id).where(_SESSIONS.c.event_id == one)
    sessions = sorted(connection.scalars(of_one))
    cars = _cars(connection)
    twins = list(_fold_cars(connection, cars, sessions, one, other))
    steps: list[Step] = [
        {"sessions": sessions, "twins": twins, "corrections": _rename(connection, one, other)},
        *_refer_entries(connection, one, other),
        *_complete_place(connection, one, other),
        *fold_rows(connection, _EVENTS, one, other),
    ]
    _refresh(connection, sessions, cars.touched)
    return steps


def unfold_events(connection: Connection, steps: Sequence[Step]) -> None:
    """
    Take back what `fold_events` did.

    Raises:
        LoadError: a later load put cars of the one event into sessions of the other.
    """
    done, *rest = steps
    sessions, twins = done["sessions"], done["twins"]
    moved = [key for it in rest if it.get("column") == "event_id" for key in it["keys"]
             if it["table"] == "entries"]  # fmt: skip
    _require_unmixed(connection, sessions, moved, {it["twin"] for it in twins})
    unfold_rows(connection, rest)
    cars = _cars(connection)
    for it in twins:
        values = {name: of_json(_ENTRIES.c[name], value) for name, value in it["entry"].items()}
        connection.execute(sa.insert(_ENTRIES).values(values))
        cars.rekey(sessions, it["twin"], values["id"])
        added = (_SEATS.c.entry_id == it["twin"]) & _SEATS.c.driver_id.in_(it["added"])
        connection.execute(sa.delete(_SEATS).where(added))
        if it["seats"]:
            connection.execute(sa.insert(_SEATS), it["seats"])
    _name_in_corrections(connection, done["corrections"]["ids"], done["corrections"]["slug"])
    _refresh(connection, sessions, cars.touched)


# ---- what stands in the way ----------------------------------------------------------------------


def _require_other_sessions(connection: Connection, one: int, other: int) -> None:
    codes = sa.select(_SESSIONS.c.code).where(_SESSIONS.c.event_id == other)
    mine = sa.select(_SESSIONS.c.id, _SESSIONS.c.code).where(
        _SESSIONS.c.event_id == one, _SESSIONS.c.code.in_(codes)
    )
    both = connection.execute(mine.order_by(_SESSIONS.c.id)).first()
    if both is None:
        return
    named = sa.select(_EVENTS.c.id, _EVENTS.c.slug, _EVENTS.c.name)
    found = {row.id: row for row in connection.execute(named.where(_EVENTS.c.id.in_([one, other])))}
    stored = sa.select(sa.func.max(_RESULTS.c.import_id)).where(_RESULTS.c.session_id == both.id)
    number = connection.scalar(stored) or "ID"
    slug, to = found[one].slug, found[other]
    raise LoadError(
        f"{slug} and {to.slug} both have a session {both.code}; if they are two, name one anew: "
        f"racedb move {slug} {both.code} --event {to.slug} --session NAME; if they are one, load "
        f"it again: racedb imports undo {number}, racedb load FILE --event '{to.name}'"
    )


def _require_unmixed(
    connection: Connection, sessions: Sequence[int], moved: Sequence[int], twins: Iterable[int]
) -> None:
    here, ours = _RESULTS.c.session_id.in_(sessions), _RESULTS.c.entry_id
    is_new = here & ours.not_in([*moved, *twins])
    is_elsewhere = ~here & ours.in_(moved)
    later = connection.scalar(
        sa.select(sa.func.max(_RESULTS.c.import_id)).where(is_new | is_elsewhere)
    )
    if later is not None:
        raise LoadError(
            f"import {later} stored results of both events in one car or session since; "
            f"undo it first: racedb imports undo {later}"
        )


# ---- cars, corrections, place --------------------------------------------------------------------


def _cars(connection: Connection) -> Cars:
    rows = NewRows(connection)
    return Cars(connection, rows, Registry(connection, rows))


def _fold_cars(
    connection: Connection, cars: Cars, sessions: list[int], one: int, other: int
) -> Iterator[Mapping[str, Any]]:
    """Make one of the cars that both events have."""
    twins = cars.numbers(other)
    for key, number in sorted(cars.numbers(one).items()):
        if key not in twins:
            continue
        row = connection.execute(sa.select(_ENTRIES).where(_ENTRIES.c.id == number)).mappings()
        entry, twin = as_json(row.one()), twins[key]
        crew, theirs = ([dict(it) for it in _seats(connection, it)] for it in (number, twin))
        cars.rekey(sessions, number, twin)
        cars.add_seats(number, twin)
        cars.remove(number)
        known = {it["driver_id"] for it in theirs}
        added = [it["driver_id"] for it in crew if it["driver_id"] not in known]
        yield {"entry": entry, "seats": crew, "twin": twin, "added": added}


def _seats(connection: Connection, entry: int) -> Sequence[sa.RowMapping]:
    return connection.execute(sa.select(_SEATS).where(_SEATS.c.entry_id == entry)).mappings().all()


def _refer_entries(connection: Connection, one: int, other: int) -> Iterator[Step]:
    """Move the other cars."""
    mine = _ENTRIES.c.event_id == one
    keys = sorted(connection.scalars(sa.select(_ENTRIES.c.id).where(mine)))
    connection.execute(sa.update(_ENTRIES).where(mine).values(event_id=other))
    yield {"table": "entries", "column": "event_id", "keys": keys, "before": one, "after": other}


def _complete_place(connection: Connection, one: int, other: int) -> Iterator[Step]:
    """Give an event the circuit and the days that only the other one has."""
    both = sa.select(_EVENTS).where(_EVENTS.c.id.in_([one, other]))
    rows = {row["id"]: row for row in connection.execute(both).mappings()}
    stored = as_json(rows[one])
    for name in _PLACE:
        if rows[other][name] is None and rows[one][name] is not None:
            is_other = sa.update(_EVENTS).where(_EVENTS.c.id == other)
            connection.execute(is_other.values({name: rows[one][name]}))
            yield {
                "table": "events", "column": name, "keys": [other], "before": None,
                "after": stored[name],
            }  # fmt: skip


def _rename(connection: Connection, one: int, other: int) -> Mapping[str, Any]:
    """Let corrections of rows of one event name the other."""
    slugs = dict(
        connection.execute(
            sa.select(_EVENTS.c.id, _EVENTS.c.slug).where(_EVENTS.c.id.in_([one, other]))
        ).all()
    )
    rows = connection.execute(sa.select(_CORRECTIONS.c.id, _CORRECTIONS.c.row_key))
    ids = [number for number, key in rows.all() if key["event"] == slugs[one]]
    _name_in_corrections(connection, ids, slugs[other])
    return {"ids": ids, "slug": slugs[one]}


def _name_in_corrections(connection: Connection, ids: Sequence[int], slug: str) -> None:
    mine = _CORRECTIONS.c.id.in_(ids)
    for number, key in connection.execute(
        sa.select(_CORRECTIONS.c.id, _CORRECTIONS.c.row_key).where(mine)
    ).all():
        one = sa.update(_CORRECTIONS).where(_CORRECTIONS.c.id == number)
        connection.execute(one.values(row_key={**key, "event": slug}))


def _refresh(connection: Connection, sessions: Sequence[int], entries: Iterable[int]) -> None:
    refresh(connection, LAPS, sessions)
    refresh(connection, RESULTS, sessions)
    refresh(connection, CREWS, entries)
    refresh_championships(connection, sessions)
