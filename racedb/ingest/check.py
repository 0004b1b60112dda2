"""
Checks of what a file brings: each finds something that a person should look at.

A finding refuses nothing; the rows are stored as printed. Every check is one function of typed rows
with a session_id, and gives at most one finding a session, summed up.
"""

from collections.abc import Callable, Mapping

import polars as pl

from racedb.ingest.sessions import Session
from racedb.readers.reading import Finding

TOLERANCE_US = 2_000
"""Sums of published times may be off by their rounding: two thousandths of a second."""

Check = Callable[[pl.DataFrame, Session], Finding | None]


def check(kind: str, frame: pl.DataFrame, sessions: Mapping[int, Session]) -> list[Finding]:
    """Run every check of a kind of table over each of its sessions."""
    found = []
    for rows in frame.partition_by("session_id", maintain_order=True):
        session = sessions[rows["session_id"][0]]
        found += [finding for one in CHECKS.get(kind, ()) if (finding := one(rows, session))]
    return found


def implied_m(speed_kph: pl.Expr, lap_us: pl.Expr) -> pl.Expr:
    """Give the length that a car at this speed covers in this time, in metres to 1 m."""
    return (speed_kph / 3.6 * lap_us / 1_000_000).round().cast(pl.Int64)


def speed_lap(rows: pl.DataFrame, session: Session) -> Finding | None:
    """
    Speed x best lap must give the length of a lap: else the speed is of another lap.

    The length is the layout's, or else the most common value to 1 m; never the median, for more
    than half of the rows may be wrong together.
    """
    timed = rows.drop_nulls(["speed_kph", "best_lap_us"])
    timed = timed.with_columns(implied_m(pl.col("speed_kph"), pl.col("best_lap_us")).alias("m"))
    if timed.height < 3:
        return None
    common = timed.group_by("m").len().sort(["len", "m"], descending=True)
    length_m = session.length_m or (common["m"][0] if common["len"][0] > 1 else None)
    if length_m is None:
        return None
    digits = _digits(timed["speed_kph"])
    rounding_m = 0.5 * 10**-digits / pl.col("speed_kph") * length_m
    off = timed.filter((pl.col("m") - length_m).abs() > pl.max_horizontal(1.0, rounding_m))
    if off.is_empty():
        return None
    worst = off.sort((pl.col("m") - length_m).abs(), descending=True, maintain_order=True)
    first, less = worst.row(0, named=True), off.filter(pl.col("m") < length_m).height
    how = {off.height: "less", 0: "more"}.get(less, "another length")
    return Finding(
        code="speed-lap",
        line=first["line"],
        message=f"{session.title}: speed x best lap gives the lap of {length_m:,.0f} m for "
        f"{timed.height - off.height} of {timed.height} timed rows and {how} for {off.height} "
        f"(most of all car {first['car_number']}: {first['m']:,} m): those speeds are of another "
        "lap; see racedb query speed-check",
    )


def _digits(values: pl.Series) -> int:
    """Count the decimals that a column of numbers is printed with, 3 at most."""
    return next((n for n in range(3) if (values.round(n) == values).all()), 3)


def order(rows: pl.DataFrame, session: Session) -> Finding | None:
    """Cars on the lead lap stand in the order of their total times."""
    timed = rows.drop_nulls(["position", "total_us"]).sort("position")
    if "laps" in rows.columns:
        timed = timed.filter(pl.col("laps") == pl.col("laps").max())
    wrong = timed.filter(pl.col("total_us") < pl.col("total_us").shift(1))
    if session.kind != "race" or wrong.is_empty():
        return None
    first = wrong.row(0, named=True)
    return Finding(
        code="position-order",
        line=first["line"],
        message=f"{session.title}: position {first['position']} (car {first['car_number']}) has a "
        "shorter total time than the position before it",
    )


def gap(rows: pl.DataFrame, session: Session) -> Finding | None:
    """A gap is the total time less the leader's."""
    leader = rows.filter(pl.col("position") == 1)["total_us"].drop_nulls()
    timed = rows.drop_nulls(["total_us", "gap_us"])
    if leader.len() != 1 or timed.is_empty():
        return None
    off = timed.filter(((pl.col("total_us") - leader[0]) - pl.col("gap_us")).abs() > TOLERANCE_US)
    return _off(off, session, "gap", "gaps that are not total time less the leader's")


def number_twice(rows: pl.DataFrame, session: Session) -> Finding | None:
    """A car number that stands on two rows of a session is two cars, or a mistake."""
    twice = rows.drop_nulls("car_number").unique(["car_number", "entry_id"])
    twice = twice.filter(pl.col("car_number").is_duplicated()).sort("line")
    return _off(twice, session, "number-twice", "rows whose car number another car carries too")


def sector_sum(rows: pl.DataFrame, session: Session) -> Finding | None:
    """The sectors of a lap add up to its time."""
    full = rows.drop_nulls(["lap_us", "s1_us", "s2_us", "s3_us"])
    total = pl.col("s1_us") + pl.col("s2_us") + pl.col("s3_us")
    off = full.filter((total - pl.col("lap_us")).abs() > TOLERANCE_US)
    return _off(off, session, "sector-sum", "laps whose sectors do not add up to the lap time")


def elapsed(rows: pl.DataFrame, session: Session) -> Finding | None:
    """The time elapsed grows by each lap time."""
    laps = rows.sort("entry_id", "number")
    before = pl.col("elapsed_us").shift(1).over("entry_id")
    follows = (pl.col("number") - 1) == pl.col("number").shift(1).over("entry_id")
    off = laps.filter(
        follows & ((pl.col("elapsed_us") - before - pl.col("lap_us")).abs() > TOLERANCE_US)
    )
    return _off(off, session, "elapsed", "laps whose time is not what the elapsed time grew by")


def holes(rows: pl.DataFrame, session: Session) -> Finding | None:
    """Lap numbers of a car have no holes."""
    laps = rows.sort("entry_id", "number")
    step = pl.col("number") - pl.col("number").shift(1).over("entry_id")
    return _off(laps.filter(step > 1), session, "lap-hole", "laps with none before them")


def _off(off: pl.DataFrame, session: Session, code: str, what: str) -> Finding | None:
    if off.is_empty():
        return None
    first = off.row(0, named=True)
    lap = f", lap {first['number']}" if "number" in first else ""
    return Finding(
        code=code,
        line=first["line"],
        message=f"{session.title}: {off.height} {what}; "
        f"the first is car {first.get('car_number') or '-'}{lap}, line {first['line']}",
    )


def _when(columns: set[str], one: Check) -> Check:
    """Run a check only where the file states the columns that it needs."""
    return lambda rows, session: one(rows, session) if columns <= set(rows.columns) else None


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "results": (
        _when({"speed_kph", "best_lap_us"}, speed_lap),
        _when({"position", "total_us"}, order),
        _when({"position", "total_us", "gap_us"}, gap),
        number_twice,
    ),
    "laps": (
        _when({"lap_us", "s1_us", "s2_us", "s3_us"}, sector_sum),
        _when({"lap_us", "elapsed_us"}, elapsed),
        holes,
    ),
}
