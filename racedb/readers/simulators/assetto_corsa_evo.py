"""
Assetto Corsa Evo: the result file of a session, of a server or of the game.

Cars, drivers and laps refer to each other by keys of two numbers; the standings give the order, and
in a race the times in that order.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from racedb.readers.json_text import as_list, as_object, as_objects
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import (
    Record,
    found,
    from_one,
    load,
    numbered,
    seats,
    seconds,
    session_tables,
)

_SESSIONS = {"Qualify": "Qualifying", "Warmup": "Warm-up"}


def _claims(source: Source) -> int:
    return SPECIFIC if {"car_standings", "session_type"} <= set(as_object(source.json)) else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    body = as_object(document)
    laps = _laps(body)
    plain = [{key: lap[key] for key in lap if key != "key"} for lap in laps if lap["driver"]]
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=found(source, session_tables(_context(body), _results(body, laps), plain), document),
    )


def _context(body: Record) -> dict[str, Any]:
    kind = str(body.get("session_type") or "")
    return {
        "session": _SESSIONS.get(kind, kind),
        "circuit": body.get("track_name"),
        "layout": body.get("track_layout_name"),
    }


def _laps(body: Record) -> list[dict[str, Any]]:
    """Read the laps, numbered for each car; `key` is that of the car."""
    names = {_key(one.get("guid")): _name(one) for one in as_objects(body.get("drivers"))}
    cars = _cars(body)
    laps = [
        {
            "key": _key(lap.get("car_key")),
            "car_number": cars.get(_key(lap.get("car_key")), {}).get("race_number"),
            "driver": names.get(_key(lap.get("driver_key"))),
            "lap": seconds(lap.get("time")),
            **{f"s{n}": seconds(t) for n, t in enumerate(as_list(lap.get("split"))[:3], 1)},
        }
        for lap in as_objects(body.get("laps"))
    ]
    return numbered(laps, "key")


def _cars(body: Record) -> dict[str, Record]:
    return {_key(one.get("car_id")): one for one in as_objects(body.get("cars"))}


def _results(body: Record, laps: Sequence[Record]) -> list[dict[str, Any]]:
    """Classify the cars that somebody drove: only a lap tells who drives a car."""
    standings = as_objects(body.get("car_standings"))
    cars = _cars(body)
    driven: dict[str, list[Record]] = {}
    for lap in laps:
        driven.setdefault(lap["key"], []).append(lap)
    results = [_result(n, one, cars, driven) for n, one in enumerate(standings, start=1)]
    if body.get("session_type") == "Race":
        # There may be fewer times than cars, or more.
        times = as_list(body.get("time_standings"))[: len(standings)]
        results = [
            {**result, "total": seconds(time), "grid": from_one(one.get("starting_position"))}
            for result, one, time in zip_longest(results, standings, times)
        ]
    return [result for result in results if result.get("driver_1")]


def _key(key: Any) -> str:
    return f"{as_object(key).get('a')}-{as_object(key).get('b')}"


def _name(driver: Record) -> str | None:
    parts = [str(driver.get(key) or "").strip() for key in ("first_name", "last_name")]
    return " ".join(part for part in parts if part) or driver.get("nickname")


def _result(
    n: int, standing: Record, cars: Mapping[str, Record], driven: Mapping[str, Sequence[Record]]
) -> dict[str, Any]:
    key = _key(standing.get("car_id"))
    car = cars.get(key, {})
    own = driven.get(key, ())
    crew = list(dict.fromkeys(lap["driver"] for lap in own if lap["driver"]))
    return {
        "line": n,
        "position": n,
        "car_number": car.get("race_number"),
        **seats(crew),
        "car": car.get("model_displayname"),
        "laps": len(own),
        "best_lap": min((lap["lap"] for lap in own if lap["lap"]), key=float, default=None),
    }


FORMAT = Format(
    name="assetto-corsa-evo",
    summary="Assetto Corsa Evo: results of servers and of the game",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="record",
)
