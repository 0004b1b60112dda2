"""What files, manifests and the command line state of a session beside its name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from racedb import reference
from racedb.errors import UsageError
from racedb.ingest.context import Context
from racedb.units.durations import duration_us

SESSION_COLUMNS: Mapping[str, str] = {
    "state": "state", "starts_at": "starts_at", "time_zone": "starts_at",
    "scheduled_laps": "scheduled_laps", "scheduled_us": "scheduled_time",
    "classified_lap": "classified_lap", "part_of_id": "part_of", "layout_id": "layout",
}  # fmt: skip
"""Columns of sessions, and the key that a manifest or the command line states each with."""


def stated_facts(context: Context, given: Mapping[str, str]) -> Mapping[str, Any]:
    """
    Return what is stated of a session, by column.

    Raises:
        UsageError: a number, a time or the start is none.
    """
    facts: dict[str, Any] = {}
    if given.get("state"):
        facts["state"] = given["state"]
    if start := context.get("starts_at"):
        facts |= _start(start, context.get("circuit"))
    for column in ("scheduled_laps", "classified_lap"):
        if given.get(column):
            facts[column] = _laps(column, given[column])
    if given.get("scheduled_time"):
        facts["scheduled_us"] = _time(given["scheduled_time"])
    return facts


def _start(text: str, circuit: str | None) -> Mapping[str, Any]:
    """Read a moment; without a zone it is the time at the circuit."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"starts_at: {text!r} is not a start like 2025-11-23T06:00:00Z") from None
    zone = str(moment.tzinfo) if moment.tzinfo else _zone_of(circuit)
    if zone is None:
        raise UsageError(
            f"starts_at: {text!r} has no zone, and that of the circuit is not known; "
            "write 2025-11-23T14:00+01:00"
        )
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return {"starts_at": moment.astimezone(UTC), "time_zone": zone}


def _zone_of(circuit: str | None) -> str | None:
    known = reference.circuit_named(circuit) if circuit else None
    return known.time_zone if known else None


def _laps(key: str, text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise UsageError(f"{key}: {text!r} is not a number of laps")
    return int(text)


def _time(text: str) -> int:
    value = duration_us(text)
    if not value:
        raise UsageError(f"scheduled_time: {text!r} is not a time like 6:00:00")
    return value
