"""
Parsed cells to the columns that are stored: what a result, a lap or a pit stop consists of.

Every function is given the rows of one kind whose cells are all understood: a field NAME stands
there as text, and as `v NAME` when its type is more than text. It gives the frame with the stored
columns, and the names of those that the file states.
"""

import polars as pl

from racedb import units
from racedb.ingest.status import judge_rows


def _results(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    frame = good.with_columns(
        *_times(has),
        (pl.col("position") if "position" in has else _null(pl.String)).alias("position text"),
    )
    frame = _unsigned_gaps(frame, has)
    frame = frame.with_columns(
        _whole(has, "position", "position"),
        _whole(has, "class_position", "class_position"),
        _whole(has, "laps", "laps"),
        _positive(has, "best_lap_number"),
        _grid(has).alias("grid_position"),
        _grid_note(has).alias("grid_note"),
        _decimal(has, "points"),
        _speed(has).alias("speed_kph"),
        pl.col("row").cast(pl.Int64).alias("row_order")
        if "v row_order" not in has
        else pl.col("v row_order").alias("row_order"),
        (pl.col("best_lap_driver") if "best_lap_driver" in has else _null(pl.String)).alias(
            "best_lap_driver"
        ),
    )
    frame = frame.with_columns(
        pl.when((pl.col("position") == 1) & (pl.col("gap_us") == 0))
        .then(None)
        .otherwise(pl.col("gap_us"))
        .alias("gap_us")
    )
    frame = judge_rows(frame, has)
    stated = {"row_order", "status", "status_detail", "classified"}
    for fields, columns in _STATED.items():
        if any(f"v {name}" in has or name in has for name in fields):
            stated.update(columns)
    if "status" in has and frame["gap_laps"].is_not_null().any():  # '+2 Laps' for a status
        stated.add("gap_laps")
    stated |= {part for part in ("q1_us", "q2_us", "q3_us") if f"v {part[:2]}" in has}
    return frame, stated


_STATED = {
    ("position",): ("position",),
    ("class_position",): ("class_position",),
    ("laps",): ("laps",),
    ("total",): ("total_us", "gap_us", "gap_laps"),
    ("gap",): ("gap_us", "gap_laps"),
    ("best_lap", "q1"): ("best_lap_us",),
    ("best_lap_number",): ("best_lap_number",),
    ("best_lap_driver",): ("best_lap_driver",),
    ("speed_kph", "speed_mph"): ("speed_kph",),
    ("grid",): ("grid_position", "grid_note"),
    ("points",): ("points",),
}
"""Which canonical fields state which columns of a result."""


def _null(dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    return pl.lit(None, dtype=dtype)


def _part(has: set[str], name: str, part: str) -> pl.Expr:
    dtype = pl.String if part == "word" else pl.Int64
    return pl.col(f"v {name}").struct.field(part) if f"v {name}" in has else _null(dtype)


def _times(has: set[str]) -> list[pl.Expr]:
    """
    Take the time cells of a result apart.

    A gap column prints gaps without a sign; a qualifying row of three parts has the best of them.
    """
    laps_down = units.gaps(pl.col("status")) if "status" in has else None
    best = pl.min_horizontal(_part(has, name, "us") for name in ("best_lap", "q1", "q2", "q3"))
    return [
        _above_zero(_part(has, "total", "us")).alias("total_us"),
        pl.coalesce(
            _part(has, "gap", "gap_us"), _part(has, "gap", "us"), _part(has, "total", "gap_us")
        ).alias("gap_us"),
        pl.coalesce(
            _part(has, "gap", "gap_laps"),
            _part(has, "total", "gap_laps"),
            _null(pl.Int64) if laps_down is None else laps_down.struct.field("gap_laps"),
        ).alias("gap_laps"),
        _above_zero(best).alias("best_lap_us"),
        *(_above_zero(_part(has, q, "us")).alias(f"{q}_us") for q in ("q1", "q2", "q3")),
        *(_part(has, name, "word").alias(f"{name} word") for name in ("total", "gap", "best_lap")),
    ]


def _unsigned_gaps(frame: pl.DataFrame, has: set[str]) -> pl.DataFrame:
    """
    Tell gaps that are printed like times: 1:56:10.674, then 23.914, then 26.462.

    They are gaps where already the second time of the session is less than half of the first.
    """
    if "v total" not in has:
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
    """Make a time of nothing NULL: timing systems print 0:00.000 for 'none'."""
    return pl.when(value > 0).then(value)


def _whole(has: set[str], name: str, column: str) -> pl.Expr:
    return (pl.col(f"v {name}") if f"v {name}" in has else _null(pl.Int64)).alias(column)


def _positive(has: set[str], name: str, column: str | None = None) -> pl.Expr:
    return _above_zero(_whole(has, name, name)).alias(column or name)


def _decimal(has: set[str], name: str) -> pl.Expr:
    return (pl.col(f"v {name}") if f"v {name}" in has else _null(pl.Float64)).alias(name)


def _grid_note(has: set[str]) -> pl.Expr:
    """Keep what stands in place of a grid position: 'pit lane'."""
    if "grid" not in has:
        return _null(pl.String)
    text = pl.col("grid")
    word = pl.col("v grid").is_null() & ~units.blank(text) & text.str.contains(r"\p{L}")
    return pl.when(word | text.str.contains(_MARK)).then(text.str.to_lowercase())


_MARK = r"[†‡*]$"


def _grid(has: set[str]) -> pl.Expr:
    """
    Give the starting place.

    A place with a footnote mark is not where the car started: the note tells of a penalty, a spare
    car or a start from the rear. It is kept as printed, as a note.
    """
    if "v grid" not in has:
        return _null(pl.Int64)
    return pl.when((pl.col("v grid") > 0) & ~pl.col("grid").str.contains(_MARK)).then(
        pl.col("v grid")
    )


def _speed(has: set[str]) -> pl.Expr:
    """Give km/h; 1 mile is 1.609344 km. A speed of 0 is none."""
    kph = pl.col("v speed_kph") if "v speed_kph" in has else _null(pl.Float64)
    if "v speed_mph" in has:
        kph = pl.coalesce(kph, (pl.col("v speed_mph") * 1.609344).round(3))
    return _above_zero(kph)


def _laps(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    durations = {"lap": "lap_us", "elapsed": "elapsed_us"} | {
        f"s{n}": f"s{n}_us" for n in (1, 2, 3)
    }
    frame = good.with_columns(
        _whole(has, "lap_number", "number"),
        *(_positive(has, name, column) for name, column in durations.items()),
        _positive(has, "position"),
        _speed(has).alias("speed_kph"),
        _above_zero(_decimal(has, "top_kph")).alias("top_kph"),
        *(
            (
                pl.col(f"v {name}").fill_null(value=False)
                if f"v {name}" in has
                else pl.lit(value=False)
            ).alias(name)
            for name in ("pit_in", "pit_out")
        ),
        (pl.col("v flag") if "v flag" in has else _null(pl.String)).alias("flag"),
        (pl.col("deleted_reason") if "deleted_reason" in has else _null(pl.String)).alias(
            "deleted_reason"
        ),
    )
    stated = {"number", "pit_in", "pit_out"}
    stated |= {column for name, column in durations.items() if name in has}
    stated |= {name for name in ("position", "top_kph", "flag", "deleted_reason") if name in has}
    if has & {"speed_kph", "speed_mph"}:
        stated.add("speed_kph")
    return frame, stated


def _pit_stops(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has = set(good.columns)
    durations = {"elapsed": "elapsed_us", "lane": "lane_us", "stationary": "stationary_us"}
    frame = good.with_columns(
        _whole(has, "stop", "number"),
        _positive(has, "lap_number"),
        *(_positive(has, name, column) for name, column in durations.items()),
    )
    stated = {"number"} | {column for name, column in durations.items() if name in has}
    return frame, stated | ({"lap_number"} & has)


def _entries(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    return good, set()


VALUES = {"results": _results, "laps": _laps, "pit_stops": _pit_stops, "entries": _entries}
