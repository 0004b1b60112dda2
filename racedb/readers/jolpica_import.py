"""
Jolpica's import files: a list of objects with natural keys - entries, classifications, laps, stops.

Year, round, session and car number are the keys; drivers and teams stand by reference. The series
and the name of the event are not in the file.
"""

from collections.abc import Mapping
from typing import Any

from racedb.errors import ReadError
from racedb.readers.json_text import load
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source, Table
from racedb.readers.records import seconds, table

_STATUS = {
    0: "Finished", 1: "Lapped", 10: "Accident", 11: "Retired", 20: "Disqualified",
    30: "Did not start", 40: "Did not qualify", 41: "Did not prequalify",
}  # fmt: skip
"""Jolpica's numbers for what became of a car."""
_SESSIONS = {
    "R": "Race", "SR": "Sprint", "FP1": "Free Practice 1", "FP2": "Free Practice 2",
    "FP3": "Free Practice 3", "Q1": "Q1", "Q2": "Q2", "Q3": "Q3", "SQ1": "SQ1", "SQ2": "SQ2",
    "SQ3": "SQ3",
}  # fmt: skip
_KINDS = {"roundentry": "entries", "sessionentry": "results", "lap": "laps", "pitstop": "pit_stops"}


def _claims(source: Source) -> int:
    head = source.head[:4096]
    return SPECIFIC if '"object_type"' in head and '"foreign_keys"' in head else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    groups: dict[tuple[str, Any, Any, str], list[dict[str, Any]]] = {}
    for number, one in enumerate(document, start=1):
        kind = _KINDS.get(str(one.get("object_type", "")).lower())
        keys = one.get("foreign_keys") or {}
        if kind is None:
            continue
        session = _SESSIONS.get(str(keys.get("session") or "R"), str(keys.get("session")))
        rows = groups.setdefault((kind, keys.get("year"), keys.get("round"), session), [])
        rows += [
            {"line": number, **_who(keys), **_FIELDS[kind](o)} for o in one.get("objects") or []
        ]
    if not groups:
        message = f"{source.path}: holds no entry, classification, lap or stop"
        raise ReadError(message)
    tables: list[Table] = [
        table(kind, rows, {"season": str(year), "round": str(number), "session": session})
        for (kind, year, number, session), rows in groups.items()
    ]
    return Reading(source=source, reader=FORMAT.name, encoding=encoding, tables=tables)


def _who(keys: Mapping[str, Any]) -> dict[str, Any]:
    out = {"car_number": keys.get("car_number"), "driver_ref_1": keys.get("driver_reference")}
    team = keys.get("team_reference")
    return out | {"team": str(team).replace("_", " ").title() if team else None}


def _entry(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"car_number": one.get("car_number")}


def _result(one: Mapping[str, Any]) -> dict[str, Any]:
    status = one.get("status")
    return {
        "position": one.get("position"),
        "classified": one.get("is_classified"),
        "status": _STATUS.get(status, status) if status is not None else one.get("detail"),
        "points": one.get("points"),
        "grid": one.get("grid"),
        "total": _time(one.get("time")),
        "laps": one.get("laps_completed"),
    }


def _lap(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lap_number": one.get("number"),
        "position": one.get("position"),
        "lap": _time(one.get("time")),
        "speed_kph": one.get("average_speed"),
        "deleted_reason": "deleted" if one.get("is_deleted") else None,
    }


def _stop(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "stop": one.get("number"),
        "lap_number": one.get("lap_number") or one.get("lap"),
        "lane": _time(one.get("duration")),
    }


def _time(value: Any) -> str | None:
    """Read {"_type": "timedelta", "milliseconds": 105537}."""
    return seconds(value.get("milliseconds")) if isinstance(value, Mapping) else value


_FIELDS = {"entries": _entry, "results": _result, "laps": _lap, "pit_stops": _stop}

FORMAT = Format(
    name="jolpica-import",
    summary="Jolpica's import files: entries, classifications, laps",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
)
