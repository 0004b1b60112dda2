"""
Parsed cells to the columns that are stored: the values of a result, a lap or a pit stop.

Every function takes rows of one kind: a field NAME is there as text, and as `v NAME` when its type
is more than text; that is NULL where the cell is blank or cannot be read. It returns the frame with
the stored columns, and the names of those that the file states.

A field with a column of its own (racedb.fields) is stored by `_plain`. The rest of this module is
for columns that depend on several cells: times, gaps, grids, speeds and outcomes.
"""

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from racedb import units
from racedb.fields import Field, fields_of, stored
from racedb.ingest.blanks import INFERRED
from racedb.ingest.times import above_zero, with_times
from racedb.outcomes import Outcome, outcomes
from racedb.understand.calendars import is_reserve

_DTYPES: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(("whole", "number", "position", "duration", "gap"), pl.Int64),
    **dict.fromkeys(("decimal", "speed"), pl.Float64),
    "yes": pl.Boolean, **dict.fromkeys(("flag", "text", "moment"), pl.String),
}  # fmt: skip
_ABOVE_ZERO = ("number", "speed", "duration")
"""Types with no value of 0: timing systems print 0:00.000 for 'none'."""
MARKS = ("pit_in", "pit_out")
"""Columns of laps that are never NULL: a lap without the mark is not one of the pits."""
_HOTTEST_AIR_C, _LOWEST_MBAR = 50, 500
"""Nobody races in a hotter air, or a thinner one; greater or smaller numbers have another unit."""
_KPH_PER_MPS, _MBAR_PER_INCH = 3.6, 33.8639
_JUDGED = ("status", "classified", "total", "gap", "best_lap", "q1")
"""Fields of results whose columns are computed from several cells."""
_SPEEDS = ("speed_kph", "speed_mph")


def results(good: pl.DataFrame, *, exact: bool) -> tuple[pl.DataFrame, set[str]]:
    """Return results; *exact* ones are of a known schema, and no cell explains another."""
    has = set(good.columns)
    frame = good.with_columns(
        *_plain("results", has, (*_JUDGED, *_SPEEDS)),
        *(
            (pl.col(name) if name in has else _null(pl.String)).alias(f"{name} text")
            for name in ("position", "class_position")
        ),
        _grid_note(has).alias("grid_note"),
        _speed(has).alias("speed_kph"),
        _row_order(has).cast(pl.Int64).alias("row_order"),
    )
    frame = _judge_rows(with_times(frame, has, exact=exact), has)
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
        *_plain("laps", has, (*_SPEEDS, *MARKS, "started_utc", "deleted_reason")),
        *(_mark(has, name).alias(name) for name in MARKS),
        *(above_zero(pl.col(f"v {name}")).alias(column) for name, column in stops.items()),
        _number(has, "lap_number"),
        _end_of_lap(has).alias("time_utc"),
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
    """Return a list of entries; a column, a class or a heading says which are reserves."""
    has = set(good.columns)
    words = {
        name: pl.col(name).map_elements(is_reserve, pl.Boolean).fill_null(value=False)
        for name in ("reserve", "class", "status")
        if name in has
    }
    rounds = {"rounds"} & has
    if not words:
        return good, rounds
    mark = units.yes(pl.col("reserve")) if "reserve" in has else _null(pl.Boolean)
    frame = good.with_columns(
        pl.any_horizontal(mark.fill_null(value=False), *words.values()).alias("is reserve"),
        *([pl.when(~words["class"]).then("class")] if "class" in has else []),
    )
    is_stated = pl.lit("reserve" in has) | pl.col("is reserve").any()
    reserve = pl.when(is_stated).then("is reserve").alias("reserve")
    return frame.with_columns(reserve), {"reserve", *rounds}


