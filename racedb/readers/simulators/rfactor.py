"""rFactor 1 and 2 and their kin, Automobilista, Le Mans Ultimate: result files in XML."""

import re
from typing import Any

from racedb.errors import ReadError
from racedb.readers.json_text import as_objects
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import (
    Record,
    found,
    noted,
    planned,
    seats,
    session_name,
    session_tables,
)
from racedb.readers.xml_text import load
from racedb.table import Table

_SESSIONS = {
    "race": "Race", "qualify": "Qualifying", "practice": "Practice", "warmup": "Warm-up",
    "testday": "Test",
}  # fmt: skip
_TEXT = ""
"""The key of the text of an element beside its attributes."""
_LISTS = {"Driver", "Lap", "Swap"}
MAX_LAPS = 100_000
"""Laps of a file: each costs two kilobytes, and a race of 24 hours has 25,000."""
_STATUS = {"finished normally": "Finished", "dnf": "DNF", "dq": "DSQ", "dns": "DNS", "none": None}


def _claims(source: Source) -> int:
    return SPECIFIC if "<rFactorXML" in source.head or "<RaceResults>" in source.head else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    root, encoding, findings = load(source)
    if (laps := int(root.xpath("count(//Lap)"))) > MAX_LAPS:
        message = f"{source.path}: has {laps:,} laps; {MAX_LAPS:,} are the most"
        raise ReadError(message)
    results = root if root.tag == "RaceResults" else root.find(".//RaceResults")
    document = noted({} if results is None else _object(results))
    tables = _tables(document)
    if not tables:
        message = f"{source.path}: holds no session with drivers"
        raise ReadError(message)
    return Reading(
        source=source, reader=FORMAT.name, encoding=encoding,
        tables=found(source, tables, document), findings=findings,
    )  # fmt: skip


def _object(node: Any) -> dict[str, Any]:
    """Write an element as JSON would have it: its attributes, its text, and lists of elements."""
    made: dict[str, Any] = {**node.attrib, _TEXT: (node.text or "").strip()}
    for child in node.iterchildren("*"):
        is_object = child.tag in _LISTS or len(child)
        known = made.setdefault(child.tag, [] if is_object else child.text)
        if is_object and isinstance(known, list):  # damaged, an element may be of both kinds
            known.append(_object(child))
    return made


def _tables(results: Record) -> list[Table]:
    shared = {
        "circuit": _get(results, "TrackVenue") or _get(results, "TrackCourse"),
        "length_m": _get(results, "TrackLength"),
    }
    tables: list[Table] = []
    for tag, node in ((tag, it) for tag, value in results.items() for it in as_objects(value)):
        drivers = as_objects(node.get("Driver"))
        day = (_get(node, "TimeString") or _get(results, "TimeString") or "")[:10].replace("/", "-")
        name = session_name(tag, _SESSIONS)
        context = {**shared, **_planned(results, node, name), "session": name, "date": day}
        rows = [_result(driver) for driver in drivers]
        laps = [lap for driver in drivers for lap in _laps(driver)]
        tables += session_tables(context, rows, laps)
    return tables


def _planned(results: Record, node: Record, session: str) -> dict[str, str]:
    """Find what was planned of a session; a file of the first rFactor says it of its race only."""
    of_race = (_get(results, "RaceLaps"), _get(results, "RaceTime"))
    own = planned(_get(node, "Laps"), _get(node, "Minutes"))
    return own or (planned(*of_race) if session.startswith("Race") else {})


def _get(node: Record, name: str) -> str | None:
    text = node.get(name)
    return " ".join(text.split()) or None if isinstance(text, str) else None


def _time(text: str | None) -> str | None:
    """Return a number above 0; None for '--.----', -1 and 0."""
    if not text or not re.fullmatch(r"\s*\d+(\.\d+)?\s*", text) or float(text) <= 0:
        return None
    return text.strip()


def _int(text: str | None) -> int:
    """Return a number of laps; 0 for anything else."""
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0


def _result(driver: Record) -> dict[str, Any]:
    status = _get(driver, "FinishStatus") or ""
    driven = as_objects(driver.get("Lap"))
    times = [time for lap in driven if (time := _time(lap[_TEXT]))]
    return {
        "position": _get(driver, "Position"),
        "class_position": _get(driver, "ClassPosition"),
        "car_number": _get(driver, "CarNumber"),
        **seats(_crew(driver)),
        "team": _get(driver, "TeamName"),
        "car": _get(driver, "CarType") or _get(driver, "VehName"),
        "class": _get(driver, "CarClass"),
        "laps": _get(driver, "Laps") or len(driven) or None,
        "total": _time(_get(driver, "FinishTime")),
        "best_lap": _time(_get(driver, "BestLapTime") or min(times, key=float, default=None)),
        "grid": _get(driver, "GridPos"),
        "status": _STATUS.get(status.lower(), status),
        "reason": _get(driver, "DNFReason"),
    }


def _crew(driver: Record) -> list[str]:
    """Name who drove, in the order in which they took the wheel."""
    swaps = sorted(as_objects(driver.get("Swap")), key=lambda swap: _int(swap.get("startLap")))
    names = [name for swap in swaps if (name := swap[_TEXT])]
    own = _get(driver, "Name")
    return list(dict.fromkeys(names)) or ([own] if own else [])


def _laps(driver: Record) -> list[dict[str, Any]]:
    own = _get(driver, "Name")
    spans = [
        (_int(swap.get("startLap")), _int(swap.get("endLap")), name)
        for swap in as_objects(driver.get("Swap"))
        if (name := swap[_TEXT])  # who never hands over has an empty one
    ]
    out = []
    for lap in as_objects(driver.get("Lap")):
        number = _int(lap.get("num"))
        at_wheel = next((name for first, last, name in spans if first <= number <= last), own)
        out.append(
            {
                "car_number": _get(driver, "CarNumber"),
                "driver": at_wheel,
                "lap_number": number,
                "lap": _time(lap[_TEXT]),
                **{f"s{n}": _time(lap.get(f"s{n}")) for n in (1, 2, 3)},
                "position": lap.get("p"),
                "top_kph": _time(lap.get("topspeed")),
                "pit_in": lap.get("pit") == "1",
                "compound": (lap.get("fcompound") or "").partition(",")[2],  # of the front: 0,Soft
            }
        )
    return out


FORMAT = Format(
    name="rfactor",
    summary="rFactor 1 and 2, Automobilista, Le Mans Ultimate: results in xml",
    claims=_claims,
    read=_read,
    suffixes=(".xml",),
    line="record",
)
