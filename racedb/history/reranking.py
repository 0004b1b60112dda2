"""
The order of a classification after penalties, computed from what its file states (ADR 15).

A session is ranked by laps and total time, or by best laps. Only penalised cars move: the others
keep the order of the road among each other, whatever else decided it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from racedb.errors import LoadError

COLUMNS = (
    "row_order", "position", "class_position", "classified", "status", "laps", "total_us",
    "gap_us", "gap_laps", "best_lap_us", "best_lap_number", "best_lap_driver_id", "speed_kph",
    "points",
)  # fmt: skip
"""Columns of results that penalties may change."""
_TIMED = ("practice", "qualifying", "warmup", "test")
"""Kinds of sessions that are ranked by best laps."""


class Decision(NamedTuple):
    """A penalty that counts: its car, and how much of which kind."""

    id: int
    entry_id: int
    kind: str
    time_us: int | None
    places: int | None
    laps: int | None
    lap_number: int | None


class DrivenLap(NamedTuple):
    """A timed lap that counts."""

    number: int
    lap_us: int
    driver_id: int | None
    speed_kph: float | None


Row = Mapping[str, Any]
Laps = Mapping[int, Sequence[DrivenLap]]
"""The laps of cars whose times are deleted, by entry."""


@dataclass(slots=True, eq=False)
class _Car:
    """A car while it is ranked anew."""

    old: Row
    new: dict[str, Any]
    road: int
    """Its place on the road, from 0."""
    behind_us: int | None = None
    """Its time, compared with that of the leader on the road."""
    laps_down: int = 0
    is_penalised: bool = False

    @property
    def name(self) -> str:
        return f"car {self.old['car_number'] or '-'}"


@dataclass(slots=True)
class Ranking:
    """What penalties make of a classification."""

    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    """The new values of each entry that differ."""
    ties: list[str] = field(default_factory=list)
    """Cars with equal times, in words."""


def rerank(rows: Sequence[Row], kind: str, decisions: Sequence[Decision], laps: Laps) -> Ranking:
    """
    Rank a session again.

    Args:
        rows: its results as the file states them: COLUMNS, entry_id, class_id, car_number.
        kind: of the session.
        decisions: the penalties that count.
        laps: of the cars with deleted times.

    Raises:
        LoadError: a penalty cannot be applied, because what it needs is not known.
    """
    field_ = _Field(rows, kind)
    # Who is disqualified loses the place that his other penalties left him.
    for one in sorted(decisions, key=lambda it: it.kind == "disqualification"):
        if one.entry_id not in field_.cars:
            raise LoadError(f"penalty {one.id} is of a car that has no result in this session")
        field_.penalise(one, laps.get(one.entry_id, ()))
    field_.move_back(decisions)
    field_.place()
    changed = {
        number: {name: car.new[name] for name in COLUMNS if car.new[name] != car.old[name]}
        for number, car in field_.cars.items()
    }
    return Ranking({number: values for number, values in changed.items() if values}, field_.ties)


class _Field:
    """All cars of a session."""

    def __init__(self, rows: Sequence[Row], kind: str) -> None:
        placed = sorted(
            (row for row in rows if row["position"] is not None),
            key=lambda row: (row["position"], row["row_order"]),
        )
        if not placed:
            raise LoadError("no car has a place in this session: load its classification first")
        others = sorted(
            (row for row in rows if row["position"] is None), key=lambda row: row["row_order"]
        )
        has_totals = any(row["total_us"] or row["gap_laps"] for row in rows)
        self.by_laps = kind in _TIMED or (kind != "race" and not has_totals)
        self.road = [_Car(row, dict(row), n) for n, row in enumerate([*placed, *others])]
        self.order = self.road[: len(placed)]
        """The classified cars in their new order."""
        self.cars = {car.old["entry_id"]: car for car in self.road}
        self.ties: list[str] = []
        for car in self.road:
            self._measure(car)

    def _measure(self, car: _Car) -> None:
        """Find out how far a car was behind the leader, in laps and in time."""
        row, first = car.old, self.order[0].old
        time = "best_lap_us" if self.by_laps else "total_us"
        if row[time] and first[time]:
            car.behind_us = row[time] - first[time]
        else:
            car.behind_us = 0 if car.road == 0 else row["gap_us"]
        if self.by_laps:
            return
        if row["laps"] is not None and first["laps"] is not None:
            car.laps_down = first["laps"] - row["laps"]
        else:
            car.laps_down = row["gap_laps"] or 0

    # ---- one penalty -----------------------------------------------------------------------------

    def penalise(self, one: Decision, laps: Sequence[DrivenLap]) -> None:
        """Change the values of one car."""
        car = self.cars[one.entry_id]
        car.is_penalised |= one.kind != "places"
        match one.kind:
            case "disqualification":
                self._disqualify(car)
            case "seconds":
                self._add_time(car, one)
            case "laps":
                self._take_laps(car, one)
            case "deleted_time" | "deleted_times":
                self._delete_time(car, one, laps)
            case _ if car not in self.order:
                raise LoadError(f"{car.name} has no place, so that it cannot lose any")

    def _disqualify(self, car: _Car) -> None:
        car.new |= {"status": "disqualified", "classified": False, "points": None}
        car.new |= {"gap_us": None, "gap_laps": None}
        self._leave(car)

    def _leave(self, car: _Car) -> None:
        """Take its place from a car; those behind it move up."""
        car.new |= {"position": None, "class_position": None}
        if car in self.order:
            self.order.remove(car)

    def _add_time(self, car: _Car, one: Decision) -> None:
        if self.by_laps:
            raise LoadError("this session is ranked by best laps: seconds cannot be added")
        if car not in self.order:
            raise LoadError(f"{car.name} has no place, so that seconds change nothing")
        if car.behind_us is None:
            raise LoadError(
                f"neither the total nor the gap of {car.name} is known, "
                "so that seconds cannot be added"
            )
        added = one.time_us or 0
        car.behind_us += added
        if car.new["total_us"] is not None:
            car.new["total_us"] += added
        self._insert(car)

    def _take_laps(self, car: _Car, one: Decision) -> None:
        number = one.laps or 0
        if self.by_laps:
            raise LoadError("this session is ranked by best laps: no laps can be taken off")
        if car.new["laps"] is None:
            raise LoadError(f"the laps of {car.name} are not known, so that none can be taken off")
        if car.new["laps"] < number:
            raise LoadError(f"{car.name} completed only {car.new['laps']} laps")
        car.new["laps"] -= number
        car.laps_down += number
        if car in self.order:
            self._insert(car)

    def _delete_time(self, car: _Car, one: Decision, laps: Sequence[DrivenLap]) -> None:
        best = car.new["best_lap_us"]
        left: Sequence[DrivenLap] = ()
        if one.kind == "deleted_time":
            gone = one.time_us or _time_of(car, one, laps)
            if gone != best:  # it never counted, or does no longer
                return
            left = [it for it in laps if it.lap_us > gone]
            if not left:
                raise LoadError(
                    f"the next best time of {car.name} is not known: load its laps, or delete all "
                    "of its times"
                )
        lap = min(left, key=lambda it: it.lap_us, default=None)
        car.new |= {
            "best_lap_us": lap and lap.lap_us, "best_lap_number": lap and lap.number,
            "best_lap_driver_id": lap and lap.driver_id, "speed_kph": lap and lap.speed_kph,
        }  # fmt: skip
        if not self.by_laps:
            return
        if lap is None:
            car.new |= {"status": "no_time", "gap_us": None, "classified": None}
            self._leave(car)
        elif car in self.order:
            first = self.road[0].old["best_lap_us"]
            car.behind_us = lap.lap_us - first if first else None
            self._insert(car)

    # ---- places ----------------------------------------------------------------------------------

    def _insert(self, car: _Car) -> None:
        """Move a car behind all that are ahead of it by now; it gains no place."""
        self.order.remove(car)
        place = next(
            (n for n, it in enumerate(self.order) if it.road > car.road and not it.is_penalised),
            len(self.order),
        )
        while place and self._fell_behind(self.order[place - 1], car):
            place -= 1
        while place < len(self.order) and self._is_ahead(self.order[place], car):
            place += 1
        self.order.insert(place, car)

    def _fell_behind(self, one: _Car, car: _Car) -> bool:
        """Return whether a car lost so much by its own penalty that another is ahead of it."""
        return one.is_penalised and self._is_ahead(car, one)

    def _is_ahead(self, one: _Car, other: _Car) -> bool:
        """Compare two cars by laps, then by time; with equal times the order of the road stays."""
        if one.laps_down != other.laps_down:
            return one.laps_down < other.laps_down
        if one.behind_us is None or other.behind_us is None:
            unknown = one if one.behind_us is None else other
            known = other if unknown is one else one
            raise LoadError(
                f"{unknown.name} is on the same lap as {known.name}, and its time is not known"
            )
        if one.behind_us == other.behind_us:
            first, second = sorted((one, other), key=lambda it: it.road)
            tie = f"{first.name} and {second.name} have equal times and keep the order of the road"
            self.ties += [tie] if tie not in self.ties else []
            return one.road < other.road
        return one.behind_us < other.behind_us

    def move_back(self, decisions: Sequence[Decision]) -> None:
        """Move cars back that lose places, the last of them first."""
        moved = [one for one in decisions if one.places and one.kind == "places"]
        for one in sorted(moved, key=lambda it: -self.cars[it.entry_id].road):
            car = self.cars[one.entry_id]
            if car in self.order:
                place = self.order.index(car)
                self.order.insert(place + (one.places or 0), self.order.pop(place))

    def place(self) -> None:
        """Give the cars the places and the gaps of their new order."""
        _relabel(self.order, "position", self.road)
        for class_id in {car.old["class_id"] for car in self.order}:
            mine = [car for car in self.road if car.old["class_id"] == class_id]
            _relabel([car for car in self.order if car in mine], "class_position", mine)
        printed = sorted(self.road, key=lambda car: int(car.old["row_order"]))
        if printed == self.road:  # else the rows are in another order, such as that of classes
            out = [car for car in self.road if car not in self.order]
            _relabel([*self.order, *sorted(out, key=_lost_its_place)], "row_order", self.road)
        if any(car.old["gap_us"] is not None or car.old["gap_laps"] for car in self.road):
            self._set_gaps()

    def _set_gaps(self) -> None:
        leader = self.order[0] if self.order else None
        for car in self.road:
            out = car not in self.order and (_lost_its_place(car) or not _has_gap(car))
            is_same = leader and leader.road == 0 and not leader.is_penalised
            if leader is None or out or (is_same and not car.is_penalised):
                continue
            down = car.laps_down - leader.laps_down
            us = None
            if car is not leader and down <= 0 and None not in (car.behind_us, leader.behind_us):
                us = (car.behind_us or 0) - (leader.behind_us or 0)
            car.new |= {"gap_us": us, "gap_laps": down if down > 0 else None}


def _relabel(cars: Sequence[_Car], column: str, those_with: Sequence[_Car]) -> None:
    """Give cars the numbers that were printed, in their new order."""
    labels = sorted(car.old[column] for car in those_with if car.old[column] is not None)
    numbered = [car for car in cars if car.old[column] is not None]
    for car, label in zip(numbered, labels, strict=False):
        car.new[column] = label


def _lost_its_place(car: _Car) -> bool:
    return car.old["position"] is not None and car.new["position"] is None


def _has_gap(car: _Car) -> bool:
    return car.old["gap_us"] is not None or car.old["gap_laps"] is not None


def _time_of(car: _Car, one: Decision, laps: Sequence[DrivenLap]) -> int:
    """Return the time of the lap that a decision names."""
    if one.lap_number is None:
        raise LoadError(
            f"penalty {one.id} of {car.name} names neither the deleted time nor the lap"
        )
    found = next((it.lap_us for it in laps if it.number == one.lap_number), None)
    if found is None:
        raise LoadError(f"the time of lap {one.lap_number} of {car.name} is not known")
    return found
