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

_DTYPES: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(("whole", "number", "position", "duration", "gap"), pl.Int64),
    **dict.fromkeys(("decimal", "speed"), pl.Float64),
    "yes": pl.Boolean, "flag": pl.String, "text": pl.String,
}  # fmt: skip
_ABOVE_ZERO = ("number", "speed", "duration")
"""Types with no value of 0: timing systems print 0:00.000 for 'none'."""
_MARKS = ("pit_in", "pit_out")
_JUDGED = ("status", "classified", "total", "gap", "best_lap", "q1", "grid")
"""Fields of results whose columns are computed from several cells."""
_SPEEDS = ("speed_kph", "speed_mph")


def _results(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    frame = good.with_columns(
        *_times(has),
        (pl.col("position") if "position" in has else _null(pl.String)).alias("position text"),
    )
    frame = _unsigned_gaps(frame, has).with_columns(
        *_plain("results", has, (*_JUDGED, *_SPEEDS)),
        _grid(has).alias("grid_position"),
        _grid_note(has).alias("grid_note"),
        _speed(has).alias("speed_kph"),
        _row_order(has).cast(pl.Int64).alias("row_order"),
    )
    # Some files print a gap of 0 for the leader, who has none.
    leads = (pl.col("position") == 1) & (pl.col("gap_us") == 0)
    frame = frame.with_columns(pl.when(~leads.fill_null(value=False)).then(pl.col("gap_us")))
    frame = judge_rows(frame, has)
    stated = _stated("results", has) | {"row_order", "status", "status_detail", "classified"}
    # '+2 Laps' as a status is a gap as well, but a column of statuses without any states no gaps.
    if "status" in has and frame["gap_laps"].is_not_null().any():
        stated.add("gap_laps")
    stated |= {f"{part}_us" for part in ("q1", "q2", "q3") if part in has}
    return frame, stated


def _laps(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    frame = good.with_columns(
        *_plain("laps", has, (*_SPEEDS, *_MARKS)),
        *(_mark(has, name).alias(name) for name in _MARKS),
        _number(has, "lap_number"),
        _speed(has).alias("speed_kph"),
    )
    return frame, _stated("laps", has) | {"number"}


def _pit_stops(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    frame = good.with_columns(*_plain("pit_stops", has), _number(has, "stop"))
    return frame, _stated("pit_stops", has) | {"number"}


def _entries(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    return good, set()


VALUES = {"results": _results, "laps": _laps, "pit_stops": _pit_stops, "entries": _entries}


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
    return _above_zero(value) if field.type in _ABOVE_ZERO else value


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


def _part(has: set[str], name: str, part: str) -> pl.Expr:
    dtype = pl.String if part == "word" else pl.Int64
    return pl.col(f"v {name}").struct.field(part) if name in has else _null(dtype)


def _times(has: set[str]) -> list[pl.Expr]:
    """
    Take the time cells of a result apart.

    A gap column prints gaps without a sign; a qualifying row of three parts has the best of them.
    """
    laps_down = (
        units.gaps(pl.col("status")).struct.field("gap_laps")
        if "status" in has
        else _null(pl.Int64)
    )
    best = pl.min_horizontal(_part(has, name, "us") for name in ("best_lap", "q1", "q2", "q3"))
    return [
        _above_zero(_part(has, "total", "us")).alias("total_us"),
        pl.coalesce(
            _part(has, "gap", "gap_us"), _part(has, "gap", "us"), _part(has, "total", "gap_us")
        ).alias("gap_us"),
        pl.coalesce(
            _part(has, "gap", "gap_laps"), _part(has, "total", "gap_laps"), laps_down
        ).alias("gap_laps"),
        _above_zero(best).alias("best_lap_us"),
        *(_above_zero(_part(has, q, "us")).alias(f"{q}_us") for q in ("q1", "q2", "q3")),
        *(_part(has, name, "word").alias(f"{name} word") for name in ("total", "gap", "best_lap")),
    ]


def _unsigned_gaps(frame: pl.DataFrame, has: set[str]) -> pl.DataFrame:
    """
    Recognise gaps that are printed like times: 1:56:10.674, then 23.914, then 26.462.

    They are gaps where already the second time of the session is less than half of the first.
    """
    if "total" not in has:
        return frame
    session = ["season", "round", "event", "session", "date"]
    times = pl.col("total_us").drop_nulls()
    leader, second = times.first().over(session), times.get(1, null_on_oob=True).over(session)
    is_gap = (second * 2 < leader) & (pl.col("total_us") * 2 < leader)
    return frame.with_columns(
        pl.when(is_gap).then(None).otherwise(pl.col("total_us")).alias("total_us"),
        pl.when(is_gap & pl.col("gap_us").is_null())
        .then(pl.col("total_us"))
        .otherwise(pl.col("gap_us"))
        .alias("gap_us"),
    )


def _above_zero(value: pl.Expr) -> pl.Expr:
    return pl.when(value > 0).then(value)


_MARK = r"[†‡*]$"


def _grid(has: set[str]) -> pl.Expr:
    """
    Return the starting place.

    A place with a footnote mark is not where the car started: the note explains a penalty, a spare
    car or a start from the rear. It is stored as printed, as a note.
    """
    if "grid" not in has:
        return _null(pl.Int64)
    place = pl.col("v grid")
    return pl.when((place > 0) & ~pl.col("grid").str.contains(_MARK)).then(place)


def _grid_note(has: set[str]) -> pl.Expr:
    """Return what is printed in place of a grid position: 'pit lane'."""
    if "grid" not in has:
        return _null(pl.String)
    text = pl.col("grid")
    word = pl.col("v grid").is_null() & ~units.blank(text) & text.str.contains(r"\p{L}")
    return pl.when(word | text.str.contains(_MARK)).then(text.str.to_lowercase())


def _row_order(has: set[str]) -> pl.Expr:
    """Return the order that the file states, else that of its rows."""
    stated = pl.col("v row_order") if "row_order" in has else _null(pl.Int64)
    return pl.coalesce(stated, "row")


def _speed(has: set[str]) -> pl.Expr:
    """Return km/h, of miles per hour where nothing else is printed. A speed of 0 is none."""
    speed = pl.col("v speed_kph") if "speed_kph" in has else _null(pl.Float64)
    if "speed_mph" in has:
        speed = pl.coalesce(speed, units.kph(pl.col("v speed_mph")).round(3))
    return _above_zero(speed)
