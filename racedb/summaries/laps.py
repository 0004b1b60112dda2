"""
What follows from laps: the running order beside each lap, lap_sums and lap_leaders.

A clean lap shows pace: it is timed, under green or to the chequered flag, neither in- nor out-lap,
not deleted, and not the opening lap of a race. After a missing lap nothing is known of an out-lap.
A flag may be the one at the end of the lap: a lap after a caution is clean only if it is about as
fast as the next ones.

A car runs in the place that is printed, or else in the order in which the cars ended the lap. The
time at the end of a lap is the printed session time, or else the sum of the lap times, as long as
none is missing.
"""

from collections.abc import Collection, Iterable, Iterator

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in

CAR = ["session_id", "entry_id"]
LAP = {
    **dict.fromkeys((*CAR, "driver_id", "number", "lap_us", "elapsed_us", "s1_us", "s2_us",
                     "s3_us", "position"), pl.Int64),
    "pit_in": pl.Boolean, "pit_out": pl.Boolean, "flag": pl.String, "deleted_reason": pl.String,
}  # fmt: skip
"""What the summaries of laps are made of."""
BESIDE = {"clean": pl.Boolean, "running_position": pl.Int64, "behind_leader_us": pl.Int64}
"""The columns of laps that follow from them."""
KEY = [*CAR, "number"]
LAPS, SUMS, LEADERS = (TABLES[name] for name in ("laps", "lap_sums", "lap_leaders"))
ROUNDING_US = 2_000
"""Sums of printed times are off by no more, because each is rounded; the checks allow the same."""
_GREEN = ("green", "chequered")
"""Flags at the end of a lap at full speed: the last lap of a qualifying is often the best."""
_CAUTIONS = ("yellow", "fcy", "sc", "vsc", "code60", "red")
_SLOWER = 1.1
"""A lap that is slower by so much was not driven at full speed."""
_DRIVER = [*CAR, "driver_id"]
_SAME_LAP = ["session_id", "number"]
_SECTORS = ("s1_us", "s2_us", "s3_us")
_ROWS = 250_000
"""Laps that are read at a time, which bounds the memory; a session is never divided."""


# ---- beside each lap -----------------------------------------------------------------------------


def running_order(laps: pl.DataFrame, races: Collection[int]) -> pl.DataFrame:
    """
    Find the clean laps, and the running order of races.

    Args:
        laps: all laps of some sessions; a column of LAP that is missing is NULL everywhere, others
            stay.
        races: ids of the sessions that are races.

    Returns:
        the laps in the order of their key, with the columns of BESIDE. Those of the running order
        are NULL where it is not known, and in sessions that are no races.
    """
    missing = [pl.lit(None, kind).alias(it) for it, kind in LAP.items() if it not in laps.columns]
    laps = laps.with_columns(missing)
    if not laps.select(pl.struct(KEY)).to_series().is_sorted():
        laps = laps.sort(KEY, maintain_order=True)
    in_race = pl.col("session_id").is_in(sorted(races))
    laps = laps.with_columns(in_race.alias("in race"), _at_us(laps).alias("at"))
    at_us, in_race = pl.col("at"), pl.col("in race")
    # Of two cars at the same moment the one with the lower entry_id is in front.
    place = pl.coalesce("position", at_us.rank("ordinal").over(_SAME_LAP).cast(pl.Int64))
    return laps.with_columns(
        _is_clean(in_race, cautions=laps["flag"].is_in(_CAUTIONS).any()).alias("clean"),
        pl.when(in_race).then(place).alias("running_position"),
        pl.when(in_race).then(at_us - at_us.min().over(_SAME_LAP)).alias("behind_leader_us"),
    ).drop("in race", "at")


def _follows(rows: int = 1) -> pl.Expr:
    """Return whether so many rows before, or after, there is a lap of the same car."""
    return pl.all_horizontal(pl.col(name) == pl.col(name).shift(rows) for name in CAR)


