"""Assetto Corsa: result files of servers and server managers, and of the game itself."""

from collections.abc import Mapping
from typing import Any

from racedb.errors import ReadError
from racedb.readers.json_text import load
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source, Table
from racedb.readers.records import numbered, seconds, table

_SERVER = {"RACE": "Race", "QUALIFY": "Qualifying", "PRACTICE": "Practice", "BOOK": "Booking"}
_CLIENT = {1: "Practice", 2: "Qualifying", 3: "Race", 4: "Hotlap", 5: "Time attack", 6: "Drift"}


def _claims(source: Source) -> int:
    head = source.head
    server = '"TrackName"' in head and ('"Cars"' in head or '"DriverGuid"' in head)
    client = '"players"' in head and '"track"' in head and '"number_of_sessions"' in head
    return SPECIFIC if server or client else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    tables = _server(document) if "TrackName" in document else _client(document)
    if not tables:
        message = f"{source.path}: holds no lap and no result of anybody"
        raise ReadError(message)
    return Reading(source=source, reader=FORMAT.name, encoding=encoding, tables=tables)


# ---- servers -------------------------------------------------------------------------------------


def _server(document: Mapping[str, Any]) -> list[Table]:
    """One session: Cars are slots, Result is the classification, Laps name car and driver."""
    kind = str(document.get("Type") or "Race")
    context = {
        "session": _SERVER.get(kind.upper(), kind.title()),
        "circuit": str(document["TrackName"]).replace("_", " "),
        "layout": document.get("TrackConfig"),
        "date": str(document.get("Date") or "")[:10],
    }
    if not context["layout"]:
        context.pop("layout")
    cars = {car.get("CarId"): car for car in document.get("Cars") or []}
    owners = {
        row.get("CarId"): row["DriverName"]
        for row in document.get("Result") or []
        if row.get("DriverName")
    }
    laps = numbered([_server_lap(lap, owners) for lap in document.get("Laps") or []], "id")
    count: dict[Any, int] = {}
    for lap in laps:
        count[lap["id"]] = lap["lap_number"]
    results = [
        _server_result(n, row, cars, count)
        for n, row in enumerate(document.get("Result") or [], start=1)
        if row.get("DriverName")
    ]
    plain = [{k: v for k, v in lap.items() if k != "id"} for lap in laps]
    tables = [table("results", results, context)] if results else []
    return [*tables, table("laps", plain, context)] if plain else tables


def _server_result(
    n: int, row: Mapping[str, Any], cars: Mapping[Any, Mapping[str, Any]], count: Mapping[Any, int]
) -> dict[str, Any]:
    driver = (cars.get(row.get("CarId")) or {}).get("Driver") or {}
    fate = "DSQ" if row.get("Disqualified") else None
    return {
        "position": n,
        "driver_1": row["DriverName"],
        "team": driver.get("Team"),
        "car": _model(row.get("CarModel")),
        "class": row.get("ClassID") if str(row.get("ClassID") or "0").strip("0-") else None,
        "laps": row.get("NumLaps") or count.get(row.get("CarId")),
        "total": seconds(row.get("TotalTime")),
        "best_lap": seconds(row.get("BestLap")),
        "grid": row.get("GridPosition") or None,
        "status": fate,
    }


def _server_lap(lap: Mapping[str, Any], owners: Mapping[Any, str]) -> dict[str, Any]:
    """A slot that somebody has left may be classified under the next one's name."""
    cuts = lap.get("Cuts") or 0
    return {
        "id": lap.get("CarId"),
        "car_of": owners.get(lap.get("CarId"), lap.get("DriverName")),
        "driver": lap.get("DriverName"),
        "lap": seconds(lap.get("LapTime")),
        **{
            f"s{n}": seconds(part) for n, part in enumerate((lap.get("Sectors") or [])[:3], start=1)
        },
        "deleted_reason": f"{cuts} cuts" if cuts else None,
    }


def _model(name: Any) -> str | None:
    return str(name).replace("_", " ") if name else None


# ---- the game ------------------------------------------------------------------------------------


def _client(document: Mapping[str, Any]) -> list[Table]:
    """Several sessions; cars are counted from 0, raceResult gives their order."""
    players = document.get("players") or []
    tables = []
    for session in document.get("sessions") or []:
        name = _CLIENT.get(session.get("type"), str(session.get("name") or "Session"))
        context = {"session": name, "circuit": str(document.get("track") or "").replace("_", " ")}
        best = {row.get("car"): row for row in session.get("bestLaps") or []}
        done = session.get("lapstotal") or []
        order = session.get("raceResult") or sorted(best, key=lambda car: best[car].get("time", 0))
        results = [
            {
                "position": n,
                "driver_1": players[car].get("name"),
                "car": _model(players[car].get("car")),
                "laps": done[car] if car < len(done) else None,
                "best_lap": seconds((best.get(car) or {}).get("time")),
            }
            for n, car in enumerate(order, start=1)
            if 0 <= car < len(players) and players[car].get("name")
        ]
        laps = [
            {
                "driver": players[lap["car"]].get("name"),
                "lap_number": lap.get("lap", 0) + 1,
                "lap": seconds(lap.get("time")),
                **{f"s{n}": seconds(part) for n, part in enumerate(lap.get("sectors", [])[:3], 1)},
            }
            for lap in session.get("laps") or []
            if 0 <= lap.get("car", -1) < len(players)
        ]
        tables += [table("results", results, context)] if results else []
        tables += [table("laps", laps, context)] if laps else []
    return tables


FORMAT = Format(
    name="assetto-corsa",
    summary="Assetto Corsa: servers, server managers and the game",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
)
