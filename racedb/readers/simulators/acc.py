"""
Assetto Corsa Competizione: the result file of a server or of the game, one session.

Times are milliseconds. The game's own file has the session in `sessionDef`, by number, and the
leaderboard in `snapShot`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from racedb.readers.json_text import as_list, as_object, as_objects
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.records import (
    Record,
    found,
    load,
    numbered,
    seats,
    seconds,
    session_name,
    session_tables,
)
from racedb.reference.tables import rows

_SESSIONS = {"r": "Race", "q": "Qualifying", "fp": "Practice", "p": "Practice", "w": "Warm-up"}
_NUMBERS = {"0": "Practice", "4": "Qualifying", "9": "Superpole", "10": "Race", "11": "Hotlap",
            "12": "Hotstint", "13": "Superpole"}  # fmt: skip
_FILE_NAME = re.compile(r"(\d\d)(\d\d)(\d\d)_\d{6}_(?:FP|Q|R|W)\d*")
"""The day is nowhere but in the name that a server gives to its file: 210217_031243_R."""


def _claims(source: Source) -> int:
    body = as_object(source.json)
    server = "sessionType" in body and ("trackName" in body or "sessionResult" in body)
    return SPECIFIC if server or {"sessionDef", "snapShot"} <= set(body) else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    body = as_object(document)
    board = _leaderboard(body)
    results, (laps, strangers) = _results(body, board), _laps(body, board)
    context = _context(source, body)
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=found(source, session_tables(context, results, laps), document),
        findings=[_left_out(strangers)] if strangers else [],
    )


def _context(source: Source, body: Record) -> dict[str, Any]:
    about = as_object(body.get("sessionDef")) or body
    return {
        "session": _session(str(about.get("sessionType", ""))),
        "circuit": str(about.get("trackName") or "").replace("_", " "),
        "date": _day(source.path.stem),
    }


def _leaderboard(body: Record) -> Sequence[Record]:
    result = as_object(body.get("sessionResult") or body.get("snapShot"))
    return as_objects(result.get("leaderBoardLines"))


def _results(body: Record, board: Sequence[Record]) -> list[Record]:
    """Classify the cars by their places on the leaderboard; a line without a car counts too."""
    models = {row["id"]: row for row in rows("acc_cars")}
    out = _disqualified(body)
    return [
        _result(n, line, models, out) for n, line in enumerate(board, start=1) if line.get("car")
    ]


def _laps(body: Record, board: Sequence[Record]) -> tuple[Sequence[Record], Sequence[Record]]:
    """Read the laps, numbered for each car, and apart those of cars not on the leaderboard."""
    cars = {str(as_object(line.get("car")).get("carId")): as_object(line.get("car"))
            for line in board if line.get("car")}  # fmt: skip
    every = [_lap(n, lap, cars) for n, lap in enumerate(as_objects(body.get("laps")), start=1)]
    known = numbered([lap for lap in every if _is_known(lap)], "id")
    strangers = [lap for lap in every if not _is_known(lap)]
    # The id is of this file only: it is no number of a car.
    return [{key: lap[key] for key in lap if key != "id"} for lap in known], strangers


def _is_known(lap: Record) -> bool:
    return bool(lap["car_number"] or lap["driver"])


def _left_out(laps: Sequence[Mapping[str, Any]]) -> Finding:
    """Report cars that were not classified: a lap has no more than their id."""
    ids = ", ".join(dict.fromkeys(str(lap["id"]) for lap in laps))
    message = (
        f"laps of cars that are not on the leaderboard are left out: {len(laps)}, of carId {ids}"
    )
    return Finding(code="unknown-car", line=laps[0]["line"], message=message)


def _day(name: str) -> str | None:
    at = _FILE_NAME.fullmatch(name)
    try:
        return date(2000 + int(at[1]), int(at[2]), int(at[3])).isoformat() if at else None
    except ValueError:
        return None


def _session(code: str) -> str:
    return _NUMBERS.get(code) or session_name(code, _SESSIONS)


def _result(
    n: int, line: Mapping[str, Any], models: Mapping[str, Mapping[str, str]], out: Collection[str]
) -> dict[str, Any]:
    car, timing = as_object(line["car"]), as_object(line.get("timing"))
    model = models.get(str(car.get("carModel")), {})
    return {
        "position": n,
        "car_number": car.get("raceNumber"),
        **seats(map(_name, as_objects(car.get("drivers")))),
        "team": car.get("teamName"),
        "car": model.get("name") or (f"ACC car {car['carModel']}" if "carModel" in car else None),
        "class": model.get("class"),
        "laps": timing.get("lapCount"),
        "total": seconds(timing.get("totalTime")),
        "best_lap": seconds(timing.get("bestLap")),
        "status": "DSQ" if str(car.get("carId")) in out else None,
    }


def _disqualified(body: Mapping[str, Any]) -> set[str]:
    """List the cars that are out by their ids; other penalties are in the time, or cost a lap."""
    given = [*as_objects(body.get("penalties")), *as_objects(body.get("post_race_penalties"))]
    return {str(one.get("carId")) for one in given if one.get("penalty") == "Disqualified"}


def _name(driver: Mapping[str, Any]) -> str | None:
    """Join the parts of a name; some people only have a short one."""
    parts = (driver.get("firstName"), driver.get("lastName"))
    whole = " ".join(str(part).strip() for part in parts if part and str(part).strip())
    short = driver.get("shortName") or driver.get("playerId")
    return whole or (str(short) if short else None)


def _lap(n: int, lap: Mapping[str, Any], cars: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    id_, at = str(lap.get("carId")), lap.get("driverIndex", lap.get("driverId", 0))
    car = cars.get(id_, {})
    crew = as_objects(car.get("drivers"))
    seat = at if isinstance(at, int) and 0 <= at < len(crew) else None
    splits = [seconds(split) for split in as_list(lap.get("splits"))]
    return {
        "line": n,
        "id": id_,
        "car_number": car.get("raceNumber"),
        "driver": None if seat is None else _name(crew[seat]),
        "seat": None if seat is None else seat + 1,
        "lap": seconds(lap.get("laptime", lap.get("lapTime"))),
        **{f"s{n}": split for n, split in enumerate(splits[:3], start=1)},
        "deleted_reason": None if lap.get("isValidForBest", True) else "not valid",
    }


FORMAT = Format(
    name="acc",
    summary="Assetto Corsa Competizione: results of servers and of the game",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="record",
)
