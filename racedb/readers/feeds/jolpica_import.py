"""
Jolpica's import files: a list of objects with natural keys - entries, classifications, laps, stops.

Year, round, session and car number are the keys; drivers and teams stand by reference. The series
and the name of the event are not in the file.
"""

import re
from collections.abc import Mapping
from typing import Any

from racedb.errors import ReadError
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import Record, found, load, seconds, table
from racedb.reference import maker_named
from racedb.table import Table

_STATUS = {
    0: "Finished", 1: "Lapped", 10: "Accident", 11: "Retired", 20: "Disqualified",
    30: "Did not start", 40: "Did not qualify", 41: "Did not prequalify",
}  # fmt: skip
"""Jolpica's numbers for what became of a car."""
_SESSIONS = {
    "R": "Race", "SR": "Sprint", "FP1": "Free Practice 1", "FP2": "Free Practice 2",
    "FP3": "Free Practice 3", "QA": "Qualifying", "QB": "Qualifying", "QO": "Qualifying",
}  # fmt: skip
_KINDS = {"roundentry": "entries", "sessionentry": "results", "lap": "laps", "pitstop": "pit_stops"}
_UNITS_MS = {
    "days": 86_400_000, "hours": 3_600_000, "minutes": 60_000, "seconds": 1_000, "milliseconds": 1,
}  # fmt: skip


def _claims(source: Source) -> int:
    head = source.head[:4096]
    return SPECIFIC if '"object_type"' in head and '"foreign_keys"' in head else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    """
    Read a file of one round or of many.

    Raises:
        ReadError: no JSON, or without any entry, classification, lap or stop.
    """
    document, encoding = load(source)
    groups: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
    for number, one in enumerate(document if isinstance(document, list) else [document], start=1):
        kind, keys, objects = _parts(one)
        if kind is None:
            continue
        code = str(keys.get("session") or "R")
        group = (kind, str(keys.get("year")), str(keys.get("round")), _SESSIONS.get(code, code))
        groups.setdefault(group, []).extend(
            {"line": number, **_who(keys), **_FIELDS[kind](each, keys)} for each in objects
        )
    if not any(groups.values()):
        message = f"{source.path}: holds no entry, classification, lap or stop"
        raise ReadError(message)
    tables: list[Table] = [
        table(kind, rows, {"season": year, "round": number, "session": session})
        for (kind, year, number, session), rows in groups.items()
        if rows
    ]
    return Reading(
        source=source, reader=FORMAT.name, encoding=encoding, tables=found(source, tables, document)
    )


def _parts(one: Any) -> tuple[str | None, Record, list[Record]]:
    """Return the kind, the keys and the objects of one element; what is none has no kind."""
    if not isinstance(one, Mapping) or not isinstance(one.get("foreign_keys"), Mapping):
        return None, {}, []
    name = str(one.get("object_type", "")).lower().replace("_", "")
    objects = one.get("objects")
    listed = objects if isinstance(objects, list) else []
    return _KINDS.get(name), one["foreign_keys"], [o for o in listed if isinstance(o, Mapping)]


def _who(keys: Record) -> dict[str, Any]:
    team = keys.get("team_reference")
    return {
        "car_number": keys.get("car_number"),
        "driver_ref": keys.get("driver_reference"),
        "team": _named(str(team)) if team else None,
    }


def _named(reference: str) -> str:
    """Make a name of a reference: the maker's where it is one (mclaren), else its words."""
    words = reference.replace("_", " ")
    maker = maker_named(words)
    return maker.name if maker else words.title()


def _entry(one: Record, _keys: Record) -> dict[str, Any]:
    return {"car_number": one.get("car_number")}


def _result(one: Record, _keys: Record) -> dict[str, Any]:
    status, detail = one.get("status"), one.get("detail")
    return {
        "position": one.get("position"),
        "classified": one.get("is_classified"),
        "status": detail if status is None else _STATUS.get(status, status),
        "reason": None if status is None else detail,
        "points": one.get("points"),
        "grid": one.get("grid") or None,
        "total": _time(one.get("time")),
        "laps": one.get("laps_completed"),
    }


def _lap(one: Record, _keys: Record) -> dict[str, Any]:
    return {
        "lap_number": one.get("number"),
        "position": one.get("position"),
        "lap": _time(one.get("time")),
        "speed_kph": one.get("average_speed"),
        "deleted_reason": "deleted" if one.get("is_deleted") else None,
    }


def _stop(one: Record, keys: Record) -> dict[str, Any]:
    return {
        "stop": one.get("number"),
        "lap_number": keys.get("lap"),
        "lane": _time(one.get("duration")),
        "time_of_day": one.get("local_timestamp"),
    }


def _time(value: Any) -> str | None:
    """Read {"_type": "timedelta", "minutes": 1, "milliseconds": 45537}; any other value as text."""
    parts = {unit: value[unit] for unit in _UNITS_MS if unit in value} if _is_time(value) else {}
    if not parts:
        return None if value is None else str(value)
    return seconds(round(sum(float(amount) * _UNITS_MS[unit] for unit, amount in parts.items())))


def _is_time(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        re.fullmatch(r"\d+(\.\d+)?", str(value[unit])) for unit in _UNITS_MS if unit in value
    )


_FIELDS = {"entries": _entry, "results": _result, "laps": _lap, "pit_stops": _stop}

FORMAT = Format(
    name="jolpica-import",
    summary="Jolpica's import files: entries, classifications, laps, stops",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="object",
)
