"""Which kind of table some columns make: results, laps, pit stops, entries, or none of these."""

from collections.abc import Sequence

from racedb.table import NOT_TAKEN, Column
from racedb.understand import vocabulary
from racedb.understand.value_shapes import shapes_of

_RESULT = {
    "position", "class_position", "laps", "total", "gap", "best_lap", "q1", "grid", "points",
    "status", "reason", "speed_kph", "speed_mph", "interval",
}  # fmt: skip
_PLACED_ONLY = {"points", "position", "status", "grid", "class_position"}
_PEOPLE = {"drivers", "driver", "driver_1", "driver_ref", "given_1", "family_1"}
_WHO = {"car_number", "team", *_PEOPLE}
TIMED = {"lap", "s1", "elapsed"}
STOPPED = {"lane", "stationary"}
_PLACED = {"position", "best_lap", "total"}
_BY_FIELD = {
    "penalty": "penalties",
    "season_points": "printed_standings",
    "message": "race_control_messages",
}
"""Fields that only tables of one kind have."""
_MEASURED = {"air_c", "track_c", "humidity_pct"}
NO_HEADER, NO_VALUES = "no known header", "its values look like nothing known"
"""Why a column is not understood of which neither words nor values say anything."""


def kind_of(columns: Sequence[Column]) -> str:
    """Find which kind of table has these columns."""
    return kind_with({column.field for column in columns})


def kind_with(has: set[str | None]) -> str:
    """Find which kind of table has these fields."""
    if known := next((kind for field, kind in _BY_FIELD.items() if field in has), None):
        return known
    if has & _MEASURED and not has & _WHO:
        return "weather"
    if "last_lap" in has or ("lap_number" in has and has & TIMED):
        return "laps"
    if "stop" in has or ("lap_number" in has and has & STOPPED and not has & _PLACED):
        return "pit_stops"
    return "results" if has & _RESULT else "entries"


def looks_like_results(column: Column) -> bool:
    """
    Say whether a column that is left out may be one of results.

    Its header says so, or its cells are times. What only a timing system needs is none, nor is what
    the reader of a known schema leaves out.
    """
    if column.why == NOT_TAKEN:
        return False
    if column.field or column.why not in (NO_HEADER, NO_VALUES):
        return column.field not in ("interval", "time_of_day")
    return shapes_of(column.samples).are("clock")


def is_results(columns: Sequence[Column]) -> bool:
    """Distinguish a table of results or laps from standings, calendars and everything else."""
    has = {column.field for column in columns if column.field}
    season = sum(vocabulary.is_of_season(vocabulary.key(column.source)) for column in columns)
    if season >= 2:
        return False
    placed = "position" in has and has & {"car_number", "car", "status", "grid", "event"}
    if kind_of(columns) == "laps":
        return bool(has & _WHO)
    return bool(has & _WHO) and bool(has & (_RESULT - _PLACED_ONLY) or placed)
