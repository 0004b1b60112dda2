"""
What became of each car: status, status_detail and classified, from all the words of its row.

The words may be in a status column, or in place of the position ('Ret'), of the total ('Engine'),
of a gap or of a lap time ('no time'). racedb.outcomes has the meaning of each word; here the words
of one row are weighed against each other (design, ruling 9).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from racedb import units
from racedb.ingest.blanks import INFERRED
from racedb.outcomes import Outcome, outcomes

_WORDS = ("status", "position word", "total word", "gap word", "best_lap word")
_KEY = [*_WORDS, "reason", "has_position", "has_time"]
_OUT = {"status": pl.String, "status_detail": pl.String, "classified": pl.Boolean}


def judge_rows(frame: pl.DataFrame, has: set[str]) -> pl.DataFrame:
    """
    Add status, status_detail, classified, and whether they are only inferred from place and times.

    Args:
        frame: results with position, total_us, gap_us, gap_laps, laps, best_lap_us and the words.
        has: names of the columns that came from the file.
    """
    position, printed = pl.col("position"), pl.col("position text")
    instead = pl.lit(None, pl.String)
    if "v position" in has and frame["position"].has_nulls():
        instead = pl.when(position.is_null() & units.is_position_word(printed)).then(printed)
    frame = frame.with_columns(
        pl.col("status") if "status" in has else pl.lit(None, pl.String).alias("status"),
        pl.col("reason") if "reason" in has else pl.lit(None, pl.String).alias("reason"),
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
    explicit = pl.col("v classified") if "v classified" in has else pl.lit(None, pl.Boolean)
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
