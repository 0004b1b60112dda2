"""Rows of cells to frames of text under canonical names."""

import re
from collections.abc import Sequence

import polars as pl

from racedb.readers.columns import FAMILY, GIVEN
from racedb.readers.reading import Column

_NULLS = ("", "\\N", "NULL", "null")


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
    text = cells.select(
        "line", *(_clean(source, spelled=spelled).alias(field) for source, field in known)
    )
    return _joined(text)


def _clean(name: str, *, spelled: bool) -> pl.Expr:
    """Take blanks off, write a line break that is spelled out as one; nothing is NULL."""
    text = pl.col(name)
    if spelled:
        text = text.str.replace_all("\\n", "\n", literal=True)
    text = text.str.strip_chars()
    return pl.when(~text.is_in(_NULLS)).then(text)


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
