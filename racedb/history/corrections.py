"""
Corrections: values that a person set, and that are set again after every import.

A correction names its row by event, session, car and lap, so that it outlives the row. Its
old_value is what the newest file says; `remove` restores that.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, exc

from racedb import models
from racedb.db.rows import TABLES
from racedb.errors import LoadError, NotFoundError, UsageError
from racedb.fields import OF_SESSION
from racedb.history.correctable import find_column, format_value, parse_value
from racedb.history.locate import Place, locate, names_of, title
from racedb.history.penalised import read_decisions
from racedb.history.reranking import COLUMNS
from racedb.summaries.makers import sessions_of
from racedb.summaries.registry import LAPS, RESULTS, refresh, refresh_championships


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One value that a person set."""

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
        """The row: '2024-summer-race, R, car 8'."""
        return title(self.key)

    @property
    def change(self) -> str:
        """The column and its values: 'position = 2 (the file says 3)'."""
        new = "empty" if self.new is None else self.new
        old = "nothing" if self.old is None else self.old
        return f"{self.column} = {new} (the file says {old})"


def read_corrections(connection: Connection) -> list[Correction]:
    """Read all corrections, the oldest first."""
    statement = sa.select(models.Correction).order_by(models.Correction.id)
    rows = connection.execute(statement).mappings()
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


def find_place(connection: Connection, one: Correction) -> Place | None:
    """Find the row of a correction; None if it does not exist any more."""
    try:
        return locate(connection, one.table, {"session": None, **one.key})
    except LoadError:
        return None


def correct(
    connection: Connection,
    table: str,
    names: Mapping[str, Any],
    values: Mapping[str, str],
    reason: str,
    author: str,
) -> list[Correction]:
    """
    Correct values of one row, now and after every later import.

    A second correction of the same value replaces the first.

    Args:
        connection: inside a transaction.
        table: results, laps, entries, weather or race_control_messages.
        names: see `locate`.
        values: text by column; '' is NULL.
        reason: why.
        author: who.

    Raises:
        UsageError: there is no such column, or it cannot have such a value.
        NotFoundError: there is no such row, or a name is not known.
        LoadError: the value follows from penalties.
    """
    place = locate(connection, table, names)
    columns = {find_column(table, name): text for name, text in values.items()}
    for name in columns:
        _require_unpenalised(connection, table, place, name)
    numbers = []
    for column, text in columns.items():
        cell = _Cell(connection, table, place, column)
        numbers.append(_correct_cell(cell, text, {"reason": reason, "author": author}))
    _refresh_summaries(connection, table, [place])
    made = {one.id: one for one in read_corrections(connection)}
    return [made[number] for number in numbers]


def _require_unpenalised(connection: Connection, table: str, place: Place, column: str) -> None:
    """Refuse to correct what follows from penalties: a load would compute it from the file."""
    if table != "results" or column not in COLUMNS:
        return
    applied = [one.id for one in read_decisions(connection, place.session_id or 0)]
    if applied:
        numbers = " ".join(map(str, applied))
        raise LoadError(
            f"{column} follows from penalties of this session: take them back "
            f"('racedb penalties undo {numbers}'), correct it, and enter them again"
        )


def _correct_cell(cell: "_Cell", text: str, why: Mapping[str, str]) -> int:
    """Set a value and remember its correction; return its number."""
    connection = cell.connection
    row = {
        "table_name": cell.table,
        "row_key": names_of(connection, cell.table, cell.place),
        "column_name": cell.column,
    }
    earlier = next(
        (
            one
            for one in read_corrections(connection)
            if (one.table, one.key, one.column) == tuple(row.values())
        ),
        None,
    )
    new, old = cell.parse(text), cell.read()
    values = {
        **why,
        "old_value": earlier.old if earlier else cell.format(old),
        "new_value": cell.format(new),
        "made_at": datetime.now(UTC),
    }
    cell.write(old, new)
    if earlier:
        connection.execute(_update(earlier.id).values(values))
        return earlier.id
    stored = models.Correction
    made = sa.insert(stored).values({**row, **values}).returning(stored.id)
    return int(connection.execute(made).scalar_one())


def _update(number: int) -> sa.Update:
    return sa.update(models.Correction).where(models.Correction.id == number)


def remove(connection: Connection, number: int) -> Correction:
    """
    Remove a correction: the value becomes what the newest file says.

    Raises:
        NotFoundError: there is none with this number.
    """
    known = {one.id: one for one in read_corrections(connection)}
    if number not in known:
        listed = f"known are {', '.join(map(str, known))}" if known else "none has been made"
        raise NotFoundError(f"there is no correction {number}; {listed}")
    one = known[number]
    place = find_place(connection, one)
    if place is not None:
        _require_unpenalised(connection, one.table, place, one.column)
        cell = _Cell(connection, one.table, place, one.column)
        cell.write(cell.read(), cell.parse(one.old))
        _refresh_summaries(connection, one.table, [place])
    connection.execute(sa.delete(models.Correction).where(models.Correction.id == number))
    return one


