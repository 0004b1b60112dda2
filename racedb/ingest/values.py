"""
Parsed cells to the columns that are stored: the values of a result, a lap or a pit stop.

Every function takes rows of one kind: a field NAME is there as text, and as `v NAME` when its type
is more than text; that is NULL where the cell is blank or cannot be read. It returns the frame with
the stored columns, and the names of those that the file states.

A field with a column of its own (racedb.fields) is stored by `_plain`. The rest of this module is
for columns that depend on several cells: times, gaps, grids, speeds and outcomes.
"""

from collections.abc import Collection, Mapping

import polars as pl

from racedb import units
from racedb.fields import Field, fields_of
from racedb.ingest.status import judge_rows
from racedb.ingest.times import above_zero, with_times

_DTYPES: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(("whole", "number", "position", "duration", "gap"), pl.Int64),
    **dict.fromkeys(("decimal", "speed"), pl.Float64),
    "yes": pl.Boolean, "flag": pl.String, "text": pl.String,
}  # fmt: skip
_ABOVE_ZERO = ("number", "speed", "duration")
"""Types with no value of 0: timing systems print 0:00.000 for 'none'."""
MARKS = ("pit_in", "pit_out")
"""Columns of laps that are never NULL: a lap without the mark is not one of the pits."""
_JUDGED = ("status", "classified", "total", "gap", "best_lap", "q1")
"""Fields of results whose columns are computed from several cells."""
_SPEEDS = ("speed_kph", "speed_mph")


def results(good: pl.DataFrame, *, exact: bool) -> tuple[pl.DataFrame, set[str]]:
    """Return results; *exact* ones are of a known schema, and no cell explains another."""
    has = set(good.columns)
    frame = good.with_columns(
        *_plain("results", has, (*_JUDGED, *_SPEEDS)),
        (pl.col("position") if "position" in has else _null(pl.String)).alias("position text"),
        _grid_note(has).alias("grid_note"),
        _speed(has).alias("speed_kph"),
        _row_order(has).cast(pl.Int64).alias("row_order"),
    )
    frame = judge_rows(with_times(frame, has, exact=exact), has)
    stated = _stated("results", has) | {"row_order", "status", "status_detail", "classified"}
    stated |= {name for name in ("laps", "best_lap_us") if frame[name].is_not_null().any()}
    # '+2 Laps' as a status is a gap as well, but a column of statuses without any states no gaps.
    if "status" in has and frame["gap_laps"].is_not_null().any():
        stated.add("gap_laps")
    stated |= {f"{part}_us" for part in ("q1", "q2", "q3") if part in has}
    return frame, stated


def _laps(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    stops = {name: f"{name}_us" for name in ("lane", "stationary") if name in has}
    frame = good.with_columns(
        *_plain("laps", has, (*_SPEEDS, *MARKS, "deleted_reason")),
        *(_mark(has, name).alias(name) for name in MARKS),
        *(above_zero(pl.col(f"v {name}")).alias(column) for name, column in stops.items()),
        _number(has, "lap_number"),
        _speed(has).alias("speed_kph"),
        _deleted_reason(has).alias("deleted_reason"),
    )
    stated = _stated("laps", has) | {"number", *stops.values()}
    stated |= {"pit_out"} if "pit_in" in has else set()  # the lap after an in-lap begins there
    return frame, stated | ({"deleted_reason"} if has & {"deleted", "valid"} else set())


def _pit_stops(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    frame = good.with_columns(*_plain("pit_stops", has), _number(has, "stop"))
    return frame, _stated("pit_stops", has) | {"number"}


def _entries(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    return good, set()


VALUES = {"laps": _laps, "pit_stops": _pit_stops, "entries": _entries}


# ---- fields with a column of their own -----------------------------------------------------------


def _plain(table: str, has: set[str], judged: Collection[str] = ()) -> list[pl.Expr]:
    """Return the columns that one field fills alone; NULL where the file does not have it."""
    return [
        _value(table, field, has).alias(field.column)
        for field in fields_of(table)
        if field.type in _DTYPES and field.name not in judged
    ]


def _value(table: str, field: Field, has: set[str]) -> pl.Expr:
    if field.name not in has:
        return _null(_DTYPES[field.type])
    if field.type == "text":
        return pl.col(field.name)
    value = pl.col(f"v {field.name}")
    # Any time of a result may be a word instead: its parser returns both.
    if table == "results" and field.type == "duration":
        value = value.struct.field("us")
    return above_zero(value) if field.type in _ABOVE_ZERO else value


def _number(has: set[str], name: str) -> pl.Expr:
    """Return the number of a lap or stop; without such a column all rows were rejected."""
    return (pl.col(f"v {name}") if name in has else _null(pl.Int64)).alias("number")


def _mark(has: set[str], name: str) -> pl.Expr:
    """Return a mark: an empty cell says that there is none; NULL where nothing is known."""
    if name not in has:
        return _null(pl.Boolean)
    return pl.when(pl.col(name).is_null()).then(pl.lit(value=False)).otherwise(pl.col(f"v {name}"))


def _stated(table: str, has: set[str]) -> set[str]:
    """Return the columns that a file with such fields states; names become ids elsewhere."""
    mine = (field for field in fields_of(table) if field.name in has and field.type != "name")
    return {column.name for field in mine for column in field.stored}


# ---- columns of several cells --------------------------------------------------------------------


def _null(dtype: type[pl.DataType]) -> pl.Expr:
    return pl.lit(None, dtype=dtype)


def _grid_note(has: set[str]) -> pl.Expr:
    """Return what is printed in place of a grid position, 'pit lane', or with a mark: '12 †'."""
    if "grid" not in has:
        return _null(pl.String)
    text = pl.col("grid")
    is_marked = pl.col("v grid").is_not_null() & units.has_mark(text)
    return pl.when(units.is_position_word(text) | is_marked).then(text.str.to_lowercase())


def _deleted_reason(has: set[str]) -> pl.Expr:
    """Return why a lap does not count: what is printed, 'deleted' or 'invalid'; NULL: it counts."""
    reason = pl.col("deleted_reason") if "deleted_reason" in has else _null(pl.String)
    for name, word, counts in (("deleted", "deleted", False), ("valid", "invalid", True)):
        if name in has:
            mark, why = pl.col(f"v {name}"), pl.coalesce(reason, pl.lit(word))
            reason = (
                pl.when(mark == counts).then(None).when(mark != counts).then(why).otherwise(reason)
            )
    return reason


def _row_order(has: set[str]) -> pl.Expr:
    """Return the order that the file states, else that of its rows."""
    stated = pl.col("v row_order") if "row_order" in has else _null(pl.Int64)
    return pl.coalesce(stated, "row")


def _speed(has: set[str]) -> pl.Expr:
    """Return km/h, of miles per hour where nothing else is printed. A speed of 0 is none."""
    speed = pl.col("v speed_kph") if "speed_kph" in has else _null(pl.Float64)
    if "speed_mph" in has:
        speed = pl.coalesce(speed, units.kph(pl.col("v speed_mph")).round(3))
    return above_zero(speed)
