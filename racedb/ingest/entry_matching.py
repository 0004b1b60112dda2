"""
Entries of rows that a car number does not identify, row by row.

Rows without a number are matched by their crew, else by team and car (ruling 3). A crew that is
spelt otherwise is that of the car in the same place of the session, or of the same team, if one of
the two has no number: the names are in question, the car is not. If several rows of a session have
the same number, a different car or crew is another variant of it. A different driver with the same
result is a shared drive of the same entry (ruling 4).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows, fetch_in
from racedb.ingest.crews import read_crews
from racedb.names.similar import compare_names
from racedb.outcomes import NOT_STARTED

_NEW = {
    "entry_id": pl.Int64, "event_id": pl.Int64, "car_number": pl.String, "variant": pl.Int64,
}  # fmt: skip
VARIANTS = {"entry_id": pl.Int64, "variant": pl.Int64}


@dataclass(slots=True)
class _Entry:
    id: int
    event_id: int
    car_number: str | None
    variant: int
    team_id: int | None
    car_id: int | None
    class_id: int | None
    crew: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """How its drivers are printed."""
    places: set[tuple[int, int]] = field(default_factory=set)
    """Session and position of its stored results."""


class Ambiguous(NamedTuple):
    """What became of ambiguous rows."""

    rows: pl.DataFrame
    """row, entry_id"""
    new: pl.DataFrame
    """entry_id, event_id, car_number, variant of the entries to add."""
    variants: pl.DataFrame
    """entry_id, variant of the known entries that got the number of another car."""
    repeated: Sequence[int]
    """Rows that repeat the car and crew of another row of the session."""


Row = dict[str, Any]


def match_ambiguous(
    connection: Connection,
    rows: NewRows,
    cars: pl.DataFrame,
    crew: pl.DataFrame,
    known: pl.DataFrame,
    *,
    listed: bool,
) -> Ambiguous:
    """Match rows; arguments as of `entries.find_entries`, *known* the entries of the events."""
    events = cars["event_id"].unique()
    mine = known.filter(pl.col("event_id").is_in(events.implode()))
    crews: dict[int, set[int]] = defaultdict(set)
    names: dict[int, set[str]] = defaultdict(set)
    wanted = crew.join(cars.select("row"), on="row", how="semi")
    for row, driver, name in wanted.select("row", "driver_id", "printed_name").iter_rows():
        crews[row].add(driver)
        names[row].add(name)
    entries = _entries_by_event(connection, mine, cars["session_id"])
    matcher = _Matcher(entries, listed=listed)
    for group in cars.partition_by("session_id", "car_number", maintain_order=True):
        matcher.match(
            [
                {**row, "crew": crews[row["row"]], "names": names[row["row"]]}
                for row in group.iter_rows(named=True)
            ]
        )
    ids = rows.take_ids("entries", len(matcher.new))
    real = {entry.id: number for entry, number in zip(matcher.new, ids, strict=True)}
    found = [(row, real.get(entry.id, entry.id)) for row, entry in matcher.assigned]
    return Ambiguous(
        pl.DataFrame(found, schema={"row": cars.schema["row"], "entry_id": pl.Int64}, orient="row"),
        pl.DataFrame(
            [(real[e.id], e.event_id, e.car_number, e.variant) for e in matcher.new],
            schema=_NEW,
            orient="row",
        ),
        pl.DataFrame(list(matcher.variants.items()), schema=VARIANTS, orient="row"),
        matcher.repeated,
    )


def _entries_by_event(
    connection: Connection, known: pl.DataFrame, session_ids: pl.Series
) -> dict[int, list[_Entry]]:
    """Return the entries of each event with their crews, and their places in some sessions."""
    crews: dict[int, set[int]] = defaultdict(set)
    names: dict[int, set[str]] = defaultdict(set)
    seats = read_crews(connection, known["entry_id"].to_list())
    for entry, driver, name in seats.select("entry_id", "driver_id", "printed_name").iter_rows():
        crews[entry].add(driver)
        names[entry].add(name)
    results = TABLES["results"].c
    statement = sa.select(results.entry_id, results.session_id, results.position)
    placed = fetch_in(connection, statement, results.session_id, session_ids).drop_nulls()
    places: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for entry, session, position in placed.iter_rows():
        places[entry].add((session, position))
    out: dict[int, list[_Entry]] = defaultdict(list)
    for row in known.iter_rows(named=True):
        entry = _Entry(
            row["entry_id"], row["event_id"], row["car_number"], row["variant"], row["team_id"],
            row["car_id"], row["class_id"], crews[row["entry_id"]], names[row["entry_id"]],
            places[row["entry_id"]],
        )  # fmt: skip
        out[entry.event_id].append(entry)
    return out


class _Matcher:
    """Matches the rows of one number of one session at a time; a row also has its `crew`."""

    def __init__(self, entries_of: dict[int, list[_Entry]], *, listed: bool) -> None:
        self.assigned: list[tuple[int, _Entry]] = []
        self.new: list[_Entry] = []
        self.variants: dict[int, int] = {}
        """Of known entries without a number that got the number of another car."""
        self.repeated: list[int] = []
        self._entries_of, self._listed = entries_of, listed
        self._taken: dict[int, dict[int, Row]] = defaultdict(dict)
        """The first row of each entry, by session."""

    def match(self, rows: Sequence[Row]) -> None:
        """Match first the rows whose crew is known, then the rest in the order of the file."""
        # Rows with known drivers go first, so that no other row of the number takes their entry.
        later = [row for row in rows if not self._settle(row, self._by_crew(row))]
        for row in later:
            # The rows before may have brought this crew to an entry.
            if not (
                self._settle(row, self._by_crew(row))
                or self._settle(row, self._by_likeness(row))
                or self._settle(row, self._by_rest(row))
            ):
                self._make(row)

    def _settle(self, row: Row, entry: _Entry | None) -> bool:
        """Assign a row to an entry; return False if it must be another one."""
        if entry is None:
            return False
        first = self._taken[row["session_id"]].setdefault(entry.id, row)
        if self._listed and first is not row and not _shares(row, first):
            if _repeats(row, first):
                self.repeated.append(row["row"])
                return True
            return False
        self.assigned.append((row["row"], entry))
        # The entry learns from its rows: the next one may state what this one does not.
        entry.crew |= row["crew"]
        entry.names |= row["names"]
        if entry.car_number is None and row["car_number"]:
            self._number(entry, row["car_number"])
        entry.team_id = entry.team_id or row["team_id"]
        entry.car_id = entry.car_id or row["car_id"]
        entry.class_id = entry.class_id or row["class_id"]
        return True

    def _by_crew(self, row: Row) -> _Entry | None:
        """Find the entry by its drivers; of several the one that no other row has taken."""
        if not row["crew"]:
            return None
        fits = [entry for entry in self._candidates(row) if _may_have_crew(row, entry)]
        same = [entry for entry in fits if _agrees(row, entry)]
        return next(iter(self._free(row, same or fits) or same), None)

    def _by_likeness(self, row: Row) -> _Entry | None:
        """Find the entry whose crew is spelt otherwise, where one of the two has no number."""
        fits = [
            entry
            for entry in self._entries_of[row["event_id"]]
            if self._listed
            and None in {row["car_number"], entry.car_number}
            and _is_beside(row, entry)
            and _resembles(row["names"], entry.names)
        ]
        free = self._free(row, fits)
        return free[0] if len(free) == 1 else None

    def _by_rest(self, row: Row) -> _Entry | None:
        return self._by_number(row) if row["car_number"] else self._by_team_and_car(row)

    def _by_number(self, row: Row) -> _Entry | None:
        """Find the entry by its number, where the crew does not identify it."""
        candidates = self._candidates(row)
        agreeing = [entry for entry in candidates if _agrees(row, entry)]
        if not self._listed:  # laps name no team: any car of the number will do
            return next(iter(agreeing or candidates), None)
        taken = self._taken[row["session_id"]]
        shared = [e for e in candidates if e.id in taken and _shares(row, taken[e.id])]
        return next(iter(shared or self._free(row, agreeing)), None)

    def _by_team_and_car(self, row: Row) -> _Entry | None:
        """Find the entry of a row without number and crew."""
        if row["crew"] or (row["team_id"] is None and row["car_id"] is None):
            return None
        fits = [e for e in self._candidates(row) if not e.crew and _agrees(row, e)]
        taken = self._taken[row["session_id"]]
        repeated = [entry for entry in fits if entry.id in taken]
        return next(iter(self._free(row, fits) or repeated), None)

    def _free(self, row: Row, entries: Sequence[_Entry]) -> Sequence[_Entry]:
        """Return the entries that no row of the session has taken; many laps are of one entry."""
        taken = self._taken[row["session_id"]]
        return [entry for entry in entries if not self._listed or entry.id not in taken]

    def _candidates(self, row: Row) -> Sequence[_Entry]:
        mine, number = self._entries_of[row["event_id"]], row["car_number"]
        if number is None:
            return mine
        return [e for e in mine if e.car_number == number or (e.car_number is None and e.crew)]

    def _number(self, entry: _Entry, number: str) -> None:
        """Give a number to an entry without one."""
        variant = self._next_variant(entry.event_id, number)
        if variant != entry.variant:
            entry.variant = self.variants[entry.id] = variant
        entry.car_number = number

    def _next_variant(self, event_id: int, number: str | None) -> int:
        """Return how many cars of an event have a number, with one more."""
        mine = self._entries_of[event_id]
        same = [entry.variant for entry in mine if number and entry.car_number == number]
        return max(same, default=0) + 1

    def _make(self, row: Row) -> None:
        event_id, number = row["event_id"], row["car_number"]
        entry = _Entry(
            -len(self.new) - 1, event_id, number, self._next_variant(event_id, number),
            row["team_id"], row["car_id"], row["class_id"],
        )  # fmt: skip
        self._entries_of[event_id].append(entry)
        self.new.append(entry)
        self._settle(row, entry)


def _agrees(row: Row, entry: _Entry) -> bool:
    """Return whether team, car and class do not contradict each other; NULL contradicts nothing."""
    if _is_of_other_class(row, entry):
        return False
    team = row["team_id"] is None or entry.team_id is None or row["team_id"] == entry.team_id
    if row["is_bare"]:
        return team
    return team and (row["car_id"] is None or entry.car_id is None or row["car_id"] == entry.car_id)


def _is_beside(row: Row, entry: _Entry) -> bool:
    """Return whether a row has the place of an entry in the session, or its team."""
    same_team = row["team_id"] is not None and row["team_id"] == entry.team_id
    return same_team or (row["session_id"], row.get("position")) in entry.places


def _resembles(names: set[str], others: set[str]) -> bool:
    """Return whether each of some names resembles another one."""
    return bool(names) and all(any(compare_names(it, other) for other in others) for it in names)


def _is_of_other_class(row: Row, entry: _Entry) -> bool:
    """Return whether a row is of another class and crew: Moto2 and Moto3 have a number 12 each."""
    is_other = row["class_id"] and entry.class_id and row["class_id"] != entry.class_id
    return bool(is_other and row["crew"] and entry.crew and not row["crew"] & entry.crew)


def _may_have_crew(row: Row, entry: _Entry) -> bool:
    """Return whether the crew of a row is of an entry; without a number all of it must be."""
    return bool(row["crew"] & entry.crew) if row["car_number"] else row["crew"] <= entry.crew


def _shares(row: Row, other: Row) -> bool:
    """Return whether two rows are different drivers of one car with one result."""
    return _one_result(row, other) and bool(row["crew"] - other["crew"])


def _repeats(row: Row, first: Row) -> bool:
    """Return whether a row states nothing that the first row of its entry does not."""
    same_crew = row["crew"] <= first["crew"]
    return same_crew and _same_car(row, first) and _same_outcome(row, first)


def _same_car(row: Row, other: Row) -> bool:
    return bool(row["team_id"] == other["team_id"] and row["car_id"] == other["car_id"])


def _same_outcome(row: Row, other: Row) -> bool:
    """Distinguish a repeated row from a spare car, which did not start where the other one did."""
    statuses = {row.get("status"), other.get("status")}
    return len(statuses) == 1 or not statuses & set(NOT_STARTED)


def _one_result(row: Row, other: Row) -> bool:
    """Return whether two rows have the same result of the same car."""
    if row["row"] == other["row"] or row["car_number"] is None or "position" not in row:
        return False
    if not _same_car(row, other) or row["position"] != other["position"]:
        return False
    if row["position"] is not None:
        return True
    laps = row.get("laps")  # not every file has a column of laps
    drove = laps and row["status"] not in NOT_STARTED and other["status"] not in NOT_STARTED
    return bool(drove and laps == other["laps"])
