"""
What an import changed, cell by cell, with names instead of ids.

Results are compared as a whole: what is stored now is rolled back through the revisions, to how it
was after the import and to how it was before. So an old import tells the same story as when it was
loaded, and who won a class is known on both sides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Connection

from racedb.db.rows import TABLES, in_chunks
from racedb.history.journal import Journal
from racedb.history.labels import Labels
from racedb.history.revisions import Revision, Told, import_revisions, since

Value = int | float | str | bool | None
Results = dict[tuple[int, int], dict[str, Any]]
"""Results by session and entry."""

FIELDS = (
    "position", "class_position", "status", "status_detail", "classified", "laps", "total_us",
    "gap_us", "gap_laps", "best_lap_us", "best_lap_number", "best_lap_driver_id", "speed_kph",
    "grid_position", "grid_note", "points",
)  # fmt: skip
"""Columns of a result that mean something to people."""
_ORIGIN = {"import_id", "line"}
_LAST = 1_000_000
"""Behind every position that a car can have."""


class Change(NamedTuple):
    """One thing that an import made, took away or changed."""

    session: str
    """'Summer Race 2024, Race'; of what holds for a whole event 'Summer Race 2024'; else ''."""
    what: str
    """new, gone or changed."""
    car: str | None = None
    """Its number as printed; 'entry 12' where none is; None: the session itself."""
    lap: int | None = None
    """The lap, of a stop its number."""
    field: str | None = None
    """The column; None: the whole car or session. win and class_win: the cars that win."""
    old: Value = None
    new: Value = None


def changes(connection: Connection, import_id: int) -> list[Change]:
    """Say what an import changed; a session that it made is told in two numbers."""
    all_since = since(connection, import_id)
    mine = import_revisions(one for one in all_since if one.import_id == import_id)
    titles = Labels(connection, all_since)
    cars = {one.key["entry_id"] for one in mine.rows if "entry_id" in one.key}
    cars |= {one.key["id"] for one in mine.rows if one.table == "entries"}
    titles.know(mine.about, cars)
    return [
        *_of_rows(mine, titles),
        *_of_crews(mine, titles),
        *_of_sessions(connection, all_since, import_id, mine),
        *_of_new(connection, all_since, import_id, mine, titles),
        *_of_laps(mine, titles),
    ]


def missing(
    connection: Connection, import_id: int, keys: Iterable[tuple[int, int]]
) -> list[Change]:
    """Name the cars whose results (session, entry) a file no longer has, pruned or not."""
    found = list(keys)
    if not found:
        return []
    titles = Labels(connection, since(connection, import_id))
    titles.know({session for session, _ in found}, {entry for _, entry in found})
    return [
        Change(session=titles.sessions[session], what="gone", car=titles.car(entry))
        for session, entry in found
    ]


def conflicts(connection: Connection, journal: Journal) -> list[Change]:
    """Tell what a file says of teams, cars, classes and crews, and a load leaves as it is."""
    seats, titles = TABLES["entry_drivers"], Labels(connection)
    told_of = [one for one in journal.conflicts if journal.existed_before("entries", one[0])]
    crews: dict[int, set[int]] = {}
    for entry, driver in (row for crew in journal.crews for row in crew.iter_rows()):
        if journal.existed_before("entries", entry):
            crews.setdefault(entry, set()).add(driver)
    titles.know((), {one[0] for one in told_of} | crews.keys())
    out = []
    for entry, column, stored, new in told_of:
        field, was = titles.named(column, stored)
        _, now = titles.named(column, new)
        where, car = titles.event_of(entry), titles.car(entry)
        out.append(Change(session=where, what="changed", car=car, field=field, old=was, new=now))
    for ids in in_chunks(crews):
        statement = sa.select(seats.c.entry_id, seats.c.driver_id, seats.c.printed_name)
        found = statement.where(seats.c.entry_id.in_(ids)).order_by(seats.c.entry_id, seats.c.seat)
        for entry, driver, name in connection.execute(found):
            if driver not in crews[entry]:
                where, car = titles.event_of(entry), titles.car(entry)
                out.append(Change(session=where, what="changed", car=car, field="driver", old=name))
    return out


def _of_sessions(
    connection: Connection, all_since: list[Revision], import_id: int, mine: Told
) -> Iterator[Change]:
    """Tell of results, some sessions at a time: they are held as they were before and after."""
    there = mine.about.difference(mine.made.get("sessions", ()))
    if not there:
        return
    later, own = defaultdict(list), defaultdict(list)
    for one in all_since:
        if one.table == "results" and one.import_id > import_id:
            later[one.key["session_id"]].append(one)
    for one in mine.rows:
        if one.table == "results":
            own[one.key["session_id"]].append(one)
    results = TABLES["results"]
    brought = sa.select(results.c.session_id).where(results.c.import_id == import_id).distinct()
    ids = sorted({*later, *own, *connection.execute(brought).scalars()} & there)
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        told_later = [one for number in some for one in later[number]]
        told_now = [one for number in some for one in own[number]]
        stored = _touched(connection, some, [*told_later, *told_now], import_id)
        before, after = _sides(stored, told_later, told_now, import_id)
        if moved := _moved(before, after):
            stored |= _stored(connection, results.c.session_id, moved)
            before, after = _sides(stored, told_later, told_now, import_id)
        titles = Labels(connection, all_since)
        titles.know(some, {entry for _, entry in (*after, *before)})
        yield from _of_results(before, after, titles)


_TOGETHER = 500
"""Sessions whose results are held in memory together."""


def _touched(
    connection: Connection, session_ids: Sequence[int], revisions: Sequence[Revision], first: int
) -> Results:
    """Read the results that revisions are about, or that came with the import *first* or later."""
    results = TABLES["results"]
    stored = _stored(connection, results.c.session_id, session_ids, results.c.import_id >= first)
    missing = {(one.key["session_id"], one.key["entry_id"]) for one in revisions} - stored.keys()
    others = _stored(connection, results.c.entry_id, {entry for _, entry in missing})
    return stored | {key: row for key, row in others.items() if key in missing}


def _moved(before: Results, after: Results) -> set[int]:
    """Give the sessions in which another car may have won, so that all its results count."""
    return {
        key[0]
        for key in before.keys() | after.keys()
        if key not in before
        or key not in after
        or any(before[key][column] != after[key][column] for column in _PLACES)
    }


_PLACES = ("position", "class_position")


def _stored(
    connection: Connection, column: Column[Any], ids: Iterable[int], *where: ColumnElement[bool]
) -> Results:
    """Read results as they are now, by their session or entry."""
    statement = sa.select(TABLES["results"]).where(*where)
    return {
        (row["session_id"], row["entry_id"]): dict(row)
        for some in in_chunks(ids)
        for row in connection.execute(statement.where(column.in_(some))).mappings()
    }


def _sides(
    stored: Results, later: Iterable[Revision], own: Iterable[Revision], import_id: int
) -> tuple[Results, Results]:
    """Give results as they were before and after an import."""
    after = _rolled_back(stored, later, import_id)
    return _rolled_back(after, own, import_id - 1), after


def _rolled_back(results: Results, revisions: Iterable[Revision], last: int) -> Results:
    """Take revisions of results back, the latest first; what imports after *last* made goes too."""
    out = {key: dict(row) for key, row in results.items()}
    for one in revisions:
        key = (one.key["session_id"], one.key["entry_id"])
        out[key] = {**one.key, **out.get(key, {}), **(one.old or {})}
    return {key: row for key, row in out.items() if row["import_id"] <= last}


def _made(
    connection: Connection, all_since: list[Revision], import_id: int, mine: Told, table: str
) -> Counter[tuple[int, int | None]]:
    """
    Count the results, laps or stops that an import made.

    Returns:
        by session and entry; entry is None for a session that the import made, as a whole.
    """
    fresh = mine.made.get("sessions", range(0))
    made: Counter[tuple[int, int | None]] = Counter()
    facts = TABLES[table]
    theirs = sa.select(facts.c.session_id, facts.c.entry_id, sa.func.count()).where(
        facts.c.import_id == import_id
    )
    for ids in in_chunks(number for number in mine.about if number not in fresh):
        by_car = theirs.where(facts.c.session_id.in_(ids)).group_by(
            facts.c.session_id, facts.c.entry_id
        )
        made.update({(s, e): n for s, e, n in connection.execute(by_car)})
    if fresh:
        by_session = (
            sa.select(facts.c.session_id, sa.func.count())
            .where(facts.c.session_id.between(fresh[0], fresh[-1]))
            .where(facts.c.import_id == import_id)
            .group_by(facts.c.session_id)
        )
        made.update({(s, None): n for s, n in connection.execute(by_session)})
    for one in all_since:
        if one.table == table and one.old:
            session = one.key["session_id"]
            key = (session, None if session in fresh else one.key["entry_id"])
            origin = one.old.get("import_id", import_id)  # a correction changes no origin
            if one.import_id == import_id and origin != import_id:  # it only changed them
                made[key] -= 1
            elif one.import_id != import_id and one.old.get("import_id") == import_id:
                # They are another one's since.
                made[key] += 1
    return made


def _of_new(
    connection: Connection, all_since: list[Revision], import_id: int, mine: Told, titles: Labels
) -> Iterator[Change]:
    """Count what is new: in sessions that were there car by car, in others as a whole."""
    for field, table in (("cars", "results"), ("laps", "laps"), ("stops", "pit_stops")):
        made = _made(connection, all_since, import_id, mine, table)
        titles.know((), {entry for _, entry in made if entry is not None})
        for (session, entry), count in sorted(
            made.items(), key=lambda it: (it[0][0], it[0][1] or 0)
        ):
            where = titles.sessions[session]
            if entry is None:
                yield Change(session=where, what="new", field=field, new=count)
            elif count and table != "results":
                yield Change(
                    session=where, car=titles.car(entry), what="new", field=field, new=count
                )


def _of_rows(mine: Told, titles: Labels) -> Iterator[Change]:
    """Tell of sessions, events, drivers and entries that were completed."""
    for one in mine.rows:
        if one.table in ("sessions", "events", "drivers", "entries") and one.new:
            where, car = titles.of(one)
            yield from _cells(one, titles, session=where, car=car)


def _cells(one: Revision, titles: Labels, **about: Any) -> Iterator[Change]:
    """Tell what differs in one changed row."""
    old, new = one.old or {}, one.new or {}
    for column in (name for name in new if name not in _ORIGIN):
        field, was = titles.named(column, old[column])
        _, now = titles.named(column, new[column])
        if was != now:
            yield Change(**about, what="changed", field=field, old=was, new=now)


def _of_crews(mine: Told, titles: Labels) -> Iterator[Change]:
    """Tell who came into a crew and who left it; a mere change of seats is none."""
    crews: dict[int, tuple[dict[int, str], dict[int, str]]] = {}
    for one in mine.rows:
        if one.table == "entry_drivers" and one.key["entry_id"] in titles.stored:
            sides = crews.setdefault(one.key["entry_id"], ({}, {}))
            for side, row in zip(sides, (one.old, one.new), strict=True):
                if row:
                    side[row["driver_id"]] = row["printed_name"]
    for entry, (old, new) in crews.items():
        where, car = titles.event_of(entry), titles.car(entry)
        for who in old.keys() - new.keys():
            yield Change(session=where, car=car, what="changed", field="driver", old=old[who])
        for who in new.keys() - old.keys():
            yield Change(session=where, car=car, what="changed", field="driver", new=new[who])


def _of_results(before: Results, after: Results, titles: Labels) -> Iterator[Change]:
    winners = _winners(before, after, titles)
    for key in sorted(before.keys() | after.keys(), key=lambda key: _place(key, before, after)):
        where, car = titles.sessions[key[0]], titles.car(key[1])
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            row = old or new or {}
            yield Change(session=where, car=car, what="new" if new else "gone")
            for column in ("position", "status"):
                side = {"old": row[column]} if old else {"new": row[column]}
                yield Change(
                    session=where, car=car, what="new" if new else "gone", field=column, **side
                )
        else:
            for column in FIELDS:
                if old[column] != new[column]:
                    field, was = titles.named(column, old[column])
                    _, now = titles.named(column, new[column])
                    yield Change(
                        session=where, car=car, what="changed", field=field, old=was, new=now
                    )
        for field, winner in winners.get(key, ()):
            yield Change(session=where, car=car, what="changed", field=field, old=car, new=winner)


def _place(key: tuple[int, int], before: Results, after: Results) -> tuple[Any, ...]:
    """Order cars: who has another outcome first, then as they stood before."""
    old, new = before.get(key), after.get(key)
    same_outcome = bool(old and new and old["status"] == new["status"])
    stood = (old or new or {}).get("position") or _LAST
    return key[0], same_outcome, stood, key[1]


def _winners(
    before: Results, after: Results, titles: Labels
) -> dict[tuple[int, int], list[tuple[str, str]]]:
    """Find wins that went from one car to another: loser -> win or class_win, and whose it is."""
    out: dict[tuple[int, int], list[tuple[str, str]]] = {}
    was, now = _first(before, titles), _first(after, titles)
    for group, loser in was.items():
        winner = now.get(group)
        if winner and winner != loser:
            field = "win" if group[1] is None else "class_win"
            out.setdefault(loser, []).append((field, titles.car(winner[1])))
    return out


def _first(results: Results, titles: Labels) -> dict[tuple[int, Any], tuple[int, int]]:
    """Give who wins each session (class None), and each class where there are several."""
    best: dict[tuple[int, Any], tuple[int, tuple[int, int]]] = {}
    classes: dict[int, set[Any]] = {}
    for key, row in results.items():
        class_id = (titles.entries.get(key[1]) or {}).get("class_id")
        classes.setdefault(key[0], set()).add(class_id)
        groups = [(None, row["position"])]
        if class_id is not None:
            groups.append((class_id, row["class_position"] and row["class_position"] - _LAST))
            groups.append((class_id, row["position"]))
        for name, place in groups:
            if place and (place, key) < best.get((key[0], name), (_LAST, key)):
                best[key[0], name] = (place, key)
    return {
        group: key
        for group, (place, key) in best.items()
        if (place in (1, 1 - _LAST) or group[1] is not None)
        and (group[1] is None or len(classes[group[0]]) > 1)
    }


def _of_laps(mine: Told, titles: Labels) -> Iterator[Change]:
    for one in mine.rows:
        if one.table in ("laps", "pit_stops"):
            where = titles.sessions[one.key["session_id"]]
            car = titles.car(one.key["entry_id"])
            yield from _cells(one, titles, session=where, car=car, lap=one.key["number"])
