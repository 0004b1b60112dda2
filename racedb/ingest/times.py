"""
The times of results: what is a total, a gap, laps behind, laps covered, or the best lap.

A cell alone does not say it. '23.914' is a gap below a total of two hours; '41 laps' are those
behind the winner in one list, and those that a car covered in another; a time of a qualifying is a
lap. So the rows of a session are compared with each other, and with what else they state.
"""

import polars as pl

from racedb import units
from racedb.ingest.session_names import named_session

SESSION = ["season", "round", "event", "session", "date"]
"""Rows that agree in these are of one session, as far as the text goes."""
_BARE_LAPS = r"^\s*[0-9]{1,4}\s?\p{L}+\.?(?:\(\p{L}\))?\s*$"
"""'41 laps' without a sign or a word for 'behind'."""
_MANY = 20
"""Laps that, where all cells say the same, are more likely covered than behind."""
_FEW = 5
"""Laps that a list of covered laps does not begin with."""
_TIMED = ("test", "practice", "qualifying", "warmup")
"""Kinds of sessions in which the fastest lap counts."""
_LONGEST_LAP_US = 1_800_000_000


def with_times(frame: pl.DataFrame, has: set[str], *, exact: bool) -> pl.DataFrame:
    """
    Add total_us, gap_us, gap_laps, best_lap_us, the times of Q1 to Q3 and `NAME word`.

    Args:
        frame: results with position and laps as numbers, the context, and the cells of times as
            text and, as `v NAME`, parsed.
        has: names of the columns that came from the file.
        exact: a known schema says what each cell is, whatever the others are.
    """
    frame = frame.with_columns(_cells(has))
    if not exact:
        frame = _best_laps(_unsigned_gaps(_laps_covered(frame, has), has), has)
    # Some files print a gap of 0 for the leader, who has none.
    leads = (pl.col("position") == 1) & (pl.col("gap_us") == 0)
    return frame.with_columns(pl.when(~leads.fill_null(value=False)).then(pl.col("gap_us")))


def above_zero(value: pl.Expr) -> pl.Expr:
    """Return a value, or NULL for 0: timing systems print 0:00.000 for 'none'."""
    return pl.when(value > 0).then(value)


def part(has: set[str], name: str, what: str) -> pl.Expr:
    """Return one part of a parsed time: us, gap_us, gap_laps or word; NULL without the column."""
    dtype = pl.String if what == "word" else pl.Int64
    return pl.col(f"v {name}").struct.field(what) if name in has else pl.lit(None, dtype=dtype)


def _cells(has: set[str]) -> list[pl.Expr]:
    """
    Take the time cells of a result apart.

    A gap column prints gaps without a sign; a qualifying row of three parts has the best of them.
    """
    laps_down = (
        units.gaps(pl.col("status")).struct.field("gap_laps")
        if "status" in has
        else pl.lit(None, dtype=pl.Int64)
    )
    best = pl.min_horizontal(part(has, name, "us") for name in ("best_lap", "q1", "q2", "q3"))
    return [
        above_zero(part(has, "total", "us")).alias("total_us"),
        pl.coalesce(
            part(has, "gap", "gap_us"), part(has, "gap", "us"), part(has, "total", "gap_us")
        ).alias("gap_us"),
        pl.coalesce(part(has, "gap", "gap_laps"), part(has, "total", "gap_laps"), laps_down).alias(
            "gap_laps"
        ),
        above_zero(best).alias("best_lap_us"),
        *(above_zero(part(has, q, "us")).alias(f"{q}_us") for q in ("q1", "q2", "q3")),
        *(part(has, name, "word").alias(f"{name} word") for name in ("total", "gap", "best_lap")),
    ]


# ---- laps covered --------------------------------------------------------------------------------


def _laps_covered(frame: pl.DataFrame, has: set[str]) -> pl.DataFrame:
    """
    Recognise laps that a car covered where its time would be: 3:16:10.0, then '49 laps', '41 laps'.

    The laps of the row tell, where they are known. Else laps behind grow from place to place, and
    laps covered fall; a car without a place may be anywhere in the list.
    """
    cells = [name for name in ("total", "gap") if name in has]
    if not cells or frame["gap_laps"].null_count() == frame.height:
        return frame
    is_bare = pl.any_horizontal(pl.col(name).str.contains(_BARE_LAPS) for name in cells)
    frame = frame.with_columns(
        pl.when(is_bare).then(pl.col("gap_laps")).alias("count"),
        pl.col("position").is_not_null().alias("placed"),
    )
    laps, count = pl.col("laps"), pl.col("count")
    of_row = (count == laps) & (laps.max().over(SESSION) - laps != count)
    of_list = laps.is_null() & count.is_not_null() & _is_list_of_laps_covered()
    covered = (of_row | of_list if "total" in has else of_row).fill_null(value=False)
    return frame.with_columns(
        pl.when(covered).then(count).otherwise(laps).alias("laps"),
        pl.when(~covered).then(pl.col("gap_laps")),
    ).drop("count", "placed")


def _is_list_of_laps_covered() -> pl.Expr:
    """Say whether the bare counts of laps of the cars with a place, or of those without, fall."""
    count, placed = pl.col("count"), pl.col("placed")
    first, most, least = (
        of(count.drop_nulls()).over([*SESSION, "placed"])
        for of in (pl.Expr.first, pl.Expr.max, pl.Expr.min)
    )
    falls = (first == most) & (first >= _FEW) & ((most > least) | (most >= _MANY))
    least_behind = count.filter(placed).min().over(SESSION)
    is_elsewhere = least_behind.is_null() | (most < least_behind)
    return falls | (~placed & is_elsewhere)


# ---- gaps like times, laps like totals -----------------------------------------------------------


def _unsigned_gaps(frame: pl.DataFrame, has: set[str]) -> pl.DataFrame:
    """
    Recognise gaps that are printed like times: 1:56:10.674, then 23.914, then 26.462.

    They are gaps where already the second time of the session is less than half of the first. The
    time of a car that drove fewer laps is no gap where it is as long as so many laps take.
    """
    if "total" not in has:
        return frame
    total, laps = pl.col("total_us"), pl.col("laps")
    times = total.drop_nulls()
    leader, second = times.first().over(SESSION), times.get(1, null_on_oob=True).over(SESSION)
    laps_of_leader = laps.filter(total.is_not_null()).first().over(SESSION)
    is_as_long = (total / laps * 2 > leader / laps_of_leader).fill_null(value=False)
    is_gap = (second * 2 < leader) & (total * 2 < leader) & ~is_as_long
    return frame.with_columns(
        pl.when(is_gap).then(None).otherwise(total).alias("total_us"),
        pl.when(is_gap & pl.col("gap_us").is_null())
        .then(total)
        .otherwise(pl.col("gap_us"))
        .alias("gap_us"),
    )


def _best_laps(frame: pl.DataFrame, has: set[str]) -> pl.DataFrame:
    """Read the time of a practice or a qualifying as the best lap, where no other time is one."""
    if "total" not in has or has & {"best_lap", "q1", "laps"}:
        return frame
    names = frame["session"].drop_nulls().unique()
    timed = [name for name in names if named_session(name, {}).kind in _TIMED]
    if not timed:
        return frame
    total = pl.col("total_us")
    is_lap = pl.col("session").is_in(timed) & (total < _LONGEST_LAP_US)
    return frame.with_columns(
        pl.when(is_lap).then(total).alias("best_lap_us"),
        pl.when(is_lap.fill_null(value=False)).then(None).otherwise(total).alias("total_us"),
    )
