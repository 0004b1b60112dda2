"""
Texts that are too long for a name.

Their beginning is all that is kept of them, in a note: to compare thousands of names of thousands
of letters takes hours, and gigabytes.
"""

from math import inf

import polars as pl

from racedb.fields import FIELDS, MAX_CREW
from racedb.units.cells import CELL_TYPES

MOST_LETTERS = 200
"""Of the name of a driver, a team, an event ...; a crew in one cell may have as many for each."""
_REMARKS = ("status", "reason", "deleted_reason", "message", "category", "flag_shown", "scope")
"""Words that are no names."""


def most_letters(field: str) -> float:
    """Return how many letters a cell of a field may have."""
    if field in _REMARKS or field not in FIELDS or FIELDS[field].type in CELL_TYPES:
        return inf
    return MOST_LETTERS * (MAX_CREW if field == "drivers" else 1)


def shortened(text: pl.DataFrame) -> pl.DataFrame:
    """Shorten the cells that are too long for a name; they stay too long, by a letter."""
    most = {name: most_letters(name) for name in text.columns}
    long = [
        name
        for name, letters in most.items()
        if letters < inf and _longest(text[name]) > letters  # in bytes, which are never fewer
    ]
    return text.with_columns(
        pl.when(pl.col(name).str.len_chars() > most[name])
        .then(pl.col(name).str.head(int(most[name])) + "…")
        .otherwise(name)
        .alias(name)
        for name in long
    )


def _longest(cells: pl.Series) -> int:
    return int(cells.str.len_bytes().max() or 0)  # type: ignore[arg-type]