def replay(
    connection: Connection, session_ids: Collection[int], event_ids: Collection[int], import_id: int
) -> Iterator[str]:
    """
    Apply the corrections of some sessions and events again, after an import has written them.

    Yields:
        a line about each of them for the report of the import.
    """
    changed: defaultdict[str, list[Place]] = defaultdict(list)
    for one in read_corrections(connection):
        place = find_place(connection, one)
        if place is None or not _concerns(one.table, place, session_ids, event_ids):
            continue
        cell = _Cell(connection, one.table, place, one.column)
        try:
            new = cell.parse(one.new)
        except LoadError as error:  # its driver is merged into another one, for example
            yield f"correction {one.id} cannot be applied: {one.where}: {one.column}: {error}"
            continue
        old = cell.read()
        if old != new:
            one = _follow_file(connection, one, cell.format(old))  # noqa: PLW2901
            cell.write(old, new, import_id)
            changed[one.table].append(place)
        yield f"correction {one.id} applied: {one.where}: {one.change}; {one.reason}"
    for table, places in changed.items():
        _refresh_summaries(connection, table, places)


def _concerns(
    table: str, place: Place, session_ids: Collection[int], event_ids: Collection[int]
) -> bool:
    return place.event_id in event_ids if table == "entries" else place.session_id in session_ids


def _follow_file(connection: Connection, one: Correction, old: str | None) -> Correction:
    """Remember what the newest file says, for `remove`."""
    connection.execute(_update(one.id).values(old_value=old))
    return replace(one, old=old)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One value of one row."""

    connection: Connection
    table: str
    place: Place
    column: str

    def parse(self, text: str | None) -> Any:
        """Read text as a value of the column."""
        event_id = self.place.event_id
        return parse_value(self.connection, self.table, self.column, text, event_id)

    def format(self, value: Any) -> str | None:
        """Write a value of the column as text."""
        return format_value(self.connection, self.table, self.column, value)

    def read(self) -> Any:
        """Read the value that is stored now."""
        column = TABLES[self.table].c[self.column]
        found = self.connection.execute(sa.select(column).where(*self.place.is_row(self.table)))
        return found.scalar_one()

    def write(self, old: Any, new: Any, import_id: int | None = None) -> None:
        """
        Store a new value with a revision.

        Args:
            old: the value that is stored.
            new: the value to store.
            import_id: the import that the revision belongs to; None: the one of the row.

        Raises:
            UsageError: a rule of the schema forbids the value.
        """
        if old == new:
            return
        statement = sa.update(TABLES[self.table]).where(*self.place.is_row(self.table))
        try:
            # In a savepoint: on PostgreSQL a broken rule would end the whole transaction.
            with self.connection.begin_nested():
                self.connection.execute(statement.values({self.column: new}))
        except (exc.IntegrityError, exc.DataError) as error:
            message = f"{self.column}: {new!r} is not allowed: {_broken_rule(error)}"
            raise UsageError(message) from None
        self.connection.execute(
            sa.insert(models.Revision).values(
                import_id=import_id or self._origin(),
                table_name=self.table,
                row_key=dict(self.place.key(self.table)),
                old={self.column: old},
                new={self.column: new},
            )
        )

    def _origin(self) -> int:
        """Return the import that the row comes from; of an entry the last one with its results."""
        if self.table == "entries":
            last = sa.select(sa.func.max(models.Result.import_id)).where(
                models.Result.entry_id == self.place.entry_id
            )
        else:
            origin = TABLES[self.table].c.import_id
            last = sa.select(sa.func.max(origin)).where(*self.place.is_row(self.table))
        found = self.connection.scalar(last)
        if found is None:  # a list of entries brings no results: then the last import of all
            found = self.connection.scalar(sa.select(sa.func.max(models.Import.id)))
        return int(found or 0)


def _broken_rule(error: exc.DBAPIError) -> str:
    """Return the rule of the schema that a value breaks."""
    return " ".join(str(error.orig).split("\n")[0].split()).lower()


def _refresh_summaries(connection: Connection, table: str, places: Sequence[Place]) -> None:
    if table in OF_SESSION:  # nothing is computed from them
        return
    sessions = {place.session_id for place in places if place.session_id is not None}
    if table == "laps":
        refresh(connection, LAPS, sessions)
        return
    entries = {it.entry_id for it in places if it.entry_id} if table == "entries" else set()
    sessions |= set(sessions_of(connection, entries))
    refresh(connection, RESULTS, sessions)
    refresh_championships(connection, sessions)
