"""
The canonical fields: every word that a reader may call a column, and what its cells are.

This is the one list. Readers name columns with it, `--columns` and manifests use it, the import
turns the text of each field into its column by the parser of its type (racedb.units).
"""

from collections.abc import Mapping
from typing import NamedTuple

KINDS = ("results", "laps", "pit_stops", "entries")
"""Kinds of tables. A list of entries states who takes part and has no results."""

MAX_CREW = 10
"""Most drivers of one car that racedb takes; a crew of more is a mistake of the file."""


class Field(NamedTuple):
    """One canonical field."""

    name: str
    type: str
    """
    text, name (of a person), crew (several names in one cell), duration, gap, total (a duration for
    the leader, a gap, laps or a word for the others), position, whole, decimal, flag, yes (a mark
    that is there or not), date, clock (a time of day).
    """
    kinds: tuple[str, ...]
    meaning: str


def _fields() -> Mapping[str, Field]:
    every, timed = KINDS, ("results", "laps")
    listed = [
        # what the row belongs to
        Field("series", "text", every, "championship, by name"),
        Field("season", "text", every, "edition of the series: 2009, 2018-19"),
        Field("round", "whole", every, "number of the event in its season"),
        Field("event", "text", every, "name of the race meeting"),
        Field("session", "text", every, "name of the session: Qualifying, Race, Free Practice 1"),
        Field("date", "date", every, "day of the session"),
        Field("circuit", "text", every, "name of the venue"),
        Field("layout", "text", every, "name of the configuration of the circuit"),
        Field("length_m", "decimal", every, "length of a lap in metres"),
        # who
        Field("car_number", "text", every, "as printed: 007, 07 and 7 are three cars"),
        Field("class", "text", every, "class, category, division or group"),
        Field("drivers", "crew", every, "the crew in one cell"),
        Field("driver", "name", every, "one driver; on a lap, the one who drove it"),
        Field("driver_ref", "text", every, "the source's own key of that one driver"),
        Field("car_of", "name", ("laps", "pit_stops"), "driver whose car without a number it is"),
        Field("seat", "whole", ("laps",), "place of the driver in the crew, from 1"),
        Field("team", "text", every, "who runs the car; 'Entrant (Team)' is both"),
        Field("team_country", "text", every, "nationality of the team, any way it is written"),
        Field("entrant", "text", every, "licence holder, where it is not the team"),
        Field("manufacturer", "text", every, "maker of the car"),
        Field("car", "text", every, "car model or chassis, with or without its maker"),
        Field("engine", "text", every, "engine, begins with its maker"),
        Field("tyres", "text", every, "maker of the tyres, or its letter"),
        Field("homologation", "text", every, "rules the car is approved under"),
        # results
        Field("position", "position", timed, "1, 1st, 1=, NC, DNF, Ret ...; of a lap: at its end"),
        Field("class_position", "position", ("results",), "position in the class"),
        Field("row_order", "whole", ("results",), "order of the row where the file's is not it"),
        Field("classified", "yes", ("results",), "in the classification, running or not"),
        Field("status", "text", ("results",), "Finished, Retired, DNS, +1 Lap, a cause"),
        Field("reason", "text", ("results",), "cause of a retirement"),
        Field("laps", "whole", ("results",), "laps completed"),
        Field("total", "total", ("results",), "time of the whole session, gap or reason"),
        Field("gap", "gap", ("results",), "to the leader: +0.903, 1 Lap"),
        Field("interval", "gap", ("results",), "to the car ahead; not stored"),
        Field("best_lap", "duration", ("results",), "fastest lap; 'no time' is a word of status"),
        Field("best_lap_number", "whole", ("results",), "number of the fastest lap"),
        Field("best_lap_driver", "name", ("results",), "who drove it"),
        Field("q1", "duration", ("results",), "best lap of the first part of qualifying"),
        Field("q2", "duration", ("results",), "best lap of the second part"),
        Field("q3", "duration", ("results",), "best lap of the third part"),
        Field("grid", "position", ("results",), "starting place; a pit lane start is a note"),
        Field("points", "decimal", ("results",), "points as printed"),
        # laps
        Field("lap_number", "whole", ("laps", "pit_stops"), "number of the lap, from 1"),
        Field("lap", "duration", ("laps",), "lap time"),
        Field("s1", "duration", ("laps",), "first sector"),
        Field("s2", "duration", ("laps",), "second sector"),
        Field("s3", "duration", ("laps",), "third sector"),
        Field("elapsed", "duration", ("laps", "pit_stops"), "session time at the end of the lap"),
        Field("time_of_day", "clock", ("laps", "pit_stops"), "clock time; not stored"),
        Field("speed_kph", "decimal", timed, "average speed of the lap in km/h"),
        Field("speed_mph", "decimal", timed, "the same in miles per hour; stored as km/h"),
        Field("top_kph", "decimal", ("laps",), "highest speed in km/h"),
        Field("pit_in", "yes", ("laps",), "the lap ends in the pits"),
        Field("pit_out", "yes", ("laps",), "the lap begins in the pits"),
        Field("flag", "flag", ("laps",), "worst flag of the lap"),
        Field("deleted_reason", "text", ("laps",), "why the lap does not count"),
        # pit stops
        Field("stop", "whole", ("pit_stops",), "number of the stop, from 1"),
        Field("lane", "duration", ("pit_stops",), "from pit entry to pit exit"),
        Field("stationary", "duration", ("pit_stops",), "standing in the box"),
    ]
    for seat in range(1, MAX_CREW + 1):
        listed += [
            Field(f"driver_{seat}", "name", every, f"driver in seat {seat}"),
            Field(f"driver_ref_{seat}", "text", every, f"the source's own key of driver {seat}"),
            Field(f"rating_{seat}", "text", every, f"licence grade of driver {seat}"),
            Field(f"country_{seat}", "text", every, f"nationality of driver {seat}"),
            Field(f"born_{seat}", "date", every, f"date of birth of driver {seat}"),
        ]
    return {field.name: field for field in listed}


FIELDS = _fields()
CONTEXT = ("series", "season", "round", "event", "session", "date", "circuit", "layout", "length_m")
"""Fields that say what a row belongs to; a table may state them once for all its rows."""
