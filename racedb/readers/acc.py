"""Assetto Corsa Competizione: the result file of a server, one session, times in milliseconds."""

from collections.abc import Mapping, Sequence
from typing import Any

from racedb.fields import MAX_CREW
from racedb.readers.json_text import as_list, as_object, as_objects, load
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.records import found, numbered, seconds, table
from racedb.reference.tables import rows

_SESSIONS = {"R": "Race", "Q": "Qualifying", "FP": "Practice", "P": "Practice", "W": "Warm-up"}


def _claims(source: Source) -> int:
    head = source.head
    return SPECIFIC if '"sessionType"' in head and '"trackName"' in head else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    body = as_object(document)
    context = {
        "session": _session(str(body.get("sessionType") or "")),
        "circuit": str(body.get("trackName") or "").replace("_", " "),
    }
    board = as_objects(as_object(body.get("sessionResult")).get("leaderBoardLines"))
    cars = {str(as_object(line.get("car")).get("carId")): as_object(line.get("car"))
            for line in board if line.get("car")}  # fmt: skip
    models = {row["id"]: row for row in rows("acc_cars")}
    results = [_result(n, line, models) for n, line in enumerate(board, start=1) if line.get("car")]
    tables = [table("results", results, context)] if results else []
    every = [_lap(n, lap, cars) for n, lap in enumerate(as_objects(body.get("laps")), start=1)]
    laps = numbered([lap for lap in every if lap["car_number"] or lap["driver"]], "id")
    if laps:
        plain = [{k: v for k, v in lap.items() if k != "id"} for lap in laps]
        tables.append(table("laps", plain, context))
    strangers = [lap for lap in every if not (lap["car_number"] or lap["driver"])]
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=found(source, tables),
        findings=[_left_out(strangers)] if strangers else [],
    )


def _left_out(laps: Sequence[Mapping[str, Any]]) -> Finding:
    """Tell of cars that were not classified: a lap has no more than their id."""
    ids = ", ".join(dict.fromkeys(str(lap["id"]) for lap in laps))
    message = (
        f"laps of cars that are not on the leaderboard are left out: {len(laps)}, of carId {ids}"
    )
    return Finding(code="unknown-car", line=laps[0]["line"], message=message)


def _session(code: str) -> str:
    letters = code.rstrip("0123456789")
    number = code[len(letters) :]
    return " ".join(part for part in (_SESSIONS.get(letters, letters), number) if part)


def _result(
    n: int, line: Mapping[str, Any], models: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    car, timing = as_object(line["car"]), as_object(line.get("timing"))
    model = models.get(str(car.get("carModel")), {})
    crew = as_objects(car.get("drivers"))[:MAX_CREW]
    people = {f"driver_{seat}": _name(driver) for seat, driver in enumerate(crew, start=1)}
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
    short = driver.get("shortName") or driver.get("playerId")
    return whole or (str(short) if short else None)


def _lap(n: int, lap: Mapping[str, Any], cars: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    id_, at = str(lap.get("carId")), lap.get("driverIndex", 0)
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
