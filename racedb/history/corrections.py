"""
Corrections: values that a person set right, made again after every import.

A correction knows its row by names (event, session, car, lap), so that it outlives the row. Its
old_value is what the file says, and follows the file: `remove` puts that back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, exc

from racedb.db.rows import TABLES
from racedb.errors import LoadError, UsageError
from racedb.history.correctable import column, parse, text_of
from racedb.history.locate import Place, in_names, locate, said
from racedb.summaries import bests, lap_sums
from racedb.summaries.from_rows import keep_results


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One value that a person set right."""

    id: int
    table: str
    key: Mapping[str, Any]
    column: str
    old: str | None
    new: str | None
    reason: str
    author: str
    made_at: datetime

    @property
    def where(self) -> str:
        """Name the row: '2024-summer-race, R, car 8'."""
        return said(self.key)

    @property
    def change(self) -> str:
        """Name the column and its value: 'position = 2 (the file says 3)'."""
        new = "empty" if self.new is None else self.new
        old = "nothing" if self.old is None else self.old
        return f"{self.column} = {new} (the file says {old})"


def corrections(connection: Connection) -> list[Correction]:
    """Read all corrections, the oldest first."""
    table = TABLES["corrections"]
    rows = connection.execute(sa.select(table).order_by(table.c.id)).mappings()
    return [
        Correction(
            id=row["id"],
            table=row["table_name"],
            key=row["row_key"],
            column=row["column_name"],
            old=row["old_value"],
            new=row["new_value"],
            reason=row["reason"],
            author=row["author"],
            made_at=row["made_at"],
        )
        for row in rows
    ]


def correct(
    connection: Connection,
    table: str,
    names: Mapping[str, Any],
    values: Mapping[str, str],
    reason: str,
    author: str,
) -> list[Correction]:
    """
    Set values of one row right, now and after every import to come.

    A second correction of the same value takes the place of the first.

    Args:
        connection: inside a transaction.
        table: results, laps or entries.
        names: see `locate`.
        values: text by column; '' is NULL.
        reason: why.
        author: who.

    Raises:
        UsageError: no such column, or a value that it cannot have.
        LoadError: no such row, or a name that is not known.
    """
    place = locate(connection, table, names)
    key = in_names(connection, table, place, place.lap)
    stored = TABLES["corrections"]
    made = []
    for wanted, text in {column(table, name): text for name, text in values.items()}.items():
        value = parse(connection, table, wanted, text, place.event_id)
        before = next(
            (
                one
                for one in corrections(connection)
                if (one.table, one.column, one.key) == (table, wanted, key)
            ),
            None,
        )
        now = _value(connection, table, place, wanted)
        row: dict[str, Any] = {
            "old_value": before.old if before else text_of(connection, wanted, now),
            "new_value": text_of(connection, wanted, value),
            "reason": reason,
            "author": author,
            "made_at": datetime.now(UTC),
        }
        _set(connection, table, place, wanted, now, value)
        if before:
            statement = sa.update(stored).where(stored.c.id == before.id).values(row)
            connection.execute(statement)
        else:
            row |= {"table_name": table, "row_key": key, "column_name": wanted}
            connection.execute(sa.insert(stored).values(row))
        made += [
            one
            for one in corrections(connection)
            if (one.table, one.column, one.key) == (table, wanted, key)
        ]
    _keep(connection, table, [place])
    return made


def remove(connection: Connection, number: int) -> Correction:
    """
    Take a correction back: the value becomes what the file says.

    Raises:
        LoadError: there is none with this number.
    """
    stored = TABLES["corrections"]
    found = [one for one in corrections(connection) if one.id == number]
    if not found:
        known = ", ".join(str(one.id) for one in corrections(connection)) or "none"
        raise LoadError(f"there is no correction {number}; known are {known}")
    (one,) = found
    place = place_of(connection, one)
    if place is not None:
        value = parse(connection, one.table, one.column, one.old, place.event_id)
        now = _value(connection, one.table, place, one.column)
        _set(connection, one.table, place, one.column, now, value)
        _keep(connection, one.table, [place])
    connection.execute(sa.delete(stored).where(stored.c.id == number))
    return one


