"""Cells of a column that are no values of its field, by the parsers that a load has."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from racedb.fields import FIELDS, cell_type
from racedb.table import Column
from racedb.understand.frames import frame
from racedb.units.cells import CELL_TYPES, is_nothing

FEW, MOST = 3, 0.5
"""So many cells, and more than half of a column, that cannot be read prove another field."""


class Misread(NamedTuple):
    """How many cells of a column cannot be read as its field."""

    bad: int
    filled: int
    expected: str
    """What they should be: 'a whole number'."""

    @property
    def is_most(self) -> bool:
        """Return whether the column is not what it was taken for."""
        return self.bad >= FEW and self.bad > self.filled * MOST

    def __str__(self) -> str:
        """Say it as the evidence of a column."""
        return f"{self.bad:,} of {self.filled:,} cells are not {self.expected}"


def misread(
    kind: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> Mapping[str, Misread]:
    """Count the cells that cannot be read, by field; fields of which all can are left out."""
    width = len(columns)
    even = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    text = frame(even, range(len(even)), columns)
    types = {
        name: CELL_TYPES[type_]
        for name in text.columns
        if name in FIELDS and (type_ := cell_type(kind, name)) in CELL_TYPES
    }
    found: dict[str, Misread] = {}
    for name, it in types.items():
        cells = text.select(value=it.parse(pl.col(name)), filled=~it.is_empty(pl.col(name)))
        bad = int((is_nothing(cells["value"]) & cells["filled"]).sum())
        if bad:
            found[name] = Misread(bad, int(cells["filled"].sum()), it.expected)
    return found
