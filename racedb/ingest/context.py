"""
What a file is about: series, season, event, session, date, circuit.

The context comes from the content of the file, from its name where a format has a naming habit,
from a manifest in the same folder and from the command line; the later takes precedence.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from racedb import units
from racedb.errors import UsageError
from racedb.fields import CONTEXT

Context = Mapping[str, str | None]
"""series, season, round, event, session, date, circuit, layout, length_m as text."""

_EXAMPLE = {"series": "Club Cup", "season": "2025", "event": "Summer Race", "session": "Race"}


def with_context(
    frame: pl.DataFrame, stated: Mapping[str, str], given: Mapping[str, str]
) -> pl.DataFrame:
    """
    Add the whole context to every row.

    Args:
        frame: text columns of one batch.
        stated: what the file states for the whole table; fills the gaps of a column.
        given: what a manifest or the command line states; takes precedence over the file.
    """
    # A column of the file is completed by what its heading states, and replaced by what is given.
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
    # Files write days in many ways; what is no day, such as '19-22 Mar', becomes NULL.
    return frame.with_columns(units.iso_dates(pl.col("date")).alias("date"))


def _assumed(columns: Sequence[str]) -> dict[str, str]:
    """Take a table with a grid and laps or times for a race: nothing else starts from one."""
    has = set(columns)
    return {"session": "Race"} if "grid" in has and has & {"laps", "total"} else {}


def cannot_tell(source: str, name: str, known: Context) -> UsageError:
    """
    Return the error of a file whose series, season, event or session is missing.

    Args:
        source: name of the file.
        name: what is missing.
        known: what is not; the message has a command with it that would do.
    """
    options = " ".join(
        f'--{key} "{known.get(key) or f"<{value}>"}"'
        for key, value in _EXAMPLE.items()
        if known.get(key) or key == name or key in ("event", "session")
    )
    return UsageError(
        f"{source}: cannot tell which {name} this file belongs to; "
        f'try: racedb load "{source}" {options}   (or a [[load]] in manifest.toml)'
    )
