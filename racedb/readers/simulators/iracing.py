"""
iRacing: answers of the data service about a subsession and about laps, plain or wrapped.

Positions count from 0, times are ten-thousandths of a second, -1 is none. In team events a result
is a team with its drivers. Laps stand beside the session that they belong to, or alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from racedb.readers.json_text import as_list, as_object, as_objects
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import found, from_one, load, seats, seconds_10000, session_tables
from racedb.table import Table

_NAMES = {"RACE": "Race", "QUALIFY": "Qualifying", "PRACTICE": "Practice", "WARMUP": "Warm-up"}


def _claims(source: Source) -> int:
    return SPECIFIC if _body(source.json) is not None else 0


def _body(document: Any) -> Mapping[str, Any] | None:
    """Find the answer itself: wrapped in {headers, content} or {type, data}, or plain."""
    for _ in range(4):
        if _are_laps(document):
            return {"laps": document}
        if not isinstance(document, Mapping):
            return None
        if "session_results" in document or _laps_of(document):
            return document
        document = document.get("content") or document.get("data") or document.get("body")
    return None


def _laps_of(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the laps of an answer; programs that join its parts call them laps, or lap_data."""
    return next((as_objects(value) for value in body.values() if _are_laps(value)), [])


def _are_laps(value: Any) -> bool:
    laps = as_objects(value)
    return bool(laps) and {"lap_number", "lap_time", "cust_id"} <= set(laps[0])


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    body = _body(document) or {}
    classes = {str(row.get("car_class_id")): row for row in as_objects(body.get("car_classes"))}
    shared = _about(body)
    tables: list[Table] = []
    for session in as_objects(body.get("session_results")):
        results = [_result(row, classes) for row in as_objects(session.get("results"))]
        tables += session_tables({**shared, "session": _session(session)}, results)
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=found(source, tables + _laps(body), document),
    )


def _about(info: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event; a session that is named like its league is that of the track."""
    track = as_object(info.get("track"))
    series = info.get("league_name") or info.get("series_name")
    name, config = info.get("session_name"), track.get("config_name")
    return {
        "series": series,
        "event": name if name and name != series else track.get("track_name"),
        "circuit": track.get("track_name"),
        "layout": config if config != "N/A" else None,
        "date": str(info.get("start_time") or "")[:10],
    }


def _laps(body: Mapping[str, Any]) -> list[Table]:
    """Read laps; lap 0 ends where the first one begins, and is none."""
    info = as_object(body.get("session_info"))
    context = {**_about(info), "session": _session(info) if info else None}
    rows = [
        {
            "line": n,
            "car_number": lap.get("car_number"),
            "driver": lap.get("display_name") or lap.get("name"),
            "driver_ref": customer(lap.get("cust_id")) if lap.get("display_name") else None,
            "lap_number": lap["lap_number"],
            "lap": seconds_10000(lap.get("lap_time")),
            "position": lap.get("lap_position"),
            "pit_in": "pitted" in as_list(lap.get("lap_events")),
            "deleted_reason": "invalid" if "invalid" in as_list(lap.get("lap_events")) else None,
        }
        for n, lap in enumerate(_laps_of(body), start=1)
        if lap.get("lap_number")
    ]
    return session_tables(context, laps=rows)


def _session(session: Mapping[str, Any]) -> str:
    name = str(session.get("simsession_name") or session.get("simsession_type_name") or "Race")
    kind = str(session.get("simsession_type_name") or "")
    if name.upper() in _NAMES:
        return _NAMES[name.upper()]
    if name.upper() in ("NORMAL", "FEATURE", "") or name.isupper():
        for word, plain in (
            ("Qualify", "Qualifying"),
            ("Practice", "Practice"),
            ("Warm", "Warm-up"),
        ):
            if word in kind:
                return plain
        return "Race" if name.upper() in ("NORMAL", "") else name.title()
    return name


def _result(row: Mapping[str, Any], classes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    crew = as_objects(row.get("driver_results"))
    livery = as_object(row.get("livery") or (crew[0].get("livery") if crew else None))
    klass = classes.get(str(row.get("car_class_id")), {})
    best = row.get("best_lap_num")
    return {
        "position": from_one(row.get("finish_position", row.get("position"))),
        "class_position": from_one(row.get("finish_position_in_class")),
        "car_number": livery.get("car_number"),
        **seats(one.get("display_name") for one in crew or [row]),
        **seats((customer(one.get("cust_id")) for one in crew or [row]), "driver_ref"),
        "team": row.get("display_name") if crew else None,
        "car": row.get("car_name"),
        "class": row.get("car_class_name") or klass.get("short_name") or klass.get("name"),
        "laps": row.get("laps_complete"),
        "best_lap": seconds_10000(row.get("best_lap_time")),
        "best_lap_number": best if isinstance(best, int) and best > 0 else None,
        "gap": seconds_10000(row.get("interval")),
        "grid": from_one(row.get("starting_position")),
        "status": row.get("reason_out"),
        "points": row.get("champ_points"),
    }


def customer(number: Any) -> str | None:
    """Return the key of a customer, who may change how he is called; None for a team or nobody."""
    return f"iracing {number}" if re.fullmatch(r"[1-9]\d*", str(number)) else None


FORMAT = Format(
    name="iracing",
    summary="iRacing: results of subsessions, laps",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="record",
)
