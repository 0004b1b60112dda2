"""
Result and lap files of any size, shaped like timing exports; the same seed gives the same bytes.

Results: 40 cars a session, 50 sessions a season, 1 to 4 drivers a car out of 20,000 names, 500 cars
of 40 makers, 'no time', retirements. Laps: races of 50 cars and 400 laps each, with sectors,
elapsed time, pit flag and top speed.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

CARS_OF_SESSION, SESSIONS_OF_SEASON = 40, 50
CARS_OF_RACE, LAPS_OF_CAR = 50, 400
MAKERS = (
    "Abarth,Acura,Alpine,Aston Martin,Audi,Bentley,BMW,Bugatti,Cadillac,Chevrolet,Dallara,"
    "Dodge,Ferrari,Fiat,Ford,Ginetta,Honda,Hyundai,Isotta,Jaguar,Lamborghini,Lancia,Ligier,"
    "Lola,Lotus,March,Maserati,Mazda,McLaren,Mercedes,Nissan,Opel,Oreca,Peugeot,Porsche,"
    "Radical,Renault,Subaru,Toyota,Zytek"
).split(",")
_SYLLABLES = ("ba", "cor", "dé", "el", "fán", "gru", "hö", "ick", "jor", "kly")
_ENDS = ("berg", "ström", "ini", "son", "ová", "eaux", "moto", "wicz", "ñez", "feld")
_GIVEN = (
    "Ada,Bruno,Carlos,Désirée,Emil,François,Göran,Hélène,Ivo,Jürgen,Katarína,Léo,Miguel,"
    "Noël,Otto,Pía,Quentin,Rafał,Søren,Tomáš"
).split(",")
_STATUS = ("Engine", "Accident", "Gearbox", "Suspension", "Retired")


def drivers() -> list[str]:
    """Return 20,000 names."""
    families = [
        f"{one}{two}{end}".capitalize() for one in _SYLLABLES for two in _SYLLABLES for end in _ENDS
    ]
    return [f"{given} {family}" for family in families for given in _GIVEN]


def results(path: Path, rows: int, seed: int = 1) -> None:
    """Write results; the entry list stays the same for a season, as in life."""
    header = (
        "Series,Season,Event,Session,Date,Pos,No,Class,Drivers,Manufacturer,Car,Team,Laps,"
        "Gap,Best Lap,Status\n"
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(header)
        file.writelines(_results(rows, random.Random(seed), seed))


def _results(rows: int, chance: random.Random, seed: int) -> Iterator[str]:
    names, season, grid = drivers(), -1, []
    for number in range(-(-rows // CARS_OF_SESSION)):
        if number // SESSIONS_OF_SEASON != season:
            season = number // SESSIONS_OF_SEASON
            grid = _grid(chance, names)
        event, day = (
            number % SESSIONS_OF_SEASON + 1,
            timedelta(days=number % SESSIONS_OF_SEASON * 7),
        )
        year = 2024 - season % 50
        head = (
            f"Series {seed}-{season // 50 + 1},{year},Round {event},Race,{date(year, 1, 2) + day}"
        )
        order = chance.sample(grid, len(grid))
        gap = 0.0
        for place, (car, retires) in enumerate(
            zip(order, sorted(chance.random() < 0.1 for _ in order), strict=True), 1
        ):
            gap += chance.randint(1, 4000) / 1000
            best = "no time" if chance.random() < 0.01 else _time(chance.randint(90_000, 99_999))
            tail = (
                f"{chance.randint(1, 40)},,{best},{chance.choice(_STATUS)}"
                if retires
                else f"50,{f'+{gap:.3f}' if place > 1 else ''},{best},Finished"
            )
            yield f"{head},{'DNF' if retires else place},{car},{tail}\n"


def _grid(chance: random.Random, names: list[str]) -> list[str]:
    """Return the cars of a season: number, class, crew, maker, model, team."""
    crews = iter(chance.sample(names, CARS_OF_SESSION * 4))
    cars = []
    for place, number in enumerate(chance.sample(range(1, 1000), CARS_OF_SESSION)):
        crew = " / ".join(next(crews) for _ in range(chance.randint(1, 4)))
        model = chance.randrange(500)
        maker = MAKERS[model % len(MAKERS)]
        team = f"Équipe {chance.randrange(1500)}"
        cars.append(f"{number},GT{place % 4 + 1},{crew},{maker},{maker} R{model},{team}")
    return cars


def laps(path: Path, rows: int, seed: int = 1) -> None:
    """Write laps, in whole races but for the last one."""
    header = (
        "NUMBER;LAP_NUMBER;LAP_TIME;CROSSING_FINISH_LINE_IN_PIT;S1;S2;S3;TOP_SPEED;ELAPSED;"
        "DRIVER_NAME;CLASS;TEAM;MANUFACTURER;EVENT\n"
    )
    chance, names = random.Random(seed), drivers()
    races = -(-rows // (CARS_OF_RACE * LAPS_OF_CAR))
    with path.open("w", encoding="utf-8") as file:
        file.write(header)
        left = rows
        for race in range(races):
            crews = chance.sample(names, CARS_OF_RACE * 3)
            for car in range(CARS_OF_RACE):
                count = min(left, LAPS_OF_CAR)
                file.writelines(_laps(chance, race, car, count, crews[car * 3 : car * 3 + 3]))
                left -= count


def _laps(chance: random.Random, race: int, car: int, count: int, crew: list[str]) -> Iterator[str]:
    elapsed = 0
    tail = f"GT{car % 4 + 1};Équipe {car};{MAKERS[car % len(MAKERS)]};Race {race + 1}"
    for lap in range(1, count + 1):
        s1, s2, s3 = (chance.randint(30_000, 36_000) for _ in range(3))
        in_pit = lap % 40 == 0
        s3 += 60_000 * in_pit
        elapsed += s1 + s2 + s3
        yield (
            f"{car + 1};{lap};{_time(s1 + s2 + s3)};{'B' if in_pit else ''};{s1 / 1000:.3f};"
            f"{s2 / 1000:.3f};{s3 / 1000:.3f};{chance.randint(2500, 3100) / 10};{_time(elapsed)};"
            f"{crew[lap // 40 % 3]};{tail}\n"
        )


def _time(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{rest // 1000:02}.{rest % 1000:03}"
