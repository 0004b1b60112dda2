"""
Seasons as tables, as they are printed: a row for each driver and car, a column for each round.

A cell is the place (3), R for a car that is not classified, D for one that is disqualified, or '-'
for nothing. `3*` had the fastest lap, `3^` started from the pole, `3+` led a lap, `3!` led most laps.
Cars of one letter (`3a`) are one car with several drivers, `R&3a` is two cars of one driver, and `3/1`
is third in the race and first in the sprint, or in other sessions. A maker may have the number of the
car: `Toyota #8`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from racedb.championships.library import shipped_rules
from racedb.championships.points import Car, Outing
from racedb.championships.rules import Rules, of_season
from racedb.championships.standings import Round, Season, season
from racedb.championships.toml import parse

# The parts of a system that most tests have.
HEAD = """
name = "Club"
source = "club rules"
points.race = [9, 6, 4]
"""
DRIVERS = """
[[championship]]
code = "drivers"
name = "Drivers"
of = "driver"
"""
MAKERS = """
[[championship]]
code = "makers"
name = "Makers"
of = "manufacturer"
"""

_CELL = re.compile(r"(?P<place>\d+|[RD])(?P<shared>[a-z]?)(?P<marks>[*^+!]*)")
_CODES = {
    "race": "R", "sprint": "SPRINT", "race 2": "R2", "race 3": "R3", "qualifying": "Q",
    "stage": "S1", "stage 2": "S2",
}  # fmt: skip
_LAPS_LED = {"+": 1, "!": 100}


@dataclass(slots=True)
class Results:
    """The results of a season, with ids of drivers and makers by name."""

    rounds: Sequence[Round]
    drivers: Mapping[str, int]
    makers: Mapping[str, int]

    def score(self, rules: Rules) -> Season:
        """Add up a championship."""
        return season(rules, self.rounds, {**self.drivers, **self.makers})

    def table(self, rules: Rules, after: int = -1) -> list[tuple[int | None, str, float]]:
        """Return position, name and points after a round, by its place; -1: the last one."""
        ids = self.drivers if rules.championship.of == "driver" else self.makers
        names = {number: name for name, number in ids.items()}
        return [
            (row.position, names[row.competitor], round(row.points, 2))
            for row in self.score(rules).tables[after].rows
        ]


@dataclass(slots=True)
class _Made:
    """A car of a session while its drivers are read."""

    maker: int
    number: str | None
    place: int | None
    marks: str
    drivers: list[int] = field(default_factory=list)


def read(
    lines: Iterable[Sequence[str]],
    distances: Mapping[int, str] | None = None,
    kinds: Sequence[str] = ("race", "sprint"),
) -> Results:
    """
    Read the results of a season.

    Args:
        lines: driver, maker and a cell for each round.
        distances: which share of its distance a race had, by the number of the round.
        kinds: the sessions of a cell.
    """
    drivers: dict[str, int] = {}
    makers: dict[str, int] = {}
    sessions: dict[tuple[int, str], dict[str, _Made]] = {}
    rows = [(driver, maker, cells) for driver, maker, *cells in lines]
    for at, (driver, maker, cells) in enumerate(rows):
        who = drivers.setdefault(driver, len(drivers) + 1)
        name, _, car_number = maker.partition(" #")
        its_maker = makers.setdefault(name, len(makers) + 101)
        for number, cell in enumerate(cells, start=1):
            for kind, of_session in zip(kinds, cell.split("/"), strict=False):
                cars = sessions.setdefault((number, kind), {})
                for car in of_session.split("&"):
                    if found := _CELL.fullmatch(car):
                        key = car.rstrip("*^+!") if found["shared"] else f"{at} {car}"
                        place = int(found["place"]) if found["place"].isdigit() else None
                        made = cars.setdefault(key, _Made(its_maker, car_number or None, place, ""))
                        made.marks += found["marks"]
                        made.drivers.append(who)
    rounds = [
        Round(
            number=number,
            event_id=number,
            outings=[
                _outing(number, kind, list(cars.values()), (distances or {}).get(number))
                for kind in kinds
                if (cars := sessions.get((number, kind)))
            ],
        )
        for number in range(1, len(rows[0][2]) + 1)
    ]
    return Results(rounds, drivers, makers)


def _outing(number: int, kind: str, cars: Sequence[_Made], distance: str | None) -> Outing:
    session = 10 * number + list(_CODES).index(kind)
    return Outing(
        session_id=session,
        kind=kind.partition(" ")[0],
        code=_CODES[kind],
        round=number,
        distance=None if distance is None else Fraction(distance),
        cars=[
            Car(
                entry_id=1000 * session + at,
                position=car.place,
                number=car.number,
                drivers=car.drivers,
                team_id=car.maker,
                manufacturer_id=car.maker,
                best_lap_us=90_000_000 if "*" in car.marks else None,
                grid_position=1 if "^" in car.marks else None,
                laps_led=max((_LAPS_LED.get(mark, 0) for mark in car.marks), default=0),
            )
            for at, car in enumerate(cars)
        ],
    )


def results(text: str, distances: Mapping[int, str] | None = None) -> Results:
    """Read results that are written as `driver | maker | cells`."""
    lines = (line.split("|") for line in text.strip().splitlines())
    return read(
        ([driver.strip(), maker.strip(), *cells.split()] for driver, maker, cells in lines),
        distances,
    )


def rules(toml: str, label: str = "2026") -> Rules:
    """Return the rules of the first championship of a system."""
    return of_season(parse("club", toml, "club.toml"), label)[0]


def shipped(label: str, code: str = "drivers", series: str = "formula-1") -> Rules:
    """Return the rules of a championship of racedb."""
    found = shipped_rules(series, label)
    return next(it for it in found if it.championship.code == code)
