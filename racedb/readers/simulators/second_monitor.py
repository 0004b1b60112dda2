"""
SecondMonitor: the summary of one session of any simulator, in JSON or, of older versions, in XML.

Both have the same names; an element of XML is read as what JSON would have in its place.
"""

import re
from collections.abc import Mapping
from typing import Any

from racedb.readers import xml_text
from racedb.readers.json_text import as_object, as_objects
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import Record, found, load, noted, session_tables

_SESSIONS = {"Qualification": "Qualifying", "WarmUp": "Warm-up"}
_RESULT = {
    "FinishingPosition": "position", "FinishingPositionInClass": "class_position",
    "CarName": "car", "ClassName": "class", "TotalLaps": "laps", "InitialPosition": "grid",
}  # fmt: skip
_LAP = {"LapNumber": "lap_number", "IsPitLap": "pit_in"}
_TIMES = {"LapTime": "lap", "Sector1": "s1", "Sector2": "s2", "Sector3": "s3"}
_OUT = {"dnf": "DNF", "dq": "DSQ"}
_CLOCK = re.compile(r"(?:(\d{1,6})\.)?(\d{1,6}):(\d\d):(\d\d(?:\.\d+)?)")
_ISO = re.compile(r"P(?:(\d{1,6})D)?T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d+)?)S)?")


def _claims(source: Source) -> int:
    if "<SessionSummary" in source.head:
        return SPECIFIC
    known = {"SessionRunTime", "Simulator", "Drivers"}
    return SPECIFIC if known <= set(as_object(source.json)) else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    if "<SessionSummary" in source.head:
        root, encoding, findings = xml_text.load(source)
        document = noted(_value(root))
    else:
        document, encoding = load(source)
        findings = []
    body = as_object(document)
    track = as_object(body.get("TrackInfo"))
    kind = str(body.get("SessionType") or "")
    context = {
        "session": _SESSIONS.get(kind, kind),
        "circuit": track.get("TrackName"),
        "layout": track.get("TrackLayoutName"),
        "length_m": as_object(track.get("LayoutLength")).get("InMeters"),
        "date": str(body.get("SessionRunTime") or "")[:10],
    }
    drivers = [driver for driver in as_objects(body.get("Drivers")) if _name(driver)]
    results = [_result(driver, is_race=kind == "Race") for driver in drivers]
    laps = [_lap(driver, lap) for driver in drivers for lap in as_objects(driver.get("Laps"))]
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=found(source, session_tables(context, results, laps), document),
        findings=findings,
    )


def _value(node: Any) -> Any:
    """Return an element as JSON would have it: a text, an object, or a list of what repeats."""
    inside = [child for child in node if isinstance(child.tag, str)]
    if not inside:
        return node.text
    if node.tag in ("Drivers", "Laps"):
        return [_value(child) for child in inside]
    return {child.tag: _value(child) for child in inside}


def _name(driver: Record) -> Any:
    keys = ("DriverLongName", "DriverName", "DriverId")
    return next((driver[key] for key in keys if driver.get(key)), None)


def _result(driver: Record, *, is_race: bool) -> dict[str, Any]:
    valid = [lap for lap in as_objects(driver.get("Laps")) if _is_valid(lap)]
    times = [time for lap in valid if (time := _time(lap.get("LapTime")))]
    status = _OUT.get(str(driver.get("FinishStatus")).lower()) if is_race else None
    return {
        "driver_1": _name(driver),
        **_renamed(driver, _RESULT),
        "best_lap": min(times, key=float, default=None),
        "status": status,
    }


def _lap(driver: Record, lap: Record) -> dict[str, Any]:
    return {
        "driver": _name(driver),
        **_renamed(lap, _LAP),
        **{field: _time(lap.get(key)) for key, field in _TIMES.items()},
        "deleted_reason": None if _is_valid(lap) else "not valid",
    }


def _renamed(record: Record, names: Mapping[str, str]) -> dict[str, Any]:
    return {field: record.get(key) for key, field in names.items()}


def _is_valid(lap: Record) -> bool:
    return str(lap.get("IsValid", True)).lower() != "false"


def _time(text: Any) -> str | None:
    """Return the seconds of 00:01:09.0130000 or PT1M9.013S; None for 0 and anything else."""
    at = _CLOCK.fullmatch(str(text)) or _ISO.fullmatch(str(text))
    days, hours, minutes, rest = at.groups() if at else (None, None, None, None)
    whole, _, parts = (rest or "0").partition(".")
    total = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(whole)
    return f"{total}.{parts[:6] or 0}" if total or parts.strip("0") else None


FORMAT = Format(
    name="second-monitor",
    summary="summaries of sessions that SecondMonitor writes for any simulator, JSON or XML",
    claims=_claims,
    read=_read,
    suffixes=(".json", ".xml"),
    line="record",
)
