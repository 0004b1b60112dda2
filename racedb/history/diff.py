"""What an import changed, cell by cell, with names instead of ids: `racedb imports diff`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, in_chunks
from racedb.fields import OF_SESSION, stored
from racedb.history.journal import Conflict, Journal
from racedb.history.labels import Labels
from racedb.history.revisions import ImportRevisions, Revision, import_revisions
from racedb.history.rollback import ResultKey, Results, Sides, roll_back
from racedb.models import Penalty

Value = int | float | str | bool | None

OF_PENALTIES = ("penalty", "penalty_applied")
"""Fields of changes: a penalty is new or taken back, and whether it is applied."""
_ORIGIN = {"import_id", "line"}
_LAST = 1_000_000
"""After every position that a car can have."""
_COUNTED = {
    "results": "cars", "laps": "laps", "pit_stops": "stops", "weather": "weather",
    "race_control_messages": "messages",
}  # fmt: skip
"""Tables whose new rows are counted, and what they are called."""


_COMPLETED = ("sessions", "events", "rounds", "drivers", "entries", "printed_standings",
    "season_entries",
)  # fmt: skip
"""Tables of which values may become known, or change, without a row that is new."""


class Change(NamedTuple):
    """One thing that an import made, removed or changed."""

    session: str
    """'Summer Race 2024, Race'; of a whole event 'Summer Race 2024'; of a driver his name."""
    what: str
    """new, gone or changed."""
    car: str | None = None
    """Its number as printed; 'entry 12' where it has none; None: the session itself."""
    lap: int | None = None
    """The lap; of a pit stop its number, of weather and messages without a car, too."""
    field: str | None = None
    """The column; None: the whole car or session. win and class_win: the car that wins instead."""
    old: Value = None
    new: Value = None


def changes(connection: Connection, import_id: int) -> list[Change]:
    """Return what an import changed; of a session that it made, only how many rows are new."""
    revisions = import_revisions(connection, import_id)
    labels = Labels(connection, revisions.all)
    cars = {one.key["entry_id"] for one in revisions.rows if "entry_id" in one.key}
    cars |= {one.key["id"] for one in revisions.of("entries")}
    labels.read(revisions.session_ids, cars)
    return [
        *_completed_rows(revisions, labels),
        *_results(connection, revisions),
        *_crews(revisions, labels),
        *_new_rows(connection, revisions, labels),
        *_new_of_seasons(connection, revisions, labels),
        *_laps(revisions, labels),
        *_penalties(connection, revisions),
    ]


def _completed_rows(revisions: ImportRevisions, labels: Labels) -> Iterator[Change]:
    """Return what became known of sessions, events, rounds, drivers, entries and standings."""
    for one in revisions.of(*_COMPLETED):
        session, car = labels.subject(one)
        yield from _revised_cells(Change(session, "changed", car), one, labels)


def _laps(revisions: ImportRevisions, labels: Labels) -> Iterator[Change]:
    """Return what changed of laps and pit stops, of weather and messages by their number."""
    for one in revisions.of("laps", "pit_stops", *OF_SESSION):
        about = Change(labels.sessions[one.key["session_id"]], "changed")
        if entry := one.key.get("entry_id"):
            about = about._replace(car=labels.car(entry))
        # Of a lap that was removed, all that it had is gone.
        new = one.new or {name: None for name, old in (one.old or {}).items() if old}
        yield from _revised_cells(
            about._replace(lap=one.key["number"]), one._replace(new=new), labels
        )


def _penalties(connection: Connection, revisions: ImportRevisions) -> Iterator[Change]:
    """Return the penalties that are new, gone, or applied or not by now."""
    table = TABLES[Penalty.__tablename__]
    revised = {one.key["id"]: one for one in revisions.of(table.name)}
    made = revisions.made.get(table.name, range(0))
    mine = sa.select(table).where(table.c.id.in_([*revised, *made]))
    rows = {row["id"]: dict(row) for row in connection.execute(mine).mappings()}
    # SQLite gives the number of a penalty that was taken back to the next one.
    removed = (one for one in revisions.all if one.table == table.name and one.new is None)
    rows |= {one.key["id"]: dict(one.old or {}) for one in removed}
    labels = Labels(connection)
    labels.read({row["session_id"] for row in rows.values()}, ())
    for number in sorted({*made, *revised}):
        row = rows[number]
        about = Change(labels.sessions[row["session_id"]], "changed", row["car_number"])
        if number in made:
            yield about._replace(field="penalty", new=row["given"])
            continue
        old, new = revised[number].old or {}, revised[number].new
        if new is None:
            yield about._replace(field="penalty", old=row["given"])
        elif old.get("applied") != new.get("applied"):
            yield about._replace(field="penalty_applied", old=old["applied"], new=new["applied"])


def _revised_cells(about: Change, one: Revision, labels: Labels) -> Iterator[Change]:
    old, new = one.old or {}, one.new or {}
    return _cells(about, old, new, [name for name in new if name not in _ORIGIN], labels)


def _cells(
    about: Change,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    columns: Iterable[str],
    labels: Labels,
) -> Iterator[Change]:
    """Return the values of a row that differ."""
    for column in columns:
        if old[column] != new[column]:
            field, before = labels.named(column, old[column])
            _, after = labels.named(column, new[column])
            yield about._replace(field=field, old=before, new=after)


def _of_car(session_id: int, entry_id: int, labels: Labels) -> Change:
    """Begin a change of one car in one session."""
    return Change(labels.sessions[session_id], "changed", labels.car(entry_id))


def _of_entry(entry_id: int, labels: Labels) -> Change:
    """Begin a change of one car in the whole event."""
    return Change(labels.event_of(entry_id), "changed", labels.car(entry_id))


def _crews(revisions: ImportRevisions, labels: Labels) -> Iterator[Change]:
    """Return who joined and who left a crew; a driver who only changed seats did neither."""
    told: set[tuple[int, int]] = set()
    for name in ("drives", "entry_drivers"):  # of the event only what no session tells
        for (session, entry), (old, new) in _crews_before_and_after(revisions.of(name)).items():
            # Of a car that is new, or was removed since, its result says all. A crew that got a
            # first seat, and had none, was not named before.
            if entry not in labels.stored or (session and not old and 1 in new.values()):
                continue
            about = _of_car(session, entry, labels) if session else _of_entry(entry, labels)
            differ = old.keys() ^ new.keys()
            for driver in sorted(differ):
                if session or (entry, driver) not in told:
                    field, person = labels.named("driver_id", driver)
                    about = about._replace(field=field, old=None, new=None)
                    yield about._replace(**{"old" if driver in old else "new": person})
            told |= {(entry, driver) for driver in differ}


_Crews = dict[tuple[int | None, int], tuple[dict[int, int], dict[int, int]]]


def _crews_before_and_after(revisions: Iterable[Revision]) -> _Crews:
    """Return drivers and seats of each session (None: the event) and entry on both sides."""
    crews: _Crews = {}
    for one in revisions:
        key = one.key.get("session_id"), one.key["entry_id"]
        for crew, side in zip(crews.setdefault(key, ({}, {})), (one.old, one.new), strict=True):
            if side is not None:  # the driver is in the key of a drive, and a value of a seat
                seat = {**one.key, **side}
                crew[seat["driver_id"]] = seat["seat"]
    return crews


# ---- results -------------------------------------------------------------------------------------


def _results(connection: Connection, revisions: ImportRevisions) -> Iterator[Change]:
    for sides in roll_back(connection, revisions):
        labels = Labels(connection, revisions.all)
        labels.read({session for session, _ in sides.keys}, {entry for _, entry in sides.keys})
        winners = _new_winners(sides, labels)
        for key in sorted(sides.keys, key=lambda key: _order(key, sides)):
            about = _of_car(*key, labels)
            yield from _result(about, sides.before.get(key), sides.after.get(key), labels)
            for field, winner in winners.get(key, ()):
                yield about._replace(field=field, old=about.car, new=winner)


def _order(key: ResultKey, sides: Sides) -> tuple[Any, ...]:
    """Sort cars by session; those with a new outcome first, then in the order before."""
    old, new = sides.before.get(key), sides.after.get(key)
    same_outcome = bool(old and new and old["status"] == new["status"])
    position = (old or new or {}).get("position") or _LAST
    return key[0], same_outcome, position, key[1]


def _result(
    about: Change, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, labels: Labels
) -> Iterator[Change]:
    """Return what changed of the result of one car."""
    if old and new:
        yield from _cells(about, old, new, stored("results"), labels)
        return
    about = about._replace(what="new" if new else "gone")
    yield about
    for column in ("position", "status"):
        yield about._replace(
            field=column, old=old[column] if old else None, new=new[column] if new else None
        )


def _new_winners(sides: Sides, labels: Labels) -> Mapping[ResultKey, list[tuple[str, str]]]:
    """Return who lost a win to whom: by the loser, 'win' or 'class_win' and the winning car."""
    out: dict[ResultKey, list[tuple[str, str]]] = {}
    after = _winners(sides.after, labels)
    for group, loser in _winners(sides.before, labels).items():
        winner = after.get(group, loser)
        if winner != loser:
            field = "win" if group[1] is None else "class_win"
            out.setdefault(loser, []).append((field, labels.car(winner[1])))
    return out


def _winners(results: Results, labels: Labels) -> Mapping[tuple[int, int | None], ResultKey]:
    """Return who wins each session (class None), and each class where there are several."""
    ranked: dict[tuple[int, int | None], list[tuple[_Rank, ResultKey]]] = {}
    classes: dict[int, set[int | None]] = {}
    for key, row in results.items():
        class_id = labels.entries[key[1]]["class_id"]
        classes.setdefault(key[0], set()).add(class_id)
        for group, rank in _ranks(row, class_id):
            ranked.setdefault((key[0], group), []).append((rank, key))
    return {
        (session, group): min(cars)[1]
        for (session, group), cars in ranked.items()
        if group is None or len(classes[session]) > 1
    }


_Rank = tuple[bool, int]


def _ranks(row: Mapping[str, Any], class_id: int | None) -> Iterator[tuple[int | None, _Rank]]:
    """Yield the classes (None: all cars) that a car may have won, and its rank there."""
    # Only the first of all cars wins the session; a class is won by whoever is best in it.
    if row["position"] == 1:
        yield None, (False, 1)
    place = row["class_position"] or row["position"]
    if class_id is not None and place:
        # A printed place in the class counts more than the place among all cars.
        yield class_id, (row["class_position"] is None, place)


# ---- new rows ------------------------------------------------------------------------------------


def _new_rows(
    connection: Connection, revisions: ImportRevisions, labels: Labels
) -> Iterator[Change]:
    """Count what is new: by car in sessions that existed before, in new ones as a whole."""
    for table, field in _COUNTED.items():
        counts = _count_new(connection, revisions, table)
        labels.read((), {entry for _, entry in counts if entry is not None})
        for (session, entry), count in sorted(counts.items(), key=_by_session_and_car):
            about = Change(labels.sessions[session], "new", field=field, new=count)
            if entry is None:
                yield from [about] if count else []
            elif count and table != "results":  # `_results` has named the new cars
                yield about._replace(car=labels.car(entry))


def _new_of_seasons(
    connection: Connection, revisions: ImportRevisions, labels: Labels
) -> Iterator[Change]:
    """Count the rounds of calendars and the rows of standings that are new, by their season."""
    sessions = TABLES["sessions"].c
    new_sessions = revisions.made.get("sessions", range(0))
    for name, field in _OF_SEASON.items():
        ids, table = revisions.made.get(name), TABLES[name]
        if ids is None:
            continue
        statement = (
            sa.select(table.c.season_id, sa.func.count())
            .where(table.c.id.between(ids[0], ids[-1]))
            .group_by(table.c.season_id)
            .order_by(table.c.season_id)
        )
        if name == "rounds" and new_sessions:  # of an event with new sessions, these say more
            mine = sessions.id.between(new_sessions[0], new_sessions[-1])
            statement = statement.where(
                table.c.event_id.not_in(sa.select(sessions.event_id).where(mine))
            )
        for season_id, count in connection.execute(statement):
            yield Change(labels.season(season_id), "new", field=field, new=count)


_OF_SEASON = {"rounds": "rounds", "printed_standings": "printed standings",
    "season_entries": "entered drivers",
}  # fmt: skip
"""Tables of seasons whose new rows are counted, and what they are called."""
Counts = Counter[tuple[int, int | None]]
"""Rows by session and entry; the entry is None for a session that the import made."""


def _by_session_and_car(item: tuple[tuple[int, int | None], int]) -> tuple[int, int]:
    (session, entry), _ = item
    return session, entry or 0


def _count_new(connection: Connection, revisions: ImportRevisions, table: str) -> Counts:
    """Count the results, laps or stops that an import made."""
    new_sessions = revisions.made.get("sessions", range(0))
    counts = _count_by_car(connection, revisions, table)
    counts.update(_count_by_session(connection, revisions, table))
    # A stored row names only the last import that changed it: revisions correct the counts.
    for one in revisions.all:
        if one.table == table and one.old:
            session, entry = one.key["session_id"], one.key.get("entry_id")
            # Later changes of other imports' rows correct nothing.
            if correction := _correction_of_count(one, one.old, revisions.import_id):
                counts[session, None if session in new_sessions else entry] += correction
    return counts


def _correction_of_count(one: Revision, old: Mapping[str, Any], import_id: int) -> int:
    """Return 1 for a row that a later import took over, -1 for one that the import took over, 0."""
    before = old.get("import_id", one.import_id)  # a person's correction leaves it as it is
    if one.import_id == import_id:
        return 0 if before == import_id or one.new is None else -1
    return 1 if before == import_id else 0


def _count_by_car(connection: Connection, revisions: ImportRevisions, table: str) -> Counts:
    """Count the rows of an import in sessions that existed before, as they are stored now."""
    facts, counts = TABLES[table].c, Counts()
    of_car = [facts[name] for name in ("session_id", "entry_id") if name in facts]
    statement = sa.select(*of_car, sa.func.count()).where(facts.import_id == revisions.import_id)
    for ids in in_chunks(revisions.session_ids.difference(revisions.made.get("sessions", ()))):
        found = statement.where(facts.session_id.in_(ids)).group_by(*of_car)
        for session, *entry, count in connection.execute(found):
            counts[session, entry[0] if entry else None] = count
    return counts


def _count_by_session(connection: Connection, revisions: ImportRevisions, table: str) -> Counts:
    """Count the rows of an import in the sessions that it made, as they are stored now."""
    ids = revisions.made.get("sessions")
    if ids is None:
        return Counts()
    facts = TABLES[table].c
    statement = (
        sa.select(facts.session_id, sa.func.count())
        .where(facts.session_id.between(ids[0], ids[-1]))
        .where(facts.import_id == revisions.import_id)
        .group_by(facts.session_id)
    )
    return Counts({(session, None): n for session, n in connection.execute(statement)})


# ---- what a file says besides --------------------------------------------------------------------


def missing(connection: Connection, import_id: int, keys: Iterable[ResultKey]) -> list[Change]:
    """Return the cars whose results a file no longer has, pruned or not."""
    found = list(keys)
    if not found:
        return []
    labels = Labels(connection, import_revisions(connection, import_id).all)
    labels.read({session for session, _ in found}, {entry for _, entry in found})
    return [
        Change(session=labels.sessions[session], what="gone", car=labels.car(entry))
        for session, entry in found
    ]


def disputed(connection: Connection, journal: Journal) -> list[tuple[Change, bool]]:
    """Return what a file states otherwise of teams, cars and crews, and if it is stored now."""
    # Of an entry that the file itself makes nothing else was stored.
    found = dict.fromkeys(
        one for one in journal.conflicts if journal.existed_before("entries", one.entry_id)
    )
    labels = Labels(connection)
    labels.read((), {one.entry_id for one in found})
    return [(change, one.is_replaced) for one in found for change in _conflict(one, labels)]


def _conflict(one: Conflict, labels: Labels) -> Iterator[Change]:
    old, new = {one.column: one.stored}, {one.column: one.stated}
    return _cells(_of_entry(one.entry_id, labels), old, new, [one.column], labels)
