"""
What a result says in Ergast's words, in its dump and in its API alike.

The letter in place of the position tells what became of the car, the status why: 'R' with
'Engine', 'F' with '107% Rule', 'N' with '+9 Laps'. Newer rows have a number as position even where
the letter says that there is none; then the letter is right.
"""

import polars as pl

_LETTERS = {
    "R": "Retired",
    "D": "Disqualified",
    "E": "Excluded",
    "W": "Withdrawn",
    "F": "Did not qualify",
    "N": "Not classified",
}
_SAYS_NO_MORE = (
    "Retired", "Disqualified", "Excluded", "Withdrew", "Withdrawn", "Did not qualify",
    "Did not start", "Not classified", "Finished", "Lapped",
)  # fmt: skip
"""Statuses that are no cause: after the letter they add nothing."""
_PREQUALIFYING = "Did not prequalify"
_LAPS_BEHIND = r"^\+\d+ Laps?$"


def results(frame: pl.DataFrame) -> pl.DataFrame:
    """
    Turn what Ergast prints into canonical fields.

    Args:
        frame: text columns; of position, position_text, status, reason, time, millis, gap and grid
            any may be missing. All others are left as they are.

    Returns:
        the frame with position, status, reason, classified, total, gap and grid; without
        position_text, time and millis.
    """
    rows = _with(frame, "position", "position_text", "status", "reason", "time", "millis", "gap")
    rows = _with(rows, "grid")
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
        pl.coalesce(seconds(pl.col("millis")), pl.when(~is_gap).then(pl.col("time")))
        .alias("total"),
        pl.coalesce("gap", pl.when(is_gap).then(pl.col("time")), behind).alias("gap"),
        # 0 stands for the pit lane, for no place and for 'not known' alike.
        pl.when(pl.col("grid") != "0").then(pl.col("grid").str.to_lowercase()).alias("grid"),
    ).drop("position_text", "time", "millis")  # fmt: skip


def _with(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    missing = [name for name in names if name not in frame.columns]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)


def seconds(millis: pl.Expr) -> pl.Expr:
    """Write whole milliseconds as seconds with three decimals; NULL for anything else."""
    digits = pl.when(millis.str.contains(r"^\d+$")).then(millis.str.zfill(4))
    return pl.concat_str(digits.str.head(-3), pl.lit("."), digits.str.tail(3))


def without_empty(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out columns that say nothing at all, so that they do not state anything."""
    empty = [name for name in frame.columns if frame[name].null_count() == frame.height]
    return frame.drop(empty)
