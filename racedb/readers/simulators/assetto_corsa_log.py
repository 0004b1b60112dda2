"""
Assetto Corsa: the text log of a server, several sessions, cars without numbers.

The server prints `LAP name time` for each lap, and after it the standings: `1) name BEST: .. TOTAL:
.. Laps:n SesID:n`. A slot that somebody leaves counts from 0 again, and cars that go on after the
flag go on counting. So the best, the laps and the total of a driver are the best of all standings,
until his second lap after `RACE OVER DETECTED!`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from racedb.counted import counted
from racedb.readers.documents import without_end
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.records import found, numbered, seconds, session_tables
from racedb.readers.text_lines import lines_of, raw_lines
from racedb.table import Table

_CLAIM = re.compile(
    r"Assetto Corsa Dedicated Server|BEST: \d+:\d\d:\d{3} TOTAL: \d+:\d\d:\d{3} Laps:"
)
_KINDS = {"race": "Race", "qualify": "Qualifying", "practice": "Practice", "book": "Booking"}
_PREFIX = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}: ?")
"""Some hosts print the time before each line."""
_DATE = re.compile(r"(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d")
_TIME = r"(\d{1,9}):(\d\d):(\d{3})"
_LAP = re.compile(rf"LAP {{1,9}}(\S.{{0,99}}?) {{1,9}}{_TIME}$")
_STANDING = re.compile(
    rf"\d+\) {{1,9}}(\S.{{0,99}}?) {{1,9}}BEST: {_TIME} TOTAL: {_TIME} Laps:(\d{{1,6}}) "
)
_CUTS = re.compile(r"Result\.OnLapCompleted\. Cuts: ([1-9]\d{0,5})")
_REFUSED = re.compile(r"LAP REFUSED|LAPTIME DISCARDED")
_CAR = re.compile(r"(\S{1,99}) \(\d{1,9}\) \[(\S.{0,99}?) \[([^\]]{0,99})\]\]")
_NAMED = re.compile(
    r"(?:Adding car|Updating car info).{1,40} name=(?P<name>.{1,99}?) model=(?P<car>\S{1,99})"
    r"|PAGE: /SUB\|(?P<car_2>[^|]+)\|[^|]*\|(?P<name_2>[^|]+)\|"
)
_NEVER = 10**9


@dataclass
class _Driver:
    """What the standings say of a driver, in milliseconds."""

    line: int
    laps: int = 0
    total: int = 0
    best: int = _NEVER


@dataclass
class _Session:
    """What the log says of one session."""

    kind: str
    circuit: str
    date: str
    laps: list[dict[str, Any]] = field(default_factory=list)
    drivers: dict[str, _Driver] = field(default_factory=dict)
    over: dict[str, int] | None = None
    """Laps of each driver after the end of the race; None: it has not ended."""
    refused: int = 0


@dataclass
class _Log:
    """What has been read so far."""

    sessions: list[_Session]
    cars: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Car and team of each driver."""
    layout: str = ""
    requested: str = ""
    """The car that somebody who connects has asked for."""

    def begin(self, kind: str) -> None:
        """Begin a session; one in which nobody drove is forgotten."""
        last = self.sessions[-1]
        if not last.laps and not last.drivers:
            self.sessions.pop()
        self.sessions.append(_Session(kind, last.circuit, last.date))


def _claims(source: Source) -> int:
    return SPECIFIC if _CLAIM.search(source.head) else 0


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("a server's log", options.encoding)
    lines = lines_of(text)
    if text.count("\\r") > len(lines):  # somebody saved line ends as two letters
        lines = text.replace("\\n", "").split("\\r")
    log = _Log([_Session("", "", "")])
    for number, line in enumerate(lines, start=1):
        _line(log, number, _PREFIX.sub("", line, count=1).rstrip(), line)
    findings = []
    if refused := sum(session.refused for session in log.sessions):
        message = f"laps that the server refused are left out: {refused}"
        findings.append(Finding(code="refused-laps", message=message))
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=found(source, list(_tables(log))),
        findings=findings + without_end(source),
        raw_lines=raw_lines(source, encoding),
    )


def _line(log: _Log, number: int, line: str, whole: str) -> None:
    session = log.sessions[-1]
    if line.startswith("CHAT"):
        return
    if lap := _LAP.match(line):
        _lap(session, number, lap[1], _ms(*lap.groups()[1:]))
    elif standing := _STANDING.match(line):
        name, *times, laps = standing.groups()
        _standing(session, number, name, _ms(*times[:3]), _ms(*times[3:]), int(laps))
    elif _REFUSED.search(line):
        session.refused += len(session.laps[-1:])
        del session.laps[-1:]
    elif cuts := _CUTS.match(line):
        for last in session.laps[-1:]:
            last["deleted_reason"] = counted(int(cuts[1]), "cuts")
    elif line.startswith("RACE OVER DETECTED"):
        session.over = {lap["driver"]: 1 for lap in session.laps[-1:]}
    else:
        _about(log, line, whole)


