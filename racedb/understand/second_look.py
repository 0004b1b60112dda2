"""A second look at big tables: whether cells further down are what the first rows said."""

from collections.abc import Iterator, Sequence

import polars as pl

from racedb.fields import FIELDS
from racedb.table import Column
from racedb.understand.scoring import misfits

_PARTS, _ROWS = 8, 60
"""So many parts of a block are looked at, so many rows of each."""
_SHOWN = 3


class SecondLook:
    """What was told of the columns of a file, whose blocks are looked at one by one."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Take what the columns were taken for."""
        self._names = {it.field: it.source for it in columns if it.field in FIELDS}

    def at(self, block: pl.DataFrame) -> Iterator[tuple[int, str]]:
        """
        Look at some rows of a block; yield line and text of what contradicts a column, once each.

        Args:
            block: text under the names of fields, and line.
        """
        size = -(-block.height // _PARTS)
        for part in block.iter_slices(max(size, _ROWS)):
            rows = part.gather_every(1 + part.height // _ROWS)
            for field in [name for name in rows.columns if name in self._names]:
                filled = rows.drop_nulls(field)
                if odd := misfits(field, filled[field].to_list()):
                    shown = ", ".join(map(repr, odd[:_SHOWN]))
                    source, line = self._names.pop(field), filled["line"][0]
                    message = (
                        f"column {source!r} was taken for {field.replace('_', ' ')} by the first "
                        f"rows; below line {line:,} it has {shown}"
                    )
                    yield line, message
