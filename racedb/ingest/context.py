"""
What a file is about: series, season, event, session, date, circuit.

The context comes, later ones winning, from the content of the file, its name where a format has
a naming habit, a manifest in the same folder, and the command line (design: Import).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from racedb import units
from racedb.errors import UsageError
from racedb.fields import CONTEXT


def with_context(
    frame: pl.DataFrame, stated: Mapping[str, str], given: Mapping[str, str]
) -> pl.DataFrame:
    """
    Give every row its whole context.

    Args:
        frame: text columns of one batch.
        stated: what the file says for the whole table; fills the gaps of a column.
        given: what a manifest or the command line says; wins over the file.
    """
    columns = []
    stated = {**_assumed(frame.columns), **stated}
    for name in CONTEXT:
        if given.get(name):
            columns.append(pl.lit(given[name]).alias(name))
        elif name in frame.columns and name in stated:
            columns.append(pl.col(name).fill_null(pl.lit(stated[name])))
        elif name not in frame.columns:
            columns.append(pl.lit(stated.get(name), dtype=pl.String).alias(name))
    frame = frame.with_columns(columns)
    if given.get("date") or frame["date"].null_count() == frame.height:
        return frame
    # A file writes days as it likes; '19-22 Mar' is no day, and says nothing.
    return frame.with_columns(units.iso_dates(pl.col("date")).alias("date"))


def _assumed(columns: Sequence[str]) -> dict[str, str]:
    """Take a table with a grid and laps or times for a race: nothing else starts from one."""
    has = set(columns)
    return {"session": "Race"} if "grid" in has and has & {"laps", "total"} else {}


def missing(source: str, name: str, known: Mapping[str, str | None]) -> UsageError:
    """Say what the context lacks, with the command line and the manifest that would do."""
    example = {
        "series": "Club Cup",
        "season": "2025",
        "event": "Summer Race",
        "session": "Race",
    }
    words = " ".join(
        f'--{key} "{known.get(key) or f"<{value}>"}"'
        for key, value in example.items()
        if known.get(key) or key == name or key in ("event", "session")
    )
    return UsageError(
        f"{source}: the {name} is not known: the file does not say it; "
        f'try: racedb load "{source}" {words}   (or a [[load]] in manifest.toml)'
    )
