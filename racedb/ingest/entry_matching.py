"""
Entries of rows that a car number does not identify, row by row.

Rows without a number are matched by their crew, else by team and car (ruling 3). If several rows of
a session have the same number, a different car or crew is another variant of it. A different driver
with the same result is a shared drive of the same entry (ruling 4).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection

from racedb.db.rows import NewRows
from racedb.ingest.crews import read_crews
from racedb.outcomes import NOT_STARTED

_NEW = {
    "entry_id": pl.Int64, "event_id": pl.Int64, "car_number": pl.String, "variant": pl.Int64,
}  # fmt: skip


@dataclass(slots=True)
class _Entry:
    id: int
    event_id: int
    car_number: str | None
    variant: int
    team_id: int | None
    car_id: int | None
    crew: set[int] = field(default_factory=set)


class Ambiguous(NamedTuple):
    """What became of ambiguous rows."""

    rows: pl.DataFrame
    """row, entry_id"""
    new: pl.DataFrame
    """entry_id, event_id, car_number, variant of the entries to add."""
    repeated: Sequence[int]
    """Rows that repeat the car and crew of another row of the session."""


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
    field_of = _fields(connection, mine)
    crews: dict[int, set[int]] = defaultdict(set)
    wanted = crew.join(cars.select("row"), on="row", how="semi")
    for row, driver in wanted.select("row", "driver_id").iter_rows():
        crews[row].add(driver)
    matcher = _Matcher(field_of, crews, listed=listed)
    for group in cars.partition_by("session_id", "car_number", maintain_order=True):
        matcher.match(list(group.iter_rows(named=True)))
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
        matcher.repeated,
    )


def _fields(connection: Connection, known: pl.DataFrame) -> dict[int, list[_Entry]]:
    """Return the entries of each event with their crews."""
    crews: dict[int, set[int]] = defaultdict(set)
    for entry, driver in (
        read_crews(connection, known["entry_id"].to_list())
        .select("entry_id", "driver_id")
        .iter_rows()
    ):
        crews[entry].add(driver)
    out: dict[int, list[_Entry]] = defaultdict(list)
    for row in known.iter_rows(named=True):
        entry = _Entry(
            row["entry_id"], row["event_id"], row["car_number"], row["variant"], row["team_id"],
            row["car_id"], crews[row["entry_id"]],
        )  # fmt: skip
        out[entry.event_id].append(entry)
    return out


class _Matcher:
    """Matches the rows of one number of one session at a time."""

    def __init__(
        self, field_of: dict[int, list[_Entry]], crews: dict[int, set[int]], *, listed: bool
    ) -> None:
        self.assigned: list[tuple[int, _Entry]] = []
        self.new: list[_Entry] = []
        self.repeated: list[int] = []
        self._field_of, self._crews, self._listed = field_of, crews, listed
        self._taken: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)

    def match(self, rows: list[dict[str, Any]]) -> None:
        """Match first the rows whose crew is known, then the rest in the order of the file."""
        later = [row for row in rows if not self._settle(row, self._by_crew(row))]
        for row in later:
            if not (self._settle(row, self._by_crew(row)) or self._settle(row, self._by_rest(row))):
                self._make(row)

    def _settle(self, row: dict[str, Any], entry: _Entry | None) -> bool:
        if entry is None:
            return False
        taken = self._taken[row["session_id"]]
        other = taken.get(entry.id)
        crew = self._crews.get(row["row"], set())
        if self._listed and other is not None and not self._shares(row, other):
            same_crew = crew <= self._crews.get(other["row"], set())
            if same_crew and _same_car(row, other) and _same_outcome(row, other):
                self.repeated.append(row["row"])
                return True
            return False
        taken.setdefault(entry.id, row)
        self.assigned.append((row["row"], entry))
        entry.crew |= crew
        entry.car_number = entry.car_number or row["car_number"]
        entry.team_id = entry.team_id or row["team_id"]
        entry.car_id = entry.car_id or row["car_id"]
        return True

    def _by_crew(self, row: dict[str, Any]) -> _Entry | None:
        """Find the entry by its drivers; of several the one that no other row has taken."""
        crew, taken = self._crews.get(row["row"], set()), self._taken[row["session_id"]]
        if not crew:
            return None
        fits = [
            entry
            for entry in self._candidates(row)
            if (crew & entry.crew if row["car_number"] else crew <= entry.crew)
        ]
        same = [entry for entry in fits if _agrees(row, entry)]
        free = [entry for entry in same or fits if not self._listed or entry.id not in taken]
        return next(iter(free or same), None)

    def _by_rest(self, row: dict[str, Any]) -> _Entry | None:
        """Find the entry by number, or by team and car where no crew is known."""
        crew, taken = self._crews.get(row["row"], set()), self._taken[row["session_id"]]
        candidates = self._candidates(row)
        shared = [e for e in candidates if e.id in taken and self._shares(row, taken[e.id])]
        if self._listed and row["car_number"] and shared:
            return shared[0]
        fits = [
            entry
            for entry in candidates
            if _agrees(row, entry) and (not self._listed or entry.id not in taken)
        ]
        if row["car_number"]:
            return next(iter(fits or ([] if self._listed else candidates)), None)
        known = row["team_id"] is not None or row["car_id"] is not None
        nobody = [entry for entry in fits if not entry.crew]
        if not crew and known:
            return next(iter(nobody), None) or self._repeat(row, candidates)
        return None

    def _repeat(self, row: dict[str, Any], candidates: list[_Entry]) -> _Entry | None:
        taken = self._taken[row["session_id"]]
        same = (e for e in candidates if e.id in taken and not e.crew and _agrees(row, e))
        return next(same, None)

    def _shares(self, row: dict[str, Any], other: dict[str, Any]) -> bool:
        """Return whether two rows are different drivers of one car with one result."""
        mine, theirs = (self._crews.get(one["row"], set()) for one in (row, other))
        return _one_result(row, other) and bool(mine - theirs)

    def _candidates(self, row: dict[str, Any]) -> list[_Entry]:
        mine, number = self._field_of[row["event_id"]], row["car_number"]
        if number is None:
            return mine
        return [e for e in mine if e.car_number == number or (e.car_number is None and e.crew)]

    def _make(self, row: dict[str, Any]) -> None:
        mine, number = self._field_of[row["event_id"]], row["car_number"]
        same = [entry.variant for entry in mine if number and entry.car_number == number]
        entry = _Entry(
            -len(self.new) - 1, row["event_id"], number, max(same, default=0) + 1,
            row["team_id"], row["car_id"],
        )  # fmt: skip
        mine.append(entry)
        self.new.append(entry)
        self._settle(row, entry)


def _agrees(row: dict[str, Any], entry: _Entry) -> bool:
    """Return whether team and car do not contradict each other; NULL contradicts nothing."""
    team = row["team_id"] is None or entry.team_id is None or row["team_id"] == entry.team_id
    if row["is_bare"]:
        return team
    return team and (row["car_id"] is None or entry.car_id is None or row["car_id"] == entry.car_id)


def _same_car(row: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(row["team_id"] == other["team_id"] and row["car_id"] == other["car_id"])


def _same_outcome(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Distinguish a repeated row from a spare car, which did not start where the other one did."""
    statuses = {row.get("status"), other.get("status")}
    return len(statuses) == 1 or not statuses & set(NOT_STARTED)


def _one_result(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two rows have the same result of the same car."""
    if row["row"] == other["row"] or row["car_number"] is None or "position" not in row:
        return False
    if not _same_car(row, other) or row["position"] != other["position"]:
        return False
    if row["position"] is not None:
        return True
    drove = row["laps"] and row["status"] not in NOT_STARTED and other["status"] not in NOT_STARTED
    return bool(drove and row["laps"] == other["laps"])