def _at_us(laps: pl.DataFrame) -> pl.Expr:
    """Return the session time at the end of each lap; the laps of a car are in order."""
    at_us, lap_us = pl.col("elapsed_us"), pl.col("lap_us")
    if not laps["elapsed_us"].null_count():
        return at_us
    none_missing = lap_us.is_not_null().cum_sum().over(CAR) == pl.col("number")
    return at_us.fill_null(pl.when(none_missing).then(lap_us.cum_sum().over(CAR)))


def _is_clean(in_race: pl.Expr, *, cautions: bool) -> pl.Expr:
    """Return whether laps show pace; the laps of a car are in order."""
    number, no_flag = pl.col("number"), pl.col("flag").is_null()
    after_in_lap = _follows() & (number == number.shift() + 1) & pl.col("pit_in").shift()
    in_pits = pl.any_horizontal("pit_in", "pit_out", after_in_lap).fill_null(value=False)
    counts = pl.col("lap_us").is_not_null() & pl.col("deleted_reason").is_null()
    is_opening = (number == 1) & in_race
    is_green = no_flag | pl.col("flag").is_in(_GREEN)
    if cautions:
        is_green &= ~_ends_a_caution()
    return counts & is_green & ~in_pits & ~is_opening


def _ends_a_caution() -> pl.Expr:
    """
    Return whether a lap under green began behind the safety car: the lap before was under caution.

    The next two laps of the car show how fast it would be; without them, its usual lap.
    """
    lap_us, flag, number = pl.col("lap_us"), pl.col("flag"), pl.col("number")
    after_caution = _follows() & (number == number.shift() + 1) & flag.shift().is_in(_CAUTIONS)
    following = pl.min_horizontal(
        pl.when((flag.shift(-ahead) == "green") & _follows(-ahead)).then(lap_us.shift(-ahead))
        for ahead in (1, 2)
    )
    usual = pl.coalesce(following, lap_us.filter(flag == "green").median().over(CAR))
    return (after_caution & (lap_us > usual * _SLOWER)).fill_null(value=False)


# ---- sums ----------------------------------------------------------------------------------------


