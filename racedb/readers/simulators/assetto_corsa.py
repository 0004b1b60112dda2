"""Assetto Corsa: result files of servers and server managers, and of the game itself."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from racedb.counted import counted
from racedb.readers.json_text import as_list, as_object, as_objects
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import (
    Record,
    found,
    from_one,
    load,
    numbered,
    planned,
    seconds,
    session_tables,
)
from racedb.table import Table

_SERVER = {"RACE": "Race", "QUALIFY": "Qualifying", "PRACTICE": "Practice", "BOOK": "Booking"}
_CLIENT = {
    "1": "Practice", "2": "Qualifying", "3": "Race", "4": "Hotlap", "5": "Time attack",
    "6": "Drift",
}  # fmt: skip


def _claims(source: Source) -> int:
    body = set(as_object(source.json))
    server = "TrackName" in body and body & {"Cars", "Laps", "Result"}
    return SPECIFIC if server or {"track", "players", "sessions"} <= body else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    body = as_object(document)
    tables = _server(source, body) if "TrackName" in body else _client(body)
    return Reading(
        source=source, reader=FORMAT.name, encoding=encoding, tables=found(source, tables, document)
    )


# ---- servers -------------------------------------------------------------------------------------


def _server(source: Source, document: Record) -> list[Table]:
    """One session: Cars are slots, Result is the classification, Laps name car and driver."""
    context = _server_context(source, document)
    order = [row for row in as_objects(document.get("Result")) if row.get("DriverName")]
    laps = _server_laps(document, order)
    results = _server_results(document, order, laps)
    return session_tables(context, results, laps)


def _server_context(source: Source, document: Record) -> dict[str, Any]:
    kind = str(document.get("Type") or "Race")
    return {
        "session": _SERVER.get(kind.upper(), kind.title()),
        "circuit": _plain(document["TrackName"]),
        "layout": document.get("TrackConfig"),
        "date": str(document.get("Date") or "")[:10] or _day(source.path.stem),
        **planned(document.get("RaceLaps"), _minutes(document.get("DurationSecs"))),
    }


def _minutes(seconds_: Any) -> int:
    """Return whole minutes; 0 for anything else: 'no limit' is 0 or -1."""
    return seconds_ // 60 if isinstance(seconds_, int) and seconds_ % 60 == 0 else 0


def _server_laps(document: Record, order: Sequence[Record]) -> list[dict[str, Any]]:
    owners = {str(row.get("CarId")): row["DriverName"] for row in order}
    driven = as_objects(document.get("Laps"))
    return numbered([_server_lap(lap, owners) for lap in driven], "car_of")


def _server_results(
    document: Record, order: Sequence[Record], laps: Sequence[Record]
) -> list[dict[str, Any]]:
    """Classify each driver once, in the order of the file."""
    cars = {str(car.get("CarId")): car for car in as_objects(document.get("Cars"))}
    count = Counter(str(lap["driver"]) for lap in laps)
    with_time = {str(row["DriverName"]) for row in order if _has_driven(row)}
    # Drivers who came back into another slot are in the first one too, without a time.
    once = [row for row in order if _has_driven(row) or str(row["DriverName"]) not in with_time]
    return [_server_result(n, row, cars, count) for n, row in enumerate(once, start=1)]


def _day(name: str) -> str | None:
    """Read the day in the name that a server gives to its file: 2019_3_2_14_41_PRACTICE."""
    at = re.fullmatch(r"(\d{4})_(\d\d?)_(\d\d?)_\d\d?_\d\d?_[A-Z]+", name)
    try:
        return date(int(at[1]), int(at[2]), int(at[3])).isoformat() if at else None
    except ValueError:
        return None


def _total(row: Record) -> str | None:
    """Add the penalty that a server manager has given; it is in nanoseconds."""
    total, penalty = row.get("TotalTime"), row.get("PenaltyTime")
    given = row.get("HasPenalty") and isinstance(penalty, int) and isinstance(total, int)
    return seconds(total + penalty // 1_000_000 if given and total and penalty else total)


def _has_driven(row: Record) -> bool:
    return bool(seconds(row.get("BestLap")) or seconds(row.get("TotalTime")))


def _server_result(
    n: int, row: Record, cars: Mapping[str, Record], count: Counter[str]
) -> dict[str, Any]:
    driver = as_object(cars.get(str(row.get("CarId")), {}).get("Driver"))
    klass = row.get("ClassID")
    return {
        "position": n,
        "driver_1": row["DriverName"],
        "team": driver.get("Team"),
        "car": _plain(row.get("CarModel")),
        # Server managers write a UUID of zeros where there are no classes.
        "class": klass if str(klass or "0").strip("0-") else None,
        "laps": row.get("NumLaps") or count[str(row["DriverName"])] or None,
        "total": _total(row),
        "best_lap": seconds(row.get("BestLap")),
        "grid": row.get("GridPosition") or None,
        "status": "DSQ" if row.get("Disqualified") else None,
    }


def _server_lap(lap: Record, owners: Mapping[str, Any]) -> dict[str, Any]:
    """
    Read a lap; a slot that somebody has left is classified under the next one's name.

    The laps of both are laps of that car, but only the classified one's count for the result. Who
    comes back into another slot goes on counting laps: there are no numbers of cars.
    """
    owner = owners.get(str(lap.get("CarId"))) or lap.get("DriverName")
    return {
        "car_of": str(owner) if owner else None,
        "driver": lap.get("DriverName"),
        "lap": seconds(lap.get("LapTime")),
        **_sectors(lap.get("Sectors")),
        "compound": lap.get("Tyre"),
        "deleted_reason": _cuts(lap.get("Cuts")),
    }


# ---- the game ------------------------------------------------------------------------------------


def _client(document: Record) -> list[Table]:
    """Several sessions; cars are counted from 0, raceResult gives their order."""
    players = as_list(document.get("players"))
    circuit = _plain(document.get("track"))
    tables: list[Table] = []
    for session in as_objects(document.get("sessions")):
        kind = str(session.get("type"))
        name = _CLIENT.get(kind, str(session.get("name") or "Session"))
        limits = planned(session.get("lapsCount"), session.get("duration"))
        context = {"session": name, "circuit": circuit, **limits}
        results = _client_results(session, players)
        laps = [_client_lap(lap, players) for lap in as_objects(session.get("laps"))]
        tables += session_tables(context, results, [lap for lap in laps if lap["driver"]])
    return tables


def _client_results(session: Record, players: Sequence[Any]) -> list[dict[str, Any]]:
    """
    Classify by raceResult; a session that is no race by its best laps.

    Old versions of the game print the time of the race as the best lap of each car.
    """
    own: dict[str, list[str]] = {}
    for lap in as_objects(session.get("laps")):
        if time := seconds(lap.get("time")):
            own.setdefault(str(lap.get("car")), []).append(time)
    best = {str(row.get("car")): seconds(row.get("time"))
            for row in as_objects(session.get("bestLaps"))}  # fmt: skip
    done = as_list(session.get("lapstotal"))
    order = as_list(session.get("raceResult")) or [
        int(car) for car in sorted(best, key=lambda car: _slow(best[car])) if car.isdecimal()
    ]
    # -1 is a place that nobody took.
    named = [car for car in order if _player(players, car).get("name")]
    return [
        {
            "position": n,
            "driver_1": _player(players, car).get("name"),
            "car": _plain(_player(players, car).get("car")),
            "laps": done[car] if car < len(done) else None,
            **_best_and_total(best.get(str(car)), own.get(str(car), ())),
        }
        for n, car in enumerate(named, start=1)
    ]


def _best_and_total(printed: str | None, laps: Sequence[str]) -> dict[str, str | None]:
    slowest = max(map(float, laps), default=0)
    if printed and laps and float(printed) > slowest:
        return {"best_lap": min(laps, key=float), "total": printed}
    return {"best_lap": printed}


def _slow(time: str | None) -> float:
    """Order by time; cars without one come last."""
    return float(time) if time else float("inf")


def _client_lap(lap: Record, players: Sequence[Any]) -> dict[str, Any]:
    return {
        "driver": _player(players, lap.get("car")).get("name"),
        "lap_number": from_one(lap.get("lap", 0)),
        "lap": seconds(lap.get("time")),
        **_sectors(lap.get("sectors")),
        "compound": lap.get("tyre"),
        "deleted_reason": _cuts(lap.get("cuts")),
    }


def _player(players: Sequence[Any], car: Any) -> Record:
    is_one = isinstance(car, int) and 0 <= car < len(players)
    return as_object(players[car]) if is_one else {}


# ---- both ----------------------------------------------------------------------------------------


def _plain(name: Any) -> str | None:
    return str(name).replace("_", " ") if name else None


def _sectors(times: Any) -> dict[str, str | None]:
    return {f"s{n}": seconds(time) for n, time in enumerate(as_list(times)[:3], start=1)}


def _cuts(count: Any) -> str | None:
    """Return why a lap does not count; the game counts none that cuts a corner."""
    return counted(count, "cuts") if count else None


FORMAT = Format(
    name="assetto-corsa",
    summary="Assetto Corsa: servers, server managers and the game",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="record",
)
