"""What files of facts say: which kind they are, of which session, and their canonical fields."""

import re
from collections.abc import Collection, Iterable, Mapping

import polars as pl

from racedb.readers.dumps import words
from racedb.readers.dumps.files import LINE, File

Words = Mapping[str, tuple[str, ...]]
_PEOPLE_OF_RESULTS = {"name": "driver_1", "ref": "driver_ref_1", "born": "born_1",
                      "country": "country_1"}  # fmt: skip
_PEOPLE_OF_LAPS = {"name": "driver", "ref": "driver_ref"}
_TIME_OF_DAY = r"^\d\d:\d\d(:\d\d)?Z?$"
WORDS: Mapping[str, Words] = {
    "results": words.CAR | words.RESULT,
    "laps": {"car_number": words.CAR["car_number"]} | words.LAP,
    "pit_stops": {"car_number": words.CAR["car_number"]} | words.STOP,
    "grid": words.GRID,
    "best_laps": words.BEST_LAP,
    "printed_standings": words.STANDING,
}
"""The words of each kind of facts; those of grids and best laps complete the results."""
_LETTERS = {
    "R": "Retired",
    "D": "Disqualified",
    "E": "Excluded",
    "W": "Withdrawn",
    "F": "Did not qualify",
    "N": "Not classified",
}
"""
What the letter in place of a position says became of the car; the status says why: 'R' with
'Engine', 'F' with '107% Rule', 'N' with '+9 Laps'. Newer rows have a number as position even where
the letter says that there is none; then the letter is right.
"""
_SAYS_NO_MORE = (
    "Retired", "Disqualified", "Excluded", "Withdrew", "Withdrawn", "Did not qualify",
    "Did not start", "Not classified", "Finished", "Lapped",
)  # fmt: skip
"""Statuses that are no cause: after the letter they add nothing."""
_PREQUALIFYING = "Did not prequalify"
_LAPS_BEHIND = r"^\+\d+ Laps?$"


def kind_of(file: File, things: Collection[str]) -> str | None:
    """
    Return what the rows of a file are: a key of WORDS; None: no facts, or votes.

    Args:
        file: any file of the dump.
        things: what it points to.
    """
    has = set(file.frame.columns)
    if "standing" in file.name:
        is_of_season = "race" in things or has & {"year", "season"}
        is_ranked = "points" in has and set(things) & {"driver", "constructor", "team"}
        return "printed_standings" if is_of_season and is_ranked else None
    if not {"driver", "race"} <= set(things) or has & words.NOT_FACTS:
        return None
    timed = has & {"time", "lap_time", "milliseconds", "time_millis"}
    ranked = has & {"position_text", "position_order", "position_display_order"}
    if _any(has, words.STOP["stop"]):
        return "pit_stops"
    if _any(has, words.LAP["lap_number"]) and timed:
        return "best_laps" if ranked else "laps"
    if "grid" in file.name or ("grid_position" in has and not _any(has, words.RESULT["position"])):
        return "grid"
    return "results" if _any(has, words.RESULT["position"]) else None


def _any(has: set[str], paths: Iterable[str]) -> bool:
    return any(path.removeprefix(".") in has for path in paths)


def session_of(file: File) -> tuple[str, tuple[str, ...]]:
    """
    Return the session of a file, and the columns of its race that may have the day of it.

    Standings have neither.
    """
    if "standing" in file.name:
        return "", ()
    for pattern, name, days in words.SESSIONS:
        if re.search(pattern, file.name):
            return name, days
    return words.RACE


def canonical(kind: str, joined: pl.DataFrame, session: str, days: Iterable[str]) -> pl.DataFrame:
    """
    Turn joined rows into canonical fields.

    Args:
        kind: results, laps, pit_stops or printed_standings.
        joined: the rows with what they point to, as `thing.column`.
        session: its name.
        days: columns of the race that may have its day.
    """
    is_of_season = kind == "printed_standings"
    event = {name: words.EVENT[name] for name in ("season", "round")}
    wanted: dict[str, tuple[str, ...]] = {
        **(event if is_of_season else words.EVENT),
        "date": tuple(f"race.{day}" for day in days),
        **{f"driver {name}": paths for name, paths in words.PERSON.items()},
        **WORDS[kind],
    }
    frame = joined.select(
        LINE,
        *(
            pl.coalesce(there).alias(name)
            for name, paths in wanted.items()
            if (there := _there(joined, name, paths))
        ),
        *([_start(joined, days)] if kind == "results" else ()),
    )
    frame = _length(_people(frame, joined, kind))
    if is_of_season:
        return _without_empty(frame)
    if kind == "results":
        return _without_empty(_results(_of_session(frame, session)))
    return _without_empty(_laps(frame) if kind == "laps" else _stops(frame))


def _there(joined: pl.DataFrame, name: str, paths: Iterable[str]) -> list[str]:
    """Find the columns that say a field; what another file said is there by its own name."""
    found = [path.removeprefix(".") for path in paths]
    return [path for path in (*found, f"from {name}") if path in joined.columns]


def _start(joined: pl.DataFrame, days: Iterable[str]) -> pl.Expr:
    """Return when a session starts: its day and the time of day beside it, which is in UTC."""
    both = [(f"race.{day}", f"race.{words.time_beside(day)}") for day in days]
    starts = [
        pl.when(pl.col(time).str.contains(_TIME_OF_DAY)).then(
            pl.concat_str(day, pl.lit("T"), pl.col(time).str.strip_suffix("Z"), pl.lit("Z"))
        )
        for day, time in both
        if {day, time} <= set(joined.columns)
    ]
    return pl.coalesce(*starts, pl.lit(None, pl.String)).alias("starts_at")