def lap_sums(laps: pl.DataFrame) -> pl.DataFrame:
    """
    Sum up the laps of each driver of each car.

    Args:
        laps: all laps of some sessions, as `running_order` returns them.

    Returns:
        rows of the table lap_sums.
    """
    counts = pl.col("deleted_reason").is_null()
    clean_us = pl.col("clean_us")
    return (
        laps.select(*LAP, clean_us=pl.when(pl.col("clean")).then(pl.col("lap_us")), odd=_is_odd())
        .group_by(_DRIVER)
        .agg(
            pl.len().cast(pl.Int64).alias("laps"),
            pl.col("pit_in").sum().cast(pl.Int64).alias("pit_ins"),
            pl.col("lap_us").filter(counts).min().alias("best_lap_us"),
            clean_us.min().alias("best_clean_us"),
            clean_us.count().cast(pl.Int64).alias("clean_laps"),
            clean_us.drop_nulls().sort().head((clean_us.count() + 1) // 2),
            *(pl.col(name).filter(counts).min() for name in _SECTORS),
            pl.col("odd").sum().cast(pl.Int64).replace(0, None).alias("odd_laps"),
        )
        .with_columns(_pace())
        # A part of the primary key, which takes no NULL.
        .with_columns(pl.col("driver_id").fill_null(0))
        .select(column.name for column in SUMS.columns)
        .sort(_DRIVER)
    )


def _is_odd() -> pl.Expr:
    """Return whether the checks sector-sum or elapsed may find a lap; laps are in order."""
    lap_us, elapsed_us, number = pl.col("lap_us"), pl.col("elapsed_us"), pl.col("number")
    sectors_us = pl.sum_horizontal(_SECTORS, ignore_nulls=False)
    grown_us = pl.when(_follows() & (number == number.shift() + 1)).then(elapsed_us.diff())
    return pl.any_horizontal(
        ((it - lap_us).abs() > ROUNDING_US).fill_null(value=False) for it in (sectors_us, grown_us)
    )


def _pace() -> Iterator[pl.Expr]:
    """Compute mean and median of the clean laps that count; their times are in order."""
    times = pl.col("clean_us")
    count, total = times.list.len().cast(pl.Int64), times.list.sum()
    lower, upper = (times.list.get(at, null_on_oob=True) for at in ((count - 1) // 2, count // 2))
    some = pl.when(count > 0)
    yield some.then((total * 2 + count) // (count * 2)).alias("mean_us")
    yield some.then((lower + upper) // 2).alias("median_us")


def lap_leaders(laps: pl.DataFrame) -> pl.DataFrame:
    """
    Find who leads each lap of a race, and how many places changed in it.

    Args:
        laps: all laps of some sessions, as `running_order` returns them.

    Returns:
        rows of the table lap_leaders.
    """
    place, leads = pl.col("running_position"), pl.col("running_position") == 1
    gained = pl.when(_follows()).then(place.shift() - place)
    known = laps.filter(place.is_not_null()).select(
        *KEY, place, gained=gained, up=pl.when(gained > 0).then(gained)
    )
    # Most places first, then the car in front: one number to compare by.
    most = (pl.col("up") * 100_000 - place).arg_max()
    return (
        known.group_by(_SAME_LAP)
        .agg(
            pl.when(leads).then(pl.col("entry_id")).min().alias("leader_entry_id"),
            (pl.when(leads).then(pl.col("gained")).min() > 0).alias("new_leader"),
            pl.col("up").count().cast(pl.Int64).alias("cars_up"),
            pl.col("up").sum().alias("places_gained"),
            pl.col("entry_id").get(most, null_on_oob=True).alias("most_by_entry_id"),
            pl.col("up").max().alias("most_places"),
        )
        .with_columns(pl.col("new_leader").fill_null(value=False))
        .select(column.name for column in LEADERS.columns)
        .sort(_SAME_LAP)
    )


# ---- stored laps ---------------------------------------------------------------------------------


def read(
    connection: Connection, session_ids: Iterable[int]
) -> Iterator[tuple[list[int], pl.DataFrame]]:
    """
    Read the laps of sessions, some sessions at a time.

    Yields:
        the ids of some sessions; their laps in the order of the key, with all columns of the table
        that others follow from or that say where they came from, and is_race.
    """
    columns = [LAPS.c[name] for name in (*LAP, *BESIDE, "import_id", "line")]
    for some in _portions(connection, session_ids):
        laps = fetch_in(connection, sa.select(*columns), LAPS.c.session_id, some).sort(KEY)
        yield some, laps.with_columns(is_race=pl.col("session_id").is_in(_races(connection, some)))


def with_running_order(laps: pl.DataFrame) -> pl.DataFrame:
    """Find the running order again of laps that `read` returned."""
    return running_order(laps, races_in(laps))


def races_in(laps: pl.DataFrame) -> set[int]:
    """Return the sessions that are races, of laps that `read` returned."""
    return set(laps.filter("is_race")["session_id"])


def _races(connection: Connection, session_ids: list[int]) -> list[int]:
    sessions = TABLES["sessions"]
    statement = sa.select(sessions.c.id).where(sessions.c.kind == "race")
    return fetch_in(connection, statement, sessions.c.id, session_ids)["id"].to_list()


def _portions(connection: Connection, session_ids: Iterable[int]) -> Iterator[list[int]]:
    """Divide sessions into groups of about _ROWS laps; a session without laps is in one, too."""
    wanted = sorted(set(session_ids))
    session = LAPS.c.session_id
    counted = sa.select(session, sa.func.count().label("laps")).group_by(session)
    laps = dict(fetch_in(connection, counted, session, wanted).rows())
    some: list[int] = []
    rows = 0
    for number in wanted:
        if some and rows + laps.get(number, 0) > _ROWS:
            yield some
            some, rows = [], 0
        some.append(number)
        rows += laps.get(number, 0)
    if some:
        yield some
