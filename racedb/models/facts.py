"""
What happened in the sessions: results, drives, laps and pit stops.

Facts have natural keys led by session_id and no ids of their own, so that the schema can be
distributed on it. Each knows the import and the line that it came from.
"""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text

from racedb.models.base import (
    BIG,
    BOOL,
    DOUBLE,
    INT,
    TEXT,
    at_least,
    has,
    key,
    may_have,
    one_of,
    table,
)


def _result() -> ForeignKeyConstraint:
    """Refer to the result of the car in the session."""
    return ForeignKeyConstraint(
        ["session_id", "entry_id"], ["results.session_id", "results.entry_id"]
    )


_PODIUM = text("position <= 3 OR class_position <= 3")

results = table(
    "results",
    "What a classification says of one car; what it does not print is NULL.",
    key("session_id", BIG, "the session", ForeignKey("sessions.id")),
    key("entry_id", BIG, "the car", ForeignKey("entries.id"), index=True),
    has("row_order", INT, "order of the rows as printed"),
    may_have("position", INT, "from 1; NULL: not classified, or not printed"),
    may_have("class_position", INT, "position in the class, from 1"),
    may_have("classified", BOOL, "listed as having covered enough, running or not"),
    has("status", TEXT, "what became of the car; unknown: no word tells"),
    may_have("status_detail", TEXT, "cause or word as printed: Gearbox"),
    may_have("laps", INT, "laps completed"),
    may_have("total_us", BIG, "time of the whole session in microseconds"),
    may_have("gap_us", BIG, "to the leader in microseconds; NULL: leader, or in laps"),
    may_have("gap_laps", INT, "to the leader in laps"),
    may_have("best_lap_us", BIG, "fastest lap in microseconds"),
    may_have("best_lap_number", INT, "number of the fastest lap"),
    may_have("best_lap_driver_id", BIG, "who drove it", ForeignKey("drivers.id")),
    may_have(
        "speed_kph", DOUBLE, "average speed as printed in km/h, also where it could be computed"
    ),
    may_have("grid_position", INT, "starting place; NULL: none, see grid_note"),
    may_have("grid_note", TEXT, "why there is no place on the grid: pit lane"),
    may_have("points", DOUBLE, "points as printed"),
    has("import_id", BIG, "where it came from", ForeignKey("imports.id"), index=True),
    has("line", INT, "line, record or row in the file, from 1"),
    # Few rows: who asks for winners in these words looks at no other results.
    Index(
        "ix_results_podium", "session_id", "entry_id", "position", "class_position",
        sqlite_where=_PODIUM,  # on PostgreSQL, too: racedb/db/deferred_indexes.py
    ),
    one_of(
        "status",
        ("finished", "retired", "not_started", "withdrawn", "not_qualified", "not_prequalified",
         "disqualified", "excluded", "no_time", "unknown"),
    ),
    *(
        at_least(column, 1)
        for column in (
            "position", "class_position", "best_lap_us", "best_lap_number", "grid_position",
            "total_us",
        )
    ),
    at_least("laps", 0),
)  # fmt: skip

drives = table(
    "drives",
    "Facts of one driver in one car of one session: shared drives, split points.",
    key("session_id", BIG, "the session"),
    key("entry_id", BIG, "the car"),
    key("driver_id", BIG, "the driver", ForeignKey("drivers.id"), index=True),
    may_have("laps", INT, "laps as printed for this driver"),
    may_have("best_lap_us", BIG, "this driver's fastest lap in microseconds"),
    may_have("time_us", BIG, "time at the wheel in microseconds"),
    may_have("points", DOUBLE, "this driver's points"),
    _result(),
)

laps = table(
    "laps",
    "One lap of one car.",
    key("session_id", BIG, "the session"),
    key("entry_id", BIG, "the car"),
    key("number", INT, "number of the lap, from 1"),
    may_have("driver_id", BIG, "who drove it", ForeignKey("drivers.id"), index=True),
    may_have("lap_us", BIG, "lap time in microseconds; NULL: no time was taken"),
    may_have("elapsed_us", BIG, "session time at its end in microseconds"),
    may_have("s1_us", BIG, "first sector in microseconds"),
    may_have("s2_us", BIG, "second sector in microseconds"),
    may_have("s3_us", BIG, "third sector in microseconds"),
    may_have("position", INT, "position at its end"),
    may_have("speed_kph", DOUBLE, "average speed in km/h"),
    may_have("top_kph", DOUBLE, "highest speed in km/h"),
    has("pit_in", BOOL, "it ends in the pits"),
    has("pit_out", BOOL, "it begins in the pits"),
    may_have("flag", TEXT, "worst flag seen during it; NULL: not printed"),
    may_have("deleted_reason", TEXT, "why it does not count; NULL: it counts"),
    has("import_id", BIG, "where it came from", ForeignKey("imports.id")),
    has("line", INT, "line, record or row in the file, from 1"),
    may_have(
        "clean", BOOL,
        "kept by loads: it shows pace; timed, under green, no in- or out-lap, not a race's first",
    ),
    may_have(
        "running_position", INT,
        "kept by loads: position in a race at its end as printed, or else as the cars ended it",
    ),
    may_have(
        "behind_leader_us", BIG,
        "kept by loads: how long after the first car that ended the same lap of a race",
    ),
    _result(),
    one_of("flag", ("green", "yellow", "fcy", "sc", "vsc", "code60", "red", "chequered")),
    at_least("number", 1),
    at_least("lap_us", 1),
)  # fmt: skip

pit_stops = table(
    "pit_stops",
    "One stop of one car.",
    key("session_id", BIG, "the session"),
    key("entry_id", BIG, "the car"),
    key("number", INT, "number of the stop, from 1"),
    may_have("lap_number", INT, "lap that ended with it"),
    may_have("elapsed_us", BIG, "session time of the stop in microseconds"),
    may_have("lane_us", BIG, "from pit entry to pit exit in microseconds"),
    may_have("stationary_us", BIG, "standing in the box in microseconds"),
    has("import_id", BIG, "where it came from", ForeignKey("imports.id")),
    has("line", INT, "line, record or row in the file, from 1"),
    _result(),
    at_least("number", 1),
)