def _people(frame: pl.DataFrame, joined: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Name the driver; a key that is a word is the publisher's key of the person."""
    has = set(frame.columns)
    parts = [name for name in ("driver given", "driver family") if name in has]
    if "driver name" not in has and parts:
        frame = frame.with_columns(
            pl.concat_str(parts, separator=" ", ignore_nulls=True).replace("", None)
            .alias("driver name")
        )  # fmt: skip
    if "driver ref" not in has and "driver_id" in joined.columns:
        key = joined["driver_id"]
        ref = pl.when(key.str.contains(r"\p{L}")).then(key)
        frame = frame.with_columns(ref.alias("driver ref"))
    people = _PEOPLE_OF_LAPS if kind in ("laps", "pit_stops") else _PEOPLE_OF_RESULTS
    named = {f"driver {part}": field for part, field in people.items()}
    rest = [name for name in frame.columns if name.startswith("driver ") and name not in named]
    return frame.drop(rest).rename(named, strict=False)


def _length(frame: pl.DataFrame) -> pl.DataFrame:
    """Write kilometres of a lap as metres."""
    if "length_km" not in frame.columns:
        return frame
    metres = (pl.col("length_km").cast(pl.Float64, strict=False) * 1000).round().cast(pl.Int64)
    return frame.with_columns(metres.cast(pl.String).alias("length_m")).drop("length_km")


def _of_session(frame: pl.DataFrame, session: str) -> pl.DataFrame:
    """Read the time of practice and qualifying as a lap, and flags of a fastest lap as none."""
    if "best_lap_number" in frame.columns:
        number = pl.col("best_lap_number")
        frame = frame.with_columns(pl.when(number.str.contains(r"^\d+$")).then(number))
    if session in ("Race", "Sprint"):
        return frame
    frame = frame.drop("millis", strict=False)
    if "time" in frame.columns and not {"q1", "best_lap"} & set(frame.columns):
        return frame.rename({"time": "best_lap"})
    return frame.drop("time", strict=False)


def _laps(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the lap time from the milliseconds where it is not printed."""
    return _timed(frame, "lap")


def _stops(frame: pl.DataFrame) -> pl.DataFrame:
    """Read a lone time as what the stop took, one beside a duration as the time of day."""
    if "time" in frame.columns:
        frame = frame.rename({"time": "time_of_day" if "lane" in frame.columns else "lane"})
    return _timed(frame, "lane")


def _timed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    parts = [pl.col(name)] if name in frame.columns else []
    if "millis" in frame.columns:
        parts.append(_seconds(pl.col("millis")))
    if not parts:
        return frame
    return frame.with_columns(pl.coalesce(parts).alias(name)).drop("millis", strict=False)


# ---- results in the words of Ergast --------------------------------------------------------------


def _results(frame: pl.DataFrame) -> pl.DataFrame:
    """
    Turn what Ergast prints into canonical fields.

    Args:
        frame: text columns; of position, position_text, status, reason, time, millis, gap and grid
            any may be missing. All others are left as they are.

    Returns:
        the frame with position, status, reason, classified, total, gap and grid; without
        position_text, time and millis.
    """
    names = ("position", "position_text", "status", "reason", "time", "millis", "gap", "grid")
    rows = _with(frame, *names)
    letter = pl.col("position_text").str.to_uppercase()
    numeric = pl.col("position_text").str.contains(r"^\d+$")
    meaning = letter.replace_strict(_LETTERS, default=None, return_dtype=pl.String)
    status = pl.col("status")
    unqualified = meaning.is_not_null() & (status == _PREQUALIFYING)
    cause = meaning.is_not_null() & ~status.is_in(_SAYS_NO_MORE) & ~unqualified
    behind = status.str.extract(f"({_LAPS_BEHIND})")
    is_gap = pl.col("time").str.contains(r"^\s*[+-]")
    return rows.with_columns(
        pl.when(pl.col("position_text").is_null() | numeric)
        .then(pl.col("position"))
        .when(meaning.is_null())
        .then(pl.col("position_text"))
        .alias("position"),
        pl.when(unqualified).then(status).otherwise(pl.coalesce(meaning, status)).alias("status"),
        pl.coalesce("reason", pl.when(cause & behind.is_null()).then(status)).alias("reason"),
        pl.when(numeric).then(pl.lit("yes")).when(meaning.is_not_null()).then(pl.lit("no"))
        .alias("classified"),
        pl.coalesce(_seconds(pl.col("millis")), pl.when(~is_gap).then(pl.col("time")))
        .alias("total"),
        pl.coalesce("gap", pl.when(is_gap).then(pl.col("time")), behind).alias("gap"),
        # 0 stands for the pit lane, for no place and for 'not known' alike.
        pl.when(pl.col("grid") != "0").then(pl.col("grid").str.to_lowercase()).alias("grid"),
    ).drop("position_text", "time", "millis")  # fmt: skip


def _with(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    missing = [name for name in names if name not in frame.columns]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)


def _seconds(millis: pl.Expr) -> pl.Expr:
    """Write whole milliseconds as seconds with three decimals; NULL for anything else."""
    digits = pl.when(millis.str.contains(r"^\d+$")).then(millis.str.zfill(4))
    return pl.concat_str(digits.str.head(-3), pl.lit("."), digits.str.tail(3))


def _without_empty(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out columns that say nothing at all, so that they do not state anything."""
    empty = [name for name in frame.columns if frame[name].null_count() == frame.height]
    return frame.drop(empty)
