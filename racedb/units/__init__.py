"""
The one parser of each kind of cell, for whole columns at a time.

Every function takes an expression of String and gives an expression; NULL where the text is not
one. Blanks around a text do not count. `blank` says which cells are empty by themselves, so that
NULL on a cell that is not blank means a cell that is wrong.
"""

from racedb.units.durations import duration_us, durations, gaps, totals
from racedb.units.marks import dates, datetimes, flags, iso_dates, moments, moments_after, yes
from racedb.units.numbers import (
    KPH_PER_MPH,
    average_kph,
    decimals,
    is_no_place,
    is_position_word,
    kph,
    positions,
    whole,
)
from racedb.units.text import blank, failed_formula, has_mark

__all__ = [
    "KPH_PER_MPH",
    "average_kph",
    "blank",
    "dates",
    "datetimes",
    "decimals",
    "duration_us",
    "durations",
    "failed_formula",
    "flags",
    "gaps",
    "has_mark",
    "is_no_place",
    "is_position_word",
    "iso_dates",
    "kph",
    "moments",
    "moments_after",
    "positions",
    "totals",
    "whole",
    "yes",
]
