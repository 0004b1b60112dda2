"""Rows of cells to frames of text under canonical names."""

import re
from collections.abc import Sequence

import polars as pl

from racedb.readers.reading import Column
from racedb.understand.vocabulary import FAMILY, GIVEN

_NULLS = ("", "\\N", "NULL", "null")
_CELLS = pl.col(pl.String)


def frame(
    rows: Sequence[Sequence[str]], lines: Sequence[int], columns: Sequence[Column]
) -> pl.DataFrame:
    """Make a frame of rows that are as wide as the table."""
    names = [f"c{n}" for n in range(len(columns))]
    cells = pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String), orient="row")
    return named(cells.with_columns(pl.Series("line", lines, pl.Int64)), columns)


def named(cells: pl.DataFrame, columns: Sequence[Column], *, spelled: bool = True) -> pl.DataFrame:
    """
    Give cells their canonical names; columns that are not understood are left out.

    Args:
        cells: String columns c0, c1 ... as in the file, and line.
        columns: what each of them is.
        spelled: line breaks may be spelled out, as a backslash and n.
    """
    taken = [(f"c{n}", column.field) for n, column in enumerate(columns)]
    known = [(source, field) for source, field in taken if field and field != "-"]
    text = cells.select("line", *(pl.col(source).alias(field) for source, field in known))
    if spelled:
        text = text.with_columns(_CELLS.str.replace_all("\\n", "\n", literal=True))
    # Two steps: polars would take the blanks off for each mention of the cell.
    text = text.with_columns(_CELLS.str.strip_chars())
    return _joined(text.with_columns(pl.when(~_CELLS.is_in(_NULLS)).then(_CELLS)))


def _joined(text: pl.DataFrame) -> pl.DataFrame:
    """Join given and family names that stand in columns of their own."""
    seats = sorted(
        {int(found.group(1)) for name in text.columns
         if (found := re.fullmatch(rf"(?:{GIVEN}|{FAMILY})_(\d+)", name))}
    )  # fmt: skip
    for seat in seats:
        parts = [f"{part}_{seat}" for part in (GIVEN, FAMILY) if f"{part}_{seat}" in text.columns]
        whole = pl.concat_str(parts, separator=" ", ignore_nulls=True)
        text = text.with_columns(pl.when(whole != "").then(whole).alias(f"driver_{seat}")).drop(
            parts
        )
    return text
