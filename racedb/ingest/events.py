"""
The events of the seasons: which race meeting the context of a row names.

A round of a season is one event, whatever it is called; two rounds of one name are two, unless the
series numbers its races (Race 1 is round 5, Race 2 is round 6).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from racedb.db.rows import TABLES, NewRows
from racedb.errors import UsageError
from racedb.identity.aliases import alias_row, named_by_people
from racedb.identity.registry import Registry
from racedb.ingest.context import Context, Wanted, better_name
from racedb.ingest.layouts import Layouts
from racedb.ingest.meetings import Event, has_field, with_rounds
from racedb.text_keys import event_slug, fold, free_slug, slug

Field = Callable[[], Mapping[str, AbstractSet[str]]]
"""Returns the cars of the rows at hand: the words of the names in each, by car number."""


class Events:
    """The events of the database, and those that this load adds."""

    def __init__(self, rows: NewRows, registry: Registry) -> None:
        """Read the seasons; events are read when a row is about their season."""
        self._rows, self._registry = rows, registry
        self._seasons: dict[tuple[int, str], int] = {}
        self._unread_seasons: set[int] = set()
        self.by_id: dict[int, Event] = {}
        self.unread: set[int] = set()
        """Stored events whose sessions have not been read."""
        self._named: dict[tuple[int, str], list[Event]] = {}
        """By season and folded name."""
        self._called: dict[tuple[int, str], list[Event]] = {}
        """By season and another name that a file gave the event."""
        self._rounds: dict[tuple[int, int], Event] = {}
        """By season and number of the round."""
        self._planned: dict[int, dict[int, Event]] = {}
        """By season and id: events that only a calendar names."""
        self._layouts = Layouts(rows)
        self._slugs: set[str] = set()
        self._read_seasons()

    def expect(self, seasons: Iterable[tuple[str, str]]) -> None:
        """Read several seasons, given by series and label, in one query."""
        wanted = {(self._registry.find_series(series), label) for series, label in seasons}
        self._read(number for key, number in self._seasons.items() if key in wanted)

    def find_or_add(self, wanted: Wanted, context: Context, cars: Field) -> Event:
        """
        Find or add the event that a context names, and store what was not known of it.

        Raises:
            UsageError: several events have the name; the length of the layout is not one.
        """
        wanted = wanted._replace(name=self._registry.called("event", wanted.name))
        series_id = self._registry.find_or_add_series(wanted.series)
        season_id = self.season(series_id, wanted.season)
        circuit = context.get("circuit")
        circuit_id = self._registry.find_or_add_circuit(circuit) if circuit else None
        event = self._find(season_id, wanted)
        if event is None:
            event = self._of_another_series(season_id, wanted, circuit_id, cars)
        if event is None:
            event = self.add(series_id, season_id, wanted)
        if event.name != wanted.name:
            self.name(event, season_id, wanted.name, is_stated=bool(context.get("event")))
        self._complete(event, wanted, circuit_id, context)
        return event

    def named(self, season_id: int, name: str) -> Sequence[Event]:
        """Return the events of a season that have a name, or else those that are also called so."""
        key = (season_id, fold(name))
        return self._named.get(key) or self._called.get(key) or ()

    def numbered(self, season_id: int, number: int | None) -> Event | None:
        """Return the event of a round of a season."""
        return self._rounds.get((season_id, number or 0))

    def of_season(self, season_id: int) -> list[Event]:
        """Return the events of a season in the order in which they were stored."""
        own = [it for key, some in self._named.items() if key[0] == season_id for it in some]
        return sorted({event.id: event for event in own}.values(), key=lambda event: event.id)

    def set_round(self, event: Event, wanted: Wanted, race: int | None, races: list[int]) -> None:
        """
        Store the number of a round that was not known.

        Args:
            event: as found.
            wanted: with the number, perhaps.
            race: the session at hand, if it is one of several races.
            races: all these of the event. Where a second number comes, each race has its own.
        """
        season_id = self._seasons[self._registry.find_or_add_series(wanted.series), wanted.season]
        number = wanted.round
        known = {n for (season, _), (_, n) in event.rounds.items() if season == season_id}
        if number is None or number in known:
            return
        if (season_id, None) in event.rounds and (None in known or event.is_planned):
            self._change_round(event, season_id, None, number)
            return
        others = [session for session in races if session != race]
        if (season_id, None) in event.rounds and len(others) == 1:
            self._change_round(event, season_id, others[0], None)
        self._add_round(event, season_id, race, number)

    def take_place(self, event: Event) -> None:
        """Note that an event has sessions: what a calendar says of it is no plan any more."""
        if event.is_planned:
            event.state = None
            self._rows.amend("events", event.id, {"state": None})
            for planned in self._planned.values():
                planned.pop(event.id, None)

    def layout_of(self, event: Event, context: Context) -> int | None:
        """Return the layout that a context states, if it is not the event's."""
        is_stated = context.get("layout") or context.get("length_m")
        if event.circuit_id is None or not context.get("circuit") or not is_stated:
            return None
        stated = self._layouts.find_or_add(event.circuit_id, context, event.year, event.starts_on)
        return None if stated == event.layout_id else stated

    # ---- which event it is -----------------------------------------------------------------------

    def season(self, series_id: int, label: str) -> int:
        """Return the id of a season, and read its events."""
        key = (series_id, label)
        if key not in self._seasons:
            self._seasons[key] = self._rows.add("seasons", {"series_id": series_id, "label": label})
        self._read([self._seasons[key]])
        return self._seasons[key]

    def _find(self, season_id: int, wanted: Wanted) -> Event | None:
        """
        Find an event of a season by its round or its name, unless its days are far away.

        Raises:
            UsageError: several events have the name, and nothing tells which it is.
        """
        numbered = self.numbered(season_id, wanted.round)
        if numbered and not numbered.is_planned and numbered.is_near(wanted.starts_on):
            return numbered
        fitting = [
            event
            for event in self.named(season_id, wanted.name)
            if event.is_near(wanted.starts_on) and event.may_be(season_id, wanted)
        ]
        if numbered in fitting or (numbered and not fitting):  # only a calendar has numbered it
            return numbered if numbered.is_near(wanted.starts_on) else None
        if len(fitting) > 1 and not wanted.starts_on:
            fitting = [it for it in fitting if it.continues(season_id, wanted)] or fitting
        if len(fitting) > 1 and not wanted.starts_on:
            listed = ", ".join(event.round_or_day for event in fitting)
            raise UsageError(
                f"season {wanted.season} has {len(fitting)} events named {wanted.name!r} "
                f"({listed}); tell which by --round or --date"
            )
        nearest = min(fitting, key=lambda event: event.distance(wanted.starts_on), default=None)
        return nearest or self._planned_on(season_id, wanted.starts_on)

    def _planned_on(self, season_id: int, day: date | None) -> Event | None:
        """Return the one event that a calendar has on a day: a series is at one place at a time."""
        planned = self._planned.get(season_id, {}).values() if day else ()
        found = [event for event in planned if day and event.is_on(day)]
        return found[0] if len(found) == 1 else None

    def _of_another_series(
        self, season_id: int, wanted: Wanted, circuit_id: int | None, cars: Field
    ) -> Event | None:
        """Find the event of another series of that name, day, circuit and field: it is the same."""
        own = wanted.address
        if own not in self._slugs or not wanted.starts_on or not circuit_id:
            return None
        self._rows.flush()
        events = TABLES["events"].c
        named = sa.or_(events.slug == own, events.slug.like(f"{own}-%"))
        statement = with_rounds().where(
            named, events.circuit_id == circuit_id, events.starts_on == wanted.starts_on
        )
        for event in self._remember(statement):
            same_name = fold(event.name) == fold(wanted.name)
            is_of_season = any(season == season_id for season, _ in event.rounds)
            if (
                same_name
                and not is_of_season
                and has_field(self._rows.connection, event.id, cars())
            ):
                self._add_round(event, season_id, None, wanted.round)
                return event
        return None

    # ---- what is stored of it --------------------------------------------------------------------

    def add(
        self, series_id: int, season_id: int, wanted: Wanted, state: str | None = None
    ) -> Event:
        """Add an event; *state* is that of one which only a calendar names."""
        row = {"slug": self._take_slug(wanted.address), "name": wanted.name, "state": state}
        event = Event(
            self._rows.add("events", row), series_id, wanted.name, wanted.address[:4], state=state
        )
        self.by_id[event.id] = event
        self._registry.added["event"].append(event.id)
        self._add_round(event, season_id, None, wanted.round)
        return event

    def _take_slug(self, wanted: str) -> str:
        free = free_slug(wanted, self._slugs)
        self._slugs.add(free)
        return free

    @cached_property
    def _named_by_people(self) -> set[int]:
        return named_by_people(self._rows, "event")

    def _add_round(
        self, event: Event, season_id: int, session_id: int | None, number: int | None
    ) -> None:
        row = {
            "season_id": season_id, "event_id": event.id, "session_id": session_id,
            "number": number,
        }  # fmt: skip
        self._remember_round(event, season_id, session_id, self._rows.add("rounds", row), number)

    def _change_round(
        self, event: Event, season_id: int, session_id: int | None, number: int | None
    ) -> None:
        """Give the round of a whole event its number, or to one of its races."""
        row, before = event.rounds.pop((season_id, None))
        number = number or before
        self._rows.amend("rounds", row, {"number": number, "session_id": session_id})
        self._remember_round(event, season_id, session_id, row, number)

    def _remember_round(
        self, event: Event, season_id: int, session_id: int | None, row: int, number: int | None
    ) -> None:
        event.rounds[season_id, session_id] = (row, number)
        named = self._named.setdefault((season_id, fold(event.name)), [])
        if event not in named:
            named.append(event)
        if event.is_planned:
            self._planned.setdefault(season_id, {})[event.id] = event
        holder = self.numbered(season_id, number)
        if number and (holder is None or holder.is_planned):
            self._rounds[season_id, number] = event

    def name(self, event: Event, season_id: int, name: str, *, is_stated: bool) -> None:
        """Give an event the better one of two names, by a rule; it is found by both."""
        before, other = event.name, name
        is_same = fold(before) == fold(name)
        may_change = (is_same or is_stated) and event.id not in self._named_by_people
        if may_change and better_name(before, name) == name:
            event.name, other, values = name, before, {"name": name}
            if slug(before) != slug(name) and not self._is_referred_to(event):
                values["slug"] = self._take_slug(event_slug(event.year, name))
            self._rows.amend("events", event.id, values)
        known = self._called.setdefault((season_id, fold(other)), [])
        if not is_same and event not in known:
            known.append(event)
            self._rows.add("aliases", alias_row("event", fold(other), other, event.id))
            self._named.setdefault((season_id, fold(event.name)), [event])

    def _is_referred_to(self, event: Event) -> bool:
        """Return whether a correction or a question names an event by its slug."""
        self._rows.flush()
        events, asked = TABLES["events"].c, self._rows.ask
        own = self._rows.connection.scalar(sa.select(events.slug).where(events.id == event.id))
        named = [
            *asked("corrections", sa.select(TABLES["corrections"].c.row_key)),
            *asked("reviews", sa.select(TABLES["reviews"].c.context)),
        ]
        return any(where.get("event") == own for (where,) in named)

    def _complete(
        self, event: Event, wanted: Wanted, circuit_id: int | None, context: Context
    ) -> None:
        """Store what was not known of an event: its days, its circuit, its layout."""
        learned: dict[str, Any] = {}
        known = (event.starts_on, event.ends_on)
        is_moved = event.is_planned and wanted.starts_on and not event.is_on(wanted.starts_on)
        stored = () if is_moved else known
        days = [day for day in (*stored, wanted.starts_on, wanted.ends_on) if day]
        if days and (min(days), max(days)) != known:
            event.starts_on, event.ends_on = min(days), max(days)
            learned |= {"starts_on": event.starts_on, "ends_on": event.ends_on}
        if circuit_id and event.circuit_id is None:
            event.circuit_id = learned["circuit_id"] = circuit_id
        if circuit_id and event.layout_id is None and circuit_id == event.circuit_id:
            event.layout_id = self._layouts.find_or_add(
                circuit_id, context, event.year, event.starts_on
            )
            learned |= {"layout_id": event.layout_id} if event.layout_id else {}
        if learned:
            self._rows.amend("events", event.id, learned)

    # ---- what was stored before ------------------------------------------------------------------

    def _read_seasons(self) -> None:
        """Read the seasons, and which slugs of events are in use."""
        read, seasons, events = self._rows.ask, TABLES["seasons"], TABLES["events"]
        columns = (seasons.c[name] for name in ("id", "series_id", "label"))
        for number, series, label in read("seasons", sa.select(*columns)):
            self._seasons[series, label] = number
            self._unread_seasons.add(number)
        self._slugs.update(str(name) for (name,) in read("events", sa.select(events.c.slug)))

    def _read(self, season_ids: Iterable[int]) -> None:
        """Read the events of seasons that were not read before."""
        wanted = sorted(self._unread_seasons.intersection(season_ids))
        if not wanted:
            return
        self._unread_seasons.difference_update(wanted)
        rounds = TABLES["rounds"].c
        of_seasons = sa.select(rounds.event_id).where(rounds.season_id.in_(wanted))
        self._remember(with_rounds().where(TABLES["events"].c.id.in_(of_seasons)))
        aliases = TABLES["aliases"].c
        named = (
            sa.select(rounds.season_id, aliases.key, rounds.event_id)
            .join(TABLES["rounds"], rounds.event_id == aliases.target_id)
            .where(aliases.kind == "event", rounds.season_id.in_(wanted))
            .distinct()
        )
        for season_id, key, event_id in self._rows.ask("aliases", named):
            self._called.setdefault((season_id, key), []).append(self.by_id[event_id])

    def _remember(self, statement: sa.Select[Any]) -> list[Event]:
        """Read events with all their rounds; return those that were found, known before or not."""
        found: dict[int, Event] = {}
        for row in self._rows.connection.execute(statement):
            event = self.by_id.get(row.id)
            if event is None:
                event = self.by_id[row.id] = Event(
                    row.id, row.series_id, row.name, row.slug[:4], row.starts_on, row.ends_on,
                    row.circuit_id, row.layout_id, row.state,
                )  # fmt: skip
                self.unread.add(row.id)
            found[row.id] = event
            self._remember_round(event, row.season_id, row.session_id, row.round_id, row.number)
        return list(found.values())
