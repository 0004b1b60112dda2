"""
Files of races that never took place, for the notebooks beside this one.

Each function writes the files of one notebook into a folder, always the same ones, with a manifest
that states what they are about.
"""

import csv
import json
import random
from pathlib import Path
from typing import NamedTuple


class Car(NamedTuple):
    """A car, its crew, and how fast it is."""

    number: str
    class_: str
    drivers: tuple[str, ...]
    team: str
    model: str
    lap_s: float


CARS = (
    Car("7", "GT3", ("Ann Berg", "Bo Dahl", "Cy Ek"), "Alpha Racing", "Porsche 911 GT3 R", 118.2),
    Car("12", "GT3", ("Di Falk", "Eli Groth", "Fay Holm"), "Beta Sport", "Ferrari 296 GT3", 118.4),
    Car("33", "GT3", ("Gus Ivar", "Hal Jern", "Ida Kvist"), "Gamma", "BMW M4 GT3", 118.9),
    Car("51", "GT4", ("Jon Lind", "Kim Moe", "Leo Nord"), "Delta", "Toyota Supra GT4", 126.1),
    Car("52", "GT4", ("Mia Olin", "Nils Palm", "Ola Quist"), "Delta", "Aston Vantage GT4", 126.4),
    Car("61", "GT4", ("Pia Rask", "Ruth Sol", "Sten Tor"), "Epsilon", "Porsche 718 Cayman", 127.0),
)  # fmt: skip
ACC_MODELS = (24, 32, 30, 10, 51, 61)
"""How Assetto Corsa Competizione calls cars like these."""
POINTS = (25, 18, 15, 12, 10, 8)
ROUNDS = (("Spring Race", "04-12"), ("Summer Race", "07-19"), ("Autumn Race", "10-04"))


class Lap(NamedTuple):
    """A lap of a car."""

    car: Car
    number: int
    seat: int
    lap_s: float
    elapsed_s: float
    flag: str
    pit: str


def weekend(folder: Path) -> None:
    """Write a practice, a qualifying, and a race with its laps."""
    chance = random.Random(1)
    about = {"series": "Club Cup", "season": 2025, "event": "Summer Race", "circuit": "Zandvoort"}
    day = {"length_m": 4259, "starts_on": "2025-07-19"}
    laps = _laps(chance, most_laps=20, stops=())
    loads = [_race(folder, laps, about | day)]
    for session, run in (("Practice", 8), ("Qualifying", 4)):
        best = sorted((_best(chance, car, run), car) for car in CARS)
        head = ("Pos", "No", "Class", "Driver", "Team", "Car", "Laps", "Best lap")
        rows = [
            (place, car.number, car.class_, car.drivers[0], car.team, car.model, run, _time(lap))
            for place, (lap, car) in enumerate(best, start=1)
        ]  # fmt: skip
        _table(folder / f"{session.lower()}.csv", head, rows)
        loads.append({"path": f"{session.lower()}.csv", "session": session, **about, **day})
    _manifest(folder, *loads, {"path": "laps.csv", "session": "Race", **about, **day})


def season(folder: Path) -> None:
    """Write two seasons of the same three races, with points."""
    chance = random.Random(2)
    loads = []
    for year in (2024, 2025):
        for round_, (event, day) in enumerate(ROUNDS, start=1):
            path = f"{year}-{round_}.csv"
            total = sorted((sum(_best(chance, car, 1) for _ in range(20)), car) for car in CARS)
            retired = chance.randrange(len(total))
            total.append(total.pop(retired))
            rows = [
                (
                    place if place < len(total) else "Ret", car.number, car.class_, car.drivers[0],
                    car.team, car.model, 20 if place < len(total) else chance.randrange(1, 19),
                    _time(time) if place < len(total) else chance.choice(("Engine", "Accident")),
                    POINTS[place - 1] if place < len(total) else 0,
                )
                for place, (time, car) in enumerate(total, start=1)
            ]  # fmt: skip
            head = ("Pos", "No", "Class", "Driver", "Team", "Car", "Laps", "Time", "Points")
            _table(folder / path, head, rows)
            loads.append(
                {"path": path, "series": "Club Cup", "season": year, "round": round_,
                 "event": event, "session": "Race", "starts_on": f"{year}-{day}"}
            )  # fmt: skip
    _manifest(folder, *loads)


