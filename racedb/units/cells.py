"""The types of cells: how the text of each is parsed, and what a wrong one is called."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from racedb.units.durations import durations, totals
from racedb.units.marks import dates, flags, moments, yes
from racedb.units.numbers import decimals, is_no_place, positions, whole
from racedb.units.text import blank


class CellType(NamedTuple):
    """How cells of one type are read."""

    parse: Callable[[pl.Expr], pl.Expr]
    expected: str
    """What a message says was expected: 'a time like 1:23.456'."""
    code: str
    """Code of the note about a cell that is none."""
    instead: Callable[[pl.Expr], pl.Expr] | None = None
    """Finds cells that are no value and no mistake; None: there are none but empty ones."""

    def is_empty(self, text: pl.Expr) -> pl.Expr:
        """Find cells that are rightly no value: blank ones, and words where a place would be."""
        return blank(text) | self.instead(text) if self.instead else blank(text)


CELL_TYPES: Mapping[str, CellType] = {
    "whole": CellType(whole, "a whole number", "not-a-number"),
    "number": CellType(whole, "a whole number", "not-a-number"),
    "decimal": CellType(decimals, "a number", "not-a-number"),
    "speed": CellType(decimals, "a number", "not-a-number"),
    "duration": CellType(durations, "a time like 1:23.456", "not-a-duration"),
    "gap": CellType(durations, "a gap like +12.451 or 2 Laps", "not-a-gap"),
    "total": CellType(totals, "a time, a gap or a word", "not-a-duration"),
    "date": CellType(dates, "a date like 2009-07-26", "not-a-date"),
    "moment": CellType(moments, "a moment like 2025-11-23T06:00:00Z", "not-a-moment"),
    "yes": CellType(yes, "yes or no", "not-a-mark"),
    # What is no position may be a word for the outcome.
    "position": CellType(positions, "a position from 1", "not-a-position", is_no_place),
    "flag": CellType(
        flags, "a flag: green, yellow, fcy, sc, vsc, code60, red, chequered", "not-a-flag"
    ),
}
"""By the type of a field (racedb.fields); text, name, crew and clock need no parser."""


def is_nothing(value: pl.Series) -> pl.Series:
    """Say of parsed cells whether they are no value; of one with several parts, whether all are."""
    if isinstance(value.dtype, pl.Struct):
        parts = value.struct.unnest()
        return parts.select(pl.all_horizontal(pl.all().is_null())).to_series()
    return value.is_null()
