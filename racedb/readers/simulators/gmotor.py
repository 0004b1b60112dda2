"""
GTR, GTR 2, GT Legends, RACE 07 and its expansions, F1 Challenge, RaceRoom: results in text.

One engine wrote them all: `[Header]`, `[Race]`, then a `[Slot007]` for each car with `key=value`
lines, of which `Lap=(number, session time, lap time)` repeats. A lap's session time is of its start
in some games and of the lap before in others, so it is not read. What follows `[END]` is the rest
of an earlier file that the game wrote over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from racedb.readers.documents import cut_off
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.records import found, noted, session_name, session_tables
from racedb.readers.text_lines import lines_of, raw_lines
from racedb.table import Table

_SLOT = re.compile(r"(?im)^\[slot\d+\]")
_SECTION = re.compile(r"\[([^\]]+)\]\s*$")
_LAP = re.compile(r"\(\s*(\d{1,6})\s*,[^,]*,\s*([^)]*?)\s*\)")
_TIME = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}\.\d+")
_WORDS = {"dnf": "DNF", "dq": "DSQ", "dsq": "DSQ", "dns": "DNS"}
_FILE_NAME = re.compile(r"(?i)(race|qualify|practice|warmup|testday) ?(\d*)$")
_NAMES = {"qualify": "Qualifying", "warmup": "Warm-up", "testday": "Test"}


class _Section:
    """A section of the file: where it begins, its values by key in lower case, and its laps."""

    def __init__(self, name: str, line: int = 0) -> None:
        self.name = name.strip().lower()
        self.line = line
        self.values: dict[str, str] = {}
        self.noted: Mapping[str, str] = self.values
        """The same, which notes what is asked for once all sections were read."""
        self.laps: list[tuple[int, int, str | None]] = []
        """Line in the file, number and time of each lap."""

    def get(self, *keys: str) -> str | None:
        """Return the first of the values that is not empty."""
        return next((self.noted[key] for key in keys if self.noted.get(key)), None)

    def time(self, *keys: str) -> str | None:
        """Return the first of the values, if it is a time above 0."""
        return _time(self.get(*keys) or "")


def _claims(source: Source) -> int:
    return SPECIFIC if _SLOT.search(source.head) and "river=" in source.head else 0


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a text of results", options.encoding)
    lines = lines_of(text)
    end, findings = _end(lines)
    sections = list(_sections(lines[:end]))
    about = _Section("about")
    for one in sections:
        if one.name in ("header", "race"):
            about.values.update(one.values)
    # RaceRoom writes every slot twice; a slot that changed hands is written once for each driver.
    slots = {
        (one.name, one.get("driver")): one
        for one in sections
        if one.name.startswith("slot") and one.get("driver")
    }
    cars = list(slots.values())
    document = noted({"header": about.values, "slot": [car.values for car in cars]})
    about.noted = document["header"]
    for car, values in zip(cars, document["slot"], strict=True):
        car.noted = values
    if end == len(lines) and not _is_whole_without_end(about, cars):
        findings.append(cut_off("there is no [END]"))
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=found(source, _tables(source, about, cars), document),
        findings=findings,
        raw_lines=raw_lines(source, encoding),
    )


def _end(lines: Sequence[str]) -> tuple[int, list[Finding]]:
    """Find the end of the cars: the first [END] below one, for an empty list ends above them."""
    slots = [n for n, line in enumerate(lines) if _SLOT.match(line)]
    ends = [n for n, line in enumerate(lines) if line.strip().upper() == "[END]"]
    if not slots:
        return len(lines), []
    end = next((n for n in ends if n > slots[0]), len(lines))
    findings = []
    if ends and ends[0] < slots[0]:
        message = "the cars follow [END]: they may be of an earlier session than the file says"
        findings.append(_after_the_end(slots[0], message))
    if slots[-1] > end:
        message = "what follows [END] is the rest of an earlier file and is left out"
        findings.append(_after_the_end(next(n for n in slots if n > end), message))
    return end, findings


def _after_the_end(n: int, message: str) -> Finding:
    return Finding(code="after-the-end", line=n + 1, message=message)


def _is_whole_without_end(about: _Section, cars: Sequence[_Section]) -> bool:
    """F1 Challenge writes no [END]; its cars end with the time of the race, or a reason."""
    last = cars[-1].values if cars else {}
    return "F1 Challenge" in (about.get("game") or "") and "racetime" in last


def _sections(lines: Sequence[str]) -> Iterator[_Section]:
    section = _Section("")
    for number, line in enumerate(lines, start=1):
        if begins := _SECTION.match(line):
            yield section
            section = _Section(begins[1], number)
        key, equals, value = line.partition("=")
        key, value = key.strip().lower(), " ".join(value.split())
        if key != "lap":
            section.values.update({key: value} if equals else {})
        elif lap := _LAP.fullmatch(value):
            section.laps.append((number, int(lap[1]), _time(lap[2])))
    yield section


def _time(text: str) -> str | None:
    """Return a time; None for '-:--.---', a sum that ran over, and 0."""
    return text if _TIME.fullmatch(text) and text.strip("0:.") else None


def _tables(source: Source, about: _Section, cars: Sequence[_Section]) -> list[Table]:
    is_race = any(
        car.time("racetime")
        or car.get("raceplace", "qualtime")
        or (car.get("racetime") or "").startswith("-")  # a sum that ran over, of a race
        for car in cars
    )
    context = _context(source, about, is_race=is_race)
    results = _results(cars, is_race=is_race)
    # Some games count laps from 0, but do not write each one.
    first = 1 if any(number == 0 for car in cars for _, number, _ in car.laps) else 0
    laps = [
        {
            "line": line,
            "car_number": car.get("vehiclenumber"),
            "driver": car.get("driver"),
            "lap_number": number + first,
            "lap": time,
        }
        for car in cars
        for line, number, time in car.laps
    ]
    return session_tables(context, results, laps)


def _context(source: Source, about: _Section, *, is_race: bool) -> dict[str, Any]:
    """Read what it is about; the session is only in the names that games give to files."""
    folders = (about.get("scene") or "").replace("\\", "/").split("/")
    circuit, layout = (folders[-2], None) if len(folders) > 1 else (None, folders[0])
    named = _FILE_NAME.search(source.path.stem)
    code = "".join(named.groups()) if named else ("race" if is_race else "qualify")
    return {
        "session": session_name(code.title(), _NAMES),
        "circuit": circuit and circuit.replace("_", " "),
        "layout": layout,
        "length_m": about.get("track length"),
        "date": (about.get("timestring") or "")[:10].replace("/", "-"),
    }


def _results(cars: Sequence[_Section], *, is_race: bool) -> list[dict[str, Any]]:
    """
    Classify who finished a race by laps and time, a session that is none by best laps.

    A place that the game printed is better than both.
    """
    ranks = {id(car): _rank(car, is_race=is_race) for car in cars}
    order = sorted(cars, key=lambda car: ranks[id(car)])
    return [
        {
            "line": car.line,
            "position": car.get("raceplace") or (n if ranks[id(car)][0] == 0 else None),
            "car_number": car.get("vehiclenumber"),
            "driver_1": car.get("driver"),
            "team": car.get("team"),
            "car": car.get("vehicle"),
            "laps": car.get("laps", "racelaps"),
            "total": car.time("racetime") if is_race else None,
            "best_lap": _best(car),
            "grid": car.get("qualplace"),
            **(_outcome(car) if is_race else {}),
        }
        for n, car in enumerate(order, start=1)
    ]


def _rank(car: _Section, *, is_race: bool) -> tuple[float, float, float]:
    """Return what orders cars; the first is 1 for who has no place."""
    time = car.time("racetime") if is_race else _best(car)
    laps = _number(car.get("laps", "racelaps")) if is_race else 0.0
    if place := car.get("raceplace"):
        return (0.0, _number(place), 0.0)
    return (0.0, -laps, _seconds(time)) if time else (1.0, -laps, 0.0)


def _best(car: _Section) -> str | None:
    times = [time for _, _, time in car.laps if time]
    return car.time("bestlap", "racebestlap") or min(times, key=_seconds, default=None)


def _seconds(time: str) -> float:
    """Order times; they are stored from their text."""
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part)
    return total


def _number(text: str | None) -> float:
    return float(text) if text and re.fullmatch(r"\d{1,6}", text) else 0.0


def _outcome(car: _Section) -> dict[str, str | None]:
    """Return the outcome of a car; the games number the reasons and explain none."""
    status = _WORDS.get((car.get("racetime") or "").lower())
    reason = _number(car.get("reason"))
    return {"status": status, "reason": f"reason {reason:.0f}" if status and reason else None}


FORMAT = Format(
    name="gmotor",
    summary=(
        "text results of GTR, GTR 2, GT Legends, RACE 07 and its expansions, F1 "
        "Challenge 99-02 and RaceRoom: `[Slot001]` and `Lap=(...)` lines"
    ),
    claims=_claims,
    read=_read,
    suffixes=(".txt",),
)