def endurance(folder: Path) -> None:
    """Write a race of 90 laps: two classes, crews of three, stops, a full course yellow."""
    about = {
        "series": "Endurance Cup", "season": 2025, "event": "3 Hours of Zandvoort",
        "circuit": "Zandvoort", "length_m": 4259, "starts_on": "2025-09-06",
    }  # fmt: skip
    laps = _laps(random.Random(3), most_laps=90, stops=(30, 60))
    _manifest(folder, _race(folder, laps, about), {"path": "laps.csv", "session": "Race", **about})


def simulators(folder: Path) -> None:
    """Write a race of Assetto Corsa Competizione, and one of rFactor 2."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text, seed in (("acc.json", _acc, 4), ("rfactor.xml", _rfactor, 5)):
        laps = _laps(random.Random(seed), most_laps=10, stops=())
        (folder / path).write_text(text(laps), encoding="utf-8")
    league = {"series": "Winter League", "season": 2025}
    day = {"event": "Zandvoort GT Night", "starts_on": "2025-01-25"}  # its file states no day
    _manifest(
        folder,
        {"path": "acc.json", "round": 1, **league, **day},
        {"path": "rfactor.xml", "round": 2, **league, "event": "Zandvoort Sprint"},
    )


def _acc(laps: list[Lap]) -> str:
    cars = {}
    for at, car in enumerate(CARS):
        first, last = car.drivers[0].split()
        driver = {"firstName": first, "lastName": last, "playerId": car.drivers[0]}
        cars[car] = {
            "carId": at, "raceNumber": int(car.number), "carModel": ACC_MODELS[at],
            "teamName": car.team, "drivers": [driver],
        }  # fmt: skip
    lines = [
        {
            "car": cars[car],
            "timing": {
                "lapCount": len(run), "totalTime": round(run[-1].elapsed_s * 1_000),
                "bestLap": min(round(lap.lap_s * 1_000) for lap in run if lap.number != 4),
            },
        }
        for car, run in _classified(laps)
    ]  # fmt: skip
    run = [
        {
            "carId": CARS.index(lap.car), "driverIndex": 0, "splits": [],
            "laptime": round(lap.lap_s * 1_000), "isValidForBest": lap.number != 4,
        }
        for lap in laps
    ]  # fmt: skip
    result = {"leaderBoardLines": lines}
    return json.dumps(
        {"sessionType": "R", "trackName": "zandvoort", "sessionResult": result, "laps": run}
    )


def _rfactor(laps: list[Lap]) -> str:
    drivers = "".join(
        f"<Driver><Name>{car.drivers[0]}</Name><CarType>{car.model}</CarType>"
        f"<CarClass>{car.class_}</CarClass><CarNumber>{car.number}</CarNumber>"
        f"<TeamName>{car.team}</TeamName><GridPos>{place}</GridPos><Position>{place}</Position>"
        + "".join(f'<Lap num="{lap.number}">{lap.lap_s:.3f}</Lap>' for lap in run)
        + f"<Laps>{len(run)}</Laps><FinishTime>{run[-1].elapsed_s:.3f}</FinishTime>"
        "<FinishStatus>Finished Normally</FinishStatus></Driver>\n"
        for place, (car, run) in enumerate(_classified(laps), start=1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rFactorXML version="1.0"><RaceResults>\n'
        "<TrackVenue>Zandvoort</TrackVenue><TrackLength>4259</TrackLength>"
        f"<TimeString>2025/02/01 20:00:00</TimeString>\n<Race>\n{drivers}</Race>\n"
        "</RaceResults></rFactorXML>\n"
    )


def _laps(chance: random.Random, *, most_laps: int, stops: tuple[int, ...]) -> list[Lap]:
    """Drive a race of so many laps of the fastest car, with a stop after some laps."""
    end_s = most_laps * (CARS[0].lap_s + 0.6) + 70 * len(stops)
    slow = range(40, 43) if most_laps > 40 else range(0)
    laps = []
    for car in CARS:
        elapsed_s, number = 0.0, 0
        while elapsed_s < end_s:
            number += 1
            seat = sum(number > stop for stop in stops)
            pace = 4.5 if number == 1 else chance.expovariate(2) + 0.3 * seat
            flag = "FCY" if number in slow else "GF"
            stop = 68 + chance.random() * 6 if number - 1 in stops else 0
            lap_s = round(car.lap_s + pace + stop + 40 * (flag == "FCY"), 3)
            elapsed_s = round(elapsed_s + lap_s, 3)
            laps.append(Lap(car, number, seat, lap_s, elapsed_s, flag, "B" * (number in stops)))
    return laps


def _classified(laps: list[Lap]) -> list[tuple[Car, list[Lap]]]:
    """Return each car with its laps, the winner first."""
    runs = {car: [lap for lap in laps if lap.car == car] for car in CARS}
    return sorted(runs.items(), key=lambda run: (-len(run[1]), run[1][-1].elapsed_s))


def _race(folder: Path, laps: list[Lap], about: dict[str, object]) -> dict[str, object]:
    """Write the classification of a race, and its laps as a timing service exports them."""
    order = _classified(laps)
    leader = order[0][1]
    rows = [
        (
            place, car.number, car.class_, " / ".join(car.drivers[: run[-1].seat + 1]), car.team,
            car.model, len(run), *_times(leader, run), _time(min(lap.lap_s for lap in run)),
        )
        for place, (car, run) in enumerate(order, start=1)
    ]  # fmt: skip
    head = ("Pos", "No", "Class", "Drivers", "Team", "Car", "Laps", "Time", "Gap", "Best lap")
    _table(folder / "race.csv", head, rows)
    head = ("NUMBER", "LAP_NUMBER", "LAP_TIME", "CROSSING_FINISH_LINE_IN_PIT", "ELAPSED",
            "DRIVER_NAME", "CLASS", "TEAM", "FLAG_AT_FL")  # fmt: skip
    _table(
        folder / "laps.csv",
        head,
        [
            (lap.car.number, lap.number, _time(lap.lap_s), lap.pit, _time(lap.elapsed_s),
             lap.car.drivers[lap.seat], lap.car.class_, lap.car.team, lap.flag)
            for lap in laps
        ],
    )  # fmt: skip
    return {"path": "race.csv", "session": "Race", **about}


def _times(leader: list[Lap], run: list[Lap]) -> tuple[str, str]:
    if len(run) < len(leader):
        return "", f"{len(leader) - len(run)} laps"
    gap = run[-1].elapsed_s - leader[-1].elapsed_s
    return _time(run[-1].elapsed_s), f"+{gap:.3f}" if gap else ""


def _best(chance: random.Random, car: Car, laps: int) -> float:
    return car.lap_s + min(chance.expovariate(2) for _ in range(laps))


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:06.3f}" if hours else f"{minutes}:{rest:06.3f}"


def _table(path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def _manifest(folder: Path, *loads: dict[str, object]) -> None:
    """Write what the files of a folder are about."""
    lines = []
    for load in loads:
        lines += ["[[load]]"]
        lines += [f"{key} = {json.dumps(str(value))}" for key, value in load.items()]
        lines += [""]
    (folder / "manifest.toml").write_text("\n".join(lines), encoding="utf-8")
