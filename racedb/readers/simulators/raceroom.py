"""RaceRoom: the result file of a server, several sessions, cars without numbers."""

from collections.abc import Mapping, Sequence
from re import search
from typing import Any

from racedb.readers.json_text import as_list, as_object, as_objects
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import day_of, found, load, seconds, session_name, session_tables
from racedb.table import Table

_SESSIONS = {"qualify": "Qualifying", "warmup": "Warm-up"}
_STATUS = {
    "Finished": "Finished", "DidNotFinish": "DNF", "Disqualified": "DSQ", "DidNotStart": "DNS",
}  # fmt: skip


def _claims(source: Source) -> int:
    sessions = as_objects(as_object(source.json).get("Sessions"))
    return SPECIFIC if any("Players" in session for session in sessions) else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    body = as_object(document)
    tables: list[Table] = []
    for session in as_objects(body.get("Sessions")):
        context = {
            "session": session_name(str(session.get("Type") or "Session"), _SESSIONS),
            "circuit": body.get("Track"),
            "layout": body.get("TrackLayout"),
            "date": _day(body.get("StartTime") or body.get("Time")),
        }
        players = [player for player in as_objects(session.get("Players")) if _name(player)]
        results = [_result(n, player) for n, player in enumerate(players, start=1)]
        laps = [lap for player in players for lap in _laps(player)]
        tables += session_tables(context, results, laps)
    return Reading(
        source=source, reader=FORMAT.name, encoding=encoding, tables=found(source, tables, document)
    )


def _day(stamp: Any) -> str | None:
    """Read /Date(1459003463775)/, milliseconds since 1970 in UTC, or 1607101107, seconds."""
    at = search(r"^(?:/Date\((\d{1,15})|(\d{1,12})$)", str(stamp or ""))
    if not at:
        return None
    return day_of(int(at[1]) // 1000 if at[1] else int(at[2]))


def _name(player: Mapping[str, Any]) -> Any:
    return player.get("FullName") or player.get("Username")


def _result(n: int, player: Mapping[str, Any]) -> dict[str, Any]:
    laps = as_objects(player.get("RaceSessionLaps"))
    position = player.get("Position")
    return {
        "position": position if isinstance(position, int) and position > 0 else n,
        "class_position": player.get("PositionInClass"),
        "driver_1": _name(player),
        "car": player.get("Car"),
        "laps": len(laps) or None,
        "total": seconds(player.get("TotalTime")),
        "best_lap": seconds(player.get("BestLapTime")),
        "grid": player.get("StartPosition"),
        "status": _STATUS.get(str(player.get("FinishStatus"))),
    }


def _laps(player: Mapping[str, Any]) -> list[dict[str, Any]]:
    out = []
    for number, lap in enumerate(as_objects(player.get("RaceSessionLaps")), start=1):
        invalid = lap.get("Valid") is False
        out.append(
            {
                "driver": _name(player),
                "lap_number": number,
                "lap": seconds(lap.get("Time")),
                **_sectors(as_list(lap.get("SectorTimes"))),
                "position": lap.get("Position"),
                "pit_in": bool(lap.get("PitStopOccured")),
                "deleted_reason": "not valid" if invalid else None,
            }
        )
    return out


def _sectors(running: Sequence[Any]) -> dict[str, str | None]:
    """Take the times at the ends of the sectors, which run up inside a lap, apart."""
    out: dict[str, str | None] = {}
    before = 0
    for n, time in enumerate(running[:3], start=1):
        if not isinstance(time, int) or time <= 0:
            return out
        out[f"s{n}"] = seconds(time - before)
        before = time
    return out


FORMAT = Format(
    name="raceroom",
    summary="RaceRoom, server results",
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="record",
)