def _ms(minutes: str, whole: str, thousandths: str) -> int:
    return (int(minutes) * 60 + int(whole)) * 1000 + int(thousandths)


def _lap(session: _Session, number: int, name: str, time: int) -> None:
    if session.over is not None:
        session.over[name] = session.over.get(name, 0) + 1
        if session.over[name] > 1:  # on the way back to the pits
            return
    session.laps.append({"line": number, "driver": name, "lap": seconds(time)})


def _standing(session: _Session, number: int, name: str, best: int, total: int, laps: int) -> None:
    driver = session.drivers.setdefault(name, _Driver(number))
    if (session.over or {}).get(name, 0) > 1:
        return
    if laps >= driver.laps:
        driver.laps, driver.total, driver.line = laps, total, number
    if laps:
        driver.best = min(driver.best, best)


def _about(log: _Log, line: str, whole: str) -> None:
    """Take from other lines what session, circuit and day they name."""
    session = log.sessions[-1]
    key, _, value = line.partition("=")
    if key == "TYPE":
        log.begin(value.strip().lower())
    elif "RESTARTING SESSION" in line:
        log.begin(session.kind)
    elif key == "TRACK" or line.startswith("Changed track:"):
        session.circuit = re.split(r"[=:/\\]", line)[-1].strip()
    elif _names_a_car(log, line):
        return
    elif "/register?" in line and (layout := re.search(r"&track=([^&]+)", line)):
        log.layout = layout[1]
    elif not session.date and (date := _DATE.match(whole)):
        session.date = date[1]


def _names_a_car(log: _Log, line: str) -> bool:
    """Take the car of a driver; servers and their managers each print it in another way."""
    if line.startswith("REQUESTED CAR:"):
        log.requested = line.partition(":")[2].strip(" *")
    elif line.startswith("DRIVER ACCEPTED FOR CAR ") and log.requested:
        name = line.removeprefix("DRIVER ACCEPTED FOR CAR").strip()
        log.cars[name] = (log.requested, log.cars.get(name, ("", ""))[1])
    elif car := _CAR.search(line):
        log.cars[car[2]] = (car[1], car[3].strip())
    elif named := _NAMED.match(line):
        log.cars[(named["name"] or named["name_2"]).strip()] = (named["car"] or named["car_2"], "")
    else:
        return False
    return True


# ---- tables --------------------------------------------------------------------------------------


def _tables(log: _Log) -> Iterator[Table]:
    count: dict[str, int] = {}
    for session in log.sessions:
        if not any(driver.laps for driver in session.drivers.values()) and not session.laps:
            continue
        is_race = session.kind == "race" or session.over is not None
        name = "Race" if is_race else _KINDS.get(session.kind, "Practice")
        count[name] = count.get(name, 0) + 1
        layout = log.layout.removeprefix(f"{session.circuit}-")
        context = {
            "session": name if count[name] == 1 else f"{name} {count[name]}",
            "circuit": session.circuit.replace("_", " "),
            "layout": layout if layout != log.layout else None,
            "date": session.date,
        }
        results = list(_results(log, session, is_race=is_race))
        laps = [{**lap, "car_of": lap["driver"]} for lap in session.laps]
        yield from session_tables(context, results, numbered(laps, "driver"))


def _results(log: _Log, session: _Session, *, is_race: bool) -> Iterable[dict[str, Any]]:
    def rank(one: tuple[str, _Driver]) -> tuple[int, int]:
        driver = one[1]
        return (-driver.laps, driver.total) if is_race else (0, driver.best)

    for n, (name, driver) in enumerate(sorted(session.drivers.items(), key=rank), start=1):
        car, team = log.cars.get(name, ("", ""))
        out = session.over is not None and name not in session.over
        yield {
            "line": driver.line,
            "position": n if driver.laps else None,
            "driver_1": name,
            "team": team,
            "car": car.replace("_", " "),
            "laps": driver.laps,
            "total": seconds(driver.total) if is_race else None,
            "best_lap": seconds(driver.best),
            "status": "DNF" if out and driver.laps else None,
        }


FORMAT = Format(
    name="assetto-corsa-log",
    summary="text logs of Assetto Corsa servers: laps and standings, several sessions",
    claims=_claims,
    read=_read,
    suffixes=(".txt", ".log"),
)