def replay(
    connection: Connection, session_ids: Collection[int], event_ids: Collection[int], import_id: int
) -> Iterator[str]:
    """
    Make the corrections of some sessions and events again, after a load has written them.

    Returns:
        what to say of each in the report of the load.
    """
    stored = TABLES["corrections"]
    changed: defaultdict[str, list[Place]] = defaultdict(list)
    for one in corrections(connection):
        place = place_of(connection, one)
        if place is None or not _touches(one, place, session_ids, event_ids):
            continue
        now = _value(connection, one.table, place, one.column)
        try:
            value = parse(connection, one.table, one.column, one.new, place.event_id)
        except LoadError as error:  # the driver that it names is merged into another one, say
            yield f"correction {one.id} cannot be made: {one.where}: {one.column}: {error}"
            continue
        if now != value:
            old = text_of(connection, one.column, now)
            connection.execute(sa.update(stored).where(stored.c.id == one.id).values(old_value=old))
            _set(connection, one.table, place, one.column, now, value, import_id)
            changed[one.table].append(place)
        yield from (
            f"correction {found.id} holds: {found.where}: {found.change}; {found.reason}"
            for found in corrections(connection)
            if found.id == one.id
        )
    for table, places in changed.items():
        _keep(connection, table, places)


def _touches(
    one: Correction, place: Place, sessions: Collection[int], events: Collection[int]
) -> bool:
    return place.event_id in events if one.table == "entries" else place.session_id in sessions


def place_of(connection: Connection, one: Correction) -> Place | None:
    """Find the row of a correction; None when it is there no more."""
    try:
        return locate(connection, one.table, {"session": None, **one.key})
    except LoadError:
        return None


def _value(connection: Connection, table: str, place: Place, name: str) -> Any:
    rows = TABLES[table]
    same = (rows.c[part] == value for part, value in place.key(table).items())
    return connection.execute(sa.select(rows.c[name]).where(*same)).scalar_one()


def _set(
    connection: Connection,
    table: str,
    place: Place,
    name: str,
    old: Any,
    new: Any,
    import_id: int | None = None,
) -> None:
    """Write a value, and what it was into revisions."""
    if old == new:
        return
    rows = TABLES[table]
    key = place.key(table)
    statement = sa.update(rows).where(*(rows.c[part] == value for part, value in key.items()))
    try:
        with connection.begin_nested():
            connection.execute(statement.values({name: new}))
    except (exc.IntegrityError, exc.DataError) as error:
        raise UsageError(f"{name}: {new!r} is not allowed: {_rule(error)}") from None
    connection.execute(
        sa.insert(TABLES["revisions"]).values(
            import_id=import_id or _origin(connection, table, place),
            table_name=table,
            row_key=dict(key),
            old={name: old},
            new={name: new},
        )
    )


def _keep(connection: Connection, table: str, places: Sequence[Place]) -> None:
    """Keep right what waits for those who ask, after values of some rows may have changed."""
    sessions = {place.session_id for place in places if place.session_id is not None}
    if table == "laps":
        lap_sums.keep(connection, sessions)
        return
    bests.keep(connection, {place.event_id for place in places})
    entries = {place.entry_id for place in places} if table == "entries" else ()
    keep_results(connection, sessions, entries)


def _rule(error: exc.DBAPIError) -> str:
    """Name the rule of the schema that a value breaks."""
    return " ".join(str(error.orig).split("\n")[0].split()).lower()


def _origin(connection: Connection, table: str, place: Place) -> int:
    """Give the import that a value belongs to; of an entry, the last one that told of its car."""
    facts = TABLES["results" if table == "entries" else table]
    key = {"entry_id": place.entry_id} if table == "entries" else place.key(table)
    same = (facts.c[part] == value for part, value in key.items())
    found = connection.execute(sa.select(sa.func.max(facts.c.import_id)).where(*same)).scalar()
    if found is None:  # a list of entries leaves no facts: then the last import of all
        found = connection.execute(sa.select(sa.func.max(TABLES["imports"].c.id))).scalar_one()
    return int(found)
