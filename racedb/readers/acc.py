"""Assetto Corsa Competizione: the result file of a server, one session, times in milliseconds."""

from collections.abc import Mapping
from typing import Any

from racedb.readers.json_text import load
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import numbered, seconds, table
from racedb.reference.tables import rows

_SESSIONS = {"R": "Race", "Q": "Qualifying", "FP": "Practice", "P": "Practice", "W": "Warm-up"}


def _claims(source: Source) -> int:
    head = source.head
    return SPECIFIC if '"sessionType"' in head and '"trackName"' in head else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    context = {
        "session": _session(str(document.get("sessionType", ""))),
        "circuit": str(document.get("trackName", "")).replace("_", " "),
    }
    lines = (document.get("sessionResult") or {}).get("leaderBoardLines") or []
    cars = {line["car"].get("carId"): line["car"] for line in lines if line.get("car")}
    models = {row["id"]: row for row in rows("acc_cars")}
    results = [_result(n, line, models) for n, line in enumerate(lines, start=1) if line.get("car")]
    laps = [_lap(lap, cars) for lap in document.get("laps") or []]
    laps = numbered([lap for lap in laps if lap["car_number"] or lap["driver"]], "id")
    tables = [table("results", results, context)] if results else []
    if laps:
        plain = [{k: v for k, v in lap.items() if k != "id"} for lap in laps]
        tables.append(table("laps", plain, context))
    return Reading(source=source, reader=FORMAT.name, encoding=encoding, tables=tables)


def _session(code: str) -> str:
    letters = code.rstrip("0123456789")
    number = code[len(letters) :]
    return " ".join(part for part in (_SESSIONS.get(letters, letters), number) if part)


def _result(
    n: int, line: Mapping[str, Any], models: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    car, timing = line["car"], line.get("timing") or {}
    model = models.get(str(car.get("carModel")), {})
    people = {
        f"driver_{seat}": _name(driver) for seat, driver in enumerate(car.get("drivers") or [], 1)
    }
    return {
        "position": n,
        "car_number": car.get("raceNumber"),
        **people,
        "team": car.get("teamName"),
        "car": model.get("name") or (f"ACC car {car['carModel']}" if "carModel" in car else None),
        "class": model.get("class"),
        "laps": timing.get("lapCount"),
        "total": seconds(timing.get("totalTime")),
        "best_lap": seconds(timing.get("bestLap")),
    }


def _name(driver: Mapping[str, Any]) -> str | None:
    """Join the parts of a name; some people only have a short one."""
    parts = (driver.get("firstName"), driver.get("lastName"))
    whole = " ".join(str(part).strip() for part in parts if part and str(part).strip())
    return whole or driver.get("shortName") or driver.get("playerId")


def _lap(lap: Mapping[str, Any], cars: Mapping[Any, Mapping[str, Any]]) -> dict[str, Any]:
    car = cars.get(lap.get("carId"), {})
    crew, seat = car.get("drivers") or [], lap.get("driverIndex") or 0
    splits = [seconds(split) for split in lap.get("splits") or []]
    return {
        "id": lap.get("carId"),
        "car_number": car.get("raceNumber"),
        "driver": _name(crew[seat]) if seat < len(crew) else None,
        "seat": seat + 1,
        "lap": seconds(lap.get("laptime")),
        **{f"s{n}": split for n, split in enumerate(splits[:3], start=1)},
        "deleted_reason": None if lap.get("isValidForBest", True) else "not valid",
    }


FORMAT = Format(
    name="acc",
    summary="Assetto Corsa Competizione, server results",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
)
