"""
The canonical fields: every word that a reader may call a column, and where its values go.

This is the only list of them. Readers name columns with it, `--columns` and manifests use it, an
import turns the text of each field into its column by the parser of its type (racedb.units), and
comparing, correcting and showing values take their columns and labels from it.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

OF_SESSION = ("weather", "race_control_messages")
"""Kinds of tables whose rows are about a whole session: no car and no driver."""
OF_SEASON = ("calendar", "printed_standings")
"""Kinds of tables whose rows are about a season: no session has them."""
KINDS = ("results", "laps", "pit_stops", "entries", *OF_SESSION, *OF_SEASON, "penalties")
"""Kinds of tables. A list of entries states who takes part and has no results."""

MAX_CREW = 10
"""Most drivers of one car that racedb takes; a crew of more is a mistake of the file."""


class Stored(NamedTuple):
    """A column of results, laps and other facts that files state."""

    name: str
    type: str
    """How people write its value: one of the types of fields, never total."""
    label: str
    """What reports call it."""


class Field(NamedTuple):
    """
    One canonical field.

    A field with a column needs no other code: its cells are read by the parser of its type, its
    values are stored, compared, corrected and shown. Rules that make one value of several cells
    (times, grids, outcomes) are in racedb.ingest.values.
    """

    name: str
    type: str
    """
    text, name (of a person), crew (several names in one cell), duration, gap, total (a duration for
    the leader, a gap, laps or a word for the others), position, whole, number (whole, from 1),
    decimal, speed (above 0), flag, yes (a mark that is there or not), date, clock (a time of day),
    moment (day and time, or seconds since 1970).
    """
    kinds: tuple[str, ...]
    meaning: str
    column: str = ""
    """The column that takes its value; '': it is not stored as a value of a fact."""
    label: str = ""
    """What reports call the column; '': its name, with blanks."""
    also: tuple[Stored, ...] = ()
    """Further columns that the same cell fills."""
    tables: tuple[str, ...] = ()
    """The tables that have the column; (): those of all its kinds."""

    @property
    def stored(self) -> tuple[Stored, ...]:
        """Return the columns that a field with a column fills."""
        type_ = "duration" if self.type == "total" else self.type
        label = self.label or self.column.replace("_", " ")
        return (Stored(self.column, type_, label), *self.also)


_LAPS_DOWN = Stored("gap_laps", "whole", "laps down")
_GAP = Stored("gap_us", "gap", "gap")
_DETAIL = Stored("status_detail", "text", "cause")
_GRID_NOTE = Stored("grid_note", "text", "grid")


def _fields() -> Mapping[str, Field]:
    every, timed = KINDS[:4], ("results", "laps")
    results, laps, stops, driven = ("results",), ("laps",), ("pit_stops",), ("laps", "pit_stops")
    weather, messages, penalties = OF_SESSION[:1], OF_SESSION[1:], ("penalties",)
    calendar, standings = OF_SEASON[:1], OF_SEASON[1:]
    named = (*every, *standings)
    listed = [
        # what the row belongs to
        Field("series", "text", KINDS, "championship, by name"),
        Field("season", "text", KINDS, "edition of the series: 2009, 2018-19"),
        Field("round", "whole", KINDS, "number of the event in its season"),
        Field("event", "text", KINDS, "name of the race meeting"),
        Field("session", "text", KINDS, "name of the session: Qualifying, Race, Free Practice 1"),
        Field("date", "date", KINDS, "day of the session"),
        Field("starts_at", "text", KINDS, "start of the session: 2025-11-23T06:00:00Z"),
        Field("circuit", "text", KINDS, "name of the venue"),
        Field("layout", "text", KINDS, "name of the configuration of the circuit"),
        Field("length_m", "decimal", KINDS, "length of a lap in metres"),
        Field("starts_on", "text", calendar, "first day of the event"),
        Field("ends_on", "text", calendar, "last day of the event"),
        Field("country", "text", calendar, "country of the venue"),
        Field("event_state", "text", calendar, "cancelled, postponed; any other remark is none"),
        # who
        Field(
            "car_number", "text", (*every, *messages, *penalties),
            "as printed: 007, 07 and 7 are three cars",
            "car_number", "car", tables=(*messages, *penalties),
        ),
        Field("class", "text", named, "class, category, division or group"),
        Field("drivers", "crew", named, "the crew in one cell"),
        Field(
            "driver", "name", (*named, *penalties), "one driver; on a lap, the one who drove it",
            "driver_id", "driver", tables=(*laps, *penalties),
        ),
        Field("driver_ref", "text", named, "the source's own key of that one driver"),
        Field("car_of", "name", driven, "driver whose car without a number it is"),
        Field("seat", "whole", laps, "place of the driver in the crew, from 1"),
        Field("team", "text", named, "who runs the car; 'Entrant (Team)' is both"),
        Field("team_country", "text", named, "nationality of the team, any way it is written"),
        Field("entrant", "text", every, "licence holder, where it is not the team"),
        Field("manufacturer", "text", named, "maker of the car"),
        Field("car", "text", every, "car model or chassis, with or without its maker"),
        Field("engine", "text", named, "engine, begins with its maker"),
        Field("tyres", "text", every, "maker of the tyres, or its letter"),
        Field("homologation", "text", every, "rules the car is approved under"),
        Field("reserve", "text", ("entries",), "a mark or a word for a reserve"),
        Field("rounds", "text", ("entries",), "rounds of the season that somebody is entered for"),
        # results, in the order in which reports list their columns
        Field(
            "position", "position", (*timed, *standings),
            "1, 1st, 1=, NC, DNF, Ret ...; of a lap: at its end",
            "position",
        ),
        Field(
            "class_position", "position", results, "position in the class",
            "class_position", "class",
        ),
        Field("row_order", "whole", results, "order of the row where the file's is not it"),
        Field(
            "status", "text", ("results", "entries"), "Finished, Retired, DNS, +1 Lap, a cause",
            "status", also=(_DETAIL,), tables=results,
        ),
        Field(
            "classified", "yes", results, "in the classification, running or not", "classified"
        ),
        Field("reason", "text", results, "cause of a retirement"),
        Field("laps", "whole", results, "laps completed", "laps"),
        Field(
            "total", "total", results, "time of the whole session, gap or reason",
            "total_us", "time", also=(_GAP, _LAPS_DOWN),
        ),
        Field(
            "gap", "gap", results, "to the leader: +0.903, 1 Lap",
            "gap_us", "gap", also=(_LAPS_DOWN,),
        ),
        Field("interval", "gap", results, "to the car ahead; not stored"),
        Field(
            "best_lap", "duration", results, "fastest lap; 'no time' is a word of status",
            "best_lap_us", "best lap",
        ),
        Field(
            "best_lap_number", "number", results, "number of the fastest lap",
            "best_lap_number", "best lap in lap",
        ),
        Field(
            "best_lap_driver", "name", results, "who drove it", "best_lap_driver_id", "best lap by"
        ),
        Field(
            "q1", "duration", results, "best lap of the first part of qualifying",
            "best_lap_us", "best lap",
        ),
        Field("q2", "duration", results, "best lap of the second part"),
        Field("q3", "duration", results, "best lap of the third part"),
        Field(
            "speed_kph", "speed", timed, "average speed of the lap in km/h", "speed_kph", "km/h"
        ),
        Field(
            "speed_mph", "speed", timed, "the same in miles per hour; stored as km/h",
            "speed_kph", "km/h",
        ),
        Field(
            "grid", "position", timed, "starting place; a pit lane start is a note",
            "grid_position", "grid", also=(_GRID_NOTE,), tables=results,
        ),
        Field("points", "decimal", results, "points as printed", "points"),
        # standings of a season
        Field("season_points", "decimal", standings, "points of the whole season", "points"),
        Field("wins", "whole", standings, "wins of the season", "wins"),
        # laps
        Field(
            "lap_number", "number", (*driven, *messages, *penalties), "number of the lap, from 1",
            "lap_number", tables=(*stops, *messages, *penalties),
        ),
        Field("lap", "duration", laps, "lap time", "lap_us", "lap time"),
        Field(
            "elapsed", "duration", (*driven, *OF_SESSION), "session time at the end of the lap",
            "elapsed_us", "elapsed",
        ),
        Field("s1", "duration", laps, "first sector", "s1_us", "sector 1"),
        Field("s2", "duration", laps, "second sector", "s2_us", "sector 2"),
        Field("s3", "duration", laps, "third sector", "s3_us", "sector 3"),
        Field("time_of_day", "clock", driven, "clock time; not stored"),
        Field(
            "started_utc", "moment", laps, "moment of its start; with its time that of its end",
            "time_utc", "time",
        ),
        Field("top_kph", "speed", laps, "highest speed in km/h", "top_kph", "top km/h"),
        Field("pit_in", "yes", laps, "the lap ends in the pits", "pit_in"),
        Field("pit_out", "yes", laps, "the lap begins in the pits", "pit_out"),
        Field("flag", "flag", laps, "worst flag of the lap", "flag"),
        Field("compound", "text", laps, "compound of the tyres as printed: SOFT, M", "compound"),
        Field(
            "tyre_age", "whole", laps, "laps that the tyres have run at its end, from 1",
            "tyre_age_laps", "laps on the tyres",
        ),
        Field("first_lap", "whole", laps, "of a stint, whose row stands for all its laps"),
        Field("last_lap", "whole", laps, "of the stint; its tyre_age is that before it"),
        Field("deleted_reason", "text", laps, "why the lap does not count", "deleted_reason"),
        Field("deleted", "yes", laps, "the lap does not count; stored as its reason"),
        Field("valid", "yes", laps, "the lap counts; where not, that is stored as the reason"),
        Field("finish", "position", laps, "place in the result, beside every lap of the car"),
        # pit stops
        Field("stop", "number", stops, "number of the stop, from 1"),
        Field(
            "lane", "duration", driven, "from pit entry to pit exit; beside a lap it is a stop",
            "lane_us", "in the pit lane", tables=stops,
        ),
        Field(
            "stationary", "duration", driven, "standing in the box; beside a lap it is a stop",
            "stationary_us", "standing", tables=stops,
        ),
        # weather and messages of race control
        Field(
            "time_utc", "moment", OF_SESSION, "the moment: 2025-11-23T06:00:00Z, or since 1970",
            "time_utc", "time",
        ),
        Field("air_c", "decimal", weather, "temperature of the air: °C; °F", "air_c", "air °C"),
        Field("track_c", "decimal", weather, "of the track", "track_c", "track °C"),
        Field("humidity_pct", "decimal", weather, "relative humidity in %", "humidity_pct"),
        Field("pressure_mbar", "decimal", weather, "mbar; inches of mercury", "pressure_mbar"),
        Field("wind_kph", "decimal", weather, "in km/h; mph beside °F", "wind_kph", "wind km/h"),
        Field("wind_mps", "decimal", weather, "in m/s; stored as km/h", "wind_kph", "wind km/h"),
        Field("wind_deg", "decimal", weather, "where it comes from, in degrees", "wind_deg"),
        Field("rain", "yes", weather, "it rains", "rain"),
        Field("category", "text", messages, "what it is about: Flag, SafetyCar", "category"),
        Field("flag_shown", "text", messages, "flag as printed: BLUE", "flag"),
        Field("scope", "text", messages, "whom it is for: Track, Sector, Driver", "scope"),
        Field("sector", "whole", messages, "sector of the track", "sector"),
        Field("message", "text", messages, "its text", "message"),
        # decisions of the stewards
        Field("penalty", "text", penalties, "what was decided: 5 seconds, DSQ", "given"),
        Field("penalty_points", "decimal", penalties, "points on the licence"),
        Field("offence", "text", penalties, "what for", "reason"),
        Field("document", "text", penalties, "number or name of the decision", "document"),
        Field("decided", "text", penalties, "when, as printed", "decided_at"),
        Field("served", "yes", penalties, "served in the session", "served"),
    ]  # fmt: skip
    for seat in range(1, MAX_CREW + 1):
        listed += [
            Field(f"driver_{seat}", "name", named, f"driver in seat {seat}"),
            Field(f"driver_ref_{seat}", "text", named, f"the source's own key of driver {seat}"),
            Field(f"rating_{seat}", "text", every, f"licence grade of driver {seat}"),
            Field(f"country_{seat}", "text", named, f"nationality of driver {seat}"),
            Field(f"born_{seat}", "date", named, f"date of birth of driver {seat}"),
        ]
    return {field.name: field for field in listed}


FIELDS = _fields()
CONTEXT = (
    "series", "season", "round", "event", "session", "date", "starts_at", "circuit", "layout",
    "length_m",
)  # fmt: skip
"""Fields that say what a row belongs to; a table may state them once for all its rows."""


_TIMES = ("duration", "gap", "total")


def is_time(name: str | None) -> bool:
    """Return whether the values of a field are times: durations, gaps or totals."""
    return name in FIELDS and FIELDS[str(name)].type in _TIMES


def cell_type(kind: str, name: str) -> str:
    """
    Return the type by which the cells of a field are read in a table of this kind.

    Any time of a result may be a word for the outcome instead.
    """
    return "total" if kind == "results" and is_time(name) else FIELDS[name].type


@cache
def fields_of(table: str) -> tuple[Field, ...]:
    """Return the fields that fill columns of a table."""
    return tuple(it for it in FIELDS.values() if it.column and table in (it.tables or it.kinds))


@cache
def stored(table: str) -> Mapping[str, Stored]:
    """Return the columns of a table that files state, by name and in the order of reports."""
    return {column.name: column for field in fields_of(table) for column in field.stored}