def _weather(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    """Return measurements in metric units: a hot air is in °F, a low pressure in inches."""
    has = set(good.columns)
    mps = (pl.col("v wind_mps") if "wind_mps" in has else _null(pl.Float64)) * _KPH_PER_MPS
    frame = good.with_columns(*_plain("weather", has, ("wind_mps",)))
    pressure = pl.col("pressure_mbar")
    in_inches = pl.when(pressure < _LOWEST_MBAR).then((pressure * _MBAR_PER_INCH).round(1))
    frame = frame.with_columns(
        pl.coalesce(mps.round(2), "wind_kph").alias("wind_kph"),
        in_inches.otherwise(pressure).alias("pressure_mbar"),
    )
    if (frame["air_c"] > _HOTTEST_AIR_C).any():
        degrees = ((pl.col("air_c", "track_c") - 32) / 1.8).round(2)
        frame = frame.with_columns(degrees, units.kph(pl.col("wind_kph")).round(2))
    return frame, _stated("weather", has)


def _messages(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has, table = set(good.columns), "race_control_messages"
    return good.with_columns(*_plain(table, has)), _stated(table, has)


def _penalties(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    """Return decisions; `penalty_points` has the points on the licence that a cell states."""
    has = set(good.columns)
    points = pl.col("v penalty_points") if "penalty_points" in has else _null(pl.Float64)
    frame = good.with_columns(*_plain("penalties", has), points.alias("penalty_points"))
    return frame, {*stored("penalties"), "penalty_points"} - {"driver_id"}


def _calendar(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    return good, {"starts_on", "ends_on", "country", "event_state"}


def _standings(good: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    has, table = set(good.columns), "printed_standings"
    return good.with_columns(*_plain(table, has)), _stated(table, has)


VALUES = {
    "printed_standings": _standings,
    "calendar": _calendar,
    "laps": _laps, "pit_stops": _pit_stops, "entries": _entries, "weather": _weather,
    "race_control_messages": _messages, "penalties": _penalties,
}  # fmt: skip


NEEDED = {
    "weather": ("v elapsed", "v time_utc"),
    "race_control_messages": ("message",),
    "penalties": ("penalty", "v penalty_points"),
    "calendar": ("event", "circuit", "round"),
    "printed_standings": (
        "drivers", "driver", "driver_1", "driver_ref", "driver_ref_1", "team", "manufacturer",
    ),
}  # fmt: skip
"""Columns one of which every row has; of other kinds it names a car or somebody."""
WITHOUT_KEY = {
    "laps": "a lap without a number",
    "pit_stops": "a stop without a number",
    "weather": "weather without a time",
    "race_control_messages": "a message without a text",
    "penalties": "a decision without a penalty",
    "calendar": "names neither an event nor a circuit nor a round",
    "printed_standings": "names nobody who is ranked",
}
"""What is said of a row without a key; of other kinds it names nobody."""


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


def _end_of_lap(has: set[str]) -> pl.Expr:
    """Return the moment at which a lap ended, of that of its start."""
    if not has >= {"started_utc", "lap"}:
        return _null(pl.String)
    return units.moments_after(pl.col("v started_utc"), above_zero(pl.col("v lap")))


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


# ---- what became of each car ---------------------------------------------------------------------

_WORDS = ("status", "position word", "total word", "gap word", "best_lap word")
"""
Columns whose words may say it: a status, or what is printed in place of a time or a position.

racedb.outcomes has the meaning of each; the words of a row are weighed against each other.
"""
_KEY = [*_WORDS, "reason", "has_position", "has_time"]
_OUT = {"status": pl.String, "status_detail": pl.String, "classified": pl.Boolean}


def _judge_rows(frame: pl.DataFrame, has: set[str]) -> pl.DataFrame:
    """
    Add status, status_detail, classified, and whether they are only inferred from place and times.

    Args:
        frame: results with position, total_us, gap_us, gap_laps, laps, best_lap_us and the words.
        has: names of the columns that came from the file.
    """
    # A table may have no places but those of the classes.
    is_of_class = "v position" not in has and "v class_position" in has
    place = "class_position" if is_of_class else "position"
    position, printed, instead = pl.col(place), pl.col(f"{place} text"), _null(pl.String)
    if f"v {place}" in has and frame[place].has_nulls():
        instead = pl.when(position.is_null() & units.is_position_word(printed)).then(printed)
    frame = frame.with_columns(
        pl.col("status") if "status" in has else _null(pl.String).alias("status"),
        pl.col("reason") if "reason" in has else _null(pl.String).alias("reason"),
        instead.alias("position word"),
        position.is_not_null().alias("has_position"),
        pl.any_horizontal(
            pl.col("total_us").is_not_null(),
            pl.col("gap_us").is_not_null(),
            pl.col("gap_laps").is_not_null(),
            pl.col("best_lap_us").is_not_null(),
            pl.col("laps").is_not_null(),
        ).alias("has_time"),
    )
    kinds = frame.select(_KEY).unique(maintain_order=True)
    words = {word for name in (*_WORDS, "reason") for word in kinds[name].drop_nulls()}
    known = outcomes(sorted(words))
    verdicts = pl.DataFrame(
        [_judge(row, known) for row in kinds.iter_rows(named=True)], schema=_OUT, orient="row"
    )
    table = pl.concat([kinds, verdicts.rename({"status": "verdict"})], how="horizontal")
    frame = frame.drop("status_detail", "classified", strict=False).join(
        table, on=_KEY, how="left", nulls_equal=True, maintain_order="left"
    )
    no_word = (pl.col(name).is_null() for name in (*_WORDS, "reason"))
    explicit = pl.col("v classified") if "v classified" in has else _null(pl.Boolean)
    return frame.with_columns(
        pl.col("verdict").alias("status"),
        pl.coalesce(explicit, pl.col("classified")).alias("classified"),
        (pl.all_horizontal(no_word) & explicit.is_null()).alias(INFERRED),
    )


def _judge(
    row: Mapping[str, object], known: Mapping[str, Outcome]
) -> tuple[str, str | None, bool | None]:
    """Weigh the words of one row: the strongest wins."""
    words = [known[str(row[name])] for name in _WORDS if row[name]]
    telling = [outcome for outcome in words if outcome.status != "unknown"]
    reason = str(row["reason"]) if row["reason"] else None
    detail = reason or next((outcome.detail for outcome in words if outcome.detail), None)
    if telling:
        status = _strongest(telling)
    elif words:
        status = "unknown"
    else:
        status = _without_words(row, known[reason] if reason else None)
    if any(outcome.classified is False for outcome in telling):
        return status, detail, False
    return status, detail, _classified(status, has_position=bool(row["has_position"]))


def _strongest(telling: Sequence[Outcome]) -> str:
    """
    Return the status of several words: the word of trouble says more than 'NC' or 'Finished'.

    Beside 'DNQ' a cause such as 'Injury' says why, not what.
    """
    trouble = [outcome for outcome in telling if outcome.status != "finished"]
    plain = [outcome for outcome in trouble if outcome.status != "retired"]
    return (plain or trouble or telling)[0].status


def _without_words(row: Mapping[str, object], reason: Outcome | None) -> str:
    """Return the status of a row that has at most a reason."""
    if row["has_position"] and row["has_time"]:
        return "finished"  # a reason beside a position is as often that of a penalty
    if reason is None:
        return "unknown"
    return "retired" if reason.status == "unknown" else reason.status


def _classified(status: str, *, has_position: bool) -> bool | None:
    """Return whether a car is classified, as far as its status and position tell."""
    if status in ("unknown", "no_time"):
        return None
    if status in ("finished", "retired") and has_position:
        return True
    return None if status == "finished" else False
