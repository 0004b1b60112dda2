"""
Sessions into the event that they belong to, and events under another name, round or season.

What was stored stays as the files say it: only the place changes. Cars that the target has already,
by number and variant, take the results; the others move with them, or are copied where other
sessions of their event stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError, UsageError
from racedb.history.by_hand import add_import
from racedb.history.journal import revision, write_revisions
from racedb.history.locate import find_event, find_session
from racedb.history.revisions import MOVE
from racedb.identity.aliases import add_alias
from racedb.identity.move_cars import Cars
from racedb.identity.registry import Registry
from racedb.ingest.layouts import Layouts
from racedb.ingest.session_names import named_session
from racedb.summaries.registry import CHAMPIONSHIPS, CREWS, LAPS, RESULTS, refresh
from racedb.summaries.scored_seasons import seasons_of
from racedb.text_keys import event_slug, fold, free_slug

_ANOTHER_EVENT = ("series", "season", "event", "round")
_PLACE = ("circuit", "layout", "length_m", "date")


@dataclass(frozen=True, slots=True)
class _Event:
    """An event with the season that it is looked for in."""

    id: int
    slug: str
    name: str
    series: str
    season: str
    season_id: int
    number: int | None


def move(
    connection: Connection, event: str, session: str | None, to: Mapping[str, str], author: str
) -> str:
    """
    Move a session, or all of an event, to where it belongs.

    Args:
        connection: inside a transaction.
        event: slug or name of the event.
        session: code or name of a session; None: the whole event.
        to: what is different from what is stored: series, season, event, round, date, circuit,
            layout, length_m, session.
        author: who moves it.

    Returns:
        what was done, in words.

    Raises:
        LoadError: there is no such event or session, or the target has a session of this code.
        UsageError: nothing is to be changed; a value is none; the place of one session alone.
    """
    if not to:
        raise UsageError("say what is different: --event, --round, --session, --circuit ...")
    if "session" in to and session is None:
        raise UsageError(
            "--session is the new name of a session; say which: racedb move EVENT CODE"
        )
    mover = _Mover(connection, _read_event(connection, find_event(connection, event).id), author)
    chosen = mover.sessions(session)
    is_whole = len(chosen) == len(mover.sessions(None))
    has_place = any(key in to for key in _PLACE)
    if has_place and not is_whole and not any(key in to for key in _ANOTHER_EVENT):
        raise UsageError(
            "the day and the circuit are those of the whole event; leave out the session, "
            "or move it into another event: --event NAME"
        )
    target = mover.target(to, is_whole=is_whole)
    if target.id != mover.event.id or "session" in to:
        mover.move(chosen, target, to.get("session"), is_whole=is_whole)
    if "event" in to:  # no load gives it another name
        add_alias(connection, "event", target.name, target.id, author)
    if has_place:
        mover.place(target, to)
    if target.series != mover.event.series:
        mover.cars.use_classes(target.id, target.series)
    mover.finish(chosen)
    named = ", ".join(row["name"] for row in chosen)
    return f"{event}, {named}: now {_read_event(connection, target.id).slug}"


class _Mover:
    """The moves of one command, and what they change."""

    def __init__(self, connection: Connection, event: _Event, author: str) -> None:
        self._connection, self.event, self._author = connection, event, author
        self._rows = NewRows(connection)
        self._registry = Registry(connection, self._rows)
        self.cars = Cars(connection, self._rows, self._registry)
        self._revisions: list[dict[str, Any]] = []
        of_event = sa.select(TABLES["sessions"].c.id)
        of_event = of_event.where(TABLES["sessions"].c.event_id == event.id)
        self._seasons = seasons_of(connection, connection.scalars(of_event))

    def sessions(self, name: str | None) -> Sequence[sa.RowMapping]:
        """Return a session with its parts, or all of the event."""
        table = TABLES["sessions"]
        mine = sa.select(table).where(table.c.event_id == self.event.id).order_by(table.c.id)
        if name is not None:
            number = find_session(self._connection, self.event, name).id
            mine = mine.where(sa.or_(table.c.id == number, table.c.part_of_id == number))
            mine = mine.order_by(None).order_by(table.c.id != number, table.c.id)
        return self._connection.execute(mine).mappings().all()

    # ---- where to --------------------------------------------------------------------------------

    def target(self, to: Mapping[str, str], *, is_whole: bool) -> _Event:
        """Find or add the event to move to; where a whole event moves it may be changed itself."""
        if not any(key in to for key in _ANOTHER_EVENT):
            return self.event
        old = self.event
        series, season = to.get("series", old.series), to.get("season", old.season)
        season_id = find_or_add_season(self._rows, self._registry, series, season)
        number = int(to["round"]) if "round" in to else None
        found = self._known(season_id, to.get("event"), number)
        if found is not None:
            return found
        name = to.get("event", old.name)
        if is_whole:
            self._change_event(name, season_id, number)
            return _read_event(self._connection, old.id)
        return self._add_event(name, season_id, number)

    def _known(self, season_id: int, name: str | None, number: int | None) -> _Event | None:
        """Find another event of a season by its round, its slug or its name."""
        events, rounds = TABLES["events"], TABLES["rounds"]
        statement = (
            sa.select(events.c.id, events.c.slug, events.c.name, rounds.c.number)
            .join(rounds, rounds.c.event_id == events.c.id)
            .where(rounds.c.season_id == season_id, events.c.id != self.event.id)
            .order_by(events.c.id)
        )
        for row in self._connection.execute(statement):
            is_named = name is not None and (row.slug == name or fold(row.name) == fold(name))
            if row.number == number if number and not is_named else is_named:
                return _read_event(self._connection, row.id)
        return None

    def _change_event(self, name: str, season_id: int, number: int | None) -> None:
        old, events, rounds = self.event, TABLES["events"], TABLES["rounds"]
        if name != old.name:
            new = {"name": name, "slug": self._free_slug(event_slug(old.slug[:4], name))}
            self._record("events", old.id, {"name": old.name, "slug": old.slug}, new)
            self._connection.execute(sa.update(events).where(events.c.id == old.id).values(new))
            self._let_corrections_follow(None, {"event": new["slug"]})
        values: dict[str, Any] = {"season_id": season_id}
        if number is not None:
            values["number"] = number
        mine = (rounds.c.event_id == old.id) & (rounds.c.season_id == old.season_id)
        self._connection.execute(sa.update(rounds).where(mine).values(values))

    def _add_event(self, name: str, season_id: int, number: int | None) -> _Event:
        events = TABLES["events"]
        places = ("circuit_id", "layout_id", "starts_on", "ends_on")
        statement = sa.select(*(events.c[name] for name in places))
        old = self._connection.execute(statement.where(events.c.id == self.event.id)).mappings()
        address = self._free_slug(event_slug(self.event.slug[:4], name))
        event_id = self._rows.add("events", {"slug": address, "name": name, **old.one()})
        self._rows.add("rounds", {"season_id": season_id, "event_id": event_id, "number": number})
        self._rows.flush()
        return _read_event(self._connection, event_id)

    def _free_slug(self, wanted: str) -> str:
        return free_slug(wanted, set(self._connection.scalars(sa.select(TABLES["events"].c.slug))))

    # ---- the sessions ----------------------------------------------------------------------------

    def move(
        self, chosen: Sequence[sa.RowMapping], target: _Event, name: str | None, *, is_whole: bool
    ) -> None:
        """
        Move sessions and their cars, or name the first anew where the event is the same.

        Raises:
            LoadError: the target has a session of this code.
        """
        ids = [row["id"] for row in chosen]
        self._require_free(chosen, target, name)
        for row in chosen:
            part_of = row["part_of_id"] if row["part_of_id"] in ids else None
            new = {"event_id": target.id, "part_of_id": part_of}
            if name and row is chosen[0]:
                named = named_session(name, {})
                new |= {"code": named.code, "name": named.name, "kind": named.kind}
            self._change_session(row, new, target)
        if target.id != self.event.id:
            self._move_the_rest(ids, target, is_whole=is_whole)

    def _require_free(
        self, chosen: Sequence[sa.RowMapping], target: _Event, name: str | None
    ) -> None:
        """Refuse codes that other sessions of the target have."""
        sessions, ids = TABLES["sessions"].c, [row["id"] for row in chosen]
        others = sa.select(sessions.code).where(
            sessions.event_id == target.id, sessions.id.not_in(ids)
        )
        taken = set(self._connection.scalars(others))
        codes = [row["code"] for row in chosen]
        if name:
            codes[0] = named_session(name, {}).code
        for row, code in zip(chosen, codes, strict=True):
            if code in taken:
                raise LoadError(
                    f"{target.slug} has a session {code} already; "
                    f"move {row['name']!r} alone, under another name: --session NAME"
                )

    def _move_the_rest(self, ids: list[int], target: _Event, *, is_whole: bool) -> None:
        """Let cars and rounds follow their sessions; an event that has nothing left is removed."""
        rounds, events, old = TABLES["rounds"], TABLES["events"], self.event
        for number in self.cars.move(ids, old.id, target.id, is_whole=is_whole):
            self._record("entries", number, {"event_id": old.id}, {"event_id": target.id})
        if is_whole:
            aliases = TABLES["aliases"]
            names = (aliases.c.kind == "event") & (aliases.c.target_id == old.id)
            self._connection.execute(sa.update(aliases).where(names).values(target_id=target.id))
            self._connection.execute(sa.delete(rounds).where(rounds.c.event_id == old.id))
            self._connection.execute(sa.delete(events).where(events.c.id == old.id))
            self._let_corrections_follow(None, {"event": target.slug})
        else:
            theirs = sa.update(rounds).where(rounds.c.session_id.in_(ids))
            self._connection.execute(theirs.values(event_id=target.id))

    def _change_session(self, row: sa.RowMapping, new: Mapping[str, Any], target: _Event) -> None:
        sessions = TABLES["sessions"]
        self._record("sessions", row["id"], {key: row[key] for key in new}, new)
        self._connection.execute(sa.update(sessions).where(sessions.c.id == row["id"]).values(new))
        names = {"event": target.slug, "session": new.get("code", row["code"])}
        self._let_corrections_follow(row["code"], names)

    def _let_corrections_follow(self, session: str | None, new: Mapping[str, str]) -> None:
        """Change how corrections name their rows: those of one session, or of the whole event."""
        table = TABLES["corrections"]
        for number, key in self._connection.execute(sa.select(table.c.id, table.c.row_key)).all():
            if key["event"] == self.event.slug and session in (None, key.get("session")):
                update = sa.update(table).where(table.c.id == number)
                self._connection.execute(update.values(row_key={**key, **new}))

    # ---- where it was driven ---------------------------------------------------------------------

    def place(self, event: _Event, to: Mapping[str, str]) -> None:
        """Change the day, the circuit or the layout of an event."""
        events = TABLES["events"]
        stored = sa.select(events).where(events.c.id == event.id)
        row = self._connection.execute(stored).mappings().one()
        new: dict[str, Any] = {}
        if "date" in to:
            day = _day(to["date"])
            new |= {"starts_on": day, "ends_on": day}
        if any(key in to for key in ("circuit", "layout", "length_m")):
            new |= self._circuit(event, row, to)
        self._record("events", event.id, {key: row[key] for key in new}, new)
        self._connection.execute(sa.update(events).where(events.c.id == event.id).values(new))

    def _circuit(self, event: _Event, row: Any, to: Mapping[str, str]) -> Mapping[str, Any]:
        circuits = TABLES["circuits"].c
        stored = sa.select(circuits.name).where(circuits.id == row["circuit_id"])
        circuit = to.get("circuit") or self._connection.scalar(stored)
        if circuit is None:
            raise UsageError(f"{event.slug} has no circuit; say which: --circuit NAME")
        circuit_id = self._registry.find_or_add_circuit(circuit)
        context = {"circuit": circuit, "event": event.name, **to}
        layouts = Layouts(self._rows)
        layout_id = layouts.find_or_add(circuit_id, context, event.slug[:4], row["starts_on"])
        self._rows.flush()
        return {"circuit_id": circuit_id, "layout_id": layout_id}

    # ---- what was done ---------------------------------------------------------------------------

    def _record(
        self, table: str, number: int, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> None:
        self._revisions.append(revision(table, {"id": number}, old, new))

    def finish(self, chosen: Sequence[sa.RowMapping]) -> None:
        """Write the move down as an import of its own, and refresh what follows from the facts."""
        ids = [row["id"] for row in chosen]
        refresh(self._connection, LAPS, ids)
        refresh(self._connection, RESULTS, ids)
        refresh(self._connection, CREWS, self.cars.touched)
        seasons = self._seasons | seasons_of(self._connection, ids)
        refresh(self._connection, CHAMPIONSHIPS, seasons)
        import_id = add_import(
            self._rows, MOVE, self.event.slug, self._author, {"event": self.event.slug}
        )
        write_revisions(self._connection, import_id, self._revisions)


def _read_event(connection: Connection, number: int) -> _Event:
    """Read an event with the first of its seasons."""
    events, rounds, seasons, series = (
        TABLES[name] for name in ("events", "rounds", "seasons", "series")
    )
    statement = (
        sa.select(
            events.c.id, events.c.slug, events.c.name, series.c.name.label("series"),
            seasons.c.label.label("season"), seasons.c.id.label("season_id"), rounds.c.number,
        )
        .join(rounds, rounds.c.event_id == events.c.id)
        .join(seasons, seasons.c.id == rounds.c.season_id)
        .join(series, series.c.id == seasons.c.series_id)
        .where(events.c.id == number)
        .order_by(series.c.id, seasons.c.id, rounds.c.id)
    )  # fmt: skip
    return _Event(**connection.execute(statement).mappings().first() or {})


def find_or_add_season(rows: NewRows, registry: Registry, series: str, label: str) -> int:
    """Find or add the season of a series."""
    series_id = registry.find_or_add_series(series)
    seasons = TABLES["seasons"].c
    is_it = (seasons.series_id == series_id) & (seasons.label == label)
    found = rows.connection.scalar(sa.select(seasons.id).where(is_it))
    if found is None:
        found = rows.add("seasons", {"series_id": series_id, "label": label})
    rows.flush()
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"date: {text!r} is not a date like 2009-07-26") from None
